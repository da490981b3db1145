/* The residual network, shared by the files of the least-cost flow. */
#ifndef RESTOCK_NUM_FLOW_PARTS_H
#define RESTOCK_NUM_FLOW_PARTS_H

#include "num/flow.h"

#include <stdbool.h>

/* No node, no edge. */
#define FLOW_NONE UINT32_MAX

/* Arc i becomes the edges 2i (forward) and 2i + 1 (back).  Edges stand by the node that they leave,
 * then by number, so that a node's edges are together in memory: that is an edge's slot, and what
 * is said of edges below goes by slots.  The flow of an arc is the room of its back edge. */
struct residual {
    size_t node_count;
    size_t edge_count; /* 2 * arcs */
    uint32_t *slot;    /* [edge_count] of the edge with a number */
    uint32_t *twin;    /* [edge_count] the slot of the edge back */
    uint32_t *head;    /* [edge_count] where an edge leads */
    double *cost;      /* [edge_count] */
    double *room;      /* [edge_count] capacity left */
    uint32_t *first;   /* [node_count + 1] a node's stretch of slots */
    double *potential; /* [node_count] cost + potential[tail] - potential[head] >= 0 */
    double *distance;  /* [node_count] */
    uint32_t *arrived; /* [node_count] last edge of the best way to a node */
    uint32_t *heap;    /* [node_count] */
    uint32_t
        *heap_slot;    /* [node_count] where a node stands in the heap, FLOW_NONE when not in it */
    double least_room; /* what is left over by rounding is not room */
    double least_cost; /* differences of cost below this are rounding */
};

/* Cheapest way from source to sink by the reduced costs, into `arrived`; moves the potentials.
 * false if there is none. */
bool flow_find_path(struct residual *residual, uint32_t source, uint32_t sink);

#endif
