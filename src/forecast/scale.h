/* A forecast scaled period by period. */
#ifndef RESTOCK_FORECAST_SCALE_H
#define RESTOCK_FORECAST_SCALE_H

#include <stdbool.h>
#include <stddef.h>

/* Scales period h by f = factor[h] >= 0, all [horizon]: the mean by f, the variance by f^2; with
 * `chance` the part of it that is chance alone (Poisson's, as much as the mean) goes with f.  Of
 * the running sum's variance the part that is the periods' own is scaled like each one's, and the
 * covariances by the square of the mean factor so far; it never falls. */
void scale_periods(double *mean, double *variance, double *sum_variance, const double *factor,
                   size_t horizon, bool chance);

/* Adds the doubt of factors that stand in the means: in periods of which a share [horizon] is under
 * one, it is exp(x) with x normal of variance `scatter`, which adds mean^2 (exp(scatter) - 1) (the
 * squared coefficient of variation of a lognormal law).  All periods of a run without a break share
 * their factor, runs do not: the running sum gets the square of each run's sum. */
void scale_doubt(const double *mean, double *variance, double *sum_variance, const double *share,
                 size_t horizon, double scatter);

#endif
