/* What units are worth: each number by a sum or a simulation of its own. */
#include "base/missing.h"
#include "support/check.h"
#include "support/valued.h"

#include <math.h>

enum { SHIRT = 1, SHOP = 1, DEPOT = 2 };

/* Two a day (Poisson), an order of today comes in 5 days, the next a week later: of 95 % the 20 of
 * Poisson(14).  Cost 5, price 10. */
static void open_shop(struct valued *shop, double daily)
{
    struct world *world = &shop->world;
    world_open(world);
    world_sell(world, SHIRT, SHOP, daily, daily);
    world_item(world, SHIRT, 5.0, 10.0);
}

/* P(demand of the second stretch, less what the first leaves of `stock`, is k or more). */
static double lost_after(double stock, double first, double second, double k)
{
    double chance = 0.0;
    for (double d = 0.0; d < 200.0; d += 1.0) {
        chance += poisson_mass(first, d) * poisson_at_least(second, fmax(stock - d, 0.0) + k);
    }
    return chance;
}

/* ------------------------------------------------------------------ the way */

static double law_mean(const struct arrival_law *law)
{
    double mean = 0.0;
    for (size_t p = 0; p < law->points; p++) {
        mean += law->weight[p] * law->day[p];
    }
    return mean;
}

static double law_weight(const struct arrival_law *law)
{
    double weight = 0.0;
    for (size_t p = 0; p < law->points; p++) {
        weight += law->weight[p];
    }
    return weight;
}

static void a_certain_way_takes_whole_days_and_waits_for_its_ship_day(void **state)
{
    (void)state;
    struct valued shop;
    open_shop(&shop, 2.0);
    struct lane *lane = world_lane(&shop.world, DEPOT, SHOP);
    lane->transit_days = 1.5;
    lane->ship_days = 1 << 2; /* Wednesdays; today is a Monday */
    valued_plan(&shop, SHIRT, SHOP);
    struct arrival_law law;
    arrival_law_make(&law, &shop.basis, lane);
    assert_int_equal(law.ship_day, WORLD_DAY + 2);
    assert_int_equal(law.arrival_day, WORLD_DAY + 4);
    assert_int_equal(law.points, 1);
    check_close(law.day[0], 4.0, 0.0);
    world_close(&shop.world);
}

static void an_uncertain_way_has_the_mean_and_spread_that_it_should(void **state)
{
    (void)state;
    static const double cases[][2] = {{4.0, 1.0}, {6.0, 2.0}, {10.0, 3.0}};
    struct valued shop;
    open_shop(&shop, 2.0);
    valued_plan(&shop, SHIRT, SHOP);
    for (int c = 0; c < 3; c++) {
        struct lane lane = {.from = DEPOT, .to = SHOP, .transit_days = cases[c][0]};
        lane.transit_sd = cases[c][1];
        struct arrival_law law;
        arrival_law_make(&law, &shop.basis, &lane);
        assert_true(law.points > 2 && law.points <= ARRIVAL_POINTS);
        double mean = law_mean(&law);
        double variance = 0.0;
        for (size_t p = 0; p < law.points; p++) {
            variance += law.weight[p] * (law.day[p] - mean) * (law.day[p] - mean);
            assert_true(p == 0 || law.day[p] > law.day[p - 1]);
        }
        check_close(law_weight(&law), 1.0, 1e-12);
        check_close(mean, cases[c][0], 0.05);
        check_relative(sqrt(variance), cases[c][1], 0.1);
    }
    world_close(&shop.world);
}

/* Goods that would come at a weekend are taken in on Monday: the days of the law are open days. */
static void goods_come_on_days_on_which_they_can_be_taken_in(void **state)
{
    (void)state;
    struct valued shop;
    open_shop(&shop, 2.0);
    world_location(&shop.world, SHOP)->open_days = 0x1F;
    valued_plan(&shop, SHIRT, SHOP);
    struct lane lane = {.from = DEPOT, .to = SHOP, .transit_days = 5.0, .transit_sd = 1.0};
    struct arrival_law law;
    arrival_law_make(&law, &shop.basis, &lane);
    for (size_t p = 0; p < law.points; p++) {
        assert_true(next_weekday(WORLD_DAY + (int32_t)law.day[p], 0x1F) ==
                    WORLD_DAY + (int32_t)law.day[p]);
    }
    assert_int_equal(law.arrival_day, WORLD_DAY + 7); /* Saturday's on Monday */
    check_close(law_weight(&law), 1.0, 1e-12);
    world_close(&shop.world);
}

/* ------------------------------------------------------------------ what a taker gains */

/* Nothing there: on day 1 unit k saves a sale when the 8 of the four days to the receipt are k or
 * more, and the purchase of one until the need and those 8 are covered. */
static void an_empty_shop_values_units_by_the_sales_until_the_receipt(void **state)
{
    (void)state;
    struct valued shop;
    open_shop(&shop, 2.0);
    valued_plan(&shop, SHIRT, SHOP);
    check_close(shop.position->raw_need, 20.0, 0.0);
    struct arrival_law law = valued_on_day(1.0);
    struct way way = valued_way(&law);
    struct taking taking;
    double value[WORTH_TAKEN];
    valued_take(&shop, &way, 12.0, &taking, value);
    assert_int_equal(taking.count, 12);
    for (size_t b = 0; b < 12; b++) {
        check_close(value[b], 5.0 + 5.0 * poisson_at_least(8.0, (double)b + 1.0), 1e-4);
    }
    valued_take(&shop, &way, 60.0, &taking, value);
    check_close(taking.days[0].need, 28.0, 1e-3);
    /* Of the 28 eight are sold before the receipt, the others save the purchase of the 20. */
    double sales[WORTH_TAKEN];
    double purchases[WORTH_TAKEN];
    taking_values(&taking, &way, value, sales);
    taking_purchases(&taking, &way, purchases);
    double sold = 0.0;
    double bought = 0.0;
    for (size_t b = 0; b < taking.count; b++) {
        sold += sales[b] * (taking.blocks[b].end - taking.blocks[b].begin);
        bought += purchases[b] * (taking.blocks[b].end - taking.blocks[b].begin);
    }
    check_close(sold, 8.0, 1e-3);
    check_close(bought, 20.0, 1e-3);
    way.scarcity = 1.0; /* where nothing can be bought no purchase is saved */
    taking_purchases(&taking, &way, purchases);
    check_close(purchases[0], 0.0, 0.0);
    world_close(&shop.world);
}

static void what_is_there_already_is_sold_first(void **state)
{
    (void)state;
    struct valued shop;
    open_shop(&shop, 2.0);
    world_stock(&shop.world, SHIRT, SHOP, 7.0);
    valued_plan(&shop, SHIRT, SHOP);
    struct arrival_law law = valued_on_day(2.0);
    struct way way = valued_way(&law);
    struct taking taking;
    double value[WORTH_TAKEN];
    valued_take(&shop, &way, 12.0, &taking, value);
    for (size_t b = 0; b < taking.count; b++) {
        double saves = lost_after(7.0, 4.0, 6.0, (double)b + 1.0);
        check_close(value[b], 5.0 + 5.0 * saves, 1e-3);
    }
    world_close(&shop.world);
}

/* Each day of the way by its chance. */
static void an_uncertain_way_is_the_mixture_of_its_days(void **state)
{
    (void)state;
    struct valued shop;
    open_shop(&shop, 2.0);
    valued_plan(&shop, SHIRT, SHOP);
    struct arrival_law law = {.points = 3, .day = {1.0, 3.0, 7.0}, .weight = {0.5, 0.3, 0.2}};
    struct way way = valued_way(&law);
    struct taking taking;
    double value[WORTH_TAKEN];
    double expected[WORTH_TAKEN] = {0.0};
    for (size_t p = 0; p < 3; p++) {
        struct arrival_law one = valued_on_day(law.day[p]);
        struct way by_one = valued_way(&one);
        valued_take(&shop, &by_one, 10.0, &taking, value);
        for (size_t b = 0; b < taking.count; b++) {
            expected[b] += law.weight[p] * value[b];
        }
    }
    valued_take(&shop, &way, 10.0, &taking, value);
    assert_int_equal(taking.count, 10);
    for (size_t b = 0; b < 10; b++) {
        check_close(value[b], expected[b], 1e-12);
    }
    world_close(&shop.world);
}

/* Three days behind the receipt it replaces units of an order of 20 that would have been there for
 * the 6 of those days: the k-th misses a sale when they are more than 20 - k.  As long as that
 * costs less than to buy beside it and hold for an interval. */
static void
goods_that_come_after_the_receipt_save_a_purchase_less_what_it_would_have_sold(void **state)
{
    (void)state;
    struct valued shop;
    open_shop(&shop, 2.0);
    valued_plan(&shop, SHIRT, SHOP);
    struct arrival_law law = valued_on_day(8.0);
    struct way way = valued_way(&law);
    struct taking taking;
    double value[WORTH_TAKEN];
    valued_take(&shop, &way, 12.0, &taking, value);
    double holding = shop.position->terms->holding_cost * shop.position->interval_days;
    double k = 0.0;
    for (; k < 12.0 && 5.0 * poisson_at_least(6.0, 20.0 - k) <= holding; k += 1.0) {
        double missed = poisson_at_least(6.0, 20.0 - k);
        check_close(value[(size_t)k], 5.0 - 5.0 * missed, 1e-3);
    }
    check_close(taking.days[0].need, k, 0.0);
    assert_true(k > 4.0 && k < 12.0);
    for (size_t b = (size_t)k; b < 12; b++) {
        assert_true(value[b] > 5.0 - 0.2 && value[b] <= value[b - 1]);
    }
    world_close(&shop.world);
}

/* Where the depot has nothing to send, a unit counts for the whole of the 22 to the end. */
static void scarce_supply_leaves_both_layers_to_the_transfer(void **state)
{
    (void)state;
    struct valued shop;
    open_shop(&shop, 2.0);
    valued_plan(&shop, SHIRT, SHOP);
    struct arrival_law law = valued_on_day(1.0);
    struct way way = valued_way(&law);
    way.scarcity = 1.0;
    struct taking taking;
    double value[WORTH_TAKEN];
    valued_take(&shop, &way, 12.0, &taking, value);
    for (size_t b = 0; b < 12; b++) {
        check_close(value[b], 5.0 + 5.0 * poisson_at_least(22.0, (double)b + 1.0), 1e-3);
    }
    way.scarcity = 0.5;
    valued_take(&shop, &way, 12.0, &taking, value);
    for (size_t b = 0; b < 12; b++) {
        double k = (double)b + 1.0;
        check_close(value[b],
                    5.0 + 2.5 * poisson_at_least(8.0, k) + 2.5 * poisson_at_least(22.0, k), 1e-3);
    }
    world_close(&shop.world);
}

/* Customers wait for what is not there, and are served from the order: the 95 %
 * point of Poisson(24) is 32, and what
 * sells before it is part of that. */
static void where_customers_wait_what_sells_early_is_part_of_the_need(void **state)
{
    (void)state;
    struct valued shop;
    open_shop(&shop, 2.0);
    shop.world.settings.unmet = UNMET_BACKORDER;
    valued_plan(&shop, SHIRT, SHOP);
    struct arrival_law law = valued_on_day(1.0);
    struct way way = valued_way(&law);
    struct taking taking;
    double value[WORTH_TAKEN];
    valued_take(&shop, &way, 12.0, &taking, value);
    check_close(taking.days[0].need, shop.position->raw_need, 0.0);
    check_close(shop.position->raw_need, 32.0, 0.0);
    for (size_t b = 0; b < 12; b++) {
        check_close(value[b], 5.0 + 5.0 * poisson_at_least(8.0, (double)b + 1.0), 1e-4);
    }
    world_close(&shop.world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_certain_way_takes_whole_days_and_waits_for_its_ship_day),
        cmocka_unit_test(an_uncertain_way_has_the_mean_and_spread_that_it_should),
        cmocka_unit_test(goods_come_on_days_on_which_they_can_be_taken_in),
        cmocka_unit_test(an_empty_shop_values_units_by_the_sales_until_the_receipt),
        cmocka_unit_test(what_is_there_already_is_sold_first),
        cmocka_unit_test(an_uncertain_way_is_the_mixture_of_its_days),
        cmocka_unit_test(
            goods_that_come_after_the_receipt_save_a_purchase_less_what_it_would_have_sold),
        cmocka_unit_test(scarce_supply_leaves_both_layers_to_the_transfer),
        cmocka_unit_test(where_customers_wait_what_sells_early_is_part_of_the_need),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
