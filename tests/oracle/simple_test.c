/* The simple methods against R and the published recursions on the pasta series
 * (tests/oracle/simple_pasta.csv; its README says by whom and by which convention). */
#include "base/missing.h"
#include "forecast/intermittent.h"
#include "forecast/models.h"
#include "support/check.h"
#include "support/csv.h"

#include <stdlib.h>
#include <string.h>

enum { HORIZON = 14, MOST_PERIODS = 256 };

struct oracle {
    struct csv series;
    struct csv answers;
};

static struct oracle oracle_read(void)
{
    return (struct oracle){.series = csv_read("tests/oracle/series_pasta.csv"),
                           .answers = csv_read("tests/oracle/simple_pasta.csv")};
}

static void oracle_free(struct oracle *oracle)
{
    csv_free(&oracle->series);
    csv_free(&oracle->answers);
}

/* A series by its id, as long as it is. */
static size_t series_of(const struct oracle *oracle, const char *id, double *demand)
{
    size_t length = 0;
    for (size_t r = 0; r < oracle->series.rows; r++) {
        if (strcmp(csv_get(&oracle->series, r, "id"), id) == 0) {
            assert_true(length < MOST_PERIODS);
            demand[length++] = csv_number(&oracle->series, r, "value");
        }
    }
    assert_true(length > 0);
    return length;
}

/* Checks the rows of `method`, its horizons in order within each series, against our model. */
static size_t check_model(const struct oracle *oracle, const char *method,
                          const struct model *model)
{
    double demand[MOST_PERIODS];
    double mean[HORIZON];
    double variance[HORIZON];
    double sum_variance[HORIZON];
    struct arena scratch;
    arena_init(&scratch, 0);
    const char *id = "";
    size_t checked = 0;
    for (size_t r = 0; r < oracle->answers.rows; r++) {
        if (strcmp(csv_get(&oracle->answers, r, "method"), method) != 0) {
            continue;
        }
        if (strcmp(id, csv_get(&oracle->answers, r, "id")) != 0) {
            id = csv_get(&oracle->answers, r, "id");
            struct history history = {.demand = demand,
                                      .length = series_of(oracle, id, demand),
                                      .season = (size_t)csv_number(&oracle->answers, r, "m")};
            struct prediction prediction = {
                .mean = mean, .variance = variance, .sum_variance = sum_variance};
            assert_int_equal(model->run(&history, HORIZON, &scratch, &prediction), FIT_OK);
        }
        size_t h = (size_t)csv_number(&oracle->answers, r, "h") - 1;
        assert_true(h < HORIZON);
        check_close(mean[h], csv_number(&oracle->answers, r, "mean"), 1e-12);
        check_close(sqrt(variance[h]), csv_number(&oracle->answers, r, "sd"), 1e-12);
        checked++;
    }
    arena_free(&scratch);
    return checked;
}

static void naive_seasonal_naive_and_mean_answer_as_r(void **state)
{
    (void)state;
    struct oracle oracle = oracle_read();
    assert_int_equal(check_model(&oracle, "naive", &model_naive), 24 * HORIZON);
    assert_int_equal(check_model(&oracle, "snaive", &model_snaive), 24 * HORIZON);
    assert_int_equal(check_model(&oracle, "meanf", &model_mean), 24 * HORIZON);
    oracle_free(&oracle);
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
    (void)state;
    struct oracle oracle = oracle_read();
    size_t checked = 0;
    for (size_t r = 0; r < oracle.answers.rows; r++) {
        double demand[MOST_PERIODS];
        size_t length = series_of(&oracle, csv_get(&oracle.answers, r, "id"), demand);
        double rate = our_rate(csv_get(&oracle.answers, r, "method"), demand, length,
                               csv_number(&oracle.answers, r, "alpha"),
                               csv_number(&oracle.answers, r, "beta"));
        if (!is_missing(rate)) {
            check_close(rate, csv_number(&oracle.answers, r, "mean"), 1e-12);
            checked++;
        }
    }
    assert_int_equal(checked, 7 * 11);
    oracle_free(&oracle);
}

/* The models search for their parameters in another form of the recursion, from demand to demand;
 * at those that they choose it must be the same recursion. */
static void the_models_follow_the_plain_recursions(void **state)
{
    (void)state;
    struct oracle oracle = oracle_read();
    struct arena scratch;
    arena_init(&scratch, 0);
    double demand[MOST_PERIODS];
    double room[3];
    struct prediction prediction = {.mean = room, .variance = room + 1, .sum_variance = room + 2};
    const char *id = "";
    for (size_t r = 0; r < oracle.series.rows; r++) {
        if (strcmp(id, csv_get(&oracle.series, r, "id")) == 0) {
            continue;
        }
        id = csv_get(&oracle.series, r, "id");
        size_t length = series_of(&oracle, id, demand);
        struct history history = {.demand = demand, .length = length, .season = 1};
        const struct parameter *parameters = prediction.parameters;
        assert_int_equal(model_croston.run(&history, 1, &scratch, &prediction), FIT_OK);
        double plain =
            croston_rate(demand, length, parameters[0].value, parameters[1].value, START_MEAN);
        check_close(room[0], plain, 1e-12);
        assert_int_equal(model_sba.run(&history, 1, &scratch, &prediction), FIT_OK);
        plain = croston_rate(demand, length, parameters[0].value, parameters[1].value, START_MEAN);
        check_close(room[0], (1.0 - parameters[1].value / 2.0) * plain, 1e-12);
        assert_int_equal(model_tsb.run(&history, 1, &scratch, &prediction), FIT_OK);
        plain = tsb_rate(demand, length, parameters[0].value, parameters[1].value, START_MEAN);
        check_close(room[0], plain, 1e-12);
    }
    arena_free(&scratch);
    oracle_free(&oracle);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(naive_seasonal_naive_and_mean_answer_as_r),
        cmocka_unit_test(intermittent_recursions_answer_as_r_and_as_published),
        cmocka_unit_test(the_models_follow_the_plain_recursions),
    };
    return cmocka_run_group_tests_name("simple oracle", tests, NULL, NULL);
}
