/* A series' own days of the week. */
#include "../../src/forecast/weekdays.h"

#include "base/missing.h"
#include "num/random.h"
#include "support/check.h"

enum { LENGTH = 364, WEEK = 7 };

/* Sales about 20 a day; Saturday (place 5) sells `saturday` times that. */
static void fill(double *demand, double noise, double saturday)
{
    struct random random = random_stream(3, 1);
    for (size_t t = 0; t < LENGTH; t++) {
        demand[t] = 20.0 * (t % WEEK == 5 ? saturday : 1.0) + noise * random_normal(&random);
    }
}

static void a_strong_day_is_found(void **state)
{
    (void)state;
    double demand[LENGTH];
    double factor[WEEK];
    fill(demand, 2.0, 3.0);
    assert_true(weekdays_own(demand, LENGTH, WEEK, factor) > 0.95);
    check_close(factor[5] / factor[0], 3.0, 0.15);
    double sum = 0.0;
    for (size_t k = 0; k < WEEK; k++) {
        sum += factor[k];
    }
    check_close(sum, 7.0, 1e-9);
}

/* Ten times the scatter: what differs by chance is shrunk to less than it seems. */
static void noise_is_no_weekday(void **state)
{
    (void)state;
    double demand[LENGTH];
    double factor[WEEK];
    fill(demand, 20.0, 1.0);
    assert_true(weekdays_own(demand, LENGTH, WEEK, factor) < 0.5);
    for (size_t k = 0; k < WEEK; k++) {
        assert_true(factor[k] > 0.9 && factor[k] < 1.1);
    }
}

static void a_day_that_is_never_known_keeps_one(void **state)
{
    (void)state;
    double demand[LENGTH];
    double factor[WEEK];
    fill(demand, 1.0, 2.0);
    for (size_t t = 6; t < LENGTH; t += WEEK) {
        demand[t] = MISSING;
    }
    assert_true(weekdays_own(demand, LENGTH, WEEK, factor) > 0.9);
    check_close(factor[6], 1.0, 0.0);
    check_close(factor[5] / factor[0], 2.0, 0.1);
}

static void little_or_nothing_is_left_alone(void **state)
{
    (void)state;
    double demand[LENGTH] = {0};
    double factor[WEEK];
    check_close(weekdays_own(demand, LENGTH, WEEK, factor), 0.0, 0.0);
    fill(demand, 1.0, 3.0);
    check_close(weekdays_own(demand, 27, WEEK, factor), 0.0, 0.0);
    check_close(factor[5], 1.0, 0.0);
    for (size_t t = 0; t < LENGTH; t++) {
        demand[t] = MISSING;
    }
    check_close(weekdays_own(demand, LENGTH, WEEK, factor), 0.0, 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_strong_day_is_found),
        cmocka_unit_test(noise_is_no_weekday),
        cmocka_unit_test(a_day_that_is_never_known_keeps_one),
        cmocka_unit_test(little_or_nothing_is_left_alone),
    };
    return cmocka_run_group_tests_name("weekdays", tests, NULL, NULL);
}
