/* Distributions of demand: moments, probabilities and the choice of a law.  Quantiles are in
 * dist_quantile.c, loss functions in dist_loss.c, the binomial law in dist_binomial.c. */
#include "num/dist.h"

#include "dist_parts.h"
#include "num/special.h"

#include <math.h>

/* Counts whose variance is within this share of the mean are Poisson: the standard deviation is
 * then right to 0.005 %, and a negative binomial with a size of 1e4 means or more adds nothing. */
static const double POISSON_EXCESS = 1e-4;
/* An amount whose sd is below this share of its mean does not vary: gamma shapes beyond 1e12 are
 * below the resolution of the arithmetic. */
static const double NEGLIGIBLE_SPREAD = 1e-6;

static const double COUNT_LIMIT = 9e15;

struct dist dist_settle(const struct dist *dist)
{
    struct dist point = {.kind = DIST_POINT, .a = dist->a};
    switch (dist->kind) {
    case DIST_NORMAL:
        return dist->b > 0.0 ? *dist : point;
    case DIST_LOGNORMAL:
        point.a = exp(dist->a);
        return dist->b > 0.0 ? *dist : point;
    case DIST_POISSON:
        return dist->a > 0.0 ? *dist : point;
    case DIST_NEGBIN:
        point.a = 0.0;
        return dist->b < 1.0 ? *dist : point;
    case DIST_BINOMIAL:
        return dist->b > 0.0 ? *dist : point;
    default:
        return *dist;
    }
}

bool dist_is_discrete(const struct dist *dist)
{
    switch (dist->kind) {
    case DIST_POISSON:
    case DIST_NEGBIN:
    case DIST_BINOMIAL:
    case DIST_DISCRETE:
        return true;
    case DIST_POINT:
        return floor(dist->a) >= dist->a;
    case DIST_COMPOUND:
        return dist_compound_whole(dist);
    default:
        return false;
    }
}

double dist_mean(const struct dist *dist)
{
    switch (dist->kind) {
    case DIST_POINT:
    case DIST_NORMAL:
    case DIST_POISSON:
    case DIST_BINOMIAL:
        return dist->a;
    case DIST_LOGNORMAL:
        return exp(dist->a + 0.5 * dist->b * dist->b);
    case DIST_EXPONENTIAL:
        return 1.0 / dist->a;
    case DIST_GAMMA:
        return dist->a * dist->b;
    case DIST_NEGBIN:
        return dist->a * ((1.0 - dist->b) / dist->b);
    case DIST_COMPOUND:
        return dist_compound_mean(dist);
    case DIST_DISCRETE:
        break;
    }
    double mean = 0.0;
    for (size_t i = 0; i < dist->count; i++) {
        mean += dist->mass[i] * (dist->origin + (double)i * dist->step);
    }
    return mean;
}

double dist_variance(const struct dist *dist)
{
    switch (dist->kind) {
    case DIST_POINT:
        return 0.0;
    case DIST_NORMAL:
        return dist->b * dist->b;
    case DIST_LOGNORMAL:
        return expm1(dist->b * dist->b) * exp(2.0 * dist->a + dist->b * dist->b);
    case DIST_EXPONENTIAL:
        return 1.0 / (dist->a * dist->a);
    case DIST_GAMMA:
        return dist->a * dist->b * dist->b;
    case DIST_POISSON:
        return dist->a;
    case DIST_BINOMIAL:
        return dist->b;
    case DIST_NEGBIN:
        return dist->a * ((1.0 - dist->b) / dist->b) / dist->b;
    case DIST_COMPOUND:
        return dist_compound_variance(dist);
    case DIST_DISCRETE:
        break;
    }
    double mean = dist_mean(dist);
    double variance = 0.0;
    for (size_t i = 0; i < dist->count; i++) {
        double deviation = dist->origin + (double)i * dist->step - mean;
        variance += dist->mass[i] * deviation * deviation;
    }
    return variance;
}

/* How many of the values of a DIST_DISCRETE are at or below x. */
static size_t values_up_to(const struct dist *dist, double x)
{
    double index = floor((x - dist->origin) / dist->step);
    if (!(index >= 0.0)) {
        return 0;
    }
    size_t count = index >= (double)dist->count ? dist->count : (size_t)index + 1;
    /* The division may be off by one in its last digit: the values themselves decide. */
    while (count < dist->count && dist->origin + (double)count * dist->step <= x) {
        count++;
    }
    while (count > 0 && dist->origin + (double)(count - 1) * dist->step > x) {
        count--;
    }
    return count;
}

static double mass_below(const struct dist *dist, double x)
{
    double sum = 0.0;
    for (size_t i = 0, end = values_up_to(dist, x); i < end; i++) {
        sum += dist->mass[i];
    }
    return fmin(sum, 1.0);
}

/* Summed from the top, so that a small tail keeps its digits. */
static double mass_above(const struct dist *dist, double x)
{
    double sum = 0.0;
    for (size_t i = dist->count, end = values_up_to(dist, x); i > end; i--) {
        sum += dist->mass[i - 1];
    }
    return fmin(sum, 1.0);
}

/* The least whole number above x; beyond COUNT_LIMIT doubles have no units any more. */
static double next_count(double x)
{
    return floor(fmin(x, COUNT_LIMIT)) + 1.0;
}

double dist_cdf(const struct dist *given, double x)
{
    struct dist dist = dist_settle(given);
    switch (dist.kind) {
    case DIST_POINT:
        return x >= dist.a ? 1.0 : 0.0;
    case DIST_NORMAL:
        return special_normal_lower((x - dist.a) / dist.b);
    case DIST_LOGNORMAL:
        return x > 0.0 ? special_normal_lower((log(x) - dist.a) / dist.b) : 0.0;
    case DIST_EXPONENTIAL:
        return x > 0.0 ? -expm1(-dist.a * x) : 0.0;
    case DIST_GAMMA:
        return special_gamma_lower(dist.a, x / dist.b);
    case DIST_POISSON:
        return x >= 0.0 ? special_gamma_upper(next_count(x), dist.a) : 0.0;
    case DIST_NEGBIN:
        return x >= 0.0 ? special_beta_lower(dist.a, next_count(x), dist.b, 1.0 - dist.b) : 0.0;
    case DIST_BINOMIAL:
        return dist_binomial(&dist, x, binomial_cdf);
    case DIST_COMPOUND:
        return dist_compound(&dist, x, dist_cdf);
    case DIST_DISCRETE:
        break;
    }
    return mass_below(&dist, x);
}

double dist_tail(const struct dist *given, double x)
{
    struct dist dist = dist_settle(given);
    switch (dist.kind) {
    case DIST_POINT:
        return x >= dist.a ? 0.0 : 1.0;
    case DIST_NORMAL:
        return special_normal_upper((x - dist.a) / dist.b);
    case DIST_LOGNORMAL:
        return x > 0.0 ? special_normal_upper((log(x) - dist.a) / dist.b) : 1.0;
    case DIST_EXPONENTIAL:
        return x > 0.0 ? exp(-dist.a * x) : 1.0;
    case DIST_GAMMA:
        return special_gamma_upper(dist.a, x / dist.b);
    case DIST_POISSON:
        return x >= 0.0 ? special_gamma_lower(next_count(x), dist.a) : 1.0;
    case DIST_NEGBIN:
        return x >= 0.0 ? special_beta_upper(dist.a, next_count(x), dist.b, 1.0 - dist.b) : 1.0;
    case DIST_BINOMIAL:
        return dist_binomial(&dist, x, binomial_tail);
    case DIST_COMPOUND:
        return dist_compound(&dist, x, dist_tail);
    case DIST_DISCRETE:
        break;
    }
    return mass_above(&dist, x);
}

/* r / (r + k) of the binomial mass of r among r + k trials. */
static double negbin_mass(double r, double p, double k)
{
    if (k <= 0.0) {
        return special_beta_term(r, 0.0, p, 1.0 - p);
    }
    return r / (r + k) * special_beta_term(r, k, p, 1.0 - p);
}

static double gamma_density(double shape, double x)
{
    if (x > 0.0) {
        return special_gamma_term(shape, x) * shape / x;
    }
    if (x < 0.0 || shape > 1.0) {
        return 0.0;
    }
    return shape < 1.0 ? HUGE_VAL : 1.0;
}

static double discrete_mass(const struct dist *dist, double x)
{
    size_t count = values_up_to(dist, x);
    bool hit = count > 0 && dist->origin + (double)(count - 1) * dist->step >= x;
    return hit ? dist->mass[count - 1] : 0.0;
}

double dist_density(const struct dist *given, double x)
{
    struct dist dist = dist_settle(given);
    bool whole = x >= 0.0 && floor(x) >= x;
    switch (dist.kind) {
    case DIST_POINT:
        return x >= dist.a && x <= dist.a ? 1.0 : 0.0;
    case DIST_NORMAL:
        return special_normal_density((x - dist.a) / dist.b) / dist.b;
    case DIST_LOGNORMAL:
        return x > 0.0 ? special_normal_density((log(x) - dist.a) / dist.b) / (x * dist.b) : 0.0;
    case DIST_EXPONENTIAL:
        return x >= 0.0 ? dist.a * exp(-dist.a * x) : 0.0;
    case DIST_GAMMA:
        return gamma_density(dist.a, x / dist.b) / dist.b;
    case DIST_POISSON:
        return whole ? special_gamma_term(x, dist.a) : 0.0;
    case DIST_NEGBIN:
        return whole ? negbin_mass(dist.a, dist.b, x) : 0.0;
    case DIST_BINOMIAL:
        return dist_binomial(&dist, x, binomial_mass);
    case DIST_COMPOUND:
        return dist_compound(&dist, x, dist_density);
    case DIST_DISCRETE:
        break;
    }
    return discrete_mass(&dist, x);
}

static struct dist count_law(double mean, double variance)
{
    double least = dist_least_variance(mean);
    if (!(fmax(variance, least) >= mean * (1.0 - POISSON_EXCESS))) {
        struct dist dist = {.kind = DIST_BINOMIAL, .a = mean, .b = fmax(variance, least)};
        return dist_settle(&dist);
    }
    if (!(variance > mean * (1.0 + POISSON_EXCESS))) {
        return (struct dist){.kind = DIST_POISSON, .a = mean};
    }
    double p = mean / variance;
    return (struct dist){.kind = DIST_NEGBIN, .a = mean * p / (1.0 - p), .b = p};
}

/* A unit in a thousand million periods is none, and its moments are beyond the laws' arithmetic. */
static const double LEAST_MEAN = 1e-9;

struct dist dist_of_demand(double mean, double variance, bool counts)
{
    if (!(mean >= LEAST_MEAN)) {
        return (struct dist){.kind = DIST_POINT, .a = 0.0};
    }
    if (counts) {
        return count_law(mean, variance);
    }
    if (!(variance > mean * NEGLIGIBLE_SPREAD * mean * NEGLIGIBLE_SPREAD)) {
        return (struct dist){.kind = DIST_POINT, .a = mean};
    }
    double scale = variance / mean;
    return (struct dist){.kind = DIST_GAMMA, .a = mean / scale, .b = scale};
}

struct dist dist_of_periods(const struct dist *dist, double periods)
{
    struct dist sum = *dist;
    switch (dist->kind) {
    case DIST_NORMAL:
        sum.b *= sqrt(periods);
        sum.a *= periods;
        return sum;
    case DIST_EXPONENTIAL:
        return (struct dist){.kind = DIST_GAMMA, .a = periods, .b = 1.0 / dist->a};
    case DIST_POINT:
    case DIST_GAMMA:
    case DIST_POISSON:
    case DIST_NEGBIN:
        sum.a *= periods;
        return sum;
    case DIST_COMPOUND:
        sum.a *= periods;
        sum.b *= periods;
        return sum;
    case DIST_LOGNORMAL:
    case DIST_BINOMIAL:
    case DIST_DISCRETE:
        break;
    }
    return dist_of_demand(periods * dist_mean(dist), periods * dist_variance(dist),
                          dist_is_discrete(dist));
}
