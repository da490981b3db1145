/* Outliers: a robust rule on the logarithm of sizes, which spares steps, seasons and promotions. */
#include "outliers.h"

#include "base/missing.h"
#include "num/stat.h"

#include <stdbool.h>

static const double OUTLIER_SD = 2.5;
static const double LEAST_MULTIPLE = 5.0; /* of the median size: no less is an outlier */
static const double MAD_TO_SD = 1.4826;
/* More large values than a few and than one in so many sizes, or sizes too few to know, and nothing
 * is cut. */
enum { FEW = 2, RARE = 25, LEAST_SIZES = 8, NEIGHBOURS = 2 };

/* The largest believable value; HUGE_VAL when there is too little to judge. */
static double limit_of(const double *demand, size_t length, double *sorted, size_t *sizes)
{
    size_t count = 0;
    for (size_t t = 0; t < length; t++) {
        if (demand[t] > 0.0) { /* false for MISSING */
            sorted[count++] = log(demand[t]);
        }
    }
    *sizes = count;
    if (count < LEAST_SIZES) {
        return HUGE_VAL;
    }
    double centre = stat_median(sorted, count, sorted); /* reordered, none lost */
    for (size_t i = 0; i < count; i++) {
        sorted[i] = fabs(sorted[i] - centre);
    }
    double sd = MAD_TO_SD * stat_median(sorted, count, sorted);
    return exp(centre + fmax(OUTLIER_SD * sd, log(LEAST_MULTIPLE)));
}

static bool has_large_neighbour(const double *demand, size_t length, size_t t, double limit)
{
    size_t from = t > NEIGHBOURS ? t - NEIGHBOURS : 0;
    size_t to = t + NEIGHBOURS < length ? t + NEIGHBOURS : length - 1;
    for (size_t i = from; i <= to; i++) {
        if (i != t && demand[i] > limit) {
            return true;
        }
    }
    return false;
}

size_t outliers_cut(double *demand, size_t length, double *sorted)
{
    size_t sizes = 0;
    double limit = limit_of(demand, length, sorted, &sizes);
    size_t large = 0;
    for (size_t t = 0; t < length; t++) {
        large += demand[t] > limit;
    }
    if (large == 0 || (large > FEW && large * RARE > sizes)) {
        return 0;
    }
    size_t cut = 0;
    for (size_t t = 0; t < length; t++) {
        if (demand[t] > limit && !has_large_neighbour(demand, length, t, limit)) {
            sorted[cut++] = (double)t;
        }
    }
    for (size_t i = 0; i < cut;
         i++) { /* after all have been looked at, so that order plays no part */
        demand[(size_t)sorted[i]] = limit;
    }
    return cut;
}
