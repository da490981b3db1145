/* Prices: what was put into the sales is found again and used ahead; odd prices change nothing. */
#include "base/missing.h"
#include "forecast/effects.h"
#include "support/check.h"
#include "support/learn.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ITEMS = 24, DAYS = 500, HORIZON = 28, HOLD = 50, CHANGES = DAYS / HOLD, ROOM = 64 };

static const double USUAL = 10.0;
static const double UNITS = 20.0;

/* Each item has another price every HOLD days, and again USUAL in between. */
struct shop {
    struct panel panel;
    struct inputs inputs;
    struct item items[ITEMS];
    struct promotion promotions[ITEMS * CHANGES];
    uint32_t sku[ITEMS];
    uint32_t location[ITEMS];
    size_t start[ITEMS + 1];
    double demand[ITEMS * DAYS];
    size_t price_start[ITEMS + 1];
    int32_t price_period[ITEMS * ROOM];
    double price_value[ITEMS * ROOM];
    struct arena arena;
    struct effects effects;
};

static double price_on(size_t item, size_t day)
{
    size_t hold = day / HOLD;
    double change = 0.05 * (double)(1 + (item + hold) % 6); /* 5 to 30 % */
    if (hold % 2 == 0) {
        return USUAL;
    }
    return (item + hold / 2) % 2 == 0 ? USUAL * (1.0 - change) : USUAL / (1.0 - change);
}

static void shop_price(struct shop *shop, double (*price)(size_t item, size_t day))
{
    size_t count = 0;
    for (size_t s = 0; s < ITEMS; s++) {
        shop->price_start[s] = count;
        double last = 0.0;
        for (size_t t = 0; t < DAYS; t++) {
            double now = price(s, t);
            if (now > last || now < last) {
                assert_true(count < ITEMS * (size_t)ROOM);
                shop->price_period[count] = (int32_t)t;
                shop->price_value[count++] = last = now;
            }
        }
    }
    shop->price_start[ITEMS] = count;
}

/* Demand goes with the price to the power of `elasticity`. */
static struct shop *shop_new(double elasticity)
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
            shop->demand[s * DAYS + t] =
                UNITS * noise(s * DAYS + t) * pow(price_on(s, t) / USUAL, elasticity);
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
        .price_start = shop->price_start,
        .price_period = shop->price_period,
        .price_value = shop->price_value,
    };
    shop_price(shop, price_on);
    shop->inputs.master.items = shop->items;
    shop->inputs.master.item_count = ITEMS;
    shop->inputs.master.promotions = shop->promotions;
    return shop;
}

static void shop_learn(struct shop *shop)
{
    learn_effects(&shop->effects, &shop->panel, &shop->inputs, HORIZON, &shop->arena);
    struct team team;
    struct fault fault = {0};
    assert_int_equal(team_init(&team, 1, &fault), STATUS_OK);
    assert_int_equal(
        prices_build(&shop->effects.lifts, &shop->effects, &shop->arena, &team, &fault), STATUS_OK);
    team_free(&team);
}

static void shop_free(struct shop *shop)
{
    arena_free(&shop->arena);
    free(shop);
}

/* Factors of the whole history and the horizon, 1 where nothing is said; true if anything is said
 * of prices. */
static bool factors(struct shop *shop, size_t item, double factor[DAYS + HORIZON])
{
    const struct lifts *lifts = &shop->effects.lifts;
    size_t count = panel_span(&shop->panel, item).length + HORIZON;
    double lift[DAYS + HORIZON];
    for (size_t t = 0; t < DAYS + HORIZON; t++) {
        factor[t] = lift[t] = 1.0;
    }
    bool priced = prices_of(lifts, item, 0, count, &shop->arena, factor);
    (void)lifts_of(lifts, item, 0, count, &shop->arena, lift);
    for (size_t t = 0; t < count; t++) {
        factor[t] *= lift[t];
    }
    return priced;
}

static void an_elasticity_of_minus_two_is_found_again(void **state)
{
    (void)state;
    struct shop *shop = shop_new(-2.0);
    shop_learn(shop);
    assert_non_null(shop->effects.lifts.elasticity);
    for (size_t s = 0; s < ITEMS; s++) {
        check_close(shop->effects.lifts.elasticity[s], -2.0, 0.25);
    }
    shop_free(shop);
}

/* The last price holds from DAYS - HOLD on: it counts on its first day almost in full, later less,
 * and ahead as on the last day. */
static void a_price_off_the_usual_one_counts_and_is_got_used_to(void **state)
{
    (void)state;
    struct shop *shop = shop_new(-2.0);
    shop_learn(shop);
    double factor[DAYS + HORIZON];
    double away = 0.0;
    for (size_t s = 0; s < ITEMS; s++) {
        assert_true(factors(shop, s, factor));
        double whole = pow(price_on(s, DAYS - 1) / price_on(s, DAYS - HOLD - 1), -2.0);
        double step = factor[DAYS - HOLD] / factor[DAYS - HOLD - 1];
        check_close(step / whole, 1.0, 0.1);
        assert_true(fabs(log(factor[DAYS])) <= fabs(log(factor[DAYS - HOLD])) + 1e-9);
        check_close(factor[DAYS], factor[DAYS - 1], 1e-12);
        check_close(factor[DAYS + HORIZON - 1], factor[DAYS - 1], 1e-12);
        away = fmax(away, fabs(log(factor[DAYS])));
    }
    assert_true(away > 0.2);
    shop_free(shop);
}

/* Weeks: the price of one in which it changed is a mean of both. */
static double price_of_week(size_t item, size_t week)
{
    double now = price_on(item, week);
    return week > 0 && week % HOLD == 0 ? (2.0 * price_on(item, week - 1) + 5.0 * now) / 7.0 : now;
}

static void weeks_in_which_a_price_changes_do_not_hide_it(void **state)
{
    (void)state;
    struct shop *shop = shop_new(-2.0);
    shop->panel.calendar.bucket = BUCKET_WEEK;
    shop_price(shop, price_of_week);
    shop_learn(shop);
    assert_non_null(shop->effects.lifts.elasticity);
    for (size_t s = 0; s < ITEMS; s++) {
        check_close(shop->effects.lifts.elasticity[s], -2.0, 0.4);
    }
    shop_free(shop);
}

static void where_price_does_nothing_little_is_learned(void **state)
{
    (void)state;
    struct shop *shop = shop_new(0.0);
    shop_learn(shop);
    for (size_t s = 0; s < ITEMS; s++) {
        const double *elasticity = shop->effects.lifts.elasticity;
        assert_true(elasticity == NULL || elasticity[s] > -0.2);
    }
    shop_free(shop);
}

/* That dearer sells more is not believed. */
static void no_elasticity_is_positive(void **state)
{
    (void)state;
    struct shop *shop = shop_new(1.5);
    shop_learn(shop);
    double factor[DAYS + HORIZON];
    for (size_t s = 0; s < ITEMS; s++) {
        assert_false(factors(shop, s, factor));
    }
    shop_free(shop);
}

static double one_price(size_t item, size_t day)
{
    (void)item;
    (void)day;
    return USUAL;
}

static double absurd_price(size_t item, size_t day)
{
    size_t odd = (day + 11 * item) % 97;
    return odd == 3 ? 0.01 : odd == 50 || odd == 51 ? 1e6 : USUAL;
}

static double no_price(size_t item, size_t day)
{
    (void)item;
    (void)day;
    return 0.0;
}

static void constant_missing_and_absurd_prices_change_nothing(void **state)
{
    (void)state;
    double (*const PRICES[])(size_t, size_t) = {one_price, absurd_price, no_price};
    for (size_t i = 0; i < sizeof PRICES / sizeof PRICES[0]; i++) {
        struct shop *shop = shop_new(-2.0);
        shop_price(shop, PRICES[i]);
        shop_learn(shop);
        double factor[DAYS + HORIZON];
        for (size_t s = 0; s < ITEMS; s++) {
            assert_false(factors(shop, s, factor) && fabs(log(factor[DAYS])) > 0.0);
        }
        shop_free(shop);
    }
    struct shop *shop = shop_new(-2.0);
    shop->panel.price_start = NULL;
    shop_learn(shop);
    assert_null(shop->effects.lifts.elasticity);
    shop_free(shop);
}

/* An earlier view says the same whatever the prices were later. */
static void a_later_price_is_not_known_earlier(void **state)
{
    (void)state;
    enum { EARLIER = 75 }; /* within a HOLD */
    struct shop *shops[2] = {shop_new(-2.0), shop_new(-2.0)};
    struct shop *other = shops[1];
    for (size_t i = 0; i < other->price_start[ITEMS]; i++) {
        if (other->price_period[i] >= DAYS - EARLIER) {
            other->price_value[i] *= 0.6;
        }
    }
    for (size_t k = 0; k < 2; k++) {
        shops[k]->panel = panel_earlier(&shops[k]->panel, EARLIER);
        shop_learn(shops[k]);
    }
    double a[DAYS + HORIZON];
    double b[DAYS + HORIZON];
    for (size_t s = 0; s < ITEMS; s++) {
        assert_true(factors(shops[0], s, a));
        assert_true(factors(shops[1], s, b));
        assert_memory_equal(a, b, sizeof a);
    }
    shop_free(shops[0]);
    shop_free(shops[1]);
}

/* Every price below the usual one is announced as a promotion: its lift explains it, and the price
 * is not counted beside it. */
static void a_promotion_is_not_counted_twice(void **state)
{
    (void)state;
    struct shop *shop = shop_new(-2.0);
    size_t count = 0;
    for (size_t s = 0; s < ITEMS; s++) {
        for (size_t hold = 1; hold < CHANGES; hold += 2) {
            double price = price_on(s, hold * HOLD);
            if (price < USUAL) {
                shop->promotions[count++] =
                    (struct promotion){.sku = (uint32_t)s,
                                       .location = NO_ID,
                                       .start_day = (int32_t)(hold * HOLD),
                                       .end_day = (int32_t)((hold + 1) * HOLD) - 1,
                                       .discount = 1.0 - price / USUAL,
                                       .kind = NO_ID};
            }
        }
    }
    shop->inputs.master.promotion_count = count;
    shop_learn(shop);
    double factor[DAYS + HORIZON];
    for (size_t s = 0; s < ITEMS; s++) {
        size_t day = HOLD + HOLD / 2;
        if (price_on(s, day) < USUAL) {
            (void)factors(shop, s, factor);
            check_close(factor[day] / pow(price_on(s, day) / USUAL, -2.0), 1.0, 0.2);
        }
    }
    shop_free(shop);
}

/* No promotion was ever seen, but prices were: one to come counts by the elasticity. */
static void the_first_promotion_counts_by_the_elasticity(void **state)
{
    (void)state;
    struct shop *shop = shop_new(-3.0);
    shop->promotions[0] = (struct promotion){.sku = 4,
                                             .location = NO_ID,
                                             .start_day = DAYS + 5,
                                             .end_day = DAYS + 9,
                                             .discount = 0.2,
                                             .kind = NO_ID};
    shop->inputs.master.promotion_count = 1;
    shop_learn(shop);
    double factor[DAYS + HORIZON];
    assert_true(factors(shop, 4, factor));
    double change = 0.8 * USUAL / price_on(4, DAYS - 1); /* it is cheaper than usual already */
    check_close(factor[DAYS + 6] / factor[DAYS + 4] / pow(change, -3.0), 1.0, 0.1);
    shop_free(shop);
}

static double ends_cheap(size_t item, size_t day)
{
    return day >= DAYS - 20 ? USUAL * 0.8 : day >= DAYS - HOLD ? USUAL : price_on(item, day);
}

/* What is sold at 20 % off today, and is announced at 20 % off, sells no more for it. */
static void a_discount_is_one_from_the_regular_price(void **state)
{
    (void)state;
    struct shop *shop = shop_new(-3.0);
    shop_price(shop, ends_cheap);
    for (size_t s = 0; s < ITEMS; s++) {
        for (size_t t = DAYS - HOLD; t < DAYS; t++) {
            shop->demand[s * DAYS + t] = UNITS * noise(t) * pow(ends_cheap(s, t) / USUAL, -3.0);
        }
    }
    shop->promotions[0] = (struct promotion){.sku = 4,
                                             .location = NO_ID,
                                             .start_day = DAYS + 5,
                                             .end_day = DAYS + 9,
                                             .discount = 0.2,
                                             .kind = NO_ID};
    shop->inputs.master.promotion_count = 1;
    shop_learn(shop);
    double factor[DAYS + HORIZON];
    assert_true(factors(shop, 4, factor));
    assert_true(factor[DAYS + 4] > 1.2);
    check_close(factor[DAYS + 6] / factor[DAYS + 4], 1.0, 0.3);
    shop_free(shop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_elasticity_of_minus_two_is_found_again),
        cmocka_unit_test(a_price_off_the_usual_one_counts_and_is_got_used_to),
        cmocka_unit_test(weeks_in_which_a_price_changes_do_not_hide_it),
        cmocka_unit_test(where_price_does_nothing_little_is_learned),
        cmocka_unit_test(no_elasticity_is_positive),
        cmocka_unit_test(constant_missing_and_absurd_prices_change_nothing),
        cmocka_unit_test(a_later_price_is_not_known_earlier),
        cmocka_unit_test(a_promotion_is_not_counted_twice),
        cmocka_unit_test(the_first_promotion_counts_by_the_elasticity),
        cmocka_unit_test(a_discount_is_one_from_the_regular_price),
    };
    return cmocka_run_group_tests_name("prices", tests, NULL, NULL);
}
