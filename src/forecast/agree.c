/* Agreement of forecasts with their group's level. */
#include "agree.h"

#include "base/missing.h"

#include <stdlib.h>
#include <string.h>

/* A total that wants more than a quarter up or a fifth down is in doubt itself. */
static const double LEAST_RATIO = 0.8;
static const double MOST_RATIO = 1.25;

struct total {
    double sold;     /* units over the window */
    double variance; /* of that, by the series' own forecasts */
    double mean;     /* units that the same series are forecast to sell over the horizon */
};

static bool may_be_asked(const struct span *span, size_t window)
{
    return span->length >= window &&
           (span->censored == NULL ||
            memchr(span->censored + span->length - window, 1, window) == NULL);
}

static double sum(const double *value, size_t count)
{
    double total = 0.0;
    for (size_t i = 0; i < count; i++) {
        total += value[i];
    }
    return total;
}

static void add_series(struct total *total, const struct forecasts *forecasts,
                       const struct panel *panel, size_t series, size_t window)
{
    struct span span = panel_span(panel, series);
    if (!may_be_asked(&span, window)) {
        return;
    }
    for (size_t t = span.length - window; t < span.length; t++) {
        total->sold += value_or(span.demand[t], 0.0);
    }
    const double *variance = forecasts->variance + series * forecasts->horizon;
    total->mean += sum(forecasts->mean + series * forecasts->horizon, forecasts->horizon);
    total->variance +=
        sum(variance, forecasts->horizon) * (double)window / (double)forecasts->horizon;
}

/* The logarithm of the ratio is shrunk by what of it may be the noise of the total (the positive
 * part of James and Stein's estimator). */
static double ratio_of(const struct total *total, double factors_past, double factors_ahead)
{
    if (!(factors_past > 0.0) || !(factors_ahead > 0.0) || !(total->mean > 0.0) ||
        !(total->sold > 0.0)) {
        return 1.0;
    }
    double wanted = total->sold / factors_past * factors_ahead;
    double distance = log(wanted / total->mean);
    double noise = total->variance / (total->sold * total->sold);
    if (distance * distance <= noise) {
        return 1.0;
    }
    double kept = 1.0 - noise / (distance * distance);
    return fmin(fmax(exp(kept * distance), LEAST_RATIO), MOST_RATIO);
}

static void scale(struct forecasts *forecasts, size_t series, double ratio)
{
    size_t at = series * forecasts->horizon;
    for (size_t h = 0; h < forecasts->horizon; h++) {
        forecasts->mean[at + h] *= ratio;
        forecasts->variance[at + h] *= ratio * ratio;
        forecasts->sum_variance[at + h] *= ratio * ratio;
    }
}

enum status agree(struct forecasts *forecasts, const struct panel *panel,
                  const struct effects *effects, size_t window, struct fault *fault)
{
    if ((size_t)(panel->end_period - effects->first_period) < window) {
        return STATUS_OK;
    }
    struct total *totals = calloc(effects->group_count + 1, sizeof *totals);
    if (totals == NULL) {
        return fault_memory(fault, "the totals of the groups");
    }
    for (size_t s = 0; s < panel->count; s++) {
        if (effects->group[s] != NO_ID) {
            add_series(&totals[effects->group[s]], forecasts, panel, s, window);
        }
    }
    for (size_t s = 0; s < panel->count; s++) {
        const double *ahead = effects_of(effects, s, panel->end_period);
        bool constant = (forecasts->report[s].flags & FLAG_CONSTANT) != 0;
        if (ahead != NULL && !constant) {
            scale(forecasts, s,
                  ratio_of(&totals[effects->group[s]], sum(ahead - window, window),
                           sum(ahead, forecasts->horizon)));
        }
    }
    free(totals);
    return STATUS_OK;
}
