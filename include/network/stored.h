/* What is stored: units that lie at locations, and those that are on their way to them. */
#ifndef RESTOCK_NETWORK_STORED_H
#define RESTOCK_NETWORK_STORED_H

#include "panel/inputs.h"
#include "replenish/position.h"

/* On its way is every open order, overdue ones included: they may come any day.  Suggestions that
 * nobody placed in time are not. */
static inline bool stored_counts(const struct open_order *order, int32_t as_of)
{
    return order->kind != ORDER_SUGGESTED || order->due_day >= as_of;
}

/* [places] units by location, place ids beyond left out; on_hand of the positions is known.  NULL
 * if memory ran out. */
double *stored_units(const struct inputs *inputs, const struct position *positions, size_t count,
                     size_t places, struct arena *arena);

#endif
