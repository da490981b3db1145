/* Ridge regression: least squares with a price on large coefficients. */
#ifndef RESTOCK_NUM_RIDGE_H
#define RESTOCK_NUM_RIDGE_H

#include <stdbool.h>
#include <stddef.h>

/* Minimises sum_i weight[i] (y[i] - x[i] b)^2 + sum_j penalty[j] b[j]^2 through the normal
 * equations and GSL's Cholesky factors.  `x` is [rows * columns], row by row; `y` and `weight` are
 * [rows], a row of weight 0 does not count; `penalty` is [columns], at least a trifle where columns
 * may be collinear.  `normal` is scratch, [columns * columns].  Writes `b` [columns].  false if the
 * normal equations are not positive definite; b is then all 0.  Source: Hoerl and Kennard (1970),
 * Technometrics 12(1). */
bool ridge_fit(const double *x, const double *y, const double *weight, size_t rows, size_t columns,
               const double *penalty, double *normal, double *b);

#endif
