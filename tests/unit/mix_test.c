/* A fill rate that a group meets together ties up less money than one that each must meet. */
#include "base/missing.h"
#include "support/check.h"
#include "support/world.h"

#include <math.h>

enum { ITEMS = 40, SHOP = 1 };

struct sums {
    double money;  /* in targets */
    double lost;   /* units a cycle */
    double demand; /* likewise */
};

/* Items alike in demand whose cost goes from 1 to 20; an order arrives in a day. */
static void forty_items(struct world *world, enum mix_over over)
{
    world_open(world);
    for (uint32_t i = 1; i <= ITEMS; i++) {
        world_sell(world, i, SHOP, 3.0, 12.0);
        double cost = 1.0 + 19.0 * (double)(i - 1) / (ITEMS - 1.0);
        world_item(world, i, cost, 2.0 * cost);
    }
    world->settings.defaults.service_type = SERVICE_FILL;
    world->settings.defaults.service_level = 0.95;
    world->settings.defaults.lead_time_days = 1.0;
    world->settings.mix = over;
    world_plan(world);
}

static struct sums sums_of(const struct world *world)
{
    struct sums sums = {0};
    for (size_t p = 0; p < world->plan.position_count; p++) {
        const struct position *position = &world->plan.positions[p];
        sums.money += position->target * position->terms->unit_cost;
        sums.lost += (1.0 - position->level) * 21.0;
        sums.demand += 21.0;
    }
    return sums;
}

static void the_group_meets_its_goal_with_less_money(void **state)
{
    (void)state;
    struct world each;
    struct world all;
    forty_items(&each, MIX_NONE);
    forty_items(&all, MIX_ALL);
    struct sums apart = sums_of(&each);
    struct sums together = sums_of(&all);
    check_close(apart.lost / apart.demand, 0.05, 1e-12);
    assert_true(together.lost / together.demand <= 0.05 + 1e-9);
    assert_true(together.lost / together.demand > 0.045);
    assert_true(together.money < 0.97 * apart.money);
    world_close(&each);
    world_close(&all);
}

/* Equal marginal service per money: cheap items hardly ever fall short, dear ones do. */
static void service_falls_with_cost(void **state)
{
    (void)state;
    struct world world;
    forty_items(&world, MIX_ALL);
    double last = 1.0;
    for (uint32_t i = 1; i <= ITEMS; i++) {
        double level = world_position(&world, i, SHOP)->level;
        assert_true(level <= last + 1e-12);
        last = level;
    }
    assert_true(world_position(&world, 1, SHOP)->level > 0.98);
    assert_true(last < 0.93);
    world_close(&world);
}

/* A group of equals asks of each what it asks of all. */
static void equals_keep_their_own_goal(void **state)
{
    (void)state;
    struct world world;
    world_open(&world);
    for (uint32_t i = 1; i <= 5; i++) {
        world_sell(&world, i, SHOP, 3.0, 12.0);
        world_item(&world, i, 4.0, 8.0);
    }
    world.settings.defaults.service_type = SERVICE_FILL;
    world.settings.defaults.service_level = 0.9;
    world_plan(&world);
    double alone = world_position(&world, 1, SHOP)->target;
    world.settings.mix = MIX_ALL;
    world_plan(&world);
    for (uint32_t i = 1; i <= 5; i++) {
        check_close(world_position(&world, i, SHOP)->target, alone, 1.0);
    }
    world_close(&world);
}

/* Other kinds of goal are nobody else's. */
static void cycle_goals_stay_their_own(void **state)
{
    (void)state;
    struct world world;
    world_open(&world);
    world_sell(&world, 1, SHOP, 3.0, 12.0);
    world_item(&world, 1, 4.0, 8.0);
    world_sell(&world, 2, SHOP, 3.0, 12.0);
    world_item(&world, 2, 40.0, 80.0);
    world.settings.mix = MIX_SEGMENT;
    world_plan(&world);
    check_close(world_position(&world, 1, SHOP)->level, 0.95, 0.0);
    check_close(world_position(&world, 2, SHOP)->level, 0.95, 0.0);
    world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_group_meets_its_goal_with_less_money),
        cmocka_unit_test(service_falls_with_cost),
        cmocka_unit_test(equals_keep_their_own_goal),
        cmocka_unit_test(cycle_goals_stay_their_own),
    };
    return cmocka_run_group_tests_name("stock mix", tests, NULL, NULL);
}
