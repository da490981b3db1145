/* How demands of a lumpy series crowd: what their sum scatters by beyond as many demands that come
 * by themselves.
 *
 * Nobody knows the rate of demands, and it does not stay.  From k demands seen, a rate is known
 * with a variance of mean^2 / k (gamma's posterior, Poisson demands); and of what the model's own
 * variance exceeds that of demands by themselves a tenth is taken, since it tells apart the series
 * whose demands come in droves, though poorly: whole it is far too much where records are short.
 * How much of both there really is, the calibration learns (calibrate.h). */
#ifndef RESTOCK_FORECAST_CROWDING_H
#define RESTOCK_FORECAST_CROWDING_H

#include "forecast/outlook.h"

/* What of a lumpy series the law of its demand takes from the record. */
struct crowd {
    struct outlook outlook; /* `counts` and the sizes only */
    double demands;         /* periods in which it sold */
};

/* Not lumpy, or nothing ever sold: there are no sizes, and the series is like any other. */
struct crowd crowd_of(const struct panel *panel, const struct forecasts *forecasts, size_t series);

/* Variance of the sum beyond that of demands by themselves (outlook_apart), for a mean and a
 * variance that a model forecast. */
double crowd_beyond(const struct crowd *crowd, double mean, double variance);

#endif
