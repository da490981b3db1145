/* Lots for a demand that is known and changes from period to period: which orders cover which
 * periods.
 *
 * An order of period t serves demand from t on; what is left at the end of a period is held.  A
 * plan Q costs
 *   sum over t of  setup[t] [Q[t] > 0] + unit_cost[t] Q[t] + holding[t] I[t],
 *   I[t] = I[t-1] + Q[t] - demand[t] >= 0, I before the first period 0.
 * There is always a best plan that orders only into empty stock, so a plan is a choice of the
 * periods that each order covers whole.
 *
 * Sources: Wagner and Whitin, Management Science 5 (1958); Silver and Meal, Production and
 * Inventory Management 14 (1973); DeMatteis, IBM Systems Journal 7 (1968); Silver, Pyke and
 * Peterson, Inventory Management and Production Planning and Scheduling, 3rd ed., ch. 6; Snyder and
 * Shen, Fundamentals of Supply Chain Theory, 2nd ed., section 3.7.
 *
 * At the edges, never a NaN: periods without demand are covered for nothing and no plan orders for
 * them alone, so without any demand every quantity is 0 and the cost is 0.  Without setup cost each
 * period with demand has its own order (unless an earlier price is so low that holding pays).
 * Without holding cost the first order covers everything, whatever it covers ends with the last
 * period: nothing is known beyond. */
#ifndef RESTOCK_REPLENISH_DYNAMIC_LOT_H
#define RESTOCK_REPLENISH_DYNAMIC_LOT_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

struct dynamic_lot {
    size_t periods;
    const double *demand;    /* [periods] units, >= 0 */
    const double *setup;     /* [periods] money per order of the period, >= 0 */
    const double *holding;   /* [periods] money per unit left at the period's end, >= 0 */
    const double *unit_cost; /* [periods] money per unit ordered in the period; NULL: the same in
                                all, and left out of costs */
};

/* Bytes that dynamic_lot_optimal takes from its arena at the most; it gives them back. */
size_t dynamic_lot_scratch(size_t periods);

/* The least-cost plan (Wagner and Whitin): fills quantity [periods] and *cost.  Of plans that cost
 * the same, one of the fewest orders, then of the latest ones.
 *
 * O(periods^2) at worst.  While waiting never makes a unit dearer than holding it would
 * (unit_cost[t+1] <= unit_cost[t] + holding[t]), the last order of a longer horizon is never before
 * that of a shorter one (their planning-horizon theorem), so earlier ones are not looked at again
 * and the work is about periods x periods in a lot.  Returns false, nothing filled, when memory
 * ran out. */
bool dynamic_lot_optimal(const struct dynamic_lot *problem, double *quantity, double *cost,
                         struct arena *scratch);

/* Where demand goes on beyond what is known, a plan up to a certain period is bent by its end.  Of
 * all horizons of `least` .. periods the one whose best plan costs least per period is taken: it
 * ends where an order would have ended anyway.  *cover becomes the number of periods that its first
 * order covers.  demand[0] > 0, 0 < least <= periods.  Of equal horizons the shortest.  Work and
 * scratch as above; false when memory ran out. */
bool dynamic_lot_first_cover(const struct dynamic_lot *problem, size_t least, size_t *cover,
                             struct arena *scratch);

/* Rules that look forward from each order and stop where their measure first gets worse; a tie
 * goes on.  C(n) is the cost of an order that covers n periods, purchases left out: its setup and
 * what it holds.  They fill quantity [periods] and return the plan's cost as above. */

/* Silver and Meal: C(n) / n, the cost per period. */
double dynamic_lot_silver_meal(const struct dynamic_lot *problem, double *quantity);
/* Least unit cost: C(n) / units covered. */
double dynamic_lot_unit_cost(const struct dynamic_lot *problem, double *quantity);
/* Part-period balancing: the n whose holding cost is nearest to the setup; of two as near the
 * longer. */
double dynamic_lot_part_period(const struct dynamic_lot *problem, double *quantity);

/* The periods from `first` on that an order of `first` covers by Silver and Meal's rule, 1 ..
 * periods - first; first < periods. */
size_t dynamic_lot_silver_meal_cover(const struct dynamic_lot *problem, size_t first);

/* The cost of any plan; HUGE_VAL when it leaves demand unserved. */
double dynamic_lot_cost(const struct dynamic_lot *problem, const double *quantity);

#endif
