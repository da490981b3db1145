/* Stages in a row under random demand: the stock levels that cost least.
 *
 * Stage 1 serves customers, who wait for what is short; stage j is supplied by stage j + 1 after
 * lead[j], the last by a supplier who always has enough.  Costs per unit of time: holding[j] for
 * each unit of echelon stock (at the stage and further down, on the way too, less what customers
 * wait for), `penalty` for each unit that a customer waits for.  The best policy keeps the echelon
 * inventory position of each stage at a level S[j] (Clark and Scarf 1960; the recursion of Chen and
 * Zheng 1994; Snyder and Shen, Fundamentals of Supply Chain Theory, 2nd ed., 6.2):
 *     below[0](x) = (penalty + sum of holding) max(-x, 0)
 *     C[j](y)     = E[ holding[j] (y - D) + below[j-1](y - D) ],  D the demand over lead[j]
 *     S[j]        = the y with the least C[j]
 *     below[j](x) = C[j](min(S[j], x))
 * and C[n](S[n]) is what it all costs per unit of time.  Demand of different times is independent.
 *
 * Laws of whole units are computed exactly (tails beyond 1e-13 are lumped).  Others stand on a
 * grid; the cost is extrapolated from two grids to step 0, and `cost_error` is what the
 * extrapolation changed, which bounds what it left. */
#ifndef RESTOCK_NETWORK_SERIAL_H
#define RESTOCK_NETWORK_SERIAL_H

#include "base/arena.h"
#include "num/dist.h"

#include <stdbool.h>
#include <stddef.h>

struct serial_system {
    size_t stages;         /* >= 1; everything below counts from the customers up */
    const double *holding; /* [stages] echelon holding cost per unit and time, > 0 */
    const double *lead;    /* [stages] time, >= 0 */
    double penalty;        /* money per unit and time, > 0 */
    struct dist demand;    /* of one unit of time; normal, gamma, exponential, Poisson, negative
                              binomial */
    double step;           /* of the grid, units; 0: a hundredth of the sd over all lead times.  Not
                              used where demand is whole units */
};

struct serial_cost {
    double cost;       /* money per unit of time */
    double cost_error; /* money; 0 where demand is whole units */
    double step;       /* units, of the (finer) grid */
};

/* Writes the best echelon base-stock levels, level[stages].  false if memory ran out, or if the
 * grid would need more than some ten thousand cells.  The scratch is rewound. */
bool serial_solve(const struct serial_system *system, double *level, struct serial_cost *cost,
                  struct arena *scratch);

/* What given levels cost; on a grid they are rounded to it. */
bool serial_cost_of(const struct serial_system *system, const double *level,
                    struct serial_cost *cost, struct arena *scratch);

/* The newsvendor bounds: S[j] lies between the quantiles of the demand D over lead[1] + .. +
 * lead[j] at
 *     lower  (penalty + sum of holding above j) / (penalty + sum of all holding)
 *     upper  (penalty + sum of holding above j) / (penalty + sum of holding from j up)
 * and their middle, downwards to whole units where demand is counts, is a level that costs a few
 * per mille more than the best (Shang and Song 2003, Newsvendor bounds and heuristic for optimal
 * policies in serial supply chains, Management Science 49(5)).  lower[], upper[] may be NULL. */
void serial_newsvendor(const struct serial_system *system, double *lower, double *upper,
                       double *heuristic);

/* The local level of each stage, which orders from the next what brings its own inventory position
 * up to it: local[j] = S[j]* - S[j-1]*, where S[j]* is the least level of stages j .. n. */
void serial_local_levels(const double *level, size_t stages, double *local);

#endif
