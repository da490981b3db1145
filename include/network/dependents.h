/* Locations that feed others: what those will order is demand of theirs.
 *
 * The next order of a feeding location comes at the end of its interval.  Until then it must have
 * what its children order: what they lack to their targets today, what leaves them (sold there, or
 * fed further on) up to their last order before that end, and half a pack each; so what stands at
 * and is on its way to children counts.  The end is as uncertain as the lead time: a mixture over
 * its support points.  Safety beyond the mean is the quantile, at the feeder's own service level,
 * of the law of all their orders together (independent, by mean and variance), pooled with the
 * safety for customers of its own:
 *     dependent = sum over children of E(target - position + D(last order))+ + half a pack
 *               + sqrt(safety^2 + own^2) - own
 * Children keep the safety stock of their own targets.  Where the feeding location quotes a time
 * (network/placement.h), orders of the last days before the end may wait for the next receipt. */
#ifndef RESTOCK_NETWORK_DEPENDENTS_H
#define RESTOCK_NETWORK_DEPENDENTS_H

#include "base/parallel.h"
#include "replenish/assess.h"

/* Raises target, raw_need, dependent and promised of feeding positions; the farthest from the
 * supplier first.  `positions` are assessed, [count] by sku, location; `committed` [count] days
 * that each quotes its children, NULL for none. */
enum status MUST_CHECK dependents_add(const struct basis *basis, struct position *positions,
                                      size_t count, const int32_t *committed, struct arena *arena,
                                      struct team *team, struct fault *fault);

#endif
