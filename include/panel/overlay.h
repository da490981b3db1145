/* A what-if: changes laid over the inputs without touching their files.
 *
 * Each row of the file after --overlay names a change, whom it concerns (sku, location, supplier,
 * category, region; what is empty is everybody) and when (start_date, end_date, both inclusive;
 * empty: always).  A number of the plan is changed after the layers of master data are resolved, so
 * it does not matter who said it.  Where several rows speak of one number, the `value` of the most
 * particular scope (sku before location before supplier before category before region; of equals
 * the last in the order of rows) replaces it and then every `factor` multiplies it, in the order of
 * rows.
 *
 * demand: a factor; each period by the share of its days that lie in the dates.
 *
 * lead_time: factor or value (days), its spread in proportion; learned laws too.
 *
 * lead_time_sd, review_days, unit_cost, price, holding_cost, shortage_cost, moq, pack_size,
 * min_stock, max_stock: factor or value, in force if the as-of date lies in the dates.  What nobody
 * states and follows from unit cost or price follows (but not the unit cost from the price: a
 * cheaper sale makes no cheaper purchase).
 *
 * service_level: a value.
 *
 * cut_off: neither; no order of the supplier is taken and none arrives from start to end, what
 * would arrive then comes the day after.  Without an end an open order never comes, and a plan
 * looks OVERLAY_ENDLESS days ahead for another supplier.
 *
 * delay: a value; open orders come so many days later.
 *
 * stock, open_orders: factor or value (units of a sku-location; of an order line).
 *
 * order_cost, order_minimum (value and units), budget: factor or value, of suppliers.
 *
 * capacity: factor or value, of locations: storage, receiving and picking by a factor, storage
 * alone by a value.
 *
 * The supplier of a scope is, for changes of supply (lead times, review, cut-off, delay, open
 * orders, order terms, moq, pack), whom the sku-location orders from; for all else also whom the
 * master data name as the item's supplier, so that demand of a supplier's goods is that of all
 * places that sell them. */
#ifndef RESTOCK_PANEL_OVERLAY_H
#define RESTOCK_PANEL_OVERLAY_H

#include "panel/panel.h"

enum overlay_change {
    OVERLAY_DEMAND,
    OVERLAY_LEAD_TIME,
    OVERLAY_LEAD_TIME_SD,
    OVERLAY_REVIEW_DAYS,
    OVERLAY_CUT_OFF,
    OVERLAY_DELAY,
    OVERLAY_UNIT_COST,
    OVERLAY_PRICE,
    OVERLAY_HOLDING_COST,
    OVERLAY_SHORTAGE_COST,
    OVERLAY_MOQ,
    OVERLAY_PACK_SIZE,
    OVERLAY_MIN_STOCK,
    OVERLAY_MAX_STOCK,
    OVERLAY_SERVICE_LEVEL,
    OVERLAY_STOCK,
    OVERLAY_OPEN_ORDERS,
    OVERLAY_ORDER_COST,
    OVERLAY_ORDER_MINIMUM,
    OVERLAY_BUDGET,
    OVERLAY_CAPACITY,
    OVERLAY_CHANGES
};

/* The words of the column `change`, NULL at the end. */
extern const char *const overlay_words[OVERLAY_CHANGES + 1];

struct overlay_row {
    uint32_t sku;      /* NO_ID: any, as the others */
    uint32_t change;   /* enum overlay_change */
    uint32_t location; /* place id */
    uint32_t supplier; /* place id */
    uint32_t category; /* word id of a category or a department */
    uint32_t region;   /* word id */
    int32_t start_day; /* NO_DAY: from ever */
    int32_t end_day;   /* inclusive; NO_DAY: for ever */
    double factor;     /* >= 0; MISSING */
    double value;      /* >= 0; MISSING */
};

/* Days that a cut-off without an end is planned for, from its start or the as-of date. */
enum { OVERLAY_ENDLESS = 365 };

/* A sentence if the row makes no sense, else NULL. */
const char *overlay_check(const void *row);

/* What a change may concern. */
struct overlay_target {
    uint32_t sku;      /* NO_ID only of a supplier or location as such */
    uint32_t location; /* place id */
    uint32_t from;     /* place id that it orders from; NO_ID: nobody known */
};

/* The rows of one sku (NO_ID: of all of them): how many, and the first. */
size_t overlay_rows_of(const struct inputs *inputs, uint32_t sku, size_t *first);
/* Does the row concern it, whatever the dates? */
bool overlay_concerns(const struct inputs *inputs, const struct overlay_row *row,
                      struct overlay_target target);
/* Is the change one of suppliers or locations as such, not of sku-locations? */
bool overlay_of_master(const struct overlay_row *row);
bool overlay_in_force(const struct overlay_row *row, int32_t day);

/* What the rows in force on inputs->as_of make of a number: (value, or else the number) * factor.
 */
struct overlay_amount {
    double factor; /* the product of all; 1 without any */
    double value;  /* MISSING: none is given */
};
struct overlay_amount overlay_amount(const struct inputs *inputs, enum overlay_change change,
                                     struct overlay_target target);
/* A number once the rows in force on inputs->as_of have changed it. */
double overlay_number(const struct inputs *inputs, enum overlay_change change,
                      struct overlay_target target, double number);

/* What the demand of the `days` from `first_day` on is multiplied by: the mean over the days. */
double overlay_demand_factor(const struct inputs *inputs, struct overlay_target target,
                             int32_t first_day, int32_t days);

/* The first day on or after `day` that no cut-off holds; with `endless` one without an end is over
 * after OVERLAY_ENDLESS days, else the answer is INT32_MAX. */
int32_t overlay_open_day(const struct inputs *inputs, struct overlay_target target, int32_t day,
                         bool endless);

/* Days by which the rows may stretch what a plan looks ahead, beside lead times of `lead_days`. */
double overlay_reach(const struct inputs *inputs, double lead_days);

/* Scales the recorded demand of a panel, in new arrays of `arena`: whole units stay whole, and what
 * rounding leaves of a period goes on to the next, so sums are kept to half a unit.  Returns of
 * what sold scale with it. `panel` is changed to show the new arrays; without a row on demand
 * nothing happens. */
enum status MUST_CHECK overlay_demand(struct panel *panel, const struct inputs *inputs,
                                      struct arena *arena, struct fault *fault);

/* "demand x 1.2 of supplier NORTH from 2026-11-22 to 2026-12-31". */
void overlay_sentence(const struct inputs *inputs, const struct overlay_row *row, char *text,
                      size_t size);

#endif
