/* The protection interval by the calendar, and lead times as distributions. */
#include "base/missing.h"
#include "replenish/interval.h"
#include "replenish/lead_times.h"
#include "support/check.h"

#include <math.h>

enum { MONDAY_DAY = 20605 }; /* Monday 2026-06-01 */

static unsigned char weekdays(int a, int b)
{
    return (unsigned char)(1U << a | 1U << b);
}

static struct terms terms_with(double lead, double sd, double review)
{
    struct terms terms = terms_unset();
    terms.lead_time_days = lead;
    terms.lead_time_sd = sd;
    terms.review_days = review;
    return terms;
}

/* From a place that nobody closes, to one that receives on the weekdays `open`. */
static struct interval interval_from(const struct terms *terms, const struct supplier *supplier,
                                     unsigned char open, int32_t as_of)
{
    struct interval interval;
    interval_of(&interval, &(struct order_path){.terms = terms,
                                                .feed = {.from = 9, .supplier = supplier},
                                                .open_days = open,
                                                .as_of = as_of});
    return interval;
}

static void a_plain_interval_is_lead_time_and_review(void **state)
{
    (void)state;
    struct terms terms = terms_with(5.0, 0.0, 7.0);
    struct interval interval = interval_from(&terms, NULL, 0, MONDAY_DAY);
    assert_int_equal(interval.order_days, 0);
    check_close(interval.lead_days, 5.0, 0.0);
    check_close(interval.interval_days, 12.0, 0.0);
}

/* Orders on Monday and Thursday: from a Monday the next is in three days, from a Tuesday nothing
 * goes today, this order is Thursday's and the next Monday's. */
static void order_days_make_the_rhythm(void **state)
{
    (void)state;
    struct supplier supplier = {.review_days = MISSING, .order_days = weekdays(MONDAY, THURSDAY)};
    struct inputs inputs = {.as_of = MONDAY_DAY};
    struct terms terms = feed_terms(&inputs, (struct feed){.from = 9, .supplier = &supplier}, 1);
    terms.lead_time_days = 5.0;
    terms.lead_time_sd = 0.0;
    struct interval interval = interval_from(&terms, &supplier, 0, MONDAY_DAY);
    check_close(interval.interval_days, 3.0 + 5.0, 0.0);
    interval = interval_from(&terms, &supplier, 0, MONDAY_DAY + 1);
    assert_int_equal(interval.order_days, 2);
    assert_int_equal(interval.next_days, 6);
    check_close(interval.lead_days, 7.0, 0.0);
    check_close(interval.interval_days, 11.0, 0.0);
}

/* Who is looked at every eight days is not ordered for on the Monday after next, but on the
 * Thursday. */
static void a_review_ends_on_the_first_order_day_after_it(void **state)
{
    (void)state;
    struct supplier supplier = {.review_days = 8.0, .order_days = weekdays(MONDAY, THURSDAY)};
    struct terms terms = terms_with(5.0, 0.0, 8.0);
    struct interval interval = interval_from(&terms, &supplier, 0, MONDAY_DAY);
    assert_int_equal(interval.order_days, 0);
    assert_int_equal(interval.next_days, 10);
}

/* Five days from Monday is Saturday: the shop opens on Monday. */
static void a_receipt_waits_for_an_open_day(void **state)
{
    (void)state;
    enum { MONDAY_TO_FRIDAY = 0x1F };
    struct terms terms = terms_with(5.0, 0.0, 7.0);
    struct interval interval = interval_from(&terms, NULL, MONDAY_TO_FRIDAY, MONDAY_DAY);
    check_close(interval.lead_days, 7.0, 0.0);
    check_close(interval.interval_days, 14.0, 0.0);
}

/* Half in three days, a Thursday, half in six, which wait from Sunday for Monday: five days are
 * expected, a Saturday, so Monday is told. */
static void the_day_that_is_told_is_an_open_one(void **state)
{
    (void)state;
    enum { MONDAY_TO_FRIDAY = 0x1F };
    struct terms terms = terms_with(MISSING, MISSING, 7.0);
    struct lead_law law = {.points = 2, .days = {3.0, 6.0}, .weight = {0.5, 0.5}};
    struct interval interval;
    interval_of(&interval, &(struct order_path){.terms = &terms,
                                                .feed = {.from = 9},
                                                .open_days = MONDAY_TO_FRIDAY,
                                                .law = &law,
                                                .as_of = MONDAY_DAY});
    check_close(interval.lead_days, 5.0, 0.0);
    assert_int_equal(interval.arrival_days, 7);
}

static void an_interval_is_never_empty(void **state)
{
    (void)state;
    struct terms terms = terms_with(0.0, 0.0, 1.0);
    struct interval interval = interval_from(&terms, NULL, 1U << MONDAY, MONDAY_DAY + 1);
    assert_true(interval.end[0] > interval.receipt[0]);
}

/* The support points keep the mean to a twentieth and the variance to a tenth. */
static void lead_points_keep_mean_and_variance(void **state)
{
    (void)state;
    static const double cases[][2] = {{7, 1.5}, {14, 3},  {16, 4}, {45, 7}, {60, 12},
                                      {5, 1},   {30, 15}, {10, 5}, {3, 1}};
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        double days[LEAD_POINTS];
        double weight[LEAD_POINTS];
        size_t points = lead_points(cases[c][0], cases[c][1], days, weight);
        double sum = 0.0;
        double mean = 0.0;
        double square = 0.0;
        for (size_t p = 0; p < points; p++) {
            check_close(days[p], round(days[p]), 0.0);
            sum += weight[p];
            mean += weight[p] * days[p];
            square += weight[p] * days[p] * days[p];
        }
        check_close(sum, 1.0, 1e-12);
        check_close(mean, cases[c][0], 0.05);
        check_close(square - mean * mean, cases[c][1] * cases[c][1], 0.1);
    }
}

static void a_certain_lead_time_is_one_point(void **state)
{
    (void)state;
    double days[LEAD_POINTS];
    double weight[LEAD_POINTS];
    assert_int_equal(lead_points(14.0, 0.0, days, weight), 1);
    check_close(days[0], 14.0, 0.0);
    assert_int_equal(lead_points(0.0, 3.0, days, weight), 1);
    check_close(days[0], 0.0, 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_interval_is_lead_time_and_review),
        cmocka_unit_test(order_days_make_the_rhythm),
        cmocka_unit_test(a_review_ends_on_the_first_order_day_after_it),
        cmocka_unit_test(a_receipt_waits_for_an_open_day),
        cmocka_unit_test(the_day_that_is_told_is_an_open_one),
        cmocka_unit_test(an_interval_is_never_empty),
        cmocka_unit_test(lead_points_keep_mean_and_variance),
        cmocka_unit_test(a_certain_lead_time_is_one_point),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
