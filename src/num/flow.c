/* Least-cost flow by the network simplex: the arcs outside the tree, and what is sent by them. */
#include "num/flow.h"

#include "flow_tree.h"

#include <assert.h>
#include <math.h>

/* Shares of the largest capacity and cost that are taken for rounding. */
static const double ROOM_RESOLUTION = 1e-12;
static const double COST_RESOLUTION = 1e-12;
/* What prices may be wrong by for every node, as a share of the largest cost. */
static const double PRICE_RESOLUTION = 1e-15;
/* Looks over the arcs for a first tree; what is not found is reached by pivots. */
enum { FIRST_LOOKS = 4 };
/* The fewest arcs that are compared for a pivot; beyond, half the root of all (measured). */
enum { LEAST_STRETCH = 10 };
enum { PADDING = 64 };

/* An arc outside the tree, turned the way in which it has room.  One in the tree, or without any
 * room, has cost HUGE_VAL. */
struct offer {
    uint32_t from;
    uint32_t to;
    double cost;
};

struct simplex {
    const struct flow_network *network;
    struct flow_tree tree;
    struct offer *offers; /* [arc_count + 1] */
    struct flow_arc back; /* arc number arc_count: from sink to source, what the goal says */
    double *flow;         /* [arc_count] of arcs outside the tree */
    double back_flow;
    double least_cost; /* differences of cost below this are rounding */
    double large_cost; /* beyond that of any way without a cycle */
    size_t next;       /* arc to look at next */
};

size_t flow_scratch(size_t node_count, size_t arc_count)
{
    return (arc_count + 1) * sizeof(struct offer) + PADDING + flow_tree_scratch(node_count);
}

static const struct flow_arc *arc_of(const struct simplex *simplex, size_t arc)
{
    return arc < simplex->network->arc_count ? &simplex->network->arcs[arc] : &simplex->back;
}

static void set_flow(struct simplex *simplex, size_t arc, double flow)
{
    if (arc < simplex->network->arc_count) {
        simplex->flow[arc] = flow;
    } else {
        simplex->back_flow = flow;
    }
}

/* An arc outside the tree, empty or full. */
static void offer_arc(struct simplex *simplex, size_t number, bool full)
{
    const struct flow_arc *arc = arc_of(simplex, number);
    set_flow(simplex, number, full ? arc->capacity : 0.0);
    simplex->offers[number] =
        full ? (struct offer){.from = arc->to, .to = arc->from, .cost = -arc->cost}
             : (struct offer){.from = arc->from, .to = arc->to, .cost = arc->cost};
}

static void measure(struct simplex *simplex, struct flow_goal goal)
{
    const struct flow_network *network = simplex->network;
    double largest_room = 0.0;
    double largest_cost = 0.0;
    for (size_t i = 0; i < network->arc_count; i++) {
        const struct flow_arc *arc = &network->arcs[i];
        assert(arc->capacity >= 0.0 && isfinite(arc->cost));
        assert(arc->from < network->node_count && arc->to < network->node_count);
        double room = arc->capacity < HUGE_VAL ? arc->capacity : 0.0;
        double cost = fabs(arc->cost);
        largest_room = room > largest_room ? room : largest_room;
        largest_cost = cost > largest_cost ? cost : largest_cost;
        simplex->offers[i] = (struct offer){
            .from = arc->from, .to = arc->to, .cost = arc->capacity > 0.0 ? arc->cost : HUGE_VAL};
    }
    double nodes = (double)network->node_count;
    simplex->tree.least_room = ROOM_RESOLUTION * largest_room;
    simplex->least_cost = (COST_RESOLUTION + nodes * PRICE_RESOLUTION) * largest_cost;
    simplex->large_cost = largest_cost > 0.0 ? (nodes + 1.0) * largest_cost : 1.0;
    double stop = fmin(fmax(goal.stop_cost, -simplex->large_cost), simplex->large_cost);
    /* What gains nothing beyond rounding is left where it is. */
    simplex->back = (struct flow_arc){.from = network->sink,
                                      .to = network->source,
                                      .capacity = fmax(goal.limit, 0.0),
                                      .cost = 4.0 * simplex->least_cost - stop};
    offer_arc(simplex, network->arc_count, false);
    if (!(goal.limit > 0.0)) {
        simplex->offers[network->arc_count].cost = HUGE_VAL;
    }
}

/* Hangs every node by its last arc that leads on to the sink, the arcs empty. */
static void hang_first(struct simplex *simplex)
{
    const struct flow_network *network = simplex->network;
    struct flow_tree *tree = &simplex->tree;
    struct flow_edge edge = {.up = HUGE_VAL, .arc = FLOW_NONE};
    flow_tree_hang(tree, network->sink, tree->root, edge);
    size_t outside = network->node_count - 1;
    for (int look = 0; outside > 0 && look < FIRST_LOOKS; look++) {
        for (size_t i = network->arc_count; i-- > 0;) {
            const struct offer *offer = &simplex->offers[i];
            if (tree->branches[offer->from].depth == 0 && tree->branches[offer->to].depth > 0 &&
                offer->cost < HUGE_VAL) {
                edge = (struct flow_edge){
                    .up = network->arcs[i].capacity, .cost = offer->cost, .arc = (uint32_t)i};
                flow_tree_hang(tree, offer->from, offer->to, edge);
                simplex->offers[i].cost = HUGE_VAL;
                outside--;
            }
        }
    }
    /* No unit ever enters the root, so these carry nothing; dear, they attract nothing. */
    edge = (struct flow_edge){.up = HUGE_VAL, .cost = simplex->large_cost, .arc = FLOW_NONE};
    for (uint32_t node = 0; node < tree->root; node++) {
        if (tree->branches[node].depth == 0) {
            flow_tree_hang(tree, node, tree->root, edge);
        }
    }
}

/* The arc that gains most of the next stretch in which any gains; FLOW_NONE if none gains
 * anywhere. */
static uint32_t find_offer(struct simplex *simplex, size_t stretch)
{
    const struct offer *offers = simplex->offers;
    const double *price = simplex->tree.price;
    size_t count = simplex->network->arc_count + 1;
    double best = -simplex->least_cost;
    uint32_t found = FLOW_NONE;
    size_t begin = simplex->next;
    for (size_t seen = 0; seen < count && found == FLOW_NONE;) {
        size_t end = count - begin > stretch ? begin + stretch : count;
        for (size_t i = begin; i < end; i++) {
            double cost = offers[i].cost + price[offers[i].to] - price[offers[i].from];
            if (cost < best) {
                best = cost;
                found = (uint32_t)i;
            }
        }
        seen += end - begin;
        begin = end < count ? end : 0;
    }
    simplex->next = begin;
    return found;
}

/* false if there is a gain without end. */
static bool improve(struct simplex *simplex)
{
    size_t stretch = (size_t)(sqrt((double)simplex->network->arc_count) / 2.0);
    stretch = stretch > LEAST_STRETCH ? stretch : LEAST_STRETCH;
    for (uint32_t arc; (arc = find_offer(simplex, stretch)) != FLOW_NONE;) {
        struct offer offer = simplex->offers[arc];
        const struct flow_arc *whole = arc_of(simplex, arc);
        bool full = offer.from != whole->from;
        struct flow_pivot pivot =
            flow_tree_pivot(&simplex->tree, offer.from, offer.to, arc, offer.cost, whole->capacity);
        if (isinf(pivot.amount)) {
            return false;
        }
        if (pivot.arc == arc) {
            offer_arc(simplex, arc, !full);
            continue;
        }
        simplex->offers[arc].cost = HUGE_VAL;
        if (pivot.arc != FLOW_NONE) {
            bool upwards = arc_of(simplex, pivot.arc)->from == pivot.node;
            offer_arc(simplex, pivot.arc, pivot.rising == upwards);
        }
    }
    return true;
}

/* The flow of the arcs in the tree. */
static void read_tree(struct simplex *simplex)
{
    for (uint32_t node = 0; node < simplex->tree.root; node++) {
        const struct flow_edge *edge = &simplex->tree.branches[node].edge;
        if (edge->arc != FLOW_NONE) {
            bool upwards = arc_of(simplex, edge->arc)->from == node;
            set_flow(simplex, edge->arc, upwards ? edge->down : edge->up);
        }
    }
}

struct flow_result flow_solve(const struct flow_network *network, struct flow_goal goal,
                              double *flow, struct arena *scratch)
{
    assert(network->source != network->sink);
    assert(network->source < network->node_count && network->sink < network->node_count);
    size_t arcs = network->arc_count;
    struct simplex simplex = {.network = network, .flow = flow};
    struct flow_result result = {.status = FLOW_OK};
    struct arena_mark mark = arena_mark(scratch);
    for (size_t i = 0; i < arcs; i++) {
        flow[i] = 0.0;
    }
    simplex.offers = ARENA_NEW(scratch, struct offer, arcs + 1);
    if (simplex.offers == NULL || !flow_tree_make(&simplex.tree, network->node_count, scratch)) {
        arena_rewind(scratch, mark);
        return (struct flow_result){.status = FLOW_NO_MEMORY};
    }
    measure(&simplex, goal);
    hang_first(&simplex);
    if (improve(&simplex)) {
        read_tree(&simplex);
        result.amount = simplex.back_flow;
        for (size_t i = 0; i < arcs; i++) {
            result.cost += flow[i] * network->arcs[i].cost;
        }
    } else {
        result.status = FLOW_UNBOUNDED;
        for (size_t i = 0; i < arcs; i++) {
            flow[i] = 0.0;
        }
    }
    arena_rewind(scratch, mark);
    return result;
}
