/* Ordering over a finite number of periods, demand of each its own law: (s_t, S_t) by dynamic
 * programming.
 *
 * With V_{T+1}(x) = h_end x+ + p_end (-x)+,
 *   H_t(y) = c y + h E(y - D_t)+ + p E(D_t - y)+ + gamma E V_{t+1}(y - D_t)
 *   V_t(x) = min(H_t(x), K + min over y > x of H_t(y)) - c x,
 * orders arriving at once and customers waiting (Scarf 1960; Snyder and Shen, Fundamentals of
 * Supply Chain Theory, 2nd ed., section 4.4.3).  S_t is the least minimum of H_t, an order is
 * placed where that gains more than K.
 *
 * Positions lie on a lattice of `resolution`, made coarser if it does not fit into the cells given;
 * demand is rounded to the nearest cell (so whole units are exact at resolution 1) while the
 * period's own cost is exact.  Every position that can be reached is in it, so nothing is cut off.
 */
#ifndef RESTOCK_REPLENISH_FINITE_HORIZON_H
#define RESTOCK_REPLENISH_FINITE_HORIZON_H

#include "base/arena.h"
#include "num/dist.h"

#include <stdbool.h>
#include <stddef.h>

struct finite_horizon {
    size_t periods;
    const struct dist *demand; /* [periods] */
    const double *order_cost;  /* [periods] K */
    const double *unit_cost;   /* [periods] c */
    const double *holding;     /* [periods] h, per unit left at the period's end */
    const double *shortage;    /* [periods] p, per unit owed at the period's end */
    double end_holding;        /* per unit left over for good; negative: it is worth something */
    double end_shortage;       /* per unit still owed */
    double resolution;         /* units of a cell; 0: whole units */
    double discount;           /* gamma, in (0, 1] */
    double stock;              /* at the beginning; negative: owed */
};

struct finite_horizon_plan {
    double *reorder_point; /* [periods] at or below it ordering costs no more than waiting; without
                              order cost it is order_up_to; -HUGE_VAL: nothing is ever ordered */
    double *order_up_to;   /* [periods] */
    double cost;           /* expected, from the initial stock, at the first period's money */
};

/* Bytes taken at the most. */
size_t finite_horizon_scratch(size_t cells);

/* The arrays of `plan` are the caller's.  `cells` >= 64; false if memory ran out. */
bool finite_horizon_solve(const struct finite_horizon *problem, size_t cells,
                          struct finite_horizon_plan *plan, struct arena *scratch);

#endif
