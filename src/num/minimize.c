/* Minimise: GSL's BFGS and simplex, with bounds by a change of variables. */
#include "num/minimize.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_multimin.h>
#include <math.h>
#include <string.h>

/* Far enough inside a bound that the slope of the change of variables is not zero at the start. */
static const double INSIDE = 1e-3;
static const double STEP_DEFAULT = 0.1;
static const double LINE_SEARCH = 0.1; /* GSL's advice for bfgs2 */
static const double BARRIER = 1e300;   /* what GSL sees where the function is not finite */

struct search {
    const struct minimize_problem *problem;
    double *x;        /* [count] */
    double *gradient; /* [count] */
    double *best;     /* [count] x of the best value seen */
    double best_value;
    size_t evaluations;
};

enum { SEARCH_VECTORS = 3 };

size_t minimize_scratch(size_t count)
{
    return SEARCH_VECTORS * count * sizeof(double) + 64;
}

struct interval {
    double lower, upper;
    bool below, above; /* whether there is such a bound */
};

static struct interval interval_of(const struct minimize_problem *problem, size_t i)
{
    double lower = problem->lower != NULL ? problem->lower[i] : -(double)HUGE_VAL;
    double upper = problem->upper != NULL ? problem->upper[i] : (double)HUGE_VAL;
    return (struct interval){lower, upper, isfinite(lower), isfinite(upper)};
}

static double to_x(struct interval in, double z)
{
    if (in.below && in.above) {
        return in.lower + (in.upper - in.lower) * 0.5 * (1.0 + sin(z));
    }
    return in.below ? in.lower + z * z : in.above ? in.upper - z * z : z;
}

static double slope_of_x(struct interval in, double z)
{
    if (in.below && in.above) {
        return (in.upper - in.lower) * 0.5 * cos(z);
    }
    return in.below ? 2.0 * z : in.above ? -2.0 * z : 1.0;
}

static double to_z(struct interval in, double x)
{
    if (in.below && in.above) {
        double share = in.upper > in.lower ? (x - in.lower) / (in.upper - in.lower) : 0.5;
        share = fmin(1.0 - INSIDE, fmax(INSIDE, share));
        return asin(2.0 * share - 1.0);
    }
    return in.below   ? sqrt(fmax(INSIDE * INSIDE, x - in.lower))
           : in.above ? sqrt(fmax(INSIDE * INSIDE, in.upper - x))
                      : x;
}

static double evaluate(struct search *search, const gsl_vector *z, bool with_slope)
{
    const struct minimize_problem *problem = search->problem;
    for (size_t i = 0; i < problem->count; i++) {
        search->x[i] = to_x(interval_of(problem, i), gsl_vector_get(z, i));
    }
    search->evaluations++;
    double value = with_slope ? problem->slope(problem->context, search->x, search->gradient)
                              : problem->value(problem->context, search->x);
    if (!isfinite(value)) {
        return BARRIER;
    }
    if (value < search->best_value) {
        search->best_value = value;
        memcpy(search->best, search->x, problem->count * sizeof(double));
    }
    return value;
}

static double gsl_value(const gsl_vector *z, void *context)
{
    return evaluate(context, z, false);
}

static void gsl_both(const gsl_vector *z, void *context, double *value, gsl_vector *gradient)
{
    struct search *search = context;
    *value = evaluate(search, z, true);
    for (size_t i = 0; i < search->problem->count; i++) {
        double slope = slope_of_x(interval_of(search->problem, i), gsl_vector_get(z, i));
        double dz = *value < BARRIER ? search->gradient[i] * slope : 0.0;
        gsl_vector_set(gradient, i, isfinite(dz) ? dz : 0.0);
    }
}

static void gsl_slope(const gsl_vector *z, void *context, gsl_vector *gradient)
{
    double value;
    gsl_both(z, context, &value, gradient);
}

/* The first step in z that moves x by the caller's scale. */
static double first_step(const struct minimize_problem *problem, size_t i, double z)
{
    double step = problem->scale != NULL ? problem->scale[i] : STEP_DEFAULT;
    double slope = fabs(slope_of_x(interval_of(problem, i), z));
    return fmin(fabs(step) / fmax(slope, INSIDE), 1.0 + fabs(z));
}

static bool run_bfgs(struct search *search, gsl_vector *z, double step,
                     struct minimize_result *result)
{
    const struct minimize_problem *problem = search->problem;
    gsl_multimin_fdfminimizer *bfgs =
        gsl_multimin_fdfminimizer_alloc(gsl_multimin_fdfminimizer_vector_bfgs2, problem->count);
    if (bfgs == NULL) {
        return false;
    }
    gsl_multimin_function_fdf function = {
        .f = gsl_value, .df = gsl_slope, .fdf = gsl_both, .n = problem->count, .params = search};
    int status = gsl_multimin_fdfminimizer_set(bfgs, &function, z, step, LINE_SEARCH);
    while (status == GSL_SUCCESS && !result->converged && result->steps < problem->max_steps) {
        status = gsl_multimin_fdfminimizer_iterate(bfgs);
        result->steps++;
        result->converged =
            gsl_multimin_test_gradient(bfgs->gradient, problem->tolerance) == GSL_SUCCESS;
    }
    gsl_multimin_fdfminimizer_free(bfgs);
    return true;
}

static bool run_simplex(struct search *search, gsl_vector *z, gsl_vector *steps,
                        struct minimize_result *result)
{
    const struct minimize_problem *problem = search->problem;
    gsl_multimin_fminimizer *simplex =
        gsl_multimin_fminimizer_alloc(gsl_multimin_fminimizer_nmsimplex2, problem->count);
    if (simplex == NULL) {
        return false;
    }
    gsl_multimin_function function = {.f = gsl_value, .n = problem->count, .params = search};
    int status = gsl_multimin_fminimizer_set(simplex, &function, z, steps);
    while (status == GSL_SUCCESS && !result->converged && result->steps < problem->max_steps) {
        status = gsl_multimin_fminimizer_iterate(simplex);
        result->steps++;
        result->converged = gsl_multimin_test_size(gsl_multimin_fminimizer_size(simplex),
                                                   problem->tolerance) == GSL_SUCCESS;
    }
    gsl_multimin_fminimizer_free(simplex);
    return true;
}

/* Every status is looked at; the program turns GSL's aborting handler off once at its start. */
static bool run_gsl(struct search *search, const double *x, struct minimize_result *result)
{
    const struct minimize_problem *problem = search->problem;
    gsl_vector *z = gsl_vector_alloc(problem->count);
    gsl_vector *steps = gsl_vector_alloc(problem->count);
    bool ran = false;
    if (z != NULL && steps != NULL) {
        double norm = 0.0;
        for (size_t i = 0; i < problem->count; i++) {
            double at = to_z(interval_of(problem, i), x[i]);
            gsl_vector_set(z, i, at);
            double step = first_step(problem, i, at);
            gsl_vector_set(steps, i, step);
            norm += step * step;
        }
        if (evaluate(search, z, false) < BARRIER) {
            ran = problem->slope != NULL ? run_bfgs(search, z, sqrt(norm), result)
                                         : run_simplex(search, z, steps, result);
        }
    }
    if (z != NULL) {
        gsl_vector_free(z);
    }
    if (steps != NULL) {
        gsl_vector_free(steps);
    }
    return ran;
}

bool minimize_run(const struct minimize_problem *problem, double *x, struct arena *scratch,
                  struct minimize_result *result)
{
    struct arena_mark mark = arena_mark(scratch);
    double *block = ARENA_NEW(scratch, double, SEARCH_VECTORS * problem->count);
    *result = (struct minimize_result){.value = (double)HUGE_VAL};
    bool ran = false;
    if (block != NULL && problem->count > 0) {
        struct search search = {.problem = problem,
                                .x = block,
                                .gradient = block + problem->count,
                                .best = block + 2 * problem->count,
                                .best_value = (double)HUGE_VAL};
        ran = run_gsl(&search, x, result);
        if (ran) {
            memcpy(x, search.best, problem->count * sizeof *x);
            result->value = search.best_value;
            result->evaluations = search.evaluations;
        }
    }
    arena_rewind(scratch, mark);
    return ran;
}
