/* The positions there are, merged from the tables that name them, and the terms that they share. */
#include "replenish/terms.h"

#include "base/missing.h"
#include "panel/pairs.h"

#include <stdlib.h>

static bool is_place_of_stock(const struct master *master, uint32_t location)
{
    return master_supplier(master, location) == NULL || master_location(master, location) != NULL;
}

/* The tables whose rows make positions, each sorted by sku and location. */
enum { FROM_PANEL, FROM_STOCK, FROM_ORDERS, FROM_ITEM_LOCATIONS, KEY_TABLES };

struct key_tables {
    const struct inputs *inputs;
    const struct panel *panel;
    size_t count[KEY_TABLES];
    size_t at[KEY_TABLES]; /* the next row of each */
};

static struct pair table_key(const struct key_tables *tables, int table)
{
    size_t at = tables->at[table];
    switch (table) {
    case FROM_PANEL:
        return (struct pair){tables->panel->sku[at], tables->panel->location[at]};
    case FROM_STOCK:
        return (struct pair){tables->inputs->stock[at].sku, tables->inputs->stock[at].location};
    case FROM_ORDERS: {
        const struct open_order *order = &tables->inputs->open_orders[at];
        return (struct pair){order->sku, order->location};
    }
    default: {
        const struct item_location *row = &tables->inputs->master.item_locations[at];
        return (struct pair){row->sku, row->location};
    }
    }
}

/* The least key of all tables, whose rows of it are passed; false when all are at their end. */
static bool next_key(struct key_tables *tables, struct pair *least)
{
    bool any = false;
    for (int t = 0; t < KEY_TABLES; t++) {
        if (tables->at[t] < tables->count[t]) {
            struct pair key = table_key(tables, t);
            *least = !any || pair_compare(&key, least) < 0 ? key : *least;
            any = true;
        }
    }
    for (int t = 0; t < KEY_TABLES && any; t++) {
        while (tables->at[t] < tables->count[t]) {
            struct pair key = table_key(tables, t);
            if (pair_compare(&key, least) != 0) {
                break;
            }
            tables->at[t]++;
        }
    }
    return any;
}

static bool collect(struct pairs *keys, const struct inputs *inputs, const struct panel *panel)
{
    struct key_tables tables = {.inputs = inputs,
                                .panel = panel,
                                .count = {panel->count, inputs->stock_count,
                                          inputs->open_order_count,
                                          inputs->master.item_location_count}};
    struct pair key = {0};
    while (next_key(&tables, &key)) {
        bool wanted = key.sku != NO_ID && key.location != NO_ID &&
                      is_place_of_stock(&inputs->master, key.location);
        if (wanted && !pairs_add(keys, key)) {
            return false;
        }
    }
    return true;
}

/* The locations that feed those of `fresh` and are not in `keys` yet. */
static bool find_feeders(struct pairs *feeders, const struct pairs *keys, const struct pairs *fresh,
                         const struct inputs *inputs, const struct terms *defaults)
{
    for (size_t k = 0; k < fresh->count; k++) {
        uint32_t from = terms_source(inputs, defaults, fresh->rows[k].sku, fresh->rows[k].location);
        struct pair feeder = {.sku = fresh->rows[k].sku, .location = from};
        if (feed_of(inputs, from).location != NULL &&
            bsearch(&feeder, keys->rows, keys->count, sizeof feeder, pair_compare) == NULL &&
            !pairs_add(feeders, feeder)) {
            return false;
        }
    }
    pairs_sort(feeders, 0);
    return true;
}

/* Puts `more`, none of which is among them, into their places. */
static bool keys_merge(struct pairs *keys, const struct pairs *more)
{
    size_t from = keys->count;
    for (size_t m = 0; m < more->count; m++) {
        if (!pairs_add(keys, more->rows[m])) {
            return false;
        }
    }
    size_t left = more->count;
    for (size_t to = keys->count; left > 0; to--) {
        bool own = from > 0 && pair_compare(&keys->rows[from - 1], &more->rows[left - 1]) > 0;
        keys->rows[to - 1] = own ? keys->rows[--from] : more->rows[--left];
    }
    return true;
}

/* Chains of feeding locations are followed so far. */
enum { MOST_FEEDERS = 4 };

/* Adds the locations that feed those listed, which need have neither sales nor stock. */
static bool add_feeders(struct pairs *keys, const struct inputs *inputs,
                        const struct terms *defaults)
{
    struct pairs fresh = {0};
    bool fine = true;
    for (int step = 0; fine && step < MOST_FEEDERS; step++) {
        struct pairs feeders = {0};
        fine = find_feeders(&feeders, keys, step == 0 ? keys : &fresh, inputs, defaults) &&
               keys_merge(keys, &feeders);
        free(fresh.rows);
        fresh = feeders;
        if (fresh.count == 0) {
            break;
        }
    }
    free(fresh.rows);
    return fine;
}

/* Terms of the sku at hand that are told apart; more than that are kept once each. */
enum { TERMS_KEPT = 8 };

struct kept_terms {
    const struct terms *terms[TERMS_KEPT];
    size_t count;
    size_t next;
};

/* The same terms as of a position of this sku before, else a copy in the arena.  Most locations of
 * a sku have the same, and a million of them would be a large part of a plan's memory. */
static const struct terms *share_terms(struct kept_terms *kept, const struct terms *terms,
                                       struct arena *arena)
{
    struct text bytes = {(const char *)terms, sizeof *terms}; /* it has no padding */
    for (size_t k = 0; k < kept->count; k++) {
        if (text_equal(bytes, (struct text){(const char *)kept->terms[k], sizeof *terms})) {
            return kept->terms[k];
        }
    }
    struct terms *copy = ARENA_NEW(arena, struct terms, 1);
    if (copy == NULL) {
        return NULL;
    }
    *copy = *terms;
    kept->terms[kept->next] = copy;
    kept->next = (kept->next + 1) % TERMS_KEPT;
    kept->count = kept->count < TERMS_KEPT ? kept->count + 1 : TERMS_KEPT;
    return copy;
}

static bool fill_positions(struct position *positions, const struct pairs *keys,
                           const struct inputs *inputs, const struct panel *panel,
                           const struct terms *defaults, struct arena *arena)
{
    struct kept_terms kept = {0};
    size_t series = 0;
    for (size_t k = 0; k < keys->count; k++) {
        struct position *position = &positions[k];
        struct pair key = keys->rows[k];
        while (series < panel->count &&
               (panel->sku[series] < key.sku ||
                (panel->sku[series] == key.sku && panel->location[series] < key.location))) {
            series++;
        }
        bool sold = series < panel->count && panel->sku[series] == key.sku &&
                    panel->location[series] == key.location;
        position->sku = key.sku;
        position->location = key.location;
        position->series = sold ? series : SIZE_MAX;
        if (k > 0 && keys->rows[k - 1].sku != key.sku) {
            kept = (struct kept_terms){0};
        }
        struct terms terms = terms_resolve(position, inputs, panel, defaults);
        position->terms = share_terms(&kept, &terms, arena);
        if (position->terms == NULL) {
            return false;
        }
    }
    return true;
}

enum status positions_list(struct position **positions, size_t *count, const struct inputs *inputs,
                           const struct panel *panel, const struct terms *defaults,
                           struct arena *arena, struct fault *fault)
{
    struct pairs keys = {0};
    bool fine = collect(&keys, inputs, panel) && add_feeders(&keys, inputs, defaults);
    *count = keys.count;
    *positions = fine ? ARENA_NEW(arena, struct position, keys.count) : NULL;
    fine = *positions != NULL && fill_positions(*positions, &keys, inputs, panel, defaults, arena);
    free(keys.rows);
    return fine ? STATUS_OK : fault_memory(fault, "the positions");
}
