/* Builds the panel, range by range: the range's rows by series, a first look at each series that
 * says how long it is and what it holds, then room for all, then a second look that adds up. */
#include "base/missing.h"
#include "clean.h"
#include "draft.h"
#include "listed.h"
#include "price.h"
#include "range.h"
#include "reasons.h"
#include "survey.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { PADDING = 64 };

struct build {
    const struct inputs *inputs;
    const struct sales_stream *stream;
    struct sales_stream in_memory; /* where inputs have none */
    struct rhythm rhythm;
    struct range range;
    struct tally *tally; /* [range.group_count] */
    size_t *group;       /* [] of a range's series the group in it */
    size_t first;        /* number of the range's first series */
    struct draft draft;
    struct reasons reasons;
};

/* The changes of a group's price, counted or written; see price_walk. */
static size_t walk_prices(const struct build *build, size_t group, struct arena *scratch,
                          const struct price_target *target)
{
    const struct group *rows = &build->range.groups[group];
    if (!build->tally[group].sold) {
        return 0;
    }
    float *room = ARENA_NEW(scratch, float, rows->count);
    assert(room != NULL); /* reserved: look_scratch of the longest group */
    return price_walk(build->range.rows + rows->first, rows->count, &build->rhythm,
                      build->tally[group].first_period, room, target);
}

static size_t look_scratch(size_t rows)
{
    return rows * sizeof(float) + PADDING;
}

/* Who states since when a location could sell an item knows that nothing was wanted there until
 * the first sale: the history begins on that day.  Of the item alone it is no word: other locations
 * may have come later. */
static void begin_at_launch(struct tally *tally, const struct build *build,
                            const struct group *group)
{
    const struct item_location *own =
        master_item_location(&build->inputs->master, group->sku, group->location);
    if (!tally->sold || own == NULL || own->terms.launch_day == NO_DAY) {
        return;
    }
    int32_t launch = period_of(&build->rhythm.calendar, own->terms.launch_day);
    int32_t begin = launch > build->rhythm.first_period ? launch : build->rhythm.first_period;
    if (begin >= tally->first_period) {
        return;
    }
    tally->first_period = begin;
    for (size_t i = 0; i < group->count && !tally->censored; i++) {
        tally->censored = build->range.rows[group->first + i].out_of_stock;
    }
}

static void look(void *context, size_t at, struct arena *scratch)
{
    struct build *build = context;
    struct group *group = &build->range.groups[at];
    struct sale *rows = build->range.rows + group->first;
    size_t cancelled = 0;
    group->count = clean_cancel(rows, group->count, &cancelled);
    build->tally[at] = clean_tally(rows, group->count, &build->rhythm);
    build->tally[at].cancelled_rows = cancelled;
    begin_at_launch(&build->tally[at], build, group);
    build->tally[at].price_changes = walk_prices(build, at, scratch, NULL);
}

static void add_up(void *context, size_t at, struct arena *scratch)
{
    struct build *build = context;
    struct draft *draft = &build->draft;
    size_t series = build->first + at;
    const struct group *group = &build->range.groups[build->group[at]];
    const struct tally *tally = &build->tally[build->group[at]];
    struct series_target target = {
        .demand = draft->demand + draft->start[series],
        .censored_bits = draft->censored_bits + draft->censored_start[series],
        .return_period = draft->return_period + draft->return_start[series],
        .return_quantity = draft->return_quantity + draft->return_start[series],
    };
    size_t marks = draft->censored_start[series + 1] - draft->censored_start[series];
    memset(target.demand, 0,
           (draft->start[series + 1] - draft->start[series]) * sizeof *target.demand);
    memset(target.return_quantity, 0, tally->return_periods * sizeof *target.return_quantity);
    memset(target.censored_bits, 0, marks);
    clean_write(&target, build->range.rows + group->first, group->count, &build->rhythm,
                tally->first_period);
    struct price_target prices = {.period = draft->price_period + draft->price_start[series],
                                  .value = draft->price_value + draft->price_start[series]};
    (void)walk_prices(build, build->group[at], scratch, &prices);
}

static void append_series(struct build *build, size_t group)
{
    const struct tally *tally = &build->tally[group];
    struct draft *draft = &build->draft;
    size_t length = (size_t)(build->rhythm.end_period - tally->first_period);
    size_t s = draft->count++;
    draft->sku[s] = build->range.groups[group].sku;
    draft->location[s] = build->range.groups[group].location;
    draft->price[s] = tally->price;
    draft->start[s + 1] = draft->start[s] + length;
    draft->return_start[s + 1] = draft->return_start[s] + tally->return_periods;
    draft->price_start[s + 1] = draft->price_start[s] + tally->price_changes;
    draft->censored_start[s + 1] =
        draft->censored_start[s] + (tally->censored ? (length + 7) / 8 : 0);
    build->group[s - build->first] = group;
}

/* The groups that sold become series. */
static enum status list_series(struct panel *panel, struct build *build, struct fault *fault)
{
    size_t groups = build->range.group_count;
    size_t sold = 0;
    for (size_t g = 0; g < groups; g++) {
        sold += build->tally[g].sold;
        panel->cancelled_rows += build->tally[g].cancelled_rows;
        panel->other_rows += build->tally[g].other_rows;
        panel->early_rows += build->tally[g].early_rows;
    }
    build->first = build->draft.count;
    free(build->group);
    build->group = malloc((sold + 1) * sizeof *build->group);
    if (build->group == NULL) {
        return fault_memory(fault, "the list of series");
    }
    TRY(draft_series(&build->draft, sold, fault));
    for (size_t g = 0; g < groups; g++) {
        if (build->tally[g].sold) {
            append_series(build, g);
        }
    }
    return STATUS_OK;
}

static enum status build_range(struct panel *panel, struct build *build, double returns_from,
                               struct team *team, struct fault *fault)
{
    struct range *range = &build->range;
    TRY(range_group(range, build->inputs->names.place.count, team, fault));
    TRY(reasons_add(&build->reasons, range, returns_from, team, fault));
    free(build->tally);
    build->tally = calloc(range->group_count + 1, sizeof *build->tally);
    if (build->tally == NULL) {
        return fault_memory(fault, "the first look at the series");
    }
    size_t reserve = look_scratch(range->longest);
    TRY(parallel_each_reserved(team, range->group_count, look, build, reserve, fault));
    TRY(list_series(panel, build, fault));
    TRY(draft_cells(&build->draft, fault));
    return parallel_each_reserved(team, build->draft.count - build->first, add_up, build, reserve,
                                  fault);
}

/* The end of the range that begins at `first`: as many SKUs as have room. */
static uint32_t end_of_range(const struct sales_stream *stream, uint32_t first, uint32_t skus)
{
    size_t rows = stream->survey.rows_of[first];
    uint32_t end = first + 1;
    while (end < skus && rows + stream->survey.rows_of[end] <= stream->room) {
        rows += stream->survey.rows_of[end++];
    }
    return end;
}

static enum status build_ranges(struct panel *panel, struct build *build, double returns_from,
                                struct team *team, struct fault *fault)
{
    uint32_t skus = (uint32_t)build->inputs->names.sku.count;
    TRY(draft_series(&build->draft, 0, fault));
    for (uint32_t first = 0, end; first < skus; first = end) {
        end = end_of_range(build->stream, first, skus);
        TRY(range_fill(&build->range, build->stream, first, end, team, fault));
        if (build->range.start[end - first] > 0) {
            TRY(build_range(panel, build, returns_from, team, fault));
        }
    }
    if (build->draft.count == 0) {
        return fault_set(fault, STATUS_DATA,
                         "every sale was cancelled on its day, expected at least one that stood");
    }
    return STATUS_OK;
}

static enum status list_unsold(struct build *build, struct fault *fault)
{
    struct draft *draft = &build->draft;
    struct sold sold = {.sku = draft->sku, .location = draft->location, .count = draft->count};
    struct pairs listed;
    enum status status = listed_find(&listed, build->inputs, &sold, fault);
    if (status == STATUS_OK) {
        status = draft_insert(draft, &listed, fault);
    }
    free(listed.rows);
    return status;
}

static enum status finish(struct panel *panel, struct build *build, struct arena *arena,
                          struct fault *fault)
{
    TRY(list_unsold(build, fault));
    panel->reasons = build->reasons.list;
    panel->reason_count = build->reasons.count;
    build->reasons.list = NULL;
    int adopted = arena_adopt(arena, (void *)(uintptr_t)panel->reasons);
    TRY(draft_finish(&build->draft, panel, arena, fault));
    return adopted ? STATUS_OK : fault_memory(fault, "the reasons of returns");
}

static enum status build_all(struct panel *panel, struct build *build,
                             const struct panel_settings *settings, struct arena *arena,
                             struct team *team, struct fault *fault)
{
    const struct inputs *inputs = build->inputs;
    build->stream = inputs->stream;
    if (build->stream == NULL) {
        TRY(survey_rows(&build->in_memory, inputs, arena, team, fault));
        build->stream = &build->in_memory;
    }
    TRY(rhythm_find(&build->rhythm, &build->stream->survey, inputs->as_of, &settings->calendar,
                    fault));
    panel->calendar = build->rhythm.calendar;
    panel->as_of = build->rhythm.as_of;
    panel->end_period = build->rhythm.end_period;
    panel->one_date_a_period =
        build->rhythm.one_date_a_period && build->rhythm.calendar.bucket != BUCKET_DAY;
    double returns_from = (double)inputs->as_of - settings->return_days;
    TRY(build_ranges(panel, build, returns_from, team, fault));
    return finish(panel, build, arena, fault);
}

enum status panel_build(struct panel *panel, const struct inputs *inputs,
                        const struct panel_settings *settings, struct arena *arena,
                        struct team *team, struct fault *fault)
{
    struct build build = {.inputs = inputs};
    *panel = (struct panel){0};
    enum status status = build_all(panel, &build, settings, arena, team, fault);
    range_free(&build.range);
    free(build.tally);
    free(build.group);
    free(build.reasons.list);
    draft_free(&build.draft);
    return status;
}
