/* The engine of restock simulate by hand: small worlds whose figures can be told in the head, and
 * what must hold in every world. */
#include "simulate/simulate.h"

#include "base/missing.h"
#include "num/random.h"
#include "panel/overlay.h"
#include "support/check.h"
#include "support/story.h"

#include <math.h>
#include <string.h>

enum { SHOP = 1, OTHER = 2, DEPOT = 3, MAKER = 9 };

static struct story story;

/* A world of one item that nobody orders: lead 5 and review 7 days of 5 units stand at first. */
static struct item *open_shelf(int32_t days)
{
    story_open(&story, days);
    (void)story_sell(&story, 1, SHOP, 5.0);
    struct item *item = world_item(&story.world, 1, 10.0, 16.0);
    item->terms.holding_cost = 0.01;
    item->terms.shortage_cost = 2.0;
    return item;
}

static void what_is_lost_is_gone(void **state)
{
    (void)state;
    (void)open_shelf(20);
    story_refer(&story, "min_max");
    story_run(&story);
    const struct ledger *ledger = &story.result.whole[0];
    check_close(story.result.start[0], 60.0, 0.0);
    check_close(ledger->wanted, 100.0, 0.0);
    check_close(ledger->sold, 60.0, 0.0);
    check_close(ledger->lost, 40.0, 0.0);
    check_close(ledger->waited, 0.0, 0.0);
    check_close(ledger->shortage, 80.0, 1e-12);
    check_close(ledger->days_out, 8.0, 0.0);
    check_close(ledger->stock, 55.0 * 12.0 / 2.0, 1e-12);
    check_close(ledger->holding, 3.3, 1e-12);
    check_close(ledger_fill(ledger), 0.6, 1e-12);
    check_close(ledger_cost(ledger), 83.3, 1e-12);
    story_close(&story);
}

/* From the 13th day on customers wait; on the 15th morning (a multiple of the review) ten units are
 * owed and ordered, which come five days later. */
static void what_waits_is_served_when_it_comes(void **state)
{
    (void)state;
    (void)open_shelf(20);
    story.world.settings.unmet = UNMET_BACKORDER;
    story_refer(&story, "min_max");
    story_run(&story);
    const struct ledger *ledger = &story.result.whole[0];
    check_close(ledger->lost, 0.0, 0.0);
    check_close(ledger->waited, 40.0, 0.0);
    check_close(ledger->bought, 10.0, 0.0);
    check_close(ledger->sold, 70.0, 0.0);
    /* owed at the ends of days 13 to 20: 5, 10 .. 35, and 30 after ten came on the 20th morning */
    check_close(ledger->shortage, 2.0 * (5 + 10 + 15 + 20 + 25 + 30 + 35 + 30), 1e-12);
    story_close(&story);
}

/* On sale from the 5th day on with lead 5 and review 7: sixty units until an order could come. */
static void what_is_put_on_sale_unannounced_was_bought_in(void **state)
{
    (void)state;
    for (int announced = 0; announced < 2; announced++) {
        story_open(&story, 30);
        double *demand = story_sell(&story, 1, SHOP, 0.0);
        for (size_t t = STORY_DAYS - 26; t < STORY_DAYS; t++) {
            demand[t] = 5.0;
        }
        struct item *item = world_item(&story.world, 1, 10.0, 16.0);
        item->terms.launch_day = announced == 1 ? story.settings.from + 4 : NO_DAY;
        story_refer(&story, "min_max");
        story_refer(&story, "foresight");
        story_run(&story);
        const struct ledger *ledger = &story.result.whole[0];
        check_close(story.result.start[0], 0.0, 0.0);
        check_close(ledger->wanted, 130.0, 0.0);
        check_close(ledger->bought, announced == 1 ? 0.0 : 60.0, 0.0);
        check_close(ledger->lost, announced == 1 ? 130.0 : 70.0, 0.0);
        /* the first order comes on the 6th morning */
        check_close(story.result.whole[1].lost, announced == 1 ? 5.0 : 0.0, 0.0);
        story_close(&story);
    }
}

static void what_expires_is_written_off_the_morning_after(void **state)
{
    (void)state;
    open_shelf(10)->terms.shelf_life_days = 3.0;
    story_refer(&story, "min_max");
    story_run(&story);
    const struct ledger *ledger = &story.result.whole[0];
    check_close(ledger->sold, 15.0, 0.0);
    check_close(ledger->written_off, 45.0, 0.0);
    check_close(ledger->write_off, 45.0 * 10.0 * 0.8, 1e-12); /* a fifth is salvaged */
    check_close(ledger->stock, 55.0 + 50.0 + 45.0, 1e-12);
    story_close(&story);
}

static void days_of_warming_up_do_not_count(void **state)
{
    (void)state;
    struct ledger whole[2];
    for (int warm = 0; warm < 2; warm++) {
        (void)open_shelf(warm == 0 ? 30 : 16);
        story.settings.warm_up = warm == 0 ? 0 : 14;
        story_refer(&story, "cover:2");
        story_run(&story);
        whole[warm] = story.result.whole[0];
        if (warm == 0) {
            assert_int_equal(story.result.steps, 30);
            struct ledger late = {0};
            for (size_t t = 14; t < 30; t++) {
                ledger_add(&late, &story.result.step[t]);
            }
            whole[0] = late;
        }
        story_close(&story);
    }
    check_close(whole[1].wanted, 80.0, 0.0);
    assert_memory_equal(&whole[0], &whole[1], sizeof whole[0]);
}

static void a_kit_takes_all_of_its_parts_or_does_not_sell(void **state)
{
    (void)state;
    story_open(&story, 10);
    (void)story_sell(&story, 1, SHOP, 0.0); /* two in a kit */
    (void)story_sell(&story, 2, SHOP, 0.0); /* one in a kit */
    double *kits = story_sell(&story, 3, SHOP, 2.0);
    (void)world_kit(&story.world, 3, 1, 2.0);
    (void)world_kit(&story.world, 3, 2, 1.0);
    for (uint32_t sku = 1; sku <= 3; sku++) {
        (void)world_item(&story.world, sku, 1.0, 2.0);
    }
    story.world.items[1].terms.lead_time_days = 0.0; /* so that only 14 of these stand at first */
    kits[STORY_DAYS - 1] = 3.0;
    story_refer(&story, "min_max");
    story_run(&story);
    const struct ledger *kit = story_ledger(&story, 0, 3, SHOP);
    check_close(story.result.start[story_site(&story, 1, SHOP)], 48.0, 0.0);
    check_close(story.result.start[story_site(&story, 2, SHOP)], 14.0, 0.0);
    check_close(kit->wanted, 21.0, 0.0);
    check_close(kit->sold, 14.0, 0.0);
    check_close(kit->lost, 7.0, 0.0);
    check_close(story_ledger(&story, 0, 1, SHOP)->used, 28.0, 0.0);
    check_close(story_ledger(&story, 0, 2, SHOP)->used, 14.0, 0.0);
    check_close(story.result.left[story_site(&story, 1, SHOP)], 20.0, 0.0);
    story_close(&story);
}

static void packaging_goes_with_what_sells_and_stops_nothing(void **state)
{
    (void)state;
    story_open(&story, 10);
    (void)story_sell(&story, 1, SHOP, 2.0);
    (void)story_sell(&story, 2, SHOP, 0.0);
    (void)world_kit(&story.world, 1, 1, 1.0);
    (void)world_kit(&story.world, 1, 2, 3.0);
    (void)world_item(&story.world, 1, 1.0, 2.0);
    world_item(&story.world, 2, 1.0, 2.0)->terms.lead_time_days = 0.0;
    story_refer(&story, "min_max");
    story_run(&story);
    check_close(story_ledger(&story, 0, 1, SHOP)->sold, 20.0, 0.0);
    check_close(story.result.start[1], 42.0, 0.0);
    check_close(story_ledger(&story, 0, 2, SHOP)->used, 42.0, 0.0);
    story_close(&story);
}

/* Half of what was wanted was sold, so half of what came back comes back; two of three of that are
 * sellable, and a third of a unit waits for the rest. */
static void returns_come_back_as_far_as_the_arm_sold(void **state)
{
    (void)state;
    open_shelf(24)->terms.sellable_return_share = 2.0 / 3.0;
    story.returned[0][STORY_DAYS - 1] = 10.0;
    story_refer(&story, "min_max");
    story_run(&story);
    const struct ledger *ledger = &story.result.whole[0];
    check_close(ledger->sold, 60.0, 0.0);
    check_close(ledger->returned, 3.0, 0.0);
    check_close(story.result.left[0], 3.0, 0.0);
    story_close(&story);
}

static void what_a_supplier_ships_himself_always_sells(void **state)
{
    (void)state;
    open_shelf(20)->terms.fulfilment = FULFILMENT_DROPSHIP;
    story_refer(&story, "cover:2");
    story_run(&story);
    check_close(story.result.whole[0].sold, 100.0, 0.0);
    check_close(story.result.whole[0].stock, 0.0, 0.0);
    check_close(ledger_cost(&story.result.whole[0]), 0.0, 0.0);
    story_close(&story);
}

/* Two shops ask for 30 each of a depot that has 40. */
static void a_feeder_gives_what_it_has_in_proportion(void **state)
{
    (void)state;
    story_open(&story, 7);
    (void)story_sell(&story, 1, SHOP, 5.0);
    (void)story_sell(&story, 1, OTHER, 5.0);
    for (uint32_t place = SHOP; place <= DEPOT; place++) {
        struct location *location = world_location(&story.world, place);
        location->type = place == DEPOT ? LOCATION_DC : LOCATION_STORE;
        location->source = place == DEPOT ? NO_ID : DEPOT;
        location->handling_cost = place == DEPOT ? MISSING : 0.25;
    }
    for (uint32_t place = SHOP; place <= OTHER; place++) {
        struct lane *lane = world_lane(&story.world, DEPOT, place);
        lane->transit_days = 1.0;
        lane->cost_per_unit = 0.5;
    }
    /* lanes by from, to; terms by location: ten days at the shops, four at the depot */
    struct item *item = world_item(&story.world, 1, 1.0, 2.0);
    item->terms.review_days = 4.0;
    struct item_location *own = world_at(&story.world, 1, DEPOT);
    own->terms.lead_time_days = 0.0;
    story_refer(&story, "cover:2.5");
    story.settings.to = story.settings.from + 3;
    story_run(&story);
    size_t depot = story_site(&story, 1, DEPOT);
    check_close(story.result.start[depot], 40.0, 0.0);
    check_close(story.result.start[story_site(&story, 1, SHOP)], 25.0, 0.0);
    /* each lacks 87.5 - 25, and has 20 */
    check_close(story_ledger(&story, 0, 1, SHOP)->moved, 20.0, 0.0);
    check_close(story_ledger(&story, 0, 1, OTHER)->moved, 20.0, 0.0);
    check_close(story_ledger(&story, 0, 1, SHOP)->freight, 10.0, 1e-12);
    check_close(story_ledger(&story, 0, 1, SHOP)->ordering, 5.0, 1e-12);
    check_close(story_ledger(&story, 0, 1, DEPOT)->sent, 40.0, 0.0);
    story_close(&story);
}

/* A supplier's order costs once a night, in shares of its lines. */
static void an_order_costs_once_for_all_its_lines(void **state)
{
    (void)state;
    story_open(&story, 14);
    world_supplier(&story.world, MAKER, 2.0)->order_cost = 12.0;
    for (uint32_t sku = 1; sku <= 3; sku++) {
        (void)story_sell(&story, sku, SHOP, 5.0);
        world_item(&story.world, sku, 1.0, 2.0)->terms.supplier = MAKER;
    }
    story_refer(&story, "cover:3");
    story_run(&story);
    check_close(story.result.whole[0].lines, 6.0, 0.0);
    check_close(story.result.whole[0].orders, 2.0, 1e-12);
    check_close(story.result.whole[0].ordering, 24.0, 1e-12);
    check_close(story_ledger(&story, 0, 2, SHOP)->ordering, 8.0, 1e-12);
    story_close(&story);
}

/* 2026-06-01, the end of the world, is a Monday. */
static void a_turn_is_an_order_day_a_review_after_the_turn_before(void **state)
{
    (void)state;
    enum { WEDNESDAY_BIT = 1 << WEDNESDAY, TUESDAY_AND_FRIDAY = 1 << TUESDAY | 1 << FRIDAY };
    const unsigned char days[] = {0, WEDNESDAY_BIT, TUESDAY_AND_FRIDAY};
    const double lines[] = {4.0, 4.0, 8.0}; /* of four weeks from a Monday on */
    for (size_t d = 0; d < 3; d++) {
        story_open(&story, 28);
        struct supplier *supplier = world_supplier(&story.world, MAKER, 2.0);
        supplier->order_days = days[d];
        supplier->review_days = d == 1 ? 5.0 : MISSING; /* Wednesdays: seven days anyway */
        (void)story_sell(&story, 1, SHOP, 5.0);
        world_item(&story.world, 1, 1.0, 2.0)->terms.supplier = MAKER;
        story_refer(&story, "cover:4");
        story_plan(&story);
        story_run(&story);
        check_close(story.result.whole[0].lines, lines[d], 0.0);
        assert_true(story.result.whole[1].lines >= 3.0 && story.result.whole[1].lines <= lines[d]);
        assert_int_equal(story.result.nights, (int)lines[d]);
        story_close(&story);
    }
}

static void each_arm_goes_by_the_review_of_its_own_terms(void **state)
{
    (void)state;
    (void)open_shelf(56);
    story_plan(&story);
    story.world.settings.defaults.review_days = 14.0;
    story_plan(&story);
    story_run(&story);
    assert_int_equal(story.result.nights, 8);
    assert_true(story.result.whole[0].lines >= 7.0);
    assert_true(story.result.whole[1].lines >= 3.0 && story.result.whole[1].lines <= 4.0);
    check_close(ledger_fill(&story.result.whole[0]), 1.0, 0.0);
    check_close(ledger_fill(&story.result.whole[1]), 1.0, 0.0);
    story_close(&story);
}

static void a_step_without_stock_has_the_demand_of_a_like_one_that_sold_no_less(void **state)
{
    (void)state;
    story_open(&story, 70);
    double *units = story_sell(&story, 1, SHOP, 0.0);
    (void)world_item(&story.world, 1, 1.0, 2.0);
    struct random random = random_stream(5, 5);
    for (size_t t = 0; t < STORY_DAYS; t++) {
        units[t] = (double)(10 * (t % 7)) + (double)random_below(&random, 5);
        story.censored[0][t] = t % 5 == 0;
    }
    story_refer(&story, "cover:2");
    story_run(&story);
    double imputed = 0.0;
    for (size_t t = 0; t < 70; t++) {
        size_t day = STORY_DAYS - 70 + t;
        double demand = story.result.truth.demand[t];
        imputed += demand - units[day];
        if (!story.censored[0][day]) {
            check_close(demand, units[day], 0.0);
        } else {
            assert_true(demand >= units[day]);
            check_close(floor(demand / 10.0), (double)(day % 7), 0.0); /* the weekday's */
        }
    }
    assert_true(imputed > 5.0);
    check_close(story.result.truth.imputed, imputed, 1e-12);
    story_close(&story);
}

/* Common random numbers: whatever is ordered, by whom, of what. */
static void a_lead_time_belongs_to_its_source_location_and_day(void **state)
{
    (void)state;
    double below[200];
    const struct dist law = {.kind = DIST_GAMMA, .a = 16.0, .b = 0.5}; /* 8 days, sd 2 */
    for (size_t k = 0; k < 200; k++) {
        below[k] = dist_cdf(&law, (double)k + 0.5);
    }
    struct sim_gamma gamma = {.mean = 8.0, .sd = 2.0, .count = 200, .below = below};
    struct inputs inputs = {0};
    struct sim_roads roads = {.inputs = &inputs, .seed = 3};
    struct sim_site site = {.sku = 1,
                            .location = SHOP,
                            .from = MAKER,
                            .lead_days = 8.0,
                            .lead_sd = 2.0,
                            .gamma = &gamma};
    struct sim_site other = site;
    other.sku = 2;
    struct sim_site elsewhere = site;
    elsewhere.location = OTHER;
    double sum = 0.0;
    double square = 0.0;
    int same = 0;
    for (int32_t day = 0; day < 4000; day++) {
        int32_t lead = sim_arrival(&site, &roads, day) - day;
        assert_int_equal(sim_arrival(&other, &roads, day) - day, lead);
        same += sim_arrival(&elsewhere, &roads, day) - day == lead ? 1 : 0;
        sum += (double)lead;
        square += (double)(lead * lead);
    }
    double mean = sum / 4000.0;
    check_close(mean, 8.0, 0.02);
    check_close(sqrt(square / 4000.0 - mean * mean), 2.0, 0.05);
    assert_true(same < 1200); /* by chance one in five */
    roads.steady = true;
    assert_int_equal(sim_arrival(&site, &roads, 100), 108);
}

static void a_source_that_is_cut_off_brings_nothing_until_it_is_back(void **state)
{
    (void)state;
    struct overlay_row cut = {.sku = NO_ID,
                              .change = OVERLAY_CUT_OFF,
                              .location = NO_ID,
                              .supplier = MAKER,
                              .category = NO_ID,
                              .region = NO_ID,
                              .start_day = 105,
                              .end_day = 119,
                              .factor = MISSING,
                              .value = MISSING};
    struct inputs inputs = {.overlay = &cut, .overlay_count = 1};
    struct sim_roads roads = {.inputs = &inputs, .seed = 3};
    struct sim_site site = {.sku = 1, .location = SHOP, .from = MAKER, .lead_days = 8.0};
    assert_int_equal(sim_arrival(&site, &roads, 90), 98);
    assert_int_equal(sim_arrival(&site, &roads, 100), 120); /* on its way when it was cut */
    assert_int_equal(sim_arrival(&site, &roads, 110), 128); /* placed when it is back */
    cut.end_day = NO_DAY;
    assert_int_equal(sim_arrival(&site, &roads, 100), INT32_MAX);
}

static void a_period_without_history_before_it_is_refused(void **state)
{
    (void)state;
    (void)open_shelf(STORY_DAYS);
    story_refer(&story, "cover:2");
    assert_int_equal(story_try(&story), STATUS_USAGE);
    assert_non_null(strstr(story.world.fault.message, "some history must come before it"));
    story.settings.from = WORLD_DAY - 10;
    story.settings.to = WORLD_DAY + 1;
    assert_int_equal(story_try(&story), STATUS_USAGE);
    story.settings.to = WORLD_DAY;
    story.settings.warm_up = STORY_DAYS - 5;
    assert_int_equal(story_try(&story), STATUS_USAGE);
    story_close(&story);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_lost_is_gone),
        cmocka_unit_test(what_waits_is_served_when_it_comes),
        cmocka_unit_test(what_is_put_on_sale_unannounced_was_bought_in),
        cmocka_unit_test(what_expires_is_written_off_the_morning_after),
        cmocka_unit_test(days_of_warming_up_do_not_count),
        cmocka_unit_test(a_kit_takes_all_of_its_parts_or_does_not_sell),
        cmocka_unit_test(packaging_goes_with_what_sells_and_stops_nothing),
        cmocka_unit_test(returns_come_back_as_far_as_the_arm_sold),
        cmocka_unit_test(what_a_supplier_ships_himself_always_sells),
        cmocka_unit_test(a_feeder_gives_what_it_has_in_proportion),
        cmocka_unit_test(an_order_costs_once_for_all_its_lines),
        cmocka_unit_test(a_turn_is_an_order_day_a_review_after_the_turn_before),
        cmocka_unit_test(each_arm_goes_by_the_review_of_its_own_terms),
        cmocka_unit_test(a_step_without_stock_has_the_demand_of_a_like_one_that_sold_no_less),
        cmocka_unit_test(a_lead_time_belongs_to_its_source_location_and_day),
        cmocka_unit_test(a_source_that_is_cut_off_brings_nothing_until_it_is_back),
        cmocka_unit_test(a_period_without_history_before_it_is_refused),
    };
    return cmocka_run_group_tests_name("simulate", tests, NULL, NULL);
}
