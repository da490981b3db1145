/* What the files of the least-cost flow share: the arcs outside the tree. */
#ifndef RESTOCK_NUM_FLOW_PARTS_H
#define RESTOCK_NUM_FLOW_PARTS_H

#include "flow_tree.h"
#include "num/flow.h"

/* An arc outside the tree, turned the way in which it has room.  One in the tree, or without any
 * room, has cost HUGE_VAL. */
struct offer {
    uint32_t from;
    uint32_t to;
    double cost;
};

/* Arcs are numbered: those of the network, the goal as an arc from the sink back to the source,
 * then repairs, which let a flow begin that does not balance. */
struct simplex {
    const struct flow_network *network;
    struct flow_tree tree;
    struct offer *offers; /* [arc_count + 1 + repair_count] */
    struct flow_arc back;
    struct flow_arc *repairs; /* [repair_count] full to begin with, dear, so empty in the end */
    size_t repair_count;
    double *flow; /* [arc_count] of arcs outside the tree */
    double back_flow;
    double *repair_flow; /* [repair_count] */
    double least_cost;   /* differences of cost below this are rounding */
    double large_cost;   /* beyond that of any way without a cycle */
    size_t next;         /* arc to look at next */
};

/* An arc by its number. */
static inline const struct flow_arc *simplex_arc(const struct simplex *simplex, size_t arc)
{
    size_t arcs = simplex->network->arc_count;
    return arc < arcs    ? &simplex->network->arcs[arc]
           : arc == arcs ? &simplex->back
                         : &simplex->repairs[arc - arcs - 1];
}

static inline void simplex_set_flow(struct simplex *simplex, size_t arc, double flow)
{
    size_t arcs = simplex->network->arc_count;
    if (arc < arcs) {
        simplex->flow[arc] = flow;
    } else if (arc == arcs) {
        simplex->back_flow = flow;
    } else {
        simplex->repair_flow[arc - arcs - 1] = flow;
    }
}

/* Puts an arc outside the tree, empty or full. */
static inline void simplex_offer(struct simplex *simplex, size_t number, bool full)
{
    const struct flow_arc *arc = simplex_arc(simplex, number);
    simplex_set_flow(simplex, number, full ? arc->capacity : 0.0);
    simplex->offers[number] =
        full ? (struct offer){.from = arc->to, .to = arc->from, .cost = -arc->cost}
             : (struct offer){.from = arc->from, .to = arc->to, .cost = arc->cost};
}

/* The first tree of a flow that begins empty. */
void simplex_start_empty(struct simplex *simplex);

/* That of a flow that begins with flow[] and the tree `above`.  false if memory ran out. */
bool simplex_start_from(struct simplex *simplex, const uint32_t *above, struct arena *scratch);

#endif
