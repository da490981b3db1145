/* What must not change the panel: the order of rows, the number of threads, the ranges of SKUs in
 * which the rows come. */
#include "base/missing.h"
#include "support/check.h"
#include "support/till.h"

#include <string.h>

enum { ROWS = 3000, AS_OF = 20060, PIECE = 97 /* rows that a stream gives at a time */ };

/* A generator of its own, so that every machine shuffles alike. */
static uint32_t next_random(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33);
}

/* SKUs of even numbers, at three places. */
static void fill_random(struct till *till, uint64_t seed)
{
    till->inputs.sales.out_of_stock = till->out_of_stock;
    till->inputs.sales.reason = till->reason;
    for (size_t i = 0; i < ROWS; i++) {
        till->out_of_stock[i] = next_random(&seed) % 40 == 0;
        uint32_t kind = next_random(&seed) % 10;
        uint32_t sku = 2 * (next_random(&seed) % 7);
        uint32_t location = next_random(&seed) % 3;
        int32_t day = AS_OF - 60 + (int32_t)(next_random(&seed) % 60);
        till_row(till, sku, location, day, 0.1 * (double)(next_random(&seed) % 30),
                 kind < 8    ? SALE_SALE
                 : kind == 8 ? SALE_RETURN
                             : SALE_OTHER);
        till->price[i] = 1.0F + (float)(next_random(&seed) % 5);
        till->reason[i] = i % 3 == 0 ? NO_ID : next_random(&seed) % 4;
    }
}

static void shuffle(struct till *till, uint64_t seed)
{
    for (size_t i = till->inputs.sales.count - 1; i > 0; i--) {
        size_t j = next_random(&seed) % (i + 1);
        struct till *b = till;
        uint32_t sku = b->sku[i], location = b->location[i];
        int32_t day = b->day[i];
        double quantity = b->quantity[i];
        uint8_t kind = b->kind[i], out = b->out_of_stock[i];
        float price = b->price[i];
        uint32_t reason = b->reason[i];
        b->sku[i] = b->sku[j], b->location[i] = b->location[j], b->day[i] = b->day[j];
        b->quantity[i] = b->quantity[j], b->kind[i] = b->kind[j];
        b->out_of_stock[i] = b->out_of_stock[j], b->price[i] = b->price[j];
        b->reason[i] = b->reason[j], b->reason[j] = reason;
        b->sku[j] = sku, b->location[j] = location, b->day[j] = day, b->quantity[j] = quantity;
        b->kind[j] = kind, b->out_of_stock[j] = out, b->price[j] = price;
    }
}

/* New items between, before and behind those that sell, and one that sells already. */
static void launch(struct till *till, struct item *items, struct stock_row *stock)
{
    static const uint32_t KEYS[][2] = {{3, 1}, {4, 1}, {5, 0}, {5, 2}, {40, 2}, {40, 9}};
    const size_t count = sizeof KEYS / sizeof *KEYS;
    for (size_t i = 0; i < count; i++) {
        stock[i] = (struct stock_row){.sku = KEYS[i][0], .location = KEYS[i][1]};
    }
    const uint32_t skus[] = {3, 4, 5, 40};
    for (size_t i = 0; i < 4; i++) {
        items[i] = (struct item){.sku = skus[i], .terms = terms_unset()};
        items[i].terms.launch_day = AS_OF + 3;
    }
    till->inputs.stock = stock;
    till->inputs.stock_count = count;
    till->inputs.master.items = items;
    till->inputs.master.item_count = 4;
}

static void neither_row_order_nor_threads_change_a_bit(void **state)
{
    (void)state;
    for (int bucket = BUCKET_DAY; bucket <= BUCKET_MONTH; bucket++) {
        struct till *first = till_new();
        fill_random(first, 42);
        assert_int_equal(till_build(first, (enum bucket)bucket, AS_OF, 1), STATUS_OK);
        assert_true(first->panel.cancelled_rows > 0);
        assert_true(bucket == BUCKET_MONTH || first->panel.price_start[first->panel.count] > 0);
        for (int threads = 1; threads <= 3; threads++) {
            struct till *other = till_new();
            fill_random(other, 42);
            shuffle(other, (uint64_t)threads);
            assert_int_equal(till_build(other, (enum bucket)bucket, AS_OF, threads), STATUS_OK);
            check_same_panel(&first->panel, &other->panel);
            till_free(other);
        }
        till_free(first);
    }
}

/* The columns of a till, told to be too many for memory. */
struct belt {
    const struct sales *rows;
    size_t missing; /* so many rows at the end do not come */
    struct sales_stream stream;
    uint32_t rows_of[TILL_IDS];
    uint8_t sold[TILL_IDS * 2];
};

static enum status pour(void *context, uint32_t first, uint32_t end, sales_take *take, void *taker,
                        struct team *team, struct fault *fault)
{
    (void)first;
    (void)end;
    (void)team;
    (void)fault;
    const struct belt *belt = context;
    const struct sales *rows = belt->rows;
    size_t count = rows->count - belt->missing;
    for (size_t at = 0; at < count; at += PIECE) {
        struct sales piece = {.count = count - at < PIECE ? count - at : PIECE,
                              .sku = rows->sku + at,
                              .location = rows->location + at,
                              .day = rows->day + at,
                              .quantity = rows->quantity + at,
                              .kind = rows->kind + at,
                              .out_of_stock = rows->out_of_stock + at,
                              .price = rows->price + at,
                              .reason = rows->reason + at};
        take(taker, &piece);
    }
    return STATUS_OK;
}

static void stream_of(struct belt *belt, struct till *till, size_t room)
{
    *belt = (struct belt){.rows = &till->inputs.sales};
    for (size_t i = 0; i < till->inputs.sales.count; i++) {
        belt->rows_of[till->sku[i]]++;
        belt->sold[till->day[i] - (AS_OF - 60)] |=
            till->kind[i] == SALE_SALE && till->quantity[i] > 0.0;
    }
    belt->stream = (struct sales_stream){.survey = {.rows = till->inputs.sales.count,
                                                    .rows_of = belt->rows_of,
                                                    .first_day = AS_OF - 60,
                                                    .days = 60,
                                                    .sold = belt->sold},
                                         .room = room,
                                         .pour = pour,
                                         .context = belt};
    till->inputs.stream = &belt->stream;
}

static void nor_do_ranges_of_skus(void **state)
{
    (void)state;
    const size_t rooms[] = {0, 100, 1000, SIZE_MAX};
    struct item items[4];
    struct stock_row stock[6];
    struct till *whole = till_new();
    fill_random(whole, 7);
    launch(whole, items, stock);
    assert_int_equal(till_build(whole, BUCKET_DAY, AS_OF, 2), STATUS_OK);
    assert_int_equal(whole->panel.count, 7 * 3 + 4);
    assert_true(whole->panel.reason_count > 7);
    for (size_t r = 0; r < sizeof rooms / sizeof *rooms; r++) {
        struct till *ranges = till_new();
        fill_random(ranges, 7);
        launch(ranges, items, stock);
        shuffle(ranges, r);
        struct belt belt;
        stream_of(&belt, ranges, rooms[r]);
        assert_int_equal(till_build(ranges, BUCKET_DAY, AS_OF, 2), STATUS_OK);
        check_same_panel(&whole->panel, &ranges->panel);
        till_free(ranges);
    }
    till_free(whole);
}

/* A file that somebody writes to while it is read. */
static void rows_that_change_between_two_readings_are_a_sentence(void **state)
{
    (void)state;
    for (int more = 0; more <= 1; more++) {
        struct till *till = till_new();
        fill_random(till, 7);
        struct belt belt;
        stream_of(&belt, till, 500);
        if (more) {
            belt.rows_of[till->sku[0]]--;
        } else {
            belt.missing = 1;
        }
        assert_int_equal(till_build(till, BUCKET_DAY, AS_OF, 2), STATUS_SYSTEM);
        assert_non_null(strstr(till->fault.message, "changed while they were read"));
        till_free(till);
    }
}

/* Two dresses for their size, one of them twice; one for its colour, at another place. */
static void reasons_are_added_up_by_sku_within_the_window(void **state)
{
    (void)state;
    struct till *till = till_new();
    till->inputs.sales.reason = till->reason;
    till_sale(till, 4, AS_OF - 30, 9.0);
    const struct {
        uint32_t sku, location, reason;
        double units;
    } BACK[] = {{4, 0, 2, 1.0}, {4, 1, 1, 5.0}, {4, 0, 2, 2.5}, {6, 0, 2, 1.0}, {6, 0, NO_ID, 1.0}};
    for (size_t i = 0; i < 5; i++) {
        till_row(till, BACK[i].sku, BACK[i].location, AS_OF - 20, BACK[i].units, SALE_RETURN);
        till->reason[till->inputs.sales.count - 1] = BACK[i].reason;
    }
    assert_int_equal(till_build(till, BUCKET_DAY, AS_OF, 1), STATUS_OK);
    assert_int_equal(till->panel.reason_count, 3);
    const struct return_reason *reasons = till->panel.reasons;
    assert_int_equal(reasons[0].reason, 1);
    check_close(reasons[0].units, 5.0, 0.0);
    assert_int_equal(reasons[1].reason, 2);
    check_close(reasons[1].units, 3.5, 0.0);
    assert_int_equal(reasons[2].sku, 6);
    struct panel_settings late = {.calendar = {.bucket = BUCKET_DAY}, .return_days = 19.0};
    struct team team;
    assert_int_equal(team_init(&team, 1, &till->fault), STATUS_OK);
    assert_int_equal(
        panel_build(&till->panel, &till->inputs, &late, &till->arena, &team, &till->fault),
        STATUS_OK);
    assert_int_equal(till->panel.reason_count, 0);
    team_free(&team);
    till_free(till);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(neither_row_order_nor_threads_change_a_bit),
        cmocka_unit_test(nor_do_ranges_of_skus),
        cmocka_unit_test(rows_that_change_between_two_readings_are_a_sentence),
        cmocka_unit_test(reasons_are_added_up_by_sku_within_the_window),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
