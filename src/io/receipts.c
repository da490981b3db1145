/* Open orders and past receipts, which stand in one file. */
#include "base/missing.h"
#include "io/intake.h"

enum status receipts_part(struct inputs *inputs, struct arena *arena, struct fault *fault)
{
    size_t count = 0;
    for (size_t o = 0; o < inputs->open_order_count; o++) {
        count += inputs->open_orders[o].received_day != NO_DAY ? 1 : 0;
    }
    inputs->receipts = ARENA_NEW(arena, struct open_order, count);
    if (inputs->receipts == NULL) {
        return fault_memory(fault, "open_orders");
    }
    size_t open = 0;
    for (size_t o = 0; o < inputs->open_order_count; o++) {
        struct open_order order = inputs->open_orders[o];
        if (order.received_day != NO_DAY) {
            inputs->receipts[inputs->receipt_count++] = order;
        } else {
            inputs->open_orders[open++] = order;
        }
    }
    inputs->open_order_count = open;
    return STATUS_OK;
}
