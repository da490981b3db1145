/* The Gaussian filter of an ARMA process, four parameter vectors at once.
 *
 * The state a (of Harvey's form, less its last entry, which is never forecast) moves by
 *
 *     nu = x - a[0]        a[i] <- a[i+1] + phi[i+1] a[0] + K[i] nu / F
 *
 * and, from F = gamma(0), K = L = covariance of state and value in the stationary process,
 *
 *     F <- F - L[0]^2 / F     K <- K - T L L[0] / F     L <- T L - K L[0] / F (the old K and F)
 *
 * with (T L)[i] = L[i+1] + phi[i+1] L[0].  L dies out; once it has, F = 1 and K = phi + theta, and
 * only the lags that the model has cost anything. */
#include "arima_parts.h"
#include "base/missing.h"
#include "base/wide.h"

#include <math.h>
#include <string.h>

/* L below this moves nothing any more: K and F change by its square. */
static const double STEADY = 1e-18;
/* Of F, whose true limit is 1. */
static const double LEAST_VARIANCE = 1.0 - 1e-4;
/* How often that is looked at, and logarithms are taken. */
enum { LOOK_EVERY = 4 };

bool arima_filter_take(struct arima_filter *filter, size_t rows, size_t columns, size_t states,
                       struct arena *scratch)
{
    *filter = (struct arima_filter){.columns_most = columns};
    filter->phi = ARENA_NEW(scratch, arima_lanes, states + 1);
    filter->theta = ARENA_NEW(scratch, arima_lanes, states + 1);
    filter->gain = ARENA_NEW(scratch, arima_lanes, states + 1);
    filter->change = ARENA_NEW(scratch, arima_lanes, states + 1);
    filter->state = ARENA_NEW(scratch, arima_lanes, columns * (states + 1));
    filter->room = ARENA_NEW(scratch, arima_lanes, 6 * (states + 1));
    filter->out = ARENA_NEW(scratch, arima_lanes, rows * columns);
    return filter->phi != NULL && filter->theta != NULL && filter->gain != NULL &&
           filter->change != NULL && filter->state != NULL && filter->room != NULL &&
           filter->out != NULL;
}

size_t arima_filter_bytes(size_t rows, size_t columns, size_t states)
{
    return ((10 + columns) * (states + 1) + rows * columns) * sizeof(arima_lanes) + (size_t)7 * 64;
}

/* Autocovariances gamma(0) .. gamma(degree) of the process, by the scheme of Tunnicliffe Wilson
 * (1979) and Demeure and Mullis (1989): with A = 1 - phi and g the autocovariances of the
 * moving-average side, the solution D of
 *
 *     D(z) A(1/z) + D(1/z) A(z) = g(z)
 *
 * gives gamma as the series of D / A (twice the first).  D comes by lowering the degree of A by its
 * last partial autocorrelation and raising it again: O(degree^2). */
INLINE void autocovariances(const struct arima_shape *shape, const arima_lanes *phi,
                            const arima_lanes *theta, arima_lanes *room, arima_lanes *gamma)
{
    const size_t n = shape->states, p = shape->ar.degree, q = shape->ma.degree;
    const arima_lanes one = {1.0, 1.0, 1.0, 1.0}, zero = {0.0};
    arima_lanes *g = gamma, *a = room, *reflection = room + (n + 1);
    for (size_t k = 0; k <= n; k++) {
        g[k] = k == 0 ? one : k <= q ? theta[k] : zero;
        for (size_t j = 0; j < shape->ma.count && shape->ma.lag[j] + k <= q; j++) {
            size_t lag = shape->ma.lag[j];
            g[k] += theta[lag] * theta[lag + k];
        }
    }
    if (p == 0) {
        return;
    }
    a[0] = one;
    for (size_t k = 1; k <= n; k++) {
        a[k] = -phi[k];
    }
    for (size_t k = n; k > 0; k--) {
        arima_lanes r = k <= p ? a[k] : zero;
        reflection[k] = r;
        if (k <= p) {
            arima_lanes scale = one / (one - r * r);
            for (size_t j = 1; j <= k - j; j++) {
                arima_lanes left = a[j], right = a[k - j];
                a[j] = (left - r * right) * scale;
                a[k - j] = (right - r * left) * scale;
            }
        }
        /* a is now of degree k - 1 (or p), a[0] = 1 */
        for (size_t j = k > p ? k - p : 1; j < k; j++) {
            g[j] -= g[k] * a[k - j];
        }
    }
    g[0] *= 0.5;
    for (size_t k = 1; k <= n && k <= p; k++) {
        arima_lanes r = reflection[k];
        arima_lanes scale = one / (one - r * r);
        for (size_t j = 0; j <= k - j; j++) {
            arima_lanes left = g[j], right = g[k - j];
            g[j] = (left - r * right) * scale;
            g[k - j] = (right - r * left) * scale;
        }
    }
    for (size_t k = 1; k <= n; k++) {
        for (size_t j = 0; j < shape->ar.count && shape->ar.lag[j] <= k; j++) {
            size_t lag = shape->ar.lag[j];
            g[k] += phi[lag] * g[k - lag];
        }
    }
    g[0] *= 2.0;
}

/* F, K and L of the stationary process:  K[i] = sum_k phi[k] gamma(k - 1 - i) + theta[k] psi(k - 1
 * - i) over k > i, psi the weights of past errors in the value. */
INLINE void start(struct arima_filter *filter, const struct arima_shape *shape)
{
    const size_t n = shape->states;
    const arima_lanes zero = {0.0};
    const arima_lanes one = {1.0, 1.0, 1.0, 1.0};
    const arima_lanes *phi = filter->phi, *theta = filter->theta;
    arima_lanes *gamma = filter->room + 2 * (n + 1), *psi = filter->room + 3 * (n + 1);
    autocovariances(shape, phi, theta, filter->room, gamma);
    psi[0] = one;
    for (size_t k = 1; k < shape->ma.degree; k++) {
        psi[k] = theta[k];
        for (size_t j = 0; j < shape->ar.count && shape->ar.lag[j] <= k; j++) {
            psi[k] += phi[shape->ar.lag[j]] * psi[k - shape->ar.lag[j]];
        }
    }
    for (size_t i = 0; i < n; i++) {
        filter->gain[i] = zero;
    }
    for (size_t j = 0; j < shape->ar.count; j++) {
        size_t lag = shape->ar.lag[j];
        for (size_t i = 0; i < lag; i++) {
            filter->gain[i] += phi[lag] * gamma[lag - 1 - i];
        }
    }
    for (size_t j = 0; j < shape->ma.count; j++) {
        size_t lag = shape->ma.lag[j];
        for (size_t i = 0; i < lag; i++) {
            filter->gain[i] += theta[lag] * psi[lag - 1 - i];
        }
    }
    memcpy(filter->change, filter->gain, n * sizeof *filter->gain);
    filter->variance = n > 0 ? gamma[0] : one;
    filter->steady = n == 0;
}

/* By pointer: a vector as wide as this in an argument is passed differently by each machine. */
INLINE void take_root(const arima_lanes *value, arima_lanes *root)
{
    *root =
        (arima_lanes){sqrt((*value)[0]), sqrt((*value)[1]), sqrt((*value)[2]), sqrt((*value)[3])};
}

INLINE void add_logarithm(const arima_lanes *value, arima_lanes *sum)
{
    *sum += (arima_lanes){log((*value)[0]), log((*value)[1]), log((*value)[2]), log((*value)[3])};
}

/* One period of the equations above for gain and variance. */
INLINE void advance_gain(struct arima_filter *filter, size_t n)
{
    const arima_lanes *phi = filter->phi;
    arima_lanes *gain = filter->gain, *change = filter->change;
    const arima_lanes first = change[0];
    const arima_lanes ratio = first / filter->variance;
    for (size_t i = 0; i + 1 < n; i++) {
        arima_lanes moved = change[i + 1] + phi[i + 1] * first;
        change[i] = moved - gain[i] * ratio;
        gain[i] -= moved * ratio;
    }
    arima_lanes moved = phi[n] * first;
    change[n - 1] = moved - gain[n - 1] * ratio;
    gain[n - 1] -= moved * ratio;
    filter->variance -= first * ratio;
}

INLINE bool settled(const struct arima_filter *filter, size_t n)
{
    arima_lanes most = {0.0};
    for (size_t i = 0; i < n; i++) {
        most += filter->change[i] * filter->change[i];
    }
    return most[0] < STEADY && most[1] < STEADY && most[2] < STEADY && most[3] < STEADY;
}

/* From period t on, with what is steady: the state turns round in its place instead of moving. */
INLINE void run_steady(struct arima_filter *filter, const struct arima_shape *shape,
                       const double *column, size_t t, size_t rows, size_t columns)
{
    const size_t n = shape->states;
    const arima_lanes zero = {0.0};
    size_t front = 0;
    for (; t < rows; t++) {
        for (size_t c = 0; c < columns; c++) {
            arima_lanes *a = filter->state + c * n;
            double x = column[c * rows + t];
            arima_lanes at = {x, x, x, x};
            if (n == 0) {
                filter->out[t * columns + c] = at;
                continue;
            }
            arima_lanes error = at - a[front];
            a[front] = zero;
            filter->out[t * columns + c] = error;
            for (size_t j = 0; j < shape->ar.count; j++) {
                size_t to = front + shape->ar.lag[j];
                a[to < n ? to : to - n] += filter->phi[shape->ar.lag[j]] * at;
            }
            for (size_t j = 0; j < shape->ma.count; j++) {
                size_t to = front + shape->ma.lag[j];
                a[to < n ? to : to - n] += filter->theta[shape->ma.lag[j]] * error;
            }
        }
        front = front + 1 >= n ? 0 : front + 1;
    }
    /* back to where a reader expects them */
    for (size_t c = 0; c < columns && front > 0; c++) {
        arima_lanes *a = filter->state + c * n;
        for (size_t i = 0; i < n; i++) {
            filter->room[i] = a[front + i < n ? front + i : front + i - n];
        }
        memcpy(a, filter->room, n * sizeof *a);
    }
}

WIDE void arima_filter_run(struct arima_filter *filter, const struct arima_shape *shape,
                           const double *column, size_t rows, size_t columns)
{
    const size_t n = shape->states;
    const arima_lanes one = {1.0, 1.0, 1.0, 1.0};
    const arima_lanes *phi = filter->phi;
    filter->shape = shape;
    start(filter, shape);
    memset(filter->state, 0, columns * n * sizeof *filter->state);
    arima_lanes product = one, logs = {0.0};
    size_t t = 0;
    for (; t < rows && !filter->steady; t++) {
        arima_lanes deviation;
        take_root(&filter->variance, &deviation);
        deviation = one / deviation;
        arima_lanes weight = one / filter->variance;
        product *= filter->variance;
        for (size_t c = 0; c < columns; c++) {
            arima_lanes *a = filter->state + c * n;
            double x = column[c * rows + t];
            arima_lanes at = {x, x, x, x};
            arima_lanes first = a[0];
            arima_lanes error = at - first;
            arima_lanes scaled = error * weight;
            filter->out[t * columns + c] = error * deviation;
            for (size_t i = 0; i + 1 < n; i++) {
                a[i] = a[i + 1] + phi[i + 1] * first + filter->gain[i] * scaled;
            }
            a[n - 1] = phi[n] * first + filter->gain[n - 1] * scaled;
        }
        advance_gain(filter, n);
        if (t % LOOK_EVERY == LOOK_EVERY - 1) {
            add_logarithm(&product, &logs);
            product = one;
            filter->steady = settled(filter, n);
        }
    }
    add_logarithm(&product, &logs);
    /* F falls towards 1 and never below it, unless rounding has eaten it up */
    for (size_t lane = 0; lane < ARIMA_LANES; lane++) {
        if (!(filter->variance[lane] > LEAST_VARIANCE)) {
            logs[lane] = MISSING;
        }
    }
    filter->log_det = logs;
    run_steady(filter, shape, column, t, rows, columns);
}
