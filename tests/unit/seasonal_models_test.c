/* What the models of several seasons do with ordinary and with impossible histories. */
#include "base/missing.h"
#include "forecast/models.h"
#include "num/random.h"
#include "support/ask.h"
#include "support/check.h"
#include "support/scratch.h"

#include <string.h>

enum { MOST = 1200, HORIZON = 28 };
enum { MODEL_COUNT = 3 };
static const struct model *const MODELS[MODEL_COUNT] = {&model_mstl, &model_thief, &model_fourier};
static const double TURN = 6.283185307179586;

struct bench {
    double y[MOST];
    size_t length;
    size_t season;
    struct season_list seasons;
    double mean[HORIZON], variance[HORIZON], sum_variance[HORIZON];
    struct prediction prediction;
};

static struct bench *bench_of(size_t length)
{
    static struct bench bench;
    memset(&bench, 0, sizeof bench);
    bench.length = length;
    bench.season = 7;
    bench.seasons = (struct season_list){.count = 2, .length = {7.0, 365.25}};
    return &bench;
}

/* Asks within the bytes that the model says it needs, and checks what any answer must be. */
static enum fit ask_bench(struct bench *bench, const struct model *model)
{
    const struct history history = {.demand = bench->y,
                                    .length = bench->length,
                                    .season = bench->season,
                                    .nonnegative = true,
                                    .seasons = bench->seasons};
    struct ration ration;
    ration_open(&ration, model->scratch(bench->length, bench->season, HORIZON));
    bench->prediction = (struct prediction){
        .mean = bench->mean, .variance = bench->variance, .sum_variance = bench->sum_variance};
    enum fit fit = model->run(&history, HORIZON, &ration.arena, &bench->prediction);
    ration_close(&ration);
    check_prediction(&bench->prediction, fit == FIT_OK ? HORIZON : 0);
    for (size_t h = 0; fit == FIT_OK && h < HORIZON; h++) {
        assert_true(bench->mean[h] >= 0.0);
        assert_true(h == 0 || bench->sum_variance[h] >= bench->sum_variance[h - 1] * (1 - 1e-9));
    }
    return fit;
}

/* A week and a year around 100, and a little noise. */
static double week_and_year(size_t t)
{
    static const double week[7] = {-10, -10, -5, 0, 5, 10, 10};
    return 100.0 + week[t % 7] + 30.0 * sin(TURN * (double)t / 365.25);
}

static void fill(struct bench *bench, double noise)
{
    struct random random = random_stream(1, 7);
    for (size_t t = 0; t < bench->length; t++) {
        bench->y[t] = week_and_year(t) + noise * random_normal(&random);
    }
}

static void a_week_and_a_year_go_on(void **state)
{
    (void)state;
    for (size_t i = 0; i < MODEL_COUNT; i++) {
        struct bench *bench = bench_of(MOST);
        fill(bench, 1.0);
        assert_int_equal(ask_bench(bench, MODELS[i]), FIT_OK);
        double error = 0.0;
        for (size_t h = 0; h < HORIZON; h++) {
            error += fabs(bench->mean[h] - week_and_year(MOST + h)) / HORIZON;
        }
        assert_true(error < 2.0);
        assert_true(bench->variance[0] > 0.5 && bench->variance[0] < 4.0);
    }
}

/* A year without a record in the middle of three. */
static void a_gap_of_a_year_leaves_the_week(void **state)
{
    (void)state;
    for (size_t i = 0; i < MODEL_COUNT; i++) {
        struct bench *bench = bench_of(MOST);
        fill(bench, 1.0);
        for (size_t t = 400; t < 765; t++) {
            bench->y[t] = MISSING;
        }
        assert_int_equal(ask_bench(bench, MODELS[i]), FIT_OK);
        double error = 0.0;
        for (size_t h = 0; h < HORIZON; h++) {
            error += fabs(bench->mean[h] - week_and_year(MOST + h)) / HORIZON;
        }
        assert_true(error < 6.0);
    }
}

/* Nothing known of the last year. */
static void a_gap_at_the_end_is_crossed(void **state)
{
    (void)state;
    for (size_t i = 0; i < MODEL_COUNT; i++) {
        struct bench *bench = bench_of(MOST);
        fill(bench, 1.0);
        for (size_t t = MOST - 365; t < MOST; t++) {
            bench->y[t] = MISSING;
        }
        assert_int_equal(ask_bench(bench, MODELS[i]), FIT_OK);
        for (size_t h = 0; h < HORIZON; h++) {
            assert_true(bench->mean[h] > 40.0 && bench->mean[h] < 160.0);
        }
    }
}

static void what_never_changes_goes_on_unchanged(void **state)
{
    (void)state;
    static const double level[] = {0.0, 5.0, 1e9};
    for (size_t i = 0; i < MODEL_COUNT * 3; i++) {
        struct bench *bench = bench_of(800);
        for (size_t t = 0; t < bench->length; t++) {
            bench->y[t] = level[i % 3];
        }
        assert_int_equal(ask_bench(bench, MODELS[i / 3]), FIT_OK);
        for (size_t h = 0; h < HORIZON; h++) {
            check_close(bench->mean[h], level[i % 3], 1e-6);
            check_close(bench->variance[h], 0.0, 1e-3);
        }
    }
}

/* Every length from nothing on, the season longer than the history at first. */
static void short_histories_have_an_answer_or_a_reason(void **state)
{
    (void)state;
    for (size_t i = 0; i < MODEL_COUNT; i++) {
        for (size_t length = 0; length < 40; length++) {
            struct bench *bench = bench_of(length);
            fill(bench, 5.0);
            enum fit fit = ask_bench(bench, MODELS[i]);
            assert_true(length < 3 || fit == FIT_OK);
            assert_true(fit == FIT_OK || fit == FIT_SHORT);
        }
    }
}

static void one_value_among_gaps_is_no_calamity(void **state)
{
    (void)state;
    for (size_t i = 0; i < MODEL_COUNT; i++) {
        for (size_t known = 0; known <= 3; known++) {
            struct bench *bench = bench_of(200);
            for (size_t t = 0; t < bench->length; t++) {
                bench->y[t] = t % 50 == 17 && t / 50 < known ? 3.0 + (double)t : MISSING;
            }
            enum fit fit = ask_bench(bench, MODELS[i]);
            assert_true(fit == FIT_OK || fit == FIT_SHORT);
        }
    }
}

/* A form with a multiplicative season may take the spike for the weekday's own. */
static void one_huge_day_is_not_outdone(void **state)
{
    (void)state;
    for (size_t i = 0; i < MODEL_COUNT; i++) {
        struct bench *bench = bench_of(800);
        fill(bench, 3.0);
        bench->y[400] = 1e7;
        assert_int_equal(ask_bench(bench, MODELS[i]), FIT_OK);
        for (size_t h = 0; h < HORIZON; h++) {
            assert_true(bench->mean[h] < 1e7);
        }
    }
}

/* One unit every third week. */
static void rare_demand_is_never_negative(void **state)
{
    (void)state;
    for (size_t i = 0; i < MODEL_COUNT; i++) {
        struct bench *bench = bench_of(800);
        for (size_t t = 0; t < bench->length; t++) {
            bench->y[t] = t % 22 == 3 ? 1.0 : 0.0;
        }
        assert_int_equal(ask_bench(bench, MODELS[i]), FIT_OK);
        double sum = 0.0;
        for (size_t h = 0; h < HORIZON; h++) {
            sum += bench->mean[h];
        }
        assert_true(sum > 0.2 && sum < 5.0);
    }
}

static void no_season_is_no_fault(void **state)
{
    (void)state;
    for (size_t i = 0; i < MODEL_COUNT; i++) {
        struct bench *bench = bench_of(100);
        bench->season = 1;
        bench->seasons.count = 0;
        fill(bench, 5.0);
        assert_int_equal(ask_bench(bench, MODELS[i]), FIT_OK);
    }
}

static void the_unit_of_the_data_does_not_matter(void **state)
{
    (void)state;
    for (size_t i = 0; i < MODEL_COUNT; i++) {
        double small[HORIZON];
        struct bench *bench = bench_of(300);
        fill(bench, 5.0);
        assert_int_equal(ask_bench(bench, MODELS[i]), FIT_OK);
        memcpy(small, bench->mean, sizeof small);
        for (size_t t = 0; t < bench->length; t++) {
            bench->y[t] *= 1024.0;
        }
        assert_int_equal(ask_bench(bench, MODELS[i]), FIT_OK);
        for (size_t h = 0; h < HORIZON; h++) {
            check_close(bench->mean[h] / 1024.0, small[h], 1e-6);
        }
    }
}

/* Weeks are smooth, days are not: what the weeks know steadies the days.  Two months of days with a
 * level that wanders below the noise of a day. */
static void longer_periods_steady_the_shorter_ones(void **state)
{
    (void)state;
    double squares[2] = {0.0, 0.0};
    for (uint64_t trial = 0; trial < 40; trial++) {
        struct random random = random_stream(2, trial);
        struct bench *bench = bench_of(112);
        bench->seasons.count = 0;
        double level = 50.0;
        for (size_t t = 0; t < bench->length; t++) {
            level += 0.3 * random_normal(&random);
            bench->y[t] = fmax(0.0, level + 15.0 * random_normal(&random));
        }
        const struct model *const rivals[] = {&model_thief, &model_ets};
        for (size_t i = 0; i < 2; i++) {
            assert_int_equal(ask_bench(bench, rivals[i]), FIT_OK);
            for (size_t h = 0; h < HORIZON; h++) {
                squares[i] += (bench->mean[h] - level) * (bench->mean[h] - level);
            }
        }
    }
    assert_true(squares[0] < squares[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_week_and_a_year_go_on),
        cmocka_unit_test(a_gap_of_a_year_leaves_the_week),
        cmocka_unit_test(a_gap_at_the_end_is_crossed),
        cmocka_unit_test(what_never_changes_goes_on_unchanged),
        cmocka_unit_test(short_histories_have_an_answer_or_a_reason),
        cmocka_unit_test(one_value_among_gaps_is_no_calamity),
        cmocka_unit_test(one_huge_day_is_not_outdone),
        cmocka_unit_test(rare_demand_is_never_negative),
        cmocka_unit_test(no_season_is_no_fault),
        cmocka_unit_test(longer_periods_steady_the_shorter_ones),
        cmocka_unit_test(the_unit_of_the_data_does_not_matter),
    };
    return cmocka_run_group_tests_name("seasonal models", tests, NULL, NULL);
}
