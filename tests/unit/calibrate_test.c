/* Spreads are learned from what came of earlier forecasts. */
#include "../../src/forecast/calibrate.h"

#include "../../src/forecast/crowding.h"
#include "../../src/forecast/spread.h"
#include "base/missing.h"
#include "num/dist.h"
#include "num/random.h"
#include "support/check.h"

#include <string.h>

enum { OUTCOMES = 800 };

static const struct belief none = {.value = 0.0, .doubt = 0.6, .apart = 0.03};

/* Outcomes of laws whose variance is exp(log) times what was forecast, from `origins` origins. */
static void outcomes_of(struct outcome *outcome, size_t count, double mean, double variance,
                        double log, bool counts, unsigned origins)
{
    struct random random = random_stream(7, 1);
    struct dist law = dist_of_demand(mean, variance * exp(log), counts);
    for (size_t i = 0; i < count; i++) {
        double p = fmin(fmax(random_uniform(&random), 1e-9), 1.0 - 1e-9);
        outcome[i] = (struct outcome){.mean = mean,
                                      .variance = variance,
                                      .actual = dist_quantile(&law, p),
                                      .counts = counts,
                                      .origin = (unsigned)i % origins};
    }
}

static double learned(double mean, double variance, double log, bool counts, size_t count,
                      unsigned origins)
{
    static struct outcome outcome[OUTCOMES];
    outcomes_of(outcome, count, mean, variance, log, counts, origins);
    return spread_learn(outcome, count, &none);
}

static void too_narrow_laws_get_wider_and_too_wide_ones_narrower(void **state)
{
    (void)state;
    check_close(learned(100.0, 400.0, 1.0, false, OUTCOMES, 8), 1.0, 0.15);
    check_close(learned(100.0, 400.0, -1.0, false, OUTCOMES, 8), -1.0, 0.15);
    check_close(learned(40.0, 90.0, 0.8, true, OUTCOMES, 8), 0.8, 0.15);
    check_close(learned(5.0, 20.0, -0.7, true, OUTCOMES, 8), -0.7, 0.2);
}

static void laws_that_are_right_stay(void **state)
{
    (void)state;
    check_close(learned(100.0, 400.0, 0.0, false, OUTCOMES, 8), 0.0, 0.1);
    check_close(learned(0.3, 0.5, 0.0, true, OUTCOMES, 8), 0.0, 0.15);
    check_close(learned(3.0, 9.0, 0.0, true, OUTCOMES, 4), 0.0, 0.15);
}

static void little_evidence_moves_little(void **state)
{
    (void)state;
    double few = learned(100.0, 400.0, 1.0, false, 12, 1);
    double more = learned(100.0, 400.0, 1.0, false, OUTCOMES, 8);
    assert_true(few < more);
    assert_true(few > -0.3);
    check_close(spread_learn(NULL, 0, &none), 0.0, 0.0);
}

/* A thousand series that all fell short of one origin's forecast are one piece of bad luck. */
static void one_origin_is_believed_less_than_eight(void **state)
{
    (void)state;
    struct belief loose = none;
    loose.apart = 0.1;
    static struct outcome outcome[OUTCOMES];
    outcomes_of(outcome, OUTCOMES, 100.0, 400.0, 0.5, false, 1);
    double one = spread_learn(outcome, OUTCOMES, &loose);
    outcomes_of(outcome, OUTCOMES, 100.0, 400.0, 0.5, false, 8);
    assert_true(one < spread_learn(outcome, OUTCOMES, &loose));
}

/* ------------------------------------------------------------------ lumpy series */

/* Outcomes of the plan's law of demands of 1, 3 and 12, whose crowding is exp(log) times what is
 * expected. */
static double learned_crowding(double log, bool counts)
{
    static struct outcome outcome[OUTCOMES];
    static const double SIZES[] = {1.0, 3.0, 12.0};
    struct outlook outlook = {.counts = counts, .size_count = 3};
    double times = counts ? 1.0 : 0.25;
    for (size_t i = 0; i < 3; i++) {
        outlook.size[i] = times * SIZES[i];
        outlook.size_mean += outlook.size[i] / 3.0;
    }
    double mean = 20.0 * times;
    double apart = outlook_apart(&outlook, mean);
    double more = 0.3 * mean * mean;
    struct random random = random_stream(11, 1);
    struct dist law = outlook_law(&outlook, mean, apart + more * exp(log));
    double table[DIST_TABLE];
    law = dist_tabulate(&law, table);
    for (size_t i = 0; i < OUTCOMES; i++) {
        double p = fmin(fmax(random_uniform(&random), 1e-9), 1.0 - 1e-9);
        outcome[i] = (struct outcome){.mean = mean,
                                      .variance = more,
                                      .apart = apart,
                                      .actual = dist_quantile(&law, p),
                                      .counts = counts,
                                      .lumpy = &outlook,
                                      .origin = (unsigned)i % 8};
    }
    return spread_learn(outcome, OUTCOMES, &none);
}

static void crowding_is_learned_by_the_plans_own_law(void **state)
{
    (void)state;
    check_close(learned_crowding(0.0, true), 0.0, 0.25);
    check_close(learned_crowding(1.0, true), 1.0, 0.3);
    check_close(learned_crowding(1.0, false), 1.0, 0.35);
    assert_true(learned_crowding(-2.0, true) < -0.7);
}

enum { SERIES = 60, LENGTH = 200, HORIZON = 14, TRIALS = 4 };

/* Series of amounts around ten, with trials that forecast their variance `narrow` times too
 * small. */
struct scene {
    double demand[SERIES * LENGTH];
    size_t start[SERIES + 1];
    double mean[TRIALS + 1][SERIES * HORIZON];
    double variance[TRIALS + 1][SERIES * HORIZON];
    double sum_variance[TRIALS + 1][SERIES * HORIZON];
    struct series_report report[SERIES];
    struct panel panel;
    struct forecasts forecasts;
    struct rehearsal rehearsal;
};

static struct forecasts forecasts_of(struct scene *scene, size_t which)
{
    return (struct forecasts){.count = SERIES,
                              .horizon = HORIZON,
                              .mean = scene->mean[which],
                              .variance = scene->variance[which],
                              .sum_variance = scene->sum_variance[which],
                              .report = scene->report};
}

static void scene_set(struct scene *scene, double narrow)
{
    *scene = (struct scene){0};
    struct random random = random_stream(3, 3);
    for (size_t i = 0; i < SERIES * LENGTH; i++) {
        scene->demand[i] = 10.0 + 2.0 * random_normal(&random);
    }
    for (size_t s = 0; s <= SERIES; s++) {
        scene->start[s] = s * LENGTH;
    }
    scene->panel = (struct panel){
        .count = SERIES, .start = scene->start, .demand = scene->demand, .end_period = 1000};
    for (size_t k = 0; k <= TRIALS; k++) {
        for (size_t i = 0; i < SERIES * HORIZON; i++) {
            scene->mean[k][i] = 10.0;
            scene->variance[k][i] = 4.0 / narrow;
            scene->sum_variance[k][i] = 4.0 / narrow * (double)(i % HORIZON + 1);
        }
    }
    scene->forecasts = forecasts_of(scene, TRIALS);
    scene->rehearsal.count = TRIALS;
    for (size_t k = 0; k < TRIALS; k++) {
        struct trial *trial = &scene->rehearsal.trial[k];
        trial->back = (k + 1) * HORIZON;
        trial->panel = panel_earlier(&scene->panel, trial->back);
        trial->forecasts = forecasts_of(scene, k);
    }
}

static void run(struct scene *scene, int threads)
{
    struct fault fault = {0};
    struct team team;
    struct arena arena;
    arena_init(&arena, 0);
    assert_int_equal(team_init(&team, threads, &fault), STATUS_OK);
    struct spread_factors factors;
    assert_int_equal(calibrate_learn(&factors, &scene->rehearsal, &arena, &team, &fault),
                     STATUS_OK);
    calibrate_apply(&factors, &scene->forecasts, &scene->panel, &team);
    team_free(&team);
    arena_free(&arena);
}

static void forecasts_that_were_too_narrow_get_their_spread(void **state)
{
    (void)state;
    static struct scene scene;
    scene_set(&scene, 3.0);
    run(&scene, 1);
    for (size_t h = 0; h < HORIZON; h++) {
        check_close(scene.forecasts.mean[h], 10.0, 0.0);
        check_close(scene.forecasts.variance[h] / 4.0, 1.0, 0.25);
        check_close(scene.forecasts.sum_variance[h] / (4.0 * (double)(h + 1)), 1.0, 0.3);
    }
}

static void forecasts_that_were_right_stay_within_noise(void **state)
{
    (void)state;
    static struct scene scene;
    scene_set(&scene, 1.0);
    run(&scene, 1);
    for (size_t h = 0; h < HORIZON; h++) {
        check_close(scene.forecasts.variance[h] / 4.0, 1.0, 0.15);
        check_close(scene.forecasts.sum_variance[h] / (4.0 * (double)(h + 1)), 1.0, 0.2);
    }
}

static void the_sum_of_one_period_is_the_period_and_sums_never_fall(void **state)
{
    (void)state;
    static struct scene scene;
    scene_set(&scene, 1.0);
    /* sums that were far too wide, all the more the longer they are */
    for (size_t k = 0; k <= TRIALS; k++) {
        for (size_t i = 0; i < SERIES * HORIZON; i++) {
            scene.sum_variance[k][i] *= (double)(i % HORIZON + 1);
        }
    }
    run(&scene, 1);
    check_close(scene.forecasts.sum_variance[0], scene.forecasts.variance[0], 1e-12);
    for (size_t h = 1; h < HORIZON; h++) {
        assert_true(scene.forecasts.sum_variance[h] >= scene.forecasts.sum_variance[h - 1]);
    }
}

static void without_trials_nothing_changes(void **state)
{
    (void)state;
    static struct scene scene;
    scene_set(&scene, 3.0);
    scene.rehearsal.count = 0;
    run(&scene, 1);
    check_close(scene.forecasts.variance[5], 4.0 / 3.0, 0.0);
}

/* Series that sell 4 or 6 every fourth week, by a model that believes in a variance of 20. */
static void scene_set_lumpy(struct scene *scene)
{
    scene_set(scene, 0.2);
    for (size_t s = 0; s < SERIES; s++) {
        scene->report[s].counts = true;
        scene->report[s].flags = FLAG_LUMPY;
        for (size_t t = 0; t < LENGTH; t++) {
            bool sells = t % 4 == s % 4;
            scene->demand[s * LENGTH + t] = sells ? (t % 8 < 4 ? 4.0 : 6.0) : 0.0;
        }
    }
    for (size_t k = 0; k <= TRIALS; k++) {
        for (size_t i = 0; i < SERIES * HORIZON; i++) {
            scene->mean[k][i] = 1.25;
        }
    }
}

/* Fifty demands of 5.2 units by size: 1.25 h of mean has a variance of 5.2 times that by itself,
 * and beside it (1.25 h)^2 / 50 and a tenth of what 20 h is beyond. */
static void a_lumpy_series_sum_has_the_variance_of_its_law(void **state)
{
    (void)state;
    static struct scene scene;
    scene_set_lumpy(&scene);
    scene.rehearsal.count = 0; /* nothing learned: all that is expected */
    run(&scene, 1);
    for (size_t h = 0; h < HORIZON; h++) {
        double periods = (double)h + 1.0;
        double mean = 1.25 * periods;
        double alone = 5.2 * mean;
        double beyond = mean * mean / 50.0 + 0.1 * (20.0 * periods - alone);
        check_close(scene.forecasts.sum_variance[h], alone + beyond, 1e-9);
        check_close(scene.forecasts.variance[h], 20.0, 0.0);
    }
}

/* Demands that come like clockwork do not crowd, as the rehearsals saw; less than by chance the
 * law does not have them. */
static void regular_demands_are_not_said_to_crowd(void **state)
{
    (void)state;
    static struct scene expected;
    static struct scene learned;
    scene_set_lumpy(&expected);
    expected.rehearsal.count = 0;
    scene_set_lumpy(&learned);
    run(&expected, 1);
    run(&learned, 1);
    for (size_t h = 4; h < HORIZON; h++) {
        double alone = 5.2 * 1.25 * ((double)h + 1.0);
        assert_true(learned.forecasts.sum_variance[h] < expected.forecasts.sum_variance[h]);
        assert_true(learned.forecasts.sum_variance[h] >= alone);
    }
}

/* Whatever a model believes of the sums of lumpy series, whose law is not made of it. */
static void lumpy_sums_teach_the_others_nothing(void **state)
{
    (void)state;
    static struct scene scene[2];
    for (size_t i = 0; i < 2; i++) {
        scene_set(&scene[i], 2.0);
        for (size_t s = 1; s < SERIES; s += 2) {
            scene[i].report[s].flags = FLAG_LUMPY;
            for (size_t k = 0; k <= TRIALS; k++) {
                for (size_t h = 0; h < HORIZON; h++) {
                    scene[i].sum_variance[k][s * HORIZON + h] *= i == 0 ? 1.0 : 20.0;
                }
            }
        }
        run(&scene[i], 1);
    }
    for (size_t s = 0; s < SERIES; s += 2) {
        for (size_t h = 0; h < HORIZON; h++) {
            check_close(scene[0].forecasts.sum_variance[s * HORIZON + h],
                        scene[1].forecasts.sum_variance[s * HORIZON + h], 0.0);
        }
    }
}

static void crowding_is_that_of_the_record(void **state)
{
    (void)state;
    static struct scene scene;
    scene_set_lumpy(&scene);
    scene.report[3].flags = 0;
    struct crowd crowd = crowd_of(&scene.panel, &scene.forecasts, 1);
    check_close(crowd.demands, 50.0, 0.0);
    check_close(outlook_apart(&crowd.outlook, 10.0), 52.0, 1e-12);
    check_close(crowd_beyond(&crowd, 10.0, 40.0), 2.0, 1e-12); /* the model has less */
    check_close(crowd_beyond(&crowd, 10.0, 152.0), 12.0, 1e-12);
    assert_int_equal(crowd_of(&scene.panel, &scene.forecasts, 3).outlook.size_count, 0);
}

/* What is not known of the past, and forecasts of nothing, must not spoil the rest. */
static void gaps_and_nothing_leave_no_nan(void **state)
{
    (void)state;
    static struct scene scene;
    scene_set(&scene, 3.0);
    for (size_t t = 0; t < LENGTH; t++) {
        scene.demand[t] = MISSING;
        scene.demand[LENGTH + t] = 0.0;
    }
    for (size_t k = 0; k <= TRIALS; k++) {
        for (size_t h = 0; h < HORIZON; h++) {
            scene.mean[k][2 * HORIZON + h] = 0.0;
            scene.variance[k][3 * HORIZON + h] = 0.0;
            scene.sum_variance[k][3 * HORIZON + h] = 0.0;
        }
    }
    run(&scene, 1);
    for (size_t i = 0; i < SERIES * HORIZON; i++) {
        assert_true(isfinite(scene.forecasts.variance[i]) && scene.forecasts.variance[i] >= 0.0);
        assert_true(isfinite(scene.forecasts.sum_variance[i]));
    }
}

/* Whatever the factors, the law that a plan sees has quantiles in order, none below zero. */
static void quantiles_ascend_and_stay_nonnegative(void **state)
{
    (void)state;
    static const double LEVELS[] = {0.025, 0.1, 0.5, 0.9, 0.975, 0.999};
    static struct scene scene;
    for (int turn = 0; turn < 4; turn++) {
        scene_set(&scene, turn < 2 ? 0.2 : 20.0);
        for (size_t s = 0; s < SERIES; s++) {
            scene.report[s].counts = turn % 2 == 1;
        }
        for (size_t i = 0; turn % 2 == 1 && i < SERIES * LENGTH; i++) {
            scene.demand[i] = fmax(round(scene.demand[i]), 0.0);
        }
        run(&scene, 1);
        for (size_t h = 0; h < HORIZON; h++) {
            struct dist law = dist_of_demand(10.0 * (double)(h + 1),
                                             scene.forecasts.sum_variance[h], turn % 2 == 1);
            double before = 0.0;
            for (size_t q = 0; q < sizeof LEVELS / sizeof LEVELS[0]; q++) {
                double value = dist_quantile(&law, LEVELS[q]);
                assert_true(value >= before);
                before = value;
            }
        }
    }
}

/* All zeros, constant, one spike, short, long unknown, wandering: every one is forecast from
 * earlier days too, some of which lie before it began. */
static void odd_histories_are_rehearsed_without_a_nan(void **state)
{
    (void)state;
    enum { ODD = 6, LONG = 120 };
    static double demand[ODD * LONG];
    static const size_t start[ODD + 1] = {0, 120, 240, 360, 363, 483, 603};
    struct random random = random_stream(5, 5);
    for (size_t t = 0; t < LONG; t++) {
        demand[start[0] + t] = 0.0;
        demand[start[1] + t] = 5.0;
        demand[start[2] + t] = t == 60 ? 1e6 : 1.0;
        demand[start[4] + t] = t % 40 < 30 ? MISSING : 3.0;
        demand[start[5] + t] = 100.0 + 0.5 * (double)t + 10.0 * random_normal(&random);
    }
    demand[start[3]] = 4.0;
    static uint32_t ids[ODD];
    struct panel panel = {.calendar = {.bucket = BUCKET_WEEK},
                          .count = ODD,
                          .sku = ids,
                          .location = ids,
                          .start = start,
                          .demand = demand,
                          .end_period = 1000};
    struct forecast_settings settings = {.nonnegative = true, .horizon = 9, .rehearsals = 8};
    struct fault fault = {0};
    struct team team;
    struct arena arena;
    struct forecasts forecasts;
    arena_init(&arena, 0);
    assert_int_equal(team_init(&team, 2, &fault), STATUS_OK);
    assert_int_equal(forecast_run(&forecasts, &panel, NULL, &settings, &arena, &team, &fault),
                     STATUS_OK);
    for (size_t i = 0; i < ODD * settings.horizon; i++) {
        assert_true(isfinite(forecasts.mean[i]) && forecasts.mean[i] >= 0.0);
        assert_true(isfinite(forecasts.variance[i]) && forecasts.variance[i] >= 0.0);
        assert_true(isfinite(forecasts.sum_variance[i]) && forecasts.sum_variance[i] >= 0.0);
    }
    team_free(&team);
    arena_free(&arena);
}

static void threads_do_not_change_a_bit(void **state)
{
    (void)state;
    static struct scene one;
    static struct scene two;
    scene_set(&one, 2.0);
    scene_set(&two, 2.0);
    run(&one, 1);
    run(&two, 2);
    assert_memory_equal(one.variance, two.variance, sizeof one.variance);
    assert_memory_equal(one.sum_variance, two.sum_variance, sizeof one.sum_variance);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(too_narrow_laws_get_wider_and_too_wide_ones_narrower),
        cmocka_unit_test(laws_that_are_right_stay),
        cmocka_unit_test(little_evidence_moves_little),
        cmocka_unit_test(one_origin_is_believed_less_than_eight),
        cmocka_unit_test(crowding_is_learned_by_the_plans_own_law),
        cmocka_unit_test(a_lumpy_series_sum_has_the_variance_of_its_law),
        cmocka_unit_test(regular_demands_are_not_said_to_crowd),
        cmocka_unit_test(lumpy_sums_teach_the_others_nothing),
        cmocka_unit_test(crowding_is_that_of_the_record),
        cmocka_unit_test(forecasts_that_were_too_narrow_get_their_spread),
        cmocka_unit_test(forecasts_that_were_right_stay_within_noise),
        cmocka_unit_test(the_sum_of_one_period_is_the_period_and_sums_never_fall),
        cmocka_unit_test(without_trials_nothing_changes),
        cmocka_unit_test(gaps_and_nothing_leave_no_nan),
        cmocka_unit_test(quantiles_ascend_and_stay_nonnegative),
        cmocka_unit_test(odd_histories_are_rehearsed_without_a_nan),
        cmocka_unit_test(threads_do_not_change_a_bit),
    };
    return cmocka_run_group_tests_name("calibrate", tests, NULL, NULL);
}
