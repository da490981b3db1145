/* Calendar effects: what was put into a department's sales is found again. */
#include "base/missing.h"
#include "forecast/effects.h"
#include "support/check.h"
#include "support/learn.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SERIES = 30, DAYS = 900, HORIZON = 28, EVENTS = 40 };

/* A department at one location that sells SERIES items for DAYS days. */
struct shop {
    struct panel panel;
    struct inputs inputs;
    struct event events[EVENTS];
    uint32_t sku[SERIES];
    uint32_t location[SERIES];
    size_t start[SERIES + 1];
    double demand[SERIES * DAYS];
    struct arena arena;
    struct effects effects;
};

static double weekday_factor(int32_t day)
{
    static const double FACTOR[7] = {0.8, 0.7, 0.8, 0.9, 1.1, 1.4, 1.3};
    return FACTOR[day_weekday(day)];
}

static double year_factor(int32_t day)
{
    return 1.0 + 0.3 * sin(2.0 * M_PI * day / 365.25);
}

/* A pay day: the first of each month. */
static bool is_event(int32_t day)
{
    int year = 0;
    int month = 0;
    int date = 0;
    day_split(day, &year, &month, &date);
    return date == 1;
}

static bool is_closed(int32_t day)
{
    int year = 0;
    int month = 0;
    int date = 0;
    day_split(day, &year, &month, &date);
    return month == 12 && date == 25;
}

static double true_mean(int32_t day)
{
    double mean = 6.0 * weekday_factor(day) * year_factor(day) * (is_event(day) ? 1.8 : 1.0);
    return is_closed(day) ? 0.0 : mean;
}

static struct shop *shop_new(int32_t first_day, enum bucket bucket)
{
    struct shop *shop = calloc(1, sizeof *shop);
    assert_non_null(shop);
    arena_init(&shop->arena, 0);
    for (size_t s = 0; s < SERIES; s++) {
        shop->sku[s] = (uint32_t)s;
        shop->start[s + 1] = (s + 1) * DAYS;
        for (size_t t = 0; t < DAYS; t++) {
            double mean = true_mean(first_day + (int32_t)t);
            shop->demand[s * DAYS + t] = round(mean * noise(s * DAYS + t));
        }
    }
    shop->panel = (struct panel){
        .calendar = {.bucket = bucket},
        .as_of = first_day + DAYS,
        .end_period = first_day + DAYS,
        .count = SERIES,
        .sku = shop->sku,
        .location = shop->location,
        .start = shop->start,
        .demand = shop->demand,
    };
    size_t count = 0;
    for (int32_t day = first_day; day < first_day + DAYS + HORIZON; day++) {
        if (is_event(day) || is_closed(day)) {
            shop->events[count++] = (struct event){.day = day,
                                                   .event = is_closed(day) ? 1 : 0,
                                                   .scope = NO_ID,
                                                   .closed = is_closed(day)};
        }
    }
    shop->inputs.master.events = shop->events;
    shop->inputs.master.event_count = count;
    return shop;
}

static void shop_build(struct shop *shop)
{
    learn_effects(&shop->effects, &shop->panel, &shop->inputs, HORIZON, &shop->arena);
}

static void shop_free(struct shop *shop)
{
    arena_free(&shop->arena);
    free(shop);
}

static void finds_weekdays_year_and_events_ahead(void **state)
{
    (void)state;
    int32_t first = day_of(2020, 1, 1);
    struct shop *shop = shop_new(first, BUCKET_DAY);
    shop_build(shop);
    const double *ahead = effects_of(&shop->effects, 3, first + DAYS);
    assert_non_null(ahead);
    double mean = 0.0;
    double true_sum = 0.0;
    for (int t = 0; t < HORIZON; t++) {
        mean += ahead[t];
        true_sum += true_mean(first + DAYS + t);
    }
    for (int t = 0; t < HORIZON; t++) {
        double got = ahead[t] / mean;
        double want = true_mean(first + DAYS + t) / true_sum;
        check_close(got / want, 1.0, 0.05);
    }
    shop_free(shop);
}

static void is_one_on_average_over_the_last_year(void **state)
{
    (void)state;
    int32_t first = day_of(2020, 1, 1);
    struct shop *shop = shop_new(first, BUCKET_DAY);
    shop_build(shop);
    const double *factor = effects_of(&shop->effects, 0, first + DAYS - 364);
    double sum = 0.0;
    int open = 0;
    for (int t = 0; t < 364; t++) {
        sum += factor[t];
        open += factor[t] > 0.0;
    }
    check_close(sum / open, 1.0, 1e-9);
    assert_int_equal(open, 363); /* Christmas is closed */
    shop_free(shop);
}

static void knows_the_weekday_on_which_nothing_is_ever_sold(void **state)
{
    (void)state;
    int32_t first = day_of(2020, 1, 1);
    struct shop *shop = shop_new(first, BUCKET_DAY);
    for (size_t s = 0; s < SERIES; s++) {
        for (size_t t = 0; t < DAYS; t++) {
            if (day_weekday(first + (int32_t)t) == SATURDAY) {
                shop->demand[s * DAYS + t] = 0.0;
            }
        }
    }
    shop_build(shop);
    const double *ahead = effects_of(&shop->effects, 0, first + DAYS);
    for (int t = 0; t < HORIZON; t++) {
        bool saturday = day_weekday(first + DAYS + t) == SATURDAY;
        assert_int_equal(ahead[t] > 0.0, !saturday);
    }
    shop_free(shop);
}

/* Demand of every series times `by` on each day `lag` days after a closed day of December. */
static void lift_around_christmas(struct shop *shop, int32_t first, int lag, double by)
{
    for (int32_t t = 0; t < DAYS; t++) {
        if (is_closed(first + t) && t + lag >= 0 && t + lag < DAYS) {
            for (size_t s = 0; s < SERIES; s++) {
                shop->demand[s * DAYS + (size_t)(t + lag)] *= by;
            }
        }
    }
}

/* Christmas itself is closed, yet the days around it are known by its name. */
static void an_event_reaches_the_days_before_and_after_it(void **state)
{
    (void)state;
    int32_t first = day_of(2022, 12, 10) - DAYS; /* two Christmases past, one ahead */
    struct shop *plain = shop_new(first, BUCKET_DAY);
    struct shop *shop = shop_new(first, BUCKET_DAY);
    lift_around_christmas(shop, first, -1, 2.0);
    lift_around_christmas(shop, first, 1, 0.4);
    shop_build(plain);
    shop_build(shop);
    int32_t christmas = day_of(2022, 12, 25);
    const double *ahead = effects_of(&shop->effects, 0, christmas);
    const double *usual = effects_of(&plain->effects, 0, christmas);
    assert_true(ahead[-1] / usual[-1] > 1.3);
    assert_true(ahead[1] / usual[1] < 0.8);
    check_close(ahead[0], 0.0, 0.0);
    check_close(ahead[-7] / usual[-7], 1.0, 0.05);
    shop_free(plain);
    shop_free(shop);
}

/* A feast that moves is met by its name, wherever it falls. */
static void a_moving_feast_is_found_where_it_falls(void **state)
{
    (void)state;
    int32_t first = day_of(2020, 1, 1);
    int32_t feast[] = {day_of(2020, 4, 12), day_of(2021, 4, 9), day_of(2022, 4, 17),
                       first + DAYS + 9};
    struct shop *shop = shop_new(first, BUCKET_DAY);
    size_t count = 0;
    for (size_t i = 0; i < sizeof feast / sizeof feast[0]; i++) {
        shop->events[count++] = (struct event){.day = feast[i], .event = 0, .scope = NO_ID};
        for (size_t s = 0; s < SERIES && feast[i] < first + DAYS; s++) {
            shop->demand[s * DAYS + (size_t)(feast[i] - 2 - first)] *= 2.0;
        }
    }
    shop->inputs.master.event_count = count;
    shop_build(shop);
    const double *ahead = effects_of(&shop->effects, 0, feast[3]);
    assert_true(ahead[-2] / ahead[-9] > 1.4);
    check_close(ahead[-3] / ahead[-10], 1.0, 0.1);
    shop_free(shop);
}

/* The same day under three names, one that falls on every day, one that never happened: the
 * columns are collinear, constant or empty, and the factors are what they were. */
static void useless_names_change_nothing(void **state)
{
    (void)state;
    int32_t first = day_of(2022, 12, 10) - DAYS;
    struct shop *plain = shop_new(first, BUCKET_DAY);
    shop_build(plain);
    struct shop *shop = shop_new(first, BUCKET_DAY);
    static struct event events[4 * (DAYS + HORIZON)];
    size_t count = 0;
    for (int32_t day = first; day < first + DAYS + HORIZON; day++) {
        for (uint32_t name = 0; is_event(day) && name < 3; name++) {
            events[count++] = (struct event){.day = day, .event = name, .scope = NO_ID};
        }
        events[count++] = (struct event){.day = day, .event = 3, .scope = NO_ID};
        if (is_closed(day)) {
            events[count++] = (struct event){.day = day, .event = 4, .scope = NO_ID, .closed = 1};
        }
        if (day == first + DAYS + 3) {
            events[count++] = (struct event){.day = day, .event = 5, .scope = NO_ID};
        }
    }
    shop->inputs.master.events = events;
    shop->inputs.master.event_count = count;
    shop_build(shop);
    const double *got = effects_of(&shop->effects, 0, first + DAYS);
    const double *want = effects_of(&plain->effects, 0, first + DAYS);
    for (int t = 0; t < HORIZON; t++) {
        assert_true(fabs(got[t] - want[t]) <= 0.03 * want[t]);
    }
    shop_free(plain);
    shop_free(shop);
}

/* Around the turn of the year every day sells like a Saturday: that is learned from years in which
 * the 1st fell on a Friday and a Saturday, and holds where it falls on a Sunday. */
static void weekdays_flatten_around_a_holiday(void **state)
{
    (void)state;
    int32_t first = day_of(2022, 12, 10) - DAYS;
    struct shop *shop = shop_new(first, BUCKET_DAY);
    size_t count = 0;
    for (int year = 2021; year <= 2023; year++) {
        int32_t holiday = day_of(year, 1, 1);
        shop->events[count++] = (struct event){.day = holiday, .event = 0, .scope = NO_ID};
        for (int32_t day = holiday - 3; day <= holiday + 3 && day < first + DAYS; day++) {
            for (size_t s = 0; s < SERIES; s++) {
                size_t at = s * DAYS + (size_t)(day - first);
                shop->demand[at] = round(6.0 * year_factor(day) * noise(at));
            }
        }
    }
    shop->inputs.master.event_count = count;
    shop_build(shop);
    const double *ahead = effects_of(&shop->effects, 0, day_of(2023, 1, 1));
    double usual = weekday_factor(day_of(2022, 12, 31)) / weekday_factor(day_of(2023, 1, 3));
    assert_true(usual > 1.9);
    assert_true(ahead[-1] / ahead[2] < 1.4);
    shop_free(shop);
}

/* The first ten days of a month are under one name; on them every day sells alike. */
static void what_comes_often_may_flatten_weekdays_too(void **state)
{
    (void)state;
    int32_t first = day_of(2022, 12, 1) - DAYS;
    struct shop *shop = shop_new(first, BUCKET_DAY);
    static struct event events[DAYS + HORIZON];
    size_t count = 0;
    for (int32_t day = first; day < first + DAYS + HORIZON; day++) {
        int year = 0;
        int month = 0;
        int date = 0;
        day_split(day, &year, &month, &date);
        if (date > 10) {
            continue;
        }
        events[count++] = (struct event){.day = day, .event = 0, .scope = NO_ID};
        for (size_t s = 0; s < SERIES && day < first + DAYS; s++) {
            size_t at = s * DAYS + (size_t)(day - first);
            shop->demand[at] = round(6.0 * year_factor(day) * noise(at));
        }
    }
    shop->inputs.master.events = events;
    shop->inputs.master.event_count = count;
    shop_build(shop);
    const double *ahead = effects_of(&shop->effects, 0, day_of(2022, 12, 1));
    assert_true(ahead[2] / ahead[5] < 1.2);   /* Saturday the 3rd, Tuesday the 6th */
    assert_true(ahead[16] / ahead[19] > 1.8); /* Saturday the 17th, Tuesday the 20th */
    shop_free(shop);
}

static void a_trickle_of_sales_has_no_calendar_but_closed_days(void **state)
{
    (void)state;
    int32_t first = day_of(2020, 1, 1);
    struct shop *shop = shop_new(first, BUCKET_DAY);
    shop->panel.count = 1; /* six a day is too little to tell */
    shop_build(shop);
    const double *factor = effects_of(&shop->effects, 0, first);
    assert_non_null(factor);
    for (int t = 0; t < DAYS + HORIZON; t++) {
        double open = is_closed(first + t) ? 0.0 : 1.0;
        assert_true(fabs(factor[t] - open) < 1e-12);
    }
    shop_free(shop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_weekdays_year_and_events_ahead),
        cmocka_unit_test(is_one_on_average_over_the_last_year),
        cmocka_unit_test(knows_the_weekday_on_which_nothing_is_ever_sold),
        cmocka_unit_test(an_event_reaches_the_days_before_and_after_it),
        cmocka_unit_test(a_moving_feast_is_found_where_it_falls),
        cmocka_unit_test(useless_names_change_nothing),
        cmocka_unit_test(weekdays_flatten_around_a_holiday),
        cmocka_unit_test(what_comes_often_may_flatten_weekdays_too),
        cmocka_unit_test(a_trickle_of_sales_has_no_calendar_but_closed_days),
    };
    return cmocka_run_group_tests_name("effects", tests, NULL, NULL);
}
