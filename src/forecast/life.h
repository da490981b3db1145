/* The life of an item: new items, successors and ended ones. */
#ifndef RESTOCK_FORECAST_LIFE_H
#define RESTOCK_FORECAST_LIFE_H

#include "forecast/effects.h"
#include "forecast/forecast.h"

/* Changes the forecasts, after every series has its own and before they are made to agree.
 *
 * A series younger than eight weeks: its own rate, freed of the launch curve (launch.h), is blended
 * with what is to be expected of it: the level of the item that it succeeds or is `like`, at the
 * same location or, where that never sold there, over its locations by what these sell in all; else
 * the level of comparable items.  The weight of its own record is that of Bühlmann and Straub's
 * credibility (1970): w = spread / (spread + noise / exposure), the noise being the mean variance
 * of a period over comparable items.  The variance of a period at a level x is a x + b x^2, fitted
 * over these (launch.h).  What remains unknown of the rate, w noise / exposure in proportion to the
 * level found (the posterior variance of a gamma law), enters the variances, wholly shared between
 * periods.  Its first sale counts as one period of a usual sale.
 *
 * A series that has not sold has that level alone, as often as one would sell that has not for so
 * long since its launch date: the level times b / (b + t), the posterior mean of a gamma law of the
 * rate of occasions (occasions.h), and of comparable items times the share of those that ever sold.
 * One that sold once or twice since its launch, and is not young, sells as often as by that law,
 * each time as much as it did.
 *
 * A predecessor fades by half a week from the launch of its successor on.  Nothing sells before the
 * launch date of what has not sold yet, nor after the end date.
 *
 * `untouched`: models were asked for by name, and only series without a history get a forecast.
 * `inputs` and `effects` may be NULL. */
enum status MUST_CHECK life_apply(struct forecasts *forecasts, const struct panel *panel,
                                  const struct inputs *inputs, const struct effects *effects,
                                  bool untouched, struct fault *fault);

#endif
