/* Forecast moments of an ARIMA model.
 *
 * Means: each track's state is run on without errors, and its differences are undone.
 *
 * Variances: behind the history the filter goes on as if each period became known, with innovations
 * nu(j) of variance F(j) sigma2 that are uncorrelated.  What nu(j) does to z(h) is C(j, h), 1 for h
 * = j, then what the gain K(j) / F(j) has put into the state, its differences undone.  So
 *
 *     Var z(h) = sigma2 sum_j F(j) C(j,h)^2,
 *
 * and with sums of C over h for the running sum: exact for a finite history.  Once the filter is
 * steady C depends on h - j only (the psi weights).  The gaps add what they leave unknown. */
#include "arima_parts.h"
#include "base/missing.h"

#include <math.h>
#include <string.h>

/* As in the filter: change below this moves nothing any more. */
static const double STEADY = 1e-18;

struct forecaster {
    const struct arima_state *state;
    size_t horizon;                  /* lead included */
    double *room;                    /* [states + 1] */
    double *gain, *change;           /* [states] */
    double *path;                    /* [horizon + differences] behind `differences` past values */
    double *variance, *sum_variance; /* [horizon], scaled, not yet times sigma2 */
};

static bool take(struct forecaster *f, struct arena *scratch)
{
    const struct arima_state *state = f->state;
    f->room = ARENA_NEW(scratch, double, state->states + 1);
    f->gain = ARENA_NEW(scratch, double, state->states);
    f->change = ARENA_NEW(scratch, double, state->states);
    f->path = ARENA_NEW(scratch, double, f->horizon + state->differences);
    f->variance = ARENA_NEW(scratch, double, f->horizon);
    f->sum_variance = ARENA_NEW(scratch, double, f->horizon);
    return f->room != NULL && f->gain != NULL && f->change != NULL && f->path != NULL &&
           f->variance != NULL && f->sum_variance != NULL;
}

size_t arima_forecast_scratch(size_t length, size_t season, size_t horizon)
{
    const size_t states = ARIMA_ORDER_MOST + ARIMA_SEASON_MOST * season;
    const size_t periods = length + horizon; /* a history may end in gaps */
    return (3 * (states + 1) + (3 + ARIMA_GAPS_MOST) * periods + ARIMA_DIFF_MOST + season) *
               sizeof(double) +
           (size_t)8 * 64;
}

/* The ARMA state without a new error: the value that it forecasts. */
static double step(const struct arima_state *state, double *a)
{
    const size_t n = state->states;
    if (n == 0) {
        return 0.0;
    }
    double first = a[0];
    memmove(a, a + 1, (n - 1) * sizeof *a);
    a[n - 1] = 0.0;
    for (size_t j = 0; j < state->ar.count; j++) {
        a[state->ar.lag[j] - 1] += state->phi[state->ar.lag[j]] * first;
    }
    return first;
}

/* path[differences + h] = w + sum delta path before it. */
static double integrated(const struct arima_state *state, const double *path, double w)
{
    const size_t d = state->differences;
    for (size_t i = 0; i < d; i++) {
        w += state->delta[i] * path[d - 1 - i];
    }
    return w;
}

/* A track's forecasts, into f->path behind its past. */
static const double *run_track(struct forecaster *f, size_t track)
{
    const struct arima_state *state = f->state;
    const size_t d = state->differences;
    memcpy(f->room, state->state + track * state->states, state->states * sizeof *f->room);
    for (size_t i = 0; i < d; i++) {
        f->path[d - 1 - i] = state->level[track * d + i];
    }
    for (size_t h = 0; h < f->horizon; h++) {
        f->path[d + h] = integrated(state, f->path + h, step(state, f->room));
    }
    return f->path + d;
}

/* C(j, h) for h = j, j + 1, .. into f->path + differences. */
static const double *response(struct forecaster *f, double variance, size_t count)
{
    const struct arima_state *state = f->state;
    const size_t d = state->differences;
    for (size_t i = 0; i < state->states; i++) {
        f->room[i] = f->gain[i] / variance;
    }
    memset(f->path, 0, d * sizeof *f->path);
    for (size_t h = 0; h < count; h++) {
        double w = h == 0 ? 1.0 : step(state, f->room);
        f->path[d + h] = integrated(state, f->path + h, w);
    }
    return f->path + d;
}

/* One period of the filter's equations. */
static void advance_gain(struct forecaster *f, double *variance)
{
    const size_t n = f->state->states;
    const double first = n > 0 ? f->change[0] : 0.0;
    const double ratio = first / *variance;
    for (size_t i = 0; i < n; i++) {
        double moved = (i + 1 < n ? f->change[i + 1] : 0.0) + f->state->phi[i + 1] * first;
        f->change[i] = moved - f->gain[i] * ratio;
        f->gain[i] -= moved * ratio;
    }
    *variance -= first * ratio;
}

static bool is_steady(const struct forecaster *f)
{
    double most = 0.0;
    for (size_t i = 0; i < f->state->states; i++) {
        most = fmax(most, f->change[i] * f->change[i]);
    }
    return most < STEADY;
}

static void add_innovations(struct forecaster *f)
{
    const struct arima_state *state = f->state;
    const double *c = NULL;
    double variance = state->variance;
    bool steady = false;
    memcpy(f->gain, state->gain, state->states * sizeof *f->gain);
    memcpy(f->change, state->change, state->states * sizeof *f->change);
    for (size_t j = 0; j < f->horizon; j++) {
        if (c == NULL || !steady) {
            steady = is_steady(f);
            c = response(f, variance, f->horizon - j);
        }
        double sum = 0.0;
        for (size_t h = j; h < f->horizon; h++) {
            sum += h >= state->lead ? c[h - j] : 0.0;
            f->variance[h] += variance * c[h - j] * c[h - j];
            f->sum_variance[h] += variance * sum * sum;
        }
        if (!steady) {
            advance_gain(f, &variance);
        }
    }
}

/* What each gap does to the forecasts, turned by `spread` into independent parts. */
static bool add_gaps(struct forecaster *f, struct arena *scratch)
{
    const struct arima_state *state = f->state;
    const size_t gaps = state->tracks - 1;
    double *answer = ARENA_NEW(scratch, double, gaps * f->horizon);
    if (answer == NULL) {
        return false;
    }
    for (size_t g = 0; g < gaps; g++) {
        memcpy(answer + g * f->horizon, run_track(f, 1 + g), f->horizon * sizeof *answer);
    }
    for (size_t i = 0; i < gaps; i++) {
        double sum = 0.0;
        for (size_t h = 0; h < f->horizon; h++) {
            double part = 0.0;
            for (size_t g = 0; g <= i; g++) {
                part += state->spread[i * gaps + g] * answer[g * f->horizon + h];
            }
            sum += h >= state->lead ? part : 0.0;
            f->variance[h] += part * part;
            f->sum_variance[h] += sum * sum;
        }
    }
    return true;
}

static double explained(const struct arima_state *state, const struct arima_regressors *future,
                        size_t h)
{
    double sum = state->constant * (state->drift ? (double)(state->end + h) : 1.0);
    for (size_t j = 0; j < state->columns; j++) {
        double value = MISSING;
        if (future != NULL && h >= state->lead && j < future->columns) {
            value = future->x[(h - state->lead) * future->columns + j];
        }
        sum += state->coefficient[j] * value_or(value, state->column_mean[j]);
    }
    return sum;
}

enum fit arima_forecast(const struct arima_fit *fit, size_t horizon,
                        const struct arima_regressors *future, struct arena *scratch, double *mean,
                        double *variance, double *sum_variance)
{
    const struct arima_state *state = fit->state;
    struct arena_mark mark = arena_mark(scratch);
    struct forecaster f = {.state = state, .horizon = state->lead + horizon};
    bool good = take(&f, scratch);
    if (good) {
        const double *z = run_track(&f, 0) + state->lead;
        for (size_t h = 0; h < horizon; h++) {
            mean[h] = state->scale * (z[h] + explained(state, future, state->lead + h));
        }
        add_innovations(&f);
        good = add_gaps(&f, scratch);
        double unit = state->sigma2 * state->scale * state->scale;
        for (size_t h = 0; h < horizon; h++) {
            variance[h] = unit * f.variance[state->lead + h];
            sum_variance[h] = unit * f.sum_variance[state->lead + h];
        }
    }
    arena_rewind(scratch, mark);
    return good ? FIT_OK : FIT_NO_MEMORY;
}
