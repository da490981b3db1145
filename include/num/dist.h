/* Distributions of demand: probability, quantile and loss.  For means from 1e-9 to 1e9, any x, and
 * far into both tails; a law without spread (sd 0, mean 0, p 1) behaves as a point.
 *
 * The loss functions are those of inventory theory: loss(x) = E[(D - x)+], the units short, and
 * surplus(x) = E[(x - D)+], the units left over; loss(x) - surplus(x) = mean - x. */
#ifndef RESTOCK_NUM_DIST_H
#define RESTOCK_NUM_DIST_H

#include <stdbool.h>
#include <stddef.h>

enum dist_kind {
    DIST_POINT,       /* a = the value */
    DIST_NORMAL,      /* a = mean, b = sd */
    DIST_LOGNORMAL,   /* a, b = mean and sd of the logarithm */
    DIST_EXPONENTIAL, /* a = rate */
    DIST_GAMMA,       /* a = shape, b = scale */
    DIST_POISSON,     /* a = mean */
    DIST_NEGBIN,      /* a = size r > 0, b = success probability p; mean r (1 - p) / p */
    DIST_BINOMIAL,    /* a = mean, b = variance, at most the mean and at least f (1 - f), f the
                         mean's fraction: a mixture of two binomial laws of that mean */
    DIST_DISCRETE,    /* mass[i] at origin + i * step */
    DIST_COMPOUND,    /* a number of demands with mean a, Poisson or, with b > 0, negative binomial
                         of that size, each of one of the sizes mass[i] > 0, equally likely; for a
                         mean of at most DIST_DEMANDS */
};

enum { DIST_SIZES = 16, DIST_TABLE = 512 };
#define DIST_DEMANDS 50.0 /* more demands than that, and their sum has a smooth law */

struct dist {
    enum dist_kind kind;
    double a;
    double b;
    const double *mass; /* [count], adds up to 1; DIST_DISCRETE only (of DIST_COMPOUND the sizes,
                           DIST_SIZES at most); not owned */
    size_t count;
    double origin;
    double step;
};

/* A DIST_COMPOUND as a DIST_DISCRETE, whose masses stand in `table`: whole units as they are as
 * long as the table has room, else on its grid; any other law as it is.  Every function of the
 * compound law makes its table anew (some microseconds): for whoever asks more than once. */
struct dist dist_tabulate(const struct dist *dist, double table[DIST_TABLE]);
/* Its masses on the cells 0, step, 2 step ...; what is beyond stands in the last. */
void dist_compound_cells(const struct dist *dist, double step, double *mass, size_t cells);

bool dist_is_discrete(const struct dist *dist); /* whole units (or steps) */
double dist_mean(const struct dist *dist);
double dist_variance(const struct dist *dist);
double dist_cdf(const struct dist *dist, double x);      /* P(D <= x) */
double dist_tail(const struct dist *dist, double x);     /* P(D > x), accurate when small */
double dist_density(const struct dist *dist, double x);  /* density, or mass at x */
double dist_quantile(const struct dist *dist, double p); /* least x with P(D <= x) >= p; 0 < p < 1;
                                                     of DIST_DISCRETE, p less 1e-12 will do */
double dist_loss(const struct dist *dist, double x);     /* E[(D - x)+] */
double dist_surplus(const struct dist *dist, double x);  /* E[(x - D)+] */
/* Second order: continuous E[((D - x)+)^2] / 2; discrete E[(D - x)+ ((D - x)+ - 1)] / 2 as in the
 * discrete convention (Zipkin). */
double dist_loss2(const struct dist *dist, double x);
double dist_surplus2(const struct dist *dist,
                     double x); /* discrete: E[(x - D)+ ((x - D)+ + 1)] / 2 */

/* The law of demand with this mean and variance.  Counts: Poisson when variance is about the mean,
 * negative binomial above it, binomial below, with no less than the least variance that whole
 * numbers of that mean can have; so a whole mean without variance is a point.  Amounts: gamma
 * (never negative).  Large means of either pass to the same kinds; a mean below 1e-9 is a point at
 * 0, a zero variance of an amount a point at the mean. */
struct dist dist_of_demand(double mean, double variance, bool counts);

/* The law of the sum of `periods` (> 0, not necessarily whole) independent demands of that law.
 * Exact for points, normal, exponential (to gamma), gamma, Poisson and negative binomial laws; for
 * the others the law of dist_of_demand with the same mean and variance. */
struct dist dist_of_periods(const struct dist *dist, double periods);

#endif
