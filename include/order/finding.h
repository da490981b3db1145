/* Exceptions in the making: a list that grows, and what one position has to tell. */
#ifndef RESTOCK_ORDER_FINDING_H
#define RESTOCK_ORDER_FINDING_H

#include "order/supplier_order.h"

/* Rows on the heap until they are ranked; freed by who made it (free(list->rows)). */
struct findings {
    struct exception *rows; /* [count] */
    size_t count;
    size_t capacity;
    bool failed; /* memory ran out: rows are missing */
};

/* A new row to write the texts into; a row of its own also when memory ran out (`spare`). */
struct exception *finding_add(struct findings *findings, struct exception row,
                              struct exception *spare);

/* Keeps of every kind the rows with most money, no more than `most`; the rest of a kind becomes one
 * row that counts them.  Rows must be ranked; they are afterwards no longer. */
void findings_thin(struct findings *findings, size_t most);

/* All rows of one position. */
void findings_of_position(struct findings *findings, const struct desk *desk, size_t index);

#endif
