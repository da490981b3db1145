/* Agreement of forecasts with their group's level. */
#include "agree.h"

#include "base/missing.h"

#include <math.h>
#include <string.h>

/* A total that wants more than a quarter up or a fifth down is in doubt itself. */
static const double LEAST_RATIO = 0.8;
static const double MOST_RATIO = 1.25;

/* A day's weight halves six times over the window: the level is that of exponential smoothing, and
 * what is beyond the window would not count for more than a sixtieth. */
static const double HALVINGS = 6.0;

struct total {
    double sold;     /* units, weighted, without what promotions added */
    double variance; /* of that, by the series' own forecasts */
    double mean;     /* units that the same series are forecast to sell over the horizon, likewise
                        without promotions */
};

static bool may_be_asked(const struct span *span, size_t window)
{
    if (span->length < window) {
        return false;
    }
    for (size_t t = span->length - window; t < span->length; t++) {
        if (span_censored(span, t)) {
            return false;
        }
    }
    return true;
}

static double sum(const double *value, size_t count)
{
    double total = 0.0;
    for (size_t i = 0; i < count; i++) {
        total += value[i];
    }
    return total;
}

/* Room for the factors of one series' promotions in the window and the horizon. */
struct lifted {
    double *factor;       /* [window + horizon] */
    const double *weight; /* [window] of its days, adding up to 1 */
    struct arena *scratch;
};

static double weighted_sum(const double *value, const double *weight, size_t count)
{
    double total = 0.0;
    for (size_t i = 0; i < count; i++) {
        total += weight[i] * value[i];
    }
    return total;
}

/* Weights of the window's days, the last the heaviest. */
static void set_weights(double *weight, size_t window)
{
    double fade = exp2(-HALVINGS / (double)window);
    double all = 0.0;
    double each = 1.0;
    for (size_t t = window; t-- > 0;) {
        weight[t] = each;
        all += each;
        each *= fade;
    }
    for (size_t t = 0; t < window; t++) {
        weight[t] /= all;
    }
}

static void add_series(struct total *total, const struct forecasts *forecasts,
                       const struct panel *panel, const struct effects *effects, size_t series,
                       size_t window, const struct lifted *room)
{
    struct span span = panel_span(panel, series);
    if (!may_be_asked(&span, window)) {
        return;
    }
    size_t horizon = forecasts->horizon;
    int32_t period = panel->end_period - (int32_t)window;
    bool lifted =
        lifts_of(&effects->lifts, series, period, window + horizon, room->scratch, room->factor);
    double squares = 0.0;
    for (size_t t = 0; t < window; t++) {
        double factor = lifted ? room->factor[t] : 1.0;
        double demand = value_or(span.demand[span.length - window + t], 0.0);
        total->sold += room->weight[t] * demand / factor;
        squares += room->weight[t] * room->weight[t];
    }
    double variance = 0.0;
    for (size_t h = 0; h < horizon; h++) {
        double factor = lifted ? room->factor[window + h] : 1.0;
        total->mean += forecasts->mean[series * horizon + h] / factor;
        variance += forecasts->variance[series * horizon + h] / (factor * factor);
    }
    total->variance += squares * variance / (double)horizon;
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

static void scale_all(struct forecasts *forecasts, const struct panel *panel,
                      const struct effects *effects, size_t window, const double *weight,
                      const struct total *totals)
{
    for (size_t s = 0; s < panel->count; s++) {
        const double *ahead = effects_of(effects, s, panel->end_period);
        bool constant = (forecasts->report[s].flags & FLAG_CONSTANT) != 0;
        if (ahead != NULL && !constant) {
            scale(forecasts, s,
                  ratio_of(&totals[effects->group[s]], weighted_sum(ahead - window, weight, window),
                           sum(ahead, forecasts->horizon)));
        }
    }
}

enum status agree(struct forecasts *forecasts, const struct panel *panel,
                  const struct effects *effects, size_t window, struct fault *fault)
{
    if ((size_t)(panel->end_period - effects->first_period) < window) {
        return STATUS_OK;
    }
    struct arena scratch;
    arena_init(&scratch, 0);
    struct total *totals = ARENA_NEW(&scratch, struct total, effects->group_count + 1);
    double *weight = ARENA_NEW(&scratch, double, window);
    struct lifted room = {.factor = ARENA_NEW(&scratch, double, window + forecasts->horizon),
                          .weight = weight,
                          .scratch = &scratch};
    bool taken = totals != NULL && weight != NULL && room.factor != NULL;
    if (taken) {
        set_weights(weight, window);
    }
    for (size_t s = 0; taken && s < panel->count; s++) {
        if (effects->group[s] != NO_ID) {
            add_series(&totals[effects->group[s]], forecasts, panel, effects, s, window, &room);
        }
    }
    if (taken) {
        scale_all(forecasts, panel, effects, window, weight, totals);
    }
    arena_free(&scratch);
    return taken ? STATUS_OK : fault_memory(fault, "the totals of the groups");
}
