/* Counts with a mean that moves: the dynamic negative binomial models of Snyder, Ord and Beaumont
 * (2012, International Journal of Forecasting 28, 485-496).
 *
 * Given the past, demand y[t] is negative binomial with mean mu[t] and variance c mu[t]; c > 1, or
 * Poisson, c = 1.  The mean follows demand:
 *
 *     damped     mu[t] = (1 - phi - alpha) mu + phi mu[t-1] + alpha y[t-1],   mu[1] = mu
 *     undamped   mu[t] = (1 - alpha) mu[t-1] + alpha y[t-1],                  mu[1] = mu
 *     static     mu[t] = mu
 *
 * With b = 1 / (c - 1) and a = b mu[t]:
 *
 *     P(y) = Gamma(a + y) / (Gamma(a) y!)  (b / (1 + b))^a  (1 / (1 + b))^y
 *
 * which is taken as it stands for amounts that are not whole too.  A MISSING demand leaves the mean
 * where it was expected to go (mu[t-1] stands in for y[t-1]) and adds nothing to the likelihood. */
#ifndef RESTOCK_FORECAST_NEGBIN_H
#define RESTOCK_FORECAST_NEGBIN_H

#include "forecast/model.h"

enum negbin_level { NEGBIN_STATIC, NEGBIN_UNDAMPED, NEGBIN_DAMPED };

struct negbin_fit {
    enum negbin_level level;
    bool poisson;
    double mu;     /* units per period */
    double alpha;  /* 0 of a static mean */
    double phi;    /* 1 - alpha of an undamped one, 0 of a static one */
    double fano;   /* c: variance over mean of a period, given its mean */
    double next;   /* mean of the period after the last */
    double loglik; /* with all constants */
    double aicc;
    size_t observed;
    size_t parameters;
};

/* Bytes that the functions below take from their arena at the most. */
size_t negbin_scratch(void);

/* Likelihood and criterion at the level, mu, alpha, phi and fano in `fit` (1: Poisson); fills the
 * rest. */
enum fit negbin_evaluate(const struct history *history, struct negbin_fit *fit);

/* The most likely parameters of one form. */
enum fit negbin_fit_form(const struct history *history, enum negbin_level level, bool poisson,
                         struct arena *scratch, struct negbin_fit *fit);

/* Of the six forms the one with the least AICc.  Where a Poisson form wins and demand clearly
 * scatters less than that, `fano` is what it scatters by, below 1. */
enum fit negbin_fit_best(const struct history *history, struct arena *scratch,
                         struct negbin_fit *fit);

/* Exact means and variances of the periods ahead and of their running sum. */
void negbin_moments(const struct negbin_fit *fit, size_t horizon, double *mean, double *variance,
                    double *sum_variance);

#endif
