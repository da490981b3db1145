/* Scaling by one factor for each period. */
#include "scale.h"

#include <math.h>

void scale_periods(double *mean, double *variance, double *sum_variance, const double *factor,
                   size_t horizon, bool chance)
{
    double own = 0.0;
    double scaled = 0.0;
    double factors = 0.0;
    double before = 0.0; /* the sum's variance so far */
    for (size_t h = 0; h < horizon; h++) {
        double square = factor[h] * factor[h];
        double lucky = chance ? fmin(variance[h], mean[h]) : 0.0;
        double period = (variance[h] - lucky) * square + lucky * factor[h];
        own += variance[h];
        scaled += period;
        factors += factor[h];
        double mean_factor = factors / (double)(h + 1);
        double shared = (sum_variance[h] - own) * mean_factor * mean_factor;
        mean[h] *= factor[h];
        variance[h] = period;
        sum_variance[h] = before = fmax(scaled + shared, before);
    }
}

void scale_doubt(const double *mean, double *variance, double *sum_variance, const double *share,
                 size_t horizon, double scatter)
{
    double variation = sqrt(expm1(scatter));
    double ended = 0.0; /* variance of the runs before */
    double run = 0.0;   /* standard deviation of the run so far */
    for (size_t h = 0; h < horizon; h++) {
        if (!(share[h] > 0.0)) {
            ended += run * run;
            run = 0.0;
        }
        double own = share[h] * mean[h] * variation;
        run += own;
        variance[h] += own * own;
        sum_variance[h] += ended + run * run;
    }
}
