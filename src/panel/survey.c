/* What rows in memory say together, and their way to the panel piece by piece. */
#include "survey.h"

#include <stdbool.h>

enum {
    PIECE = 1 << 15,      /* rows that a thread takes at a time */
    RANGES = 8,           /* a second copy of all rows at once would need as much memory again */
    LEAST_ROOM = 1 << 20, /* rows; less is not worth a walk over all of them */
};

/* Rows in the making of a survey, or on their way to a taker. */
struct walk {
    const struct sales *sales;
    sales_take *take;
    void *taker;
    uint32_t *rows_of; /* all threads count in it, one at a time */
    uint8_t *sold;     /* likewise */
    int32_t first_day;
};

static struct sales piece_of(const struct sales *sales, size_t piece)
{
    size_t at = piece * PIECE;
    return (struct sales){
        .count = sales->count - at < PIECE ? sales->count - at : PIECE,
        .sku = sales->sku + at,
        .location = sales->location + at,
        .day = sales->day + at,
        .quantity = sales->quantity + at,
        .kind = sales->kind + at,
        .out_of_stock = sales->out_of_stock != NULL ? sales->out_of_stock + at : NULL,
        .price = sales->price != NULL ? sales->price + at : NULL,
        .reason = sales->reason != NULL ? sales->reason + at : NULL,
    };
}

static size_t pieces_of(const struct sales *sales)
{
    return (sales->count + PIECE - 1) / PIECE;
}

static bool is_sale(const struct sales *sales, size_t row)
{
    return sales->kind[row] == SALE_SALE && sales->quantity[row] > 0.0;
}

static void survey_piece(void *context, size_t piece, struct arena *scratch)
{
    (void)scratch;
    struct walk *walk = context;
    struct sales sales = piece_of(walk->sales, piece);
    for (size_t i = 0, end; i < sales.count; i = end) {
        for (end = i; end < sales.count && sales.sku[end] == sales.sku[i]; end++) {
            if (is_sale(&sales, end)) {
                __atomic_store_n(&walk->sold[sales.day[end] - walk->first_day], 1,
                                 __ATOMIC_RELAXED);
            }
        }
        __atomic_fetch_add(&walk->rows_of[sales.sku[i]], (uint32_t)(end - i), __ATOMIC_RELAXED);
    }
}

static void pour_piece(void *context, size_t piece, struct arena *scratch)
{
    (void)scratch;
    struct walk *walk = context;
    struct sales sales = piece_of(walk->sales, piece);
    walk->take(walk->taker, &sales);
}

static enum status pour_rows(void *context, uint32_t first, uint32_t end, sales_take *take,
                             void *taker, struct team *team, struct fault *fault)
{
    (void)first;
    (void)end;
    (void)fault;
    struct walk walk = {.sales = context, .take = take, .taker = taker};
    parallel_each(team, pieces_of(walk.sales), pour_piece, &walk);
    return STATUS_OK;
}

/* The days from the first to the last sale; none if nothing sold. */
static size_t find_days(const struct sales *sales, int32_t *first_day)
{
    int32_t first = INT32_MAX;
    int32_t last = INT32_MIN;
    for (size_t row = 0; row < sales->count; row++) {
        if (is_sale(sales, row)) {
            first = sales->day[row] < first ? sales->day[row] : first;
            last = sales->day[row] > last ? sales->day[row] : last;
        }
    }
    *first_day = first;
    return first <= last ? (size_t)((int64_t)last - first) + 1 : 0;
}

enum status survey_rows(struct sales_stream *stream, const struct inputs *inputs,
                        struct arena *arena, struct team *team, struct fault *fault)
{
    const struct sales *sales = &inputs->sales;
    if (sales->count >= UINT32_MAX) {
        return fault_set(fault, STATUS_DATA, "the sales have %zu rows, expected less than %lu",
                         sales->count, (unsigned long)UINT32_MAX);
    }
    struct walk walk = {.sales = sales};
    size_t days = find_days(sales, &walk.first_day);
    walk.rows_of = ARENA_NEW(arena, uint32_t, inputs->names.sku.count);
    walk.sold = ARENA_NEW(arena, uint8_t, days);
    if (walk.rows_of == NULL || walk.sold == NULL) {
        return fault_memory(fault, "the survey of sales rows");
    }
    parallel_each(team, pieces_of(sales), survey_piece, &walk);
    *stream = (struct sales_stream){
        .survey = {.rows = sales->count,
                   .rows_of = walk.rows_of,
                   .first_day = walk.first_day,
                   .days = days,
                   .sold = walk.sold},
        .room = sales->count / RANGES > LEAST_ROOM ? sales->count / RANGES : LEAST_ROOM,
        .pour = pour_rows,
        .context = (void *)(uintptr_t)sales};
    return STATUS_OK;
}
