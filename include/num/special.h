/* The special functions under the distributions: incomplete gamma and beta functions that stay
 * accurate and quick from parameters of 1e-9 to 1e13 and far into both tails.
 *
 * The incomplete gamma functions are GSL's up to shapes of 1e4, and a uniform asymptotic expansion
 * beyond; the incomplete beta functions a continued fraction, and for large parameters a quadrature
 * of the density.  0.1 to 2 microseconds each.
 *
 * Linking this file turns GSL's error handler off before main: GSL would abort the program for an
 * underflow.  Results that are out of reach come back as 0, 1 or not a number instead. */
#ifndef RESTOCK_NUM_SPECIAL_H
#define RESTOCK_NUM_SPECIAL_H

/* x^a e^-x / Gamma(a + 1), a >= 0, x >= 0: the Poisson mass of a at mean x when a is whole. */
double special_gamma_term(double a, double x);
/* The regularised incomplete gamma functions P(a, x) and Q(a, x) = 1 - P(a, x); a > 0. */
double special_gamma_lower(double a, double x);
double special_gamma_upper(double a, double x);

/* C(a + b, a) x^a (1 - x)^b with Gamma functions for factorials: the binomial mass when a and b
 * are whole.  `y` is 1 - x, given apart because it may be known better. */
double special_beta_term(double a, double b, double x, double y);
/* The regularised incomplete beta functions I_x(a, b) and 1 - I_x(a, b); y is 1 - x. */
double special_beta_lower(double a, double b, double x, double y);
double special_beta_upper(double a, double b, double x, double y);

/* The standard normal law: density, P(Z <= z), P(Z > z), and the z with P(Z <= z) = p. */
double special_normal_density(double z);
double special_normal_lower(double z);
double special_normal_upper(double z);
double special_normal_quantile(double p);

#endif
