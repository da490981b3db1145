/* Ridge regression in passes: a first guess, then with flattened weekdays, then without outliers.
 */
#include "effects_fit.h"

#include "num/ridge.h"

#include <math.h>
#include <stdlib.h>

/* Days whose residual is farther off than this many robust standard deviations do not count. */
static const double OUTLIER_SD = 4.0;
/* Variance of the log of a group's total to begin with: 10 % scatter. */
static const double FIRST_NOISE = 0.01;
static const double LEAST_SD = 1e-3;

enum { PASSES = 4 };

static int double_order(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Robust standard deviation of the residuals of rows that count: 1.4826 times their median size. */
static double robust_sd(const double *residual, const double *weight, size_t rows, double *sorted)
{
    size_t count = 0;
    for (size_t i = 0; i < rows; i++) {
        if (weight[i] > 0.0) {
            sorted[count++] = fabs(residual[i]);
        }
    }
    if (count == 0) {
        return 0.0;
    }
    qsort(sorted, count, sizeof *sorted, double_order);
    return 1.4826 * sorted[count / 2];
}

/* The penalty is the noise variance over the variance that is expected of a coefficient. */
static void set_penalty(const struct effects_design *design, double noise, double persistence,
                        double *penalty)
{
    for (size_t j = 0; j < design->columns; j++) {
        bool year = j >= design->year_column && j < design->event_column;
        double spread = design->spread[j];
        penalty[j] = (year ? persistence : 1.0) * noise / (spread * spread);
    }
}

static void residuals(const struct effects_design *design, const double *y, const double *b,
                      size_t rows, double *residual)
{
    for (size_t i = 0; i < rows; i++) {
        double fitted = 0.0;
        for (size_t j = 0; j < design->columns; j++) {
            fitted += design->x[i * design->columns + j] * b[j];
        }
        residual[i] = y[i] - fitted;
    }
}

bool effects_fit(const struct effects_design *design, double persistence, const double *y,
                 double *weight, size_t history, size_t periods, double *b, struct arena *scratch)
{
    size_t columns = design->columns;
    double *penalty = ARENA_NEW(scratch, double, columns);
    double *normal = ARENA_NEW(scratch, double, columns *columns);
    double *residual = ARENA_NEW(scratch, double, history);
    double *sorted = ARENA_NEW(scratch, double, history);
    if (penalty == NULL || normal == NULL || residual == NULL || sorted == NULL) {
        return false;
    }
    double noise = FIRST_NOISE;
    for (int pass = 0; pass < PASSES; pass++) {
        set_penalty(design, noise, persistence, penalty);
        if (!ridge_fit(design->x, y, weight, history, columns, penalty, normal, b)) {
            return false;
        }
        residuals(design, y, b, history, residual);
        double sd = fmax(robust_sd(residual, weight, history, sorted), LEAST_SD);
        noise = sd * sd;
        if (pass == 0) {
            effects_flatten(design, b, periods);
            continue;
        }
        for (size_t i = 0; i < history; i++) {
            weight[i] = weight[i] > 0.0 && fabs(residual[i]) <= OUTLIER_SD * sd ? 1.0 : 0.0;
        }
    }
    return true;
}
