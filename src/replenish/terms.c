/* Terms: layers of master data, the more particular one first. */
#include "replenish/terms.h"

#include "base/missing.h"
#include "base/search.h"
#include "panel/kits.h"
#include "panel/overlay.h"

#include <math.h>

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

/* The first lane that is not before these places; lanes are sorted by them. */
static size_t first_lane(const struct master *master, uint32_t from, uint32_t to)
{
    return SEARCH_ROWS(master->lanes, master->lane_count, from, to, from, to);
}

/* The quickest of the lanes between two places; MISSING without one. */
static void lane_times(const struct master *master, uint32_t from, uint32_t to, struct terms *terms)
{
    for (size_t l = first_lane(master, from, to); l < master->lane_count; l++) {
        const struct lane *lane = &master->lanes[l];
        if (lane->from != from || lane->to != to) {
            break;
        }
        if (is_missing(lane->transit_days)) {
            continue;
        }
        if (is_missing(terms->lead_time_days) || lane->transit_days < terms->lead_time_days) {
            terms->lead_time_days = lane->transit_days;
            terms->lead_time_sd = lane->transit_sd;
        }
    }
}

struct terms feed_terms(const struct inputs *inputs, struct feed feed, uint32_t location)
{
    struct terms terms = terms_unset();
    if (feed.supplier != NULL) {
        terms.lead_time_days = feed.supplier->lead_time_days;
        terms.lead_time_sd = feed.supplier->lead_time_sd;
        terms.review_days = feed.supplier->review_days;
        if (is_missing(terms.review_days) && feed.supplier->order_days != 0) {
            terms.review_days = 1.0; /* the weekdays themselves are the rhythm */
        }
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

/* A number of a position once a what-if has changed it. */
struct overlaid {
    const struct inputs *inputs;
    struct overlay_target target;
};

static void change(const struct overlaid *overlaid, enum overlay_change what, double *number)
{
    *number = overlay_number(overlaid->inputs, what, overlaid->target, *number);
}

static void derive_money(struct terms *terms, const struct overlaid *overlaid, double last_price,
                         double storage_cost)
{
    if (is_missing(terms->price)) {
        terms->price = last_price;
    }
    if (is_missing(terms->unit_cost)) {
        terms->unit_cost = UNIT_COST_SHARE * value_or(terms->price, 0.0);
    }
    change(overlaid, OVERLAY_UNIT_COST, &terms->unit_cost);
    change(overlaid, OVERLAY_PRICE, &terms->price);
    terms->unit_cost = not_below(terms->unit_cost, 0.0);
    if (is_missing(terms->holding_cost)) {
        terms->holding_cost = value_or(terms->holding_rate, 0.0) * terms->unit_cost / DAYS_OF_YEAR +
                              value_or(storage_cost, 0.0);
    }
    change(overlaid, OVERLAY_HOLDING_COST, &terms->holding_cost);
    terms->holding_cost = not_below(terms->holding_cost, 0.0);
    if (is_missing(terms->shortage_cost)) {
        double margin = value_or(terms->price, 0.0) - terms->unit_cost;
        terms->shortage_cost = not_below(margin, SHORTAGE_SHARE * terms->unit_cost);
    }
    change(overlaid, OVERLAY_SHORTAGE_COST, &terms->shortage_cost);
    terms->shortage_cost = not_below(terms->shortage_cost, 0.0);
}

/* Numbers that are no money. */
static void change_terms(struct terms *terms, const struct overlaid *overlaid)
{
    double lead = terms->lead_time_days;
    change(overlaid, OVERLAY_LEAD_TIME, &terms->lead_time_days);
    if (lead > 0.0) {
        terms->lead_time_sd *= terms->lead_time_days / lead;
    }
    change(overlaid, OVERLAY_LEAD_TIME_SD, &terms->lead_time_sd);
    change(overlaid, OVERLAY_REVIEW_DAYS, &terms->review_days);
    change(overlaid, OVERLAY_MOQ, &terms->moq);
    change(overlaid, OVERLAY_PACK_SIZE, &terms->pack_size);
    change(overlaid, OVERLAY_MIN_STOCK, &terms->min_stock);
    change(overlaid, OVERLAY_MAX_STOCK, &terms->max_stock);
    change(overlaid, OVERLAY_SERVICE_LEVEL, &terms->service_level);
}

/* Days up to the next morning that a simulation with longer steps has. */
static double whole_steps(const struct inputs *inputs, double days)
{
    double step = inputs->lead_step_days;
    return step > 0.0 ? ceil(days / step) * step : days;
}

struct terms terms_resolve(struct position *position, const struct inputs *inputs,
                           const struct panel *panel, const struct terms *defaults)
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
    position->kit = kit_is(master, position->sku);
    struct overlaid overlaid = {inputs, {position->sku, position->location, position->from}};
    derive_money(&terms, &overlaid, last_price,
                 location != NULL ? location->storage_cost : MISSING);
    change_terms(&terms, &overlaid);
    terms.pack_size = terms.pack_size > 0.0 ? terms.pack_size : 1.0;
    terms.moq = not_below(terms.moq, 0.0);
    terms.min_stock = not_below(terms.min_stock, 0.0);
    terms.lead_time_days = fmin(not_below(terms.lead_time_days, 0.0), MOST_DAYS);
    if (!(terms.lead_time_sd > 0.0)) { /* a drawn one comes in on the nearest: its mean stays */
        terms.lead_time_days = whole_steps(inputs, terms.lead_time_days);
    }
    terms.lead_time_sd = fmin(not_below(terms.lead_time_sd, 0.0), MOST_DAYS);
    double least_review = fmax(1.0, inputs->least_review_days);
    terms.review_days = not_below(terms.review_days, least_review);
    terms.review_days = fmin(whole_steps(inputs, terms.review_days), MOST_DAYS);
    terms.sellable_return_share = value_or(terms.sellable_return_share, 0.0);
    if (terms.fulfilment == FULFILMENT_UNSET) {
        terms.fulfilment = FULFILMENT_STOCK;
    }
    if (terms.service_type == SERVICE_UNSET) {
        terms.service_type = SERVICE_CYCLE;
    }
    return terms;
}

uint32_t terms_source(const struct inputs *inputs, const struct terms *defaults, uint32_t sku,
                      uint32_t location)
{
    const struct master *master = &inputs->master;
    const struct item *item = master_item(master, sku);
    const struct item_location *own = master_item_location(master, sku, location);
    struct terms unset = terms_unset();
    return source_of(inputs, own != NULL ? &own->terms : &unset,
                     item != NULL ? &item->terms : &unset, defaults,
                     master_location(master, location));
}
