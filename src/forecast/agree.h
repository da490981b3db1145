/* Forecasts of series that agree with what their group sells. */
#ifndef RESTOCK_FORECAST_AGREE_H
#define RESTOCK_FORECAST_AGREE_H

#include "forecast/effects.h"
#include "forecast/forecast.h"

/* Scales the forecasts of each group of calendar effects so that their total comes to what the
 * group's own recent level says: a level that moves everywhere shows in the total, where each
 * series hides it in its noise.
 *
 * The group's level is its sales of the last `window` periods over its factors there, both weighted
 * so that a period counts half as much as one a sixth of the window later, and without what
 * promotions added;
 * its forecast is that level times the factors ahead.  Means are multiplied by the ratio of that to
 * the total of the series' forecasts, variances by its square; the ratio is shrunk by the noise of
 * the group's total and stays within fixed bounds. Series that are younger than the window or were
 * out of stock in it are scaled but not asked; constant ones stay. Source of the idea: top-down
 * reconciliation, Gross and Sohl (1990), J. Forecasting 9(3). */
enum status MUST_CHECK agree(struct forecasts *forecasts, const struct panel *panel,
                             const struct effects *effects, size_t window, struct fault *fault);

#endif
