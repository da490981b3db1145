/* What units are worth where something bounds it: rooms, waiting policies, customers who wait,
 * goods that hardly sell, ways without number. */
#include "base/missing.h"
#include "replenish/policy.h"
#include "support/check.h"
#include "support/valued.h"

#include <math.h>

enum { SHIRT = 1, SHOP = 1, DEPOT = 2 };

/* Two a day (Poisson), an order of today comes in 5 days, the next a week later; cost 5, price 10.
 */
static void open_shop(struct valued *shop, double daily)
{
    struct world *world = &shop->world;
    world_open(world);
    world_sell(world, SHIRT, SHOP, daily, daily);
    world_item(world, SHIRT, 5.0, 10.0);
}

static double last_unit(const struct taking *taking)
{
    return taking->count > 0 ? taking->blocks[taking->count - 1].end : 0.0;
}

/* A shelf for twenty-five, twelve of them taken. */
static void what_has_no_room_is_not_taken(void **state)
{
    (void)state;
    struct valued shop;
    open_shop(&shop, 2.0);
    shop.world.settings.unmet = UNMET_BACKORDER;
    world_stock(&shop.world, SHIRT, SHOP, 12.0);
    world_at(&shop.world, SHIRT, SHOP)->terms.max_stock = 25.0;
    valued_plan(&shop, SHIRT, SHOP);
    struct arrival_law law = valued_on_day(1.0);
    struct way way = valued_way(&law);
    struct taking taking;
    double value[WORTH_TAKEN];
    valued_take(&shop, &way, 500.0, &taking, value);
    check_close(last_unit(&taking), 13.0, 0.0);
    world_close(&shop.world);
}

/* One in a hundred days: after 0.8 x 365 / 0.25 = 1168 days holding has eaten all but the salvage,
 * and by then some twelve have sold. */
static void nobody_wants_more_than_pays_to_hold(void **state)
{
    (void)state;
    struct valued shop;
    open_shop(&shop, 0.01);
    valued_plan(&shop, SHIRT, SHOP);
    struct arrival_law law = valued_on_day(1.0);
    struct way way = valued_way(&law);
    struct taking taking;
    double value[WORTH_TAKEN];
    valued_take(&shop, &way, 500.0, &taking, value);
    check_close(last_unit(&taking), shop.position->raw_need + 12.0, 0.0);
    assert_true(value[taking.count - 1] < 1.5);
    valued_take(&shop, &way, 4.0, &taking, value);
    check_close(last_unit(&taking), 4.0, 0.0);
    world_close(&shop.world);
}

static bool twenty_to_fifty(const struct situation *situation, struct levels *levels,
                            struct arena *scratch)
{
    (void)situation;
    (void)scratch;
    *levels = (struct levels){.reorder_point = 20.0, .order_up_to = 50.0};
    return true;
}

/* Thirty are there, the policy orders in five days when twenty are left: up to fifty a unit saves
 * that purchase and is held until then. */
static void a_place_that_waits_for_its_reorder_point_holds_what_comes_until_then(void **state)
{
    (void)state;
    static const struct policy policy = {.name = "typed", .levels = twenty_to_fifty};
    struct valued shop;
    open_shop(&shop, 2.0);
    shop.world.settings.unmet = UNMET_BACKORDER;
    shop.world.settings.policies.general = &policy;
    world_stock(&shop.world, SHIRT, SHOP, 30.0);
    valued_plan(&shop, SHIRT, SHOP);
    check_close(shop.position->raw_need, 0.0, 0.0);
    struct arrival_law law = valued_on_day(4.0);
    struct way way = valued_way(&law);
    struct taking taking;
    double value[WORTH_TAKEN];
    valued_take(&shop, &way, 21.0, &taking, value);
    double held = 5.0 - 5.0 * shop.position->terms->holding_cost;
    assert_int_equal(taking.count, WORTH_BLOCKS + 1);
    for (size_t b = 0; b < taking.count; b++) { /* the last would be asked for in four days */
        check_close(value[b], held, 1e-4);
    }
    check_close(taking.days[0].need, 20.0, 0.0);
    world_close(&shop.world);
    /* With seventy it orders in 25 days, whatever leaves of the twenty beyond fifty. */
    open_shop(&shop, 2.0);
    shop.world.settings.unmet = UNMET_BACKORDER;
    shop.world.settings.policies.general = &policy;
    world_stock(&shop.world, SHIRT, SHOP, 70.0);
    valued_plan(&shop, SHIRT, SHOP);
    struct block blocks[WORTH_BLOCKS];
    size_t count = worth_spare(&shop.basis, shop.position, &shop.site, blocks);
    check_close(blocks[count - 1].end, 20.0, 0.0);
    for (size_t b = 0; b < count; b++) {
        check_close(blocks[b].value, 5.0 - 25.0 * shop.position->terms->holding_cost, 1e-3);
    }
    world_close(&shop.world);
}

/* Three customers wait: they are served first, then who comes in the four days to the receipt.
 * Serving them is part of the need, and no more than that. */
static void customers_who_wait_are_served_first(void **state)
{
    (void)state;
    struct valued shop;
    open_shop(&shop, 2.0);
    world_stock(&shop.world, SHIRT, SHOP, 0.0)->reserved = 3.0;
    valued_plan(&shop, SHIRT, SHOP);
    struct arrival_law law = valued_on_day(1.0);
    struct way way = valued_way(&law);
    struct taking taking;
    double value[WORTH_TAKEN];
    valued_take(&shop, &way, 12.0, &taking, value);
    for (size_t b = 0; b < 12; b++) {
        check_close(value[b], 5.0 + 5.0 * poisson_at_least(8.0, (double)b - 2.0), 1e-3);
    }
    check_close(taking.days[0].need, shop.position->raw_need + 8.0, 1e-3);
    world_close(&shop.world);
}

/* An empty shop, and four are due on day 2. */
static void what_is_on_its_way_sells_in_its_turn(void **state)
{
    (void)state;
    struct valued shop;
    open_shop(&shop, 2.0);
    world_open_order(&shop.world, SHIRT, SHOP, 4.0, 2);
    valued_plan(&shop, SHIRT, SHOP);
    struct taking taking;
    double value[WORTH_TAKEN];
    /* On day 3: of the four that came on day 2 some are left, and six are wanted to day 5. */
    struct arrival_law law = valued_on_day(3.0);
    struct way way = valued_way(&law);
    valued_take(&shop, &way, 8.0, &taking, value);
    for (size_t b = 0; b < 8; b++) {
        double saves = 0.0;
        for (double d = 0.0; d < 40.0; d += 1.0) {
            saves +=
                poisson_mass(2.0, d) * poisson_at_least(4.0, fmax(4.0 - d, 0.0) + (double)b + 1.0);
        }
        check_close(value[b], 5.0 + 5.0 * saves, 1e-3);
    }
    /* On day 1, before them: the k-th saves a sale on day 1, or one after the four are sold. */
    law = valued_on_day(1.0);
    valued_take(&shop, &way, 8.0, &taking, value);
    for (size_t b = 0; b < 8; b++) {
        double k = (double)b + 1.0;
        double saves = 0.0;
        for (double d = 0.0; d < 40.0; d += 1.0) {
            double left = fmax(k - d, 0.0);
            saves += poisson_mass(2.0, d) * (d >= k ? 1.0 : poisson_at_least(6.0, 4.0 + left));
        }
        check_close(value[b], 5.0 + 5.0 * saves, 1e-3);
    }
    world_close(&shop.world);
}

/* Days beyond the number that is kept count as their neighbours. */
static void more_days_than_are_kept_count_as_their_neighbours(void **state)
{
    (void)state;
    struct valued shop;
    open_shop(&shop, 2.0);
    valued_plan(&shop, SHIRT, SHOP);
    struct taking taking;
    taking_start(&taking, &shop.basis, shop.position, &shop.site);
    for (int day = 1; day <= TAKING_DAYS + 10; day++) {
        struct arrival_law law = valued_on_day((double)day);
        taking_expect(&taking, &law);
        taking_expect(&taking, &law);
    }
    assert_int_equal(taking.day_count, TAKING_DAYS);
    assert_true(taking_cut(&taking, 20.0, false, &shop.world.arena));
    double value[2][WORTH_TAKEN];
    for (int i = 0; i < 2; i++) {
        struct arrival_law law = valued_on_day((double)TAKING_DAYS + 9.0 * i);
        struct way way = valued_way(&law);
        taking_values(&taking, &way, value[i], NULL);
    }
    for (size_t b = 0; b < taking.count; b++) {
        check_close(value[1][b], value[0][b], 0.0);
    }
    world_close(&shop.world);
}

/* As wide as a month: what is merged keeps mean, spread and all of the chance. */
static void a_wide_way_keeps_its_mean_and_spread_in_few_days(void **state)
{
    (void)state;
    struct valued shop;
    open_shop(&shop, 2.0);
    valued_plan(&shop, SHIRT, SHOP);
    struct lane lane = {.from = DEPOT, .to = SHOP, .transit_days = 30.0, .transit_sd = 10.0};
    struct arrival_law law;
    arrival_law_make(&law, &shop.basis, &lane);
    assert_int_equal(law.points, ARRIVAL_POINTS);
    double weight = 0.0;
    double mean = 0.0;
    for (size_t p = 0; p < law.points; p++) {
        weight += law.weight[p];
        mean += law.weight[p] * law.day[p];
    }
    check_close(weight, 1.0, 1e-12);
    check_relative(mean, 30.0, 0.02);
    world_close(&shop.world);
}

/* What an empty shop holds beyond its target, of a demand of 3.5 from the receipt on (what is lost
 * before it uses up nothing): each unit by its days, by its chance to be asked for in the interval
 * if it comes before that ends, and by the losses that reviews without an order spare. */
static void beyond_its_target_an_empty_shop_counts_what_uses_it_up(void **state)
{
    (void)state;
    for (int late = 0; late < 2; late++) {
        struct valued shop;
        open_shop(&shop, 0.5);
        valued_plan(&shop, SHIRT, SHOP);
        double target = shop.position->target;
        double holding = shop.position->terms->holding_cost;
        double said = holding * 7.0 * 0.95 / 0.05;
        struct arrival_law law = valued_on_day(late ? 13.0 : 1.0);
        struct way way = valued_way(&law);
        struct taking taking;
        double value[WORTH_TAKEN];
        valued_take(&shop, &way, 14.0, &taking, value);
        double later = 0.0;
        for (double k = target + 1.0; k < 60.0; k += 1.0) {
            later += poisson_at_least(3.5, k) / 3.5;
        }
        size_t beyond = 0;
        for (size_t b = 0; b < taking.count; b++) {
            double excess = taking.blocks[b].end - taking.days[0].need;
            if (excess < 1.0 - 1e-3 || taking.blocks[b].end > taking.blocks[b].begin + 1.5) {
                continue;
            }
            double now = late ? 0.0 : poisson_at_least(3.5, round(target + excess));
            double worth = 5.0 - holding * (excess / 0.5 + 3.5) + said * fmax(now, later);
            check_close(value[b], fmin(worth, 5.0), 1e-4);
            beyond++;
        }
        assert_true(beyond >= 3);
        world_close(&shop.world);
    }
}

/* Eighteen are wanted until the item ends here, eight are there, and the k-th that comes sells if
 * eight and k are. */
static void until_the_end_what_is_there_stands_before_what_comes(void **state)
{
    (void)state;
    struct valued shop;
    open_shop(&shop, 2.0);
    world_stock(&shop.world, SHIRT, SHOP, 8.0);
    world_at(&shop.world, SHIRT, SHOP)->terms.end_day = WORLD_DAY + 8;
    valued_plan(&shop, SHIRT, SHOP);
    assert_true(shop.position->lost_before > 2.0);
    struct arrival_law law = valued_on_day(1.0);
    struct way way = valued_way(&law);
    struct taking taking;
    double value[WORTH_TAKEN];
    valued_take(&shop, &way, 22.0, &taking, value);
    double k = last_unit(&taking);
    check_close(k, 22.0, 0.0);
    double begin = taking.blocks[taking.count - 1].begin;
    double sells = 0.0;
    for (double unit = begin + 1.0; unit <= k; unit += 1.0) {
        sells += poisson_at_least(18.0, 8.0 + unit) / (k - begin);
    }
    assert_true(sells < 0.02);
    check_close(value[taking.count - 1], 1.0 + 4.0 * sells, 0.02);
    world_close(&shop.world);
}

/* A depot that sells one a day itself and feeds a shop: of its target a part is the shop's, and the
 * chance that its own twelve pass what is left is its own. */
static void what_a_depot_keeps_for_others_is_not_its_own_safety(void **state)
{
    (void)state;
    struct valued shop;
    open_shop(&shop, 2.0);
    world_sell(&shop.world, SHIRT, DEPOT, 1.0, 1.0);
    world_location(&shop.world, SHOP)->source = DEPOT;
    world_location(&shop.world, DEPOT);
    world_stock(&shop.world, SHIRT, DEPOT, 150.0);
    world_stock(&shop.world, SHIRT, SHOP, 60.0);
    valued_plan(&shop, SHIRT, DEPOT);
    double dependent = shop.position->dependent;
    double target = shop.position->target;
    assert_true(dependent > 0.0 && target > dependent + 10.0);
    struct block blocks[WORTH_BLOCKS];
    size_t count = worth_spare(&shop.basis, shop.position, &shop.site, blocks);
    double holding = shop.position->terms->holding_cost;
    double said = holding * 7.0 * 0.95 / 0.05;
    double later = 0.0;
    for (double k = target - dependent + 1.0; k < 60.0; k += 1.0) {
        later += poisson_at_least(12.0, k);
    }
    later /= 7.0 * (12.0 + dependent) / 12.0;
    const struct block *first = &blocks[0];
    double excess = 150.0 - (first->begin + 1.0 + first->end) / 2.0 + 1.0 - target;
    double a_day = 1.0 + dependent / 12.0;
    assert_true(count == WORTH_BLOCKS);
    check_close(first->value, 5.0 - holding * (excess / a_day + 3.5) + said * later, 2e-3);
    world_close(&shop.world);
}

/* A depot without sales of its own takes for the shop that it feeds. */
static void a_depot_takes_what_those_it_feeds_will_use(void **state)
{
    (void)state;
    struct valued shop;
    open_shop(&shop, 2.0);
    world_location(&shop.world, SHOP)->source = DEPOT;
    world_location(&shop.world, DEPOT);
    world_stock(&shop.world, SHIRT, DEPOT, 0.0);
    valued_plan(&shop, SHIRT, DEPOT);
    assert_true(shop.position->dependent > 0.0);
    struct arrival_law law = valued_on_day(1.0);
    struct way way = valued_way(&law);
    struct taking taking;
    double value[WORTH_TAKEN];
    valued_take(&shop, &way, 300.0, &taking, value);
    check_close(last_unit(&taking), 300.0, 0.0);
    assert_true(value[taking.count - 1] > 4.0 && value[taking.count - 1] < 5.0);
    world_close(&shop.world);
}

/* Nothing is expected, nothing is taken; a place that nobody knows sells nothing. */
static void without_a_way_or_a_history_little_is_told(void **state)
{
    (void)state;
    struct valued shop;
    open_shop(&shop, 2.0);
    world_stock(&shop.world, SHIRT, DEPOT, 0.0);
    world_at(&shop.world, SHIRT, DEPOT)->terms.min_stock = 3.0;
    valued_plan(&shop, SHIRT, DEPOT);
    struct taking taking;
    taking_start(&taking, &shop.basis, shop.position, &shop.site);
    assert_true(taking_cut(&taking, 50.0, false, &shop.world.arena));
    assert_int_equal(taking.count, 0);
    struct arrival_law law = valued_on_day(1.0);
    struct way way = valued_way(&law);
    double value[WORTH_TAKEN];
    valued_take(&shop, &way, 50.0, &taking, value);
    check_close(last_unit(&taking), 3.0, 0.0); /* what it must show, and no more */
    check_close(value[2], 5.0, 0.0);
    world_close(&shop.world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_has_no_room_is_not_taken),
        cmocka_unit_test(nobody_wants_more_than_pays_to_hold),
        cmocka_unit_test(a_place_that_waits_for_its_reorder_point_holds_what_comes_until_then),
        cmocka_unit_test(customers_who_wait_are_served_first),
        cmocka_unit_test(what_is_on_its_way_sells_in_its_turn),
        cmocka_unit_test(more_days_than_are_kept_count_as_their_neighbours),
        cmocka_unit_test(a_wide_way_keeps_its_mean_and_spread_in_few_days),
        cmocka_unit_test(beyond_its_target_an_empty_shop_counts_what_uses_it_up),
        cmocka_unit_test(until_the_end_what_is_there_stands_before_what_comes),
        cmocka_unit_test(what_a_depot_keeps_for_others_is_not_its_own_safety),
        cmocka_unit_test(a_depot_takes_what_those_it_feeds_will_use),
        cmocka_unit_test(without_a_way_or_a_history_little_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
