/* Sharing out a scarce quantity among places so that it lasts equally long everywhere. */
#ifndef RESTOCK_NETWORK_ALLOCATE_H
#define RESTOCK_NETWORK_ALLOCATE_H

#include <stddef.h>

/* Equal days of cover (water filling): alloc[i] = max(0, rate[i] T - stock[i]) with the one T that
 * hands out everything; the return value, in the time unit of the rates.  Places that sell nothing
 * get nothing.  T is MISSING (and alloc 0) when nothing sells anywhere or nothing is available.
 * stock may be negative (backorders); rate >= 0.  Continuous; O(count^2) at the worst. */
double allocate_cover(double available, const double *stock, const double *rate, size_t count,
                      double *alloc);

#endif
