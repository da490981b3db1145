/* Order lines: from needs to what a supplier accepts, and the account of each step.
 *
 * A line: need after transfers -> at least moq -> whole packs -> up to the next price break where
 * that pays -> at most max_order and what max_stock leaves room for -> no more than sells within
 * its shelf life.  Then all lines together, always by adding the best or dropping the least packs
 * (order/basket.h), never by scaling:
 *   capacity  of the locations, stored and received a day
 *   joint     lines that are due soon come along where an order has its own cost
 *   minimum   of a supplier's order in value and units, by positions without a need too; if that
 *             costs more than waiting for the next review would lose, nothing is ordered and an
 *             exception says so
 *   load      whole trucks
 *   budget    of the supplier, then of the night; an order that falls below its minimum is held
 * A location that feeds others shares what it has where that is not enough (network/share.h).
 *
 * raw_need + sum of adjust[] = quantity on every row, whatever happens. */
#ifndef RESTOCK_ORDER_SUPPLIER_ORDER_H
#define RESTOCK_ORDER_SUPPLIER_ORDER_H

#include "order/plan.h"
#include "panel/overrides.h"
#include "replenish/assess.h"

/* What every part of the order floor works on. */
struct desk {
    struct plan *plan;
    const struct basis *basis;
    const struct plan_settings *settings;
    struct arena *arena;
    struct team *team;
};

/* A supplier's order that was not placed because it stays below the minimum. */
struct held_order {
    uint32_t supplier;
    double value; /* money of the lines that were wanted, with what stands from an earlier run */
    double units;
    double minimum_value; /* MISSING or 0: none */
    double minimum_units;
    double loss; /* money that waiting for the next review loses */
};

/* Lines that were cut to a limit, together. */
struct limit_cut {
    enum binding kind; /* BINDING_BUDGET, _CAPACITY or _INBOUND */
    uint32_t place;    /* the supplier or location; NO_ID: the whole night */
    double limit;      /* money or units */
    double over;       /* by how much it was passed */
    size_t lines;      /* cut or dropped */
    double lost;       /* money that is expected to be lost by it */
};

struct held_orders {
    struct held_order *rows; /* [count] each supplier once */
    size_t count;
    struct limit_cut *cuts; /* [cut_count] each limit once */
    size_t cut_count;
};

/* The first position that is not before this sku-location: itself, if there is one. */
size_t plan_position(const struct plan *plan, uint32_t sku, uint32_t location);

/* Decides quantity, adjustments and binding of every position and lists the lines. */
enum status MUST_CHECK supplier_orders(struct desk *desk, struct held_orders *held,
                                       struct fault *fault);

/* Unit cost of a line of `quantity`: the price break that applies, else the terms' unit cost. */
double line_unit_cost(const struct master *master, const struct position *position,
                      double quantity);

/* The override row of a field that is in force on the as-of date for this position, the one that
 * began last; NULL without one. */
const struct override_row *override_of(const struct inputs *inputs, const struct position *position,
                                       enum override_field field);

/* Quantity, adjustments and binding of one position by moq, pack, price break, maximum and shelf
 * life.  A target that a planner gave replaces ours before these steps, an order that he gave
 * replaces the quantity after them, as it is; both stand in adjust[ADJUST_OVERRIDE], and our own
 * target and need stay to be seen. */
void line_decide(struct position *position, const struct basis *basis);

/* What `need` becomes by moq, pack and maximum: units. */
double line_rounded(const struct position *position, double need);

/* The most that one more step of rounding may make of the line: max_order and max_stock, in whole
 * packs; HUGE_VAL without either. */
double line_most(const struct position *position);

/* Raises the line to the price break that saves most: the difference of prices on all units, less
 * the holding of the extra ones until they are due.  Never beyond line_most, a year's demand or the
 * shelf life.  The extra stands in adjust[ADJUST_MOQ]. */
void price_break_raise(struct position *position, const struct basis *basis);

/* Money that the line's units earn in their interval, holding taken off, per money spent: from the
 * outcome of the plan, MISSING where they cost nothing. */
double line_return(const struct plan *plan, const struct order_line *line);

/* Whether and why nothing can be ordered for it, whatever it needs; BINDING_NONE if it can. */
enum binding line_barred(const struct position *position, const struct basis *basis);
/* Does a what-if cut off whom it is ordered from, today? */
bool line_cut_off(const struct position *position, const struct basis *basis);

/* Quantities of positions fed from a location: where its stock does not reach for all of them and
 * its own customers it is shared by plan.share (network/share.h).  `fed` lists the positions
 * ([count] indices), those of one location and sku side by side. */
enum status MUST_CHECK feed_from_locations(struct desk *desk, const size_t *fed, size_t count,
                                           struct arena *work, struct fault *fault);

#endif
