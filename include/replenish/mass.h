/* Probability masses on a grid: stock and demand as they meet.
 *
 * Cell k stands for k * step units, the last cell for that or more; a mass adds up to 1 (or to
 * less: the part of the future in which something has not happened).  Grids are small: whole units
 * where demand is low, coarser where it is high, so that a convolution costs the same for every
 * item. */
#ifndef RESTOCK_REPLENISH_MASS_H
#define RESTOCK_REPLENISH_MASS_H

#include "num/dist.h"

#include <stdbool.h>
#include <stddef.h>

enum { GRID_CELLS = 192, MASS_LAWS = 16 };

struct grid {
    double step;  /* units; an odd whole number where demand is counts, so that cells have whole
                     edges */
    size_t cells; /* 2 .. GRID_CELLS */
};

/* The grid that reaches `top` units. */
struct grid grid_of(double top, bool counts);

/* All arrays below are [grid.cells]. */

/* Certainly `units` (between two cells: on both, so that the mean is kept). */
void mass_point(struct grid grid, double units, double *mass);
/* Demand by `dist`; what is beyond the last cell stands in it. */
void mass_of_dist(struct grid grid, const struct dist *dist, double *mass);
/* The same of a mixture of [count] laws, at most MASS_LAWS; adds up to what the weights do. */
void mass_of_mixture(struct grid grid, const struct dist *laws, const double *weights, size_t count,
                     double *mass);
double mass_mean(struct grid grid, const double *mass);

/* What is left of `stock` after `demand`, never below nothing.  `left` is another array. */
void mass_sell(struct grid grid, const double *stock, const double *demand, double *left);
/* The same for the futures in which demand was met to the last unit: what fell short is gone, so
 * the sum falls. */
void mass_sell_intact(struct grid grid, const double *stock, const double *demand, double *left);
/* The share of futures that mass_sell_intact leaves out. */
double mass_unsold(struct grid grid, const double *stock, const double *demand, const double *left);
/* The sum of two independent quantities. */
void mass_add(struct grid grid, const double *a, const double *b, double *sum);
/* Adds `units` (may be negative: then not below nothing) to what `mass` says; in place. */
void mass_shift(struct grid grid, double units, double *mass);

/* The cells that hold anything: [begin, end), at least one. */
void mass_extent(struct grid grid, const double *mass, size_t *begin, size_t *end);

/* below[k] = P(<= cell k), beyond[k] = E[(. - cell k)+] in units. */
void mass_tables(struct grid grid, const double *mass, double *below, double *beyond);

#endif
