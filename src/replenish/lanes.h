/* Sums in lanes, so that no addition waits for the one before it.  The order of the additions is
 * fixed: the same bits at every width of vectors. */
#ifndef RESTOCK_REPLENISH_LANES_H
#define RESTOCK_REPLENISH_LANES_H

#include "base/wide.h"

#include <stddef.h>

enum { LANES = 8 };

INLINE double lanes_total(const double lane[LANES])
{
    return ((lane[0] + lane[4]) + (lane[1] + lane[5])) +
           ((lane[2] + lane[6]) + (lane[3] + lane[7]));
}

INLINE double lanes_sum(const double *mass, size_t count)
{
    double lane[LANES] = {0.0};
    size_t k = 0;
    for (; k + LANES <= count; k += LANES) {
        for (size_t l = 0; l < LANES; l++) {
            lane[l] += mass[k + l];
        }
    }
    for (size_t l = 0; k + l < count; l++) {
        lane[l] += mass[k + l];
    }
    return lanes_total(lane);
}

/* Sum of mass[k] * table[k]. */
INLINE double lanes_dot(const double *mass, const double *table, size_t count)
{
    double lane[LANES] = {0.0};
    size_t k = 0;
    for (; k + LANES <= count; k += LANES) {
        for (size_t l = 0; l < LANES; l++) {
            lane[l] += mass[k + l] * table[k + l];
        }
    }
    for (size_t l = 0; k + l < count; l++) {
        lane[l] += mass[k + l] * table[k + l];
    }
    return lanes_total(lane);
}

/* Sum of k * mass[k]. */
INLINE double lanes_mean(const double *mass, size_t count)
{
    double lane[LANES] = {0.0};
    double cell[LANES] = {0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0};
    size_t k = 0;
    for (; k + LANES <= count; k += LANES) {
        for (size_t l = 0; l < LANES; l++) {
            lane[l] += cell[l] * mass[k + l];
            cell[l] += (double)LANES;
        }
    }
    for (size_t l = 0; k + l < count; l++) {
        lane[l] += (double)(k + l) * mass[k + l];
    }
    return lanes_total(lane);
}

#endif
