/* Whether a season can be worth its parameters, before any seasonal form is searched.
 *
 * The first errors of an additive form, one for each initial state, may be anything; from then on
 * the differences (1 - phi B)(1 - B^m) y, or (1 - B^m) y without trend, are a moving average of the
 * errors whose weights are those of ets_admissible's polynomial (with phi beta for beta: R's, kept
 * there, is that of phi = 1).  So the least sum of squares over all initial states is d' C^-1 d
 * with d these differences and C the covariance of the moving average, a Toeplitz matrix: by Durbin
 * and Levinson's recursion that takes a few microseconds where solving for the m + 1 states takes a
 * hundred.  Smoothing parameters are carried in lanes.
 *
 * Forms with a multiplicative season are judged by the same on the logarithms. */
#include "base/missing.h"
#include "base/wide.h"
#include "ets_parts.h"

#include <math.h>

enum { LANES = 8, MOST = 512, CYCLES = 10, GRIDS = 3 };

/* A season is given up when its best criterion here is this much above the best of the plain forms.
 * What it leaves aside (all but a few smoothing parameters, relative errors of an additive
 * season) was worth less on all series tried. */
static const double MARGIN_SEASON = 40.0;

/* With more of the history unknown, what stands in for it would decide. */
static const double MISSING_MOST = 0.25;

/* A relative error is never under -1, that of a logarithm may be anything: values under this share
 * of the mean count as that share. */
static const double LOGS_LEAST = 0.25;

struct grid {
    bool trended;
    double phi;
    double alpha[LANES], beta[LANES], gamma[LANES];
};

static const struct grid GRID[GRIDS] = {
    {.trended = false,
     .alpha = {1e-4, 0.03, 0.1, 0.25, 0.5, 0.9, 0.05, 0.2},
     .gamma = {1e-4, 1e-4, 1e-4, 1e-4, 1e-4, 1e-4, 0.3, 0.3}},
    {.trended = true,
     .phi = 1.0,
     .alpha = {0.02, 0.1, 0.4, 0.4, 0.7, 0.999, 0.999, 0.999},
     .beta = {0.01, 0.03, 0.02, 0.2, 0.3, 0.02, 0.2, 0.6},
     .gamma = {1e-4, 1e-4, 1e-4, 1e-4, 1e-4, 1e-4, 1e-4, 1e-4}},
    {.trended = true,
     .phi = 0.9,
     .alpha = {0.02, 0.1, 0.4, 0.4, 0.7, 0.999, 0.999, 0.999},
     .beta = {0.01, 0.03, 0.02, 0.2, 0.3, 0.02, 0.2, 0.6},
     .gamma = {1e-4, 1e-4, 1e-4, 1e-4, 1e-4, 1e-4, 1e-4, 1e-4}},
};

enum { PLAIN, LOGS, SIDES };

struct differences {
    double *side[SIDES]; /* [count] of the values and of their logarithms */
    size_t count;
};

/* Memory of the recursion. */
struct room {
    double (*theta)[LANES];  /* [m + 2] weights of the moving average */
    double (*lag)[LANES];    /* [differences + 2] its autocovariances */
    double (*weight)[LANES]; /* [differences] of the value 1, 2, .. before in the prediction */
    struct differences plain, damped;
};

/* Products that d' C^-1 d is made of, by lane; `ones` for a constant in d. */
struct products {
    double square[SIDES][LANES], cross[SIDES][LANES], ones[LANES];
};

/* Autocovariances of the moving average, errors of variance 1; returns the largest lag. */
INLINE size_t covariances(const struct grid *grid, size_t m, double (*weight)[LANES],
                          double (*lag)[LANES])
{
    const size_t order = grid->trended ? m + 1 : m;
    for (size_t i = 0; i < LANES; i++) {
        const double a = grid->alpha[i], g = grid->gamma[i], phi = grid->phi;
        const double b = phi * grid->beta[i];
        const double inner = grid->trended ? a + b - a * phi : a;
        for (size_t j = 1; j < order; j++) {
            weight[j][i] = inner;
        }
        weight[0][i] = 1.0;
        if (grid->trended) {
            weight[1][i] = a + b - phi;
            weight[m][i] = inner + g - 1.0;
            weight[m + 1][i] = phi * (1.0 - a - g);
        } else {
            weight[m][i] = a + g - 1.0;
        }
    }
    for (size_t k = 0; k <= order; k++) {
        double sum[LANES] = {0};
        for (size_t j = 0; j + k <= order; j++) {
            for (size_t i = 0; i < LANES; i++) {
                sum[i] += weight[j][i] * weight[j + k][i];
            }
        }
        for (size_t i = 0; i < LANES; i++) {
            lag[k][i] = sum[i];
        }
    }
    return order;
}

/* Errors of the best linear prediction from all earlier values, over their variance. */
WIDE static void gather(const struct grid *grid, const struct differences *d, size_t m,
                        const struct room *room, struct products *sums)
{
    double(*weight)[LANES] = room->weight, (*lag)[LANES] = room->lag;
    double variance[LANES];
    *sums = (struct products){0};
    for (size_t k = covariances(grid, m, room->theta, lag) + 1; k < d->count; k++) {
        for (size_t i = 0; i < LANES; i++) {
            lag[k][i] = 0.0;
        }
    }
    for (size_t i = 0; i < LANES; i++) {
        variance[i] = lag[0][i];
    }
    for (size_t t = 0; t < d->count; t++) {
        double plain[LANES], logs[LANES], ones[LANES], next[LANES];
        for (size_t i = 0; i < LANES; i++) {
            plain[i] = d->side[PLAIN][t];
            logs[i] = d->side[LOGS][t];
            ones[i] = 1.0;
            next[i] = t + 1 < d->count ? lag[t + 1][i] : 0.0;
        }
        for (size_t k = 0; k < t; k++) {
            const double a = d->side[PLAIN][t - 1 - k], b = d->side[LOGS][t - 1 - k];
            for (size_t i = 0; i < LANES; i++) {
                plain[i] -= weight[k][i] * a;
                logs[i] -= weight[k][i] * b;
                ones[i] -= weight[k][i];
                next[i] -= weight[k][i] * lag[t - k][i];
            }
        }
        for (size_t i = 0; i < LANES; i++) {
            const double inverse = 1.0 / variance[i];
            sums->square[PLAIN][i] += plain[i] * plain[i] * inverse;
            sums->square[LOGS][i] += logs[i] * logs[i] * inverse;
            sums->cross[PLAIN][i] += plain[i] * ones[i] * inverse;
            sums->cross[LOGS][i] += logs[i] * ones[i] * inverse;
            sums->ones[i] += ones[i] * ones[i] * inverse;
            next[i] *= inverse; /* the reflection coefficient */
            variance[i] *= 1.0 - next[i] * next[i];
            weight[t][i] = next[i];
        }
        for (size_t k = 0; 2 * k < t; k++) {
            const size_t other = t - 1 - k;
            for (size_t i = 0; i < LANES; i++) {
                const double near = weight[k][i], far = weight[other][i];
                weight[k][i] = near - next[i] * far;
                weight[other][i] = far - next[i] * near;
            }
        }
    }
}

/* The value at t, or what stands in for it: a period of the same season, else the mean. */
static double filled(const struct ets_data *data, size_t t)
{
    for (size_t back = 0; back <= t; back += data->season) {
        if (!is_missing(data->y[t - back])) {
            return data->y[t - back];
        }
    }
    for (size_t on = t; on < data->length; on += data->season) {
        if (!is_missing(data->y[on])) {
            return data->y[on];
        }
    }
    return data->mean;
}

static double log_at(const struct ets_data *data, size_t t)
{
    return log(fmax(filled(data, t), LOGS_LEAST * data->mean));
}

static void set_differences(const struct ets_data *data, struct differences *d)
{
    const size_t m = data->season;
    d->count = data->length - m;
    for (size_t t = 0; t < d->count; t++) {
        d->side[PLAIN][t] = filled(data, t + m) - filled(data, t);
        d->side[LOGS][t] = data->positive ? log_at(data, t + m) - log_at(data, t) : 0.0;
    }
}

/* d_t - phi d_{t-1}; the first is one state more. */
static void damp(const struct differences *from, double phi, struct differences *to)
{
    to->count = from->count - 1;
    for (size_t side = 0; side < SIDES; side++) {
        for (size_t t = 0; t < to->count; t++) {
            to->side[side][t] = from->side[side][t + 1] - phi * from->side[side][t];
        }
    }
}

/* The least of a grid's lanes.  Without trend a constant is fitted too: a trend that never changes.
 */
static double least_square(const struct grid *grid, const struct products *sums, size_t side)
{
    double least = HUGE_VAL;
    for (size_t i = 0; i < LANES; i++) {
        const double cross = sums->cross[side][i];
        const double drift = grid->trended ? 0.0 : cross * cross / sums->ones[i];
        least = fmin(least, fmax(sums->square[side][i] - drift, 0.0));
    }
    return least;
}

static double sum_of_logs(const struct ets_data *data)
{
    double sum = 0.0;
    for (size_t t = 0; t < data->length; t++) {
        sum += is_missing(data->y[t]) ? 0.0 : log(data->y[t]);
    }
    return sum;
}

/* -2 loglik of the best seasonal form of one grid, of the scaled data. */
static double least_value(const struct ets_data *data, const struct grid *grid, struct room *room,
                          double logs)
{
    struct products sums;
    const double n = (double)data->observed;
    if (grid->trended) {
        damp(&room->plain, grid->phi, &room->damped);
    }
    gather(grid, grid->trended ? &room->damped : &room->plain, data->season, room, &sums);
    double value = n * log(least_square(grid, &sums, PLAIN));
    if (data->positive) {
        value = fmin(value, n * log(least_square(grid, &sums, LOGS)) + 2.0 * logs);
    }
    return value;
}

static bool take_room(struct room *room, const struct ets_data *data, struct arena *scratch)
{
    const size_t m = data->season, differences = data->length - m;
    double *block =
        ARENA_NEW(scratch, double, (m + 2 * differences + 4) * LANES + 2 * SIDES * differences);
    if (block == NULL) {
        return false;
    }
    room->theta = (double(*)[LANES])block;
    room->lag = room->theta + m + 2;
    room->weight = room->lag + differences + 2;
    block = (double *)(room->weight + differences);
    for (size_t side = 0; side < SIDES; side++) {
        room->plain.side[side] = block + 2 * side * differences;
        room->damped.side[side] = room->plain.side[side] + differences;
    }
    return true;
}

double ets_season_value(const struct ets_data *data, double enough, struct arena *scratch)
{
    struct arena_mark mark = arena_mark(scratch);
    struct room room;
    double value = HUGE_VAL;
    if (!take_room(&room, data, scratch)) {
        return -HUGE_VAL;
    }
    set_differences(data, &room.plain);
    const double logs = data->positive ? sum_of_logs(data) : 0.0;
    for (size_t g = 0; g < GRIDS && value > enough; g++) {
        value = fmin(value, least_value(data, &GRID[g], &room, logs));
    }
    arena_rewind(scratch, mark);
    return value;
}

bool ets_season_hopeless(const struct ets_data *data, double best, struct arena *scratch)
{
    const size_t m = data->season, differences = data->length - m;
    const double n = (double)data->observed;
    const struct ets_form simplest = {ETS_ERROR_A, ETS_TREND_N, ETS_SEASON_A};
    if (differences > MOST || differences > CYCLES * m ||
        n < (1.0 - MISSING_MOST) * (double)data->length) {
        return false;
    }
    const double enough = best + MARGIN_SEASON - ets_penalty(n, ets_shape_of(simplest, m).count);
    return ets_season_value(data, enough, scratch) > enough;
}
