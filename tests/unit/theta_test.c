/* The Theta family against its published recursion, and on odd histories. */
#include "base/missing.h"
#include "forecast/models.h"
#include "forecast/theta.h"
#include "num/random.h"
#include "support/ask.h"
#include "support/check.h"
#include "support/scratch.h"

#include <string.h>

enum { HORIZON = 8, MOST = 400, KINDS = 4 };

struct asked {
    struct theta_fit fit;
    double mean[HORIZON], variance[HORIZON], sum_variance[HORIZON];
    struct prediction prediction;
    enum fit done;
    double index[MOST]; /* the seasonal figure outlives the scratch */
};

static void ask_theta(struct asked *answer, enum theta_kind kind, const double *demand,
                      size_t length, size_t season)
{
    struct history history = {.demand = demand, .length = length, .season = season};
    struct ration ration;
    ration_open(&ration, theta_scratch(length, season, HORIZON));
    memset(answer, 0, sizeof *answer);
    answer->prediction = (struct prediction){
        .mean = answer->mean, .variance = answer->variance, .sum_variance = answer->sum_variance};
    answer->done =
        theta_run(&history, kind, HORIZON, &ration.arena, &answer->fit, &answer->prediction);
    if (answer->fit.index != NULL) {
        memcpy(answer->index, answer->fit.index, season * sizeof(double));
    }
    ration_close(&ration);
}

/* A walk with a drift: level and line both have something to say. */
static void walk(double *demand, size_t length, uint64_t seed)
{
    struct random random = random_stream(seed, 0);
    double level = 100.0;
    for (size_t t = 0; t < length; t++) {
        level += 0.8 + 2.0 * random_normal(&random);
        demand[t] = level + 3.0 * random_normal(&random);
    }
}

/* Intercept and slope of the least-squares line through y[0 .. count - 1] at t = 1 .. count. */
static void line_through(const double *y, size_t count, double *start, double *slope)
{
    double mean = 0.0, middle = ((double)count + 1.0) / 2.0, cross = 0.0, spread = 0.0;
    for (size_t t = 0; t < count; t++) {
        mean += y[t] / (double)count;
    }
    for (size_t t = 0; t < count; t++) {
        double apart = (double)(t + 1) - middle;
        cross += apart * (y[t] - mean);
        spread += apart * apart;
    }
    *slope = count > 1 ? cross / spread : 0.0;
    *start = mean - *slope * middle;
}

struct plain {
    double alpha, theta, level0;
};

/* The recursion as published, slowly: the forecasts of length periods and HORIZON more, in which a
 * forecast stands for the demand.  The line before the first period is flat through it. */
static void published(const double *y, size_t length, bool dynamic, struct plain plain,
                      double *forecast)
{
    double copy[MOST + HORIZON];
    memcpy(copy, y, length * sizeof *y);
    double level = plain.level0, start = y[0], slope = 0.0;
    for (size_t t = 0; t < length + HORIZON; t++) {
        if (dynamic && t > 0) {
            line_through(copy, t, &start, &slope);
        } else if (!dynamic) {
            line_through(copy, length, &start, &slope);
        }
        double power = pow(1.0 - plain.alpha, (double)t);
        forecast[t] =
            level + (1.0 - 1.0 / plain.theta) *
                        (power * start + (1.0 - power * (1.0 - plain.alpha)) / plain.alpha * slope);
        if (t >= length) {
            copy[t] = forecast[t];
        }
        level += plain.alpha * (copy[t] - level);
    }
}

/* What is made as small as possible: squared errors, and the first level held to the first value
 * with the weight of one of them. */
static double cost(const double *y, size_t length, bool dynamic, struct plain plain)
{
    double forecast[MOST + HORIZON];
    published(y, length, dynamic, plain, forecast);
    double start = y[0], slope = 0.0;
    if (!dynamic) {
        line_through(y, length, &start, &slope);
    }
    double first = plain.level0 + (1.0 - 1.0 / plain.theta) * start - y[0];
    double squares = first * first;
    for (size_t t = 0; t < length; t++) {
        squares += (y[t] - forecast[t]) * (y[t] - forecast[t]);
    }
    return squares;
}

static void forecasts_follow_the_published_recursion(void **state)
{
    (void)state;
    double demand[60], forecast[MOST + HORIZON];
    for (uint64_t seed = 1; seed <= 6; seed++) {
        walk(demand, 60, seed);
        for (int kind = THETA_OPTIMISED; kind <= THETA_DYNAMIC_OPTIMISED; kind++) {
            struct asked answer;
            ask_theta(&answer, (enum theta_kind)kind, demand, 60, 1);
            assert_int_equal(answer.done, FIT_OK);
            struct plain plain = {answer.fit.alpha, answer.fit.theta, answer.fit.level0};
            published(demand, 60, kind != THETA_OPTIMISED, plain, forecast);
            for (size_t h = 0; h < HORIZON; h++) {
                check_close(answer.mean[h], forecast[60 + h], 1e-8);
            }
        }
    }
}

static void nothing_beside_the_fit_is_better(void **state)
{
    (void)state;
    double demand[40];
    struct random random = random_stream(7, 0);
    for (uint64_t seed = 1; seed <= 6; seed++) {
        walk(demand, 40, seed);
        for (int kind = THETA_OPTIMISED; kind <= THETA_DYNAMIC_OPTIMISED; kind++) {
            struct asked answer;
            ask_theta(&answer, (enum theta_kind)kind, demand, 40, 1);
            bool dynamic = kind != THETA_OPTIMISED;
            struct plain fitted = {answer.fit.alpha, answer.fit.theta, answer.fit.level0};
            double least = cost(demand, 40, dynamic, fitted);
            for (int i = 0; i < 300; i++) {
                double far = i % 3 == 0 ? 1.0 : 0.05;
                struct plain other = fitted;
                other.alpha += far * (random_uniform(&random) - 0.5);
                other.alpha = fmin(0.99, fmax(0.1, other.alpha));
                other.level0 += far * 10.0 * random_normal(&random);
                if (kind != THETA_DYNAMIC) {
                    double w = 1.0 - 1.0 / other.theta + far * (random_uniform(&random) - 0.5);
                    other.theta = 1.0 / (1.0 - fmin(1.0 - 1e-9, fmax(0.0, w)));
                }
                assert_true(cost(demand, 40, dynamic, other) >= least * (1.0 - 1e-9));
            }
        }
    }
}

/* Paths by the published recursion, each with its own errors; the line moves with them.  The
 * history is long, so that the estimates are as good as known. */
static void variances_are_those_of_simulated_paths(void **state)
{
    (void)state;
    enum { LENGTH = 150, PATHS = 3000 };
    static double demand[MOST];
    walk(demand, LENGTH, 3);
    struct asked answer;
    ask_theta(&answer, THETA_DYNAMIC_OPTIMISED, demand, LENGTH, 1);
    struct plain plain = {answer.fit.alpha, answer.fit.theta, answer.fit.level0};
    struct random random = random_stream(11, 0);
    double squares[HORIZON] = {0.0}, sum_squares[HORIZON] = {0.0};
    double level = answer.fit.level, w = 1.0 - 1.0 / plain.theta;
    for (size_t p = 0; p < PATHS; p++) {
        double path_level = level, sum = 0.0;
        for (size_t h = 0; h < HORIZON; h++) {
            double start, slope;
            line_through(demand, LENGTH + h, &start, &slope);
            double power = pow(1.0 - plain.alpha, (double)(LENGTH + h));
            demand[LENGTH + h] =
                path_level +
                w * (power * start + (1.0 - power * (1.0 - plain.alpha)) / plain.alpha * slope) +
                sqrt(answer.fit.sigma2) * random_normal(&random);
            path_level += plain.alpha * (demand[LENGTH + h] - path_level);
            double apart = demand[LENGTH + h] - answer.mean[h];
            sum += apart;
            squares[h] += apart * apart / PATHS;
            sum_squares[h] += sum * sum / PATHS;
        }
    }
    for (size_t h = 0; h < HORIZON; h++) {
        check_close(answer.variance[h] / squares[h], 1.0, 0.1);
        check_close(answer.sum_variance[h] / sum_squares[h], 1.0, 0.1);
        assert_true(answer.variance[h] > answer.fit.sigma2);
    }
}

/* 100 + 2 t: the line of all periods rises by 2, R's theta takes half of it and the level's own
 * movement for the rest; the optimised kinds take all. */
static void a_straight_line_goes_on(void **state)
{
    (void)state;
    double demand[50];
    for (size_t t = 0; t < 50; t++) {
        demand[t] = 100.0 + 2.0 * (double)t;
    }
    const enum theta_kind whole[] = {THETA_OPTIMISED, THETA_DYNAMIC_OPTIMISED};
    for (size_t i = 0; i < 2; i++) {
        struct asked answer;
        ask_theta(&answer, whole[i], demand, 50, 1);
        for (size_t h = 0; h < HORIZON; h++) {
            check_close(answer.mean[h], 200.0 + 2.0 * (double)h, 2e-3);
        }
    }
    struct asked half;
    ask_theta(&half, THETA_CLASSIC, demand, 50, 1);
    check_close(half.fit.slope, 2.0, 1e-12);
    check_close(half.mean[HORIZON - 1] - half.mean[0], HORIZON - 1.0, 1e-9);
}

static void a_season_is_found_and_put_back(void **state)
{
    (void)state;
    double times[84], added[84];
    const double figure[] = {0.5, 1.0, 1.5, 1.0, 0.8, 1.2, 1.0};
    for (size_t t = 0; t < 84; t++) {
        times[t] = 40.0 * figure[t % 7];
        added[t] = 40.0 * (figure[t % 7] - 1.0);
    }
    for (int kind = 0; kind < KINDS; kind++) {
        struct asked answer;
        ask_theta(&answer, (enum theta_kind)kind, times, 82, 7);
        assert_int_equal(answer.fit.season, THETA_SEASON_TIMES);
        check_close(answer.mean[0], 48.0, 1e-6);
        check_close(answer.mean[2], 20.0, 1e-6);
        ask_theta(&answer, (enum theta_kind)kind, added, 82, 7);
        assert_int_equal(answer.fit.season, THETA_SEASON_ADDED);
        check_close(answer.mean[0], 8.0, 1e-6);
        check_close(answer.mean[1] + 40.0, 40.0, 1e-6);
        check_close(answer.mean[2], -20.0, 1e-6);
        check_close(answer.index[0], -20.0, 1e-6);
    }
}

static void a_season_wants_two_seasons_and_more(void **state)
{
    (void)state;
    double demand[15];
    for (size_t t = 0; t < 15; t++) {
        demand[t] = t % 7 == 0 ? 10.0 : 1.0;
    }
    assert_false(theta_seasonal(demand, 14, 7));
    assert_true(theta_seasonal(demand, 15, 7));
    assert_false(theta_seasonal(demand, 15, 1));
}

/* Gaps in a straight line leave it what it is; leading ones are as if they were not there. */
static void gaps_are_passed_over(void **state)
{
    (void)state;
    double whole[40], gaps[45];
    walk(whole, 40, 5);
    for (size_t t = 0; t < 45; t++) {
        gaps[t] = t < 5 ? MISSING : whole[t - 5];
    }
    for (int kind = 0; kind < KINDS; kind++) {
        struct asked a, b;
        ask_theta(&a, (enum theta_kind)kind, whole, 40, 1);
        ask_theta(&b, (enum theta_kind)kind, gaps, 45, 1);
        for (size_t h = 0; h < HORIZON; h++) {
            check_close(a.mean[h], b.mean[h], 1e-12);
            check_close(a.variance[h], b.variance[h], 1e-12);
        }
    }
    double line[40];
    for (size_t t = 0; t < 40; t++) {
        line[t] = t % 5 == 3 ? MISSING : 10.0 + (double)t;
    }
    struct asked answer;
    ask_theta(&answer, THETA_DYNAMIC_OPTIMISED, line, 40, 1);
    check_close(answer.mean[0], 50.0, 5e-3);
    assert_int_equal(answer.fit.observed, 32);
}

static void check_sane(const struct asked *answer)
{
    if (answer->done != FIT_OK) {
        assert_int_equal(answer->done, FIT_SHORT);
        return;
    }
    check_prediction(&answer->prediction, HORIZON);
    check_close(answer->sum_variance[0], answer->variance[0], 1e-9);
}

static void odd_histories_have_a_finite_answer_or_none(void **state)
{
    (void)state;
    const size_t seasons[] = {1, 2, 7, 52};
    for (size_t i = 0; i < ODD_HISTORIES; i++) {
        for (size_t s = 0; s < 4; s++) {
            for (int kind = 0; kind < KINDS; kind++) {
                struct asked answer;
                double odd[ODD_PERIODS];
                size_t length = odd_history(i, odd);
                ask_theta(&answer, (enum theta_kind)kind, odd, length, seasons[s]);
                check_sane(&answer);
                assert_int_equal(answer.done == FIT_SHORT, i == ODD_SINGLE || i == ODD_UNKNOWN);
                if (i == ODD_CONSTANT || i == ODD_ZERO) {
                    check_close(answer.mean[HORIZON - 1], odd[0], 1e-12);
                    check_close(answer.variance[HORIZON - 1], 0.0, 1e-20);
                }
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forecasts_follow_the_published_recursion),
        cmocka_unit_test(nothing_beside_the_fit_is_better),
        cmocka_unit_test(variances_are_those_of_simulated_paths),
        cmocka_unit_test(a_straight_line_goes_on),
        cmocka_unit_test(a_season_is_found_and_put_back),
        cmocka_unit_test(a_season_wants_two_seasons_and_more),
        cmocka_unit_test(gaps_are_passed_over),
        cmocka_unit_test(odd_histories_have_a_finite_answer_or_none),
    };
    return cmocka_run_group_tests_name("theta", tests, NULL, NULL);
}
