/* Why goods came back, by sku. */
#ifndef RESTOCK_PANEL_REASONS_H
#define RESTOCK_PANEL_REASONS_H

#include "panel/panel.h"
#include "range.h"

/* The reasons found so far; zero before the first range. */
struct reasons {
    struct return_reason *list; /* [count] from malloc */
    size_t count;
};

/* Adds those of a range, before anything is cancelled: units by sku and reason of the returns from
 * `first_day` on.  What of one sku and reason comes back is added up in ascending order of
 * quantities. */
enum status MUST_CHECK reasons_add(struct reasons *reasons, const struct range *range,
                                   double first_day, struct team *team, struct fault *fault);

#endif
