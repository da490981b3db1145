/* The simple methods against values worked out by hand. */
#include "base/missing.h"
#include "forecast/intermittent.h"
#include "forecast/models.h"
#include "support/ask.h"
#include "support/check.h"

#include <string.h>

enum { HORIZON = 3, COUNT_OF_SIMPLE = 7 };

static const struct model *const simple[COUNT_OF_SIMPLE] = {
    &model_naive,   &model_snaive, &model_mean, &model_swindow,
    &model_croston, &model_sba,    &model_tsb};

static void ask_model(struct answer *answer, const struct model *model, const double *demand,
                      size_t length, size_t season)
{
    struct history history = {
        .demand = demand, .length = length, .season = season, .nonnegative = true};
    ask(answer, model, &history, HORIZON);
}

static void check_three(const double *got, double first, double second, double third)
{
    check_close(got[0], first, 1e-12);
    check_close(got[1], second, 1e-12);
    check_close(got[2], third, 1e-12);
}

/* Differences 2, -1, 4: sigma^2 = 7; variances 7 h, of the sum 7 (1, 1 + 4, 1 + 4 + 9). */
static void naive_is_a_random_walk(void **state)
{
    (void)state;
    struct answer answer;
    ask_model(&answer, &model_naive, (const double[]){1, 3, 2, 6}, 4, 1);
    assert_int_equal(answer.fit, FIT_OK);
    check_three(answer.mean, 6, 6, 6);
    check_three(answer.variance, 7, 14, 21);
    check_three(answer.sum_variance, 7, 35, 98);
}

/* Differences 2 and 3: sigma^2 = 6.5; the third period repeats the first, so their errors share a
 * step: 6.5 (1 + 1 + 4 - 1 + 1) = 6.5 * 6 for the sum of three. */
static void snaive_walks_each_position_of_the_season(void **state)
{
    (void)state;
    struct answer answer;
    ask_model(&answer, &model_snaive, (const double[]){1, 2, 3, 5}, 4, 2);
    check_three(answer.mean, 3, 5, 3);
    check_three(answer.variance, 6.5, 6.5, 13);
    check_three(answer.sum_variance, 6.5, 13, 39);
    assert_string_equal(answer.prediction.label, "SNAIVE(2)");
}

/* s^2 = 4, n = 3. */
static void mean_shares_the_error_of_its_level(void **state)
{
    (void)state;
    struct answer answer;
    ask_model(&answer, &model_mean, (const double[]){2, 4, 6}, 3, 1);
    check_three(answer.mean, 4, 4, 4);
    check_three(answer.variance, 16.0 / 3, 16.0 / 3, 16.0 / 3);
    check_three(answer.sum_variance, 16.0 / 3, 8 + 16.0 / 3, 12 + 12);
}

/* Errors 2, 2 (after one season) and 3, 3 (after two): s^2 = (2 + 2 + 6 + 6) / 4 = 4; each position
 * is the mean of three. */
static void swindow_averages_by_position(void **state)
{
    (void)state;
    struct answer answer;
    ask_model(&answer, &model_swindow, (const double[]){1, 2, 3, 4, 5, 6}, 6, 2);
    check_three(answer.mean, 3, 4, 3);
    check_three(answer.variance, 16.0 / 3, 16.0 / 3, 16.0 / 3);
    check_three(answer.sum_variance, 16.0 / 3, 32.0 / 3, 12 + 20.0 / 3);
}

static void swindow_looks_back_four_seasons_and_no_further(void **state)
{
    (void)state;
    struct answer answer;
    ask_model(&answer, &model_swindow, (const double[]){1000, 1, 2, 3, 6}, 5, 1);
    check_close(answer.mean[0], 3.0, 1e-12);
}

/* Sizes 3, 2: z = 3 - 0.1; intervals 2, 3: p = 2 + 0.1.  From the means 2.5 and 3: z = 2.545 at
 * the first demand, 2.4905 at the second; p = 2.9, 2.91. */
static void croston_follows_the_published_recursion(void **state)
{
    (void)state;
    const double demand[] = {0, 3, 0, 0, 2, 0};
    check_close(croston_rate(demand, 6, 0.1, 0.1, START_FIRST), 2.9 / 2.1, 1e-12);
    check_close(croston_rate(demand, 6, 0.1, 0.1, START_MEAN),
                (0.9 * (0.9 * 2.5 + 0.3) + 0.2) / 2.91, 1e-12);
    check_close(croston_rate((const double[]){0, 0}, 2, 0.1, 0.1, START_FIRST), 0.0, 0.0);
}

/* Chance 1/2 at the first demand, then .4, .32, .456, .3648. */
static void tsb_follows_the_published_recursion(void **state)
{
    (void)state;
    const double demand[] = {0, 3, 0, 0, 2, 0};
    check_close(tsb_rate(demand, 6, 0.1, 0.2, START_FIRST), 2.9 * 0.3648, 1e-12);
}

/* One sale of 4 in every two periods, 40 times: 2 a period, of which SBA takes a little away. */
static void croston_and_sba_find_a_steady_rate(void **state)
{
    (void)state;
    double demand[80];
    for (size_t t = 0; t < 80; t++) {
        demand[t] = t % 2 == 1 ? 4.0 : 0.0;
    }
    struct answer croston;
    struct answer sba;
    ask_model(&croston, &model_croston, demand, 80, 1);
    ask_model(&sba, &model_sba, demand, 80, 1);
    check_close(croston.mean[0], 2.0, 1e-9);
    double beta = sba.prediction.parameters[1].value;
    assert_string_equal(sba.prediction.parameters[1].name, "beta");
    check_close(sba.mean[0], 2.0 * (1.0 - beta / 2.0), 1e-9);
    /* every error is +-2 against a steady rate of 2 */
    check_close(croston.prediction.sigma2, 4.0, 1e-9);
}

static void tsb_lets_go_of_what_no_longer_sells(void **state)
{
    (void)state;
    double demand[400] = {0.0};
    for (size_t t = 0; t < 100; t += 2) {
        demand[t] = 4.0;
    }
    struct answer tsb;
    struct answer croston;
    ask_model(&tsb, &model_tsb, demand, 400, 1);
    ask_model(&croston, &model_croston, demand, 400, 1);
    assert_true(tsb.mean[0] < 0.2);
    assert_true(croston.mean[0] > 0.4);
}

/* A period that nobody knows is not a period without demand. */
static void gaps_are_passed_over(void **state)
{
    (void)state;
    const double with[] = {3, MISSING, 0, 5, MISSING, 1, MISSING};
    const double without[] = {3, 0, 5, 1};
    const struct model *passing[] = {&model_mean, &model_croston, &model_sba, &model_tsb};
    for (size_t i = 0; i < 4; i++) {
        struct answer a;
        struct answer b;
        ask_model(&a, passing[i], with, 7, 1);
        ask_model(&b, passing[i], without, 4, 1);
        assert_int_equal(a.fit, FIT_OK);
        check_three(a.mean, b.mean[0], b.mean[1], b.mean[2]);
        check_three(a.sum_variance, b.sum_variance[0], b.sum_variance[1], b.sum_variance[2]);
    }
    struct answer naive;
    ask_model(&naive, &model_naive, with, 7, 1);
    check_three(naive.mean, 1, 1, 1);
    check_close(naive.variance[0], 25.0, 1e-12); /* only 0 -> 5 are neighbours */
    struct answer seasonal;
    ask_model(&seasonal, &model_snaive, with, 7, 2);
    check_three(seasonal.mean, 1, 0, 1); /* from t = 5, t = 2, t = 5 */
}

static void hostile(double series[][30], size_t count[])
{
    memset(series, 0, sizeof(double[8][30]));
    count[0] = 30; /* all zeros */
    count[1] = 1;
    series[1][0] = 7; /* one observation */
    count[2] = 30;
    for (size_t t = 0; t < 30; t++) {
        series[2][t] = 5.0; /* constant */
        series[3][t] = t == 20 ? 1e9 : 1.0;
        series[4][t] = MISSING;
        series[5][t] = t == 3 ? 2.0 : MISSING;
        series[6][t] = t % 2 == 0 ? 1e14 : 0.0;
        series[7][t] = 0.1;
    }
    for (size_t i = 3; i < 8; i++) {
        count[i] = i == 7 ? 2 : 30;
    }
}

static void every_answer_is_finite_or_refused(void **state)
{
    (void)state;
    double series[8][30];
    size_t count[8];
    hostile(series, count);
    const size_t seasons[] = {1, 7, 52};
    for (size_t m = 0; m < COUNT_OF_SIMPLE; m++) {
        for (size_t i = 0; i < 24; i++) {
            struct answer answer;
            ask_model(&answer, simple[m], series[i / 3], count[i / 3], seasons[i % 3]);
            if (answer.fit != FIT_OK) {
                assert_int_equal(answer.fit, FIT_SHORT);
                continue;
            }
            for (size_t h = 0; h < HORIZON; h++) {
                assert_true(answer.mean[h] >= 0.0 && isfinite(answer.mean[h]));
                assert_true(answer.variance[h] >= 0.0 && isfinite(answer.variance[h]));
                assert_true(answer.sum_variance[h] >= answer.variance[h] * (1.0 - 1e-12));
                assert_true(isfinite(answer.sum_variance[h]));
            }
            check_close(answer.sum_variance[0] / (answer.variance[0] + 1e-300),
                        answer.variance[0] > 0.0 ? 1.0 : 0.0, 1e-12);
        }
    }
}

static void the_table_finds_models_by_name(void **state)
{
    (void)state;
    for (size_t i = 0; models[i] != NULL; i++) {
        assert_ptr_equal(model_find(models[i]->name), models[i]);
    }
    assert_ptr_equal(model_find("sba"), &model_sba);
    assert_non_null(model_find("ets:MAdM"));
    assert_null(model_find("SBA"));
}

static void a_forecast_that_is_no_number_is_refused(void **state)
{
    (void)state;
    double mean[] = {-1.0};
    double variance[] = {1.0};
    double sum_variance[] = {MISSING};
    struct history history = {.nonnegative = true};
    struct prediction prediction = {
        .mean = mean, .variance = variance, .sum_variance = sum_variance};
    assert_int_equal(prediction_finish(&history, 1, &prediction), FIT_NOT_FINITE);
    sum_variance[0] = 1.0;
    assert_int_equal(prediction_finish(&history, 1, &prediction), FIT_OK);
    check_close(mean[0], 0.0, 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(naive_is_a_random_walk),
        cmocka_unit_test(snaive_walks_each_position_of_the_season),
        cmocka_unit_test(mean_shares_the_error_of_its_level),
        cmocka_unit_test(swindow_averages_by_position),
        cmocka_unit_test(swindow_looks_back_four_seasons_and_no_further),
        cmocka_unit_test(croston_follows_the_published_recursion),
        cmocka_unit_test(tsb_follows_the_published_recursion),
        cmocka_unit_test(croston_and_sba_find_a_steady_rate),
        cmocka_unit_test(tsb_lets_go_of_what_no_longer_sells),
        cmocka_unit_test(gaps_are_passed_over),
        cmocka_unit_test(every_answer_is_finite_or_refused),
        cmocka_unit_test(the_table_finds_models_by_name),
        cmocka_unit_test(a_forecast_that_is_no_number_is_refused),
    };
    return cmocka_run_group_tests_name("simple models", tests, NULL, NULL);
}
