/* The panel while it grows, range by range. */
#ifndef RESTOCK_PANEL_DRAFT_H
#define RESTOCK_PANEL_DRAFT_H

#include "panel/pairs.h"
#include "panel/panel.h"

/* The arrays of struct panel, from malloc, so that they can grow: realloc moves large ones without
 * copying.  What is new in them is not zero. */
struct draft {
    size_t count;  /* series */
    uint32_t *sku; /* [count], as the next two */
    uint32_t *location;
    double *price;
    size_t *start; /* [count + 1], as the next three */
    size_t *return_start;
    size_t *price_start;
    size_t *censored_start;
    double *demand; /* [start[count]] once there are cells */
    int32_t *return_period;
    double *return_quantity;
    int32_t *price_period;
    double *price_value;
    uint8_t *censored_bits;
};

/* Room for `more` series behind those that are there. */
enum status MUST_CHECK draft_series(struct draft *draft, size_t more, struct fault *fault);
/* Room for all that the starts up to `count` announce. */
enum status MUST_CHECK draft_cells(struct draft *draft, struct fault *fault);
/* Puts the new items that are not among the series between them, with no periods: both sorted. */
enum status MUST_CHECK draft_insert(struct draft *draft, const struct pairs *listed,
                                    struct fault *fault);
/* Gives all to the panel; `arena` owns the arrays afterwards, whatever the status. */
enum status MUST_CHECK draft_finish(struct draft *draft, struct panel *panel, struct arena *arena,
                                    struct fault *fault);
void draft_free(struct draft *draft);

#endif
