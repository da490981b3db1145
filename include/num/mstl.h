/* Decomposition by several seasons: y = sum of seasons + trend + remainder.
 *
 * Bandara, Hyndman and Bergmeir (2021), arXiv:2107.13462, as in R's forecast::mstl: STL (num/stl.h)
 * by one season after the other, the shortest first, each on what the others leave; twice. */
#ifndef RESTOCK_NUM_MSTL_H
#define RESTOCK_NUM_MSTL_H

#include "num/stl.h"

struct mstl_parts {
    double *season;    /* [count * length] one season after the other */
    double *trend;     /* [length] of the last one's decomposition */
    double *remainder; /* [length] MISSING where y is */
};

/* The window of the i-th season, in cycles, as in R: 11, 15, 19, .. */
size_t mstl_window(size_t i);

/* Bytes that mstl_decompose takes from its arena at the most, whatever the periods; it gives them
 * back. */
size_t mstl_scratch(size_t length);

/* `period` [count] ascending, each at least 2.  false when there is none, when length <= 2 period
 * for one of them, nothing is known, or memory ran out. */
bool mstl_decompose(const double *y, size_t length, const size_t *period, size_t count,
                    const struct mstl_parts *parts, struct arena *scratch);

#endif
