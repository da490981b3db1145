/* Least-cost flow from a source to a sink of a directed network.
 *
 * Arcs may be parallel: a convex cost is several arcs between the same nodes, each dearer than the
 * one before.  Costs may be negative (gains).  Whole capacities give whole flows.  Capacities may
 * be HUGE_VAL.
 *
 * Method: the primal network simplex.  A spanning tree of arcs prices the nodes; an arc outside it
 * that gains at these prices is brought in, and what then stops the flow around the cycle leaves.
 * Trees are kept strongly feasible (Cunningham 1976), so it ends.  The goal is an arc from the sink
 * back to the source: with `stop_cost` 0 the flow is the one of greatest gain, and the least of
 * these; with HUGE_VAL the greatest flow at the least cost.  Costs that differ by less than 1e-12
 * of the largest are equal.
 *
 * Time: fewer pivots than arcs; 6 microseconds for 12
 * nodes and 100 arcs, 7 milliseconds for 300 and 25,000 (benchmarks/moving).
 *
 * Among equally good flows the one found depends on the numbering alone: number nodes and sort arcs
 * by keys.  Fastest where arcs stand in the order in which units go, the source's first. */
#ifndef RESTOCK_NUM_FLOW_H
#define RESTOCK_NUM_FLOW_H

#include "base/arena.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct flow_arc {
    uint32_t from;
    uint32_t to;
    double capacity; /* >= 0 */
    double cost;     /* per unit, finite */
};

struct flow_network {
    size_t node_count;
    const struct flow_arc *arcs; /* [arc_count] */
    size_t arc_count;
    uint32_t source;
    uint32_t sink; /* not the source */
};

struct flow_goal {
    double stop_cost; /* no way is used whose cost per unit is not below this */
    double limit;     /* no more than so many units from source to sink */
};

/* As much as can be gained; as much as can flow. */
#define FLOW_GREATEST_GAIN ((struct flow_goal){.stop_cost = 0.0, .limit = HUGE_VAL})
#define FLOW_GREATEST ((struct flow_goal){.stop_cost = HUGE_VAL, .limit = HUGE_VAL})

enum flow_status {
    FLOW_OK,
    FLOW_UNBOUNDED, /* a gain without end: an endless negative cycle or way */
    FLOW_NO_MEMORY,
};

struct flow_result {
    enum flow_status status;
    double amount; /* units from source to sink */
    double cost;   /* sum of flow * cost, in the order of the arcs */
};

/* Where a solve begins, and the next one after it. */
struct flow_start {
    bool set;        /* false: begin with nothing */
    uint32_t *above; /* [node_count] the tree that the last solve left */
};

/* Bytes that flow_solve and flow_solve_from take from their arena at the most. */
size_t flow_scratch(size_t node_count, size_t arc_count);

/* Writes flow[arc_count], all 0 unless the result is FLOW_OK.  The scratch is rewound. */
struct flow_result flow_solve(const struct flow_network *network, struct flow_goal goal,
                              double *flow, struct arena *scratch);

/* The same when a network much like it was solved before, which is several times as fast.
 *
 * With start->set, flow[] is read as well as written: a flow to begin with.  It may be any; values
 * below 0 and above a capacity mean these, and where it does not balance it is repaired.  Best is
 * the last answer, with what went between two nodes filled into the cheapest arcs first.
 * Capacities, costs, goal, and the number and order of arcs may change; nodes keep their numbers,
 * the source and the sink theirs.  Leaves `start` for the next time, and not set unless the result
 * is FLOW_OK.  Among equally good flows the one found may depend on where it began. */
struct flow_result flow_solve_from(const struct flow_network *network, struct flow_goal goal,
                                   struct flow_start *start, double *flow, struct arena *scratch);

#endif
