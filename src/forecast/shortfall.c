/* The depth to ask of a law, from what fell short at some depths. */
#include "forecast/shortfall.h"

#include "calibrate.h"
#include "shortfall_parts.h"

#include <assert.h>
#include <math.h>

const double shortfall_depths[SHORTFALL_DEPTHS] = {0.1, 0.03, 0.01, 0.003};
/* A deeper stock leaves less unserved, however odd what was learned: the line of one logarithm over
 * the other climbs at least so. */
static const double LEAST_SLOPE = 0.4;
/* A record of fewer horizons than this is a young one. */
enum { YOUNG_HORIZONS = 2 };
static_assert(SHORTFALL_KINDS == 2 * SPREAD_KINDS, "the kinds of the calibration, old and young");

size_t shortfall_kind(const struct forecasts *forecasts, size_t series)
{
    const struct series_report *report = &forecasts->report[series];
    size_t kind = calibrate_kind(forecasts, series);
    if (kind >= SPREAD_KINDS || (report->flags & (FLAG_LUMPY | FLAG_ENDED)) != 0) {
        return SHORTFALL_KINDS;
    }
    bool young =
        (report->flags & FLAG_NEW) != 0 || report->history < YOUNG_HORIZONS * forecasts->horizon;
    return young ? SPREAD_KINDS + kind : kind;
}

/* The logarithm of the ratio at one depth, for so many periods. */
static double log_at(const struct shortfalls *shortfalls, size_t depth, size_t kind, double periods)
{
    double before = shortfalls->log[0][depth][kind];
    for (size_t m = 1; m < shortfalls->stretches; m++) {
        double from = shortfalls->periods[m - 1];
        double to = shortfalls->periods[m];
        double here = shortfalls->log[m][depth][kind];
        if (periods < to && to > from) {
            double share = fmax(log(periods / from), 0.0) / log(to / from);
            return before + share * (here - before);
        }
        before = here;
    }
    return before;
}

double shortfall_depth(const struct forecasts *forecasts, size_t series, double periods,
                       double share)
{
    const struct shortfalls *shortfalls = &forecasts->shortfalls;
    if (shortfalls->stretches == 0 || !(periods > 0.0) || !(share > 0.0 && share < 1.0)) {
        return share;
    }
    size_t kind = shortfall_kind(forecasts, series);
    if (kind >= SHORTFALL_KINDS) {
        return share;
    }
    double wanted = log(share);
    double asked = 0.0; /* logarithms of a depth, and of what falls short there */
    double comes = 0.0;
    for (size_t d = 0; d < SHORTFALL_DEPTHS; d++) {
        double deeper = log(shortfall_depths[d]);
        double then = deeper + log_at(shortfalls, d, kind, periods);
        then = fmin(then, comes - LEAST_SLOPE * (asked - deeper));
        if (wanted >= then) {
            return exp(asked + (deeper - asked) * (wanted - comes) / (then - comes));
        }
        asked = deeper;
        comes = then;
    }
    return exp(wanted - comes + asked);
}
