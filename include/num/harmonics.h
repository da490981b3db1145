/* Fourier terms of one or several seasons, and how many of them a series shows.
 *
 * For season i of m periods the terms k = 1 .. order[i] are cos(2 pi k t / m) and sin(2 pi k t /
 * m); m need not be whole.  The sine of k = m / 2 is zero at every whole t and is left out. */
#ifndef RESTOCK_NUM_HARMONICS_H
#define RESTOCK_NUM_HARMONICS_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

enum { HARMONICS_SEASONS = 4, HARMONICS_ORDER_MOST = 10, HARMONICS_COLUMNS_MOST = 40 };

struct harmonics {
    size_t seasons;
    double length[HARMONICS_SEASONS]; /* [seasons] m, each at least 2 */
    size_t order[HARMONICS_SEASONS];  /* [seasons] at most HARMONICS_ORDER_MOST and m / 2 */
};

/* The largest order of a season: 10, or half its length. */
size_t harmonics_most(double length);
/* The number of terms: cosines and sines together. */
size_t harmonics_columns(const struct harmonics *harmonics);
/* Writes x[rows * harmonics_columns], row after row, of periods first .. first + rows - 1. */
void harmonics_design(const struct harmonics *harmonics, size_t first, size_t rows, double *x);

/* Bytes that harmonics_choose takes from its arena at the most; it gives them back. */
size_t harmonics_scratch(size_t length);

/* Sets the order of each season of `harmonics` to that with the least AICc of a regression of y on
 * the terms, a constant and a line; 0 when no term helps.
 *
 * Errors that hang together make slow terms look useful.  So an autoregression, its order by AICc
 * up to 5, is fitted to what the terms leave, and y is filtered by it before the search; the terms
 * need no filter, since one turns a sine and a cosine into a sine and a cosine of the same
 * frequency.  Orders are searched season by season, twice, each with the others held.
 *
 * MISSING values are passed over.  Never more than 40 terms, nor than a third of the known values.
 * false when there is too little to choose from or memory ran out; all orders are then 0. */
bool harmonics_choose(const double *y, size_t length, struct harmonics *harmonics,
                      struct arena *scratch);

#endif
