/* The assessment of one position: what it has, what comes, what it will need, and why.
 *
 * Floor replenish's whole work on a position, free of every other position, so that it runs in
 * parallel.  The later floors ask again with transfers and a quantity (assess_outcome). */
#ifndef RESTOCK_REPLENISH_ASSESS_H
#define RESTOCK_REPLENISH_ASSESS_H

#include "replenish/target.h"

struct mix; /* replenish/mix.h */

/* What every assessment reads. */
struct basis {
    const struct inputs *inputs;
    const struct panel *panel;
    const struct forecasts *forecasts;
    const double *period_end; /* [forecasts->horizon], see outlook_periods */
    enum unmet unmet;
    double late_chance_days;
    double return_window_days;
    double return_lag_days; /* from a sale to its return */
    double salvage_share;
    double order_cost; /* money per order where the supplier does not say */
    double min_gain;   /* money that an order of now must gain over one of the next review */
    double damping;    /* share of what an earlier run suggested below which a need waits */
    const struct terms *defaults;
    const struct holidays *holidays;     /* NULL: nobody has any */
    const struct lead_times *lead_times; /* NULL: none are learned */
    const struct lead_table *leads;      /* of the terms; NULL: each works them out by itself */
    const struct mix *mix;               /* fill goals of groups instead of positions; NULL: none */
};

/* A position with all that its projection needs.  Lives in the scratch arena. */
struct site {
    struct outlook outlook; /* periods 0 and mean NULL without history */
    struct interval interval;
    struct prospect prospect;
    struct supply *supply; /* of the prospect; [supply_count], room for one more per transfer */
    double late;           /* part of the supply that is overdue, by its chance */
    double suggested;      /* part of it that an earlier run suggested to order */
    double moving;         /* part of it that comes from other locations out of turn */
    bool sells;            /* has an outlook with demand that counts for stock */
};

/* Bytes that any function here takes from scratch at the most; `extra_supply` transfers. */
size_t assess_scratch(const struct basis *basis, size_t extra_supply);

/* Fills salvage and every field up to raw_need and binding, and what is told of the outcome without
 * a suggestion; sku, location, series, terms, from, policy and order_cost are set.  false if memory
 * ran out. */
bool assess_position(const struct basis *basis, struct position *position, struct arena *scratch);

/* Whether units of a position that is not assessed yet could leave today: false where
 * assess_position would find no spare ones and none that expire.  It is asked as that one and costs
 * less; true as well if memory ran out. */
bool assess_may_give(const struct basis *basis, const struct position *position,
                     struct arena *scratch);

/* Adds up the stock rows of a position into on_hand, reserved and blocked. */
void assess_count(const struct basis *basis, struct position *position);

/* The site of an assessed position, with `extra` further supply (transfers in) and `less` units of
 * stock (transfers out). */
bool site_make(struct site *site, const struct basis *basis, const struct position *position,
               const struct supply *extra, size_t extra_count, double less, struct arena *scratch);

/* What of an assessed position's raw_need is left once `extra` supply comes in, between 0 and
 * raw_need; negative if memory ran out.  Mostly the difference; 0 where the supply lifts it above
 * its reorder point.  Where the policy decided the need under lost sales, with nobody to feed, it
 * is asked again: what the supply sells before the receipt of today's order would have been lost
 * and saves no purchase. */
double assess_need(const struct basis *basis, const struct position *position,
                   const struct supply *extra, size_t extra_count, struct arena *scratch);

/* Takes back a need that is not worth an order tonight (damping, min_gain); wait_loss is known. */
void assess_settle(const struct basis *basis, struct position *position);

/* Fills what is told of the outcome with the suggestion: transfers (as above) and
 * position->quantity. */
bool assess_outcome(const struct basis *basis, struct position *position,
                    const struct supply *extra, size_t extra_count, double less,
                    struct arena *scratch);

/* Days for which `units` last from today by mean demand, at most COVER_LIMIT; MISSING when nothing
 * sells. */
#define COVER_LIMIT 3650.0
double cover_days(const struct outlook *outlook, double units);

/* Usable units today; negative: owed to customers beyond what is there. */
double usable_stock(const struct position *position);

/* Share of what was sold in the last `window_days` that usually comes back, in [0, 1]; gross units
 * in *sold, *returned.  A period's returns count up to three periods' mean demand: one cancelled
 * order is no rate. */
double return_rate(const struct panel *panel, size_t series, double window_days, double *sold,
                   double *returned);

/* Fills `pledged` of positions ([count] by sku, location) from open orders that an earlier run
 * suggested: until they leave, their units are not free where they lie. */
void pledged_add(const struct inputs *inputs, struct position *positions, size_t count);

/* Stretches of the sorted inputs. */
size_t stock_rows_of(const struct inputs *inputs, uint32_t sku, uint32_t location, size_t *first);
size_t open_orders_of(const struct inputs *inputs, uint32_t sku, uint32_t location, size_t *first);

/* The day from as_of on which an open order that is not overdue is expected: as much behind its
 * date as its source's used to be, on a day on which the position's location receives. */
double open_order_day(const struct basis *basis, const struct position *position,
                      const struct open_order *order);
/* The first day from as_of, on or after `day`, on which the position's location receives. */
double receiving_day(const struct basis *basis, const struct position *position, double day);

/* What an overdue order still counts for: quantity x exp(-overdue / late_chance_days), whole units
 * where demand is counts. */
double late_units(double quantity, double overdue_days, double late_chance_days, bool counts);

#endif
