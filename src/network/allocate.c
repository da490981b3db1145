/* Equal days of cover. */
#include "network/allocate.h"

#include "base/missing.h"

#include <stdbool.h>

/* The level to which `available` lifts the places that are still marked (alloc > 0). */
static double water_level(double available, const double *stock, const double *rate, size_t count,
                          const double *alloc)
{
    double volume = available;
    double width = 0.0;
    for (size_t i = 0; i < count; i++) {
        if (alloc[i] > 0.0) {
            volume += stock[i];
            width += rate[i];
        }
    }
    return width > 0.0 ? volume / width : MISSING;
}

double allocate_cover(double available, const double *stock, const double *rate, size_t count,
                      double *alloc)
{
    if (!(available > 0.0)) {
        for (size_t i = 0; i < count; i++) {
            alloc[i] = 0.0;
        }
        return MISSING;
    }
    /* alloc marks the places below the level: all that sell at first.  Leaving out one that stands
     * above lowers the level for the others, so nobody has to come back. */
    for (size_t i = 0; i < count; i++) {
        alloc[i] = rate[i] > 0.0 ? 1.0 : 0.0;
    }
    double level = MISSING;
    for (bool settled = false; !settled;) {
        level = water_level(available, stock, rate, count, alloc);
        settled = true;
        for (size_t i = 0; i < count; i++) {
            if (alloc[i] > 0.0 && stock[i] >= rate[i] * level) {
                alloc[i] = 0.0;
                settled = false;
            }
        }
    }
    for (size_t i = 0; i < count; i++) {
        alloc[i] = alloc[i] > 0.0 ? rate[i] * level - stock[i] : 0.0;
    }
    return level;
}
