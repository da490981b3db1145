/* Lone huge orders are cut; steps, seasons and promotions are not. */
#include "../../src/forecast/outliers.h"

#include "base/missing.h"
#include "support/check.h"

#include <string.h>

enum { LENGTH = 60 };

/* Sizes of 20 to 29 every other period. */
static void fill(double demand[LENGTH])
{
    for (size_t t = 0; t < LENGTH; t++) {
        demand[t] = t % 2 == 0 ? 20.0 + (double)(t % 10) : 0.0;
    }
}

static size_t cut(double demand[LENGTH])
{
    double sorted[LENGTH];
    return outliers_cut(demand, LENGTH, sorted);
}

/* A gift shop sold 24 a week, and twice a trader took 2,400. */
static void one_bulk_order_is_cut_to_a_believable_size(void **state)
{
    (void)state;
    double demand[LENGTH];
    fill(demand);
    demand[31] = 2400.0;
    assert_int_equal(cut(demand), 1);
    assert_true(demand[31] > 29.0);
    assert_true(demand[31] < 200.0);
    check_close(demand[30], 20.0, 0.0);
}

static void a_step_stays(void **state)
{
    (void)state;
    double demand[LENGTH];
    fill(demand);
    for (size_t t = 57; t < LENGTH; t++) {
        demand[t] = 2400.0;
    }
    assert_int_equal(cut(demand), 0);
    check_close(demand[58], 2400.0, 0.0);
}

static void what_happens_often_is_no_accident(void **state)
{
    (void)state;
    double demand[LENGTH];
    fill(demand);
    for (size_t t = 5; t < LENGTH; t += 10) {
        demand[t] = 500.0;
    }
    assert_int_equal(cut(demand), 0);
}

static void too_few_sales_judge_nothing(void **state)
{
    (void)state;
    double demand[LENGTH] = {0.0};
    demand[3] = 1.0;
    demand[20] = 2.0;
    demand[40] = 5000.0;
    assert_int_equal(cut(demand), 0);
    check_close(demand[40], 5000.0, 0.0);
}

static void the_order_of_time_does_not_matter_and_gaps_stay(void **state)
{
    (void)state;
    double demand[LENGTH];
    double backwards[LENGTH];
    fill(demand);
    demand[9] = MISSING;
    demand[31] = 2400.0;
    for (size_t t = 0; t < LENGTH; t++) {
        backwards[t] = demand[LENGTH - 1 - t];
    }
    assert_int_equal(cut(demand), cut(backwards));
    assert_true(is_missing(demand[9]));
    check_close(demand[31], backwards[LENGTH - 1 - 31], 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_bulk_order_is_cut_to_a_believable_size),
        cmocka_unit_test(a_step_stays),
        cmocka_unit_test(what_happens_often_is_no_accident),
        cmocka_unit_test(too_few_sales_judge_nothing),
        cmocka_unit_test(the_order_of_time_does_not_matter_and_gaps_stay),
    };
    return cmocka_run_group_tests_name("outliers", tests, NULL, NULL);
}
