/* Plans of a few rows, each with its number worked by hand. */
#include "base/missing.h"
#include "support/check.h"
#include "support/world.h"

enum { SHIRT = 1, SOCKS = 2, SHOP = 1, DEPOT = 2, ACME = 9, OTHER = 8 };

/* Poisson demand of 2 a day, 5 days of lead time and 7 of review: 24 in 12 days; the 95 % point of
 * Poisson(24) is 32 (P(D <= 31) = 0.9322, P(D <= 32) = 0.9525). */
static void an_empty_backorder_stock_is_raised_to_the_poisson_level(void **state)
{
    (void)state;
    struct world world;
    world_open(&world);
    world.settings.unmet = UNMET_BACKORDER;
    world_sell(&world, SHIRT, SHOP, 2.0, 2.0);
    world_item(&world, SHIRT, 5.0, 10.0);
    world_plan(&world);
    const struct position *shirt = world_position(&world, SHIRT, SHOP);
    check_close(shirt->interval_days, 12.0, 0.0);
    check_close(shirt->demand_mean, 24.0, 1e-12);
    check_close(shirt->target, 32.0, 0.0);
    check_close(shirt->quantity, 32.0, 0.0);
    world_close(&world);
}

/* With lost sales nothing that sells before the delivery can use it up: only the 14 of the week
 * after it count, and the 95 % point of Poisson(14) is 20. */
static void demand_that_is_lost_before_the_delivery_does_not_use_it_up(void **state)
{
    (void)state;
    struct world world;
    world_open(&world);
    world_sell(&world, SHIRT, SHOP, 2.0, 2.0);
    world_item(&world, SHIRT, 5.0, 10.0);
    world_plan(&world);
    const struct position *shirt = world_position(&world, SHIRT, SHOP);
    check_close(shirt->quantity, 20.0, 0.0);
    check_close(shirt->position, 10.0, 1e-9); /* five days' demand, all lost */
    check_close(shirt->target, 30.0, 1e-9);
    check_close(shirt->fill_without, 0.0, 1e-9);
    world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_backorder_stock_is_raised_to_the_poisson_level),
        cmocka_unit_test(demand_that_is_lost_before_the_delivery_does_not_use_it_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
