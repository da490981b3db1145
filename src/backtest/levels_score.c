/* Totals of what series have in common: how well they were forecast.
 *
 * The history of a total is the sum of its series' recorded sales, out of stock or not, and begins
 * with the first sale of any. */
#include "levels.h"

#include "base/missing.h"

#include <assert.h>

struct total {
    const struct backtest_level *level;
    const struct origin *origin;
    const struct said *said;
    const struct measured *measured;
    struct score *score; /* [level->count] */
};

/* Adds the histories up so that all end together; returns the periods from the first sale on. */
static size_t sum_histories(const struct total *total, size_t group, double *sum, size_t longest)
{
    const struct backtest_level *level = total->level;
    for (size_t i = level->start[group]; i < level->start[group + 1]; i++) {
        struct span span = panel_span(&total->origin->view, level->series[i]);
        double *at = sum + (longest - span.length);
        for (size_t t = 0; t < span.length; t++) {
            at[t] += value_or(span.demand[t], 0.0);
        }
    }
    size_t first = 0;
    while (first < longest && !(sum[first] > 0.0)) {
        first++;
    }
    return longest - first;
}

static void measure_group(void *context, size_t group, struct arena *scratch)
{
    const struct total *total = context;
    const struct origin *origin = total->origin;
    size_t longest = origin->longest;
    double *sum = ARENA_NEW(scratch, double, longest);
    assert(sum != NULL); /* its memory is reserved */
    size_t length = sum_histories(total, group, sum, longest);
    const double *history = sum + (longest - length);
    total->measured->yardstick[group] =
        (struct yardstick){.season = accuracy_scale(history, length, origin->season),
                           .step = accuracy_scale(history, length, 1),
                           .step_square = accuracy_scale2(history, length)};
}

/* Their parts of all that was earned. */
static void weigh(struct measured *measured, const struct backtest_level *level,
                  const struct origin *origin)
{
    double all = 0.0;
    for (size_t g = 0; g < level->count; g++) {
        for (size_t i = level->start[g]; i < level->start[g + 1]; i++) {
            measured->weight[g] += origin->earned[level->series[i]];
        }
        all += measured->weight[g];
    }
    measured->earned = all > 0.0;
    for (size_t g = 0; measured->earned && g < level->count; g++) {
        measured->weight[g] /= all;
    }
}

enum status levels_measure(struct measured *measured, const struct backtest_level *level,
                           const struct origin *origin, struct arena *arena, struct team *team,
                           struct fault *fault)
{
    *measured = (struct measured){.yardstick = ARENA_NEW(arena, struct yardstick, level->count),
                                  .weight = ARENA_NEW(arena, double, level->count)};
    if (measured->yardstick == NULL || measured->weight == NULL) {
        return fault_memory(fault, "the totals");
    }
    weigh(measured, level, origin);
    struct total total = {.level = level, .origin = origin, .measured = measured};
    return parallel_each_reserved(team, level->count, measure_group, &total,
                                  origin->longest * sizeof(double), fault);
}

/* Periods out of stock are left out of what sold and of what was forecast alike; a period that none
 * of the series has in stock does not count. */
static void score_group(void *context, size_t group, struct arena *scratch)
{
    const struct total *total = context;
    const struct backtest_level *level = total->level;
    size_t horizon = total->origin->horizon;
    double *actual = ARENA_NEW(scratch, double, horizon);
    double *mean = ARENA_NEW(scratch, double, horizon);
    double *count = ARENA_NEW(scratch, double, horizon);
    assert(actual != NULL && mean != NULL && count != NULL); /* reserved */
    struct score *score = &total->score[group];
    for (size_t i = level->start[group]; i < level->start[group + 1]; i++) {
        size_t s = level->series[i];
        struct ahead ahead = ahead_of(total->origin, s);
        bool begun = panel_span(&total->origin->view, s).length > 0;
        for (size_t h = 0; h < horizon; h++) {
            double sold = ahead_actual(&ahead, h);
            bool counts = !is_missing(sold);
            actual[h] += counts ? sold : 0.0;
            mean[h] += counts && begun ? total->said->mean[s * horizon + h] : 0.0;
            count[h] += counts;
            score->censored += !counts;
        }
    }
    for (size_t h = 0; h < horizon; h++) {
        actual[h] = count[h] > 0.0 ? actual[h] : MISSING;
    }
    score->errors = errors_of(actual, mean, horizon);
}

enum status levels_score(struct score *score, double *wrmsse, const struct measured *measured,
                         const struct backtest_level *level, const struct origin *origin,
                         const struct said *said, struct arena *arena, struct team *team,
                         struct fault *fault)
{
    struct total total = {.level = level,
                          .origin = origin,
                          .said = said,
                          .score = ARENA_NEW(arena, struct score, level->count)};
    if (total.score == NULL) {
        return fault_memory(fault, "the totals");
    }
    enum { ARRAYS = 3, PADDING = 64 };
    size_t bytes = ARRAYS * (origin->horizon * sizeof(double) + PADDING);
    TRY(parallel_each_reserved(team, level->count, score_group, &total, bytes, fault));
    double sum = 0.0;
    for (size_t g = 0; g < level->count; g++) {
        struct score *one = &total.score[g];
        const struct yardstick *yardstick = &measured->yardstick[g];
        double rmsse = accuracy_rmsse(&one->errors, yardstick->step_square);
        one->forecasts = 1.0;
        one->mase = scaled_of(accuracy_mase(&one->errors, yardstick->season));
        one->rmsse = scaled_of(rmsse);
        sum += measured->weight[g] * value_or(rmsse, 0.0);
        score_add(score, one);
    }
    *wrmsse = measured->earned ? sum : MISSING;
    return STATUS_OK;
}
