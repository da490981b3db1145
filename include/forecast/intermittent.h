/* The published recursions of intermittent demand at given smoothing parameters, for comparison
 * with other programs.  The models croston, sba and tsb choose parameters and first values
 * themselves.
 *
 * First values here: the first size, the first interval (counted from the start of the history) and
 * the first occurrence (0 or 1), as R's forecast::croston and statsforecast take them.  A MISSING
 * period is passed over as if it were not there.  Without any demand the rate is 0. */
#ifndef RESTOCK_FORECAST_INTERMITTENT_H
#define RESTOCK_FORECAST_INTERMITTENT_H

#include <stddef.h>

/* Croston (1972): units per period after the last one.  Times 1 - alpha_interval / 2 it is the
 * approximately unbiased one of Syntetos and Boylan (2005). */
double croston_rate(const double *demand, size_t length, double alpha_size, double alpha_interval);

/* Teunter, Syntetos and Babai (2011). */
double tsb_rate(const double *demand, size_t length, double alpha_size, double alpha_chance);

#endif
