/* Least-cost flow by the network simplex: the arcs outside the tree, and what is sent by them. */
#include "num/flow.h"

#include "flow_parts.h"

#include <assert.h>
#include <math.h>

/* Shares of the largest capacity and cost that are taken for rounding. */
static const double ROOM_RESOLUTION = 1e-12;
static const double COST_RESOLUTION = 1e-12;
/* Share of the price of flow itself, where as much as can flow is wanted, that is rounding. */
static const double PRICE_RESOLUTION = 1e-14;
/* Pivots for every arc and node after which ten times as much is taken for rounding.  About one is
 * usual; this ends what rounding would keep going. */
enum { PATIENCE = 50 };
/* The fewest arcs that are compared for a pivot; beyond, half the root of all (measured). */
enum { LEAST_STRETCH = 10 };
/* Arrays that the files of the flow take beside the tree; each may cost this much in padding. */
enum { ARRAYS = 4, PADDING = 64 };

size_t flow_scratch(size_t node_count, size_t arc_count)
{
    size_t per_node = sizeof(struct offer) + sizeof(struct flow_arc) + 2 * sizeof(double);
    return (arc_count + 1) * sizeof(struct offer) + node_count * per_node +
           (size_t)ARRAYS * PADDING + flow_tree_scratch(node_count);
}

static void measure(struct simplex *simplex, struct flow_goal goal)
{
    const struct flow_network *network = simplex->network;
    double largest_room = 0.0;
    double largest_cost = 0.0;
    bool sound = true; /* looked at once in the end: these loops are much of the time */
    for (size_t i = 0; i < network->arc_count; i++) {
        const struct flow_arc *arc = &network->arcs[i];
        sound = sound & (arc->capacity >= 0.0) & (fabs(arc->cost) < HUGE_VAL) &
                (arc->from < network->node_count) & (arc->to < network->node_count);
        double room = arc->capacity < HUGE_VAL ? arc->capacity : 0.0;
        double cost = fabs(arc->cost);
        largest_room = room > largest_room ? room : largest_room;
        largest_cost = cost > largest_cost ? cost : largest_cost;
        simplex->offers[i] = (struct offer){
            .from = arc->from, .to = arc->to, .cost = arc->capacity > 0.0 ? arc->cost : HUGE_VAL};
    }
    assert(sound);
    double most_steps = (double)network->node_count + 1.0;
    simplex->tree.least_room = ROOM_RESOLUTION * largest_room;
    largest_cost = largest_cost > 0.0 ? largest_cost : 1.0;
    simplex->large_cost = most_steps * largest_cost;
    double stop = fmin(fmax(goal.stop_cost, -simplex->large_cost), simplex->large_cost);
    simplex->least_cost = COST_RESOLUTION * largest_cost;
    if (fabs(stop) > largest_cost) {
        simplex->least_cost += PRICE_RESOLUTION * fabs(stop);
    }
    /* What gains nothing beyond rounding is left where it is. */
    simplex->back = (struct flow_arc){.from = network->sink,
                                      .to = network->source,
                                      .capacity = fmax(goal.limit, 0.0),
                                      .cost = 4.0 * simplex->least_cost - stop};
    simplex->offers[network->arc_count] =
        (struct offer){.from = network->sink,
                       .to = network->source,
                       .cost = goal.limit > 0.0 ? simplex->back.cost : HUGE_VAL};
}

/* The arc that gains most of the next stretch in which any gains; FLOW_NONE if none gains
 * anywhere. */
static uint32_t find_offer(struct simplex *simplex, size_t stretch)
{
    const struct offer *offers = simplex->offers;
    const double *price = simplex->tree.price;
    size_t count = simplex->network->arc_count + 1 + simplex->repair_count;
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
    size_t patience = PATIENCE * (simplex->network->arc_count + simplex->network->node_count);
    size_t pivots = 0;
    for (uint32_t arc; (arc = find_offer(simplex, stretch)) != FLOW_NONE;) {
        if (++pivots % patience == 0) {
            simplex->least_cost *= 10.0;
        }
        struct offer offer = simplex->offers[arc];
        const struct flow_arc *whole = simplex_arc(simplex, arc);
        bool full = offer.from != whole->from;
        struct flow_pivot pivot =
            flow_tree_pivot(&simplex->tree, offer.from, offer.to, arc, offer.cost, whole->capacity);
        if (isinf(pivot.amount)) {
            return false;
        }
        if (pivot.arc == arc) {
            simplex_offer(simplex, arc, !full);
            continue;
        }
        simplex->offers[arc].cost = HUGE_VAL;
        if (pivot.arc != FLOW_NONE) {
            bool upwards = simplex_arc(simplex, pivot.arc)->from == pivot.node;
            simplex_offer(simplex, pivot.arc, pivot.rising == upwards);
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
            bool upwards = simplex_arc(simplex, edge->arc)->from == node;
            simplex_set_flow(simplex, edge->arc, upwards ? edge->down : edge->up);
        }
    }
}

static void leave_empty(double *flow, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        flow[i] = 0.0;
    }
}

static bool is_repaired(const struct simplex *simplex)
{
    for (size_t i = 0; i < simplex->repair_count; i++) {
        if (simplex->repair_flow[i] > simplex->tree.least_room) {
            return false;
        }
    }
    return true;
}

static void leave_tree(const struct simplex *simplex, struct flow_start *start)
{
    const struct flow_tree *tree = &simplex->tree;
    for (uint32_t node = 0; node < tree->root; node++) {
        uint32_t parent = tree->branches[node].parent;
        start->above[node] = parent == tree->root ? FLOW_NONE : parent;
    }
}

/* With flow[] filled as it begins. */
static enum flow_status solve(struct simplex *simplex, struct flow_goal goal,
                              struct flow_start *start, struct arena *scratch)
{
    const struct flow_network *network = simplex->network;
    bool from_start = start != NULL && start->set;
    size_t offers = network->arc_count + 1 + (from_start ? network->node_count : 0);
    simplex->offers = ARENA_NEW(scratch, struct offer, offers);
    if (simplex->offers == NULL || !flow_tree_make(&simplex->tree, network->node_count, scratch)) {
        return FLOW_NO_MEMORY;
    }
    measure(simplex, goal);
    if (!from_start) {
        simplex_start_empty(simplex);
    } else if (!simplex_start_from(simplex, start->above, scratch)) {
        return FLOW_NO_MEMORY;
    }
    if (!improve(simplex)) {
        return FLOW_UNBOUNDED;
    }
    read_tree(simplex);
    if (start != NULL) {
        leave_tree(simplex, start);
    }
    return FLOW_OK;
}

struct flow_result flow_solve_from(const struct flow_network *network, struct flow_goal goal,
                                   struct flow_start *start, double *flow, struct arena *scratch)
{
    assert(network->source != network->sink);
    assert(network->source < network->node_count && network->sink < network->node_count);
    struct arena_mark mark = arena_mark(scratch);
    struct flow_result result;
    bool repaired = false;
    while (!repaired) {
        bool begun = start != NULL && start->set;
        struct simplex simplex = {.network = network, .flow = flow};
        if (!begun) {
            leave_empty(flow, network->arc_count);
        }
        result = (struct flow_result){.status = solve(&simplex, goal, start, scratch)};
        result.amount = result.status == FLOW_OK ? simplex.back_flow : 0.0;
        /* Repairs can only be left over if costs are too far apart for their sums. */
        repaired = !begun || result.status != FLOW_OK || is_repaired(&simplex);
        if (start != NULL) {
            start->set = repaired && result.status == FLOW_OK;
        }
        arena_rewind(scratch, mark);
    }
    if (result.status != FLOW_OK) {
        leave_empty(flow, network->arc_count);
    }
    for (size_t i = 0; i < network->arc_count; i++) {
        result.cost += flow[i] * network->arcs[i].cost;
    }
    return result;
}

struct flow_result flow_solve(const struct flow_network *network, struct flow_goal goal,
                              double *flow, struct arena *scratch)
{
    return flow_solve_from(network, goal, NULL, flow, scratch);
}
