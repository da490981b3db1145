/* Rows in columns of a fixed size. */
#include "support/till.h"

#include "base/missing.h"
#include "support/check.h"

#include <stdlib.h>
#include <string.h>

struct till *till_new(void)
{
    struct till *till = calloc(1, sizeof *till);
    assert_non_null(till);
    arena_init(&till->arena, 0);
    till->inputs.names.sku.count = TILL_IDS;
    till->inputs.names.place.count = TILL_IDS;
    till->inputs.as_of = NO_DAY;
    struct sales *sales = &till->inputs.sales;
    sales->sku = till->sku;
    sales->location = till->location;
    sales->day = till->day;
    sales->quantity = till->quantity;
    sales->kind = till->kind;
    sales->price = till->price;
    return till;
}

void till_free(struct till *till)
{
    arena_free(&till->arena);
    free(till);
}

void till_row(struct till *till, uint32_t sku, uint32_t location, int32_t day, double quantity,
              enum sale_kind kind)
{
    size_t at = till->inputs.sales.count++;
    assert_true(at < TILL_ROWS);
    till->sku[at] = sku;
    till->location[at] = location;
    till->day[at] = day;
    till->quantity[at] = quantity;
    till->kind[at] = (uint8_t)kind;
    till->price[at] = (float)MISSING;
    till->reason[at] = NO_ID;
}

void till_sale(struct till *till, uint32_t sku, int32_t day, double quantity)
{
    till_row(till, sku, 0, day, quantity, SALE_SALE);
}

enum status till_build(struct till *till, enum bucket bucket, int32_t as_of, int threads)
{
    struct team team;
    assert_int_equal(team_init(&team, threads, &till->fault), STATUS_OK);
    struct panel_settings settings = {.calendar = {.bucket = bucket, .week_start = MONDAY},
                                      .return_days = 1e6};
    till->inputs.as_of = as_of;
    enum status status =
        panel_build(&till->panel, &till->inputs, &settings, &till->arena, &team, &till->fault);
    team_free(&team);
    return status;
}

void check_same_panel(const struct panel *a, const struct panel *b)
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
    assert_int_equal(a->reason_count, b->reason_count);
    for (size_t i = 0; i < a->reason_count; i++) {
        assert_int_equal(a->reasons[i].sku, b->reasons[i].sku);
        assert_int_equal(a->reasons[i].reason, b->reasons[i].reason);
        assert_memory_equal(&a->reasons[i].units, &b->reasons[i].units, sizeof(double));
    }
    assert_int_equal(a->cancelled_rows, b->cancelled_rows);
    assert_int_equal(a->other_rows, b->other_rows);
    assert_int_equal(a->early_rows, b->early_rows);
}
