/* The moves of one sku.
 *
 * The roads fall into parts that share neither giver nor taker; each part is a flow of its own.  In
 * a part whose worst move gains too little that road is closed and the part, or what it falls into,
 * solved again; the others stand.  So the work grows with the size of the parts and not with that
 * of the whole network. */
#include "network/sku_flow.h"

#include "base/missing.h"
#include "num/flow.h"
#include "sku_net.h"

#include <math.h>
#include <string.h>

/* The network of a part as arcs.  Nodes: source, sink, givers, roads, blocks of takers. */
struct build {
    struct flow_network network;
    struct flow_arc *arcs;
    double *flow;
    size_t count;
    uint32_t nodes;
    size_t *roads; /* [road_count] indices into net->roads */
    size_t road_count;
    size_t road_arc; /* first arc giver -> road, one per road */
};

static void put_arc(struct build *build, uint32_t from, uint32_t to, double capacity, double cost)
{
    build->arcs[build->count++] =
        (struct flow_arc){.from = from, .to = to, .capacity = capacity, .cost = cost};
}

/* From the source to each giver, a block an arc. */
static void put_givers(struct net *net, uint32_t part, struct build *build)
{
    for (size_t g = 0; g < net->giver_count; g++) {
        struct giver *giver = &net->givers[g];
        if (giver->part != part) {
            continue;
        }
        giver->node = build->nodes++;
        giver->arc = build->count;
        for (size_t b = 0; b < giver->count; b++) {
            const struct block *block = &giver->blocks[b];
            put_arc(build, 0, giver->node, block->end - block->begin, block->value);
        }
    }
}

/* From each block of a taker to the sink. */
static void put_takers(struct net *net, uint32_t part, struct build *build)
{
    for (size_t t = 0; t < net->taker_count; t++) {
        struct taker *taker = &net->takers[t];
        if (taker->part != part) {
            continue;
        }
        taker->node = build->nodes;
        for (size_t b = 0; b < taker->count; b++) {
            put_arc(build, build->nodes++, 1, taker->blocks[b].end - taker->blocks[b].begin, 0.0);
        }
    }
}

/* What is worth less at the taker than the way and the giver's least valuable unit cost together is
 * never moved: those arcs are left out. */
static size_t reach_of(const struct net *net, const struct road *road)
{
    const struct giver *giver = &net->givers[road->giver];
    size_t reach = net->takers[road->taker].count;
    while (reach > 0 &&
           (giver->count == 0 || road->value[reach - 1] < road->cost + giver->blocks[0].value)) {
        reach--;
    }
    return reach;
}

static void put_arcs(const struct sku_task *task, struct net *net, uint32_t part,
                     struct build *build)
{
    const struct lane *lanes = task->basis->inputs->master.lanes;
    build->count = 0;
    build->nodes = 2;
    put_givers(net, part, build);
    uint32_t road_node = build->nodes;
    build->nodes += (uint32_t)build->road_count;
    put_takers(net, part, build);
    build->road_arc = build->count;
    for (size_t r = 0; r < build->road_count; r++) {
        struct road *road = &net->roads[build->roads[r]];
        road->reach = reach_of(net, road);
        double most = floor(value_or(lanes[road->lane].max_units, HUGE_VAL));
        most = road->reach > 0 ? most : 0.0;
        put_arc(build, net->givers[road->giver].node, road_node + (uint32_t)r, most, road->cost);
    }
    for (size_t r = 0; r < build->road_count; r++) {
        const struct road *road = &net->roads[build->roads[r]];
        const struct taker *taker = &net->takers[road->taker];
        for (size_t b = 0; b < road->reach; b++) {
            put_arc(build, road_node + (uint32_t)r, taker->node + (uint32_t)b,
                    taker->blocks[b].end - taker->blocks[b].begin, -road->value[b]);
        }
    }
    build->network = (struct flow_network){.node_count = build->nodes,
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
static double given_value(const struct giver *giver, const double *flow)
{
    double units = 0.0;
    double money = 0.0;
    for (size_t b = 0; b < giver->count; b++) {
        units += flow[giver->arc + b];
        money += flow[giver->arc + b] * giver->blocks[b].value;
    }
    return units > 0.0 ? money / units : 0.0;
}

/* What each road of a solved part carries. */
static void read_moves(struct net *net, const struct build *build)
{
    size_t arc = build->road_arc + build->road_count;
    for (size_t r = 0; r < build->road_count; r++) {
        struct road *road = &net->roads[build->roads[r]];
        double quantity = build->flow[build->road_arc + r];
        double benefit = -quantity * given_value(&net->givers[road->giver], build->flow);
        for (size_t b = 0; b < road->reach; b++, arc++) {
            benefit += build->flow[arc] * road->value[b];
        }
        road->carried = (struct move){.lane = road->lane,
                                      .from = road->from,
                                      .to = road->to,
                                      .quantity = quantity > 0.5 ? round(quantity) : 0.0,
                                      .benefit = benefit,
                                      .cost = quantity * road->cost};
    }
}

/* The road of the part whose move falls shortest of what it must gain; NULL if all reach it. */
static struct road *worst_road(struct net *net, const struct build *build, double margin)
{
    struct road *worst = NULL;
    double least = fmax(margin, 1e-9);
    for (size_t r = 0; r < build->road_count; r++) {
        struct road *road = &net->roads[build->roads[r]];
        double gain = road->carried.benefit - road->carried.cost;
        if (road->carried.quantity > 0.0 && gain < least) {
            least = gain;
            worst = road;
        }
    }
    return worst;
}

/* Solves one part, and closes its worst road or settles it. */
static void solve_part(struct sku_task *task, struct net *net, uint32_t part, struct build *build,
                       struct arena *scratch)
{
    build->road_count = 0;
    for (size_t r = 0; r < net->road_count; r++) {
        if (!net->roads[r].closed && net->roads[r].part == part) {
            build->roads[build->road_count++] = r;
        }
    }
    put_arcs(task, net, part, build);
    struct flow_result result =
        flow_solve(&build->network, FLOW_GREATEST_GAIN, build->flow, scratch);
    if (result.status == FLOW_OK) {
        read_moves(net, build);
        struct road *worst = worst_road(net, build, task->margin);
        if (worst != NULL) {
            worst->closed = true;
            worst->carried.quantity = 0.0;
            return;
        }
    }
    task->failed = result.status == FLOW_NO_MEMORY;
    for (size_t r = 0; r < build->road_count; r++) {
        struct road *road = &net->roads[build->roads[r]];
        road->settled = true;
        road->carried.quantity = result.status == FLOW_OK ? road->carried.quantity : 0.0;
    }
}

static bool is_open(const struct road *road)
{
    return !road->closed && !road->settled;
}

/* Gives every open road, and what is at its ends, the number of its part: the first of its roads.
 * Returns whether there are any. */
static bool find_parts(struct net *net)
{
    bool any = false;
    for (size_t g = 0; g < net->giver_count; g++) {
        net->givers[g].part = UINT32_MAX;
    }
    for (size_t t = 0; t < net->taker_count; t++) {
        net->takers[t].part = UINT32_MAX;
    }
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t r = 0; r < net->road_count; r++) {
            struct road *road = &net->roads[r];
            if (!is_open(road)) {
                continue;
            }
            uint32_t *giver = &net->givers[road->giver].part;
            uint32_t *taker = &net->takers[road->taker].part;
            uint32_t part = *giver < *taker ? *giver : *taker;
            part = part < r ? part : (uint32_t)r;
            changed = changed || *giver != part || *taker != part;
            *giver = part;
            *taker = part;
            road->part = part;
            any = true;
        }
    }
    return any;
}

/* The move that gains least. */
static size_t least_move(const struct move *moves, size_t count)
{
    size_t worst = 0;
    for (size_t m = 1; m < count; m++) {
        if (moves[m].benefit - moves[m].cost < moves[worst].benefit - moves[worst].cost) {
            worst = m;
        }
    }
    return worst;
}

/* Keeps the best moves if there is not room for all. */
static void keep(struct sku_task *task, const struct net *net, struct move *moves)
{
    size_t count = 0;
    for (size_t r = 0; r < net->road_count; r++) {
        if (net->roads[r].carried.quantity > 0.0) {
            moves[count++] = net->roads[r].carried;
        }
    }
    while (count > task->capacity) {
        size_t worst = least_move(moves, count);
        memmove(&moves[worst], &moves[worst + 1], (count - worst - 1) * sizeof *moves);
        count--;
    }
    memcpy(task->moves, moves, count * sizeof *moves);
    task->count = count;
}

static void solve(struct sku_task *task, struct net *net, struct arena *scratch)
{
    size_t arcs = most_arcs(net);
    struct build build = {.arcs = ARENA_NEW(scratch, struct flow_arc, arcs),
                          .flow = ARENA_NEW(scratch, double, arcs),
                          .roads = ARENA_NEW(scratch, size_t, net->road_count)};
    struct move *moves = ARENA_NEW(scratch, struct move, net->road_count);
    task->failed = build.arcs == NULL || build.flow == NULL || build.roads == NULL || moves == NULL;
    while (!task->failed && find_parts(net)) {
        for (size_t r = 0; r < net->road_count && !task->failed; r++) {
            if (is_open(&net->roads[r]) && net->roads[r].part == r) {
                solve_part(task, net, (uint32_t)r, &build, scratch);
            }
        }
    }
    if (!task->failed) {
        keep(task, net, moves);
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
