/* The law of demand over the interval is that of the sum, with all its correlation, up to the
 * receipt of the order after this one. */
#include "base/missing.h"
#include "num/random.h"
#include "support/check.h"
#include "support/world.h"

#include <math.h>

enum { SHIRT = 1, SHOP = 1, ROUNDS = 60 };

struct shop {
    struct world world;
    double period_end[WORLD_HORIZON];
    struct basis basis;
};

/* One shirt; mean `daily`, variance `variance` a day. */
static void open_shop(struct shop *shop, double daily, double variance, double stock)
{
    struct world *world = &shop->world;
    world_open(world);
    world->settings.unmet = UNMET_BACKORDER;
    world_sell(world, SHIRT, SHOP, daily, variance);
    world_item(world, SHIRT, 5.0, 10.0);
    world_stock(world, SHIRT, SHOP, stock);
    world_plan(world);
    outlook_periods(&world->panel, WORLD_HORIZON, shop->period_end);
    shop->basis = (struct basis){.inputs = &world->inputs,
                                 .panel = &world->panel,
                                 .forecasts = &world->forecasts,
                                 .period_end = shop->period_end,
                                 .unmet = world->settings.unmet,
                                 .late_chance_days = world->settings.late_chance_days,
                                 .return_window_days = world->settings.return_window_days,
                                 .defaults = &world->settings.defaults};
}

/* Errors of successive days have the correlation rho: Var of h days together is
 * v (h + 2 sum over k < h of (h - k) rho^k). */
static double sum_variance(double variance, double rho, int h)
{
    double sum = (double)h;
    double power = 1.0;
    for (int k = 1; k < h; k++) {
        power *= rho;
        sum += 2.0 * (double)(h - k) * power;
    }
    return variance * sum;
}

static void correlate(struct shop *shop, double variance, double rho)
{
    for (int h = 0; h < WORLD_HORIZON; h++) {
        shop->world.forecasts.sum_variance[h] = sum_variance(variance, rho, h + 1);
    }
}

static struct position assessed(struct shop *shop)
{
    const struct position *planned = world_position(&shop->world, SHIRT, SHOP);
    struct position position = {.sku = SHIRT,
                                .location = SHOP,
                                .series = planned->series,
                                .terms = planned->terms,
                                .policy = planned->policy,
                                .from = planned->from,
                                .reorder_point = MISSING};
    struct arena scratch;
    arena_init(&scratch, 0);
    assert_true(assess_position(&shop->basis, &position, &scratch));
    arena_free(&scratch);
    return position;
}

/* Twelve days: demand_sd is the square root of the sum's variance, not of the sum of variances. */
static void the_spread_is_that_of_the_sum(void **state)
{
    (void)state;
    struct random dice = random_stream(5, 1);
    for (int round = 0; round < ROUNDS; round++) {
        double daily = 1.0 + 20.0 * random_uniform(&dice);
        double variance = daily * (1.0 + 3.0 * random_uniform(&dice));
        double rho = 0.9 * random_uniform(&dice);
        struct shop shop;
        open_shop(&shop, daily, variance, 0.0);
        correlate(&shop, variance, rho);
        struct position position = assessed(&shop);
        double together = sum_variance(variance, rho, 12);
        check_close(position.interval_days, 12.0, 0.0);
        check_close(position.demand_sd, sqrt(together), 1e-9);
        assert_true(position.demand_sd >= sqrt(12.0 * variance));
        world_close(&shop.world);
    }
}

/* Up to the receipt of the next order: the target is the least level that demand of all these days
 * stays within, with the chance asked for. */
static void the_target_covers_all_days_to_the_next_receipt(void **state)
{
    (void)state;
    struct random dice = random_stream(5, 2);
    for (int round = 0; round < ROUNDS; round++) {
        double daily = 0.5 + 5.0 * random_uniform(&dice);
        double variance = daily * (1.0 + 2.0 * random_uniform(&dice));
        double rho = 0.8 * random_uniform(&dice);
        struct shop shop;
        open_shop(&shop, daily, variance, 0.0);
        correlate(&shop, variance, rho);
        struct position position = assessed(&shop);
        struct outlook outlook;
        outlook_of(&outlook, &shop.world.panel, &shop.world.forecasts, position.series,
                   shop.period_end);
        struct dist law = outlook_dist(&outlook, 0.0, position.interval_days);
        check_close(dist_variance(&law), sum_variance(variance, rho, 12), 1e-6);
        assert_true(dist_cdf(&law, position.target) >= 0.95 - 1e-9);
        assert_true(dist_cdf(&law, position.target - 1.0) < 0.95);
        world_close(&shop.world);
    }
}

static void correlation_asks_for_more(void **state)
{
    (void)state;
    double before = 0.0;
    for (int step = 0; step < 9; step++) {
        struct shop shop;
        open_shop(&shop, 6.0, 9.0, 30.0);
        correlate(&shop, 9.0, 0.1 * (double)step);
        double need = assessed(&shop).raw_need;
        assert_true(need >= before);
        before = need;
        world_close(&shop.world);
    }
    assert_true(before > 6.0 * 12.0 - 30.0 + 1.645 * sqrt(12.0 * 9.0));
}

/* What a model says of the days before the receipt and of those after it adds up to all. */
static void stretches_add_up_to_the_whole(void **state)
{
    (void)state;
    struct shop shop;
    open_shop(&shop, 6.0, 9.0, 0.0);
    correlate(&shop, 9.0, 0.6);
    struct outlook outlook;
    outlook_of(&outlook, &shop.world.panel, &shop.world.forecasts, 0, shop.period_end);
    double parts = outlook_variance(&outlook, 0.0, 5.0) + outlook_variance(&outlook, 5.0, 12.0);
    check_close(parts, sum_variance(9.0, 0.6, 12), 1e-9);
    world_close(&shop.world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_spread_is_that_of_the_sum),
        cmocka_unit_test(the_target_covers_all_days_to_the_next_receipt),
        cmocka_unit_test(correlation_asks_for_more),
        cmocka_unit_test(stretches_add_up_to_the_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
