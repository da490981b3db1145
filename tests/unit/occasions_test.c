/* How often comparable series sell: the law of their rates and what a record says beside it. */
#include "../../src/forecast/occasions.h"
#include "num/random.h"
#include "support/check.h"

#include <math.h>

enum { MANY = 400 };

/* The posterior of a rate by numbers: the integral of prior times Poisson likelihood on a fine
 * grid, from which nothing of the closed form is taken. */
static double posterior_by_grid(double shape, double rate, double occasions, double exposure)
{
    double top = 0.0;
    double bottom = 0.0;
    for (int i = 0; i < 200000; i++) {
        /* an even grid of the logarithm of the rate, from e^-120 to e^4 */
        double x = exp(-120.0 + 124.0 * ((double)i + 0.5) / 200000.0);
        double weight = exp((shape + occasions) * log(x) - (rate + exposure) * x);
        top += weight * x;
        bottom += weight;
    }
    return top / bottom;
}

static void the_expected_rate_is_that_of_the_posterior(void **state)
{
    (void)state;
    const struct occasions law = {.shape = 0.25, .rate = 3.6};
    const double cases[][2] = {{0.0, 0.0}, {0.0, 8.0}, {0.0, 104.0}, {1.0, 104.0}, {2.0, 74.0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct occasions_record record = {.occasions = cases[i][0], .exposure = cases[i][1]};
        check_relative(occasions_expected(&law, &record),
                       posterior_by_grid(0.25, 3.6, cases[i][0], cases[i][1]), 1e-6);
    }
    /* 0.25 / (3.6 + 104) */
    struct occasions_record two_years = {.exposure = 104.0};
    check_relative(occasions_expected(&law, &two_years), 0.00232342007434944, 1e-12);
}

static void with_age_and_no_sale_the_rate_falls_to_nothing(void **state)
{
    (void)state;
    for (double shape = 0.05; shape < 3.0; shape *= 2.0) {
        const struct occasions law = {.shape = shape, .rate = 5.0};
        double before = HUGE_VAL;
        for (double age = 0.0; age < 1e7; age = 3.0 * age + 1.0) {
            struct occasions_record none = {.exposure = age};
            struct occasions_record one = {.occasions = 1.0, .exposure = age};
            double rate = occasions_expected(&law, &none);
            assert_true(rate < before);
            assert_true(occasions_expected(&law, &one) > rate);
            before = rate;
        }
        assert_true(before < 1e-6);
    }
}

/* Records drawn from a gamma law of rates by its own definition: a sum of exponentials. */
static void the_law_of_drawn_records_is_found(void **state)
{
    (void)state;
    struct random random = random_stream(7, 1);
    struct occasions_record record[MANY];
    for (size_t i = 0; i < MANY; i++) {
        /* shape 1: exponential of mean 0.1 */
        double rate = -0.1 * log(1.0 - random_uniform(&random));
        record[i] = (struct occasions_record){.exposure = 100.0, .sold = true};
        for (int t = 0; t < 100; t++) {
            record[i].occasions += random_uniform(&random) < 1.0 - exp(-rate) ? 1.0 : 0.0;
        }
    }
    struct occasions law = occasions_fit(record, MANY);
    assert_true(law.shape > 0.6 && law.shape < 1.7);
    check_close(law.shape / law.rate, 0.1, 0.02);
}

static void those_that_never_sold_count(void **state)
{
    (void)state;
    struct occasions_record record[MANY] = {0};
    for (size_t i = 0; i < MANY; i++) {
        bool sold = i % 4 == 0;
        record[i] = (struct occasions_record){.exposure = 100.0};
        if (sold) { /* ten times 1 and ten times 9 */
            record[i] = (struct occasions_record){.occasions = 20.0,
                                                  .exposure = 100.0,
                                                  .units = 100.0,
                                                  .squares = 820.0,
                                                  .sold = true};
        }
    }
    struct occasions law = occasions_fit(record, MANY);
    check_close(law.shape / law.rate, 0.05, 1e-12);
    check_close(law.size, 5.0, 1e-12);
    check_close(law.dispersion, 8.2 - 1.0, 1e-12); /* (0.2 * 41 - 1) / 1 */
    assert_true(law.shape < 0.3);                  /* most sell nothing, some a lot */
}

static void without_anything_to_learn_from_nothing_is_known(void **state)
{
    (void)state;
    struct occasions_record record = {0};
    check_close(occasions_fit(&record, 0).rate, 0.0, 0.0);
    check_close(occasions_fit(&record, 1).rate, 0.0, 0.0);
    record.exposure = 50.0; /* and nobody sold */
    struct occasions law = occasions_fit(&record, 1);
    assert_true(law.rate > 0.0 && law.shape / law.rate <= 0.01);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_expected_rate_is_that_of_the_posterior),
        cmocka_unit_test(with_age_and_no_sale_the_rate_falls_to_nothing),
        cmocka_unit_test(the_law_of_drawn_records_is_found),
        cmocka_unit_test(those_that_never_sold_count),
        cmocka_unit_test(without_anything_to_learn_from_nothing_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
