/* Rows of a range of SKUs: scattered to their sku as they come, then ordered within it.  24 bytes a
 * row, and 24 a sku, while it lasts. */
#include "range.h"

#include "base/missing.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

/* Rows on their way to their places. */
struct fill {
    struct range *range;
    atomic_size_t *next; /* [end - first] where the next row of a sku goes */
    atomic_bool foreign; /* a sku had more rows than announced */
};

static struct sale sale_of(const struct sales *sales, size_t row)
{
    struct sale sale = {
        .quantity = sales->quantity[row],
        .day = sales->day[row],
        .location = sales->location[row],
        .price = 0.0F,
        .kind = sales->kind[row],
        .out_of_stock = sales->out_of_stock != NULL && sales->out_of_stock[row],
    };
    if (sale.kind != SALE_SALE) {
        sale.reason =
            sales->reason != NULL && sale.kind == SALE_RETURN ? sales->reason[row] : NO_ID;
    } else if (sales->price != NULL && sales->price[row] > 0.0F) { /* NaN has no order */
        sale.price = sales->price[row];
    }
    return sale;
}

/* Rows of one sku that follow each other take their places at once. */
static void take_rows(void *taker, const struct sales *sales)
{
    struct fill *fill = taker;
    struct range *range = fill->range;
    uint32_t skus = range->end - range->first;
    for (size_t i = 0, end; i < sales->count; i = end) {
        uint32_t sku = sales->sku[i];
        for (end = i + 1; end < sales->count && sales->sku[end] == sku;) {
            end++;
        }
        uint32_t at = sku - range->first; /* beyond all if it lies before */
        if (at >= skus) {
            continue;
        }
        size_t place = atomic_fetch_add_explicit(&fill->next[at], end - i, memory_order_relaxed);
        if (place + (end - i) > range->start[at + 1]) {
            atomic_store_explicit(&fill->foreign, true, memory_order_relaxed);
            continue;
        }
        for (size_t row = i; row < end; row++) {
            range->rows[place++] = sale_of(sales, row);
        }
    }
}

static enum status make_room(struct range *range, struct fault *fault)
{
    size_t skus = range->end - range->first;
    size_t rows = range->start[skus];
    if (rows > range->capacity) {
        free(range->rows);
        range->rows = malloc(rows * sizeof *range->rows);
        range->capacity = range->rows != NULL ? rows : 0;
        if (range->rows == NULL) {
            return fault_memory(fault, "the sales rows of a range of SKUs");
        }
    }
    return STATUS_OK;
}

static enum status pour(struct range *range, const struct sales_stream *stream, struct team *team,
                        struct fault *fault)
{
    size_t skus = range->end - range->first;
    struct fill fill = {.range = range, .next = malloc((skus + 1) * sizeof *fill.next)};
    if (fill.next == NULL) {
        return fault_memory(fault, "the places of sales rows");
    }
    for (size_t i = 0; i < skus; i++) {
        atomic_init(&fill.next[i], range->start[i]);
    }
    enum status status =
        stream->pour(stream->context, range->first, range->end, take_rows, &fill, team, fault);
    bool foreign = atomic_load(&fill.foreign);
    for (size_t i = 0; i < skus && !foreign; i++) {
        foreign = atomic_load_explicit(&fill.next[i], memory_order_relaxed) != range->start[i + 1];
    }
    free(fill.next);
    if (status == STATUS_OK && foreign) {
        return fault_set(fault, STATUS_SYSTEM,
                         "the sales rows changed while they were read, expected the same rows each "
                         "time");
    }
    return status;
}

enum status range_fill(struct range *range, const struct sales_stream *stream, uint32_t first,
                       uint32_t end, struct team *team, struct fault *fault)
{
    range->first = first;
    range->end = end;
    free(range->start);
    range->start = malloc(((size_t)(end - first) + 1) * sizeof *range->start);
    if (range->start == NULL) {
        return fault_memory(fault, "the places of sales rows");
    }
    range->start[0] = 0;
    for (uint32_t i = 0; i < end - first; i++) {
        range->start[i + 1] = range->start[i] + stream->survey.rows_of[first + i];
    }
    TRY(make_room(range, fault));
    if (range->start[end - first] == 0) {
        return STATUS_OK;
    }
    return pour(range, stream, team, fault);
}

/* The ordering, on its way. */
struct ordering {
    struct range *range;
    size_t places;
    size_t *groups; /* [skus + 1] groups of a sku; later the number of its first */
};

static bool begins_group(const struct range *range, size_t sku, size_t row)
{
    return row == range->start[sku] || range->rows[row].location != range->rows[row - 1].location;
}

static void order_sku(void *context, size_t sku, struct arena *scratch)
{
    struct ordering *ordering = context;
    const struct range *range = ordering->range;
    size_t first = range->start[sku];
    size_t end = range->start[sku + 1];
    order_rows(range->rows + first, end - first, ordering->places, scratch);
    size_t groups = 0;
    for (size_t row = first; row < end; row++) {
        groups += begins_group(range, sku, row);
    }
    ordering->groups[sku + 1] = groups;
}

static void list_groups(void *context, size_t sku, struct arena *scratch)
{
    (void)scratch;
    struct ordering *ordering = context;
    const struct range *range = ordering->range;
    struct group *group = range->groups + ordering->groups[sku];
    for (size_t row = range->start[sku]; row < range->start[sku + 1]; row++) {
        if (begins_group(range, sku, row)) {
            *group++ = (struct group){.first = row,
                                      .sku = range->first + (uint32_t)sku,
                                      .location = range->rows[row].location};
        }
        group[-1].count++;
    }
}

static enum status find_groups(struct ordering *ordering, struct team *team, struct fault *fault)
{
    struct range *range = ordering->range;
    size_t skus = range->end - range->first;
    size_t largest = 0;
    for (size_t i = 0; i < skus; i++) {
        size_t rows = range->start[i + 1] - range->start[i];
        largest = rows > largest ? rows : largest;
    }
    TRY(parallel_each_reserved(team, skus, order_sku, ordering,
                               order_scratch(largest, ordering->places), fault));
    for (size_t i = 0; i < skus; i++) {
        ordering->groups[i + 1] += ordering->groups[i];
    }
    free(range->groups);
    range->group_count = ordering->groups[skus];
    range->groups = calloc(range->group_count + 1, sizeof *range->groups);
    if (range->groups == NULL) {
        return fault_memory(fault, "the groups of sales rows");
    }
    parallel_each(team, skus, list_groups, ordering);
    range->longest = 0;
    for (size_t g = 0; g < range->group_count; g++) {
        size_t rows = range->groups[g].count;
        range->longest = rows > range->longest ? rows : range->longest;
    }
    return STATUS_OK;
}

enum status range_group(struct range *range, size_t places, struct team *team, struct fault *fault)
{
    struct ordering ordering = {
        .range = range,
        .places = places,
        .groups = calloc((size_t)(range->end - range->first) + 1, sizeof *ordering.groups)};
    if (ordering.groups == NULL) {
        return fault_memory(fault, "the groups of sales rows");
    }
    enum status status = find_groups(&ordering, team, fault);
    free(ordering.groups);
    return status;
}

void range_free(struct range *range)
{
    free(range->start);
    free(range->rows);
    free(range->groups);
    *range = (struct range){0};
}
