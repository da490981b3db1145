/* Pairs of an item and a location that want a forecast before their first sale. */
#include "listed.h"

#include "base/missing.h"
#include "panel/kits.h"
#include "panel/overrides.h"

#include <stdlib.h>

struct list {
    struct pairs pairs;
    bool failed; /* memory ran out */
};

static void add(struct list *list, struct pair pair)
{
    list->failed = !pairs_add(&list->pairs, pair) || list->failed;
}

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

static void put(struct list *list, const struct inputs *inputs, const bool *sells, struct pair key)
{
    if (key.location < inputs->names.place.count && sells[key.location] &&
        is_new(inputs, key.sku, key.location)) {
        add(list, key);
    }
}

static void put_new_items(struct list *list, const struct inputs *inputs, const bool *sells)
{
    for (size_t i = 0; i < inputs->stock_count; i++) {
        const struct stock_row *row = &inputs->stock[i];
        put(list, inputs, sells, (struct pair){row->sku, row->location});
    }
    for (size_t i = 0; i < inputs->open_order_count; i++) {
        const struct open_order *row = &inputs->open_orders[i];
        put(list, inputs, sells, (struct pair){row->sku, row->location});
    }
    for (size_t i = 0; i < inputs->master.item_location_count; i++) {
        const struct item_location *row = &inputs->master.item_locations[i];
        put(list, inputs, sells, (struct pair){row->sku, row->location});
    }
}

static void put_overridden(struct list *list, const struct inputs *inputs, const bool *sells)
{
    for (size_t o = 0; o < inputs->master.override_count; o++) {
        const struct override_row *row = &inputs->master.overrides[o];
        if (sells[row->location] && !override_is_over(row, inputs->as_of) &&
            override_field_of(&inputs->names, row) == OVERRIDE_FORECAST) {
            add(list, (struct pair){row->sku, row->location});
        }
    }
}

static void put_parts(struct list *list, const struct master *master, struct pair kit)
{
    size_t first = 0;
    size_t count = kit_rows_of(master, kit.sku, &first);
    for (size_t r = first; r < first + count; r++) {
        if (master->kits[r].component != kit.sku) {
            add(list, (struct pair){master->kits[r].component, kit.location});
        }
    }
}

/* Level by level: the components of what was added last; there are no circles. */
static void put_components(struct list *list, const struct master *master, const struct sold *sold)
{
    size_t first = 0;
    for (size_t s = 0; s < sold->count; s++) {
        put_parts(list, master, (struct pair){sold->sku[s], sold->location[s]});
    }
    while (first < list->pairs.count && !list->failed) {
        pairs_sort(&list->pairs, first);
        size_t end = list->pairs.count;
        for (size_t l = first; l < end; l++) {
            put_parts(list, master, list->pairs.rows[l]);
        }
        first = end;
    }
}

enum status listed_find(struct pairs *listed, const struct inputs *inputs, const struct sold *sold,
                        struct fault *fault)
{
    struct list list = {0};
    bool *sells = calloc(inputs->names.place.count + 1, sizeof *sells);
    *listed = (struct pairs){0};
    if (sells == NULL) {
        return fault_memory(fault, "the locations that sell");
    }
    for (size_t s = 0; s < sold->count; s++) {
        sells[sold->location[s]] = true;
    }
    put_new_items(&list, inputs, sells);
    put_overridden(&list, inputs, sells);
    if (inputs->master.kit_count > 0) {
        put_components(&list, &inputs->master, sold);
    }
    free(sells);
    pairs_sort(&list.pairs, 0);
    *listed = list.pairs;
    return list.failed ? fault_memory(fault, "the list of new items") : STATUS_OK;
}
