/* Moves of one sku between places when a move costs something by itself.
 *
 * Maximises the value that is gained by the receivers, less the value that is lost by the givers,
 * less the cost of the lanes: per unit, and `fixed` for a lane that is used at all.  A lane carries
 * nothing, or from `least` to `most` units.  Values are steps: a giver's next units cost more and
 * more, a receiver's are worth less and less.
 *
 * Exact by branch and bound over the lanes that are used: each node is a least-cost flow in which
 * the fixed cost of an undecided lane is spread over what it could carry, which bounds the gain
 * from above.  Without fixed costs and least quantities the first flow is the answer.  When the
 * nodes run out the best moves found so far are returned, with `exact` false. */
#ifndef RESTOCK_NETWORK_LATERAL_H
#define RESTOCK_NETWORK_LATERAL_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* So many units of one place, each worth `value` money there: lost by a giver, gained by a
 * receiver. A place's steps stand together, a giver's by rising and a receiver's by falling value.
 */
struct lateral_step {
    uint32_t place; /* giver or receiver, from 0 */
    double units;   /* >= 0 */
    double value;
};

struct lateral_lane {
    uint32_t from; /* giver */
    uint32_t to;   /* receiver */
    double cost;   /* money per unit */
    double fixed;  /* money when used, >= 0 */
    double least;  /* units when used, >= 0 */
    double most;   /* units; HUGE_VAL: none */
};

struct lateral_problem {
    size_t giver_count;
    size_t receiver_count;
    const struct lateral_step *gives; /* [give_count] */
    size_t give_count;
    const struct lateral_step *takes; /* [take_count] */
    size_t take_count;
    const struct lateral_lane *lanes; /* [lane_count] */
    size_t lane_count;
    size_t node_limit; /* flows that may be solved; 0: LATERAL_NODES */
};

enum { LATERAL_NODES = 2000 };

struct lateral_plan {
    double gain; /* money, >= 0: moving nothing is always possible */
    bool exact;
    size_t nodes; /* flows solved */
};

/* Bytes that lateral_solve takes from its arena at the most. */
size_t lateral_scratch(const struct lateral_problem *problem);

/* Writes quantity[lane_count].  false if memory ran out.  The scratch is rewound. */
bool lateral_solve(const struct lateral_problem *problem, double *quantity,
                   struct lateral_plan *plan, struct arena *scratch);

#endif
