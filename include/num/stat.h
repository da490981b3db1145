/* Summary statistics of a stretch of numbers.  Gaps (MISSING) are skipped everywhere; where too few
 * numbers are left the answer is MISSING. */
#ifndef RESTOCK_NUM_STAT_H
#define RESTOCK_NUM_STAT_H

#include <stddef.h>

size_t stat_count(const double *values, size_t count); /* how many are not MISSING */
double stat_sum(const double *values, size_t count);   /* 0 of nothing */
double stat_mean(const double *values, size_t count);
/* With n - 1 in the denominator; MISSING below two numbers.  Two passes: exact for numbers that
 * share many leading digits. */
double stat_variance(const double *values, size_t count);
double stat_sd(const double *values, size_t count);
double stat_least(const double *values, size_t count);
double stat_most(const double *values, size_t count);

/* The quantile of type 7 (R's default): linear between the order statistics, at (n - 1) p counted
 * from 0; 0 <= p <= 1.  `scratch` is [count] and is overwritten.  Time O(count). */
double stat_quantile(const double *values, size_t count, double p, double *scratch);
double stat_median(const double *values, size_t count, double *scratch);

#endif
