/* Everything that was read, before anything is made of it. */
#ifndef RESTOCK_PANEL_INPUTS_H
#define RESTOCK_PANEL_INPUTS_H

#include "base/parallel.h"
#include "panel/master.h"

#include <stdbool.h>

enum sale_kind { SALE_SALE, SALE_RETURN, SALE_OTHER };

/* Sales rows, column by column; [count] each.  Only rows that were accepted. */
struct sales {
    size_t count;
    uint32_t *sku;
    uint32_t *location;
    int32_t *day;
    double *quantity; /* as given; kind tells what it means */
    uint8_t *kind;    /* enum sale_kind; a negative quantity of a sale is SALE_RETURN, its quantity
                         made positive */
    uint8_t *out_of_stock; /* 1: in_stock was 0; NULL when the file has no such column */
    float *price;      /* MISSING (float) where not given; NULL when the file has no such column */
    uint32_t *channel; /* word ids; NULL when the file has no such column */
    uint32_t *reason;  /* word ids; NULL when the file has no such column */
};

/* What all sales rows say together. */
struct sales_survey {
    size_t rows;
    const uint32_t *rows_of; /* [names.sku.count] rows of each sku */
    int32_t first_day;
    size_t days;
    const uint8_t *sold; /* [days] 1: a SALE_SALE over 0 on first_day + i */
};

/* Takes some rows, whatever their order and ranges; called by several threads at a time. */
typedef void sales_take(void *taker, const struct sales *rows);

/* Bytes that a row takes in memory while its range is under way. */
enum { SALE_SIZE = 24 };

/* Sales rows that come by ranges of SKUs, since not all of them have room in memory. */
struct sales_stream {
    struct sales_survey survey;
    size_t room; /* rows of a range, unless one SKU alone has more */
    /* Gives `take` every row of the SKUs first .. end - 1, once, in any order, and others or not.
     * May be called again. */
    enum status (*pour)(void *context, uint32_t first, uint32_t end, sales_take *take, void *taker,
                        struct team *team, struct fault *fault);
    void *context;
};

struct stock_row {
    uint32_t sku;
    uint32_t location;
    double on_hand;
    double reserved;
    double blocked;
    int32_t expiry_day;
    int32_t count_day;
};

enum order_kind { ORDER_PURCHASE, ORDER_TRANSFER, ORDER_SUGGESTED };

struct open_order {
    uint32_t sku;
    uint32_t location;
    double quantity;
    int32_t due_day;   /* NO_DAY only of a receipt */
    uint32_t order_id; /* word id */
    uint32_t source;   /* place id */
    enum order_kind kind;
    int32_t order_day;    /* NO_DAY: not given */
    int32_t received_day; /* NO_DAY: still open */
    bool hastened;        /* comes on due_day, however late its source used to be */
};

struct overlay_row;

/* By sku, location, due_day, quantity, order_id and what else tells them apart; for qsort. */
int open_order_compare(const void *left, const void *right);

struct inputs {
    struct names names;
    struct sales sales;                /* all rows, or none where there is a stream */
    const struct sales_stream *stream; /* rows that are too many for memory; NULL: they are in
                                          `sales` */
    struct master master;
    struct stock_row *stock; /* by sku, location, expiry_day, on_hand */
    size_t stock_count;
    struct open_order *open_orders; /* by sku, location, due_day, quantity, order_id */
    size_t open_order_count;
    struct open_order *receipts; /* rows of open_orders.csv that have come, likewise */
    size_t receipt_count;
    struct overlay_row *overlay; /* [overlay_count] of a what-if (panel/overlay.h), by sku, change,
                                    scope, dates */
    size_t overlay_count;
    int32_t as_of; /* the first day that is not history; the plan is made on its morning */
    /* Of a simulated night; 0 of a real one. */
    double least_review_days; /* however short a review is */
    double lead_step_days; /* longer ones than a day: reviews, and lead times that are certain, go
                              up to whole ones */
};

#endif
