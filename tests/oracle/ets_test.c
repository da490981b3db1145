/* Exponential smoothing against R's forecast on pasta and gift shop (tests/oracle/ets_*.csv; the
 * README there says by whom each column was computed). */
#include "base/missing.h"
#include "forecast/ets.h"
#include "support/check.h"
#include "support/oracle.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_PERIODS = 256, HORIZON = 12, SEASON_MOST = 12 };

/* One row of R's answers with its series. */
struct row {
    double demand[MOST_PERIODS];
    double season0[SEASON_MOST];
    struct history history;
    struct ets_fit fit; /* R's form, parameters and first states */
    bool free;          /* R chose the form itself */
};

static int setup(void **state)
{
    static const char *const series[] = {"tests/oracle/series_pasta.csv",
                                         "tests/oracle/series_gift.csv", NULL};
    static const char *const answers[] = {"tests/oracle/ets_pasta.csv", "tests/oracle/ets_gift.csv",
                                          NULL};
    return oracle_setup(state, series, answers);
}

/* "newest oldest" to oldest first. */
static void read_season(const char *text, double *season)
{
    double newest[SEASON_MOST];
    size_t m = 0;
    for (char *end; m < SEASON_MOST; text = end) {
        newest[m] = strtod(text, &end);
        if (end == text) {
            break;
        }
        m++;
    }
    for (size_t i = 0; i < m; i++) {
        season[i] = newest[m - 1 - i];
    }
}

static void row_read(const struct oracle *oracle, size_t r, struct row *row)
{
    const char *id = oracle_text(oracle, r, "id");
    size_t length = oracle_series(oracle, id, row->demand, MOST_PERIODS);
    row->history = (struct history){
        .demand = row->demand, .length = length, .season = (size_t)oracle_number(oracle, r, "m")};
    row->free = strcmp(oracle_text(oracle, r, "choice"), "free") == 0;
    row->fit = (struct ets_fit){.alpha = oracle_number(oracle, r, "alpha"),
                                .beta = oracle_number(oracle, r, "beta"),
                                .gamma = oracle_number(oracle, r, "gamma"),
                                .phi = oracle_number(oracle, r, "phi"),
                                .level0 = oracle_number(oracle, r, "l0"),
                                .trend0 = oracle_number(oracle, r, "b0"),
                                .season0 = row->season0};
    read_season(oracle_text(oracle, r, "s_init"), row->season0);
    assert_true(ets_form_parse(oracle_text(oracle, r, "form"), &row->fit.form));
}

/* R takes the size of a forecast under zero and goes on; a relative error of a negative forecast
 * has no meaning, so here such parameters are refused.  Three of R's answers are of that kind. */
static bool refused(struct oracle *oracle, struct row *row, size_t *count)
{
    enum fit done = ets_evaluate(&row->history, &oracle->scratch, &row->fit);
    bool multiplicative = row->fit.form.error == ETS_ERROR_M;
    assert_true(done == FIT_OK || (done == FIT_UNSUITABLE && multiplicative));
    *count += done != FIT_OK;
    return done != FIT_OK;
}

static void at_rs_parameters_likelihood_and_criteria_are_rs(void **state)
{
    struct oracle *oracle = *state;
    size_t negative = 0;
    for (size_t r = 0; r < oracle->answers.rows; r++) {
        struct row row;
        row_read(oracle, r, &row);
        if (refused(oracle, &row, &negative)) {
            continue;
        }
        check_close(row.fit.loglik, oracle_number(oracle, r, "loglik"), 1e-9);
        check_close(row.fit.aic, oracle_number(oracle, r, "aic"), 1e-9);
        check_close(row.fit.aicc, oracle_number(oracle, r, "aicc"), 1e-9);
        check_close(row.fit.bic, oracle_number(oracle, r, "bic"), 1e-9);
        check_relative(row.fit.sigma2, oracle_number(oracle, r, "sigma2"), 1e-8);
        check_relative(row.fit.mse, oracle_number(oracle, r, "mse"), 1e-8);
    }
    assert_int_equal(negative, 3);
}

/* The published formulas; only a multiplicative season beyond its first year is approximated. */
static void at_rs_parameters_forecast_moments_are_the_published_ones(void **state)
{
    struct oracle *oracle = *state;
    size_t checked = 0, negative = 0;
    for (size_t r = 0; r < oracle->answers.rows; r++) {
        struct row row;
        double mean[HORIZON], variance[HORIZON], sum_variance[HORIZON];
        row_read(oracle, r, &row);
        if (refused(oracle, &row, &negative)) {
            continue;
        }
        assert_int_equal(ets_moments(&row.fit, row.history.season, HORIZON, &oracle->scratch, mean,
                                     variance, sum_variance),
                         FIT_OK);
        for (size_t h = 0; h < HORIZON; h++) {
            char column[8];
            bool first_order = row.fit.form.season == ETS_SEASON_M && h >= row.history.season;
            snprintf(column, sizeof column, "p%zu", h + 1);
            check_close(mean[h], oracle_number(oracle, r, column), 1e-8);
            snprintf(column, sizeof column, "v%zu", h + 1);
            check_relative(variance[h], oracle_number(oracle, r, column),
                           first_order ? 0.01 : 1e-8);
            snprintf(column, sizeof column, "w%zu", h + 1);
            check_relative(sum_variance[h], oracle_number(oracle, r, column),
                           first_order ? 0.01 : 1e-8);
            checked++;
        }
    }
    assert_true(checked > 5000);
}

/* One-sided: R's search stops early at times. */
static void with_rs_form_the_likelihood_is_rs_or_better(void **state)
{
    struct oracle *oracle = *state;
    for (size_t r = 0; r < oracle->answers.rows; r++) {
        struct row row;
        struct ets_fit fit = {0};
        struct arena_mark mark = arena_mark(&oracle->scratch);
        row_read(oracle, r, &row);
        assert_int_equal(ets_fit_form(&row.history, row.fit.form, &oracle->scratch, &fit), FIT_OK);
        double theirs = oracle_number(oracle, r, "loglik");
        assert_true(fit.loglik >= theirs - 0.001 * fabs(theirs));
        arena_rewind(&oracle->scratch, mark);
    }
}

static void chosen_freely_the_aicc_is_rs_or_better(void **state)
{
    struct oracle *oracle = *state;
    size_t checked = 0;
    for (size_t r = 0; r < oracle->answers.rows; r++) {
        struct row row;
        struct ets_fit fit = {0};
        row_read(oracle, r, &row);
        if (row.free) {
            assert_int_equal(ets_fit_best(&row.history, &oracle->scratch, &fit), FIT_OK);
            assert_true(fit.aicc <= oracle_number(oracle, r, "aicc") + 0.5);
            checked++;
        }
    }
    assert_int_equal(checked, 42);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(at_rs_parameters_likelihood_and_criteria_are_rs),
        cmocka_unit_test(at_rs_parameters_forecast_moments_are_the_published_ones),
        cmocka_unit_test(with_rs_form_the_likelihood_is_rs_or_better),
        cmocka_unit_test(chosen_freely_the_aicc_is_rs_or_better),
    };
    return cmocka_run_group_tests_name("ets oracle", tests, setup, oracle_teardown);
}
