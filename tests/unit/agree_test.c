/* Forecasts of a group come to its recent level. */
#include "../../src/forecast/agree.h"

#include "base/missing.h"
#include "support/censor.h"
#include "support/check.h"

enum { SERIES = 3, LENGTH = 60, HORIZON = 7, WINDOW = 42, GROUPS = 2 };

/* Two series of one group that sell ten a day, one of another; all are forecast at `mean`. */
struct scene {
    double demand[SERIES * LENGTH];
    size_t start[SERIES + 1];
    uint32_t group[SERIES];
    double factor[GROUPS * (LENGTH + HORIZON)];
    double mean[SERIES * HORIZON];
    double variance[SERIES * HORIZON];
    double sum_variance[SERIES * HORIZON];
    struct series_report report[SERIES];
    struct panel panel;
    struct effects effects;
    struct forecasts forecasts;
};

static void scene_set(struct scene *scene, double mean)
{
    *scene = (struct scene){.group = {0, 0, 1}};
    for (size_t i = 0; i < SERIES * LENGTH; i++) {
        scene->demand[i] = 10.0;
    }
    for (size_t i = 0; i < GROUPS * (LENGTH + HORIZON); i++) {
        scene->factor[i] = 1.0;
    }
    for (size_t i = 0; i < SERIES * HORIZON; i++) {
        scene->mean[i] = mean;
        scene->variance[i] = 4e-9;
        scene->sum_variance[i] = 4e-9 * (double)(i % HORIZON + 1);
    }
    for (size_t s = 0; s <= SERIES; s++) {
        scene->start[s] = s * LENGTH;
    }
    scene->panel = (struct panel){
        .end_period = LENGTH, .count = SERIES, .start = scene->start, .demand = scene->demand};
    scene->effects = (struct effects){.periods = LENGTH + HORIZON,
                                      .group_count = GROUPS,
                                      .group = scene->group,
                                      .factor = scene->factor};
    scene->forecasts = (struct forecasts){.count = SERIES,
                                          .horizon = HORIZON,
                                          .mean = scene->mean,
                                          .variance = scene->variance,
                                          .sum_variance = scene->sum_variance,
                                          .report = scene->report};
}

static void scene_agree(struct scene *scene)
{
    struct fault fault = {0};
    assert_int_equal(agree(&scene->forecasts, &scene->panel, &scene->effects, WINDOW, &fault),
                     STATUS_OK);
}

static void means_come_to_the_level_and_variances_follow(void **state)
{
    (void)state;
    struct scene scene;
    scene_set(&scene, 9.0);
    scene_agree(&scene);
    check_close(scene.mean[0], 10.0, 1e-9);
    check_close(scene.mean[2 * HORIZON], 10.0, 1e-9);
    check_close(1e9 * scene.variance[3], 4.0 * 100.0 / 81.0, 1e-6);
    check_close(1e9 * scene.sum_variance[1], 8.0 * 100.0 / 81.0, 1e-6);
}

static void a_strong_week_ahead_is_more_than_the_level(void **state)
{
    (void)state;
    struct scene scene;
    scene_set(&scene, 12.0);
    for (size_t h = LENGTH; h < LENGTH + HORIZON; h++) {
        scene.factor[h] = 1.3;
    }
    scene_agree(&scene);
    check_close(scene.mean[0], 13.0, 1e-9);
    check_close(scene.mean[2 * HORIZON], 10.0, 1e-9); /* the other group's week is as ever */
}

/* Sales that scatter by twice their mean say little of a level: a tenth off is noise. */
static void the_noise_of_a_total_moves_nothing(void **state)
{
    (void)state;
    struct scene scene;
    scene_set(&scene, 9.0);
    for (size_t i = 0; i < SERIES * HORIZON; i++) {
        scene.variance[i] = 400.0;
    }
    scene_agree(&scene);
    check_close(scene.mean[0], 9.0, 0.0);
}

static void no_total_moves_a_forecast_beyond_bounds(void **state)
{
    (void)state;
    struct scene scene;
    scene_set(&scene, 1.0);
    scene_agree(&scene);
    check_close(scene.mean[0], 1.25, 1e-12);
    scene_set(&scene, 100.0);
    scene_agree(&scene);
    check_close(scene.mean[0], 80.0, 1e-12);
}

static void what_never_changes_is_not_moved(void **state)
{
    (void)state;
    struct scene scene;
    scene_set(&scene, 9.0);
    scene.report[1].flags = FLAG_CONSTANT;
    scene_agree(&scene);
    check_close(scene.mean[HORIZON], 9.0, 0.0);
    check_close(scene.mean[0], 10.0, 1e-9);
}

/* Half of a group was out of stock: its empty days are no lower level. */
static void who_was_out_of_stock_is_not_asked(void **state)
{
    (void)state;
    struct scene scene;
    scene_set(&scene, 10.0);
    uint8_t marks[SERIES * LENGTH] = {0};
    for (size_t t = LENGTH - 10; t < LENGTH; t++) {
        scene.demand[t] = 0.0;
        marks[t] = 1;
    }
    size_t start[SERIES + 1];
    uint8_t bits[SERIES * (LENGTH / 8 + 1)] = {0};
    censor(&scene.panel, marks, start, bits);
    scene_agree(&scene);
    check_close(scene.mean[0], 10.0, 1e-9);
    check_close(scene.mean[HORIZON], 10.0, 1e-9);
}

static void a_group_without_sales_is_left_alone(void **state)
{
    (void)state;
    struct scene scene;
    scene_set(&scene, 3.0);
    for (size_t i = 0; i < SERIES * LENGTH; i++) {
        scene.demand[i] = 0.0;
    }
    scene_agree(&scene);
    check_close(scene.mean[0], 3.0, 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(means_come_to_the_level_and_variances_follow),
        cmocka_unit_test(a_strong_week_ahead_is_more_than_the_level),
        cmocka_unit_test(the_noise_of_a_total_moves_nothing),
        cmocka_unit_test(no_total_moves_a_forecast_beyond_bounds),
        cmocka_unit_test(what_never_changes_is_not_moved),
        cmocka_unit_test(who_was_out_of_stock_is_not_asked),
        cmocka_unit_test(a_group_without_sales_is_left_alone),
    };
    return cmocka_run_group_tests_name("agree", tests, NULL, NULL);
}
