/* What a record of few sales is worth, and the law of lumpy demand ahead. */
#include "base/missing.h"
#include "forecast/forecast.h"
#include "forecast/outlook.h"
#include "support/check.h"
#include "support/learn.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Half of the items sell once and never again; the others every fourth week, three or nine units.
 */
enum { SERIES = 400, LENGTH = 60, HORIZON = 8 };

struct shop {
    struct arena arena;
    struct team team;
    struct inputs inputs;
    struct panel panel;
    struct forecasts forecasts;
};

static bool sells_once(size_t series)
{
    return series % 2 == 0;
}

static void shop_open(struct shop *shop, struct fault *fault)
{
    *shop = (struct shop){0};
    arena_init(&shop->arena, 0);
    assert_int_equal(team_init(&shop->team, 1, fault), STATUS_OK);
    intern_init(&shop->inputs.names.sku, &shop->arena);
    intern_init(&shop->inputs.names.place, &shop->arena);
    assert_int_equal(intern_add(&shop->inputs.names.place, text_of("shop")), 0);
    uint32_t *sku = ARENA_NEW(&shop->arena, uint32_t, SERIES);
    uint32_t *location = ARENA_NEW(&shop->arena, uint32_t, SERIES);
    size_t *start = ARENA_NEW(&shop->arena, size_t, SERIES + 1);
    double *demand = ARENA_NEW(&shop->arena, double, SERIES *LENGTH);
    double *price = ARENA_NEW(&shop->arena, double, SERIES);
    size_t at = 0;
    for (size_t s = 0; s < SERIES; s++) {
        char name[16];
        (void)snprintf(name, sizeof name, "item-%04zu", s);
        assert_int_equal(intern_add(&shop->inputs.names.sku, text_of(name)), s);
        sku[s] = (uint32_t)s;
        price[s] = MISSING;
        /* Those that sell once began at some time of the last year. */
        size_t length = sells_once(s) ? 10 + (size_t)(scatter(s) * (LENGTH - 10)) : LENGTH;
        for (size_t t = 0; t < length; t++) {
            bool sold = sells_once(s) ? t == 0 : (t + s) % 4 == 0;
            demand[at++] = sold ? (scatter(s * LENGTH + t) < 0.5 ? 3.0 : 9.0) : 0.0;
        }
        start[s + 1] = at;
    }
    shop->panel = (struct panel){.calendar = {.bucket = BUCKET_WEEK},
                                 .end_period = 1000,
                                 .count = SERIES,
                                 .sku = sku,
                                 .location = location,
                                 .start = start,
                                 .demand = demand,
                                 .price = price};
    shop->panel.as_of = period_first_day(&shop->panel.calendar, shop->panel.end_period);
    const struct forecast_settings settings = {
        .horizon = HORIZON, .nonnegative = true, .rehearsals = 4};
    assert_int_equal(forecast_run(&shop->forecasts, &shop->panel, &shop->inputs, &settings,
                                  &shop->arena, &shop->team, fault),
                     STATUS_OK);
}

static void shop_close(struct shop *shop)
{
    team_free(&shop->team);
    arena_free(&shop->arena);
}

static double ahead(const struct shop *shop, size_t series)
{
    double sum = 0.0;
    for (size_t h = 0; h < HORIZON; h++) {
        sum += shop->forecasts.mean[series * HORIZON + h];
    }
    return sum;
}

/* By its own record an item that sold once in 20 weeks would sell 0.4 times in the next eight; the
 * rehearsals saw that such items sell nothing. */
static void what_sold_once_is_not_expected_to_sell_at_that_rate(void **state)
{
    (void)state;
    struct shop shop;
    struct fault fault;
    shop_open(&shop, &fault);
    double once = 0.0;
    double rate = 0.0;
    double others = 0.0;
    for (size_t s = 0; s < SERIES; s++) {
        struct span span = panel_span(&shop.panel, s);
        if (!sells_once(s)) {
            others += ahead(&shop, s);
        } else if (span.length < 26) { /* not given up */
            once += ahead(&shop, s);
            rate += span.demand[0] / (double)span.length * HORIZON;
        }
    }
    assert_true(rate > 50.0);
    assert_true(once < 0.35 * rate);
    check_close(others / (SERIES / 2.0), 2.0 * 6.0, 1.5);
    shop_close(&shop);
}

static void lumpy_demand_ahead_comes_in_the_sizes_seen(void **state)
{
    (void)state;
    struct shop shop;
    struct fault fault;
    shop_open(&shop, &fault);
    double period_end[HORIZON];
    outlook_periods(&shop.panel, HORIZON, period_end);
    struct outlook outlook;
    outlook_of(&outlook, &shop.panel, &shop.forecasts, 1, period_end);
    assert_true((shop.forecasts.report[1].flags & FLAG_LUMPY) != 0);
    struct dist law = outlook_dist(&outlook, 0.0, 14.0);
    assert_int_equal(law.kind, DIST_COMPOUND);
    check_close(dist_mean(&law), outlook_mean(&outlook, 0.0, 14.0), 1e-9);
    assert_true(dist_density(&law, 3.0) > 0.0 && dist_density(&law, 9.0) > 0.0);
    check_close(dist_density(&law, 1.0) + dist_density(&law, 2.0) + dist_density(&law, 4.0), 0.0,
                0.0);
    check_close(outlook_largest(&outlook), 9.0, 0.0);
    shop_close(&shop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_sold_once_is_not_expected_to_sell_at_that_rate),
        cmocka_unit_test(lumpy_demand_ahead_comes_in_the_sizes_seen),
    };
    return cmocka_run_group_tests_name("sparse", tests, NULL, NULL);
}
