/* The lag of returns, and what comes back when. */
#include "base/missing.h"
#include "num/random.h"
#include "replenish/returns.h"
#include "support/check.h"
#include "support/world.h"

#include <math.h>
#include <stdlib.h>

enum { SERIES = 20, DAYS = 400, MOST = DAYS * SERIES, SHIRT = 1, SHOP = 1 };

/* Twenty series of days; a unit sold is back with a chance of one in five after `least` to `most`
 * days. */
struct shop {
    struct panel panel;
    uint32_t id[SERIES];
    size_t start[SERIES + 1];
    double demand[MOST];
    size_t return_start[SERIES + 1];
    int32_t return_period[MOST];
    double return_quantity[MOST];
};

static struct shop *open_shop(int least, int most)
{
    struct shop *shop = calloc(1, sizeof *shop);
    assert_non_null(shop);
    struct random dice = random_stream(7, (uint64_t)least);
    uint64_t span = (uint64_t)most - (uint64_t)least + 1;
    size_t returns = 0;
    for (size_t s = 0; s < SERIES; s++) {
        static double back[DAYS];
        for (int t = 0; t < DAYS; t++) {
            back[t] = 0.0;
        }
        for (int t = 0; t < DAYS; t++) {
            double *sold = &shop->demand[s * DAYS + (size_t)t];
            *sold = (double)random_below(&dice, 3);
            for (int u = 0; u < (int)*sold; u++) {
                int lag = least + (int)random_below(&dice, span);
                bool comes = random_uniform(&dice) < 0.2 && t + lag < DAYS;
                back[comes ? t + lag : t] += comes ? 1.0 : 0.0;
            }
        }
        for (int t = 0; t < DAYS; t++) {
            if (back[t] > 0.0) {
                shop->return_period[returns] = WORLD_DAY - DAYS + t;
                shop->return_quantity[returns++] = back[t];
            }
        }
        shop->start[s + 1] = (s + 1) * DAYS;
        shop->return_start[s + 1] = returns;
    }
    shop->panel = (struct panel){.calendar = {.bucket = BUCKET_DAY},
                                 .as_of = WORLD_DAY,
                                 .end_period = WORLD_DAY,
                                 .count = SERIES,
                                 .sku = shop->id,
                                 .location = shop->id,
                                 .start = shop->start,
                                 .demand = shop->demand,
                                 .return_start = shop->return_start,
                                 .return_period = shop->return_period,
                                 .return_quantity = shop->return_quantity};
    return shop;
}

static void the_lag_is_found(void **state)
{
    (void)state;
    static const int lags[][2] = {{10, 10}, {8, 12}, {25, 35}};
    for (size_t c = 0; c < 3; c++) {
        struct shop *shop = open_shop(lags[c][0], lags[c][1]);
        double mean = (lags[c][0] + lags[c][1]) / 2.0;
        assert_true(fabs(returns_lag(&shop->panel) - mean) < 1.5);
        free(shop);
    }
}

/* Returns of no particular day after the sale: none is claimed. */
static void without_a_pattern_there_is_no_lag(void **state)
{
    (void)state;
    struct shop *shop = open_shop(0, 300);
    check_close(returns_lag(&shop->panel), 0.0, 0.0);
    free(shop);
}

/* Two a day were sold and are expected, but ten a day of the last five; a tenth comes back, ten
 * days later.  In six days what was sold ten to five days ago is back, at two a day but for the
 * last of those days; in fifteen all of ten days, and what five days to come will bring. */
static void what_was_sold_comes_back_after_the_lag(void **state)
{
    (void)state;
    struct world world;
    world_open(&world);
    world_sell(&world, SHIRT, SHOP, 2.0, 2.0);
    world_item(&world, SHIRT, 5.0, 10.0);
    world_plan(&world);
    static double demand[WORLD_HISTORY];
    for (int t = 0; t < WORLD_HISTORY; t++) {
        demand[t] = t < WORLD_HISTORY - 5 ? 2.0 : 10.0;
    }
    world.panel.demand = demand;
    static double quantity[1];
    quantity[0] = 4.0; /* no more than three periods' mean, so all of it counts */
    world.panel.return_quantity = quantity;
    double period_end[WORLD_HORIZON];
    outlook_periods(&world.panel, WORLD_HORIZON, period_end);
    struct basis basis = {.inputs = &world.inputs,
                          .panel = &world.panel,
                          .forecasts = &world.forecasts,
                          .period_end = period_end,
                          .return_window_days = 120.0,
                          .return_lag_days = 10.0};
    const struct position *shirt = world_position(&world, SHIRT, SHOP);
    struct outlook outlook;
    outlook_of(&outlook, &world.panel, &world.forecasts, shirt->series, period_end);
    double rate = 4.0 / (115.0 * 2.0 + 5.0 * 10.0);
    check_close(returns_within(&basis, shirt, &outlook, 6.0), rate * (5.0 * 2.0 + 10.0), 1e-12);
    check_close(returns_within(&basis, shirt, &outlook, 15.0), rate * (10.0 + 50.0 + 10.0), 1e-12);
    check_close(returns_within(&basis, shirt, NULL, 15.0), rate * (10.0 + 50.0), 1e-12);
    basis.return_lag_days = 0.0;
    check_close(returns_within(&basis, shirt, &outlook, 15.0), rate * 30.0, 1e-12);
    world_close(&world);
}

/* One of two comes back: what comes before the receipt sells before it, so that less is lost. */
static void returns_before_the_receipt_sell_before_it(void **state)
{
    (void)state;
    double lost[2];
    for (int returned = 0; returned < 2; returned++) {
        struct world world;
        world_open(&world);
        world_sell(&world, SHIRT, SHOP, 2.0, 2.0)->returned = returned > 0 ? 6.0 : 0.0;
        world.settings.return_window_days = 2.0;
        world_item(&world, SHIRT, 5.0, 10.0);
        world_stock(&world, SHIRT, SHOP, 2.0);
        world_plan(&world);
        lost[returned] = world_position(&world, SHIRT, SHOP)->lost_before;
        world_close(&world);
    }
    assert_true(lost[1] < lost[0] - 2.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_lag_is_found),
        cmocka_unit_test(without_a_pattern_there_is_no_lag),
        cmocka_unit_test(what_was_sold_comes_back_after_the_lag),
        cmocka_unit_test(returns_before_the_receipt_sell_before_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
