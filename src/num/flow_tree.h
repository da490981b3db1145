/* The spanning tree of a least-cost flow and how it is pivoted; only for src/num/flow*.c. */
#ifndef RESTOCK_NUM_FLOW_TREE_H
#define RESTOCK_NUM_FLOW_TREE_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* No node, no arc. */
#define FLOW_NONE UINT32_MAX

/* A tree arc as seen from the node below it, whichever way the arc points. */
struct flow_edge {
    double up;   /* units that can still go from the node to its parent, >= 0 */
    double down; /* from the parent to the node */
    double cost; /* of a unit that goes up; one that goes down costs -cost */
    uint32_t arc;
};

struct flow_branch {
    struct flow_edge edge;
    uint32_t parent;
    uint32_t depth; /* 0: not in the tree, or the root */
    uint32_t child; /* the first; FLOW_NONE */
    uint32_t next;  /* among the parent's children */
    uint32_t before;
};

/* Invariant (Cunningham's strongly feasible tree): every node but the root has up > 0.  It is what
 * keeps pivots that move nothing from going round in circles. */
struct flow_tree {
    struct flow_branch *branches; /* [node_count + 1], the last is the root */
    double *price;                /* [node_count + 1] cost of a unit from a node up to the root */
    uint32_t root;
    double least_room; /* what rounding leaves over is not room */
};

/* What a pivot did. */
struct flow_pivot {
    double amount; /* that went round; HUGE_VAL: nothing stops it, and nothing was changed */
    uint32_t node; /* whose edge left the tree; FLOW_NONE: the tree is as it was */
    bool rising;   /* the edge left because nothing more can go up; else nothing down */
    uint32_t arc;  /* that left */
};

size_t flow_tree_scratch(size_t node_count);
/* A tree of the root alone; false if memory ran out. */
bool flow_tree_make(struct flow_tree *tree, size_t node_count, struct arena *scratch);

/* Hangs a node that is not in the tree below a parent that is. */
void flow_tree_hang(struct flow_tree *tree, uint32_t node, uint32_t parent, struct flow_edge edge);

/* Hangs every node by the edge that it has: below above[node], or below the root if that is
 * FLOW_NONE or the edge has no arc. */
void flow_tree_grow(struct flow_tree *tree, const uint32_t *above);

/* Sends what can go from `from` to `to` by an arc outside the tree with this much room, and from
 * there back through the tree; what stops it leaves the tree for the arc. */
struct flow_pivot flow_tree_pivot(struct flow_tree *tree, uint32_t from, uint32_t to, uint32_t arc,
                                  double cost, double room);

#endif
