/* A simulated night decides what a plan of that morning would: every plan of a replay is made
 * again, from sales cut off at that day and nothing else but the stock, the open orders and the
 * receipts that the arm had then.
 *
 * One thing is allowed to differ and does not come up here, since no sale has a price: a panel as
 * it stood on an earlier day has the last known prices of the whole. */
#include "base/missing.h"
#include "forecast/restate.h"
#include "num/random.h"
#include "simulate/simulate.h"
#include "support/check.h"
#include "support/till.h"
#include "support/world.h"

#include <math.h>
#include <string.h>

enum { SKUS = 4, SHOP = 1, OTHER = 2, DEPOT = 3, MAKER = 9, HISTORY = 260, DAYS = 70 };

struct witness {
    const struct till *till; /* of the whole history */
    struct team team;
    const struct sim_arm *arms;
    size_t plans; /* that were made again */
    size_t lines;
    size_t receipts; /* known on the last night */
    size_t idle;     /* positions that plans of decisions alone left out */
};

/* Only what was sold before `day`. */
static struct till *cut_off(const struct till *till, int32_t day, enum bucket bucket)
{
    struct till *past = till_new();
    for (size_t r = 0; r < till->inputs.sales.count; r++) {
        if (till->day[r] < day) {
            till_row(past, till->sku[r], till->location[r], till->day[r], till->quantity[r],
                     (enum sale_kind)till->kind[r]);
        }
    }
    assert_int_equal(till_build(past, bucket, day, 1), STATUS_OK);
    return past;
}

static void check_lines(const struct plan *then, const struct plan *now)
{
    assert_int_equal(then->order_count, now->order_count);
    for (size_t o = 0; o < now->order_count; o++) {
        const struct position *a = &then->positions[then->orders[o].position];
        const struct position *b = &now->positions[now->orders[o].position];
        assert_int_equal(a->sku, b->sku);
        assert_int_equal(a->location, b->location);
        check_close(then->orders[o].quantity, now->orders[o].quantity, 0.0);
        assert_int_equal(then->orders[o].arrival_day, now->orders[o].arrival_day);
    }
    assert_int_equal(then->transfer_count, now->transfer_count);
    for (size_t t = 0; t < now->transfer_count; t++) {
        assert_int_equal(then->transfers[t].sku, now->transfers[t].sku);
        assert_int_equal(then->transfers[t].to, now->transfers[t].to);
        assert_int_equal(then->transfers[t].ship_day, now->transfers[t].ship_day);
        check_close(then->transfers[t].quantity, now->transfers[t].quantity, 0.0);
    }
}

/* A plan of decisions alone decides the same. */
static void plan_no_more(struct witness *witness, const struct inputs *inputs, struct till *past,
                         const struct forecasts *forecasts, const struct plan_settings *planning,
                         const struct plan *plan)
{
    struct fault fault = {0};
    struct plan bare;
    struct plan_scope scope = *planning->scope;
    struct plan_settings settings = *planning;
    scope.decisions = true;
    settings.scope = &scope;
    assert_int_equal(plan_make(&bare, inputs, &past->panel, forecasts, &settings, &past->arena,
                               &witness->team, &fault),
                     STATUS_OK);
    check_lines(plan, &bare);
    for (size_t p = 0; p < bare.position_count; p++) {
        witness->idle += bare.positions[p].idle ? 1 : 0;
    }
}

static void plan_again(void *context, size_t arm, const struct inputs *known,
                       const struct plan_settings *planning, const struct plan *plan)
{
    struct witness *witness = context;
    struct fault fault = {0};
    struct till *past = cut_off(witness->till, known->as_of, witness->till->panel.calendar.bucket);
    struct inputs inputs = past->inputs;
    inputs.names = known->names;
    inputs.master = known->master;
    inputs.stock = known->stock;
    inputs.stock_count = known->stock_count;
    inputs.open_orders = known->open_orders;
    inputs.open_order_count = known->open_order_count;
    inputs.receipts = known->receipts;
    inputs.receipt_count = known->receipt_count;
    struct forecast_settings settings = witness->arms[arm].forecast;
    size_t horizon = plan_horizon(&inputs, &past->panel, planning);
    settings.horizon = horizon > settings.horizon ? horizon : settings.horizon;
    struct forecasts forecasts;
    struct plan again;
    assert_int_equal(forecast_run(&forecasts, &past->panel, &inputs, &settings, &past->arena,
                                  &witness->team, &fault),
                     STATUS_OK);
    assert_int_equal(restate(&forecasts, &past->panel, &inputs, &past->arena, &fault), STATUS_OK);
    assert_int_equal(plan_make(&again, &inputs, &past->panel, &forecasts, planning, &past->arena,
                               &witness->team, &fault),
                     STATUS_OK);
    check_lines(plan, &again);
    plan_no_more(witness, &inputs, past, &forecasts, planning, &again);
    witness->plans++;
    witness->lines += plan->order_count;
    witness->receipts = known->receipt_count;
    till_free(past);
}

static struct till *sell(void)
{
    struct till *till = till_new();
    struct random random = random_stream(11, 0);
    for (uint32_t sku = 0; sku < SKUS; sku++) {
        for (uint32_t place = SHOP; place <= (sku < 3 ? OTHER : SHOP); place++) {
            for (int32_t d = 0; d < HISTORY; d++) {
                double level = (double)(sku + 1) * (d % 7 < 5 ? 3.0 : 6.0);
                double units = floor(level * random_uniform(&random) * (double)place + 0.5);
                int32_t day = WORLD_DAY - HISTORY + d;
                till_row(till, sku, place, day, d == 0 ? 1.0 : units, SALE_SALE);
                if (d % 40 == 39) {
                    till_row(till, sku, place, day, 1.0, SALE_RETURN);
                }
            }
        }
    }
    return till;
}

/* Two shops fed by a depot, lanes between the shops, a supplier who is not punctual. */
static void furnish(struct world *world)
{
    for (uint32_t place = SHOP; place <= DEPOT; place++) {
        struct location *location = world_location(world, place);
        location->type = place == DEPOT ? LOCATION_DC : LOCATION_STORE;
        location->source = place == DEPOT ? MAKER : DEPOT;
    }
    struct supplier *supplier = world_supplier(world, MAKER, 6.0);
    supplier->lead_time_sd = 2.0;
    supplier->order_days = 1 << MONDAY | 1 << THURSDAY;
    supplier->review_days = 7.0;
    for (uint32_t sku = 0; sku < SKUS; sku++) {
        struct terms *terms = &world_item(world, sku, 4.0, 9.0)->terms;
        terms->supplier = MAKER;
        terms->review_days = sku == 1 ? 5.0 : 7.0; /* some nights are of one item alone */
        terms->pack_size = 1.0 + (double)(sku % 2) * 5.0;
        terms->shelf_life_days = sku == 2 ? 14.0 : MISSING;
        terms->sellable_return_share = 0.5;
    }
    const uint32_t ends[][2] = {{SHOP, OTHER}, {OTHER, SHOP}, {DEPOT, SHOP}, {DEPOT, OTHER}};
    for (size_t l = 0; l < 4; l++) {
        struct lane *lane = world_lane(world, ends[l][0], ends[l][1]);
        lane->transit_days = 2.0;
        lane->cost_per_unit = 0.01;
        lane->ship_days = l < 2 ? 1 << THURSDAY : 0;
    }
    (void)world_override(world, 1, SHOP, "forecast", 9.0);
    world->overrides[0].start_day = WORLD_DAY - 40;
    world->overrides[0].end_day = WORLD_DAY - 20;
    struct master *master = &world->inputs.master;
    master->items = world->items;
    master->locations = world->locations;
    master->suppliers = world->suppliers;
    master->lanes = world->lanes;
    master->overrides = world->overrides;
}

/* Ids of the till by their rank. */
static void name_all(struct names *names)
{
    for (int i = 0; i < TILL_IDS; i++) {
        char name[] = {(char)('a' + i / 10), (char)('0' + i % 10), '\0'};
        assert_int_equal(intern_add(&names->sku, text_of(name)), i);
        assert_int_equal(intern_add(&names->place, text_of(name)), i);
    }
}

static void replay(enum bucket bucket, struct witness *witness)
{
    static struct world world;
    struct sim_result result;
    struct till *till = sell();
    struct till *daily = sell();
    world_open(&world);
    furnish(&world);
    assert_int_equal(till_build(till, bucket, WORLD_DAY, 1), STATUS_OK);
    assert_int_equal(till_build(daily, BUCKET_DAY, WORLD_DAY, 1), STATUS_OK);
    struct inputs inputs = till->inputs;
    name_all(&world.inputs.names);
    inputs.names = world.inputs.names;
    inputs.master = world.inputs.master;
    world.settings.rebalance = (struct rebalance_settings){.enabled = true};
    struct sim_arm arm = {.name = "plan",
                          .plan = world.settings,
                          .forecast = {.nonnegative = true, .rehearsals = 1, .horizon = 13}};
    *witness = (struct witness){.till = till, .team = world.team, .arms = &arm};
    /* refit_nights 1: every night is fitted anew, as a plan without a state does */
    struct sim_settings settings = {.from = WORLD_DAY - DAYS,
                                    .to = WORLD_DAY,
                                    .seed = 2,
                                    .refit_nights = 1,
                                    .watch = plan_again,
                                    .watcher = witness};
    enum status status = simulate(&result, &inputs, &till->panel, &daily->panel, &settings, &arm, 1,
                                  &world.arena, &world.team, &world.fault);
    if (status != STATUS_OK) {
        fail_msg("%s", world.fault.message);
    }
    assert_int_equal(result.nights, witness->plans);
    world_close(&world);
    till_free(daily);
    till_free(till);
}

static void a_simulated_night_decides_what_a_plan_of_that_morning_would(void **state)
{
    (void)state;
    struct witness witness;
    replay(BUCKET_DAY, &witness);
    assert_true(witness.plans >= 10);
    assert_true(witness.lines >= 50);
    assert_true(witness.receipts >= 10);
    assert_true(witness.idle >= 10);
}

static void so_too_where_the_panel_is_weekly_and_the_night_falls_within_a_week(void **state)
{
    (void)state;
    struct witness witness;
    replay(BUCKET_WEEK, &witness);
    assert_true(witness.plans >= 10);
    assert_true(witness.lines >= 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_simulated_night_decides_what_a_plan_of_that_morning_would),
        cmocka_unit_test(so_too_where_the_panel_is_weekly_and_the_night_falls_within_a_week),
    };
    return cmocka_run_group_tests_name("replay", tests, NULL, NULL);
}
