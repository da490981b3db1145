/* A planner's word on an order or a target, while it is in force. */
#include "order/supplier_order.h"

const struct override_row *override_of(const struct inputs *inputs, const struct position *position,
                                       enum override_field field)
{
    if (inputs->master.override_count == 0) {
        return NULL;
    }
    return override_on(&inputs->master, &inputs->names, position->sku, position->location, field,
                       inputs->as_of);
}
