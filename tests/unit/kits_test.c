/* Kits, each number worked by hand. */
#include "base/missing.h"
#include "panel/kits.h"
#include "support/check.h"
#include "support/world.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { GIFT = 1, MUG = 2, BAG = 3, YARN = 4, BOX = 5, SHOP = 1, DEPOT = 2, ACME = 9 };

/* Gift sets sell two a day, mugs alone one; a bag has never sold alone.  An order arrives in 5
 * days, the next a week later. */
static void gift_shop(struct world *world)
{
    world_open(world);
    world->settings.unmet = UNMET_BACKORDER;
    world_sell(world, GIFT, SHOP, 2.0, 2.0);
    world_sell(world, MUG, SHOP, 1.0, 1.0);
    world_sell(world, BAG, SHOP, 0.0, 0.0);
    for (uint32_t sku = GIFT; sku <= BOX; sku++) {
        world_item(world, sku, 5.0, 10.0);
    }
    world_kit(world, GIFT, MUG, 2.0);
    world_kit(world, GIFT, BAG, 1.0);
}

/* 24 sets in 12 days want 48 mugs beside the 12 that sell alone: variance 4 x 24 + 12. */
static void a_kit_is_not_ordered_and_its_components_are(void **state)
{
    (void)state;
    struct world world;
    gift_shop(&world);
    world_plan(&world);
    const struct position *gift = world_position(&world, GIFT, SHOP);
    check_close(gift->quantity, 0.0, 0.0);
    assert_int_equal(gift->binding, BINDING_KIT);
    check_close(gift->demand_mean, 24.0, 1e-9);
    const struct position *mug = world_position(&world, MUG, SHOP);
    check_close(mug->demand_mean, 60.0, 1e-9);
    check_close(mug->kit_demand, 48.0, 1e-9);
    check_close(mug->demand_sd, sqrt(108.0), 1e-6);
    assert_true(mug->quantity > 60.0);
    check_close(world_position(&world, BAG, SHOP)->demand_mean, 24.0, 1e-9);
    check_close(world_position(&world, BAG, SHOP)->quantity, 32.0, 0.0); /* of Poisson(24) */
    check_close(world.forecasts.mean[1 * WORLD_HORIZON], 1.0, 0.0);      /* its own stays its own */
    assert_true((world.forecasts.report[1].flags & FLAG_COMPONENT) != 0);
    world_close(&world);
}

/* 20 sets stand ready, more than the first days sell: of the 24 that sell in 12 days,
 * E(D - 20)+ = 4.5265 of Poisson(24) must be made. */
static void ready_made_kits_are_counted_first(void **state)
{
    (void)state;
    struct world world;
    gift_shop(&world);
    world_stock(&world, GIFT, SHOP, 20.0);
    world_plan(&world);
    struct dist law = {.kind = DIST_POISSON, .a = 24.0};
    double made = dist_loss(&law, 20.0);
    check_close(made, 4.526521406650526, 1e-9);
    check_close(world_position(&world, BAG, SHOP)->demand_mean, made, 1e-9);
    /* E((D - 20)+)^2 = 37.7798 by adding up masses */
    check_close(world_position(&world, BAG, SHOP)->demand_sd, sqrt(37.779833286518 - made * made),
                1e-6);
    check_close(world_position(&world, MUG, SHOP)->demand_mean, 12.0 + 2.0 * made, 1e-9);
    check_close(world_position(&world, GIFT, SHOP)->quantity, 0.0, 0.0);
    world_close(&world);
}

/* Ten sets come on the third day; five are owed to customers. */
static void kits_on_order_and_kits_owed_count_too(void **state)
{
    (void)state;
    struct world world;
    gift_shop(&world);
    world_open_order(&world, GIFT, SHOP, 1000.0, 3);
    world_plan(&world);
    check_close(world_position(&world, BAG, SHOP)->demand_mean, 6.0, 1e-3); /* three days */
    world_close(&world);
    gift_shop(&world);
    world_stock(&world, GIFT, SHOP, 0.0)->reserved = 5.0;
    world_plan(&world);
    check_close(world_position(&world, BAG, SHOP)->demand_mean, 29.0, 1e-9);
    world_close(&world);
}

/* A bag is a kit itself: three of yarn each; two bags stand ready. */
static void a_kit_in_a_kit_asks_for_what_it_is_made_of(void **state)
{
    (void)state;
    struct world world;
    gift_shop(&world);
    world_sell(&world, YARN, SHOP, 0.0, 0.0);
    world_kit(&world, BAG, YARN, 3.0);
    world_plan(&world);
    check_close(world_position(&world, BAG, SHOP)->quantity, 0.0, 0.0);
    check_close(world_position(&world, YARN, SHOP)->demand_mean, 72.0, 1e-9);
    check_close(world_position(&world, YARN, SHOP)->demand_sd, sqrt(9.0 * 24.0), 1e-6);
    world_close(&world);
}

/* A mug is bought, and each that sells alone goes into a box; those of the sets do not. */
static void packaging_goes_with_what_sells(void **state)
{
    (void)state;
    struct world world;
    gift_shop(&world);
    world_sell(&world, BOX, SHOP, 0.0, 0.0);
    world_kit(&world, MUG, MUG, 1.0);
    world_kit(&world, MUG, BOX, 1.0);
    world_stock(&world, MUG, SHOP, 500.0);
    world_plan(&world);
    check_close(world_position(&world, BOX, SHOP)->demand_mean, 12.0, 1e-9);
    const struct position *mug = world_position(&world, MUG, SHOP);
    check_close(mug->demand_mean, 60.0, 1e-9);
    assert_int_not_equal(mug->binding, BINDING_KIT);
    world_close(&world);
}

static void a_component_that_is_dead_alone_is_not_dead(void **state)
{
    (void)state;
    struct world world;
    gift_shop(&world);
    world.series[2].flags = FLAG_DEAD;
    world_plan(&world);
    check_close(world_position(&world, BAG, SHOP)->quantity, 32.0, 0.0);
    world_close(&world);
}

static void a_dropshipped_kit_needs_no_parts(void **state)
{
    (void)state;
    struct world world;
    gift_shop(&world);
    world.items[0].terms.fulfilment = FULFILMENT_DROPSHIP;
    world_plan(&world);
    check_close(world_position(&world, BAG, SHOP)->quantity, 0.0, 0.0);
    check_close(world_position(&world, MUG, SHOP)->demand_mean, 12.0, 1e-9);
    world_close(&world);
}

/* Sets to spare in the depot: they are not sent, and the depot keeps none for the shop. */
static void a_kit_is_not_moved(void **state)
{
    (void)state;
    struct world world;
    gift_shop(&world);
    world.settings.rebalance.enabled = true;
    world_sell(&world, GIFT, DEPOT, 0.1, 0.1);
    world_stock(&world, GIFT, DEPOT, 100.0);
    world_lane(&world, DEPOT, SHOP);
    world_location(&world, DEPOT);
    world_location(&world, SHOP)->source = DEPOT;
    world_plan(&world);
    check_close((double)world.plan.transfer_count, 0.0, 0.0);
    check_close(world_position(&world, GIFT, DEPOT)->quantity, 0.0, 0.0);
    check_close(world_position(&world, GIFT, SHOP)->quantity, 0.0, 0.0);
    world_close(&world);
}

/* The planner's forecast of a kit is a need of its parts. */
static void a_word_on_a_kit_reaches_its_components(void **state)
{
    (void)state;
    struct world world;
    gift_shop(&world);
    world_override(&world, GIFT, SHOP, "forecast", 5.0);
    world_plan(&world);
    check_close(world_position(&world, BAG, SHOP)->demand_mean, 60.0, 1e-9);
    world_close(&world);
}

static struct names letters(struct arena *arena)
{
    struct names names;
    arena_init(arena, 0);
    intern_init(&names.sku, arena);
    static const char six[] = "abcdef";
    for (size_t i = 0; i < sizeof six - 1; i++) {
        (void)intern_add(&names.sku, (struct text){&six[i], 1});
    }
    return names;
}

static void circles_are_named(void **state)
{
    (void)state;
    struct arena arena;
    struct names names = letters(&arena);
    /* a > b > c > a; d holds a, and c holds e: they are not to blame */
    const struct kit_row rows[] = {{0, 1, 1.0}, {1, 2, 1.0}, {2, 0, 1.0},
                                   {3, 0, 1.0}, {2, 4, 1.0}, {5, 5, 1.0}};
    static const char *const want[] = {
        "b > c > a > b", "c > a > b > c", "a > b > c > a", NULL, NULL, NULL};
    struct kit_circles circles;
    struct fault fault;
    assert_int_equal(kit_circles_find(&circles, rows, 6, 6, &fault), STATUS_OK);
    check_close((double)circles.count, 3.0, 0.0);
    for (size_t r = 0; r < 6; r++) {
        char text[128] = "";
        assert_int_equal(kit_circles_hold(&circles, &rows[r], &names, text, sizeof text),
                         want[r] != NULL);
        assert_true(want[r] == NULL || strstr(text, want[r]) != NULL);
    }
    free(circles.next);
    arena_free(&arena);
}

static void two_that_hold_each_other_are_a_circle_and_two_ways_to_one_part_are_none(void **state)
{
    (void)state;
    struct fault fault;
    struct kit_circles circles;
    const struct kit_row pair[] = {{0, 1, 1.0}, {1, 0, 1.0}};
    assert_int_equal(kit_circles_find(&circles, pair, 2, 2, &fault), STATUS_OK);
    check_close((double)circles.count, 2.0, 0.0);
    free(circles.next);
    const struct kit_row diamond[] = {{0, 1, 1.0}, {0, 2, 1.0}, {1, 3, 1.0}, {2, 3, 1.0}};
    assert_int_equal(kit_circles_find(&circles, diamond, 4, 4, &fault), STATUS_OK);
    check_close((double)circles.count, 0.0, 0.0);
    free(circles.next);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_kit_is_not_ordered_and_its_components_are),
        cmocka_unit_test(ready_made_kits_are_counted_first),
        cmocka_unit_test(kits_on_order_and_kits_owed_count_too),
        cmocka_unit_test(a_kit_in_a_kit_asks_for_what_it_is_made_of),
        cmocka_unit_test(packaging_goes_with_what_sells),
        cmocka_unit_test(a_component_that_is_dead_alone_is_not_dead),
        cmocka_unit_test(a_dropshipped_kit_needs_no_parts),
        cmocka_unit_test(a_kit_is_not_moved),
        cmocka_unit_test(a_word_on_a_kit_reaches_its_components),
        cmocka_unit_test(circles_are_named),
        cmocka_unit_test(two_that_hold_each_other_are_a_circle_and_two_ways_to_one_part_are_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
