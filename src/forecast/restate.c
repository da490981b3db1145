/* Planners' forecasts in place of ours. */
#include "forecast/restate.h"

#include "base/missing.h"
#include "panel/overlay.h"
#include "panel/overrides.h"

#include <math.h>
#include <string.h>

/* A mean so many times ours keeps our spread in proportion; see restate.h. */
static const double FAR_ABOVE = 3.0;

const struct override_row *restate_row(const struct panel *panel, const struct inputs *inputs,
                                       uint32_t sku, uint32_t location, int32_t period)
{
    int32_t day = period_first_day(&panel->calendar, period);
    return override_on(&inputs->master, &inputs->names, sku, location, OVERRIDE_FORECAST, day);
}

static double variance_of_word(double word, bool counts, double mean, double variance)
{
    if (!(word > 0.0)) {
        return 0.0;
    }
    if (!(mean > 0.0)) {
        return word;
    }
    double times = word / mean;
    double square = times <= FAR_ABOVE ? times * times : FAR_ABOVE * times;
    if (!counts) {
        return square * variance;
    }
    return variance < mean ? word * variance / mean : word + square * (variance - mean);
}

void restate_series(const double *word, bool counts, double *mean, double *variance,
                    double *sum_variance, size_t horizon)
{
    double ours = 0.0; /* running sums so far, ours and with the word */
    double theirs = 0.0;
    for (size_t h = 0; h < horizon; h++) {
        double own = variance[h];
        double step = sum_variance[h] - ours;
        double made = own;
        if (!is_missing(word[h])) {
            made = variance_of_word(word[h], counts, mean[h], own);
            mean[h] = fmax(word[h], 0.0);
            variance[h] = made;
        }
        double error = own > 0.0 ? sqrt(made / own) : 0.0;
        double before = ours > 0.0 ? sqrt(theirs / ours) : error;
        ours = sum_variance[h];
        theirs = fmax(theirs + made + error * before * (step - own), 0.0);
        sum_variance[h] = theirs;
    }
}

/* The words on the periods ahead of a series; false without any. */
static bool gather(const struct forecasts *forecasts, const struct panel *panel,
                   const struct inputs *inputs, size_t series, double *word)
{
    bool any = false;
    for (size_t h = 0; h < forecasts->horizon; h++) {
        const struct override_row *row =
            restate_row(panel, inputs, panel->sku[series], panel->location[series],
                        panel->end_period + (int32_t)h);
        word[h] = row != NULL ? row->value : MISSING;
        any = any || row != NULL;
    }
    return any;
}

static void keep(const struct forecasts *forecasts, size_t series, struct forecast_part *part)
{
    size_t cell = series * forecasts->horizon;
    size_t at = part->count * forecasts->horizon;
    size_t bytes = forecasts->horizon * sizeof(double);
    memcpy(part->mean + at, forecasts->mean + cell, bytes);
    memcpy(part->sum_variance + at, forecasts->sum_variance + cell, bytes);
    part->counts[part->count] = forecasts->report[series].counts;
    part->flags[part->count] = forecasts->report[series].flags;
    part->series[part->count++] = series;
}

static void flag(struct series_report *report, const double *mean, size_t horizon)
{
    report->flags |= FLAG_OVERRIDE;
    for (size_t h = 0; h < horizon; h++) {
        if (mean[h] > 0.0) {
            report->flags &= ~(unsigned)FLAG_DEAD; /* the planner says that it sells */
        }
    }
}

/* Is this the first of a sku-location's rows that speak of a forecast? */
static bool is_first(const struct inputs *inputs, size_t row)
{
    const struct override_row *rows = inputs->master.overrides;
    if (override_field_of(&inputs->names, &rows[row]) != OVERRIDE_FORECAST) {
        return false;
    }
    for (size_t o = row;
         o-- > 0 && rows[o].sku == rows[row].sku && rows[o].location == rows[row].location;) {
        if (override_field_of(&inputs->names, &rows[o]) == OVERRIDE_FORECAST) {
            return false;
        }
    }
    return true;
}

enum status restate(struct forecasts *forecasts, const struct panel *panel,
                    const struct inputs *inputs, struct arena *arena, struct fault *fault)
{
    const struct master *master = &inputs->master;
    size_t most = 0;
    for (size_t o = 0; o < master->override_count; o++) {
        most += is_first(inputs, o) ? 1 : 0;
    }
    if (most == 0) {
        return STATUS_OK;
    }
    struct forecast_part *part = ARENA_NEW(arena, struct forecast_part, 1);
    double *word = ARENA_NEW(arena, double, forecasts->horizon);
    if (part == NULL || word == NULL) {
        return fault_memory(fault, "the planners' forecasts");
    }
    TRY(forecast_part_room(part, most, forecasts->horizon, arena, fault));
    part->count = 0;
    for (size_t o = 0; o < master->override_count; o++) {
        const struct override_row *row = &master->overrides[o];
        size_t series = is_first(inputs, o) ? panel_find(panel, row->sku, row->location) : SIZE_MAX;
        if (series == SIZE_MAX || !gather(forecasts, panel, inputs, series, word)) {
            continue;
        }
        size_t cell = series * forecasts->horizon;
        keep(forecasts, series, part);
        restate_series(word, forecasts->report[series].counts, forecasts->mean + cell,
                       forecasts->variance + cell, forecasts->sum_variance + cell,
                       forecasts->horizon);
        flag(&forecasts->report[series], word, forecasts->horizon);
    }
    forecasts->replaced = part->count > 0 ? part : NULL;
    return STATUS_OK;
}

size_t restate_lost(const struct panel *panel, const struct inputs *inputs)
{
    size_t lost = 0;
    for (size_t o = 0; o < inputs->master.override_count; o++) {
        const struct override_row *row = &inputs->master.overrides[o];
        if (override_field_of(&inputs->names, row) == OVERRIDE_FORECAST &&
            !override_is_over(row, inputs->as_of)) {
            lost += panel_find(panel, row->sku, row->location) == SIZE_MAX ? 1 : 0;
        }
    }
    return lost;
}

/* The means that a what-if asks for; false where it leaves the series alone.  Nothing is not more
 * when it is doubled. */
static bool scale(const struct forecasts *forecasts, const struct panel *panel,
                  const struct inputs *inputs, size_t series, double *word)
{
    const double *mean = forecasts->mean + series * forecasts->horizon;
    struct overlay_target target = {
        .sku = panel->sku[series], .location = panel->location[series], .from = NO_ID};
    bool any = false;
    for (size_t h = 0; h < forecasts->horizon; h++) {
        int32_t period = panel->end_period + (int32_t)h;
        int32_t first = period_first_day(&panel->calendar, period);
        int32_t end = first + period_days(&panel->calendar, period);
        first = first < panel->as_of ? panel->as_of : first;
        double factor = overlay_demand_factor(inputs, target, first, end - first);
        bool changed = fabs(factor - 1.0) > 0.0 && mean[h] > 0.0;
        word[h] = changed ? factor * mean[h] : MISSING;
        any = any || changed;
    }
    return any;
}

enum status restate_overlay(struct forecasts *forecasts, const struct panel *panel,
                            const struct inputs *inputs, struct arena *arena, struct fault *fault)
{
    if (inputs->overlay_count == 0) {
        return STATUS_OK;
    }
    double *word = ARENA_NEW(arena, double, forecasts->horizon);
    if (word == NULL) {
        return fault_memory(fault, "the what-if's forecasts");
    }
    for (size_t s = 0; s < forecasts->count; s++) {
        size_t cell = s * forecasts->horizon;
        if (scale(forecasts, panel, inputs, s, word)) {
            restate_series(word, forecasts->report[s].counts, forecasts->mean + cell,
                           forecasts->variance + cell, forecasts->sum_variance + cell,
                           forecasts->horizon);
        }
    }
    return STATUS_OK;
}
