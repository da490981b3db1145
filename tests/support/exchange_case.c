/* Random networks: half the places give, half take; lanes between them, late or early. */
#include "support/exchange_case.h"

#include "num/random.h"

#include <math.h>
#include <string.h>

static double whole(struct random *random, uint64_t limit)
{
    return (double)random_below(random, limit);
}

static bool chance(struct random *random, double share)
{
    return random_uniform(random) < share;
}

static void make_lanes(struct instance *instance, const struct kind *kind, size_t places,
                       struct random *random)
{
    size_t givers = (places + 1) / 2;
    size_t takers = places - givers;
    size_t most = 3 * places < LANES ? 3 * places : LANES;
    instance->problem.lane_count = 2 + random_below(random, most - 1);
    size_t limits = kind->rooms ? random_below(random, LIMITS + 1) : 0;
    instance->problem.limit_count = limits;
    for (size_t i = 0; i < limits; i++) {
        instance->limits[i] = 2.0 + whole(random, 30);
    }
    for (size_t l = 0; l < instance->problem.lane_count; l++) {
        uint32_t from = (uint32_t)random_below(random, givers);
        uint32_t to = (uint32_t)random_below(random, takers);
        instance->from[l] = from;
        instance->to[l] = to;
        instance->late[l] = chance(random, 0.3);
        struct exchange_lane *lane = &instance->lanes[l];
        *lane = (struct exchange_lane){.most = HUGE_VAL,
                                       .load = {HUGE_VAL, HUGE_VAL, HUGE_VAL},
                                       .pick = EXCHANGE_NONE,
                                       .receive = EXCHANGE_NONE};
        if (kind->rooms) {
            lane->most = chance(random, 0.4) ? 3.0 + whole(random, 20) : HUGE_VAL;
            lane->pick = from < limits / 2 ? from : EXCHANGE_NONE;
            uint32_t day = 2 * to + (instance->late[l] ? 1 : 0);
            lane->receive =
                day + limits / 2 < limits ? (uint32_t)(limits / 2) + day : EXCHANGE_NONE;
        }
        lane->fixed = kind->fixed && chance(random, 0.8) ? whole(random, 60) : 0.0;
        lane->least = kind->least && chance(random, 0.4) ? whole(random, 12) : 0.0;
        lane->least = fmin(lane->least, lane->most);
        if (kind->loads && chance(random, 0.7)) {
            lane->load[EXCHANGE_UNITS] = chance(random, 0.5) ? 3.0 + whole(random, 12) : HUGE_VAL;
            lane->load[EXCHANGE_WEIGHT] = chance(random, 0.5) ? 8.0 + whole(random, 20) : HUGE_VAL;
        }
    }
}

static void make_sku(struct instance *instance, const struct kind *kind, size_t places, size_t s,
                     struct random *random)
{
    struct item *item = &instance->items[s];
    struct exchange_sku *sku = &instance->skus[s];
    size_t givers = (places + 1) / 2;
    size_t takers = places - givers;
    for (uint32_t g = 0; g < givers; g++) {
        item->givers[g] = (struct exchange_giver){.first = g * STEPS, .count = STEPS};
        double value = whole(random, 6);
        for (size_t i = 0; i < STEPS; i++) {
            item->gives[g * STEPS + i] = (struct exchange_step){whole(random, 5), value};
            value += whole(random, 5);
        }
    }
    for (uint32_t t = 0; t < takers; t++) {
        item->takers[t] = (struct exchange_taker){.first = t * BLOCKS, .count = BLOCKS};
        double value = 10.0 + whole(random, 15);
        for (size_t b = 0; b < BLOCKS; b++) {
            item->blocks[t * BLOCKS + b] = whole(random, 5);
            item->values[2 * t * BLOCKS + b] = value;
            item->values[(2 * t + 1) * BLOCKS + b] = value - whole(random, 4);
            value -= 1.0 + whole(random, 6);
        }
        for (uint32_t e = 0; e < ENTRIES; e++) {
            uint32_t entry = 2 * t + e;
            item->entries[entry] = (struct exchange_entry){.taker = t, .first = entry * BLOCKS};
        }
    }
    size_t roads = 0;
    for (uint32_t l = 0; l < instance->problem.lane_count; l++) {
        if (chance(random, 0.85)) {
            item->roads[roads++] =
                (struct exchange_road){.lane = l,
                                       .giver = instance->from[l],
                                       .entry = 2 * instance->to[l] + (instance->late[l] ? 1 : 0),
                                       .cost = 0.5 * whole(random, 9)};
        }
    }
    size_t once = roads;
    for (size_t r = 0; kind->twins && r < once; r++) {
        if (chance(random, 0.4)) {
            struct exchange_road *twin = &item->roads[roads++];
            *twin = item->roads[r];
            twin->giver = (uint32_t)random_below(random, givers);
            twin->entry = (uint32_t)random_below(random, 2 * takers);
        }
    }
    double pack = kind->loads && chance(random, 0.2) ? 2.0 : 1.0;
    *sku = (struct exchange_sku){.givers = item->givers,
                                 .giver_count = givers,
                                 .gives = item->gives,
                                 .takers = item->takers,
                                 .taker_count = takers,
                                 .blocks = item->blocks,
                                 .entries = item->entries,
                                 .entry_count = 2 * takers,
                                 .values = item->values,
                                 .roads = item->roads,
                                 .road_count = roads,
                                 .size = {pack, 0.5 + 0.5 * whole(random, 6), 0.0},
                                 .moved = item->moved};
}

void make_instance(struct instance *instance, const struct kind *kind, uint64_t seed)
{
    struct random random = random_stream(seed, kind->number);
    memset(instance, 0, sizeof *instance);
    size_t places = 2 + random_below(&random, kind->most_places - 1);
    make_lanes(instance, kind, places, &random);
    instance->problem.lanes = instance->lanes;
    instance->problem.limits = instance->limits;
    instance->problem.skus = instance->skus;
    instance->problem.sku_count = 1 + random_below(&random, kind->most_skus);
    instance->problem.hurdle = kind->hurdle ? 0.5 * whole(&random, 12) : 0.0;
    for (size_t s = 0; s < instance->problem.sku_count; s++) {
        make_sku(instance, kind, places, s, &random);
    }
}
