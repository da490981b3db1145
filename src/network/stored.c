/* Units stored and on their way. */
#include "network/stored.h"

#include <math.h>

double *stored_units(const struct inputs *inputs, const struct position *positions, size_t count,
                     size_t places, struct arena *arena)
{
    double *stored = ARENA_NEW(arena, double, places);
    for (size_t p = 0; p < count && stored != NULL; p++) {
        if (positions[p].location < places) {
            stored[positions[p].location] += fmax(positions[p].on_hand, 0.0);
        }
    }
    for (size_t o = 0; o < inputs->open_order_count && stored != NULL; o++) {
        const struct open_order *order = &inputs->open_orders[o];
        if (order->location < places && stored_counts(order, inputs->as_of)) {
            stored[order->location] += order->quantity;
        }
    }
    return stored;
}
