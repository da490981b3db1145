/* Moves of many skus over lanes that they share.
 *
 * Maximises what the units gain, less what the loads cost:
 *     sum over skus of ( what takers gain - what givers lose - cost of the roads - hurdle per move
 * )
 *   - sum over lanes of fixed x loads
 * where a move is one sku on one lane, and a lane carries nothing or from `least` to `most` units
 * in as many loads (trucks, parcels) as its units need.  Limits are of units that all lanes that
 * name them share: what a location can pick or receive on a day.
 *
 * A sku by itself is a convex least-cost flow (num/flow.h): givers' units by rising worth, roads,
 * entries (a taker at a time of arrival), the taker's blocks.  Whole units, steps and blocks make
 * whole moves.
 *
 * Method.  Without fixed costs, leasts, hurdles and shared limits every sku's flow is the answer,
 * and exact.  With limits, units compete at prices: each limit's price is raised until what wants
 * through it fits, then skus take what is left one after the other, dearest gain first.  Loads are
 * opened and closed by what the whole load gains: [EXCHANGE: say what is done].  `bound` is what no
 * plan can exceed: the gain at those prices with fixed costs spread over all that a load could
 * carry.  The answer depends on the numbering of skus, lanes and places alone, never on threads. */
#ifndef RESTOCK_NETWORK_EXCHANGE_H
#define RESTOCK_NETWORK_EXCHANGE_H

#include "base/arena.h"
#include "base/parallel.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* No lane, no limit. */
#define EXCHANGE_NONE UINT32_MAX

/* How loads are measured. */
enum exchange_measure { EXCHANGE_UNITS, EXCHANGE_WEIGHT, EXCHANGE_VOLUME, EXCHANGE_MEASURES };

struct exchange_lane {
    double fixed;                   /* money per load, >= 0 */
    double least;                   /* units when used, >= 0 */
    double most;                    /* units; HUGE_VAL: none */
    double load[EXCHANGE_MEASURES]; /* what one load holds, > 0; HUGE_VAL: no bound */
    uint32_t pick;                  /* limits that its units use; EXCHANGE_NONE */
    uint32_t receive;
};

/* So many units, each worth `value` money where it is. */
struct exchange_step {
    double units; /* >= 0, whole for whole moves */
    double value;
};

/* Where units come from: spare stock, a feeding location's stock, an open order, a purchase. */
struct exchange_giver {
    uint32_t first; /* its steps in `gives`, by rising value */
    uint32_t count;
};

/* Where units are wanted. */
struct exchange_taker {
    uint32_t first; /* its blocks in `blocks` */
    uint32_t count;
};

/* A taker, at a time of arrival: what each block's unit is worth if it comes then. */
struct exchange_entry {
    uint32_t taker;
    uint32_t first; /* in `values`; as many as the taker has blocks */
};

/* A sku may have several roads on a lane and through a limit: what the lane and the limit hold is
 * for them together.  Each road that is used is a move of its own and takes the hurdle. */
struct exchange_road {
    uint32_t lane; /* EXCHANGE_NONE: without hurdle, lane or limit */
    uint32_t giver;
    uint32_t entry;
    double cost; /* money per unit, of any sign */
};

struct exchange_sku {
    const struct exchange_giver *givers; /* [giver_count] */
    size_t giver_count;
    const struct exchange_step *gives;
    const struct exchange_taker *takers; /* [taker_count] */
    size_t taker_count;
    const double *blocks;                 /* units of each block */
    const struct exchange_entry *entries; /* [entry_count] */
    size_t entry_count;
    const double *values;              /* money per unit */
    const struct exchange_road *roads; /* [road_count] */
    size_t road_count;
    /* Of one unit: [EXCHANGE_UNITS], > 0, is what it counts on lanes and limits (the pieces in a
     * pack, where steps and blocks are packs); weight and volume may be 0. */
    double size[EXCHANGE_MEASURES];
    double *moved; /* [road_count] the answer, units; whole */
};

struct exchange_problem {
    const struct exchange_lane *lanes; /* [lane_count] */
    size_t lane_count;
    const double *limits; /* [limit_count] units, >= 0 */
    size_t limit_count;
    struct exchange_sku *skus; /* [sku_count] */
    size_t sku_count;
    double hurdle; /* money that each move must gain beyond its cost, >= 0 */
};

struct exchange_result {
    double gain;  /* money, >= 0, the objective above */
    double bound; /* money: no moves gain more; == gain where the answer is exact */
    size_t flows; /* that were solved */
};

/* Writes moved[] of every sku, and loads[lane_count], how many loads each lane sends. */
enum status MUST_CHECK exchange_solve(const struct exchange_problem *problem, double *loads,
                                      struct exchange_result *result, struct team *team,
                                      struct fault *fault);

#endif
