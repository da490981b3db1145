/* Locations that feed others: what those will want is demand of theirs.
 *
 * For a position that feeds others (its sku, at locations whose source it is) what they will want
 * inside its own interval is added to its target, counted from their end: over the days H of its
 * interval and theirs together, each wants its mean demand of H less its own position; their safety
 * stocks, stretched by sqrt(H / interval), are pooled as independent:
 *     dependent = sum over them of (mean(H) - position)+ + sqrt(sum of (safety sqrt(H/interval))^2)
 * so a dc orders what its shops sell, before they ask for it. */
#ifndef RESTOCK_NETWORK_DEPENDENTS_H
#define RESTOCK_NETWORK_DEPENDENTS_H

#include "base/parallel.h"
#include "replenish/assess.h"

/* Raises target, raw_need, dependent and promised of feeding positions; the farthest from the
 * supplier first.  `positions` are assessed, [count] by sku, location. */
void dependents_add(const struct basis *basis, struct position *positions, size_t count,
                    struct team *team);

#endif
