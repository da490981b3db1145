/* Least squares: certified values, dependent columns, gaps. */
#include "num/linear.h"

#include "base/missing.h"
#include "support/check.h"

/* NIST Statistical Reference Datasets, Longley (1967): a multicollinear problem of higher
 * difficulty, and its certified values. */
static const double LONGLEY[16][7] = {
    {60323, 83.0, 234289, 2356, 1590, 107608, 1947},
    {61122, 88.5, 259426, 2325, 1456, 108632, 1948},
    {60171, 88.2, 258054, 3682, 1616, 109773, 1949},
    {61187, 89.5, 284599, 3351, 1650, 110929, 1950},
    {63221, 96.2, 328975, 2099, 3099, 112075, 1951},
    {63639, 98.1, 346999, 1932, 3594, 113270, 1952},
    {64989, 99.0, 365385, 1870, 3547, 115094, 1953},
    {63761, 100.0, 363112, 3578, 3350, 116219, 1954},
    {66019, 101.2, 397469, 2904, 3048, 117388, 1955},
    {67857, 104.6, 419180, 2822, 2857, 118734, 1956},
    {68169, 108.4, 442769, 2936, 2798, 120445, 1957},
    {66513, 110.8, 444546, 4681, 2637, 121950, 1958},
    {68655, 112.6, 482704, 3813, 2552, 123366, 1959},
    {69564, 114.2, 502601, 3931, 2514, 125368, 1960},
    {69331, 115.7, 518173, 4806, 2572, 127852, 1961},
    {70551, 116.9, 554894, 4007, 2827, 130081, 1962},
};

static void longley_has_its_certified_values(void **state)
{
    (void)state;
    static const double coefficients[7] = {
        -3482258.63459582, 15.0618722713733,       -0.358191792925910E-01, -2.02022980381683,
        -1.03322686717359, -0.511041056535807E-01, 1829.15146461355};
    static const double errors[7] = {890420.383607373,  84.9149257747669,  0.334910077722432E-01,
                                     0.488399681651699, 0.214274163161675, 0.226073200069370,
                                     455.478499142212};
    double y[16];
    double x[16 * 7];
    for (size_t i = 0; i < 16; i++) {
        y[i] = LONGLEY[i][0];
        x[i * 7] = 1.0;
        for (size_t j = 1; j < 7; j++) {
            x[i * 7 + j] = LONGLEY[i][j];
        }
    }
    struct arena arena;
    arena_init(&arena, linear_scratch(16, 7));
    struct linear_problem problem = {.y = y, .x = x, .rows = 16, .columns = 7};
    double coefficient[7];
    double error[7];
    struct linear_fit fit;
    assert_true(linear_solve(&problem, coefficient, error, &fit, &arena));
    assert_int_equal(fit.rank, 7);
    for (size_t j = 0; j < 7; j++) {
        check_close(coefficient[j] / coefficients[j], 1.0, 1e-7);
        check_close(error[j] / errors[j], 1.0, 1e-7);
    }
    check_close(fit.residual_variance, 304.854073561965 * 304.854073561965, 1e-9);
    arena_free(&arena);
}

static void dependent_columns_share_the_effect(void **state)
{
    (void)state;
    /* The third column is twice the second, the fourth is empty. */
    double y[6] = {3.0, 5.0, 7.0, 9.0, 11.0, 13.5};
    double x[6 * 4];
    for (size_t i = 0; i < 6; i++) {
        x[i * 4] = 1.0;
        x[i * 4 + 1] = (double)i;
        x[i * 4 + 2] = 2.0 * (double)i;
        x[i * 4 + 3] = 0.0;
    }
    struct arena arena;
    arena_init(&arena, 0);
    double coefficient[4];
    double error[4];
    struct linear_fit fit;
    struct linear_problem problem = {.y = y, .x = x, .rows = 6, .columns = 4};
    assert_true(linear_solve(&problem, coefficient, error, &fit, &arena));
    assert_int_equal(fit.rank, 2);
    double plain_x[6 * 2];
    for (size_t i = 0; i < 6; i++) {
        plain_x[i * 2] = 1.0;
        plain_x[i * 2 + 1] = (double)i;
    }
    double plain[2];
    struct linear_fit plain_fit;
    struct linear_problem small = {.y = y, .x = plain_x, .rows = 6, .columns = 2};
    assert_true(linear_solve(&small, plain, NULL, &plain_fit, &arena));
    check_close(coefficient[0], plain[0], 1e-12);
    check_close(coefficient[1] + 2.0 * coefficient[2], plain[1], 1e-12);
    check_close(coefficient[3], 0.0, 0.0);
    check_close(fit.residual_variance, plain_fit.residual_variance, 1e-12);
    arena_free(&arena);
}

static void rows_with_gaps_are_left_out(void **state)
{
    (void)state;
    double y[5] = {1.0, 3.0, MISSING, 7.0, 100.0};
    double x[5 * 2] = {1.0, 0.0, 1.0, 1.0, 1.0, 2.0, 1.0, 3.0, 1.0, MISSING};
    struct arena arena;
    arena_init(&arena, 0);
    double coefficient[2];
    struct linear_fit fit;
    struct linear_problem problem = {.y = y, .x = x, .rows = 5, .columns = 2};
    assert_true(linear_solve(&problem, coefficient, NULL, &fit, &arena));
    assert_int_equal(fit.rows, 3);
    check_close(coefficient[0], 1.0, 1e-13);
    check_close(coefficient[1], 2.0, 1e-13);
    check_close(fit.residual_sum, 0.0, 1e-20);
    arena_free(&arena);
}

static void fewer_rows_than_columns_fit_exactly(void **state)
{
    (void)state;
    double y[2] = {4.0, 6.0};
    double x[2 * 3] = {1.0, 0.0, 2.0, 1.0, 1.0, 5.0};
    struct arena arena;
    arena_init(&arena, 0);
    double coefficient[3];
    double error[3];
    struct linear_fit fit;
    struct linear_problem problem = {.y = y, .x = x, .rows = 2, .columns = 3};
    assert_true(linear_solve(&problem, coefficient, error, &fit, &arena));
    assert_int_equal(fit.rank, 2);
    check_close(fit.residual_sum, 0.0, 1e-20);
    assert_true(is_missing(fit.residual_variance) && is_missing(error[0]));
    arena_free(&arena);
}

static void nothing_to_fit_is_refused(void **state)
{
    (void)state;
    double y[2] = {MISSING, MISSING};
    double x[2] = {1.0, 1.0};
    struct arena arena;
    arena_init(&arena, 0);
    double coefficient[1];
    struct linear_fit fit;
    struct linear_problem problem = {.y = y, .x = x, .rows = 2, .columns = 1};
    assert_false(linear_solve(&problem, coefficient, NULL, &fit, &arena));
    problem.rows = 0;
    assert_false(linear_solve(&problem, coefficient, NULL, &fit, &arena));
    y[0] = y[1] = HUGE_VAL;
    problem.rows = 2;
    assert_false(linear_solve(&problem, coefficient, NULL, &fit, &arena));
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(longley_has_its_certified_values),
        cmocka_unit_test(dependent_columns_share_the_effect),
        cmocka_unit_test(rows_with_gaps_are_left_out),
        cmocka_unit_test(fewer_rows_than_columns_fit_exactly),
        cmocka_unit_test(nothing_to_fit_is_refused),
    };
    return cmocka_run_group_tests_name("linear", tests, NULL, NULL);
}
