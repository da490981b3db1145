/* Sales rows written by hand, and the panel that is made of them. */
#ifndef RESTOCK_TESTS_TILL_H
#define RESTOCK_TESTS_TILL_H

#include "panel/panel.h"

enum { TILL_ROWS = 4000, TILL_IDS = 50 /* SKUs, places and words */ };

/* A data set under construction, and the panel made of it.  Columns of out_of_stock and reason are
 * used once `inputs.sales` points to them. */
struct till {
    struct inputs inputs;
    uint32_t sku[TILL_ROWS];
    uint32_t location[TILL_ROWS];
    int32_t day[TILL_ROWS];
    double quantity[TILL_ROWS];
    uint8_t kind[TILL_ROWS];
    uint8_t out_of_stock[TILL_ROWS];
    float price[TILL_ROWS];
    uint32_t reason[TILL_ROWS];
    struct arena arena;
    struct panel panel;
    struct fault fault;
};

struct till *till_new(void);
void till_free(struct till *till);

void till_row(struct till *till, uint32_t sku, uint32_t location, int32_t day, double quantity,
              enum sale_kind kind);
/* A sale at location 0. */
void till_sale(struct till *till, uint32_t sku, int32_t day, double quantity);
/* Reasons count from any day on. */
enum status till_build(struct till *till, enum bucket bucket, int32_t as_of, int threads);

/* The test fails unless every bit of two panels is the same. */
void check_same_panel(const struct panel *a, const struct panel *b);

#endif
