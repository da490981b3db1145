/* Rolling-origin evaluation: the walk over origins and methods.
 *
 * Everything of an origin and of a method is given back before the next, so that memory is that of
 * one forecast and of the scores. */
#include "backtest/backtest.h"

#include "base/missing.h"
#include "groups.h"
#include "levels.h"
#include "verdict.h"
#include "worth.h"

static enum status room(struct backtest *backtest, struct arena *arena, struct fault *fault)
{
    const struct backtest_settings *settings = &backtest->settings;
    size_t methods = backtest->methods;
    size_t count = backtest->panel->count;
    backtest->origin_period = ARENA_NEW(arena, int32_t, settings->origins);
    backtest->begun = ARENA_NEW(arena, size_t, settings->origins);
    backtest->series = ARENA_NEW(arena, struct score, methods * count);
    backtest->origin = ARENA_NEW(arena, struct score, methods * settings->origins);
    backtest->ahead = ARENA_NEW(arena, struct score, methods * settings->horizon);
    backtest->origin_wrmsse = ARENA_NEW(arena, double, methods * settings->origins);
    backtest->wrmsse = ARENA_NEW(arena, double, methods);
    backtest->total = ARENA_NEW(arena, struct backtest_total, methods * LEVELS_MOST);
    backtest->classed = ARENA_NEW(arena, struct backtest_class, count);
    backtest->worth = ARENA_NEW(arena, double, count);
    bool taken = backtest->origin_period != NULL && backtest->begun != NULL &&
                 backtest->series != NULL && backtest->origin != NULL && backtest->ahead != NULL &&
                 backtest->origin_wrmsse != NULL && backtest->wrmsse != NULL &&
                 backtest->total != NULL && backtest->classed != NULL && backtest->worth != NULL;
    return taken ? STATUS_OK : fault_memory(fault, "the backtest");
}

/* One walk: what all origins share. */
struct walk {
    struct backtest *backtest;
    const struct backtest_task *task;
    struct arena *meanwhile; /* rewound after each method and each origin */
    struct team *team;
};

/* Adds the totals of a method from one origin. */
static enum status total_up(const struct walk *walk, size_t k, size_t m, const struct said *said,
                            const struct origin *origin, const struct measured *measured,
                            struct fault *fault)
{
    struct backtest *backtest = walk->backtest;
    double sum = 0.0;
    for (size_t l = 0; l < backtest->levels; l++) {
        struct backtest_total *total = &backtest->total[m * backtest->levels + l];
        double wrmsse;
        TRY(levels_score(&total->score, &wrmsse, &measured[l], &backtest->level[l], origin, said,
                         walk->meanwhile, walk->team, fault));
        total->wrmsse += wrmsse / (double)backtest->settings.origins;
        sum += wrmsse;
    }
    backtest->origin_wrmsse[m * backtest->settings.origins + k] = sum / (double)backtest->levels;
    return STATUS_OK;
}

static enum status run_method(const struct walk *walk, size_t k, size_t m,
                              const struct origin *origin, const struct measured *measured,
                              struct fault *fault)
{
    struct backtest *backtest = walk->backtest;
    struct said said;
    TRY(said_by(&said, &backtest->method[m], origin, walk->task->inputs, walk->meanwhile,
                walk->team, fault));
    struct verdict verdict = {.origin = origin,
                              .said = &said,
                              .worth = backtest->worth,
                              .quantile = walk->task->quantile,
                              .quantile_count = walk->task->quantile_count};
    struct scores scores = {.series = backtest->series + m * backtest->panel->count,
                            .origin = &backtest->origin[m * backtest->settings.origins + k],
                            .ahead = backtest->ahead + m * backtest->settings.horizon};
    TRY(verdict_run(&verdict, &scores, walk->meanwhile, walk->team, fault));
    return total_up(walk, k, m, &said, origin, measured, fault);
}

static size_t count_begun(const struct panel *view)
{
    size_t begun = 0;
    for (size_t s = 0; s < view->count; s++) {
        begun += panel_span(view, s).length > 0;
    }
    return begun;
}

static enum status run_origin(const struct walk *walk, size_t k, struct fault *fault)
{
    struct backtest *backtest = walk->backtest;
    const struct backtest_settings *settings = &backtest->settings;
    size_t back = (settings->origins - 1 - k) * settings->step + settings->horizon;
    struct origin origin;
    TRY(origin_of(&origin, backtest->panel, back, settings, backtest->worth, walk->meanwhile,
                  walk->team, fault));
    backtest->origin_period[k] = origin.view.end_period;
    backtest->begun[k] = count_begun(&origin.view);
    if (k == 0) {
        TRY(classify(backtest->classed, &origin.view, backtest->worth, fault));
    }
    struct measured measured[LEVELS_MOST];
    for (size_t l = 0; l < backtest->levels; l++) {
        TRY(levels_measure(&measured[l], &backtest->level[l], &origin, walk->meanwhile, walk->team,
                           fault));
    }
    for (size_t m = 0; m < backtest->methods; m++) {
        struct arena_mark mark = arena_mark(walk->meanwhile);
        TRY(run_method(walk, k, m, &origin, measured, fault));
        arena_rewind(walk->meanwhile, mark);
    }
    return STATUS_OK;
}

/* What is at stake is that of one horizon, the mean of the origins. */
static void per_origin(struct score *scores, size_t count, size_t origins)
{
    for (size_t i = 0; i < count; i++) {
        scores[i].money /= (double)origins;
    }
}

/* What is told of all origins together. */
static void conclude(struct backtest *backtest)
{
    size_t origins = backtest->settings.origins;
    size_t count = backtest->panel->count;
    per_origin(backtest->series, backtest->methods * count, origins);
    per_origin(backtest->ahead, backtest->methods * backtest->settings.horizon, origins);
    for (size_t m = 0; m < backtest->methods; m++) {
        for (size_t k = 0; k < origins; k++) {
            backtest->wrmsse[m] += backtest->origin_wrmsse[m * origins + k] / (double)origins;
        }
        for (size_t l = 0; l < backtest->levels; l++) {
            backtest->total[m * backtest->levels + l].score.money = 0.0;
        }
    }
}

static enum status walk_all(const struct walk *walk, struct arena *arena, struct fault *fault)
{
    struct backtest *backtest = walk->backtest;
    const struct backtest_task *task = walk->task;
    TRY(room(backtest, arena, fault));
    TRY(levels_build(&backtest->level, &backtest->levels, task->panel, task->inputs, arena, fault));
    backtest->priced = worth_fill(backtest->worth, task->panel, task->inputs, task->defaults);
    for (size_t k = 0; k < backtest->settings.origins; k++) {
        struct arena_mark mark = arena_mark(walk->meanwhile);
        TRY(run_origin(walk, k, fault));
        arena_rewind(walk->meanwhile, mark);
    }
    conclude(backtest);
    return groups_build(backtest, arena, fault);
}

enum status backtest_run(struct backtest *backtest, const struct backtest_settings *settings,
                         const struct backtest_task *task, struct arena *arena, struct team *team,
                         struct fault *fault)
{
    *backtest = (struct backtest){.settings = *settings,
                                  .panel = task->panel,
                                  .method = task->method,
                                  .methods = task->methods};
    while (task->method[backtest->reference].kind != BACKTEST_SEASONAL) {
        backtest->reference++;
    }
    struct arena meanwhile;
    arena_init(&meanwhile, 0);
    struct walk walk = {backtest, task, &meanwhile, team};
    enum status status = walk_all(&walk, arena, fault);
    arena_free(&meanwhile);
    return status;
}
