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
 * Method.  One sku by itself is solved by branch and bound over its steps (hurdles, loads, leasts):
 * each node is a flow with the steps replaced by their lower convex hull.  That is exact for one
 * sku that has one road on each lane, unless its flows run out; without steps one flow is enough.
 * Many skus:
 *   1. Prices.  Every room (a lane's most, a limit) has a price that rises while more is wanted
 *      than fits and falls while less is; loads cost their fixed sum spread over all that a load
 *      could carry.  The sum of what each sku gains by itself at these prices, and of what the
 *      rooms are worth, is `bound`: no moves gain more.  Above 8,192 skus the prices are found
 *      among 4,096 of them (picked by a hash of what they are), then mended among all.
 *   2. Loads then cost what those in them bear, in three rounds, so that lanes that few use empty.
 *   3. Skus take what they wish, dearest gain first, where there is still room; the rest answer
 *      again to what is left; lanes below their least are filled up or closed, whichever gains
 *      more.
 *   4. Search.  A step closes a lane, opens a load, swaps two lanes, or makes a room dearer so that
 *      others can have it; the skus that touch it answer, each given what all others do, and the
 *      step stands if the objective rose.  Then 16 shakes by a fixed stream of random numbers, and
 *      dearer steps at the best.  It ends where the gain meets the bound or after 40,000 flows
 *      (fewer of large networks: 5 million arcs in all), about a quarter of a second; of ten
 *      thousand skus and more hardly a step is affordable, and 1 to 3 are the answer.
 * Against GLPK, on small random networks: equal for one sku; for skus that share lanes 0.1 % apart
 * on average and 1 % at worst (tests/property/exchange_glpk_test.c has the kinds; among 300 of the
 * hardest kind one was 6 % apart).
 *
 * The answer depends on the numbering of lanes, limits and places, not on that of skus, nor on
 * threads.  Lagrange prices: Fisher (1981), The Lagrangian relaxation method for solving integer
 * programming problems; loads by what is in them: Kim and Pardalos (1999), dynamic slope scaling.
 */
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
