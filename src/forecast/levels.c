/* Errors by level: sums of forecasts and of what sold, against the steps of the history. */
#include "levels.h"

#include "base/missing.h"

#include <math.h>
#include <string.h>

enum { YEAR_DAYS = 364 };

/* Of the nodes, [nodes * horizon] each. */
struct sums {
    double *forecast;
    double *actual;
};

struct tally {
    double error;  /* weighted sum of RMSSE */
    double weight; /* units sold in the last year */
};

static double last_year(const struct span *span, size_t year)
{
    double sum = 0.0;
    for (size_t t = span->length > year ? span->length - year : 0; t < span->length; t++) {
        sum += value_or(span->demand[t], 0.0);
    }
    return sum;
}

/* Mean squared step of a history; 0 where there is none. */
static double step_square(const struct span *span)
{
    double sum = 0.0;
    size_t count = 0;
    for (size_t t = 1; t < span->length; t++) {
        double step = span->demand[t] - span->demand[t - 1];
        if (!is_missing(step)) {
            sum += step * step;
            count++;
        }
    }
    return count > 0 ? sum / (double)count : 0.0;
}

static void add_error(struct tally *tally, const struct span *span, const double *actual,
                      const double *forecast, size_t horizon, size_t year)
{
    double scale = step_square(span);
    double weight = last_year(span, year);
    double squares = 0.0;
    size_t count = 0;
    for (size_t h = 0; h < horizon; h++) {
        double error = actual[h] - forecast[h];
        if (!is_missing(error)) {
            squares += error * error;
            count++;
        }
    }
    if (scale > 0.0 && count > 0) {
        tally->error += weight * sqrt(squares / (double)count / scale);
        tally->weight += weight;
    }
}

/* Every total counts in the level of which it is; the cells are one level more, the series the
 * last. */
static double mean_of_levels(const struct hierarchy *hierarchy, const struct sums *sums,
                             size_t horizon, size_t year, struct tally series)
{
    double error = series.weight > 0.0 ? series.error / series.weight : 0.0;
    double levels = series.weight > 0.0 ? 1.0 : 0.0;
    for (size_t level = 0; level <= hierarchy->levels; level++) {
        struct tally tally = {0};
        for (size_t c = 0; c < hierarchy->cells; c++) {
            const uint32_t *above = hierarchy->above + c * hierarchy->levels;
            size_t node = hierarchy->totals + c;
            if (level < hierarchy->levels) {
                bool first = above[level] != NO_ID;
                for (size_t b = 0; first && b < c; b++) {
                    first = hierarchy->above[b * hierarchy->levels + level] != above[level];
                }
                node = first ? above[level] : NO_ID;
            }
            if (node != NO_ID) {
                struct span span = panel_span(&hierarchy->panel, node);
                add_error(&tally, &span, sums->actual + node * horizon,
                          sums->forecast + node * horizon, horizon, year);
            }
        }
        error += tally.weight > 0.0 ? tally.error / tally.weight : 0.0;
        levels += tally.weight > 0.0;
    }
    return levels > 0.0 ? error / levels : MISSING;
}

/* Sums over series are those of cells; these are added to the totals above them. */
static void raise_cells(const struct hierarchy *hierarchy, size_t horizon, double *sum)
{
    for (size_t at = 0; at < hierarchy->cells * hierarchy->levels; at++) {
        const double *cell = sum + (hierarchy->totals + at / hierarchy->levels) * horizon;
        for (size_t h = 0; hierarchy->above[at] != NO_ID && h < horizon; h++) {
            sum[hierarchy->above[at] * horizon + h] += cell[h];
        }
    }
}

double levels_error(const struct hierarchy *hierarchy, const struct panel *panel,
                    const double *mean, size_t horizon, const double *ratio, struct arena *scratch)
{
    size_t nodes = hierarchy->totals + hierarchy->cells;
    struct arena_mark mark = arena_mark(scratch);
    struct sums sums = {ARENA_NEW(scratch, double, nodes *horizon),
                        ARENA_NEW(scratch, double, nodes *horizon)};
    double *own = ARENA_NEW(scratch, double, horizon);
    if (panel->later < horizon || sums.forecast == NULL || sums.actual == NULL || own == NULL) {
        arena_rewind(scratch, mark);
        return MISSING;
    }
    size_t year = panel->calendar.bucket == BUCKET_DAY ? (size_t)YEAR_DAYS
                                                       : (size_t)calendar_season(&panel->calendar);
    struct tally series = {0};
    for (size_t s = 0; s < panel->count; s++) {
        struct span span = panel_span(panel, s);
        uint32_t cell = hierarchy->cell[s];
        if (span.length == 0 || cell == NO_ID) {
            continue;
        }
        const double *actual = span.demand + span.length;
        size_t at = (hierarchy->totals + cell) * horizon;
        for (size_t h = 0; h < horizon; h++) {
            own[h] = mean[s * horizon + h] * (ratio != NULL ? ratio[cell * horizon + h] : 1.0);
            sums.forecast[at + h] += own[h];
            sums.actual[at + h] += value_or(actual[h], own[h]);
        }
        add_error(&series, &span, actual, own, horizon, year);
    }
    raise_cells(hierarchy, horizon, sums.forecast);
    raise_cells(hierarchy, horizon, sums.actual);
    double error = mean_of_levels(hierarchy, &sums, horizon, year, series);
    arena_rewind(scratch, mark);
    return error;
}
