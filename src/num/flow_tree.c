/* Pivots of a spanning tree that carries a flow. */
#include "flow_tree.h"

#include <math.h>

enum { PIECES = 2, PADDING = 64 };

size_t flow_tree_scratch(size_t node_count)
{
    return (node_count + 1) * (sizeof(struct flow_branch) + sizeof(double)) +
           (size_t)PIECES * PADDING;
}

bool flow_tree_make(struct flow_tree *tree, size_t node_count, struct arena *scratch)
{
    tree->branches = ARENA_NEW(scratch, struct flow_branch, node_count + 1);
    tree->price = ARENA_NEW(scratch, double, node_count + 1);
    tree->root = (uint32_t)node_count;
    if (tree->branches == NULL || tree->price == NULL) {
        return false;
    }
    for (size_t i = 0; i <= node_count; i++) {
        tree->branches[i].child = FLOW_NONE;
    }
    tree->branches[node_count].parent = FLOW_NONE;
    return true;
}

static void link_child(struct flow_branch *branches, uint32_t node, uint32_t parent)
{
    struct flow_branch *branch = &branches[node];
    uint32_t next = branches[parent].child;
    branch->parent = parent;
    branch->before = FLOW_NONE;
    branch->next = next;
    branches[parent].child = node;
    if (next != FLOW_NONE) {
        branches[next].before = node;
    }
}

static void unlink_child(struct flow_branch *branches, uint32_t node)
{
    const struct flow_branch *branch = &branches[node];
    if (branch->before != FLOW_NONE) {
        branches[branch->before].next = branch->next;
    } else {
        branches[branch->parent].child = branch->next;
    }
    if (branch->next != FLOW_NONE) {
        branches[branch->next].before = branch->before;
    }
}

void flow_tree_hang(struct flow_tree *tree, uint32_t node, uint32_t parent, struct flow_edge edge)
{
    tree->branches[node].edge = edge;
    tree->branches[node].depth = tree->branches[parent].depth + 1;
    tree->price[node] = tree->price[parent] + edge.cost;
    link_child(tree->branches, node, parent);
}

/* Prices are added up from the parent's each time, never moved by a difference: no error grows. */
static void settle(struct flow_tree *tree, uint32_t top)
{
    struct flow_branch *branches = tree->branches;
    uint32_t node = top;
    for (;;) {
        struct flow_branch *branch = &branches[node];
        branch->depth = branches[branch->parent].depth + 1;
        tree->price[node] = tree->price[branch->parent] + branch->edge.cost;
        if (branch->child != FLOW_NONE) {
            node = branch->child;
            continue;
        }
        while (node != top && branches[node].next == FLOW_NONE) {
            node = branches[node].parent;
        }
        if (node == top) {
            return;
        }
        node = branches[node].next;
    }
}

void flow_tree_grow(struct flow_tree *tree, const uint32_t *above)
{
    for (uint32_t node = 0; node < tree->root; node++) {
        bool hangs = above[node] != FLOW_NONE && tree->branches[node].edge.arc != FLOW_NONE;
        link_child(tree->branches, node, hangs ? above[node] : tree->root);
    }
    uint32_t child = tree->branches[tree->root].child;
    for (; child != FLOW_NONE; child = tree->branches[child].next) {
        settle(tree, child);
    }
}

/* Hangs `node` below `parent`, and what was above it up to `last` below it. */
static void rehang(struct flow_tree *tree, uint32_t node, uint32_t parent, uint32_t last,
                   struct flow_edge edge)
{
    struct flow_branch *branches = tree->branches;
    uint32_t top = node;
    for (;;) {
        struct flow_branch *branch = &branches[node];
        struct flow_edge old = branch->edge;
        uint32_t above = branch->parent;
        unlink_child(branches, node);
        branch->edge = edge;
        link_child(branches, node, parent);
        if (node == last) {
            break;
        }
        edge =
            (struct flow_edge){.up = old.down, .down = old.up, .cost = -old.cost, .arc = old.arc};
        parent = node;
        node = above;
    }
    settle(tree, top);
}

/* Where the ways up from both nodes meet; lowers `room` to the least on the way down to `from` and
 * up from `to`. */
static uint32_t find_join(const struct flow_tree *tree, uint32_t from, uint32_t to, double *room)
{
    const struct flow_branch *branches = tree->branches;
    double least = *room;
    while (from != to) {
        const struct flow_branch *a = &branches[from];
        const struct flow_branch *b = &branches[to];
        if (a->depth >= b->depth) {
            least = a->edge.down < least ? a->edge.down : least;
            from = a->parent;
        }
        if (b->depth >= a->depth) {
            least = b->edge.up < least ? b->edge.up : least;
            to = b->parent;
        }
    }
    *room = least;
    return from;
}

static double left_of(double room, double amount, double least_room)
{
    double left = room - amount;
    return left > least_room ? left : 0.0;
}

/* The first node from `from` upwards below which nothing more goes down; FLOW_NONE. */
static uint32_t push_down(struct flow_tree *tree, uint32_t from, uint32_t join, double amount)
{
    uint32_t stopped = FLOW_NONE;
    for (uint32_t node = from; node != join; node = tree->branches[node].parent) {
        struct flow_edge *edge = &tree->branches[node].edge;
        edge->down = left_of(edge->down, amount, tree->least_room);
        edge->up += amount;
        if (stopped == FLOW_NONE && !(edge->down > 0.0)) {
            stopped = node;
        }
    }
    return stopped;
}

/* The last node from `to` upwards from which nothing more goes up; FLOW_NONE. */
static uint32_t push_up(struct flow_tree *tree, uint32_t to, uint32_t join, double amount)
{
    uint32_t stopped = FLOW_NONE;
    for (uint32_t node = to; node != join; node = tree->branches[node].parent) {
        struct flow_edge *edge = &tree->branches[node].edge;
        edge->up = left_of(edge->up, amount, tree->least_room);
        edge->down += amount;
        if (!(edge->up > 0.0)) {
            stopped = node;
        }
    }
    return stopped;
}

/* Of several that stop the flow the last one leaves, seen from the join around the cycle: that
 * keeps the tree strongly feasible. */
struct flow_pivot flow_tree_pivot(struct flow_tree *tree, uint32_t from, uint32_t to, uint32_t arc,
                                  double cost, double room)
{
    struct flow_pivot pivot = {.amount = room, .node = FLOW_NONE, .arc = arc};
    uint32_t join = find_join(tree, from, to, &pivot.amount);
    if (isinf(pivot.amount)) {
        return pivot;
    }
    uint32_t below = push_down(tree, from, join, pivot.amount);
    uint32_t above = push_up(tree, to, join, pivot.amount);
    double left = left_of(room, pivot.amount, tree->least_room);
    if (above != FLOW_NONE) {
        pivot.node = above;
        pivot.rising = true;
        pivot.arc = tree->branches[above].edge.arc;
        struct flow_edge edge = {.up = pivot.amount, .down = left, .cost = -cost, .arc = arc};
        rehang(tree, to, from, above, edge);
    } else if (left > 0.0) {
        pivot.node = below;
        pivot.arc = tree->branches[below].edge.arc;
        struct flow_edge edge = {.up = left, .down = pivot.amount, .cost = cost, .arc = arc};
        rehang(tree, from, to, below, edge);
    }
    return pivot;
}
