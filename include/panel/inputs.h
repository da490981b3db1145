/* Everything that was read, before anything is made of it. */
#ifndef RESTOCK_PANEL_INPUTS_H
#define RESTOCK_PANEL_INPUTS_H

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
    int32_t due_day;
    uint32_t order_id; /* word id */
    uint32_t source;   /* place id */
    enum order_kind kind;
};

struct inputs {
    struct names names;
    struct sales sales;
    struct master master;
    struct stock_row *stock; /* by sku, location, expiry_day, on_hand */
    size_t stock_count;
    struct open_order *open_orders; /* by sku, location, due_day, quantity, order_id */
    size_t open_order_count;
    int32_t as_of; /* the first day that is not history; the plan is made on its morning */
};

#endif
