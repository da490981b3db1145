/* The moves of one sku. */
#include "network/sku_flow.h"

#include "base/missing.h"
#include "num/flow.h"
#include "sku_net.h"

#include <math.h>
#include <string.h>

/* The network as arcs.  Nodes: source, sink, givers, roads, blocks of takers. */
struct build {
    struct flow_network network;
    struct flow_arc *arcs;
    double *flow;
    size_t count;
    size_t road_arc; /* first arc giver -> road, one per road */
};

static void put_arc(struct build *build, uint32_t from, uint32_t to, double capacity, double cost)
{
    build->arcs[build->count++] =
        (struct flow_arc){.from = from, .to = to, .capacity = capacity, .cost = cost};
}

static void put_arcs(const struct sku_task *task, struct net *net, struct build *build)
{
    const struct lane *lanes = task->basis->inputs->master.lanes;
    uint32_t giver_node = 2;
    uint32_t road_node = giver_node + (uint32_t)net->giver_count;
    uint32_t block_node = road_node + (uint32_t)net->road_count;
    for (size_t g = 0; g < net->giver_count; g++) {
        for (size_t b = 0; b < net->givers[g].count; b++) {
            const struct block *block = &net->givers[g].blocks[b];
            put_arc(build, 0, giver_node + (uint32_t)g, block->end - block->begin, block->value);
        }
    }
    for (size_t t = 0; t < net->taker_count; t++) {
        struct taker *taker = &net->takers[t];
        taker->node = block_node;
        for (size_t b = 0; b < taker->count; b++) {
            put_arc(build, block_node++, 1, taker->blocks[b].end - taker->blocks[b].begin, 0.0);
        }
    }
    build->road_arc = build->count;
    for (size_t r = 0; r < net->road_count; r++) {
        const struct road *road = &net->roads[r];
        uint32_t giver = 0;
        while (net->givers[giver].position != road->from) {
            giver++;
        }
        double most = floor(value_or(lanes[road->lane].max_units, HUGE_VAL));
        put_arc(build, giver_node + giver, road_node + (uint32_t)r, road->closed ? 0.0 : most,
                road->cost);
    }
    for (size_t r = 0; r < net->road_count; r++) {
        const struct taker *taker = &net->takers[net->roads[r].taker];
        for (size_t b = 0; b < taker->count; b++) {
            put_arc(build, road_node + (uint32_t)r, taker->node + (uint32_t)b,
                    taker->blocks[b].end - taker->blocks[b].begin, -net->roads[r].value[b]);
        }
    }
    build->network = (struct flow_network){.node_count = block_node,
                                           .arcs = build->arcs,
                                           .arc_count = build->count,
                                           .source = 0,
                                           .sink = 1};
}

static size_t most_arcs(const struct net *net)
{
    return net->giver_count * WORTH_BLOCKS + net->taker_count * 2 * WORTH_BLOCKS +
           net->road_count * (1 + 2 * WORTH_BLOCKS);
}

/* Mean worth of what a giver gives, were it to stay. */
static double given_value(const struct net *net, const struct build *build, size_t position)
{
    size_t arc = 0;
    for (size_t g = 0; g < net->giver_count; g++) {
        double units = 0.0;
        double money = 0.0;
        for (size_t b = 0; b < net->givers[g].count; b++, arc++) {
            units += build->flow[arc];
            money += build->flow[arc] * net->givers[g].blocks[b].value;
        }
        if (net->givers[g].position == position) {
            return units > 0.0 ? money / units : 0.0;
        }
    }
    return 0.0;
}

/* The moves of a solved network, one per road that carries something. */
static size_t read_moves(const struct net *net, const struct build *build, struct move *moves)
{
    size_t count = 0;
    size_t arc = build->road_arc + net->road_count;
    for (size_t r = 0; r < net->road_count; r++) {
        const struct road *road = &net->roads[r];
        const struct taker *taker = &net->takers[road->taker];
        double quantity = build->flow[build->road_arc + r];
        double benefit = -quantity * given_value(net, build, road->from);
        for (size_t b = 0; b < taker->count; b++, arc++) {
            benefit += build->flow[arc] * road->value[b];
        }
        if (quantity > 0.5) {
            moves[count++] = (struct move){.lane = road->lane,
                                           .from = road->from,
                                           .to = road->to,
                                           .quantity = round(quantity),
                                           .benefit = benefit,
                                           .cost = quantity * road->cost};
        }
    }
    return count;
}

/* The move that falls shortest of what it must gain; SIZE_MAX if all reach it. */
static size_t worst_move(const struct move *moves, size_t count, double margin)
{
    size_t worst = SIZE_MAX;
    double least = fmax(margin, 1e-9);
    for (size_t m = 0; m < count; m++) {
        double gain = moves[m].benefit - moves[m].cost;
        if (gain < least) {
            least = gain;
            worst = m;
        }
    }
    return worst;
}

static void close_road(struct net *net, size_t lane)
{
    for (size_t r = 0; r < net->road_count; r++) {
        if (net->roads[r].lane == lane) {
            net->roads[r].closed = true;
        }
    }
}

/* Keeps the best moves if there is not room for all. */
static void keep(struct sku_task *task, struct move *moves, size_t count)
{
    while (count > task->capacity) {
        size_t worst = worst_move(moves, count, HUGE_VAL);
        memmove(&moves[worst], &moves[worst + 1], (count - worst - 1) * sizeof *moves);
        count--;
    }
    memcpy(task->moves, moves, count * sizeof *moves);
    task->count = count;
}

static void solve(struct sku_task *task, struct net *net, struct arena *scratch)
{
    struct build build = {0};
    size_t arcs = most_arcs(net);
    build.arcs = ARENA_NEW(scratch, struct flow_arc, arcs);
    build.flow = ARENA_NEW(scratch, double, arcs);
    struct move *moves = ARENA_NEW(scratch, struct move, net->road_count);
    task->failed = build.arcs == NULL || build.flow == NULL || moves == NULL;
    while (!task->failed) {
        build.count = 0;
        put_arcs(task, net, &build);
        struct flow_result result =
            flow_solve(&build.network, FLOW_GREATEST_GAIN, build.flow, scratch);
        if (result.status != FLOW_OK) {
            task->failed = result.status == FLOW_NO_MEMORY;
            return;
        }
        size_t count = read_moves(net, &build, moves);
        size_t worst = worst_move(moves, count, task->margin);
        if (worst == SIZE_MAX) {
            keep(task, moves, count);
            return;
        }
        close_road(net, moves[worst].lane);
    }
}

void sku_flow(struct sku_task *task, struct arena *scratch)
{
    struct net net = {0};
    task->count = 0;
    task->failed = false;
    if (!find_roads(task, &net, scratch)) {
        return;
    }
    value_all(task, &net, scratch);
    if (!task->failed) {
        solve(task, &net, scratch);
    }
}
