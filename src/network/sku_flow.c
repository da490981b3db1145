/* The moves of one sku. */
#include "network/sku_flow.h"

#include "base/missing.h"
#include "num/flow.h"

#include <math.h>
#include <string.h>

size_t first_lane_from(const struct master *master, uint32_t from)
{
    size_t low = 0;
    size_t high = master->lane_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (master->lanes[middle].from < from) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

size_t position_among(const struct position *positions, size_t first, size_t end, uint32_t location)
{
    while (first < end) {
        size_t middle = first + (end - first) / 2;
        if (positions[middle].location == location) {
            return middle;
        }
        if (positions[middle].location < location) {
            first = middle + 1;
        } else {
            end = middle;
        }
    }
    return SIZE_MAX;
}

bool is_donor(const struct position *position)
{
    return position->spare - position->promised >= 1.0 && position->binding != BINDING_DROPSHIP;
}

bool is_receiver(const struct position *position)
{
    return !is_donor(position) && position->binding != BINDING_DROPSHIP &&
           position->binding != BINDING_ENDED;
}

double lane_arrival(const struct basis *basis, const struct lane *lane, int32_t *ship_day)
{
    int32_t as_of = basis->inputs->as_of;
    const struct location *to = master_location(&basis->inputs->master, lane->to);
    *ship_day = next_weekday(as_of, lane->ship_days);
    int32_t transit = (int32_t)ceil(fmax(value_or(lane->transit_days, 1.0), 0.0));
    int32_t arrival = next_weekday(*ship_day + transit, to != NULL ? to->open_days : 0);
    return (double)(arrival - as_of);
}

/* A lane of this sku: between two of its positions, open, with something to give and to take. */
struct road {
    size_t lane;
    size_t from;
    size_t to;
    size_t taker;                   /* index of the receiver in net->takers */
    double cost;                    /* money per unit */
    double value[2 * WORTH_BLOCKS]; /* of the receiver's blocks, by this lane */
    bool closed;
};

struct taker {
    size_t position;
    struct block blocks[2 * WORTH_BLOCKS];
    size_t count;
    uint32_t node; /* of its first block */
};

struct giver {
    size_t position;
    struct block blocks[WORTH_BLOCKS];
    size_t count;
};

struct net {
    struct giver *givers;
    size_t giver_count;
    struct taker *takers;
    size_t taker_count;
    struct road *roads;
    size_t road_count;
    double spare; /* units of all givers */
};

static bool lane_fits(const struct sku_task *task, size_t lane, size_t *to)
{
    const struct lane *row = &task->basis->inputs->master.lanes[lane];
    *to = position_among(task->positions, task->first, task->end, row->to);
    /* What a location is fed from regularly is ordered there, not moved. */
    return *to != SIZE_MAX && !task->closed[lane] && is_receiver(&task->positions[*to]) &&
           task->positions[*to].from != row->from;
}

static size_t taker_of(struct net *net, size_t position)
{
    for (size_t t = 0; t < net->taker_count; t++) {
        if (net->takers[t].position == position) {
            return t;
        }
    }
    net->takers[net->taker_count].position = position;
    return net->taker_count++;
}

static double road_cost(const struct sku_task *task, const struct lane *lane, size_t to)
{
    const struct position *position = &task->positions[to];
    const struct location *location =
        master_location(&task->basis->inputs->master, position->location);
    double handling = location != NULL ? value_or(location->handling_cost, 0.0) : 0.0;
    return value_or(lane->cost_per_unit, 0.0) + handling +
           value_or(lane->cost_per_weight, 0.0) * value_or(position->terms.weight, 0.0);
}

/* Roads out of every donor, and who is at their ends.  False if there is nothing to move or memory
 * ran out (then task->failed). */
static bool find_roads(struct sku_task *task, struct net *net, struct arena *scratch)
{
    const struct master *master = &task->basis->inputs->master;
    size_t roads = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t p = task->first; p < task->end; p++) {
            const struct position *donor = &task->positions[p];
            if (!is_donor(donor)) {
                continue;
            }
            size_t before = roads;
            for (size_t l = first_lane_from(master, donor->location);
                 l < master->lane_count && master->lanes[l].from == donor->location; l++) {
                size_t to;
                if (!lane_fits(task, l, &to)) {
                    continue;
                }
                if (pass == 1) {
                    net->roads[net->road_count++] =
                        (struct road){.lane = l,
                                      .from = p,
                                      .to = to,
                                      .taker = taker_of(net, to),
                                      .cost = road_cost(task, &master->lanes[l], to)};
                }
                roads++;
            }
            if (pass == 1 && roads > before) {
                net->givers[net->giver_count++].position = p;
                net->spare += floor(donor->spare - donor->promised);
            }
        }
        if (pass == 0) {
            size_t positions = task->end - task->first;
            net->roads = ARENA_NEW(scratch, struct road, roads);
            net->givers = ARENA_NEW(scratch, struct giver, positions);
            net->takers = ARENA_NEW(scratch, struct taker, positions);
            task->failed = net->roads == NULL || net->givers == NULL || net->takers == NULL;
            if (task->failed || roads == 0) {
                return false;
            }
            roads = 0;
        }
    }
    return true;
}

static void value_givers(struct sku_task *task, struct net *net, struct arena *scratch)
{
    for (size_t g = 0; g < net->giver_count && !task->failed; g++) {
        struct giver *giver = &net->givers[g];
        const struct position *position = &task->positions[giver->position];
        struct arena_mark mark = arena_mark(scratch);
        struct site site;
        task->failed = !site_make(&site, task->basis, position, NULL, 0, 0.0, scratch);
        if (!task->failed) {
            giver->count = worth_given(position, &site.outlook, giver->blocks);
        }
        arena_rewind(scratch, mark);
    }
}

/* What each road to a taker is in time for; `savings` is [road_count].  The most that any of them
 * saves. */
static double save_by_road(struct sku_task *task, const struct net *net, size_t taker,
                           const struct site *site, struct saving *savings, struct arena *scratch)
{
    double saved = 0.0;
    for (size_t r = 0; r < net->road_count && !task->failed; r++) {
        const struct road *road = &net->roads[r];
        if (road->taker != taker) {
            continue;
        }
        int32_t ship_day;
        double arrival =
            lane_arrival(task->basis, &task->basis->inputs->master.lanes[road->lane], &ship_day);
        double receipt = task->positions[road->to].lead_days;
        task->failed = !saving_make(&savings[r], site, arrival, receipt, scratch);
        saved = task->failed ? saved : fmax(saved, saving_lost(&savings[r]));
    }
    return saved;
}

static void value_taker(struct sku_task *task, struct net *net, size_t taker_index,
                        struct arena *scratch)
{
    struct taker *taker = &net->takers[taker_index];
    const struct position *position = &task->positions[taker->position];
    struct saving *savings = ARENA_NEW(scratch, struct saving, net->road_count);
    struct site site;
    task->failed =
        savings == NULL || !site_make(&site, task->basis, position, NULL, 0, 0.0, scratch);
    if (task->failed) {
        return;
    }
    double saved = save_by_road(task, net, taker_index, &site, savings, scratch);
    if (task->failed) {
        return;
    }
    taker->count = worth_taken(position, &site.outlook, saved, net->spare, taker->blocks);
    for (size_t r = 0; r < net->road_count; r++) {
        struct road *road = &net->roads[r];
        for (size_t b = 0; road->taker == taker_index && b < taker->count; b++) {
            const struct block *block = &taker->blocks[b];
            road->value[b] = block->value + position->terms.shortage_cost *
                                                saving_share(&savings[r], block->begin, block->end);
        }
    }
}

static void value_all(struct sku_task *task, struct net *net, struct arena *scratch)
{
    value_givers(task, net, scratch);
    for (size_t t = 0; t < net->taker_count && !task->failed; t++) {
        struct arena_mark mark = arena_mark(scratch);
        value_taker(task, net, t, scratch);
        arena_rewind(scratch, mark);
    }
}

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
