/* Plans of chains: locations that feed others. */
#include "support/check.h"
#include "support/world.h"

#include <math.h>

enum { SHIRT = 1 };
enum { DEPOT = 10, HUB, FIRST_SHOP = 20, ACME = 90 };

/* Goods at a depot 14 days from its supplier, shops two days from the depot. */
static void open_chain(struct world *world, double depot_stock)
{
    world_open(world);
    world->settings.defaults.lead_time_days = 2.0;
    world_item(world, SHIRT, 5.0, 10.0)->terms.supplier = ACME;
    world_supplier(world, ACME, 14.0);
    world_location(world, DEPOT);
    world_stock(world, SHIRT, DEPOT, depot_stock);
}

static void add_shop(struct world *world, uint32_t place, uint32_t source, double mean,
                     double stock)
{
    world_location(world, place)->source = source;
    world_sell(world, SHIRT, place, mean, 2.0 * mean);
    world_stock(world, SHIRT, place, stock);
}

static const struct position *at(const struct world *world, uint32_t place)
{
    return world_position(world, SHIRT, place);
}

static double quantity(const struct world *world, uint32_t place)
{
    return at(world, place)->quantity;
}

/* Shop s of four sells s + 1 a day and has stock for s days. */
static void four_shops(struct world *world, double depot_stock, const uint32_t *place)
{
    open_chain(world, depot_stock);
    for (uint32_t s = 0; s < 4; s++) {
        add_shop(world, place[s], DEPOT, 1.0 + s, s * (1.0 + s));
    }
}

static const uint32_t PLACES[4] = {FIRST_SHOP, FIRST_SHOP + 1, FIRST_SHOP + 2, FIRST_SHOP + 3};

static void short_stock_is_used_up_and_the_account_says_so(void **state)
{
    (void)state;
    struct world world;
    four_shops(&world, 40.0, PLACES);
    world_plan(&world);
    world_check_account(&world);
    double given = 0.0;
    for (size_t s = 0; s < 4; s++) {
        const struct position *shop = at(&world, PLACES[s]);
        given += shop->quantity;
        assert_true(shop->quantity > 0.0);
        assert_int_equal(shop->binding, BINDING_SCARCE);
        check_close(shop->adjust[ADJUST_CAPACITY], shop->quantity - shop->raw_need, 0.0);
    }
    check_close(given, 40.0, 0.0);
    world_close(&world);
}

/* Most money is earned where the last unit sells with the same chance everywhere. */
static void the_last_units_are_equally_likely_to_sell(void **state)
{
    (void)state;
    struct world world;
    four_shops(&world, 40.0, PLACES);
    world_plan(&world);
    double least = 1.0;
    double most = 0.0;
    for (size_t s = 0; s < 4; s++) {
        const struct position *shop = at(&world, PLACES[s]);
        struct dist law =
            dist_of_demand(shop->demand_mean, shop->demand_sd * shop->demand_sd, true);
        double stock = shop->position + shop->lost_before + shop->quantity;
        most = fmax(most, dist_loss(&law, stock) - dist_loss(&law, stock + 1.0));
        least = fmin(least, dist_loss(&law, stock - 1.0) - dist_loss(&law, stock));
    }
    assert_true(most <= least + 1e-9); /* no unit would sell better elsewhere */
    world_close(&world);
}

static void places_under_other_names_get_the_same(void **state)
{
    (void)state;
    static const uint32_t others[4] = {57, 33, 5, 48};
    for (int rule = SHARE_MARGINAL; rule <= SHARE_PRIORITY; rule++) {
        struct world world;
        struct world renamed;
        four_shops(&world, 37.0, PLACES);
        four_shops(&renamed, 37.0, others);
        world.settings.share = renamed.settings.share = (enum share_rule)rule;
        world.settings.share_floor = renamed.settings.share_floor = 0.25;
        world_plan(&world);
        world_plan(&renamed);
        for (size_t s = 0; s < 4; s++) {
            check_close(quantity(&renamed, others[s]), quantity(&world, PLACES[s]), 0.0);
        }
        world_close(&renamed);
        world_close(&world);
    }
}

static void priority_goes_first_where_that_is_asked_for(void **state)
{
    (void)state;
    struct world world;
    four_shops(&world, 20.0, PLACES);
    for (size_t l = 0; l < world.inputs.master.location_count; l++) {
        bool first = world.locations[l].location == PLACES[2];
        world.locations[l].priority = first ? 5.0 : 1.0;
    }
    world.settings.share = SHARE_PRIORITY;
    world_plan(&world);
    const struct position *first = at(&world, PLACES[2]);
    check_close(first->quantity, fmin(first->raw_need, 20.0), 0.0);
    world_close(&world);
}

static void a_share_is_whole_packs_and_no_less_than_the_minimum(void **state)
{
    (void)state;
    struct world world;
    four_shops(&world, 40.0, PLACES);
    world.items[0].terms.pack_size = 4.0;
    world.items[0].terms.moq = 12.0;
    world_plan(&world);
    world_check_account(&world);
    double given = 0.0;
    for (size_t s = 0; s < 4; s++) {
        double units = quantity(&world, PLACES[s]);
        given += units;
        assert_true(units <= 0.0 || units >= 12.0);
        check_close(fmod(units, 4.0), 0.0, 0.0);
    }
    check_close(given, 40.0, 0.0);
    world_close(&world);
}

/* The depot's own customers wait for an order like everybody: they keep a part, not their whole
 * target first. */
static void customers_of_the_depot_keep_a_part(void **state)
{
    (void)state;
    struct world world;
    four_shops(&world, 60.0, PLACES);
    world_sell(&world, SHIRT, DEPOT, 3.0, 6.0);
    world_plan(&world);
    double given = 0.0;
    for (size_t s = 0; s < 4; s++) {
        given += quantity(&world, PLACES[s]);
    }
    assert_true(given >= 10.0 && given <= 45.0); /* the depot sells 42 until its order comes */
    world_close(&world);
}

/* Of 80 the depot, if it goes first, keeps what serves its own customers, 42 in 14 days, until its
 * order comes: by the goal that it has. */
static void a_depot_that_goes_first_keeps_what_its_goal_asks(void **state)
{
    (void)state;
    const struct dist law = dist_of_demand(42.0, 84.0, true);
    double kept[2] = {dist_quantile(&law, 0.95), 0.0};
    while (dist_loss(&law, kept[1]) > 0.05 * 42.0) {
        kept[1] += 1.0;
    }
    assert_true(kept[1] < kept[0]);
    for (int goal = 0; goal < 2; goal++) {
        struct world world;
        four_shops(&world, 80.0, PLACES);
        world.settings.defaults.service_type = goal == 0 ? SERVICE_CYCLE : SERVICE_FILL;
        world_sell(&world, SHIRT, DEPOT, 3.0, 6.0);
        world.locations[0].priority = 5.0;
        world.settings.share = SHARE_PRIORITY;
        world_plan(&world);
        double given = 0.0;
        for (size_t s = 0; s < 4; s++) {
            given += quantity(&world, PLACES[s]);
        }
        check_close(given, 80.0 - kept[goal], 0.0);
        world_close(&world);
    }
}

/* An order of today is there in three days: nothing has to be kept for what comes after. */
static void stock_that_is_ordered_back_is_not_kept(void **state)
{
    (void)state;
    struct world world;
    open_chain(&world, 30.0);
    world.suppliers[0].lead_time_days = 3.0;
    add_shop(&world, FIRST_SHOP, DEPOT, 2.0, 0.0);
    world_sell(&world, SHIRT, DEPOT, 1.0, 1.0);
    world_plan(&world);
    const struct position *shop = at(&world, FIRST_SHOP);
    check_close(shop->quantity, fmin(shop->raw_need, 30.0 - 3.0), 4.0);
    assert_true(shop->quantity > 20.0);
    world_close(&world);
}

static double depot_order(double shop_stock, double under_way)
{
    struct world world;
    open_chain(&world, 0.0);
    add_shop(&world, FIRST_SHOP, DEPOT, 2.0, shop_stock);
    add_shop(&world, FIRST_SHOP + 1, DEPOT, 1.0, 10.0);
    if (under_way > 0.0) {
        world_open_order(&world, SHIRT, FIRST_SHOP, under_way, 1);
    }
    world_plan(&world);
    double units = quantity(&world, DEPOT);
    world_close(&world);
    return units;
}

/* The order that comes in 14 days serves the shops' orders up to the one in 14 days, which lasts
 * them nine more. */
static void stock_at_children_and_on_the_way_to_them_counts(void **state)
{
    (void)state;
    double bare = depot_order(10.0, 0.0);
    assert_true(bare > 2.0 * 14.0 && bare < 3.0 * 23.0 + 30.0);
    check_close(depot_order(20.0, 0.0), bare - 10.0, 3.0 / bare);
    check_close(depot_order(10.0, 10.0), bare - 10.0, 3.0 / bare);
    assert_true(depot_order(400.0, 0.0) < 1.5 * 14.0 + 20.0); /* only the other shop asks */
}

/* Weekly orders and a receipt on the day of one: a day's delay is another order of every shop. */
static void a_depot_covers_the_scatter_of_its_own_lead_time(void **state)
{
    (void)state;
    double dependent[2];
    for (int trial = 0; trial < 2; trial++) {
        struct world world;
        open_chain(&world, 0.0);
        world.suppliers[0].lead_time_sd = trial == 0 ? 0.0 : 3.0;
        add_shop(&world, FIRST_SHOP, DEPOT, 10.0, 90.0);
        world_plan(&world);
        dependent[trial] = at(&world, DEPOT)->dependent;
        world_close(&world);
    }
    assert_true(dependent[1] > dependent[0] + 0.5 * 70.0);
}

/* Safety for n equal shops grows like the root of n. */
static void a_depot_pools_the_safety_of_its_shops(void **state)
{
    (void)state;
    double safety[2] = {0.0, 0.0};
    for (int trial = 0; trial < 2; trial++) {
        uint32_t shops = trial == 0 ? 1 : 16;
        struct world world;
        open_chain(&world, 0.0);
        for (uint32_t s = 0; s < shops; s++) {
            add_shop(&world, FIRST_SHOP + s, DEPOT, 10.0, 500.0); /* far above their targets */
        }
        for (uint32_t s = 0; s < shops; s++) {
            world.stock[1 + s].on_hand = 110.0;
        }
        world_plan(&world);
        double asked = 0.0;
        for (uint32_t s = 0; s < shops; s++) {
            const struct position *shop = at(&world, FIRST_SHOP + s);
            asked += shop->target - shop->position + 10.0 * 14.0;
        }
        safety[trial] = at(&world, DEPOT)->dependent - asked;
        world_close(&world);
    }
    assert_true(safety[0] > 15.0);
    check_close(safety[1] / safety[0], 4.0, 0.1);
}

/* Factory's depot -> hub -> shop: what the shop sells is asked of the hub and of the depot. */
static void a_chain_of_three_passes_demand_up(void **state)
{
    (void)state;
    struct world world;
    open_chain(&world, 0.0);
    world_location(&world, HUB)->source = DEPOT;
    add_shop(&world, FIRST_SHOP, HUB, 3.0, 0.0);
    world_plan(&world);
    world_check_account(&world);
    const struct position *hub = at(&world, HUB);
    const struct position *depot = at(&world, DEPOT);
    assert_int_equal(hub->from, DEPOT);
    assert_int_equal(depot->from, ACME);
    /* The hub: nine days to its next receipt, in which the shop orders today and in a week. */
    assert_true(hub->dependent >= 3.0 * (9.0 + 7.0) - 6.0 && hub->dependent <= 3.0 * 16.0 + 30.0);
    /* The depot: what the hub lacks, and what leaves it in two weeks. */
    assert_true(depot->dependent >= hub->dependent + 3.0 * 14.0);
    assert_true(depot->dependent <= hub->dependent + 3.0 * 14.0 + 30.0);
    world_close(&world);
}

static void feeding_in_a_circle_feeds_nobody(void **state)
{
    (void)state;
    for (int way = ECHELON_POOLED; way <= ECHELON_GUARANTEED; way++) {
        struct world world;
        open_chain(&world, 10.0);
        world.settings.echelon = (enum echelon_way)way;
        world.locations[0].source = HUB;
        world_location(&world, HUB)->source = DEPOT;
        add_shop(&world, FIRST_SHOP, HUB, 3.0, 0.0);
        world_plan(&world);
        world_check_account(&world);
        check_close(at(&world, HUB)->dependent, 0.0, 0.0);
        world_close(&world);
    }
}

/* For one shop safety stock is better at the shop; for eight it is pooled at the depot, and the
 * plan is that without placement. */
static void guaranteed_service_places_stock_by_the_number_of_shops(void **state)
{
    (void)state;
    for (uint32_t shops = 1; shops <= 8; shops += 7) {
        struct world world;
        open_chain(&world, 50.0 * shops);
        for (uint32_t s = 0; s < shops; s++) {
            add_shop(&world, FIRST_SHOP + s, DEPOT, 2.0, 5.0);
        }
        world_plan(&world);
        struct position shop = *at(&world, FIRST_SHOP);
        struct position depot = *at(&world, DEPOT);
        world.settings.echelon = ECHELON_GUARANTEED;
        world_plan(&world);
        world_check_account(&world);
        const struct position *placed = at(&world, DEPOT);
        if (shops == 8) {
            check_close(at(&world, FIRST_SHOP)->target, shop.target, 0.0);
            check_close(placed->target, depot.target, 0.0);
        } else {
            /* The shop holds what 21 days more may need, the depot only what the shop asks for. */
            assert_true(at(&world, FIRST_SHOP)->target >= shop.target + 2.0 * 21.0);
            check_close(placed->dependent, at(&world, FIRST_SHOP)->raw_need, 0.0);
        }
        world_close(&world);
    }
}

/* The depot is above its own reorder point and orders only for its shops: six pieces from elsewhere
 * leave that order six smaller. */
static void what_moves_in_takes_no_more_off_an_order_for_others(void **state)
{
    (void)state;
    struct world world;
    four_shops(&world, 60.0, PLACES);
    world_sell(&world, SHIRT, DEPOT, 1.0, 1.0);
    world_at(&world, SHIRT, DEPOT)->terms.policy =
        intern_add(&world.inputs.names.word, text_of("rss"));
    world_location(&world, HUB);
    world_sell(&world, SHIRT, HUB, 0.1, 0.1);
    world_stock(&world, SHIRT, HUB, 500.0);
    world_lane(&world, HUB, DEPOT)->max_units = 6.0;
    world.settings.rebalance.enabled = true;
    world_plan(&world);
    const struct position *depot = at(&world, DEPOT);
    assert_true(depot->position > depot->reorder_point);
    assert_true(depot->raw_need > 20.0);
    check_close(depot->transfer_in, 6.0, 0.0);
    check_close(depot->adjust[ADJUST_TRANSFER], -6.0, 0.0);
    world_check_account(&world);
    world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(short_stock_is_used_up_and_the_account_says_so),
        cmocka_unit_test(the_last_units_are_equally_likely_to_sell),
        cmocka_unit_test(places_under_other_names_get_the_same),
        cmocka_unit_test(priority_goes_first_where_that_is_asked_for),
        cmocka_unit_test(a_share_is_whole_packs_and_no_less_than_the_minimum),
        cmocka_unit_test(customers_of_the_depot_keep_a_part),
        cmocka_unit_test(a_depot_that_goes_first_keeps_what_its_goal_asks),
        cmocka_unit_test(stock_that_is_ordered_back_is_not_kept),
        cmocka_unit_test(stock_at_children_and_on_the_way_to_them_counts),
        cmocka_unit_test(a_depot_covers_the_scatter_of_its_own_lead_time),
        cmocka_unit_test(a_depot_pools_the_safety_of_its_shops),
        cmocka_unit_test(a_chain_of_three_passes_demand_up),
        cmocka_unit_test(feeding_in_a_circle_feeds_nobody),
        cmocka_unit_test(what_moves_in_takes_no_more_off_an_order_for_others),
        cmocka_unit_test(guaranteed_service_places_stock_by_the_number_of_shops),
    };
    return cmocka_run_group_tests_name("feeding", tests, NULL, NULL);
}
