/* What the files of the distributions share among themselves. */
#ifndef RESTOCK_NUM_DIST_PARTS_H
#define RESTOCK_NUM_DIST_PARTS_H

#include "num/dist.h"

/* The law itself, or the point that it shrinks to when it has no spread. */
struct dist dist_settle(const struct dist *dist);

/* The least variance that whole numbers with this mean can have: f (1 - f), f its fraction. */
double dist_least_variance(double mean);

/* DIST_COMPOUND (dist_compound.c). */
double dist_compound_mean(const struct dist *dist);
double dist_compound_variance(const struct dist *dist);
bool dist_compound_whole(const struct dist *dist); /* its sizes are whole units */
typedef double dist_function(const struct dist *dist, double x);
/* One of the functions of dist.h, of its table. */
double dist_compound(const struct dist *dist, double x, dist_function *function);

/* DIST_BINOMIAL in parts (dist_binomial.c): `shift` and a binomial law of whole trials. */
struct binomial_part {
    double shift;
    double trials; /* at least 1 */
    double p, q;   /* p + q = 1, both kept because the smaller one keeps its digits */
};

/* More trials than this do not differ from Poisson's law, and are still exact in a double. */
#define BINOMIAL_TRIALS 1e15
enum { BINOMIAL_PARTS = 2 };

struct binomial_mix {
    double mean; /* of each part */
    double trials[BINOMIAL_PARTS];
    double share[BINOMIAL_PARTS]; /* add up to 1 */
};

struct binomial_mix dist_binomial_mix(const struct dist *dist);
struct binomial_part dist_binomial_part(const struct binomial_mix *mix, int i);

typedef double binomial_function(const struct binomial_part *part, double x);
binomial_function binomial_cdf;  /* P(D <= x) */
binomial_function binomial_tail; /* P(D > x) */
binomial_function binomial_mass; /* P(D = x) */

/* One of them for the whole law. */
double dist_binomial(const struct dist *dist, double x, binomial_function *function);

#endif
