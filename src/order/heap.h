/* A heap of choices: the greatest key first, and of equal keys the first choice. */
#ifndef RESTOCK_ORDER_HEAP_H
#define RESTOCK_ORDER_HEAP_H

#include <stddef.h>

struct heap {
    size_t *choice;    /* [count] */
    const double *key; /* by choice; a choice's key may change while it is not in the heap */
    size_t count;
};

void heap_push(struct heap *heap, size_t choice);
/* The first; there must be one. */
size_t heap_pop(struct heap *heap);

#endif
