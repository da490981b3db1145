/* Open purchase orders that are worth hastening.
 *
 * A supplier with expedite_days sends what is on order sooner, if asked to: its units come
 * expedite_days from today (or on the next day on which their location receives) for expedite_cost
 * an order and expedite_unit_cost a unit.  Nothing is bought that is not bought already, so what it
 * gains is the sales that are lost between the new day and the old one,
 *     shortage cost x ( E[(N - X)+] - E[(N' - X - q)+] )
 * where X is the stock of the new day's morning, q the line's units and N the need from there on to
 * the old day, or to the receipt of tonight's order if that is later, with the line on its old day;
 * N' the need without it (replenish/project.h).  Tonight's orders and transfers stand.
 *
 * The units are held for so many days more, half of those that save a sale for as long only; that
 * counts against it.
 *
 * Haste costs as much tomorrow night, and whoever waits sees another day's demand first.  So an
 * order is hastened tonight if what it sells before it could come a night later and would be lost
 * else, less the holding which that night spares, is at least the night's share of the cost: an
 * even one of the days that haste brings.  While the shelf lasts till then, it waits.  Doors
 * that are closed make that night longer: it lasts to the next day on which it could come.
 *
 * The lines of one order share its cost by what they gain; a line that saves less than its units
 * cost, or that can wait, stays where it is.  An order is worth it if it gains `margin` beyond its
 * cost.  Orders are decided from the one that gains most on, each beside those that were hastened
 * before it, for two orders of one item save a sale once.
 *
 * Where a move and haste would save the same sales, both ways are made whole and the one that gains
 * more is taken: the transfers without haste, and haste beside them; or the orders hastened whose
 * gain alone exceeds what they gain beside the transfers by more than those would lose without the
 * sales, and the transfers that pay beside them.  What could gain less than a thousandth more than
 * all transfers do is not worth making them again: those orders are hastened beside transfers or
 * not at all. */
#ifndef RESTOCK_NETWORK_EXPEDITE_H
#define RESTOCK_NETWORK_EXPEDITE_H

#include "network/rebalance.h"

struct hastened {
    uint32_t supplier;   /* place id */
    uint32_t order_id;   /* word id; NO_ID: a line of its own */
    uint32_t sku;        /* of its lines; NO_ID where they differ */
    uint32_t location;   /* likewise */
    size_t lines;        /* that are to be hastened */
    double units;        /* of them */
    int32_t due_day;     /* the first of them, as the supplier promised it */
    int32_t arrival_day; /* the last of them, if it is hastened */
    double gain; /* money: lost sales that it saves, at shortage cost; holding is not in it */
    double cost; /* money */
};

/* A line of such an order. */
struct hastened_line {
    size_t order;        /* index into inputs->open_orders */
    int32_t arrival_day; /* if it is hastened */
    double cost;         /* money of its units; its order's own cost is beside it */
};

struct expedited {
    struct hastened *rows; /* [count] in the arena, in the order in which they were decided */
    size_t count;
    struct hastened_line *lines; /* [line_count] those of a row after those of the row before */
    size_t line_count;
    size_t *before; /* [before_count] open orders that are hastened instead of moves; ascending */
    size_t before_count;
};

/* Whether any supplier can be asked to hasten anything. */
bool anybody_hastens(const struct master *master);

/* Decides transfers as `rebalance` does, and the orders that are better hastened than done without
 * by transfers. */
enum status MUST_CHECK rebalance_or_expedite(struct transfers *transfers,
                                             struct expedited *expedited, const struct basis *basis,
                                             struct position *positions, size_t count,
                                             const struct rebalance_settings *settings,
                                             struct arena *arena, struct team *team,
                                             struct fault *fault);

/* Adds to `expedited` what is worth hastening beside the plan's transfers and orders ([count]
 * positions by sku, location with their quantity and transfer_out). */
enum status MUST_CHECK expedite(struct expedited *expedited, const struct basis *basis,
                                const struct position *positions, size_t count,
                                const struct transfers *transfers,
                                const struct rebalance_settings *settings, struct arena *arena,
                                struct team *team, struct fault *fault);

#endif
