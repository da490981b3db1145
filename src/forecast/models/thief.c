/* Temporal hierarchies: the history is also added up into longer periods, each of these series is
 * forecast by itself, and the forecasts are made to agree.
 *
 * Athanasopoulos, Hyndman, Kourentzes and Petropoulos (2017), European J. of Operational Research
 * 262(1), 60-74, as in R's thief.  Levels are the periods whose number divides the season (months:
 * 1, 2, 3, 4, 6, 12); days of a week are added up to one, two and four weeks.  Each level is
 * forecast by exponential smoothing.  With y the forecasts of all levels over one block of the
 * longest, S the matrix that adds the shortest periods up, and W diagonal, the agreed forecast of
 * the shortest periods is the weighted least-squares solution of S b = y.
 *
 * W is the geometric mean of two scalings of that paper: the one-step error variance of each level,
 * and the number of periods in its blocks.  The first alone suits months, the second alone days;
 * MASE with the first, the mean and the second: M3 monthly .847, .841, .852; NN5 .756, .746, .738;
 * pasta by day .832, .823, .820, by week .805, .805, .807.
 *
 * Blocks end with the history.  A block that is known by half or more counts as if the rest were
 * like it; others are MISSING.  A level that is too short to be forecast is left out.
 *
 * Variances are those of the shortest level's own model. */
#include "base/missing.h"
#include "ets_notes.h"
#include "forecast/models.h"
#include "num/ridge.h"
#include "simple.h"

#include <stdio.h>
#include <string.h>

enum {
    WEEK = 7,
    WEEKS = 4,
    MOST_TOP = 60,    /* periods in the longest: the square of it is what the agreement costs */
    MOST_LEVELS = 12, /* no number up to 60 has more divisors */
    MOST_NODES = 168, /* sum of the divisors of 60 */
    LEAST_BLOCKS = 4,
    PADDING = 64,
};
/* Of the variance of a level, against a fit without error. */
static const double LEAST_SHARE = 1e-6;

struct level {
    size_t size;      /* periods in a block */
    size_t blocks;    /* of history */
    size_t ahead;     /* blocks to forecast */
    double *mean;     /* [ahead] */
    double *variance; /* [ahead] */
    double *sum;      /* [ahead] variance of the running sum */
    double spread;    /* one-step error variance */
};

struct hierarchy {
    const struct history *history;
    size_t top;    /* periods in the longest block */
    size_t rounds; /* of the longest block, to reach the horizon */
    size_t count;
    struct level level[MOST_LEVELS];
};

static size_t top_of(size_t season)
{
    size_t top = season == WEEK ? (size_t)WEEK * WEEKS : season;
    for (size_t size = top < MOST_TOP ? top : MOST_TOP; size > 1; size--) {
        if (top % size == 0) {
            return size;
        }
    }
    return 1;
}

static size_t thief_bytes(size_t length, size_t season, size_t horizon)
{
    const size_t top = top_of(season);
    const size_t ahead = horizon + top;
    return ets_noted_scratch(length, season) + (length + 4 * ahead) * sizeof(double) + 2 * PADDING +
           (size_t)MOST_LEVELS * (3 * ahead * sizeof(double) + PADDING) +
           ((size_t)MOST_NODES * (top + 2) + top * (top + 2)) * sizeof(double) + 5 * PADDING;
}

/* The sum of a block, or MISSING. */
static double block_sum(const double *demand, size_t size)
{
    double sum = 0.0;
    size_t known = 0;
    for (size_t t = 0; t < size; t++) {
        sum += value_or(demand[t], 0.0);
        known += is_missing(demand[t]) ? 0 : 1;
    }
    return 2 * known >= size && known > 0 ? sum * (double)size / (double)known : MISSING;
}

/* Forecasts one level. */
static enum fit run_level(const struct hierarchy *hierarchy, struct level *level,
                          struct arena *scratch)
{
    const struct history *history = hierarchy->history;
    struct arena_mark mark = arena_mark(scratch);
    double *sums = ARENA_NEW(scratch, double, level->blocks);
    if (sums == NULL) {
        return FIT_NO_MEMORY;
    }
    const size_t first = history->length - level->blocks * level->size;
    for (size_t b = 0; b < level->blocks; b++) {
        sums[b] = block_sum(history->demand + first + b * level->size, level->size);
    }
    struct history blocks = *history;
    blocks.demand = sums;
    blocks.length = level->blocks;
    blocks.season = history->season % level->size == 0 ? history->season / level->size : 1;
    blocks.seasons.count = 0;
    struct ets_fit fit = {0};
    enum fit done = ets_fit_noted(&blocks, NULL, level->size, scratch, &fit);
    if (done == FIT_OK) {
        level->spread = fit.mse;
        done = ets_moments(&fit, blocks.season, level->ahead, scratch, level->mean, level->variance,
                           level->sum);
    }
    arena_rewind(scratch, mark);
    return done;
}

static bool level_is_sound(const struct history *history, struct level *level)
{
    for (size_t b = 0; b < level->ahead; b++) {
        if (!isfinite(level->mean[b]) || !isfinite(level->sum[b])) {
            return false;
        }
        level->mean[b] = history->nonnegative ? fmax(level->mean[b], 0.0) : level->mean[b];
    }
    return isfinite(level->spread);
}

/* Every level that can be forecast, the shortest first; without that there is no answer. */
static enum fit run_levels(struct hierarchy *hierarchy, struct arena *scratch)
{
    const struct history *history = hierarchy->history;
    for (size_t size = 1; size <= hierarchy->top; size++) {
        const size_t blocks = history->length / size;
        bool fits = history->season % size == 0 || size % history->season == 0;
        if (!fits || hierarchy->top % size != 0 || (size > 1 && blocks < LEAST_BLOCKS)) {
            continue;
        }
        const size_t ahead = hierarchy->rounds * hierarchy->top / size;
        struct level level = {.size = size, .blocks = blocks, .ahead = ahead};
        level.mean = ARENA_NEW(scratch, double, 3 * ahead);
        if (level.mean == NULL) {
            return FIT_NO_MEMORY;
        }
        level.variance = level.mean + ahead;
        level.sum = level.variance + ahead;
        enum fit done = run_level(hierarchy, &level, scratch);
        if (size == 1 && done != FIT_OK) {
            return done;
        }
        if (done == FIT_OK && level_is_sound(history, &level)) {
            hierarchy->level[hierarchy->count++] = level;
        } else if (size == 1) {
            return FIT_NOT_FINITE;
        }
    }
    return FIT_OK;
}

/* Against that of the shortest level. */
static double weight_of(const struct hierarchy *hierarchy, const struct level *level)
{
    const double base = hierarchy->level[0].spread, size = (double)level->size;
    return sqrt(base / (fmax(level->spread, LEAST_SHARE * base * size) * size));
}

/* Weighted least squares over one round of the longest block; `work` has room for all of it. */
static bool agree_round(const struct hierarchy *hierarchy, size_t round, double *work, double *mean)
{
    const size_t top = hierarchy->top;
    double *x = work, *y = x + (size_t)MOST_NODES * top, *weight = y + MOST_NODES;
    double *penalty = weight + MOST_NODES, *normal = penalty + top, *b = normal + top * top;
    size_t nodes = 0;
    memset(x, 0, (size_t)MOST_NODES * top * sizeof *x);
    memset(penalty, 0, top * sizeof *penalty);
    for (size_t i = 0; i < hierarchy->count; i++) {
        const struct level *level = &hierarchy->level[i];
        const size_t blocks = top / level->size;
        for (size_t k = 0; k < blocks; k++, nodes++) {
            for (size_t t = 0; t < level->size; t++) {
                x[nodes * top + k * level->size + t] = 1.0;
            }
            y[nodes] = level->mean[round * blocks + k];
            weight[nodes] = weight_of(hierarchy, level);
        }
    }
    if (!ridge_fit(x, y, weight, nodes, top, penalty, normal, b)) {
        return false;
    }
    memcpy(mean + round * top, b, top * sizeof *mean);
    return true;
}

/* The mean of the shortest periods, all rounds. */
static enum fit agree(const struct hierarchy *hierarchy, struct arena *scratch, double *mean)
{
    const struct level *base = &hierarchy->level[0];
    const size_t top = hierarchy->top;
    memcpy(mean, base->mean, base->ahead * sizeof *mean);
    if (hierarchy->count == 1 || !(base->spread > 0.0)) {
        return FIT_OK;
    }
    double *work = ARENA_NEW(scratch, double, (size_t)MOST_NODES *(top + 2) + top * (top + 2));
    if (work == NULL) {
        return FIT_NO_MEMORY;
    }
    for (size_t round = 0; round < hierarchy->rounds; round++) {
        if (!agree_round(hierarchy, round, work, mean)) {
            return FIT_NOT_CONVERGED;
        }
    }
    return FIT_OK;
}

static void describe(const struct hierarchy *hierarchy, struct prediction *prediction)
{
    char list[MODEL_LABEL_SIZE] = "";
    int at = 0;
    for (size_t i = 0; i < hierarchy->count && at >= 0 && (size_t)at < sizeof list; i++) {
        at += snprintf(list + at, sizeof list - (size_t)at, "%s%zu", i > 0 ? "," : "",
                       hierarchy->level[i].size);
    }
    simple_start(prediction, "THIEF(%.24s)", list);
    prediction->sigma2 = hierarchy->level[0].variance[0];
}

static enum fit thief_run(const struct history *history, size_t horizon, struct arena *scratch,
                          struct prediction *prediction)
{
    struct hierarchy hierarchy = {.history = history, .top = top_of(history->season)};
    hierarchy.rounds = (horizon + hierarchy.top - 1) / hierarchy.top;
    if (horizon == 0) {
        return FIT_OK;
    }
    double *mean = ARENA_NEW(scratch, double, hierarchy.rounds *hierarchy.top);
    if (mean == NULL) {
        return FIT_NO_MEMORY;
    }
    enum fit done = run_levels(&hierarchy, scratch);
    if (done == FIT_OK) {
        done = agree(&hierarchy, scratch, mean);
    }
    if (done != FIT_OK) {
        return done;
    }
    describe(&hierarchy, prediction);
    memcpy(prediction->mean, mean, horizon * sizeof *mean);
    memcpy(prediction->variance, hierarchy.level[0].variance, horizon * sizeof *mean);
    memcpy(prediction->sum_variance, hierarchy.level[0].sum, horizon * sizeof *mean);
    return prediction_finish(history, horizon, prediction);
}

const struct model model_thief = {
    .name = "thief",
    .summary = "exponential smoothing of the periods and of longer ones, made to agree",
    .min_periods = 2,
    .scratch = thief_bytes,
    .run = thief_run,
};
