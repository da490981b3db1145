/* The simple methods against R and the published recursions on pasta and gift shop
 * (tests/oracle/simple_*.csv; the README there says by whom and by which convention). */
#include "base/missing.h"
#include "forecast/intermittent.h"
#include "forecast/models.h"
#include "support/check.h"
#include "support/oracle.h"

#include <stdlib.h>
#include <string.h>

enum { HORIZON = 14, MOST_PERIODS = 256 };

static int setup(void **state)
{
    static const char *const series[] = {"tests/oracle/series_pasta.csv",
                                         "tests/oracle/series_gift.csv", NULL};
    static const char *const answers[] = {"tests/oracle/simple_pasta.csv",
                                          "tests/oracle/simple_gift.csv", NULL};
    return oracle_setup(state, series, answers);
}

/* Checks the rows of `method`, its horizons in order within each series, against our model. */
static size_t check_model(struct oracle *oracle, const char *method, const struct model *model)
{
    double demand[MOST_PERIODS];
    double mean[HORIZON];
    double variance[HORIZON];
    double sum_variance[HORIZON];
    const char *id = "";
    size_t checked = 0;
    for (size_t r = 0; r < oracle->answers.rows; r++) {
        if (strcmp(oracle_text(oracle, r, "method"), method) != 0) {
            continue;
        }
        if (strcmp(id, oracle_text(oracle, r, "id")) != 0) {
            id = oracle_text(oracle, r, "id");
            struct history history = {.demand = demand,
                                      .length = oracle_series(oracle, id, demand, MOST_PERIODS),
                                      .season = (size_t)oracle_number(oracle, r, "m")};
            struct prediction prediction = {
                .mean = mean, .variance = variance, .sum_variance = sum_variance};
            assert_int_equal(model->run(&history, HORIZON, &oracle->scratch, &prediction), FIT_OK);
        }
        size_t h = (size_t)oracle_number(oracle, r, "h") - 1;
        assert_true(h < HORIZON);
        check_close(mean[h], oracle_number(oracle, r, "mean"), 1e-12);
        check_close(sqrt(variance[h]), oracle_number(oracle, r, "sd"), 1e-12);
        checked++;
    }
    return checked;
}

static void naive_seasonal_naive_and_mean_answer_as_r(void **state)
{
    struct oracle *oracle = *state;
    assert_int_equal(check_model(oracle, "naive", &model_naive), 42 * HORIZON);
    assert_int_equal(check_model(oracle, "snaive", &model_snaive), 41 * HORIZON);
    assert_int_equal(check_model(oracle, "meanf", &model_mean), 42 * HORIZON);
}

/* Our rate for a row of an intermittent method; MISSING for other methods. */
static double our_rate(const char *method, const double *demand, size_t length, double alpha,
                       double beta)
{
    enum intermittent_start start = strstr(method, "_mean") != NULL ? START_MEAN : START_FIRST;
    if (strcmp(method, "r_croston") == 0 || strncmp(method, "croston", 7) == 0) {
        return croston_rate(demand, length, alpha, alpha, start);
    }
    if (strncmp(method, "sba", 3) == 0) {
        return (1.0 - alpha / 2.0) * croston_rate(demand, length, alpha, alpha, start);
    }
    if (strncmp(method, "tsb", 3) == 0) {
        return tsb_rate(demand, length, alpha, beta, start);
    }
    return MISSING;
}

static void intermittent_recursions_answer_as_r_and_as_published(void **state)
{
    struct oracle *oracle = *state;
    size_t checked = 0;
    for (size_t r = 0; r < oracle->answers.rows; r++) {
        double demand[MOST_PERIODS];
        size_t length = oracle_series(oracle, oracle_text(oracle, r, "id"), demand, MOST_PERIODS);
        double rate = our_rate(oracle_text(oracle, r, "method"), demand, length,
                               oracle_number(oracle, r, "alpha"), oracle_number(oracle, r, "beta"));
        if (!is_missing(rate)) {
            check_close(rate, oracle_number(oracle, r, "mean"), 1e-12);
            checked++;
        }
    }
    assert_int_equal(checked, 7 * 22);
}

/* The models search for their parameters in another form of the recursion, from demand to demand;
 * at those that they choose it must be the same recursion. */
static void the_models_follow_the_plain_recursions(void **state)
{
    struct oracle *oracle = *state;
    double demand[MOST_PERIODS];
    double room[3];
    struct prediction prediction = {.mean = room, .variance = room + 1, .sum_variance = room + 2};
    const char *id = "";
    for (size_t r = 0; r < oracle->series[0].rows; r++) {
        if (strcmp(id, csv_get(&oracle->series[0], r, "id")) == 0) {
            continue;
        }
        id = csv_get(&oracle->series[0], r, "id");
        size_t length = oracle_series(oracle, id, demand, MOST_PERIODS);
        struct history history = {.demand = demand, .length = length, .season = 1};
        const struct parameter *parameters = prediction.parameters;
        assert_int_equal(model_croston.run(&history, 1, &oracle->scratch, &prediction), FIT_OK);
        double plain =
            croston_rate(demand, length, parameters[0].value, parameters[1].value, START_MEAN);
        check_close(room[0], plain, 1e-12);
        assert_int_equal(model_sba.run(&history, 1, &oracle->scratch, &prediction), FIT_OK);
        plain = croston_rate(demand, length, parameters[0].value, parameters[1].value, START_MEAN);
        check_close(room[0], (1.0 - parameters[1].value / 2.0) * plain, 1e-12);
        assert_int_equal(model_tsb.run(&history, 1, &oracle->scratch, &prediction), FIT_OK);
        plain = tsb_rate(demand, length, parameters[0].value, parameters[1].value, START_MEAN);
        check_close(room[0], plain, 1e-12);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(naive_seasonal_naive_and_mean_answer_as_r),
        cmocka_unit_test(intermittent_recursions_answer_as_r_and_as_published),
        cmocka_unit_test(the_models_follow_the_plain_recursions),
    };
    return cmocka_run_group_tests_name("simple oracle", tests, setup, oracle_teardown);
}
