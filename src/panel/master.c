/* Master data: layers of terms, and rows found by key in their sorted tables. */
#include "panel/master.h"

#include "base/missing.h"

struct terms terms_unset(void)
{
    return (struct terms){
        .unit_cost = MISSING,
        .price = MISSING,
        .holding_cost = MISSING,
        .holding_rate = MISSING,
        .shortage_cost = MISSING,
        .pack_size = MISSING,
        .moq = MISSING,
        .max_order = MISSING,
        .min_stock = MISSING,
        .max_stock = MISSING,
        .weight = MISSING,
        .volume = MISSING,
        .shelf_life_days = MISSING,
        .service_level = MISSING,
        .sellable_return_share = MISSING,
        .lead_time_days = MISSING,
        .lead_time_sd = MISSING,
        .review_days = MISSING,
        .service_type = SERVICE_UNSET,
        .fulfilment = FULFILMENT_UNSET,
        .supplier = NO_ID,
        .source = NO_ID,
        .policy = NO_ID,
        .successor_of = NO_ID,
        .like = NO_ID,
        .description = NO_ID,
        .category = NO_ID,
        .department = NO_ID,
        .launch_day = NO_DAY,
        .end_day = NO_DAY,
    };
}

static void fill_number(double *value, double below)
{
    if (is_missing(*value)) {
        *value = below;
    }
}

static void fill_id(uint32_t *value, uint32_t below)
{
    if (*value == NO_ID) {
        *value = below;
    }
}

static void fill_day(int32_t *value, int32_t below)
{
    if (*value == NO_DAY) {
        *value = below;
    }
}

/* holding_cost beats holding_rate only within a layer: a rate that is given above must not be
 * beaten by a cost from below, so the two are filled together. */
static void fill_holding(struct terms *terms, const struct terms *below)
{
    if (is_missing(terms->holding_cost) && is_missing(terms->holding_rate)) {
        terms->holding_cost = below->holding_cost;
        terms->holding_rate = below->holding_rate;
    }
}

void terms_fill(struct terms *terms, const struct terms *below)
{
    fill_number(&terms->unit_cost, below->unit_cost);
    fill_number(&terms->price, below->price);
    fill_holding(terms, below);
    fill_number(&terms->shortage_cost, below->shortage_cost);
    fill_number(&terms->pack_size, below->pack_size);
    fill_number(&terms->moq, below->moq);
    fill_number(&terms->max_order, below->max_order);
    fill_number(&terms->min_stock, below->min_stock);
    fill_number(&terms->max_stock, below->max_stock);
    fill_number(&terms->weight, below->weight);
    fill_number(&terms->volume, below->volume);
    fill_number(&terms->shelf_life_days, below->shelf_life_days);
    fill_number(&terms->service_level, below->service_level);
    fill_number(&terms->sellable_return_share, below->sellable_return_share);
    fill_number(&terms->lead_time_days, below->lead_time_days);
    fill_number(&terms->lead_time_sd, below->lead_time_sd);
    fill_number(&terms->review_days, below->review_days);
    if (terms->service_type == SERVICE_UNSET) {
        terms->service_type = below->service_type;
    }
    if (terms->fulfilment == FULFILMENT_UNSET) {
        terms->fulfilment = below->fulfilment;
    }
    fill_id(&terms->supplier, below->supplier);
    fill_id(&terms->source, below->source);
    fill_id(&terms->policy, below->policy);
    fill_id(&terms->successor_of, below->successor_of);
    fill_id(&terms->like, below->like);
    fill_id(&terms->description, below->description);
    fill_id(&terms->category, below->category);
    fill_id(&terms->department, below->department);
    fill_day(&terms->launch_day, below->launch_day);
    fill_day(&terms->end_day, below->end_day);
}

/* First of `count` rows of `size` bytes whose key (its first uint32_t) is not below `key`. */
static size_t first_not_below(const void *rows, size_t count, size_t size, uint32_t key)
{
    size_t low = 0;
    while (count > 0) {
        size_t half = count / 2;
        const uint32_t *at = (const void *)((const char *)rows + (low + half) * size);
        if (*at < key) {
            low += half + 1;
            count -= half + 1;
        } else {
            count = half;
        }
    }
    return low;
}

const struct item *master_item(const struct master *master, uint32_t sku)
{
    size_t at = first_not_below(master->items, master->item_count, sizeof *master->items, sku);
    return at < master->item_count && master->items[at].sku == sku ? &master->items[at] : NULL;
}

const struct item_location *master_item_location(const struct master *master, uint32_t sku,
                                                 uint32_t location)
{
    size_t low = 0;
    size_t count = master->item_location_count;
    while (count > 0) {
        size_t half = count / 2;
        const struct item_location *at = &master->item_locations[low + half];
        if (at->sku < sku || (at->sku == sku && at->location < location)) {
            low += half + 1;
            count -= half + 1;
        } else {
            count = half;
        }
    }
    if (low == master->item_location_count) {
        return NULL;
    }
    const struct item_location *found = &master->item_locations[low];
    return found->sku == sku && found->location == location ? found : NULL;
}

uint32_t master_kind(const struct master *master, uint32_t sku)
{
    const struct item *item = master_item(master, sku);
    if (item == NULL) {
        return NO_ID;
    }
    return item->terms.department != NO_ID ? item->terms.department : item->terms.category;
}

const struct location *master_location(const struct master *master, uint32_t location)
{
    size_t at = first_not_below(master->locations, master->location_count,
                                sizeof *master->locations, location);
    return at < master->location_count && master->locations[at].location == location
               ? &master->locations[at]
               : NULL;
}

const struct supplier *master_supplier(const struct master *master, uint32_t supplier)
{
    size_t at = first_not_below(master->suppliers, master->supplier_count,
                                sizeof *master->suppliers, supplier);
    return at < master->supplier_count && master->suppliers[at].supplier == supplier
               ? &master->suppliers[at]
               : NULL;
}
