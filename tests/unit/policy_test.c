/* What becomes of a policy's levels in a plan, and whose word chooses the policy. */
#include "replenish/policies.h"

#include "base/missing.h"
#include "support/check.h"
#include "support/world.h"

#include <math.h>

enum { SHIRT = 1, SOCKS = 2, HAT = 3, SHOP = 1, DEPOT = 2, ACME = 9 };

/* Levels of the test's choosing. */
static bool twenty_to_fifty(const struct situation *situation, struct levels *levels,
                            struct arena *scratch)
{
    (void)situation;
    (void)scratch;
    *levels = (struct levels){.reorder_point = 20.0, .order_up_to = 50.0, .lowering = LOWER_NOT};
    return true;
}

static bool lots_of_thirty(const struct situation *situation, struct levels *levels,
                           struct arena *scratch)
{
    (void)situation;
    (void)scratch;
    *levels = (struct levels){
        .reorder_point = 20.0, .order_up_to = 50.0, .lot = 30.0, .lowering = LOWER_NOT};
    return true;
}

/* A quarter of a pound to a pack. */
static bool quarters(const struct situation *situation, struct levels *levels,
                     struct arena *scratch)
{
    (void)situation;
    (void)scratch;
    *levels = (struct levels){
        .reorder_point = 20.0, .order_up_to = 20.25, .lot = 0.25, .lowering = LOWER_NOT};
    return true;
}

/* The level of (R, S) and so much more. */
static bool ten_above(const struct situation *situation, struct levels *levels,
                      struct arena *scratch)
{
    (void)scratch;
    levels->reorder_point = situation->protect - 1.0;
    levels->order_up_to = situation->protect + 10.0;
    return true;
}

static const struct policy typed = {.name = "typed", .levels = twenty_to_fifty};
static const struct policy lots = {.name = "lots", .levels = lots_of_thirty};
static const struct policy small = {.name = "small", .levels = quarters};
static const struct policy above = {.name = "above", .levels = ten_above};

/* Two a day; the order of today comes in 5 days, the next 7 later. */
static struct position planned(const struct policy *policy, enum unmet unmet, double stock)
{
    struct world world;
    world_open(&world);
    world_sell(&world, SHIRT, SHOP, 2.0, 2.0);
    world_item(&world, SHIRT, 5.0, 10.0);
    world_stock(&world, SHIRT, SHOP, stock);
    world.settings.policies.general = policy;
    world.settings.unmet = unmet;
    world_plan(&world);
    struct position position = *world_position(&world, SHIRT, SHOP);
    world_close(&world);
    return position;
}

static void above_its_reorder_point_a_position_waits(void **state)
{
    (void)state;
    struct position waits = planned(&typed, UNMET_LOST, 21.0);
    check_close(waits.quantity, 0.0, 0.0);
    assert_int_equal(waits.binding, BINDING_REORDER_POINT);
    struct position orders = planned(&typed, UNMET_LOST, 20.0);
    check_close(orders.quantity, 30.0, 0.0);
    check_close(orders.target, 50.0, 0.0);
    check_close(orders.reorder_point, 20.0, 0.0);
}

/* 25 stand above the reorder point of 20, but 30 are to be shown. */
static void an_empty_display_does_not_wait(void **state)
{
    (void)state;
    struct world world;
    world_open(&world);
    world_sell(&world, SHIRT, SHOP, 2.0, 2.0);
    world_item(&world, SHIRT, 5.0, 10.0);
    world_at(&world, SHIRT, SHOP)->terms.min_stock = 30.0;
    world_stock(&world, SHIRT, SHOP, 25.0);
    world.settings.policies.general = &typed;
    world.settings.unmet = UNMET_BACKORDER;
    world_plan(&world);
    check_close(world_position(&world, SHIRT, SHOP)->quantity, 25.0, 0.0);
    world.stock[0].on_hand = 30.0;
    world_plan(&world);
    check_close(world_position(&world, SHIRT, SHOP)->quantity, 0.0, 0.0);
    world_close(&world);
}

static void lots_are_the_fewest_that_lift_it_above_the_reorder_point(void **state)
{
    (void)state;
    check_close(planned(&lots, UNMET_LOST, 21.0).quantity, 0.0, 0.0);
    check_close(planned(&lots, UNMET_LOST, 20.0).quantity, 30.0, 0.0);
    check_close(planned(&lots, UNMET_BACKORDER, 0.0).quantity, 30.0, 0.0);
    struct world world;
    world_open(&world);
    world_sell(&world, SHIRT, SHOP, 2.0, 2.0);
    world_item(&world, SHIRT, 5.0, 10.0);
    world_stock(&world, SHIRT, SHOP, 5.0)->reserved = 20.0; /* fifteen are owed */
    world.settings.policies.general = &lots;
    world.settings.unmet = UNMET_BACKORDER;
    world_plan(&world);
    check_close(world_position(&world, SHIRT, SHOP)->quantity, 60.0, 0.0);
    world_close(&world);
}

/* Where goods are weighed a lot may be less than one: the position is lifted by the lots that it
 * takes, and not by a whole pound. */
static void a_lot_of_a_quarter_lifts_by_a_quarter(void **state)
{
    (void)state;
    static const double stock[] = {20.0, 19.9, 19.6, 20.1};
    static const double wanted[] = {0.25, 0.25, 0.5, 0.0};
    for (size_t i = 0; i < 4; i++) {
        struct world world;
        world_open(&world);
        world_sell(&world, SHIRT, SHOP, 2.0, 2.0)->amounts = true;
        world_item(&world, SHIRT, 5.0, 10.0)->terms.pack_size = 0.25;
        world_stock(&world, SHIRT, SHOP, stock[i]);
        world.settings.policies.general = &small;
        world_plan(&world);
        check_close(world_position(&world, SHIRT, SHOP)->quantity, wanted[i], 1e-9);
        world_close(&world);
    }
}

/* Against backorders the (R, S) level is 32 and customers' demand of five days waits; with lost
 * sales ten of them never come back, which lowers both levels alike. */
static void lost_sales_lower_levels_that_nobody_typed(void **state)
{
    (void)state;
    struct position waits = planned(&above, UNMET_BACKORDER, 0.0);
    check_close(waits.target, 42.0, 0.0);
    check_close(waits.reorder_point, 31.0, 0.0);
    struct position lost = planned(&above, UNMET_LOST, 0.0);
    check_close(lost.target, 30.0, 0.0); /* 20 of (R, S), and ten */
    check_close(lost.reorder_point, 19.0, 0.0);
}

/* A season of thirty days at two a day; short 5, over 5 - 1 + 30 * 0.25 * 5 / 365: the level is
 * 60 and a little.  On the five days before the receipt ten go away whom no purchase can serve. */
static void a_season_is_not_bought_for_those_who_will_have_gone(void **state)
{
    (void)state;
    struct world world;
    world_open(&world);
    world_sell(&world, SHIRT, SHOP, 2.0, 2.0);
    world_item(&world, SHIRT, 5.0, 10.0)->terms.end_day = WORLD_DAY + 29;
    world.settings.policies.general = &policy_newsvendor;
    struct dist season = {.kind = DIST_POISSON, .a = 60.0};
    double level = dist_quantile(&season, 5.0 / (9.0 + 30.0 * 0.25 * 5.0 / 365.0));
    world.settings.unmet = UNMET_BACKORDER;
    world_plan(&world);
    check_close(world_position(&world, SHIRT, SHOP)->target, level, 0.0);
    world.settings.unmet = UNMET_LOST;
    world_plan(&world);
    check_close(world_position(&world, SHIRT, SHOP)->target, level - 10.0, 0.0);
    world_close(&world);
}

/* A reorder point of five is less than what sells before the receipt.  An empty shelf loses ten
 * by then: it must not wait for a position of five less ten. */
static bool five_to_fifty(const struct situation *situation, struct levels *levels,
                          struct arena *scratch)
{
    (void)situation;
    (void)scratch;
    levels->reorder_point = 5.0;
    levels->order_up_to = 50.0;
    return true;
}

static void an_empty_shelf_does_not_wait_for_less_than_nothing(void **state)
{
    (void)state;
    static const struct policy low = {.name = "low", .levels = five_to_fifty};
    for (double stock = 0.0; stock <= 8.0; stock += 1.0) {
        struct position position = planned(&low, UNMET_LOST, stock);
        assert_int_equal(position.quantity > 0.0, stock <= 5.0);
    }
}

static bool is_rs(const struct position *position)
{
    return position->policy == &policy_rs;
}

static void the_nearest_word_chooses_the_policy(void **state)
{
    (void)state;
    struct world world;
    world_open(&world);
    world_sell(&world, SHIRT, SHOP, 20.0, 2.0); /* nearly all of the revenue: AX */
    world_sell(&world, SOCKS, SHOP, 1.0, 2.0);
    world_item(&world, SHIRT, 5.0, 10.0);
    world_item(&world, SOCKS, 0.5, 1.0);
    world.settings.policies.general = &typed;
    world_plan(&world);
    assert_ptr_equal(world_position(&world, SHIRT, SHOP)->policy, &typed);
    world.settings.policies.segment[0][0] = &lots;
    world_plan(&world);
    assert_ptr_equal(world_position(&world, SHIRT, SHOP)->policy, &lots);
    assert_ptr_equal(world_position(&world, SOCKS, SHOP)->policy, &typed);
    world_at(&world, SHIRT, SHOP)->terms.policy =
        intern_add(&world.inputs.names.word, text_of("RS"));
    world_plan(&world);
    assert_true(is_rs(world_position(&world, SHIRT, SHOP)));
    assert_ptr_equal(world_position(&world, SOCKS, SHOP)->policy, &typed);
    world_close(&world);
}

/* Shares are as holding cost times demand, so that every line has the same economic cycle. */
static void the_cost_of_an_order_is_shared_by_its_lines(void **state)
{
    (void)state;
    struct world world;
    world_open(&world);
    world_sell(&world, SHIRT, SHOP, 6.0, 6.0);
    world_sell(&world, SOCKS, SHOP, 2.0, 2.0);
    world_sell(&world, HAT, SHOP, 2.0, 2.0);
    world_item(&world, SHIRT, 5.0, 10.0)->terms.supplier = ACME;
    world_item(&world, SOCKS, 5.0, 10.0)->terms.supplier = ACME;
    world_item(&world, HAT, 5.0, 10.0); /* nobody's */
    world_supplier(&world, ACME, 5.0)->order_cost = 40.0;
    world_plan(&world);
    check_close(world_position(&world, SHIRT, SHOP)->order_cost, 30.0, 1e-9);
    check_close(world_position(&world, SOCKS, SHOP)->order_cost, 10.0, 1e-9);
    check_close(world_position(&world, HAT, SHOP)->order_cost, 0.0, 0.0);
    world_close(&world);
}

/* What was suggested last night counts as supply; two units more are not worth a second look. */
static void a_small_change_of_what_is_suggested_waits(void **state)
{
    (void)state;
    struct world world;
    world_open(&world);
    world_sell(&world, SHIRT, SHOP, 2.0, 2.0);
    world_item(&world, SHIRT, 5.0, 10.0);
    world_open_order(&world, SHIRT, SHOP, 30.0, 5)->kind = ORDER_SUGGESTED;
    world.settings.unmet = UNMET_BACKORDER;
    world_plan(&world); /* the level is 32 */
    check_close(world_position(&world, SHIRT, SHOP)->suggested, 30.0, 0.0);
    check_close(world_position(&world, SHIRT, SHOP)->quantity, 2.0, 0.0);
    world.settings.damping = 0.1;
    world_plan(&world);
    check_close(world_position(&world, SHIRT, SHOP)->quantity, 0.0, 0.0);
    assert_int_equal(world_position(&world, SHIRT, SHOP)->binding, BINDING_STEADY);
    world.orders[0].quantity = 20.0; /* twelve more is no small change */
    world_plan(&world);
    check_close(world_position(&world, SHIRT, SHOP)->quantity, 12.0, 0.0);
    world.orders[0].quantity = 16.0; /* nor is the very share that is named */
    world.settings.damping = 1.0;
    world_plan(&world);
    check_close(world_position(&world, SHIRT, SHOP)->quantity, 16.0, 0.0);
    world.orders[0].quantity = 45.0; /* what a display lacks is not damped */
    world_at(&world, SHIRT, SHOP)->terms.min_stock = 50.0;
    world_plan(&world);
    check_close(world_position(&world, SHIRT, SHOP)->quantity, 5.0, 0.0);
    assert_int_equal(world_position(&world, SHIRT, SHOP)->binding, BINDING_MIN_STOCK);
    world_close(&world);
}

/* What is suggested for a Saturday comes on the Monday on which the interval ends: neither supply
 * nor a suggestion that tonight's need is measured by. */
static void what_comes_too_late_is_no_suggestion_that_counts(void **state)
{
    (void)state;
    struct world world;
    world_open(&world);
    world_sell(&world, SHIRT, SHOP, 2.0, 2.0);
    world_item(&world, SHIRT, 5.0, 10.0);
    world_location(&world, SHOP)->open_days = 0x1F; /* Monday to Friday */
    world_open_order(&world, SHIRT, SHOP, 30.0, 12)->kind = ORDER_SUGGESTED;
    world_plan(&world);
    const struct position *shirt = world_position(&world, SHIRT, SHOP);
    check_close(shirt->open_supply, 0.0, 0.0);
    check_close(shirt->suggested, 0.0, 0.0);
    world_close(&world);
}

static void an_order_that_gains_too_little_waits(void **state)
{
    (void)state;
    struct world world;
    world_open(&world);
    world_sell(&world, SHIRT, SHOP, 2.0, 2.0);
    world_item(&world, SHIRT, 5.0, 10.0);
    world_stock(&world, SHIRT, SHOP, 31.0);
    world.settings.unmet = UNMET_BACKORDER;
    world_plan(&world);
    check_close(world_position(&world, SHIRT, SHOP)->quantity, 1.0, 0.0);
    world.settings.min_gain = 2.0; /* one unit in twenty cycles is sold: some cents */
    world_plan(&world);
    check_close(world_position(&world, SHIRT, SHOP)->quantity, 0.0, 0.0);
    assert_int_equal(world_position(&world, SHIRT, SHOP)->binding, BINDING_DUST);
    world.stock[0].on_hand = 5.0; /* a week without stock is worth an order */
    world_plan(&world);
    assert_true(world_position(&world, SHIRT, SHOP)->quantity > 20.0);
    world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(above_its_reorder_point_a_position_waits),
        cmocka_unit_test(an_empty_display_does_not_wait),
        cmocka_unit_test(lots_are_the_fewest_that_lift_it_above_the_reorder_point),
        cmocka_unit_test(a_lot_of_a_quarter_lifts_by_a_quarter),
        cmocka_unit_test(lost_sales_lower_levels_that_nobody_typed),
        cmocka_unit_test(a_season_is_not_bought_for_those_who_will_have_gone),
        cmocka_unit_test(an_empty_shelf_does_not_wait_for_less_than_nothing),
        cmocka_unit_test(the_nearest_word_chooses_the_policy),
        cmocka_unit_test(the_cost_of_an_order_is_shared_by_its_lines),
        cmocka_unit_test(a_small_change_of_what_is_suggested_waits),
        cmocka_unit_test(what_comes_too_late_is_no_suggestion_that_counts),
        cmocka_unit_test(an_order_that_gains_too_little_waits),
    };
    return cmocka_run_group_tests_name("policy", tests, NULL, NULL);
}
