/* A planner's word on a forecast.
 *
 * A row of overrides.csv with the field `forecast` gives the mean demand per period of the run, for
 * the periods whose first day lies in its dates (without an end: to the horizon); where several
 * speak of a period the one that began last counts.  It is the last thing done to a forecast:
 * nothing that makes forecasts agree with each other takes it back, and no other series changes
 * with it (but what kits want of their components).
 *
 * With f = the planner's mean over ours, the spread keeps its proportion to the mean:
 *     amounts  variance' = f^2 variance
 *     counts   variance' = mean' + f^2 (variance - mean): chance scatters whole units by their mean
 *              whatever it is, and what is beyond that in proportion (as a negative binomial law of
 *              the same size)
 * A mean of 0 has no variance, and where ours was 0 the variance is the mean (Poisson).  Ours tells
 * little of a mean that is far above it: beyond f = 3, f^2 goes on as 3 f.  The running sum keeps
 * its correlations: with e = sqrt(variance' / variance) of the period and E that of the sum before
 * it, its step is variance' + e E (step - variance); the same f everywhere gives f^2 times all. */
#ifndef RESTOCK_FORECAST_RESTATE_H
#define RESTOCK_FORECAST_RESTATE_H

#include "forecast/forecast.h"

/* Puts the words of inputs->master.overrides into the forecasts, flags the series and keeps what
 * was there in forecasts->replaced, in the arena. */
enum status MUST_CHECK restate(struct forecasts *forecasts, const struct panel *panel,
                               const struct inputs *inputs, struct arena *arena,
                               struct fault *fault);

/* The same for the rows of a what-if on demand (panel/overlay.h), after planners' words, which they
 * scale as well: the factor of a period is that of its days still ahead.  Nothing is kept in
 * `replaced` and no series is flagged. */
enum status MUST_CHECK restate_overlay(struct forecasts *forecasts, const struct panel *panel,
                                       const struct inputs *inputs, struct arena *arena,
                                       struct fault *fault);

/* One series.  `word` is [horizon], MISSING where nobody said anything; the others too. */
void restate_series(const double *word, bool counts, double *mean, double *variance,
                    double *sum_variance, size_t horizon);

/* The row that speaks of a period, of those of a sku-location; NULL: none. */
const struct override_row *restate_row(const struct panel *panel, const struct inputs *inputs,
                                       uint32_t sku, uint32_t location, int32_t period);

/* Rows on forecasts that are not over and of which there is no series. */
size_t restate_lost(const struct panel *panel, const struct inputs *inputs);

#endif
