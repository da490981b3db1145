/* Naive forecasts of pasta from three origins, by R and by formulas that a script writes out
 * (tests/oracle/backtest_pasta.csv; the README there says by which). */
#include "base/missing.h"
#include "support/check.h"
#include "support/oracle.h"
#include "support/past.h"

#include <string.h>

enum { NAIVE, SEASONAL, MOST_PERIODS = 256, ORIGINS = 3 };

static int setup(void **state)
{
    static const char *const series[] = {"tests/oracle/series_pasta.csv", NULL};
    static const char *const answers[] = {"tests/oracle/backtest_pasta.csv", NULL};
    return oracle_setup(state, series, answers);
}

static void check_figure(const struct oracle *oracle, size_t row, const char *column, double got)
{
    double want = oracle_number(oracle, row, column);
    if (is_missing(want) || isinf(want)) {
        assert_true(is_missing(got)); /* nothing sold, or nothing was wrong */
        return;
    }
    check_close(got, want, 1e-9);
}

static void check_row(const struct oracle *oracle, size_t row, const struct score *score)
{
    struct accuracy accuracy = score_measures(score);
    check_figure(oracle, row, "mase", accuracy.mase);
    check_figure(oracle, row, "rmsse", accuracy.rmsse);
    check_figure(oracle, row, "spl", accuracy.spl);
    check_figure(oracle, row, "wape", accuracy.wape);
    check_figure(oracle, row, "bias", accuracy.bias);
    check_figure(oracle, row, "pinball", accuracy.pinball);
    check_figure(oracle, row, "in50", accuracy.coverage50);
    check_figure(oracle, row, "in80", accuracy.coverage80);
    check_figure(oracle, row, "in95", accuracy.coverage95);
    check_figure(oracle, row, "tracking_signal", accuracy.tracking_signal);
}

/* The series of one season length, each an item at place 0, from its first sale on; `row` gets the
 * first row of answers of each.  Returns how many there are. */
static size_t sell_series(struct past *past, const struct oracle *oracle, double season,
                          size_t *row)
{
    double demand[MOST_PERIODS];
    size_t count = 0;
    for (size_t r = 0; r < oracle->answers.rows; r++) {
        const char *id = oracle_text(oracle, r, "id");
        bool naive = strcmp(oracle_text(oracle, r, "method"), "naive") == 0;
        if (!naive || strncmp(id, "all_", 4) == 0 || oracle_number(oracle, r, "m") != season) {
            continue;
        }
        size_t length = oracle_series(oracle, id, demand, MOST_PERIODS);
        size_t first = 0;
        while (!(demand[first] > 0.0)) {
            first++;
        }
        row[count] = r;
        past_add(past, (uint32_t)count++, 0, demand + first, length - first);
    }
    return count;
}

static void check_bucket(const struct oracle *oracle, enum bucket bucket, double season,
                         size_t horizon, size_t expected)
{
    size_t row[PAST_SERIES];
    struct past *past = past_new(bucket);
    size_t count = sell_series(past, oracle, season, row);
    assert_int_equal(count, expected);
    past_must_run(past, &(struct backtest_settings){.origins = ORIGINS, .horizon = horizon}, 1);
    for (size_t s = 0; s < count; s++) {
        check_row(oracle, row[s], past_score(past, NAIVE, s));
        check_row(oracle, row[s] + 1, past_score(past, SEASONAL, s));
    }
    past_free(past);
}

static void naive_forecasts_of_days_and_months_are_as_good_as_r_says(void **state)
{
    check_bucket(*state, BUCKET_DAY, 7.0, 14, 11);
    check_bucket(*state, BUCKET_MONTH, 12.0, 6, 13);
}

static void totals_of_pasta_weigh_and_err_as_the_script_says(void **state)
{
    const struct oracle *oracle = *state;
    size_t row[PAST_SERIES];
    struct past *past = past_new(BUCKET_DAY);
    (void)sell_series(past, oracle, 7.0, row);
    past_must_run(past, &(struct backtest_settings){.origins = 1, .horizon = 14}, 1);
    const struct backtest *backtest = &past->backtest;
    assert_int_equal(backtest->levels, 2); /* all, and each sku: there is one place */
    size_t checked = 0;
    for (size_t r = 0; r < oracle->answers.rows; r++) {
        const char *id = oracle_text(oracle, r, "id");
        if (strncmp(id, "all_", 4) == 0) {
            size_t method =
                strcmp(oracle_text(oracle, r, "method"), "naive") == 0 ? NAIVE : SEASONAL;
            size_t level = strcmp(id, "all_total") == 0 ? 0 : 1;
            check_figure(oracle, r, "rmsse", backtest->total[method * 2 + level].wrmsse);
            checked++;
        }
    }
    assert_int_equal(checked, 4);
    past_free(past);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(naive_forecasts_of_days_and_months_are_as_good_as_r_says),
        cmocka_unit_test(totals_of_pasta_weigh_and_err_as_the_script_says),
    };
    return cmocka_run_group_tests(tests, setup, oracle_teardown);
}
