/* Several models' answers made into one. */
#ifndef RESTOCK_FORECAST_COMBINE_H
#define RESTOCK_FORECAST_COMBINE_H

#include "forecast/model.h"

/* The mean of the means, period by period (trimmed: without the lowest and the highest of four or
 * more), and the variance of the models' pooled law
 * about it: for forecasts m_i with variances v_i, Var = mean of v_i + (m_i - m)^2, which is what a
 * draw from a model at random has (linear opinion pool).  Running sums likewise, with the running
 * sums of the means.  `single` is [count], `combined` has room of its own. */
void combine(struct prediction *combined, const struct prediction *single, size_t count,
             size_t horizon, bool trimmed);

#endif
