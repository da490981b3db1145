/* What has not sold and has a series all the same: new items, components of kits, and what a
 * planner speaks of. */
#ifndef RESTOCK_PANEL_LISTED_H
#define RESTOCK_PANEL_LISTED_H

#include "base/status.h"
#include "panel/inputs.h"
#include "panel/pairs.h"

/* The sku-locations that sold, [count] each, by sku and location. */
struct sold {
    const uint32_t *sku;
    const uint32_t *location;
    size_t count;
};

/* Sku-locations that are to have a series, at locations that sell anything at all; sorted by sku,
 * location, each once, some of them sold:
 *   - an item of which `like`, `successor_of` or a launch date is given, which has a row in
 *     stock.csv, open_orders.csv or item_locations.csv and has not ended;
 *   - what a forecast in overrides.csv that is not over speaks of;
 *   - the components, and theirs, of a kit that sold or is listed at the location.
 * Free its rows, whatever the status. */
enum status MUST_CHECK listed_find(struct pairs *listed, const struct inputs *inputs,
                                   const struct sold *sold, struct fault *fault);

#endif
