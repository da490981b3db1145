/* What is said of a fitted ARIMA model, and the state that its forecasts go on from. */
#include "arima_parts.h"
#include "base/missing.h"

#include <math.h>
#include <string.h>

/* Residuals this small against data of size 1 are rounding. */
static const double NOISELESS = 1e-11;

bool arima_noiseless(const struct arima_design *design)
{
    double most = 0.0;
    for (size_t t = 0; t < design->rows; t++) {
        most = fmax(most, fabs(design->matrix[t]));
    }
    return !(most > NOISELESS);
}

size_t arima_report_bytes(size_t season, size_t columns)
{
    const size_t states = ARIMA_ORDER_MOST + ARIMA_SEASON_MOST * season;
    const size_t differences = ARIMA_DIFF_MOST + season;
    const size_t gaps = ARIMA_GAPS_MOST, all = gaps + 1 + columns;
    return sizeof(struct arima_state) +
           (4 * (states + 1) + (gaps + 1) * (states + differences) + differences + 2 * gaps * gaps +
            3 * columns + 2 * all) *
               sizeof(double) +
           (size_t)16 * 64;
}

static bool take(struct arima_state *state, struct arena *keep)
{
    const size_t gaps = state->tracks - 1;
    state->phi = ARENA_NEW(keep, double, state->states + 1);
    state->theta = ARENA_NEW(keep, double, state->states + 1);
    state->gain = ARENA_NEW(keep, double, state->states);
    state->change = ARENA_NEW(keep, double, state->states);
    state->state = ARENA_NEW(keep, double, state->tracks * state->states);
    state->level = ARENA_NEW(keep, double, state->tracks * state->differences);
    state->delta = ARENA_NEW(keep, double, state->differences);
    state->spread = ARENA_NEW(keep, double, gaps *gaps);
    state->coefficient = ARENA_NEW(keep, double, state->columns);
    state->column_mean = ARENA_NEW(keep, double, state->columns);
    return state->phi != NULL && state->theta != NULL && state->gain != NULL &&
           state->change != NULL && state->state != NULL && state->level != NULL &&
           state->delta != NULL && state->spread != NULL && state->coefficient != NULL &&
           state->column_mean != NULL;
}

/* 1 - sum delta[i] B^(i+1) = (1 - B)^d (1 - B^m)^D. */
static void set_delta(struct arima_state *state, size_t d, size_t D, size_t season)
{
    size_t degree = 0;
    for (size_t i = 0; i < d + D; i++) {
        size_t lag = i < D ? season : 1;
        /* delta' = delta + B^lag - delta B^lag */
        for (size_t k = degree; k > 0; k--) {
            state->delta[k - 1 + lag] -= state->delta[k - 1];
        }
        state->delta[lag - 1] += 1.0;
        degree += lag;
    }
}

void arima_beta(const struct arima_search *search, double *beta)
{
    const struct arima_design *design = search->design;
    const size_t columns = design->columns;
    const arima_lanes *b = search->normal + columns * columns;
    for (size_t i = columns; i > 0; i--) {
        double sum = design->projection[i - 1] + b[i - 1][0];
        for (size_t k = i; k < columns; k++) {
            sum -= design->triangle[(i - 1) * design->stride + k] * beta[k];
        }
        beta[i - 1] = sum / design->triangle[(i - 1) * design->stride + i - 1];
    }
}

double arima_explained(const struct arima_design *design, const double *beta, bool constant,
                       size_t t)
{
    const struct arima_data *data = design->data;
    double sum = 0.0;
    for (size_t c = 0; c < design->columns; c++) {
        size_t source = design->source[c];
        if (source < data->gaps) {
            sum += data->gap[source] == t ? beta[c] : 0.0;
        } else if (source == data->gaps) {
            sum += constant ? beta[c] * arima_constant_at(design, t) : 0.0;
        } else {
            size_t j = source - data->gaps - 1;
            sum += beta[c] * value_or(data->x[t * data->columns + j], data->column_mean[j]);
        }
    }
    return sum;
}

static void set_tracks(struct arima_state *state, const struct arima_search *search,
                       const double *beta)
{
    const struct arima_design *design = search->design;
    const struct arima_data *data = design->data;
    const size_t n = state->states, columns = design->columns;
    const arima_lanes *b = search->normal + columns * columns;
    const arima_lanes *from = search->filter.state;
    for (size_t i = 0; i < n; i++) {
        state->state[i] = from[i][0];
        for (size_t c = 0; c < columns; c++) {
            state->state[i] -= b[c][0] * from[(1 + c) * n + i][0];
        }
    }
    for (size_t i = 0; i < state->differences; i++) {
        size_t t = data->length - 1 - i;
        state->level[i] = data->y[t] - arima_explained(design, beta, true, t);
    }
    for (size_t g = 0; g + 1 < state->tracks; g++) {
        double *to = state->state + (1 + g) * n;
        for (size_t c = 0; c <= g; c++) {
            double weight = design->triangle[c * design->stride + g];
            for (size_t i = 0; i < n; i++) {
                to[i] += weight * from[(1 + c) * n + i][0];
            }
        }
        for (size_t i = 0; i < state->differences; i++) {
            state->level[(1 + g) * state->differences + i] =
                data->gap[design->source[g]] == data->length - 1 - i ? 1.0 : 0.0;
        }
    }
}

/* spread = L^-1 R^-T, L Cholesky's factor of the gaps' normal equations: column by column. */
static void set_spread(struct arima_state *state, const struct arima_search *search)
{
    const struct arima_design *design = search->design;
    const size_t gaps = state->tracks - 1, columns = design->columns;
    for (size_t j = 0; j < gaps; j++) {
        for (size_t pass = 0; pass < 2; pass++) {
            for (size_t i = j; i < gaps; i++) {
                double sum = pass > 0 ? state->spread[i * gaps + j] : i == j ? 1.0 : 0.0;
                for (size_t k = j; k < i; k++) {
                    double weight = pass > 0 ? search->normal[i * columns + k][0]
                                             : design->triangle[k * design->stride + i];
                    sum -= weight * state->spread[k * gaps + j];
                }
                state->spread[i * gaps + j] =
                    sum / (pass > 0 ? search->normal[i * columns + i][0]
                                    : design->triangle[i * design->stride + i]);
            }
        }
    }
}

static void set_process(struct arima_state *state, const struct arima_search *search)
{
    const struct arima_filter *filter = &search->filter;
    for (size_t i = 0; i <= state->states; i++) {
        state->phi[i] = filter->phi[i][0];
        state->theta[i] = filter->theta[i][0];
    }
    for (size_t i = 0; i < state->states; i++) {
        state->gain[i] =
            filter->steady ? state->phi[i + 1] + state->theta[i + 1] : filter->gain[i][0];
        state->change[i] = filter->steady ? 0.0 : filter->change[i][0];
    }
    state->variance = filter->steady ? 1.0 : filter->variance[0];
}

static void set_coefficients(struct arima_state *state, const struct arima_design *design,
                             const double *beta)
{
    const struct arima_data *data = design->data;
    for (size_t c = design->gaps; c < design->columns; c++) {
        if (design->source[c] == data->gaps) {
            state->constant = beta[c];
        } else {
            state->coefficient[design->source[c] - data->gaps - 1] = beta[c];
        }
    }
    for (size_t j = 0; j < data->columns; j++) {
        state->column_mean[j] = value_or(data->column_mean[j], 0.0);
    }
}

enum fit arima_report(struct arima_search *search, const double *x, struct arena *keep,
                      struct arima_fit *fit)
{
    const struct arima_design *design = search->design;
    const struct arima_data *data = design->data;
    const struct arima_shape *shape = &search->shape;
    struct arima_state *state = ARENA_NEW(keep, struct arima_state, 1);
    double *beta = ARENA_NEW(keep, double, design->columns);
    double *coefficient = ARENA_NEW(keep, double, data->columns);
    if (state == NULL || beta == NULL || coefficient == NULL) {
        return FIT_NO_MEMORY;
    }
    *state = (struct arima_state){.ar = shape->ar,
                                  .ma = shape->ma,
                                  .states = shape->states,
                                  .differences = design->d + design->D * data->season,
                                  .tracks = 1 + design->gaps,
                                  .lead = data->lead,
                                  .end = data->length,
                                  .scale = data->scale,
                                  .drift = design->d + design->D > 0,
                                  .columns = data->columns};
    if (!take(state, keep)) {
        return FIT_NO_MEMORY;
    }
    double value = arima_search_at(search, x);
    if (!isfinite(value)) {
        return FIT_NOT_CONVERGED;
    }
    struct arima_coefficients c;
    arima_coefficients_of(shape, x, &c);
    *fit = (struct arima_fit){.order = shape->order,
                              .season = data->season,
                              .coefficient = coefficient,
                              .columns = data->columns,
                              .dropped = design->dropped,
                              .state = state};
    fit->order.constant = design->constant;
    memcpy(fit->ar, c.ar, sizeof c.ar);
    memcpy(fit->ma, c.ma, sizeof c.ma);
    memcpy(fit->sar, c.sar, sizeof c.sar);
    memcpy(fit->sma, c.sma, sizeof c.sma);
    memcpy(fit->partial, x, shape->count * sizeof *x);
    arima_criteria(design, shape, value, fit);
    arima_beta(search, beta);
    set_delta(state, design->d, design->D, data->season);
    set_process(state, search);
    set_tracks(state, search, beta);
    set_spread(state, search);
    set_coefficients(state, design, beta);
    double freedom = fmax(1.0, (double)fit->observed - (double)fit->parameters + 1.0);
    state->sigma2 = arima_noiseless(design) ? 0.0 : search->squares / freedom;
    fit->sigma2 = state->sigma2 * data->scale * data->scale;
    fit->constant = design->constant ? state->constant * data->scale : MISSING;
    for (size_t j = 0; j < data->columns; j++) {
        coefficient[j] = state->coefficient[j] * data->scale;
    }
    if (arima_noiseless(design)) {
        fit->loglik = fit->aic = fit->aicc = fit->bic = MISSING;
    }
    return FIT_OK;
}
