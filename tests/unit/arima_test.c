/* ARIMA: exact likelihood with and without gaps, forecast moments, and the edges. */
#include "forecast/arima.h"

#include "base/missing.h"
#include "forecast/models.h"
#include "num/random.h"
#include "num/unitroot.h"
#include "support/check.h"
#include "support/scratch.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { LONGEST = 1000, HORIZON = 30 };

static const double LOG_2_PI = 1.8378770664093453;

struct answer {
    double mean[HORIZON], variance[HORIZON], sum_variance[HORIZON];
};

static struct history history_of(const double *y, size_t length, size_t season)
{
    return (struct history){.demand = y, .length = length, .season = season};
}

/* y(t) = phi y(t-1) + e(t) + theta e(t-1) around `mean`, from the stationary distribution nearly.
 */
static void make_arma(double *y, size_t length, double phi, double theta, double mean,
                      uint64_t stream)
{
    struct random random = random_stream(5, stream);
    double value = 0.0, before = 0.0;
    for (size_t t = 0; t < length + 100; t++) {
        double error = random_normal(&random);
        value = phi * value + error + theta * before;
        before = error;
        if (t >= 100) {
            y[t - 100] = mean + value;
        }
    }
}

static void make_airline(double *y, size_t length, size_t season, double theta, double far_theta)
{
    struct random random = random_stream(9, season);
    double error[LONGEST] = {0};
    for (size_t t = 0; t < length; t++) {
        error[t] = random_normal(&random);
        double w = error[t];
        w += t >= 1 ? theta * error[t - 1] : 0.0;
        w += t >= season ? far_theta * error[t - season] : 0.0;
        w += t >= season + 1 ? theta * far_theta * error[t - season - 1] : 0.0;
        double last = t >= 1 ? y[t - 1] : 100.0;
        double year = t >= season ? y[t - season] : 100.0 + 10.0 * sin((double)t);
        double year_last = t >= season + 1 ? y[t - season - 1] : last;
        y[t] = t >= season ? last + year - year_last + w : year;
    }
}

static void fit_given(struct arena *scratch, const struct history *history,
                      struct arima_order order, struct arima_fit *fit, struct answer *answer)
{
    assert_int_equal(arima_fit_order(history, &order, NULL, scratch, fit), FIT_OK);
    assert_int_equal(arima_forecast(fit, HORIZON, NULL, scratch, answer->mean, answer->variance,
                                    answer->sum_variance),
                     FIT_OK);
}

static void a_random_walk_forecasts_as_naive_does(void **state)
{
    double y[40] = {0};
    struct arima_fit fit;
    struct answer answer = {0};
    make_arma(y, 40, 0.99, 0.0, 50.0, 1);
    struct history history = history_of(y, 40, 1);
    fit_given(*state, &history, (struct arima_order){.d = 1}, &fit, &answer);
    double squares = 0.0;
    for (size_t t = 1; t < 40; t++) {
        squares += (y[t] - y[t - 1]) * (y[t] - y[t - 1]);
    }
    check_close(fit.sigma2, squares / 39.0, 1e-12);
    for (size_t h = 0; h < HORIZON; h++) {
        double n = (double)(h + 1);
        check_close(answer.mean[h], y[39], 1e-12);
        check_close(answer.variance[h], fit.sigma2 * n, 1e-12);
        check_close(answer.sum_variance[h], fit.sigma2 * n * (n + 1.0) * (2.0 * n + 1.0) / 6.0,
                    1e-12);
    }
}

static void with_drift_a_random_walk_goes_on_along_its_mean_step(void **state)
{
    double y[12] = {3.0, 5.0, 4.0, 8.0, 9.0, 9.0, 14.0, 13.0, 15.0, 18.0, 17.0, 25.0};
    struct arima_fit fit;
    struct answer answer = {0};
    struct history history = history_of(y, 12, 1);
    fit_given(*state, &history, (struct arima_order){.d = 1, .constant = true}, &fit, &answer);
    check_close(fit.constant, 2.0, 1e-12);
    check_close(answer.mean[4], 35.0, 1e-12);
    assert_int_equal(fit.parameters, 2);
    assert_int_equal(fit.observed, 11);
}

/* The likelihood of an AR(1) with gaps in closed form: from one known value to the next, k periods
 * on, phi^k of the deviation remains and (1 - phi^(2k)) / (1 - phi^2) of sigma2 is added. */
static double ar1_loglik(const double *y, size_t length, double phi, double mean, double sigma2)
{
    double loglik = 0.0, last = 0.0, kept = 0.0;
    double variance = sigma2 / (1.0 - phi * phi);
    for (size_t t = 0; t < length; t++) {
        kept *= phi;
        if (!is_missing(y[t])) {
            double spread = variance * (1.0 - kept * kept);
            double error = y[t] - mean - kept * last;
            loglik -= 0.5 * (LOG_2_PI + log(spread) + error * error / spread);
            last = y[t] - mean;
            kept = 1.0;
        }
    }
    return loglik;
}

static void gaps_cost_no_accuracy_of_the_likelihood(void **state)
{
    double y[80] = {0};
    struct arima_fit fit;
    struct answer answer = {0};
    make_arma(y, 80, 0.7, 0.0, 20.0, 2);
    y[0] = y[11] = y[12] = y[13] = y[40] = y[76] = y[78] = y[79] = MISSING;
    struct history history = history_of(y, 80, 1);
    fit_given(*state, &history, (struct arima_order){.p = 1, .constant = true}, &fit, &answer);
    double sigma2 = fit.sigma2 * (72.0 - 2.0) / 72.0; /* as in the likelihood: S / n */
    assert_int_equal(fit.observed, 72);
    check_close(fit.loglik, ar1_loglik(y, 80, fit.ar[0], fit.constant, sigma2), 1e-9);
    for (double move = -0.01; move < 0.02; move += 0.02) {
        assert_true(ar1_loglik(y, 80, fit.ar[0] + move, fit.constant, sigma2) < fit.loglik);
        assert_true(ar1_loglik(y, 80, fit.ar[0], fit.constant + 10.0 * move, sigma2) < fit.loglik);
    }
    /* the last known value is three periods before the first forecast */
    check_close(answer.mean[0], fit.constant + pow(fit.ar[0], 3.0) * (y[77] - fit.constant), 1e-9);
    check_close(answer.variance[0] / fit.sigma2, 1.0 + pow(fit.ar[0], 2.0) + pow(fit.ar[0], 4.0),
                1e-9);
}

/* A random walk seen every third day: steps of variance 3 sigma2. */
static void gaps_in_a_random_walk_are_bridged(void **state)
{
    double y[61] = {0};
    struct arima_fit fit;
    struct answer answer = {0};
    double squares = 0.0, last = 0.0, loglik = 0.0;
    make_arma(y, 61, 0.99, 0.0, 50.0, 3);
    for (size_t t = 0; t < 61; t++) {
        if (t % 3 != 0) {
            y[t] = MISSING;
            continue;
        }
        squares += t > 0 ? (y[t] - last) * (y[t] - last) / 3.0 : 0.0;
        last = y[t];
    }
    struct history history = history_of(y, 61, 1);
    fit_given(*state, &history, (struct arima_order){.d = 1}, &fit, &answer);
    assert_int_equal(fit.observed, 20);
    check_close(fit.sigma2, squares / 20.0, 1e-9);
    loglik = -0.5 * 20.0 * (LOG_2_PI + 1.0 + log(3.0 * squares / 20.0));
    check_close(fit.loglik, loglik, 1e-9);
    check_close(answer.mean[5], last, 1e-9);
}

static void gaps_next_to_the_end_widen_the_forecast(void **state)
{
    double y[120] = {0}, gappy[120];
    struct arima_fit fit;
    struct answer full = {0}, holed = {0};
    make_airline(y, 120, 4, -0.5, -0.4);
    memcpy(gappy, y, sizeof y);
    gappy[118] = gappy[115] = MISSING;
    struct arima_order order = {.d = 1, .q = 1, .D = 1, .Q = 1};
    struct history history = history_of(y, 120, 4);
    fit_given(*state, &history, order, &fit, &full);
    history.demand = gappy;
    fit_given(*state, &history, order, &fit, &holed);
    assert_true(holed.variance[0] > 1.02 * full.variance[0]);
    assert_true(holed.sum_variance[3] > 1.02 * full.sum_variance[3]);
    check_close(holed.mean[0], full.mean[0], 0.05);
}

static void the_variance_of_a_sum_counts_what_its_periods_share(void **state)
{
    double y[200] = {0};
    struct arima_fit fit;
    struct answer answer = {0};
    make_arma(y, 200, 0.6, 0.3, 0.0, 4);
    struct history history = history_of(y, 200, 1);
    fit_given(*state, &history, (struct arima_order){.p = 1, .q = 1}, &fit, &answer);
    double psi[HORIZON] = {1.0};
    for (size_t j = 1; j < HORIZON; j++) {
        psi[j] = j == 1 ? fit.ar[0] + fit.ma[0] : fit.ar[0] * psi[j - 1];
    }
    for (size_t h = 1; h <= HORIZON; h++) {
        double variance = 0.0, sum_variance = 0.0, sum = 0.0;
        for (size_t j = 0; j < h; j++) {
            sum += psi[j];
            variance += psi[j] * psi[j];
            sum_variance += sum * sum;
        }
        check_close(answer.variance[h - 1] / fit.sigma2, variance, 1e-9);
        check_close(answer.sum_variance[h - 1] / fit.sigma2, sum_variance, 1e-9);
    }
}

static void the_airline_model_is_recovered(void **state)
{
    double y[400] = {0};
    struct arima_fit fit;
    struct answer answer = {0};
    make_airline(y, 400, 12, -0.6, -0.5);
    struct history history = history_of(y, 400, 12);
    fit_given(*state, &history, (struct arima_order){.d = 1, .q = 1, .D = 1, .Q = 1}, &fit,
              &answer);
    check_close(fit.ma[0], -0.6, 0.1);
    check_close(fit.sma[0], -0.5, 0.1);
    check_close(fit.sigma2, 1.0, 0.15);
}

static void white_noise_is_a_mean(void **state)
{
    double y[60] = {0};
    struct arima_fit fit = {0};
    size_t means = 0;
    for (uint64_t stream = 0; stream < 20; stream++) {
        make_arma(y, 60, 0.0, 0.0, 30.0, 100 + stream);
        struct history history = history_of(y, 60, 1);
        assert_int_equal(arima_fit_auto(&history, NULL, *state, &fit), FIT_OK);
        means += fit.order.p + fit.order.d + fit.order.q == 0 && fit.order.constant;
    }
    assert_true(means >= 12);
}

static void a_strong_season_is_differenced(void **state)
{
    double y[120] = {0};
    struct arima_fit fit = {0};
    char label[MODEL_LABEL_SIZE];
    make_airline(y, 120, 12, -0.6, -0.5);
    for (size_t t = 0; t < 120; t++) {
        y[t] += 20.0 * sin(6.283185307179586 * (double)t / 12.0);
    }
    struct history history = history_of(y, 120, 12);
    assert_int_equal(arima_fit_auto(&history, NULL, *state, &fit), FIT_OK);
    assert_int_equal(fit.order.D, 1);
    arima_label(&fit, label);
    assert_non_null(strstr(label, "[12]"));
}

static void regressors_are_found_and_useless_ones_dropped(void **state)
{
    enum { LENGTH = 100, COLUMNS = 5 };
    double y[LENGTH] = {0}, x[(LENGTH + HORIZON) * COLUMNS];
    struct answer answer = {0};
    struct arima_fit fit;
    make_arma(y, LENGTH, 0.5, 0.0, 10.0, 6);
    for (size_t t = 0; t < LENGTH + HORIZON; t++) {
        double *row = x + t * COLUMNS;
        row[0] = t % 9 == 0 ? 1.0 : 0.0;
        row[1] = 7.0;                   /* constant */
        row[2] = cos((double)t);        /* of no use, but not dependent */
        row[3] = 2.0 * row[0] - row[1]; /* collinear */
        row[4] = MISSING;
        if (t < LENGTH) {
            y[t] += 25.0 * row[0];
        }
    }
    struct history history = history_of(y, LENGTH, 1);
    struct arima_regressors past = {.x = x, .columns = COLUMNS};
    struct arima_regressors future = {.x = x + (size_t)LENGTH * COLUMNS, .columns = COLUMNS};
    struct arima_order order = {.p = 1, .constant = true};
    assert_int_equal(arima_fit_order(&history, &order, &past, *state, &fit), FIT_OK);
    assert_int_equal(fit.dropped, 3);
    check_close(fit.coefficient[0], 25.0, 0.05);
    check_close(fit.coefficient[2], 0.0, 0.5);
    check_close(fit.coefficient[3], 0.0, 0.0);
    assert_int_equal(fit.parameters, 5); /* ar, mean, two regressors, sigma */
    assert_int_equal(arima_forecast(&fit, HORIZON, &future, *state, answer.mean, answer.variance,
                                    answer.sum_variance),
                     FIT_OK);
    size_t high = 108 - LENGTH; /* 108 is the next multiple of nine */
    check_close(answer.mean[high] - answer.mean[high + 1], 25.0, 0.1);
    assert_int_equal(arima_fit_auto(&history, &past, *state, &fit), FIT_OK);
    assert_int_equal(fit.dropped, 3);
    check_close(fit.coefficient[0], 25.0, 0.05);
}

static void check_sensible(struct arena *scratch, const double *y, size_t length, size_t season)
{
    struct answer answer = {0};
    struct prediction prediction = {
        .mean = answer.mean, .variance = answer.variance, .sum_variance = answer.sum_variance};
    struct history history = history_of(y, length, season);
    assert_int_equal(model_arima.run(&history, HORIZON, scratch, &prediction), FIT_OK);
    for (size_t h = 0; h < HORIZON; h++) {
        assert_true(isfinite(answer.mean[h]));
        assert_true(isfinite(answer.variance[h]) && answer.variance[h] >= 0.0);
        assert_true(isfinite(answer.sum_variance[h]) && answer.sum_variance[h] >= 0.0);
    }
}

static void awkward_histories_give_sensible_forecasts(void **state)
{
    double y[LONGEST] = {0};
    for (size_t length = 1; length <= 40; length++) {
        check_sensible(*state, y, length, 1); /* all zeros */
        check_sensible(*state, y, length, 7);
    }
    for (size_t t = 0; t < 60; t++) {
        y[t] = 8.0;
    }
    check_sensible(*state, y, 1, 12);
    check_sensible(*state, y, 60, 12); /* constant */
    for (size_t t = 0; t < 60; t++) {
        y[t] = 3.0 * (double)t;
    }
    check_sensible(*state, y, 60, 12); /* a line */
    for (size_t t = 0; t < 60; t++) {
        y[t] = (double)(t * t % 12);
    }
    check_sensible(*state, y, 60, 12); /* a season without noise */
    make_arma(y, 60, 0.3, 0.2, 5.0, 7);
    y[30] = 1e9;
    check_sensible(*state, y, 60, 12); /* a huge spike */
    y[30] = 1.0;
    for (size_t length = 1; length <= 60; length++) {
        check_sensible(*state, y, length, 1);
        check_sensible(*state, y, length, 12);
        check_sensible(*state, y, length, 100); /* a season longer than the history */
    }
    make_arma(y, LONGEST, 0.3, 0.2, 5.0, 8);
    for (size_t t = 300; t < 665; t++) {
        y[t] = MISSING; /* a year without a word */
    }
    check_sensible(*state, y, LONGEST, 7);
    for (size_t t = 0; t < 60; t++) {
        y[t] = t % 2 == 0 ? MISSING : 1e-9 * y[t];
    }
    check_sensible(*state, y, 60, 7); /* more gaps than values, and tiny ones */
}

static void check_scratch(const double *y, size_t length, size_t season)
{
    struct arena scratch;
    struct answer answer;
    struct prediction prediction = {
        .mean = answer.mean, .variance = answer.variance, .sum_variance = answer.sum_variance};
    struct history history = history_of(y, length, season);
    arena_init(&scratch, 64);
    assert_true(arena_reserve(&scratch, model_arima.scratch(length, season, HORIZON)));
    const struct arena_block *block = scratch.block;
    assert_int_equal(model_arima.run(&history, HORIZON, &scratch, &prediction), FIT_OK);
    assert_ptr_equal(scratch.block, block);
    arena_free(&scratch);
}

static void a_run_takes_no_more_memory_than_it_says(void **state)
{
    (void)state;
    double y[200] = {0};
    make_airline(y, 200, 12, -0.5, -0.4);
    for (size_t length = 1; length <= 200; length += 11) {
        check_scratch(y, length, 1);
        check_scratch(y, length, 12);
    }
    for (size_t t = 0; t < 200; t++) {
        y[t] = t % 3 == 1 || t > 180 ? MISSING : y[t];
    }
    check_scratch(y, 200, 7);
    check_scratch(y, 100, 40);
}

static void what_cannot_be_fitted_is_refused_with_the_reason(void **state)
{
    double y[10] = {1.0, 2.0, 4.0, 3.0, 5.0, 4.0, 6.0, 8.0, 7.0, 9.0};
    double none[3] = {MISSING, MISSING, MISSING};
    struct arima_fit fit;
    struct history history = history_of(y, 10, 1);
    struct arima_order seasonal = {.P = 1}, high = {.p = 6}, many = {.p = 5, .q = 5};
    assert_int_equal(arima_fit_order(&history, &seasonal, NULL, *state, &fit), FIT_UNSUITABLE);
    assert_int_equal(arima_fit_order(&history, &high, NULL, *state, &fit), FIT_UNSUITABLE);
    assert_int_equal(arima_fit_order(&history, &many, NULL, *state, &fit), FIT_SHORT);
    history = history_of(none, 3, 1);
    assert_int_equal(arima_fit_auto(&history, NULL, *state, &fit), FIT_SHORT);
    history = history_of(y, 0, 1);
    assert_int_equal(arima_fit_auto(&history, NULL, *state, &fit), FIT_SHORT);
}

/* Of x = 1 .. 5: residuals -2 .. 2, running sums -2 -3 -3 -2 0, squares 26, over n times the sum of
 * squares 10; with one lag 10 + 2 (1/2) (2 + 0 + 0 + 2) = 14 below. */
static void the_kpss_statistic_is_that_of_the_paper(void **state)
{
    (void)state;
    double x[] = {1.0, 2.0, 3.0, 4.0, 5.0};
    check_close(kpss_level(x, 5, 0), 26.0 / 50.0, 1e-12);
    check_close(kpss_level(x, 5, 1), 26.0 / 70.0, 1e-12);
}

static void a_walk_is_differenced_once_and_a_line_no_further(void **state)
{
    (void)state;
    double x[200], walk = 0.0;
    struct random random = random_stream(3, 3);
    for (size_t t = 0; t < 200; t++) {
        walk += random_normal(&random);
        x[t] = walk;
    }
    assert_int_equal(kpss_differences(x, 200, 2), 1);
    for (size_t t = 0; t < 200; t++) {
        x[t] = 5.0 * (double)t;
    }
    assert_int_equal(kpss_differences(x, 200, 2), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_random_walk_forecasts_as_naive_does),
        cmocka_unit_test(with_drift_a_random_walk_goes_on_along_its_mean_step),
        cmocka_unit_test(gaps_cost_no_accuracy_of_the_likelihood),
        cmocka_unit_test(gaps_in_a_random_walk_are_bridged),
        cmocka_unit_test(gaps_next_to_the_end_widen_the_forecast),
        cmocka_unit_test(the_variance_of_a_sum_counts_what_its_periods_share),
        cmocka_unit_test(the_airline_model_is_recovered),
        cmocka_unit_test(white_noise_is_a_mean),
        cmocka_unit_test(a_strong_season_is_differenced),
        cmocka_unit_test(regressors_are_found_and_useless_ones_dropped),
        cmocka_unit_test(awkward_histories_give_sensible_forecasts),
        cmocka_unit_test(a_run_takes_no_more_memory_than_it_says),
        cmocka_unit_test(what_cannot_be_fitted_is_refused_with_the_reason),
        cmocka_unit_test(the_kpss_statistic_is_that_of_the_paper),
        cmocka_unit_test(a_walk_is_differenced_once_and_a_line_no_further),
    };
    return cmocka_run_group_tests_name("arima", tests, scratch_setup, scratch_teardown);
}
