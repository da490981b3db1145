/* Seasonal-trend decomposition where R has no answer: gaps, spikes, nothing to see. */
#include "num/stl.h"

#include "base/missing.h"
#include "num/random.h"
#include "support/check.h"

enum { LENGTH = 210, PERIOD = 7 };
static const double WEEK[PERIOD] = {-3, -2, -1, 0, 1, 2, 3};

struct bench {
    double y[LENGTH], season[LENGTH], trend[LENGTH], remainder[LENGTH];
    struct arena scratch;
};

static int setup(void **state)
{
    static struct bench bench;
    arena_init(&bench.scratch, stl_scratch(LENGTH, PERIOD));
    for (size_t t = 0; t < LENGTH; t++) {
        bench.y[t] = 20.0 + 0.1 * (double)t + WEEK[t % PERIOD];
    }
    *state = &bench;
    return 0;
}

static int teardown(void **state)
{
    struct bench *bench = *state;
    arena_free(&bench->scratch);
    return 0;
}

static bool decompose(struct bench *bench, size_t length, struct stl_settings settings)
{
    struct stl_parts parts = {bench->season, bench->trend, bench->remainder};
    return stl_decompose(bench->y, length, &settings, &parts, &bench->scratch);
}

static void check_parts(const struct bench *bench, double tolerance)
{
    for (size_t t = 0; t < LENGTH; t++) {
        check_close(bench->season[t], WEEK[t % PERIOD], tolerance);
        check_close(bench->trend[t], 20.0 + 0.1 * (double)t, tolerance);
    }
}

static void a_line_and_a_week_come_apart(void **state)
{
    struct bench *bench = *state;
    assert_true(decompose(bench, LENGTH, stl_settings_of(PERIOD, STL_PERIODIC)));
    check_parts(bench, 0.04); /* a flat season smoothed through a line is off at both ends */
    check_close(stl_strength(bench->season, bench->remainder, LENGTH), 1.0, 1e-4);
}

/* Two months without a record, which no window of the trend can bridge. */
static void a_long_gap_is_bridged(void **state)
{
    struct bench *bench = *state;
    for (size_t t = 70; t < 130; t++) {
        bench->y[t] = MISSING;
    }
    assert_true(decompose(bench, LENGTH, stl_settings_of(PERIOD, STL_PERIODIC)));
    check_parts(bench, 0.05);
    for (size_t t = 0; t < LENGTH; t++) {
        assert_int_equal(is_missing(bench->remainder[t]), is_missing(bench->y[t]));
    }
    check_close(stl_strength(bench->season, bench->remainder, LENGTH), 1.0, 1e-3);
}

/* A shop that is never open on the last day of the week. */
static void a_day_that_is_never_known_has_a_season_all_the_same(void **state)
{
    struct bench *bench = *state;
    for (size_t t = PERIOD - 1; t < LENGTH; t += PERIOD) {
        bench->y[t] = MISSING;
    }
    assert_true(decompose(bench, LENGTH, stl_settings_of(PERIOD, 11)));
    for (size_t t = 0; t < LENGTH; t++) {
        assert_true(isfinite(bench->season[t]) && isfinite(bench->trend[t]));
        assert_true(fabs(bench->season[t]) < 5.0);
    }
}

static void a_spike_stays_in_the_remainder_when_robust(void **state)
{
    struct bench *bench = *state;
    struct random noise = random_stream(1, 1);
    for (size_t t = 0; t < LENGTH; t++) {
        bench->y[t] += 0.1 * (random_uniform(&noise) - 0.5);
    }
    bench->y[100] += 1000.0;
    assert_true(decompose(bench, LENGTH, stl_settings_robust(PERIOD, 11)));
    check_parts(bench, 0.1);
    check_close(bench->remainder[100], 1000.0, 1e-3);
}

static void what_never_changes_has_no_season(void **state)
{
    struct bench *bench = *state;
    for (size_t t = 0; t < LENGTH; t++) {
        bench->y[t] = 5.0;
    }
    assert_true(decompose(bench, LENGTH, stl_settings_robust(PERIOD, 11)));
    for (size_t t = 0; t < LENGTH; t++) {
        check_close(bench->season[t], 0.0, 1e-12);
        check_close(bench->trend[t], 5.0, 1e-12);
    }
    check_close(stl_strength(bench->season, bench->remainder, LENGTH), 0.0, 1e-12);
}

static void noise_is_no_season(void **state)
{
    struct bench *bench = *state;
    struct random noise = random_stream(1, 2);
    for (size_t t = 0; t < LENGTH; t++) {
        bench->y[t] = random_uniform(&noise);
    }
    assert_true(decompose(bench, LENGTH, stl_settings_of(PERIOD, 11)));
    assert_true(stl_strength(bench->season, bench->remainder, LENGTH) < 0.64);
}

static void two_seasons_are_too_short_and_nothing_is_known_of_nothing(void **state)
{
    struct bench *bench = *state;
    assert_false(decompose(bench, 2 * PERIOD, stl_settings_of(PERIOD, 11)));
    assert_true(decompose(bench, 2 * PERIOD + 1, stl_settings_of(PERIOD, 11)));
    for (size_t t = 0; t < LENGTH; t++) {
        bench->y[t] = MISSING;
    }
    assert_false(decompose(bench, LENGTH, stl_settings_of(PERIOD, 11)));
}

int main(void)
{
#define DECOMPOSITION(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        DECOMPOSITION(a_line_and_a_week_come_apart),
        DECOMPOSITION(a_long_gap_is_bridged),
        DECOMPOSITION(a_day_that_is_never_known_has_a_season_all_the_same),
        DECOMPOSITION(a_spike_stays_in_the_remainder_when_robust),
        DECOMPOSITION(what_never_changes_has_no_season),
        DECOMPOSITION(noise_is_no_season),
        DECOMPOSITION(two_seasons_are_too_short_and_nothing_is_known_of_nothing),
    };
    return cmocka_run_group_tests_name("stl", tests, NULL, NULL);
}
