/* Incomplete gamma and beta functions for small, ordinary and huge parameters. */
#include "num/special.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sf_log.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>

/* From this shape on Temme's expansion with two terms is at least as good as GSL's fractions: what
 * it leaves out is 0.004 / a^2 of a density that is below 0.4 / sqrt(a). */
static const double GAMMA_ASYMPTOTIC = 1e4;
/* From this on for both parameters the beta density is integrated: close enough to normal for two
 * panels of 16 points. */
static const double BETA_QUADRATURE = 3000.0;
/* Lentz's method: what stands in for a denominator of 0, when to stop, and how long to go on (a few
 * times the root of the smaller parameter is usual). */
static const double LENTZ_FLOOR = 1e-300;
static const double FRACTION_PRECISION = 1e-15;
enum { FRACTION_STEPS = 2000 };
/* Below this the gamma function itself is safe, and better than Stirling's correction. */
static const double SMALL_SHAPE = 10.0;

__attribute__((constructor)) static void keep_gsl_from_aborting(void)
{
    gsl_set_error_handler_off();
}

/* log(1 + x) - x without cancellation. */
static double log1p_minus(double x)
{
    gsl_sf_result result;
    if (!(x > -1.0) || gsl_sf_log_1plusx_mx_e(x, &result) != GSL_SUCCESS) {
        return -HUGE_VAL;
    }
    return result.val;
}

/* Gamma(x) / (sqrt(2 pi / x) (x / e)^x): what Stirling's formula leaves out. */
static double stirling_ratio(double x)
{
    gsl_sf_result result;
    return gsl_sf_gammastar_e(x, &result) == GSL_SUCCESS ? result.val : 1.0;
}

double special_gamma_term(double a, double x)
{
    if (x <= 0.0) {
        return a > 0.0 ? 0.0 : 1.0;
    }
    if (a < SMALL_SHAPE) {
        return exp(a * log(x) - x - lgamma(a + 1.0));
    }
    /* (x/a)^a e^(a - x) / (sqrt(2 pi a) gammastar(a)): the exponent is small where it matters
     * (Loader 2000, saddle-point form of the Poisson mass). */
    return exp(a * log1p_minus((x - a) / a)) / (sqrt(2.0 * M_PI * a) * stirling_ratio(a));
}

/* Q(a, x), or P(a, x) if `lower`, by Temme's uniform expansion:
 * Q = erfc(eta sqrt(a/2)) / 2 + e^(-a eta^2 / 2) / sqrt(2 pi a) (c0(eta) + c1(eta) / a + ...),
 * eta^2 / 2 = mu - log(1 + mu), mu = (x - a) / a.  DLMF 8.12. */
static double gamma_asymptotic(double a, double x, bool lower)
{
    double mu = (x - a) / a;
    double half = -log1p_minus(mu);
    double eta = mu < 0.0 ? -sqrt(2.0 * half) : sqrt(2.0 * half);
    double c0;
    double c1;
    if (fabs(eta) < 0.1) {
        c0 = -1.0 / 3.0 +
             eta * (1.0 / 12.0 +
                    eta * (-2.0 / 135.0 +
                           eta * (1.0 / 864.0 +
                                  eta * (1.0 / 2835.0 +
                                         eta * (-139.0 / 777600.0 + eta * (1.0 / 25515.0))))));
        c1 = -1.0 / 540.0 + eta * (-1.0 / 288.0 + eta * (1.0 / 378.0 + eta * (-77.0 / 77760.0)));
    } else {
        double inverse = 1.0 / mu;
        c0 = inverse - 1.0 / eta;
        c1 = 1.0 / (eta * eta * eta) - inverse * (inverse * inverse + inverse + 1.0 / 12.0);
    }
    double rest = exp(-a * half) / sqrt(2.0 * M_PI * a) * (c0 + c1 / a);
    double z = eta * sqrt(0.5 * a);
    double value = lower ? 0.5 * erfc(-z) - rest : 0.5 * erfc(z) + rest;
    return fmin(fmax(value, 0.0), 1.0);
}

double special_gamma_lower(double a, double x)
{
    if (x <= 0.0) {
        return 0.0;
    }
    if (isinf(x)) {
        return 1.0;
    }
    return a >= GAMMA_ASYMPTOTIC ? gamma_asymptotic(a, x, true) : gsl_cdf_gamma_P(x, a, 1.0);
}

double special_gamma_upper(double a, double x)
{
    if (x <= 0.0) {
        return 1.0;
    }
    if (isinf(x)) {
        return 0.0;
    }
    return a >= GAMMA_ASYMPTOTIC ? gamma_asymptotic(a, x, false) : gsl_cdf_gamma_Q(x, a, 1.0);
}

double special_beta_term(double a, double b, double x, double y)
{
    if (a <= 0.0) {
        return exp(b * (x < 0.5 ? log1p(-x) : log(y)));
    }
    if (b <= 0.0) {
        return exp(a * (y < 0.5 ? log1p(-y) : log(x)));
    }
    double n = a + b;
    if (a < SMALL_SHAPE && b < SMALL_SHAPE) {
        double log_x = y < 0.5 ? log1p(-y) : log(x);
        double log_y = x < 0.5 ? log1p(-x) : log(y);
        return exp(lgamma(n + 1.0) - lgamma(a + 1.0) - lgamma(b + 1.0) + a * log_x + b * log_y);
    }
    /* Loader's form: the exponent is minus the deviance, which is small near the middle. */
    double log_ratio = a * log1p_minus((n * x - a) / a) + b * log1p_minus((n * y - b) / b);
    return exp(log_ratio) * sqrt(n / (2.0 * M_PI * a * b)) * stirling_ratio(n) /
           (stirling_ratio(a) * stirling_ratio(b));
}

/* Nodes and weights of the 16-point Gauss-Legendre rule on [-1, 1], positive half. */
static const double GAUSS_NODE[8] = {0.0950125098376374, 0.2816035507792589, 0.4580167776572274,
                                     0.6178762444026438, 0.7554044083550030, 0.8656312023878318,
                                     0.9445750230732326, 0.9894009349916499};
static const double GAUSS_WEIGHT[8] = {0.1894506104550685, 0.1826034150449236, 0.1691565193950025,
                                       0.1495959888165767, 0.1246289712555339, 0.0951585116824928,
                                       0.0622535239386479, 0.0271524594117541};

/* The beta density over the logit, relative to its mode: with d the distance of the logit from
 * log(a / b) and s = a / (a + b), exp(a d - (a + b) log(1 + s (e^d - 1))). */
static double logit_density(double a, double n, double share, double d)
{
    return exp(a * d - n * log1p(share * expm1(d)));
}

/* The smaller tail of the beta law beyond logit distance d from the mode, in the direction of d;
 * a <= b keeps a d, the larger part of the exponent, small. */
static double beta_tail(double a, double b, double d)
{
    enum { PANELS = 2 };
    double n = a + b;
    double share = a / n;
    double sd = sqrt(1.0 / a + 1.0 / b);
    double z = fabs(d) / sd;
    /* So far that the density has fallen by e^-40 from where the tail begins; a tenth more because
     * the law is not quite normal. */
    double length = 1.1 * sd * (sqrt(z * z + 80.0) - z);
    double step = (d < 0.0 ? -length : length) / PANELS;
    double sum = 0.0;
    for (int panel = 0; panel < PANELS; panel++) {
        double middle = d + (panel + 0.5) * step;
        for (size_t i = 0; i < 8; i++) {
            double offset = 0.5 * step * GAUSS_NODE[i];
            sum += GAUSS_WEIGHT[i] * (logit_density(a, n, share, middle - offset) +
                                      logit_density(a, n, share, middle + offset));
        }
    }
    double peak = sqrt(a * (b / n) / (2.0 * M_PI)) * stirling_ratio(n) /
                  (stirling_ratio(a) * stirling_ratio(b));
    return fmin(0.5 * fabs(step) * sum * peak, 1.0);
}

/* I_x(a, b) if `lower`, else its complement. */
static double beta_quadrature(double a, double b, double x, double y, bool lower)
{
    if (a > b) {
        return beta_quadrature(b, a, y, x, !lower);
    }
    double d = log((x * b) / (y * a));
    double tail = beta_tail(a, b, d);
    bool tail_is_lower = d < 0.0;
    return tail_is_lower == lower ? tail : 1.0 - tail;
}

static double away_from_zero(double value)
{
    return fabs(value) < LENTZ_FLOOR ? LENTZ_FLOOR : value;
}

/* I_x(a, b) for x below (a + 1) / (a + b + 2), by the even part of the continued fraction of DLMF
 * 8.17.22 (Lentz's method), in which x and y enter only as a y - b x: nothing cancels when x is
 * nearly 1.  GSL takes the factor in front from differences of log gammas, which costs eight digits
 * at parameters of 1e8. */
static double beta_fraction(double a, double b, double x, double y)
{
    double lambda = a * y - b * x;
    double value = away_from_zero(a * (lambda + 1.0) / (a + 1.0));
    double c = value;
    double d = 0.0;
    for (int m = 1; m <= FRACTION_STEPS; m++) {
        double even = a + 2.0 * m - 1.0;
        double w = m * (b - m) * x;
        double numerator = (a + m - 1.0) / even * ((a + b + m - 1.0) / even) * w * x;
        double denominator = m + w / even + (a + m) * (lambda + 1.0 + m * (1.0 + y)) / (even + 2.0);
        d = 1.0 / away_from_zero(denominator + numerator * d);
        c = away_from_zero(denominator + numerator / c);
        value *= d * c;
        if (fabs(d * c - 1.0) < FRACTION_PRECISION) {
            break;
        }
    }
    return fmin(special_beta_term(a, b, x, y) * (a / (a + b) * b) / value, 1.0);
}

double special_beta_lower(double a, double b, double x, double y)
{
    if (x <= 0.0 || y <= 0.0) {
        return x <= 0.0 ? 0.0 : 1.0;
    }
    if (fmin(a, b) >= BETA_QUADRATURE) {
        return beta_quadrature(a, b, x, y, true);
    }
    if (x * (a + b + 2.0) <= a + 1.0) {
        return beta_fraction(a, b, x, y);
    }
    return 1.0 - beta_fraction(b, a, y, x);
}

double special_beta_upper(double a, double b, double x, double y)
{
    return special_beta_lower(b, a, y, x);
}

double special_normal_density(double z)
{
    return exp(-0.5 * z * z) / sqrt(2.0 * M_PI);
}

double special_normal_lower(double z)
{
    return 0.5 * erfc(-z / M_SQRT2);
}

double special_normal_upper(double z)
{
    return 0.5 * erfc(z / M_SQRT2);
}

double special_normal_quantile(double p)
{
    return gsl_cdf_ugaussian_Pinv(p);
}
