/* Binary search among rows that are sorted by two ids. */
#ifndef RESTOCK_BASE_SEARCH_H
#define RESTOCK_BASE_SEARCH_H

#include <stddef.h>
#include <stdint.h>

/* The number of the first of `count` rows that is not before (a, b); `count` where all are.
 * `major` and `minor` point to the first row's ids, the next row's are `stride` bytes on.  With
 * b = 0 it is the first row of a. */
size_t search_pair(const uint32_t *major, const uint32_t *minor, size_t stride, size_t count,
                   uint32_t a, uint32_t b);

/* The same for an array of structs with the members `first` and `second`; NULL if it is empty. */
#define SEARCH_ROWS(rows, count, first, second, a, b)                                              \
    ((count) == 0                                                                                  \
         ? 0                                                                                       \
         : search_pair(&(rows)->first, &(rows)->second, sizeof *(rows), (count), (a), (b)))

#endif
