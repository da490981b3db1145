/* How well forecasts of series do at every level of the assortment. */
#ifndef RESTOCK_FORECAST_LEVELS_H
#define RESTOCK_FORECAST_LEVELS_H

#include "hierarchy.h"

/* The error of the forecasts `mean` [panel->count * horizon] over the periods that followed an
 * earlier view of a panel, each multiplied by ratio[cell, period] unless that is NULL: RMSSE of
 * every series, cell and total, weighted by units sold in the history's last year, then the mean
 * over the levels.  MISSING where nothing followed, or memory ran out.  Source: the score of the M5
 * competition, Makridakis, Spiliotis and Assimakopoulos (2022), Int. J. Forecasting 38(4). */
double levels_error(const struct hierarchy *hierarchy, const struct panel *panel,
                    const double *mean, size_t horizon, const double *ratio, struct arena *scratch);

#endif
