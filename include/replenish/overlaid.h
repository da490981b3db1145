/* What a what-if makes of the inputs themselves: stock, open orders, suppliers, locations.  The
 * numbers of positions are changed where they are resolved (terms_resolve) and demand where it is
 * forecast (restate_overlay). */
#ifndef RESTOCK_REPLENISH_OVERLAID_H
#define RESTOCK_REPLENISH_OVERLAID_H

#include "panel/overlay.h"
#include "replenish/terms.h"

/* Changes stock, open orders, order terms of suppliers, price breaks and room of locations, by the
 * rows in force on inputs->as_of; once, when all is loaded.  `order_cost` is money per order where
 * no supplier says.
 *   stock        whole units stay whole; a value goes to the first batch and the others are empty
 *   open orders  one that never comes is gone, and the rest stays in order */
void overlay_apply(struct inputs *inputs, const struct terms *defaults, double order_cost);

/* What each row concerns: [overlay_count] numbers of sku-locations (of a plan's positions or a
 * panel's series), or of suppliers or locations where the change is of these.  `positions` NULL:
 * the series of `panel`; both NULL: nothing is counted but suppliers and locations. */
void overlay_count(size_t *concerned, const struct inputs *inputs, const struct panel *panel,
                   const struct position *positions, size_t position_count,
                   const struct terms *defaults);

#endif
