/* Exceptions, segments and returns. */
#include "base/missing.h"
#include "support/check.h"
#include "support/world.h"

#include <string.h>

enum { SHIRT = 1, SOCKS = 2, HAT = 3, GLOVES = 4, SHOP = 1, DEPOT = 2, ACME = 9 };

/* The exception of a kind for a sku; NULL without one. */
static const struct exception *find(const struct world *world, const char *kind, uint32_t sku)
{
    for (size_t e = 0; e < world->plan.exception_count; e++) {
        const struct exception *row = &world->plan.exceptions[e];
        if (strcmp(row->kind, kind) == 0 && row->sku == sku) {
            return row;
        }
    }
    return NULL;
}

static void sell_shirts(struct world *world)
{
    world_open(world);
    world_sell(world, SHIRT, SHOP, 2.0, 2.0);
    world_item(world, SHIRT, 5.0, 10.0)->terms.supplier = ACME;
    world_supplier(world, ACME, 5.0);
}

/* Ten pieces in five days are lost at 5 each, whatever is ordered today. */
static void a_stock_out_before_the_delivery_is_told_in_money(void **state)
{
    (void)state;
    struct world world;
    sell_shirts(&world);
    world_stock(&world, SHIRT, SHOP, 0.0);
    world_open_order(&world, SHIRT, SHOP, 30.0, 8)->order_id =
        intern_add(&world.inputs.names.word, text_of("PO7"));
    world_plan(&world);
    const struct exception *row = find(&world, "stock_out", SHIRT);
    assert_non_null(row);
    check_close(row->money_at_risk, 50.0, 1e-6);
    assert_non_null(strstr(row->action, "expedite the open order PO7"));
    world_close(&world);
}

static void a_late_order_is_to_be_chased(void **state)
{
    (void)state;
    struct world world;
    sell_shirts(&world);
    world_stock(&world, SHIRT, SHOP, 50.0);
    world_open_order(&world, SHIRT, SHOP, 30.0, -14);
    world_plan(&world);
    const struct exception *row = find(&world, "late_order", SHIRT);
    assert_non_null(row);
    check_close(row->money_at_risk, (30.0 - 11.0) * 5.0, 1e-9); /* 30 exp(-1) = 11.04 */
    world_close(&world);
}

static void stock_that_nobody_buys_is_dead_and_too_much_is_excess(void **state)
{
    (void)state;
    struct world world;
    sell_shirts(&world);
    world_stock(&world, SHIRT, SHOP, 2.0 * 730.0); /* two years */
    world_item(&world, HAT, 4.0, 9.0);
    world_stock(&world, HAT, SHOP, 10.0);
    world_item(&world, GLOVES, 4.0, 9.0);
    world_sell(&world, GLOVES, SHOP, 0.05, 0.05)->flags = FLAG_DEAD;
    world_stock(&world, GLOVES, SHOP, 30.0);
    world_plan(&world);
    check_close(find(&world, "excess_stock", SHIRT)->money_at_risk, 730.0 * 5.0, 1e-3);
    check_close(find(&world, "dead_stock", HAT)->money_at_risk, 40.0, 1e-9);
    check_close(find(&world, "dead_stock", GLOVES)->money_at_risk, 120.0, 1e-9);
    assert_null(find(&world, "dead_stock", SHIRT));
    world_close(&world);
}

static void doubtful_master_data_is_told(void **state)
{
    (void)state;
    struct world world;
    sell_shirts(&world);
    world_stock(&world, SHIRT, SHOP, -3.0);
    world_stock(&world, HAT, SHOP, 7.0);       /* no item, no sales */
    world_sell(&world, SOCKS, SHOP, 1.0, 1.0); /* no cost, no price, no supplier */
    world_plan(&world);
    assert_non_null(find(&world, "negative_stock", SHIRT));
    assert_non_null(find(&world, "unknown_sku", HAT));
    assert_null(find(&world, "dead_stock", HAT));
    assert_non_null(find(&world, "no_cost", SOCKS));
    assert_non_null(find(&world, "no_supplier", SOCKS));
    assert_null(find(&world, "no_supplier", SHIRT));
    assert_true(world_position(&world, SOCKS, SHOP)->quantity > 0.0); /* planned all the same */
    world_close(&world);
}

static void what_is_on_order_of_an_ended_item_is_told(void **state)
{
    (void)state;
    struct world world;
    sell_shirts(&world);
    world.items[0].terms.end_day = WORLD_DAY + 1;
    world_open_order(&world, SHIRT, SHOP, 30.0, 0);
    world_plan(&world);
    const struct exception *row = find(&world, "ended_on_order", SHIRT);
    assert_non_null(row);
    check_close(row->money_at_risk, 150.0, 1e-9);
    world_close(&world);
}

static void the_dearest_comes_first(void **state)
{
    (void)state;
    struct world world;
    sell_shirts(&world);
    world_item(&world, HAT, 400.0, 900.0);
    world_stock(&world, HAT, SHOP, 10.0);
    world_plan(&world);
    assert_int_equal(world.plan.exceptions[0].sku, HAT);
    for (size_t e = 1; e < world.plan.exception_count; e++) {
        assert_true(world.plan.exceptions[e - 1].money_at_risk >=
                    world.plan.exceptions[e].money_at_risk);
    }
    world_close(&world);
}

/* A pack of fifty and at most twenty an order: someone must mend the one or the other. */
static void limits_that_leave_no_quantity_are_told(void **state)
{
    (void)state;
    struct world world;
    world_open(&world);
    struct item *shirt = world_item(&world, SHIRT, 5.0, 10.0);
    shirt->terms.pack_size = 50.0;
    shirt->terms.max_order = 20.0;
    world_sell(&world, SHIRT, SHOP, 2.0, 2.0);
    world_plan(&world);
    bool told = false;
    for (size_t e = 0; e < world.plan.exception_count; e++) {
        told = told || strcmp(world.plan.exceptions[e].kind, "limits_conflict") == 0;
    }
    assert_true(told);
    check_close(world_position(&world, SHIRT, SHOP)->quantity, 0.0, 0.0);
    world_close(&world);
}

/* Sixty shirts that nobody buys: the fifty dearest are listed, the rest is one row, the last. */
static void a_long_list_is_cut_and_its_rest_summed_up(void **state)
{
    (void)state;
    struct world world;
    world_open(&world);
    for (uint32_t sku = 0; sku < 60; sku++) {
        world_item(&world, sku, 10.0 + sku, 100.0);
        world_stock(&world, sku, SHOP, 1.0);
    }
    world_plan(&world);
    size_t rows = 0;
    for (size_t e = 0; e < world.plan.exception_count; e++) {
        rows += world.plan.exceptions[e].sku != NO_ID ? 1 : 0;
    }
    assert_int_equal(rows, 50);
    const struct exception *last = &world.plan.exceptions[world.plan.exception_count - 1];
    assert_int_equal(last->sku, NO_ID);
    assert_non_null(strstr(last->message, "10 more of this kind"));
    assert_non_null(strstr(last->message, "145.00 together")); /* unit costs 10 to 19 */
    world_close(&world);
}

/* Revenue 8, 1, 0.6 and 0.4 parts of ten: A up to 80 %, B up to 95 %. */
static void abc_is_by_revenue_within_the_location(void **state)
{
    (void)state;
    struct world world;
    world_open(&world);
    static const double means[] = {8.0, 1.0, 0.6, 0.4};
    for (uint32_t sku = 1; sku <= 4; sku++) {
        world_item(&world, sku, 1.0, 10.0);
        world_sell(&world, sku, SHOP, means[sku - 1], 1.0);
    }
    world_sell(&world, GLOVES, DEPOT, 0.1, 0.1); /* the only one there */
    world_plan(&world);
    assert_string_equal(world_position(&world, 1, SHOP)->segment, "AX"); /* the same every day */
    assert_string_equal(world_position(&world, 2, SHOP)->segment, "BX");
    assert_string_equal(world_position(&world, 3, SHOP)->segment, "BX"); /* begins at 90 % */
    assert_string_equal(world_position(&world, 4, SHOP)->segment, "CX");
    assert_string_equal(world_position(&world, GLOVES, DEPOT)->segment, "AX");
    for (size_t s = 0; s < world.plan.position_count; s++) {
        const struct segment *segment = &world.plan.segments[s];
        size_t rank = segment->location == DEPOT ? 1 : segment->sku;
        assert_int_equal(segment->velocity_rank, rank);
    }
    world_close(&world);
}

static void returns_are_told_by_sku_with_what_to_do(void **state)
{
    (void)state;
    struct world world;
    world_open(&world);
    world_sell(&world, SHIRT, SHOP, 1.0, 1.0)->returned = 70.0;
    world_sell(&world, SHIRT, DEPOT, 1.0, 1.0)->returned = 80.0;
    world_sell(&world, HAT, SHOP, 1.0, 1.0)->returned = 2.0;
    world_plan(&world);
    assert_int_equal(world.plan.return_count, 2);
    const struct return_row *shirt = &world.plan.returns[0];
    check_close(shirt->sold, 240.0, 1e-9);
    check_close(shirt->returned, 150.0, 1e-9);
    check_close(shirt->rate, 0.625, 1e-12);
    assert_non_null(strstr(shirt->hint, "delist"));
    assert_string_equal(world.plan.returns[1].hint, "");
    world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stock_out_before_the_delivery_is_told_in_money),
        cmocka_unit_test(a_late_order_is_to_be_chased),
        cmocka_unit_test(stock_that_nobody_buys_is_dead_and_too_much_is_excess),
        cmocka_unit_test(doubtful_master_data_is_told),
        cmocka_unit_test(what_is_on_order_of_an_ended_item_is_told),
        cmocka_unit_test(the_dearest_comes_first),
        cmocka_unit_test(limits_that_leave_no_quantity_are_told),
        cmocka_unit_test(a_long_list_is_cut_and_its_rest_summed_up),
        cmocka_unit_test(abc_is_by_revenue_within_the_location),
        cmocka_unit_test(returns_are_told_by_sku_with_what_to_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
