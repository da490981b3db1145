/* The laws of a period's demand, each with a mean that the caller gives: how to draw from them, and
 * their moments.
 *
 * Draws are exact: by inversion where the mean is small; else Poisson by transformed rejection
 * (Hoermann 1993, PTRS) and negative binomial as a Poisson law with a gamma mean (Marsaglia and
 * Tsang 2000). */
#ifndef RESTOCK_GENERATE_COUNTS_H
#define RESTOCK_GENERATE_COUNTS_H

#include "num/random.h"

enum law {
    LAW_POISSON,
    LAW_NEGBIN, /* variance mean + mean^2 / size */
    LAW_HURDLE, /* with some chance an order of 1 + negative binomial units, else nothing */
};

struct count_law {
    enum law kind;
    double size;  /* of the negative binomial, > 0 */
    double order; /* LAW_HURDLE: mean units of an order, > 1; the chance is mean / order */
};

const char *law_name(enum law kind);

/* One period's demand, in whole units; 0 for a mean of 0 or less.  The chance of a hurdle is at
 * most HURDLE_MOST, so its mean may stay below `mean`. */
uint64_t count_draw(const struct count_law *law, double mean, struct random *random);

#define HURDLE_MOST 0.95

/* Mean and variance where the mean of the law is itself random, with `mean` and the mean square
 * `square` (>= mean^2). */
double count_mean(const struct count_law *law, double mean);
double count_variance(const struct count_law *law, double mean, double square);

/* The building blocks. */
uint64_t poisson_draw(double mean, struct random *random);
uint64_t negbin_draw(double mean, double size, struct random *random);
double gamma_draw(double shape, struct random *random); /* scale 1, shape > 0 */

#endif
