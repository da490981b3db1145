/* A planner's forecast in place of ours, each number worked by hand. */
#include "base/missing.h"
#include "forecast/restate.h"
#include "support/check.h"
#include "support/world.h"

#include <string.h>

enum { HOODIE = 1, SHOP = 1, ACME = 9, PERIODS = 3 };

struct ahead {
    double mean[PERIODS];
    double variance[PERIODS];
    double sum_variance[PERIODS];
};

/* Errors that carry on: each period's variance is 4, and the second period adds 4 + 2 x 1. */
static struct ahead ours(void)
{
    return (struct ahead){{2.0, 2.0, 2.0}, {4.0, 4.0, 4.0}, {4.0, 10.0, 18.0}};
}

static void amounts_keep_their_spread_in_proportion(void **state)
{
    (void)state;
    struct ahead a = ours();
    double word[PERIODS] = {6.0, 6.0, 6.0};
    restate_series(word, false, a.mean, a.variance, a.sum_variance, PERIODS);
    for (size_t h = 0; h < PERIODS; h++) {
        check_close(a.mean[h], 6.0, 0.0);
        check_close(a.variance[h], 36.0, 1e-12);
        check_close(a.sum_variance[h], 9.0 * ours().sum_variance[h], 1e-9);
    }
}

/* 2 with variance 4 is 2 of chance and 2 beyond it; at 6 chance is 6 and the rest 9 times 2. */
static void counts_scatter_at_least_by_chance(void **state)
{
    (void)state;
    struct ahead a = ours();
    double word[PERIODS] = {6.0, 1.0, 0.0};
    restate_series(word, true, a.mean, a.variance, a.sum_variance, PERIODS);
    check_close(a.variance[0], 6.0 + 9.0 * 2.0, 1e-12);
    check_close(a.variance[1], 1.0 + 0.25 * 2.0, 1e-12);
    check_close(a.variance[2], 0.0, 0.0);
    check_close(a.sum_variance[2], a.sum_variance[1], 1e-12); /* nothing sells, nothing scatters */
}

static void what_nobody_spoke_of_stays_as_it_was(void **state)
{
    (void)state;
    struct ahead a = ours();
    double word[PERIODS] = {MISSING, MISSING, MISSING};
    restate_series(word, true, a.mean, a.variance, a.sum_variance, PERIODS);
    struct ahead b = ours();
    for (size_t h = 0; h < PERIODS; h++) {
        check_close(a.mean[h], b.mean[h], 0.0);
        check_close(a.variance[h], b.variance[h], 0.0);
        check_close(a.sum_variance[h], b.sum_variance[h], 1e-12);
    }
}

/* Ours knew of nothing: whole units that come one by one scatter as Poisson's do. */
static void a_word_where_ours_was_nothing_is_poissons(void **state)
{
    (void)state;
    struct ahead a = {{0.0}, {0.0}, {0.0}};
    double word[PERIODS] = {5.0, 5.0, MISSING};
    restate_series(word, true, a.mean, a.variance, a.sum_variance, PERIODS);
    check_close(a.variance[1], 5.0, 0.0);
    check_close(a.sum_variance[1], 10.0, 1e-12);
    check_close(a.sum_variance[2], 10.0, 1e-12);
}

/* A hundredth a day, and the planner says fifty: that is no reason to expect thousands. */
static void a_word_far_above_ours_does_not_blow_the_spread_up(void **state)
{
    (void)state;
    struct ahead a = {{0.01}, {0.05}, {0.05}};
    double word[1] = {50.0};
    restate_series(word, true, a.mean, a.variance, a.sum_variance, 1);
    check_close(a.variance[0], 50.0 + 3.0 * 5000.0 * 0.04, 1e-9);
}

static void one_shop(struct world *world)
{
    world_open(world);
    world_sell(world, HOODIE, SHOP, 2.0, 2.0);
    world_item(world, HOODIE, 5.0, 10.0)->terms.supplier = ACME;
    world_supplier(world, ACME, 5.0);
    world->settings.unmet = UNMET_BACKORDER;
}

static const struct exception *told(const struct world *world, const char *kind)
{
    for (size_t e = 0; e < world->plan.exception_count; e++) {
        if (strcmp(world->plan.exceptions[e].kind, kind) == 0) {
            return &world->plan.exceptions[e];
        }
    }
    return NULL;
}

/* 48 in 12 days; the 95 % point of Poisson(48) is 60.  Without it 24, whose point is 32. */
static void a_plan_orders_for_the_planners_forecast_and_says_what_it_would_do(void **state)
{
    (void)state;
    struct world world;
    one_shop(&world);
    world_override(&world, HOODIE, SHOP, "forecast", 4.0);
    world_plan(&world);
    const struct position *hoodie = world_position(&world, HOODIE, SHOP);
    check_close(hoodie->demand_mean, 48.0, 1e-9);
    check_close(hoodie->quantity, 60.0, 0.0);
    assert_true((world.forecasts.report[0].flags & FLAG_OVERRIDE) != 0);
    const struct exception *row = told(&world, "override_active");
    assert_non_null(row);
    assert_non_null(strstr(row->message, "ours is 2"));
    assert_non_null(strstr(row->message, "60 ordered, 32 without it"));
    check_close(row->money_at_risk, (60.0 - 32.0) * 5.0, 1e-9);
    world_close(&world);
}

/* From the fourth day to the sixth: of 12 days at two, three at ten. */
static void it_holds_for_the_periods_that_begin_in_its_dates(void **state)
{
    (void)state;
    struct world world;
    one_shop(&world);
    struct override_row *row = world_override(&world, HOODIE, SHOP, "forecast", 10.0);
    row->start_day = WORLD_DAY + 3;
    row->end_day = WORLD_DAY + 5;
    world_plan(&world);
    check_close(world_position(&world, HOODIE, SHOP)->demand_mean, 9.0 * 2.0 + 30.0, 1e-9);
    world_close(&world);
}

static void a_word_that_ended_changes_nothing_and_is_held_against_what_sold(void **state)
{
    (void)state;
    struct world world;
    one_shop(&world);
    struct override_row *row = world_override(&world, HOODIE, SHOP, "forecast", 10.0);
    row->start_day = WORLD_DAY - 9;
    row->end_day = WORLD_DAY - 1;
    world_plan(&world);
    check_close(world_position(&world, HOODIE, SHOP)->demand_mean, 24.0, 1e-9);
    const struct exception *ended = told(&world, "override_expired");
    assert_non_null(ended);
    assert_non_null(strstr(ended->message, "2 a day were sold"));
    world_close(&world);
    one_shop(&world);
    row = world_override(&world, HOODIE, SHOP, "forecast", 10.0);
    row->start_day = WORLD_DAY - 30;
    row->end_day = WORLD_DAY - 15;
    world_plan(&world);
    assert_null(told(&world, "override_expired"));
    world_close(&world);
}

/* Ours was dead, the planner says that it sells. */
static void a_word_on_a_dead_item_makes_it_an_item_again(void **state)
{
    (void)state;
    struct world world;
    one_shop(&world);
    world.series[0].flags = FLAG_DEAD;
    world_override(&world, HOODIE, SHOP, "forecast", 4.0);
    world_plan(&world);
    check_close(world_position(&world, HOODIE, SHOP)->quantity, 60.0, 0.0);
    assert_non_null(strstr(told(&world, "override_active")->message, "60 ordered, 0 without it"));
    world_close(&world);
}

static void words_on_orders_and_targets_say_both_quantities(void **state)
{
    (void)state;
    struct world world;
    one_shop(&world);
    world_override(&world, HOODIE, SHOP, "order", 36.0)->end_day = WORLD_DAY + 4;
    world_plan(&world);
    const struct exception *row = told(&world, "override_active");
    assert_non_null(strstr(row->message, "order 36 until 2026-06-05"));
    assert_non_null(strstr(row->message, "36 ordered, 32 without it"));
    world_close(&world);
    one_shop(&world);
    world_override(&world, HOODIE, SHOP, "target", 40.0);
    world_plan(&world);
    row = told(&world, "override_active");
    assert_non_null(strstr(row->message, "40 ordered, 32 without it"));
    assert_non_null(strstr(row->message, "ours is 32"));
    assert_non_null(strstr(row->action, "end_date"));
    world_close(&world);
}

static void words_that_nobody_can_heed_are_told(void **state)
{
    (void)state;
    struct world world;
    one_shop(&world);
    world_override(&world, HOODIE, SHOP + 1, "order", 36.0);
    world_plan(&world);
    assert_non_null(told(&world, "override_unknown"));
    assert_null(told(&world, "override_active"));
    world_close(&world);
    one_shop(&world);
    world.items[0].terms.fulfilment = FULFILMENT_DROPSHIP;
    world_override(&world, HOODIE, SHOP, "order", 36.0);
    world_plan(&world);
    assert_non_null(told(&world, "override_unheeded"));
    world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(amounts_keep_their_spread_in_proportion),
        cmocka_unit_test(counts_scatter_at_least_by_chance),
        cmocka_unit_test(what_nobody_spoke_of_stays_as_it_was),
        cmocka_unit_test(a_word_where_ours_was_nothing_is_poissons),
        cmocka_unit_test(a_word_far_above_ours_does_not_blow_the_spread_up),
        cmocka_unit_test(a_plan_orders_for_the_planners_forecast_and_says_what_it_would_do),
        cmocka_unit_test(it_holds_for_the_periods_that_begin_in_its_dates),
        cmocka_unit_test(a_word_that_ended_changes_nothing_and_is_held_against_what_sold),
        cmocka_unit_test(a_word_on_a_dead_item_makes_it_an_item_again),
        cmocka_unit_test(words_on_orders_and_targets_say_both_quantities),
        cmocka_unit_test(words_that_nobody_can_heed_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
