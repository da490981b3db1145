/* A number that is not known.  Gaps are MISSING, never 0 or -1. */
#ifndef RESTOCK_BASE_MISSING_H
#define RESTOCK_BASE_MISSING_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

/* NAN is a float; this is the double (-Wdouble-promotion flags the other). */
#define MISSING ((double)NAN)

static inline bool is_missing(double value)
{
    return isnan(value);
}

/* `value`, or `otherwise` where it is missing. */
static inline double value_or(double value, double otherwise)
{
    return is_missing(value) ? otherwise : value;
}

/* An id (of a SKU, a place, a word) that is not given. */
#define NO_ID UINT32_MAX

/* A day that is not given; days count from 1970-01-01. */
#define NO_DAY INT32_MIN

#endif
