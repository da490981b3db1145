/* What forecasts came to, added up over periods, series and origins, and the measures made of it.
 *
 * Periods in which stock was out do not count, since what was wanted then is not known; they are
 * counted apart.  Scaled measures are means over forecasts, a forecast being one series from one
 * origin: its error over what the naive forecast of one season (MASE) or of one period (RMSSE, SPL)
 * was wrong by, on average, up to the origin and from the first sale on (Hyndman and Koehler 2006;
 * Makridakis, Spiliotis and Assimakopoulos 2022).  Forecasts without such a scale, of constant
 * histories, have none and are left out of these means.  Shares (WAPE, bias, coverage) are of sums
 * over all. */
#ifndef RESTOCK_BACKTEST_SCORE_H
#define RESTOCK_BACKTEST_SCORE_H

#include "forecast/accuracy.h"

/* A mean in the making. */
struct scaled {
    double sum;
    double count;
};

/* Of one value; of none where it is MISSING. */
struct scaled scaled_of(double value);

struct score {
    double forecasts;     /* series times origins */
    struct errors errors; /* of the periods that count */
    double censored;      /* periods out of stock */
    struct scaled mase, rmsse, spl;
    double pinball; /* sum over periods of the mean loss over the quantiles, units */
    struct coverage coverage;
    double fallbacks; /* forecasts that a simpler method made, this one having too little history */
    double money;     /* sum of |actual - forecast| times what a unit is worth */
};

void score_add(struct score *sum, const struct score *score);

/* Each is MISSING where there is nothing to divide by. */
struct accuracy {
    double mase, rmsse;
    double wape, bias; /* shares of what sold; bias is positive where the forecast was too high */
    double pinball;    /* units a period */
    double spl;        /* scaled pinball loss as in M5 */
    double coverage50, coverage80, coverage95; /* shares of periods */
    double tracking_signal; /* (sum of forecast - actual) / mean |forecast - actual|: how many mean
                               errors the forecast is too high in all */
};

struct accuracy score_measures(const struct score *score);

/* Forecast value added: the share of the seasonal naive forecast's error that `score` saves, by
 * RMSSE and by absolute errors.  The first is the one to go by: forecasts are means, and a mean has
 * the least squared error, while the least absolute error of what sells rarely is had by
 * forecasting nothing. */
double score_value_added(const struct score *score, const struct score *naive);
double score_value_added_wape(const struct score *score, const struct score *naive);

#endif
