/* What of an order would expire before it sells is not ordered. */
#ifndef RESTOCK_ORDER_EXPIRY_H
#define RESTOCK_ORDER_EXPIRY_H

#include "replenish/assess.h"

/* Takes off the line's units beyond shelf_life_limit (replenish/shelf_life.h); the change stands in
 * adjust[ADJUST_SHELF_LIFE].  A pack of which a part sells in time stays as long as
 *     sold max(Cu, Co) > wasted Co,   Cu the shortage cost, Co the unit cost,
 * the limit's own rule for a single unit, with what a pack is expected to sell and to waste; a line
 * that would be left with less than its minimum is judged the same way as a whole. */
void expiry_cut(struct position *position, const struct basis *basis);

#endif
