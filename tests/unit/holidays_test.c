/* Closed days: whom a row of events.csv closes, and what that does to an interval. */
#include "base/missing.h"
#include "base/text.h"
#include "replenish/holidays.h"
#include "replenish/interval.h"
#include "support/check.h"

enum { MONDAY_DAY = 20605 /* Monday 2026-06-01 */, ROWS = 32 };

struct fixture {
    struct arena arena;
    struct inputs inputs;
    struct event events[ROWS];
    struct location locations[ROWS];
    struct holidays holidays;
    struct fault fault;
};

static void begin(struct fixture *fixture)
{
    *fixture = (struct fixture){.inputs.as_of = MONDAY_DAY};
    arena_init(&fixture->arena, 0);
    intern_init(&fixture->inputs.names.place, &fixture->arena);
    intern_init(&fixture->inputs.names.word, &fixture->arena);
    fixture->inputs.master.events = fixture->events;
    fixture->inputs.master.locations = fixture->locations;
}

static uint32_t place(struct fixture *fixture, const char *name)
{
    return intern_add(&fixture->inputs.names.place, text_of(name));
}

static uint32_t word(struct fixture *fixture, const char *name)
{
    return intern_add(&fixture->inputs.names.word, text_of(name));
}

/* A shop of a region ("" for none). */
static uint32_t shop(struct fixture *fixture, const char *name, const char *region)
{
    struct master *master = &fixture->inputs.master;
    uint32_t id = place(fixture, name);
    fixture->locations[master->location_count++] =
        (struct location){.location = id,
                          .source = NO_ID,
                          .region = region[0] != '\0' ? word(fixture, region) : NO_ID};
    return id;
}

/* So many days after Monday; days must come in order. */
static void event(struct fixture *fixture, int day, const char *scope, int closed)
{
    struct master *master = &fixture->inputs.master;
    fixture->events[master->event_count++] =
        (struct event){.day = MONDAY_DAY + day,
                       .event = word(fixture, "day"),
                       .scope = scope[0] != '\0' ? word(fixture, scope) : NO_ID,
                       .closed = closed};
}

static void make(struct fixture *fixture)
{
    assert_int_equal(
        holidays_make(&fixture->holidays, &fixture->inputs, &fixture->arena, &fixture->fault),
        STATUS_OK);
}

static bool shut(const struct fixture *fixture, uint32_t location, int day)
{
    struct closed_days closed = location_closed(&fixture->holidays, location);
    return next_open_day(&closed, MONDAY_DAY + day, 0) > MONDAY_DAY + day;
}

static bool supplier_shut(const struct fixture *fixture, uint32_t supplier, int day)
{
    struct closed_days closed = feed_closed(&fixture->holidays, &(struct feed){.from = supplier});
    return next_open_day(&closed, MONDAY_DAY + day, 0) > MONDAY_DAY + day;
}

static void a_scope_closes_a_place_its_region_or_everywhere(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture);
    uint32_t paris = shop(&fixture, "Paris", "France");
    uint32_t lyon = shop(&fixture, "Lyon", "France");
    uint32_t bonn = shop(&fixture, "Bonn", "Germany");
    uint32_t acme = place(&fixture, "Acme");
    event(&fixture, 1, "Paris", 1);
    event(&fixture, 2, "France", 1);
    event(&fixture, 3, "", 1);
    event(&fixture, 4, "Acme", 1);
    event(&fixture, 5, "Toys", 1);  /* a category */
    event(&fixture, 6, "Paris", 0); /* a fair */
    make(&fixture);
    const struct {
        uint32_t location;
        bool closed[8];
    } shops[] = {{paris, {false, true, true, true, false, false, false, false}},
                 {lyon, {false, false, true, true, false, false, false, false}},
                 {bonn, {false, false, false, true, false, false, false, false}}};
    for (size_t s = 0; s < 3; s++) {
        for (int day = 0; day < 8; day++) {
            assert_int_equal(shut(&fixture, shops[s].location, day), shops[s].closed[day]);
        }
    }
    for (int day = 0; day < 8; day++) {
        assert_int_equal(supplier_shut(&fixture, acme, day), day == 4);
    }
    arena_free(&fixture.arena);
}

static void days_behind_the_last_event_and_before_today_are_open(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture);
    uint32_t bonn = shop(&fixture, "Bonn", "");
    event(&fixture, -3, "", 1);
    event(&fixture, 70, "", 1);
    make(&fixture);
    assert_false(shut(&fixture, bonn, -3));
    assert_true(shut(&fixture, bonn, 70));
    assert_false(shut(&fixture, bonn, 71));
    assert_false(shut(&fixture, bonn, 100000));
    arena_free(&fixture.arena);
}

/* Whom a row closes, and when. */
struct closing {
    int day;
    const char *scope;
};

/* Of an order of Monday for a shop in Bonn, Germany, from Acme, who takes five days to deliver, a
 * week before the next. */
static struct interval interval_to_bonn(const struct closing *closings, size_t count)
{
    struct fixture fixture;
    begin(&fixture);
    uint32_t bonn = shop(&fixture, "Bonn", "Germany");
    uint32_t acme = place(&fixture, "Acme");
    struct supplier supplier = {.supplier = acme, .review_days = 7.0};
    for (size_t c = 0; c < count; c++) {
        event(&fixture, closings[c].day, closings[c].scope, 1);
    }
    make(&fixture);
    struct terms terms = terms_unset();
    terms.lead_time_days = 5.0;
    terms.lead_time_sd = 0.0;
    terms.review_days = 7.0;
    struct interval interval;
    interval_of(&interval, &(struct order_path){.terms = &terms,
                                                .feed = {.from = acme, .supplier = &supplier},
                                                .location = bonn,
                                                .holidays = &fixture.holidays,
                                                .as_of = MONDAY_DAY});
    arena_free(&fixture.arena);
    return interval;
}

/* Today and tomorrow Acme is closed: the order goes on Wednesday, the next one a week later. */
static void a_closed_supplier_takes_the_order_later(void **state)
{
    (void)state;
    static const struct closing closings[] = {{0, "Acme"}, {1, "Acme"}};
    struct interval interval = interval_to_bonn(closings, sizeof closings / sizeof *closings);
    assert_int_equal(interval.order_days, 2);
    assert_int_equal(interval.next_days, 9);
    check_close(interval.lead_days, 7.0, 0.0);
    check_close(interval.interval_days, 14.0, 0.0);
}

/* Two closed days on the way stop the clock; the day of arrival is not the supplier's. */
static void what_is_under_way_waits_for_a_closed_supplier(void **state)
{
    (void)state;
    static const struct closing closings[] = {{3, "Acme"}, {4, "Acme"}, {7, "Acme"}};
    struct interval interval = interval_to_bonn(closings, sizeof closings / sizeof *closings);
    assert_int_equal(interval.order_days, 0);
    assert_int_equal(interval.next_days, 8); /* the seventh is closed */
    check_close(interval.lead_days, 7.0, 0.0);
    check_close(interval.interval_days, 13.0, 0.0);
}

static void a_closed_location_receives_later(void **state)
{
    (void)state;
    static const struct closing closings[] = {{5, "Germany"}, {6, ""}, {12, "Paris"}};
    struct interval interval = interval_to_bonn(closings, sizeof closings / sizeof *closings);
    check_close(interval.lead_days, 7.0, 0.0);
    check_close(interval.interval_days, 12.0, 0.0);
}

/* The store's dc keeps its own holidays, not those of suppliers. */
static void a_feeding_location_is_closed_like_any_location(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture);
    uint32_t dc = shop(&fixture, "DC", "");
    event(&fixture, 0, "", 1);
    make(&fixture);
    struct feed feed = {.from = dc, .location = &fixture.locations[0]};
    assert_int_equal(feed_order_day(&fixture.holidays, &feed, MONDAY_DAY), MONDAY_DAY + 1);
    feed.location = NULL;
    assert_int_equal(feed_order_day(&fixture.holidays, &feed, MONDAY_DAY), MONDAY_DAY);
    arena_free(&fixture.arena);
}

/* Thursdays only, and this one is a holiday: the next. */
static void weekdays_and_holidays_are_passed_together(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture);
    uint32_t bonn = shop(&fixture, "Bonn", "");
    event(&fixture, 3, "", 1);
    make(&fixture);
    struct closed_days closed = location_closed(&fixture.holidays, bonn);
    assert_int_equal(next_open_day(&closed, MONDAY_DAY, 1U << THURSDAY), MONDAY_DAY + 10);
    arena_free(&fixture.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_scope_closes_a_place_its_region_or_everywhere),
        cmocka_unit_test(days_behind_the_last_event_and_before_today_are_open),
        cmocka_unit_test(a_closed_supplier_takes_the_order_later),
        cmocka_unit_test(what_is_under_way_waits_for_a_closed_supplier),
        cmocka_unit_test(a_closed_location_receives_later),
        cmocka_unit_test(a_feeding_location_is_closed_like_any_location),
        cmocka_unit_test(weekdays_and_holidays_are_passed_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
