/* New items that are listed but have not sold yet. */
#ifndef RESTOCK_PANEL_LISTED_H
#define RESTOCK_PANEL_LISTED_H

#include "base/status.h"
#include "panel/inputs.h"

#include <stdbool.h>

struct listed {
    uint32_t sku;
    uint32_t location;
};

/* What has a row in stock.csv, open_orders.csv or item_locations.csv, an item of which `like`,
 * `successor_of` or a launch date is given, and a location that sells anything at all (`sells`,
 * [inputs->names.place.count]); not what has ended.  Sorted by sku, location, each once.  Free
 * `*listed`, whatever the status. */
enum status MUST_CHECK listed_new(struct listed **listed, size_t *count,
                                  const struct inputs *inputs, const bool *sells,
                                  struct fault *fault);

#endif
