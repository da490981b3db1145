/* A small world for plans. */
#include "support/world.h"

#include "base/missing.h"
#include "forecast/restate.h"
#include "support/check.h"

#include <stdlib.h>
#include <string.h>

static struct terms default_terms(void)
{
    struct terms terms = terms_unset();
    terms.holding_rate = 0.25;
    terms.pack_size = 1.0;
    terms.moq = 0.0;
    terms.min_stock = 0.0;
    terms.service_level = 0.95;
    terms.service_type = SERVICE_CYCLE;
    terms.sellable_return_share = 1.0;
    terms.lead_time_days = 5.0;
    terms.lead_time_sd = 0.0;
    terms.review_days = 7.0;
    terms.fulfilment = FULFILMENT_STOCK;
    return terms;
}

void world_open(struct world *world)
{
    memset(world, 0, sizeof *world);
    arena_init(&world->arena, 0);
    assert_int_equal(team_init(&world->team, 1, &world->fault), STATUS_OK);
    intern_init(&world->inputs.names.sku, &world->arena);
    intern_init(&world->inputs.names.place, &world->arena);
    intern_init(&world->inputs.names.word, &world->arena);
    world->inputs.as_of = WORLD_DAY;
    world->settings = (struct plan_settings){.defaults = default_terms(),
                                             .unmet = UNMET_LOST,
                                             .late_chance_days = 14.0,
                                             .rebalance = {.margin = 0.0},
                                             .budget = MISSING,
                                             .salvage_share = 0.2,
                                             .return_window_days = 120.0};
}

void world_close(struct world *world)
{
    team_free(&world->team);
    arena_free(&world->arena);
}

struct world_series *world_sell(struct world *world, uint32_t sku, uint32_t location, double mean,
                                double variance)
{
    assert_true(world->series_count < WORLD_ROWS);
    struct world_series *row = &world->series[world->series_count++];
    *row = (struct world_series){
        .sku = sku, .location = location, .mean = mean, .variance = variance, .price = MISSING};
    return row;
}

struct stock_row *world_stock(struct world *world, uint32_t sku, uint32_t location, double on_hand)
{
    assert_true(world->inputs.stock_count < WORLD_ROWS);
    struct stock_row *row = &world->stock[world->inputs.stock_count++];
    *row = (struct stock_row){.sku = sku,
                              .location = location,
                              .on_hand = on_hand,
                              .expiry_day = NO_DAY,
                              .count_day = NO_DAY};
    return row;
}

struct open_order *world_open_order(struct world *world, uint32_t sku, uint32_t location,
                                    double quantity, int days)
{
    assert_true(world->inputs.open_order_count < WORLD_ROWS);
    struct open_order *row = &world->orders[world->inputs.open_order_count++];
    *row = (struct open_order){.sku = sku,
                               .location = location,
                               .quantity = quantity,
                               .due_day = WORLD_DAY + days,
                               .order_id = NO_ID,
                               .source = NO_ID,
                               .kind = ORDER_PURCHASE,
                               .order_day = NO_DAY,
                               .received_day = NO_DAY};
    return row;
}

struct item *world_item(struct world *world, uint32_t sku, double unit_cost, double price)
{
    struct item *row = &world->items[world->inputs.master.item_count++];
    *row = (struct item){.sku = sku, .terms = terms_unset()};
    row->terms.unit_cost = unit_cost;
    row->terms.price = price;
    return row;
}

struct item_location *world_at(struct world *world, uint32_t sku, uint32_t location)
{
    struct item_location *row = &world->item_locations[world->inputs.master.item_location_count++];
    *row = (struct item_location){.sku = sku, .location = location, .terms = terms_unset()};
    return row;
}

struct location *world_location(struct world *world, uint32_t location)
{
    struct location *row = &world->locations[world->inputs.master.location_count++];
    *row = (struct location){.location = location,
                             .source = NO_ID,
                             .region = NO_ID,
                             .capacity = MISSING,
                             .inbound_capacity = MISSING,
                             .outbound_capacity = MISSING,
                             .storage_cost = MISSING,
                             .handling_cost = MISSING,
                             .priority = MISSING};
    return row;
}

struct supplier *world_supplier(struct world *world, uint32_t supplier, double lead_days)
{
    struct supplier *row = &world->suppliers[world->inputs.master.supplier_count++];
    *row = (struct supplier){.supplier = supplier,
                             .lead_time_days = lead_days,
                             .lead_time_sd = MISSING,
                             .review_days = MISSING,
                             .min_order_value = MISSING,
                             .min_order_units = MISSING,
                             .load_weight = MISSING,
                             .load_volume = MISSING,
                             .budget = MISSING,
                             .order_cost = MISSING,
                             .expedite_days = MISSING,
                             .expedite_cost = MISSING,
                             .expedite_unit_cost = MISSING,
                             .accepts_returns = -1};
    return row;
}

struct lane *world_lane(struct world *world, uint32_t from, uint32_t to)
{
    struct lane *row = &world->lanes[world->inputs.master.lane_count++];
    *row = (struct lane){.from = from,
                         .to = to,
                         .carrier = NO_ID,
                         .transit_days = 1.0,
                         .transit_sd = MISSING,
                         .cost_per_unit = MISSING,
                         .cost_per_weight = MISSING,
                         .fixed_cost = MISSING,
                         .min_units = MISSING,
                         .max_units = MISSING,
                         .load_units = MISSING,
                         .load_weight = MISSING,
                         .load_volume = MISSING};
    return row;
}

struct override_row *world_override(struct world *world, uint32_t sku, uint32_t location,
                                    const char *field, double value)
{
    struct override_row *row = &world->overrides[world->inputs.master.override_count++];
    *row = (struct override_row){.sku = sku,
                                 .location = location,
                                 .field = intern_add(&world->inputs.names.word, text_of(field)),
                                 .value = value,
                                 .start_day = WORLD_DAY,
                                 .end_day = NO_DAY,
                                 .author = NO_ID,
                                 .reason = NO_ID};
    return row;
}

struct kit_row *world_kit(struct world *world, uint32_t kit, uint32_t component, double quantity)
{
    struct kit_row *row = &world->kits[world->inputs.master.kit_count++];
    *row = (struct kit_row){.kit = kit, .component = component, .quantity = quantity};
    return row;
}

static int by_words(const uint32_t *a, const uint32_t *b, size_t count)
{
    for (size_t k = 0; k < count; k++) {
        if (a[k] != b[k]) {
            return a[k] < b[k] ? -1 : 1;
        }
    }
    return 0;
}

static int by_one(const void *left, const void *right)
{
    return by_words(left, right, 1);
}

static int by_two(const void *left, const void *right)
{
    return by_words(left, right, 2);
}

static int by_lane(const void *left, const void *right)
{
    return by_words(left, right, 3);
}

static int by_stock(const void *left, const void *right)
{
    const struct stock_row *a = left;
    const struct stock_row *b = right;
    int keys = by_two(a, b);
    return keys != 0 ? keys : (a->expiry_day > b->expiry_day) - (a->expiry_day < b->expiry_day);
}

static int by_due(const void *left, const void *right)
{
    const struct open_order *a = left;
    const struct open_order *b = right;
    int keys = by_two(a, b);
    if (keys != 0) {
        return keys;
    }
    if (a->due_day != b->due_day) {
        return a->due_day < b->due_day ? -1 : 1;
    }
    return (a->quantity > b->quantity) - (a->quantity < b->quantity);
}

static int by_break(const void *left, const void *right)
{
    const struct price_break *a = left;
    const struct price_break *b = right;
    int keys = by_two(a, b);
    return keys != 0 ? keys
                     : (a->min_quantity > b->min_quantity) - (a->min_quantity < b->min_quantity);
}

static void sort_rows(struct world *world)
{
    struct inputs *inputs = &world->inputs;
    struct master *master = &inputs->master;
    inputs->stock = world->stock;
    inputs->open_orders = world->orders;
    master->items = world->items;
    master->item_locations = world->item_locations;
    master->locations = world->locations;
    master->suppliers = world->suppliers;
    master->lanes = world->lanes;
    master->price_breaks = world->breaks;
    master->overrides = world->overrides;
    master->kits = world->kits;
    qsort(world->series, world->series_count, sizeof *world->series, by_two);
    qsort(world->stock, inputs->stock_count, sizeof *world->stock, by_stock);
    qsort(world->orders, inputs->open_order_count, sizeof *world->orders, by_due);
    qsort(world->items, master->item_count, sizeof *world->items, by_one);
    qsort(world->item_locations, master->item_location_count, sizeof *world->item_locations,
          by_two);
    qsort(world->locations, master->location_count, sizeof *world->locations, by_one);
    qsort(world->suppliers, master->supplier_count, sizeof *world->suppliers, by_one);
    qsort(world->lanes, master->lane_count, sizeof *world->lanes, by_lane);
    qsort(world->overrides, master->override_count, sizeof *world->overrides, by_two);
    qsort(world->kits, master->kit_count, sizeof *world->kits, by_two);
    qsort(world->breaks, master->price_break_count, sizeof *world->breaks, by_break);
}

/* History at the forecast's mean; the same forecast for each day ahead. */
static void make_panel(struct world *world)
{
    size_t count = world->series_count;
    struct arena *arena = &world->arena;
    uint32_t *sku = ARENA_NEW(arena, uint32_t, count);
    uint32_t *location = ARENA_NEW(arena, uint32_t, count);
    size_t *start = ARENA_NEW(arena, size_t, count + 1);
    double *demand = ARENA_NEW(arena, double, count *WORLD_HISTORY);
    double *price = ARENA_NEW(arena, double, count);
    size_t *return_start = ARENA_NEW(arena, size_t, count + 1);
    int32_t *return_period = ARENA_NEW(arena, int32_t, count);
    double *returned = ARENA_NEW(arena, double, count);
    for (size_t s = 0; s < count; s++) {
        sku[s] = world->series[s].sku;
        location[s] = world->series[s].location;
        price[s] = world->series[s].price;
        start[s + 1] = start[s] + WORLD_HISTORY;
        return_start[s + 1] = s + 1;
        return_period[s] = WORLD_DAY - 1;
        returned[s] = world->series[s].returned;
        for (size_t t = 0; t < WORLD_HISTORY; t++) {
            double size = world->series[s].size;
            double lumps = t % 60 == 0 ? size : 0.0;
            demand[start[s] + t] = size > 0.0 ? lumps : world->series[s].mean;
        }
    }
    world->panel = (struct panel){.calendar = {.bucket = BUCKET_DAY},
                                  .as_of = WORLD_DAY,
                                  .end_period = WORLD_DAY,
                                  .count = count,
                                  .sku = sku,
                                  .location = location,
                                  .start = start,
                                  .demand = demand,
                                  .return_start = return_start,
                                  .return_period = return_period,
                                  .return_quantity = returned,
                                  .price = price};
}

static void make_forecasts(struct world *world)
{
    size_t count = world->series_count;
    struct arena *arena = &world->arena;
    struct forecasts *forecasts = &world->forecasts;
    *forecasts = (struct forecasts){.count = count, .horizon = WORLD_HORIZON};
    forecasts->mean = ARENA_NEW(arena, double, count *WORLD_HORIZON);
    forecasts->variance = ARENA_NEW(arena, double, count *WORLD_HORIZON);
    forecasts->sum_variance = ARENA_NEW(arena, double, count *WORLD_HORIZON);
    forecasts->report = ARENA_NEW(arena, struct series_report, count);
    for (size_t s = 0; s < count; s++) {
        forecasts->report[s].counts = !world->series[s].amounts;
        forecasts->report[s].flags = world->series[s].flags;
        for (size_t h = 0; h < WORLD_HORIZON; h++) {
            size_t at = s * WORLD_HORIZON + h;
            forecasts->mean[at] = world->series[s].mean;
            forecasts->variance[at] = world->series[s].variance;
            forecasts->sum_variance[at] = world->series[s].variance * (double)(h + 1);
        }
    }
}

void world_plan(struct world *world)
{
    sort_rows(world);
    make_panel(world);
    make_forecasts(world);
    enum status status =
        restate(&world->forecasts, &world->panel, &world->inputs, &world->arena, &world->fault);
    assert_int_equal(status, STATUS_OK);
    status = plan_make(&world->plan, &world->inputs, &world->panel, &world->forecasts,
                       &world->settings, &world->arena, &world->team, &world->fault);
    assert_int_equal(status, STATUS_OK);
    world_check_account(world);
}

const struct position *world_position(const struct world *world, uint32_t sku, uint32_t location)
{
    for (size_t p = 0; p < world->plan.position_count; p++) {
        const struct position *position = &world->plan.positions[p];
        if (position->sku == sku && position->location == location) {
            return position;
        }
    }
    fail_msg("no position of sku %u at location %u", sku, location);
    return NULL;
}

void world_check_account(const struct world *world)
{
    const struct plan *plan = &world->plan;
    double in = 0.0;
    double out = 0.0;
    for (size_t p = 0; p < plan->position_count; p++) {
        const struct position *position = &plan->positions[p];
        double sum = position->raw_need;
        for (int a = 0; a < ADJUST_COUNT; a++) {
            sum += position->adjust[a];
        }
        double slack = position->counts ? 0.0 : 1e-6;
        check_close(sum, position->quantity, slack);
        assert_true(position->raw_need >= 0.0 && position->quantity >= 0.0);
        assert_false(position->transfer_in > 0.0 && position->transfer_out > 0.0);
        in += position->transfer_in;
        out += position->transfer_out;
    }
    double moved = 0.0;
    for (size_t t = 0; t < plan->transfer_count; t++) {
        moved += plan->transfers[t].quantity;
        assert_true(plan->transfers[t].quantity > 0.0);
    }
    check_close(in, moved, 0.0);
    check_close(out, moved, 0.0);
    for (size_t o = 0; o < plan->order_count; o++) {
        check_close(plan->orders[o].quantity, plan->positions[plan->orders[o].position].quantity,
                    0.0);
    }
}

double *world_days(struct world *world, size_t skus, size_t days)
{
    struct arena *arena = &world->arena;
    uint32_t *sku = ARENA_NEW(arena, uint32_t, skus);
    uint32_t *location = ARENA_NEW(arena, uint32_t, skus);
    size_t *start = ARENA_NEW(arena, size_t, skus + 1);
    size_t *return_start = ARENA_NEW(arena, size_t, skus + 1);
    double *price = ARENA_NEW(arena, double, skus);
    double *demand = ARENA_NEW(arena, double, skus *days);
    for (size_t s = 0; s < skus; s++) {
        sku[s] = (uint32_t)s;
        start[s + 1] = start[s] + days;
        price[s] = MISSING;
    }
    world->panel = (struct panel){.calendar = {.bucket = BUCKET_DAY},
                                  .as_of = WORLD_DAY,
                                  .end_period = WORLD_DAY,
                                  .count = skus,
                                  .sku = sku,
                                  .location = location,
                                  .start = start,
                                  .demand = demand,
                                  .return_start = return_start,
                                  .price = price};
    return demand;
}
