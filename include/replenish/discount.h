/* The economic order quantity where the price depends on the lot.
 *
 * Prices come as breaks: from `from[j]` units on, `unit_cost[j]`.  Under an all-units discount the
 * whole lot is bought at the price of its own region, so a lot of Q costs c(Q) = c_j Q; under an
 * incremental discount only the units beyond a break are, so it costs
 *   c(Q) = A_j + c_j Q,  A_j = sum over i <= j of (c_{i-1} - c_i) from_i.
 * Holding is holding + rate c(Q) / Q per unit and time, hence the mean cost, purchases included,
 *   g(Q) = D c(Q) / Q + K D / Q + (holding Q + rate c(Q)) / 2.
 * In region j it is least at sqrt(2 (K + A_j) D / (holding + rate c_j)) (A_j = 0 for all units),
 * moved into the region; the best region is taken.  Sources: Hadley and Whitin, Analysis of
 * Inventory Systems (1963), section 2-11 and 2-12; Snyder and Shen, Fundamentals of Supply Chain
 * Theory, 2nd ed., section 3.4.
 *
 * Any unit of time, the same in all fields.  Prices may fall or rise from break to break.  Where an
 * all-units price rises, the best lot can be the largest below the break, and it is the largest
 * double below it that is told.  The first break is also the least lot.  Of lots that cost the same
 * the smaller one is taken.
 *
 * At the edges, never a NaN: without demand the lot is 0, region 0, cost 0.  Without setup cost it
 * is as small as its region allows (0 when the first break is 0).  Where stock costs nothing (no
 * holding, and no rate or no price) the lot of the last region is HUGE_VAL if a setup is to be
 * saved by it, and its cost is what the formula tends to. */
#ifndef RESTOCK_REPLENISH_DISCOUNT_H
#define RESTOCK_REPLENISH_DISCOUNT_H

#include <stddef.h>

struct discount {
    double demand;           /* units per unit of time */
    double setup;            /* money per lot */
    double holding;          /* money per unit and unit of time, whatever the price */
    double rate;             /* share of what was paid, per unit of time */
    size_t count;            /* breaks, at least 1 */
    const double *from;      /* [count] units, ascending, >= 0: least lot of the price */
    const double *unit_cost; /* [count] money per unit, >= 0 */
};

struct discount_lot {
    double quantity; /* units */
    size_t region;   /* the price that decides: index of its break */
    double cost;     /* money per unit of time: purchases, orders and stock */
};

/* The least-cost lot.  O(count). */
struct discount_lot discount_all_units(const struct discount *terms);
struct discount_lot discount_incremental(const struct discount *terms);

/* g(Q) of any lot.  HUGE_VAL below the first break; at 0, where that is a lot, the limit from
 * above: HUGE_VAL with a setup cost. */
double discount_all_units_cost(const struct discount *terms, double quantity);
double discount_incremental_cost(const struct discount *terms, double quantity);

#endif
