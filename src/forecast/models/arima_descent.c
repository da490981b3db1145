/* The minimiser of an ARIMA likelihood: Gauss and Newton's steps, damped as by Levenberg and
 * Marquardt, in z = atanh of the partial autocorrelations.
 *
 * Near a unit root the likelihood is an exponential in z, flat to the one side: there a step may be
 * of any size, and means no more than its direction.  So no step moves a variable further than one;
 * num/scoring.h, made for boxes, would press it against a bound and hold it there. */
#include "arima_parts.h"

#include <math.h>
#include <string.h>

/* Where |z| ends.  The variance of the process grows by 1 / (1 - r^2) with each autoregressive r
 * and must remain a number that differences can be taken of; on the moving-average side the best is
 * often at 1 itself, and nothing grows. */
static const double FURTHEST_AR = 5.0, FURTHEST_MA = 8.0;
static const double LONGEST_STEP = 1.0;
static const double DAMPING_START = 1e-3, DAMPING_LEAST = 1e-9, DAMPING_MOST = 1e8;
/* A step must gain this share of what it promises. */
static const double ENOUGH = 1e-3;

struct descent {
    size_t count;
    double z[ARIMA_COUNT_MOST];
    double furthest[ARIMA_COUNT_MOST];
    double value;
    double gradient[ARIMA_COUNT_MOST]; /* by z */
    double curvature[ARIMA_COUNT_MOST * ARIMA_COUNT_MOST];
    double damping;
    double step[ARIMA_COUNT_MOST];
    bool cut; /* some variable's step was */
};

static double limited(double value, double most)
{
    return fmin(most, fmax(-most, value));
}

/* Takes the search's gradient and curvature over, by z. */
static void expand(struct descent *descent, const struct arima_search *search)
{
    const size_t count = descent->count;
    double slope[ARIMA_COUNT_MOST] = {0};
    for (size_t i = 0; i < count; i++) {
        slope[i] = 1.0 - search->x[i] * search->x[i];
        descent->gradient[i] = slope[i] * search->gradient[i];
        for (size_t j = 0; j <= i; j++) {
            descent->curvature[i * count + j] =
                slope[i] * slope[j] * search->curvature[i * count + j];
        }
    }
}

/* Solves (curvature + damping diagonal) step = -gradient by Cholesky; false if that is singular. */
static bool solve(struct descent *descent)
{
    const size_t count = descent->count;
    double factor[ARIMA_COUNT_MOST * ARIMA_COUNT_MOST] = {0};
    double *step = descent->step;
    for (size_t i = 0; i < count; i++) {
        double *row = factor + i * count;
        step[i] = -descent->gradient[i];
        for (size_t j = 0; j <= i; j++) {
            double sum =
                descent->curvature[i * count + j] * (i == j ? 1.0 + descent->damping : 1.0);
            double whole = sum;
            for (size_t k = 0; k < j; k++) {
                sum -= row[k] * factor[j * count + k];
            }
            if (i > j) {
                row[j] = sum / factor[j * count + j];
                continue;
            }
            if (!(sum > 1e-13 * whole)) {
                return false;
            }
            row[i] = sqrt(sum);
        }
        for (size_t k = 0; k < i; k++) {
            step[i] -= row[k] * step[k];
        }
        step[i] /= row[i];
    }
    for (size_t i = count; i-- > 0;) {
        for (size_t k = i + 1; k < count; k++) {
            step[i] -= factor[k * count + i] * step[k];
        }
        step[i] /= factor[i * count + i];
    }
    return true;
}

/* Cuts the step; what the quadratic model then promises. */
static double promise(struct descent *descent)
{
    const size_t count = descent->count;
    double gain = 0.0;
    descent->cut = false;
    for (size_t i = 0; i < count; i++) {
        double cut = limited(descent->step[i], LONGEST_STEP);
        cut = limited(descent->z[i] + cut, descent->furthest[i]) - descent->z[i];
        descent->cut = descent->cut || fabs(cut - descent->step[i]) > 0.0;
        descent->step[i] = cut;
    }
    for (size_t i = 0; i < count; i++) {
        double along = 0.5 * descent->curvature[i * count + i] * descent->step[i];
        for (size_t j = 0; j < i; j++) {
            along += descent->curvature[i * count + j] * descent->step[j];
        }
        gain -= descent->step[i] * (descent->gradient[i] + along);
    }
    return gain;
}

static double value_at(struct arima_search *search, const double *z)
{
    double x[ARIMA_COUNT_MOST] = {0};
    for (size_t i = 0; i < search->shape.count; i++) {
        x[i] = tanh(z[i]);
    }
    return arima_search_expand(search, x);
}

/* Tries steps of growing damping until one gains; false when none does or none is worth while. */
static bool advance(struct descent *descent, struct arima_search *search, double tolerance)
{
    for (; descent->damping <= DAMPING_MOST;
         descent->damping = fmax(descent->damping, 1e-4) * 8.0) {
        if (!solve(descent)) {
            continue;
        }
        double gain = promise(descent);
        /* damped by a factor, a step promises less by about that factor */
        if (!descent->cut && gain * (1.0 + descent->damping) <= tolerance) {
            return false;
        }
        double z[ARIMA_COUNT_MOST] = {0};
        for (size_t i = 0; i < descent->count; i++) {
            z[i] = descent->z[i] + descent->step[i];
        }
        double value = gain > 0.0 ? value_at(search, z) : HUGE_VAL;
        double got = descent->value - value;
        if (isfinite(value) && got > ENOUGH * gain) {
            memcpy(descent->z, z, sizeof z);
            descent->value = value;
            if (got > 0.5 * gain) {
                descent->damping = fmax(descent->damping * 0.1, DAMPING_LEAST);
            } else if (got < 0.1 * gain) {
                descent->damping *= 4.0;
            }
            return !(descent->cut && got < tolerance);
        }
    }
    return false;
}

double arima_search_run(struct arima_search *search, const struct arima_design *design,
                        const struct arima_order *order, double *x, double tolerance,
                        size_t max_steps)
{
    search->design = design;
    arima_shape_set(&search->shape, order, design->data->season);
    const size_t near = order->p + order->q;
    struct descent descent = {.count = search->shape.count, .damping = DAMPING_START};
    for (size_t i = 0; i < descent.count; i++) {
        bool ar = i < order->p || (i >= near && i < near + order->P);
        descent.furthest[i] = ar ? FURTHEST_AR : FURTHEST_MA;
        descent.z[i] = limited(atanh(x[i]), descent.furthest[i]);
    }
    descent.value = value_at(search, descent.z);
    for (size_t step = 0; step < max_steps && descent.count > 0 && isfinite(descent.value);
         step++) {
        expand(&descent, search);
        if (!advance(&descent, search, tolerance)) {
            break;
        }
    }
    for (size_t i = 0; i < descent.count; i++) {
        x[i] = tanh(descent.z[i]);
    }
    return descent.value;
}
