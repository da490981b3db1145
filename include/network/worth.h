/* What a unit is worth where it lies and where it could go.
 *
 * Values are of blocks of units, each the mean of its units, so that a flow over a few dozen arcs
 * decides about thousands of pieces; a block is one unit where there are few. */
#ifndef RESTOCK_NETWORK_WORTH_H
#define RESTOCK_NETWORK_WORTH_H

#include "replenish/assess.h"

enum { WORTH_BLOCKS = 12 }; /* within the need, and as many beyond it */

/* Units (begin, end] counted from the first that moves. */
struct block {
    double begin;
    double end;
    double value; /* money per unit */
};

/* What the k-th unit from the top of a position's stock is worth if it stays: unit cost less
 * holding until the target would ask for it, not below salvage and not above unit cost.  `level` is
 * the inventory position of which it is the last unit. */
double worth_of_staying(const struct position *position, const struct outlook *outlook,
                        double level);

/* Blocks of the units that a donor can spare, the least valuable first: values ascend.  Returns how
 * many. */
size_t worth_given(const struct position *position, const struct outlook *outlook,
                   struct block blocks[WORTH_BLOCKS]);

/* Blocks of what a receiver could take, up to `most` units: the need and `saved`, then what lies
 * beyond.  `saved` are the units of lost demand that come before the receipt of a purchase: what is
 * sold to it leaves the need as it was.  Values without the margin of those sales, descending.
 * Returns how many, at most 2 * WORTH_BLOCKS. */
size_t worth_taken(const struct position *position, const struct outlook *outlook, double saved,
                   double most, struct block blocks[2 * WORTH_BLOCKS]);

/* Loss until the receipt of today's order as a function of what comes in on day `arrival`. */
struct saving {
    double arrival;
    struct projection until; /* stock of that morning, need until the receipt; no cells where
                                nothing can be saved */
};

/* false if memory ran out.  `site` must be of that position. */
bool saving_make(struct saving *saving, const struct site *site, double arrival, double receipt,
                 struct arena *scratch);

/* Units of demand that are lost from the arrival to the receipt if `units` come in. */
double saving_lost(const struct saving *saving, double units);

/* Units of lost demand that each of [count] blocks saves, per unit: between 0 and 1.  Each block
 * begins where the one before it ends. */
void saving_shares(const struct saving *saving, const struct block *blocks, size_t count,
                   double *share);

#endif
