/* What suppliers, budgets and locations make of lines, on days and quantities that can be worked by
 * hand: every item sells two units a day for certain, an order comes after 5 days and the next one
 * after 12, so an empty shelf needs 14 from receipt to receipt. */
#include "support/check.h"

#include "base/missing.h"
#include "order/buying.h"
#include "replenish/policies.h"
#include "support/world.h"

#include <math.h>
#include <string.h>

enum { A = 1, B = 2, C = 3, SHOP = 1, DEPOT = 2, ACME = 10, OTHER = 11 };

/* Bought at 5, a unit short costs `shortage`; 14 of it are needed where nothing is in stock. */
static struct item *certain(struct world *world, uint32_t sku, uint32_t location, double shortage)
{
    struct item *item = world_item(world, sku, 5.0, 10.0);
    item->terms.supplier = ACME;
    item->terms.shortage_cost = shortage;
    item->terms.holding_cost = 0.01;
    item->terms.weight = 1.0;
    world_sell(world, sku, location, 2.0, 0.0)->amounts = true;
    return item;
}

static struct supplier *two_lines(struct world *world, double shortage_b)
{
    world_open(world);
    /* A certain need of 14 is a need of 14 by a fill rate, whatever the grid makes of its edge. */
    world->settings.defaults.service_type = SERVICE_FILL;
    world->settings.defaults.service_level = 0.998;
    certain(world, A, SHOP, 5.0);
    certain(world, B, SHOP, shortage_b);
    return world_supplier(world, ACME, 5.0);
}

static double units_of(const struct world *world, uint32_t sku)
{
    return world_position(world, sku, SHOP)->quantity;
}

static double adjusted(const struct world *world, uint32_t sku, enum adjustment step)
{
    return world_position(world, sku, SHOP)->adjust[step];
}

static const struct exception *exception_of(const struct world *world, const char *kind)
{
    for (size_t e = 0; e < world->plan.exception_count; e++) {
        if (strcmp(world->plan.exceptions[e].kind, kind) == 0) {
            return &world->plan.exceptions[e];
        }
    }
    return NULL;
}

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
    world.settings.budget = 60.0;
    world.suppliers[1].min_order_value = MISSING;
    world_plan(&world);
    check_close(units_of(&world, A), 12.0, 0.0);
    check_close(units_of(&world, B), 0.0, 0.0);
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

/* ------------------------------------------------------------------ the curve itself */

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

/* ------------------------------------------------------------------ what an earlier run suggested
 */

/* Beside the two lines a third whose fourteen were suggested last night; nobody has placed them. */
static struct supplier *two_lines_and_a_suggestion(struct world *world)
{
    struct supplier *acme = two_lines(world, 1.0);
    certain(world, C, SHOP, 5.0);
    world_open_order(world, C, SHOP, 14.0, 5)->kind = ORDER_SUGGESTED;
    return acme;
}

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
        cmocka_unit_test(two_certain_lines_need_fourteen_each),
        cmocka_unit_test(a_minimum_is_met_by_what_is_cheapest_to_hold_needed_or_not),
        cmocka_unit_test(a_minimum_is_met_by_what_is_due_soonest),
        cmocka_unit_test(an_order_is_held_where_topping_up_costs_more_than_waiting),
        cmocka_unit_test(nothing_is_ordered_only_to_reach_a_minimum),
        cmocka_unit_test(a_planners_order_is_not_topped_up_and_not_held),
        cmocka_unit_test(a_minimum_is_not_met_a_second_time),
        cmocka_unit_test(what_was_suggested_rides_in_the_same_trucks),
        cmocka_unit_test(a_budget_counts_tonights_lines_alone),
        cmocka_unit_test(a_budget_drops_what_returns_least),
        cmocka_unit_test(a_line_is_not_cut_below_its_minimum),
        cmocka_unit_test(a_budget_below_the_minimum_holds_the_order),
        cmocka_unit_test(the_budget_of_the_night_goes_where_it_returns_most),
        cmocka_unit_test(a_location_stores_no_more_than_it_can),
        cmocka_unit_test(a_gate_receives_no_more_than_it_can_on_a_day),
        cmocka_unit_test(a_minimum_is_not_met_beyond_the_room),
        cmocka_unit_test(what_others_will_want_is_worth_something),
        cmocka_unit_test(the_last_truck_is_filled_or_left_whichever_costs_less),
        cmocka_unit_test(less_than_a_truck_and_nearly_whole_trucks_go_as_they_are),
        cmocka_unit_test(a_truck_is_full_by_weight_or_by_volume),
        cmocka_unit_test(a_truck_that_is_paid_for_is_filled_where_that_is_cheap),
        cmocka_unit_test(a_price_break_is_taken_where_it_pays_for_the_holding),
        cmocka_unit_test(a_price_break_stays_within_every_maximum),
        cmocka_unit_test(what_would_expire_is_not_ordered),
        cmocka_unit_test(what_is_due_within_half_a_cycle_comes_along),
        cmocka_unit_test(a_curve_is_margin_less_holding),
        cmocka_unit_test(the_return_of_a_line_is_what_it_earns_per_money),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
