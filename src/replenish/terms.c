/* Terms: layers of master data, the more particular one first. */
#include "replenish/terms.h"

#include "base/missing.h"

#include <math.h>
#include <stdlib.h>

static const double DAYS_OF_YEAR = 365.0;
/* Nothing takes longer: what does is a mistake, and days stay far from their limits. */
static const double MOST_DAYS = 3650.0;

struct feed feed_of(const struct inputs *inputs, uint32_t from)
{
    struct feed feed = {.from = from};
    if (from == NO_ID) {
        return feed;
    }
    feed.supplier = master_supplier(&inputs->master, from);
    if (feed.supplier == NULL) {
        feed.location = master_location(&inputs->master, from);
    }
    return feed;
}

static uint32_t first_id(uint32_t a, uint32_t b)
{
    return a != NO_ID ? a : b;
}

static uint32_t source_of(const struct inputs *inputs, const struct terms *own,
                          const struct terms *item, const struct terms *defaults,
                          const struct location *location)
{
    uint32_t from = first_id(own->source, own->supplier);
    uint32_t place = location != NULL ? location->source : NO_ID;
    if (from == NO_ID && place != NO_ID && feed_of(inputs, place).location != NULL) {
        from = place;
    }
    from = first_id(from, first_id(item->source, item->supplier));
    from = first_id(from, place);
    return first_id(from, first_id(defaults->source, defaults->supplier));
}

/* The quickest of the lanes between two places; MISSING without one. */
static void lane_times(const struct master *master, uint32_t from, uint32_t to, struct terms *terms)
{
    for (size_t l = 0; l < master->lane_count; l++) {
        const struct lane *lane = &master->lanes[l];
        if (lane->from != from || lane->to != to || is_missing(lane->transit_days)) {
            continue;
        }
        if (is_missing(terms->lead_time_days) || lane->transit_days < terms->lead_time_days) {
            terms->lead_time_days = lane->transit_days;
            terms->lead_time_sd = lane->transit_sd;
        }
    }
}

/* What the place it comes from says. */
static struct terms feed_terms(const struct inputs *inputs, struct feed feed, uint32_t location)
{
    struct terms terms = terms_unset();
    if (feed.supplier != NULL) {
        terms.lead_time_days = feed.supplier->lead_time_days;
        terms.lead_time_sd = feed.supplier->lead_time_sd;
        terms.review_days = feed.supplier->review_days;
    } else if (feed.location != NULL) {
        lane_times(&inputs->master, feed.from, location, &terms);
    }
    /* A lead time without its spread is certain; the default spread belongs to the default time. */
    if (!is_missing(terms.lead_time_days) && is_missing(terms.lead_time_sd)) {
        terms.lead_time_sd = 0.0;
    }
    return terms;
}

static double not_below(double value, double floor)
{
    return value > floor ? value : floor; /* also for MISSING */
}

static void derive_money(struct terms *terms, double last_price, double storage_cost)
{
    if (is_missing(terms->price)) {
        terms->price = last_price;
    }
    if (is_missing(terms->unit_cost)) {
        terms->unit_cost = UNIT_COST_SHARE * value_or(terms->price, 0.0);
    }
    terms->unit_cost = not_below(terms->unit_cost, 0.0);
    if (is_missing(terms->holding_cost)) {
        terms->holding_cost = value_or(terms->holding_rate, 0.0) * terms->unit_cost / DAYS_OF_YEAR +
                              value_or(storage_cost, 0.0);
    }
    terms->holding_cost = not_below(terms->holding_cost, 0.0);
    if (is_missing(terms->shortage_cost)) {
        double margin = value_or(terms->price, 0.0) - terms->unit_cost;
        terms->shortage_cost = not_below(margin, SHORTAGE_SHARE * terms->unit_cost);
    }
    terms->shortage_cost = not_below(terms->shortage_cost, 0.0);
}

void terms_resolve(struct position *position, const struct inputs *inputs,
                   const struct panel *panel, const struct terms *defaults, double salvage_share)
{
    const struct master *master = &inputs->master;
    const struct item *item = master_item(master, position->sku);
    const struct item_location *own =
        master_item_location(master, position->sku, position->location);
    const struct location *location = master_location(master, position->location);
    struct terms unset = terms_unset();
    const struct terms *item_terms = item != NULL ? &item->terms : &unset;
    const struct terms *own_terms = own != NULL ? &own->terms : &unset;

    position->from = source_of(inputs, own_terms, item_terms, defaults, location);
    if (position->from == position->location) {
        position->from = NO_ID; /* nobody feeds himself */
    }
    struct terms feed = feed_terms(inputs, feed_of(inputs, position->from), position->location);
    struct terms terms = *own_terms;
    terms_fill(&terms, item_terms);
    if (!is_missing(terms.lead_time_days) && is_missing(terms.lead_time_sd) &&
        is_missing(feed.lead_time_sd)) {
        terms.lead_time_sd = 0.0;
    }
    terms_fill(&terms, &feed);
    terms_fill(&terms, defaults);
    double last_price = position->series != SIZE_MAX ? panel->price[position->series] : MISSING;
    position->unknown_cost =
        is_missing(terms.unit_cost) && is_missing(terms.price) && is_missing(last_price);
    derive_money(&terms, last_price, location != NULL ? location->storage_cost : MISSING);
    terms.pack_size = terms.pack_size > 0.0 ? terms.pack_size : 1.0;
    terms.moq = not_below(terms.moq, 0.0);
    terms.min_stock = not_below(terms.min_stock, 0.0);
    terms.lead_time_days = fmin(not_below(terms.lead_time_days, 0.0), MOST_DAYS);
    terms.lead_time_sd = fmin(not_below(terms.lead_time_sd, 0.0), MOST_DAYS);
    terms.review_days = fmin(not_below(terms.review_days, 1.0), MOST_DAYS);
    terms.sellable_return_share = value_or(terms.sellable_return_share, 0.0);
    if (terms.fulfilment == FULFILMENT_UNSET) {
        terms.fulfilment = FULFILMENT_STOCK;
    }
    if (terms.service_type == SERVICE_UNSET) {
        terms.service_type = SERVICE_CYCLE;
    }
    position->terms = terms;
    position->salvage = salvage_share * terms.unit_cost;
}

struct key {
    uint32_t sku;
    uint32_t location;
};

static int key_compare(const void *left, const void *right)
{
    const struct key *a = left;
    const struct key *b = right;
    if (a->sku != b->sku) {
        return a->sku < b->sku ? -1 : 1;
    }
    return (a->location > b->location) - (a->location < b->location);
}

static void add_key(struct key *keys, size_t *count, const struct master *master, uint32_t sku,
                    uint32_t location)
{
    bool only_supplier =
        master_supplier(master, location) != NULL && master_location(master, location) == NULL;
    if (sku != NO_ID && location != NO_ID && !only_supplier) {
        keys[(*count)++] = (struct key){.sku = sku, .location = location};
    }
}

static size_t collect(struct key *keys, const struct inputs *inputs, const struct panel *panel)
{
    const struct master *master = &inputs->master;
    size_t count = 0;
    for (size_t s = 0; s < panel->count; s++) {
        add_key(keys, &count, master, panel->sku[s], panel->location[s]);
    }
    for (size_t s = 0; s < inputs->stock_count; s++) {
        add_key(keys, &count, master, inputs->stock[s].sku, inputs->stock[s].location);
    }
    for (size_t o = 0; o < inputs->open_order_count; o++) {
        const struct open_order *order = &inputs->open_orders[o];
        add_key(keys, &count, master, order->sku, order->location);
    }
    for (size_t i = 0; i < master->item_location_count; i++) {
        const struct item_location *row = &master->item_locations[i];
        add_key(keys, &count, master, row->sku, row->location);
    }
    return count;
}

static size_t sort_unique(struct key *keys, size_t count)
{
    qsort(keys, count, sizeof *keys, key_compare);
    size_t unique = 0;
    for (size_t k = 0; k < count; k++) {
        if (unique == 0 || key_compare(&keys[unique - 1], &keys[k]) != 0) {
            keys[unique++] = keys[k];
        }
    }
    return unique;
}

static uint32_t key_source(const struct inputs *inputs, const struct terms *defaults,
                           struct key key)
{
    const struct master *master = &inputs->master;
    const struct item *item = master_item(master, key.sku);
    const struct item_location *own = master_item_location(master, key.sku, key.location);
    struct terms unset = terms_unset();
    return source_of(inputs, own != NULL ? &own->terms : &unset,
                     item != NULL ? &item->terms : &unset, defaults,
                     master_location(master, key.location));
}

/* Adds the locations that feed those listed, which need have neither sales nor stock; returns the
 * count afterwards.  `keys` has room for twice as many. */
static size_t add_feeders(struct key *keys, size_t count, const struct inputs *inputs,
                          const struct terms *defaults)
{
    size_t all = count;
    for (size_t k = 0; k < count; k++) {
        uint32_t from = key_source(inputs, defaults, keys[k]);
        if (feed_of(inputs, from).location != NULL) {
            keys[all++] = (struct key){.sku = keys[k].sku, .location = from};
        }
    }
    return sort_unique(keys, all);
}

/* Chains of feeding locations are followed so far. */
enum { MOST_FEEDERS = 4 };

static struct key *list_keys(size_t *count, const struct inputs *inputs, const struct panel *panel,
                             const struct terms *defaults)
{
    size_t most = panel->count + inputs->stock_count + inputs->open_order_count +
                  inputs->master.item_location_count + 1;
    struct key *keys = malloc(most * sizeof *keys);
    if (keys == NULL) {
        return NULL;
    }
    *count = sort_unique(keys, collect(keys, inputs, panel));
    for (int step = 0; step < MOST_FEEDERS; step++) {
        struct key *wider = realloc(keys, (2 * *count + 1) * sizeof *keys);
        if (wider == NULL) {
            free(keys);
            return NULL;
        }
        keys = wider;
        size_t before = *count;
        *count = add_feeders(keys, *count, inputs, defaults);
        if (*count == before) {
            break;
        }
    }
    return keys;
}

enum status positions_list(struct position **positions, size_t *count, const struct inputs *inputs,
                           const struct panel *panel, const struct terms *defaults,
                           struct arena *arena, struct fault *fault)
{
    struct key *keys = list_keys(count, inputs, panel, defaults);
    *positions = keys != NULL ? ARENA_NEW(arena, struct position, *count) : NULL;
    for (size_t k = 0; *positions != NULL && k < *count; k++) {
        (*positions)[k].sku = keys[k].sku;
        (*positions)[k].location = keys[k].location;
        (*positions)[k].series = panel_find(panel, keys[k].sku, keys[k].location);
    }
    free(keys);
    return *positions != NULL ? STATUS_OK : fault_memory(fault, "the positions");
}
