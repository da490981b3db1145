/* The sales rows of a range of SKUs, in the order of their series. */
#ifndef RESTOCK_PANEL_RANGE_H
#define RESTOCK_PANEL_RANGE_H

#include "sale.h"

/* A series' rows. */
struct group {
    size_t first; /* in rows */
    size_t count;
    uint32_t sku;
    uint32_t location;
};

/* Invariant: rows start[i] .. start[i + 1] - 1 are those of sku first + i, ordered by location,
 * day, kind, quantity, price (or reason) and stock flag, so that nothing depends on the order of
 * input rows or on threads. */
struct range {
    uint32_t first; /* SKUs first .. end - 1 */
    uint32_t end;
    size_t *start;        /* [end - first + 1] */
    struct sale *rows;    /* [start[end - first]] */
    size_t capacity;      /* rows for which there is room */
    struct group *groups; /* [group_count] by sku, location */
    size_t group_count;
    size_t longest; /* rows of the largest group */
};

/* Rows by SKU; `range` is zero, or was used for another range before.  STATUS_SYSTEM when memory
 * runs out or rows are not those that the stream has announced.  Free with range_free, whatever the
 * status. */
enum status MUST_CHECK range_fill(struct range *range, const struct sales_stream *stream,
                                  uint32_t first, uint32_t end, struct team *team,
                                  struct fault *fault);
/* Orders the rows and finds the groups; `places` as in names.place.count. */
enum status MUST_CHECK range_group(struct range *range, size_t places, struct team *team,
                                   struct fault *fault);
void range_free(struct range *range);

/* Sorts the rows of a sku; `scratch` has order_scratch(count, places) bytes. */
void order_rows(struct sale *rows, size_t count, size_t places, struct arena *scratch);
size_t order_scratch(size_t count, size_t places);

#endif
