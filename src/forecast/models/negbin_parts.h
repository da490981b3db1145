/* What the files of the count model share among themselves: a history made ready, and the
 * likelihood at a point. */
#ifndef RESTOCK_FORECAST_MODELS_NEGBIN_PARTS_H
#define RESTOCK_FORECAST_MODELS_NEGBIN_PARTS_H

#include "forecast/negbin.h"

enum { NEGBIN_MEAN_MOST = 3, NEGBIN_VARIABLES_MOST = 4 };

struct negbin_data {
    const struct history *history;
    size_t known;
    double mean;
    double most;
    double constants; /* sum of log y! */
};

/* Where the likelihood is taken. */
struct negbin_point {
    enum negbin_level level;
    bool poisson;
    double mu, alpha, phi;
    double b;
};

/* Derivatives of minus twice the log-likelihood by mu, alpha, phi and, last, log b. */
struct negbin_slopes {
    double gradient[NEGBIN_VARIABLES_MOST];
    double curvature[NEGBIN_MEAN_MOST][NEGBIN_MEAN_MOST];
    double cross[NEGBIN_MEAN_MOST]; /* of mu, alpha, phi with log b */
    double curvature_b;
    double scores_b; /* twice the sum of squared scores */
};

/* False where demand is negative. */
bool negbin_data_of(struct negbin_data *data, const struct history *history);

/* The log-likelihood, less its constants; `next` is the mean of the period after the last. */
double negbin_loglik(const struct negbin_data *data, const struct negbin_point *point,
                     double *next);

/* The same with its slopes, for the first `means` of mu, alpha and phi and for log b. */
double negbin_loglik_slopes(const struct negbin_data *data, const struct negbin_point *point,
                            size_t means, struct negbin_slopes *slopes);

/* Pearson's estimate of c: the sum of (y - mu[t])^2 / mu[t] over `free` degrees of freedom. */
double negbin_pearson(const struct negbin_data *data, const struct negbin_point *point,
                      double free);

#endif
