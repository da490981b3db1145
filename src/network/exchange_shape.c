/* What never changes of a sku in an exchange: which of its roads share a limit, how its network is
 * numbered, and how much could ever pay to be carried on each road. */
#include "exchange_parts.h"

#include <math.h>
#include <string.h>

enum { FIRST_GIVER = 2 }; /* 0 is the source and 1 the sink */

static bool take_arrays(struct shape *shape, const struct exchange_sku *sku, struct arena *arena)
{
    shape->pick = ARENA_NEW(arena, uint32_t, sku->road_count);
    shape->receive = ARENA_NEW(arena, uint32_t, sku->road_count);
    shape->limit = ARENA_NEW(arena, uint32_t, 2 * sku->road_count);
    shape->end = ARENA_NEW(arena, uint32_t, 2 * sku->road_count);
    shape->group_lead = ARENA_NEW(arena, uint32_t, 2 * sku->road_count);
    shape->group_rank = ARENA_NEW(arena, uint32_t, 2 * sku->road_count);
    shape->group_count = ARENA_NEW(arena, uint32_t, 2 * sku->road_count);
    shape->lead = ARENA_NEW(arena, uint32_t, sku->road_count);
    shape->rank = ARENA_NEW(arena, uint32_t, sku->road_count);
    shape->lane_roads = ARENA_NEW(arena, uint32_t, sku->road_count);
    shape->block_node = ARENA_NEW(arena, uint32_t, sku->taker_count);
    shape->floor = ARENA_NEW(arena, double, sku->entry_count);
    shape->carry = ARENA_NEW(arena, double, sku->road_count);
    return shape->group_lead != NULL && shape->group_rank != NULL && shape->group_count != NULL &&
           shape->lead != NULL && shape->rank != NULL && shape->lane_roads != NULL &&
           shape->pick != NULL && shape->receive != NULL && shape->limit != NULL &&
           shape->end != NULL && shape->block_node != NULL && shape->floor != NULL &&
           shape->carry != NULL;
}

/* The least that a lane sends; such lanes may carry what does not pay by itself. */
static double lane_least(const struct exchange_problem *problem, const struct exchange_road *road)
{
    return road->lane != EXCHANGE_NONE ? problem->lanes[road->lane].least : 0.0;
}

static double least_given(const struct exchange_sku *sku, uint32_t giver)
{
    const struct exchange_giver *from = &sku->givers[giver];
    return from->count > 0 ? sku->gives[from->first].value : HUGE_VAL;
}

static void find_floors(struct shape *shape, const struct exchange_problem *problem,
                        const struct exchange_sku *sku)
{
    for (size_t e = 0; e < sku->entry_count; e++) {
        shape->floor[e] = HUGE_VAL;
    }
    for (size_t r = 0; r < sku->road_count; r++) {
        const struct exchange_road *road = &sku->roads[r];
        double cost = least_given(sku, road->giver) + road->cost;
        cost = lane_least(problem, road) > 0.0 ? -HUGE_VAL : cost;
        shape->floor[road->entry] = fmin(shape->floor[road->entry], cost);
    }
}

/* Units of the taker that a road's units, by themselves, could be worth more than `cost`. */
static double units_above(const struct exchange_sku *sku, uint32_t entry, double cost)
{
    const struct exchange_entry *to = &sku->entries[entry];
    const struct exchange_taker *taker = &sku->takers[to->taker];
    double units = 0.0;
    for (uint32_t b = 0; b < taker->count; b++) {
        units += sku->values[to->first + b] > cost ? sku->blocks[taker->first + b] : 0.0;
    }
    return units;
}

/* Even if a road had its giver and its taker to itself, units beyond these would lose money: the
 * q-th dearest block against the q-th cheapest step. */
static double road_carry(const struct exchange_problem *problem, const struct exchange_sku *sku,
                         const struct exchange_road *road)
{
    bool all = lane_least(problem, road) > 0.0;
    const struct exchange_giver *giver = &sku->givers[road->giver];
    double given = 0.0;
    double carry = 0.0;
    for (uint32_t i = 0; i < giver->count; i++) {
        const struct exchange_step *step = &sku->gives[giver->first + i];
        given += step->units;
        double cost = all ? -HUGE_VAL : step->value + road->cost;
        double reach = fmin(given, units_above(sku, road->entry, cost));
        carry = fmax(carry, reach);
        if (reach < given) {
            break;
        }
    }
    return carry;
}

/* The group of a limit at a giver or an entry, made when it is new.  stamp[limit] is 1 + the number
 * of the limit's first group. */
static uint32_t group_of(struct shape *shape, uint32_t base, uint32_t *count, uint32_t *stamp,
                         uint32_t limit, uint32_t end)
{
    uint32_t group = stamp[limit] == 0 ? base + *count : stamp[limit] - 1;
    while (group < base + *count && (shape->limit[group] != limit || shape->end[group] != end)) {
        group++;
    }
    if (group == base + *count) {
        shape->limit[group] = limit;
        shape->end[group] = end;
        stamp[limit] = stamp[limit] == 0 ? group + 1 : stamp[limit];
        shape->group_lead[group] = stamp[limit] - 1;
        shape->group_rank[group] = shape->group_count[stamp[limit] - 1]++;
        ++*count;
    }
    return group - base;
}

static void end_groups(struct shape *shape, uint32_t *stamp, uint32_t first, uint32_t end)
{
    for (uint32_t g = first; g < end; g++) {
        uint32_t count = shape->group_count[shape->group_lead[g]];
        stamp[shape->limit[g]] = 0;
        shape->group_count[g] = count;
        shape->siblings = count > shape->siblings ? count : shape->siblings;
    }
}

static void find_groups(struct shape *shape, const struct exchange_problem *problem,
                        const struct exchange_sku *sku, uint32_t *stamp)
{
    for (size_t r = 0; r < sku->road_count; r++) {
        const struct exchange_road *road = &sku->roads[r];
        uint32_t limit =
            road->lane != EXCHANGE_NONE ? problem->lanes[road->lane].pick : EXCHANGE_NONE;
        shape->pick[r] = limit == EXCHANGE_NONE
                             ? EXCHANGE_NONE
                             : group_of(shape, 0, &shape->pick_count, stamp, limit, road->giver);
    }
    end_groups(shape, stamp, 0, shape->pick_count);
    for (size_t r = 0; r < sku->road_count; r++) {
        const struct exchange_road *road = &sku->roads[r];
        uint32_t limit =
            road->lane != EXCHANGE_NONE ? problem->lanes[road->lane].receive : EXCHANGE_NONE;
        shape->receive[r] = limit == EXCHANGE_NONE
                                ? EXCHANGE_NONE
                                : group_of(shape, shape->pick_count, &shape->receive_count, stamp,
                                           limit, road->entry);
    }
    end_groups(shape, stamp, shape->pick_count, shape->pick_count + shape->receive_count);
}

/* Roads on the same lane.  stamp[lane] is 1 + its first road. */
static void find_siblings(struct shape *shape, const struct exchange_sku *sku, uint32_t *stamp)
{
    for (uint32_t r = 0; r < sku->road_count; r++) {
        uint32_t lane = sku->roads[r].lane;
        if (lane != EXCHANGE_NONE && stamp[lane] == 0) {
            stamp[lane] = r + 1;
        }
        shape->lead[r] = lane != EXCHANGE_NONE ? stamp[lane] - 1 : r;
        uint32_t count = ++shape->lane_roads[shape->lead[r]];
        shape->rank[r] = count - 1;
        shape->siblings = count > shape->siblings ? count : shape->siblings;
    }
}

/* Blocks are nodes where several entries compete for them, else arcs from the only entry. */
static void number_nodes(struct shape *shape, const struct exchange_sku *sku)
{
    for (size_t t = 0; t < sku->taker_count; t++) {
        shape->block_node[t] = 0; /* entries, for now */
    }
    size_t arcs = 0;
    for (size_t e = 0; e < sku->entry_count; e++) {
        shape->block_node[sku->entries[e].taker]++;
        arcs += sku->takers[sku->entries[e].taker].count;
    }
    uint32_t nodes = FIRST_GIVER + (uint32_t)sku->giver_count + shape->pick_count +
                     (uint32_t)sku->entry_count + shape->receive_count;
    for (size_t t = 0; t < sku->taker_count; t++) {
        bool shared = shape->block_node[t] > 1;
        shape->block_node[t] = shared ? nodes : EXCHANGE_NONE;
        nodes += shared ? sku->takers[t].count : 0;
        arcs += shared ? sku->takers[t].count : 0;
    }
    for (size_t g = 0; g < sku->giver_count; g++) {
        arcs += sku->givers[g].count;
    }
    shape->node_count = nodes;
    shape->arc_count = (uint32_t)arcs + shape->pick_count + shape->receive_count;
}

enum status shape_make(struct shape *shape, const struct exchange_problem *problem,
                       const struct exchange_sku *sku, struct arena *arena, struct arena *scratch,
                       struct fault *fault)
{
    struct arena_mark mark = arena_mark(scratch);
    uint32_t *stamp = ARENA_NEW(scratch, uint32_t, problem->limit_count);
    uint32_t *first = ARENA_NEW(scratch, uint32_t, problem->lane_count);
    if (stamp == NULL || first == NULL || !take_arrays(shape, sku, arena)) {
        return fault_memory(fault, "the transfers of an item");
    }
    find_floors(shape, problem, sku);
    for (size_t r = 0; r < sku->road_count; r++) {
        shape->carry[r] = road_carry(problem, sku, &sku->roads[r]);
    }
    find_groups(shape, problem, sku, stamp);
    find_siblings(shape, sku, first);
    number_nodes(shape, sku);
    arena_rewind(scratch, mark);
    return STATUS_OK;
}

size_t sku_net_arcs(const struct exchange_sku *sku, const struct shape *shape)
{
    return shape->arc_count + ROAD_ARCS * sku->road_count;
}

void sku_net_ends(const struct asking *asking, size_t road, uint32_t *from, uint32_t *to)
{
    const struct exchange_sku *sku = asking->sku;
    const struct shape *shape = asking->shape;
    uint32_t picks = FIRST_GIVER + (uint32_t)sku->giver_count;
    uint32_t entries = picks + shape->pick_count;
    uint32_t receives = entries + (uint32_t)sku->entry_count;
    *from = shape->pick[road] == EXCHANGE_NONE ? FIRST_GIVER + sku->roads[road].giver
                                               : picks + shape->pick[road];
    *to = shape->receive[road] == EXCHANGE_NONE ? entries + sku->roads[road].entry
                                                : receives + shape->receive[road];
}

static void put(struct sku_net *net, uint32_t from, uint32_t to, double capacity, double cost)
{
    net->arcs[net->count++] =
        (struct flow_arc){.from = from, .to = to, .capacity = capacity, .cost = cost};
}

static void put_givers(struct sku_net *net, const struct exchange_sku *sku)
{
    for (size_t g = 0; g < sku->giver_count; g++) {
        for (uint32_t i = 0; i < sku->givers[g].count; i++) {
            const struct exchange_step *step = &sku->gives[sku->givers[g].first + i];
            put(net, 0, FIRST_GIVER + (uint32_t)g, step->units, step->value);
        }
    }
}

static void put_groups(struct sku_net *net, const struct asking *asking)
{
    const struct shape *shape = asking->shape;
    uint32_t picks = FIRST_GIVER + (uint32_t)asking->sku->giver_count;
    uint32_t entries = picks + shape->pick_count;
    uint32_t receives = entries + (uint32_t)asking->sku->entry_count;
    for (uint32_t g = 0; g < shape->pick_count; g++) {
        put(net, FIRST_GIVER + shape->end[g], picks + g, asking->rooms[g], 0.0);
    }
    for (uint32_t g = 0; g < shape->receive_count; g++) {
        put(net, receives + g, entries + shape->end[shape->pick_count + g],
            asking->rooms[shape->pick_count + g], 0.0);
    }
}

static void put_takers(struct sku_net *net, const struct asking *asking)
{
    const struct exchange_sku *sku = asking->sku;
    const struct shape *shape = asking->shape;
    uint32_t entries = FIRST_GIVER + (uint32_t)sku->giver_count + shape->pick_count;
    for (size_t e = 0; e < sku->entry_count; e++) {
        const struct exchange_entry *entry = &sku->entries[e];
        const struct exchange_taker *taker = &sku->takers[entry->taker];
        uint32_t block = shape->block_node[entry->taker];
        for (uint32_t b = 0; b < taker->count; b++) {
            double value = sku->values[entry->first + b];
            if (value > shape->floor[e]) {
                put(net, entries + (uint32_t)e, block == EXCHANGE_NONE ? 1 : block + b,
                    sku->blocks[taker->first + b], -value);
            }
        }
    }
    for (size_t t = 0; t < sku->taker_count; t++) {
        uint32_t block = shape->block_node[t];
        for (uint32_t b = 0; block != EXCHANGE_NONE && b < sku->takers[t].count; b++) {
            put(net, block + b, 1, sku->blocks[sku->takers[t].first + b], 0.0);
        }
    }
}

bool sku_net_make(struct sku_net *net, const struct asking *asking, struct arena *scratch)
{
    size_t most = sku_net_arcs(asking->sku, asking->shape);
    *net = (struct sku_net){.arcs = ARENA_NEW(scratch, struct flow_arc, most),
                            .flow = ARENA_NEW(scratch, double, most),
                            .road_arc = ARENA_NEW(scratch, uint32_t, asking->sku->road_count + 1)};
    if (net->arcs == NULL || net->flow == NULL || net->road_arc == NULL) {
        return false;
    }
    put_givers(net, asking->sku);
    put_groups(net, asking);
    put_takers(net, asking);
    net->standing = net->count;
    return true;
}
