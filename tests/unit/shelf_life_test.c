/* What a delivery may bring so that it sells within its life. */
#include "base/missing.h"
#include "replenish/shelf_life.h"
#include "support/check.h"
#include "support/world.h"

#include <math.h>

enum { SALAD = 1, SHOP = 1, PERIODS = WORLD_HORIZON };

/* A shop that sells two salads a day (Poisson), which come five days after they are ordered and
 * keep for ten. */
struct shop {
    struct world world;
    double period_end[PERIODS];
    struct basis basis;
};

static void open_shop(struct shop *shop, double unit_cost, double price)
{
    struct world *world = &shop->world;
    world_open(world);
    world->settings.unmet = UNMET_BACKORDER;
    world_sell(world, SALAD, SHOP, 2.0, 2.0);
    world_item(world, SALAD, unit_cost, price)->terms.shelf_life_days = 10.0;
}

static const struct position *planned(struct shop *shop)
{
    struct world *world = &shop->world;
    world_plan(world);
    outlook_periods(&world->panel, PERIODS, shop->period_end);
    shop->basis = (struct basis){.inputs = &world->inputs,
                                 .panel = &world->panel,
                                 .forecasts = &world->forecasts,
                                 .period_end = shop->period_end,
                                 .unmet = world->settings.unmet,
                                 .defaults = &world->settings.defaults};
    return world_position(world, SALAD, SHOP);
}

/* Thirty are wanted before a delivery in five days is ten days old, and twelve stand before it.
 * P(Poisson(30) >= 30) = 0.524, P(>= 31) = 0.452: the eighteenth sells, the nineteenth spoils. */
static void the_last_unit_sells_with_an_even_chance(void **state)
{
    (void)state;
    struct shop shop;
    open_shop(&shop, 5.0, 10.0);
    world_stock(&shop.world, SALAD, SHOP, 12.0);
    const struct position *salad = planned(&shop);
    check_close(shelf_life_limit(&shop.basis, salad), 18.0, 0.0);
    world_close(&shop.world);
}

/* At a cost of 1 and a price of 10 a unit that sells once in ten times pays: the 90 % point of
 * Poisson(30) is 37. */
static void what_earns_much_may_spoil_more_often(void **state)
{
    (void)state;
    struct shop shop;
    open_shop(&shop, 1.0, 10.0);
    world_stock(&shop.world, SALAD, SHOP, 12.0);
    const struct position *salad = planned(&shop);
    check_close(shelf_life_limit(&shop.basis, salad), 37.0 - 12.0, 0.0);
    world_close(&shop.world);
}

/* E(waste of Q) is the sum over its units of the chance that each spoils. */
static void waste_adds_up_unit_by_unit(void **state)
{
    (void)state;
    struct shop shop;
    open_shop(&shop, 5.0, 10.0);
    world_stock(&shop.world, SALAD, SHOP, 12.0);
    const struct position *salad = planned(&shop);
    struct dist demand = {.kind = DIST_POISSON, .a = 30.0};
    double sum = 0.0;
    for (int q = 1; q <= 30; q++) {
        sum += dist_cdf(&demand, 12.0 + q - 1.0);
        check_close(shelf_life_waste(&shop.basis, salad, (double)q), sum, 1e-9);
    }
    world_close(&shop.world);
}

/* Supply of the second day is sold before a delivery of the fifth, supply of the seventh after. */
static void only_earlier_supply_stands_before_it(void **state)
{
    (void)state;
    double limit[3];
    for (int due = 0; due < 3; due++) {
        struct shop shop;
        open_shop(&shop, 5.0, 10.0);
        world_stock(&shop.world, SALAD, SHOP, 10.0);
        if (due > 0) {
            world_open_order(&shop.world, SALAD, SHOP, 6.0, due == 1 ? 2 : 7);
        }
        limit[due] = shelf_life_limit(&shop.basis, planned(&shop));
        world_close(&shop.world);
    }
    check_close(limit[1], limit[0] - 6.0, 0.0);
    check_close(limit[2], limit[0], 0.0);
}

/* With lost sales and an empty shelf, what is wanted before the receipt uses up nothing: twenty in
 * ten days, and the median of Poisson(20) is 20. */
static void what_is_lost_before_it_does_not_use_it_up(void **state)
{
    (void)state;
    struct shop shop;
    open_shop(&shop, 5.0, 10.0);
    shop.world.settings.unmet = UNMET_LOST;
    const struct position *salad = planned(&shop);
    struct dist demand = {.kind = DIST_POISSON, .a = 20.0};
    check_close(salad->lost_before, 10.0, 1e-3);
    check_close(shelf_life_limit(&shop.basis, salad), 20.0, 0.0);
    check_close(shelf_life_waste(&shop.basis, salad, 20.0), dist_surplus(&demand, 20.0), 0.05);
    world_close(&shop.world);
}

static void the_display_minimum_may_be_filled(void **state)
{
    (void)state;
    struct shop shop;
    open_shop(&shop, 5.0, 10.0);
    shop.world.items[0].terms.shelf_life_days = 1.0;
    shop.world.settings.defaults.min_stock = 60.0;
    world_stock(&shop.world, SALAD, SHOP, 20.0);
    const struct position *salad = planned(&shop);
    check_close(shelf_life_limit(&shop.basis, salad), 40.0, 0.0);
    world_close(&shop.world);
}

static void what_keeps_has_no_limit(void **state)
{
    (void)state;
    struct shop shop;
    open_shop(&shop, 5.0, 10.0);
    shop.world.items[0].terms.shelf_life_days = MISSING;
    const struct position *salad = planned(&shop);
    assert_true(isinf(shelf_life_limit(&shop.basis, salad)));
    check_close(shelf_life_waste(&shop.basis, salad, 100.0), 0.0, 0.0);
    world_close(&shop.world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_unit_sells_with_an_even_chance),
        cmocka_unit_test(what_earns_much_may_spoil_more_often),
        cmocka_unit_test(waste_adds_up_unit_by_unit),
        cmocka_unit_test(only_earlier_supply_stands_before_it),
        cmocka_unit_test(what_is_lost_before_it_does_not_use_it_up),
        cmocka_unit_test(the_display_minimum_may_be_filled),
        cmocka_unit_test(what_keeps_has_no_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
