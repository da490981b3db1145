/* Backtests that can be worked by hand. */
#include "base/missing.h"
#include "forecast/models.h"
#include "support/check.h"
#include "support/past.h"

#include <string.h>

enum { NAIVE, SEASONAL, WEEKS = 30 };

static const struct backtest_settings ONE_WEEK = {.origins = 1, .horizon = 7};

/* Two weeks: 1 .. 7 units from the first day of the week on, and 10 more of each. */
static void two_weeks(double *demand)
{
    for (size_t t = 0; t < 14; t++) {
        demand[t] = (double)(t % 7) + 1.0 + (t < 7 ? 0.0 : 10.0);
    }
}

/* The last day of the first week is 7, that week comes 10 higher:
 * naive 4 5 6 .. 10 too low, seasonal naive 10 too low on each day. */
static void errors_are_those_of_a_calculation_by_hand(void **state)
{
    (void)state;
    double demand[14];
    two_weeks(demand);
    struct past *past = past_new(BUCKET_DAY);
    past_add(past, 0, 0, demand, 14);
    past_must_run(past, &ONE_WEEK, 1);
    const struct score *naive = past_score(past, NAIVE, 0);
    const struct score *seasonal = past_score(past, SEASONAL, 0);
    struct accuracy accuracy = score_measures(naive);
    check_close(naive->errors.count, 7.0, 0.0);
    check_close(naive->errors.actual, 98.0, 0.0);
    check_close(naive->errors.absolute, 49.0, 0.0);
    check_close(accuracy.wape, 0.5, 1e-15);
    check_close(accuracy.bias, -0.5, 1e-15);
    check_close(accuracy.tracking_signal, -7.0, 1e-15); /* each error points one way */
    check_close(accuracy.rmsse, sqrt((16.0 + 25 + 36 + 49 + 64 + 81 + 100) / 7.0), 1e-14);
    assert_true(is_missing(accuracy.mase)); /* no week before the first tells its scale */
    check_close(seasonal->errors.absolute, 70.0, 0.0);
    check_close(score_value_added_wape(naive, seasonal), 0.3, 1e-15);
    check_close(score_value_added(seasonal, seasonal), 0.0, 0.0);
    check_close(score_value_added(naive, seasonal), 1.0 - sqrt(371.0 / 700.0), 1e-14);
    past_free(past);
}

static void periods_out_of_stock_do_not_count(void **state)
{
    (void)state;
    double demand[14];
    two_weeks(demand);
    struct past *past = past_new(BUCKET_DAY);
    past_add(past, 0, 0, demand, 14);
    past_censor(past, 0, 13);
    past_must_run(past, &ONE_WEEK, 1);
    const struct score *naive = past_score(past, NAIVE, 0);
    check_close(naive->errors.count, 6.0, 0.0);
    check_close(naive->censored, 1.0, 0.0);
    check_close(naive->errors.absolute, 39.0, 0.0);
    check_close(naive->coverage.count, 6.0, 0.0);
    check_close(past->backtest.total[NAIVE].score.errors.actual, 81.0, 0.0);
    past_free(past);
}

static void naive_forecasts_pass_over_what_was_out_of_stock(void **state)
{
    (void)state;
    double demand[14];
    two_weeks(demand);
    demand[6] = 0.0; /* empty shelf on the last day before the origin */
    struct past *past = past_new(BUCKET_DAY);
    past_add(past, 0, 0, demand, 14);
    past_censor(past, 0, 6);
    past_must_run(past, &ONE_WEEK, 1);
    /* 6 goes on instead of 0 */
    check_close(past_score(past, NAIVE, 0)->errors.over, 7.0 * 6.0 - 98.0, 1e-12);
    past_free(past);
}

/* 4 at most by themselves, each a horizon before the next, half of the history kept. */
static void origins_are_as_many_as_half_of_the_history_allows(void **state)
{
    (void)state;
    double demand[120] = {[0] = 1.0};
    const struct {
        size_t length, origins;
    } wanted[] = {{120, 4}, {60, 4}, {56, 4}, {55, 3}, {28, 2}, {14, 1}, {9, 1}};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        struct past *past = past_new(BUCKET_DAY);
        struct backtest_settings settings = {.horizon = 7};
        past_add(past, 0, 0, demand, wanted[i].length);
        assert_int_equal(backtest_fit(&settings, &past->panel, &past->fault), STATUS_OK);
        assert_int_equal(settings.origins, wanted[i].origins);
        assert_int_equal(settings.step, 7);
        past_free(past);
    }
}

static void more_origins_than_there_is_room_for_are_refused(void **state)
{
    (void)state;
    double demand[30] = {[0] = 1.0};
    struct past *past = past_new(BUCKET_DAY);
    past_add(past, 0, 0, demand, 30);
    struct backtest_settings settings = {.horizon = 7, .step = 3, .origins = 8};
    assert_int_equal(backtest_fit(&settings, &past->panel, &past->fault), STATUS_OK);
    settings.origins = 9; /* 8 * 3 + 7 days and 2 before them */
    assert_int_equal(backtest_fit(&settings, &past->panel, &past->fault), STATUS_USAGE);
    assert_non_null(strstr(past->fault.message, "room for 8"));
    struct backtest_settings long_one = {.horizon = 29};
    assert_int_equal(backtest_fit(&long_one, &past->panel, &past->fault), STATUS_DATA);
    assert_non_null(strstr(past->fault.message, "30 periods"));
    past_free(past);
}

static void a_series_is_scored_from_the_origins_that_it_had_begun_by(void **state)
{
    (void)state;
    double old[42];
    double young[10];
    for (size_t t = 0; t < 42; t++) {
        old[t] = 1.0;
        young[t < 10 ? t : 0] = 5.0;
    }
    struct past *past = past_new(BUCKET_DAY);
    past_add(past, 0, 0, old, 42);
    past_add(past, 1, 0, young, 10);
    past_must_run(past, &(struct backtest_settings){.origins = 3, .horizon = 7}, 1);
    const struct backtest *backtest = &past->backtest;
    check_close(past_score(past, NAIVE, 0)->forecasts, 3.0, 0.0);
    check_close(past_score(past, NAIVE, 1)->forecasts, 1.0, 0.0);
    assert_int_equal(backtest->begun[0], 1);
    assert_int_equal(backtest->begun[2], 2);
    assert_int_equal(backtest->origin_period[0], PAST_END - 21);
    assert_int_equal(backtest->classed[1].abc, 0);
    /* its three days before the last origin count in the totals all the same: 15 units that nobody
     * forecast, of 3 * 7 + 3 * 5 + 7 * 5 */
    check_close(backtest->total[NAIVE].score.errors.actual, 71.0, 0.0);
    check_close(backtest->total[NAIVE].score.errors.absolute, 15.0, 0.0);
    past_free(past);
}

static void a_young_series_has_no_last_year(void **state)
{
    (void)state;
    double demand[400];
    for (size_t t = 0; t < 400; t++) {
        demand[t] = t < 30 ? 9.0 : 1.0; /* a year ago was another time */
    }
    struct past *past = past_new(BUCKET_DAY);
    past->method[2] = (struct backtest_method){.name = "last_year", .kind = BACKTEST_LAST_YEAR};
    past->methods = 3;
    past_add(past, 0, 0, demand, 400);
    past_add(past, 1, 0, demand + 22, 378);
    past_must_run(past, &ONE_WEEK, 1);
    check_close(past_score(past, 2, 0)->errors.over, 7.0 * 9.0 - 7.0 - 8.0 * 6.0, 1e-12);
    check_close(past_score(past, 2, 0)->fallbacks, 0.0, 0.0);
    check_close(past_score(past, 2, 1)->fallbacks, 0.0, 0.0);
    past_free(past);
}

static void a_window_shows_the_last_periods_alone(void **state)
{
    (void)state;
    double demand[WEEKS * 7];
    for (size_t t = 0; t < (size_t)WEEKS * 7; t++) {
        demand[t] = t + 21 < (size_t)WEEKS * 7 ? 100.0 : 3.0;
    }
    struct past *past = past_new(BUCKET_DAY);
    const struct forecast_settings mean = {.pool = {&model_mean}, .nonnegative = true};
    past->method[2] =
        (struct backtest_method){.name = "mean", .kind = BACKTEST_OWN, .settings = &mean};
    past->methods = 3;
    past_add(past, 0, 0, demand, (size_t)WEEKS * 7);
    past_must_run(past, &(struct backtest_settings){.origins = 1, .horizon = 7, .window = 14}, 1);
    check_close(past_score(past, 2, 0)->errors.absolute, 0.0, 1e-9);
    past_must_run(past, &ONE_WEEK, 1);
    assert_true(past_score(past, 2, 0)->errors.absolute > 7.0 * 80.0);
    past_free(past);
}

/* Two items in two regions, one place each: by region is by place, and so is by item and place. */
static void totals_that_hold_the_same_series_are_told_once(void **state)
{
    (void)state;
    double demand[14];
    two_weeks(demand);
    struct past *past = past_new(BUCKET_DAY);
    past_add(past, 0, 0, demand, 14);
    past_add(past, 0, 1, demand, 14);
    past_add(past, 1, 0, demand, 14);
    past_add(past, 1, 1, demand, 14);
    past_location(past, 0)->region = 5;
    past_location(past, 1)->region = 6;
    past_item(past, 0)->terms.category = 7;
    past_item(past, 1)->terms.category = 8;
    past_must_run(past, &ONE_WEEK, 1);
    const struct backtest *backtest = &past->backtest;
    assert_int_equal(backtest->levels, 4);
    assert_string_equal(backtest->level[0].name, "total");
    assert_string_equal(backtest->level[1].name, "region");
    assert_string_equal(backtest->level[2].name, "category");
    assert_string_equal(backtest->level[3].name, "region x category");
    assert_int_equal(backtest->level[3].count, 4);
    past_free(past);
}

/* 1 earns nine times as much as 0, and is forecast without an error. */
static void totals_weigh_what_they_earned(void **state)
{
    (void)state;
    double growing[28];
    double even[28];
    for (size_t t = 0; t < 28; t++) {
        growing[t] = (double)(t % 2) * 2.0; /* 0 2 0 2 .. */
        even[t] = 9.0;
    }
    even[0] = 10.0; /* so that it has a scale */
    struct past *past = past_new(BUCKET_DAY);
    past_add(past, 0, 0, growing, 28);
    past_add(past, 1, 0, even, 28);
    past->price[0] = 10.0;
    past->price[1] = 10.0;
    past_must_run(past, &ONE_WEEK, 1);
    const struct backtest *backtest = &past->backtest;
    /* 20 and 190 units before the origin; steps of 2; naive says 0 where 2 0 2 0 .. came */
    double rmsse = sqrt(16.0 / 7.0) / 2.0;
    check_close(backtest->total[NAIVE * backtest->levels + 1].wrmsse, rmsse * 20.0 / 210.0, 1e-12);
    assert_true(backtest->priced);
    past_free(past);
}

static void the_dearest_errors_come_first_with_what_is_wrong(void **state)
{
    (void)state;
    double high[14];
    double low[14];
    double erratic[14];
    for (size_t t = 0; t < 14; t++) {
        high[t] = t < 7 ? 5.0 : 1.0;
        low[t] = t < 7 ? 1.0 : 5.0;
        erratic[t] = t < 7 ? 5.0 : t % 2 == 0 ? 8.0 : 2.0;
    }
    struct past *past = past_new(BUCKET_DAY);
    past_add(past, 0, 0, high, 14);
    past_add(past, 1, 0, low, 14);
    past_add(past, 2, 0, erratic, 14);
    past_item(past, 0)->terms.price = 1.0;
    past_item(past, 1)->terms.unit_cost = 3.0;
    past_item(past, 2)->terms.price = 2.0;
    past_must_run(past, &ONE_WEEK, 1);
    size_t worst[2];
    assert_int_equal(backtest_worst(&past->backtest, NAIVE, worst, 2), 2);
    assert_int_equal(worst[0], 1); /* 28 units at 3; then 21 at 2; then 28 at 1 */
    assert_int_equal(worst[1], 2);
    check_close(past_score(past, NAIVE, 1)->money, 84.0, 1e-12);
    assert_string_equal(backtest_fault(past_score(past, NAIVE, 0)), "too high");
    assert_string_equal(backtest_fault(past_score(past, NAIVE, 1)), "too low");
    assert_string_equal(backtest_fault(past_score(past, NAIVE, 2)), "erratic");
    past_free(past);
}

static void a_series_that_never_sold_costs_nothing(void **state)
{
    (void)state;
    double nothing[28] = {0.0};
    struct past *past = past_new(BUCKET_DAY);
    past_add(past, 0, 0, nothing, 28);
    past_must_run(past, &ONE_WEEK, 1);
    struct accuracy accuracy = score_measures(past_score(past, SEASONAL, 0));
    size_t worst[1];
    assert_true(is_missing(accuracy.wape) && is_missing(accuracy.rmsse));
    assert_true(is_missing(past->backtest.wrmsse[NAIVE]));
    check_close(accuracy.coverage95, 0.95, 1e-12); /* what is certain is inside by chance alone */
    assert_int_equal(backtest_worst(&past->backtest, NAIVE, worst, 1), 0);
    past_free(past);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors_are_those_of_a_calculation_by_hand),
        cmocka_unit_test(periods_out_of_stock_do_not_count),
        cmocka_unit_test(naive_forecasts_pass_over_what_was_out_of_stock),
        cmocka_unit_test(origins_are_as_many_as_half_of_the_history_allows),
        cmocka_unit_test(more_origins_than_there_is_room_for_are_refused),
        cmocka_unit_test(a_series_is_scored_from_the_origins_that_it_had_begun_by),
        cmocka_unit_test(a_young_series_has_no_last_year),
        cmocka_unit_test(a_window_shows_the_last_periods_alone),
        cmocka_unit_test(totals_that_hold_the_same_series_are_told_once),
        cmocka_unit_test(totals_weigh_what_they_earned),
        cmocka_unit_test(the_dearest_errors_come_first_with_what_is_wrong),
        cmocka_unit_test(a_series_that_never_sold_costs_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
