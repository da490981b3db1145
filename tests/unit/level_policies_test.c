/* (R,s,S), (s,S), (s,Q), min/max and newsvendor: what they make of a situation. */
#include "base/missing.h"
#include "num/random.h"
#include "replenish/policies.h"
#include "replenish/service.h"
#include "replenish/situation_laws.h"
#include "support/check.h"
#include "support/shop.h"
#include "support/world.h"

#include <math.h>

enum { TRIALS = 300 };

/* Today's order comes in 5 days, the next a week later. */
static void open_shop(struct shop *shop, double mean, double variance)
{
    shop_open(shop, mean, variance, 5, 0, 7);
    shop->terms.holding_cost = 0.02;
    shop->situation.order_cost = 10.0;
}

static struct levels ask(struct shop *shop, const struct policy *policy, enum service_type type,
                         double level)
{
    shop_serve(shop, type, level);
    return shop_levels(shop, policy);
}

/* sqrt(2 * 10 * 2 / 0.02) = 44.7 units. */
static void the_gap_is_the_economic_lot(void **state)
{
    (void)state;
    struct shop shop;
    open_shop(&shop, 2.0, 2.0);
    struct levels levels = ask(&shop, &policy_rss, SERVICE_FILL, 0.95);
    check_close(levels.order_up_to - levels.reorder_point, 45.0, 0.0);
    assert_true(levels.reorder_point < shop.situation.protect);
}

/* A lot of packs of twelve, at least fifty. */
static void a_lot_is_whole_packs_and_at_least_the_minimum(void **state)
{
    (void)state;
    struct shop shop;
    open_shop(&shop, 2.0, 2.0);
    shop.terms.pack_size = 12.0;
    check_close(ask(&shop, &policy_sq, SERVICE_CYCLE, 0.9).lot, 48.0, 0.0);
    shop.terms.moq = 50.0;
    check_close(ask(&shop, &policy_sq, SERVICE_CYCLE, 0.9).lot, 60.0, 0.0);
    shop.situation.order_cost = 0.0;
    shop.terms.moq = 0.0;
    check_close(ask(&shop, &policy_sq, SERVICE_CYCLE, 0.9).lot, 12.0, 0.0);
}

/* What does not fit by a unit is a pack less. */
static void lots_shrink_by_packs_to_fit_the_shelf(void **state)
{
    (void)state;
    struct shop shop;
    open_shop(&shop, 2.0, 2.0);
    shop.terms.pack_size = 12.0;
    struct levels wide = ask(&shop, &policy_sq, SERVICE_FILL, 0.95);
    check_close(wide.lot, 48.0, 0.0);
    shop.terms.max_stock = wide.order_up_to - 1.0;
    struct levels levels = ask(&shop, &policy_sq, SERVICE_FILL, 0.95);
    check_close(levels.lot, 36.0, 0.0);
    assert_true(levels.order_up_to <= shop.terms.max_stock);
    shop.terms.max_stock = 20.0; /* not even one pack has room */
    check_close(ask(&shop, &policy_sq, SERVICE_FILL, 0.95).lot, 12.0, 0.0);
}

static void a_planners_minimum_and_maximum_stand(void **state)
{
    (void)state;
    struct shop shop;
    open_shop(&shop, 2.0, 2.0);
    shop.terms.min_stock = 9.0;
    shop.terms.max_stock = 31.0;
    struct levels levels = ask(&shop, &policy_min_max, SERVICE_CYCLE, 0.95);
    check_close(levels.reorder_point, 9.0, 0.0);
    check_close(levels.order_up_to, 31.0, 0.0);
    assert_int_equal(levels.lowering, LOWER_NOT);
}

/* A display minimum alone is no planner's minimum: it only lifts the one that the forecast gives.
 */
static void a_minimum_without_a_maximum_is_only_the_least(void **state)
{
    (void)state;
    struct shop shop;
    open_shop(&shop, 2.0, 2.0);
    shop.terms.min_stock = 9.0;
    struct levels levels = ask(&shop, &policy_min_max, SERVICE_CYCLE, 0.95);
    check_close(levels.reorder_point, shop.situation.protect - 1.0, 0.0);
    assert_int_equal(levels.lowering, LOWER_WITH_PROTECT);
    shop.terms.min_stock = 90.0;
    check_close(ask(&shop, &policy_min_max, SERVICE_CYCLE, 0.95).reorder_point, 90.0, 0.0);
}

/* Nor is a maximum alone: where it is below what protects, nothing waits above it. */
static void the_maximum_bounds_the_minimum(void **state)
{
    (void)state;
    struct shop shop;
    open_shop(&shop, 2.0, 2.0);
    shop.terms.max_stock = 10.0;
    struct levels levels = ask(&shop, &policy_min_max, SERVICE_CYCLE, 0.95);
    check_close(levels.reorder_point, 10.0, 0.0);
    check_close(levels.order_up_to, 10.0, 0.0);
    shop.terms.max_stock = 60.0;
    levels = ask(&shop, &policy_min_max, SERVICE_CYCLE, 0.95);
    check_close(levels.reorder_point, shop.situation.protect - 1.0, 0.0);
    check_close(levels.order_up_to, 60.0, 0.0);
    assert_int_equal(levels.lowering, LOWER_WITH_PROTECT);
}

/* Nobody types the season in: a week before demand trebles the minimum knows. */
static void derived_levels_follow_the_season(void **state)
{
    (void)state;
    const struct policy *const family[] = {&policy_min_max, &policy_rss, &policy_ss, &policy_sq};
    for (size_t p = 0; p < 4; p++) {
        struct shop shop;
        open_shop(&shop, 2.0, 2.0);
        struct levels quiet = ask(&shop, family[p], SERVICE_CYCLE, 0.95);
        for (int d = 6; d < 40; d++) {
            shop.mean[d] = 6.0;
            shop.sum_variance[d] = shop.sum_variance[d - 1] + 6.0;
        }
        struct levels peak = ask(&shop, family[p], SERVICE_CYCLE, 0.95);
        assert_true(peak.reorder_point > quiet.reorder_point);
        assert_true(peak.order_up_to > quiet.order_up_to + 5.0);
    }
}

/* An item with three weeks to live gets no lot for a quarter; one that ends inside the interval
 * none at all. */
static void no_lot_reaches_beyond_the_last_day(void **state)
{
    (void)state;
    struct shop shop;
    open_shop(&shop, 2.0, 2.0);
    shop.situation.order_cost = 100.0;
    shop.situation.end_days = 21.0;
    const struct policy *const family[] = {&policy_min_max, &policy_rss, &policy_ss};
    for (size_t p = 0; p < 3; p++) {
        struct levels levels = ask(&shop, family[p], SERVICE_CYCLE, 0.95);
        check_close(levels.order_up_to - levels.reorder_point, 18.0, 0.0);
    }
    shop.situation.end_days = 10.0;
    struct levels levels = ask(&shop, &policy_rss, SERVICE_CYCLE, 0.95);
    check_close(levels.order_up_to, shop.situation.protect, 0.0);
}

/* A shelf for 40 has no room for 45 above s; a line of at most 12 no use for more; bread that keeps
 * ten days sells 6 of them beyond the interval. */
static void a_lot_fits_the_shelf_the_line_and_the_shelf_life(void **state)
{
    (void)state;
    const struct policy *const family[] = {&policy_rss, &policy_ss};
    for (size_t i = 0; i < 4; i++) {
        size_t p = i % 2;
        enum service_type type = i < 2 ? SERVICE_FILL : SERVICE_COST;
        struct shop shop;
        open_shop(&shop, 2.0, 2.0);
        struct levels levels = ask(&shop, family[p], type, 0.95);
        double point = levels.reorder_point;
        assert_true(levels.order_up_to > 40.0);
        shop.terms.max_stock = 40.0;
        levels = ask(&shop, family[p], type, 0.95);
        check_close(levels.order_up_to, 40.0, 1.0 / 40.0);
        assert_true(levels.order_up_to <= 40.0 && levels.reorder_point > point);
        shop.terms.max_stock = 10.0;
        levels = ask(&shop, family[p], type, 0.95);
        check_close(levels.order_up_to, shop.situation.protect, 0.0);
        shop.terms.max_stock = HUGE_VAL;
        shop.terms.max_order = 12.0;
        levels = ask(&shop, family[p], type, 0.95);
        check_close(levels.order_up_to - levels.reorder_point, 12.0, 0.0);
        shop.terms.max_order = MISSING;
        shop.terms.shelf_life_days = 10.0;
        levels = ask(&shop, family[p], type, 0.95);
        check_close(levels.order_up_to - levels.reorder_point, 6.0, 0.0);
    }
}

/* 60 units in 30 days; short 3, over 5 - 1 + 30 * 0.02 = 4.6: the quantile 3 / 7.6. */
static void a_season_is_bought_by_money(void **state)
{
    (void)state;
    struct shop shop;
    open_shop(&shop, 2.0, 2.0);
    shop.situation.salvage = 1.0;
    shop.situation.end_days = 30.0;
    struct dist season = {.kind = DIST_POISSON, .a = 60.0};
    struct levels levels = ask(&shop, &policy_newsvendor, SERVICE_CYCLE, 0.95);
    check_close(levels.order_up_to, dist_quantile(&season, 3.0 / 7.6), 0.0);
    shop.terms.holding_cost = 0.5; /* over 5 - 1 + 15 */
    levels = ask(&shop, &policy_newsvendor, SERVICE_CYCLE, 0.95);
    check_close(levels.order_up_to, dist_quantile(&season, 3.0 / 22.0), 0.0);
    shop.terms.unit_cost = 0.0; /* unknown */
    levels = ask(&shop, &policy_newsvendor, SERVICE_CYCLE, 0.95);
    check_close(levels.order_up_to, dist_quantile(&season, 0.95), 0.0);
    levels = ask(&shop, &policy_newsvendor, SERVICE_FILL, 0.95); /* three of the sixty go away */
    assert_true(dist_loss(&season, levels.order_up_to) <= 3.0);
    assert_true(dist_loss(&season, levels.order_up_to - 1.0) > 3.0);
    shop.situation.end_days = HUGE_VAL;
    levels = ask(&shop, &policy_newsvendor, SERVICE_CYCLE, 0.95);
    check_close(levels.order_up_to, shop.situation.protect, 0.0);
}

/* What an empty shelf will lose until the receipt, nobody waits for: with a month to wait (R, s, S)
 * buys (R, S)'s quantity and its lot, and not the month's demand as well. */
static void an_empty_shelf_buys_nothing_for_those_who_will_have_gone(void **state)
{
    (void)state;
    enum { SHIRT = 1, SHOP = 1, ACME = 9 };
    const struct policy *const policies_asked[] = {NULL, &policy_rss, &policy_ss, &policy_sq};
    double quantity[4];
    for (size_t p = 0; p < 4; p++) {
        struct world world;
        world_open(&world);
        world_sell(&world, SHIRT, SHOP, 2.0, 4.0);
        world_item(&world, SHIRT, 5.0, 10.0)->terms.supplier = ACME;
        world_supplier(&world, ACME, 30.0)->order_cost = 10.0;
        world_stock(&world, SHIRT, SHOP, 0.0);
        world.settings.policies.general = p > 0 ? policies_asked[p] : policies[0];
        world_plan(&world);
        quantity[p] = world_position(&world, SHIRT, SHOP)->raw_need;
        world_close(&world);
    }
    double lot = sqrt(2.0 * 10.0 * 2.0 / (0.25 * 5.0 / 365.0));
    for (size_t p = 1; p < 4; p++) {
        assert_true(quantity[p] > quantity[0]);
        assert_true(quantity[p] < quantity[0] + 1.5 * lot);
    }
}

static double between(struct random *random, double low, double high)
{
    return low * pow(high / low, random_uniform(random));
}

static void draw_shop(struct shop *shop, struct random *random)
{
    double mean = between(random, 1e-4, 1e4);
    double variance = mean * between(random, 0.1, 300.0);
    open_shop(shop, mean, random_below(random, 10) == 0 ? 0.0 : variance);
    shop->outlook.counts = random_below(random, 4) > 0;
    shop->situation.order_cost = between(random, 1e-3, 1e5);
    shop->terms.holding_cost = random_below(random, 10) == 0 ? 0.0 : between(random, 1e-5, 10.0);
    shop->terms.pack_size = (double)(1 + random_below(random, 24));
    shop->interval.next_days = 1 + (int32_t)random_below(random, 40);
    shop->interval.points = 1 + random_below(random, 4);
    double lead = (double)random_below(random, 60);
    double sum = 0.0;
    for (size_t i = 0; i < shop->interval.points; i++) {
        shop->interval.weight[i] = random_uniform(random) + 0.01;
        sum += shop->interval.weight[i];
        shop->interval.receipt[i] = lead;
        shop->interval.end[i] = lead + shop->interval.next_days;
        lead += (double)(1 + random_below(random, 5));
    }
    shop->interval.lead_days = 0.0;
    for (size_t i = 0; i < shop->interval.points; i++) {
        shop->interval.weight[i] /= sum;
        shop->interval.lead_days += shop->interval.weight[i] * shop->interval.receipt[i];
    }
    shop->interval.interval_days = shop->interval.lead_days + shop->interval.next_days;
}

/* Whatever the item: finite levels, in order, and more service never asks for less. */
static void any_item_has_levels_that_rise_with_service(void **state)
{
    (void)state;
    const struct policy *const family[] = {&policy_rss, &policy_sq, &policy_min_max, &policy_ss,
                                           &policy_newsvendor};
    const enum service_type types[] = {SERVICE_FILL, SERVICE_CYCLE, SERVICE_COST};
    struct random random = random_stream(3, 1);
    for (int i = 0; i < TRIALS; i++) {
        struct shop shop;
        draw_shop(&shop, &random);
        size_t p = (size_t)i % 5;
        enum service_type type = types[random_below(&random, 3)];
        double level = 0.5 + 0.45 * random_uniform(&random);
        struct levels low = ask(&shop, family[p], type, level);
        struct levels high = ask(&shop, family[p], type, level + 0.049);
        /* Of a cost goal the lot is another one at another level. */
        bool own_lot = family[p] == &policy_sq && type == SERVICE_COST;
        if (p < 3 && !own_lot) {
            double slack = shop.outlook.counts ? 0.0 : 1e-6 * fmax(high.order_up_to, 1.0);
            assert_true(high.reorder_point >= low.reorder_point - slack);
            assert_true(high.order_up_to >= low.order_up_to - slack);
        }
        if (shop.outlook.counts && family[p] != &policy_newsvendor) {
            check_close(low.order_up_to, round(low.order_up_to), 0.0);
            check_close(low.reorder_point, round(low.reorder_point), 0.0);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_gap_is_the_economic_lot),
        cmocka_unit_test(a_lot_is_whole_packs_and_at_least_the_minimum),
        cmocka_unit_test(lots_shrink_by_packs_to_fit_the_shelf),
        cmocka_unit_test(a_planners_minimum_and_maximum_stand),
        cmocka_unit_test(a_minimum_without_a_maximum_is_only_the_least),
        cmocka_unit_test(the_maximum_bounds_the_minimum),
        cmocka_unit_test(derived_levels_follow_the_season),
        cmocka_unit_test(no_lot_reaches_beyond_the_last_day),
        cmocka_unit_test(a_lot_fits_the_shelf_the_line_and_the_shelf_life),
        cmocka_unit_test(a_season_is_bought_by_money),
        cmocka_unit_test(an_empty_shelf_buys_nothing_for_those_who_will_have_gone),
        cmocka_unit_test(any_item_has_levels_that_rise_with_service),
    };
    return cmocka_run_group_tests_name("level policies", tests, NULL, NULL);
}
