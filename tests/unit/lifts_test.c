/* Promotions: what was put into the sales is found again, and expected of the next one. */
#include "base/missing.h"
#include "forecast/effects.h"
#include "support/check.h"
#include "support/learn.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ITEMS = 24, DAYS = 600, HORIZON = 28, RUN_DAYS = 10, RUNS = 6, LATER = 5 };

/* Each item is promoted RUNS times in the past and once from LATER days after today on. */
struct shop {
    struct panel panel;
    struct inputs inputs;
    struct item items[ITEMS];
    struct promotion promotions[ITEMS * (RUNS + 1)];
    uint32_t sku[ITEMS];
    uint32_t location[ITEMS];
    size_t start[ITEMS + 1];
    double demand[ITEMS * DAYS];
    struct arena arena;
    struct effects effects;
};

static int32_t run_start(size_t item, size_t run)
{
    return run == RUNS ? DAYS + LATER : (int32_t)(40 + 85 * run + (7 * item) % 40);
}

static struct shop *shop_new(void)
{
    struct shop *shop = calloc(1, sizeof *shop);
    assert_non_null(shop);
    arena_init(&shop->arena, 0);
    for (size_t s = 0; s < ITEMS; s++) {
        shop->sku[s] = (uint32_t)s;
        shop->items[s] = (struct item){.sku = (uint32_t)s, .terms = terms_unset()};
        shop->items[s].terms.category = (uint32_t)(s % 2);
        shop->start[s + 1] = (s + 1) * DAYS;
        for (size_t t = 0; t < DAYS; t++) {
            shop->demand[s * DAYS + t] = 20.0 * noise(s * DAYS + t);
        }
        for (size_t r = 0; r <= RUNS; r++) {
            shop->promotions[s * (RUNS + 1) + r] =
                (struct promotion){.sku = (uint32_t)s,
                                   .location = NO_ID,
                                   .start_day = run_start(s, r),
                                   .end_day = run_start(s, r) + RUN_DAYS - 1,
                                   .discount = MISSING,
                                   .kind = NO_ID};
        }
    }
    shop->panel = (struct panel){
        .calendar = {.bucket = BUCKET_DAY},
        .as_of = DAYS,
        .end_period = DAYS,
        .count = ITEMS,
        .sku = shop->sku,
        .location = shop->location,
        .start = shop->start,
        .demand = shop->demand,
    };
    shop->inputs.master.items = shop->items;
    shop->inputs.master.item_count = ITEMS;
    shop->inputs.master.promotions = shop->promotions;
    shop->inputs.master.promotion_count = sizeof shop->promotions / sizeof shop->promotions[0];
    return shop;
}

static struct promotion *promotion(struct shop *shop, size_t item, size_t run)
{
    return &shop->promotions[item * (RUNS + 1) + run];
}

/* Demand of an item times `by` on `days` days from `from` on. */
static void multiply(struct shop *shop, size_t item, int32_t from, int32_t days, double by)
{
    for (int32_t t = from; t < from + days && t < DAYS; t++) {
        shop->demand[item * DAYS + (size_t)t] *= by;
    }
}

/* The factor of an item on the third day of its promotion to come. */
static double lift_ahead(struct shop *shop, size_t item, int32_t day)
{
    double factor[HORIZON];
    for (size_t h = 0; h < HORIZON; h++) {
        factor[h] = 1.0;
    }
    (void)lifts_of(&shop->effects.lifts, item, DAYS, HORIZON, &shop->arena, factor);
    return factor[day];
}

static void shop_learn(struct shop *shop)
{
    learn_effects(&shop->effects, &shop->panel, &shop->inputs, HORIZON, &shop->arena);
}

static void shop_free(struct shop *shop)
{
    arena_free(&shop->arena);
    free(shop);
}

static void a_promotion_that_doubled_demand_will_double_it(void **state)
{
    (void)state;
    struct shop *shop = shop_new();
    for (size_t s = 0; s < ITEMS; s++) {
        for (size_t r = 0; r < RUNS; r++) {
            multiply(shop, s, run_start(s, r), RUN_DAYS, 2.0);
        }
    }
    shop_learn(shop);
    for (size_t s = 0; s < ITEMS; s++) {
        check_close(lift_ahead(shop, s, LATER) / 2.0, 1.0, 0.1);
        check_close(lift_ahead(shop, s, LATER - 1), 1.0, 1e-12);
        check_close(lift_ahead(shop, s, LATER + RUN_DAYS) / 1.0, 1.0, 0.1);
    }
    shop_free(shop);
}

static void the_days_after_a_promotion_dip(void **state)
{
    (void)state;
    struct shop *shop = shop_new();
    for (size_t s = 0; s < ITEMS; s++) {
        for (size_t r = 0; r < RUNS; r++) {
            multiply(shop, s, run_start(s, r), RUN_DAYS, 3.0);
            multiply(shop, s, run_start(s, r) + RUN_DAYS, 7, 0.6);
        }
    }
    shop_learn(shop);
    check_close(lift_ahead(shop, 3, LATER) / 3.0, 1.0, 0.1);
    check_close(lift_ahead(shop, 3, LATER + RUN_DAYS) / 0.6, 1.0, 0.1);
    check_close(lift_ahead(shop, 3, LATER + RUN_DAYS + 7), 1.0, 1e-12);
    shop_free(shop);
}

/* Demand goes with price to the power of -2: discounts from 5 to 30 % in the past tell what one of
 * 40 % will do. */
static void a_deeper_discount_sells_more(void **state)
{
    (void)state;
    struct shop *shop = shop_new();
    for (size_t s = 0; s < ITEMS; s++) {
        for (size_t r = 0; r < RUNS; r++) {
            double discount = 0.05 + 0.05 * (double)((s + r) % 6);
            promotion(shop, s, r)->discount = discount;
            multiply(shop, s, run_start(s, r), RUN_DAYS, pow(1.0 - discount, -2.0));
        }
        promotion(shop, s, RUNS)->discount = s == 0 ? 0.1 : 0.4;
    }
    shop_learn(shop);
    check_close(lift_ahead(shop, 0, LATER) / pow(0.9, -2.0), 1.0, 0.1);
    check_close(lift_ahead(shop, 1, LATER) / pow(0.6, -2.0), 1.0, 0.1);
    shop_free(shop);
}

/* Even items double, odd ones do nothing; an even one that was never promoted is expected to do as
 * the even ones do. */
static void an_item_without_promotions_borrows_from_its_category(void **state)
{
    (void)state;
    struct shop *shop = shop_new();
    for (size_t s = 0; s < ITEMS; s++) {
        for (size_t r = 0; r < RUNS; r++) {
            if (s == 2) {
                *promotion(shop, s, r) = *promotion(shop, s, RUNS);
            } else if (s % 2 == 0) {
                multiply(shop, s, run_start(s, r), RUN_DAYS, 2.0);
            }
        }
    }
    shop_learn(shop);
    check_close(lift_ahead(shop, 2, LATER) / 2.0, 1.0, 0.1);
    check_close(lift_ahead(shop, 5, LATER), 1.0, 0.1);
    shop_free(shop);
}

/* One wild week of one item is not what its next promotion will be like. */
static void one_wild_run_is_shrunk(void **state)
{
    (void)state;
    struct shop *shop = shop_new();
    for (size_t s = 0; s < ITEMS; s++) {
        for (size_t r = 0; r < RUNS; r++) {
            bool wild = s == 0 && r == 0;
            if (s == 0 && r > 0) {
                *promotion(shop, s, r) = *promotion(shop, s, RUNS);
            }
            multiply(shop, s, run_start(s, r), RUN_DAYS, wild ? 8.0 : 0.5 + 2.0 * noise(s + 7 * r));
        }
    }
    shop_learn(shop);
    assert_true(lift_ahead(shop, 0, LATER) < 5.0);
    shop_free(shop);
}

/* Nothing ever sold, nothing known, promoted from the first day to the last: no lift, no NaN. */
/* Runs that do well or badly by chance, a factor of e^(+-0.5) each: a variance of 0.25. */
static void the_scatter_of_runs_is_found(void **state)
{
    (void)state;
    struct shop *even = shop_new();
    struct shop *odd = shop_new();
    for (size_t s = 0; s < ITEMS; s++) {
        for (size_t r = 0; r < RUNS; r++) {
            double luck = (s / 2 + r) % 2 == 0 ? exp(0.5) : exp(-0.5);
            multiply(even, s, run_start(s, r), RUN_DAYS, 2.0);
            multiply(odd, s, run_start(s, r), RUN_DAYS, 2.0 * luck);
        }
    }
    shop_learn(even);
    shop_learn(odd);
    assert_true(even->effects.lifts.scatter < 0.03);
    /* the sample's variance: n / (n - 1) of 0.25 */
    check_close(odd->effects.lifts.scatter, 0.25 * RUNS / (RUNS - 1.0), 0.05);
    double share[HORIZON];
    assert_true(lifts_share(&odd->effects.lifts, 0, DAYS, HORIZON, &odd->arena, share));
    for (size_t h = 0; h < HORIZON; h++) {
        bool promoted = h >= LATER && h < LATER + RUN_DAYS;
        check_close(share[h], promoted ? 1.0 : 0.0, 0.0);
    }
    shop_free(even);
    shop_free(odd);
}

static void useless_promotions_lift_nothing(void **state)
{
    (void)state;
    struct shop *shop = shop_new();
    for (size_t s = 0; s < ITEMS; s++) {
        for (size_t t = 0; t < DAYS; t++) {
            shop->demand[s * DAYS + t] = s % 3 == 0 ? 0.0 : s % 3 == 1 ? MISSING : 5.0;
        }
        for (size_t r = 0; r < RUNS && s % 3 == 2; r++) {
            promotion(shop, s, r)->start_day = -10;
            promotion(shop, s, r)->end_day = DAYS + HORIZON;
        }
    }
    shop_learn(shop);
    for (size_t s = 0; s < ITEMS; s++) {
        check_close(lift_ahead(shop, s, LATER), 1.0, 1e-9);
    }
    shop_free(shop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_promotion_that_doubled_demand_will_double_it),
        cmocka_unit_test(the_days_after_a_promotion_dip),
        cmocka_unit_test(a_deeper_discount_sells_more),
        cmocka_unit_test(an_item_without_promotions_borrows_from_its_category),
        cmocka_unit_test(one_wild_run_is_shrunk),
        cmocka_unit_test(the_scatter_of_runs_is_found),
        cmocka_unit_test(useless_promotions_lift_nothing),
    };
    return cmocka_run_group_tests_name("lifts", tests, NULL, NULL);
}
