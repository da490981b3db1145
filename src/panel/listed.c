/* Pairs of an item and a location that want a forecast before their first sale. */
#include "listed.h"

#include "base/missing.h"
#include "panel/kits.h"
#include "panel/overrides.h"

#include <stdlib.h>

struct list {
    struct listed *rows; /* [room], on the heap */
    size_t count;
    size_t room;
    bool failed; /* memory ran out */
};

static void add(struct list *list, struct listed row)
{
    if (list->count == list->room) {
        size_t room = list->room > 0 ? 2 * list->room : 256;
        struct listed *rows = realloc(list->rows, room * sizeof *rows);
        if (rows == NULL) {
            list->failed = true;
            return;
        }
        list->rows = rows;
        list->room = room;
    }
    list->rows[list->count++] = row;
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

/* Sorts the rows from `first` on and drops those that are there already. */
static void sort_unique(struct list *list, size_t first)
{
    if (list->count - first < 2) {
        return;
    }
    qsort(list->rows + first, list->count - first, sizeof *list->rows, compare);
    size_t unique = first;
    for (size_t i = first; i < list->count; i++) {
        if (unique == first || compare(&list->rows[unique - 1], &list->rows[i]) != 0) {
            list->rows[unique++] = list->rows[i];
        }
    }
    list->count = unique;
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

static void put(struct list *list, const struct inputs *inputs, const bool *sells,
                struct listed key)
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
        put(list, inputs, sells, (struct listed){row->sku, row->location});
    }
    for (size_t i = 0; i < inputs->open_order_count; i++) {
        const struct open_order *row = &inputs->open_orders[i];
        put(list, inputs, sells, (struct listed){row->sku, row->location});
    }
    for (size_t i = 0; i < inputs->master.item_location_count; i++) {
        const struct item_location *row = &inputs->master.item_locations[i];
        put(list, inputs, sells, (struct listed){row->sku, row->location});
    }
}

static void put_overridden(struct list *list, const struct inputs *inputs, const bool *sells)
{
    for (size_t o = 0; o < inputs->master.override_count; o++) {
        const struct override_row *row = &inputs->master.overrides[o];
        if (sells[row->location] && !override_is_over(row, inputs->as_of) &&
            override_field_of(&inputs->names, row) == OVERRIDE_FORECAST) {
            add(list, (struct listed){row->sku, row->location});
        }
    }
}

static void put_parts(struct list *list, const struct master *master, struct listed kit)
{
    size_t first = 0;
    size_t count = kit_rows_of(master, kit.sku, &first);
    for (size_t r = first; r < first + count; r++) {
        if (master->kits[r].component != kit.sku) {
            add(list, (struct listed){master->kits[r].component, kit.location});
        }
    }
}

/* Level by level: the components of what was added last; there are no circles. */
static void put_components(struct list *list, const struct master *master, const struct sold *sold)
{
    size_t first = 0;
    for (size_t s = 0; s < sold->count; s++) {
        put_parts(list, master, (struct listed){sold->sku[s], sold->location[s]});
    }
    while (first < list->count && !list->failed) {
        sort_unique(list, first);
        size_t end = list->count;
        for (size_t l = first; l < end; l++) {
            put_parts(list, master, list->rows[l]);
        }
        first = end;
    }
}

enum status listed_find(struct listed **listed, size_t *count, const struct inputs *inputs,
                        const struct sold *sold, struct fault *fault)
{
    struct list list = {0};
    bool *sells = calloc(inputs->names.place.count + 1, sizeof *sells);
    *listed = NULL;
    *count = 0;
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
    sort_unique(&list, 0);
    *listed = list.rows;
    *count = list.count;
    return list.failed ? fault_memory(fault, "the list of new items") : STATUS_OK;
}
