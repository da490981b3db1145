/* Masses of a mixture of counting laws, unit by unit, by recurrence.
 *
 * Poisson, negative binomial and binomial masses all follow p[k] = p[k-1] (u + v / k) (Panjer 1981,
 * the (a, b, 0) class), so several laws go side by side, one in each lane of a vector, at the price
 * of one.  Relative error of a mass: some k roundings. */
#ifndef RESTOCK_NUM_DIST_SUM_H
#define RESTOCK_NUM_DIST_SUM_H

#include "num/dist.h"

#include <stdbool.h>
#include <stddef.h>

enum { DIST_SUM_LANES = 24 };

/* Where the sum has got to. */
struct dist_sum {
    _Alignas(32) double mass[DIST_SUM_LANES]; /* weight times mass of the next unit */
    _Alignas(32) double u[DIST_SUM_LANES];
    _Alignas(32) double v[DIST_SUM_LANES];
    size_t lanes;
    bool ends;    /* a law among them has no more than so many units */
    double unit;  /* the next one */
    double total; /* of the masses that are passed */
};

/* Begins at unit `from` (whole, >= 0). */
void dist_sum_start(struct dist_sum *sum, double from);

/* Adds a law with its weight before the first unit is taken.  false, and nothing is added, where it
 * has no such recurrence, its mass of the first unit is too small to go on from, or there is no
 * lane left.  Binomial laws begin at 0 only. */
bool dist_sum_add(struct dist_sum *sum, const struct dist *dist, double weight);

/* Fills cells with the masses of the next units: the first cell those of `first` units, each
 * further one those of `each`; stops after the cell with which the total reaches `enough`.  Returns
 * how many cells are filled. */
size_t dist_sum_cells(struct dist_sum *sum, size_t first, size_t each, double enough, double *cells,
                      size_t count);

#endif
