/* The life of items: launches, successors, ends, and what is expected of the young. */
#include "../../src/forecast/launch.h"
#include "../../src/forecast/life.h"
#include "base/missing.h"
#include "forecast/forecast.h"
#include "forecast/models.h"
#include "support/check.h"

#include <string.h>

enum { SERIES = 44, CELLS = 20000, HORIZON = 14, END = 20000, ITEMS = SERIES };

/* A shop of daily series and what its items.csv says; sku ids count up with the series. */
struct shop {
    struct panel panel;
    struct inputs inputs;
    struct item items[ITEMS];
    struct text names[ITEMS];
    uint32_t sku[SERIES];
    uint32_t location[SERIES];
    size_t start[SERIES + 1];
    double demand[CELLS];
    struct forecast_settings settings;
    struct arena arena;
    struct forecasts forecasts;
};

static struct shop shop;

static struct shop *shop_empty(void)
{
    memset(&shop, 0, sizeof shop);
    shop.panel =
        (struct panel){.calendar = {.bucket = BUCKET_DAY}, .as_of = END, .end_period = END};
    shop.settings = (struct forecast_settings){.nonnegative = true, .horizon = HORIZON};
    for (uint32_t i = 0; i < ITEMS; i++) {
        shop.items[i] = (struct item){.sku = i, .terms = terms_unset()};
        shop.names[i] = text_of("item");
    }
    shop.inputs.master.items = shop.items;
    shop.inputs.master.item_count = ITEMS;
    shop.inputs.names.sku = (struct intern){.text = shop.names, .count = ITEMS};
    shop.inputs.as_of = END;
    return &shop;
}

static double *add(size_t length)
{
    size_t at = shop.panel.count++;
    assert_true(at < SERIES);
    shop.sku[at] = (uint32_t)at;
    shop.start[at + 1] = shop.start[at] + length;
    assert_true(shop.start[at + 1] <= CELLS);
    return shop.demand + shop.start[at];
}

/* About `level` a day, whole units, a little up and down. */
static void add_steady(size_t length, double level)
{
    double *demand = add(length);
    for (size_t t = 0; t < length; t++) {
        demand[t] = level + (double)(t % 3) - 1.0;
    }
}

static void run(void)
{
    struct fault fault = {0};
    struct team team;
    assert_int_equal(team_init(&team, 1, &fault), STATUS_OK);
    shop.panel.sku = shop.sku;
    shop.panel.location = shop.location;
    shop.panel.start = shop.start;
    shop.panel.demand = shop.demand;
    arena_init(&shop.arena, 0);
    assert_int_equal(forecast_run(&shop.forecasts, &shop.panel, &shop.inputs, &shop.settings,
                                  &shop.arena, &team, &fault),
                     STATUS_OK);
    team_free(&team);
}

static const double *mean_of(size_t series)
{
    return shop.forecasts.mean + series * HORIZON;
}

static const double *sum_variance_of(size_t series)
{
    return shop.forecasts.sum_variance + series * HORIZON;
}

static bool flagged(size_t series, enum series_flag flag)
{
    return (shop.forecasts.report[series].flags & (unsigned)flag) != 0;
}

static void nothing_sells_after_the_end_date(void **state)
{
    (void)state;
    shop_empty();
    add_steady(200, 10.0);
    add_steady(200, 10.0);
    shop.items[0].terms.end_day = END + 4; /* the fifth day is the last */
    shop.items[1].terms.end_day = END - 1;
    run();
    assert_true(mean_of(0)[4] > 5.0);
    for (size_t h = 5; h < HORIZON; h++) {
        check_close(mean_of(0)[h], 0.0, 0.0);
        check_close(shop.forecasts.variance[h], 0.0, 0.0);
        check_close(sum_variance_of(0)[h], sum_variance_of(0)[4], 0.0);
    }
    assert_false(flagged(0, FLAG_ENDED));
    assert_true(flagged(1, FLAG_ENDED));
    check_close(mean_of(1)[0], 0.0, 0.0);
    check_close(sum_variance_of(1)[HORIZON - 1], 0.0, 0.0);
    arena_free(&shop.arena);
}

static void a_model_asked_for_by_name_goes_on_after_the_end_date(void **state)
{
    (void)state;
    shop_empty();
    add_steady(200, 10.0);
    add_steady(20, 10.0);
    shop.items[0].terms.end_day = END - 1;
    shop.settings.pool[0] = &model_mean;
    run();
    check_close(mean_of(0)[0], 10.0, 0.1);
    assert_string_equal(shop.forecasts.report[1].why, "asked for");
    arena_free(&shop.arena);
}

/* Nothing of it has sold; the item it is like sells 12 a day. */
static void what_never_sold_is_forecast_like_another_from_its_launch_on(void **state)
{
    (void)state;
    shop_empty();
    add_steady(200, 12.0);
    (void)add(0);
    shop.items[1].terms.like = 0;
    shop.items[1].terms.launch_day = END + 3;
    run();
    for (size_t h = 0; h < HORIZON; h++) {
        check_close(mean_of(1)[h], h < 3 ? 0.0 : 12.0, 1.0);
        check_close(sum_variance_of(1)[2], 0.0, 0.0);
    }
    check_close(mean_of(1)[2], 0.0, 0.0);
    assert_true(flagged(1, FLAG_NEW));
    assert_non_null(strstr(shop.forecasts.report[1].why, "the item it is like"));
    /* How fast it will sell is not known: the sum varies by far more than its days. */
    double days = 0.0;
    for (size_t h = 0; h < HORIZON; h++) {
        days += shop.forecasts.variance[HORIZON + h];
    }
    assert_true(sum_variance_of(1)[HORIZON - 1] > 3.0 * days);
    arena_free(&shop.arena);
}

static void without_a_word_on_it_what_never_sold_stays_at_zero(void **state)
{
    (void)state;
    shop_empty();
    add_steady(200, 12.0);
    (void)add(0);
    run();
    check_close(mean_of(1)[0], 0.0, 0.0);
    assert_false(flagged(1, FLAG_NEW));
    arena_free(&shop.arena);
}

/* Where the item that it is like never sold, its sales elsewhere count in proportion to what the
 * locations sell: here is half as large as there. */
static void another_locations_sales_are_scaled_to_this_one(void **state)
{
    (void)state;
    shop_empty();
    add_steady(200, 20.0); /* sku 0 at location 0 */
    add_steady(200, 60.0); /* sku 1 at location 0 */
    add_steady(200, 40.0); /* sku 2 at location 1 */
    (void)add(0);          /* sku 3 at location 1, like sku 0 */
    shop.location[2] = 1;
    shop.location[3] = 1;
    shop.items[3].terms.like = 0;
    run();
    check_close(mean_of(3)[0], 10.0, 0.5);
    arena_free(&shop.arena);
}

static void a_successor_goes_on_where_its_predecessor_fades(void **state)
{
    (void)state;
    shop_empty();
    add_steady(200, 12.0); /* the predecessor */
    add_steady(200, 12.0); /* one that has no successor */
    add_steady(3, 3.0);    /* the successor, 0.2 of it so far */
    shop.items[2].terms.successor_of = 0;
    run();
    assert_true(mean_of(2)[5] > 6.0 && mean_of(2)[5] < 12.0);
    double first = mean_of(0)[0] / mean_of(1)[0];
    double week_later = mean_of(0)[7] / mean_of(1)[7];
    check_close(week_later, 0.5 * first, 1e-9);
    assert_true(sum_variance_of(0)[HORIZON - 1] < sum_variance_of(1)[HORIZON - 1]);
    arena_free(&shop.arena);
}

/* Thirty items that were launched in the data and sell 4 a day in the mean, every fourth day; the
 * newest has sold 12 on each of its few days. */
static double newest_of_thirty(size_t age)
{
    shop_empty();
    add_steady(500, 4.0);
    for (size_t i = 0; i < 30; i++) {
        double *demand = add(200);
        for (size_t t = 0; t < 200; t++) {
            demand[t] = (t + i) % 4 == 0 ? 4.0 * (2.0 + (double)(i % 5)) : 0.0;
        }
    }
    double *newest = add(age);
    for (size_t t = 0; t < age; t++) {
        newest[t] = 12.0;
    }
    run();
    double mean = mean_of(31)[0];
    arena_free(&shop.arena);
    return mean;
}

static void the_younger_the_closer_to_comparable_items(void **state)
{
    (void)state;
    double before = 0.0;
    for (size_t age = 1; age < 80; age = 3 * age) {
        double mean = newest_of_thirty(age);
        assert_true(mean > before);
        assert_true(mean > 3.9 && mean < 12.01);
        before = mean;
    }
    check_close(newest_of_thirty(1), 4.0, 0.1); /* one sale says nothing: each series has one */
    check_close(newest_of_thirty(100), 12.0, 0.1);
}

/* Every item sells twice as much in its first two weeks. */
static void the_launch_curve_is_found_again(void **state)
{
    (void)state;
    shop_empty();
    add_steady(500, 5.0);
    for (size_t i = 0; i < 40; i++) {
        double *demand = add(200);
        for (size_t t = 0; t < 200; t++) {
            demand[t] = (t < 14 ? 2.0 : 1.0) * (double)(5 + i % 3);
        }
    }
    double *young = add(10);
    for (size_t t = 0; t < 10; t++) {
        young[t] = 12.0;
    }
    run();
    struct launch launch;
    struct fault fault = {0};
    assert_int_equal(launch_build(&launch, &shop.panel, &shop.inputs, NULL, &shop.arena, &fault),
                     STATUS_OK);
    /* Doubt of 20 series against 40, for the department as for the whole. */
    check_close(launch_curve(&launch, 41, 3), pow(2.0, 1.0 - (1.0 / 3.0) * (1.0 / 3.0)), 1e-9);
    check_close(launch_curve(&launch, 41, 30), 1.0, 1e-9);
    check_close(launch_curve(&launch, 41, 60), 1.0, 0.0);
    assert_true(mean_of(41)[HORIZON - 1] < 9.0); /* the launch will be over then */
    arena_free(&shop.arena);
}

/* A shop of 40 items listed since day END - 400 of which every second sells, at rates that differ;
 * and one listed `waited` days ago that has not sold.  What is forecast for it. */
static double unsold_after(int32_t waited)
{
    static struct item_location own[SERIES];
    shop_empty();
    for (uint32_t i = 0; i < 40; i++) {
        size_t often = 3 + 4 * (i % 10);
        double *demand = add(i % 2 == 0 ? 400 : 0);
        for (size_t t = 1; i % 2 == 0 && t < 400; t++) {
            demand[t] = t % often == 0 ? 2.0 : 0.0;
        }
        own[i] = (struct item_location){.sku = i, .terms = terms_unset()};
        own[i].terms.launch_day = END - 400;
    }
    (void)add(0);
    own[40] = (struct item_location){.sku = 40, .terms = terms_unset()};
    own[40].terms.launch_day = END - waited;
    shop.inputs.master.item_locations = own;
    shop.inputs.master.item_location_count = 41;
    run();
    double mean = mean_of(40)[0];
    arena_free(&shop.arena);
    return mean;
}

static void what_does_not_sell_is_expected_less_and_less(void **state)
{
    (void)state;
    double before = HUGE_VAL;
    for (int32_t waited = 0; waited <= 400; waited = 2 * waited + 1) {
        double mean = unsold_after(waited);
        assert_true(mean > 0.0 && mean < before);
        before = mean;
    }
    assert_true(unsold_after(365) < 0.05 * unsold_after(0));
    /* as a / (b + t), but that what waits is itself one of the comparable */
    double first = 1.0 / unsold_after(0);
    double slope = 1.0 / unsold_after(100) - first;
    check_close((1.0 / unsold_after(200) - first) / slope, 2.0, 0.1);
}

/* An early view of a history that begins with a launch holds zeros where tonight's panel holds
 * nothing at all. */
static void not_having_sold_yet_is_not_having_sold(void **state)
{
    (void)state;
    double never = unsold_after(300);
    shop_empty();
    static struct item_location own[SERIES];
    for (uint32_t i = 0; i < 41; i++) {
        size_t often = 3 + 4 * (i % 10);
        double *demand = add(i == 40 ? 300 : i % 2 == 0 ? 400 : 0);
        for (size_t t = 1; i < 40 && i % 2 == 0 && t < 400; t++) {
            demand[t] = t % often == 0 ? 2.0 : 0.0;
        }
        own[i] = (struct item_location){.sku = i, .terms = terms_unset()};
        own[i].terms.launch_day = END - (i < 40 ? 400 : 300);
    }
    shop.inputs.master.item_locations = own;
    shop.inputs.master.item_location_count = 41;
    run();
    check_close(mean_of(40)[0], never, 1e-12);
    assert_true(flagged(40, FLAG_ALL_ZERO));
    arena_free(&shop.arena);
}

/* Forty items at levels of 1 to 10 a day, and one that sold `units` on its first day, yesterday. */
static void first_day_of(double units)
{
    shop_empty();
    add_steady(500, 5.0);
    for (size_t i = 0; i < 40; i++) {
        double *demand = add(200);
        for (size_t t = 0; t < 200; t++) {
            demand[t] = (double)(1 + i % 10) + (double)((t + i) % 3);
        }
    }
    *add(1) = units;
    run();
}

static void a_large_first_sale_promises_more_than_a_small_one(void **state)
{
    (void)state;
    double before = 0.0;
    for (double units = 1.0; units < 20.0; units += 3.0) {
        first_day_of(units);
        double mean = mean_of(41)[0];
        assert_true(mean > before);
        assert_true(mean > 1.0 && mean < 20.0);
        /* what is not known of it is the more, the more it sells */
        assert_true(sum_variance_of(41)[HORIZON - 1] > before);
        before = mean;
        arena_free(&shop.arena);
    }
}

static void the_doubt_of_a_level_falls_with_what_is_seen(void **state)
{
    (void)state;
    double before = HUGE_VAL;
    for (size_t age = 1; age < 6; age++) {
        shop_empty();
        add_steady(500, 5.0);
        for (size_t i = 0; i < 40; i++) {
            double *demand = add(200);
            for (size_t t = 0; t < 200; t++) {
                demand[t] = (double)(1 + i % 10) + (double)((t + i) % 3);
            }
        }
        double *young = add(age);
        for (size_t t = 0; t < age; t++) {
            young[t] = 5.0 + (double)(t % 3);
        }
        run();
        double units = 0.0;
        for (size_t h = 0; h < HORIZON; h++) {
            units += mean_of(41)[h];
        }
        double relative = sum_variance_of(41)[HORIZON - 1] / (units * units);
        assert_true(relative < before);
        before = relative;
        arena_free(&shop.arena);
    }
}

/* Forty items listed for 400 days that sell 6 now and then; one of them `sold` times. */
static double sold_so_often(size_t sold)
{
    static struct item_location own[SERIES];
    shop_empty();
    for (uint32_t i = 0; i < 41; i++) {
        size_t times = i < 40 ? 1 + i % 8 : sold;
        double *demand = add(400);
        for (size_t k = 0; k < times; k++) {
            demand[20 + 40 * k] = 6.0;
        }
        own[i] = (struct item_location){.sku = i, .terms = terms_unset()};
        own[i].terms.launch_day = END - 400;
    }
    shop.inputs.master.item_locations = own;
    shop.inputs.master.item_location_count = 41;
    run();
    double mean = mean_of(40)[0];
    arena_free(&shop.arena);
    return mean;
}

static void one_sale_in_a_long_life_is_no_death(void **state)
{
    (void)state;
    double none = sold_so_often(0);
    double one = sold_so_often(1);
    double two = sold_so_often(2);
    assert_true(none > 0.0 && none < one && one < two);
    /* between its own rate and that of its like, 4.5 times on average */
    assert_true(one > 6.0 / 400.0 && one < 4.5 * 6.0 / 400.0);
    assert_true(two > 2.0 * 6.0 / 400.0 && two < 4.5 * 6.0 / 400.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_sells_after_the_end_date),
        cmocka_unit_test(a_model_asked_for_by_name_goes_on_after_the_end_date),
        cmocka_unit_test(what_never_sold_is_forecast_like_another_from_its_launch_on),
        cmocka_unit_test(without_a_word_on_it_what_never_sold_stays_at_zero),
        cmocka_unit_test(another_locations_sales_are_scaled_to_this_one),
        cmocka_unit_test(a_successor_goes_on_where_its_predecessor_fades),
        cmocka_unit_test(the_younger_the_closer_to_comparable_items),
        cmocka_unit_test(the_launch_curve_is_found_again),
        cmocka_unit_test(what_does_not_sell_is_expected_less_and_less),
        cmocka_unit_test(not_having_sold_yet_is_not_having_sold),
        cmocka_unit_test(a_large_first_sale_promises_more_than_a_small_one),
        cmocka_unit_test(the_doubt_of_a_level_falls_with_what_is_seen),
        cmocka_unit_test(one_sale_in_a_long_life_is_no_death),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
