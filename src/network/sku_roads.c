/* The roads of one sku: who can give, who can take, and over which lanes. */
#include "sku_roads.h"

#include "base/missing.h"
#include "base/search.h"
#include "family.h"

#include <math.h>
#include <string.h>

/* Units of stock rows that could still be sold somewhere. */
static double unexpired_rows(const struct net_source *source, const struct position *position)
{
    const struct inputs *inputs = source->basis->inputs;
    size_t first;
    size_t count = stock_rows_of(inputs, position->sku, position->location, &first);
    double units = 0.0;
    for (size_t s = first; s < first + count; s++) {
        const struct stock_row *row = &inputs->stock[s];
        bool lives = row->expiry_day != NO_DAY && row->expiry_day > inputs->as_of;
        units += lives ? fmax(value_or(row->on_hand, 0.0), 0.0) : 0.0;
    }
    return units;
}

bool gives_spare(const struct position *position)
{
    return position->spare - position->promised >= 1.0 && position->binding != BINDING_DROPSHIP;
}

bool gives_expiring(const struct net_source *source, const struct position *position)
{
    return position->expired >= 1.0 && position->binding != BINDING_DROPSHIP &&
           position->binding != BINDING_KIT && unexpired_rows(source, position) >= 1.0;
}

bool takes(const struct net_source *source, const struct position *position)
{
    return !position_barred(position) && !gives_spare(position) &&
           !gives_expiring(source, position);
}

static double handling_cost(const struct net_source *source, uint32_t place)
{
    const struct location *location = master_location(&source->basis->inputs->master, place);
    return location != NULL ? value_or(location->handling_cost, 0.0) : 0.0;
}

size_t roads_from(const struct net_source *source, size_t donor, size_t first, size_t end,
                  struct road *roads)
{
    const struct master *master = &source->basis->inputs->master;
    uint32_t from = source->positions[donor].location;
    size_t count = 0;
    for (size_t l = SEARCH_ROWS(master->lanes, master->lane_count, from, to, from, 0);
         l < master->lane_count && master->lanes[l].from == from; l++) {
        const struct lane *lane = &master->lanes[l];
        size_t at = position_among(source->positions, first, end, lane->to);
        if (at == SIZE_MAX) {
            continue;
        }
        const struct position *to = &source->positions[at];
        /* What a location is fed from regularly is ordered there, not moved. */
        if (!takes(source, to) || to->from == from) {
            continue;
        }
        if (roads != NULL) {
            double weight = value_or(to->terms->weight, 0.0);
            roads[count] = (struct road){.lane = l,
                                         .taker = at,
                                         .cost = value_or(lane->cost_per_unit, 0.0) +
                                                 handling_cost(source, lane->to) +
                                                 value_or(lane->cost_per_weight, 0.0) * weight};
        }
        count++;
    }
    return count;
}

bool is_fed_scarcely(const struct net_source *source, size_t position, size_t first, size_t end,
                     size_t *feeder)
{
    const struct position *rows = source->positions;
    uint32_t from = rows[position].from;
    *feeder = from != NO_ID ? position_among(rows, first, end, from) : SIZE_MAX;
    if (*feeder == SIZE_MAX || *feeder == position) {
        return false;
    }
    double asked = 0.0;
    for (size_t p = first; p < end; p++) {
        asked += rows[p].from == from ? rows[p].raw_need : 0.0;
    }
    return asked > rows[*feeder].spare;
}

static size_t taker_of(struct draft *draft, size_t position)
{
    for (size_t t = 0; t < draft->taker_count; t++) {
        if (draft->takers[t].position == position) {
            return t;
        }
    }
    draft->takers[draft->taker_count].position = position;
    return draft->taker_count++;
}

/* The mean of what blocks tell of units (begin, end]; value[b] of block b. */
static double mean_between(const struct block *blocks, const double *value, size_t count,
                           double begin, double end)
{
    double sum = 0.0;
    for (size_t b = 0; b < count && blocks[b].begin < end; b++) {
        double units = fmin(blocks[b].end, end) - fmax(blocks[b].begin, begin);
        sum += units > 0.0 ? value[b] * units : 0.0;
    }
    return sum / (end - begin);
}

/* Blocks that end where those given do, but with whole packs; what is left of the last pack goes.
 * Returns how many. */
static size_t cut_to_packs(const struct block *blocks, size_t count, double pack,
                           struct block *whole)
{
    double last = count > 0 ? floor(blocks[count - 1].end / pack) * pack : 0.0;
    double begin = 0.0;
    size_t kept = 0;
    for (size_t b = 0; b < count && begin < last; b++) {
        double end = fmin(ceil(blocks[b].end / pack) * pack, last);
        if (end > begin) {
            whole[kept++] = (struct block){.begin = begin, .end = end};
            begin = end;
        }
    }
    return kept;
}

static void pack_giver(struct giver *giver, double pack)
{
    struct block whole[WORTH_BLOCKS];
    double value[WORTH_BLOCKS];
    for (size_t b = 0; b < giver->count; b++) {
        value[b] = giver->blocks[b].value;
    }
    size_t count = cut_to_packs(giver->blocks, giver->count, pack, whole);
    for (size_t b = 0; b < count; b++) {
        whole[b].value =
            mean_between(giver->blocks, value, giver->count, whole[b].begin, whole[b].end);
    }
    memcpy(giver->blocks, whole, count * sizeof *whole);
    giver->count = count;
}

/* Makes the draft's next giver one of the draft, if it has at least a pack, with a road for each of
 * `count` lanes found. */
static void keep_giver(struct draft *draft, const struct road *found, size_t count)
{
    struct giver *giver = &draft->givers[draft->giver_count];
    if (draft->pack > 1.0) {
        pack_giver(giver, draft->pack);
    }
    if (giver->count == 0) {
        return;
    }
    for (size_t r = 0; r < count; r++) {
        struct road *road = &draft->roads[draft->road_count++];
        *road = found[r];
        road->giver = draft->giver_count;
        road->taker = taker_of(draft, found[r].taker);
    }
    draft->units += giver->blocks[giver->count - 1].end;
    draft->giver_count++;
}

/* What lying costs is a forecast over months, and the places between which a move seems to pay most
 * are those whose forecasts err most in its favour.  Believed whole, 62 % of what moves stated came
 * true in twelve weeks of M5; so much of it, 96 % (benchmarks/rebalancing).  `worth` has no saved
 * sales in it; dates are no forecasts and believed. */
static const double BELIEVED = 0.6;

static double believed(const struct position *position, double worth)
{
    double loss = position->terms->unit_cost - worth;
    bool dated = position->terms->end_day != NO_DAY;
    return loss > 0.0 && !dated ? worth + (1.0 - BELIEVED) * loss : worth;
}

/* What one position can spare, and what would expire there.  false if memory ran out. */
static bool add_donor(struct draft *draft, const struct net_source *source, size_t donor,
                      const struct road *found, size_t count, struct arena *scratch)
{
    const struct position *position = &source->positions[donor];
    struct site site;
    if (!site_make(&site, source->basis, position, NULL, 0, 0.0, scratch)) {
        return false;
    }
    bool expiring = gives_expiring(source, position);
    if (gives_spare(position)) {
        struct giver *giver = &draft->givers[draft->giver_count];
        *giver =
            (struct giver){.position = donor, .sell_by = worth_spare_days(source->basis, position)};
        giver->count = worth_spare(source->basis, position, &site, giver->blocks);
        for (size_t b = 0; b < giver->count; b++) {
            giver->blocks[b].value = believed(position, giver->blocks[b].value);
        }
        keep_giver(draft, found, count);
    }
    if (expiring) {
        struct expiring lots[EXPIRING_LOTS];
        size_t lot_count = worth_expiring(source->basis, position, &site, lots);
        for (size_t i = 0; i < lot_count; i++) {
            struct giver *giver = &draft->givers[draft->giver_count];
            *giver = (struct giver){
                .position = donor, .count = 1, .sell_by = lots[i].days, .expires = true};
            giver->blocks[0] = (struct block){0.0, lots[i].units, lots[i].value};
            keep_giver(draft, found, count);
        }
    }
    return true;
}

static bool find_donors(struct draft *draft, const struct net_source *source, size_t first,
                        size_t end, struct road *found, struct arena *scratch)
{
    bool fine = true;
    for (size_t p = first; p < end && fine; p++) {
        const struct position *donor = &source->positions[p];
        if (!gives_spare(donor) && !gives_expiring(source, donor)) {
            continue;
        }
        size_t count = roads_from(source, p, first, end, found);
        struct arena_mark mark = arena_mark(scratch);
        fine = count == 0 || add_donor(draft, source, p, found, count, scratch);
        arena_rewind(scratch, mark);
    }
    return fine;
}

/* What a location short of stock has goes to those it feeds by what it is worth there: they compete
 * for it here, with what else could be moved to them. */
static void add_feed(struct draft *draft, const struct net_source *source, size_t feeder,
                     size_t first, size_t end)
{
    const struct position *rows = source->positions;
    double units = floor(rows[feeder].spare / draft->pack) * draft->pack;
    size_t giver = draft->giver_count;
    for (size_t p = first; p < end; p++) {
        if (rows[p].from != rows[feeder].location || !(rows[p].raw_need > 0.0) ||
            !takes(source, &rows[p])) {
            continue;
        }
        size_t at = taker_of(draft, p);
        struct taker *taker = &draft->takers[at];
        taker->scarce = true;
        taker->supply = (struct arrival_law){.arrival_day = rows[p].arrival_days,
                                             .points = 1,
                                             .day = {(double)rows[p].arrival_days},
                                             .weight = {1.0}};
        if (units > 0.0) {
            draft->roads[draft->road_count++] =
                (struct road){.lane = SIZE_MAX,
                              .giver = giver,
                              .taker = at,
                              .cost = handling_cost(source, rows[p].location)};
        }
    }
    if (units > 0.0) {
        draft->givers[draft->giver_count++] =
            (struct giver){.position = feeder,
                           .blocks = {{0.0, units, rows[feeder].terms->unit_cost}},
                           .count = 1,
                           .sell_by = HUGE_VAL,
                           .feeds = true};
        draft->units += units;
    }
}

static void find_feeds(struct draft *draft, const struct net_source *source, size_t first,
                       size_t end)
{
    size_t lateral = draft->taker_count;
    for (size_t t = 0; t < lateral; t++) {
        size_t feeder;
        bool scarce = !draft->takers[t].scarce &&
                      is_fed_scarcely(source, draft->takers[t].position, first, end, &feeder);
        if (scarce) {
            add_feed(draft, source, feeder, first, end);
        }
    }
}

static bool same_law(const struct arrival_law *a, const struct arrival_law *b)
{
    bool same = a->points == b->points;
    for (size_t p = 0; p < a->points && same; p++) {
        same = !(fabs(a->day[p] - b->day[p]) > 0.0) && !(fabs(a->weight[p] - b->weight[p]) > 0.0);
    }
    return same;
}

static const struct arrival_law *law_of(const struct draft *draft, const struct net_source *source,
                                        const struct road *road)
{
    return road->lane == SIZE_MAX ? &draft->takers[road->taker].supply
                                  : &source->ways->laws[road->lane];
}

static bool same_values(const struct entry *a, const struct entry *b, size_t count)
{
    bool same = true;
    for (size_t i = 0; i < count && same; i++) {
        same = !(fabs(a->value[i] - b->value[i]) > 0.0) && !(fabs(a->sales[i] - b->sales[i]) > 0.0);
    }
    return same;
}

/* The entry of a road: one for all ways that come to the same, as most do where nothing is lost
 * before a purchase comes.  `begin` is the taker's first. */
static size_t entry_of(struct draft *draft, const struct taking *taking, const struct road *road,
                       const struct arrival_law *law, size_t begin)
{
    const struct giver *giver = &draft->givers[road->giver];
    for (size_t e = begin; e < draft->entry_count; e++) {
        const struct entry *entry = &draft->entries[e];
        if (entry->expires == giver->expires && !(fabs(entry->sell_by - giver->sell_by) > 0.0) &&
            same_law(entry->law, law)) {
            return e;
        }
    }
    struct entry *entry = &draft->entries[draft->entry_count];
    *entry = (struct entry){
        .taker = road->taker, .law = law, .sell_by = giver->sell_by, .expires = giver->expires};
    struct way way = {.law = law,
                      .sell_by = giver->sell_by,
                      .scarcity = draft->takers[road->taker].scarce ? 1.0 : 0.0};
    double value[WORTH_TAKEN];
    double sales[WORTH_TAKEN];
    bool waits = taking->site->moving > 0.0 && giver->expires;
    if (waits) {
        /* It is not seen yet how what is on its way will sell. */
        memset(value, 0, sizeof value);
        memset(sales, 0, sizeof sales);
    } else {
        taking_values(taking, &way, value, sales);
    }
    for (size_t b = 0; b < taking->count && !giver->expires; b++) {
        double saved = taking->position->terms->shortage_cost * sales[b];
        value[b] = saved + believed(taking->position, value[b] - saved);
    }
    const struct taker *taker = &draft->takers[road->taker];
    for (size_t b = 0; b < taker->count; b++) {
        double from = taker->blocks[b].begin;
        double to = taker->blocks[b].end;
        entry->value[b] = mean_between(taking->blocks, value, taking->count, from, to);
        entry->sales[b] = mean_between(taking->blocks, sales, taking->count, from, to);
    }
    for (size_t e = begin; e < draft->entry_count; e++) {
        if (same_values(&draft->entries[e], entry, taker->count)) {
            return e;
        }
    }
    return draft->entry_count++;
}

/* Where a move is on its way already only a need brings another: what it would hold beyond is a
 * matter of forecasts, which change from night to night. */
static void damp(struct taking *taking)
{
    double need = 0.0;
    for (size_t d = 0; d < taking->day_count; d++) {
        need = fmax(need, taking->days[d].need);
    }
    while (taking->count > 0 && taking->blocks[taking->count - 1].begin >= need) {
        taking->count--;
    }
}

/* Values every way to one taker.  false if memory ran out. */
static bool value_taker(struct draft *draft, const struct net_source *source, size_t index,
                        struct arena *scratch)
{
    struct taker *taker = &draft->takers[index];
    const struct position *position = &source->positions[taker->position];
    struct taking *taking = ARENA_NEW(scratch, struct taking, 1);
    struct site site;
    if (taking == NULL || !site_make(&site, source->basis, position, NULL, 0, 0.0, scratch)) {
        return false;
    }
    taking_start(taking, source->basis, position, &site);
    for (size_t r = 0; r < draft->road_count; r++) {
        if (draft->roads[r].taker == index) {
            taking_expect(taking, law_of(draft, source, &draft->roads[r]));
        }
    }
    if (!taking_cut(taking, draft->units, taker->scarce, scratch)) {
        return false;
    }
    if (site.moving > 0.0) {
        damp(taking);
    }
    taker->count = cut_to_packs(taking->blocks, taking->count, draft->pack, taker->blocks);
    size_t begin = draft->entry_count;
    for (size_t r = 0; r < draft->road_count; r++) {
        struct road *road = &draft->roads[r];
        if (road->taker == index) {
            road->entry = entry_of(draft, taking, road, law_of(draft, source, road), begin);
        }
    }
    return true;
}

bool draft_make(struct draft *draft, const struct net_source *source,
                const struct net_sizes *bounds, size_t first, size_t end, struct arena *scratch)
{
    *draft = (struct draft){.givers = ARENA_NEW(scratch, struct giver, bounds->givers),
                            .takers = ARENA_NEW(scratch, struct taker, bounds->takers),
                            .entries = ARENA_NEW(scratch, struct entry, bounds->entries),
                            .roads = ARENA_NEW(scratch, struct road, bounds->roads),
                            .pack = 1.0};
    struct road *found = ARENA_NEW(scratch, struct road, bounds->roads);
    if (draft->givers == NULL || draft->takers == NULL || draft->entries == NULL ||
        draft->roads == NULL || found == NULL) {
        return false;
    }
    if (source->packs) {
        draft->pack = source->positions[first].terms->pack_size;
    }
    if (!find_donors(draft, source, first, end, found, scratch)) {
        return false;
    }
    find_feeds(draft, source, first, end);
    bool fine = true;
    for (size_t t = 0; fine && t < draft->taker_count; t++) {
        struct arena_mark mark = arena_mark(scratch);
        fine = value_taker(draft, source, t, scratch);
        arena_rewind(scratch, mark);
    }
    return fine;
}
