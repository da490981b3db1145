/* Series that agree with forecasts of what they sell together. */
#ifndef RESTOCK_FORECAST_RECONCILE_H
#define RESTOCK_FORECAST_RECONCILE_H

#include "hierarchy.h"
#include "task.h"

/* Makes the forecasts of the job agree with those of the totals of the assortment
 * (hierarchy.h).  Cells and totals are forecast as series are, from the end of the history and from
 * earlier origins; the errors of the latter weigh them against each other (num/mint.h), until every
 * total is the sum of its cells.  Each period of a cell is then spread over its series by their own
 * smoothed forecasts: means by one factor, within bounds, variances by its square, so that the
 * relative scatter of each stays what it was.  What never changes keeps its forecast.
 *
 * `window` is that of agree.h; 0: the forecasts of the nodes are left as they are.  Sources: Gross
 * and Sohl (1990), J. Forecasting 9(3); Athanasopoulos, Ahmed and Hyndman (2009), Int. J.
 * Forecasting 25(1), for top-down by forecast shares. */
enum status MUST_CHECK reconcile(const struct job *job, size_t window, struct arena *arena,
                                 struct team *team, struct fault *fault);

/* The last step alone: makes the series of each cell add up to the cell's forecast, within
 * bounds. */
enum status MUST_CHECK reconcile_spread(const struct hierarchy *hierarchy,
                                        const struct forecasts *nodes, struct forecasts *forecasts,
                                        struct arena *arena, struct fault *fault);

#endif
