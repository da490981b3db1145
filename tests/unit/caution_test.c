/* What a plan believes beyond its forecast: a shortage dearer than it is, demand wider than told.
 */
#include "support/check.h"
#include "support/world.h"

enum { SHIRT = 1, SOCKS = 2, SHOP = 1, DEPOT = 2 };

/* What of a world the factors change, all else as it is. */
struct trial {
    double caution;
    double spread;
    enum service_type type;
    double size; /* of a lumpy series; 0: two a day */
};

static struct position planned(struct trial trial)
{
    struct world world;
    world_open(&world);
    struct world_series *series = world_sell(&world, SHIRT, SHOP, 2.0, 6.0);
    if (trial.size > 0.0) {
        series->mean = 0.05;
        series->variance = 0.05;
        series->size = trial.size;
        series->flags = FLAG_LUMPY;
    }
    world_item(&world, SHIRT, 5.0, 10.0);
    world_stock(&world, SHIRT, SHOP, 3.0);
    world.settings.caution = trial.caution;
    world.settings.spread = trial.spread;
    world.settings.defaults.service_type = trial.type;
    world_plan(&world);
    struct position position = *world_position(&world, SHIRT, SHOP);
    position.terms = NULL; /* of the world that is closed now */
    world_close(&world);
    return position;
}

static void same_plan(const struct position *a, const struct position *b)
{
    check_close(a->quantity, b->quantity, 0.0);
    check_close(a->target, b->target, 0.0);
    check_close(a->level, b->level, 0.0);
    check_close(a->demand_sd, b->demand_sd, 0.0);
    check_close(a->fill_with, b->fill_with, 0.0);
    check_close(a->lost_with, b->lost_with, 0.0);
}

static void factors_of_one_change_nothing(void **state)
{
    (void)state;
    for (int type = SERVICE_COST; type <= SERVICE_FILL; type++) {
        struct position unset = planned((struct trial){.type = (enum service_type)type});
        struct position one =
            planned((struct trial){.type = (enum service_type)type, .caution = 1.0, .spread = 1.0});
        same_plan(&unset, &one);
    }
}

static void a_wider_demand_has_the_same_mean_and_a_larger_target(void **state)
{
    (void)state;
    for (int type = SERVICE_COST; type <= SERVICE_FILL; type++) {
        struct position as_told = planned((struct trial){.type = (enum service_type)type});
        double before = 0.0;
        for (double spread = 0.8; spread < 2.5; spread += 0.4) {
            struct position wider =
                planned((struct trial){.type = (enum service_type)type, .spread = spread});
            check_close(wider.demand_mean, as_told.demand_mean, 1e-12);
            check_close(wider.demand_sd, spread * as_told.demand_sd, 1e-9);
            assert_true(wider.target > before);
            before = wider.target;
        }
    }
}

/* One demand of ten in twenty days: twice as wide are demands of forty, a quarter as many. */
static void a_lumpy_demand_is_widened_in_its_sizes(void **state)
{
    (void)state;
    struct trial lumpy = {.type = SERVICE_CYCLE, .size = 10.0};
    struct position as_told = planned(lumpy);
    lumpy.spread = 2.0;
    struct position wider = planned(lumpy);
    check_close(wider.demand_mean, as_told.demand_mean, 1e-12);
    check_close(wider.demand_sd, 2.0 * as_told.demand_sd, 1e-9);
}

/* level = c Cu / (c Cu + Co), so its odds are c times as good. */
static void the_odds_of_a_cost_goal_grow_with_caution(void **state)
{
    (void)state;
    struct position plain = planned((struct trial){.type = SERVICE_COST});
    double odds = plain.level / (1.0 - plain.level);
    double before = 0.0;
    for (double caution = 0.25; caution < 5.0; caution *= 2.0) {
        struct position careful = planned((struct trial){.type = SERVICE_COST, .caution = caution});
        check_close(careful.level / (1.0 - careful.level), caution * odds, 1e-9 * odds);
        assert_true(careful.target >= before);
        before = careful.target;
    }
    assert_true(before > plain.target);
}

static void a_goal_of_service_needs_no_caution(void **state)
{
    (void)state;
    struct position plain = planned((struct trial){.type = SERVICE_FILL});
    struct position careful = planned((struct trial){.type = SERVICE_FILL, .caution = 4.0});
    check_close(careful.target, plain.target, 0.0);
    check_close(careful.lost_with, 4.0 * plain.lost_with, 1e-9);
}

/* The copies of terms that several positions share are found again, item by item. */
static void every_position_believes_its_own_shortage_cost(void **state)
{
    (void)state;
    struct world world;
    world_open(&world);
    for (uint32_t sku = SHIRT; sku <= SOCKS; sku++) {
        world_sell(&world, sku, SHOP, 2.0, 6.0);
        world_sell(&world, sku, DEPOT, 2.0, 6.0);
        world_item(&world, sku, 5.0, 10.0 + sku);
    }
    world_at(&world, SOCKS, DEPOT)->terms.shortage_cost = 3.0;
    world.settings.caution = 2.0;
    world_plan(&world);
    check_close(world_position(&world, SHIRT, SHOP)->terms->shortage_cost, 12.0, 1e-12);
    check_close(world_position(&world, SHIRT, DEPOT)->terms->shortage_cost, 12.0, 1e-12);
    check_close(world_position(&world, SOCKS, SHOP)->terms->shortage_cost, 14.0, 1e-12);
    check_close(world_position(&world, SOCKS, DEPOT)->terms->shortage_cost, 6.0, 1e-12);
    world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(factors_of_one_change_nothing),
        cmocka_unit_test(a_wider_demand_has_the_same_mean_and_a_larger_target),
        cmocka_unit_test(a_lumpy_demand_is_widened_in_its_sizes),
        cmocka_unit_test(the_odds_of_a_cost_goal_grow_with_caution),
        cmocka_unit_test(a_goal_of_service_needs_no_caution),
        cmocka_unit_test(every_position_believes_its_own_shortage_cost),
    };
    return cmocka_run_group_tests_name("caution", tests, NULL, NULL);
}
