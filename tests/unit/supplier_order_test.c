/* What suppliers make of lines that can be worked by hand (tests/support/lines.h): minimums, price
 * breaks, shelf life, joint lines, and the worth of units. */
#include "support/check.h"

#include "base/missing.h"
#include "order/buying.h"
#include "replenish/policies.h"
#include "support/lines.h"

#include <math.h>
#include <string.h>

static void two_certain_lines_need_fourteen_each(void **state)
{
    (void)state;
    struct world world;
    (void)two_lines(&world, 1.0);
    world_plan(&world);
    check_close(units_of(&world, A), 14.0, 0.0);
    check_close(units_of(&world, B), 14.0, 0.0);
    check_close(world.plan.order_value, 140.0, 1e-9);
    world_close(&world);
}

/* ------------------------------------------------------------------ the supplier's minimum */

/* 30 more are lacking.  C needs nothing tonight, but lies on a shelf that costs a hundredth. */
static void a_minimum_is_met_by_what_is_cheapest_to_hold_needed_or_not(void **state)
{
    (void)state;
    struct world world;
    two_lines(&world, 1.0)->min_order_value = 170.0;
    world.items[0].terms.holding_cost = 0.1;
    certain(&world, C, SHOP, 1.0)->terms.holding_cost = 0.0001;
    world_stock(&world, C, SHOP, 30.0); /* 24 would do */
    world_plan(&world);
    check_close(units_of(&world, A), 14.0, 0.0);
    check_close(units_of(&world, B), 14.0, 0.0);
    check_close(units_of(&world, C), 6.0, 0.0);
    check_close(adjusted(&world, C, ADJUST_ORDER_MINIMUM), 6.0, 0.0);
    assert_int_equal(world_position(&world, C, SHOP)->binding, BINDING_ORDER_MINIMUM);
    assert_int_not_equal(world_position(&world, A, SHOP)->binding, BINDING_ORDER_MINIMUM);
    world_close(&world);
}

/* Where holding costs the same the days decide: A and B come 7 days early, C 7 and 3 more. */
static void a_minimum_is_met_by_what_is_due_soonest(void **state)
{
    (void)state;
    struct world world;
    two_lines(&world, 1.0)->min_order_units = 32.0;
    certain(&world, C, SHOP, 1.0);
    world_stock(&world, C, SHOP, 30.0);
    world_plan(&world);
    check_close(units_of(&world, C), 0.0, 0.0);
    check_close(units_of(&world, A) + units_of(&world, B), 32.0, 0.0);
    assert_true(fabs(units_of(&world, A) - units_of(&world, B)) <= 2.0); /* spread, not heaped */
    world_close(&world);
}

/* Waiting loses 14 x 1 + 14 x 1; to buy a year ahead costs more. */
static void an_order_is_held_where_topping_up_costs_more_than_waiting(void **state)
{
    (void)state;
    struct world world;
    struct supplier *acme = two_lines(&world, 1.0);
    world.items[0].terms.shortage_cost = 1.0;
    acme->min_order_units = 28.0 + 60.0; /* some 9 of holding */
    world_plan(&world);
    check_close(units_of(&world, A) + units_of(&world, B), 88.0, 0.0);
    world.suppliers[0].min_order_units = 28.0 + 300.0; /* some 130 of holding */
    world_plan(&world);
    assert_int_equal(world.plan.order_count, 0);
    check_close(adjusted(&world, A, ADJUST_ORDER_MINIMUM), -14.0, 0.0);
    assert_non_null(exception_of(&world, "order_held"));
    check_close(exception_of(&world, "order_held")->money_at_risk, 28.0, 0.02);
    world_close(&world);
}

/* What ACME's order is held for makes room for OTHER's, who wants twenty. */
static void a_held_order_gives_its_room_back(void **state)
{
    (void)state;
    struct world world;
    two_lines(&world, 5.0)->min_order_units = 4000.0;
    world.items[1].terms.supplier = OTHER;
    world_supplier(&world, OTHER, 5.0)->min_order_units = 20.0;
    world_location(&world, SHOP)->capacity = 30.0;
    world_plan(&world);
    check_close(units_of(&world, A), 0.0, 0.0);
    check_close(units_of(&world, B), 20.0, 0.0);
    world_close(&world);
}

/* 18 of A and 14 of B are worth 160, but 34 units must go: with 20 of A at the better price the
 * order is worth 158, with 21 again 162.40.  (The break itself does not pay: 12 saved against 6
 * units of 8.5 days.) */
static void a_better_price_does_not_undo_the_minimum(void **state)
{
    (void)state;
    struct world world;
    struct supplier *acme = two_lines(&world, 1.0);
    acme->min_order_value = 160.0;
    acme->min_order_units = 34.0;
    world.items[0].terms.holding_cost = 0.24;
    world.items[1].terms.max_order = 14.0;
    world.inputs.master.price_break_count = 1;
    world.breaks[0] = (struct price_break){ACME, A, 20.0, 4.4};
    world_plan(&world);
    check_close(units_of(&world, A), 21.0, 0.0);
    check_close(units_of(&world, B), 14.0, 0.0);
    check_close(world.plan.order_value, 162.4, 1e-9);
    world_close(&world);
}

static void nothing_is_ordered_only_to_reach_a_minimum(void **state)
{
    (void)state;
    struct world world;
    two_lines(&world, 1.0)->min_order_value = 170.0;
    world_stock(&world, A, SHOP, 30.0);
    world_stock(&world, B, SHOP, 30.0);
    world_plan(&world);
    assert_int_equal(world.plan.order_count, 0);
    assert_null(exception_of(&world, "order_held"));
    world_close(&world);
}

/* A planner's order of 7 neither grows nor waits. */
static void a_planners_order_is_not_topped_up_and_not_held(void **state)
{
    (void)state;
    struct world world;
    two_lines(&world, 1.0)->min_order_units = 40.0;
    world_override(&world, A, SHOP, "order", 7.0);
    world_plan(&world);
    check_close(units_of(&world, A), 7.0, 0.0);
    check_close(units_of(&world, B), 33.0, 0.0);
    world.suppliers[0].min_order_units = 4000.0;
    world_plan(&world);
    check_close(units_of(&world, A), 7.0, 0.0);
    check_close(units_of(&world, B), 0.0, 0.0);
    world_close(&world);
}

/* ------------------------------------------------------------------ price breaks */

/* At 40 the unit costs half a coin less: 20 are saved.  26 units come early, 7 days for the cycle
 * and on average 26 / 2 / 2 more: 26 x (7 + 6.5) days at 0.01 are 3.51; at 0.1 they are 35.1. */
static void a_price_break_is_taken_where_it_pays_for_the_holding(void **state)
{
    (void)state;
    struct world world;
    (void)two_lines(&world, 1.0);
    world.inputs.master.price_break_count = 1;
    world.breaks[0] = (struct price_break){ACME, A, 40.0, 4.5};
    world_plan(&world);
    check_close(units_of(&world, A), 40.0, 0.0);
    check_close(adjusted(&world, A, ADJUST_MOQ), 26.0, 0.0);
    assert_int_equal(world_position(&world, A, SHOP)->binding, BINDING_PRICE_BREAK);
    check_close(world.plan.orders[0].unit_cost, 4.5, 0.0);
    world.items[0].terms.holding_cost = 0.0570; /* 20.0 */
    world_plan(&world);
    check_close(units_of(&world, A), 14.0, 0.0);
    world.items[0].terms.holding_cost = 0.0569;
    world_plan(&world);
    check_close(units_of(&world, A), 40.0, 0.0);
    world_close(&world);
}

/* At 20 one of each coin is saved, less 6 x 8.5 days at 0.05: 17.45.  At 72 it is 1.10, 79.20, less
 * 58 x 21.5 days: 16.85. */
static void of_two_price_breaks_the_better_is_taken(void **state)
{
    (void)state;
    struct world world;
    (void)two_lines(&world, 1.0);
    world.items[0].terms.holding_cost = 0.05;
    world.inputs.master.price_break_count = 2;
    world.breaks[0] = (struct price_break){ACME, A, 20.0, 4.0};
    world.breaks[1] = (struct price_break){ACME, A, 72.0, 3.9};
    world_plan(&world);
    check_close(units_of(&world, A), 20.0, 0.0);
    world.breaks[1].unit_cost = 3.89; /* 0.72 more */
    world_plan(&world);
    check_close(units_of(&world, A), 72.0, 0.0);
    world_close(&world);
}

/* A shelf for 50 on which 20 stand, 10 come and 5 go. */
static void a_shelf_has_room_for_what_moves_leave(void **state)
{
    (void)state;
    struct terms terms = terms_unset();
    terms.pack_size = 4.0;
    terms.max_stock = 50.0;
    struct position position = {
        .terms = &terms, .position = 20.0, .transfer_in = 10.0, .transfer_out = 5.0};
    check_close(line_most(&position), 24.0, 0.0);
    check_close(line_rounded(&position, 40.0), 24.0, 0.0);
    terms.moq = 28.0;
    check_close(line_most(&position), 0.0, 0.0);
}

static void a_price_break_stays_within_every_maximum(void **state)
{
    (void)state;
    struct world world;
    (void)two_lines(&world, 1.0);
    world.inputs.master.price_break_count = 1;
    world.breaks[0] = (struct price_break){ACME, A, 40.0, 4.5};
    world.items[0].terms.max_order = 39.0;
    world_plan(&world);
    check_close(units_of(&world, A), 14.0, 0.0);
    world.items[0].terms.max_order = MISSING;
    world.items[0].terms.shelf_life_days = 19.0; /* 38 sell */
    world_plan(&world);
    check_close(units_of(&world, A), 14.0, 0.0);
    world.items[0].terms.shelf_life_days = 20.0;
    world_plan(&world);
    check_close(units_of(&world, A), 40.0, 0.0);
    world_close(&world);
}

/* ------------------------------------------------------------------ shelf life */

/* 8 sell in the four days that it keeps; a second pack of 6 would sell 2 and waste 4. */
static void what_would_expire_is_not_ordered(void **state)
{
    (void)state;
    struct world world;
    (void)two_lines(&world, 5.0);
    world.items[1].terms.shelf_life_days = 4.0;
    world_plan(&world);
    check_close(units_of(&world, B), 8.0, 0.0);
    check_close(adjusted(&world, B, ADJUST_SHELF_LIFE), -6.0, 0.0);
    assert_int_equal(world_position(&world, B, SHOP)->binding, BINDING_SHELF_LIFE);
    world.items[1].terms.pack_size = 6.0;
    world_plan(&world);
    check_close(units_of(&world, B), 6.0, 0.0); /* 2 x 5 < 4 x 5 */
    world.items[1].terms.shortage_cost = 11.0;
    world_plan(&world);
    check_close(units_of(&world, B), 12.0, 0.0); /* 2 x 11 > 4 x 5 */
    world.items[1].terms.shortage_cost = 5.0;
    world.items[1].terms.moq = 18.0;
    world_plan(&world);
    check_close(units_of(&world, B), 0.0, 0.0); /* 8 x 5 < 10 x 5 */
    world_close(&world);
}

/* ------------------------------------------------------------------ joint lines */

/* K = 1.4 a line, h = 0.01, 2 a day: a cycle of sqrt(2 x 1.4 / 0.02) = 11.8 days.  What reaches its
 * reorder point within 5.9 days comes along. */
static struct position waiting(double stock)
{
    static struct terms terms;
    terms = terms_unset();
    terms.holding_cost = 0.01;
    terms.pack_size = 1.0;
    return (struct position){.terms = &terms,
                             .series = 0,
                             .binding = BINDING_REORDER_POINT,
                             .counts = true,
                             .order_cost = 1.4,
                             .interval_days = 12.0,
                             .demand_mean = 24.0,
                             .position = stock,
                             .reorder_point = 24.0,
                             .target = 50.0};
}

static void what_is_due_within_half_a_cycle_comes_along(void **state)
{
    (void)state;
    struct position positions[4] = {waiting(20.0), waiting(35.0), waiting(37.0), waiting(35.0)};
    positions[0].quantity = 30.0;
    positions[0].binding = BINDING_NEED;
    positions[3].binding = BINDING_DROPSHIP;
    size_t indices[4] = {0, 1, 2, 3};
    struct inputs inputs = {.as_of = WORLD_DAY};
    struct plan plan = {.positions = positions, .position_count = 4};
    struct plan_settings settings = {.order_cost = 0.0};
    struct basis basis = {.inputs = &inputs};
    struct desk desk = {.plan = &plan, .basis = &basis, .settings = &settings};
    struct buying buying = {.desk = &desk};
    struct supplier supplier = {.order_cost = 5.6};
    struct group group = {.positions = indices, .count = 4, .supplier = &supplier};
    join_lines(&buying, &group);
    check_close(positions[1].quantity, 15.0, 0.0); /* 5.5 days away */
    check_close(positions[1].adjust[ADJUST_ORDER_MINIMUM], 15.0, 0.0);
    assert_int_equal(positions[1].binding, BINDING_JOINT);
    check_close(positions[2].quantity, 0.0, 0.0); /* 6.5 */
    check_close(positions[3].quantity, 0.0, 0.0);
    /* Without an order that goes anyway, or a cost of it, nothing comes along. */
    positions[0].quantity = 0.0;
    positions[1] = waiting(35.0);
    join_lines(&buying, &group);
    check_close(positions[1].quantity, 0.0, 0.0);
    positions[0].quantity = 30.0;
    supplier.order_cost = MISSING;
    join_lines(&buying, &group);
    check_close(positions[1].quantity, 0.0, 0.0);
}

/* Each of two wants 15, and there is room for twenty: the first has it.  With room for 14 nobody
 * comes along. */
static void what_comes_along_has_to_fit(void **state)
{
    (void)state;
    for (int units = 14; units <= 20; units += 6) {
        double room = units;
        struct position positions[3] = {waiting(20.0), waiting(35.0), waiting(35.0)};
        positions[0].quantity = 30.0;
        positions[0].binding = BINDING_NEED;
        size_t indices[3] = {0, 1, 2};
        struct inputs inputs = {.as_of = WORLD_DAY};
        struct plan plan = {.positions = positions, .position_count = 3};
        struct plan_settings settings = {.order_cost = 5.6};
        struct basis basis = {.inputs = &inputs};
        struct desk desk = {.plan = &plan, .basis = &basis, .settings = &settings};
        struct buying buying = {.desk = &desk, .rooms = {.places = 1, .storage = &room}};
        struct supplier supplier = {.order_cost = MISSING};
        struct group group = {.positions = indices, .count = 3, .supplier = &supplier};
        join_lines(&buying, &group);
        check_close(positions[1].quantity, units == 20 ? 15.0 : 0.0, 0.0);
        check_close(positions[2].quantity, 0.0, 0.0);
        check_close(room, units == 20 ? 5.0 : 14.0, 0.0);
    }
}

/* ------------------------------------------------------------------ the curve itself */

/* Ten units are wanted in three days, up to the target, which lies four above the reorder point;
 * two a day go after that.  Fourteen wait 10 x 3 and 4 x (4 + 2) / 2 days; five of them sell before
 * the next receipt, nine stay the cycle of a week. */
static void what_comes_before_it_is_due_is_held_until_then(void **state)
{
    (void)state;
    struct keeping keeping = {.holding = 0.01,
                              .cycle = 7.0,
                              .below = 10.0,
                              .waits = 3.0,
                              .over = 4.0,
                              .rate = 2.0,
                              .most = 100.0};
    check_close(keeping_cost(&keeping, 6.0, 0.0), 0.01 * (6.0 * 7.0 + 18.0), 1e-12);
    check_close(keeping_cost(&keeping, 14.0, 5.0), 0.01 * (9.0 * 7.0 + 30.0 + 12.0), 1e-12);
    keeping.rate = 0.0; /* nothing sells any more: for ten years */
    check_close(keeping_cost(&keeping, 14.0, 5.0), 0.01 * (9.0 * 7.0 + 30.0 + 4.0 * 3650.0), 1e-9);
}

/* From an empty shelf each of 14 units saves its sale; then 7 days of holding, and two units more
 * of each day that it comes early. */
static void a_curve_is_margin_less_holding(void **state)
{
    (void)state;
    struct world world;
    (void)two_lines(&world, 1.0);
    world_plan(&world);
    double period_end[WORLD_HORIZON];
    outlook_periods(&world.panel, WORLD_HORIZON, period_end);
    struct basis basis = {.inputs = &world.inputs,
                          .panel = &world.panel,
                          .forecasts = &world.forecasts,
                          .period_end = period_end,
                          .unmet = UNMET_LOST,
                          .late_chance_days = 14.0,
                          .defaults = &world.settings.defaults};
    struct curve curve;
    assert_true(curve_make(&curve, &basis, world_position(&world, A, SHOP), &world.arena));
    check_close(curve_saved(&curve, 7.0), 7.0, 1e-9);
    check_close(curve_value(&curve, 7.0), 35.0, 1e-9);
    check_close(curve_value(&curve, 14.0), 70.0, 0.01);
    /* 6 units over the target of 14: the cycle of 7 days, and 6 / 2 / 2 days on average. */
    check_close(curve_value(&curve, 20.0), 70.0 - 0.01 * 6.0 * (7.0 + 1.5), 0.01);
    double last = HUGE_VAL;
    for (double units = 1.0; units < 200.0; units += 1.0) {
        double next = curve_value(&curve, units) - curve_value(&curve, units - 1.0);
        assert_true(next <= last + 1e-9);
        last = next;
    }
    world_close(&world);
}

/* 14 units for 70 save sales worth 70. */
static void the_return_of_a_line_is_what_it_earns_per_money(void **state)
{
    (void)state;
    struct world world;
    (void)two_lines(&world, 1.0);
    world_plan(&world);
    check_close(line_return(&world.plan, &world.plan.orders[0]), 1.0, 0.01);
    check_close(line_return(&world.plan, &world.plan.orders[1]), 0.2, 0.01);
    world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_certain_lines_need_fourteen_each),
        cmocka_unit_test(a_minimum_is_met_by_what_is_cheapest_to_hold_needed_or_not),
        cmocka_unit_test(a_minimum_is_met_by_what_is_due_soonest),
        cmocka_unit_test(an_order_is_held_where_topping_up_costs_more_than_waiting),
        cmocka_unit_test(a_held_order_gives_its_room_back),
        cmocka_unit_test(a_better_price_does_not_undo_the_minimum),
        cmocka_unit_test(nothing_is_ordered_only_to_reach_a_minimum),
        cmocka_unit_test(a_planners_order_is_not_topped_up_and_not_held),
        cmocka_unit_test(a_price_break_is_taken_where_it_pays_for_the_holding),
        cmocka_unit_test(of_two_price_breaks_the_better_is_taken),
        cmocka_unit_test(a_shelf_has_room_for_what_moves_leave),
        cmocka_unit_test(a_price_break_stays_within_every_maximum),
        cmocka_unit_test(what_would_expire_is_not_ordered),
        cmocka_unit_test(what_is_due_within_half_a_cycle_comes_along),
        cmocka_unit_test(what_comes_along_has_to_fit),
        cmocka_unit_test(what_comes_before_it_is_due_is_held_until_then),
        cmocka_unit_test(a_curve_is_margin_less_holding),
        cmocka_unit_test(the_return_of_a_line_is_what_it_earns_per_money),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
