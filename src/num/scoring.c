/* Scoring: damped Newton steps with the expected curvature, inside a box. */
#include "num/scoring.h"

#include <math.h>
#include <string.h>

/* The damping is relative to the diagonal of the curvature, so no unit enters. */
static const double DAMPING_START = 1e-3;
static const double DAMPING_LEAST = 1e-9;
static const double DAMPING_MOST = 1e9;
static const double PIVOT_LEAST = 1e-13; /* of a diagonal scaled to 1: below it is rounding */

struct work {
    double *gradient;  /* [count] */
    double *curvature; /* [count * count] */
    double *scale;     /* [count] 1 / sqrt(diagonal of curvature) */
    double *factor;    /* [count * count] Cholesky factor of the free part */
    double *right;     /* [count] */
    double *step;      /* [count] */
    double *trial;     /* [count] */
    size_t *freed;     /* [count] the free variables */
    bool *held;        /* [count] held at a bound for this step */
};

enum { WORK_VECTORS = 5, ARENA_PIECE = 64, WORK_PIECES = 9 };

size_t scoring_scratch(size_t count)
{
    return (2 * count * count + WORK_VECTORS * count) * sizeof(double) +
           count * (sizeof(size_t) + sizeof(bool)) + (size_t)WORK_PIECES * ARENA_PIECE;
}

static bool take_work(struct work *work, size_t count, struct arena *scratch)
{
    work->gradient = ARENA_NEW(scratch, double, count);
    work->curvature = ARENA_NEW(scratch, double, count *count);
    work->scale = ARENA_NEW(scratch, double, count);
    work->factor = ARENA_NEW(scratch, double, count *count);
    work->right = ARENA_NEW(scratch, double, count);
    work->step = ARENA_NEW(scratch, double, count);
    work->trial = ARENA_NEW(scratch, double, count);
    work->freed = ARENA_NEW(scratch, size_t, count);
    work->held = ARENA_NEW(scratch, bool, count);
    return work->gradient && work->curvature && work->scale && work->factor && work->right &&
           work->step && work->trial && work->freed && work->held;
}

static double curvature_at(const struct work *work, size_t count, size_t i, size_t j)
{
    return i >= j ? work->curvature[i * count + j] : work->curvature[j * count + i];
}

/* Solves (scaled curvature + damping I) for the free variables, given the displacement of the held
 * ones; false if the matrix is not positive definite. */
static bool solve_free(struct work *work, size_t count, size_t free_count, double damping)
{
    double *factor = work->factor;
    double *right = work->right;
    const double *scale = work->scale;
    for (size_t r = 0; r < free_count; r++) {
        size_t i = work->freed[r];
        double pull = -work->gradient[i];
        for (size_t j = 0; j < count; j++) {
            if (work->held[j] && (work->step[j] < 0.0 || work->step[j] > 0.0)) {
                pull -= curvature_at(work, count, i, j) * work->step[j];
            }
        }
        right[r] = pull * scale[i];
        for (size_t c = 0; c < r; c++) {
            size_t j = work->freed[c];
            factor[r * count + c] = work->curvature[i * count + j] * scale[i] * scale[j];
        }
        factor[r * count + r] = work->curvature[i * count + i] * scale[i] * scale[i] + damping;
    }
    /* Cholesky by columns, the right side along with it; the diagonal keeps its inverse.  Inner
     * loops run along rows without a sum, so that they fill vectors. */
    double *column = work->trial;
    for (size_t c = 0; c < free_count; c++) {
        double pivot = factor[c * count + c];
        if (!(pivot > PIVOT_LEAST)) {
            return false;
        }
        double inverse = 1.0 / sqrt(pivot);
        factor[c * count + c] = inverse;
        right[c] *= inverse;
        for (size_t r = c + 1; r < free_count; r++) {
            double *restrict row = factor + r * count;
            double entry = row[c] * inverse;
            row[c] = entry;
            column[r] = entry;
            right[r] -= entry * right[c];
            for (size_t k = c + 1; k <= r; k++) {
                row[k] -= entry * column[k];
            }
        }
    }
    for (size_t r = free_count; r-- > 0;) {
        double solved = right[r] * factor[r * count + r];
        for (size_t k = 0; k < r; k++) {
            right[k] -= factor[r * count + k] * solved;
        }
        work->step[work->freed[r]] = solved * scale[work->freed[r]];
    }
    return true;
}

/* Whether x[i] sits on a bound and the gradient pushes it outward. */
static bool presses(const struct scoring_problem *problem, const double *x, const double *gradient,
                    size_t i)
{
    return (x[i] <= problem->lower[i] && gradient[i] >= 0.0) ||
           (x[i] >= problem->upper[i] && gradient[i] <= 0.0);
}

/* Finds a step inside the box: variables that the step would carry out are put on their bound (the
 * step is bent) and the rest solved again. */
static bool find_step(const struct scoring_problem *problem, const double *x, struct work *work,
                      double damping, bool *bent_at_all)
{
    size_t count = problem->count;
    *bent_at_all = false;
    for (size_t i = 0; i < count; i++) {
        work->held[i] = presses(problem, x, work->gradient, i);
        work->step[i] = 0.0;
    }
    for (size_t round = 0; round <= count; round++) {
        size_t free_count = 0;
        for (size_t i = 0; i < count; i++) {
            if (!work->held[i]) {
                work->freed[free_count++] = i;
            }
        }
        if (!solve_free(work, count, free_count, damping)) {
            return false;
        }
        bool bent = false;
        for (size_t f = 0; f < free_count; f++) {
            size_t i = work->freed[f];
            double to = x[i] + work->step[i];
            if (to < problem->lower[i] || to > problem->upper[i]) {
                work->step[i] =
                    (to < problem->lower[i] ? problem->lower[i] : problem->upper[i]) - x[i];
                work->held[i] = true;
                bent = true;
            }
        }
        if (!bent) {
            return true;
        }
        *bent_at_all = true;
    }
    return true;
}

/* What the quadratic model promises of the step. */
static double promised(const struct work *work, size_t count)
{
    double gain = 0.0;
    for (size_t i = 0; i < count; i++) {
        double along = 0.5 * work->curvature[i * count + i] * work->step[i];
        for (size_t j = 0; j < i; j++) {
            along += work->curvature[i * count + j] * work->step[j];
        }
        gain -= work->step[i] * (work->gradient[i] + along);
    }
    return gain;
}

static void set_scale(struct work *work, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        double diagonal = work->curvature[i * count + i];
        work->scale[i] = diagonal > 0.0 ? 1.0 / sqrt(diagonal) : 1.0;
    }
}

static double bounded(double value, double lower, double upper)
{
    return value < lower ? lower : value > upper ? upper : value;
}

/* Tries steps of growing damping until one gains; false when none does or none promises enough. */
static bool take_step(const struct scoring_problem *problem,
                      const struct scoring_settings *settings, double *x, struct work *work,
                      double *damping, struct scoring_result *result)
{
    size_t count = problem->count;
    while (*damping <= DAMPING_MOST) {
        bool bent = false;
        if (!find_step(problem, x, work, *damping, &bent)) {
            *damping = fmax(*damping, DAMPING_LEAST) * 10.0;
            continue;
        }
        double gain = promised(work, count);
        if (!(gain > settings->tolerance) && bent) {
            /* What is put on a bound stays there, which may lead uphill; a shorter step does not.
             */
            *damping = fmax(*damping, 1e-4) * 8.0;
            continue;
        }
        if (!(gain > settings->tolerance)) {
            result->converged = true;
            return false;
        }
        if (problem->leave != NULL && problem->leave(problem->context, x, result->value, gain)) {
            return false;
        }
        for (size_t i = 0; i < count; i++) {
            work->trial[i] = bounded(x[i] + work->step[i], problem->lower[i], problem->upper[i]);
        }
        double value = problem->value(problem->context, work->trial);
        result->values++;
        double got = result->value - value;
        if (isfinite(value) && got > 0.0 && got > 1e-3 * gain) {
            memcpy(x, work->trial, count * sizeof *x);
            result->value = value;
            *damping = got > 0.5 * gain   ? fmax(*damping * 0.1, DAMPING_LEAST)
                       : got < 0.1 * gain ? *damping * 4.0
                                          : *damping;
            return true;
        }
        *damping = fmax(*damping, 1e-4) * 8.0;
    }
    return false;
}

bool scoring_run(const struct scoring_problem *problem, const struct scoring_settings *settings,
                 double *x, struct arena *scratch, struct scoring_result *result)
{
    struct arena_mark mark = arena_mark(scratch);
    struct work work;
    *result = (struct scoring_result){.value = HUGE_VAL};
    bool started = false;
    if (take_work(&work, problem->count, scratch)) {
        double damping = DAMPING_START;
        for (size_t step = 0; step < settings->max_steps; step++) {
            double value = problem->expand(problem->context, x, work.gradient, work.curvature);
            result->expansions++;
            if (!isfinite(value)) {
                break;
            }
            result->value = value;
            started = true;
            set_scale(&work, problem->count);
            if (!take_step(problem, settings, x, &work, &damping, result)) {
                break;
            }
        }
    }
    arena_rewind(scratch, mark);
    return started;
}
