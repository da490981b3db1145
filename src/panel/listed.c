/* Pairs of an item and a location that want a forecast before their first sale. */
#include "listed.h"

#include "base/missing.h"

#include <stdlib.h>

static bool is_new(const struct inputs *inputs, uint32_t sku, uint32_t location)
{
    const struct item *item = master_item(&inputs->master, sku);
    const struct item_location *own = master_item_location(&inputs->master, sku, location);
    struct terms terms = own != NULL ? own->terms : terms_unset();
    if (item != NULL) {
        terms_fill(&terms, &item->terms);
    }
    bool ended = terms.end_day != NO_DAY && terms.end_day < inputs->as_of;
    return !ended &&
           (terms.like != NO_ID || terms.successor_of != NO_ID || terms.launch_day != NO_DAY);
}

static int compare(const void *a, const void *b)
{
    const struct listed *x = a;
    const struct listed *y = b;
    if (x->sku != y->sku) {
        return x->sku < y->sku ? -1 : 1;
    }
    return (x->location > y->location) - (x->location < y->location);
}

static void put(struct listed *listed, size_t *count, const struct inputs *inputs,
                const bool *sells, struct listed key)
{
    if (key.location < inputs->names.place.count && sells[key.location] &&
        is_new(inputs, key.sku, key.location)) {
        listed[(*count)++] = key;
    }
}

enum status listed_new(struct listed **listed, size_t *count, const struct inputs *inputs,
                       const bool *sells, struct fault *fault)
{
    const struct master *master = &inputs->master;
    size_t most = inputs->stock_count + inputs->open_order_count + master->item_location_count;
    *count = 0;
    *listed = malloc((most + 1) * sizeof **listed);
    if (*listed == NULL) {
        return fault_memory(fault, "the list of new items");
    }
    for (size_t i = 0; i < inputs->stock_count; i++) {
        const struct stock_row *row = &inputs->stock[i];
        put(*listed, count, inputs, sells, (struct listed){row->sku, row->location});
    }
    for (size_t i = 0; i < inputs->open_order_count; i++) {
        const struct open_order *row = &inputs->open_orders[i];
        put(*listed, count, inputs, sells, (struct listed){row->sku, row->location});
    }
    for (size_t i = 0; i < master->item_location_count; i++) {
        const struct item_location *row = &master->item_locations[i];
        put(*listed, count, inputs, sells, (struct listed){row->sku, row->location});
    }
    qsort(*listed, *count, sizeof **listed, compare);
    size_t unique = 0;
    for (size_t i = 0; i < *count; i++) {
        if (unique == 0 || compare(&(*listed)[unique - 1], &(*listed)[i]) != 0) {
            (*listed)[unique++] = (*listed)[i];
        }
    }
    *count = unique;
    return STATUS_OK;
}
