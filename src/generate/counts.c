/* Draws from the laws of demand, and their moments. */
#include "generate/counts.h"

#include "num/special.h"

#include <math.h>

/* Below, inversion takes about as many steps as the mean; from here on rejection is quicker, and
 * PTRS holds from means of 10 on. */
static const double INVERSION_MOST = 12.0;

/* A uniform number beyond the sum of all masses (rounding) must end the search. */
enum { STEPS_MOST = 2000 };

const char *law_name(enum law kind)
{
    static const char *const NAMES[] = {"poisson", "negbin", "hurdle"};
    return NAMES[kind];
}

static uint64_t poisson_invert(double mean, struct random *random)
{
    double left = random_uniform(random);
    double mass = exp(-mean);
    uint64_t count = 0;
    while (left >= mass && count < STEPS_MOST) {
        left -= mass;
        count++;
        mass *= mean / (double)count;
    }
    return count;
}

/* PTRS.  The acceptance compares with the mass, whose logarithm is taken from special_gamma_term.
 */
static uint64_t poisson_reject(double mean, struct random *random)
{
    double b = 0.931 + 2.53 * sqrt(mean);
    double a = -0.059 + 0.02483 * b;
    double hat = 1.1239 + 1.1328 / (b - 3.4);
    double surely = 0.9277 - 3.6224 / (b - 2.0);
    for (;;) {
        double u = random_uniform(random) - 0.5;
        double v = random_uniform(random);
        double us = 0.5 - fabs(u);
        double count = floor((2.0 * a / us + b) * u + mean + 0.43);
        if (us >= 0.07 && v <= surely) {
            return (uint64_t)count;
        }
        if (count < 0.0 || (us < 0.013 && v > us)) {
            continue;
        }
        if (v * hat / (a / (us * us) + b) <= special_gamma_term(count, mean)) {
            return (uint64_t)count;
        }
    }
}

uint64_t poisson_draw(double mean, struct random *random)
{
    if (!(mean > 0.0)) {
        return 0;
    }
    return mean < INVERSION_MOST ? poisson_invert(mean, random) : poisson_reject(mean, random);
}

double gamma_draw(double shape, struct random *random)
{
    if (shape < 1.0) {
        double power = random_uniform(random);
        return gamma_draw(shape + 1.0, random) * pow(power, 1.0 / shape);
    }
    double d = shape - 1.0 / 3.0;
    double c = 1.0 / sqrt(9.0 * d);
    for (;;) {
        double z = random_normal(random);
        double cube = 1.0 + c * z;
        if (cube <= 0.0) {
            continue;
        }
        cube = cube * cube * cube;
        double u = random_uniform(random);
        if (log(u) < 0.5 * z * z + d - d * cube + d * log(cube)) {
            return d * cube;
        }
    }
}

/* mass(0) = (size / (size + mean))^size,
 * mass(k) = mass(k - 1) (size + k - 1) / k * mean / (size + mean). */
static uint64_t negbin_invert(double mean, double size, struct random *random)
{
    double left = random_uniform(random);
    double mass = exp(-size * log1p(mean / size));
    double ratio = mean / (size + mean);
    uint64_t count = 0;
    while (left >= mass && count < STEPS_MOST) {
        left -= mass;
        mass *= ratio * (size + (double)count) / (double)(count + 1);
        count++;
    }
    return count;
}

uint64_t negbin_draw(double mean, double size, struct random *random)
{
    if (!(mean > 0.0)) {
        return 0;
    }
    if (mean < INVERSION_MOST) {
        return negbin_invert(mean, size, random);
    }
    return poisson_draw(gamma_draw(size, random) * mean / size, random);
}

static double chance_of(const struct count_law *law, double mean)
{
    return fmin(mean / law->order, HURDLE_MOST);
}

uint64_t count_draw(const struct count_law *law, double mean, struct random *random)
{
    switch (law->kind) {
    case LAW_POISSON:
        return poisson_draw(mean, random);
    case LAW_NEGBIN:
        return negbin_draw(mean, law->size, random);
    case LAW_HURDLE:
        break;
    }
    if (random_uniform(random) >= chance_of(law, mean)) {
        return 0;
    }
    return 1 + negbin_draw(law->order - 1.0, law->size, random);
}

double count_mean(const struct count_law *law, double mean)
{
    return law->kind == LAW_HURDLE ? chance_of(law, mean) * law->order : mean;
}

double count_variance(const struct count_law *law, double mean, double square)
{
    switch (law->kind) {
    case LAW_POISSON:
        return mean + square - mean * mean;
    case LAW_NEGBIN:
        return mean + square * (1.0 + 1.0 / law->size) - mean * mean;
    case LAW_HURDLE:
        break;
    }
    double more = law->order - 1.0;
    double order_square = more + more * more / law->size + law->order * law->order;
    double chance = chance_of(law, mean);
    return chance * order_square - chance * chance * law->order * law->order;
}
