/* Totals of the assortment, and series that agree with them. */
#include "../../src/forecast/levels.h"
#include "../../src/forecast/reconcile.h"

#include "base/missing.h"
#include "support/censor.h"
#include "support/check.h"
#include "support/learn.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SHOPS = 3, KINDS = 2, ITEMS = 4, SERIES = SHOPS * KINDS * ITEMS };
enum { DAYS = 210, HORIZON = 14, CELLS = SHOPS * KINDS, CUT = 7 };

/* Three shops, the first two in one region, sell two departments; a series has a level of its own
 * and a week that all share.  Series 0 never changes. */
struct world {
    struct panel panel;
    struct inputs inputs;
    struct location places[SHOPS];
    struct item items[KINDS * ITEMS];
    uint32_t sku[SERIES], location[SERIES];
    size_t start[SERIES + 1];
    double demand[SERIES * DAYS];
    struct arena arena;
};

static struct world *world_new(void)
{
    static const double WEEK[7] = {0.8, 0.8, 0.9, 1.0, 1.1, 1.4, 1.0};
    struct world *world = calloc(1, sizeof *world);
    assert_non_null(world);
    arena_init(&world->arena, 0);
    for (size_t s = 0; s < SERIES; s++) {
        size_t item = s / SHOPS;
        world->sku[s] = (uint32_t)item;
        world->location[s] = (uint32_t)(s % SHOPS);
        world->start[s + 1] = (s + 1) * DAYS;
        for (size_t t = 0; t < DAYS; t++) {
            double mean = (double)(6 + item % 5) * WEEK[t % 7];
            world->demand[s * DAYS + t] =
                s == 0 ? 3.0 : floor(2.0 * mean * scatter(s * DAYS + t) + 0.5);
        }
    }
    for (size_t i = 0; i < (size_t)KINDS * ITEMS; i++) {
        world->items[i] = (struct item){.sku = (uint32_t)i, .terms = terms_unset()};
        world->items[i].terms.department = (uint32_t)(i / ITEMS);
    }
    for (size_t i = 0; i < SHOPS; i++) {
        world->places[i] = (struct location){.location = (uint32_t)i, .region = i < 2 ? 10 : 11};
    }
    world->inputs.master = (struct master){.items = world->items,
                                           .item_count = (size_t)KINDS * ITEMS,
                                           .locations = world->places,
                                           .location_count = SHOPS};
    world->panel = (struct panel){.calendar = {.bucket = BUCKET_DAY},
                                  .as_of = DAYS,
                                  .end_period = DAYS,
                                  .count = SERIES,
                                  .sku = world->sku,
                                  .location = world->location,
                                  .start = world->start,
                                  .demand = world->demand};
    return world;
}

static void world_free(struct world *world)
{
    arena_free(&world->arena);
    free(world);
}

static void build(struct world *world, struct hierarchy *hierarchy)
{
    struct fault fault = {0};
    struct effects *effects = ARENA_NEW(&world->arena, struct effects, 1);
    learn_effects(effects, &world->panel, &world->inputs, HORIZON, &world->arena);
    assert_int_equal(
        hierarchy_build(hierarchy, &world->panel, &world->inputs, effects, &world->arena, &fault),
        STATUS_OK);
}

/* Three shops, one region of two (the other is its shop), two departments in it and everywhere,
 * all. */
static void every_total_is_made_once(void **state)
{
    (void)state;
    struct world *world = world_new();
    struct hierarchy hierarchy;
    build(world, &hierarchy);
    assert_int_equal(hierarchy.cells, CELLS);
    assert_int_equal(hierarchy.totals, SHOPS + KINDS + KINDS + 1 + 1);
    assert_int_equal(hierarchy.panel.count, hierarchy.totals + hierarchy.cells);
    world_free(world);
}

static void totals_hold_what_their_series_sold(void **state)
{
    (void)state;
    struct world *world = world_new();
    struct hierarchy hierarchy;
    build(world, &hierarchy);
    double sold = 0.0;
    for (size_t s = 0; s < SERIES; s++) {
        sold += world->demand[s * DAYS + CUT];
        assert_true(hierarchy.cell[s] < CELLS);
    }
    double cells = 0.0;
    for (size_t c = 0; c < CELLS; c++) {
        cells += panel_span(&hierarchy.panel, hierarchy.totals + c).demand[CUT];
    }
    check_close(cells, sold, 1e-9);
    struct span all = panel_span(&hierarchy.panel, hierarchy.totals - 1);
    check_close(all.demand[CUT], sold, 1e-9);
    assert_int_equal(all.length, DAYS);
    world_free(world);
}

/* Half of a day's shelves were empty: the total counts what they usually sell. */
static void who_was_out_of_stock_counts_with_the_usual(void **state)
{
    (void)state;
    struct world *world = world_new();
    uint8_t *censored = calloc(SERIES * DAYS, 1);
    assert_non_null(censored);
    for (size_t s = SHOPS; s < SERIES; s += 2) {
        world->demand[s * DAYS + CUT] = 0.0;
        censored[s * DAYS + CUT] = 1;
    }
    size_t start[SERIES + 1];
    uint8_t *bits = ARENA_NEW(&world->arena, uint8_t, SERIES * (DAYS / 8 + 1));
    assert_non_null(bits);
    censor(&world->panel, censored, start, bits);
    struct hierarchy hierarchy;
    build(world, &hierarchy);
    struct span all = panel_span(&hierarchy.panel, hierarchy.totals - 1);
    double weekly = 0.0;
    for (size_t t = 0; t < DAYS; t += 7) {
        weekly += all.demand[t] / (DAYS / 7.0);
    }
    assert_true(fabs(all.demand[CUT] / weekly - 1.0) < 0.25);
    free(censored);
    world_free(world);
}

/* Nodes' means are given; those of the series begin at 2. */
static void spread(struct world *world, const struct hierarchy *hierarchy, bool all_the_way,
                   double wanted, struct forecasts *forecasts)
{
    struct fault fault = {0};
    struct forecasts nodes;
    size_t count = hierarchy->panel.count;
    assert_int_equal(forecasts_room(&nodes, count, HORIZON, &world->arena, &fault), STATUS_OK);
    assert_int_equal(forecasts_room(forecasts, SERIES, HORIZON, &world->arena, &fault), STATUS_OK);
    for (size_t i = 0; i < count * HORIZON; i++) {
        nodes.mean[i] = wanted;
    }
    for (size_t i = 0; i < (size_t)SERIES * HORIZON; i++) {
        forecasts->mean[i] = 2.0;
        forecasts->variance[i] = 1.0;
        forecasts->sum_variance[i] = (double)(i % HORIZON + 1);
    }
    forecasts->report[0].flags = FLAG_CONSTANT;
    struct reconciliation reconciliation = {.hierarchy = *hierarchy};
    assert_int_equal(reconcile_ratios(&reconciliation, all_the_way,
                                      nodes.mean + hierarchy->totals * HORIZON, forecasts,
                                      &world->arena, &fault),
                     STATUS_OK);
    reconcile_apply(&reconciliation, forecasts);
}

static void series_add_up_to_their_cell(void **state)
{
    (void)state;
    struct world *world = world_new();
    struct hierarchy hierarchy;
    build(world, &hierarchy);
    struct forecasts forecasts;
    spread(world, &hierarchy, true, 9.5, &forecasts);
    double sum[CELLS] = {0};
    for (size_t s = 0; s < SERIES; s++) {
        sum[hierarchy.cell[s]] += forecasts.mean[s * HORIZON + 3];
    }
    for (size_t c = 0; c < CELLS; c++) {
        check_close(sum[c], 9.5, 1e-9);
    }
    size_t other = SERIES - 1; /* of a cell where all move: 9.5 over 4 series of 2 */
    double ratio = 9.5 / 8.0;
    check_close(forecasts.mean[other * HORIZON], 2.0 * ratio, 1e-12);
    check_close(forecasts.variance[other * HORIZON], ratio * ratio, 1e-12);
    check_close(forecasts.sum_variance[other * HORIZON + 1], 2.0 * ratio * ratio, 1e-12);
    check_close(forecasts.mean[0], 2.0, 0.0); /* what never changes stays */
    world_free(world);
}

static void a_total_beyond_reason_is_followed_half_way_only(void **state)
{
    (void)state;
    struct world *world = world_new();
    struct hierarchy hierarchy;
    build(world, &hierarchy);
    struct forecasts forecasts;
    spread(world, &hierarchy, true, 1000.0, &forecasts);
    check_close(forecasts.mean[(SERIES - 1) * HORIZON], 4.0, 1e-12);
    spread(world, &hierarchy, true, 0.0, &forecasts);
    check_close(forecasts.mean[(SERIES - 1) * HORIZON], 1.0, 1e-12);
    world_free(world);
}

static void run(struct world *world, enum hierarchy_way way, int threads, size_t back,
                struct forecasts *forecasts)
{
    struct team team;
    struct fault fault = {0};
    struct forecast_settings settings = {.nonnegative = true,
                                         .horizon = HORIZON,
                                         .effects = true,
                                         .hierarchy = way,
                                         .rehearsals = way == HIERARCHY_AUTO};
    struct panel earlier;
    const struct panel *panel = &world->panel;
    if (back > 0) {
        earlier = panel_earlier(&world->panel, back);
        panel = &earlier;
    }
    assert_int_equal(team_init(&team, threads, &fault), STATUS_OK);
    assert_int_equal(
        forecast_run(forecasts, panel, &world->inputs, &settings, &world->arena, &team, &fault),
        STATUS_OK);
    team_free(&team);
}

static void reconciled_forecasts_are_finite_and_no_less_than_zero(void **state)
{
    (void)state;
    struct world *world = world_new();
    struct forecasts series;
    struct forecasts reconciled;
    run(world, HIERARCHY_NONE, 1, 0, &series);
    run(world, HIERARCHY_TOP_DOWN, 1, 0, &reconciled);
    double moved = 0.0;
    for (size_t i = 0; i < (size_t)SERIES * HORIZON; i++) {
        assert_true(isfinite(reconciled.mean[i]) && reconciled.mean[i] >= 0.0);
        assert_true(isfinite(reconciled.variance[i]) && reconciled.variance[i] >= 0.0);
        moved += fabs(reconciled.mean[i] - series.mean[i]);
    }
    assert_true(moved > 0.0);
    for (size_t h = 0; h < HORIZON; h++) {
        check_close(reconciled.mean[h], 3.0, 0.0); /* series 0 never changes */
    }
    world_free(world);
}

static void the_number_of_threads_changes_nothing(void **state)
{
    (void)state;
    struct world *world = world_new();
    struct forecasts one;
    struct forecasts three;
    run(world, HIERARCHY_TOP_DOWN, 1, DAYS / 3, &one);
    run(world, HIERARCHY_TOP_DOWN, 3, DAYS / 3, &three);
    assert_memory_equal(one.mean, three.mean, sizeof(double) * SERIES * HORIZON);
    assert_memory_equal(one.sum_variance, three.sum_variance, sizeof(double) * SERIES * HORIZON);
    world_free(world);
}

/* A few weeks of history leave no earlier origin to learn from. */
/* Forecasts are half of what sold; twice as much is right. */
static void errors_are_those_of_what_followed(void **state)
{
    (void)state;
    struct world *world = world_new();
    struct panel earlier = panel_earlier(&world->panel, HORIZON);
    struct panel whole = world->panel;
    world->panel = earlier;
    struct hierarchy hierarchy;
    build(world, &hierarchy);
    double mean[SERIES * HORIZON];
    double ratio[CELLS * HORIZON];
    for (size_t s = 0; s < SERIES; s++) {
        const double *sold = whole.demand + whole.start[s + 1] - HORIZON;
        for (size_t h = 0; h < HORIZON; h++) {
            mean[s * HORIZON + h] = 0.5 * sold[h];
        }
    }
    for (size_t i = 0; i < (size_t)CELLS * HORIZON; i++) {
        ratio[i] = 2.0;
    }
    double none = levels_error(&hierarchy, &earlier, mean, HORIZON, NULL, &world->arena);
    double all = levels_error(&hierarchy, &earlier, mean, HORIZON, ratio, &world->arena);
    check_close(all, 0.0, 1e-9);
    for (size_t i = 0; i < (size_t)CELLS * HORIZON; i++) {
        ratio[i] = 1.5;
    }
    double part = levels_error(&hierarchy, &earlier, mean, HORIZON, ratio, &world->arena);
    check_close(part, 0.5 * none, 1e-9); /* errors are in proportion */
    assert_true(none > 0.1);
    assert_true(is_missing(levels_error(&hierarchy, &whole, mean, HORIZON, NULL, &world->arena)));
    world_free(world);
}

/* Four series go 4 / 34 of the way. */
static void few_series_hardly_follow_their_cell(void **state)
{
    (void)state;
    struct world *world = world_new();
    struct hierarchy hierarchy;
    build(world, &hierarchy);
    struct forecasts forecasts;
    spread(world, &hierarchy, false, 9.5, &forecasts);
    size_t other = SERIES - 1;
    check_close(forecasts.mean[other * HORIZON], 2.0 * pow(9.5 / 8.0, 4.0 / 34.0), 1e-12);
    world_free(world);
}

static void series_stay_alone_only_if_that_was_clearly_better(void **state)
{
    (void)state;
    struct reconciliation trials[2] = {
        {.hierarchy = {.cells = 1}, .error_before = 1.0, .error_after = 1.005},
        {.hierarchy = {.cells = 1}, .error_before = 1.0, .error_after = 1.05}};
    assert_true(reconcile_pays(HIERARCHY_AUTO, trials, 0)); /* nothing is known */
    assert_true(reconcile_pays(HIERARCHY_AUTO, trials, 1));
    assert_false(reconcile_pays(HIERARCHY_AUTO, trials, 2));
    assert_true(reconcile_pays(HIERARCHY_TOP_DOWN, trials, 2));
    assert_false(reconcile_pays(HIERARCHY_NONE, trials, 1));
    trials[1].error_before = MISSING;
    assert_true(reconcile_pays(HIERARCHY_AUTO, trials, 2));
}

static void every_way_is_finite_and_no_less_than_zero(void **state)
{
    (void)state;
    struct world *world = world_new();
    struct forecasts forecasts;
    static const enum hierarchy_way WAYS[] = {HIERARCHY_AUTO, HIERARCHY_MINT};
    for (size_t w = 0; w < sizeof WAYS / sizeof WAYS[0]; w++) {
        for (size_t back = DAYS / 3; back < DAYS; back += DAYS) {
            run(world, WAYS[w], 2, back, &forecasts);
            for (size_t i = 0; i < (size_t)SERIES * HORIZON; i++) {
                assert_true(isfinite(forecasts.mean[i]) && forecasts.mean[i] >= 0.0);
                assert_true(isfinite(forecasts.sum_variance[i]) &&
                            forecasts.sum_variance[i] >= 0.0);
            }
        }
    }
    world_free(world);
}

static void a_short_history_does_no_harm(void **state)
{
    (void)state;
    struct world *world = world_new();
    struct forecasts forecasts;
    for (size_t left = 1; left < 60; left += 40) {
        run(world, HIERARCHY_TOP_DOWN, 1, DAYS - left, &forecasts);
        for (size_t i = 0; i < (size_t)SERIES * HORIZON; i++) {
            assert_true(isfinite(forecasts.mean[i]) && forecasts.mean[i] >= 0.0);
        }
    }
    world_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_total_is_made_once),
        cmocka_unit_test(totals_hold_what_their_series_sold),
        cmocka_unit_test(who_was_out_of_stock_counts_with_the_usual),
        cmocka_unit_test(series_add_up_to_their_cell),
        cmocka_unit_test(a_total_beyond_reason_is_followed_half_way_only),
        cmocka_unit_test(reconciled_forecasts_are_finite_and_no_less_than_zero),
        cmocka_unit_test(the_number_of_threads_changes_nothing),
        cmocka_unit_test(errors_are_those_of_what_followed),
        cmocka_unit_test(few_series_hardly_follow_their_cell),
        cmocka_unit_test(series_stay_alone_only_if_that_was_clearly_better),
        cmocka_unit_test(every_way_is_finite_and_no_less_than_zero),
        cmocka_unit_test(a_short_history_does_no_harm),
    };
    return cmocka_run_group_tests_name("reconcile", tests, NULL, NULL);
}
