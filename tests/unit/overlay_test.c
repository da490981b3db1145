/* A what-if: whom its rows concern, what they make of demand, terms, stock and orders, and what is
 * said of rows that make no sense. */
#include "panel/overlay.h"

#include "base/missing.h"
#include "forecast/restate.h"
#include "io/load.h"
#include "replenish/overlaid.h"
#include "support/check.h"
#include "support/lines.h"
#include "support/world.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct overlay_row any(enum overlay_change change, double factor, double value)
{
    return (struct overlay_row){.sku = NO_ID,
                                .change = (uint32_t)change,
                                .location = NO_ID,
                                .supplier = NO_ID,
                                .category = NO_ID,
                                .region = NO_ID,
                                .start_day = NO_DAY,
                                .end_day = NO_DAY,
                                .factor = factor,
                                .value = value};
}

static int by_key(const void *left, const void *right)
{
    const struct overlay_row *a = left;
    const struct overlay_row *b = right;
    if (a->sku != b->sku) {
        return a->sku < b->sku ? -1 : 1;
    }
    return (a->change > b->change) - (a->change < b->change);
}

/* Lays rows over the world's inputs; they must outlive it. */
static void lay(struct world *world, struct overlay_row *rows, size_t count)
{
    qsort(rows, count, sizeof *rows, by_key);
    world->inputs.overlay = rows;
    world->inputs.overlay_count = count;
}

static const struct overlay_target HERE = {A, SHOP, ACME};

static void values_replace_by_the_most_particular_scope_and_factors_multiply(void **state)
{
    (void)state;
    struct world world;
    world_open(&world);
    struct overlay_row rows[4] = {
        any(OVERLAY_UNIT_COST, MISSING, 7.0), any(OVERLAY_UNIT_COST, 2.0, MISSING),
        any(OVERLAY_UNIT_COST, MISSING, 3.0), any(OVERLAY_UNIT_COST, 1.5, MISSING)};
    rows[2].sku = A;
    rows[3].supplier = ACME;
    lay(&world, rows, 4);
    check_close(overlay_number(&world.inputs, OVERLAY_UNIT_COST, HERE, 100.0), 9.0, 1e-12);
    struct overlay_target other = {B, SHOP, OTHER};
    check_close(overlay_number(&world.inputs, OVERLAY_UNIT_COST, other, 100.0), 14.0, 1e-12);
    check_close(overlay_number(&world.inputs, OVERLAY_PRICE, HERE, 100.0), 100.0, 0.0);
    world_close(&world);
}

static void a_row_counts_between_its_dates(void **state)
{
    (void)state;
    struct world world;
    world_open(&world);
    struct overlay_row row = any(OVERLAY_PRICE, 2.0, MISSING);
    lay(&world, &row, 1);
    const struct {
        int32_t start, end;
        double price;
    } cases[] = {{NO_DAY, NO_DAY, 20.0},
                 {WORLD_DAY, WORLD_DAY, 20.0},
                 {WORLD_DAY + 1, NO_DAY, 10.0},
                 {NO_DAY, WORLD_DAY - 1, 10.0}};
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        row.start_day = cases[c].start;
        row.end_day = cases[c].end;
        check_close(overlay_number(&world.inputs, OVERLAY_PRICE, HERE, 10.0), cases[c].price, 0.0);
    }
    world_close(&world);
}

/* Two of four days, half as much again: a quarter more over the four. */
static void demand_counts_by_the_days_inside_the_dates(void **state)
{
    (void)state;
    struct world world;
    world_open(&world);
    struct overlay_row row = any(OVERLAY_DEMAND, 1.5, MISSING);
    row.start_day = WORLD_DAY + 2;
    lay(&world, &row, 1);
    check_close(overlay_demand_factor(&world.inputs, HERE, WORLD_DAY, 4), 1.25, 1e-12);
    check_close(overlay_demand_factor(&world.inputs, HERE, WORLD_DAY, 2), 1.0, 0.0);
    check_close(overlay_demand_factor(&world.inputs, HERE, WORLD_DAY + 2, 9), 1.5, 1e-12);
    world_close(&world);
}

/* Two units a day for twelve days need 24 more than nothing; doubled they need 48. */
static void demand_doubled_doubles_a_certain_need(void **state)
{
    (void)state;
    struct world world;
    two_lines(&world, 5.0);
    world_plan(&world);
    check_close(units_of(&world, A), 14.0, 0.0);
    struct overlay_row row = any(OVERLAY_DEMAND, 2.0, MISSING);
    row.sku = A;
    lay(&world, &row, 1);
    assert_int_equal(
        restate_overlay(&world.forecasts, &world.panel, &world.inputs, &world.arena, &world.fault),
        STATUS_OK);
    assert_int_equal(plan_make(&world.plan, &world.inputs, &world.panel, &world.forecasts,
                               &world.settings, &world.arena, &world.team, &world.fault),
                     STATUS_OK);
    check_close(units_of(&world, A), 28.0, 0.0);
    check_close(units_of(&world, B), 14.0, 0.0);
    assert_true(world.plan.what_if);
    world_close(&world);
}

static void a_lead_time_doubled_moves_the_receipts(void **state)
{
    (void)state;
    struct world world;
    two_lines(&world, 5.0);
    world_plan(&world);
    const struct position *before = world_position(&world, A, SHOP);
    check_close(before->lead_days, 5.0, 0.0);
    struct overlay_row row = any(OVERLAY_LEAD_TIME, 2.0, MISSING);
    lay(&world, &row, 1);
    world_plan(&world);
    check_close(world_position(&world, A, SHOP)->lead_days, 10.0, 0.0);
    row = any(OVERLAY_LEAD_TIME, MISSING, 1.0);
    world_plan(&world);
    check_close(world_position(&world, A, SHOP)->lead_days, 1.0, 0.0);
    world_close(&world);
}

static void a_spread_follows_its_lead_time(void **state)
{
    (void)state;
    struct world world;
    struct supplier *acme = two_lines(&world, 5.0);
    acme->lead_time_sd = 2.0;
    struct overlay_row row = any(OVERLAY_LEAD_TIME, 3.0, MISSING);
    lay(&world, &row, 1);
    world_plan(&world);
    const struct terms *terms = world_position(&world, A, SHOP)->terms;
    check_close(terms->lead_time_days, 15.0, 1e-12);
    check_close(terms->lead_time_sd, 6.0, 1e-12);
    world_close(&world);
}

/* Deliveries took three days or seven; three times as long they take nine or twenty-one. */
static void learned_lead_times_are_stretched_too(void **state)
{
    (void)state;
    struct lead_law law = {.source = ACME,
                           .of = NO_ID,
                           .points = 2,
                           .deliveries = 20,
                           .days = {3.0, 7.0},
                           .weight = {0.5, 0.5},
                           .mean = 5.0,
                           .sd = 2.0};
    struct terms terms = terms_unset();
    terms.review_days = 7.0;
    struct order_path path = {
        .terms = &terms, .feed = {.from = ACME}, .location = SHOP, .law = &law, .stretch = 3.0};
    struct interval interval;
    interval_of(&interval, &path);
    assert_int_equal(interval.points, 2);
    check_close(interval.receipt[0], 9.0, 0.0);
    check_close(interval.receipt[1], 21.0, 0.0);
    path.stretch = 0.0;
    interval_of(&interval, &path);
    check_close(interval.lead_days, 5.0, 0.0);
}

/* Costs that nobody states follow the unit cost, the unit cost does not follow the price. */
static void what_follows_from_a_cost_follows(void **state)
{
    (void)state;
    struct world world;
    two_lines(&world, MISSING);
    struct item *item = &world.items[0];
    item->terms.shortage_cost = MISSING;
    item->terms.holding_cost = MISSING;
    item->terms.price = 9.0;
    world_plan(&world);
    struct terms before = *world_position(&world, item->sku, SHOP)->terms;
    struct overlay_row rows[2] = {any(OVERLAY_UNIT_COST, 1.2, MISSING),
                                  any(OVERLAY_PRICE, 2.0, MISSING)};
    lay(&world, rows, 2);
    world_plan(&world);
    struct terms after = *world_position(&world, item->sku, SHOP)->terms;
    check_close(after.unit_cost, 1.2 * before.unit_cost, 1e-12);
    check_close(after.price, 2.0 * before.price, 1e-12);
    check_close(after.holding_cost, 1.2 * before.holding_cost, 1e-12);
    check_close(after.shortage_cost, after.price - after.unit_cost, 1e-12);
    world_close(&world);
}

static void nothing_is_ordered_of_a_supplier_who_is_cut_off(void **state)
{
    (void)state;
    struct world world;
    two_lines(&world, 5.0);
    struct overlay_row row = any(OVERLAY_CUT_OFF, MISSING, MISSING);
    row.supplier = ACME;
    row.end_day = WORLD_DAY + 19;
    lay(&world, &row, 1);
    world_plan(&world);
    const struct position *position = world_position(&world, A, SHOP);
    check_close(position->quantity, 0.0, 0.0);
    assert_int_equal(position->binding, BINDING_NOT_ORDER_DAY);
    check_close(position->lead_days, 25.0, 0.0); /* ordered on day 20, five days on the way */
    row.supplier = OTHER;
    world_plan(&world);
    check_close(units_of(&world, A), 14.0, 0.0);
    world_close(&world);
}

/* The next order could go on day 7, is taken on day 30 and comes on day 35: today's order must last
 * until then, 60 units from day 5 on. */
static void a_cut_off_to_come_is_bought_for(void **state)
{
    (void)state;
    struct world world;
    two_lines(&world, 5.0);
    struct overlay_row row = any(OVERLAY_CUT_OFF, MISSING, MISSING);
    row.start_day = WORLD_DAY + 6;
    row.end_day = WORLD_DAY + 29;
    lay(&world, &row, 1);
    world_plan(&world);
    check_close(world_position(&world, A, SHOP)->interval_days, 35.0, 0.0);
    check_close(units_of(&world, A), 60.0, 0.0);
    world_close(&world);
}

static void what_arrives_in_a_cut_off_arrives_after_it(void **state)
{
    (void)state;
    struct world world;
    two_lines(&world, 5.0);
    struct overlay_row row = any(OVERLAY_CUT_OFF, MISSING, MISSING);
    row.start_day = WORLD_DAY + 3;
    row.end_day = WORLD_DAY + 8;
    lay(&world, &row, 1);
    world_plan(&world);
    check_close(world_position(&world, A, SHOP)->lead_days, 9.0, 0.0);
    assert_int_equal(overlay_open_day(&world.inputs, HERE, WORLD_DAY + 2, true), WORLD_DAY + 2);
    row.end_day = NO_DAY;
    assert_int_equal(overlay_open_day(&world.inputs, HERE, WORLD_DAY + 4, false), INT32_MAX);
    assert_int_equal(overlay_open_day(&world.inputs, HERE, WORLD_DAY + 4, true),
                     WORLD_DAY + 3 + OVERLAY_ENDLESS);
    world_close(&world);
}

static void open_orders_are_late_or_lost_by_a_cut_off(void **state)
{
    (void)state;
    struct world world;
    two_lines(&world, 5.0);
    (void)world_open_order(&world, A, SHOP, 7.0, 4);  /* inside */
    (void)world_open_order(&world, A, SHOP, 8.0, 9);  /* behind its end */
    (void)world_open_order(&world, A, SHOP, 9.0, -2); /* overdue */
    world_plan(&world);
    struct overlay_row row = any(OVERLAY_CUT_OFF, MISSING, MISSING);
    row.supplier = ACME;
    row.end_day = WORLD_DAY + 5;
    lay(&world, &row, 1);
    struct inputs *inputs = &world.inputs;
    overlay_apply(inputs, &world.settings.defaults, 0.0);
    assert_int_equal(inputs->open_order_count, 3);
    assert_int_equal(inputs->open_orders[0].due_day, WORLD_DAY + 6);
    check_close(inputs->open_orders[0].quantity, 7.0, 0.0);
    assert_int_equal(inputs->open_orders[1].due_day, WORLD_DAY + 6);
    assert_int_equal(inputs->open_orders[2].due_day, WORLD_DAY + 9);
    row.end_day = NO_DAY;
    overlay_apply(inputs, &world.settings.defaults, 0.0);
    assert_int_equal(inputs->open_order_count, 0);
    world_close(&world);
}

static void stock_and_open_orders_stay_whole(void **state)
{
    (void)state;
    struct world world;
    two_lines(&world, 5.0);
    (void)world_stock(&world, A, SHOP, 5.0);
    (void)world_stock(&world, B, SHOP, 9.0);
    (void)world_open_order(&world, A, SHOP, 5.0, 4);
    world_plan(&world);
    struct overlay_row rows[4] = {
        any(OVERLAY_STOCK, 0.5, MISSING), any(OVERLAY_OPEN_ORDERS, 0.7, MISSING),
        any(OVERLAY_DELAY, MISSING, 3.0), any(OVERLAY_STOCK, MISSING, 100.0)};
    rows[0].sku = A;
    rows[3].sku = B;
    lay(&world, rows, 4);
    overlay_apply(&world.inputs, &world.settings.defaults, 0.0);
    double units[3] = {0.0, 0.0, 0.0};
    for (size_t s = 0; s < world.inputs.stock_count; s++) {
        units[world.inputs.stock[s].sku] += world.inputs.stock[s].on_hand;
    }
    check_close(units[A], 3.0, 0.0);
    check_close(units[B], 100.0, 0.0);
    check_close(world.inputs.open_orders[0].quantity, 4.0, 0.0);
    assert_int_equal(world.inputs.open_orders[0].due_day, WORLD_DAY + 7);
    world_close(&world);
}

/* A supplier's goods are his in all places that sell them; his lead time is of his own orders. */
static void a_suppliers_goods_sell_where_another_place_feeds(void **state)
{
    (void)state;
    struct world world;
    world_open(&world);
    struct item *item = world_item(&world, A, 5.0, 9.0);
    item->terms.supplier = ACME;
    struct overlay_row demand = any(OVERLAY_DEMAND, 2.0, MISSING);
    struct overlay_row lead = any(OVERLAY_LEAD_TIME, 2.0, MISSING);
    demand.supplier = ACME;
    lead.supplier = ACME;
    world_plan(&world);
    struct overlay_target fed = {A, SHOP, DEPOT};
    assert_true(overlay_concerns(&world.inputs, &demand, fed));
    assert_false(overlay_concerns(&world.inputs, &lead, fed));
    assert_true(overlay_concerns(&world.inputs, &lead, HERE));
    world_close(&world);
}

/* 25 units a period for a hundred periods, 1.1 times from the fiftieth on. */
static void recorded_demand_is_scaled_in_whole_units_that_add_up(void **state)
{
    (void)state;
    enum { LENGTH = 100 };
    double demand[LENGTH];
    for (size_t t = 0; t < LENGTH; t++) {
        demand[t] = t % 2 == 0 ? 25.0 : 0.0;
    }
    struct world world;
    world_open(&world);
    struct overlay_row row = any(OVERLAY_DEMAND, 1.1, MISSING);
    row.start_day = WORLD_DAY - 50;
    lay(&world, &row, 1);
    size_t start[2] = {0, LENGTH};
    uint32_t sku = A;
    uint32_t location = SHOP;
    struct panel panel = {.calendar = {.bucket = BUCKET_DAY},
                          .as_of = WORLD_DAY,
                          .count = 1,
                          .sku = &sku,
                          .location = &location,
                          .start = start,
                          .demand = demand};
    panel.end_period = period_of(&panel.calendar, WORLD_DAY);
    assert_int_equal(overlay_demand(&panel, &world.inputs, &world.arena, &world.fault), STATUS_OK);
    assert_ptr_not_equal(panel.demand, demand);
    double sum = 0.0;
    for (size_t t = 0; t < LENGTH; t++) {
        if (t < 50) {
            check_close(panel.demand[t], demand[t], 0.0);
        } else {
            check_close(panel.demand[t], round(panel.demand[t]), 0.0);
            check_close(panel.demand[t], 1.1 * demand[t], 0.5 / 27.0);
            sum += panel.demand[t];
        }
    }
    check_close(sum, 1.1 * 25.0 * 25.0, 1.0 / 687.0);
    world_close(&world);
}

static void a_row_is_told_as_a_sentence(void **state)
{
    (void)state;
    struct world world;
    world_open(&world);
    intern_init(&world.inputs.names.place, &world.arena);
    struct overlay_row row = any(OVERLAY_DEMAND, 1.2, MISSING);
    char text[128];
    overlay_sentence(&world.inputs, &row, text, sizeof text);
    assert_string_equal(text, "demand x 1.2 everywhere");
    row.supplier = intern_add(&world.inputs.names.place, text_of("NORTH"));
    row.start_day = WORLD_DAY;
    row.end_day = WORLD_DAY + 1;
    overlay_sentence(&world.inputs, &row, text, sizeof text);
    assert_string_equal(text, "demand x 1.2 of supplier NORTH from 2026-06-01 to 2026-06-02");
    world_close(&world);
}

/* --- the file --- */

static char folder[64];

static int make_folder(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/restock-overlay-XXXXXX");
    return mkdtemp(folder) == NULL;
}

static int remove_folder(void **state)
{
    (void)state;
    static const char *const names[] = {"sales.csv", "items.csv", "what-if.csv"};
    for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
        char path[128];
        (void)snprintf(path, sizeof path, "%s/%s", folder, names[n]);
        (void)unlink(path);
    }
    return rmdir(folder);
}

static void put(const char *name, const char *text)
{
    char path[128];
    (void)snprintf(path, sizeof path, "%s/%s.csv", folder, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
}

struct loaded {
    struct arena arena;
    struct team team;
    struct fault fault;
    struct load *load;
    struct inputs inputs;
    struct load_report report;
    enum status status;
};

static void load_overlay(struct loaded *loaded, const char *text)
{
    char path[128];
    put("sales", "date,sku,location,quantity\n2026-05-01,A,X,1\n");
    put("items", "sku,category,supplier\nA,toys,ACME\n");
    put("what-if", text);
    (void)snprintf(path, sizeof path, "%s/what-if.csv", folder);
    struct load_settings settings = {.delimiter = ',',
                                     .decimal = '.',
                                     .date_format = "YYYY-MM-DD",
                                     .overlay = path,
                                     .as_of = NO_DAY};
    *loaded = (struct loaded){0};
    arena_init(&loaded->arena, 0);
    assert_int_equal(team_init(&loaded->team, 1, &loaded->fault), STATUS_OK);
    loaded->status = load_inputs(&loaded->load, &loaded->inputs, &loaded->report, folder, &settings,
                                 &loaded->arena, &loaded->team, &loaded->fault);
    assert_int_equal(loaded->status, STATUS_OK);
}

static void give_back(struct loaded *loaded)
{
    load_close(loaded->load);
    team_free(&loaded->team);
    arena_free(&loaded->arena);
}

/* One row that is rejected, and a part of why. */
static void refused(const char *header, const char *row, const char *part)
{
    struct loaded loaded;
    char text[256];
    (void)snprintf(text, sizeof text, "%s\n%s\n", header, row);
    load_overlay(&loaded, text);
    assert_int_equal(loaded.inputs.overlay_count, 0);
    assert_int_equal(loaded.report.reject_count, 1);
    if (strstr(loaded.report.rejects[0].reason, part) == NULL) {
        print_error("\"%s\": \"%s\" does not say \"%s\"\n", row, loaded.report.rejects[0].reason,
                    part);
        fail();
    }
    give_back(&loaded);
}

static void rows_that_make_no_sense_get_a_sentence(void **state)
{
    (void)state;
    refused("change,factor", "warp,2", "change is \"warp\", expected one of demand, lead_time");
    refused("change,factor", "lead_time,", "expected a factor or a value");
    refused("change,factor,value", "lead_time,2,3", "expected a factor or a value");
    refused("change,factor", "demand,-1", "factor is \"-1\", expected 0 or more");
    refused("change,factor", "demand,lots", "factor is \"lots\", expected a number");
    refused("change,factor,sku", "demand,2,B", "sku is \"B\", expected a sku that another file");
    refused("change,factor,location", "demand,2,Y", "location is \"Y\", expected a location");
    refused("change,factor,supplier", "lead_time,2,NOBODY", "supplier is \"NOBODY\"");
    refused("change,factor,category", "demand,2,tools", "category is \"tools\"");
    refused("change,factor,region", "demand,2,north", "region is \"north\"");
    refused("change,factor", "cut_off,2", "cut_off takes neither");
    refused("change,value", "demand,2", "demand takes a factor");
    refused("change,value", "service_level,1.5", "0.5 to 0.9999");
    refused("change,factor,start_date,end_date", "demand,2,2026-06-02,2026-06-01",
            "end_date lies before start_date");
    refused("change,factor,sku", "order_cost,2,A", "the change is of suppliers");
    refused("change,factor,sku", "capacity,2,A", "the change is of locations");
}

static void columns_stand_in_any_order_and_case(void **state)
{
    (void)state;
    struct loaded loaded;
    load_overlay(&loaded, "Factor,CATEGORY,change,sku,start_date\n1.2,toys,demand,,2026-06-01\n"
                          "2,,Lead_Time,A,\n");
    assert_int_equal(loaded.inputs.overlay_count, 2);
    const struct overlay_row *own = &loaded.inputs.overlay[0]; /* a sku's rows come first */
    assert_int_equal(own->change, OVERLAY_LEAD_TIME);
    check_close(own->factor, 2.0, 0.0);
    assert_int_equal(own[1].change, OVERLAY_DEMAND);
    assert_int_equal(own[1].sku, NO_ID);
    assert_true(is_missing(own[1].value));
    struct overlay_target target = {own->sku, NO_ID, NO_ID};
    assert_true(overlay_concerns(&loaded.inputs, &own[1], target));
    give_back(&loaded);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_replace_by_the_most_particular_scope_and_factors_multiply),
        cmocka_unit_test(a_row_counts_between_its_dates),
        cmocka_unit_test(demand_counts_by_the_days_inside_the_dates),
        cmocka_unit_test(demand_doubled_doubles_a_certain_need),
        cmocka_unit_test(a_lead_time_doubled_moves_the_receipts),
        cmocka_unit_test(a_spread_follows_its_lead_time),
        cmocka_unit_test(learned_lead_times_are_stretched_too),
        cmocka_unit_test(what_follows_from_a_cost_follows),
        cmocka_unit_test(nothing_is_ordered_of_a_supplier_who_is_cut_off),
        cmocka_unit_test(a_cut_off_to_come_is_bought_for),
        cmocka_unit_test(what_arrives_in_a_cut_off_arrives_after_it),
        cmocka_unit_test(open_orders_are_late_or_lost_by_a_cut_off),
        cmocka_unit_test(stock_and_open_orders_stay_whole),
        cmocka_unit_test(a_suppliers_goods_sell_where_another_place_feeds),
        cmocka_unit_test(recorded_demand_is_scaled_in_whole_units_that_add_up),
        cmocka_unit_test(a_row_is_told_as_a_sentence),
        cmocka_unit_test(rows_that_make_no_sense_get_a_sentence),
        cmocka_unit_test(columns_stand_in_any_order_and_case),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
