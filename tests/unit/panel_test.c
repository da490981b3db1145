/* From sales rows to demand by series and period. */
#include "base/missing.h"
#include "panel/panel.h"
#include "support/check.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_ROWS = 4000 };

/* A data set under construction, and the panel made of it. */
struct bench {
    struct inputs inputs;
    uint32_t sku[MOST_ROWS];
    uint32_t location[MOST_ROWS];
    int32_t day[MOST_ROWS];
    double quantity[MOST_ROWS];
    uint8_t kind[MOST_ROWS];
    uint8_t out_of_stock[MOST_ROWS];
    float price[MOST_ROWS];
    struct arena arena;
    struct panel panel;
    struct fault fault;
};

static struct bench *bench_new(void)
{
    struct bench *bench = calloc(1, sizeof *bench);
    assert_non_null(bench);
    arena_init(&bench->arena, 0);
    bench->inputs.names.sku.count = 50;
    bench->inputs.names.place.count = 50;
    bench->inputs.as_of = NO_DAY;
    struct sales *sales = &bench->inputs.sales;
    sales->sku = bench->sku;
    sales->location = bench->location;
    sales->day = bench->day;
    sales->quantity = bench->quantity;
    sales->kind = bench->kind;
    sales->price = bench->price;
    return bench;
}

static void bench_free(struct bench *bench)
{
    arena_free(&bench->arena);
    free(bench);
}

static void row(struct bench *bench, uint32_t sku, uint32_t location, int32_t day, double quantity,
                enum sale_kind kind)
{
    size_t at = bench->inputs.sales.count++;
    assert_true(at < MOST_ROWS);
    bench->sku[at] = sku;
    bench->location[at] = location;
    bench->day[at] = day;
    bench->quantity[at] = quantity;
    bench->kind[at] = (uint8_t)kind;
    bench->price[at] = (float)MISSING;
}

static void sale(struct bench *bench, uint32_t sku, int32_t day, double quantity)
{
    row(bench, sku, 0, day, quantity, SALE_SALE);
}

static enum status try_build(struct bench *bench, enum bucket bucket, int32_t as_of, int threads)
{
    struct team team;
    assert_int_equal(team_init(&team, threads, &bench->fault), STATUS_OK);
    struct panel_settings settings = {.calendar = {.bucket = bucket, .week_start = MONDAY}};
    bench->inputs.as_of = as_of;
    enum status status =
        panel_build(&bench->panel, &bench->inputs, &settings, &bench->arena, &team, &bench->fault);
    team_free(&team);
    return status;
}

static void build(struct bench *bench, enum bucket bucket, int32_t as_of)
{
    enum status status = try_build(bench, bucket, as_of, 2);
    if (status != STATUS_OK) {
        fail_msg("%s", bench->fault.message);
    }
}

static void check_demand(const struct bench *bench, size_t series, size_t length,
                         const double *want)
{
    struct span span = panel_span(&bench->panel, series);
    assert_int_equal(span.length, length);
    for (size_t t = 0; t < length; t++) {
        check_close(span.demand[t], want[t], 0.0);
    }
}

static void days_run_from_the_first_sale_to_the_as_of_date(void **state)
{
    (void)state;
    struct bench *bench = bench_new();
    sale(bench, 1, 103, 5.0);
    sale(bench, 1, 100, 2.0);
    sale(bench, 1, 103, 1.0);
    sale(bench, 0, 102, 9.0);
    build(bench, BUCKET_DAY, 106);
    assert_int_equal(bench->panel.count, 2);
    assert_int_equal(bench->panel.sku[0], 0);
    check_demand(bench, 0, 4, (const double[]){9, 0, 0, 0});
    check_demand(bench, 1, 6, (const double[]){2, 0, 0, 6, 0, 0});
    assert_int_equal(panel_span(&bench->panel, 1).first_period, 100);
    assert_int_equal(panel_find(&bench->panel, 1, 0), 1);
    assert_true(panel_find(&bench->panel, 2, 0) == SIZE_MAX);
    assert_null(bench->panel.censored_bits);
    bench_free(bench);
}

/* 2024-01-31, 2024-02-01, 2024-02-29, 2024-03-01: February of a leap year has 29 days. */
static void months_are_those_of_the_calendar(void **state)
{
    (void)state;
    struct bench *bench = bench_new();
    sale(bench, 0, day_of(2024, 1, 2), 1.0);
    sale(bench, 0, day_of(2024, 1, 31), 10.0);
    sale(bench, 0, day_of(2024, 2, 1), 100.0);
    sale(bench, 0, day_of(2024, 2, 29), 1000.0);
    sale(bench, 0, day_of(2024, 3, 1), 10000.0);
    build(bench, BUCKET_MONTH, day_of(2024, 4, 1));
    check_demand(bench, 0, 3, (const double[]){11, 1100, 10000});
    bench_free(bench);
}

/* 2024-12-30 is a Monday: its week is the first of 2025. */
static void weeks_begin_on_their_first_day_across_the_year(void **state)
{
    (void)state;
    struct bench *bench = bench_new();
    for (int32_t day = day_of(2024, 12, 23); day < day_of(2025, 1, 13); day++) {
        sale(bench, 0, day, day < day_of(2024, 12, 30) ? 1.0 : 2.0);
    }
    build(bench, BUCKET_WEEK, day_of(2025, 1, 13));
    check_demand(bench, 0, 3, (const double[]){7, 14, 14});
    bench_free(bench);
}

/* The data begin on a Wednesday and end on a Tuesday: only the week between is whole. */
static void unfinished_weeks_are_left_out(void **state)
{
    (void)state;
    struct bench *bench = bench_new();
    for (int32_t day = day_of(2025, 1, 1); day < day_of(2025, 1, 15); day++) {
        sale(bench, 0, day, 1.0);
    }
    sale(bench, 1, day_of(2025, 1, 2), 4.0);  /* sold before the first whole week and never again */
    sale(bench, 2, day_of(2025, 1, 14), 4.0); /* only in the unfinished week */
    build(bench, BUCKET_WEEK, day_of(2025, 1, 15));
    assert_int_equal(bench->panel.count, 2);
    check_demand(bench, 0, 1, (const double[]){7});
    check_demand(bench, 1, 1, (const double[]){0});
    assert_int_equal(bench->panel.early_rows, 5 + 2 + 2);
    assert_int_equal(period_first_day(&bench->panel.calendar, bench->panel.end_period),
                     day_of(2025, 1, 13));
    bench_free(bench);
}

static void the_only_week_stays_though_it_began_late(void **state)
{
    (void)state;
    struct bench *bench = bench_new();
    sale(bench, 0, day_of(2025, 1, 2), 3.0);
    sale(bench, 0, day_of(2025, 1, 3), 4.0);
    build(bench, BUCKET_WEEK, day_of(2025, 1, 8));
    check_demand(bench, 0, 1, (const double[]){7});
    bench_free(bench);
}

static void a_month_that_opens_with_a_holiday_is_whole(void **state)
{
    (void)state;
    struct bench *bench = bench_new();
    for (int32_t day = day_of(2025, 1, 3); day < day_of(2025, 3, 1); day++) {
        sale(bench, 0, day, 1.0);
    }
    build(bench, BUCKET_MONTH, day_of(2025, 3, 1));
    check_demand(bench, 0, 2, (const double[]){29, 28});
    bench_free(bench);
}

static void too_little_for_one_month_is_a_sentence(void **state)
{
    (void)state;
    struct bench *bench = bench_new();
    sale(bench, 0, day_of(2025, 1, 3), 1.0);
    sale(bench, 0, day_of(2025, 1, 5), 1.0);
    assert_int_equal(try_build(bench, BUCKET_MONTH, day_of(2025, 1, 6), 1), STATUS_DATA);
    assert_non_null(strstr(bench->fault.message, "no whole month"));
    bench_free(bench);
}

/* A month's figure that is dated on its first day is not one day's sales. */
static void data_with_one_date_a_month_have_whole_months(void **state)
{
    (void)state;
    struct bench *bench = bench_new();
    for (int month = 1; month <= 6; month++) {
        sale(bench, 0, day_of(2025, month, 1), (double)month);
    }
    build(bench, BUCKET_AUTO, day_of(2025, 6, 2));
    assert_int_equal(bench->panel.calendar.bucket, BUCKET_MONTH);
    check_demand(bench, 0, 6, (const double[]){1, 2, 3, 4, 5, 6});
    assert_int_equal(bench->panel.as_of, day_of(2025, 7, 1));
    /* but someone who says that it is the 20th has an unfinished June */
    build(bench, BUCKET_AUTO, day_of(2025, 6, 20));
    check_demand(bench, 0, 5, (const double[]){1, 2, 3, 4, 5});
    assert_int_equal(bench->panel.as_of, day_of(2025, 6, 20));
    bench_free(bench);
}

static enum bucket bucket_for_gap(int32_t gap)
{
    struct bench *bench = bench_new();
    for (int32_t i = 0; i < 30; i++) {
        sale(bench, (uint32_t)i % 3, 20000 + i * gap, 1.0);
    }
    build(bench, BUCKET_AUTO, 20000 + 29 * gap + 1);
    enum bucket bucket = bench->panel.calendar.bucket;
    bench_free(bench);
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
    struct bench *bench = bench_new();
    sale(bench, 0, 100, 3.0);
    sale(bench, 0, 101, 80995.0);
    sale(bench, 0, 101, 2.0);
    row(bench, 0, 0, 101, 80995.0, SALE_RETURN);
    row(bench, 0, 0, 102, 2.0, SALE_RETURN); /* another day: a return */
    row(bench, 0, 1, 101, 2.0, SALE_RETURN); /* another location, where nothing sold */
    build(bench, BUCKET_DAY, 103);
    assert_int_equal(bench->panel.count, 1);
    check_demand(bench, 0, 3, (const double[]){3, 2, 0});
    assert_int_equal(bench->panel.cancelled_rows, 2);
    assert_int_equal(bench->panel.return_start[1], 1);
    assert_int_equal(bench->panel.return_period[0], 102);
    check_close(bench->panel.return_quantity[0], 2.0, 0.0);
    bench_free(bench);
}

/* One return cancels one sale, not each of its like. */
static void cancelling_is_one_to_one(void **state)
{
    (void)state;
    struct bench *bench = bench_new();
    for (int i = 0; i < 3; i++) {
        sale(bench, 0, 100, 5.0);
    }
    row(bench, 0, 0, 100, 5.0, SALE_RETURN);
    row(bench, 0, 0, 100, 4.0, SALE_RETURN);
    build(bench, BUCKET_DAY, 101);
    check_demand(bench, 0, 1, (const double[]){10});
    assert_int_equal(bench->panel.cancelled_rows, 2);
    check_close(bench->panel.return_quantity[0], 4.0, 0.0);
    bench_free(bench);
}

static void returns_of_a_period_are_added_up_and_kept_apart(void **state)
{
    (void)state;
    struct bench *bench = bench_new();
    for (int32_t day = day_of(2025, 1, 6); day < day_of(2025, 1, 27); day++) {
        sale(bench, 0, day, 1.0);
    }
    row(bench, 0, 0, day_of(2025, 1, 8), 0.5, SALE_RETURN);
    row(bench, 0, 0, day_of(2025, 1, 7), 0.25, SALE_RETURN);
    row(bench, 0, 0, day_of(2025, 1, 22), 3.0, SALE_RETURN);
    build(bench, BUCKET_WEEK, day_of(2025, 1, 27));
    check_demand(bench, 0, 3, (const double[]){7, 7, 7});
    assert_int_equal(bench->panel.return_start[1], 2);
    check_close(bench->panel.return_quantity[0], 0.75, 0.0);
    check_close(bench->panel.return_quantity[1], 3.0, 0.0);
    assert_int_equal(bench->panel.return_period[1] - bench->panel.return_period[0], 2);
    bench_free(bench);
}

static void what_is_no_sale_starts_no_series(void **state)
{
    (void)state;
    struct bench *bench = bench_new();
    row(bench, 0, 0, 100, 7.0, SALE_OTHER);
    row(bench, 0, 0, 101, 1.0, SALE_RETURN);
    sale(bench, 0, 102, 0.0);
    sale(bench, 0, 103, 4.0);
    row(bench, 1, 0, 101, 7.0, SALE_OTHER);
    build(bench, BUCKET_DAY, 105);
    assert_int_equal(bench->panel.count, 1);
    check_demand(bench, 0, 2, (const double[]){4, 0});
    assert_int_equal(bench->panel.other_rows, 2);
    assert_int_equal(bench->panel.return_start[1], 0);
    bench_free(bench);
}

static void a_day_out_of_stock_makes_its_period_a_lower_bound(void **state)
{
    (void)state;
    struct bench *bench = bench_new();
    bench->inputs.sales.out_of_stock = bench->out_of_stock;
    for (int32_t day = day_of(2025, 1, 6); day < day_of(2025, 1, 27); day++) {
        if (day != day_of(2025, 1, 16)) {
            sale(bench, 0, day, 1.0);
        }
    }
    bench->out_of_stock[bench->inputs.sales.count] = 1;
    sale(bench, 0, day_of(2025, 1, 16), 0.0);
    build(bench, BUCKET_WEEK, day_of(2025, 1, 27));
    check_demand(bench, 0, 3, (const double[]){7, 6, 7});
    struct span span = panel_span(&bench->panel, 0);
    assert_false(span_censored(&span, 0));
    assert_true(span_censored(&span, 1));
    assert_false(span_censored(&span, 2));
    bench_free(bench);
}

static void the_price_is_the_last_one_known(void **state)
{
    (void)state;
    struct bench *bench = bench_new();
    const int32_t days[] = {103, 101, 102, 104};
    const float prices[] = {2.5F, 9.0F, 8.0F, (float)MISSING};
    for (size_t i = 0; i < 4; i++) {
        bench->price[i] = prices[i];
        sale(bench, 0, days[i], 1.0);
        bench->price[i] = prices[i];
    }
    sale(bench, 1, 102, 1.0);
    build(bench, BUCKET_DAY, 105);
    check_close(bench->panel.price[0], 2.5, 0.0);
    assert_true(is_missing(bench->panel.price[1]));
    bench_free(bench);
}

static void paid(struct bench *bench, int32_t day, double quantity, double price)
{
    size_t at = bench->inputs.sales.count;
    sale(bench, 0, day, quantity);
    bench->price[at] = (float)price;
}

static void check_prices(const struct bench *bench, size_t count, const int32_t *period,
                         const double *value)
{
    const struct panel *panel = &bench->panel;
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
    struct bench *bench = bench_new();
    for (int32_t day = 100; day < 110; day++) {
        paid(bench, day, 1.0, day < 105 ? 4.0 : 5.0);
    }
    paid(bench, 100, 200.0, 1.0);
    paid(bench, 100, 1.0, 4.0);
    paid(bench, 102, 1.0, 400.0);
    paid(bench, 103, 1.0, 0.01);
    paid(bench, 107, 1.0, 0.0);
    row(bench, 0, 0, 108, 2.0, SALE_RETURN);
    bench->price[bench->inputs.sales.count - 1] = 1.0F;
    build(bench, BUCKET_DAY, 110);
    check_prices(bench, 2, (const int32_t[]){101, 106}, (const double[]){4.0, 5.0});
    bench_free(bench);
}

/* A new price on the Tuesday and Wednesday of the second one counts from
 * Wednesday, so that two days have the old one and five the new one. */
static void a_week_in_which_the_price_changes_has_its_mean(void **state)
{
    (void)state;
    struct bench *bench = bench_new();
    int32_t monday = 103;
    while (day_weekday(monday) != MONDAY) {
        monday++;
    }
    for (int32_t day = 0; day < 28; day++) {
        paid(bench, monday + day, 1.0, day < 8 ? 7.0 : 14.0);
    }
    build(bench, BUCKET_WEEK, monday + 28);
    int32_t first = period_of(&bench->panel.calendar, monday);
    check_prices(bench, 3, (const int32_t[]){first, first + 1, first + 2},
                 (const double[]){7.0, (2.0 * 7.0 + 5.0 * 14.0) / 7.0, 14.0});
    bench_free(bench);
}

static void a_price_seen_once_or_never_is_none(void **state)
{
    (void)state;
    struct bench *bench = bench_new();
    paid(bench, 100, 1.0, 4.0);
    paid(bench, 101, 1.0, 5.0);
    paid(bench, 102, 1.0, 6.0);
    build(bench, BUCKET_DAY, 103);
    check_prices(bench, 0, NULL, NULL);
    bench_free(bench);
}

/* A generator of its own, so that every machine shuffles alike. */
static uint32_t next_random(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33);
}

static void fill_random(struct bench *bench, uint64_t seed)
{
    bench->inputs.sales.out_of_stock = bench->out_of_stock;
    for (size_t i = 0; i < 3000; i++) {
        bench->out_of_stock[i] = next_random(&seed) % 40 == 0;
        uint32_t kind = next_random(&seed) % 10;
        row(bench, next_random(&seed) % 7, next_random(&seed) % 3,
            20000 + (int32_t)(next_random(&seed) % 60), 0.1 * (double)(next_random(&seed) % 30),
            kind < 8    ? SALE_SALE
            : kind == 8 ? SALE_RETURN
                        : SALE_OTHER);
        bench->price[i] = 1.0F + (float)(next_random(&seed) % 5);
    }
}

static void shuffle(struct bench *bench, uint64_t seed)
{
    for (size_t i = bench->inputs.sales.count - 1; i > 0; i--) {
        size_t j = next_random(&seed) % (i + 1);
        struct bench *b = bench;
        uint32_t sku = b->sku[i], location = b->location[i];
        int32_t day = b->day[i];
        double quantity = b->quantity[i];
        uint8_t kind = b->kind[i], out = b->out_of_stock[i];
        float price = b->price[i];
        b->sku[i] = b->sku[j], b->location[i] = b->location[j], b->day[i] = b->day[j];
        b->quantity[i] = b->quantity[j], b->kind[i] = b->kind[j];
        b->out_of_stock[i] = b->out_of_stock[j], b->price[i] = b->price[j];
        b->sku[j] = sku, b->location[j] = location, b->day[j] = day, b->quantity[j] = quantity;
        b->kind[j] = kind, b->out_of_stock[j] = out, b->price[j] = price;
    }
}

static void same_panel(const struct panel *a, const struct panel *b)
{
    assert_int_equal(a->count, b->count);
    size_t cells = a->start[a->count];
    size_t returns = a->return_start[a->count];
    assert_memory_equal(a->sku, b->sku, a->count * sizeof *a->sku);
    assert_memory_equal(a->location, b->location, a->count * sizeof *a->location);
    assert_memory_equal(a->start, b->start, (a->count + 1) * sizeof *a->start);
    assert_memory_equal(a->demand, b->demand, cells * sizeof *a->demand);
    assert_memory_equal(a->censored_start, b->censored_start, (a->count + 1) * sizeof *a->start);
    assert_memory_equal(a->censored_bits, b->censored_bits, a->censored_start[a->count]);
    assert_memory_equal(a->price, b->price, a->count * sizeof *a->price);
    assert_memory_equal(a->return_start, b->return_start, (a->count + 1) * sizeof *a->start);
    assert_memory_equal(a->return_period, b->return_period, returns * sizeof *a->return_period);
    assert_memory_equal(a->return_quantity, b->return_quantity, returns * sizeof(double));
    size_t prices = a->price_start[a->count];
    assert_memory_equal(a->price_start, b->price_start, (a->count + 1) * sizeof *a->start);
    assert_memory_equal(a->price_period, b->price_period, prices * sizeof *a->price_period);
    assert_memory_equal(a->price_value, b->price_value, prices * sizeof(double));
    assert_int_equal(a->cancelled_rows, b->cancelled_rows);
    assert_int_equal(a->other_rows, b->other_rows);
    assert_int_equal(a->early_rows, b->early_rows);
}

static void neither_row_order_nor_threads_change_a_bit(void **state)
{
    (void)state;
    for (int bucket = BUCKET_DAY; bucket <= BUCKET_MONTH; bucket++) {
        struct bench *first = bench_new();
        fill_random(first, 42);
        assert_int_equal(try_build(first, (enum bucket)bucket, 20060, 1), STATUS_OK);
        assert_true(first->panel.cancelled_rows > 0);
        assert_true(bucket == BUCKET_MONTH || first->panel.price_start[first->panel.count] > 0);
        for (int threads = 1; threads <= 3; threads++) {
            struct bench *other = bench_new();
            fill_random(other, 42);
            shuffle(other, (uint64_t)threads);
            assert_int_equal(try_build(other, (enum bucket)bucket, 20060, threads), STATUS_OK);
            same_panel(&first->panel, &other->panel);
            bench_free(other);
        }
        bench_free(first);
    }
}

static void nothing_sold_is_a_sentence(void **state)
{
    (void)state;
    struct bench *bench = bench_new();
    row(bench, 0, 0, 100, 5.0, SALE_RETURN);
    assert_int_equal(try_build(bench, BUCKET_DAY, 105, 1), STATUS_DATA);
    assert_non_null(strstr(bench->fault.message, "expected at least one"));
    bench_free(bench);
    bench = bench_new();
    sale(bench, 0, 100, 5.0);
    row(bench, 0, 0, 100, 5.0, SALE_RETURN);
    assert_int_equal(try_build(bench, BUCKET_DAY, 105, 1), STATUS_DATA);
    bench_free(bench);
}

/* Four days before, series 1 had not sold yet. */
static void an_earlier_panel_knows_nothing_of_what_came_later(void **state)
{
    (void)state;
    struct bench *bench = bench_new();
    bench->inputs.sales.out_of_stock = bench->out_of_stock;
    bench->out_of_stock[0] = 1;
    sale(bench, 0, 100, 1.0);
    sale(bench, 0, 103, 2.0);
    sale(bench, 0, 107, 9.0);
    sale(bench, 1, 104, 5.0);
    sale(bench, 2, 102, 4.0);
    build(bench, BUCKET_DAY, 108);
    struct panel whole = bench->panel;
    bench->panel = panel_earlier(&whole, 4);
    assert_int_equal(bench->panel.count, 3);
    assert_int_equal(bench->panel.as_of, 104);
    check_demand(bench, 0, 4, (const double[]){1, 0, 0, 2});
    check_demand(bench, 1, 0, NULL);
    check_demand(bench, 2, 2, (const double[]){4, 0});
    assert_int_equal(panel_span(&bench->panel, 0).first_period, 100);
    struct span span = panel_span(&bench->panel, 0);
    assert_true(span_censored(&span, 0));
    assert_false(span_censored(&span, 3));
    bench_free(bench);
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
        cmocka_unit_test(neither_row_order_nor_threads_change_a_bit),
        cmocka_unit_test(nothing_sold_is_a_sentence),
        cmocka_unit_test(an_earlier_panel_knows_nothing_of_what_came_later),
    };
    return cmocka_run_group_tests_name("panel", tests, NULL, NULL);
}
