/* Seasonal ARIMA with regressors: exact likelihood, fit, automatic choice of the orders, forecast.
 *
 *     z(t) = y(t) - x(t) b                                    what the regressors leave
 *     w(t) = (1 - B)^d (1 - B^m)^D z(t) - c                   stationary
 *     phi(B) Phi(B^m) w(t) = theta(B) Theta(B^m) e(t),        e(t) ~ N(0, sigma2)
 *
 * with phi(B) = 1 - ar[0] B - .. and theta(B) = 1 + ma[0] B + .. (signs as in R).  c is there when
 * `constant` is asked for: the mean of z for d + D = 0, the drift of z per period for d + D = 1
 * (then w has the mean c, or c m for a seasonal difference), nothing for d + D >= 2.
 *
 * The likelihood is that of the differenced data (Box and Jenkins), which is the diffuse likelihood
 * of the data themselves; a MISSING period is a free value there, integrated out (Gomez, Maravall
 * and Pena 1999, J. Econometrics 88), so that gaps cost no accuracy; of more than 48 gaps the
 * oldest are filled by their neighbours a season away instead.  Coefficients of regressors are
 * estimated with the rest by maximum likelihood.  Criteria as in R's `Arima`: loglik with all
 * constants, n = known periods - d - D m, k = all coefficients + 1 for sigma2, aicc and bic with
 * that n, and sigma2 = S / (n - k + 1). */
#ifndef RESTOCK_FORECAST_ARIMA_H
#define RESTOCK_FORECAST_ARIMA_H

#include "base/arena.h"
#include "forecast/model.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    ARIMA_ORDER_MOST = 5,                                          /* of p and q */
    ARIMA_SEASON_MOST = 2,                                         /* of P and Q */
    ARIMA_DIFF_MOST = 2,                                           /* of d; D is 0 or 1 */
    ARIMA_COUNT_MOST = 2 * (ARIMA_ORDER_MOST + ARIMA_SEASON_MOST), /* p + q + P + Q */
};

struct arima_order {
    size_t p, d, q; /* of the periods */
    size_t P, D, Q; /* of the seasons; all 0 where the history has none (season 1) */
    bool constant;  /* a mean or a drift; passed over where d + D >= 2 */
};

/* Regressors, row after row; NULL for none.  A row goes with each period. */
struct arima_regressors {
    const double *x; /* [rows * columns] */
    size_t columns;
};

struct arima_state; /* where the history ends: what a forecast goes on from */

struct arima_fit {
    struct arima_order order;
    size_t season; /* m; 1 without */
    double ar[ARIMA_ORDER_MOST], ma[ARIMA_ORDER_MOST];
    double sar[ARIMA_SEASON_MOST], sma[ARIMA_SEASON_MOST];
    double partial[ARIMA_COUNT_MOST]; /* [p + q + P + Q] partial autocorrelations, what is searched:
                                         to begin again from */
    double constant;                  /* mean, or drift per period; MISSING without */
    double *coefficient;              /* [columns] of the regressors; 0 for one that is dropped */
    size_t columns;
    size_t dropped; /* regressors that are constant, collinear, or nowhere known */
    double sigma2;  /* of e */
    double loglik, aic, aicc,
        bic;           /* MISSING for a history without noise; aicc also for a short one */
    size_t observed;   /* n */
    size_t parameters; /* k */
    struct arima_state *state;
};

/* Bytes that the two fits take from the arena at the most. */
size_t arima_scratch(size_t length, size_t season, size_t columns);
/* Bytes that arima_forecast takes; it gives them back. */
size_t arima_forecast_scratch(size_t length, size_t season, size_t horizon);

/* Fits the order given, by maximum likelihood.  `regressors` (NULL: none) has history->length rows;
 * a period with a MISSING regressor counts as MISSING, a column without any known value is dropped.
 * What `fit` points to lives in `scratch`; the history and the regressors need not outlive the
 * call.
 *
 * FIT_SHORT: too few periods for the differences or the coefficients; FIT_UNSUITABLE: an order
 * beyond the limits above, or a season without one in the history; FIT_NOT_CONVERGED: nothing
 * finite found. */
enum fit arima_fit_order(const struct history *history, const struct arima_order *order,
                         const struct arima_regressors *regressors, struct arena *scratch,
                         struct arima_fit *fit);

/* Chooses the orders as Hyndman and Khandakar (2008, J. Stat. Software 27(3)), in the present
 * form of R's auto.arima: seasonal difference by the strength of the season, differences by KPSS
 * tests, then a stepwise search for the least aicc among exact likelihoods (with more than four
 * gaps and regressors: of what these leave, the chosen order then fitted to all).  A history
 * without enough for anything else gets a mean or a random walk; FIT_SHORT only without any known
 * value. */
enum fit arima_fit_auto(const struct history *history, const struct arima_regressors *regressors,
                        struct arena *scratch, struct arima_fit *fit);

/* Fits the order of an earlier fit by arima_fit_auto, without regressors, from its `partial`; or,
 * with `same`, takes these as they are: for the very history of the earlier fit that gives the same
 * fit to the last bit.  Anything but FIT_OK asks for arima_fit_auto, also where the tests now want
 * other differences, or the parameters come too near to a unit root. */
enum fit arima_fit_again(const struct history *history, const struct arima_fit *before, bool same,
                         struct arena *scratch, struct arima_fit *fit);

/* Mean, variance and variance of the running sum of periods 1 .. horizon behind the history, each
 * [horizon], in the units of the history.  `future` (NULL: none) has `horizon` rows of the fit's
 * columns; a MISSING value there stands for the column's mean in the history.  Variances are those
 * of the process with the parameters known, the history finite. */
enum fit arima_forecast(const struct arima_fit *fit, size_t horizon,
                        const struct arima_regressors *future, struct arena *scratch, double *mean,
                        double *variance, double *sum_variance);

/* "ARIMA(0,1,1)(0,1,1)[12]", with " c" behind it for a mean or a drift. */
void arima_label(const struct arima_fit *fit, char label[MODEL_LABEL_SIZE]);

#endif
