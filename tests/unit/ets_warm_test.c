/* Exponential smoothing fitted anew from an earlier answer. */
#include "forecast/ets.h"

#include "base/missing.h"
#include "num/random.h"
#include "support/check.h"
#include "support/scratch.h"

#include <math.h>

enum { SEASON = 6, BEFORE = 72, AFTER = 78, SERIES = 6 };

/* Level, trend, season and noise; the noise differs by series. */
static void make_series(double *y, uint64_t series)
{
    struct random random = random_stream(5, series);
    double level = 40.0;
    for (size_t t = 0; t < AFTER; t++) {
        const double phase = 6.283185307179586 * (double)t / SEASON;
        y[t] = (level + 0.2 * (double)t) * (1.0 + 0.25 * sin(phase)) *
               (1.0 + 0.06 * random_normal(&random));
        level += 1.5 * random_normal(&random);
    }
}

static struct history history_of(const double *y, size_t length)
{
    return (struct history){.demand = y, .length = length, .season = SEASON, .nonnegative = true};
}

/* An optimum of its own is allowed on single series: a warm fit does not look everywhere. */
static void of_a_grown_history_a_warm_fit_finds_what_a_cold_one_finds(void **state)
{
    struct arena *scratch = *state;
    size_t same = 0, all = 0;
    for (uint64_t s = 0; s < SERIES; s++) {
        double y[AFTER];
        make_series(y, s);
        const struct history before = history_of(y, BEFORE), after = history_of(y, AFTER);
        for (size_t f = 0; f < ETS_FORMS; f++) {
            struct arena_mark mark = arena_mark(scratch);
            struct ets_fit former = {0}, warm = {0}, cold = {0};
            assert_int_equal(ets_fit_form(&before, ets_forms[f], scratch, &former), FIT_OK);
            assert_int_equal(ets_fit_warm(&after, &former, scratch, &warm), FIT_OK);
            assert_int_equal(ets_fit_form(&after, ets_forms[f], scratch, &cold), FIT_OK);
            assert_int_equal(warm.parameters, cold.parameters);
            assert_int_equal(warm.observed, AFTER);
            assert_true(warm.loglik > cold.loglik - 2.0);
            same += warm.loglik > cold.loglik - 1e-3;
            all++;
            arena_rewind(scratch, mark);
        }
    }
    assert_true(100 * same >= 95 * all);
}

static void of_the_same_history_a_warm_fit_is_the_former_one(void **state)
{
    struct arena *scratch = *state;
    double y[AFTER];
    make_series(y, 1);
    y[30] = MISSING;
    const struct history history = history_of(y, AFTER);
    for (size_t f = 0; f < ETS_FORMS; f++) {
        struct arena_mark mark = arena_mark(scratch);
        struct ets_fit former = {0}, warm = {0};
        assert_int_equal(ets_fit_form(&history, ets_forms[f], scratch, &former), FIT_OK);
        assert_int_equal(ets_fit_warm(&history, &former, scratch, &warm), FIT_OK);
        check_close(warm.loglik, former.loglik, 1e-7);
        check_close(warm.level, former.level, 1e-3);
        arena_rewind(scratch, mark);
    }
}

static void what_a_former_answer_cannot_start_is_left_to_a_cold_fit(void **state)
{
    struct arena *scratch = *state;
    struct arena_mark mark = arena_mark(scratch);
    double y[AFTER];
    make_series(y, 2);
    struct history history = history_of(y, AFTER);
    const struct ets_form product = {ETS_ERROR_M, ETS_TREND_N, ETS_SEASON_M};
    struct ets_fit former = {0}, warm = {0};
    assert_int_equal(ets_fit_form(&history, product, scratch, &former), FIT_OK);
    history.season = 1;
    assert_int_equal(ets_fit_warm(&history, &former, scratch, &warm), FIT_SHORT);
    history.season = SEASON;
    history.length = 4;
    assert_int_equal(ets_fit_warm(&history, &former, scratch, &warm), FIT_SHORT);
    history.length = AFTER;
    former.alpha = MISSING;
    assert_int_equal(ets_fit_warm(&history, &former, scratch, &warm), FIT_UNSUITABLE);
    former.alpha = 0.2;
    y[AFTER - 1] = 0.0;
    assert_int_equal(ets_fit_warm(&history, &former, scratch, &warm), FIT_UNSUITABLE);
    for (size_t t = 0; t < AFTER; t++) {
        y[t] = 3.0;
    }
    assert_int_equal(ets_fit_warm(&history, &former, scratch, &warm), FIT_SHORT);
    arena_rewind(scratch, mark);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_a_grown_history_a_warm_fit_finds_what_a_cold_one_finds),
        cmocka_unit_test(of_the_same_history_a_warm_fit_is_the_former_one),
        cmocka_unit_test(what_a_former_answer_cannot_start_is_left_to_a_cold_fit),
    };
    return cmocka_run_group_tests_name("ets warm", tests, scratch_setup, scratch_teardown);
}
