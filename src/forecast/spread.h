/* By how much laws are too narrow or too wide: one factor for the variance of many forecasts.
 *
 * A law is that of dist_of_demand, and of a lumpy series the plan's own (outlook_law); there the
 * factor is for what its demands scatter by beyond Poisson's law.
 *
 * The factor is the one with which the central 50, 80 and 95 % of the laws hold on average as many
 * actuals as they should, where a law of counts spreads its mass at the actual evenly (see
 * accuracy_pit).
 *
 * What is learned is shrunk towards what was believed before: the logarithm x of the factor has the
 * least
 *
 *     (gap(x) / noise)^2 + ((x - believed) / doubt)^2 + 2 n (surprise(x) - surprise(believed))+
 *
 * gap(x) being the mean excess of coverage and surprise(x) minus the mean log density of the
 * actuals, which speaks for a few (n) of them only and only against a move: coverage of slow movers
 * hardly depends on the factor, and what they lack in shape no factor mends.  Actuals of one origin
 * have their weather in common, so the noise comes from how far the gaps of the origins differ,
 * with a belief of how far they usually do, which is all there is to say of a single origin. */
#ifndef RESTOCK_FORECAST_SPREAD_H
#define RESTOCK_FORECAST_SPREAD_H

#include "forecast/outlook.h"

enum { SPREAD_ORIGINS = 8 };

/* One forecast and what came of it. */
struct outcome {
    double mean;
    double variance;             /* what the factor is for */
    double apart;                /* variance beside it, which stays as it is */
    double actual;               /* not MISSING */
    const struct outlook *lumpy; /* whose law it is; NULL: that of two moments */
    bool counts;
    unsigned origin; /* below SPREAD_ORIGINS */
};

struct belief {
    double value; /* logarithm of the factor */
    double doubt; /* its standard deviation */
    double apart; /* standard deviation of the coverage gap between origins, as a share */
};

/* The logarithm of the factor; the belief itself when there is no outcome.  Cost: two distribution
 * functions for each outcome and each of the factors tried. */
double spread_learn(const struct outcome *outcome, size_t count, const struct belief *belief);

#endif
