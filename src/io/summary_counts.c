/* Numbers of the summary that are counted from lines: who delivers, what travels together. */
#include "io/summary.h"

#include "base/missing.h"

#include <stdlib.h>

size_t summary_suppliers(const struct plan *plan)
{
    size_t count = 0;
    uint32_t last = NO_ID;
    for (size_t i = 0; i < plan->order_count; i++) {
        uint32_t from = plan->positions[plan->orders[i].position].from;
        count += from != NO_ID && from != last;
        last = from;
    }
    return count;
}

/* What goes together: from, to, carrier and the day of sending. */
struct shipment {
    uint32_t from;
    uint32_t to;
    uint32_t carrier;
    int32_t ship_day;
};

static int by_shipment(const void *left, const void *right)
{
    const struct shipment *a = left;
    const struct shipment *b = right;
    if (a->from != b->from) {
        return a->from < b->from ? -1 : 1;
    }
    if (a->to != b->to) {
        return a->to < b->to ? -1 : 1;
    }
    if (a->carrier != b->carrier) {
        return a->carrier < b->carrier ? -1 : 1;
    }
    return (a->ship_day > b->ship_day) - (a->ship_day < b->ship_day);
}

size_t summary_shipments(const struct plan *plan)
{
    if (plan->transfer_count == 0) {
        return 0;
    }
    struct shipment *shipments = malloc(plan->transfer_count * sizeof *shipments);
    if (shipments == NULL) {
        return SIZE_MAX;
    }
    for (size_t t = 0; t < plan->transfer_count; t++) {
        const struct transfer_line *line = &plan->transfers[t];
        shipments[t] = (struct shipment){line->from, line->to, line->carrier, line->ship_day};
    }
    qsort(shipments, plan->transfer_count, sizeof *shipments, by_shipment);
    size_t count = 1;
    for (size_t t = 1; t < plan->transfer_count; t++) {
        count += by_shipment(&shipments[t - 1], &shipments[t]) != 0;
    }
    free(shipments);
    return count;
}
