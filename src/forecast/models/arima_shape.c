/* From partial autocorrelations to the coefficients of an ARIMA model. */
#include "arima_parts.h"

#include <math.h>
#include <string.h>

/* The lags i + m j of a product of polynomials of degree `near` in B and `far` in B^m. */
static void set_lags(struct arima_lags *lags, size_t near, size_t far, size_t season)
{
    lags->count = 0;
    lags->degree = near + far * season;
    for (size_t lag = 1; lag <= lags->degree; lag++) {
        bool there = false;
        for (size_t j = 0; j <= far; j++) {
            there = there || (lag >= j * season && lag - j * season <= near);
        }
        if (there) {
            lags->lag[lags->count++] = lag;
        }
    }
}

void arima_shape_set(struct arima_shape *shape, const struct arima_order *order, size_t season)
{
    shape->order = *order;
    shape->season = season;
    shape->count = order->p + order->q + order->P + order->Q;
    set_lags(&shape->ar, order->p, order->P, season);
    set_lags(&shape->ma, order->q, order->Q, season);
    shape->states = shape->ar.degree > shape->ma.degree ? shape->ar.degree : shape->ma.degree;
}

/* Levinson and Durbin: a(k,j) = a(k-1,j) - r(k) a(k-1,k-j), a(k,k) = r(k). */
static void levinson(const double *r, size_t count, double sign, double *a)
{
    for (size_t k = 0; k < count; k++) {
        for (size_t j = 0; j < k / 2; j++) {
            double left = a[j], right = a[k - 1 - j];
            a[j] = left - r[k] * right;
            a[k - 1 - j] = right - r[k] * left;
        }
        if (k % 2 == 1) {
            a[k / 2] -= r[k] * a[k / 2];
        }
        a[k] = r[k];
    }
    for (size_t j = 0; j < count; j++) {
        a[j] *= sign;
    }
}

void arima_coefficients_of(const struct arima_shape *shape, const double *x,
                           struct arima_coefficients *c)
{
    const struct arima_order *order = &shape->order;
    memset(c, 0, sizeof *c);
    levinson(x, order->p, 1.0, c->ar);
    levinson(x + order->p, order->q, -1.0, c->ma);
    levinson(x + order->p + order->q, order->P, 1.0, c->sar);
    levinson(x + order->p + order->q + order->P, order->Q, -1.0, c->sma);
}

/* Adds to `to` the product (1 + s near)(1 + s far) / s less 1 / s, for s = `sign`. */
static void multiply(const double *near, size_t near_count, const double *far, size_t far_count,
                     size_t season, double sign, size_t lane, arima_lanes *to)
{
    for (size_t i = 0; i < near_count; i++) {
        to[i + 1][lane] += near[i];
    }
    for (size_t j = 0; j < far_count; j++) {
        to[(j + 1) * season][lane] += far[j];
        for (size_t i = 0; i < near_count; i++) {
            to[(j + 1) * season + i + 1][lane] += sign * near[i] * far[j];
        }
    }
}

void arima_expand(const struct arima_shape *shape, const struct arima_coefficients *c, size_t lane,
                  arima_lanes *phi, arima_lanes *theta)
{
    const struct arima_order *order = &shape->order;
    for (size_t i = 0; i <= shape->states; i++) {
        phi[i][lane] = 0.0;
        theta[i][lane] = 0.0;
    }
    multiply(c->ar, order->p, c->sar, order->P, shape->season, -1.0, lane, phi);
    multiply(c->ma, order->q, c->sma, order->Q, shape->season, 1.0, lane, theta);
}

/* Whether 1 - a[0] z - .. has a root with |z| <= radius: the partial autocorrelations of the
 * polynomial with z radius for z are then not all within (-1, 1). */
static bool root_within(const double *a, size_t count, double radius)
{
    double b[ARIMA_ORDER_MOST];
    double power = 1.0;
    for (size_t i = 0; i < count; i++) {
        power *= radius;
        b[i] = a[i] * power;
    }
    for (size_t k = count; k > 0; k--) {
        double r = b[k - 1];
        if (!(fabs(r) < 1.0)) {
            return true;
        }
        double divisor = 1.0 - r * r;
        for (size_t j = 0; j < (k - 1) / 2; j++) {
            double left = b[j], right = b[k - 2 - j];
            b[j] = (left + r * right) / divisor;
            b[k - 2 - j] = (right + r * left) / divisor;
        }
        if ((k - 1) % 2 == 1) {
            b[(k - 1) / 2] *= (1.0 + r) / divisor;
        }
    }
    return false;
}

bool arima_near_unit(const struct arima_shape *shape, const struct arima_coefficients *c,
                     double margin)
{
    const struct arima_order *order = &shape->order;
    double minus[ARIMA_ORDER_MOST], far_minus[ARIMA_SEASON_MOST];
    double radius = 1.0 + margin;
    double far_radius = pow(radius, (double)shape->season);
    for (size_t i = 0; i < order->q; i++) {
        minus[i] = -c->ma[i];
    }
    for (size_t i = 0; i < order->Q; i++) {
        far_minus[i] = -c->sma[i];
    }
    return root_within(c->ar, order->p, radius) || root_within(minus, order->q, radius) ||
           root_within(c->sar, order->P, far_radius) ||
           root_within(far_minus, order->Q, far_radius);
}
