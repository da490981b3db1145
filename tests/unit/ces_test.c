/* Complex exponential smoothing against its published recursion, and on odd histories. */
#include "base/missing.h"
#include "forecast/ces.h"
#include "forecast/models.h"
#include "num/random.h"
#include "support/ask.h"
#include "support/check.h"
#include "support/scratch.h"

#include <string.h>

enum { HORIZON = 16, MOST = 400 };

struct asked {
    struct ces_fit fit;
    double mean[HORIZON], variance[HORIZON], sum_variance[HORIZON];
    struct prediction prediction;
    enum fit done;
};

static void ask_ces(struct asked *answer, const double *demand, size_t length, size_t season)
{
    struct history history = {.demand = demand, .length = length, .season = season};
    struct ration ration;
    ration_open(&ration, ces_scratch(length, season, HORIZON));
    memset(answer, 0, sizeof *answer);
    answer->prediction = (struct prediction){
        .mean = answer->mean, .variance = answer->variance, .sum_variance = answer->sum_variance};
    answer->done = ces_run(&history, HORIZON, &ration.arena, &answer->fit, &answer->prediction);
    ration_close(&ration);
}

/* The states of the forms N and mean, as published; without the mean b0 is 0 and so is s. */
struct plain {
    double l, c, s;
};

static void plain_step(struct plain *state, const double *gain, double error)
{
    struct plain old = *state;
    state->l = old.l - (1.0 - gain[1]) * old.c + (gain[0] - gain[1]) * error;
    state->c = old.l + (1.0 - gain[0]) * old.c + (gain[0] + gain[1]) * error;
    state->s = old.s + gain[2] * error;
}

static void plain_gain(const struct asked *answer, double *gain)
{
    for (size_t g = 0; g < 3; g++) {
        gain[g] = value_or(answer->fit.gain[g], 0.0);
    }
}

/* To the end, a step without error, back to the start, another one, and to the end again. */
static double plain_pass(const double *y, size_t length, const double *gain, struct plain *state)
{
    double sum = 0.0, squares = 0.0;
    for (size_t t = 0; t < 10; t++) {
        sum += y[t] / 10.0;
    }
    *state = (struct plain){sum, sum / 1.1, 0.0};
    for (size_t t = 0; t < length; t++) {
        plain_step(state, gain, y[t] - state->l - state->s);
    }
    plain_step(state, gain, 0.0);
    for (size_t t = length; t > 0; t--) {
        plain_step(state, gain, y[t - 1] - state->l - state->s);
    }
    plain_step(state, gain, 0.0);
    for (size_t t = 0; t < length; t++) {
        double error = y[t] - state->l - state->s;
        squares += error * error;
        plain_step(state, gain, error);
    }
    return squares;
}

static void walk(double *demand, size_t length, double keeps, uint64_t seed)
{
    struct random random = random_stream(seed, 0);
    double level = 0.0;
    for (size_t t = 0; t < length; t++) {
        level = keeps * level + 2.0 * random_normal(&random);
        demand[t] = 100.0 + level + 2.0 * random_normal(&random);
    }
}

static void forecasts_follow_the_published_recursion(void **state)
{
    (void)state;
    double demand[80];
    bool met[CES_FORMS] = {false};
    for (uint64_t seed = 1; seed <= 10; seed++) {
        walk(demand, 80, seed % 2 == 0 ? 0.6 : 1.0, seed);
        struct asked answer;
        ask_ces(&answer, demand, 80, 1);
        assert_int_equal(answer.done, FIT_OK);
        met[answer.fit.form] = true;
        struct plain plain;
        double gain[3];
        plain_gain(&answer, gain);
        check_close(answer.fit.squares, plain_pass(demand, 80, gain, &plain), 1e-9);
        for (size_t h = 0; h < HORIZON; h++) {
            check_close(answer.mean[h], plain.l + plain.s, 1e-9);
            plain_step(&plain, gain, 0.0);
        }
    }
    assert_true(met[CES_NONE] && met[CES_MEAN]);
}

static void no_gains_on_a_grid_are_better(void **state)
{
    (void)state;
    double demand[80];
    for (uint64_t seed = 1; seed <= 10; seed++) {
        walk(demand, 80, seed % 2 == 0 ? 0.6 : 1.0, seed);
        struct asked answer;
        ask_ces(&answer, demand, 80, 1);
        bool mean = answer.fit.form == CES_MEAN;
        for (int i = 0; i <= 18; i++) {
            for (int k = 0; k <= 8; k++) {
                for (int j = 0; j <= (mean ? 6 : 0); j++) {
                    double a1 = mean ? 0.6 + 0.05 * k : 1.0 + 0.01 * k;
                    double gain[] = {1.0 + 0.05 * i, a1, mean ? 0.01 + 0.1 * j : 0.0};
                    struct plain plain;
                    double squares = plain_pass(demand, 80, gain, &plain);
                    assert_true(squares >= answer.fit.squares * (1.0 - 1e-4));
                }
            }
        }
    }
}

/* v_h = sigma^2 (1 + sum of squared responses) at the least; a little more for the estimates. */
static void variances_are_those_of_the_recursion(void **state)
{
    (void)state;
    static double demand[MOST];
    for (uint64_t seed = 8; seed <= 9; seed++) {
        walk(demand, MOST, seed % 2 == 0 ? 0.7 : 1.0, seed);
        struct asked answer;
        ask_ces(&answer, demand, MOST, 1);
        double gain[3];
        plain_gain(&answer, gain);
        struct plain response = {0.0, 0.0, 0.0};
        plain_step(&response, gain, 1.0);
        double single = 1.0, cumulated = 1.0, running = 1.0;
        for (size_t h = 0; h < HORIZON; h++) {
            double least = answer.fit.sigma2 * single;
            assert_true(answer.variance[h] >= least && answer.variance[h] < 1.1 * least);
            least = answer.fit.sigma2 * running;
            assert_true(answer.sum_variance[h] >= least && answer.sum_variance[h] < 1.1 * least);
            double effect = response.l + response.s;
            single += effect * effect;
            cumulated += effect;
            running += cumulated * cumulated;
            plain_step(&response, gain, 0.0);
        }
    }
}

/* A level that comes back: the forecast goes to the mean, and its variance hardly grows any more.
 */
static void what_returns_to_its_mean_is_forecast_to(void **state)
{
    (void)state;
    static double demand[MOST];
    walk(demand, MOST, 0.6, 12);
    for (size_t t = MOST - 5; t < MOST; t++) {
        demand[t] += 15.0;
    }
    struct asked answer;
    ask_ces(&answer, demand, MOST, 1);
    assert_int_equal(answer.fit.form, CES_MEAN);
    assert_true(answer.mean[0] > 102.0);
    assert_true(fabs(answer.mean[HORIZON - 1] - 100.0) < 0.5 * (answer.mean[0] - 100.0));
    assert_true(answer.variance[HORIZON - 1] < 1.05 * answer.variance[HORIZON - 3]);
}

static void a_season_goes_on(void **state)
{
    (void)state;
    double demand[70];
    const double figure[] = {5, 9, 12, 9, 7, 11, 10};
    struct random random = random_stream(2, 0);
    for (size_t t = 0; t < 70; t++) {
        demand[t] = 10.0 * figure[t % 7] + random_normal(&random);
    }
    struct asked answer;
    ask_ces(&answer, demand, 66, 7);
    assert_true(answer.fit.form == CES_PARTIAL || answer.fit.form == CES_FULL);
    for (size_t h = 0; h < HORIZON; h++) {
        check_close(answer.mean[h], 10.0 * figure[(66 + h) % 7], 0.05);
        assert_true(answer.variance[h] < 4.0);
    }
    /* fewer than two seasons show none */
    ask_ces(&answer, demand, 13, 7);
    assert_true(answer.fit.form == CES_NONE || answer.fit.form == CES_MEAN);
}

/* 3 % a year for 30 years: the next ones grow by as much. */
static void growth_goes_on(void **state)
{
    (void)state;
    double demand[30];
    for (size_t t = 0; t < 30; t++) {
        demand[t] = 1000.0 * pow(1.03, (double)t);
    }
    struct asked answer;
    ask_ces(&answer, demand, 30, 1);
    for (size_t h = 0; h < 6; h++) {
        check_close(answer.mean[h] / (1000.0 * pow(1.03, 30.0 + (double)h)), 1.0, 0.01);
    }
}

static void units_do_not_matter(void **state)
{
    (void)state;
    double demand[60], thousandths[60];
    walk(demand, 60, 0.8, 4);
    for (size_t t = 0; t < 60; t++) {
        thousandths[t] = 1000.0 * demand[t];
    }
    struct asked units, small;
    ask_ces(&units, demand, 60, 12);
    ask_ces(&small, thousandths, 60, 12);
    assert_int_equal(units.fit.form, small.fit.form);
    for (size_t h = 0; h < HORIZON; h++) {
        check_close(small.mean[h] / 1000.0, units.mean[h], 1e-6);
        check_close(small.variance[h] / 1e6, units.variance[h], 1e-4);
    }
}

static void gaps_are_passed_over(void **state)
{
    (void)state;
    double whole[60], late[66], gaps[60];
    walk(whole, 60, 0.9, 6);
    for (size_t t = 0; t < 66; t++) {
        late[t] = t < 6 ? MISSING : whole[t - 6];
    }
    struct asked a, b;
    ask_ces(&a, whole, 60, 1);
    ask_ces(&b, late, 66, 1);
    for (size_t h = 0; h < HORIZON; h++) {
        check_close(a.mean[h], b.mean[h], 1e-12);
    }
    for (size_t t = 0; t < 60; t++) {
        gaps[t] = t % 6 == 4 ? MISSING : 20.0 + (double)(t % 3);
    }
    ask_ces(&a, gaps, 60, 3);
    assert_int_equal(a.fit.observed, 50);
    for (size_t h = 0; h < HORIZON; h++) {
        check_close(a.mean[h], 20.0 + (double)(h % 3), 0.02);
    }
}

static void odd_histories_have_a_finite_answer_or_none(void **state)
{
    (void)state;
    const size_t seasons[] = {1, 2, 7, 52};
    for (size_t i = 0; i < ODD_HISTORIES; i++) {
        for (size_t s = 0; s < 4; s++) {
            struct asked answer;
            double odd[ODD_PERIODS];
            size_t length = odd_history(i, odd);
            ask_ces(&answer, odd, length, seasons[s]);
            bool brief = i == ODD_SINGLE || i == ODD_UNKNOWN || i == ODD_TINY;
            assert_int_equal(answer.done, brief ? FIT_SHORT : FIT_OK);
            check_prediction(&answer.prediction, answer.done == FIT_OK ? HORIZON : 0);
            for (size_t h = 0; h < HORIZON && (i == ODD_CONSTANT || i == ODD_ZERO); h++) {
                check_close(answer.mean[h], odd[0], 1e-9);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forecasts_follow_the_published_recursion),
        cmocka_unit_test(no_gains_on_a_grid_are_better),
        cmocka_unit_test(variances_are_those_of_the_recursion),
        cmocka_unit_test(what_returns_to_its_mean_is_forecast_to),
        cmocka_unit_test(a_season_goes_on),
        cmocka_unit_test(growth_goes_on),
        cmocka_unit_test(units_do_not_matter),
        cmocka_unit_test(gaps_are_passed_over),
        cmocka_unit_test(odd_histories_have_a_finite_answer_or_none),
    };
    return cmocka_run_group_tests_name("complex smoothing", tests, NULL, NULL);
}
