/* What budgets, locations, trucks and what an earlier run suggested make of lines that can be
 * worked by hand (tests/support/lines.h). */
#include "support/check.h"

#include "base/missing.h"
#include "order/rooms.h"
#include "replenish/policies.h"
#include "support/lines.h"

#include <math.h>
#include <string.h>

/* ------------------------------------------------------------------ budgets */

/* 140 are wanted and 100 are there: 8 units of B go, whose loss costs a fifth of A's. */
static void a_budget_drops_what_returns_least(void **state)
{
    (void)state;
    struct world world;
    two_lines(&world, 1.0)->budget = 100.0;
    world_plan(&world);
    check_close(units_of(&world, A), 14.0, 0.0);
    check_close(units_of(&world, B), 6.0, 0.0);
    check_close(adjusted(&world, B, ADJUST_BUDGET), -8.0, 0.0);
    assert_int_equal(world_position(&world, B, SHOP)->binding, BINDING_BUDGET);
    assert_non_null(exception_of(&world, "budget_limit"));
    check_close(exception_of(&world, "budget_limit")->money_at_risk, 8.0, 0.02);
    world_close(&world);
}

/* 20 of B can only go whole; then 4 of its money is left over, and nothing of A has to go. */
static void a_line_is_not_cut_below_its_minimum(void **state)
{
    (void)state;
    struct world world;
    two_lines(&world, 1.0)->budget = 100.0;
    world.items[1].terms.moq = 14.0;
    world_plan(&world);
    check_close(units_of(&world, A), 14.0, 0.0);
    check_close(units_of(&world, B), 0.0, 0.0);
    world_close(&world);
}

static void a_budget_below_the_minimum_holds_the_order(void **state)
{
    (void)state;
    struct world world;
    struct supplier *acme = two_lines(&world, 1.0);
    acme->budget = 100.0;
    acme->min_order_value = 120.0;
    world_plan(&world);
    assert_int_equal(world.plan.order_count, 0);
    assert_non_null(exception_of(&world, "order_held"));
    world.suppliers[0].budget = 160.0; /* nor is it filled up beyond the budget to be held then */
    world.suppliers[0].min_order_value = 170.0;
    world_plan(&world);
    assert_int_equal(world.plan.order_count, 0);
    assert_non_null(strstr(exception_of(&world, "order_held")->message, "worth 140.00"));
    world_close(&world);
}

/* The night has 100 for two suppliers.  OTHER, who asks for 50 at least, would be left with 30: he
 * waits, and his money serves the other. */
static void the_budget_of_the_night_goes_where_it_returns_most(void **state)
{
    (void)state;
    struct world world;
    (void)two_lines(&world, 1.0);
    world.items[1].terms.supplier = OTHER;
    world_supplier(&world, OTHER, 5.0);
    world.settings.budget = 100.0;
    world_plan(&world);
    check_close(units_of(&world, A), 14.0, 0.0);
    check_close(units_of(&world, B), 6.0, 0.0);
    world.suppliers[1].min_order_value = 50.0;
    world_plan(&world);
    check_close(units_of(&world, A), 14.0, 0.0);
    check_close(units_of(&world, B), 0.0, 0.0);
    assert_non_null(exception_of(&world, "order_held"));
    world.settings.budget = 60.0; /* not one of B: that is cut and not held */
    world_plan(&world);
    check_close(units_of(&world, A), 12.0, 0.0);
    check_close(units_of(&world, B), 0.0, 0.0);
    check_close(adjusted(&world, B, ADJUST_BUDGET), -14.0, 0.0);
    assert_null(exception_of(&world, "order_held"));
    world_close(&world);
}

/* ------------------------------------------------------------------ locations */

/* 40 fit, 10 are there and 5 under way: 25 of 28, and B gives 3 (and what is on its way to it). */
static void a_location_stores_no_more_than_it_can(void **state)
{
    (void)state;
    struct world world;
    (void)two_lines(&world, 1.0);
    certain(&world, C, SHOP, 1.0);
    world_location(&world, SHOP)->capacity = 80.0;
    world_stock(&world, C, SHOP, 50.0);
    world_open_order(&world, C, SHOP, 5.0, 3);
    world_plan(&world);
    check_close(units_of(&world, A), 14.0, 0.0);
    check_close(units_of(&world, B), 11.0, 0.0);
    check_close(adjusted(&world, B, ADJUST_CAPACITY), -3.0, 0.0);
    assert_int_equal(world_position(&world, B, SHOP)->binding, BINDING_CAPACITY);
    assert_non_null(exception_of(&world, "storage_limit"));
    world_close(&world);
}

/* Five come in on that day already, and twenty can be received. */
static void a_gate_receives_no_more_than_it_can_on_a_day(void **state)
{
    (void)state;
    struct world world;
    (void)two_lines(&world, 1.0);
    certain(&world, C, SHOP, 1.0);
    world_stock(&world, C, SHOP, 50.0);
    world_location(&world, SHOP)->inbound_capacity = 20.0;
    world_open_order(&world, C, SHOP, 5.0, 5);
    world_open_order(&world, C, SHOP, 500.0, 6);
    world_plan(&world);
    check_close(units_of(&world, A), 14.0, 0.0);
    check_close(units_of(&world, B), 1.0, 0.0);
    assert_int_equal(world_position(&world, B, SHOP)->binding, BINDING_INBOUND);
    assert_non_null(exception_of(&world, "inbound_limit"));
    world_close(&world);
}

/* Four too many on each of two days, of A worth 5 and of B worth 1: told once. */
static void a_gate_that_is_full_on_two_days_is_told_once(void **state)
{
    (void)state;
    struct world world;
    (void)two_lines(&world, 1.0);
    world.items[1].terms.supplier = OTHER;
    world_supplier(&world, OTHER, 6.0);
    world_location(&world, SHOP)->inbound_capacity = 10.0;
    world_plan(&world);
    check_close(units_of(&world, A), 10.0, 0.0);
    check_close(units_of(&world, B), 10.0, 0.0);
    size_t told = 0;
    for (size_t e = 0; e < world.plan.exception_count; e++) {
        told += strcmp(world.plan.exceptions[e].kind, "inbound_limit") == 0 ? 1 : 0;
    }
    assert_int_equal(told, 1);
    check_close(exception_of(&world, "inbound_limit")->money_at_risk, 24.0, 0.02);
    world_close(&world);
}

/* 60 can be stored and 50 are there, 20 of which leave tonight.  8 that were suggested for today
 * may still be ordered; 9 of yesterday nobody ordered in time. */
static void what_leaves_tonight_makes_room_and_old_suggestions_take_none(void **state)
{
    (void)state;
    struct terms terms = terms_unset();
    struct position position = {.terms = &terms, .on_hand = 50.0, .transfer_out = 20.0};
    struct location location = {.location = 0, .capacity = 60.0, .inbound_capacity = MISSING};
    struct open_order orders[2] = {{.kind = ORDER_SUGGESTED, .quantity = 8.0, .due_day = WORLD_DAY},
                                   {.kind = ORDER_SUGGESTED, .quantity = 9.0}};
    orders[1].due_day = WORLD_DAY - 1;
    struct inputs inputs = {.as_of = WORLD_DAY,
                            .open_orders = orders,
                            .open_order_count = 2,
                            .master = {.locations = &location, .location_count = 1}};
    struct plan plan = {.positions = &position, .position_count = 1};
    struct basis basis = {.inputs = &inputs};
    struct desk desk = {.plan = &plan, .basis = &basis};
    struct rooms rooms;
    struct fault fault;
    struct arena work;
    arena_init(&work, 0);
    assert_int_equal(rooms_open(&rooms, &desk, &work, &fault), STATUS_OK);
    check_close(rooms_left(&rooms, &position), 60.0 - 50.0 + 20.0 - 8.0, 0.0);
    orders[1].kind = ORDER_PURCHASE; /* that one may come any day */
    assert_int_equal(rooms_open(&rooms, &desk, &work, &fault), STATUS_OK);
    check_close(rooms_left(&rooms, &position), 13.0, 0.0);
    arena_free(&work);
}

/* What is topped up for a minimum has to fit as well. */
static void a_minimum_is_not_met_beyond_the_room(void **state)
{
    (void)state;
    struct world world;
    two_lines(&world, 1.0)->min_order_units = 40.0;
    world_location(&world, SHOP)->capacity = 39.0;
    world_plan(&world);
    assert_int_equal(world.plan.order_count, 0);
    world.locations[0].capacity = 40.0;
    world_plan(&world);
    check_close(units_of(&world, A) + units_of(&world, B), 40.0, 0.0);
    world_close(&world);
}

/* A depot that sells nothing itself orders A for its shop and B for customers of its own: what the
 * shop will want is worth as much as if it were sold here. */
static void what_others_will_want_is_worth_something(void **state)
{
    (void)state;
    struct world world;
    world_open(&world);
    certain(&world, A, SHOP, 5.0);
    certain(&world, B, DEPOT, 1.0);
    world_supplier(&world, ACME, 5.0);
    world_location(&world, DEPOT);
    world_location(&world, SHOP)->source = DEPOT;
    world_stock(&world, A, DEPOT, 0.0);
    world_plan(&world);
    const struct position *depot = world_position(&world, A, DEPOT);
    double wanted = depot->quantity;
    assert_true(depot->dependent > 0.0 && wanted > 0.0);
    assert_true(line_return(&world.plan, &world.plan.orders[0]) > 0.4);
    world.suppliers[0].budget = 5.0 * wanted;
    world_plan(&world);
    check_close(world_position(&world, A, DEPOT)->quantity, wanted, 0.0);
    check_close(world_position(&world, B, DEPOT)->quantity, 0.0, 0.0);
    /* And its order does not wait for a minimum as if nothing were lost by that. */
    world.suppliers[0].budget = MISSING;
    world.suppliers[0].min_order_value = world.plan.order_value + 80.0;
    world_plan(&world);
    assert_true(world.plan.order_count > 0);
    world_close(&world);
}

/* ------------------------------------------------------------------ loads */

/* 28 units and trucks of 25: to leave 3 of B behind loses 3 x 0.1, to fill up with 22 costs 22
 * units some ten days: the three stay.  At a loss of 5 each it is the other way round. */
static void the_last_truck_is_filled_or_left_whichever_costs_less(void **state)
{
    (void)state;
    struct world world;
    two_lines(&world, 0.15)->load_weight = 25.0;
    world_plan(&world);
    check_close(units_of(&world, A), 14.0, 0.0);
    check_close(units_of(&world, B), 11.0, 0.0);
    check_close(adjusted(&world, B, ADJUST_LOAD), -3.0, 0.0);
    assert_int_equal(world_position(&world, B, SHOP)->binding, BINDING_LOAD);
    world.items[1].terms.shortage_cost = 5.0;
    world_plan(&world);
    double units = units_of(&world, A) + units_of(&world, B);
    assert_true(units >= 0.95 * 50.0 && units <= 50.0);
    world_close(&world);
}

static void less_than_a_truck_and_nearly_whole_trucks_go_as_they_are(void **state)
{
    (void)state;
    struct world world;
    struct supplier *acme = two_lines(&world, 1.0);
    acme->load_volume = 300.0; /* no volume is known */
    acme->load_weight = 30.0;
    world_plan(&world);
    check_close(units_of(&world, A) + units_of(&world, B), 28.0, 0.0);
    world.suppliers[0].load_weight = 14.5; /* 1.93 of them; full is from 0.95 */
    world_plan(&world);
    assert_true(units_of(&world, A) + units_of(&world, B) != 28.0);
    world.suppliers[0].load_weight = 14.2; /* 1.97 */
    world_plan(&world);
    check_close(units_of(&world, A) + units_of(&world, B), 28.0, 0.0);
    world_close(&world);
}

/* A weighs 1 and has a tenth of the volume, B the other way round: 15.4 by weight and by volume.
 * What the weight makes leave must not come back for the volume that is still free. */
static void a_truck_is_full_by_weight_or_by_volume(void **state)
{
    (void)state;
    struct world world;
    struct supplier *acme = two_lines(&world, 0.1);
    for (int i = 0; i < 2; i++) {
        world.items[i].terms.shortage_cost = 0.1;
        world.items[i].terms.weight = i == 0 ? 1.0 : 0.1;
        world.items[i].terms.volume = i == 0 ? 0.1 : 1.0;
    }
    acme->load_weight = 12.0;
    acme->load_volume = 16.0;
    world_plan(&world);
    double weight = units_of(&world, A) + 0.1 * units_of(&world, B);
    assert_true(weight <= 12.0 && weight > 11.0);
    world_close(&world);
}

/* Room for two more in a truck of 30 that costs 15: they come 7 days and a bit early, 0.15, and the
 * room is worth 1.  Room for 272 in one of 300 would cost some 200. */
static void a_truck_that_is_paid_for_is_filled_where_that_is_cheap(void **state)
{
    (void)state;
    struct world world;
    struct supplier *acme = two_lines(&world, 1.0);
    world.settings.policies.general = &policy_rs;
    acme->load_weight = 30.0;
    acme->order_cost = 15.0;
    world_plan(&world);
    double units = units_of(&world, A) + units_of(&world, B);
    assert_true(units >= 0.95 * 30.0 && units <= 30.0);
    world.suppliers[0].load_weight = 300.0;
    world_plan(&world);
    check_close(units_of(&world, A) + units_of(&world, B), 28.0, 0.0);
    world_close(&world);
}

/* 28 in a truck of 40: room for 12, 0.3 of it.  Full is from 38 on; ten more, five of each, come 7
 * days and 5 / 2 / 2 more early at 0.01: 0.825.  The room is worth 0.6 in a truck that costs 2 and
 * 1.2 in one that costs 4; if the supplier's budget has 190. */
static void the_empty_part_of_a_truck_is_what_filling_saves(void **state)
{
    (void)state;
    struct world world;
    struct supplier *acme = two_lines(&world, 1.0);
    world.settings.policies.general = &policy_rs;
    acme->load_weight = 40.0;
    acme->order_cost = 2.0;
    world_plan(&world);
    check_close(units_of(&world, A) + units_of(&world, B), 28.0, 0.0);
    world.suppliers[0].order_cost = 4.0;
    world_plan(&world);
    check_close(units_of(&world, A) + units_of(&world, B), 38.0, 0.0);
    world.suppliers[0].budget = 150.0;
    world_plan(&world);
    check_close(units_of(&world, A) + units_of(&world, B), 28.0, 0.0);
    world_close(&world);
}

/* ------------------------------------------------------------------ what an earlier run suggested
 */

/* 140 of tonight and 70 of last night go in one order, which is over 200. */
static void a_minimum_is_not_met_a_second_time(void **state)
{
    (void)state;
    struct world world;
    two_lines_and_a_suggestion(&world)->min_order_value = 200.0;
    world_plan(&world);
    check_close(units_of(&world, A), 14.0, 0.0);
    check_close(units_of(&world, B), 14.0, 0.0);
    check_close(units_of(&world, C), 0.0, 0.0);
    world.suppliers[0].min_order_value = 250.0; /* 40 more are lacking */
    world_plan(&world);
    check_close(units_of(&world, A) + units_of(&world, B) + units_of(&world, C), 36.0, 0.0);
    world.suppliers[0].min_order_value = 200.0;
    world.orders[0].kind =
        ORDER_PURCHASE; /* placed: it goes by itself, and tonight's is filled up */
    world_plan(&world);
    check_close(units_of(&world, A) + units_of(&world, B) + units_of(&world, C), 40.0, 0.0);
    world_close(&world);
}

/* 28 and 14 kilograms are two trucks of 21; 28 alone are one and a third, and two are full from 95
 * % on. */
static void what_was_suggested_rides_in_the_same_trucks(void **state)
{
    (void)state;
    struct world world;
    two_lines_and_a_suggestion(&world)->load_weight = 21.0;
    world_plan(&world);
    check_close(units_of(&world, A) + units_of(&world, B), 28.0, 0.0);
    check_close(adjusted(&world, A, ADJUST_LOAD) + adjusted(&world, B, ADJUST_LOAD), 0.0, 0.0);
    world.orders[0].kind = ORDER_PURCHASE;
    world_plan(&world);
    double weight = units_of(&world, A) + units_of(&world, B) + units_of(&world, C);
    assert_true(weight >= 0.95 * 42.0 && weight <= 42.0);
    world_close(&world);
}

/* With 14 aboard two trucks of 25 are full from 48.75 on: with 35 of tonight's 36. */
static void what_was_suggested_leaves_so_much_less_room(void **state)
{
    (void)state;
    struct world world;
    struct supplier *acme = two_lines_and_a_suggestion(&world);
    world.items[1].terms.shortage_cost = 5.0; /* nothing of it should stay behind */
    acme->load_weight = 25.0;
    world_plan(&world);
    check_close(units_of(&world, A) + units_of(&world, B) + units_of(&world, C), 35.0, 0.0);
    world_close(&world);
}

/* A budget is of tonight's lines: 140 were wanted, 40 too much. */
static void a_budget_counts_tonights_lines_alone(void **state)
{
    (void)state;
    struct world world;
    two_lines_and_a_suggestion(&world)->budget = 100.0;
    world_plan(&world);
    check_close(units_of(&world, A) + units_of(&world, B), 20.0, 0.0);
    const struct exception *told = exception_of(&world, "budget_limit");
    assert_non_null(told);
    assert_non_null(strstr(told->message, "40.00 more than the budget of 100.00"));
    world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_budget_drops_what_returns_least),
        cmocka_unit_test(a_line_is_not_cut_below_its_minimum),
        cmocka_unit_test(a_budget_below_the_minimum_holds_the_order),
        cmocka_unit_test(the_budget_of_the_night_goes_where_it_returns_most),
        cmocka_unit_test(a_location_stores_no_more_than_it_can),
        cmocka_unit_test(a_gate_receives_no_more_than_it_can_on_a_day),
        cmocka_unit_test(a_gate_that_is_full_on_two_days_is_told_once),
        cmocka_unit_test(what_leaves_tonight_makes_room_and_old_suggestions_take_none),
        cmocka_unit_test(a_minimum_is_not_met_beyond_the_room),
        cmocka_unit_test(what_others_will_want_is_worth_something),
        cmocka_unit_test(the_last_truck_is_filled_or_left_whichever_costs_less),
        cmocka_unit_test(less_than_a_truck_and_nearly_whole_trucks_go_as_they_are),
        cmocka_unit_test(a_truck_is_full_by_weight_or_by_volume),
        cmocka_unit_test(a_truck_that_is_paid_for_is_filled_where_that_is_cheap),
        cmocka_unit_test(the_empty_part_of_a_truck_is_what_filling_saves),
        cmocka_unit_test(a_minimum_is_not_met_a_second_time),
        cmocka_unit_test(what_was_suggested_rides_in_the_same_trucks),
        cmocka_unit_test(what_was_suggested_leaves_so_much_less_room),
        cmocka_unit_test(a_budget_counts_tonights_lines_alone),
    };
    return cmocka_run_group_tests_name("order limits", tests, NULL, NULL);
}
