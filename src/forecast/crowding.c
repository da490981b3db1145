/* What the demands of a lumpy series scatter by beyond Poisson's law. */
#include "crowding.h"

#include "base/missing.h"

#include <math.h>

/* Of what the model says beyond Poisson. */
static const double MODEL_SHARE = 0.1;

struct crowd crowd_of(const struct panel *panel, const struct forecasts *forecasts, size_t series)
{
    const struct series_report *report = &forecasts->report[series];
    struct crowd crowd = {.outlook = {.counts = report->counts}};
    if ((report->flags & FLAG_LUMPY) == 0) {
        return crowd;
    }
    struct span span = panel_span(panel, series);
    outlook_sizes(&crowd.outlook, span);
    for (size_t t = 0; t < span.length; t++) {
        crowd.demands += value_or(span.demand[t], 0.0) > 0.0 ? 1.0 : 0.0;
    }
    return crowd;
}

double crowd_beyond(const struct crowd *crowd, double mean, double variance)
{
    double rate = mean * mean / fmax(crowd->demands, 1.0);
    double more = fmax(variance - outlook_apart(&crowd->outlook, mean), 0.0);
    return rate + MODEL_SHARE * more;
}
