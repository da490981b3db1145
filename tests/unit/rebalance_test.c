/* Transfers: who gives, who takes, over which lane, and when it does not pay. */
#include "base/missing.h"
#include "replenish/policies.h"
#include "support/check.h"
#include "support/world.h"

#include <math.h>

enum { SHIRT = 1, SOCKS = 2, NORTH = 1, SOUTH = 2, WEST = 3, SLOW = 1, FAST = 2 };

/* NORTH has far too much, SOUTH nothing; both sell 2 a day. */
static void two_shops(struct world *world)
{
    world_open(world);
    world->settings.rebalance.enabled = true;
    world_item(world, SHIRT, 5.0, 10.0);
    world_sell(world, SHIRT, NORTH, 2.0, 2.0);
    world_sell(world, SHIRT, SOUTH, 2.0, 2.0);
    world_stock(world, SHIRT, NORTH, 200.0);
    world_stock(world, SHIRT, SOUTH, 0.0);
}

/* Socks sell as well as shirts; NORTH has them, SOUTH has none. */
static void socks_too(struct world *world, double price, double stock)
{
    world_item(world, SOCKS, 5.0, price);
    world_sell(world, SOCKS, NORTH, 2.0, 2.0);
    world_sell(world, SOCKS, SOUTH, 2.0, 2.0);
    world_stock(world, SOCKS, NORTH, stock);
}

static void surplus_moves_before_anything_is_bought(void **state)
{
    (void)state;
    struct world world;
    two_shops(&world);
    world_lane(&world, NORTH, SOUTH)->cost_per_unit = 0.1;
    world_plan(&world);
    const struct position *south = world_position(&world, SHIRT, SOUTH);
    const struct position *north = world_position(&world, SHIRT, NORTH);
    assert_int_equal(world.plan.transfer_count, 1);
    assert_true(south->raw_need > 0.0);
    assert_true(south->transfer_in >= south->raw_need);
    check_close(south->quantity, 0.0, 0.0);
    assert_int_equal(south->binding, BINDING_TRANSFER);
    assert_true(north->transfer_out <= north->spare);
    assert_true(world.plan.transfers[0].benefit > world.plan.transfers[0].cost);
    assert_true(south->fill_with > south->fill_without);
    world_close(&world);
}

static void nothing_moves_when_rebalancing_is_off(void **state)
{
    (void)state;
    struct world world;
    two_shops(&world);
    world.settings.rebalance.enabled = false;
    world_lane(&world, NORTH, SOUTH);
    world_plan(&world);
    assert_int_equal(world.plan.transfer_count, 0);
    world_close(&world);
}

static void a_move_that_costs_more_than_it_gains_is_not_made(void **state)
{
    (void)state;
    struct world world;
    two_shops(&world);
    world_lane(&world, NORTH, SOUTH)->cost_per_unit = 50.0;
    world_plan(&world);
    assert_int_equal(world.plan.transfer_count, 0);
    world_close(&world);
}

static void a_lane_that_cannot_pay_its_fixed_cost_is_closed(void **state)
{
    (void)state;
    struct world world;
    two_shops(&world);
    struct lane *lane = world_lane(&world, NORTH, SOUTH);
    lane->fixed_cost = 20.0;
    world_plan(&world);
    assert_int_equal(world.plan.transfer_count, 1);
    world_close(&world);

    two_shops(&world);
    lane = world_lane(&world, NORTH, SOUTH);
    lane->fixed_cost = 2000.0;
    world_plan(&world);
    assert_int_equal(world.plan.transfer_count, 0);
    world_close(&world);
}

static void skus_share_the_fixed_cost_of_a_shipment(void **state)
{
    (void)state;
    struct world world;
    two_shops(&world);
    socks_too(&world, 10.0, 200.0);
    world_lane(&world, NORTH, SOUTH);
    world_plan(&world);
    assert_int_equal(world.plan.transfer_count, 2);
    double gain = world.plan.transfers[0].benefit - world.plan.transfers[0].cost;
    /* More than one gains alone, less than both together. */
    world.lanes[0].fixed_cost = 1.5 * gain;
    world_plan(&world);
    assert_int_equal(world.plan.transfer_count, 2);
    world.lanes[0].fixed_cost = 2.1 * gain;
    world_plan(&world);
    assert_int_equal(world.plan.transfer_count, 0);
    world_close(&world);
}

/* Eight pieces arrive tomorrow and sell in the four days before an order of today could be there:
 * they save sales and no purchase.  What the order must bring for the week after it is the same 20
 * (or 19, for the case that some are left). */
static void what_a_transfer_sells_before_the_delivery_saves_no_purchase(void **state)
{
    (void)state;
    struct world world;
    two_shops(&world);
    world_lane(&world, NORTH, SOUTH)->max_units = 8.0;
    world_plan(&world);
    const struct position *south = world_position(&world, SHIRT, SOUTH);
    check_close(south->transfer_in, 8.0, 0.0);
    check_close(south->raw_need, 20.0, 0.0);
    assert_true(south->quantity >= 19.0);
    assert_true(south->fill_with > 0.8);
    world_close(&world);
}

/* The same where a reorder point decides: what the policy still asks for is asked of it again. */
static void what_a_transfer_sells_saves_no_purchase_of_other_policies_either(void **state)
{
    (void)state;
    struct world world;
    two_shops(&world);
    world.settings.policies.general = &policy_rss;
    world.settings.order_cost = 10.0;
    world_plan(&world);
    double alone = world_position(&world, SHIRT, SOUTH)->raw_need;
    world_lane(&world, NORTH, SOUTH)->max_units = 8.0;
    world_plan(&world);
    const struct position *south = world_position(&world, SHIRT, SOUTH);
    check_close(south->transfer_in, 8.0, 0.0);
    check_close(south->raw_need, alone, 0.0);
    assert_true(south->adjust[ADJUST_TRANSFER] > -2.0); /* the eight sell in the four days before */
    world_close(&world);
}

/* A shelf for twenty, ten of them on their way from the north: two packs of eight do not fit. */
static void what_moves_in_takes_its_room_on_the_shelf(void **state)
{
    (void)state;
    struct world world;
    two_shops(&world);
    world.settings.unmet = UNMET_BACKORDER;
    world.items[0].terms.pack_size = 8.0;
    world_at(&world, SHIRT, SOUTH)->terms.max_stock = 20.0;
    world_lane(&world, NORTH, SOUTH)->max_units = 10.0;
    world_plan(&world);
    const struct position *south = world_position(&world, SHIRT, SOUTH);
    check_close(south->transfer_in, 10.0, 0.0);
    check_close(south->quantity, 8.0, 0.0);
    world_close(&world);
}

/* The lane is full with the eleventh piece, and a move of one piece gains less than the margin. */
static void the_rest_of_a_full_lane_must_gain_the_margin_too(void **state)
{
    (void)state;
    struct world world;
    two_shops(&world);
    socks_too(&world, 30.0, 42.0); /* earns more, and only ten are to be had */
    world.settings.rebalance.margin = 20.0;
    struct lane *lane = world_lane(&world, NORTH, SOUTH);
    world_plan(&world);
    double socks = world_position(&world, SOCKS, SOUTH)->transfer_in;
    check_close(socks, 10.0, 0.0);
    assert_int_equal(world.plan.transfer_count, 2);
    lane->max_units = 11.0;
    world_plan(&world);
    assert_int_equal(world.plan.transfer_count, 1);
    assert_int_equal(world.plan.transfers[0].sku, SOCKS);
    world_close(&world);
}

/* Nobody waits: the fast carrier saves four days of lost sales at 5 each and is worth its price
 * for those; when it is dearer than that, the slow one goes. */
static void the_carrier_is_chosen_by_value(void **state)
{
    (void)state;
    struct world world;
    two_shops(&world);
    struct lane *lane = world_lane(&world, NORTH, SOUTH);
    lane->carrier = SLOW;
    lane->transit_days = 5.0;
    lane->cost_per_unit = 0.05;
    lane = world_lane(&world, NORTH, SOUTH);
    lane->carrier = FAST;
    lane->transit_days = 1.0;
    lane->cost_per_unit = 0.5;
    world_plan(&world);
    double by_fast = 0.0;
    double by_slow = 0.0;
    for (size_t t = 0; t < world.plan.transfer_count; t++) {
        const struct transfer_line *line = &world.plan.transfers[t];
        *(line->carrier == FAST ? &by_fast : &by_slow) += line->quantity;
    }
    assert_true(by_fast >= 8.0); /* what sells in the four days that it is earlier, and some */
    assert_true(by_slow > 0.0);  /* what only saves a purchase can wait */
    world_close(&world);
}

static void what_a_donor_needs_until_its_own_delivery_stays(void **state)
{
    (void)state;
    struct world world;
    two_shops(&world);
    world.stock[0].on_hand = 40.0; /* NORTH itself needs 32: the 95 % point of 24 in 12 days */
    world_lane(&world, NORTH, SOUTH);
    world_plan(&world);
    const struct position *north = world_position(&world, SHIRT, NORTH);
    check_close(north->spare, 8.0, 0.0);
    check_close(north->transfer_out, 8.0, 0.0);
    check_close(north->raw_need, 0.0, 0.0);
    world_close(&world);
}

/* A delivery of next week is no reason to send away what sells until then. */
static void stock_on_the_way_is_not_given_from_the_shelf(void **state)
{
    (void)state;
    struct world world;
    two_shops(&world);
    world.stock[0].on_hand = 12.0;
    world_open_order(&world, SHIRT, NORTH, 200.0, 6);
    world_lane(&world, NORTH, SOUTH);
    world_plan(&world);
    check_close(world_position(&world, SHIRT, NORTH)->transfer_out, 0.0, 0.0);
    world_close(&world);
}

/* The moves of one night, carried out, leave nothing to move the next. */
static void moves_once_made_are_not_made_again(void **state)
{
    (void)state;
    struct world world;
    two_shops(&world);
    world_lane(&world, NORTH, SOUTH)->cost_per_unit = 0.05;
    world_lane(&world, SOUTH, NORTH)->cost_per_unit = 0.05;
    world_plan(&world);
    assert_int_equal(world.plan.transfer_count, 1);
    struct transfer_line line = world.plan.transfers[0];
    for (size_t s = 0; s < world.inputs.stock_count; s++) {
        if (world.stock[s].location == line.from) {
            world.stock[s].on_hand -= line.quantity;
        }
    }
    struct open_order *order =
        world_open_order(&world, SHIRT, line.to, line.quantity, line.arrival_day - WORLD_DAY);
    order->kind = ORDER_TRANSFER;
    world_plan(&world);
    assert_int_equal(world.plan.transfer_count, 0);
    check_close(world_position(&world, SHIRT, SOUTH)->quantity, 0.0, 0.0);
    world_close(&world);
}

static void a_lane_carries_no_more_than_its_most(void **state)
{
    (void)state;
    struct world world;
    two_shops(&world);
    socks_too(&world, 30.0, 200.0); /* earns more */
    world_lane(&world, NORTH, SOUTH)->max_units = 10.0;
    world_plan(&world);
    double units = 0.0;
    for (size_t t = 0; t < world.plan.transfer_count; t++) {
        units += world.plan.transfers[t].quantity;
        assert_int_equal(world.plan.transfers[t].sku, SOCKS);
    }
    check_close(units, 10.0, 0.0);
    world_close(&world);
}

/* What nobody buys in the north sells in the west, if slowly: better than the salvage. */
static void dead_stock_moves_to_where_it_sells(void **state)
{
    (void)state;
    struct world world;
    world_open(&world);
    world.settings.rebalance.enabled = true;
    world_item(&world, SHIRT, 5.0, 10.0);
    world_sell(&world, SHIRT, WEST, 0.5, 0.5);
    world_stock(&world, SHIRT, NORTH, 20.0);
    world_stock(&world, SHIRT, WEST, 5.0);
    world_lane(&world, NORTH, WEST)->cost_per_unit = 0.2;
    world_plan(&world);
    check_close(world_position(&world, SHIRT, WEST)->transfer_in, 20.0, 0.0);
    world_close(&world);
}

static void a_shipment_waits_for_its_weekday(void **state)
{
    (void)state;
    struct world world;
    two_shops(&world);
    world_lane(&world, NORTH, SOUTH)->ship_days = 1U << THURSDAY; /* today is Monday */
    world_plan(&world);
    assert_int_equal(world.plan.transfer_count, 1);
    assert_int_equal(world.plan.transfers[0].ship_day, WORLD_DAY + 3);
    assert_int_equal(world.plan.transfers[0].arrival_day, WORLD_DAY + 4);
    world_close(&world);
}

/* A truck holds ten pieces: the second must pay by itself. */
static void a_truck_goes_when_its_load_pays(void **state)
{
    (void)state;
    struct world world;
    two_shops(&world);
    struct lane *lane = world_lane(&world, NORTH, SOUTH);
    lane->cost_per_unit = 0.3;
    world_plan(&world);
    double free_way = world_position(&world, SHIRT, SOUTH)->transfer_in;
    double gain = world.plan.transfer_gain;
    assert_true(free_way > 10.0 && free_way < 20.0);
    lane->load_units = 10.0;
    lane->fixed_cost = 0.1;
    world_plan(&world);
    check_close(world_position(&world, SHIRT, SOUTH)->transfer_in, free_way, 0.0);
    check_close(world.plan.transfer_gain, gain - 0.2, 1e-9);
    lane->fixed_cost = 10.0; /* eight pieces save a sale of 5 each, the others next to nothing */
    world_plan(&world);
    check_close(world_position(&world, SHIRT, SOUTH)->transfer_in, 10.0, 0.0);
    assert_true(world.plan.transfer_gain > gain - 15.0 && world.plan.transfer_gain < gain - 10.0);
    world_close(&world);
}

static void what_a_donor_can_pick_in_a_day_is_shared_by_what_it_gains(void **state)
{
    (void)state;
    struct world world;
    two_shops(&world);
    socks_too(&world, 30.0, 200.0); /* earns more */
    world_lane(&world, NORTH, SOUTH);
    world_lane(&world, NORTH, WEST);
    world_sell(&world, SOCKS, WEST, 2.0, 2.0);
    world_location(&world, NORTH)->outbound_capacity = 12.0;
    world_plan(&world);
    double units = 0.0;
    for (size_t t = 0; t < world.plan.transfer_count; t++) {
        assert_int_equal(world.plan.transfers[t].sku, SOCKS);
        units += world.plan.transfers[t].quantity;
    }
    check_close(units, 12.0, 0.0);
    world_close(&world);
}

static void a_location_receives_no_more_than_it_can_in_a_day(void **state)
{
    (void)state;
    struct world world;
    two_shops(&world);
    world_lane(&world, NORTH, SOUTH);
    world_location(&world, SOUTH)->inbound_capacity = 15.0;
    world_open_order(&world, SOCKS, SOUTH, 4.0, 1); /* comes on the same day */
    world_plan(&world);
    check_close(world_position(&world, SHIRT, SOUTH)->transfer_in, 11.0, 0.0);
    world_close(&world);
}

static void a_location_takes_no_more_than_it_has_room_for(void **state)
{
    (void)state;
    struct world world;
    two_shops(&world);
    world_lane(&world, NORTH, SOUTH);
    world_location(&world, SOUTH)->capacity = 20.0;
    world_item(&world, SOCKS, 5.0, 10.0);
    world_stock(&world, SOCKS, SOUTH, 6.0);
    world_open_order(&world, SOCKS, SOUTH, 5.0, 30);
    world_plan(&world);
    check_close(world_position(&world, SHIRT, SOUTH)->transfer_in, 9.0, 0.0);
    world_close(&world);
}

/* Beyond what pays by itself each piece costs a little: some are put up with for the sake of the
 * others, not any number. */
static void a_lane_is_filled_to_its_least_where_that_pays(void **state)
{
    (void)state;
    struct world world;
    two_shops(&world);
    struct lane *lane = world_lane(&world, NORTH, SOUTH);
    lane->cost_per_unit = 0.3;
    world_plan(&world);
    double plain = world_position(&world, SHIRT, SOUTH)->transfer_in;
    double gain = world.plan.transfer_gain;
    lane->min_units = plain + 10.0;
    world_plan(&world);
    check_close(world_position(&world, SHIRT, SOUTH)->transfer_in, plain + 10.0, 0.0);
    assert_true(world.plan.transfer_gain > 0.0 && world.plan.transfer_gain < gain);
    lane->min_units = 168.0; /* all that is to be had */
    world_plan(&world);
    assert_int_equal(world.plan.transfer_count, 0);
    world_close(&world);
}

static void moves_go_in_whole_packs_where_asked(void **state)
{
    (void)state;
    struct world world;
    two_shops(&world);
    world.items[0].terms.pack_size = 7.0;
    world_lane(&world, NORTH, SOUTH);
    world.settings.rebalance.packs = true;
    world_plan(&world);
    double moved = world_position(&world, SHIRT, SOUTH)->transfer_in;
    assert_true(moved > 0.0);
    check_close(fmod(moved, 7.0), 0.0, 0.0);
    world_close(&world);
}

/* Last night's suggestion is fed back, nobody has sent it: its units are not given again, and where
 * they go nothing more is wanted. */
static void what_was_suggested_and_is_still_here_is_not_given_twice(void **state)
{
    (void)state;
    struct world world;
    two_shops(&world);
    world.stock[0].on_hand = 60.0;
    world_lane(&world, NORTH, SOUTH);
    world_lane(&world, NORTH, WEST);
    world_plan(&world);
    assert_int_equal(world.plan.transfer_count, 1);
    struct transfer_line line = world.plan.transfers[0];
    double spare = world_position(&world, SHIRT, NORTH)->spare;
    struct open_order *order =
        world_open_order(&world, SHIRT, SOUTH, line.quantity, line.arrival_day - WORLD_DAY);
    order->kind = ORDER_SUGGESTED;
    order->source = NORTH;
    world_location(&world, NORTH);
    world_location(&world, SOUTH);
    world_sell(&world, SHIRT, WEST, 2.0, 2.0);
    world_plan(&world);
    const struct position *north = world_position(&world, SHIRT, NORTH);
    check_close(north->pledged, line.quantity, 0.0);
    check_close(north->spare, spare - line.quantity, 0.0);
    check_close(world_position(&world, SHIRT, SOUTH)->transfer_in, 0.0, 0.0);
    check_close(north->transfer_out, fmin(spare - line.quantity, north->transfer_out), 0.0);
    world_close(&world);
}

/* What the south was sent yesterday is not sent on to the west since it sells half as well now. */
static void what_was_moved_in_is_not_moved_on(void **state)
{
    (void)state;
    struct world world;
    two_shops(&world);
    world.stock[1].on_hand = 30.0;
    struct open_order *order = world_open_order(&world, SHIRT, SOUTH, 30.0, 2);
    order->kind = ORDER_TRANSFER;
    world_sell(&world, SHIRT, WEST, 2.0, 2.0);
    world_stock(&world, SHIRT, WEST, 0.0);
    world_lane(&world, SOUTH, WEST);
    world_plan(&world);
    check_close(world_position(&world, SHIRT, SOUTH)->transfer_out, 0.0, 0.0);
    order->kind = ORDER_PURCHASE;
    world_plan(&world);
    assert_true(world_position(&world, SHIRT, SOUTH)->transfer_out > 0.0);
    world_close(&world);
}

/* Twenty expire in six days, in which the north sells three; the south sells two a day. */
static void what_would_expire_moves_to_where_it_sells_in_time(void **state)
{
    (void)state;
    struct world world;
    two_shops(&world);
    world.series[0].mean = world.series[0].variance = 0.5;
    world.stock[0].on_hand = 20.0;
    world.stock[0].expiry_day = WORLD_DAY + 6;
    world_lane(&world, NORTH, SOUTH)->cost_per_unit = 3.0;
    world_plan(&world);
    const struct position *south = world_position(&world, SHIRT, SOUTH);
    assert_true(south->transfer_in >= 6.0 && south->transfer_in <= 12.0);
    assert_true(world.plan.transfers[0].expiry_day != NO_DAY);
    assert_true(world.plan.transfers[0].writeoffs > 0.0);
    world_close(&world);
}

/* The stores are fed from a warehouse that has next to nothing: what another store can spare is
 * worth sales, not only a purchase, and pays a dearer way. */
static void where_the_feeding_location_is_short_a_move_is_worth_sales(void **state)
{
    (void)state;
    enum { DEPOT = 4 };
    struct world world;
    two_shops(&world);
    world_location(&world, DEPOT);
    world_location(&world, SOUTH)->source = DEPOT;
    world_lane(&world, NORTH, SOUTH)->cost_per_unit = 2.0;
    world.stock[1].on_hand = 20.0; /* until the depot delivers */
    world_stock(&world, SHIRT, DEPOT, 500.0);
    world_plan(&world);
    check_close(world_position(&world, SHIRT, SOUTH)->transfer_in, 0.0, 0.0);
    world.stock[2].on_hand = 2.0;
    world_plan(&world);
    assert_true(world_position(&world, SHIRT, SOUTH)->transfer_in > 0.0);
    world_close(&world);
}

/* What the lines say they gain is what the exchange counted, and no moves could gain more than the
 * bound. */
static void the_lines_gains_add_up_to_what_is_told(void **state)
{
    (void)state;
    struct world world;
    two_shops(&world);
    socks_too(&world, 30.0, 60.0);
    world.settings.rebalance.margin = 2.0;
    struct lane *lane = world_lane(&world, NORTH, SOUTH);
    lane->carrier = SLOW;
    lane->transit_days = 4.0;
    lane->fixed_cost = 3.0;
    lane = world_lane(&world, NORTH, SOUTH);
    lane->carrier = FAST;
    lane->cost_per_unit = 1.0;
    world_plan(&world);
    double gain = 0.0;
    for (size_t t = 0; t < world.plan.transfer_count; t++) {
        const struct transfer_line *line = &world.plan.transfers[t];
        gain += line->benefit - line->cost - 2.0;
    }
    assert_true(world.plan.transfer_count >= 2);
    check_close(gain, world.plan.transfer_gain, 1e-9);
    assert_true(world.plan.transfer_bound >= world.plan.transfer_gain * (1.0 - 1e-9));
    world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(surplus_moves_before_anything_is_bought),
        cmocka_unit_test(nothing_moves_when_rebalancing_is_off),
        cmocka_unit_test(a_move_that_costs_more_than_it_gains_is_not_made),
        cmocka_unit_test(a_lane_that_cannot_pay_its_fixed_cost_is_closed),
        cmocka_unit_test(skus_share_the_fixed_cost_of_a_shipment),
        cmocka_unit_test(what_a_transfer_sells_before_the_delivery_saves_no_purchase),
        cmocka_unit_test(what_a_transfer_sells_saves_no_purchase_of_other_policies_either),
        cmocka_unit_test(what_moves_in_takes_its_room_on_the_shelf),
        cmocka_unit_test(the_rest_of_a_full_lane_must_gain_the_margin_too),
        cmocka_unit_test(the_carrier_is_chosen_by_value),
        cmocka_unit_test(what_a_donor_needs_until_its_own_delivery_stays),
        cmocka_unit_test(stock_on_the_way_is_not_given_from_the_shelf),
        cmocka_unit_test(moves_once_made_are_not_made_again),
        cmocka_unit_test(a_lane_carries_no_more_than_its_most),
        cmocka_unit_test(dead_stock_moves_to_where_it_sells),
        cmocka_unit_test(a_shipment_waits_for_its_weekday),
        cmocka_unit_test(a_truck_goes_when_its_load_pays),
        cmocka_unit_test(what_a_donor_can_pick_in_a_day_is_shared_by_what_it_gains),
        cmocka_unit_test(a_location_receives_no_more_than_it_can_in_a_day),
        cmocka_unit_test(a_location_takes_no_more_than_it_has_room_for),
        cmocka_unit_test(a_lane_is_filled_to_its_least_where_that_pays),
        cmocka_unit_test(moves_go_in_whole_packs_where_asked),
        cmocka_unit_test(what_was_suggested_and_is_still_here_is_not_given_twice),
        cmocka_unit_test(what_was_moved_in_is_not_moved_on),
        cmocka_unit_test(what_would_expire_moves_to_where_it_sells_in_time),
        cmocka_unit_test(where_the_feeding_location_is_short_a_move_is_worth_sales),
        cmocka_unit_test(the_lines_gains_add_up_to_what_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
