/* The models of counts and of intermittent demand by aggregation on small and odd histories. */
#include "base/missing.h"
#include "forecast/models.h"
#include "forecast/negbin.h"
#include "num/random.h"
#include "support/ask.h"
#include "support/check.h"

#include <string.h>

enum { HORIZON = 3, MOST_PERIODS = 400 };

enum { ASKED = 3, AGGREGATING = 2 };

static const struct model *const asked[ASKED] = {&model_adida, &model_imapa, &model_negbin};

static void ask_model(struct answer *answer, const struct model *model, const double *demand,
                      size_t length)
{
    struct history history = {.demand = demand, .length = length, .season = 7, .nonnegative = true};
    ask(answer, model, &history, HORIZON);
    check_prediction(&answer->prediction, answer->fit == FIT_OK ? HORIZON : 0);
    for (size_t h = 0; answer->fit == FIT_OK && h < HORIZON; h++) {
        assert_true(answer->mean[h] >= 0.0);
        assert_true(h == 0 || answer->sum_variance[h] >= answer->sum_variance[h - 1]);
    }
}

/* Three demands up to the seventh period: buckets of two, 0, 3, 5, 4, whose forecasts with alpha
 * 0.3, the best that is allowed, are 0, 0, 0.9, 2.13 and at last 2.691. */
static void adida_smooths_whole_buckets_that_end_today(void **state)
{
    (void)state;
    struct answer answer;
    const double demand[] = {0, 0, 3, 0, 5, 0, 4, 0};
    ask_model(&answer, &model_adida, demand, 8);
    assert_int_equal(answer.fit, FIT_OK);
    assert_string_equal(answer.prediction.label, "ADIDA(2)");
    check_close(answer.mean[0], 2.691 / 2.0, 1e-12);
    check_close(answer.mean[2], answer.mean[0], 0.0);
}

/* s^2 (1, 1 + (1 + a)^2, 1 + (1 + a)^2 + (1 + 2 a)^2), a = 0.3 / 2 a period: the error of a level
 * stays. */
static void sums_carry_the_error_of_a_smoothed_level(void **state)
{
    (void)state;
    struct answer answer;
    const double demand[] = {0, 0, 3, 0, 5, 0, 4, 0};
    ask_model(&answer, &model_adida, demand, 8);
    double s2 = answer.prediction.sigma2;
    check_close(answer.variance[2], s2 * (1.0 + 2.0 * 0.15 * 0.15), 1e-12);
    check_close(answer.sum_variance[1], s2 * (1.0 + 1.15 * 1.15), 1e-12);
    check_close(answer.sum_variance[2], s2 * (1.0 + 1.15 * 1.15 + 1.3 * 1.3), 1e-12);
}

/* Without a pause between demands there is one level: simple smoothing of the periods. */
static void without_pauses_both_are_simple_smoothing(void **state)
{
    (void)state;
    const double demand[] = {4, 6, 5, 9, 3, 7, 8};
    struct answer adida;
    struct answer imapa;
    ask_model(&adida, &model_adida, demand, 7);
    ask_model(&imapa, &model_imapa, demand, 7);
    check_close(adida.mean[0], imapa.mean[0], 0.0);
    check_close(adida.sum_variance[2], imapa.sum_variance[2], 0.0);
    assert_true(adida.mean[0] > 4.0 && adida.mean[0] < 7.0);
}

static void what_never_sold_is_forecast_to_sell_nothing(void **state)
{
    (void)state;
    const double nothing[30] = {0};
    for (size_t i = 0; i < ASKED; i++) {
        struct answer answer;
        ask_model(&answer, asked[i], nothing, 30);
        assert_int_equal(answer.fit, FIT_OK);
        check_close(answer.mean[0], 0.0, 0.0);
        check_close(answer.sum_variance[2], 0.0, 0.0);
    }
}

static void what_never_changes_is_certain(void **state)
{
    (void)state;
    double always[30];
    for (size_t t = 0; t < 30; t++) {
        always[t] = 2.0;
    }
    for (size_t i = 0; i < ASKED; i++) {
        struct answer answer;
        ask_model(&answer, asked[i], always, 30);
        assert_int_equal(answer.fit, FIT_OK);
        check_close(answer.mean[0], 2.0, 1e-9);
    }
}

/* Wherever it fell, a lone demand leaves a rate above nothing and below its size. */
static void a_lone_demand_is_spread_out(void **state)
{
    (void)state;
    for (size_t at = 0; at < 40; at++) {
        double demand[40] = {0};
        demand[at] = 6.0;
        for (size_t i = 0; i < ASKED; i++) {
            struct answer answer;
            ask_model(&answer, asked[i], demand, 40);
            assert_int_equal(answer.fit, FIT_OK);
            assert_true(answer.mean[0] > 0.0 && answer.mean[0] <= 6.0);
            assert_true(answer.variance[0] > 0.0);
        }
    }
    for (size_t i = 0; i < ASKED; i++) {
        struct answer answer;
        ask_model(&answer, asked[i], (const double[]){5.0}, 1);
        assert_int_equal(answer.fit, FIT_OK);
        assert_true(answer.mean[0] > 0.0 && answer.variance[0] > 0.0);
    }
}

/* Gaps are passed over: the answer is that of the history without them. */
static void gaps_are_passed_over(void **state)
{
    (void)state;
    double whole[MOST_PERIODS];
    double gappy[MOST_PERIODS];
    size_t length = 0;
    size_t slots = 0;
    for (size_t t = 0; t < 120; t++) {
        double demand = t % 4 == 1 ? 1.0 + (double)(t % 3) : 0.0;
        whole[length++] = demand;
        gappy[slots++] = demand;
        if (t % 5 == 2) {
            gappy[slots++] = MISSING;
            gappy[slots++] = MISSING;
        }
    }
    const double lost[] = {MISSING, MISSING, MISSING};
    for (size_t i = 0; i < AGGREGATING; i++) {
        struct answer with;
        struct answer without;
        ask_model(&with, asked[i], gappy, slots);
        ask_model(&without, asked[i], whole, length);
        check_close(with.mean[0], without.mean[0], 1e-12);
        check_close(with.sum_variance[2], without.sum_variance[2], 1e-12);
        ask_model(&with, asked[i], lost, 3);
        assert_int_equal(with.fit, FIT_SHORT);
    }
}

/* Two periods' means are mixed with weights 0.2, 0.5 and 0.3 of long run, last mean and last
 * demand: with c = 2 and mu = 4, demands 6 and 1 give means 4, 4.6, 3.4. */
static void the_mean_follows_demand_and_returns(void **state)
{
    (void)state;
    const double demand[] = {6.0, 1.0};
    struct history history = {.demand = demand, .length = 2, .season = 1};
    struct negbin_fit fit = {
        .level = NEGBIN_DAMPED, .mu = 4.0, .alpha = 0.3, .phi = 0.5, .fano = 2.0};
    assert_int_equal(negbin_evaluate(&history, &fit), FIT_OK);
    check_close(fit.next, 0.2 * 4.0 + 0.5 * 4.6 + 0.3 * 1.0, 1e-12);
    /* c = 2 is b = 1: P(6) = C(9, 6) / 2^10 for a = 4, P(1) = 4.6 / 2^5.6 */
    check_close(fit.loglik, log(84.0) - 10.0 * log(2.0) + log(4.6) - 5.6 * log(2.0), 1e-12);
    const double gap[] = {6.0, MISSING};
    history.demand = gap;
    assert_int_equal(negbin_evaluate(&history, &fit), FIT_OK);
    check_close(fit.next, 0.2 * 4.0 + 0.8 * 4.6, 1e-12);
    assert_int_equal(fit.observed, 1);
}

/* Var(sum of H) = sum over j of c m[j] (1 + alpha (1 + rho + .. + rho^(H-j-1)))^2: what a period
 * brings unforeseen stays in the means after it. */
static void sums_vary_by_all_that_a_surprise_leaves_behind(void **state)
{
    (void)state;
    enum { FAR = 9 };
    double mean[FAR];
    double variance[FAR];
    double sum_variance[FAR];
    struct negbin_fit fit = {
        .level = NEGBIN_DAMPED, .mu = 2.0, .alpha = 0.25, .phi = 0.6, .fano = 1.8, .next = 3.5};
    negbin_moments(&fit, FAR, mean, variance, sum_variance);
    double rho = 0.85;
    for (int h = 0; h < FAR; h++) {
        check_close(mean[h], 2.0 + 1.5 * pow(rho, h), 1e-12);
        double sum = 0.0;
        double lone = 1.8 * mean[h];
        for (int j = 0; j <= h; j++) {
            double kept = 1.0 + 0.25 * (1.0 - pow(rho, h - j)) / (1.0 - rho);
            sum += 1.8 * mean[j] * kept * kept;
            double left = 0.25 * pow(rho, h - j - 1);
            lone += j < h ? 1.8 * mean[j] * left * left : 0.0;
        }
        check_close(sum_variance[h], sum, 1e-12);
        check_close(variance[h], lone, 1e-12);
    }
}

/* Poisson counts, negative binomial ones and such as hardly scatter are told apart. */
static void the_scatter_of_counts_decides_their_law(void **state)
{
    (void)state;
    double even[MOST_PERIODS];
    double rare[MOST_PERIODS];
    double wild[MOST_PERIODS];
    struct random random = random_stream(11, 4);
    for (size_t t = 0; t < MOST_PERIODS; t++) {
        even[t] = random_uniform(&random) < 0.1 ? 2.0 : 3.0;
        rare[t] = (random_uniform(&random) < 0.1) + (random_uniform(&random) < 0.1);
        wild[t] = random_uniform(&random) < 0.2 ? floor(random_uniform(&random) * 20.0) : 0.0;
    }
    struct answer answer;
    ask_model(&answer, &model_negbin, even, MOST_PERIODS);
    assert_string_equal(answer.prediction.label, "POISSON(static)");
    check_close(answer.mean[0], 2.9, 0.02);
    check_close(answer.variance[0], 0.09, 0.05);
    ask_model(&answer, &model_negbin, rare, MOST_PERIODS);
    assert_true(strncmp(answer.prediction.label, "POISSON", 7) == 0);
    check_close(answer.variance[0] / answer.mean[0], 1.0, 0.15);
    ask_model(&answer, &model_negbin, wild, MOST_PERIODS);
    assert_true(strncmp(answer.prediction.label, "NEGBIN", 6) == 0);
    assert_true(answer.variance[0] > 4.0 * answer.mean[0]);
}

/* Amounts, a step of a thousand times, numbers beyond counting, debts. */
static void odd_numbers_leave_a_finite_answer_or_none(void **state)
{
    (void)state;
    double demand[60];
    static const double scales[] = {1e-4, 0.37, 1.0, 1e5, 1e9};
    for (size_t i = 0; i < sizeof scales / sizeof *scales; i++) {
        for (size_t t = 0; t < 60; t++) {
            demand[t] = scales[i] * (t < 40 ? (double)(t % 3) : 1000.0 + (double)(t % 5));
        }
        struct answer answer;
        ask_model(&answer, &model_negbin, demand, 60);
        assert_int_equal(answer.fit, FIT_OK);
        assert_true(answer.mean[0] > 0.0 && answer.variance[0] > 0.0);
    }
    demand[7] = -1.0;
    struct answer answer;
    ask_model(&answer, &model_negbin, demand, 60);
    assert_int_equal(answer.fit, FIT_UNSUITABLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(adida_smooths_whole_buckets_that_end_today),
        cmocka_unit_test(sums_carry_the_error_of_a_smoothed_level),
        cmocka_unit_test(without_pauses_both_are_simple_smoothing),
        cmocka_unit_test(what_never_sold_is_forecast_to_sell_nothing),
        cmocka_unit_test(what_never_changes_is_certain),
        cmocka_unit_test(a_lone_demand_is_spread_out),
        cmocka_unit_test(gaps_are_passed_over),
        cmocka_unit_test(the_mean_follows_demand_and_returns),
        cmocka_unit_test(sums_vary_by_all_that_a_surprise_leaves_behind),
        cmocka_unit_test(the_scatter_of_counts_decides_their_law),
        cmocka_unit_test(odd_numbers_leave_a_finite_answer_or_none),
    };
    return cmocka_run_group_tests_name("count models", tests, NULL, NULL);
}
