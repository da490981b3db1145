/* Forecasts of whole panels: what is chosen, what is said of it, and that nothing odd breaks it. */
#include "../../src/forecast/task.h"
#include "base/missing.h"
#include "forecast/effects.h"
#include "forecast/forecast.h"
#include "forecast/models.h"
#include "support/censor.h"
#include "support/check.h"

#include <string.h>

enum { MOST_SERIES = 16, MOST_CELLS = 8000, HORIZON = 14 };

/* A panel made by hand. */
struct bench {
    struct panel panel;
    uint32_t sku[MOST_SERIES];
    uint32_t location[MOST_SERIES];
    size_t start[MOST_SERIES + 1];
    double demand[MOST_CELLS];
    uint8_t censored[MOST_CELLS]; /* given to the panel by mark_censored */
    size_t censored_start[MOST_SERIES + 1];
    uint8_t censored_bits[MOST_CELLS / 8 + MOST_SERIES];
    struct forecast_settings settings;
    struct arena arena;
    struct forecasts forecasts;
};

static struct bench bench_of(enum bucket bucket)
{
    struct bench bench = {.panel = {.calendar = {.bucket = bucket}, .end_period = 1000},
                          .settings = {.nonnegative = true, .horizon = HORIZON}};
    return bench;
}

/* A series to be filled. */
static double *series(struct bench *bench, size_t length)
{
    size_t at = bench->panel.count++;
    assert_true(bench->panel.count <= MOST_SERIES);
    bench->start[at + 1] = bench->start[at] + length;
    assert_true(bench->start[at + 1] <= MOST_CELLS);
    return bench->demand + bench->start[at];
}

static void fill(struct bench *bench, size_t length, double value)
{
    double *demand = series(bench, length);
    for (size_t t = 0; t < length; t++) {
        demand[t] = value;
    }
}

static void run(struct bench *bench, int threads)
{
    struct fault fault = {0};
    struct team team;
    assert_int_equal(team_init(&team, threads, &fault), STATUS_OK);
    bench->panel.sku = bench->sku;
    bench->panel.location = bench->location;
    bench->panel.start = bench->start;
    bench->panel.demand = bench->demand;
    arena_init(&bench->arena, 0);
    assert_int_equal(forecast_run(&bench->forecasts, &bench->panel, NULL, &bench->settings,
                                  &bench->arena, &team, &fault),
                     STATUS_OK);
    team_free(&team);
}

/* The first series alone, of `length` periods, under a group's effects [length + HORIZON]. */
static void run_with_factors(struct bench *bench, size_t length, double *factor)
{
    const uint32_t group[] = {0};
    const bool months = bench->panel.calendar.bucket == BUCKET_MONTH;
    run(bench, 1);
    const struct effects effects = {.first_period = bench->panel.end_period - (int32_t)length,
                                    .periods = length + HORIZON,
                                    .group_count = 1,
                                    .group = group,
                                    .factor = factor};
    struct job job = {.panel = &bench->panel,
                      .settings = &bench->settings,
                      .effects = &effects,
                      .forecasts = &bench->forecasts,
                      .season = months ? 12 : 7,
                      .period_days = months ? 30.0 : 1.0};
    struct arena scratch;
    arena_init(&scratch, 0);
    task_run(&job, 0, &scratch);
    arena_free(&scratch);
}

static void mark_censored(struct bench *bench)
{
    bench->panel.start = bench->start;
    censor(&bench->panel, bench->censored, bench->censored_start, bench->censored_bits);
}

static const double *mean_of(const struct bench *bench, size_t at)
{
    return bench->forecasts.mean + at * bench->settings.horizon;
}

static const struct series_report *report_of(const struct bench *bench, size_t at)
{
    return &bench->forecasts.report[at];
}

static bool flagged(const struct bench *bench, size_t at, enum series_flag flag)
{
    return (report_of(bench, at)->flags & (unsigned)flag) != 0;
}

/* Every odd history that a shop can have. */
static void fill_odd(struct bench *bench)
{
    fill(bench, 200, 0.0);
    fill(bench, 1, 7.0);
    fill(bench, 1, 0.0);
    fill(bench, 100, 5.0);
    fill(bench, 90, 1.0);
    bench->demand[bench->start[4] + 50] = 1e9;
    fill(bench, 5, 3.0); /* a season longer than history */
    bench->demand[bench->start[5] + 2] = 4.0;
    double *dead = series(bench, 600);
    for (size_t t = 0; t < 100; t++) {
        dead[t] = (double)(t % 3);
    }
    double *fraction = series(bench, 60);
    double *huge = series(bench, 60);
    double *late = series(bench, 60);
    for (size_t t = 0; t < 60; t++) {
        fraction[t] = 1e-9 * (double)(t % 5);
        huge[t] = t % 2 == 0 ? 1e15 : 0.0;
        late[t] = t == 59 ? 12.0 : 0.0;
    }
    double *growing = series(bench, 60);
    for (size_t t = 0; t < 60; t++) {
        growing[t] = floor(exp((double)t / 4.0));
    }
    fill(bench, 60, 2.0);
    memset(bench->censored + bench->start[11], 1, 60); /* never in stock */
}

static void check_all_finite(const struct bench *bench)
{
    for (size_t i = 0; i < bench->panel.count; i++) {
        const struct series_report *report = report_of(bench, i);
        assert_true(report->label[0] != '\0' && report->why[0] != '\0');
        for (size_t h = 0; h < HORIZON; h++) {
            size_t at = i * HORIZON + h;
            assert_true(isfinite(bench->forecasts.mean[at]));
            assert_true(bench->forecasts.mean[at] >= 0.0);
            assert_true(isfinite(bench->forecasts.variance[at]));
            assert_true(bench->forecasts.variance[at] >= 0.0);
            assert_true(isfinite(bench->forecasts.sum_variance[at]));
            assert_true(bench->forecasts.sum_variance[at] >= 0.0);
        }
    }
}

static void odd_histories_have_finite_forecasts_from_every_model(void **state)
{
    (void)state;
    const enum bucket buckets[] = {BUCKET_DAY, BUCKET_WEEK, BUCKET_MONTH};
    for (size_t b = 0; b < 3; b++) {
        for (size_t m = 0; m == 0 || models[m - 1] != NULL; m++) {
            struct bench bench = bench_of(buckets[b]);
            fill_odd(&bench);
            mark_censored(&bench);
            bench.settings.pool[0] = m > 0 ? models[m - 1] : NULL; /* first the automatic choice */
            run(&bench, 2);
            check_all_finite(&bench);
            arena_free(&bench.arena);
        }
    }
}

static void flags_say_what_is_odd(void **state)
{
    (void)state;
    struct bench bench = bench_of(BUCKET_DAY);
    fill_odd(&bench);
    mark_censored(&bench);
    run(&bench, 1);
    assert_true(flagged(&bench, 0, FLAG_ALL_ZERO));
    assert_true(flagged(&bench, 0, FLAG_CONSTANT));
    assert_true(flagged(&bench, 1, FLAG_SHORT));
    assert_true(flagged(&bench, 3, FLAG_CONSTANT));
    assert_true(flagged(&bench, 5, FLAG_SHORT));
    assert_true(flagged(&bench, 6, FLAG_DEAD));
    assert_true(flagged(&bench, 9, FLAG_INTERMITTENT));
    assert_true(flagged(&bench, 11, FLAG_CENSORED));
    assert_false(flagged(&bench, 3, FLAG_DEAD));
    assert_false(flagged(&bench, 3, FLAG_CENSORED));
    check_close(mean_of(&bench, 0)[0], 0.0, 0.0);
    check_close(mean_of(&bench, 3)[HORIZON - 1], 5.0, 1e-9);
    assert_true(mean_of(&bench, 6)[0] < 1e-6);
    check_close(mean_of(&bench, 11)[0], 2.0, 1e-9);
    assert_true(report_of(&bench, 0)->counts);
    assert_false(report_of(&bench, 7)->counts);
    arena_free(&bench.arena);
}

/* Sold for two weeks of December only, a year and a half ago: gone.  Ten months ago, after a single
 * December: it may come again with the next one, but a year of daily data does not know. */
static void a_yearly_seller_is_given_up_only_after_it_was_missed(void **state)
{
    (void)state;
    struct bench bench = bench_of(BUCKET_WEEK);
    double *gone = series(&bench, 80);
    double *waiting = series(&bench, 44);
    for (size_t t = 0; t < 4; t++) {
        gone[t] = 10.0 + (double)t;
        waiting[t] = 10.0 + (double)t;
    }
    run(&bench, 1);
    assert_true(flagged(&bench, 0, FLAG_DEAD));
    assert_false(flagged(&bench, 1, FLAG_DEAD));
    arena_free(&bench.arena);
}

/* Two sales in the first 60 days of 400 may well be all that chance sent of a seldom seller
 * ((60 / 400)^1 = 0.15); of three in 60 days the third would have been followed by others
 * ((60 / 400)^2 = 0.02). */
static void a_seldom_seller_is_given_up_only_when_chance_alone_is_silent_for_less(void **state)
{
    (void)state;
    struct bench bench = bench_of(BUCKET_DAY);
    double *two = series(&bench, 400);
    double *three = series(&bench, 400);
    two[0] = two[59] = 1.0;
    three[0] = three[29] = three[59] = 1.0;
    run(&bench, 1);
    assert_false(flagged(&bench, 0, FLAG_DEAD));
    assert_true(flagged(&bench, 1, FLAG_DEAD));
    arena_free(&bench.arena);
}

static void one_named_model_runs_alone_and_untouched(void **state)
{
    (void)state;
    struct bench bench = bench_of(BUCKET_DAY);
    double *demand = series(&bench, 40);
    for (size_t t = 0; t < 40; t++) {
        demand[t] = (double)((t * 7) % 11);
    }
    double *dead = series(&bench, 400);
    dead[0] = 9.0;
    bench.settings.pool[0] = &model_naive;
    run(&bench, 1);
    check_close(mean_of(&bench, 0)[3], demand[39], 0.0);
    check_close(mean_of(&bench, 1)[3], 0.0, 0.0);
    assert_string_equal(report_of(&bench, 0)->label, "NAIVE");
    assert_string_equal(report_of(&bench, 1)->label, "NAIVE");
    assert_false(flagged(&bench, 0, FLAG_FALLBACK));
    arena_free(&bench.arena);
}

static void of_several_named_models_the_least_holdout_error_wins(void **state)
{
    (void)state;
    struct bench bench = bench_of(BUCKET_DAY);
    double *weekly = series(&bench, 140);
    double *walk = series(&bench, 140);
    double *noise = series(&bench, 140);
    for (size_t t = 0; t < 140; t++) {
        weekly[t] = (double)(t % 7);
        walk[t] = t < 30 ? 100.0 : t < 104 ? 20.0 : 60.0;
        noise[t] = 50.0 + ((t * 37) % 2 == 0 ? 10.0 : -10.0);
    }
    bench.settings.pool[0] = &model_mean;
    bench.settings.pool[1] = &model_snaive;
    bench.settings.pool[2] = &model_naive;
    run(&bench, 2);
    assert_string_equal(report_of(&bench, 0)->label, "SNAIVE(7)");
    assert_string_equal(report_of(&bench, 1)->label, "NAIVE");
    assert_string_equal(report_of(&bench, 2)->label, "MEAN");
    assert_non_null(strstr(report_of(&bench, 0)->why, "held-out"));
    arena_free(&bench.arena);
}

/* A season of seven does not fit into three days. */
static void a_model_that_fails_is_named_and_replaced(void **state)
{
    (void)state;
    struct bench bench = bench_of(BUCKET_DAY);
    fill(&bench, 3, 4.0);
    bench.settings.pool[0] = &model_snaive;
    run(&bench, 1);
    assert_true(flagged(&bench, 0, FLAG_FALLBACK));
    assert_string_equal(report_of(&bench, 0)->label, "MEAN");
    assert_string_equal(report_of(&bench, 0)->why, "snaive: too little history; mean instead");
    arena_free(&bench.arena);
}

/* Ten a day; on every fifth day the shelf was empty and nothing or little sold. */
static void days_out_of_stock_are_not_zeros(void **state)
{
    (void)state;
    struct bench bench = bench_of(BUCKET_DAY);
    double *demand = series(&bench, 100);
    for (size_t t = 0; t < 100; t++) {
        bench.censored[t] = t % 5 == 0;
        demand[t] = t % 5 == 0 ? (double)(t % 2) : 9.0 + (double)(t % 3);
    }
    demand[95] = 30.0; /* shelves run empty on the busiest days, which are not the usual ones */
    mark_censored(&bench);
    bench.settings.pool[0] = &model_mean;
    run(&bench, 1);
    assert_true(flagged(&bench, 0, FLAG_CENSORED));
    assert_int_equal(report_of(&bench, 0)->history, 80);
    double uncensored = 0.0;
    for (size_t t = 0; t < 100; t++) {
        uncensored += t % 5 == 0 ? 0.0 : demand[t];
    }
    check_close(mean_of(&bench, 0)[0], uncensored / 80.0, 1e-12);
    arena_free(&bench.arena);
}

/* A week in which the shelf was empty for a day may have sold as much as any. */
static void weeks_with_an_empty_day_stay_where_they_sold_their_usual(void **state)
{
    (void)state;
    struct bench bench = bench_of(BUCKET_WEEK);
    double *demand = series(&bench, 40);
    for (size_t t = 0; t < 40; t++) {
        bench.censored[t] = t % 4 == 0;
        demand[t] = t % 8 == 0 ? 30.0 : t % 4 == 0 ? 2.0 : 20.0;
    }
    mark_censored(&bench);
    bench.settings.pool[0] = &model_mean;
    run(&bench, 1);
    assert_int_equal(report_of(&bench, 0)->history, 35);
    check_close(mean_of(&bench, 0)[0], (30.0 * 20.0 + 5.0 * 30.0) / 35.0, 1e-12);
    arena_free(&bench.arena);
}

/* Three days in stock of a hundred: what sold on the others is all there is. */
static void hardly_ever_in_stock_lower_bounds_are_better_than_nothing(void **state)
{
    (void)state;
    struct bench bench = bench_of(BUCKET_DAY);
    double *demand = series(&bench, 100);
    for (size_t t = 0; t < 100; t++) {
        bench.censored[t] = t >= 3;
        demand[t] = t < 3 ? 0.0 : 8.0;
    }
    mark_censored(&bench);
    bench.settings.pool[0] = &model_mean;
    run(&bench, 1);
    assert_true(flagged(&bench, 0, FLAG_CENSORED));
    check_close(mean_of(&bench, 0)[0], 7.76, 1e-12);
    arena_free(&bench.arena);
}

/* Demand is 10 times the factor 1, 2, 3, 1, 2, 3 ...; without it every day is alike. */
static void calendar_effects_are_taken_out_and_put_back(void **state)
{
    (void)state;
    struct bench bench = bench_of(BUCKET_DAY);
    double *demand = series(&bench, 60);
    double factor[60 + HORIZON];
    for (size_t t = 0; t < 60 + HORIZON; t++) {
        factor[t] = (double)(t % 3 + 1);
        if (t < 60) {
            demand[t] = 10.0 * factor[t] + (t % 2 == 0 ? 0.5 : -0.5);
        }
    }
    factor[60 + 4] = 0.0; /* closed */
    run_with_factors(&bench, 60, factor);
    for (size_t h = 0; h < HORIZON; h++) {
        double want = h == 4 ? 0.0 : 10.0 * (double)(h % 3 + 1);
        check_close(mean_of(&bench, 0)[h], want, 0.05);
        assert_true(h == 0 || bench.forecasts.sum_variance[h] >= 0.0);
    }
    check_close(bench.forecasts.variance[4], 0.0, 0.0);
    check_close(bench.forecasts.sum_variance[0], bench.forecasts.variance[0], 1e-12);
    arena_free(&bench.arena);
}

/* What never changed may change yet, the less likely the longer it did not; amounts keep theirs. */
static void constancy_is_doubted_of_counts_alone(void **state)
{
    (void)state;
    struct bench bench = bench_of(BUCKET_DAY);
    fill(&bench, 99, 2.0);
    fill(&bench, 99, 2.5);
    run(&bench, 1);
    check_close(bench.forecasts.variance[0], 2.0 / 100.0, 1e-12);
    check_close(bench.forecasts.sum_variance[HORIZON - 1], HORIZON * 2.0 / 100.0, 1e-12);
    check_close(bench.forecasts.variance[HORIZON], 0.0, 0.0);
    arena_free(&bench.arena);
}

/* The group's factor is 1 so far and 2 for the month to come. */
static double month_ahead(size_t length)
{
    double factor[36 + HORIZON];
    for (size_t t = 0; t < length + HORIZON; t++) {
        factor[t] = t < length ? 1.0 : 2.0;
    }
    struct bench bench = bench_of(BUCKET_MONTH);
    double *demand = series(&bench, length);
    for (size_t t = 0; t < length; t++) {
        demand[t] = 100.0 + (t % 2 == 0 ? 1.0 : -1.0);
    }
    run_with_factors(&bench, length, factor);
    double mean = bench.forecasts.mean[0];
    arena_free(&bench.arena);
    return mean;
}

static void three_years_of_months_keep_their_own_year(void **state)
{
    (void)state;
    check_close(month_ahead(36), 100.0, 3.0);
    check_close(month_ahead(30), 200.0, 6.0); /* borrows */
}

/* Sells on every other Saturday (280 days are whole weeks): the models for seldom demand are flat,
 * the days of the week not, and those on which it never sells do not hide the level. */
static void seldom_sales_keep_to_their_day(void **state)
{
    (void)state;
    struct bench bench = bench_of(BUCKET_DAY);
    double *demand = series(&bench, 280);
    for (size_t t = 0; t < 280; t++) {
        demand[t] = t % 14 == 5 ? 6.0 + (double)(t % 4) : 0.0;
    }
    run(&bench, 1);
    const double *mean = mean_of(&bench, 0);
    assert_true(mean[5] > 10.0 * mean[4]);
    check_close(mean[5], 3.75, 1.0);
    arena_free(&bench.arena);
}

/* Where three times as much is expected, Poisson counts scatter by three times as much, not nine.
 */
static void chance_of_counts_grows_with_what_is_expected(void **state)
{
    (void)state;
    struct bench bench = bench_of(BUCKET_DAY);
    double *demand = series(&bench, 60);
    double factor[60 + HORIZON];
    static const double SOLD[] = {2, 1, 3, 4, 2, 1, 0, 3, 2, 4, 1, 2}; /* mean 2.1, variance 1.5 */
    for (size_t t = 0; t < 60 + HORIZON; t++) {
        factor[t] = t < 60 ? 1.0 : 3.0;
        if (t < 60) {
            demand[t] = SOLD[t % 12];
        }
    }
    run_with_factors(&bench, 60, factor);
    check_close(mean_of(&bench, 0)[0], 6.3, 1.5);
    assert_true(bench.forecasts.variance[0] < 1.3 * mean_of(&bench, 0)[0]);
    arena_free(&bench.arena);
}

static void threads_do_not_change_a_bit(void **state)
{
    (void)state;
    struct bench first = bench_of(BUCKET_DAY);
    fill_odd(&first);
    run(&first, 1);
    for (int threads = 2; threads <= 3; threads++) {
        struct bench other = bench_of(BUCKET_DAY);
        fill_odd(&other);
        run(&other, threads);
        size_t bytes = first.panel.count * HORIZON * sizeof(double);
        assert_memory_equal(first.forecasts.mean, other.forecasts.mean, bytes);
        assert_memory_equal(first.forecasts.variance, other.forecasts.variance, bytes);
        assert_memory_equal(first.forecasts.sum_variance, other.forecasts.sum_variance, bytes);
        arena_free(&other.arena);
    }
    arena_free(&first.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(odd_histories_have_finite_forecasts_from_every_model),
        cmocka_unit_test(flags_say_what_is_odd),
        cmocka_unit_test(a_yearly_seller_is_given_up_only_after_it_was_missed),
        cmocka_unit_test(a_seldom_seller_is_given_up_only_when_chance_alone_is_silent_for_less),
        cmocka_unit_test(one_named_model_runs_alone_and_untouched),
        cmocka_unit_test(of_several_named_models_the_least_holdout_error_wins),
        cmocka_unit_test(a_model_that_fails_is_named_and_replaced),
        cmocka_unit_test(days_out_of_stock_are_not_zeros),
        cmocka_unit_test(weeks_with_an_empty_day_stay_where_they_sold_their_usual),
        cmocka_unit_test(hardly_ever_in_stock_lower_bounds_are_better_than_nothing),
        cmocka_unit_test(calendar_effects_are_taken_out_and_put_back),
        cmocka_unit_test(constancy_is_doubted_of_counts_alone),
        cmocka_unit_test(three_years_of_months_keep_their_own_year),
        cmocka_unit_test(seldom_sales_keep_to_their_day),
        cmocka_unit_test(chance_of_counts_grows_with_what_is_expected),
        cmocka_unit_test(threads_do_not_change_a_bit),
    };
    return cmocka_run_group_tests_name("forecast", tests, NULL, NULL);
}
