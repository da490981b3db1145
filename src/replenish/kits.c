/* What kits want of their components, level by level. */
#include "replenish/kits.h"

#include "kit_stock.h"

#include "base/missing.h"
#include "panel/kits.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A kit at a location, and what must be put together of it. */
struct maker {
    size_t series;
    unsigned level; /* kits that are in no kit: 0 */
    bool packs;     /* an item with its packaging */
    bool counts;
    double *mean;         /* [horizon] of a period */
    double *sum_variance; /* [horizon] */
};

struct making {
    const struct forecasts *forecasts;
    const struct panel *panel;
    const struct inputs *inputs;
    const struct kit_terms *terms;
    double *period_end; /* [horizon] */
    struct forecast_part *part;
    unsigned *level; /* [skus] */
    struct maker *makers;
    size_t maker_count;
    size_t first; /* of the level under way */
};

/* Sku ids are below this. */
static size_t sku_bound(const struct making *making)
{
    const struct master *master = &making->inputs->master;
    uint32_t most = 0;
    for (size_t r = 0; r < master->kit_count; r++) {
        most = master->kits[r].kit > most ? master->kits[r].kit : most;
        most = master->kits[r].component > most ? master->kits[r].component : most;
    }
    for (size_t s = 0; s < making->panel->count; s++) {
        most = making->panel->sku[s] > most ? making->panel->sku[s] : most;
    }
    return (size_t)most + 1;
}

/* The depth of each sku under the kits that hold it. */
static void find_levels(struct making *making)
{
    const struct master *master = &making->inputs->master;
    bool changed = true;
    for (int round = 0; changed && round <= 2 * KIT_DEPTH; round++) {
        changed = false;
        for (size_t r = 0; r < master->kit_count; r++) {
            const struct kit_row *row = &master->kits[r];
            unsigned below = making->level[row->kit] + 1;
            if (row->kit != row->component && making->level[row->component] < below) {
                making->level[row->component] = below;
                changed = true;
            }
        }
    }
}

static bool is_dropped(const struct making *making, uint32_t sku, uint32_t location)
{
    const struct master *master = &making->inputs->master;
    const struct item_location *own = master_item_location(master, sku, location);
    const struct item *item = master_item(master, sku);
    struct terms terms = own != NULL ? own->terms : terms_unset();
    if (item != NULL) {
        terms_fill(&terms, &item->terms);
    }
    terms_fill(&terms, making->terms->defaults);
    return terms.fulfilment == FULFILMENT_DROPSHIP;
}

static int by_level(const void *left, const void *right)
{
    const struct maker *a = left;
    const struct maker *b = right;
    if (a->level != b->level) {
        return a->level < b->level ? -1 : 1;
    }
    return (a->series > b->series) - (a->series < b->series);
}

/* The series that are kits or packed, by level; with `makers` NULL they are only counted. */
static size_t list_makers(const struct making *making, struct maker *makers)
{
    const struct panel *panel = making->panel;
    const struct master *master = &making->inputs->master;
    size_t count = 0;
    for (size_t s = 0; s < panel->count; s++) {
        size_t first;
        if (kit_rows_of(master, panel->sku[s], &first) == 0 ||
            is_dropped(making, panel->sku[s], panel->location[s])) {
            continue;
        }
        if (makers != NULL) {
            makers[count] = (struct maker){.series = s,
                                           .level = making->level[panel->sku[s]],
                                           .packs = !kit_is(master, panel->sku[s])};
        }
        count++;
    }
    if (makers != NULL) {
        qsort(makers, count, sizeof *makers, by_level);
    }
    return count;
}

/* Calls `take` for every component of a maker that has a series. */
typedef void take_component(struct making *making, const struct maker *maker, size_t series,
                            double quantity);

static void each_component(struct making *making, const struct maker *maker, take_component *take)
{
    const struct master *master = &making->inputs->master;
    uint32_t kit = making->panel->sku[maker->series];
    size_t first;
    size_t count = kit_rows_of(master, kit, &first);
    for (size_t r = first; r < first + count; r++) {
        const struct kit_row *row = &master->kits[r];
        size_t series = row->component == kit ? SIZE_MAX
                                              : panel_find(making->panel, row->component,
                                                           making->panel->location[maker->series]);
        if (series != SIZE_MAX) {
            take(making, maker, series, row->quantity);
        }
    }
}

/* Of the running sums up to the end of each period what a period has, so that the outlook makes
 * the same sums of it; the first period's share that is ahead is stretched to all of it. */
static void make_one(void *context, size_t index, struct arena *scratch)
{
    (void)scratch;
    struct making *making = context;
    struct maker *maker = &making->makers[making->first + index];
    const struct panel *panel = making->panel;
    struct forecasts seen = *making->forecasts;
    seen.demand = maker->packs ? NULL : making->part;
    struct outlook outlook;
    outlook_of(&outlook, panel, &seen, maker->series, making->period_end);
    maker->counts = outlook.counts;
    struct kit_stock kit = {.inputs = making->inputs,
                            .sku = panel->sku[maker->series],
                            .location = panel->location[maker->series],
                            .late_chance_days = making->terms->late_chance_days,
                            .counts = maker->counts};
    double there = maker->packs ? 0.0 : kit_stock_free(&kit);
    struct kit_sum demand = {0};
    struct kit_sum last = {0};
    for (size_t h = 0; h < outlook.periods; h++) {
        double share = h == 0 ? outlook.first_share : 1.0;
        double before = h > 0 ? outlook.sum_variance[h - 1] : 0.0;
        demand.mean += share * outlook.mean[h];
        demand.variance += share * fmax(outlook.sum_variance[h] - before, 0.0);
        double coming = maker->packs ? 0.0 : kit_stock_coming(&kit, making->period_end[h]);
        struct kit_sum made = kit_shortfall(&demand, maker->counts, there + coming);
        /* kits that come later do not undo what was made */
        made.mean = fmax(made.mean, last.mean);
        made.variance = fmax(made.variance, last.variance);
        maker->mean[h] = (made.mean - last.mean) / share;
        maker->sum_variance[h] =
            (h > 0 ? maker->sum_variance[h - 1] : 0.0) + (made.variance - last.variance) / share;
        last = made;
    }
}

static void mark_component(struct making *making, const struct maker *maker, size_t series,
                           double quantity)
{
    (void)maker;
    (void)quantity;
    making->part->series[making->part->count++] = series;
}

static int by_number(const void *left, const void *right)
{
    size_t a = *(const size_t *)left;
    size_t b = *(const size_t *)right;
    return (a > b) - (a < b);
}

static void add_demand(struct making *making, const struct maker *maker, size_t series,
                       double quantity)
{
    struct forecast_part *part = making->part;
    struct series_report *report = &making->forecasts->report[series];
    size_t horizon = making->forecasts->horizon;
    size_t at = forecast_part_find(part, series);
    double wanted = 0.0;
    for (size_t h = 0; h < horizon; h++) {
        part->mean[at * horizon + h] += quantity * maker->mean[h];
        part->sum_variance[at * horizon + h] += quantity * quantity * maker->sum_variance[h];
        wanted += maker->mean[h];
    }
    part->counts[at] = part->counts[at] && maker->counts && !(fmod(quantity, 1.0) > 0.0);
    report->flags |= FLAG_COMPONENT;
    if (wanted > 0.0) {
        report->flags &= ~(unsigned)FLAG_DEAD; /* nobody buys it alone, but it is used */
    }
}

/* Room for the components, each with its own demand to begin with. */
static enum status list_components(struct making *making, struct arena *arena, struct fault *fault)
{
    const struct forecasts *forecasts = making->forecasts;
    size_t horizon = forecasts->horizon;
    size_t most = 0;
    for (size_t m = 0; m < making->maker_count; m++) {
        size_t first;
        most += kit_rows_of(&making->inputs->master, making->panel->sku[making->makers[m].series],
                            &first);
    }
    struct forecast_part list = {.series = malloc((most + 1) * sizeof *list.series)};
    if (list.series == NULL) {
        return fault_memory(fault, "the components of kits");
    }
    struct forecast_part *part = making->part;
    making->part = &list;
    for (size_t m = 0; m < making->maker_count; m++) {
        each_component(making, &making->makers[m], mark_component);
    }
    making->part = part;
    qsort(list.series, list.count, sizeof *list.series, by_number);
    size_t unique = 0;
    for (size_t i = 0; i < list.count; i++) {
        if (unique == 0 || list.series[unique - 1] != list.series[i]) {
            list.series[unique++] = list.series[i];
        }
    }
    enum status status = forecast_part_room(part, unique, horizon, arena, fault);
    for (size_t i = 0; status == STATUS_OK && i < unique; i++) {
        size_t series = list.series[i];
        size_t bytes = horizon * sizeof(double);
        part->series[i] = series;
        memcpy(part->mean + i * horizon, forecasts->mean + series * horizon, bytes);
        memcpy(part->sum_variance + i * horizon, forecasts->sum_variance + series * horizon, bytes);
        /* what kits take comes in other sizes than what is sold alone */
        part->flags[i] = forecasts->report[series].flags & ~(unsigned)FLAG_LUMPY;
        part->counts[i] =
            panel_span(making->panel, series).length == 0 || forecasts->report[series].counts;
    }
    free(list.series);
    return status;
}

static enum status make_level(struct making *making, size_t end, struct team *team,
                              struct fault *fault)
{
    size_t count = end - making->first;
    size_t horizon = making->forecasts->horizon;
    double *room = calloc(2 * count * horizon + 1, sizeof *room);
    if (room == NULL) {
        return fault_memory(fault, "the demand of kits");
    }
    for (size_t m = 0; m < count; m++) {
        making->makers[making->first + m].mean = room + 2 * m * horizon;
        making->makers[making->first + m].sum_variance = room + (2 * m + 1) * horizon;
    }
    parallel_each(team, count, make_one, making);
    for (size_t m = making->first; m < end; m++) {
        each_component(making, &making->makers[m], add_demand);
    }
    free(room);
    making->first = end;
    return STATUS_OK;
}

static enum status make_all(struct making *making, struct arena *work, struct arena *arena,
                            struct team *team, struct fault *fault)
{
    size_t horizon = making->forecasts->horizon;
    making->level = ARENA_NEW(work, unsigned, sku_bound(making));
    making->period_end = ARENA_NEW(work, double, horizon);
    if (making->level == NULL || making->period_end == NULL) {
        return fault_memory(fault, "the kits");
    }
    outlook_periods(making->panel, horizon, making->period_end);
    find_levels(making);
    size_t count = list_makers(making, NULL);
    making->makers = ARENA_NEW(work, struct maker, count);
    if (making->makers == NULL) {
        return fault_memory(fault, "the kits");
    }
    making->maker_count = list_makers(making, making->makers);
    TRY(list_components(making, arena, fault));
    for (size_t m = 0; m < count;) {
        size_t end = m;
        while (end < count && making->makers[end].level == making->makers[m].level) {
            end++;
        }
        TRY(make_level(making, end, team, fault));
        m = end;
    }
    return STATUS_OK;
}

enum status kits_demand(struct forecasts *forecasts, const struct panel *panel,
                        const struct inputs *inputs, const struct kit_terms *terms,
                        struct arena *arena, struct team *team, struct fault *fault)
{
    forecasts->demand = NULL;
    if (inputs->master.kit_count == 0 || forecasts->horizon == 0) {
        return STATUS_OK;
    }
    struct forecast_part *part = ARENA_NEW(arena, struct forecast_part, 1);
    if (part == NULL) {
        return fault_memory(fault, "the kits");
    }
    struct making making = {
        .forecasts = forecasts, .panel = panel, .inputs = inputs, .terms = terms, .part = part};
    struct arena work;
    arena_init(&work, 0);
    enum status status = make_all(&making, &work, arena, team, fault);
    arena_free(&work);
    forecasts->demand = part->count > 0 ? part : NULL;
    return status;
}

double kits_want(const struct basis *basis, size_t series, const struct interval *interval)
{
    if (forecast_part_find(basis->forecasts->demand, series) == SIZE_MAX) {
        return 0.0;
    }
    struct forecasts own = *basis->forecasts;
    own.demand = NULL;
    struct outlook all;
    struct outlook alone;
    outlook_of(&all, basis->panel, basis->forecasts, series, basis->period_end);
    outlook_of(&alone, basis->panel, &own, series, basis->period_end);
    double units = 0.0;
    for (size_t p = 0; p < interval->points; p++) {
        units += interval->weight[p] * (outlook_mean(&all, 0.0, interval->end[p]) -
                                        outlook_mean(&alone, 0.0, interval->end[p]));
    }
    return fmax(units, 0.0);
}
