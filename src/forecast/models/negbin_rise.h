/* The gamma function's rise from a to a + y, and how it changes with a. */
#ifndef RESTOCK_FORECAST_MODELS_NEGBIN_RISE_H
#define RESTOCK_FORECAST_MODELS_NEGBIN_RISE_H

#include <math.h>

struct rise {
    /* log(Gamma(a + y) / Gamma(a)) in two parts, log(product) + logarithm, so that the logarithms
     * of many small products can be taken together (struct log_sum) */
    double product; /* 1e-9 to 1e72, or 0 */
    double logarithm;
    double slope; /* its derivative by a: sum of 1 / (a + i) for i < y where y is whole */
    double bend;  /* minus the second: sum of 1 / (a + i)^2 */
};

/* a > 0, y >= 0.  Relative precision some 1e-12 where y is whole and up to 32; 1e-9 of log Gamma(a
 * + y) otherwise. */
struct rise rise_of(double a, double y);
struct rise rise_log(double a, double y); /* the logarithm alone */

/* A sum of logarithms of which few are taken. */
struct log_sum {
    double sum;
    double product;
};

static inline void log_sum_add(struct log_sum *total, double product, double logarithm)
{
    total->sum += logarithm;
    total->product *= product;
    if (!(total->product < 1e100 && total->product > 1e-100)) {
        total->sum += log(total->product);
        total->product = 1.0;
    }
}

static inline double log_sum_of(const struct log_sum *total)
{
    return total->sum + log(total->product);
}

#endif
