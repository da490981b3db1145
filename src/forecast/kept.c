/* Trials that outlive their night. */
#include "kept.h"

#include <stdlib.h>

struct kept *kept_new(void)
{
    struct kept *kept = calloc(1, sizeof *kept);
    if (kept != NULL) {
        kept->learned = INT32_MIN;
    }
    return kept;
}

static void trial_free(struct kept_trial *trial)
{
    arena_free(&trial->arena);
    free(trial);
}

/* Drops trials from origins before `first`. */
static void drop_before(struct kept *kept, int64_t first)
{
    size_t count = 0;
    for (size_t k = 0; k < kept->count; k++) {
        if (kept->trial[k]->origin < first) {
            trial_free(kept->trial[k]);
        } else {
            kept->trial[count++] = kept->trial[k];
        }
    }
    kept->count = count;
}

void kept_free(struct kept *kept)
{
    if (kept != NULL) {
        drop_before(kept, INT64_MAX);
        free(kept);
    }
}

/* Periods between origins that need not be told apart. */
static size_t close_by(const struct kept *kept)
{
    return kept->step / KEPT_A_STEP;
}

bool kept_holds(const struct kept *kept, const struct panel *panel, size_t horizon)
{
    int64_t since = (int64_t)panel->end_period - kept->learned;
    return kept->series == panel->count && kept->horizon == horizon && since >= 0 &&
           (since == 0 || since < (int64_t)close_by(kept));
}

void kept_begin(struct kept *kept, const struct panel *panel, size_t horizon, size_t step,
                size_t wanted)
{
    bool same = kept->series == panel->count && kept->horizon == horizon && kept->step == step;
    int64_t needed = (int64_t)panel->end_period - (int64_t)((wanted + 1) * step);
    kept->series = panel->count;
    kept->horizon = horizon;
    kept->step = step;
    drop_before(kept, same && kept->learned <= panel->end_period ? needed : INT64_MAX);
}

struct kept_trial *kept_find(const struct kept *kept, int32_t origin, size_t number)
{
    size_t near = number == 0 ? close_by(kept) : kept->step;
    struct kept_trial *found = NULL;
    for (size_t k = 0; k < kept->count; k++) {
        struct kept_trial *trial = kept->trial[k];
        int64_t before = (int64_t)origin - trial->origin;
        if (before >= 0 && (before == 0 || before < (int64_t)near) &&
            (found == NULL || trial->origin > found->origin)) {
            found = trial;
        }
    }
    return found;
}

struct kept_trial *kept_add(struct kept *kept, int32_t origin)
{
    struct kept_trial *trial = kept->count < KEPT_MOST ? calloc(1, sizeof *trial) : NULL;
    if (trial != NULL) {
        arena_init(&trial->arena, 0);
        trial->origin = origin;
        kept->trial[kept->count++] = trial;
    }
    return trial;
}
