/* The law of counts that scatter less than Poisson's: a mixture of two laws with the mean wanted.
 *
 * A binomial law of n trials with mean m has the variance m - m^2 / n.  Whole n give a ladder of
 * variances, from m - m^2 / ceil(m) up to Poisson's m; what lies between two rungs is had exactly
 * by mixing the two, since laws of one mean mix their variances.  Below the lowest rung stands the
 * law of whole numbers with the least variance that a mean leaves: floor(m) or floor(m) + 1, with
 * the variance f (1 - f), f = m - floor(m); here it counts as having 0 trials. */
#include "dist_parts.h"

#include "num/special.h"

#include <math.h>

double dist_least_variance(double mean)
{
    double share = mean - floor(mean);
    return share * (1.0 - share);
}

struct binomial_mix dist_binomial_mix(const struct dist *dist)
{
    double mean = dist->a;
    double variance = fmin(dist->b, mean);
    double lowest = fmax(ceil(mean), 1.0);
    double wanted = mean / (1.0 - variance / mean); /* m^2 / (m - variance) trials */
    double trials = fmin(floor(wanted), BINOMIAL_TRIALS);
    struct binomial_mix mix = {.mean = mean};
    if (trials >= lowest) {
        mix.trials[0] = trials;
        mix.trials[1] = trials + 1.0;
        mix.share[0] = fmin(fmax(trials * (trials + 1.0 - wanted) / wanted, 0.0), 1.0);
    } else {
        double least = dist_least_variance(mean);
        double rung = mean * (lowest - mean) / lowest;
        double share = rung > least ? (rung - variance) / (rung - least) : 1.0;
        mix.trials[0] = 0.0;
        mix.trials[1] = lowest;
        mix.share[0] = fmin(fmax(share, 0.0), 1.0);
    }
    mix.share[1] = 1.0 - mix.share[0];
    return mix;
}

struct binomial_part dist_binomial_part(const struct binomial_mix *mix, int i)
{
    double trials = mix->trials[i];
    double low = floor(mix->mean);
    if (trials <= 0.0) {
        double share = mix->mean - low;
        return (struct binomial_part){.shift = low, .trials = 1.0, .p = share, .q = 1.0 - share};
    }
    return (struct binomial_part){
        .trials = trials, .p = mix->mean / trials, .q = (trials - mix->mean) / trials};
}

double binomial_cdf(const struct binomial_part *part, double x)
{
    double k = floor(x) - part->shift;
    if (!(k >= 0.0)) {
        return 0.0;
    }
    return k < part->trials ? special_beta_lower(part->trials - k, k + 1.0, part->q, part->p) : 1.0;
}

double binomial_tail(const struct binomial_part *part, double x)
{
    double k = floor(x) - part->shift;
    if (!(k >= 0.0)) {
        return 1.0;
    }
    return k < part->trials ? special_beta_upper(part->trials - k, k + 1.0, part->q, part->p) : 0.0;
}

double binomial_mass(const struct binomial_part *part, double x)
{
    double k = x - part->shift;
    if (!(k >= 0.0) || k > part->trials || floor(k) < k) {
        return 0.0;
    }
    return special_beta_term(k, part->trials - k, part->p, part->q);
}

double dist_binomial(const struct dist *dist, double x, binomial_function *function)
{
    struct binomial_mix mix = dist_binomial_mix(dist);
    double sum = 0.0;
    for (int i = 0; i < BINOMIAL_PARTS; i++) {
        struct binomial_part part = dist_binomial_part(&mix, i);
        sum += mix.share[i] > 0.0 ? mix.share[i] * function(&part, x) : 0.0;
    }
    return fmin(sum, 1.0);
}
