/* Reference policies: their names, and their orders on nights small enough to be worked by hand. */
#include "simulate/reference.h"

#include "base/missing.h"
#include "num/random.h"
#include "support/check.h"

#include <math.h>
#include <string.h>

enum { WEEKS = 16 };

/* A shop that orders every week what comes two weeks later. */
struct desk {
    struct terms terms;
    struct sim_site site;
    double history[WEEKS];
    bool censored[WEEKS];
    struct reference_view view;
};

/* 100 in the first weeks, which are too long ago; then 8 and 12 in turns and a last 10: in 13 weeks
 * a mean of 10 and a variance of 12 * 4 / 12. */
static void open_desk(struct desk *desk)
{
    *desk = (struct desk){.terms = terms_unset()};
    desk->site.terms = &desk->terms;
    for (size_t t = 0; t < WEEKS; t++) {
        desk->history[t] = t < WEEKS - 13 ? 100.0 : t % 2 == 0 ? 8.0 : 12.0;
    }
    desk->history[WEEKS - 1] = 10.0;
    desk->view = (struct reference_view){.site = &desk->site,
                                         .history = desk->history,
                                         .length = WEEKS,
                                         .step_days = 7.0,
                                         .review_days = 7.0,
                                         .lead_days = 14.0,
                                         .level = 0.95};
}

/* An order shows the target to a thousandth. */
#define GRAM 0.001
static void sell_by_weight(struct desk *desk)
{
    desk->view.amounts = true;
    desk->terms.pack_size = GRAM;
}

static double order(const struct desk *desk, const char *name)
{
    struct reference reference;
    assert_true(reference_parse(text_of(name), &reference));
    return reference_order(&reference, &desk->view);
}

static void names_are_read_as_they_are_written(void **state)
{
    (void)state;
    const char *const good[] = {"min_max", "normal",    "normal:1.64",     "normal:-0.5", "cover",
                                "cover:3", "foresight", "cover:0.3333333", "normal:0"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct reference reference;
        char name[REFERENCE_NAME_SIZE];
        assert_true(reference_parse(text_of(good[i]), &reference));
        reference_name(&reference, name);
        assert_string_equal(name, good[i]);
    }
}

static void a_name_keeps_every_digit_of_its_number(void **state)
{
    (void)state;
    struct random random = random_stream(31, 0);
    for (int i = 0; i < 1000; i++) {
        struct reference reference = {REFERENCE_NORMAL, random_normal(&random) * 1e-30}, again;
        char name[REFERENCE_NAME_SIZE];
        reference_name(&reference, name);
        assert_true(strlen(name) < REFERENCE_NAME_SIZE);
        assert_true(reference_parse(text_of(name), &again));
        assert_int_equal(again.kind, REFERENCE_NORMAL);
        check_relative(again.parameter, reference.parameter, 0.0);
    }
}

static void what_is_no_reference_is_refused(void **state)
{
    (void)state;
    const char *const bad[] = {"",         "normal:",    "normal:x",  "normals", "min_max:3",
                               "cover:-1", "foresight:", "cover:1:2", ":3",      "cover: 3"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct reference reference;
        assert_false(reference_parse(text_of(bad[i]), &reference));
    }
}

static void min_max_orders_at_the_minimum_up_to_the_maximum(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk);
    desk.terms.min_stock = 4.0;
    desk.terms.max_stock = 10.0;
    const double stocks[] = {5.0, 4.0, 0.0}, orders[] = {0.0, 6.0, 10.0};
    for (size_t i = 0; i < 3; i++) {
        desk.view.on_hand = stocks[i];
        check_close(order(&desk, "min_max"), orders[i], 0.0);
    }
    /* What comes counts, and so do those who wait. */
    desk.view.on_order = 7.0;
    check_close(order(&desk, "min_max"), 0.0, 0.0);
    desk.view.owed = 3.0;
    check_close(order(&desk, "min_max"), 6.0, 0.0);
}

static void without_a_maximum_the_minimum_is_refilled(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk);
    desk.terms.min_stock = 4.0;
    desk.view.on_hand = 1.0;
    check_close(order(&desk, "min_max"), 3.0, 0.0);
    desk.terms.min_stock = MISSING;
    check_close(order(&desk, "min_max"), 0.0, 0.0);
}

/* Three weeks of 10, and 1.5 * 2 * sqrt(3) = 5.196. */
static void normal_adds_the_textbook_safety_stock_to_the_moving_average(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk);
    sell_by_weight(&desk);
    check_close(order(&desk, "normal:1.5"), 30.0 + 1.5 * 2.0 * sqrt(3.0), GRAM);
    open_desk(&desk);
    check_close(order(&desk, "normal:1.5"), 36.0, 0.0);
    desk.view.on_hand = 20.0;
    desk.view.on_order = 12.0;
    desk.view.owed = 1.0;
    check_close(order(&desk, "normal:1.5"), 5.0, 0.0);
    desk.view.on_hand = 50.0;
    check_close(order(&desk, "normal:1.5"), 0.0, 0.0);
}

/* A lead time that varies by half a week: 3 * 4 + 25 = 37. */
static void normal_counts_lead_times_that_vary(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk);
    sell_by_weight(&desk);
    desk.site.lead_sd = 3.5;
    check_close(order(&desk, "normal:2"), 30.0 + 2.0 * sqrt(37.0), GRAM);
}

static void normal_takes_its_factor_from_the_service_asked_for(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk);
    sell_by_weight(&desk);
    check_close(order(&desk, "normal"), 30.0 + 1.6448536269514722 * 2.0 * sqrt(3.0), GRAM);
    desk.view.level = 0.5;
    check_close(order(&desk, "normal"), 30.0, GRAM);
}

/* 91 steps of a day, not 13. */
static void a_shop_of_days_looks_back_as_many_days(void **state)
{
    (void)state;
    double days[120];
    struct desk desk;
    open_desk(&desk);
    for (size_t t = 0; t < 120; t++) {
        days[t] = t < 120 - MOVING_DAYS ? 100.0 : 2.0;
    }
    desk.view.history = days;
    desk.view.length = 120;
    desk.view.step_days = 1.0;
    check_close(order(&desk, "normal:3"), 21.0 * 2.0, 0.0);
    check_close(order(&desk, "cover:4"), 28.0 * 2.0, 0.0);
}

static void cover_is_so_many_weeks_of_the_moving_average(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk);
    check_close(order(&desk, "cover:5"), 50.0, 0.0);
    check_close(order(&desk, "cover:0.25"), 3.0, 0.0);
    check_close(order(&desk, "cover"), 40.0, 0.0); /* 2 + 1 and a week */
    desk.terms.min_stock = 4.0;
    check_close(order(&desk, "cover:0.25"), 4.0, 0.0);
}

static void weeks_of_an_empty_shelf_and_unknown_ones_do_not_count(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk);
    desk.view.censored = desk.censored;
    for (size_t t = WEEKS - 6; t < WEEKS; t++) {
        desk.history[t] = t % 2 == 0 ? MISSING : 0.0;
        desk.censored[t] = t % 2 == 1;
    }
    /* 12, 8, 12, 8, 12, 8, 12 are left. */
    check_close(order(&desk, "cover:7"), 72.0, 0.0);
    /* Where every week was short, what sold is all that is known. */
    memset(desk.censored, true, sizeof desk.censored);
    check_close(order(&desk, "cover:10"), 72.0, 0.0);
}

static void no_history_asks_for_no_stock(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk);
    desk.view.length = 0;
    check_close(order(&desk, "normal:2"), 0.0, 0.0);
    desk.view.owed = 2.0;
    check_close(order(&desk, "cover"), 2.0, 0.0);
    /* A single week has no spread. */
    desk.view.owed = 0.0;
    desk.view.length = 1;
    check_close(order(&desk, "normal:2"), 300.0, 0.0);
}

static void an_order_is_of_whole_packs_within_its_limits(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk);
    desk.terms.pack_size = 12.0;
    check_close(order(&desk, "cover:5"), 60.0, 0.0);
    desk.terms.moq = 70.0;
    check_close(order(&desk, "cover:5"), 72.0, 0.0);
    desk.terms.max_stock = 50.0; /* three packs have room on the shelf, the supplier sells six */
    check_close(order(&desk, "cover:5"), 0.0, 0.0);
    desk.terms.moq = 0.0;
    check_close(order(&desk, "cover:5"), 48.0, 0.0);
    desk.terms.max_order = 30.0;
    check_close(order(&desk, "cover:5"), 24.0, 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_read_as_they_are_written),
        cmocka_unit_test(a_name_keeps_every_digit_of_its_number),
        cmocka_unit_test(what_is_no_reference_is_refused),
        cmocka_unit_test(min_max_orders_at_the_minimum_up_to_the_maximum),
        cmocka_unit_test(without_a_maximum_the_minimum_is_refilled),
        cmocka_unit_test(normal_adds_the_textbook_safety_stock_to_the_moving_average),
        cmocka_unit_test(normal_counts_lead_times_that_vary),
        cmocka_unit_test(normal_takes_its_factor_from_the_service_asked_for),
        cmocka_unit_test(a_shop_of_days_looks_back_as_many_days),
        cmocka_unit_test(cover_is_so_many_weeks_of_the_moving_average),
        cmocka_unit_test(weeks_of_an_empty_shelf_and_unknown_ones_do_not_count),
        cmocka_unit_test(no_history_asks_for_no_stock),
        cmocka_unit_test(an_order_is_of_whole_packs_within_its_limits),
    };
    return cmocka_run_group_tests_name("reference", tests, NULL, NULL);
}
