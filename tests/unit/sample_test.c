/* A sample of the panel holds the chosen series whole, and chooses them by their names. */
#include "panel/panel.h"
#include "support/censor.h"
#include "support/check.h"
#include "support/scratch.h"

#include <stdio.h>

enum { SKUS = 500, PLACES = 4, SERIES = SKUS * PLACES, PERIODS_MOST = 7 };

/* Series s has s % 8 periods, s % 3 periods with returns and s % 2 changes of price; every value
 * says whose it is. */
struct stock_of_series {
    struct names names;
    struct panel panel;
    uint32_t sku[SERIES];
    uint32_t location[SERIES];
    double price[SERIES];
    size_t start[SERIES + 1];
    size_t return_start[SERIES + 1];
    size_t price_start[SERIES + 1];
    double demand[SERIES * PERIODS_MOST];
    uint8_t censored[SERIES * PERIODS_MOST]; /* marks, packed below */
    size_t censored_start[SERIES + 1];
    uint8_t censored_bits[SERIES * PERIODS_MOST / 8 + SERIES];
    int32_t return_period[SERIES * 2];
    double return_quantity[SERIES * 2];
    int32_t price_period[SERIES];
    double price_value[SERIES];
};

static double value_of(size_t series, size_t at)
{
    return (double)(series * 10 + at);
}

static void name_all(struct stock_of_series *all, struct arena *arena)
{
    intern_init(&all->names.sku, arena);
    intern_init(&all->names.place, arena);
    for (int i = 0; i < SKUS; i++) {
        char name[16];
        int wrote = snprintf(name, sizeof name, "item-%03d", i);
        assert_int_equal(intern_add(&all->names.sku, (struct text){name, (size_t)wrote}), i);
    }
    for (int i = 0; i < PLACES; i++) {
        char name[16];
        int wrote = snprintf(name, sizeof name, "place-%d", i);
        assert_int_equal(intern_add(&all->names.place, (struct text){name, (size_t)wrote}), i);
    }
}

/* The panel of the first `skus` skus. */
static struct stock_of_series *panel_of(size_t skus, struct arena *arena)
{
    struct stock_of_series *all = ARENA_NEW(arena, struct stock_of_series, 1);
    assert_non_null(all);
    name_all(all, arena);
    size_t count = skus * PLACES;
    for (size_t s = 0; s < count; s++) {
        all->sku[s] = (uint32_t)(s / PLACES);
        all->location[s] = (uint32_t)(s % PLACES);
        all->price[s] = value_of(s, 9);
        all->start[s + 1] = all->start[s] + s % (PERIODS_MOST + 1);
        all->return_start[s + 1] = all->return_start[s] + s % 3;
        all->price_start[s + 1] = all->price_start[s] + s % 2;
        for (size_t i = all->start[s]; i < all->start[s + 1]; i++) {
            all->demand[i] = value_of(s, i - all->start[s]);
            all->censored[i] = s % 5 == 0;
        }
        for (size_t i = all->return_start[s]; i < all->return_start[s + 1]; i++) {
            all->return_period[i] = (int32_t)s;
            all->return_quantity[i] = value_of(s, i - all->return_start[s]);
        }
        for (size_t i = all->price_start[s]; i < all->price_start[s + 1]; i++) {
            all->price_period[i] = -(int32_t)s;
            all->price_value[i] = value_of(s, 1);
        }
    }
    all->panel = (struct panel){.end_period = 100,
                                .count = count,
                                .sku = all->sku,
                                .location = all->location,
                                .start = all->start,
                                .demand = all->demand,
                                .return_start = all->return_start,
                                .return_period = all->return_period,
                                .return_quantity = all->return_quantity,
                                .price_start = all->price_start,
                                .price_period = all->price_period,
                                .price_value = all->price_value,
                                .price = all->price};
    censor(&all->panel, all->censored, all->censored_start, all->censored_bits);
    return all;
}

static struct panel sample_of(const struct stock_of_series *all, size_t wanted, struct arena *arena)
{
    struct panel sample;
    struct fault fault = {0};
    assert_int_equal(panel_sample(&sample, &all->panel, &all->names, wanted, arena, &fault),
                     STATUS_OK);
    return sample;
}

static void a_chosen_series_is_there_whole(void **state)
{
    struct arena *arena = *state;
    struct stock_of_series *all = panel_of(SKUS, arena);
    struct panel sample = sample_of(all, 300, arena);
    assert_in_range(sample.count, 240, 360); /* of 2,000 drawn at 15 %: within four deviations */
    assert_int_equal(sample.end_period, 100);
    for (size_t i = 0; i < sample.count; i++) {
        size_t s = panel_find(&all->panel, sample.sku[i], sample.location[i]);
        assert_true(s < all->panel.count);
        check_close(sample.price[i], value_of(s, 9), 0.0);
        struct span span = panel_span(&sample, i);
        assert_int_equal(span.length, s % (PERIODS_MOST + 1));
        assert_int_equal(span.first_period, 100 - (int32_t)span.length);
        for (size_t t = 0; t < span.length; t++) {
            check_close(span.demand[t], value_of(s, t), 0.0);
            assert_int_equal(span_censored(&span, t), s % 5 == 0);
        }
        assert_int_equal(sample.return_start[i + 1] - sample.return_start[i], s % 3);
        for (size_t t = sample.return_start[i]; t < sample.return_start[i + 1]; t++) {
            assert_int_equal(sample.return_period[t], s);
            check_close(sample.return_quantity[t], value_of(s, t - sample.return_start[i]), 0.0);
        }
        assert_int_equal(sample.price_start[i + 1] - sample.price_start[i], s % 2);
        if (s % 2 == 1) {
            assert_int_equal(sample.price_period[sample.price_start[i]], -(int32_t)s);
            check_close(sample.price_value[sample.price_start[i]], value_of(s, 1), 0.0);
        }
    }
}

/* A shop that grows keeps learning from the series that it learned from. */
static void the_choice_of_a_series_does_not_depend_on_others(void **state)
{
    struct arena *arena = *state;
    struct stock_of_series *all = panel_of(SKUS, arena);
    struct stock_of_series *half = panel_of(SKUS / 2, arena);
    struct panel of_all = sample_of(all, 600, arena);
    struct panel of_half = sample_of(half, 300, arena); /* the same share */
    for (size_t i = 0; i < of_half.count; i++) {
        assert_int_equal(of_half.sku[i], of_all.sku[i]);
        assert_int_equal(of_half.location[i], of_all.location[i]);
    }
    assert_true(of_half.count == of_all.count || of_all.sku[of_half.count] >= SKUS / 2);
}

static void few_series_are_all_taken(void **state)
{
    struct arena *arena = *state;
    struct stock_of_series *all = panel_of(SKUS, arena);
    struct panel sample = sample_of(all, SERIES, arena);
    assert_int_equal(sample.count, SERIES);
    assert_ptr_equal(sample.demand, all->panel.demand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_chosen_series_is_there_whole),
        cmocka_unit_test(the_choice_of_a_series_does_not_depend_on_others),
        cmocka_unit_test(few_series_are_all_taken),
    };
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
