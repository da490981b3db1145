/* Demand of calendar intervals from the periods of a forecast. */
#include "base/missing.h"
#include "forecast/outlook.h"
#include "support/check.h"

/* Three weeks, of the first of which three days are over; a season of two. */
static const double MEAN[] = {70.0, 14.0, 28.0};
static const double SUM_VARIANCE[] = {49.0, 99.0, 170.0};
static const double PERIOD_END[] = {4.0, 11.0, 18.0};

static struct outlook three_weeks(void)
{
    return (struct outlook){.mean = MEAN,
                            .sum_variance = SUM_VARIANCE,
                            .periods = 3,
                            .period_end = PERIOD_END,
                            .first_share = 4.0 / 7.0,
                            .season = 2,
                            .counts = true};
}

static void whole_periods_give_the_models_own_totals(void **state)
{
    (void)state;
    struct outlook outlook = three_weeks();
    check_close(outlook_mean(&outlook, 0.0, 4.0), 40.0, 1e-12);
    check_close(outlook_mean(&outlook, 0.0, 18.0), 40.0 + 14.0 + 28.0, 1e-12);
    check_close(outlook_variance(&outlook, 0.0, 4.0), 28.0, 1e-12);
    check_close(outlook_variance(&outlook, 0.0, 18.0), 28.0 + 50.0 + 71.0, 1e-12);
    outlook.first_share = 1.0;
    check_close(outlook_variance(&outlook, 0.0, 18.0), 170.0, 1e-12);
}

static void inside_a_period_demand_is_even(void **state)
{
    (void)state;
    struct outlook outlook = three_weeks();
    check_close(outlook_mean(&outlook, 0.0, 1.0), 10.0, 1e-12);
    check_close(outlook_mean(&outlook, 3.0, 5.5), 10.0 + 3.0, 1e-12);
    check_close(outlook_mean(&outlook, 11.5, 12.0), 2.0, 1e-12);
    check_close(outlook_mean(&outlook, 6.0, 6.0), 0.0, 0.0);
}

/* The last two weeks: 42 units and 121 of variance in 14 days. */
static void beyond_the_forecast_its_last_season_goes_on(void **state)
{
    (void)state;
    struct outlook outlook = three_weeks();
    check_close(outlook_mean(&outlook, 18.0, 32.0), 42.0, 1e-12);
    check_close(outlook_variance(&outlook, 18.0, 32.0), 121.0, 1e-12);
    outlook.season = 52; /* more than there is: all of it, and all of the first week */
    check_close(outlook_mean(&outlook, 18.0, 39.0), 112.0, 1e-12);
}

static void intervals_side_by_side_add_up_and_never_shrink(void **state)
{
    (void)state;
    struct outlook outlook = three_weeks();
    const double falling[] = {49.0, 20.0, 60.0}; /* errors that make up for each other */
    for (int pass = 0; pass < 2; pass++) {
        double mean = 0.0;
        double variance = 0.0;
        for (double day = 0.0; day < 25.0; day += 0.5) {
            double step = outlook_variance(&outlook, day, day + 0.5);
            assert_true(step >= 0.0);
            variance += step;
            mean += outlook_mean(&outlook, day, day + 0.5);
        }
        check_close(variance, outlook_variance(&outlook, 0.0, 25.0), 1e-12);
        check_close(mean, outlook_mean(&outlook, 0.0, 25.0), 1e-12);
        outlook.sum_variance = falling;
    }
}

static void the_law_has_the_intervals_moments(void **state)
{
    (void)state;
    struct outlook outlook = three_weeks();
    struct dist dist = outlook_dist(&outlook, 4.0, 18.0);
    check_close(dist_mean(&dist), 42.0, 1e-9);
    check_close(dist_variance(&dist), 121.0, 1e-9);
    assert_true(dist_is_discrete(&dist));
}

/* Demands of 2, 2 and 8: a variance of 72 / 12 by mean for those that come by themselves. */
static struct outlook lumpy_weeks(void)
{
    struct outlook outlook = three_weeks();
    outlook.size[0] = outlook.size[1] = 2.0;
    outlook.size[2] = 8.0;
    outlook.size_count = 3;
    outlook.size_mean = 4.0;
    return outlook;
}

static void lumpy_demands_crowd_by_what_the_variance_has_beyond_them(void **state)
{
    (void)state;
    struct outlook outlook = lumpy_weeks();
    check_close(outlook_apart(&outlook, 20.0), 120.0, 1e-12);
    struct dist alone = outlook_law(&outlook, 20.0, 120.0);
    struct dist fewer = outlook_law(&outlook, 20.0, 60.0);
    struct dist crowded = outlook_law(&outlook, 20.0, 200.0);
    assert_int_equal(alone.kind, DIST_COMPOUND);
    assert_int_equal(crowded.kind, DIST_COMPOUND);
    check_close(dist_variance(&alone), 120.0, 1e-9);
    check_close(dist_variance(&fewer), 120.0, 1e-9); /* no less than Poisson's */
    check_close(dist_variance(&crowded), 200.0, 1e-9);
    check_close(dist_mean(&crowded), 20.0, 1e-9);
    assert_true(dist_cdf(&crowded, 0.0) > dist_cdf(&alone, 0.0));
    assert_true(dist_tail(&crowded, 60.0) > dist_tail(&alone, 60.0));
    /* more than the compound law is for: two moments */
    struct dist smooth = outlook_law(&outlook, 4.0 * DIST_DEMANDS + 1.0, 2000.0);
    assert_true(smooth.kind != DIST_COMPOUND);
    check_close(dist_variance(&smooth), 2000.0, 1e-6);
}

/* Stretches of one interval that share its variance by their means are together its law. */
static void crowding_stretches_add_up_to_the_whole(void **state)
{
    (void)state;
    struct outlook outlook = lumpy_weeks();
    struct dist whole = outlook_law(&outlook, 20.0, 200.0);
    struct dist first = outlook_law(&outlook, 5.0, 50.0);
    struct dist second = outlook_law(&outlook, 15.0, 150.0);
    for (double k = 0.0; k < 60.0; k += 2.0) {
        double sum = 0.0;
        for (double j = 0.0; j <= k; j += 1.0) {
            sum += dist_density(&first, j) * dist_density(&second, k - j);
        }
        check_close(sum, dist_density(&whole, k), 1e-12);
    }
}

/* As-of Thursday 2025-01-16: the week of the 13th is under way, four of its days lie ahead. */
static void a_panels_outlook_begins_inside_the_week(void **state)
{
    (void)state;
    struct panel panel = {.calendar = {.bucket = BUCKET_WEEK, .week_start = MONDAY},
                          .as_of = day_of(2025, 1, 16)};
    panel.end_period = period_of(&panel.calendar, panel.as_of);
    double mean[] = {1, 2, 7, 14};
    double sum_variance[] = {1, 2, 7, 14};
    struct series_report report[2] = {{.counts = false}, {.counts = true}};
    struct forecasts forecasts = {
        .count = 2, .horizon = 2, .mean = mean, .sum_variance = sum_variance, .report = report};
    double period_end[2];
    outlook_periods(&panel, 2, period_end);
    check_close(period_end[0], 4.0, 0.0);
    check_close(period_end[1], 11.0, 0.0);
    struct outlook outlook;
    outlook_of(&outlook, &panel, &forecasts, 1, period_end);
    check_close(outlook.first_share, 4.0 / 7.0, 1e-15);
    check_close(outlook_mean(&outlook, 0.0, 5.0), 4.0 + 2.0, 1e-12);
    assert_true(outlook.counts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_periods_give_the_models_own_totals),
        cmocka_unit_test(inside_a_period_demand_is_even),
        cmocka_unit_test(beyond_the_forecast_its_last_season_goes_on),
        cmocka_unit_test(intervals_side_by_side_add_up_and_never_shrink),
        cmocka_unit_test(the_law_has_the_intervals_moments),
        cmocka_unit_test(lumpy_demands_crowd_by_what_the_variance_has_beyond_them),
        cmocka_unit_test(crowding_stretches_add_up_to_the_whole),
        cmocka_unit_test(a_panels_outlook_begins_inside_the_week),
    };
    return cmocka_run_group_tests_name("outlook", tests, NULL, NULL);
}
