/* From sales rows to demand by series and period. */
#include "base/missing.h"
#include "support/check.h"
#include "support/till.h"

#include <stdlib.h>
#include <string.h>

static void build(struct till *till, enum bucket bucket, int32_t as_of)
{
    enum status status = till_build(till, bucket, as_of, 2);
    if (status != STATUS_OK) {
        fail_msg("%s", till->fault.message);
    }
}

static void check_demand(const struct till *till, size_t series, size_t length, const double *want)
{
    struct span span = panel_span(&till->panel, series);
    assert_int_equal(span.length, length);
    for (size_t t = 0; t < length; t++) {
        check_close(span.demand[t], want[t], 0.0);
    }
}

static void days_run_from_the_first_sale_to_the_as_of_date(void **state)
{
    (void)state;
    struct till *till = till_new();
    till_sale(till, 1, 103, 5.0);
    till_sale(till, 1, 100, 2.0);
    till_sale(till, 1, 103, 1.0);
    till_sale(till, 0, 102, 9.0);
    build(till, BUCKET_DAY, 106);
    assert_int_equal(till->panel.count, 2);
    assert_int_equal(till->panel.sku[0], 0);
    check_demand(till, 0, 4, (const double[]){9, 0, 0, 0});
    check_demand(till, 1, 6, (const double[]){2, 0, 0, 6, 0, 0});
    assert_int_equal(panel_span(&till->panel, 1).first_period, 100);
    assert_int_equal(panel_find(&till->panel, 1, 0), 1);
    assert_true(panel_find(&till->panel, 2, 0) == SIZE_MAX);
    assert_null(till->panel.censored_bits);
    till_free(till);
}

/* 2024-01-31, 2024-02-01, 2024-02-29, 2024-03-01: February of a leap year has 29 days. */
static void months_are_those_of_the_calendar(void **state)
{
    (void)state;
    struct till *till = till_new();
    till_sale(till, 0, day_of(2024, 1, 2), 1.0);
    till_sale(till, 0, day_of(2024, 1, 31), 10.0);
    till_sale(till, 0, day_of(2024, 2, 1), 100.0);
    till_sale(till, 0, day_of(2024, 2, 29), 1000.0);
    till_sale(till, 0, day_of(2024, 3, 1), 10000.0);
    build(till, BUCKET_MONTH, day_of(2024, 4, 1));
    check_demand(till, 0, 3, (const double[]){11, 1100, 10000});
    till_free(till);
}

/* 2024-12-30 is a Monday: its week is the first of 2025. */
static void weeks_begin_on_their_first_day_across_the_year(void **state)
{
    (void)state;
    struct till *till = till_new();
    for (int32_t day = day_of(2024, 12, 23); day < day_of(2025, 1, 13); day++) {
        till_sale(till, 0, day, day < day_of(2024, 12, 30) ? 1.0 : 2.0);
    }
    build(till, BUCKET_WEEK, day_of(2025, 1, 13));
    check_demand(till, 0, 3, (const double[]){7, 14, 14});
    till_free(till);
}

/* The data begin on a Wednesday and end on a Tuesday: only the week between is whole. */
static void unfinished_weeks_are_left_out(void **state)
{
    (void)state;
    struct till *till = till_new();
    for (int32_t day = day_of(2025, 1, 1); day < day_of(2025, 1, 15); day++) {
        till_sale(till, 0, day, 1.0);
    }
    till_sale(till, 1, day_of(2025, 1, 2),
              4.0); /* sold before the first whole week and never again */
    till_sale(till, 2, day_of(2025, 1, 14), 4.0); /* only in the unfinished week */
    build(till, BUCKET_WEEK, day_of(2025, 1, 15));
    assert_int_equal(till->panel.count, 2);
    check_demand(till, 0, 1, (const double[]){7});
    check_demand(till, 1, 1, (const double[]){0});
    assert_int_equal(till->panel.early_rows, 5 + 2 + 2);
    assert_int_equal(period_first_day(&till->panel.calendar, till->panel.end_period),
                     day_of(2025, 1, 13));
    till_free(till);
}

static void the_only_week_stays_though_it_began_late(void **state)
{
    (void)state;
    struct till *till = till_new();
    till_sale(till, 0, day_of(2025, 1, 2), 3.0);
    till_sale(till, 0, day_of(2025, 1, 3), 4.0);
    build(till, BUCKET_WEEK, day_of(2025, 1, 8));
    check_demand(till, 0, 1, (const double[]){7});
    till_free(till);
}

static void a_month_that_opens_with_a_holiday_is_whole(void **state)
{
    (void)state;
    struct till *till = till_new();
    for (int32_t day = day_of(2025, 1, 3); day < day_of(2025, 3, 1); day++) {
        till_sale(till, 0, day, 1.0);
    }
    build(till, BUCKET_MONTH, day_of(2025, 3, 1));
    check_demand(till, 0, 2, (const double[]){29, 28});
    till_free(till);
}

static void too_little_for_one_month_is_a_sentence(void **state)
{
    (void)state;
    struct till *till = till_new();
    till_sale(till, 0, day_of(2025, 1, 3), 1.0);
    till_sale(till, 0, day_of(2025, 1, 5), 1.0);
    assert_int_equal(till_build(till, BUCKET_MONTH, day_of(2025, 1, 6), 1), STATUS_DATA);
    assert_non_null(strstr(till->fault.message, "no whole month"));
    till_free(till);
}

/* A month's figure that is dated on its first day is not one day's sales. */
static void data_with_one_date_a_month_have_whole_months(void **state)
{
    (void)state;
    struct till *till = till_new();
    for (int month = 1; month <= 6; month++) {
        till_sale(till, 0, day_of(2025, month, 1), (double)month);
    }
    build(till, BUCKET_AUTO, day_of(2025, 6, 2));
    assert_int_equal(till->panel.calendar.bucket, BUCKET_MONTH);
    check_demand(till, 0, 6, (const double[]){1, 2, 3, 4, 5, 6});
    assert_int_equal(till->panel.as_of, day_of(2025, 7, 1));
    /* but someone who says that it is the 20th has an unfinished June */
    build(till, BUCKET_AUTO, day_of(2025, 6, 20));
    check_demand(till, 0, 5, (const double[]){1, 2, 3, 4, 5});
    assert_int_equal(till->panel.as_of, day_of(2025, 6, 20));
    till_free(till);
}

static enum bucket bucket_for_gap(int32_t gap)
{
    struct till *till = till_new();
    for (int32_t i = 0; i < 30; i++) {
        till_sale(till, (uint32_t)i % 3, 20000 + i * gap, 1.0);
    }
    build(till, BUCKET_AUTO, 20000 + 29 * gap + 1);
    enum bucket bucket = till->panel.calendar.bucket;
    till_free(till);
    return bucket;
}

static void the_bucket_follows_the_rhythm_of_the_data(void **state)
{
    (void)state;
    assert_int_equal(bucket_for_gap(1), BUCKET_DAY);
    assert_int_equal(bucket_for_gap(3), BUCKET_DAY);
    assert_int_equal(bucket_for_gap(7), BUCKET_WEEK);
    assert_int_equal(bucket_for_gap(28), BUCKET_MONTH);
    assert_int_equal(bucket_for_gap(31), BUCKET_MONTH);
}

/* The real one: 80,995 paper birdies, ordered and taken back within a quarter of an hour. */
static void an_order_taken_back_the_same_day_never_was(void **state)
{
    (void)state;
    struct till *till = till_new();
    till_sale(till, 0, 100, 3.0);
    till_sale(till, 0, 101, 80995.0);
    till_sale(till, 0, 101, 2.0);
    till_row(till, 0, 0, 101, 80995.0, SALE_RETURN);
    till_row(till, 0, 0, 102, 2.0, SALE_RETURN); /* another day: a return */
    till_row(till, 0, 1, 101, 2.0, SALE_RETURN); /* another location, where nothing sold */
    build(till, BUCKET_DAY, 103);
    assert_int_equal(till->panel.count, 1);
    check_demand(till, 0, 3, (const double[]){3, 2, 0});
    assert_int_equal(till->panel.cancelled_rows, 2);
    assert_int_equal(till->panel.return_start[1], 1);
    assert_int_equal(till->panel.return_period[0], 102);
    check_close(till->panel.return_quantity[0], 2.0, 0.0);
    till_free(till);
}

/* One return cancels one sale, not each of its like. */
static void cancelling_is_one_to_one(void **state)
{
    (void)state;
    struct till *till = till_new();
    for (int i = 0; i < 3; i++) {
        till_sale(till, 0, 100, 5.0);
    }
    till_row(till, 0, 0, 100, 5.0, SALE_RETURN);
    till_row(till, 0, 0, 100, 4.0, SALE_RETURN);
    build(till, BUCKET_DAY, 101);
    check_demand(till, 0, 1, (const double[]){10});
    assert_int_equal(till->panel.cancelled_rows, 2);
    check_close(till->panel.return_quantity[0], 4.0, 0.0);
    till_free(till);
}

static void returns_of_a_period_are_added_up_and_kept_apart(void **state)
{
    (void)state;
    struct till *till = till_new();
    for (int32_t day = day_of(2025, 1, 6); day < day_of(2025, 1, 27); day++) {
        till_sale(till, 0, day, 1.0);
    }
    till_row(till, 0, 0, day_of(2025, 1, 8), 0.5, SALE_RETURN);
    till_row(till, 0, 0, day_of(2025, 1, 7), 0.25, SALE_RETURN);
    till_row(till, 0, 0, day_of(2025, 1, 22), 3.0, SALE_RETURN);
    build(till, BUCKET_WEEK, day_of(2025, 1, 27));
    check_demand(till, 0, 3, (const double[]){7, 7, 7});
    assert_int_equal(till->panel.return_start[1], 2);
    check_close(till->panel.return_quantity[0], 0.75, 0.0);
    check_close(till->panel.return_quantity[1], 3.0, 0.0);
    assert_int_equal(till->panel.return_period[1] - till->panel.return_period[0], 2);
    till_free(till);
}

static void what_is_no_sale_starts_no_series(void **state)
{
    (void)state;
    struct till *till = till_new();
    till_row(till, 0, 0, 100, 7.0, SALE_OTHER);
    till_row(till, 0, 0, 101, 1.0, SALE_RETURN);
    till_sale(till, 0, 102, 0.0);
    till_sale(till, 0, 103, 4.0);
    till_row(till, 1, 0, 101, 7.0, SALE_OTHER);
    build(till, BUCKET_DAY, 105);
    assert_int_equal(till->panel.count, 1);
    check_demand(till, 0, 2, (const double[]){4, 0});
    assert_int_equal(till->panel.other_rows, 2);
    assert_int_equal(till->panel.return_start[1], 0);
    till_free(till);
}

static void a_day_out_of_stock_makes_its_period_a_lower_bound(void **state)
{
    (void)state;
    struct till *till = till_new();
    till->inputs.sales.out_of_stock = till->out_of_stock;
    for (int32_t day = day_of(2025, 1, 6); day < day_of(2025, 1, 27); day++) {
        if (day != day_of(2025, 1, 16)) {
            till_sale(till, 0, day, 1.0);
        }
    }
    till->out_of_stock[till->inputs.sales.count] = 1;
    till_sale(till, 0, day_of(2025, 1, 16), 0.0);
    build(till, BUCKET_WEEK, day_of(2025, 1, 27));
    check_demand(till, 0, 3, (const double[]){7, 6, 7});
    struct span span = panel_span(&till->panel, 0);
    assert_false(span_censored(&span, 0));
    assert_true(span_censored(&span, 1));
    assert_false(span_censored(&span, 2));
    till_free(till);
}

static void the_price_is_the_last_one_known(void **state)
{
    (void)state;
    struct till *till = till_new();
    const int32_t days[] = {103, 101, 102, 104};
    const float prices[] = {2.5F, 9.0F, 8.0F, (float)MISSING};
    for (size_t i = 0; i < 4; i++) {
        till->price[i] = prices[i];
        till_sale(till, 0, days[i], 1.0);
        till->price[i] = prices[i];
    }
    till_sale(till, 1, 102, 1.0);
    build(till, BUCKET_DAY, 105);
    check_close(till->panel.price[0], 2.5, 0.0);
    assert_true(is_missing(till->panel.price[1]));
    till_free(till);
}

static void paid(struct till *till, int32_t day, double quantity, double price)
{
    size_t at = till->inputs.sales.count;
    till_sale(till, 0, day, quantity);
    till->price[at] = (float)price;
}

static void check_prices(const struct till *till, size_t count, const int32_t *period,
                         const double *value)
{
    const struct panel *panel = &till->panel;
    assert_int_equal(panel->price_start[1] - panel->price_start[0], count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(panel->price_period[i], period[i]);
        check_close(panel->price_value[i], value[i], 1e-6);
    }
}

/* Bulk orders, typing errors, gifts and what came back are nobody's price. */
static void a_price_changes_on_its_second_day(void **state)
{
    (void)state;
    struct till *till = till_new();
    for (int32_t day = 100; day < 110; day++) {
        paid(till, day, 1.0, day < 105 ? 4.0 : 5.0);
    }
    paid(till, 100, 200.0, 1.0);
    paid(till, 100, 1.0, 4.0);
    paid(till, 102, 1.0, 400.0);
    paid(till, 103, 1.0, 0.01);
    paid(till, 107, 1.0, 0.0);
    till_row(till, 0, 0, 108, 2.0, SALE_RETURN);
    till->price[till->inputs.sales.count - 1] = 1.0F;
    build(till, BUCKET_DAY, 110);
    check_prices(till, 2, (const int32_t[]){101, 106}, (const double[]){4.0, 5.0});
    till_free(till);
}

/* A new price on the Tuesday and Wednesday of the second one counts from
 * Wednesday, so that two days have the old one and five the new one. */
static void a_week_in_which_the_price_changes_has_its_mean(void **state)
{
    (void)state;
    struct till *till = till_new();
    int32_t monday = 103;
    while (day_weekday(monday) != MONDAY) {
        monday++;
    }
    for (int32_t day = 0; day < 28; day++) {
        paid(till, monday + day, 1.0, day < 8 ? 7.0 : 14.0);
    }
    build(till, BUCKET_WEEK, monday + 28);
    int32_t first = period_of(&till->panel.calendar, monday);
    check_prices(till, 3, (const int32_t[]){first, first + 1, first + 2},
                 (const double[]){7.0, (2.0 * 7.0 + 5.0 * 14.0) / 7.0, 14.0});
    till_free(till);
}

static void a_price_seen_once_or_never_is_none(void **state)
{
    (void)state;
    struct till *till = till_new();
    paid(till, 100, 1.0, 4.0);
    paid(till, 101, 1.0, 5.0);
    paid(till, 102, 1.0, 6.0);
    build(till, BUCKET_DAY, 103);
    check_prices(till, 0, NULL, NULL);
    till_free(till);
}

static void nothing_sold_is_a_sentence(void **state)
{
    (void)state;
    struct till *till = till_new();
    till_row(till, 0, 0, 100, 5.0, SALE_RETURN);
    assert_int_equal(till_build(till, BUCKET_DAY, 105, 1), STATUS_DATA);
    assert_non_null(strstr(till->fault.message, "expected at least one"));
    till_free(till);
    till = till_new();
    till_sale(till, 0, 100, 5.0);
    till_row(till, 0, 0, 100, 5.0, SALE_RETURN);
    assert_int_equal(till_build(till, BUCKET_DAY, 105, 1), STATUS_DATA);
    till_free(till);
}

/* Four days before, series 1 had not sold yet. */
static void an_earlier_panel_knows_nothing_of_what_came_later(void **state)
{
    (void)state;
    struct till *till = till_new();
    till->inputs.sales.out_of_stock = till->out_of_stock;
    till->out_of_stock[0] = 1;
    till_sale(till, 0, 100, 1.0);
    till_sale(till, 0, 103, 2.0);
    till_sale(till, 0, 107, 9.0);
    till_sale(till, 1, 104, 5.0);
    till_sale(till, 2, 102, 4.0);
    build(till, BUCKET_DAY, 108);
    struct panel whole = till->panel;
    till->panel = panel_earlier(&whole, 4);
    assert_int_equal(till->panel.count, 3);
    assert_int_equal(till->panel.as_of, 104);
    check_demand(till, 0, 4, (const double[]){1, 0, 0, 2});
    check_demand(till, 1, 0, NULL);
    check_demand(till, 2, 2, (const double[]){4, 0});
    assert_int_equal(panel_span(&till->panel, 0).first_period, 100);
    struct span span = panel_span(&till->panel, 0);
    assert_true(span_censored(&span, 0));
    assert_false(span_censored(&span, 3));
    till_free(till);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_run_from_the_first_sale_to_the_as_of_date),
        cmocka_unit_test(months_are_those_of_the_calendar),
        cmocka_unit_test(weeks_begin_on_their_first_day_across_the_year),
        cmocka_unit_test(unfinished_weeks_are_left_out),
        cmocka_unit_test(the_only_week_stays_though_it_began_late),
        cmocka_unit_test(a_month_that_opens_with_a_holiday_is_whole),
        cmocka_unit_test(too_little_for_one_month_is_a_sentence),
        cmocka_unit_test(data_with_one_date_a_month_have_whole_months),
        cmocka_unit_test(the_bucket_follows_the_rhythm_of_the_data),
        cmocka_unit_test(an_order_taken_back_the_same_day_never_was),
        cmocka_unit_test(cancelling_is_one_to_one),
        cmocka_unit_test(returns_of_a_period_are_added_up_and_kept_apart),
        cmocka_unit_test(what_is_no_sale_starts_no_series),
        cmocka_unit_test(a_day_out_of_stock_makes_its_period_a_lower_bound),
        cmocka_unit_test(the_price_is_the_last_one_known),
        cmocka_unit_test(a_price_changes_on_its_second_day),
        cmocka_unit_test(a_week_in_which_the_price_changes_has_its_mean),
        cmocka_unit_test(a_price_seen_once_or_never_is_none),
        cmocka_unit_test(nothing_sold_is_a_sentence),
        cmocka_unit_test(an_earlier_panel_knows_nothing_of_what_came_later),
    };
    return cmocka_run_group_tests_name("panel", tests, NULL, NULL);
}
