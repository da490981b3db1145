/* Sharing out a scarce quantity among places.
 *
 * Every rule breaks ties by the place's number, so that the answer depends on the numbering (by
 * key) and never on the order in which places are served.  No rule hands out more than is
 * available. */
#ifndef RESTOCK_NETWORK_ALLOCATE_H
#define RESTOCK_NETWORK_ALLOCATE_H

#include "num/dist.h"

#include <stddef.h>

/* Equal days of cover (water filling): alloc[i] = max(0, rate[i] T - stock[i]) with the one T that
 * hands out everything; the return value, in the time unit of the rates.  Places that sell nothing
 * get nothing.  T is MISSING (and alloc 0) when nothing sells anywhere or nothing is available.
 * stock may be negative (backorders); rate >= 0.  Continuous; O(count^2) at the worst. */
double allocate_cover(double available, const double *stock, const double *rate, size_t count,
                      double *alloc);

/* In proportion to demand (>= 0), never more than the demand; whole units by largest remainder
 * where `available` and the demands are whole. */
void allocate_proportional(double available, const double *demand, size_t count, double *alloc);

/* Rounds shares to whole units that add up to their own sum rounded down: everybody gets the floor,
 * what is left goes one by one to the largest remainders. */
void allocate_round(const double *share, size_t count, double *alloc);

/* Unit by unit to the place where the next one is most likely to sell, times weight[i] (NULL: 1):
 * weight[i] P(D > stock[i] + alloc[i]).  Greatest expected sales, since each unit's chance is below
 * the one before.  Stops when no unit has a chance left.  O(available * count); `gain` is [count]
 * scratch. */
void allocate_marginal(double available, const struct dist *demand, const double *stock,
                       const double *weight, size_t count, double *alloc, double *gain);

/* Higher priority first, each place up to its demand; places of equal priority in proportion. */
void allocate_priority(double available, const double *demand, const double *priority, size_t count,
                       double *alloc);

/* One item of a prioritised purchase list. */
struct purchase_item {
    struct dist demand;
    double on_hand; /* units */
    double cost;    /* money per unit, > 0 */
    double margin;  /* money earned by a unit that sells */
    double holding; /* money lost by a unit that does not */
    double limit;   /* units; HUGE_VAL: none */
};

/* What the k-th unit of stock is worth per money spent:
 * (margin P(D >= k) - holding P(D < k)) / cost. */
double purchase_reward(const struct purchase_item *item, double k);

/* Buys unit by unit by the highest reward until the budget is used up or no reward is above 0.  An
 * item whose next unit does not fit into what is left of the budget is closed: its later units
 * wait.  Writes units[count]; `reward` is [count] scratch; returns what is spent. */
double purchase_by_reward(const struct purchase_item *items, size_t count, double budget,
                          double *units, double *reward);

#endif
