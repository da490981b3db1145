/* What an earlier run suggested to send from one location to another and has not left yet. */
#include "base/search.h"
#include "replenish/assess.h"
#include "replenish/terms.h"

void pledged_add(const struct inputs *inputs, struct position *positions, size_t count)
{
    for (size_t o = 0; o < inputs->open_order_count; o++) {
        const struct open_order *order = &inputs->open_orders[o];
        bool forgotten = order->due_day < inputs->as_of; /* as for who waits for it */
        if (order->kind != ORDER_SUGGESTED || forgotten || order->source == order->location ||
            feed_of(inputs, order->source).location == NULL) {
            continue;
        }
        size_t at = SEARCH_ROWS(positions, count, sku, location, order->sku, order->source);
        if (at < count && positions[at].sku == order->sku &&
            positions[at].location == order->source) {
            positions[at].pledged += order->quantity;
        }
    }
}
