/* Sales rows in the order of their series. */
#ifndef RESTOCK_PANEL_GROUP_H
#define RESTOCK_PANEL_GROUP_H

#include "base/status.h"
#include "panel/inputs.h"

/* Invariant: rows order[start[g]] .. order[start[g + 1] - 1] are all those of one sku and location;
 * groups are sorted by sku, then location; rows within a group are in file order. */
struct grouping {
    size_t count;    /* groups */
    size_t *start;   /* [count + 1] */
    uint32_t *order; /* [rows] numbers of rows */
    size_t longest;  /* rows of the largest group */
};

/* Free with grouping_free, whatever the status. */
enum status MUST_CHECK grouping_make(struct grouping *grouping, const struct inputs *inputs,
                                     struct fault *fault);
void grouping_free(struct grouping *grouping);

#endif
