/* The tree with which a least-cost flow begins: that of an empty flow, or one near an old answer.
 */
#include "flow_parts.h"

#include <assert.h>
#include <math.h>

/* Looks over the arcs for a first tree; what is not found is reached by pivots. */
enum { FIRST_LOOKS = 4 };
/* A repair costs more than any way that could replace it, goal and stranded nodes included. */
static const double REPAIR_COST = 4.0;

/* No unit enters the root but by repairs, so such an edge carries nothing in the end; dear, it
 * attracts nothing. */
static struct flow_edge stranded(const struct simplex *simplex, uint32_t node)
{
    return (struct flow_edge){.up = HUGE_VAL,
                              .cost = node == simplex->network->sink ? 0.0 : simplex->large_cost,
                              .arc = FLOW_NONE};
}

/* Hangs every node by its last arc that leads on to the sink, the arcs empty. */
void simplex_start_empty(struct simplex *simplex)
{
    const struct flow_network *network = simplex->network;
    struct flow_tree *tree = &simplex->tree;
    flow_tree_hang(tree, network->sink, tree->root, stranded(simplex, network->sink));
    size_t outside = network->node_count - 1;
    for (int look = 0; outside > 0 && look < FIRST_LOOKS; look++) {
        for (size_t i = network->arc_count; i-- > 0;) {
            const struct offer *offer = &simplex->offers[i];
            if (tree->branches[offer->from].depth == 0 && tree->branches[offer->to].depth > 0 &&
                offer->cost < HUGE_VAL) {
                struct flow_edge edge = {
                    .up = network->arcs[i].capacity, .cost = offer->cost, .arc = (uint32_t)i};
                flow_tree_hang(tree, offer->from, offer->to, edge);
                simplex->offers[i].cost = HUGE_VAL;
                outside--;
            }
        }
    }
    for (uint32_t node = 0; node < tree->root; node++) {
        if (tree->branches[node].depth == 0) {
            flow_tree_hang(tree, node, tree->root, stranded(simplex, node));
        }
    }
}

/* An arc of the old answer. */
struct old_arc {
    const struct flow_arc *arc;
    double flow; /* between 0 and the capacity */
    bool loose;  /* neither empty nor full */
};

static inline struct old_arc old_arc(const struct simplex *simplex, size_t number)
{
    const struct flow_network *network = simplex->network;
    struct old_arc old = {.arc = simplex_arc(simplex, number)};
    double flow = number < network->arc_count ? simplex->flow[number] : simplex->back_flow;
    double least = simplex->tree.least_room;
    if (flow > least && (isfinite(flow) || isfinite(old.arc->capacity))) {
        old.loose = flow < old.arc->capacity - least;
        old.flow = old.loose ? flow : old.arc->capacity;
    }
    return old;
}

/* Puts an old arc outside the tree, where it is empty or full; what enters each node beyond what
 * leaves it. */
static void leave_out(struct simplex *simplex, uint32_t number, double *excess)
{
    struct old_arc old = old_arc(simplex, number);
    const struct flow_arc *arc = old.arc;
    bool full = old.loose ? old.flow > 0.5 * arc->capacity : old.flow > 0.0;
    full = full && arc->from != arc->to; /* which way a loop is turned cannot be seen */
    if (arc->capacity > 0.0) {
        simplex_offer(simplex, number, full);
    } else {
        simplex_set_flow(simplex, number, 0.0);
    }
    if (full) {
        excess[arc->from] -= arc->capacity;
        excess[arc->to] += arc->capacity;
    }
}

/* Whether an edge is to stand in the place of another: it has room upwards, and is loose where the
 * other is not, or the cheaper.  Among arcs between the same nodes that is the one which was in the
 * old tree. */
static bool is_better(const struct flow_edge *edge, const struct flow_edge *other)
{
    bool loose = edge->down > 0.0;
    bool other_loose = other->down > 0.0;
    return edge->up > 0.0 && (other->arc == FLOW_NONE || (loose && !other_loose) ||
                              (loose == other_loose && edge->cost < other->cost));
}

/* The edge of every node to the node above it in the old tree; all other arcs outside. */
static void choose_edges(struct simplex *simplex, const uint32_t *above, double *excess)
{
    struct flow_branch *branches = simplex->tree.branches;
    for (uint32_t node = 0; node < simplex->tree.root; node++) {
        branches[node].edge = stranded(simplex, node);
    }
    for (uint32_t i = 0; i <= simplex->network->arc_count; i++) {
        const struct flow_arc *arc = simplex_arc(simplex, i);
        bool rises = above[arc->from] == arc->to;
        if ((!rises && above[arc->to] != arc->from) || arc->from == arc->to) {
            leave_out(simplex, i, excess);
            continue;
        }
        double flow = old_arc(simplex, i).flow;
        double room = arc->capacity - flow;
        struct flow_edge edge = {.up = rises ? room : flow,
                                 .down = rises ? flow : room,
                                 .cost = rises ? arc->cost : -arc->cost,
                                 .arc = i};
        struct flow_edge *held = &branches[rises ? arc->from : arc->to].edge;
        uint32_t out = i;
        if (is_better(&edge, held)) {
            out = held->arc;
            *held = edge;
        }
        if (out != FLOW_NONE) {
            leave_out(simplex, out, excess);
        }
    }
}

/* What the edges of the tree carry, and keeps them from being brought in. */
static void count_edges(struct simplex *simplex, double *excess)
{
    for (uint32_t node = 0; node < simplex->tree.root; node++) {
        const struct flow_edge *edge = &simplex->tree.branches[node].edge;
        if (edge->arc == FLOW_NONE) {
            continue;
        }
        const struct flow_arc *arc = simplex_arc(simplex, edge->arc);
        double flow = arc->from == node ? edge->down : edge->up;
        excess[arc->from] -= flow;
        excess[arc->to] += flow;
        simplex->offers[edge->arc].cost = HUGE_VAL;
    }
}

static void add_repairs(struct simplex *simplex, const double *excess)
{
    uint32_t root = simplex->tree.root;
    for (uint32_t node = 0; node < root; node++) {
        if (fabs(excess[node]) > simplex->tree.least_room) {
            bool over = excess[node] > 0.0;
            size_t number = simplex->network->arc_count + 1 + simplex->repair_count;
            simplex->repairs[simplex->repair_count++] =
                (struct flow_arc){.from = over ? node : root,
                                  .to = over ? root : node,
                                  .capacity = fabs(excess[node]),
                                  .cost = REPAIR_COST * simplex->large_cost};
            simplex_offer(simplex, number, true);
        }
    }
    simplex->next = simplex->network->arc_count;
}

bool simplex_start_from(struct simplex *simplex, const uint32_t *above, struct arena *scratch)
{
    struct flow_tree *tree = &simplex->tree;
    double *excess = ARENA_NEW(scratch, double, tree->root);
    simplex->repairs = ARENA_NEW(scratch, struct flow_arc, tree->root);
    simplex->repair_flow = ARENA_NEW(scratch, double, tree->root);
    if (excess == NULL || simplex->repairs == NULL || simplex->repair_flow == NULL) {
        return false;
    }
    const struct flow_network *network = simplex->network;
    for (size_t i = 0; i < network->arc_count; i++) {
        const struct flow_arc *arc = &network->arcs[i];
        if (arc->from == network->source || arc->to == network->source) {
            double flow = old_arc(simplex, i).flow;
            simplex->back_flow += arc->from == network->source ? flow : 0.0;
            simplex->back_flow -= arc->to == network->source ? flow : 0.0;
        }
    }
    choose_edges(simplex, above, excess);
    count_edges(simplex, excess);
    flow_tree_grow(tree, above);
    for (uint32_t node = 0; node < tree->root; node++) {
        assert(tree->branches[node].depth > 0);
    }
    add_repairs(simplex, excess);
    return true;
}
