/* The cost of an order, shared by its lines. */
#ifndef RESTOCK_REPLENISH_ORDER_COSTS_H
#define RESTOCK_REPLENISH_ORDER_COSTS_H

#include "base/parallel.h"
#include "replenish/assess.h"

/* Fills order_cost of every position [count]: the supplier's (else the default) cost of an order
 * in proportion to holding cost times demand of the lines that it may have; 0 for what is moved
 * from a location, dropshipped, or never sold.  Asks for terms, from and series.  false if memory
 * ran out. */
bool share_order_costs(const struct basis *basis, struct position *positions, size_t count,
                       struct team *team);

#endif
