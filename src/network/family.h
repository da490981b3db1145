/* The positions of one sku, and who feeds whom among them. */
#ifndef RESTOCK_NETWORK_FAMILY_H
#define RESTOCK_NETWORK_FAMILY_H

#include "replenish/assess.h"

/* A chain of feeding longer than this goes in a circle. */
enum { FAMILY_STEPS = 6 };

/* One sku's positions, [first, end) of all; the arrays are [end - first]. */
struct family {
    const struct basis *basis;
    struct position *positions;
    size_t first;
    size_t end;
    size_t *feeder;   /* the position that feeds each; SIZE_MAX: a supplier, or a location without
                         the sku */
    size_t *children; /* positions that each feeds */
    int *steps;       /* how often it is fed on the way from a supplier; FAMILY_STEPS in a circle */
    int depth;        /* the most of those */
};

/* Where the family that begins with this position ends; `first` itself where none begins there. */
size_t family_end(const struct position *positions, size_t count, size_t first);

/* Of positions [first, end), one sku's, the one at `location`; SIZE_MAX if there is none. */
size_t position_among(const struct position *positions, size_t first, size_t end,
                      uint32_t location);

/* Bytes that family_open takes for so many positions. */
size_t family_scratch(size_t size);

/* Fills the arrays, in `scratch`.  false if memory ran out. */
bool family_open(struct family *family, struct arena *scratch);

/* The size of the largest family. */
size_t family_largest(const struct position *positions, size_t count);

#endif
