/* What the simple methods share. */
#ifndef RESTOCK_FORECAST_MODELS_SIMPLE_H
#define RESTOCK_FORECAST_MODELS_SIMPLE_H

#include "base/missing.h"
#include "forecast/models.h"

/* Names the answer and leaves likelihood, criteria and variance unknown. */
void simple_start(struct prediction *prediction, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Adds a parameter to those that the answer lists. */
void simple_parameter(struct prediction *prediction, const char *name, double value);

/* The variance to assume around the only value that is known: a coefficient of variation of 1, as
 * an exponential amount has; a wide guess, and for a single unit that of a Poisson count. */
double simple_lone_variance(double value);

/* A flat forecast of `rate` whose periods scatter by `variance` around a level that is itself known
 * with `level_variance`:  Var = variance + level_variance for one period, and
 * H variance + H^2 level_variance for the sum of H, since an error of the level stays. */
void simple_flat(struct prediction *prediction, size_t horizon, double rate, double variance,
                 double level_variance);

/* A flat forecast of `rate`, a level that each period shifts by `weight` of its error, around which
 * demand scatters by `variance` (local level model; Hyndman, Koehler, Ord and Snyder 2008, 6.2):
 *
 *     Var(y[h]) = s^2 (1 + (h - 1) a^2),   Var(sum) = s^2 sum over j = 0 .. h - 1 of (1 + j a)^2
 *
 * On M5's days that holds for sums of 28 periods of the methods for intermittent demand. */
void simple_level(struct prediction *prediction, size_t horizon, double rate, double variance,
                  double weight);

/* The scratch of a method that needs none. */
size_t simple_no_scratch(size_t length, size_t season, size_t horizon);

#endif
