/* How good a forecast was.  Formulas as in Hyndman and Koehler (2006) and the M5 competition
 * (Makridakis, Spiliotis and Assimakopoulos 2022).
 *
 * Periods whose actual is MISSING do not count.  A measure of nothing is MISSING. */
#ifndef RESTOCK_FORECAST_ACCURACY_H
#define RESTOCK_FORECAST_ACCURACY_H

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

#endif
