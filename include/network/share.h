/* Who gets what of a stock that is not enough for all: in whole packs, and the least that a line
 * may have or nothing.
 *
 *   marginal      every pack to where its units earn most, so that all together do:
 *                 weight (E(D - x)+ - E(D - x - q)+) / q
 *   proportional  in proportion to what is wanted
 *   equal         equal days of cover, by what stands and comes at each place
 *   priority      higher priority first; those of one priority in proportion
 *
 * Before that whoever has less than a share of its target, the floor, is lifted to it, those who
 * have least of it first.  The answer depends on what the claims say; the order of the claims
 * counts only between equals. */
#ifndef RESTOCK_NETWORK_SHARE_H
#define RESTOCK_NETWORK_SHARE_H

#include "base/arena.h"
#include "num/dist.h"

#include <stdbool.h>

enum share_rule { SHARE_MARGINAL, SHARE_PROPORTIONAL, SHARE_EQUAL, SHARE_PRIORITY };

struct share_claim {
    struct dist demand; /* over the time that the quantity must last */
    double stock;       /* units that meet it already; may be negative */
    double weight;      /* money that a sold unit is worth */
    double rate;        /* units a day */
    double priority;    /* higher first */
    double target;      /* units: what stock and the quantity should reach together */
    double most;        /* units: the line that it asks for, a whole number of packs */
    double least;       /* units: a smaller line is none */
    double pack;        /* units, > 0 */
};

/* Writes given[count], at most `available` together.  false if memory ran out.  O(packs * count).
 */
bool share_out(enum share_rule rule, double floor_share, double available,
               const struct share_claim *claims, size_t count, double *given,
               struct arena *scratch);

#endif
