/* A planner's words: what they speak of, and when they hold. */
#ifndef RESTOCK_PANEL_OVERRIDES_H
#define RESTOCK_PANEL_OVERRIDES_H

#include "panel/master.h"

#include <stdbool.h>

/* What a row of overrides.csv replaces; its field by name, in any case. */
enum override_field {
    OVERRIDE_FORECAST, /* mean demand of a period */
    OVERRIDE_TARGET,   /* the order-up-to level */
    OVERRIDE_ORDER,    /* the quantity */
    OVERRIDE_FIELDS    /* none of them */
};

enum override_field override_field_of(const struct names *names, const struct override_row *row);
const char *override_field_name(enum override_field field);

/* Is its last day before that day? */
bool override_is_over(const struct override_row *row, int32_t day);

/* Of a sku-location's rows the one of `field` that holds on a day, the one that began last (of
 * those that began together, the last row); NULL without one. */
const struct override_row *override_on(const struct master *master, const struct names *names,
                                       uint32_t sku, uint32_t location, enum override_field field,
                                       int32_t day);

#endif
