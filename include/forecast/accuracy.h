/* How good a forecast was.  Formulas as in Hyndman and Koehler (2006) and the M5 competition
 * (Makridakis, Spiliotis and Assimakopoulos 2022).
 *
 * Periods whose actual is MISSING do not count.  A measure of nothing is MISSING. */
#ifndef RESTOCK_FORECAST_ACCURACY_H
#define RESTOCK_FORECAST_ACCURACY_H

#include "num/dist.h"

#include <stddef.h>

/* Sums over periods; those of several series may be added up field by field. */
struct errors {
    double count;    /* periods */
    double absolute; /* sum of |actual - forecast| */
    double square;   /* sum of (actual - forecast)^2 */
    double over;     /* sum of forecast - actual */
    double actual;   /* sum of actuals */
};

struct errors errors_of(const double *actual, const double *forecast, size_t periods);
void errors_add(struct errors *sum, const struct errors *errors);

/* What the in-sample naive forecast does on average: |y[t] - y[t - season]| for MASE, and
 * (y[t] - y[t - 1])^2 for RMSSE.  0 for a constant history, MISSING for one without such a pair. */
double accuracy_scale(const double *history, size_t length, size_t season);
double accuracy_scale2(const double *history, size_t length);

/* Mean absolute scaled error: (absolute / count) / scale; root mean squared scaled error:
 * sqrt((square / count) / scale2).  MISSING where the scale is 0 or MISSING. */
double accuracy_mase(const struct errors *errors, double scale);
double accuracy_rmsse(const struct errors *errors, double scale2);

/* Weighted absolute percentage error: absolute / actual; bias: over / actual, positive when the
 * forecast is too high.  Shares, not percent; MISSING where nothing sold. */
double accuracy_wape(const struct errors *errors);
double accuracy_bias(const struct errors *errors);

/* The pinball loss of the forecast `quantile` of level p: p (y - q) above it, (1 - p) (q - y)
 * below. */
double accuracy_pinball(double actual, double quantile, double p);

/* The share of actuals inside [low, high], bounds included. */
double accuracy_coverage(const double *actual, const double *low, const double *high,
                         size_t periods);

/* Where an actual stands in the law that was forecast for it, from 0 to 1: P(D <= y).  Where the
 * law has mass at y itself, as a law of counts has, P(D < y) + u P(D = y): with u drawn evenly from
 * [0, 1) the result is spread evenly over [0, 1] if the law is right, which P(D <= y) is not, and
 * intervals between quantiles are not: those of counts cover more than their level by construction
 * (randomised probability integral transform; Czado, Gneiting and Held 2009).  u = 1/2 for a figure
 * without chance.  MISSING for a MISSING actual. */
double accuracy_pit(const struct dist *dist, double actual, double u);

/* How often actuals stood in the central 50, 80 and 95 % of their laws and at most at the 95 %
 * point; those of several series may be added up field by field. */
struct coverage {
    double count;
    double inside50, inside80, inside95; /* how many, of `count` */
    double below95;
};

/* Counts one more place; a MISSING one does not count. */
void coverage_count(struct coverage *coverage, double pit);
void coverage_add(struct coverage *sum, const struct coverage *coverage);

#endif
