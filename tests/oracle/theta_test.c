/* Theta against R's thetaf on pasta and gift shop (tests/oracle/theta_*.csv; the README there says
 * what the columns are). */
#include "base/missing.h"
#include "forecast/theta.h"
#include "support/check.h"
#include "support/oracle.h"

#include <stdio.h>
#include <string.h>

enum { MOST_PERIODS = 256, HORIZON = 14 };

/* Our answer to the series of one row. */
struct answer {
    struct theta_fit fit;
    double mean[HORIZON], variance[HORIZON], sum_variance[HORIZON];
};

static int setup(void **state)
{
    static const char *const series[] = {"tests/oracle/series_pasta.csv",
                                         "tests/oracle/series_gift.csv", NULL};
    static const char *const answers[] = {"tests/oracle/theta_pasta.csv",
                                          "tests/oracle/theta_gift.csv", NULL};
    return oracle_setup(state, series, answers);
}

static void ask(struct oracle *oracle, size_t row, struct answer *answer)
{
    double demand[MOST_PERIODS];
    size_t length = oracle_series(oracle, oracle_text(oracle, row, "id"), demand, MOST_PERIODS);
    struct history history = {
        .demand = demand, .length = length, .season = (size_t)oracle_number(oracle, row, "m")};
    struct prediction prediction = {
        .mean = answer->mean, .variance = answer->variance, .sum_variance = answer->sum_variance};
    struct arena_mark mark = arena_mark(&oracle->scratch);
    assert_int_equal(
        theta_run(&history, THETA_CLASSIC, HORIZON, &oracle->scratch, &answer->fit, &prediction),
        FIT_OK);
    arena_rewind(&oracle->scratch, mark);
}

/* The largest departure from R's forecasts, in shares of their mean size. */
static double departure(const struct oracle *oracle, size_t row, const struct answer *answer)
{
    double most = 0.0, size = 0.0;
    for (size_t h = 0; h < HORIZON; h++) {
        char column[8];
        snprintf(column, sizeof column, "f%zu", h + 1);
        double theirs = oracle_number(oracle, row, column);
        most = fmax(most, fabs(answer->mean[h] - theirs));
        size += fabs(theirs) / HORIZON;
    }
    return most / size;
}

static void season_and_slope_are_those_of_r(void **state)
{
    struct oracle *oracle = *state;
    for (size_t row = 0; row < oracle->answers.rows; row++) {
        struct answer answer = {0};
        ask(oracle, row, &answer);
        bool seasonal = oracle_number(oracle, row, "seasonal") > 0.5;
        assert_int_equal(answer.fit.season, seasonal ? THETA_SEASON_TIMES : THETA_SEASON_NONE);
        check_close(answer.fit.slope, 2.0 * oracle_number(oracle, row, "drift"), 1e-10);
    }
}

/* R stops its optimiser early at times, so its error is the least or above it. */
static void errors_are_never_above_those_of_r(void **state)
{
    struct oracle *oracle = *state;
    for (size_t row = 0; row < oracle->answers.rows; row++) {
        struct answer answer = {0};
        ask(oracle, row, &answer);
        double mse = answer.fit.squares / (double)answer.fit.observed;
        assert_true(mse <= oracle_number(oracle, row, "mse") * (1.0 + 1e-8));
    }
}

/* In five noisy series the sum of squares has two valleys over alpha, and R ends in the other one.
 */
static void forecasts_are_those_of_r_where_it_finds_the_least(void **state)
{
    struct oracle *oracle = *state;
    size_t alike = 0;
    for (size_t row = 0; row < oracle->answers.rows; row++) {
        struct answer answer = {0};
        ask(oracle, row, &answer);
        double mse = answer.fit.squares / (double)answer.fit.observed;
        bool same_optimum = oracle_number(oracle, row, "mse") < mse * (1.0 + 1e-6);
        double apart = departure(oracle, row, &answer);
        assert_true(!same_optimum || apart < 0.002);
        alike += apart < 0.005;
    }
    assert_int_equal(oracle->answers.rows, 42);
    assert_true(alike >= 37);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(season_and_slope_are_those_of_r),
        cmocka_unit_test(errors_are_never_above_those_of_r),
        cmocka_unit_test(forecasts_are_those_of_r_where_it_finds_the_least),
    };
    return cmocka_run_group_tests_name("theta oracle", tests, setup, oracle_teardown);
}
