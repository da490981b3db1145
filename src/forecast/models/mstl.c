/* Several seasons by decomposition: what MSTL leaves without its seasons is forecast by exponential
 * smoothing, and the last cycle of each season comes again.
 *
 * Means as of R's forecast::stlf.  Its variance is that of exponential smoothing alone; here it is
 * raised by what the seasons took up of the noise.  A season longer than half the history is left
 * out; without any it is exponential smoothing of the history itself. */
#include "num/mstl.h"
#include "base/missing.h"
#include "forecast/ets.h"
#include "forecast/models.h"
#include "seasons.h"
#include "simple.h"

#include <stdio.h>

enum { PADDING = 64, ARRAYS = 4 };

struct decomposition {
    size_t count;                /* of seasons */
    size_t period[SEASONS_MOST]; /* [count] */
    double *adjusted;            /* [length] without seasons */
    struct mstl_parts parts;
};

static size_t mstl_bytes(size_t length, size_t season, size_t horizon)
{
    (void)season;
    return (SEASONS_MOST + 3) * length * sizeof(double) + (size_t)ARRAYS * PADDING +
           mstl_scratch(length) + ets_scratch(length, 1) + 4 * horizon * sizeof(double) + PADDING;
}

static bool take_arrays(struct decomposition *decomposition, size_t length, struct arena *scratch)
{
    struct mstl_parts *parts = &decomposition->parts;
    decomposition->adjusted = ARENA_NEW(scratch, double, length);
    parts->season = ARENA_NEW(scratch, double, decomposition->count *length);
    parts->trend = ARENA_NEW(scratch, double, length);
    parts->remainder = ARENA_NEW(scratch, double, length);
    return decomposition->adjusted != NULL && parts->season != NULL && parts->trend != NULL &&
           parts->remainder != NULL;
}

static void adjust(struct decomposition *decomposition, const struct history *history)
{
    for (size_t t = 0; t < history->length; t++) {
        decomposition->adjusted[t] = history->demand[t];
        for (size_t i = 0; i < decomposition->count; i++) {
            decomposition->adjusted[t] -= decomposition->parts.season[i * history->length + t];
        }
    }
}

/* The season has taken noise out of the history, and noise is in the season that is carried on: the
 * errors to come are larger than those of the fit, by
 * (1 + variance of the last season) / variance of the rest. */
static double error_growth(const struct decomposition *decomposition, size_t length)
{
    double growth = 1.0;
    for (size_t i = 0; i < decomposition->count; i++) {
        struct stl_settings settings = stl_settings_of(decomposition->period[i], mstl_window(i));
        struct stl_uptake uptake = stl_uptake_of(&settings, length);
        growth *= (1.0 + uptake.last) / uptake.rest;
    }
    return growth;
}

/* "STL(7,365)+ETS(A,N,N)" and, as parameters, the smoothing and the strength of each season. */
static void describe(const struct decomposition *decomposition, const struct ets_fit *fit,
                     size_t length, struct prediction *prediction)
{
    char form[MODEL_LABEL_SIZE], list[MODEL_LABEL_SIZE] = "";
    ets_label(fit->form, form);
    const double value[] = {fit->alpha, fit->beta, fit->phi};
    static const char *const name[] = {"alpha", "beta", "phi"};
    int at = 0;
    for (size_t i = 0; i < decomposition->count && at >= 0 && (size_t)at < sizeof list; i++) {
        at += snprintf(list + at, sizeof list - (size_t)at, "%s%zu", i > 0 ? "," : "",
                       decomposition->period[i]);
    }
    if (decomposition->count > 0) {
        simple_start(prediction, "STL(%.14s)+%.14s", list, form);
    } else {
        simple_start(prediction, "%.14s", form);
    }
    for (size_t i = 0; i < sizeof value / sizeof *value; i++) {
        if (!is_missing(value[i])) {
            simple_parameter(prediction, name[i], value[i]);
        }
    }
    for (size_t i = 0; i < decomposition->count; i++) {
        char label[MODEL_PARAMETER_NAME_SIZE];
        const struct mstl_parts *parts = &decomposition->parts;
        (void)snprintf(label, sizeof label, "s%zu", decomposition->period[i] % 100000);
        simple_parameter(prediction, label,
                         stl_strength(parts->season + i * length, parts->remainder, length));
    }
    prediction->sigma2 = fit->sigma2;
}

static void add_seasons(const struct decomposition *decomposition, size_t length, size_t horizon,
                        double *mean)
{
    for (size_t i = 0; i < decomposition->count; i++) {
        const size_t period = decomposition->period[i];
        const double *last = decomposition->parts.season + i * length + length - period;
        for (size_t h = 0; h < horizon; h++) {
            mean[h] += last[h % period];
        }
    }
}

static enum fit mstl_run(const struct history *history, size_t horizon, struct arena *scratch,
                         struct prediction *prediction)
{
    struct decomposition decomposition = {0};
    decomposition.count = seasons_whole(history, decomposition.period);
    if (!take_arrays(&decomposition, history->length, scratch)) {
        return FIT_NO_MEMORY;
    }
    if (decomposition.count > 0 &&
        !mstl_decompose(history->demand, history->length, decomposition.period, decomposition.count,
                        &decomposition.parts, scratch)) {
        return FIT_SHORT; /* nothing is known */
    }
    adjust(&decomposition, history);
    struct history without = *history;
    without.demand = decomposition.adjusted;
    without.season = 1;
    struct ets_fit fit = {0};
    enum fit done = ets_fit_best(&without, scratch, &fit);
    if (done != FIT_OK) {
        return done;
    }
    fit.sigma2 *= error_growth(&decomposition, history->length);
    describe(&decomposition, &fit, history->length, prediction);
    done = ets_moments(&fit, 1, horizon, scratch, prediction->mean, prediction->variance,
                       prediction->sum_variance);
    if (done != FIT_OK) {
        return done;
    }
    add_seasons(&decomposition, history->length, horizon, prediction->mean);
    return prediction_finish(history, horizon, prediction);
}

const struct model model_mstl = {
    .name = "mstl",
    .summary = "several seasons by decomposition (STL), the rest by exponential smoothing",
    .min_periods = 2,
    .scratch = mstl_bytes,
    .run = mstl_run,
};
