/* What must hold of every order, whatever the policy, on random items.
 *
 * One item at one location, so that nothing but its own terms decides.  The stock stays the same
 * while a goal moves: the inventory position is given, and what is asked is whether the order for
 * it moves the same way.
 *
 * Where theory says so: a level that protects an interval rises with the goal and with the lead
 * time, since more can be demanded in more days; with a fixed gap so does the level above it, and
 * so the order.  Where it does not, a policy stands in a table below with the reason. */
#include "base/missing.h"
#include "replenish/policies.h"
#include "support/check.h"
#include "support/world.h"

#include <math.h>
#include <string.h>

enum { ITEMS = 40, STEPS = 7, SUPPLIER = 10 };

/* A small generator of the test's own: the same items on every machine. */
struct dice {
    uint64_t state;
};

static double roll(struct dice *dice)
{
    dice->state = dice->state * 6364136223846793005ULL + 1442695040888963407ULL;
    return (double)(dice->state >> 33) / 2147483648.0;
}

static int roll_to(struct dice *dice, int most)
{
    return (int)(roll(dice) * (double)(most + 1));
}

/* What a check may set before the item is planned. */
struct wish {
    const struct policy *policy;
    uint64_t seed;
    enum service_type type;
    double service_level; /* MISSING: the dice's */
    double shortage_cost; /* likewise */
    double lead_days;     /* likewise */
    bool whole; /* no packs, minimum or most: these may turn a larger need into no order */
    bool split; /* the open order in two of the same day */
    bool alone; /* nothing on order and no last day, which a longer lead time may pass */
    bool waits; /* customers wait for what is short */
};

static void item_terms(struct terms *terms, struct dice *dice, const struct wish *wish)
{
    terms->supplier = SUPPLIER;
    terms->service_type = wish->type;
    terms->service_level = value_or(wish->service_level, 0.6 + 0.39 * roll(dice));
    terms->shortage_cost = value_or(wish->shortage_cost, 20.0 * roll(dice));
    double pack = roll(dice) < 0.2 ? 0.25 : 1.0 + roll_to(dice, 11);
    double moq = roll_to(dice, 30);
    double most = roll(dice) < 0.3 ? 5.0 + roll_to(dice, 80) : MISSING;
    double shelf = roll(dice) < 0.2 ? 20.0 + roll_to(dice, 60) : MISSING;
    int32_t end = WORLD_DAY + 20 + roll_to(dice, 60);
    terms->end_day = roll(dice) < 0.15 && !wish->alone ? end : NO_DAY;
    if (!wish->whole) {
        terms->pack_size = pack;
        terms->moq = moq;
        terms->max_order = most;
        terms->shelf_life_days = shelf;
    }
}

static void open_item(struct world *world, const struct wish *wish)
{
    struct dice dice = {.state = wish->seed * 7919 + 11};
    world_open(world);
    (void)roll(&dice);
    world->settings.unmet = roll(&dice) < 0.5 ? UNMET_LOST : UNMET_BACKORDER;
    if (wish->waits) {
        world->settings.unmet = UNMET_BACKORDER;
    }
    world->settings.policies.general = wish->policy;
    item_terms(&world_item(world, 1, 1.0 + 9.0 * roll(&dice), 12.0)->terms, &dice, wish);
    double lead = value_or(wish->lead_days, roll_to(&dice, 30));
    struct supplier *supplier = world_supplier(world, SUPPLIER, lead);
    supplier->lead_time_sd = roll(&dice) < 0.4 ? 3.0 * roll(&dice) : MISSING;
    supplier->review_days = 1.0 + roll_to(&dice, 13);
    supplier->order_cost = roll(&dice) < 0.7 ? 40.0 * roll(&dice) : MISSING;
    double mean = pow(10.0, -1.5 + 2.5 * roll(&dice));
    struct world_series *series = world_sell(world, 1, 1, mean, mean * (1.0 + 6.0 * roll(&dice)));
    series->amounts = roll(&dice) < 0.2;
    /* Three of four begin low, so that most of them order. */
    double days = roll(&dice) < 0.75 ? 2.0 : 60.0;
    world_stock(world, 1, 1, floor(mean * days * roll(&dice)));
    double units = 2.0 * (1.0 + floor(mean * 4.0 * roll(&dice)));
    int due = roll_to(&dice, 24) - 6;
    if (wish->alone) {
        return;
    }
    world_open_order(world, 1, 1, wish->split ? units / 2.0 : units, due);
    if (wish->split) {
        world_open_order(world, 1, 1, units / 2.0, due);
    }
}

/* The planned position; the account is checked on the way, by world_plan. */
static struct position plan_item(const struct wish *wish)
{
    struct world world;
    open_item(&world, wish);
    world_plan(&world);
    struct position position = *world_position(&world, 1, 1);
    double sum = position.raw_need;
    for (int a = 0; a < ADJUST_COUNT; a++) {
        sum += position.adjust[a];
    }
    check_close(sum, position.quantity, 1e-9);
    const struct terms *terms = position.terms;
    double packs = position.quantity / terms->pack_size;
    check_close(packs, round(packs), 1e-9);
    if (position.quantity > 0.0) {
        assert_true(position.quantity >= terms->moq - 1e-9);
        assert_true(position.quantity <= value_or(terms->max_order, HUGE_VAL) + 1e-9);
    } else {
        assert_true(position.quantity == 0.0);
    }
    position.terms = NULL; /* goes with the world */
    world_close(&world);
    return position;
}

static struct wish wish_of(const struct policy *policy, uint64_t seed)
{
    return (struct wish){.policy = policy,
                         .seed = seed,
                         .type = (enum service_type)(SERVICE_COST + (int)(seed % 3)),
                         .service_level = MISSING,
                         .shortage_cost = MISSING,
                         .lead_days = MISSING};
}

/* Whole packs, the least and the most, and the account: all by plan_item. */
static void orders_are_whole_packs_between_the_least_and_the_most(void **state)
{
    (void)state;
    for (size_t p = 0; policies[p] != NULL; p++) {
        size_t ordered = 0;
        for (uint64_t seed = 0; seed < 2 * ITEMS; seed++) {
            struct wish wish = wish_of(policies[p], seed);
            ordered += plan_item(&wish).quantity > 0.0 ? 1 : 0;
        }
        assert_true(ordered >= ITEMS / 2); /* else there is nothing to see */
    }
}

static void splitting_an_open_order_changes_nothing(void **state)
{
    (void)state;
    for (size_t p = 0; policies[p] != NULL; p++) {
        for (uint64_t seed = 0; seed < ITEMS; seed++) {
            struct wish wish = wish_of(policies[p], seed);
            struct position one = plan_item(&wish);
            wish.split = true;
            struct position two = plan_item(&wish);
            check_close(one.quantity, two.quantity, 0.0);
            check_close(one.target, two.target, 0.0);
            check_close(one.position, two.position, 1e-12);
            check_close(one.fill_with, two.fill_with, 1e-12);
            assert_int_equal(one.binding, two.binding);
        }
    }
}

/* What moves in a ladder of wishes. */
enum rung { RUNG_SERVICE, RUNG_SHORTAGE, RUNG_LEAD, RUNGS };

static void climb(struct wish *wish, enum rung rung, int step)
{
    static const double LEVEL[STEPS] = {0.55, 0.7, 0.8, 0.9, 0.95, 0.98, 0.995};
    static const double SHORTAGE[STEPS] = {0.01, 0.1, 0.5, 2.0, 8.0, 30.0, 200.0};
    static const double LEAD[STEPS] = {0.0, 2.0, 5.0, 9.0, 14.0, 21.0, 35.0};
    wish->whole = true;
    switch (rung) {
    case RUNG_SERVICE:
        wish->type = wish->seed % 2 == 0 ? SERVICE_CYCLE : SERVICE_FILL;
        wish->service_level = LEVEL[step];
        break;
    case RUNG_SHORTAGE:
        wish->type = SERVICE_COST;
        wish->shortage_cost = SHORTAGE[step];
        break;
    case RUNG_LEAD:
        wish->lead_days = LEAD[step];
        wish->alone = true;
        break;
    case RUNGS:
        break;
    }
}

/* Who does not answer to a rung at all, and who answers otherwise than by a larger order. */
enum answer { ANSWER_RISES, ANSWER_NOT, ANSWER_POINT };

static enum answer answer_of(const struct policy *policy, enum rung rung)
{
    const char *name = policy->name;
    if (rung == RUNG_LEAD) {
        return ANSWER_RISES;
    }
    /* Mean demand and buffers by factors: no service is asked of them. */
    if (strcmp(name, "lot_for_lot") == 0 || strcmp(name, "ddmrp") == 0) {
        return ANSWER_NOT;
    }
    /* Its gap is the cheapest at the cost of a unit short that the level implies, and the dearer
     * that is the narrower the gap: the reorder point rises, the level above it need not. */
    if (strcmp(name, "ss") == 0 && rung == RUNG_SERVICE) {
        return ANSWER_POINT;
    }
    /* Its lot of least cost is the narrower the dearer a unit short, and its reorder point rises.
     */
    if (strcmp(name, "sq") == 0 && rung == RUNG_SHORTAGE) {
        return ANSWER_POINT;
    }
    return ANSWER_RISES;
}

/* The projection of lost sales is made on a grid as coarse as the interval is long, and a mixture
 * of uncertain lead times on whole days: a level may be off by a cell. */
static bool is_fall(double now, double before, enum rung rung)
{
    double cell = rung == RUNG_LEAD ? fmax(1.0, 0.02 * before) : 0.0;
    return now < before - cell - 1e-9;
}

static void check_ladder(const struct policy *policy, enum rung rung)
{
    enum answer answer = answer_of(policy, rung);
    size_t rises = 0;
    for (uint64_t seed = 0; seed < ITEMS; seed++) {
        struct wish wish = wish_of(policy, seed);
        /* The longer the lead time, the more is lost that no lot need cover: no theory says which
         * of both wins. */
        bool by_cost = wish.type == SERVICE_COST; /* whose level falls with what is on the way */
        wish.waits = rung == RUNG_LEAD && (policy->levels != NULL || by_cost);
        double before = -HUGE_VAL;
        for (int step = 0; step < STEPS; step++) {
            climb(&wish, rung, step);
            struct position position = plan_item(&wish);
            double now = answer == ANSWER_POINT ? value_or(position.reorder_point, -HUGE_VAL)
                                                : position.quantity;
            assert_false(is_fall(now, before, rung));
            assert_false(answer == ANSWER_NOT && step > 0 && now > before + 1e-9);
            rises += step > 0 && now > before + 1e-9 ? 1 : 0;
            before = now;
        }
    }
    assert_true(answer == ANSWER_NOT || rises >= ITEMS);
}

static void check_ladders(enum rung rung)
{
    for (size_t p = 0; policies[p] != NULL; p++) {
        check_ladder(policies[p], rung);
    }
}

static void a_higher_service_level_never_orders_less(void **state)
{
    (void)state;
    check_ladders(RUNG_SERVICE);
}

static void a_dearer_unit_short_never_orders_less(void **state)
{
    (void)state;
    check_ladders(RUNG_SHORTAGE);
}

static void a_longer_lead_time_never_orders_less(void **state)
{
    (void)state;
    check_ladders(RUNG_LEAD);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(orders_are_whole_packs_between_the_least_and_the_most),
        cmocka_unit_test(splitting_an_open_order_changes_nothing),
        cmocka_unit_test(a_higher_service_level_never_orders_less),
        cmocka_unit_test(a_dearer_unit_short_never_orders_less),
        cmocka_unit_test(a_longer_lead_time_never_orders_less),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
