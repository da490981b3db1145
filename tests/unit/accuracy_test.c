/* Measures of accuracy against values worked out by hand. */
#include "base/missing.h"
#include "forecast/accuracy.h"
#include "support/check.h"

/* Errors 1, -2, 3; the gap does not count. */
static struct errors three_errors(void)
{
    return errors_of((const double[]){5, 4, MISSING, 9}, (const double[]){4, 6, 100, 6}, 4);
}

static void errors_are_summed_over_known_periods(void **state)
{
    (void)state;
    struct errors errors = three_errors();
    check_close(errors.count, 3.0, 0.0);
    check_close(errors.absolute, 6.0, 0.0);
    check_close(errors.square, 14.0, 0.0);
    check_close(errors.over, -2.0, 0.0);
    check_close(errors.actual, 18.0, 0.0);
    struct errors twice = errors;
    errors_add(&twice, &errors);
    check_close(accuracy_wape(&twice), 6.0 / 18.0, 1e-15);
    check_close(accuracy_bias(&twice), -2.0 / 18.0, 1e-15);
}

/* History 1, 3, 2, 6: lag one |2|, |1|, |4|, squares 4, 1, 16; lag two |1|, |3|. */
static void scaled_errors_divide_by_the_naive_ones(void **state)
{
    (void)state;
    const double history[] = {1, 3, 2, 6};
    struct errors errors = three_errors();
    check_close(accuracy_scale(history, 4, 1), 7.0 / 3.0, 1e-15);
    check_close(accuracy_scale(history, 4, 2), 2.0, 1e-15);
    check_close(accuracy_scale2(history, 4), 7.0, 1e-15);
    check_close(accuracy_mase(&errors, 2.0), 1.0, 1e-15);
    check_close(accuracy_rmsse(&errors, 7.0), sqrt(14.0 / 3.0 / 7.0), 1e-15);
}

static void a_measure_of_nothing_is_missing(void **state)
{
    (void)state;
    struct errors errors = three_errors();
    struct errors none = {0};
    const double history[] = {4, 4, 4};
    assert_true(is_missing(accuracy_mase(&errors, accuracy_scale(history, 3, 1))));
    assert_true(is_missing(accuracy_mase(&errors, accuracy_scale(history, 3, 7))));
    assert_true(is_missing(accuracy_rmsse(&none, 1.0)));
    assert_true(is_missing(accuracy_wape(&none)));
    assert_true(is_missing(accuracy_coverage(history, history, history, 0)));
}

static void pinball_charges_both_sides_of_a_quantile(void **state)
{
    (void)state;
    check_close(accuracy_pinball(12.0, 10.0, 0.9), 1.8, 1e-15);
    check_close(accuracy_pinball(7.0, 10.0, 0.9), 0.3, 1e-12);
    check_close(accuracy_pinball(10.0, 10.0, 0.9), 0.0, 0.0);
}

static void coverage_counts_the_bounds_as_inside(void **state)
{
    (void)state;
    const double actual[] = {1, 2, 3, MISSING, 5};
    const double low[] = {1, 3, 1, 0, 0};
    const double high[] = {2, 4, 3, 9, 4};
    check_close(accuracy_coverage(actual, low, high, 5), 0.5, 1e-15);
}

/* Of a law of counts the places of each actual fill the stretch between P(D < y) and P(D <= y), and
 * so those of all actuals, by their chance, fill [0, 1] evenly. */
static void places_of_counts_are_spread_evenly_if_the_law_is_right(void **state)
{
    (void)state;
    struct dist poisson = {.kind = DIST_POISSON, .a = 0.4};
    check_close(accuracy_pit(&poisson, 0.0, 0.0), 0.0, 1e-15);
    check_close(accuracy_pit(&poisson, 0.0, 0.5), 0.5 * exp(-0.4), 1e-15);
    check_close(accuracy_pit(&poisson, 1.0, 0.0), accuracy_pit(&poisson, 0.0, 1.0), 1e-15);
    enum { PARTS = 400 };
    double inside80 = 0.0;
    for (int y = 0; y < 20; y++) {
        for (int i = 0; i < PARTS; i++) {
            double place = accuracy_pit(&poisson, y, (i + 0.5) / PARTS);
            inside80 += fabs(place - 0.5) <= 0.4 ? dist_density(&poisson, y) / PARTS : 0.0;
        }
    }
    check_close(inside80, 0.8, 0.003);
}

static void a_place_lies_between_0_and_1(void **state)
{
    (void)state;
    struct dist gamma = {.kind = DIST_GAMMA, .a = 4.0, .b = 2.0};
    check_close(accuracy_pit(&gamma, dist_quantile(&gamma, 0.3), 0.9), 0.3, 1e-12);
    struct dist point = {.kind = DIST_POINT, .a = 2.5};
    check_close(accuracy_pit(&point, 2.5, 0.25), 0.25, 0.0);
    check_close(accuracy_pit(&point, 2.4, 0.25), 0.0, 0.0);
    check_close(accuracy_pit(&point, 9.0, 0.25), 1.0, 0.0);
    assert_true(is_missing(accuracy_pit(&gamma, MISSING, 0.5)));
}

static void coverage_counts_central_shares_and_the_upper_end(void **state)
{
    (void)state;
    struct coverage coverage = {0};
    const double places[] = {0.01, 0.05, 0.2, 0.5, 0.7, 0.96, MISSING};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        coverage_count(&coverage, places[i]);
    }
    struct coverage twice = coverage;
    coverage_add(&twice, &coverage);
    check_close(twice.count, 12.0, 0.0);
    check_close(twice.inside50, 4.0, 0.0);
    check_close(twice.inside80, 6.0, 0.0);
    check_close(twice.inside95, 10.0, 0.0);
    check_close(twice.below95, 10.0, 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors_are_summed_over_known_periods),
        cmocka_unit_test(scaled_errors_divide_by_the_naive_ones),
        cmocka_unit_test(a_measure_of_nothing_is_missing),
        cmocka_unit_test(pinball_charges_both_sides_of_a_quantile),
        cmocka_unit_test(coverage_counts_the_bounds_as_inside),
        cmocka_unit_test(places_of_counts_are_spread_evenly_if_the_law_is_right),
        cmocka_unit_test(a_place_lies_between_0_and_1),
        cmocka_unit_test(coverage_counts_central_shares_and_the_upper_end),
    };
    return cmocka_run_group_tests_name("accuracy", tests, NULL, NULL);
}
