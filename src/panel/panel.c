/* Builds the panel: rows by series, a first look at each series that says how long it is and what
 * it holds, then room for all, then a second look that adds up. */
#include "panel/panel.h"

#include "base/missing.h"
#include "clean.h"
#include "group.h"
#include "listed.h"
#include "price.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* No group: a new item that has not sold yet. */
static const size_t UNSOLD = SIZE_MAX;

struct build {
    const struct sales *sales;
    struct rhythm rhythm;
    struct grouping grouping;
    struct tally *tally; /* [groups] */
    size_t *group;       /* [series] the group it comes from; UNSOLD for a new item */
    struct listed *listed;
    size_t listed_count;
    size_t *start;        /* [series + 1] of demand */
    size_t *return_start; /* [series + 1] */
    size_t *price_start;  /* [series + 1] */
    double *demand;
    size_t *censored_start; /* [series + 1] */
    uint8_t *censored_bits;
    int32_t *return_period;
    double *return_quantity;
    int32_t *price_period;
    double *price_value;
};

static size_t gather(struct build *build, size_t group, struct arena *scratch, struct row **rows,
                     size_t *cancelled)
{
    size_t first = build->grouping.start[group];
    size_t count = build->grouping.start[group + 1] - first;
    *rows = ARENA_NEW(scratch, struct row, count);
    assert(*rows != NULL); /* reserved: clean_scratch of the longest group */
    return clean_gather(*rows, build->grouping.order + first, count, build->sales, cancelled);
}

/* The changes of a group's price, counted or written; see price_walk. */
static size_t walk_prices(const struct build *build, size_t group, const struct row *rows,
                          size_t count, struct arena *scratch, const struct price_target *target)
{
    if (build->sales->price == NULL || !build->tally[group].sold) {
        return 0;
    }
    float *room = ARENA_NEW(scratch, float, count);
    assert(room != NULL); /* as in gather */
    return price_walk(rows, count, &build->rhythm, build->tally[group].first_period, room, target);
}

static void look(void *context, size_t group, struct arena *scratch)
{
    struct build *build = context;
    struct row *rows = NULL;
    size_t cancelled = 0;
    size_t count = gather(build, group, scratch, &rows, &cancelled);
    build->tally[group] = clean_tally(rows, count, &build->rhythm);
    build->tally[group].cancelled_rows = cancelled;
    build->tally[group].price_changes = walk_prices(build, group, rows, count, scratch, NULL);
}

static void add_up(void *context, size_t series, struct arena *scratch)
{
    struct build *build = context;
    size_t group = build->group[series];
    if (group == UNSOLD) {
        return;
    }
    struct row *rows = NULL;
    size_t cancelled = 0;
    size_t count = gather(build, group, scratch, &rows, &cancelled);
    size_t at = build->start[series];
    size_t returns = build->return_start[series];
    struct series_target target = {
        .demand = build->demand + at,
        .censored_bits = build->censored_bits + build->censored_start[series],
        .return_period = build->return_period + returns,
        .return_quantity = build->return_quantity + returns,
    };
    clean_write(&target, rows, count, &build->rhythm, build->tally[group].first_period);
    struct price_target prices = {.period = build->price_period + build->price_start[series],
                                  .value = build->price_value + build->price_start[series]};
    (void)walk_prices(build, group, rows, count, scratch, &prices);
}

/* The counts of rows that are not demand; returns how many groups sold. */
static size_t count_rows(struct panel *panel, const struct build *build)
{
    size_t sold = 0;
    for (size_t g = 0; g < build->grouping.count; g++) {
        sold += build->tally[g].sold;
        panel->cancelled_rows += build->tally[g].cancelled_rows;
        panel->other_rows += build->tally[g].other_rows;
        panel->early_rows += build->tally[g].early_rows;
    }
    return sold;
}

static uint32_t group_row(const struct build *build, size_t group)
{
    return build->grouping.order[build->grouping.start[group]];
}

static enum status list_unsold(struct build *build, const struct inputs *inputs,
                               struct fault *fault)
{
    bool *sells = calloc(inputs->names.place.count + 1, sizeof *sells);
    if (sells == NULL) {
        return fault_memory(fault, "the locations that sell");
    }
    for (size_t g = 0; g < build->grouping.count; g++) {
        if (build->tally[g].sold) {
            sells[build->sales->location[group_row(build, g)]] = true;
        }
    }
    enum status status = listed_new(&build->listed, &build->listed_count, inputs, sells, fault);
    free(sells);
    return status;
}

/* -1: the new item comes before the group, 0: it is of the group, 1: after it. */
static int compare_listed(const struct build *build, const struct listed *listed, size_t group)
{
    uint32_t row = group_row(build, group);
    uint32_t sku = build->sales->sku[row];
    uint32_t location = build->sales->location[row];
    if (listed->sku != sku) {
        return listed->sku < sku ? -1 : 1;
    }
    return (listed->location > location) - (listed->location < location);
}

/* Merges the groups that sold and the new items that did not, both sorted, into build->group and
 * the keys; returns how many there are. */
static size_t merge_keys(struct build *build, uint32_t *sku, uint32_t *location)
{
    size_t series = 0;
    size_t l = 0;
    for (size_t g = 0; g <= build->grouping.count; g++) {
        bool end = g == build->grouping.count;
        if (!end && !build->tally[g].sold) {
            continue;
        }
        while (l < build->listed_count &&
               (end || compare_listed(build, &build->listed[l], g) < 0)) {
            sku[series] = build->listed[l].sku;
            location[series] = build->listed[l].location;
            build->group[series++] = UNSOLD;
            l++;
        }
        if (end) {
            break;
        }
        l += l < build->listed_count && compare_listed(build, &build->listed[l], g) == 0;
        sku[series] = build->sales->sku[group_row(build, g)];
        location[series] = build->sales->location[group_row(build, g)];
        build->group[series++] = g;
    }
    return series;
}

/* What is said of each series. */
static enum status list_series(struct panel *panel, struct build *build,
                               const struct inputs *inputs, struct arena *arena,
                               struct fault *fault)
{
    size_t sold = count_rows(panel, build);
    if (sold == 0) {
        return fault_set(fault, STATUS_DATA,
                         "every sale was cancelled on its day, expected at least one that stood");
    }
    TRY(list_unsold(build, inputs, fault));
    size_t most = sold + build->listed_count;
    uint32_t *sku = ARENA_NEW(arena, uint32_t, most);
    uint32_t *location = ARENA_NEW(arena, uint32_t, most);
    double *price = ARENA_NEW(arena, double, most);
    build->start = ARENA_NEW(arena, size_t, most + 1);
    build->return_start = ARENA_NEW(arena, size_t, most + 1);
    build->price_start = ARENA_NEW(arena, size_t, most + 1);
    build->censored_start = ARENA_NEW(arena, size_t, most + 1);
    build->group = malloc((most + 1) * sizeof *build->group);
    if (sku == NULL || location == NULL || price == NULL || build->start == NULL ||
        build->return_start == NULL || build->price_start == NULL ||
        build->censored_start == NULL || build->group == NULL) {
        return fault_memory(fault, "the list of series");
    }
    panel->count = merge_keys(build, sku, location);
    for (size_t s = 0; s < panel->count; s++) {
        bool unsold = build->group[s] == UNSOLD;
        const struct tally *tally = unsold ? NULL : &build->tally[build->group[s]];
        size_t length = unsold ? 0 : (size_t)(build->rhythm.end_period - tally->first_period);
        price[s] = unsold ? MISSING : tally->price;
        build->start[s + 1] = build->start[s] + length;
        build->return_start[s + 1] = build->return_start[s] + (unsold ? 0 : tally->return_periods);
        build->price_start[s + 1] = build->price_start[s] + (unsold ? 0 : tally->price_changes);
        build->censored_start[s + 1] =
            build->censored_start[s] + (unsold || !tally->censored ? 0 : (length + 7) / 8);
    }
    panel->sku = sku;
    panel->location = location;
    panel->price = price;
    panel->start = build->start;
    panel->return_start = build->return_start;
    panel->price_start = build->price_start;
    return STATUS_OK;
}

static enum status take_cells(struct panel *panel, struct build *build, struct arena *arena,
                              struct fault *fault)
{
    size_t cells = build->start[panel->count];
    size_t returns = build->return_start[panel->count];
    build->demand = ARENA_NEW(arena, double, cells);
    build->return_period = ARENA_NEW(arena, int32_t, returns);
    build->return_quantity = ARENA_NEW(arena, double, returns);
    size_t prices = build->price_start[panel->count];
    build->price_period = ARENA_NEW(arena, int32_t, prices);
    build->price_value = ARENA_NEW(arena, double, prices);
    build->censored_bits = ARENA_NEW(arena, uint8_t, build->censored_start[panel->count]);
    if (build->demand == NULL || build->return_period == NULL || build->return_quantity == NULL ||
        build->price_period == NULL || build->price_value == NULL || build->censored_bits == NULL) {
        return fault_memory(fault, "the panel");
    }
    panel->demand = build->demand;
    if (build->censored_start[panel->count] > 0) {
        panel->censored_start = build->censored_start;
        panel->censored_bits = build->censored_bits;
    }
    panel->return_period = build->return_period;
    panel->return_quantity = build->return_quantity;
    panel->price_period = build->price_period;
    panel->price_value = build->price_value;
    return STATUS_OK;
}

static enum status build_all(struct panel *panel, struct build *build, const struct inputs *inputs,
                             struct arena *arena, struct team *team, struct fault *fault)
{
    TRY(grouping_make(&build->grouping, inputs, fault));
    build->tally = calloc(build->grouping.count + 1, sizeof *build->tally);
    if (build->tally == NULL) {
        return fault_memory(fault, "the first look at the series");
    }
    size_t reserve = clean_scratch(build->grouping.longest);
    TRY(parallel_each_reserved(team, build->grouping.count, look, build, reserve, fault));
    TRY(list_series(panel, build, inputs, arena, fault));
    TRY(take_cells(panel, build, arena, fault));
    return parallel_each_reserved(team, panel->count, add_up, build, reserve, fault);
}

enum status panel_build(struct panel *panel, const struct inputs *inputs,
                        const struct panel_settings *settings, struct arena *arena,
                        struct team *team, struct fault *fault)
{
    struct build build = {.sales = &inputs->sales};
    *panel = (struct panel){0};
    TRY(rhythm_find(&build.rhythm, inputs, &settings->calendar, fault));
    panel->calendar = build.rhythm.calendar;
    panel->as_of = build.rhythm.as_of;
    panel->end_period = build.rhythm.end_period;
    panel->one_date_a_period =
        build.rhythm.one_date_a_period && build.rhythm.calendar.bucket != BUCKET_DAY;
    enum status status = build_all(panel, &build, inputs, arena, team, fault);
    grouping_free(&build.grouping);
    free(build.tally);
    free(build.group);
    free(build.listed);
    return status;
}

struct span panel_span(const struct panel *panel, size_t series)
{
    size_t start = panel->start[series];
    size_t whole = panel->start[series + 1] - start;
    size_t length = whole > panel->later ? whole - panel->later : 0;
    bool censored = panel->censored_start != NULL &&
                    panel->censored_start[series] < panel->censored_start[series + 1];
    return (struct span){
        .demand = panel->demand + start,
        .censored_bits = censored ? panel->censored_bits + panel->censored_start[series] : NULL,
        .length = length,
        .first_period = panel->end_period - (int32_t)length,
    };
}

size_t panel_longest(const struct panel *panel)
{
    size_t longest = 0;
    for (size_t s = 0; s < panel->count; s++) {
        size_t length = panel_span(panel, s).length;
        longest = length > longest ? length : longest;
    }
    return longest;
}

size_t panel_find(const struct panel *panel, uint32_t sku, uint32_t location)
{
    size_t low = 0;
    size_t high = panel->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        bool below = panel->sku[middle] != sku ? panel->sku[middle] < sku
                                               : panel->location[middle] < location;
        if (below) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    bool found = low < panel->count && panel->sku[low] == sku && panel->location[low] == location;
    return found ? low : SIZE_MAX;
}
