/* Growing lists of skus at locations, put in order, each once. */
#ifndef RESTOCK_PANEL_PAIRS_H
#define RESTOCK_PANEL_PAIRS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pair {
    uint32_t sku;
    uint32_t location;
};

/* On the heap; free `rows`. */
struct pairs {
    struct pair *rows; /* [room] */
    size_t count;
    size_t room;
};

/* For qsort and bsearch: by sku, then by location. */
int pair_compare(const void *left, const void *right);

/* Adds one at the end; false if memory ran out. */
bool pairs_add(struct pairs *pairs, struct pair pair);

/* Sorts the rows from `first` on and drops those that are there twice. */
void pairs_sort(struct pairs *pairs, size_t first);

#endif
