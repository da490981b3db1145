/* Masses of mixtures of counts by recurrence. */
#include "num/dist_sum.h"
#include "support/check.h"

#include <math.h>

enum { UNITS = 200 };

static void masses_are_those_of_the_laws(void **state)
{
    (void)state;
    static const double cases[][2] = {{0.02, 0.02}, {3.0, 3.0},   {0.4, 6.0},  {30.0, 80.0},
                                      {12.0, 4.0},  {0.7, 0.215}, {90.0, 70.0}};
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        struct dist dist = dist_of_demand(cases[c][0], cases[c][1], true);
        struct dist_sum sum;
        double masses[UNITS];
        dist_sum_start(&sum, 0.0);
        assert_true(dist_sum_add(&sum, &dist, 1.0));
        assert_int_equal(dist_sum_cells(&sum, 1, 1, 2.0, masses, UNITS), UNITS);
        for (int k = 0; k < UNITS; k++) {
            check_close(masses[k], dist_density(&dist, k), 1e-13);
        }
    }
}

/* Twelve laws of three kinds side by side, in cells of five units after a first one of three. */
static void a_mixture_is_the_weighted_sum_of_its_parts(void **state)
{
    (void)state;
    struct dist_sum sum;
    struct dist laws[12];
    double weight[12];
    dist_sum_start(&sum, 0.0);
    for (int l = 0; l < 12; l++) {
        double mean = 0.5 + 3.0 * l;
        laws[l] = dist_of_demand(mean, mean * (l % 3 == 0 ? 0.7 : l % 3 == 1 ? 1.0 : 4.0), true);
        weight[l] = (1.0 + l) / 78.0;
        assert_true(dist_sum_add(&sum, &laws[l], weight[l]));
    }
    double cells[30];
    assert_int_equal(dist_sum_cells(&sum, 3, 5, 2.0, cells, 30), 30);
    double below = 0.0;
    for (int k = 0; k < 30; k++) {
        double up_to = 0.0;
        for (int l = 0; l < 12; l++) {
            up_to += weight[l] * dist_cdf(&laws[l], 2.0 + 5.0 * k);
        }
        check_close(cells[k], up_to - below, 1e-13);
        below = up_to;
    }
    check_close(sum.total, below, 1e-13);
}

/* Stretches taken one after the other, up to a total. */
static void it_stops_with_the_cell_that_has_enough_and_goes_on(void **state)
{
    (void)state;
    struct dist dist = dist_of_demand(20.0, 50.0, true);
    struct dist_sum sum;
    double masses[UNITS];
    dist_sum_start(&sum, 0.0);
    assert_true(dist_sum_add(&sum, &dist, 1.0));
    size_t taken = dist_sum_cells(&sum, 1, 1, 0.95, masses, UNITS);
    check_close((double)taken - 1.0, dist_quantile(&dist, 0.95), 0.0);
    assert_int_equal(dist_sum_cells(&sum, 1, 1, 2.0, masses, 1), 1);
    check_close(masses[0], dist_density(&dist, (double)taken), 1e-14);
}

/* A mass of 0 below the least double that keeps its digits: it can begin further up. */
static void a_large_mean_begins_near_its_mean(void **state)
{
    (void)state;
    struct dist dist = dist_of_demand(5000.0, 9000.0, true);
    struct dist_sum sum;
    dist_sum_start(&sum, 0.0);
    assert_false(dist_sum_add(&sum, &dist, 1.0));
    double masses[UNITS];
    dist_sum_start(&sum, 4900.0);
    assert_true(dist_sum_add(&sum, &dist, 1.0));
    (void)dist_sum_cells(&sum, 1, 1, 2.0, masses, UNITS);
    for (int k = 0; k < UNITS; k++) {
        check_close(masses[k], dist_density(&dist, 4900.0 + k), 1e-13);
    }
}

static void amounts_have_no_recurrence(void **state)
{
    (void)state;
    struct dist amount = dist_of_demand(5.0, 9.0, false);
    struct dist seven = {.kind = DIST_POINT, .a = 7.0};
    struct dist nothing = {.kind = DIST_POINT, .a = 0.0};
    struct dist_sum sum;
    dist_sum_start(&sum, 0.0);
    assert_false(dist_sum_add(&sum, &amount, 1.0));
    assert_false(dist_sum_add(&sum, &seven, 1.0));
    assert_true(dist_sum_add(&sum, &nothing, 1.0));
    assert_int_equal(sum.lanes, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(masses_are_those_of_the_laws),
        cmocka_unit_test(a_mixture_is_the_weighted_sum_of_its_parts),
        cmocka_unit_test(it_stops_with_the_cell_that_has_enough_and_goes_on),
        cmocka_unit_test(a_large_mean_begins_near_its_mean),
        cmocka_unit_test(amounts_have_no_recurrence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
