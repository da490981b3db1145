/* Random worlds with every limit at once: whatever comes of them, limits hold and accounts add
 * up. */
#include "support/check.h"

#include "base/missing.h"
#include "order/rooms.h"
#include "support/world.h"

#include <math.h>

enum { WORLDS = 200, SKUS = 5, PLACES = 3, ACME = 10, SUPPLIERS = 3 };

struct dice {
    uint64_t state;
};

static double roll(struct dice *dice)
{
    dice->state = dice->state * 6364136223846793005ULL + 1442695040888963407ULL;
    return (double)(dice->state >> 33) / 2147483648.0;
}

static double sometimes(struct dice *dice, double chance, double least, double most)
{
    bool given = roll(dice) < chance;
    double value = floor(least + (most - least) * roll(dice));
    return given ? value : MISSING;
}

static void random_item(struct world *world, struct dice *dice, uint32_t sku)
{
    struct terms *terms = &world_item(world, sku, 1.0 + floor(9.0 * roll(dice)), 14.0)->terms;
    terms->supplier = ACME + (uint32_t)(3.0 * roll(dice));
    terms->pack_size = 1.0 + floor(6.0 * roll(dice));
    terms->moq = sometimes(dice, 0.4, 1.0, 20.0);
    terms->max_order = sometimes(dice, 0.3, 20.0, 80.0);
    terms->weight = floor(10.0 * roll(dice)) / 4.0;
    terms->volume = sometimes(dice, 0.5, 1.0, 4.0);
    terms->shelf_life_days = sometimes(dice, 0.2, 3.0, 40.0);
    for (uint32_t place = 0; place < PLACES; place++) {
        double mean = pow(10.0, -1.0 + 2.0 * roll(dice));
        world_sell(world, sku, place, mean, mean * (1.0 + 3.0 * roll(dice)));
        world_stock(world, sku, place, floor(20.0 * mean * roll(dice)));
        if (roll(dice) < 0.2) {
            world_open_order(world, sku, place, 5.0, (int)(20.0 * roll(dice)));
        }
        if (roll(dice) < 0.05) {
            world_override(world, sku, place, "order", floor(12.0 * roll(dice)));
        }
    }
    for (int b = 1; b <= 2 && roll(dice) < 0.5; b++) {
        struct master *master = &world->inputs.master;
        world->breaks[master->price_break_count++] = (struct price_break){
            terms->supplier, sku, 30.0 * b, terms->unit_cost * (1.0 - 0.1 * b)};
    }
}

static void random_world(struct world *world, uint64_t seed)
{
    struct dice dice = {.state = seed * 7919 + 11};
    (void)roll(&dice);
    world_open(world);
    world->settings.rebalance.enabled = roll(&dice) < 0.5;
    world->settings.unmet = roll(&dice) < 0.7 ? UNMET_LOST : UNMET_BACKORDER;
    world->settings.budget = sometimes(&dice, 0.4, 100.0, 3000.0);
    for (uint32_t sku = 0; sku < SKUS; sku++) {
        random_item(world, &dice, sku);
    }
    for (uint32_t s = 0; s < SUPPLIERS; s++) {
        struct supplier *row = world_supplier(world, ACME + s, floor(15.0 * roll(&dice)));
        row->min_order_value = sometimes(&dice, 0.4, 50.0, 1500.0);
        row->min_order_units = sometimes(&dice, 0.3, 20.0, 400.0);
        row->load_weight = sometimes(&dice, 0.4, 50.0, 300.0);
        row->load_volume = sometimes(&dice, 0.4, 50.0, 300.0);
        row->budget = sometimes(&dice, 0.4, 100.0, 1500.0);
        row->order_cost = sometimes(&dice, 0.4, 5.0, 60.0);
    }
    for (uint32_t place = 0; place < PLACES; place++) {
        struct location *row = world_location(world, place);
        row->capacity = sometimes(&dice, 0.4, 50.0, 800.0);
        row->inbound_capacity = sometimes(&dice, 0.4, 10.0, 200.0);
        row->source = place > 0 && roll(&dice) < 0.2 ? 0 : NO_ID;
        for (uint32_t to = 0; to < PLACES; to++) {
            if (to != place) {
                (void)world_lane(world, place, to);
            }
        }
    }
}

static bool given_by_hand(const struct world *world, const struct position *position)
{
    return override_of(&world->inputs, position, OVERRIDE_ORDER) != NULL;
}

static void check_lines(const struct world *world)
{
    for (size_t p = 0; p < world->plan.position_count; p++) {
        const struct position *position = &world->plan.positions[p];
        const struct terms *terms = position->terms;
        double packs = position->quantity / terms->pack_size;
        if (position->quantity <= 0.0 || given_by_hand(world, position)) {
            continue;
        }
        check_close(packs, round(packs), 1e-9);
        assert_true(position->quantity >= value_or(terms->moq, 0.0));
        assert_true(position->quantity <= value_or(terms->max_order, HUGE_VAL));
    }
}

/* A supplier's order is nothing, or enough, and within the budget; planners' orders apart. */
static void check_suppliers(const struct world *world)
{
    double night = 0.0;
    double by_hand = 0.0;
    for (uint32_t s = 0; s < SUPPLIERS; s++) {
        const struct supplier *supplier = &world->suppliers[s];
        double value = 0.0;
        double units = 0.0;
        double fixed = 0.0;
        bool free_lines = false;
        for (size_t o = 0; o < world->plan.order_count; o++) {
            const struct order_line *line = &world->plan.orders[o];
            const struct position *position = &world->plan.positions[line->position];
            if (position->from == supplier->supplier) {
                bool hand = given_by_hand(world, position);
                value += line->value;
                units += line->quantity;
                fixed += hand ? line->value : 0.0;
                free_lines = free_lines || !hand;
            }
        }
        night += value;
        by_hand += fixed;
        if (free_lines) {
            assert_true(value >= value_or(supplier->min_order_value, 0.0) - 1e-6);
            assert_true(units >= value_or(supplier->min_order_units, 0.0) - 1e-6);
            assert_true(value <= fmax(value_or(supplier->budget, HUGE_VAL), fixed) + 1e-6);
        }
    }
    assert_true(night <= fmax(value_or(world->settings.budget, HUGE_VAL), by_hand) + 1e-6);
}

/* Where a line was ordered there is room for it, unless a planner has ordered too. */
static void check_rooms(struct world *world)
{
    struct basis basis = {.inputs = &world->inputs};
    struct desk desk = {.plan = &world->plan, .basis = &basis};
    struct rooms rooms;
    assert_int_equal(rooms_open(&rooms, &desk, &world->arena, &world->fault), STATUS_OK);
    for (size_t p = 0; p < world->plan.position_count; p++) {
        const struct position *position = &world->plan.positions[p];
        if (position->quantity > 0.0 && world->inputs.master.override_count == 0) {
            assert_true(rooms_left(&rooms, position) >= -1e-6);
        }
    }
}

static void every_limit_is_kept_and_every_account_adds_up(void **state)
{
    (void)state;
    size_t lines = 0;
    size_t touched[ADJUST_COUNT] = {0};
    for (uint64_t seed = 0; seed < WORLDS; seed++) {
        struct world world;
        random_world(&world, seed);
        world_plan(&world); /* checks the accounts */
        check_lines(&world);
        check_suppliers(&world);
        check_rooms(&world);
        lines += world.plan.order_count;
        for (size_t p = 0; p < world.plan.position_count; p++) {
            for (int a = 0; a < ADJUST_COUNT; a++) {
                touched[a] += world.plan.positions[p].adjust[a] != 0.0 ? 1 : 0;
            }
        }
        world_close(&world);
    }
    /* The worlds are worth the test: every rule has changed some line. */
    assert_true(lines > WORLDS);
    for (int a = 0; a < ADJUST_COUNT; a++) {
        assert_true(touched[a] > 5);
    }
}

static void threads_change_nothing(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < WORLDS; seed += 4) {
        struct world world;
        random_world(&world, seed);
        world_plan(&world);
        struct plan before = world.plan;
        team_free(&world.team);
        assert_int_equal(team_init(&world.team, 3, &world.fault), STATUS_OK);
        world_plan(&world);
        assert_int_equal(before.order_count, world.plan.order_count);
        for (size_t p = 0; p < before.position_count; p++) {
            const struct position *a = &before.positions[p];
            const struct position *b = &world.plan.positions[p];
            assert_true(a->quantity == b->quantity && a->binding == b->binding);
            for (int s = 0; s < ADJUST_COUNT; s++) {
                assert_true(a->adjust[s] == b->adjust[s]);
            }
        }
        world_close(&world);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_limit_is_kept_and_every_account_adds_up),
        cmocka_unit_test(threads_change_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
