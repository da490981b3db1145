/* What units are worth where they may not sell in time: items that end, goods that spoil. */
#include "base/missing.h"
#include "support/check.h"
#include "support/valued.h"

#include <math.h>

enum { SALAD = 1, SHOP = 1, DEPOT = 2 };

/* Two a day (Poisson), an order of today comes in 5 days, the next a week later; cost 5, price 10,
 * 1 when it is left over. */
static struct item *open_shop(struct valued *shop)
{
    struct world *world = &shop->world;
    world_open(world);
    world_sell(world, SALAD, SHOP, 2.0, 2.0);
    return world_item(world, SALAD, 5.0, 10.0);
}

/* Mean of f over the whole units (begin, end]. */
static double chance_of_levels(double mean, double begin, double end)
{
    double sum = 0.0;
    for (double k = begin + 1.0; k <= end; k += 1.0) {
        sum += poisson_at_least(mean, k);
    }
    return sum / (end - begin);
}

/* ------------------------------------------------------------------ items that end */

/* Forty sell in the twenty days that are left.  Of a hundred the last ones are worth their salvage,
 * and no unit more than its chance to sell. */
static void what_cannot_sell_before_the_end_is_worth_its_salvage(void **state)
{
    (void)state;
    struct valued shop;
    open_shop(&shop);
    world_stock(&shop.world, SALAD, SHOP, 100.0);
    world_at(&shop.world, SALAD, SHOP)->terms.end_day = WORLD_DAY + 19;
    valued_plan(&shop, SALAD, SHOP);
    struct block blocks[WORTH_BLOCKS];
    size_t count = worth_spare(&shop.basis, shop.position, &shop.site, blocks);
    assert_int_equal(count, WORTH_BLOCKS);
    check_close(blocks[0].value, 1.0, 1e-6);
    double holding = shop.position->terms->holding_cost;
    double said = holding * 7.0 * 0.95 / 0.05; /* by the goal, of a loss beyond it */
    for (size_t b = 0; b < count; b++) {
        double end = 100.0 - blocks[b].begin;
        double begin = 100.0 - blocks[b].end;
        double sells = chance_of_levels(40.0, begin, end);
        /* Two a day, and half a week until the next review. */
        double days = ((begin + 1.0 + end) / 2.0 - shop.position->target) / 2.0 + 3.5;
        double risk = said * chance_of_levels(24.0, begin, end);
        double worth = fmin(5.0 - holding * days + risk, 5.0);
        check_close(blocks[b].value, 1.0 + (worth - 1.0) * sells, 2e-3);
    }
    world_close(&shop.world);
}

/* Six sell in the three days that are left, and no order can come: what sells earns its price. */
static void the_last_stock_earns_its_price_as_far_as_it_sells(void **state)
{
    (void)state;
    struct valued shop;
    open_shop(&shop);
    world_stock(&shop.world, SALAD, SHOP, 20.0);
    world_at(&shop.world, SALAD, SHOP)->terms.end_day = WORLD_DAY + 2;
    valued_plan(&shop, SALAD, SHOP);
    assert_int_equal(shop.position->binding, BINDING_ENDED);
    struct block blocks[WORTH_BLOCKS];
    size_t count = worth_spare(&shop.basis, shop.position, &shop.site, blocks);
    assert_true(count > 4);
    for (size_t b = 0; b < count; b++) {
        double sells = chance_of_levels(6.0, 20.0 - blocks[b].end, 20.0 - blocks[b].begin);
        check_close(blocks[b].value, 1.0 + 9.0 * sells, 1e-9);
    }
    world_close(&shop.world);
}

/* Nothing has sold for so long that it is thought dead: what is left of its rate, one in a hundred
 * days, is what its stock is worth, and one piece stays to tell if demand comes back. */
static void what_has_gone_silent_keeps_one_piece_and_the_rest_is_worth_little(void **state)
{
    (void)state;
    struct valued shop;
    open_shop(&shop);
    shop.world.series[0].mean = 0.01;
    shop.world.series[0].variance = 0.01;
    shop.world.series[0].flags = FLAG_DEAD;
    world_stock(&shop.world, SALAD, SHOP, 41.0);
    valued_plan(&shop, SALAD, SHOP);
    assert_int_equal(shop.position->binding, BINDING_ENDED);
    struct block blocks[WORTH_BLOCKS];
    size_t count = worth_spare(&shop.basis, shop.position, &shop.site, blocks);
    check_close(blocks[count - 1].end, 40.0, 0.0);
    check_close(blocks[0].value, 1.0, 1e-6);
    const struct block *last = &blocks[count - 1];
    double holding = shop.position->terms->holding_cost;
    double middle = 41.0 - (last->begin + 1.0 + last->end) / 2.0 + 1.0;
    double risk =
        holding * 7.0 * 0.95 / 0.05 * chance_of_levels(0.12, 41.0 - last->end, 41.0 - last->begin);
    double days = (middle - shop.position->target) / 0.01 + 3.5;
    check_close(last->value, 5.0 - holding * days + risk, 1e-3);
    world_close(&shop.world);
}

/* The item ends here in nine days: it needs the 18 less what sells before the order, and whatever
 * comes beyond that is left over. */
static void a_taker_wants_nothing_for_the_time_after_the_end(void **state)
{
    (void)state;
    struct valued shop;
    open_shop(&shop);
    world_at(&shop.world, SALAD, SHOP)->terms.end_day = WORLD_DAY + 8;
    valued_plan(&shop, SALAD, SHOP);
    assert_true(shop.position->raw_need < 14.0); /* 8 in the last four days */
    struct arrival_law law = valued_on_day(1.0);
    struct way way = valued_way(&law);
    struct taking taking;
    double value[WORTH_TAKEN];
    valued_take(&shop, &way, 80.0, &taking, value);
    assert_true(taking.count > 12);
    check_close(value[0], 10.0, 0.02);
    check_close(value[taking.count - 1], 1.0, 1e-6);
    world_close(&shop.world);
}

/* Carried for eleven days to a place where the item is sold for nine more. */
static void what_comes_after_the_end_is_left_over(void **state)
{
    (void)state;
    struct valued shop;
    open_shop(&shop);
    world_at(&shop.world, SALAD, SHOP)->terms.end_day = WORLD_DAY + 8;
    valued_plan(&shop, SALAD, SHOP);
    struct arrival_law law = valued_on_day(11.0);
    struct way way = valued_way(&law);
    struct taking taking;
    double value[WORTH_TAKEN];
    valued_take(&shop, &way, 10.0, &taking, value);
    assert_true(taking.count > 0);
    check_close(value[0], 1.0, 1e-9);
    world_close(&shop.world);
}

/* ------------------------------------------------------------------ goods with dates */

static void batch(struct world *world, uint32_t location, double units, int days)
{
    world_stock(world, SALAD, location, units)->expiry_day = WORLD_DAY + days - 1;
}

/* Six of thirty sell in the three days on sale that are left. */
static void what_will_expire_is_told_with_its_last_day_and_its_chance(void **state)
{
    (void)state;
    struct valued shop;
    open_shop(&shop);
    batch(&shop.world, SHOP, 30.0, 3);
    batch(&shop.world, SHOP, 7.0, 0); /* thrown away already */
    valued_plan(&shop, SALAD, SHOP);
    check_close(shop.position->expired, 31.0, 0.0);
    struct expiring lots[EXPIRING_LOTS];
    size_t count = worth_expiring(&shop.basis, shop.position, &shop.site, lots);
    assert_int_equal(count, 1);
    check_close(lots[0].units, 24.0, 0.0);
    check_close(lots[0].days, 3.0, 0.0);
    /* The k-th that stays sells when k are wanted; of thirty those from the seventh on leave. */
    check_close(lots[0].value, 1.0 + 4.0 * chance_of_levels(6.0, 6.0, 30.0), 1e-6);
    world_close(&shop.world);
}

/* On day 1 with two days left: the k-th sells when k are wanted in them. */
static void goods_with_a_date_are_worth_what_sells_before_it(void **state)
{
    (void)state;
    struct valued shop;
    open_shop(&shop);
    valued_plan(&shop, SALAD, SHOP);
    struct arrival_law law = valued_on_day(1.0);
    struct way way = valued_way(&law);
    way.sell_by = 3.0;
    struct taking taking;
    double value[WORTH_TAKEN];
    valued_take(&shop, &way, 12.0, &taking, value);
    for (size_t b = 0; b < 12; b++) {
        double sells = poisson_at_least(4.0, (double)b + 1.0);
        check_close(value[b], 1.0 + 4.0 * sells + 5.0 * sells, 1e-4);
    }
    world_close(&shop.world);
}

/* Older goods of its own sell before them. */
static void older_goods_stand_before_those_that_come(void **state)
{
    (void)state;
    struct valued shop;
    open_shop(&shop);
    batch(&shop.world, SHOP, 5.0, 4);
    valued_plan(&shop, SALAD, SHOP);
    struct arrival_law law = valued_on_day(1.0);
    struct way way = valued_way(&law);
    way.sell_by = 6.0;
    struct taking taking;
    double value[WORTH_TAKEN];
    double sales[WORTH_TAKEN];
    valued_take(&shop, &way, 8.0, &taking, value);
    taking_values(&taking, &way, value, sales);
    for (size_t b = 0; b < 8; b++) {
        /* Two of the five are gone by then; three stand before. */
        double sells = poisson_at_least(10.0, (double)b + 4.0);
        check_close(value[b], 1.0 + 4.0 * sells + 5.0 * sales[b], 1e-3);
        assert_true(sales[b] <= sells + 1e-12);
    }
    world_close(&shop.world);
}

/* And customers who wait. */
static void who_waits_stands_before_those_that_come(void **state)
{
    (void)state;
    struct valued shop;
    open_shop(&shop);
    world_stock(&shop.world, SALAD, SHOP, 1.0)->reserved = 4.0;
    valued_plan(&shop, SALAD, SHOP);
    struct arrival_law law = valued_on_day(1.0);
    struct way way = valued_way(&law);
    way.sell_by = 3.0;
    struct taking taking;
    double value[WORTH_TAKEN];
    double sales[WORTH_TAKEN];
    valued_take(&shop, &way, 10.0, &taking, value);
    taking_values(&taking, &way, value, sales);
    double sells = poisson_at_least(4.0, 10.0 + 3.0);
    check_close(value[9], 1.0 + 4.0 * sells + 5.0 * sales[9], 1e-6);
    world_close(&shop.world);
}

/* Fifty, on sale for fifteen days in which thirty sell: none of them expires inside the interval,
 * and what can be spared will hardly sell. */
static void spare_stock_counts_as_far_as_it_sells_before_its_date(void **state)
{
    (void)state;
    struct valued shop;
    open_shop(&shop);
    batch(&shop.world, SHOP, 50.0, 15);
    valued_plan(&shop, SALAD, SHOP);
    check_close(shop.position->expired, 0.0, 0.0);
    check_close(worth_spare_days(&shop.basis, shop.position), 15.0, 0.0);
    struct block blocks[WORTH_BLOCKS];
    size_t count = worth_spare(&shop.basis, shop.position, &shop.site, blocks);
    assert_true(count == WORTH_BLOCKS);
    double holding = shop.position->terms->holding_cost;
    double said = holding * 7.0 * 0.95 / 0.05; /* by the goal, of a loss beyond it */
    /* Fourteen more of stock spare an interval without an order its loss beyond the target. */
    double later = 0.0;
    for (double k = shop.position->target + 1.0; k < 100.0; k += 1.0) {
        later += poisson_at_least(24.0, k) / 14.0;
    }
    for (size_t b = 0; b < count; b++) {
        double begin = 50.0 - blocks[b].end;
        double end = 50.0 - blocks[b].begin;
        double days = ((begin + 1.0 + end) / 2.0 - shop.position->target) / 2.0 + 3.5;
        double saves = fmax(chance_of_levels(24.0, begin, end), later);
        double sells = chance_of_levels(30.0, begin, end);
        double worth = fmin(5.0 - holding * days + said * saves, 5.0);
        check_close(blocks[b].value, 1.0 + (worth - 1.0) * sells, 2e-3);
    }
    world_close(&shop.world);
}

/* The same goods without dates, but of an item that lives for fifteen days. */
static void without_dates_the_life_of_the_item_counts(void **state)
{
    (void)state;
    double value[2];
    for (int c = 0; c < 2; c++) {
        struct valued shop;
        struct item *item = open_shop(&shop);
        if (c == 0) {
            batch(&shop.world, SHOP, 50.0, 15);
        } else {
            world_stock(&shop.world, SALAD, SHOP, 50.0);
            item->terms.shelf_life_days = 15.0;
        }
        valued_plan(&shop, SALAD, SHOP);
        struct block blocks[WORTH_BLOCKS];
        assert_true(worth_spare(&shop.basis, shop.position, &shop.site, blocks) > 0);
        assert_true((worth_spare_days(&shop.basis, shop.position) < HUGE_VAL) == (c == 0));
        value[c] = blocks[0].value;
        world_close(&shop.world);
    }
    check_close(value[1], value[0], 1e-12);
    assert_true(value[0] < 1.1);
}

/* What sells last leaves: what has no date, then the youngest; the oldest of it counts. */
static void the_youngest_leave(void **state)
{
    (void)state;
    struct valued shop;
    open_shop(&shop);
    batch(&shop.world, SHOP, 40.0, 60);
    batch(&shop.world, SHOP, 12.0, 90);
    world_stock(&shop.world, SALAD, SHOP, 3.0);
    valued_plan(&shop, SALAD, SHOP);
    double spare = shop.position->spare;
    assert_true(spare > 15.0);
    check_close(worth_spare_days(&shop.basis, shop.position), 60.0, 0.0);
    world_close(&shop.world);
    open_shop(&shop);
    batch(&shop.world, SHOP, 55.0 - spare, 60);
    batch(&shop.world, SHOP, spare - 3.0, 90);
    world_stock(&shop.world, SALAD, SHOP, 3.0);
    valued_plan(&shop, SALAD, SHOP);
    check_close(shop.position->spare, spare, 0.0);
    check_close(worth_spare_days(&shop.basis, shop.position), 90.0, 0.0);
    /* What is blocked does not leave. */
    for (size_t r = 0; r < shop.world.inputs.stock_count; r++) {
        if (shop.world.stock[r].expiry_day == WORLD_DAY + 89) {
            shop.world.stock[r].on_hand += 5.0;
            shop.world.stock[r].blocked = 6.0;
            shop.world.stock[r - 1].on_hand += 1.0;
        }
    }
    valued_plan(&shop, SALAD, SHOP);
    check_close(shop.position->spare, spare, 0.0);
    check_close(worth_spare_days(&shop.basis, shop.position), 60.0, 0.0);
    world_close(&shop.world);
}

/* A taker of goods that live for ten days, in which twenty sell: the fortieth would spoil. */
static void beyond_its_need_a_taker_counts_what_would_spoil(void **state)
{
    (void)state;
    struct valued shop;
    open_shop(&shop)->terms.shelf_life_days = 10.0;
    valued_plan(&shop, SALAD, SHOP);
    struct arrival_law law = valued_on_day(1.0);
    struct way way = valued_way(&law);
    struct taking taking;
    double value[WORTH_TAKEN];
    valued_take(&shop, &way, 60.0, &taking, value);
    check_close(value[taking.count - 1], 1.0, 1e-6);
    world_close(&shop.world);
}

/* ------------------------------------------------------------------ places that feed others */

/* The depot sells nothing itself: its stock goes to the shop that it feeds, and is not dead. */
static void stock_of_a_feeding_place_is_held_for_those_it_feeds(void **state)
{
    (void)state;
    struct valued shop;
    open_shop(&shop);
    world_location(&shop.world, SHOP)->source = DEPOT;
    world_location(&shop.world, DEPOT);
    world_stock(&shop.world, SALAD, DEPOT, 200.0);
    valued_plan(&shop, SALAD, DEPOT);
    assert_true(shop.position->dependent > 0.0);
    struct block blocks[WORTH_BLOCKS];
    size_t count = worth_spare(&shop.basis, shop.position, &shop.site, blocks);
    assert_int_equal(count, WORTH_BLOCKS);
    double holding = shop.position->terms->holding_cost;
    double a_day = shop.position->dependent / shop.position->interval_days;
    double middle = (blocks[0].begin + 1.0 + blocks[0].end) / 2.0;
    double excess = shop.position->position - shop.position->target - middle + 1.0;
    check_close(blocks[0].value, 5.0 - holding * (excess / a_day + 3.5), 1e-9);
    assert_true(blocks[0].value > 4.0);
    world_close(&shop.world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_cannot_sell_before_the_end_is_worth_its_salvage),
        cmocka_unit_test(the_last_stock_earns_its_price_as_far_as_it_sells),
        cmocka_unit_test(what_has_gone_silent_keeps_one_piece_and_the_rest_is_worth_little),
        cmocka_unit_test(a_taker_wants_nothing_for_the_time_after_the_end),
        cmocka_unit_test(what_comes_after_the_end_is_left_over),
        cmocka_unit_test(what_will_expire_is_told_with_its_last_day_and_its_chance),
        cmocka_unit_test(goods_with_a_date_are_worth_what_sells_before_it),
        cmocka_unit_test(older_goods_stand_before_those_that_come),
        cmocka_unit_test(who_waits_stands_before_those_that_come),
        cmocka_unit_test(spare_stock_counts_as_far_as_it_sells_before_its_date),
        cmocka_unit_test(without_dates_the_life_of_the_item_counts),
        cmocka_unit_test(the_youngest_leave),
        cmocka_unit_test(beyond_its_need_a_taker_counts_what_would_spoil),
        cmocka_unit_test(stock_of_a_feeding_place_is_held_for_those_it_feeds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
