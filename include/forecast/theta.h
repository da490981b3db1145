/* The Theta method (Assimakopoulos and Nikolopoulos 2000): a straight line and exponential
 * smoothing, together.
 *
 * Four kinds.  `theta` is the method as R's forecast::thetaf computes it: simple exponential
 * smoothing plus half the slope of the line through all periods (Hyndman and Billah 2003).  The
 * others are the state-space models of Fiorucci, Pellegrini, Louzada, Petropoulos and Koehler
 * (2016), with level l, line a + b t and w = 1 - 1/theta:
 *
 *     f(t) = l(t-1) + w g(t),   g(t) = (1 - alpha)^(t-1) a + (1 - (1 - alpha)^t) / alpha b
 *     l(t) = l(t-1) + alpha (y(t) - l(t-1))
 *
 *     otm   optimised: the line is that of all periods, theta is estimated
 *     dstm  dynamic standard: the line before period t is that of periods 1 .. t-1; theta = 2
 *     dotm  dynamic optimised: both
 *
 * The first level, alpha and theta are those of the least sum of squared errors.  Given alpha the
 * forecasts are linear in the first level and in w, so only alpha is searched for, and the least
 * is found for certain but for the fineness of the first grid.
 *
 * Seasons, where the autocorrelation at the season's lag says that there are some, are taken out
 * first by classical decomposition and put back into the forecast.
 *
 * A MISSING period leaves the level of `theta` where it is, and that of the others where their
 * forecast would have put it; it adds nothing to any sum. */
#ifndef RESTOCK_FORECAST_THETA_H
#define RESTOCK_FORECAST_THETA_H

#include "base/arena.h"
#include "forecast/model.h"

#include <stdbool.h>
#include <stddef.h>

enum theta_kind { THETA_CLASSIC, THETA_OPTIMISED, THETA_DYNAMIC, THETA_DYNAMIC_OPTIMISED };
enum theta_season { THETA_SEASON_NONE, THETA_SEASON_ADDED, THETA_SEASON_TIMES };

struct theta_fit {
    enum theta_kind kind;
    enum theta_season season;
    const double *index; /* [m] seasonal figure of the periods k, k + m, ..; NULL: none */
    double alpha;
    double theta;
    double level0;   /* before the first known period */
    double level;    /* after the last; of the data without season, like all that follows */
    double slope;    /* of the line through all known periods, per period */
    double squares;  /* sum of the squared errors */
    size_t observed; /* known periods */
    double sigma2;   /* squares / (observed - parameters, those of season and slope too) */
};

/* Bytes that the two below take from the arena at the most. */
size_t theta_scratch(size_t length, size_t season, size_t horizon);

/* Fits one kind and forecasts: mean, variance and variance of the running sum [horizon], exact for
 * the model with its seasonal figure given, and with the uncertainty of the fitted level and slope.
 * FIT_SHORT below THETA_LEAST known periods. */
enum { THETA_LEAST = 4 };
enum fit theta_run(const struct history *history, enum theta_kind kind, size_t horizon,
                   struct arena *scratch, struct theta_fit *fit, struct prediction *prediction);

/* Whether the autocorrelation at lag m exceeds 1.645 standard errors (Bartlett's, from the lags
 * below m), over more than two seasons. */
bool theta_seasonal(const double *demand, size_t length, size_t season);

#endif
