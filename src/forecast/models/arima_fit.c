/* Fitting one order of ARIMA. */
#include "arima_parts.h"
#include "base/missing.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* A step that promises less than this of -2 loglik ends a search. */
static const double TOLERANCE = 1e-6;
enum { STEPS_MOST = 100 };

/* The likelihood has often several optima; these are the values from which all partial
 * autocorrelations start, those of the autoregressive and of the moving-average side. */
static const struct {
    double ar, ma;
} STARTS[] = {{0.0, 0.0}, {0.5, 0.5}, {-0.3, 0.3}, {0.3, -0.3}, {0.8, 0.0}};
enum { STARTS_COUNT = sizeof STARTS / sizeof *STARTS };

bool arima_search_start(struct arima_search *search, const struct arima_data *data,
                        struct arena *scratch)
{
    size_t season = data->season;
    return arima_search_take(search, data->length, data->gaps + 1 + data->columns,
                             ARIMA_ORDER_MOST + ARIMA_SEASON_MOST * season, scratch);
}

static void set_start(const struct arima_order *order, size_t start, double *x)
{
    for (size_t i = 0; i < order->p; i++) {
        *x++ = i == 0 ? STARTS[start].ar : 0.0;
    }
    for (size_t i = 0; i < order->q; i++) {
        *x++ = i == 0 ? STARTS[start].ma : 0.0;
    }
    for (size_t i = 0; i < order->P; i++) {
        *x++ = i == 0 ? STARTS[start].ar : 0.0;
    }
    for (size_t i = 0; i < order->Q; i++) {
        *x++ = i == 0 ? STARTS[start].ma : 0.0;
    }
}

double arima_search_best(struct arima_search *search, const struct arima_design *design,
                         const struct arima_order *order, double *x)
{
    double best = arima_search_run(search, design, order, x, TOLERANCE, STEPS_MOST);
    const size_t count = search->shape.count;
    for (size_t start = 0; count > 0 && start < STARTS_COUNT; start++) {
        double trial[ARIMA_COUNT_MOST];
        set_start(order, start, trial);
        double value = arima_search_run(search, design, order, trial, TOLERANCE, STEPS_MOST);
        if (value < best) {
            best = value;
            memcpy(x, trial, count * sizeof *x);
        }
    }
    return best;
}

size_t arima_scratch(size_t length, size_t season, size_t columns)
{
    const size_t states = ARIMA_ORDER_MOST + ARIMA_SEASON_MOST * season;
    return arima_data_bytes(length, columns) + 2 * arima_design_bytes(length, columns) +
           arima_auto_bytes(length, season) + arima_reduce_bytes(length, columns) +
           arima_search_bytes(length, ARIMA_GAPS_MOST + 1 + columns, states) +
           arima_report_bytes(season, columns);
}

static bool allowed(const struct arima_order *order, size_t season)
{
    bool seasonal = order->P + order->D + order->Q > 0;
    return order->p <= ARIMA_ORDER_MOST && order->q <= ARIMA_ORDER_MOST &&
           order->P <= ARIMA_SEASON_MOST && order->Q <= ARIMA_SEASON_MOST &&
           order->d <= ARIMA_DIFF_MOST && order->D <= 1 && (season > 1 || !seasonal);
}

enum fit arima_fit_order(const struct history *history, const struct arima_order *order,
                         const struct arima_regressors *regressors, struct arena *scratch,
                         struct arima_fit *fit)
{
    struct arima_data data;
    struct arima_design design;
    struct arima_search search;
    double x[ARIMA_COUNT_MOST] = {0};
    if (!allowed(order, history->season)) {
        return FIT_UNSUITABLE;
    }
    if (!arima_data_set(&data, history, regressors, scratch) ||
        !arima_design_set(&design, &data, order->d, order->D, order->constant, scratch)) {
        return FIT_NO_MEMORY;
    }
    size_t coefficients = order->p + order->q + order->P + order->Q + design.columns - design.gaps;
    if (data.known == 0 || design.observed <= coefficients) {
        return FIT_SHORT;
    }
    if (!arima_search_start(&search, &data, scratch)) {
        return FIT_NO_MEMORY;
    }
    arima_shape_set(&search.shape, order, data.season);
    search.design = &design;
    if (!arima_noiseless(&design) && !isfinite(arima_search_best(&search, &design, order, x))) {
        return FIT_NOT_CONVERGED;
    }
    return arima_report(&search, x, scratch, fit);
}

void arima_label(const struct arima_fit *fit, char label[MODEL_LABEL_SIZE])
{
    const struct arima_order *o = &fit->order;
    int length =
        snprintf(label, MODEL_LABEL_SIZE, "ARIMA(%zu,%zu,%zu)", o->p % 10, o->d % 10, o->q % 10);
    if (o->P + o->D + o->Q > 0) {
        length += snprintf(label + length, MODEL_LABEL_SIZE - (size_t)length, "(%zu,%zu,%zu)[%zu]",
                           o->P % 10, o->D % 10, o->Q % 10, fit->season % 10000);
    }
    if (o->constant && length < MODEL_LABEL_SIZE) {
        snprintf(label + length, MODEL_LABEL_SIZE - (size_t)length, " c");
    }
}
