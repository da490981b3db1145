/* Lead times learned from receipts. */
#include "base/missing.h"
#include "replenish/lead_times.h"
#include "support/check.h"
#include "support/world.h"

#include <math.h>
#include <stdlib.h>

enum { SHIRT = 1, SOCKS = 2, SHOP = 1, KIOSK = 2, DEPOT = 3, ACME = 9, OTHER = 8, ROWS = 256 };

struct fixture {
    struct inputs inputs;
    struct open_order receipts[ROWS];
    struct open_order open[ROWS];
    struct supplier suppliers[2];
    struct location locations[1];
    struct lane lanes[1];
    struct terms defaults;
    struct arena arena;
    struct fault fault;
    struct lead_times times;
};

/* Nothing promised, no settings: what is learned is what was seen. */
static struct fixture *begin(void)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    fixture->inputs.as_of = WORLD_DAY;
    fixture->inputs.receipts = fixture->receipts;
    fixture->inputs.open_orders = fixture->open;
    fixture->inputs.master.suppliers = fixture->suppliers;
    fixture->inputs.master.locations = fixture->locations;
    fixture->inputs.master.lanes = fixture->lanes;
    fixture->defaults = terms_unset();
    arena_init(&fixture->arena, 0);
    return fixture;
}

static void end(struct fixture *fixture)
{
    arena_free(&fixture->arena);
    free(fixture);
}

/* A delivery of its own: ordered so many days ago, under way for `lead`. */
static struct open_order *receive(struct fixture *fixture, uint32_t source, int ago, int lead)
{
    size_t at = fixture->inputs.receipt_count++;
    fixture->receipts[at] = (struct open_order){.sku = SHIRT,
                                                .location = SHOP,
                                                .quantity = 5.0,
                                                .order_id = (uint32_t)at,
                                                .source = source,
                                                .due_day = NO_DAY,
                                                .order_day = WORLD_DAY - ago,
                                                .received_day = WORLD_DAY - ago + lead};
    return &fixture->receipts[at];
}

static void still_open(struct fixture *fixture, uint32_t source, int ago)
{
    size_t at = fixture->inputs.open_order_count++;
    fixture->open[at] = (struct open_order){.sku = SHIRT,
                                            .location = SHOP,
                                            .quantity = 5.0,
                                            .order_id = (uint32_t)(1000 + at),
                                            .source = source,
                                            .due_day = WORLD_DAY - 1,
                                            .order_day = WORLD_DAY - ago,
                                            .received_day = NO_DAY};
}

static void promise(struct fixture *fixture, uint32_t supplier, double days, double sd)
{
    fixture->suppliers[fixture->inputs.master.supplier_count++] =
        (struct supplier){.supplier = supplier, .lead_time_days = days, .lead_time_sd = sd};
}

static void learn(struct fixture *fixture)
{
    assert_int_equal(lead_times_learn(&fixture->times, &fixture->inputs, &fixture->defaults,
                                      &fixture->arena, &fixture->fault),
                     STATUS_OK);
}

static const struct lead_law *law(const struct fixture *fixture, uint32_t source, uint32_t sku,
                                  uint32_t location)
{
    return lead_law_of(&fixture->times, &fixture->inputs, source, sku, location);
}

/* P(lead time = day). */
static double mass(const struct lead_law *of, double day)
{
    for (uint32_t p = 0; p < of->points; p++) {
        if (fabs(of->days[p] - day) < 0.5) {
            return of->weight[p];
        }
    }
    return 0.0;
}

/* ------------------------------------------------------------------ laws */

static void what_was_seen_is_the_law(void **state)
{
    (void)state;
    struct fixture *fixture = begin();
    static const int leads[] = {5, 5, 7, 14};
    for (int i = 0; i < 4; i++) {
        receive(fixture, ACME, 100 - i, leads[i]);
    }
    learn(fixture);
    const struct lead_law *acme = law(fixture, ACME, SHIRT, SHOP);
    assert_non_null(acme);
    assert_int_equal(acme->deliveries, 4);
    check_close(mass(acme, 5.0), 0.5, 1e-12);
    check_close(mass(acme, 7.0), 0.25, 1e-12);
    check_close(mass(acme, 14.0), 0.25, 1e-12);
    check_close(acme->mean, 7.75, 1e-12);
    assert_null(law(fixture, OTHER, SHIRT, SHOP));
    end(fixture);
}

static void lines_of_one_delivery_count_once(void **state)
{
    (void)state;
    struct fixture *fixture = begin();
    for (int i = 0; i < 50; i++) {
        struct open_order *line = receive(fixture, ACME, 100, 20);
        line->order_id = 7;
        line->sku = (uint32_t)i;
    }
    receive(fixture, ACME, 90, 10);
    learn(fixture);
    const struct lead_law *acme = law(fixture, ACME, SHIRT, SHOP);
    assert_int_equal(acme->deliveries, 2);
    check_close(acme->mean, 15.0, 1e-12);
    end(fixture);
}

/* A promise is worth two deliveries: with two of twenty days against a promise of ten it is half
 * the law, with ninety-eight a fiftieth. */
static void few_deliveries_lean_on_the_promise(void **state)
{
    (void)state;
    struct fixture *fixture = begin();
    promise(fixture, ACME, 10.0, 0.0);
    receive(fixture, ACME, 100, 20);
    receive(fixture, ACME, 99, 20);
    learn(fixture);
    check_close(mass(law(fixture, ACME, SHIRT, SHOP), 10.0), 0.5, 1e-12);
    for (int i = 0; i < 96; i++) {
        receive(fixture, ACME, 200 + i, 20);
    }
    learn(fixture);
    check_close(mass(law(fixture, ACME, SOCKS, KIOSK), 10.0), 0.02, 1e-12);
    end(fixture);
}

/* Kaplan and Meier by hand: received after 5, 8 and 12 days, one open for 7.  Of four one came on
 * day 5; of the other two that were seen beyond day 7 each has half of what is left. */
static void an_open_order_tells_that_it_takes_longer(void **state)
{
    (void)state;
    struct fixture *fixture = begin();
    receive(fixture, ACME, 100, 5);
    receive(fixture, ACME, 99, 8);
    receive(fixture, ACME, 98, 12);
    still_open(fixture, ACME, 7);
    learn(fixture);
    const struct lead_law *acme = law(fixture, ACME, SHIRT, SHOP);
    check_close(mass(acme, 5.0), 0.25, 1e-12);
    check_close(mass(acme, 8.0), 0.375, 1e-12);
    check_close(mass(acme, 12.0), 0.375, 1e-12);
    end(fixture);
}

/* Nobody closed it; that is no lead time of a year. */
static void an_order_older_than_any_delivery_teaches_nothing(void **state)
{
    (void)state;
    struct fixture *fixture = begin();
    receive(fixture, ACME, 100, 5);
    receive(fixture, ACME, 99, 9);
    still_open(fixture, ACME, 365);
    learn(fixture);
    const struct lead_law *acme = law(fixture, ACME, SHIRT, SHOP);
    check_close(acme->mean, 7.0, 1e-12);
    end(fixture);
}

static void what_is_years_ago_is_forgotten(void **state)
{
    (void)state;
    struct fixture *fixture = begin();
    receive(fixture, ACME, LEARN_DAYS + 50, 5);
    receive(fixture, ACME, 99, 9);
    learn(fixture);
    check_close(law(fixture, ACME, SHIRT, SHOP)->mean, 9.0, 1e-12);
    end(fixture);
}

/* Ten deliveries of a sku, five of the source's worth of prior; nine are not enough. */
static void a_sku_and_a_location_have_their_own_after_ten(void **state)
{
    (void)state;
    struct fixture *fixture = begin();
    for (int i = 0; i < 9; i++) {
        receive(fixture, ACME, 100 + i, 30)->sku = SOCKS;
        receive(fixture, ACME, 200 + i, 20)->location = KIOSK;
        receive(fixture, ACME, 300 + i, 10)->sku = SHIRT;
    }
    learn(fixture);
    assert_int_equal(law(fixture, ACME, SOCKS, DEPOT)->of, NO_ID);
    assert_int_equal(law(fixture, ACME, SHIRT, KIOSK)->of, SHIRT); /* of eighteen deliveries */
    assert_int_equal(law(fixture, ACME, 77, KIOSK)->of, NO_ID);
    receive(fixture, ACME, 400, 30)->sku = SOCKS;
    receive(fixture, ACME, 401, 20)->location = KIOSK;
    learn(fixture);
    const struct lead_law *socks = law(fixture, ACME, SOCKS, SHOP);
    assert_int_equal(socks->of, SOCKS);
    double source = law(fixture, ACME, 77, 77)->mean;
    check_close(socks->mean, (10.0 * 30.0 + 5.0 * source) / 15.0, 1e-9);
    assert_true(law(fixture, ACME, SOCKS, KIOSK) == socks); /* the sku first */
    assert_int_equal(law(fixture, ACME, 77, KIOSK)->of, KIOSK);
    end(fixture);
}

static void the_order_of_rows_changes_nothing(void **state)
{
    (void)state;
    struct fixture *one = begin();
    struct fixture *two = begin();
    enum { COUNT = 200 };
    for (int i = 0; i < COUNT; i++) {
        receive(one, i % 3 == 0 ? ACME : OTHER, 100 + i, 3 + (i * 7) % 40)->order_id = NO_ID;
    }
    for (int i = COUNT; i-- > 0;) {
        receive(two, i % 3 == 0 ? ACME : OTHER, 100 + i, 3 + (i * 7) % 40)->order_id = NO_ID;
    }
    learn(one);
    learn(two);
    for (uint32_t source = OTHER; source <= ACME; source++) {
        const struct lead_law *a = law(one, source, SHIRT, SHOP);
        const struct lead_law *b = law(two, source, SHIRT, SHOP);
        assert_memory_equal(a, b, sizeof *a);
    }
    end(one);
    end(two);
}

/* Forty different lead times in twelve points: the mean to a tenth of a day, the variance to two
 * hundredths. */
static void few_points_keep_mean_and_variance(void **state)
{
    (void)state;
    struct fixture *fixture = begin();
    double mean = 0.0;
    double square = 0.0;
    enum { COUNT = 200 };
    for (int i = 0; i < COUNT; i++) {
        int lead = 10 + (i * i) % 41; /* squares: some days are frequent */
        receive(fixture, ACME, 100 + i, lead);
        mean += (double)lead / COUNT;
        square += (double)lead * (double)lead / COUNT;
    }
    learn(fixture);
    const struct lead_law *acme = law(fixture, ACME, SOCKS, KIOSK);
    assert_true(acme->points <= LEAD_POINTS);
    double m = 0.0;
    double s = 0.0;
    double w = 0.0;
    for (uint32_t p = 0; p < acme->points; p++) {
        check_close(acme->days[p], round(acme->days[p]), 0.0);
        assert_true(p == 0 || acme->days[p] > acme->days[p - 1]);
        w += acme->weight[p];
        m += acme->weight[p] * acme->days[p];
        s += acme->weight[p] * acme->days[p] * acme->days[p];
    }
    double variance = square - mean * mean;
    check_close(w, 1.0, 1e-12);
    assert_true(fabs(acme->mean - mean) < 0.01); /* the prior is the few points of all suppliers */
    assert_true(fabs(acme->sd - sqrt(variance)) < 0.01);
    assert_true(fabs(m - mean) < 0.1);
    assert_true(fabs(s - m * m - variance) < 0.02 * variance);
    end(fixture);
}

/* A lane's promise to this shop says more than what the depot does for others. */
static void a_feeding_location_is_known_by_its_lanes(void **state)
{
    (void)state;
    struct fixture *fixture = begin();
    fixture->locations[0] = (struct location){.location = DEPOT, .source = NO_ID};
    fixture->inputs.master.location_count = 1;
    fixture->lanes[0] = (struct lane){
        .from = DEPOT, .to = SHOP, .carrier = NO_ID, .transit_days = 2.0, .transit_sd = MISSING};
    fixture->inputs.master.lane_count = 1;
    for (int i = 0; i < 12; i++) {
        receive(fixture, DEPOT, 100 + i, 6)->location = KIOSK;
    }
    learn(fixture);
    assert_null(law(fixture, DEPOT, SHIRT, SHOP));
    check_close(law(fixture, DEPOT, SHIRT, KIOSK)->mean, 6.0, 1e-12);
    for (int i = 0; i < 10; i++) {
        receive(fixture, DEPOT, 200 + i, 3);
    }
    learn(fixture);
    check_close(law(fixture, DEPOT, SHIRT, SHOP)->mean, (10.0 * 3.0 + 2.0 * 2.0) / 12.0, 1e-12);
    end(fixture);
}

/* ------------------------------------------------------------------ late orders */

static void the_chance_of_an_overdue_order_falls_with_its_age(void **state)
{
    (void)state;
    struct fixture *fixture = begin();
    for (int i = 0; i < 19; i++) {
        receive(fixture, ACME, 100 + i, 10 + i);
    }
    learn(fixture);
    const struct lead_law *acme = law(fixture, ACME, SHIRT, SHOP);
    double before = 1.0;
    for (int age = 5; age < 60; age++) {
        double chance = lead_law_chance(acme, (double)age, 14.0);
        assert_true(chance <= before && chance > 0.0);
        before = chance;
    }
    check_close(lead_law_chance(acme, 0.0, 14.0), 0.98, 1e-12);
    /* Beyond all: one in twenty of an open share that falls with the tail. */
    double open = exp(-10.0 / 14.0) / 20.0;
    double beyond = acme->days[acme->points - 1] + 10.0;
    check_close(lead_law_chance(acme, beyond, 14.0), 0.98 * open / (0.02 + 0.98 * open), 1e-9);
    assert_true(is_missing(lead_law_wait(acme, beyond)));
    check_close(lead_law_wait(acme, 0.0), acme->mean, 0.1);
    end(fixture);
}

/* ------------------------------------------------------------------ records */

static void a_record_says_how_a_supplier_kept_its_word(void **state)
{
    (void)state;
    struct fixture *fixture = begin();
    promise(fixture, ACME, 7.0, MISSING);
    static const int leads[] = {7, 7, 9, 11, 13, 13};
    for (int i = 0; i < 6; i++) {
        struct open_order *receipt = receive(fixture, ACME, 100 + 20 * i, leads[i]);
        receipt->due_day = i < 5 ? receipt->order_day + 7 : NO_DAY;
    }
    learn(fixture);
    assert_int_equal(fixture->times.record_count, 1);
    const struct lead_record *record = &fixture->times.records[0];
    assert_int_equal(record->deliveries, 6);
    check_close(record->mean, 10.0, 1e-12);
    check_close(record->sd, sqrt((9.0 + 9.0 + 1.0 + 1.0 + 9.0 + 9.0) / 5.0), 1e-9);
    check_close(record->promised, 7.0, 0.0);
    assert_int_equal(record->dated, 5);
    assert_int_equal(record->on_time, 2);
    check_close(record->late_days, (2.0 + 4.0 + 6.0) / 3.0, 1e-12);
    assert_true(lead_record_late(record));
    end(fixture);
}

static void a_supplier_who_keeps_its_word_is_not_late(void **state)
{
    (void)state;
    struct fixture *fixture = begin();
    promise(fixture, ACME, 7.0, MISSING);
    for (int i = 0; i < 30; i++) {
        struct open_order *receipt = receive(fixture, ACME, 100 + i, i % 10 == 0 ? 9 : 7);
        receipt->due_day = receipt->order_day + 7;
    }
    learn(fixture);
    assert_false(lead_record_late(&fixture->times.records[0]));
    end(fixture);
}

/* Without due dates the mean has to be clearly longer than promised. */
static void a_mean_clearly_beyond_the_promise_is_late(void **state)
{
    (void)state;
    struct lead_record record = {
        .deliveries = 16, .mean = 10.4, .sd = 4.0, .promised = 7.0, .dated = 0};
    assert_true(lead_record_late(&record)); /* 7 + 1 + 2 x 4 / sqrt(16) = 10 */
    record.mean = 9.6;
    assert_false(lead_record_late(&record));
    record.mean = 20.0;
    record.promised = MISSING;
    assert_false(lead_record_late(&record));
}

/* ------------------------------------------------------------------ plans */

/* One shirt at one shop, two a day; twenty deliveries of ACME took 20 days, it promises 5. */
static void a_late_supplier(struct world *world, struct open_order receipts[20])
{
    world_open(world);
    world_sell(world, SHIRT, SHOP, 2.0, 2.0);
    struct item *item = world_item(world, SHIRT, 5.0, 10.0);
    item->terms.supplier = ACME;
    world_supplier(world, ACME, 5.0);
    for (int i = 0; i < 20; i++) {
        receipts[i] = (struct open_order){.sku = SOCKS,
                                          .location = KIOSK,
                                          .quantity = 1.0,
                                          .order_id = NO_ID,
                                          .source = ACME,
                                          .due_day = NO_DAY,
                                          .order_day = WORLD_DAY - 100 - i,
                                          .received_day = WORLD_DAY - 100 - i + 10 + 2 * (i % 11)};
    }
    world->inputs.receipts = receipts;
    world->inputs.receipt_count = 20;
}

static void a_plan_counts_with_what_was_learned(void **state)
{
    (void)state;
    struct world world;
    struct open_order receipts[20];
    a_late_supplier(&world, receipts);
    world_plan(&world);
    const struct position *shirt = world_position(&world, SHIRT, SHOP);
    assert_non_null(shirt->law);
    assert_true(fabs(shirt->lead_days - shirt->law->mean) < 0.2);
    assert_true(shirt->lead_days > 17.0);
    /* Var = sum of variances + d^2 var(L). */
    double sd = sqrt(shirt->demand_mean + 4.0 * shirt->law->sd * shirt->law->sd);
    assert_true(fabs(shirt->demand_sd - sd) < 0.05 * sd);
    world_close(&world);
}

static void a_plan_may_believe_the_promise(void **state)
{
    (void)state;
    struct world world;
    struct open_order receipts[20];
    a_late_supplier(&world, receipts);
    world.settings.promised_lead_times = true;
    world_plan(&world);
    assert_null(world_position(&world, SHIRT, SHOP)->law);
    check_close(world_position(&world, SHIRT, SHOP)->lead_days, 5.0, 0.0);
    assert_int_equal(world.plan.lead_times.record_count, 1); /* but tells what it measured */
    world_close(&world);
}

static void an_items_own_lead_time_stands_and_borrows_the_spread(void **state)
{
    (void)state;
    struct world world;
    struct open_order receipts[20];
    a_late_supplier(&world, receipts);
    world.items[0].terms.lead_time_days = 30.0;
    world_plan(&world);
    const struct position *shirt = world_position(&world, SHIRT, SHOP);
    assert_true(fabs(shirt->lead_days - 30.0) < 0.1);
    double sd = sqrt(shirt->demand_mean + 4.0 * shirt->law->sd * shirt->law->sd);
    assert_true(fabs(shirt->demand_sd - sd) < 0.05 * sd);
    world_close(&world);

    a_late_supplier(&world, receipts);
    world.items[0].terms.lead_time_days = 30.0;
    world.items[0].terms.lead_time_sd = 0.0;
    world_plan(&world);
    shirt = world_position(&world, SHIRT, SHOP);
    check_close(shirt->demand_sd, sqrt(2.0 * 37.0), 1e-9);
    world_close(&world);
}

/* Fourteen days old, due for nine of them: by the setting alone half of it would be believed in;
 * a supplier who takes twenty days as a rule is still expected. */
static void a_slow_suppliers_overdue_order_is_still_believed(void **state)
{
    (void)state;
    struct world world;
    struct open_order receipts[20];
    a_late_supplier(&world, receipts);
    struct open_order *order = world_open_order(&world, SHIRT, SHOP, 100.0, -9);
    order->source = ACME;
    world_plan(&world);
    double unknown = world_position(&world, SHIRT, SHOP)->open_late;
    check_close(unknown, floor(100.0 * exp(-9.0 / 14.0)), 0.0);
    world.orders[0].order_day = WORLD_DAY - 14;
    world_plan(&world);
    double known = world_position(&world, SHIRT, SHOP)->open_late;
    assert_true(known > 90.0 && known < 100.0);
    world_close(&world);
}

/* Deliveries came nine days behind their dates on average: so does one that is due in two days. */
static void what_is_due_slips_as_it_used_to(void **state)
{
    (void)state;
    struct world world;
    struct open_order receipts[20];
    a_late_supplier(&world, receipts);
    for (int i = 0; i < 20; i++) {
        receipts[i].due_day = receipts[i].received_day - (i % 2 == 0 ? 18 : 0);
    }
    world_open_order(&world, SHIRT, SHOP, 10.0, 2)->source = ACME;
    world_stock(&world, SHIRT, SHOP, 10.0);
    world_plan(&world);
    const struct position *shirt = world_position(&world, SHIRT, SHOP);
    check_close(shirt->open_supply, 10.0, 0.0);
    /* What there is lasts five days, and nothing is there on the sixth. */
    assert_int_equal(shirt->stockout_day, WORLD_DAY + 5);
    world.inputs.receipt_count = 0;
    world_plan(&world);
    assert_int_equal(world_position(&world, SHIRT, SHOP)->stockout_day, WORLD_DAY + 10);
    world_close(&world);
}

/* Due on Saturday, the shop opens on Monday: two days in between nothing is there. */
static void what_is_due_on_a_closed_day_comes_later(void **state)
{
    (void)state;
    struct world world;
    world_open(&world);
    world_sell(&world, SHIRT, SHOP, 2.0, 2.0);
    world_item(&world, SHIRT, 5.0, 10.0);
    world_stock(&world, SHIRT, SHOP, 11.0);
    world_open_order(&world, SHIRT, SHOP, 100.0, 5);
    world_location(&world, SHOP);
    world_plan(&world);
    assert_int_equal(world_position(&world, SHIRT, SHOP)->stockout_day, WORLD_DAY + 55);
    world.locations[0].open_days = 0x1F; /* Monday to Friday */
    world_plan(&world);
    assert_int_equal(world_position(&world, SHIRT, SHOP)->stockout_day, WORLD_DAY + 5);
    world_close(&world);
}

static void what_was_suggested_last_night_is_told(void **state)
{
    (void)state;
    struct world world;
    world_open(&world);
    world_sell(&world, SHIRT, SHOP, 2.0, 2.0);
    world_item(&world, SHIRT, 5.0, 10.0);
    world_open_order(&world, SHIRT, SHOP, 7.0, 5)->kind = ORDER_SUGGESTED;
    world_open_order(&world, SHIRT, SHOP, 11.0, -1)->kind = ORDER_SUGGESTED;
    world_open_order(&world, SHIRT, SHOP, 13.0, 100)->kind = ORDER_SUGGESTED;
    world_open_order(&world, SHIRT, SHOP, 2.0, 5);
    world_plan(&world);
    const struct position *shirt = world_position(&world, SHIRT, SHOP);
    check_close(shirt->suggested, 7.0, 0.0);
    check_close(shirt->open_supply, 9.0, 0.0);
    world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_seen_is_the_law),
        cmocka_unit_test(lines_of_one_delivery_count_once),
        cmocka_unit_test(few_deliveries_lean_on_the_promise),
        cmocka_unit_test(an_open_order_tells_that_it_takes_longer),
        cmocka_unit_test(an_order_older_than_any_delivery_teaches_nothing),
        cmocka_unit_test(what_is_years_ago_is_forgotten),
        cmocka_unit_test(a_sku_and_a_location_have_their_own_after_ten),
        cmocka_unit_test(the_order_of_rows_changes_nothing),
        cmocka_unit_test(few_points_keep_mean_and_variance),
        cmocka_unit_test(a_feeding_location_is_known_by_its_lanes),
        cmocka_unit_test(the_chance_of_an_overdue_order_falls_with_its_age),
        cmocka_unit_test(a_record_says_how_a_supplier_kept_its_word),
        cmocka_unit_test(a_supplier_who_keeps_its_word_is_not_late),
        cmocka_unit_test(a_mean_clearly_beyond_the_promise_is_late),
        cmocka_unit_test(a_plan_counts_with_what_was_learned),
        cmocka_unit_test(a_plan_may_believe_the_promise),
        cmocka_unit_test(an_items_own_lead_time_stands_and_borrows_the_spread),
        cmocka_unit_test(a_slow_suppliers_overdue_order_is_still_believed),
        cmocka_unit_test(what_is_due_slips_as_it_used_to),
        cmocka_unit_test(what_is_due_on_a_closed_day_comes_later),
        cmocka_unit_test(what_was_suggested_last_night_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
