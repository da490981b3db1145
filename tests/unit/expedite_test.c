/* Open orders that are hastened, and those that had better not be. */
#include "base/missing.h"
#include "num/random.h"
#include "support/check.h"
#include "support/world.h"

#include <math.h>
#include <string.h>

enum { SHIRT = 1, SOCKS = 2, SHOP = 1, DEPOT = 2, MILL = 3 };

/* SHOP has nothing and sells 2 shirts a day, which earn 5 each; an order of tonight takes 14 days,
 * one of 40 is due in 10 and could be there in 2. */
static struct open_order *empty_shop(struct world *world)
{
    world_open(world);
    world_item(world, SHIRT, 5.0, 10.0)->terms.supplier = MILL;
    world_sell(world, SHIRT, SHOP, 2.0, 2.0);
    world_stock(world, SHIRT, SHOP, 0.0);
    struct supplier *mill = world_supplier(world, MILL, 14.0);
    mill->expedite_days = 2.0;
    mill->expedite_cost = 20.0;
    mill->expedite_unit_cost = 0.5;
    return world_open_order(world, SHIRT, SHOP, 40.0, 10);
}

/* The exceptions of the kind: how many, and the first. */
static size_t count_hastened(const struct world *world, const struct exception **first)
{
    size_t count = 0;
    for (size_t e = 0; e < world->plan.exception_count; e++) {
        const struct exception *row = &world->plan.exceptions[e];
        if (strcmp(row->kind, "expedite") == 0) {
            *first = count == 0 ? row : *first;
            count++;
        }
    }
    return count;
}

static size_t plan_hastened(struct world *world)
{
    const struct exception *first = NULL;
    world_plan(world);
    return count_hastened(world, &first);
}

/* Sixteen shirts a customer asks for between day 2 and day 10 earn 80, for 20 and 40 times a half.
 */
static void an_order_comes_sooner_where_that_sells_more_than_it_costs(void **state)
{
    (void)state;
    struct world world;
    const struct exception *row = NULL;
    struct open_order *order = empty_shop(&world);
    order->order_id = intern_add(&world.inputs.names.word, text_of("PO-17"));
    world_plan(&world);
    assert_int_equal(count_hastened(&world, &row), 1);
    check_close(row->money_at_risk, 80.0, 0.01);
    assert_int_equal(row->sku, SHIRT);
    assert_int_equal(row->location, SHOP);
    assert_non_null(strstr(row->message, "order PO-17 of 40 units due 2026-06-11 could come "
                                         "2026-06-03 for 40.00: saves "));
    assert_non_null(strstr(row->action, "for 2026-06-03"));
    world_close(&world);
}

static void an_order_stays_where_it_is_if_haste_costs_more(void **state)
{
    (void)state;
    struct world world;
    empty_shop(&world);
    world.suppliers[0].expedite_cost = 59.0;
    assert_int_equal(plan_hastened(&world), 1);
    world.settings.rebalance.margin = 2.0; /* 80 - 59 - 20 is less */
    assert_int_equal(plan_hastened(&world), 0);
    world.settings.rebalance.margin = 0.0;
    world.suppliers[0].expedite_cost = 61.0;
    assert_int_equal(plan_hastened(&world), 0);
    world_close(&world);
}

/* Neither what is overdue, nor under way between locations, nor only suggested, nor there before
 * haste would bring it; nor where the supplier does not say that it can. */
static void only_a_purchase_that_can_still_be_hastened_is(void **state)
{
    (void)state;
    struct world world;
    struct open_order *order = empty_shop(&world);
    order->due_day = WORLD_DAY - 1;
    assert_int_equal(plan_hastened(&world), 0);
    order->due_day = WORLD_DAY + 2;
    assert_int_equal(plan_hastened(&world), 0);
    order->due_day = WORLD_DAY + 10;
    order->kind = ORDER_SUGGESTED;
    assert_int_equal(plan_hastened(&world), 0);
    order->kind = ORDER_TRANSFER;
    assert_int_equal(plan_hastened(&world), 0);
    order->kind = ORDER_PURCHASE;
    order->source = DEPOT; /* of whom nothing is known */
    assert_int_equal(plan_hastened(&world), 0);
    order->source = NO_ID;
    assert_int_equal(plan_hastened(&world), 1);
    world.suppliers[0].expedite_days = MISSING;
    assert_int_equal(plan_hastened(&world), 0);
    world_close(&world);
}

static void an_item_that_has_ended_is_not_hastened(void **state)
{
    (void)state;
    struct world world;
    empty_shop(&world);
    world.items[0].terms.end_day = WORLD_DAY + 3;
    assert_int_equal(plan_hastened(&world), 0);
    world_close(&world);
}

/* Shirts and socks save 80 each and cost 20 by the unit; alone neither pays 75 for its order. */
static void the_lines_of_an_order_share_its_cost(void **state)
{
    (void)state;
    struct world world;
    struct open_order *shirts = empty_shop(&world);
    const struct exception *row = NULL;
    world_item(&world, SOCKS, 5.0, 10.0)->terms.supplier = MILL;
    world_sell(&world, SOCKS, SHOP, 2.0, 2.0);
    world_sell(&world, SOCKS, DEPOT, 2.0, 2.0); /* has plenty: its line stays where it is */
    world_stock(&world, SOCKS, DEPOT, 500.0);
    struct open_order *socks = world_open_order(&world, SOCKS, SHOP, 40.0, 10);
    struct open_order *spare = world_open_order(&world, SOCKS, DEPOT, 40.0, 10);
    world.suppliers[0].expedite_cost = 75.0;
    shirts->order_id = intern_add(&world.inputs.names.word, text_of("PO-1"));
    socks->order_id = intern_add(&world.inputs.names.word, text_of("PO-2"));
    spare->order_id = socks->order_id;
    assert_int_equal(plan_hastened(&world), 0);
    for (size_t o = 0; o < 3; o++) {
        world.orders[o].order_id = shirts->order_id;
    }
    world_plan(&world);
    assert_int_equal(count_hastened(&world, &row), 1);
    check_close(row->money_at_risk, 160.0, 0.02);
    assert_int_equal(row->sku, NO_ID);
    assert_int_equal(row->location, SHOP);
    assert_non_null(strstr(row->message, "of 80 units in 2 lines due 2026-06-11"));
    assert_non_null(strstr(row->message, "for 115.00"));
    world_close(&world);
}

/* Behind 40 shirts of day 2, which last for 20 days, those of day 30 have as many nights; behind
 * two, gone in a day, none: 54 are asked for from day 3 to day 30. */
static void an_order_waits_while_another_lasts(void **state)
{
    (void)state;
    struct world world = {0};
    const struct exception *row = NULL;
    empty_shop(&world)->due_day = WORLD_DAY + 2;
    world_open_order(&world, SHIRT, SHOP, 90.0, 30);
    world.suppliers[0].lead_time_days = 31.0;
    assert_int_equal(plan_hastened(&world), 0);
    world.orders[0].quantity = 1.0;
    world_plan(&world);
    assert_int_equal(count_hastened(&world, &row), 1);
    check_close(row->money_at_risk, 5.0 * 55.0, 3.0);
    world_close(&world);
}

/* Twelve shirts last for six days, and demand is steady: haste pays now and just as well in three
 * days.  With four, which are gone when it could come, it has no time. */
static void an_order_waits_while_stock_lasts(void **state)
{
    (void)state;
    struct world world;
    empty_shop(&world);
    world.stock[0].on_hand = 12.0;
    assert_int_equal(plan_hastened(&world), 0);
    world.stock[0].on_hand = 4.0;
    assert_int_equal(plan_hastened(&world), 1);
    world_close(&world);
}

/* Forty shirts eight days earlier are 320 unit days, less half of what they sell by then, 16: at a
 * tenth each 25.6, which with 20 for the units leaves 34.4 of the 80 for the order. */
static void units_that_come_earlier_are_held_longer(void **state)
{
    (void)state;
    struct world world;
    empty_shop(&world);
    world.items[0].terms.holding_cost = 0.1;
    world.suppliers[0].expedite_cost = 34.0;
    assert_int_equal(plan_hastened(&world), 1);
    world.suppliers[0].expedite_cost = 35.0;
    assert_int_equal(plan_hastened(&world), 0);
    world_close(&world);
}

static void what_a_transfer_covers_needs_no_haste(void **state)
{
    (void)state;
    struct world world;
    empty_shop(&world);
    world_sell(&world, SHIRT, DEPOT, 1.0, 1.0);
    world_stock(&world, SHIRT, DEPOT, 300.0);
    world_lane(&world, DEPOT, SHOP)->cost_per_unit = 0.1;
    world.settings.rebalance.enabled = true;
    assert_int_equal(plan_hastened(&world), 0);
    assert_true(world.plan.transfer_count > 0);
    world.settings.rebalance.enabled = false;
    assert_int_equal(plan_hastened(&world), 1);
    world_close(&world);
}

/* DEPOT has plenty, and the way to SHOP costs so much a unit. */
static void plenty_elsewhere(struct world *world, double freight)
{
    world_sell(world, SHIRT, DEPOT, 1.0, 1.0);
    world_stock(world, SHIRT, DEPOT, 300.0);
    world_lane(world, DEPOT, SHOP)->cost_per_unit = freight;
    world->settings.rebalance.enabled = true;
}

/* A sale earns 5.  A move that costs 4 a unit gains a little; haste gains 40 and saves the same
 * sales.  When its cost passes what it gains more than the move does, the move is made. */
static void haste_is_taken_instead_of_a_dearer_move(void **state)
{
    (void)state;
    struct world world;
    empty_shop(&world);
    plenty_elsewhere(&world, 4.0);
    world.suppliers[0].expedite_days = MISSING;
    world_plan(&world);
    assert_int_equal(world.plan.transfer_count, 1);
    double gain = world.plan.transfer_benefit - world.plan.transfer_cost;
    world.suppliers[0].expedite_days = 2.0;
    world.suppliers[0].expedite_unit_cost = MISSING;
    world.suppliers[0].expedite_cost = 80.0 - gain - 5.0;
    assert_int_equal(plan_hastened(&world), 1);
    const struct position *shop = world_position(&world, SHIRT, SHOP);
    assert_true(shop->transfer_in < 5.0); /* of the days before haste could help */
    double saved = world.plan.expedited.rows[0].gain;
    check_close(saved, 80.0, 0.02);
    world_check_account(&world);
    world.suppliers[0].expedite_cost = 80.0 - gain + 15.0;
    assert_int_equal(plan_hastened(&world), 0);
    assert_int_equal(world.plan.transfer_count, 1);
    world_check_account(&world);
    world_close(&world);
}

/* An order of 6 cannot save 16 sales: what is left over moves. */
static void haste_and_moves_share_what_one_alone_cannot_save(void **state)
{
    (void)state;
    struct world world;
    empty_shop(&world)->quantity = 6.0;
    plenty_elsewhere(&world, 4.0);
    world.suppliers[0].lead_time_days = 10.0;
    world.suppliers[0].expedite_cost = 0.0;
    world.suppliers[0].expedite_unit_cost = 0.5;
    assert_int_equal(plan_hastened(&world), 1);
    check_close(world.plan.expedited.rows[0].units, 6.0, 0.0);
    double both = world_position(&world, SHIRT, SHOP)->transfer_in;
    assert_true(both >= 8.0);
    world_check_account(&world);
    world.suppliers[0].expedite_days = MISSING;
    assert_int_equal(plan_hastened(&world), 0);
    assert_true(world_position(&world, SHIRT, SHOP)->transfer_in > both);
    world_close(&world);
}

/* The as-of date is a Monday; the shop receives on Fridays only. */
static void haste_ends_at_a_closed_door(void **state)
{
    (void)state;
    struct world world;
    const struct exception *row = NULL;
    empty_shop(&world);
    world_location(&world, SHOP)->open_days = 1 << FRIDAY;
    world_plan(&world);
    assert_int_equal(count_hastened(&world, &row), 1);
    assert_non_null(
        strstr(row->message, "an order of 40 units due 2026-06-11 could come 2026-06-05"));
    check_close(row->money_at_risk, 5.0 * 2.0 * 7.0, 0.01); /* the old day is a Friday, too */
    world_close(&world);
}

/* ------------------------------------------------------------------ against a walk day by day */

enum { CELLS = 200 };

static double poisson(double mean, int count)
{
    return exp(count * log(mean) - mean - lgamma(count + 1.0));
}

/* What comes in on a day. */
struct delivery {
    int day;
    int units;
};

/* Units lost up to day `until` from `stock` with two deliveries. */
static double walk(int stock, const struct delivery deliveries[2], int until, double mean)
{
    double mass[CELLS] = {0.0};
    double lost = 0.0;
    mass[stock] = 1.0;
    for (int day = 0; day < until; day++) {
        double next[CELLS] = {0.0};
        int in = (day == deliveries[0].day ? deliveries[0].units : 0) +
                 (day == deliveries[1].day ? deliveries[1].units : 0);
        for (int have = 0; have + in < CELLS; have++) {
            for (int wanted = 0; mass[have] > 0.0 && wanted < 40; wanted++) {
                double chance = mass[have] * poisson(mean, wanted);
                next[wanted < have + in ? have + in - wanted : 0] += chance;
                lost += wanted > have + in ? chance * (wanted - have - in) : 0.0;
            }
        }
        memcpy(mass, next, sizeof mass);
    }
    return lost;
}

/* Due before and behind the receipt of tonight's order, which stands. */
static void the_gain_is_that_of_a_walk_day_by_day(void **state)
{
    (void)state;
    static const struct {
        int stock;
        int units;
        int due;
        int lead;
    } cases[] = {{0, 40, 10, 14}, {5, 7, 10, 14}, {12, 20, 9, 14}, {15, 12, 6, 8}, {8, 30, 12, 9}};
    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        struct world world;
        const struct exception *row = NULL;
        struct open_order *order = empty_shop(&world);
        world.suppliers[0].expedite_cost = 0.0;
        world.suppliers[0].expedite_unit_cost = 0.0;
        world.items[0].terms.holding_cost = 0.0; /* else what is not needed yet had better wait */
        world.suppliers[0].lead_time_days = cases[c].lead;
        order->quantity = cases[c].units;
        order->due_day = WORLD_DAY + cases[c].due;
        world.stock[0].on_hand = cases[c].stock;
        world_plan(&world);
        assert_int_equal(count_hastened(&world, &row), 1);
        int bought = (int)world_position(&world, SHIRT, SHOP)->quantity;
        int until = cases[c].due > cases[c].lead ? cases[c].due : cases[c].lead;
        struct delivery as_due[] = {{cases[c].due, cases[c].units}, {cases[c].lead, bought}};
        struct delivery hastened[] = {{2, cases[c].units}, {cases[c].lead, bought}};
        double gain =
            walk(cases[c].stock, as_due, until, 2.0) - walk(cases[c].stock, hastened, until, 2.0);
        check_close(row->money_at_risk, 5.0 * gain, 1e-2);
        world_close(&world);
    }
}

/* Two places, two items, orders of one supplier, lanes of any price. */
static void any_shops(struct world *world, struct random *random)
{
    world_open(world);
    world->settings.rebalance.enabled = true;
    world->settings.rebalance.margin = 1.0;
    for (uint32_t sku = SHIRT; sku <= SOCKS; sku++) {
        world_item(world, sku, 5.0, 7.0 + (double)random_below(random, 8))->terms.supplier = MILL;
        for (uint32_t place = SHOP; place < MILL; place++) {
            double mean = 0.5 + (double)random_below(random, 4);
            bool rich = random_below(random, 2) == 0;
            world_sell(world, sku, place, mean, mean);
            world_stock(world, sku, place, rich ? 100.0 : (double)random_below(random, 10));
            struct open_order *order =
                world_open_order(world, sku, place, (double)(1 + random_below(random, 40)),
                                 (int)(1 + random_below(random, 20)));
            order->order_id = random_below(random, 2) == 0 ? NO_ID : 0;
        }
    }
    (void)intern_add(&world->inputs.names.word, text_of("PO-0"));
    struct supplier *mill = world_supplier(world, MILL, 5.0 + (double)random_below(random, 15));
    mill->expedite_days = (double)random_below(random, 4);
    mill->expedite_cost = (double)random_below(random, 20);
    mill->expedite_unit_cost = 0.1 * (double)random_below(random, 10);
    for (uint32_t from = SHOP; from < MILL; from++) {
        struct lane *lane = world_lane(world, from, from == SHOP ? DEPOT : SHOP);
        lane->cost_per_unit = (double)random_below(random, 7);
        lane->fixed_cost = (double)random_below(random, 10);
    }
}

/* What moves and haste gain together is never less than what moves gain without it. */
static void haste_never_makes_a_plan_worse(void **state)
{
    (void)state;
    enum { WORLDS = 60 };
    size_t hastened = 0;
    size_t instead = 0;
    for (uint64_t w = 0; w < WORLDS; w++) {
        struct random random = random_stream(7, w);
        struct world world;
        any_shops(&world, &random);
        world_plan(&world);
        world_check_account(&world);
        double gain = world.plan.transfer_gain;
        const struct expedited *expedited = &world.plan.expedited;
        for (size_t r = 0; r < expedited->count; r++) {
            assert_true(expedited->rows[r].gain - expedited->rows[r].cost >= 1.0);
            gain += expedited->rows[r].gain - expedited->rows[r].cost;
        }
        hastened += expedited->count;
        instead += expedited->before_count;
        world.suppliers[0].expedite_days = MISSING;
        world_plan(&world);
        assert_true(gain >= world.plan.transfer_gain - 1e-6);
        world_close(&world);
    }
    assert_true(hastened > WORLDS / 4 && instead > 3); /* the question was put */
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_order_comes_sooner_where_that_sells_more_than_it_costs),
        cmocka_unit_test(an_order_stays_where_it_is_if_haste_costs_more),
        cmocka_unit_test(only_a_purchase_that_can_still_be_hastened_is),
        cmocka_unit_test(an_item_that_has_ended_is_not_hastened),
        cmocka_unit_test(the_lines_of_an_order_share_its_cost),
        cmocka_unit_test(an_order_waits_while_another_lasts),
        cmocka_unit_test(an_order_waits_while_stock_lasts),
        cmocka_unit_test(units_that_come_earlier_are_held_longer),
        cmocka_unit_test(what_a_transfer_covers_needs_no_haste),
        cmocka_unit_test(haste_is_taken_instead_of_a_dearer_move),
        cmocka_unit_test(haste_and_moves_share_what_one_alone_cannot_save),
        cmocka_unit_test(haste_ends_at_a_closed_door),
        cmocka_unit_test(haste_never_makes_a_plan_worse),
        cmocka_unit_test(the_gain_is_that_of_a_walk_day_by_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
