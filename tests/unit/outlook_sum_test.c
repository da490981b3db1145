/* Running sums of a forecast answer what a pass over its periods answers, to the last bit. */
#include "base/missing.h"
#include "forecast/outlook.h"
#include "num/random.h"
#include "support/check.h"

#include <math.h>

enum { PERIODS = 40 };

struct fixture {
    double mean[PERIODS];
    double sum_variance[PERIODS];
    double end[PERIODS];
    struct outlook plain;
    struct outlook summed;
    struct arena arena;
};

/* Months of 28 to 31 days, of the first of which some are over. */
static void open_months(struct fixture *fixture, uint64_t seed)
{
    struct random random = random_stream(seed, 0);
    double variance = 0.0;
    double end = 5.0 + floor(20.0 * random_uniform(&random));
    for (size_t h = 0; h < PERIODS; h++) {
        fixture->mean[h] = 40.0 * random_uniform(&random);
        /* Now and then less than before, which no interval can have. */
        variance += 30.0 * random_uniform(&random) - 4.0;
        fixture->sum_variance[h] = fmax(variance, 0.0);
        fixture->end[h] = end;
        end += 28.0 + floor(4.0 * random_uniform(&random));
    }
    fixture->plain = (struct outlook){.mean = fixture->mean,
                                      .sum_variance = fixture->sum_variance,
                                      .periods = PERIODS,
                                      .period_end = fixture->end,
                                      .first_share = fixture->end[0] / 31.0,
                                      .season = 12,
                                      .counts = true};
    fixture->summed = fixture->plain;
    arena_init(&fixture->arena, 0);
    assert_true(outlook_sum(&fixture->summed, &fixture->arena));
}

static void same_bits(double a, double b)
{
    assert_true(!(a < b) && !(a > b));
}

static void stretches_have_the_same_mean_and_variance(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct fixture fixture;
        open_months(&fixture, seed);
        struct random random = random_stream(seed, 1);
        for (int i = 0; i < 300; i++) {
            double from = 1500.0 * random_uniform(&random);
            double to = from + 300.0 * random_uniform(&random);
            from = i % 2 == 0 ? floor(from) : from;
            to = i % 2 == 0 ? floor(to) : to;
            same_bits(outlook_mean(&fixture.plain, from, fmax(from, to)),
                      outlook_mean(&fixture.summed, from, fmax(from, to)));
            same_bits(outlook_variance(&fixture.plain, from, fmax(from, to)),
                      outlook_variance(&fixture.summed, from, fmax(from, to)));
        }
        arena_free(&fixture.arena);
    }
}

static void days_of_cover_are_the_same(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct fixture fixture;
        open_months(&fixture, seed);
        for (double units = -3.0; units < 3500.0; units += 7.25) {
            same_bits(outlook_cover(&fixture.plain, units, 3650.0),
                      outlook_cover(&fixture.summed, units, 3650.0));
        }
        arena_free(&fixture.arena);
    }
}

static void what_never_sells_lasts_for_no_number_of_days(void **state)
{
    (void)state;
    struct fixture fixture;
    open_months(&fixture, 1);
    for (size_t h = 0; h < PERIODS; h++) {
        fixture.mean[h] = 0.0;
    }
    assert_true(outlook_sum(&fixture.summed, &fixture.arena));
    assert_true(is_missing(outlook_cover(&fixture.summed, 5.0, 3650.0)));
    arena_free(&fixture.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stretches_have_the_same_mean_and_variance),
        cmocka_unit_test(days_of_cover_are_the_same),
        cmocka_unit_test(what_never_sells_lasts_for_no_number_of_days),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
