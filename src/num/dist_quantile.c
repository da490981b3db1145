/* Quantiles: the least x with P(D <= x) >= p.
 *
 * Measured per call, nine levels from 1e-9 to 1 - 1e-9: counts with a mean below 32, 0.03 to 0.2
 * microseconds (masses added up from nothing; those of a variance a hundred times the mean up to
 * 9); larger Poisson means 0.2 to 2; negative binomials 0.5 to 2, very skewed ones 2 to 9; gamma
 * 0.2 to 2.5; binomial 0.1 to 0.3 up to that mean, and 2 to 3. */
#include "dist_parts.h"
#include "num/special.h"

#include <assert.h>
#include <math.h>

/* Counts up to this mean are added up from 0. */
static const double SMALL_MEAN = 300.0;
/* A law more skewed than this is too far from normal for the Cornish-Fisher start. */
static const double SKEW_LIMIT = 1.0;
/* Cumulated masses are trusted to this; nearer to p the distribution function itself decides, so
 * that quantile and cdf never disagree. */
static const double SUM_RESOLUTION = 1e-12;
/* A DIST_DISCRETE counts as having reached p from this far below: its masses are decimal fractions
 * whose sum 0.1 + 0.2 + ... falls short by rounding. */
static const double MASS_RESOLUTION = 1e-12;
/* Masses from here down may have lost digits to underflow. */
static const double MASS_LEAST = 1e-290;
enum { WALK_STEPS = 48, SMALL_STEPS = 1500, NEWTON_STEPS = 60, SEARCH_STEPS = 200 };

/* Whole numbers are exact up to here; no quantity comes near. */
static const double COUNT_LIMIT = 9e15;

/* Beyond this mean a unit is no more than rounding, and the gamma law of the same moments does. */
static const double FEW_UNITS = 1e15;

static double discrete_quantile(const struct dist *dist, double p)
{
    double sum = 0.0;
    size_t last = 0;
    for (size_t i = 0; i < dist->count; i++) {
        sum += dist->mass[i];
        if (dist->mass[i] > 0.0) {
            last = i;
        }
        if (sum >= p - MASS_RESOLUTION && dist->mass[i] > 0.0) {
            break;
        }
    }
    return dist->origin + (double)last * dist->step;
}

/* A start for the quantile of the gamma law with scale 1, as its logarithm. */
static double gamma_start(double shape, double p)
{
    double z = special_normal_quantile(p);
    /* Wilson and Hilferty 1931: the cube root is nearly normal. */
    double root = 1.0 - 1.0 / (9.0 * shape) + z / (3.0 * sqrt(shape));
    if (shape >= 1.0 && root > 0.2) {
        return log(shape) + 3.0 * log(root);
    }
    /* P(a, x) is about x^a / Gamma(a + 1) when x is small. */
    return (log(p) + lgamma(shape + 1.0)) / shape;
}

/* Newton's method on log P or log Q, whichever is the smaller probability, over u = log x: both are
 * concave, so the steps settle without overshooting for long. */
static double gamma_quantile(double shape, double p)
{
    bool lower = p <= 0.5;
    double goal = lower ? log(p) : log1p(-p);
    double u = gamma_start(shape, p);
    for (int i = 0; i < NEWTON_STEPS; i++) {
        double x = exp(u);
        double probability = lower ? special_gamma_lower(shape, x) : special_gamma_upper(shape, x);
        double slope = shape * special_gamma_term(shape, x) / probability;
        double step = (goal - log(probability)) / (lower ? slope : -slope);
        if (!isfinite(step)) {
            break; /* x has underflowed: the start is the answer to all digits there are */
        }
        step = fmin(fmax(step, -4.0), 4.0);
        u += step;
        if (fabs(step) < 1e-14 * fmax(1.0, fabs(u))) {
            break;
        }
    }
    return exp(u);
}

/* Masses with f(j) / f(j - 1) = u + v / j. */
struct steps {
    double u;
    double v;
    double mean;
    double sd;
    double skew;
    double kurtosis; /* in excess of the normal law's */
};

static struct steps count_steps(const struct dist *dist)
{
    struct steps steps = {.mean = dist_mean(dist), .sd = sqrt(dist_variance(dist)), .v = dist->a};
    if (dist->kind == DIST_POISSON) {
        steps.skew = 1.0 / steps.sd;
        steps.kurtosis = 1.0 / steps.mean;
        return steps;
    }
    double p = dist->b;
    double q = 1.0 - p;
    steps.u = q;
    steps.v = q * (dist->a - 1.0);
    steps.skew = (1.0 + q) / sqrt(dist->a * q);
    steps.kurtosis = 6.0 / dist->a + p * p / (dist->a * q);
    return steps;
}

/* Is P(D <= k) >= p, where `sum` is nearly P(D <= k)? */
static bool reached(const struct dist *dist, double k, double sum, double p)
{
    if (fabs(sum - p) > SUM_RESOLUTION) {
        return sum > p;
    }
    return dist_cdf(dist, k) >= p;
}

/* Steps one by one from k, where P(D <= k) is `sum` and the mass `mass`, to the quantile; negative
 * when that is farther than `limit` steps. */
static double walk(const struct dist *dist, const struct steps *steps, double k, double sum,
                   double mass, double p, int limit)
{
    if (!reached(dist, k, sum, p)) {
        double nearly = p - SUM_RESOLUTION;
        for (int i = 0; i < limit; i++) {
            k += 1.0;
            mass *= steps->u + steps->v / k;
            sum += mass;
            if (sum >= nearly && reached(dist, k, sum, p)) {
                return k;
            }
        }
        return -1.0;
    }
    for (int i = 0; i < limit; i++) {
        if (k <= 0.0 || !reached(dist, k - 1.0, sum - mass, p)) {
            return k;
        }
        sum -= mass;
        mass /= steps->u + steps->v / k;
        k -= 1.0;
    }
    return -1.0;
}

/* Newton's steps on the distribution function, kept inside a bracket that halves when they stall.
 */
static double search(const struct dist *dist, const struct steps *steps, double k, double p)
{
    double below = -1.0;        /* P(D <= below) < p */
    double above = COUNT_LIMIT; /* P(D <= above) >= p, taken for granted */
    k = fmin(fmax(floor(k), 0.0), COUNT_LIMIT);
    double stride = fmax(1.0, floor(steps->sd));
    for (int i = 0; i < SEARCH_STEPS && above - below > 1.0; i++) {
        double value = dist_cdf(dist, k);
        if (value >= p) {
            above = k;
        } else {
            below = k;
        }
        double mass = dist_density(dist, k);
        double next = ceil(k + (p - value) / mass);
        if (i % 3 == 2) {
            /* Every third step widens or halves, so that the end is certain. */
            next = above >= COUNT_LIMIT ? below + stride : below + floor(0.5 * (above - below));
            stride *= 8.0;
        }
        if (!(next > below)) { /* also when the mass has underflowed */
            next = below + floor(0.5 * (fmin(above, below + 2.0 * stride) - below));
        }
        k = fmax(fmin(next, above - 1.0), below + 1.0);
    }
    return above;
}

static double count_quantile(const struct dist *dist, double p)
{
    struct steps steps = count_steps(dist);
    if (steps.mean <= SMALL_MEAN) {
        double none = dist_density(dist, 0.0);
        double found = walk(dist, &steps, 0.0, none, none, p, SMALL_STEPS);
        return found >= 0.0 ? found : search(dist, &steps, SMALL_STEPS, p);
    }
    if (steps.mean > FEW_UNITS) {
        double shape = steps.mean / steps.sd * (steps.mean / steps.sd);
        return steps.mean / shape * gamma_quantile(shape, p);
    }
    double z = special_normal_quantile(p);
    if (steps.skew > SKEW_LIMIT) {
        double shape = 4.0 / (steps.skew * steps.skew);
        double start = gamma_quantile(shape, p) * steps.sd * 0.5 * steps.skew;
        return search(dist, &steps, start, p);
    }
    /* Cornish and Fisher's expansion to the fourth moment. */
    double w = z + (z * z - 1.0) * steps.skew / 6.0 + (z * z - 3.0) * z * steps.kurtosis / 24.0 -
               (2.0 * z * z - 5.0) * z * steps.skew * steps.skew / 36.0;
    double k = fmax(floor(steps.mean + steps.sd * w), 0.0);
    double sum = dist_cdf(dist, k);
    double found = walk(dist, &steps, k, sum, dist_density(dist, k), p, WALK_STEPS);
    return found >= 0.0 ? found : search(dist, &steps, k, p);
}

/* Adds up the masses of both parts from 0; negative where they begin too small to be told, or when
 * that takes too long. */
static double binomial_walk(const struct dist *dist, double p)
{
    struct binomial_mix mix = dist_binomial_mix(dist);
    struct binomial_part part[BINOMIAL_PARTS];
    double mass[BINOMIAL_PARTS];
    for (int i = 0; i < BINOMIAL_PARTS; i++) {
        part[i] = dist_binomial_part(&mix, i);
        mass[i] = binomial_mass(&part[i], part[i].shift);
        if (mass[i] < MASS_LEAST) {
            return -1.0;
        }
    }
    double sum = 0.0;
    for (double k = 0.0; k < SMALL_STEPS; k += 1.0) {
        for (int i = 0; i < BINOMIAL_PARTS; i++) {
            double j = k - part[i].shift;
            if (j > 0.0) {
                mass[i] *= fmax(part[i].trials - j + 1.0, 0.0) / j * (part[i].p / part[i].q);
            }
            sum += j >= 0.0 ? mix.share[i] * mass[i] : 0.0;
        }
        if (reached(dist, k, sum, p)) {
            return k;
        }
    }
    return -1.0;
}

static double binomial_quantile(const struct dist *dist, double p)
{
    struct steps steps = {.mean = dist->a, .sd = sqrt(dist->b)};
    if (steps.mean <= SMALL_MEAN) {
        double found = binomial_walk(dist, p);
        if (found >= 0.0) {
            return found;
        }
    }
    double z = special_normal_quantile(p);
    double skew = (2.0 * dist->b / dist->a - 1.0) / steps.sd; /* (1 - 2 p) / sd, 1 - p the ratio */
    double start = steps.mean + steps.sd * z + (z * z - 1.0) * skew * steps.sd / 6.0;
    return search(dist, &steps, start, p);
}

double dist_quantile(const struct dist *given, double p)
{
    assert(p > 0.0 && p < 1.0);
    struct dist dist = dist_settle(given);
    switch (dist.kind) {
    case DIST_POINT:
        return dist.a;
    case DIST_NORMAL:
        return dist.a + dist.b * special_normal_quantile(p);
    case DIST_LOGNORMAL:
        return exp(dist.a + dist.b * special_normal_quantile(p));
    case DIST_EXPONENTIAL:
        return -log1p(-p) / dist.a;
    case DIST_GAMMA:
        return dist.b * gamma_quantile(dist.a, p);
    case DIST_POISSON:
    case DIST_NEGBIN:
        return count_quantile(&dist, p);
    case DIST_BINOMIAL:
        return binomial_quantile(&dist, p);
    case DIST_COMPOUND:
        return dist_compound(&dist, p, dist_quantile);
    case DIST_DISCRETE:
        break;
    }
    return discrete_quantile(&dist, p);
}
