/* The arrays of a sku's part in the exchange: bounds, copies, and what could pay at all. */
#include "sku_net.h"

#include "base/search.h"
#include "family.h"
#include "sku_roads.h"

#include <math.h>
#include <string.h>

struct net_sizes net_bounds(const struct net_source *source, size_t first, size_t end)
{
    const struct position *positions = source->positions;
    struct net_sizes size = {0};
    size_t fed = 0;
    for (size_t p = first; p < end; p++) {
        size_t feeder;
        bool taking = takes(source, &positions[p]);
        size.takers += taking ? 1 : 0;
        fed += taking && is_fed_scarcely(source, p, first, end, &feeder) ? 1 : 0;
    }
    for (size_t p = first; p < end && size.takers > 0; p++) {
        size_t ways = gives_spare(&positions[p]) ? 1 : 0;
        ways += gives_expiring(source, &positions[p]) ? (size_t)EXPIRING_LOTS : 0;
        size.givers += ways;
        size.roads += ways > 0 ? ways * roads_from(source, p, first, end, NULL) : 0;
    }
    if (size.roads == 0) {
        return (struct net_sizes){0};
    }
    size.givers += fed; /* no more feeders than who is fed */
    size.roads += fed;
    size.gives = size.givers * WORTH_BLOCKS;
    size.blocks = size.takers * WORTH_TAKEN;
    size.entries = size.roads;
    size.values = size.entries * WORTH_TAKEN;
    return size;
}

size_t net_scratch(struct net_sizes bounds)
{
    enum { PIECES = 8, PIECE = 64 };
    return bounds.givers * sizeof(struct giver) + bounds.takers * sizeof(struct taker) +
           bounds.roads * (sizeof(struct entry) + 2 * sizeof(struct road)) + sizeof(struct taking) +
           taking_scratch() + (size_t)PIECES * PIECE;
}

bool net_take(struct net *net, struct net_sizes size, struct arena *arena)
{
    *net = (struct net){.size = size,
                        .givers = ARENA_NEW(arena, struct exchange_giver, size.givers),
                        .gives = ARENA_NEW(arena, struct exchange_step, size.gives),
                        .takers = ARENA_NEW(arena, struct exchange_taker, size.takers),
                        .entries = ARENA_NEW(arena, struct exchange_entry, size.entries),
                        .roads = ARENA_NEW(arena, struct exchange_road, size.roads),
                        .blocks = ARENA_NEW(arena, double, size.blocks),
                        .values = ARENA_NEW(arena, double, size.values),
                        .sales = ARENA_NEW(arena, float, size.values),
                        .giver_at = ARENA_NEW(arena, uint32_t, size.givers),
                        .taker_at = ARENA_NEW(arena, uint32_t, size.takers),
                        .sell_by = ARENA_NEW(arena, double, size.givers)};
    return net->givers != NULL && net->gives != NULL && net->takers != NULL &&
           net->entries != NULL && net->roads != NULL && net->blocks != NULL &&
           net->values != NULL && net->sales != NULL && net->giver_at != NULL &&
           net->taker_at != NULL && net->sell_by != NULL;
}

/* What a road could gain at the most. */
static double most_gain(const struct draft *draft, const struct road *road)
{
    const struct giver *giver = &draft->givers[road->giver];
    const struct entry *entry = &draft->entries[road->entry];
    const struct taker *taker = &draft->takers[entry->taker];
    double cost = road->cost + giver->blocks[0].value;
    double left = giver->blocks[giver->count - 1].end;
    double gain = 0.0;
    for (size_t b = 0; b < taker->count && entry->value[b] > cost && left > 0.0; b++) {
        double units = fmin(taker->blocks[b].end - taker->blocks[b].begin, left);
        gain += units * (entry->value[b] - cost);
        left -= units;
    }
    return gain;
}

/* The blocks of its taker that a road could fill: those that gain, and all where the lane must be
 * filled to its least. */
static size_t reach_of(const struct net_source *source, const struct draft *draft,
                       const struct road *road)
{
    const struct entry *entry = &draft->entries[road->entry];
    if (road->lane != SIZE_MAX && source->ways->lanes[road->lane].least > 0.0) {
        return draft->takers[entry->taker].count;
    }
    double cost = road->cost + draft->givers[road->giver].blocks[0].value;
    size_t reach = draft->takers[entry->taker].count;
    while (reach > 0 && !(entry->value[reach - 1] > cost)) {
        reach--;
    }
    return reach;
}

/* Which roads stay, and with them givers, entries and takers; a taker's blocks go as far as any of
 * its roads reaches. */
static void keep_roads(const struct net_source *source, struct draft *draft)
{
    for (size_t t = 0; t < draft->taker_count; t++) {
        draft->takers[t].reach = 0;
    }
    size_t kept = 0;
    size_t lateral = 0;
    for (size_t r = 0; r < draft->road_count; r++) {
        struct road *road = &draft->roads[r];
        struct taker *taker = &draft->takers[draft->entries[road->entry].taker];
        double least = road->lane == SIZE_MAX ? 0.0 : source->hurdle;
        if (taker->count == 0 || most_gain(draft, road) <= least) {
            continue;
        }
        lateral += road->lane == SIZE_MAX ? 0 : 1;
        size_t reach = reach_of(source, draft, road);
        taker->reach = reach > taker->reach ? reach : taker->reach;
        draft->givers[road->giver].kept = true;
        draft->entries[road->entry].kept = true;
        draft->roads[kept++] = *road;
    }
    draft->road_count = lateral > 0 ? kept : 0;
}

static void write_givers(struct net *net, struct draft *draft)
{
    for (size_t g = 0; g < draft->giver_count; g++) {
        struct giver *giver = &draft->givers[g];
        if (!giver->kept) {
            continue;
        }
        giver->number = (uint32_t)net->size.givers++;
        net->giver_at[giver->number] = (uint32_t)giver->position;
        net->sell_by[giver->number] = giver->expires ? giver->sell_by : HUGE_VAL;
        net->givers[giver->number] =
            (struct exchange_giver){(uint32_t)net->size.gives, (uint32_t)giver->count};
        for (size_t b = 0; b < giver->count; b++) {
            const struct block *block = &giver->blocks[b];
            net->gives[net->size.gives++] = (struct exchange_step){
                (block->end - block->begin) / net->pack, block->value * net->pack};
        }
    }
}

static void write_takers(struct net *net, struct draft *draft)
{
    for (size_t t = 0; t < draft->taker_count; t++) {
        struct taker *taker = &draft->takers[t];
        if (taker->reach == 0) {
            continue;
        }
        taker->number = (uint32_t)net->size.takers++;
        net->taker_at[taker->number] = (uint32_t)taker->position;
        net->takers[taker->number] =
            (struct exchange_taker){(uint32_t)net->size.blocks, (uint32_t)taker->reach};
        for (size_t b = 0; b < taker->reach; b++) {
            const struct block *block = &taker->blocks[b];
            net->blocks[net->size.blocks++] = (block->end - block->begin) / net->pack;
        }
    }
}

static void write_entries(struct net *net, const struct net_source *source, struct draft *draft)
{
    for (size_t e = 0; e < draft->entry_count; e++) {
        struct entry *entry = &draft->entries[e];
        const struct taker *taker = &draft->takers[entry->taker];
        if (!entry->kept) {
            continue;
        }
        double shortage_cost = source->positions[taker->position].terms->shortage_cost;
        entry->number = (uint32_t)net->size.entries++;
        net->entries[entry->number] =
            (struct exchange_entry){taker->number, (uint32_t)net->size.values};
        for (size_t b = 0; b < taker->reach; b++) {
            net->values[net->size.values] = entry->value[b] * net->pack;
            net->sales[net->size.values++] = (float)(entry->sales[b] * shortage_cost * net->pack);
        }
    }
}

void net_make(struct net *net, const struct net_source *source, size_t first, size_t end,
              struct arena *scratch)
{
    struct draft draft = {0};
    net->failed = !draft_make(&draft, source, &net->size, first, end, scratch);
    net->size = (struct net_sizes){0};
    if (net->failed) {
        return;
    }
    net->pack = draft.pack;
    keep_roads(source, &draft);
    if (draft.road_count == 0) {
        return;
    }
    write_givers(net, &draft);
    write_takers(net, &draft);
    write_entries(net, source, &draft);
    for (size_t r = 0; r < draft.road_count; r++) {
        const struct road *road = &draft.roads[r];
        net->roads[net->size.roads++] = (struct exchange_road){
            .lane = road->lane == SIZE_MAX ? EXCHANGE_NONE : (uint32_t)road->lane,
            .giver = draft.givers[road->giver].number,
            .entry = draft.entries[road->entry].number,
            .cost = road->cost * net->pack};
    }
}

bool net_keep(struct net *kept, struct exchange_sku *sku, const struct net *net,
              struct arena *arena)
{
    double *moved = ARENA_NEW(arena, double, net->size.roads);
    if (moved == NULL || !net_take(kept, net->size, arena)) {
        return false;
    }
    kept->pack = net->pack;
    memcpy(kept->givers, net->givers, net->size.givers * sizeof *net->givers);
    memcpy(kept->gives, net->gives, net->size.gives * sizeof *net->gives);
    memcpy(kept->takers, net->takers, net->size.takers * sizeof *net->takers);
    memcpy(kept->entries, net->entries, net->size.entries * sizeof *net->entries);
    memcpy(kept->roads, net->roads, net->size.roads * sizeof *net->roads);
    memcpy(kept->blocks, net->blocks, net->size.blocks * sizeof *net->blocks);
    memcpy(kept->values, net->values, net->size.values * sizeof *net->values);
    memcpy(kept->sales, net->sales, net->size.values * sizeof *net->sales);
    memcpy(kept->sell_by, net->sell_by, net->size.givers * sizeof *net->sell_by);
    memcpy(kept->giver_at, net->giver_at, net->size.givers * sizeof *net->giver_at);
    memcpy(kept->taker_at, net->taker_at, net->size.takers * sizeof *net->taker_at);
    *sku = (struct exchange_sku){.givers = kept->givers,
                                 .giver_count = kept->size.givers,
                                 .gives = kept->gives,
                                 .takers = kept->takers,
                                 .taker_count = kept->size.takers,
                                 .blocks = kept->blocks,
                                 .entries = kept->entries,
                                 .entry_count = kept->size.entries,
                                 .values = kept->values,
                                 .roads = kept->roads,
                                 .road_count = kept->size.roads,
                                 .moved = moved};
    return true;
}
