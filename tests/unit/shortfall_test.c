/* What fell short of earlier stocks corrects what is asked of the law. */
#include "../../src/forecast/shortfall_learn.h"

#include "base/missing.h"
#include "num/dist.h"
#include "num/random.h"
#include "support/check.h"

#include <string.h>

enum { SERIES = 200, LENGTH = 200, HORIZON = 8, TRIALS = 4 };

static const double MEAN = 6.0;
static const double VARIANCE = 12.0; /* as forecast */

/* Series of counts; the demand of a period is a draw of `law`. */
struct scene {
    double demand[SERIES * LENGTH];
    size_t start[SERIES + 1];
    double mean[SERIES * HORIZON];
    double variance[SERIES * HORIZON];
    double sum_variance[SERIES * HORIZON];
    struct series_report report[SERIES];
    struct panel panel;
    struct forecasts forecasts;
    struct rehearsal rehearsal;
};

/* A week in `rare` is `giant` times as large; else less, so that the mean is MEAN. */
struct truth {
    double rare, giant, variance;
};

static double draw(const struct truth *truth, struct random *random)
{
    double usual = MEAN / (1.0 + truth->rare * (truth->giant - 1.0));
    bool large = random_uniform(random) < truth->rare;
    struct dist law = dist_of_demand(large ? usual * truth->giant : usual, truth->variance, true);
    double p = fmin(fmax(random_uniform(random), 1e-9), 1.0 - 1e-9);
    return dist_quantile(&law, p);
}

static const struct truth as_forecast = {0.0, 1.0, 12.0};
/* Of about the variance that is forecast, but with all of it in a few giants. */
static const struct truth heavy = {0.02, 4.5, 5.0};
static const struct truth light = {0.0, 1.0, 6.5};

static void scene_set(struct scene *scene, const struct truth *truth)
{
    *scene = (struct scene){0};
    struct random random = random_stream(11, 5);
    for (size_t i = 0; i < SERIES * LENGTH; i++) {
        scene->demand[i] = draw(truth, &random);
    }
    for (size_t s = 0; s <= SERIES; s++) {
        scene->start[s] = s * LENGTH;
    }
    for (size_t i = 0; i < SERIES * HORIZON; i++) {
        scene->mean[i] = MEAN;
        scene->variance[i] = VARIANCE;
        scene->sum_variance[i] = VARIANCE * (double)(i % HORIZON + 1);
        scene->report[i / HORIZON].counts = true;
    }
    scene->panel = (struct panel){
        .count = SERIES, .start = scene->start, .demand = scene->demand, .end_period = 1000};
    scene->forecasts = (struct forecasts){.count = SERIES,
                                          .horizon = HORIZON,
                                          .mean = scene->mean,
                                          .variance = scene->variance,
                                          .sum_variance = scene->sum_variance,
                                          .report = scene->report};
    scene->rehearsal.count = TRIALS;
    for (size_t k = 0; k < TRIALS; k++) {
        struct trial *trial = &scene->rehearsal.trial[k];
        trial->back = (k + 1) * HORIZON;
        trial->panel = panel_earlier(&scene->panel, trial->back);
        trial->forecasts = scene->forecasts;
    }
}

static void learn(struct scene *scene, int threads)
{
    struct fault fault = {0};
    struct team team;
    struct arena arena;
    arena_init(&arena, 0);
    assert_int_equal(team_init(&team, threads, &fault), STATUS_OK);
    assert_int_equal(
        shortfall_learn(&scene->forecasts.shortfalls, &scene->rehearsal, &arena, &team, &fault),
        STATUS_OK);
    team_free(&team);
    arena_free(&arena);
}

/* The least whole stock that leaves `share` unserved by the law of `periods`. */
static double stock_at(size_t periods, double share)
{
    double mean = MEAN * (double)periods;
    struct dist law = dist_of_demand(mean, VARIANCE * (double)periods, true);
    double stock = 0.0;
    while (dist_loss(&law, stock) > share * mean) {
        stock += 1.0;
    }
    return stock;
}

/* What is left unserved of fresh demand by the stock of a share that was asked of the law. */
static double unserved(const struct truth *truth, size_t periods, double share)
{
    enum { DRAWS = 20000 };
    struct random random = random_stream(12, 6);
    double stock = stock_at(periods, share);
    double wanted = 0.0;
    double lost = 0.0;
    for (int i = 0; i < DRAWS; i++) {
        double demand = 0.0;
        for (size_t h = 0; h < periods; h++) {
            demand += draw(truth, &random);
        }
        wanted += demand;
        lost += fmax(demand - stock, 0.0);
    }
    return lost / wanted;
}

static void laws_that_are_right_are_asked_for_what_is_wanted(void **state)
{
    (void)state;
    static struct scene scene;
    scene_set(&scene, &as_forecast);
    learn(&scene, 1);
    check_close(log(shortfall_depth(&scene.forecasts, 0, 4.0, 0.05) / 0.05), 0.0, 0.15);
    check_close(log(shortfall_depth(&scene.forecasts, 0, 2.0, 0.02) / 0.02), 0.0, 0.2);
}

static void tails_heavier_than_the_law_get_more_stock(void **state)
{
    (void)state;
    static struct scene scene;
    scene_set(&scene, &heavy);
    learn(&scene, 1);
    for (size_t periods = 2; periods <= 4; periods += 2) {
        double plain = unserved(&heavy, periods, 0.02);
        double asked = shortfall_depth(&scene.forecasts, 0, (double)periods, 0.02);
        assert_true(plain > 1.4 * 0.02);
        assert_true(asked < 0.9 * 0.02);
        assert_true(unserved(&heavy, periods, 0.9 * asked) < plain);
    }
}

static void tails_lighter_than_the_law_get_less_stock(void **state)
{
    (void)state;
    static struct scene scene;
    scene_set(&scene, &light);
    learn(&scene, 1);
    double plain = unserved(&light, 4, 0.03);
    double asked = shortfall_depth(&scene.forecasts, 0, 4.0, 0.03);
    assert_true(plain < 0.02);
    assert_true(asked > 0.03);
    double mended = unserved(&light, 4, asked);
    assert_true(mended > plain && mended < 0.036);
}

static void one_origin_is_believed_less_than_four(void **state)
{
    (void)state;
    static struct scene scene;
    scene_set(&scene, &heavy);
    learn(&scene, 1);
    double four = shortfall_depth(&scene.forecasts, 0, 4.0, 0.02);
    scene.rehearsal.count = 1;
    learn(&scene, 1);
    double one = shortfall_depth(&scene.forecasts, 0, 4.0, 0.02);
    assert_true(four < one && one < 0.02);
}

static void without_trials_nothing_changes(void **state)
{
    (void)state;
    static struct scene scene;
    scene_set(&scene, &heavy);
    scene.rehearsal.count = 0;
    learn(&scene, 1);
    check_close(shortfall_depth(&scene.forecasts, 0, 4.0, 0.02), 0.02, 0.0);
}

/* Series that are not learned from are asked what is wanted, and unknown days spoil nothing. */
static void gaps_and_nothing_leave_no_nan(void **state)
{
    (void)state;
    static struct scene scene;
    scene_set(&scene, &as_forecast);
    for (size_t t = 0; t < LENGTH; t++) {
        scene.demand[t] = MISSING;
        scene.demand[LENGTH + t] = 0.0;
    }
    for (size_t h = 0; h < HORIZON; h++) {
        scene.mean[2 * HORIZON + h] = 0.0;
        scene.sum_variance[3 * HORIZON + h] = 0.0;
    }
    learn(&scene, 1);
    check_close(shortfall_depth(&scene.forecasts, 2, 4.0, 0.02), 0.02, 0.0);
    for (double share = 1e-6; share < 1.0; share *= 1.5) {
        double depth = shortfall_depth(&scene.forecasts, 0, 3.0, share);
        assert_true(depth > 0.0 && depth < 1.0);
    }
}

/* Whatever was learned, more service asks for more. */
static void depth_ascends_with_the_share(void **state)
{
    (void)state;
    static struct scene scene;
    scene_set(&scene, &as_forecast);
    struct random random = random_stream(13, 7);
    for (int turn = 0; turn < 50; turn++) {
        struct shortfalls *shortfalls = &scene.forecasts.shortfalls;
        shortfalls->stretches = SHORTFALL_STRETCHES;
        for (size_t m = 0; m < SHORTFALL_STRETCHES; m++) {
            shortfalls->periods[m] = (double)(1U << m);
            for (size_t d = 0; d < SHORTFALL_DEPTHS; d++) {
                for (size_t k = 0; k < SHORTFALL_KINDS; k++) {
                    shortfalls->log[m][d][k] = 1.5 * random_normal(&random);
                }
            }
        }
        double periods = 1.0 + 9.0 * random_uniform(&random);
        double before = 0.0;
        for (double share = 1e-5; share < 1.0; share *= 1.2) {
            double depth = shortfall_depth(&scene.forecasts, 0, periods, share);
            assert_true(depth > before && depth < 1.0);
            before = depth;
        }
    }
}

static void threads_do_not_change_a_bit(void **state)
{
    (void)state;
    static struct scene one;
    static struct scene two;
    scene_set(&one, &heavy);
    scene_set(&two, &heavy);
    learn(&one, 1);
    learn(&two, 2);
    assert_memory_equal(&one.forecasts.shortfalls, &two.forecasts.shortfalls,
                        sizeof one.forecasts.shortfalls);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(laws_that_are_right_are_asked_for_what_is_wanted),
        cmocka_unit_test(tails_heavier_than_the_law_get_more_stock),
        cmocka_unit_test(tails_lighter_than_the_law_get_less_stock),
        cmocka_unit_test(one_origin_is_believed_less_than_four),
        cmocka_unit_test(without_trials_nothing_changes),
        cmocka_unit_test(gaps_and_nothing_leave_no_nan),
        cmocka_unit_test(depth_ascends_with_the_share),
        cmocka_unit_test(threads_do_not_change_a_bit),
    };
    return cmocka_run_group_tests_name("shortfall", tests, NULL, NULL);
}
