/* Several seasons against R's forecast::mstl and stlf on the pasta series (tests/oracle/
 * mstl_pasta.csv and stlf_pasta.csv; the README there says by whom each column was computed). */
#include "num/mstl.h"

#include "base/missing.h"
#include "forecast/models.h"
#include "support/check.h"
#include "support/csv.h"

#include <stdio.h>
#include <string.h>

enum { MOST_PERIODS = 1900, HORIZON = 14 };

struct oracle {
    struct csv brief, lengthy, parts, forecasts;
    struct arena scratch;
};

static int setup(void **state)
{
    static struct oracle oracle;
    oracle.brief = csv_read("tests/oracle/series_pasta.csv");
    oracle.lengthy = csv_read("tests/oracle/series_pasta_long.csv");
    oracle.parts = csv_read("tests/oracle/mstl_pasta.csv");
    oracle.forecasts = csv_read("tests/oracle/stlf_pasta.csv");
    arena_init(&oracle.scratch, 0);
    *state = &oracle;
    return 0;
}

static int teardown(void **state)
{
    struct oracle *oracle = *state;
    csv_free(&oracle->brief);
    csv_free(&oracle->lengthy);
    csv_free(&oracle->parts);
    csv_free(&oracle->forecasts);
    arena_free(&oracle->scratch);
    return 0;
}

static bool is_long(const char *id)
{
    return strncmp(id, "long_", 5) == 0;
}

static size_t series_of(const struct oracle *oracle, const char *id, double *y)
{
    const struct csv *from = is_long(id) ? &oracle->lengthy : &oracle->brief;
    size_t length = 0;
    for (size_t r = 0; r < from->rows; r++) {
        if (strcmp(csv_get(from, r, "id"), id) == 0) {
            assert_true(length < MOST_PERIODS);
            y[length++] = csv_number(from, r, "value");
        }
    }
    assert_true(length > 0);
    return length;
}

static bool starts_a_series(const struct csv *csv, size_t row)
{
    return row == 0 || strcmp(csv_get(csv, row - 1, "id"), csv_get(csv, row, "id")) != 0;
}

static void week_and_year_are_rs(void **state)
{
    struct oracle *oracle = *state;
    const struct csv *rows = &oracle->parts;
    static double y[MOST_PERIODS], season[2 * MOST_PERIODS], trend[MOST_PERIODS],
        remainder[MOST_PERIODS];
    const struct mstl_parts parts = {season, trend, remainder};
    const size_t period[] = {7, 365};
    size_t length = 0;
    for (size_t r = 0; r < rows->rows; r++) {
        if (starts_a_series(rows, r)) {
            length = series_of(oracle, csv_get(rows, r, "id"), y);
            assert_true(mstl_decompose(y, length, period, 2, &parts, &oracle->scratch));
        }
        size_t t = (size_t)csv_number(rows, r, "t") - 1;
        check_close(season[t], csv_number(rows, r, "season7"), 1e-9);
        check_close(season[length + t], csv_number(rows, r, "season365"), 1e-9);
        check_close(trend[t], csv_number(rows, r, "trend"), 1e-9);
        check_close(remainder[t], csv_number(rows, r, "remainder"), 1e-8);
    }
}

struct answer {
    double y[MOST_PERIODS], mean[HORIZON], variance[HORIZON], sum_variance[HORIZON];
    struct prediction prediction;
};

static void forecast_series(struct oracle *oracle, size_t row, struct answer *answer)
{
    const char *id = csv_get(&oracle->forecasts, row, "id");
    struct history history = {.demand = answer->y, .length = series_of(oracle, id, answer->y)};
    if (is_long(id)) {
        history.season = 7;
        history.seasons = (struct season_list){.count = 2, .length = {7.0, 365.25}};
    } else {
        history.season = (size_t)csv_number(&oracle->forecasts, row, "seasons");
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
    struct oracle *oracle = *state;
    const struct csv *rows = &oracle->forecasts;
    static struct answer answer;
    size_t series = 0, alike = 0;
    bool same = false;
    for (size_t r = 0; r < rows->rows; r++) {
        if (starts_a_series(rows, r)) {
            forecast_series(oracle, r, &answer);
            same = strcmp(csv_get(rows, r, "form"), "ETS(A,N,N)") == 0 &&
                   strstr(answer.prediction.label, "ETS(A,N,N)") != NULL;
            series++;
            alike += same ? 1 : 0;
        }
        if (same) {
            size_t h = (size_t)csv_number(rows, r, "h") - 1;
            double size = fmax(answer.mean[0], 1.0);
            check_close(answer.mean[h] / size, csv_number(rows, r, "mean") / size, 0.001);
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
