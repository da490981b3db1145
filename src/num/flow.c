/* Least-cost flow: the residual network, negative cycles, and the paths that fill it. */
#include "num/flow.h"

#include "flow_parts.h"

#include <assert.h>
#include <math.h>

/* Shares of the largest capacity and cost that are taken for rounding. */
static const double ROOM_RESOLUTION = 1e-12;
static const double COST_RESOLUTION = 1e-12;
/* Cycles that are cancelled for every edge before the search gives up. */
enum { CYCLES_PER_EDGE = 50 };
/* Arrays of struct residual; each may cost this much in padding. */
enum { ARRAYS = 11, PADDING = 64 };

size_t flow_scratch(size_t node_count, size_t arc_count)
{
    size_t per_edge = 3 * sizeof(uint32_t) + 2 * sizeof(double);
    size_t per_node = 2 * sizeof(double) + 4 * sizeof(uint32_t);
    return 2 * arc_count * per_edge + (node_count + 1) * per_node + (size_t)ARRAYS * PADDING;
}

static bool take_arrays(struct residual *residual, struct arena *scratch)
{
    size_t nodes = residual->node_count;
    size_t edges = residual->edge_count;
    residual->head = ARENA_NEW(scratch, uint32_t, edges);
    residual->cost = ARENA_NEW(scratch, double, edges);
    residual->room = ARENA_NEW(scratch, double, edges);
    residual->slot = ARENA_NEW(scratch, uint32_t, edges);
    residual->twin = ARENA_NEW(scratch, uint32_t, edges);
    residual->first = ARENA_NEW(scratch, uint32_t, nodes + 1);
    residual->potential = ARENA_NEW(scratch, double, nodes);
    residual->distance = ARENA_NEW(scratch, double, nodes);
    residual->arrived = ARENA_NEW(scratch, uint32_t, nodes);
    residual->heap = ARENA_NEW(scratch, uint32_t, nodes);
    residual->heap_slot = ARENA_NEW(scratch, uint32_t, nodes);
    return residual->head != NULL && residual->cost != NULL && residual->room != NULL &&
           residual->slot != NULL && residual->twin != NULL && residual->first != NULL &&
           residual->potential != NULL && residual->distance != NULL && residual->arrived != NULL &&
           residual->heap != NULL && residual->heap_slot != NULL;
}

static uint32_t tail_of(const struct residual *residual, uint32_t edge)
{
    return residual->head[residual->twin[edge]];
}

/* Gives edge `number` of an arc the next slot of its tail; `heap` says which. */
static uint32_t place_edge(struct residual *residual, size_t number, uint32_t tail, uint32_t head,
                           double cost, double room)
{
    uint32_t slot = residual->heap[tail]++;
    residual->slot[number] = slot;
    residual->head[slot] = head;
    residual->cost[slot] = cost;
    residual->room[slot] = room;
    return slot;
}

static void build_edges(struct residual *residual, const struct flow_network *network)
{
    double largest_room = 0.0;
    double largest_cost = 0.0;
    for (size_t i = 0; i < network->arc_count; i++) {
        const struct flow_arc *arc = &network->arcs[i];
        assert(arc->capacity >= 0.0 && isfinite(arc->cost));
        assert(arc->from < network->node_count && arc->to < network->node_count);
        if (isfinite(arc->capacity)) {
            largest_room = fmax(largest_room, arc->capacity);
        }
        largest_cost = fmax(largest_cost, fabs(arc->cost));
        residual->first[arc->from + 1]++;
        residual->first[arc->to + 1]++;
    }
    residual->least_room = ROOM_RESOLUTION * largest_room;
    residual->least_cost = COST_RESOLUTION * largest_cost;
    for (size_t i = 0; i < residual->node_count; i++) {
        residual->first[i + 1] += residual->first[i];
        residual->heap[i] = residual->first[i];
    }
    for (size_t i = 0; i < network->arc_count; i++) {
        const struct flow_arc *arc = &network->arcs[i];
        uint32_t there = place_edge(residual, 2 * i, arc->from, arc->to, arc->cost, arc->capacity);
        uint32_t back = place_edge(residual, 2 * i + 1, arc->to, arc->from, -arc->cost, 0.0);
        residual->twin[there] = back;
        residual->twin[back] = there;
    }
}

/* Shortest distances from everywhere at once into `potential`, by at most node_count rounds.  The
 * node that still moved in the last round, which hangs on a negative cycle; FLOW_NONE when all is
 * settled. */
static uint32_t settle_potentials(struct residual *residual)
{
    for (size_t i = 0; i < residual->node_count; i++) {
        residual->potential[i] = 0.0;
        residual->arrived[i] = FLOW_NONE;
    }
    uint32_t moved = FLOW_NONE;
    for (size_t round = 0; round < residual->node_count; round++) {
        moved = FLOW_NONE;
        for (size_t number = 0; number < residual->edge_count; number++) {
            uint32_t edge = residual->slot[number];
            uint32_t head = residual->head[edge];
            double reached = residual->potential[tail_of(residual, edge)] + residual->cost[edge];
            if (residual->room[edge] > residual->least_room &&
                reached < residual->potential[head] - residual->least_cost) {
                residual->potential[head] = reached;
                residual->arrived[head] = edge;
                moved = head;
            }
        }
        if (moved == FLOW_NONE) {
            break;
        }
    }
    return moved;
}

/* The least room on the way that `arrived` describes, from `start` back to `end`. */
static double room_back(const struct residual *residual, uint32_t start, uint32_t end)
{
    double room = HUGE_VAL;
    uint32_t node = start;
    do {
        uint32_t edge = residual->arrived[node];
        room = fmin(room, residual->room[edge]);
        node = tail_of(residual, edge);
    } while (node != end);
    return room;
}

static void push_back(struct residual *residual, uint32_t start, uint32_t end, double amount)
{
    uint32_t node = start;
    do {
        uint32_t edge = residual->arrived[node];
        residual->room[edge] -= amount;
        residual->room[residual->twin[edge]] += amount;
        node = tail_of(residual, edge);
    } while (node != end);
}

static double cost_back(const struct residual *residual, uint32_t start, uint32_t end)
{
    double cost = 0.0;
    for (uint32_t node = start; node != end;) {
        uint32_t edge = residual->arrived[node];
        cost += residual->cost[edge];
        node = tail_of(residual, edge);
    }
    return cost;
}

static enum flow_status cancel_cycles(struct residual *residual)
{
    size_t patience = CYCLES_PER_EDGE * (residual->edge_count + 1);
    for (size_t i = 0; i < patience; i++) {
        uint32_t node = settle_potentials(residual);
        if (node == FLOW_NONE) {
            return FLOW_OK;
        }
        /* So many steps back end inside the cycle. */
        for (size_t step = 0; step < residual->node_count; step++) {
            node = tail_of(residual, residual->arrived[node]);
        }
        double room = room_back(residual, node, node);
        if (isinf(room)) {
            return FLOW_UNBOUNDED;
        }
        push_back(residual, node, node, room);
    }
    return FLOW_TANGLED;
}

static enum flow_status fill_paths(struct residual *residual, const struct flow_network *network,
                                   struct flow_goal goal, struct flow_result *result)
{
    double stop = goal.stop_cost - residual->least_cost;
    while (result->amount < goal.limit &&
           flow_find_path(residual, network->source, network->sink)) {
        if (!(cost_back(residual, network->sink, network->source) < stop)) {
            break;
        }
        double amount =
            fmin(room_back(residual, network->sink, network->source), goal.limit - result->amount);
        if (isinf(amount)) {
            return FLOW_UNBOUNDED;
        }
        push_back(residual, network->sink, network->source, amount);
        result->amount += amount;
        result->paths++;
    }
    return FLOW_OK;
}

struct flow_result flow_solve(const struct flow_network *network, struct flow_goal goal,
                              double *flow, struct arena *scratch)
{
    assert(network->source != network->sink);
    assert(network->source < network->node_count && network->sink < network->node_count);
    struct flow_result result = {.status = FLOW_OK};
    struct residual residual = {.node_count = network->node_count,
                                .edge_count = 2 * network->arc_count};
    for (size_t i = 0; i < network->arc_count; i++) {
        flow[i] = 0.0;
    }
    struct arena_mark mark = arena_mark(scratch);
    if (!take_arrays(&residual, scratch)) {
        arena_rewind(scratch, mark);
        return (struct flow_result){.status = FLOW_NO_MEMORY};
    }
    build_edges(&residual, network);
    result.status = cancel_cycles(&residual);
    if (result.status == FLOW_OK) {
        result.status = fill_paths(&residual, network, goal, &result);
    }
    if (result.status == FLOW_OK) {
        for (size_t i = 0; i < network->arc_count; i++) {
            flow[i] = residual.room[residual.slot[2 * i + 1]];
            result.cost += flow[i] * network->arcs[i].cost;
        }
    }
    arena_rewind(scratch, mark);
    return result;
}
