/* The network of one sku: roads, givers, takers and their worth. */
#include "sku_net.h"

#include "base/missing.h"
#include "base/search.h"
#include "replenish/holidays.h"

#include <math.h>

size_t first_lane_from(const struct master *master, uint32_t from)
{
    return SEARCH_ROWS(master->lanes, master->lane_count, from, to, from, 0);
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
           position->binding != BINDING_ENDED && position->binding != BINDING_KIT;
}

double lane_arrival(const struct basis *basis, const struct lane *lane, int32_t *ship_day)
{
    int32_t as_of = basis->inputs->as_of;
    const struct location *to = master_location(&basis->inputs->master, lane->to);
    struct closed_days sender = location_closed(basis->holidays, lane->from);
    struct closed_days receiver = location_closed(basis->holidays, lane->to);
    *ship_day = next_open_day(&sender, as_of, lane->ship_days);
    double days = fmin(fmax(value_or(lane->transit_days, 1.0), 0.0), COVER_LIMIT);
    int32_t transit = (int32_t)ceil(days);
    int32_t arrival = next_open_day(&receiver, *ship_day + transit, to != NULL ? to->open_days : 0);
    return (double)(arrival - as_of);
}

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
           value_or(lane->cost_per_weight, 0.0) * value_or(position->terms->weight, 0.0);
}

bool find_roads(struct sku_task *task, struct net *net, struct arena *scratch)
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
                                      .giver = net->giver_count,
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

/* What is saved until the receipt, by day of arrival. */
struct savings {
    struct saving *rows; /* [count] */
    size_t count;
    const struct saving **road; /* [road_count] of each road to the taker; else NULL */
};

/* That of a day, made when it is the first road of that day; NULL if memory ran out. */
static const struct saving *saving_of(struct savings *savings, const struct site *site,
                                      double arrival, double receipt, struct arena *scratch)
{
    for (size_t s = 0; s < savings->count; s++) {
        if (!(fabs(savings->rows[s].arrival - arrival) > 0.0)) {
            return &savings->rows[s];
        }
    }
    struct saving *row = &savings->rows[savings->count++];
    return saving_make(row, site, arrival, receipt, scratch) ? row : NULL;
}

/* What each road to a taker is in time for.  The most that any of them saves. */
static double save_by_road(struct sku_task *task, const struct net *net, size_t taker,
                           const struct site *site, struct savings *savings, struct arena *scratch)
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
        savings->road[r] = saving_of(savings, site, arrival, receipt, scratch);
        task->failed = savings->road[r] == NULL;
        saved = task->failed ? saved : fmax(saved, saving_lost(savings->road[r], 0.0));
    }
    return saved;
}

static void value_taker(struct sku_task *task, struct net *net, size_t taker_index,
                        struct arena *scratch)
{
    struct taker *taker = &net->takers[taker_index];
    const struct position *position = &task->positions[taker->position];
    struct savings savings = {.rows = ARENA_NEW(scratch, struct saving, net->road_count),
                              .road = ARENA_NEW(scratch, const struct saving *, net->road_count)};
    struct site site;
    task->failed = savings.rows == NULL || savings.road == NULL ||
                   !site_make(&site, task->basis, position, NULL, 0, 0.0, scratch);
    if (task->failed) {
        return;
    }
    double saved = save_by_road(task, net, taker_index, &site, &savings, scratch);
    if (task->failed) {
        return;
    }
    taker->count = worth_taken(position, &site.outlook, saved, net->spare, taker->blocks);
    for (size_t r = 0; r < net->road_count; r++) {
        struct road *road = &net->roads[r];
        if (road->taker != taker_index) {
            continue;
        }
        double share[2 * WORTH_BLOCKS];
        saving_shares(savings.road[r], taker->blocks, taker->count, share);
        for (size_t b = 0; b < taker->count; b++) {
            road->value[b] = taker->blocks[b].value + position->terms->shortage_cost * share[b];
        }
    }
}

void value_all(struct sku_task *task, struct net *net, struct arena *scratch)
{
    value_givers(task, net, scratch);
    for (size_t t = 0; t < net->taker_count && !task->failed; t++) {
        struct arena_mark mark = arena_mark(scratch);
        value_taker(task, net, t, scratch);
        arena_rewind(scratch, mark);
    }
}
