/* The Theta family: histories made ready, forecasts and their moments. */
#include "forecast/theta.h"

#include "estimates.h"
#include "forecast/models.h"
#include "simple.h"
#include "theta_parts.h"

#include <string.h>

static const double BESIDE = 1e-4; /* the other alpha of a difference */
static const double THETA_MOST = 1e10;

enum { PARAMETERS = 3, ARRAYS_LENGTH = 3, ARRAYS_HORIZON = 2, PADDING = 64 };

static bool is_dynamic(enum theta_kind kind)
{
    return kind == THETA_DYNAMIC || kind == THETA_DYNAMIC_OPTIMISED;
}

size_t theta_scratch(size_t length, size_t season, size_t horizon)
{
    return ARRAYS_LENGTH * (length * sizeof(double) + PADDING) + season * sizeof(double) + PADDING +
           ARRAYS_HORIZON * (horizon * sizeof(double) + PADDING);
}

static size_t first_known(const struct history *history)
{
    size_t t = 0;
    while (t < history->length && is_missing(history->demand[t])) {
        t++;
    }
    return t;
}

/* The line that enters the forecast of each period: all of it, or what was known before. */
static void set_lines(struct theta_data *data, enum theta_kind kind, double *start, double *slope)
{
    for (size_t t = 0; t < data->length; t++) {
        slope[t] = theta_line_slope(&data->line);
        start[t] = theta_line_intercept(&data->line, slope[t]);
        if (!is_missing(data->y[t])) {
            theta_line_add(&data->line, (double)(t + 1), data->y[t]);
        }
    }
    if (kind == THETA_OPTIMISED) {
        double all = theta_line_slope(&data->line);
        for (size_t t = 0; t < data->length; t++) {
            slope[t] = all;
            start[t] = 0.0; /* the first level takes it in */
        }
    }
    if (kind != THETA_CLASSIC) {
        data->start = start;
        data->slope = slope;
    }
}

static enum fit prepare(struct theta_data *data, const struct history *history,
                        enum theta_kind kind, struct arena *scratch, struct theta_fit *fit)
{
    size_t from = first_known(history);
    size_t length = history->length - from;
    double *y = ARENA_NEW(scratch, double, length);
    double *start = ARENA_NEW(scratch, double, length);
    double *slope = ARENA_NEW(scratch, double, length);
    double *index = ARENA_NEW(scratch, double, history->season);
    if (y == NULL || start == NULL || slope == NULL || index == NULL) {
        return FIT_NO_MEMORY;
    }
    size_t observed = 0;
    for (size_t t = 0; t < length; t++) {
        y[t] = history->demand[from + t];
        observed += !is_missing(y[t]);
    }
    if (observed < THETA_LEAST) {
        return FIT_SHORT;
    }
    fit->kind = kind;
    fit->observed = observed;
    fit->season = theta_deseason(y, length, history->season, kind == THETA_CLASSIC, index);
    fit->index = fit->season == THETA_SEASON_NONE ? NULL : index;
    *data = (struct theta_data){.y = y, .length = length, .observed = observed, .origin = y[0]};
    for (size_t t = 0; t < length; t++) {
        y[t] -= data->origin;
    }
    set_lines(data, kind, start, slope);
    return FIT_OK;
}

/* What a pass at given parameters leaves behind. */
struct state {
    double level, of_level0, of_drift;
    double power; /* (1 - alpha)^n */
};

/* One step of the forecast's derivatives and states; returns the error, MISSING at a gap. */
static double step(struct state *state, const struct theta_data *data, double alpha, double w,
                   size_t t)
{
    double keep = 1.0 - alpha;
    double reach = (1.0 - state->power * keep) / alpha;
    double g = data->slope != NULL ? state->power * data->start[t] + reach * data->slope[t] : 0.0;
    double forecast = state->level + w * g;
    double error = data->y[t] - forecast;
    bool gap = is_missing(error);
    state->level =
        gap ? state->level + alpha * w * g : state->level + alpha * (data->y[t] - state->level);
    state->of_drift = gap ? state->of_drift + alpha * reach : keep * state->of_drift;
    state->of_level0 *= gap ? 1.0 : keep;
    state->power *= keep;
    return error;
}

static struct state state_at(double level0)
{
    return (struct state){.level = level0, .of_level0 = 1.0, .power = 1.0};
}

/* The forecasts from a state on. */
static void path(const struct theta_data *data, enum theta_kind kind, double alpha, double w,
                 const struct state *state, size_t horizon, double *mean)
{
    struct theta_line line = data->line;
    double keep = 1.0 - alpha, power = state->power, level = state->level;
    double slope = theta_line_slope(&line), start = 0.0;
    for (size_t h = 0; h < horizon; h++) {
        if (kind == THETA_CLASSIC) {
            mean[h] = level + 0.5 * slope * ((double)h + (1.0 - state->power) / alpha);
            continue;
        }
        if (is_dynamic(kind)) {
            slope = theta_line_slope(&line);
            start = theta_line_intercept(&line, slope);
        }
        mean[h] = level + w * (power * start + (1.0 - power * keep) / alpha * slope);
        level += alpha * (mean[h] - level);
        power *= keep;
        theta_line_add(&line, (double)(data->length + h + 1), mean[h]);
    }
}

/* What an error of 1 in period k (from 0) does to the periods after it, response[h] for h > k. */
static void respond(const struct theta_data *data, enum theta_kind kind, double alpha, double w,
                    double power, size_t k, size_t horizon, double *response)
{
    if (!is_dynamic(kind)) {
        for (size_t h = k + 1; h < horizon; h++) {
            response[h] = alpha;
        }
        return;
    }
    struct theta_line line = data->line;
    line.y = line.ty = 0.0;
    double keep = 1.0 - alpha, level = alpha;
    for (size_t h = 0; h < horizon; h++) {
        double y = h == k ? 1.0 : 0.0;
        if (h > k) {
            double slope = theta_line_slope(&line);
            double start = theta_line_intercept(&line, slope);
            y = level + w * (power * start + (1.0 - power * keep) / alpha * slope);
            level += alpha * (y - level);
            response[h] = y;
        }
        power *= keep;
        theta_line_add(&line, (double)(data->length + h + 1), y);
    }
}

/* The weight of period h in units: its seasonal ratio. */
static double ratio_at(const struct theta_fit *fit, const struct theta_data *data, size_t season,
                       size_t h)
{
    return fit->season == THETA_SEASON_TIMES ? fit->index[(data->length + h) % season] : 1.0;
}

/* Errors of the periods ahead: each enters its own period by 1 and the later ones by its response;
 * what it does to the running sum is gathered along the way. */
static void add_errors(const struct theta_data *data, const struct theta_fit *fit, size_t season,
                       size_t horizon, double power, double *response,
                       struct prediction *prediction)
{
    double w = 1.0 - 1.0 / fit->theta;
    for (size_t k = 0; k < horizon; k++) {
        response[k] = 1.0;
        respond(data, fit->kind, fit->alpha, w, power, k, horizon, response);
        double sum = 0.0;
        for (size_t h = k; h < horizon; h++) {
            double effect = response[h] * ratio_at(fit, data, season, h);
            sum += effect;
            prediction->variance[h] += fit->sigma2 * effect * effect;
            prediction->sum_variance[h] += fit->sigma2 * sum * sum;
        }
    }
}

/* A pass at the fitted parameters and one beside them give the errors' derivatives with respect to
 * first level, drift and alpha; then, to first order, what the scatter of these estimates does to
 * the forecast.  The drift counts as estimated in every kind: half a slope is no less a guess. */
static void add_estimates(const struct theta_data *data, const struct theta_point *point,
                          const struct theta_fit *fit, size_t season, size_t horizon,
                          const double *mean, double *beside, struct prediction *prediction)
{
    double other = point->alpha > 0.5 ? point->alpha - BESIDE : point->alpha + BESIDE;
    double w = point->w, by = other - point->alpha;
    struct state state = state_at(point->level0), moved = state;
    struct estimates estimates = {.count = PARAMETERS};
    for (size_t t = 0; t < data->length; t++) {
        double row[PARAMETERS] = {state.of_level0,
                                  state.of_drift +
                                      (1.0 - state.power * (1.0 - point->alpha)) / point->alpha};
        double error = step(&state, data, point->alpha, w, t);
        row[2] = (error - step(&moved, data, other, w, t)) / by;
        if (!is_missing(error)) {
            estimates_add(&estimates, row);
        }
    }
    estimates_factorise(&estimates);
    path(data, fit->kind, other, w, &moved, horizon, beside);
    double first = (1.0 - state.power * (1.0 - point->alpha)) / point->alpha;
    double sum[PARAMETERS] = {0.0};
    for (size_t h = 0; h < horizon; h++) {
        double ratio = ratio_at(fit, data, season, h);
        double d[PARAMETERS] = {ratio * state.of_level0,
                                ratio * (state.of_drift + first + (double)h),
                                ratio * (beside[h] - mean[h]) / by};
        for (size_t i = 0; i < PARAMETERS; i++) {
            sum[i] += d[i];
        }
        prediction->variance[h] += fit->sigma2 * estimates_spread(&estimates, d);
        prediction->sum_variance[h] += fit->sigma2 * estimates_spread(&estimates, sum);
    }
}

static struct state last_state(const struct theta_data *data, const struct theta_point *point)
{
    struct state state = state_at(point->level0);
    for (size_t t = 0; t < data->length; t++) {
        step(&state, data, point->alpha, point->w, t);
    }
    return state;
}

/* Periods less what was fitted to them: alpha and first level, slope, theta, and the seasonal
 * figure; no less than half of the periods. */
static double freedom(const struct theta_fit *fit, size_t season)
{
    static const double estimated[] = {3.0, 4.0, 3.0, 4.0};
    double n = (double)fit->observed;
    double figure = fit->season == THETA_SEASON_NONE ? 0.0 : (double)season - 1.0;
    return fmax(n - estimated[fit->kind] - figure, n / 2.0);
}

static void report(struct theta_fit *fit, const struct theta_data *data,
                   const struct theta_point *point, size_t season, double level)
{
    fit->alpha = point->alpha;
    fit->theta = fit->kind == THETA_CLASSIC ? 2.0 : 1.0 / fmax(1.0 - point->w, 1.0 / THETA_MOST);
    fit->slope = theta_line_slope(&data->line);
    /* that of otm has taken in the line's beginning */
    double start =
        fit->kind == THETA_OPTIMISED ? theta_line_intercept(&data->line, fit->slope) : 0.0;
    fit->level0 = point->level0 + data->origin - point->w * (data->origin + start);
    fit->level = level + data->origin;
    fit->squares = point->squares;
    fit->sigma2 = point->squares / freedom(fit, season);
}

static void describe(struct prediction *prediction, const struct theta_fit *fit)
{
    static const char *const names[] = {"THETA", "OTM", "DSTM", "DOTM"};
    static const char season[] = {'N', 'A', 'M'};
    simple_start(prediction, "%s(%c)", names[fit->kind], season[fit->season]);
    simple_parameter(prediction, "alpha", fit->alpha);
    simple_parameter(prediction, "theta", fit->theta);
    simple_parameter(prediction, "l0", fit->level0);
    simple_parameter(prediction, "level", fit->level);
    simple_parameter(prediction, "slope", fit->slope);
    prediction->sigma2 = fit->sigma2;
}

enum fit theta_run(const struct history *history, enum theta_kind kind, size_t horizon,
                   struct arena *scratch, struct theta_fit *fit, struct prediction *prediction)
{
    struct theta_data data;
    double *beside = ARENA_NEW(scratch, double, horizon);
    double *response = ARENA_NEW(scratch, double, horizon);
    if (beside == NULL || response == NULL) {
        return FIT_NO_MEMORY;
    }
    *fit = (struct theta_fit){0};
    enum fit done = prepare(&data, history, kind, scratch, fit);
    if (done != FIT_OK) {
        return done;
    }
    struct theta_point point = theta_search(&data, kind);
    struct state state = last_state(&data, &point);
    report(fit, &data, &point, history->season, state.level);
    describe(prediction, fit);
    double *mean = prediction->mean;
    path(&data, kind, point.alpha, point.w, &state, horizon, mean);
    for (size_t h = 0; h < horizon; h++) {
        prediction->variance[h] = 0.0;
        prediction->sum_variance[h] = 0.0;
    }
    add_errors(&data, fit, history->season, horizon, state.power, response, prediction);
    add_estimates(&data, &point, fit, history->season, horizon, mean, beside, prediction);
    for (size_t h = 0; h < horizon; h++) {
        mean[h] += data.origin;
        if (fit->season == THETA_SEASON_TIMES) {
            mean[h] *= ratio_at(fit, &data, history->season, h);
        } else if (fit->season == THETA_SEASON_ADDED) {
            mean[h] += fit->index[(data.length + h) % history->season];
        }
    }
    return prediction_finish(history, horizon, prediction);
}

#define THETA_MODEL(id, kind, about)                                                               \
    static enum fit run_##id(const struct history *history, size_t horizon, struct arena *scratch, \
                             struct prediction *prediction)                                        \
    {                                                                                              \
        struct theta_fit fit;                                                                      \
        return theta_run(history, kind, horizon, scratch, &fit, prediction);                       \
    }                                                                                              \
    const struct model model_##id = {                                                              \
        .name = #id,                                                                               \
        .summary = (about),                                                                        \
        .min_periods = THETA_LEAST,                                                                \
        .scratch = theta_scratch,                                                                  \
        .run = run_##id,                                                                           \
    }

THETA_MODEL(theta, THETA_CLASSIC, "exponential smoothing and half the slope of a line");
THETA_MODEL(otm, THETA_OPTIMISED, "theta with the weight of the line optimised");
THETA_MODEL(dstm, THETA_DYNAMIC, "theta with a line that follows the data");
THETA_MODEL(dotm, THETA_DYNAMIC_OPTIMISED,
            "theta with a line that follows the data, its weight optimised");
