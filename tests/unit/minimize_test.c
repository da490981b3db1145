/* Minimisers: GSL's behind their door, and scoring. */
#include "num/minimize.h"

#include "num/scoring.h"
#include "support/check.h"
#include "support/scratch.h"

#include <math.h>

static double rosenbrock(void *context, const double *x)
{
    (void)context;
    double a = 1.0 - x[0], b = x[1] - x[0] * x[0];
    return a * a + 100.0 * b * b;
}

static double rosenbrock_slope(void *context, const double *x, double *gradient)
{
    double b = x[1] - x[0] * x[0];
    gradient[0] = -2.0 * (1.0 - x[0]) - 400.0 * x[0] * b;
    gradient[1] = 200.0 * b;
    return rosenbrock(context, x);
}

/* Gauss and Newton's matrix of the two residuals 1 - x and 10 (y - x^2). */
static double rosenbrock_expand(void *context, const double *x, double *gradient, double *curvature)
{
    curvature[0] = 2.0 + 800.0 * x[0] * x[0];
    curvature[2] = -400.0 * x[0];
    curvature[3] = 200.0;
    return rosenbrock_slope(context, x, gradient);
}

static struct minimize_problem problem_of(bool slope, const double *lower, const double *upper)
{
    return (struct minimize_problem){.count = 2,
                                     .lower = lower,
                                     .upper = upper,
                                     .value = rosenbrock,
                                     .slope = slope ? rosenbrock_slope : NULL,
                                     .tolerance = slope ? 1e-9 : 1e-10,
                                     .max_steps = 2000};
}

static void both_methods_find_the_floor_of_the_valley(void **state)
{
    struct arena *scratch = *state;
    for (int slope = 0; slope < 2; slope++) {
        struct minimize_problem problem = problem_of(slope == 1, NULL, NULL);
        struct minimize_result result;
        double x[] = {-1.2, 1.0};
        assert_true(minimize_run(&problem, x, scratch, &result));
        assert_true(result.converged);
        check_close(x[0], 1.0, 1e-6);
        check_close(x[1], 1.0, 1e-6);
    }
}

/* In the box x <= 0.5 the least value of (1-x)^2 is at x = 0.5, y = 0.25. */
static void a_bound_in_the_way_holds_the_variable(void **state)
{
    struct arena *scratch = *state;
    const double lower[] = {-2.0, -(double)HUGE_VAL}, upper[] = {0.5, (double)HUGE_VAL};
    for (int slope = 0; slope < 2; slope++) {
        struct minimize_problem problem = problem_of(slope == 1, lower, upper);
        struct minimize_result result;
        double x[] = {-1.2, 1.0};
        assert_true(minimize_run(&problem, x, scratch, &result));
        check_close(x[0], 0.5, 1e-5);
        check_close(x[1], 0.25, 1e-5);
        check_close(result.value, 0.25, 1e-8);
    }
}

static double root_and_log(void *context, const double *x)
{
    (void)context;
    return x[0] - log(x[0]); /* not a number below 0 */
}

static void a_region_without_values_is_avoided(void **state)
{
    struct arena *scratch = *state;
    struct minimize_problem problem = {
        .count = 1, .value = root_and_log, .tolerance = 1e-9, .max_steps = 500};
    struct minimize_result result;
    double x[] = {0.05};
    assert_true(minimize_run(&problem, x, scratch, &result));
    check_close(x[0], 1.0, 1e-6);
    x[0] = -1.0;
    assert_false(minimize_run(&problem, x, scratch, &result));
    check_close(x[0], -1.0, 0.0);
}

static void scoring_finds_the_same_floor_in_few_steps(void **state)
{
    struct arena *scratch = *state;
    const double lower[] = {-(double)HUGE_VAL, -(double)HUGE_VAL},
                 upper[] = {(double)HUGE_VAL, (double)HUGE_VAL};
    struct scoring_problem problem = {.count = 2,
                                      .lower = lower,
                                      .upper = upper,
                                      .value = rosenbrock,
                                      .expand = rosenbrock_expand};
    const struct scoring_settings settings = {.tolerance = 1e-16, .max_steps = 100};
    struct scoring_result result;
    double x[] = {-1.2, 1.0};
    assert_true(scoring_run(&problem, &settings, x, scratch, &result));
    assert_true(result.converged);
    assert_true(result.expansions < 40);
    check_close(x[0], 1.0, 1e-7);
    check_close(x[1], 1.0, 1e-7);
}

static void scoring_slides_along_a_bound(void **state)
{
    struct arena *scratch = *state;
    const double lower[] = {-2.0, 0.5}, upper[] = {0.5, 3.0};
    struct scoring_problem problem = {.count = 2,
                                      .lower = lower,
                                      .upper = upper,
                                      .value = rosenbrock,
                                      .expand = rosenbrock_expand};
    const struct scoring_settings settings = {.tolerance = 1e-14, .max_steps = 100};
    struct scoring_result result;
    double x[] = {0.2, 1.0};
    assert_true(scoring_run(&problem, &settings, x, scratch, &result));
    /* Both bounds bind: at (0.5, 0.5) the slopes are -51 and 50 and push outward. */
    check_close(x[0], 0.5, 0.0);
    check_close(x[1], 0.5, 0.0);
}

/* 0.1 u - 10 v + (u^2 + v^2) / 2 - 0.9 u v: without bounds u and v would go far up together. */
static double valley(void *context, const double *x)
{
    (void)context;
    return 0.1 * x[0] - 10.0 * x[1] + 0.5 * (x[0] * x[0] + x[1] * x[1]) - 0.9 * x[0] * x[1];
}

static double valley_expand(void *context, const double *x, double *gradient, double *curvature)
{
    gradient[0] = 0.1 + x[0] - 0.9 * x[1];
    gradient[1] = -10.0 + x[1] - 0.9 * x[0];
    curvature[0] = curvature[3] = 1.0;
    curvature[2] = -0.9;
    return valley(context, x);
}

/* A step that left the box by two sides was put on both bounds, uphill, and where it promised
 * nothing the search took that for the end: count models stayed where they started. */
static void scoring_does_not_stop_where_only_a_bent_step_promises_nothing(void **state)
{
    struct arena *scratch = *state;
    const double lower[] = {-1.0, -1.0}, upper[] = {1.0, 0.01};
    struct scoring_problem problem = {
        .count = 2, .lower = lower, .upper = upper, .value = valley, .expand = valley_expand};
    const struct scoring_settings settings = {.tolerance = 1e-14, .max_steps = 200};
    struct scoring_result result;
    double x[] = {0.0, 0.0};
    assert_true(scoring_run(&problem, &settings, x, scratch, &result));
    check_close(x[0], -0.091, 1e-6);
    check_close(x[1], 0.01, 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_methods_find_the_floor_of_the_valley),
        cmocka_unit_test(a_bound_in_the_way_holds_the_variable),
        cmocka_unit_test(a_region_without_values_is_avoided),
        cmocka_unit_test(scoring_finds_the_same_floor_in_few_steps),
        cmocka_unit_test(scoring_slides_along_a_bound),
        cmocka_unit_test(scoring_does_not_stop_where_only_a_bent_step_promises_nothing),
    };
    return cmocka_run_group_tests_name("minimize", tests, scratch_setup, scratch_teardown);
}
