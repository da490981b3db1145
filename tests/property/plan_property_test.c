/* What must hold of every plan, on random worlds. */
#include "base/missing.h"
#include "support/check.h"
#include "support/world.h"

#include <math.h>
#include <string.h>

enum { WORLDS = 60, SKUS = 4, PLACES = 4, FIRST_SUPPLIER = 10, SUPPLIERS = 2 };

/* A small generator of the test's own: the same worlds on every machine. */
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

static void random_item(struct world *world, struct dice *dice, uint32_t sku)
{
    struct item *item = world_item(world, sku, 1.0 + 9.0 * roll(dice), 12.0);
    item->terms.supplier = FIRST_SUPPLIER + (uint32_t)roll_to(dice, SUPPLIERS - 1);
    item->terms.pack_size = 1.0 + roll_to(dice, 11);
    item->terms.moq = roll_to(dice, 20);
    item->terms.weight = roll(dice);
    item->terms.service_type = (enum service_type)(1 + roll_to(dice, 2));
    if (roll(dice) < 0.3) {
        item->terms.max_order = 10.0 + roll_to(dice, 60);
    }
    if (roll(dice) < 0.1) {
        item->terms.end_day = WORLD_DAY + roll_to(dice, 20);
    }
}

static void random_position(struct world *world, struct dice *dice, uint32_t sku, uint32_t place)
{
    if (roll(dice) < 0.85) {
        double mean = pow(10.0, -1.5 + 3.0 * roll(dice));
        struct world_series *row =
            world_sell(world, sku, place, mean, mean * (1.0 + 6.0 * roll(dice)));
        row->amounts = roll(dice) < 0.1;
        row->returned = roll(dice) < 0.3 ? mean : 0.0;
        row->flags = roll(dice) < 0.05 ? FLAG_DEAD : 0;
    }
    int batches = roll_to(dice, 2);
    for (int b = 0; b < batches; b++) {
        struct stock_row *row = world_stock(world, sku, place, roll_to(dice, 200) - 5.0);
        row->reserved = roll(dice) < 0.1 ? roll_to(dice, 9) : 0.0;
        row->expiry_day = roll(dice) < 0.2 ? WORLD_DAY + roll_to(dice, 30) - 5 : NO_DAY;
    }
    if (roll(dice) < 0.4) {
        world_open_order(world, sku, place, 1.0 + roll_to(dice, 50), roll_to(dice, 40) - 10);
    }
    if (roll(dice) < 0.2) {
        struct item_location *row = world_at(world, sku, place);
        row->terms.min_stock = roll_to(dice, 5);
        row->terms.max_stock = roll(dice) < 0.5 ? 20.0 + roll_to(dice, 60) : MISSING;
    }
}

static void random_network(struct world *world, struct dice *dice)
{
    for (uint32_t s = 0; s < SUPPLIERS; s++) {
        struct supplier *supplier = world_supplier(world, FIRST_SUPPLIER + s, roll_to(dice, 30));
        supplier->lead_time_sd = roll(dice) < 0.5 ? 4.0 * roll(dice) : MISSING;
        supplier->order_days = (unsigned char)(roll(dice) < 0.5 ? 1 + roll_to(dice, 126) : 0);
        supplier->min_order_value = roll(dice) < 0.5 ? 400.0 * roll(dice) : MISSING;
    }
    for (uint32_t p = 0; p < PLACES; p++) {
        struct location *location = world_location(world, p);
        location->handling_cost = 0.1 * roll(dice);
        location->source = p > 0 && roll(dice) < 0.15 ? 0 : NO_ID;
    }
    for (uint32_t from = 0; from < PLACES; from++) {
        for (uint32_t to = 0; to < PLACES; to++) {
            if (from == to || roll(dice) < 0.3) {
                continue;
            }
            struct lane *lane = world_lane(world, from, to);
            lane->transit_days = 1.0 + roll_to(dice, 4);
            lane->cost_per_unit = 0.3 * roll(dice);
            lane->cost_per_weight = 0.1 * roll(dice);
            lane->fixed_cost = roll(dice) < 0.5 ? 10.0 * roll(dice) : MISSING;
            lane->min_units = roll(dice) < 0.3 ? roll_to(dice, 20) : MISSING;
            lane->max_units = roll(dice) < 0.3 ? 20.0 + roll_to(dice, 100) : MISSING;
            lane->ship_days = (unsigned char)(roll(dice) < 0.5 ? 1 + roll_to(dice, 126) : 0);
        }
    }
}

static void random_world(struct world *world, uint64_t seed)
{
    struct dice dice = {.state = seed * 977 + 5};
    world_open(world);
    (void)roll(&dice);
    world->settings.unmet = roll(&dice) < 0.6 ? UNMET_LOST : UNMET_BACKORDER;
    world->settings.rebalance.enabled = roll(&dice) < 0.8;
    world->settings.rebalance.margin = 3.0 * roll(&dice);
    for (uint32_t sku = 0; sku < SKUS; sku++) {
        random_item(world, &dice, sku);
        for (uint32_t place = 0; place < PLACES; place++) {
            random_position(world, &dice, sku, place);
        }
    }
    random_network(world, &dice);
}

static void each_world(void (*check)(struct world *))
{
    for (uint64_t seed = 0; seed < WORLDS; seed++) {
        struct world world;
        random_world(&world, seed);
        world_plan(&world);
        check(&world);
        world_close(&world);
    }
}

static void check_lines(struct world *world)
{
    for (size_t p = 0; p < world->plan.position_count; p++) {
        const struct position *position = &world->plan.positions[p];
        const struct terms *terms = position->terms;
        double packs = position->quantity / terms->pack_size;
        check_close(packs, round(packs), 1e-9);
        if (position->quantity > 0.0) {
            assert_true(position->quantity >= terms->moq);
            assert_true(position->quantity <= value_or(terms->max_order, HUGE_VAL));
            assert_true(position->quantity <= value_or(terms->max_stock, HUGE_VAL));
        }
        if (position->counts) {
            check_close(position->raw_need, round(position->raw_need), 0.0);
        }
    }
}

/* Every plan's account is checked by world_plan itself. */
static void quantities_are_what_a_supplier_sells(void **state)
{
    (void)state;
    each_world(check_lines);
}

static void check_figures(struct world *world)
{
    for (size_t p = 0; p < world->plan.position_count; p++) {
        const struct position *position = &world->plan.positions[p];
        assert_in_range((int)position->binding, BINDING_NONE, BINDING_COVER);
        assert_true(position->fill_without >= 0.0 && position->fill_without <= 1.0);
        assert_true(position->fill_with >= 0.0 && position->fill_with <= 1.0);
        assert_true(position->stockout_without >= 0.0 && position->stockout_without <= 1.0);
        assert_true(position->lost_without >= 0.0 && position->lost_with >= 0.0);
        assert_true(isfinite(position->target) && isfinite(position->position));
        assert_true(position->demand_mean >= 0.0 && position->demand_sd >= 0.0);
        if (position->transfer_out == 0.0) { /* more can only help */
            assert_true(position->fill_with >= position->fill_without - 1e-9);
            assert_true(position->stockout_with <= position->stockout_without + 1e-9);
        }
    }
}

static void every_figure_is_in_its_range(void **state)
{
    (void)state;
    each_world(check_figures);
}

static void check_orders(struct world *world)
{
    const struct plan *plan = &world->plan;
    for (size_t l = 0; l < world->inputs.master.supplier_count; l++) {
        const struct supplier *supplier = &world->suppliers[l];
        double value = 0.0;
        uint32_t group = 0;
        for (size_t o = 0; o < plan->order_count; o++) {
            const struct order_line *line = &plan->orders[o];
            if (plan->positions[line->position].from != supplier->supplier) {
                continue;
            }
            assert_true(group == 0 || line->group == group);
            group = line->group;
            value += line->value;
            check_close(line->value, line->quantity * line->unit_cost, 1e-12);
            assert_int_equal(next_weekday(WORLD_DAY, supplier->order_days), WORLD_DAY);
        }
        assert_true(value == 0.0 || value >= value_or(supplier->min_order_value, 0.0) - 1e-6);
    }
}

static void supplier_orders_reach_their_minimum_on_an_order_day(void **state)
{
    (void)state;
    each_world(check_orders);
}

/* A unit more on the shelf never asks for more. */
static void more_stock_never_needs_more(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 12; seed++) {
        struct dice dice = {.state = seed};
        double before = HUGE_VAL;
        struct world world;
        world_open(&world);
        world.settings.unmet = seed % 3 == 0 ? UNMET_BACKORDER : UNMET_LOST;
        world.settings.defaults.service_type = seed % 2 == 0 ? SERVICE_CYCLE : SERVICE_FILL;
        world.settings.defaults.lead_time_sd = 3.0 * roll(&dice);
        double mean = pow(10.0, -1.0 + 2.0 * roll(&dice));
        world_sell(&world, 1, 1, mean, mean * (1.0 + 5.0 * roll(&dice)));
        world_open_order(&world, 1, 1, ceil(5.0 * mean), 3);
        world_stock(&world, 1, 1, 0.0);
        for (int stock = 0; stock < 60; stock++) {
            world.stock[0].on_hand = stock;
            world_plan(&world);
            assert_true(world_position(&world, 1, 1)->raw_need <= before);
            before = world_position(&world, 1, 1)->raw_need;
        }
        world_close(&world);
    }
}

/* Units that leave since they would expire: nobody counts on them where they are. */
static double expiring_out(const struct plan *plan, const struct position *position)
{
    double units = 0.0;
    for (size_t t = 0; t < plan->transfer_count; t++) {
        const struct transfer_line *line = &plan->transfers[t];
        bool own = line->sku == position->sku && line->from == position->location;
        units += own && line->expiry_day != NO_DAY ? line->quantity : 0.0;
    }
    return units;
}

static void check_moves(struct world *world)
{
    const struct plan *plan = &world->plan;
    double units[PLACES][PLACES] = {{0.0}};
    for (size_t t = 0; t < plan->transfer_count; t++) {
        const struct transfer_line *line = &plan->transfers[t];
        assert_true(world->settings.rebalance.enabled);
        assert_true(line->benefit - line->cost >= world->settings.rebalance.margin - 1e-9);
        assert_true(line->arrival_day >= line->ship_day && line->ship_day >= WORLD_DAY);
        units[line->from][line->to] += line->quantity;
        for (size_t u = 0; u < plan->transfer_count; u++) {
            const struct transfer_line *other = &plan->transfers[u];
            assert_false(other->sku == line->sku && other->from == line->to);
        }
    }
    for (size_t l = 0; l < world->inputs.master.lane_count; l++) {
        const struct lane *lane = &world->lanes[l];
        double moved = units[lane->from][lane->to];
        assert_true(moved <= value_or(lane->max_units, HUGE_VAL));
        assert_true(moved == 0.0 || moved >= value_or(lane->min_units, 0.0));
    }
    for (size_t p = 0; p < plan->position_count; p++) {
        const struct position *position = &plan->positions[p];
        double given = position->transfer_out - expiring_out(plan, position);
        assert_true(given <= position->spare);
        if (given > 0.0) {
            assert_true(position->position - position->transfer_out >= position->target - 1e-9);
            check_close(position->raw_need, 0.0, 0.0);
        }
        assert_true(position->expired >= 0.0);
    }
}

static void donors_keep_their_need_and_lanes_their_limits(void **state)
{
    (void)state;
    each_world(check_moves);
}

/* The stock that a line was taken from: its own batch, or any. */
static double *batch_of(struct world *world, const struct transfer_line *line)
{
    for (size_t s = 0; s < world->inputs.stock_count && line->expiry_day != NO_DAY; s++) {
        struct stock_row *row = &world->stock[s];
        if (row->sku == line->sku && row->location == line->from &&
            row->expiry_day == line->expiry_day && row->on_hand >= line->quantity) {
            return &row->on_hand;
        }
    }
    assert_int_equal(line->expiry_day, NO_DAY);
    return &world_stock(world, line->sku, line->from, 0.0)->on_hand;
}

/* What was moved is on the road.  Nothing of it is undone; and what is added, where a place that
 * gave last night or got more can now serve a third, is little. */
static void a_second_night_moves_nothing_back(void **state)
{
    (void)state;
    size_t first_moves = 0;
    size_t second_moves = 0;
    for (uint64_t seed = 0; seed < WORLDS; seed++) {
        struct world world;
        random_world(&world, seed);
        world.settings.rebalance.margin = 1.0;
        for (size_t l = 0; l < world.inputs.master.lane_count; l++) {
            world.lanes[l].max_units = MISSING; /* what a full lorry left behind may follow */
        }
        world_plan(&world);
        struct plan first = world.plan;
        first_moves += first.transfer_count;
        for (size_t t = 0; t < first.transfer_count; t++) {
            const struct transfer_line *line = &first.transfers[t];
            *batch_of(&world, line) -= line->quantity;
            world_open_order(&world, line->sku, line->to, line->quantity,
                             line->arrival_day - WORLD_DAY)
                ->kind = ORDER_TRANSFER;
        }
        world_plan(&world);
        second_moves += world.plan.transfer_count;
        for (size_t t = 0; t < first.transfer_count; t++) {
            for (size_t u = 0; u < world.plan.transfer_count; u++) {
                const struct transfer_line *back = &world.plan.transfers[u];
                assert_false(back->sku == first.transfers[t].sku &&
                             back->from == first.transfers[t].to &&
                             back->to == first.transfers[t].from);
            }
        }
        world_close(&world);
    }
    assert_true(first_moves > 50);
    assert_true(second_moves * 10 <= first_moves);
}

static void shuffle_stock(struct world *world)
{
    for (size_t a = 0, b = world->inputs.stock_count; a + 1 < b; a++) {
        struct stock_row row = world->stock[a];
        world->stock[a] = world->stock[--b];
        world->stock[b] = row;
    }
    for (size_t a = 0, b = world->inputs.master.lane_count; a + 1 < b; a++) {
        struct lane row = world->lanes[a];
        world->lanes[a] = world->lanes[--b];
        world->lanes[b] = row;
    }
}

static void threads_and_row_order_change_nothing(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < WORLDS; seed += 3) {
        struct world world;
        random_world(&world, seed);
        world_plan(&world);
        struct plan before = world.plan;
        team_free(&world.team);
        assert_int_equal(team_init(&world.team, 2 + (int)(seed % 2), &world.fault), STATUS_OK);
        shuffle_stock(&world);
        world_plan(&world);
        assert_int_equal(before.position_count, world.plan.position_count);
        for (size_t p = 0; p < before.position_count; p++) {
            const struct position *a = &before.positions[p];
            const struct position *b = &world.plan.positions[p];
            assert_true(a->quantity == b->quantity && a->target == b->target &&
                        a->fill_with == b->fill_with && a->lost_with == b->lost_with &&
                        a->transfer_in == b->transfer_in && a->binding == b->binding);
        }
        assert_int_equal(before.transfer_count, world.plan.transfer_count);
        for (size_t t = 0; t < before.transfer_count; t++) {
            assert_true(before.transfers[t].quantity == world.plan.transfers[t].quantity);
            char first[REASON_SIZE];
            char second[REASON_SIZE];
            transfer_reason(first, &world.inputs.names, &before.transfers[t]);
            transfer_reason(second, &world.inputs.names, &world.plan.transfers[t]);
            assert_string_equal(first, second);
        }
        assert_int_equal(before.exception_count, world.plan.exception_count);
        for (size_t e = 0; e < before.exception_count; e++) {
            assert_string_equal(before.exceptions[e].message, world.plan.exceptions[e].message);
        }
        world_close(&world);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantities_are_what_a_supplier_sells),
        cmocka_unit_test(every_figure_is_in_its_range),
        cmocka_unit_test(supplier_orders_reach_their_minimum_on_an_order_day),
        cmocka_unit_test(more_stock_never_needs_more),
        cmocka_unit_test(donors_keep_their_need_and_lanes_their_limits),
        cmocka_unit_test(a_second_night_moves_nothing_back),
        cmocka_unit_test(threads_and_row_order_change_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
