/* Tests whether a series wanders: how many differences make it stationary. */
#ifndef RESTOCK_NUM_UNITROOT_H
#define RESTOCK_NUM_UNITROOT_H

#include <stddef.h>

/* The statistic of Kwiatkowski, Phillips, Schmidt and Shin (1992, J. Econometrics 54) for a level:
 * the mean square of the running sum of x less its mean, over its long-run variance with Bartlett
 * weights up to `lags`.  Large for a series that wanders.  MISSING for a constant series.  `x` has
 * no gaps; `count` > 0. */
double kpss_level(const double *x, size_t count, size_t lags);

/* How often x must be differenced until the test no longer rejects a level at 5 % (0.463; lags
 * trunc(3 sqrt(n) / 13), as R's ndiffs), `most` at the most.  `x` [count] has no gaps and is
 * overwritten by its differences.  Stops at a constant series. */
size_t kpss_differences(double *x, size_t count, size_t most);

#endif
