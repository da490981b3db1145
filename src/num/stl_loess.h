/* Local regression on evenly spaced values, as STL wants it. */
#ifndef RESTOCK_NUM_STL_LOESS_H
#define RESTOCK_NUM_STL_LOESS_H

#include "num/stl.h"

struct loess_series {
    const double *values;  /* [length] any finite number where the weight is 0 */
    const double *weights; /* [length]; NULL: 1 each */
    const double *known;   /* [length] 1 where there is a value, else 0; NULL: 1 each */
    size_t length;
};

struct loess {
    const double *values, *weights, *known; /* of the series */
    size_t length;
    struct stl_smoother smoother;
    double *kernel; /* [length] the caller's: tricube weights by distance, inside the series */
    size_t reach;   /* half the window, 0 when it is wider than the series */
    double total;   /* of the kernel over a whole window */
};

/* Makes ready for one series; `loess->kernel` must have room. */
void loess_begin(struct loess *loess, const struct loess_series *series,
                 struct stl_smoother smoother);
/* smooth[length]; 0 throughout when no value has weight. */
void loess_smooth(const struct loess *loess, double *smooth);
/* One step before the first and after the last value; `otherwise` where nothing near has weight. */
double loess_before(const struct loess *loess, double otherwise);
double loess_after(const struct loess *loess, double otherwise);

/* Of a local constant at `at`, values equally weighted: the weight of its own value, and the sum of
 * all weights squared. */
struct loess_share {
    double own, squares;
};
struct loess_share loess_share_of(size_t length, size_t window, size_t at);

#endif
