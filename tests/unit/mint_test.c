/* Totals and parts come to agree, and nothing falls below zero. */
#include "num/mint.h"

#include "base/missing.h"
#include "support/check.h"

#include <string.h>

enum { PARTS = 4, TOTALS = 3, NODES = PARTS + TOTALS, LEVELS = 2, SAMPLES = 12, HORIZON = 2 };

/* Two pairs and all of them; the last part belongs to the pair only. */
static const uint32_t ABOVE[PARTS * LEVELS] = {1, 0, 1, 0, 2, 0, 2, NO_ID};
static const double SIZE[NODES] = {7.0, 4.0, 3.0, 1.0, 1.0, 1.0, 1.0};

struct scene {
    double error[NODES * SAMPLES];
    double value[NODES * HORIZON];
    struct mint_problem problem;
    struct arena scratch;
};

static void scene_set(struct scene *scene, size_t samples)
{
    memset(scene, 0, sizeof *scene);
    for (size_t i = 0; i < NODES * SAMPLES; i++) {
        scene->error[i] = (double)((i * 37 + 11) % 17) - 8.0;
    }
    scene->problem = (struct mint_problem){.parts = PARTS,
                                           .totals = TOTALS,
                                           .levels = LEVELS,
                                           .above = ABOVE,
                                           .samples = samples,
                                           .error = scene->error,
                                           .size = SIZE,
                                           .shrinkage = MISSING};
    arena_init(&scene->scratch, 0);
}

static void scene_values(struct scene *scene, const double *value)
{
    for (size_t i = 0; i < NODES; i++) {
        for (size_t h = 0; h < HORIZON; h++) {
            scene->value[i * HORIZON + h] = value[i] * (double)(h + 1);
        }
    }
}

static void check_sums(const struct scene *scene)
{
    for (size_t h = 0; h < HORIZON; h++) {
        double sum[TOTALS] = {0};
        for (size_t p = 0; p < PARTS; p++) {
            for (size_t level = 0; level < LEVELS; level++) {
                if (ABOVE[p * LEVELS + level] != NO_ID) {
                    sum[ABOVE[p * LEVELS + level]] += scene->value[(TOTALS + p) * HORIZON + h];
                }
            }
        }
        for (size_t i = 0; i < TOTALS; i++) {
            check_close(scene->value[i * HORIZON + h], sum[i], 1e-9);
        }
    }
}

static void sums_agree_whatever_the_errors(void **state)
{
    (void)state;
    struct scene scene;
    scene_set(&scene, SAMPLES);
    scene_values(&scene, (double[NODES]){20.0, 12.0, 9.0, 4.0, 5.0, 6.0, 2.0});
    assert_true(mint_reconcile(&scene.problem, HORIZON, true, scene.value, &scene.scratch));
    check_sums(&scene);
    arena_free(&scene.scratch);
}

static void what_agrees_already_stays(void **state)
{
    (void)state;
    struct scene scene;
    scene_set(&scene, SAMPLES);
    static const double COHERENT[NODES] = {15.0, 9.0, 8.0, 4.0, 5.0, 6.0, 2.0};
    scene_values(&scene, COHERENT);
    assert_true(mint_reconcile(&scene.problem, HORIZON, true, scene.value, &scene.scratch));
    for (size_t i = 0; i < NODES; i++) {
        check_close(scene.value[i * HORIZON], COHERENT[i], 1e-9);
    }
    arena_free(&scene.scratch);
}

/* The pair is said to sell one, its parts eight: the larger would have to go below zero. */
static void nothing_falls_below_zero_and_sums_still_agree(void **state)
{
    (void)state;
    struct scene scene;
    scene_set(&scene, 0);
    scene_values(&scene, (double[NODES]){0.0, 0.0, 1.0, 0.5, 5.0, 0.1, 8.0});
    double before[NODES * HORIZON];
    memcpy(before, scene.value, sizeof before);
    assert_true(mint_reconcile(&scene.problem, HORIZON, false, before, &scene.scratch));
    assert_true(before[TOTALS * HORIZON] < 0.0);
    assert_true(mint_reconcile(&scene.problem, HORIZON, true, scene.value, &scene.scratch));
    check_sums(&scene);
    for (size_t i = 0; i < NODES * HORIZON; i++) {
        assert_true(scene.value[i] >= 0.0);
    }
    arena_free(&scene.scratch);
}

/* With few errors the weights are the sizes: two parts of one size under one total move alike. */
static void few_errors_weigh_by_size(void **state)
{
    (void)state;
    struct scene scene;
    scene_set(&scene, MINT_LEAST_SAMPLES - 1);
    scene_values(&scene, (double[NODES]){11.0, 13.0, 8.0, 4.0, 5.0, 6.0, 2.0});
    assert_true(mint_reconcile(&scene.problem, HORIZON, true, scene.value, &scene.scratch));
    check_close(scene.value[TOTALS * HORIZON] - 4.0, scene.value[(TOTALS + 1) * HORIZON] - 5.0,
                1e-12);
    check_sums(&scene);
    arena_free(&scene.scratch);
}

/* A part whose forecasts never failed is believed; the other takes the difference. */
static void who_never_errs_hardly_moves(void **state)
{
    (void)state;
    struct scene scene;
    scene_set(&scene, SAMPLES);
    scene.problem.shrinkage = 1.0;
    memset(scene.error + TOTALS * SAMPLES, 0, SAMPLES * sizeof *scene.error);
    memset(scene.error, 0, TOTALS * SAMPLES * sizeof *scene.error);
    scene_values(&scene, (double[NODES]){18.0, 12.0, 8.0, 4.0, 5.0, 6.0, 2.0});
    assert_true(mint_reconcile(&scene.problem, HORIZON, true, scene.value, &scene.scratch));
    check_close(scene.value[TOTALS * HORIZON], 4.0, 1e-4);
    check_close(scene.value[(TOTALS + 1) * HORIZON], 8.0, 1e-4);
    arena_free(&scene.scratch);
}

static void a_part_of_nothing_stays(void **state)
{
    (void)state;
    struct scene scene;
    scene_set(&scene, SAMPLES);
    uint32_t above[PARTS * LEVELS];
    memcpy(above, ABOVE, sizeof above);
    above[0] = above[1] = NO_ID;
    scene.problem.above = above;
    scene_values(&scene, (double[NODES]){20.0, 12.0, 9.0, 4.0, 5.0, 6.0, 2.0});
    assert_true(mint_reconcile(&scene.problem, HORIZON, true, scene.value, &scene.scratch));
    check_close(scene.value[TOTALS * HORIZON], 4.0, 0.0);
    arena_free(&scene.scratch);
}

/* Rows that are one another's copies need no shrinking, rows of one sample cannot do without. */
static void the_intensity_is_a_share(void **state)
{
    (void)state;
    struct arena scratch;
    arena_init(&scratch, 0);
    double copies[3 * SAMPLES];
    for (size_t t = 0; t < SAMPLES; t++) {
        copies[t] = copies[SAMPLES + t] = copies[2 * SAMPLES + t] = t % 2 == 0 ? 1.0 : -1.0;
    }
    check_close(mint_shrinkage(copies, 3, SAMPLES, &scratch), 0.0, 1e-12);
    check_close(mint_shrinkage(copies, 3, 1, &scratch), 1.0, 0.0);
    memset(copies, 0, sizeof copies);
    check_close(mint_shrinkage(copies, 3, SAMPLES, &scratch), 1.0, 0.0);
    arena_free(&scratch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_agree_whatever_the_errors),
        cmocka_unit_test(what_agrees_already_stays),
        cmocka_unit_test(nothing_falls_below_zero_and_sums_still_agree),
        cmocka_unit_test(few_errors_weigh_by_size),
        cmocka_unit_test(who_never_errs_hardly_moves),
        cmocka_unit_test(a_part_of_nothing_stays),
        cmocka_unit_test(the_intensity_is_a_share),
    };
    return cmocka_run_group_tests_name("mint", tests, NULL, NULL);
}
