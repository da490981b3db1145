/* Scores of series added up by segment and location. */
#include "groups.h"

#include "base/missing.h"

#include <stdlib.h>

enum { LETTERS = 3, NEW = LETTERS * LETTERS };

static size_t segment_of(struct backtest_class class)
{
    return class.abc == 0 ? NEW : (size_t)(LETTERS * (class.abc - 'A') + (class.xyz - 'X'));
}

static enum status open_group(struct backtest_group *group, size_t methods, struct arena *arena,
                              struct fault *fault)
{
    *group = (struct backtest_group){.location = NO_ID,
                                     .score = ARENA_NEW(arena, struct score, methods)};
    return group->score != NULL ? STATUS_OK : fault_memory(fault, "the scores of a group");
}

static void add(struct backtest_group *group, const struct backtest *backtest, size_t series)
{
    group->series++;
    for (size_t m = 0; m < backtest->methods; m++) {
        score_add(&group->score[m], &backtest->series[m * backtest->panel->count + series]);
    }
}

static bool scored(const struct backtest *backtest, size_t series)
{
    return backtest->series[series].forecasts > 0.0;
}

static int ascending(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left;
    uint32_t b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

/* The locations that are scored, into `id` [panel->count]; returns how many. */
static size_t list_locations(const struct backtest *backtest, uint32_t *id)
{
    size_t count = 0;
    for (size_t s = 0; s < backtest->panel->count; s++) {
        if (scored(backtest, s)) {
            id[count++] = backtest->panel->location[s];
        }
    }
    qsort(id, count, sizeof *id, ascending);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || id[kept - 1] != id[i]) {
            id[kept++] = id[i];
        }
    }
    return kept;
}

static enum status open_locations(struct backtest *backtest, const uint32_t *id,
                                  struct arena *arena, struct fault *fault)
{
    backtest->location = ARENA_NEW(arena, struct backtest_group, backtest->locations);
    if (backtest->location == NULL) {
        return fault_memory(fault, "the scores of locations");
    }
    for (size_t l = 0; l < backtest->locations; l++) {
        TRY(open_group(&backtest->location[l], backtest->methods, arena, fault));
        backtest->location[l].location = id[l];
    }
    return STATUS_OK;
}

static enum status open_segments(struct backtest *backtest, struct arena *arena,
                                 struct fault *fault)
{
    backtest->segment = ARENA_NEW(arena, struct backtest_group, BACKTEST_SEGMENTS);
    if (backtest->segment == NULL) {
        return fault_memory(fault, "the scores of segments");
    }
    for (size_t g = 0; g < BACKTEST_SEGMENTS; g++) {
        TRY(open_group(&backtest->segment[g], backtest->methods, arena, fault));
        if (g < NEW) {
            backtest->segment[g].class = (struct backtest_class){.abc = (char)('A' + g / LETTERS),
                                                                 .xyz = (char)('X' + g % LETTERS)};
        }
    }
    return STATUS_OK;
}

static void add_all(struct backtest *backtest, const uint32_t *id)
{
    for (size_t s = 0; s < backtest->panel->count; s++) {
        if (!scored(backtest, s)) {
            continue;
        }
        const uint32_t *at =
            bsearch(&backtest->panel->location[s], id, backtest->locations, sizeof *id, ascending);
        add(&backtest->whole, backtest, s);
        add(&backtest->segment[segment_of(backtest->classed[s])], backtest, s);
        add(&backtest->location[at - id], backtest, s);
    }
}

enum status groups_build(struct backtest *backtest, struct arena *arena, struct fault *fault)
{
    uint32_t *id = malloc((backtest->panel->count + 1) * sizeof *id);
    if (id == NULL) {
        return fault_memory(fault, "the scores of locations");
    }
    backtest->locations = list_locations(backtest, id);
    enum status status = open_group(&backtest->whole, backtest->methods, arena, fault);
    if (status == STATUS_OK) {
        status = open_segments(backtest, arena, fault);
    }
    if (status == STATUS_OK) {
        status = open_locations(backtest, id, arena, fault);
    }
    if (status == STATUS_OK) {
        add_all(backtest, id);
    }
    free(id);
    return status;
}
