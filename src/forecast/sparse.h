/* What a record of few sales is worth.
 *
 * A series begins with its first sale, so a record with one sale in it is one by construction, and
 * says less of the rate than one sale in so many periods: of a thousand items that sold once, most
 * do not sell again for long.  No model of one series can see that; the rehearsals can.  From the
 * trials it is learned, for series that sold in so few periods, what share of the forecast then
 * came true, each series measured in its own usual size of a sale; and the forecasts of today are
 * scaled by it, mean and variances alike, as demand that comes less often.
 *
 * Only downwards, only where demand is intermittent (it sold in at most half of its periods), and
 * only as far as the trials agree: the logarithm of the share is shrunk towards 0 by its scatter
 * between origins. */
#ifndef RESTOCK_FORECAST_SPARSE_H
#define RESTOCK_FORECAST_SPARSE_H

#include "base/parallel.h"
#include "rehearsal.h"

enum { SPARSE_CLASSES = 6 /* of records, by the number of periods with a sale */ };

/* The shares by class; 1 where the trials say nothing. */
void sparse_learn(double share[SPARSE_CLASSES], const struct rehearsal *rehearsal);

/* Scales the forecasts, be it today's or, so that what is learned from them afterwards is learned
 * of such forecasts, a trial's; and flags the series whose demand is lumpy (FLAG_LUMPY). */
void sparse_apply(const double share[SPARSE_CLASSES], struct forecasts *forecasts,
                  const struct panel *panel, struct team *team);

#endif
