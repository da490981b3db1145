/* Unit-root tests. */
#include "num/unitroot.h"

#include "base/missing.h"

#include <math.h>
#include <stdbool.h>

/* Of the level test at 5 %: Kwiatkowski et al. (1992), table 1. */
static const double CRITICAL = 0.463;

/* A series that varies by less than this share of its size does not vary at all (as R's
 * all.equal). */
static const double SAME = 1.5e-8;

double kpss_level(const double *x, size_t count, size_t lags)
{
    const double n = (double)count;
    double mean = 0.0;
    for (size_t t = 0; t < count; t++) {
        mean += x[t] / n;
    }
    double running = 0.0, squares = 0.0, variance = 0.0;
    for (size_t t = 0; t < count; t++) {
        double residual = x[t] - mean;
        running += residual;
        squares += running * running;
        variance += residual * residual;
    }
    for (size_t lag = 1; lag <= lags && lag < count; lag++) {
        double weight = 1.0 - (double)lag / ((double)lags + 1.0);
        double product = 0.0;
        for (size_t t = lag; t < count; t++) {
            product += (x[t] - mean) * (x[t - lag] - mean);
        }
        variance += 2.0 * weight * product;
    }
    return variance > 0.0 ? squares / (n * variance) : MISSING;
}

static bool is_constant(const double *x, size_t count)
{
    double size = 0.0, apart = 0.0;
    for (size_t t = 0; t < count; t++) {
        size += fabs(x[0]);
        apart += fabs(x[t] - x[0]);
    }
    return apart <= SAME * size;
}

size_t kpss_differences(double *x, size_t count, size_t most)
{
    size_t d = 0;
    while (d < most && count > 1 && !is_constant(x, count)) {
        size_t lags = (size_t)(3.0 * sqrt((double)count) / 13.0);
        if (!(kpss_level(x, count, lags) > CRITICAL)) {
            break;
        }
        count--;
        for (size_t t = 0; t < count; t++) {
            x[t] = x[t + 1] - x[t];
        }
        d++;
    }
    return d;
}
