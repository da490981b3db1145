/* Whether a location that feeds others holds safety stock for them, or they for themselves.
 *
 * For each sku the tree of its locations is given to guaranteed.h: a stage's days are its
 * protection interval (lead time and review), its holding cost that of its terms, a day's sd that
 * of its outlook over the interval, k the normal quantile of its service level, and customers are
 * served at once.  A feeding location that quotes its children no time holds safety stock for the
 * whole of its own interval; one that quotes S days holds so much less and passes on what comes,
 * and its children's targets cover S days more.  Customers of a feeding location's own are served
 * at once from a stock of theirs, with the interval of that location. */
#ifndef RESTOCK_NETWORK_PLACEMENT_H
#define RESTOCK_NETWORK_PLACEMENT_H

#include "base/parallel.h"
#include "replenish/assess.h"

/* Safety stock for children: pooled at who feeds them, or by the placement that costs least. */
enum echelon_way { ECHELON_POOLED, ECHELON_GUARANTEED };

/* After positions ([count] by sku, location) are assessed: writes what each quotes its children to
 * *committed ([count] days, in the arena), and raises target and raw_need of the children of those
 * that quote a time, above what their own policies ask. */
enum status MUST_CHECK placement_make(const int32_t **committed, const struct basis *basis,
                                      struct position *positions, size_t count, struct arena *arena,
                                      struct team *team, struct fault *fault);

#endif
