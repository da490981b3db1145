/* The policies that choose lots, on situations small enough to be worked by hand. */
#include "replenish/policies.h"

#include "base/missing.h"
#include "num/random.h"
#include "replenish/ddmrp.h"
#include "replenish/requirements.h"
#include "replenish/situation_laws.h"
#include "support/check.h"
#include "support/shop.h"
#include "support/world.h"

#include <math.h>

enum { DAYS = 60, WEEK = 7 };

/* Two a day and as much variance; today's order comes in 5 days, the next a week later. */
static void open_shop(struct shop *shop, double daily)
{
    shop_open(shop, daily, daily, 5, 0, WEEK);
    shop->outlook.periods = DAYS;
    shop->terms.holding_cost = 0.01;
    shop->situation.type = SERVICE_CYCLE;
    shop->situation.level = 0.95;
    shop->situation.protect = 32.0;
    shop->situation.order_cost = 10.0;
}

/* 24 units in 12 days; the day of the end cuts it. */
static void lot_for_lot_orders_the_mean_and_the_display(void **state)
{
    (void)state;
    struct shop shop;
    open_shop(&shop, 2.0);
    struct levels levels = shop_levels(&shop, &policy_lot_for_lot);
    check_close(levels.order_up_to, 24.0, 1e-12);
    check_close(levels.reorder_point, 23.0, 0.0); /* at 24 nothing lacks */
    shop.terms.min_stock = 3.0;
    check_close(shop_levels(&shop, &policy_lot_for_lot).order_up_to, 27.0, 1e-12);
    shop.situation.end_days = 8.0;
    check_close(shop_levels(&shop, &policy_lot_for_lot).order_up_to, 19.0, 1e-12);
    /* Half of the orders are two days late. */
    shop.situation.end_days = HUGE_VAL;
    shop.interval.points = 2;
    shop.interval.weight[0] = shop.interval.weight[1] = 0.5;
    shop.interval.end[1] = 14.0;
    check_close(shop_levels(&shop, &policy_lot_for_lot).order_up_to, 29.0, 1e-12);
}

/* S - s is what the order covers beyond the interval and half a week's demand, 7 units. */
static double gap_of(const struct policy *policy, const struct shop *shop)
{
    struct levels levels = shop_levels(shop, policy);
    assert_true(!(levels.lot > 0.0));
    return levels.order_up_to - levels.reorder_point;
}

static const struct policy *const lots[] = {&policy_silver_meal, &policy_wagner_whitin};

/* 14 units a week, 0.98 a week to hold them.  An order of n weeks costs per week 10, 10.98 / 2,
 * 12.94 / 3, 15.88 / 4 = 3.97, 19.80 / 5 = 3.96, 24.70 / 6 = 4.12: five weeks, four of which are
 * beyond the interval.  The economic order quantity is 63, too. */
static void a_lot_covers_the_weeks_of_the_least_cost_per_week(void **state)
{
    (void)state;
    for (size_t p = 0; p < 2; p++) {
        struct shop shop;
        open_shop(&shop, 2.0);
        check_close(gap_of(lots[p], &shop), 4.0 * 14.0 + 7.0, 1e-9);
        check_close(situation_lot(&shop.situation), sqrt(4000.0), 1e-9);
        /* No demand in the weeks after the first: none of them is worth an order. */
        for (size_t t = 19; t < DAYS; t++) {
            shop.mean[t] = 0.0;
        }
        check_close(gap_of(lots[p], &shop), 14.0 + 7.0, 1e-9);
    }
}

/* One day of the week after the interval is left to sell, two units: to hold them for a week, 0.14,
 * costs less than another order, 0.50, though 14 would not have (0.98). */
static void what_is_required_ends_with_the_item(void **state)
{
    (void)state;
    for (size_t p = 0; p < 2; p++) {
        struct shop shop;
        open_shop(&shop, 2.0);
        shop.situation.order_cost = 0.5;
        check_close(shop_levels(&shop, lots[p]).order_up_to, 32.0, 0.0);
        shop.situation.end_days = 13.0;
        check_close(gap_of(lots[p], &shop), 2.0, 1e-9);
    }
}

/* Less than what protects every week, for not every week is risked; but enough (simulated below).
 */
static void the_reorder_point_is_that_of_the_lot(void **state)
{
    (void)state;
    for (size_t p = 0; p < 2; p++) {
        struct shop shop;
        open_shop(&shop, 2.0);
        struct levels levels = shop_levels(&shop, lots[p]);
        assert_true(levels.reorder_point < shop.situation.protect);
        assert_true(levels.reorder_point > 10.0); /* the mean of the lead time */
    }
}

/* 14 a week, and 280 in the week after next.  To join that week to today's order would hold 280
 * for two weeks, 39.2, against an order of 10; the week between is joined for 0.98. */
static void a_peak_gets_an_order_of_its_own(void **state)
{
    (void)state;
    for (size_t p = 0; p < 2; p++) {
        struct shop shop;
        open_shop(&shop, 2.0);
        for (size_t t = 19; t < 26; t++) {
            shop.mean[t] = 40.0;
        }
        check_close(gap_of(lots[p], &shop), 14.0 + 7.0, 1e-9);
    }
}

static void a_lot_ends_with_the_item_and_with_its_shelf_life(void **state)
{
    (void)state;
    for (size_t p = 0; p < 2; p++) {
        struct shop shop;
        open_shop(&shop, 2.0);
        shop.situation.end_days = 20.0; /* eight days after the interval */
        check_close(gap_of(lots[p], &shop), 16.0, 1e-9);
        shop.situation.end_days = HUGE_VAL;
        shop.terms.shelf_life_days = 17.0; /* from the fifth day on: ten days after the interval */
        check_close(gap_of(lots[p], &shop), 20.0, 1e-9);
        shop.terms.shelf_life_days = 6.0; /* not even the interval */
        check_close(shop_levels(&shop, lots[p]).order_up_to, 32.0, 0.0);
    }
}

static void without_an_order_cost_every_review_orders(void **state)
{
    (void)state;
    for (size_t p = 0; p < 2; p++) {
        struct shop shop;
        open_shop(&shop, 2.0);
        shop.situation.order_cost = 0.0;
        struct levels levels = shop_levels(&shop, lots[p]);
        check_close(levels.order_up_to, 32.0, 0.0);
        assert_true(levels.reorder_point >= 31.0);
        /* Nor holding cost: still nothing is gained by a lot; with an order cost, a year. */
        shop.terms.holding_cost = 0.0;
        check_close(shop_levels(&shop, lots[p]).order_up_to, 32.0, 0.0);
        shop.situation.order_cost = 10.0;
        check_close(gap_of(lots[p], &shop), 730.0, 1e-9);
    }
}

static double random_between(struct random *random, double least, double most)
{
    return least * pow(most / least, random_uniform(random));
}

/* Mean cost a day of lots of `weeks` of steady demand: order and what lies beyond its own week. */
static double steady_cost(const struct situation *situation, double daily, double weeks)
{
    double extra = daily * WEEK * situation->terms->holding_cost * (weeks - 1.0) / 2.0;
    return situation->order_cost / (weeks * WEEK) + extra;
}

/* Of steady demand the best lot is one of whole weeks; both rules find it, to half a percent where
 * a year of weeks is looked at by the fortnight. */
static void lots_of_steady_demand_are_near_the_best(void **state)
{
    (void)state;
    struct random random = random_stream(21, 1);
    for (int i = 0; i < 200; i++) {
        struct shop shop;
        double daily = random_between(&random, 0.1, 1000.0);
        open_shop(&shop, daily);
        shop.situation.order_cost = random_between(&random, 0.1, 100.0);
        shop.terms.holding_cost = random_between(&random, 0.001, 0.1);
        double best = HUGE_VAL;
        for (int weeks = 1; weeks < 300; weeks++) {
            best = fmin(best, steady_cost(&shop.situation, daily, weeks));
        }
        if (situation_lot(&shop.situation) >= 360.0 * daily) {
            continue; /* longer than a year is not asked for */
        }
        shop.outlook.counts = false;
        for (size_t p = 0; p < 2; p++) {
            struct levels levels = shop_levels(&shop, lots[p]);
            double gap = (levels.order_up_to - levels.reorder_point) / (daily * WEEK);
            double weeks = gap > 0.0 ? gap + 0.5 : 1.0;
            check_close(weeks, round(weeks), 1e-6);
            assert_true(steady_cost(&shop.situation, daily, weeks) <= 1.005 * best);
        }
    }
}

/* What the first order covers in the best plan up to the horizon, of at least `least` periods, that
 * costs least per period: by planning for each. */
static size_t best_cover(const struct dynamic_lot *problem, size_t least, struct arena *arena)
{
    double quantity[REQUIREMENTS_MOST];
    double cheapest = HUGE_VAL;
    size_t best = 0;
    for (size_t periods = least; periods <= problem->periods; periods++) {
        struct dynamic_lot part = *problem;
        double cost;
        part.periods = periods;
        assert_true(dynamic_lot_optimal(&part, quantity, &cost, arena));
        if (cost / (double)periods < cheapest * (1.0 - 1e-12)) {
            cheapest = cost / (double)periods;
            for (best = 1; best < periods && !(quantity[best] > 0.0); best++) {
            }
        }
    }
    return best;
}

/* Demand that comes and goes: the horizon is looked for between three and five economic cycles, and
 * plans for fewer would sometimes begin with another order. */
static void the_cheapest_plan_looks_three_cycles_ahead_at_least(void **state)
{
    (void)state;
    struct random random = random_stream(21, 3);
    int others = 0;
    for (int i = 0; i < 200; i++) {
        struct shop shop;
        struct arena arena;
        struct dynamic_lot problem;
        open_shop(&shop, 2.0);
        arena_init(&arena, 0);
        shop.outlook.periods = SHOP_DAYS;
        for (size_t t = 0; t < SHOP_DAYS; t++) {
            bool fresh = t == 0 || t % WEEK == 5;
            shop.mean[t] = fresh ? random_between(&random, 0.2, 20.0) : shop.mean[t - 1];
        }
        shop.situation.order_cost = random_between(&random, 2.0, 20.0);
        assert_true(requirements_of(&shop.situation, &problem, &arena));
        size_t least = 3 * problem.periods / 5;
        size_t cover = best_cover(&problem, least, &arena);
        double units = requirements_units(&problem, cover);
        double review = outlook_mean(&shop.outlook, 5.0, 12.0);
        double gap = gap_of(&policy_wagner_whitin, &shop);
        assert_true(cover == 1 ? gap <= 0.0 : fabs(gap - (units + 0.5 * review)) <= 0.5 + 1e-9);
        others += best_cover(&problem, 1, &arena) != cover ? 1 : 0;
        arena_free(&arena);
    }
    assert_true(others > 5);
}

static void lots_grow_with_order_cost_and_shrink_with_holding_cost(void **state)
{
    (void)state;
    struct random random = random_stream(21, 2);
    for (int i = 0; i < 200; i++) {
        struct shop shop;
        open_shop(&shop, 1.0);
        for (size_t t = 0; t < DAYS; t++) {
            shop.mean[t] = floor(5.0 * random_uniform(&random));
        }
        shop.situation.order_cost = random_between(&random, 0.1, 30.0);
        shop.outlook.counts = false;
        double less = gap_of(&policy_silver_meal, &shop);
        shop.situation.order_cost *= 1.5;
        double more = gap_of(&policy_silver_meal, &shop);
        assert_true(more >= less - 1e-9);
        shop.terms.holding_cost *= 1.5;
        check_close(gap_of(&policy_silver_meal, &shop), less, 1e-6);
    }
}

/* Of a lot as of every review: more service, more stock, and no longer lot. */
static void reorder_points_grow_with_the_level(void **state)
{
    (void)state;
    const enum service_type types[] = {SERVICE_CYCLE, SERVICE_FILL, SERVICE_COST};
    for (size_t t = 0; t < 3; t++) {
        struct shop shop;
        open_shop(&shop, 2.0);
        shop.situation.type = types[t];
        double last = -HUGE_VAL;
        for (double level = 0.5; level < 0.999; level += 0.05) {
            shop.situation.level = level;
            double point = shop_levels(&shop, &policy_wagner_whitin).reorder_point;
            assert_true(point >= last);
            last = point;
        }
        assert_true(last > 10.0);
    }
}

/* ADU 2, reviewed daily, 5 days: factor 1 - 0.4 ln 5 / ln 10 = 0.7204; ten units of variance 10 in
 * five days vary by sqrt(10) / 10 = 0.3162.  Red 7.204 + 2.278, yellow 10, green 7.204. */
static void ddmrp_buffers_have_their_three_zones(void **state)
{
    (void)state;
    struct shop shop;
    open_shop(&shop, 2.0);
    shop.interval.next_days = 1;
    double factor = 1.0 - 0.4 * log(5.0) / log(10.0);
    double red = 10.0 * factor * (1.0 + sqrt(10.0) / 10.0);
    struct levels levels = shop_levels(&shop, &policy_ddmrp);
    check_close(levels.reorder_point, red + 10.0, 1e-9);
    check_close(levels.order_up_to, red + 10.0 + 10.0 * factor, 1e-9);
    check_close(levels.reorder_point, 19.48, 5e-4);
    shop.terms.moq = 30.0;
    check_close(shop_levels(&shop, &policy_ddmrp).order_up_to, red + 10.0 + 30.0, 1e-9);
    /* Looked at once a week: six more days to bridge, and a week of green at least. */
    shop.interval.next_days = WEEK;
    shop.terms.moq = MISSING;
    levels = shop_levels(&shop, &policy_ddmrp);
    factor = ddmrp_lead_factor(11.0);
    red = 22.0 * factor * (1.0 + sqrt(22.0) / 22.0);
    check_close(levels.reorder_point, red + 22.0, 1e-9);
    check_close(levels.order_up_to, red + 22.0 + 14.0, 1e-9);
}

/* Twenty a day are wanted from the day on which the item is gone: its buffer is that of two. */
static void a_buffers_usage_ends_with_the_item(void **state)
{
    (void)state;
    struct shop shop;
    shop_open(&shop, 2.0, 2.0, 2, 0, 1);
    struct levels steady = shop_levels(&shop, &policy_ddmrp);
    for (size_t t = 20; t < SHOP_DAYS; t++) {
        shop.mean[t] = 20.0;
    }
    shop.situation.end_days = 20.0;
    struct levels levels = shop_levels(&shop, &policy_ddmrp);
    check_close(levels.reorder_point, steady.reorder_point, 1e-12);
    check_close(levels.order_up_to, steady.order_up_to, 1e-12);
}

static void ddmrp_buffers_end_with_their_item(void **state)
{
    (void)state;
    struct shop shop;
    open_shop(&shop, 2.0);
    shop.situation.end_days = 9.0;
    check_close(shop_levels(&shop, &policy_ddmrp).order_up_to, 18.0, 1e-9);
    open_shop(&shop, 0.0);
    shop.terms.moq = 30.0;
    check_close(shop_levels(&shop, &policy_ddmrp).order_up_to, 0.0, 0.0);
}

static void ddmrp_buffers_grow_with_demand_lead_time_and_its_scatter(void **state)
{
    (void)state;
    struct random random = random_stream(21, 3);
    for (int i = 0; i < 200; i++) {
        struct shop shop;
        double daily = random_between(&random, 0.05, 100.0);
        open_shop(&shop, daily);
        shop.interval.lead_days = shop.interval.receipt[0] = ceil(80.0 * random_uniform(&random));
        shop.interval.interval_days = shop.interval.end[0] = shop.interval.lead_days + WEEK;
        double least = shop_levels(&shop, &policy_ddmrp).reorder_point;
        shop.interval.points = 2;
        shop.interval.weight[0] = shop.interval.weight[1] = 0.5;
        shop.interval.receipt[1] = shop.interval.receipt[0] + 1.0;
        shop.interval.receipt[0] -= 1.0;
        double scattered = shop_levels(&shop, &policy_ddmrp).reorder_point;
        assert_true(scattered >= least * (1.0 - 1e-9));
        shop.interval.lead_days += 1.0;
        shop.interval.receipt[0] += 1.0;
        shop.interval.receipt[1] += 1.0;
        assert_true(shop_levels(&shop, &policy_ddmrp).reorder_point >= least + 0.5 * daily);
    }
}

/* The whole way: two a day, an order of five weeks. */
static void a_plan_orders_the_lot_of_its_policy(void **state)
{
    (void)state;
    enum { SHIRT = 1, SHOP = 1, ACME = 9, POLICIES = 4 };
    static const struct policy *const all[POLICIES] = {&policy_lot_for_lot, &policy_silver_meal,
                                                       &policy_wagner_whitin, &policy_ddmrp};
    for (size_t p = 0; p < POLICIES; p++) {
        struct world world;
        world_open(&world);
        world_sell(&world, SHIRT, SHOP, 2.0, 2.0);
        struct item *item = world_item(&world, SHIRT, 5.0, 10.0);
        item->terms.supplier = ACME;
        item->terms.holding_cost = 0.01;
        world_supplier(&world, ACME, 5.0)->order_cost = 10.0;
        world_stock(&world, SHIRT, SHOP, 7.0);
        world.settings.unmet = UNMET_BACKORDER;
        world.settings.policies.general = all[p];
        world_plan(&world);
        const struct position *position = world_position(&world, SHIRT, SHOP);
        static const double gap[POLICIES] = {1.0, 63.0, 63.0, MISSING};
        if (!is_missing(gap[p])) {
            check_close(position->target - position->reorder_point, gap[p], 0.0);
        }
        check_close(position->quantity, position->target - 7.0, 0.0);
        world_check_account(&world);
        double enough = position->reorder_point + 1.0;
        world.stock[0].on_hand = enough;
        world_plan(&world);
        check_close(world_position(&world, SHIRT, SHOP)->quantity, 0.0, 0.0);
        world.stock[0].on_hand = enough - 1.0;
        world_plan(&world);
        assert_true(world_position(&world, SHIRT, SHOP)->quantity > 0.0);
        world_close(&world);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lot_for_lot_orders_the_mean_and_the_display),
        cmocka_unit_test(a_lot_covers_the_weeks_of_the_least_cost_per_week),
        cmocka_unit_test(what_is_required_ends_with_the_item),
        cmocka_unit_test(the_reorder_point_is_that_of_the_lot),
        cmocka_unit_test(a_peak_gets_an_order_of_its_own),
        cmocka_unit_test(a_lot_ends_with_the_item_and_with_its_shelf_life),
        cmocka_unit_test(without_an_order_cost_every_review_orders),
        cmocka_unit_test(lots_of_steady_demand_are_near_the_best),
        cmocka_unit_test(the_cheapest_plan_looks_three_cycles_ahead_at_least),
        cmocka_unit_test(lots_grow_with_order_cost_and_shrink_with_holding_cost),
        cmocka_unit_test(reorder_points_grow_with_the_level),
        cmocka_unit_test(ddmrp_buffers_have_their_three_zones),
        cmocka_unit_test(a_buffers_usage_ends_with_the_item),
        cmocka_unit_test(ddmrp_buffers_end_with_their_item),
        cmocka_unit_test(ddmrp_buffers_grow_with_demand_lead_time_and_its_scatter),
        cmocka_unit_test(a_plan_orders_the_lot_of_its_policy),
    };
    return cmocka_run_group_tests_name("lot_policies", tests, NULL, NULL);
}
