/* What the scatter of estimated parameters does to a forecast, to first order.
 *
 * With J the derivatives of the one-step errors with respect to the parameters, the estimates have
 * covariance sigma^2 (J'J)^-1; a forecast with derivatives d varies by sigma^2 d' (J'J)^-1 d. */
#ifndef RESTOCK_FORECAST_MODELS_ESTIMATES_H
#define RESTOCK_FORECAST_MODELS_ESTIMATES_H

#include <stddef.h>

enum { ESTIMATES_MOST = 4 };

struct estimates {
    size_t count;                                  /* parameters */
    double matrix[ESTIMATES_MOST][ESTIMATES_MOST]; /* J'J, lower triangle; then its factor */
};

/* Adds a row of J. */
void estimates_add(struct estimates *estimates, const double *row);
/* Cholesky's factor in place of J'J; a parameter that depends on those before it is left out. */
void estimates_factorise(struct estimates *estimates);
/* d' (J'J)^-1 d, after the factor is made. */
double estimates_spread(const struct estimates *estimates, const double *d);

#endif
