/* Several seasons against R's forecast::mstl and stlf on the pasta series (tests/oracle/
 * mstl_pasta.csv and stlf_pasta.csv; the README there says by whom each column was computed). */
#include "num/mstl.h"

#include "base/missing.h"
#include "forecast/models.h"
#include "support/check.h"
#include "support/oracle.h"

#include <stdio.h>
#include <string.h>

enum { MOST_PERIODS = 1900, HORIZON = 14 };

struct answers {
    struct oracle parts, forecasts;
};

static int setup(void **state)
{
    static const char *const series[] = {"tests/oracle/series_pasta.csv",
                                         "tests/oracle/series_pasta_long.csv", NULL};
    static const char *const parts[] = {"tests/oracle/mstl_pasta.csv", NULL};
    static const char *const forecasts[] = {"tests/oracle/stlf_pasta.csv", NULL};
    static struct answers answers;
    oracle_open(&answers.parts, series, parts);
    oracle_open(&answers.forecasts, series, forecasts);
    *state = &answers;
    return 0;
}

static int teardown(void **state)
{
    struct answers *answers = *state;
    oracle_close(&answers->parts);
    oracle_close(&answers->forecasts);
    return 0;
}

static bool is_long(const char *id)
{
    return strncmp(id, "long_", 5) == 0;
}

static bool starts_a_series(const struct oracle *oracle, size_t row)
{
    return row == 0 ||
           strcmp(oracle_text(oracle, row - 1, "id"), oracle_text(oracle, row, "id")) != 0;
}

static void week_and_year_are_rs(void **state)
{
    struct oracle *oracle = &((struct answers *)*state)->parts;
    static double y[MOST_PERIODS], season[2 * MOST_PERIODS], trend[MOST_PERIODS],
        remainder[MOST_PERIODS];
    const struct mstl_parts parts = {season, trend, remainder};
    const size_t period[] = {7, 365};
    size_t length = 0;
    for (size_t r = 0; r < oracle->answers.rows; r++) {
        if (starts_a_series(oracle, r)) {
            length = oracle_series(oracle, oracle_text(oracle, r, "id"), y, MOST_PERIODS);
            assert_true(mstl_decompose(y, length, period, 2, &parts, &oracle->scratch));
        }
        size_t t = (size_t)oracle_number(oracle, r, "t") - 1;
        check_close(season[t], oracle_number(oracle, r, "season7"), 1e-9);
        check_close(season[length + t], oracle_number(oracle, r, "season365"), 1e-9);
        check_close(trend[t], oracle_number(oracle, r, "trend"), 1e-9);
        check_close(remainder[t], oracle_number(oracle, r, "remainder"), 1e-8);
    }
}

struct answer {
    double y[MOST_PERIODS], mean[HORIZON], variance[HORIZON], sum_variance[HORIZON];
    struct prediction prediction;
};

static void forecast_series(struct oracle *oracle, size_t row, struct answer *answer)
{
    const char *id = oracle_text(oracle, row, "id");
    struct history history = {.demand = answer->y,
                              .length = oracle_series(oracle, id, answer->y, MOST_PERIODS)};
    if (is_long(id)) {
        history.season = 7;
        history.seasons = (struct season_list){.count = 2, .length = {7.0, 365.25}};
    } else {
        history.season = (size_t)oracle_number(oracle, row, "seasons");
    }
    answer->prediction = (struct prediction){
        .mean = answer->mean, .variance = answer->variance, .sum_variance = answer->sum_variance};
    struct arena_mark mark = arena_mark(&oracle->scratch);
    assert_int_equal(model_mstl.run(&history, HORIZON, &oracle->scratch, &answer->prediction),
                     FIT_OK);
    arena_rewind(&oracle->scratch, mark);
}

/* R's search for the best form and its parameters stops early at times, with a trend by several
 * percent.  Where both take simple smoothing the means agree. */
static void forecasts_are_rs_where_the_form_is(void **state)
{
    struct oracle *oracle = &((struct answers *)*state)->forecasts;
    static struct answer answer;
    size_t series = 0, alike = 0;
    bool same = false;
    for (size_t r = 0; r < oracle->answers.rows; r++) {
        if (starts_a_series(oracle, r)) {
            forecast_series(oracle, r, &answer);
            same = strcmp(oracle_text(oracle, r, "form"), "ETS(A,N,N)") == 0 &&
                   strstr(answer.prediction.label, "ETS(A,N,N)") != NULL;
            series++;
            alike += same ? 1 : 0;
        }
        if (same) {
            size_t h = (size_t)oracle_number(oracle, r, "h") - 1;
            double size = fmax(answer.mean[0], 1.0);
            check_close(answer.mean[h] / size, oracle_number(oracle, r, "mean") / size, 0.001);
        }
    }
    assert_int_equal(series, 26);
    assert_true(alike >= 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(week_and_year_are_rs),
        cmocka_unit_test(forecasts_are_rs_where_the_form_is),
    };
    return cmocka_run_group_tests_name("mstl oracle", tests, setup, teardown);
}
