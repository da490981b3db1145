/* Rising factorials: products for small whole numbers, Stirling's series for the rest. */
#include "negbin_rise.h"

#include <math.h>
#include <stdbool.h>

/* As many factors are multiplied out; up to a size at which their product stays in range. */
static const double FACTORS_MOST = 24.0;
static const double FACTOR_MOST = 1e8;
/* Products of so many factors are left to the caller. */
static const double FACTORS_FEW = 8.0;
/* From here on Stirling's series is good to 1e-10. */
static const double STIRLING_FROM = 10.0;

/* log Gamma, digamma and trigamma at x. */
static struct rise stirling(double x)
{
    struct rise low = {0};
    double product = 1.0;
    for (; x < STIRLING_FROM; x += 1.0) {
        double inverse = 1.0 / x;
        product *= x;
        low.slope += inverse;
        low.bend += inverse * inverse;
    }
    double r = 1.0 / x;
    double r2 = r * r;
    double log_x = log(x);
    return (struct rise){
        .logarithm = (x - 0.5) * log_x - x + 0.9189385332046727 +
                     r * (1.0 / 12.0 - r2 * (1.0 / 360.0 - r2 * (1.0 / 1260.0 - r2 / 1680.0))) -
                     log(product),
        .slope = log_x - 0.5 * r - r2 * (1.0 / 12.0 - r2 * (1.0 / 120.0 - r2 / 252.0)) - low.slope,
        .bend = r + 0.5 * r2 + r * r2 * (1.0 / 6.0 - r2 * (1.0 / 30.0 - r2 / 42.0)) + low.bend};
}

static bool is_small(double a, double y)
{
    return y <= FACTORS_MOST && a < FACTOR_MOST && floor(y) >= y;
}

struct rise rise_of(double a, double y)
{
    if (!is_small(a, y)) {
        struct rise from = stirling(a);
        struct rise to = stirling(a + y);
        return (struct rise){.product = 1.0,
                             .logarithm = to.logarithm - from.logarithm,
                             .slope = to.slope - from.slope,
                             .bend = from.bend - to.bend};
    }
    struct rise rise = {0};
    double product = 1.0;
    for (double i = 0.0; i < y; i += 1.0) {
        double inverse = 1.0 / (a + i);
        product *= a + i;
        rise.slope += inverse;
        rise.bend += inverse * inverse;
    }
    rise.product = y <= FACTORS_FEW ? product : 1.0;
    rise.logarithm = y <= FACTORS_FEW ? 0.0 : log(product);
    return rise;
}

struct rise rise_log(double a, double y)
{
    if (!is_small(a, y)) {
        return (struct rise){.product = 1.0,
                             .logarithm = stirling(a + y).logarithm - stirling(a).logarithm};
    }
    double product = 1.0;
    for (double i = 0.0; i < y; i += 1.0) {
        product *= a + i;
    }
    return y <= FACTORS_FEW ? (struct rise){.product = product}
                            : (struct rise){.product = 1.0, .logarithm = log(product)};
}
