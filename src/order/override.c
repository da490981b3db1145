/* A planner's word on an order or a target, while it is in force. */
#include "order/supplier_order.h"
#include "panel/overrides.h"

#include <string.h>

const struct override_row *override_of(const struct inputs *inputs, const struct position *position,
                                       const char *field)
{
    if (inputs->master.override_count == 0) {
        return NULL;
    }
    enum override_field which = OVERRIDE_FORECAST;
    while (which < OVERRIDE_FIELDS && strcmp(field, override_field_name(which)) != 0) {
        which++;
    }
    return override_on(&inputs->master, &inputs->names, position->sku, position->location, which,
                       inputs->as_of);
}
