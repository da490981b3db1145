/* The need of a position: from its projection to whole units within bounds. */
#include "assess_parts.h"

#include "base/missing.h"

#include <math.h>

/* Where demand has a few giants and else nothing, a high service level asks for stock for decades.
 * No target reaches further than this many days of mean demand beyond the interval. */
static const double MOST_COVER = 365.0;

double units_up(double quantity, bool counts)
{
    if (quantity <= UNIT_SLACK) {
        return 0.0;
    }
    return counts ? ceil(quantity - UNIT_SLACK) : ceil(quantity / UNIT_SLACK) * UNIT_SLACK;
}

/* No more than a year's demand beyond the interval. */
static void bound_cover(const struct site *site, struct position *position)
{
    double most = outlook_mean(&site->outlook, 0.0, site->interval.interval_days + MOST_COVER) -
                  position->lost_before;
    most = fmax(most, outlook_largest(&site->outlook)); /* half a demand helps nobody */
    most = position->counts ? ceil(most - UNIT_SLACK) : most;
    if (position->target > most) {
        position->target = most;
        position->binding = BINDING_COVER;
    }
}

/* The least and the most that the shelf may see. */
static void bound_target(struct position *position)
{
    bool counts = position->counts;
    const struct terms *terms = position->terms;
    double most = value_or(terms->max_stock, HUGE_VAL);
    if (position->target < terms->min_stock) {
        position->target = terms->min_stock;
        position->binding = BINDING_MIN_STOCK;
    }
    if (position->target > most) {
        position->target = counts ? floor(most) : most;
        position->binding = BINDING_CAPACITY;
    }
    position->raw_need = units_up(position->target - position->position, counts);
    if (position->raw_need == 0.0) {
        position->binding = BINDING_NONE;
    }
}

/* Above its reorder point a position waits, unless the shelf has less than it must show. */
static void wait_above(struct position *position)
{
    bool above =
        !is_missing(position->reorder_point) && position->position > position->reorder_point;
    if (position->raw_need > 0.0 && above && position->position >= position->terms->min_stock) {
        position->raw_need = 0.0;
        position->binding = BINDING_REORDER_POINT;
    }
}

bool decide_need(const struct basis *basis, const struct site *site,
                 const struct projection *projection, struct position *position,
                 struct arena *scratch)
{
    position->binding = BINDING_NEED;
    if (!decide_levels(basis, site, projection, position, scratch)) {
        return false;
    }
    bound_cover(site, position);
    bound_target(position);
    if (position->reorder_point > position->target) {
        position->reorder_point = position->target; /* what bounds the one bounds the other */
    }
    wait_above(position);
    return true;
}

void assess_settle(const struct basis *basis, struct position *position)
{
    if (!(position->raw_need > 0.0) || position->binding == BINDING_MIN_STOCK) {
        return;
    }
    if (position->raw_need < basis->damping * position->suggested) {
        position->raw_need = 0.0;
        position->binding = BINDING_STEADY;
    } else if (position->wait_loss < basis->min_gain) {
        position->raw_need = 0.0;
        position->binding = BINDING_DUST;
    }
}

void decide_unsold(struct position *position)
{
    position->binding = BINDING_NO_HISTORY;
    bound_target(position);
    if (position->raw_need == 0.0) {
        position->binding = BINDING_NO_HISTORY;
    }
    position->spare =
        floor(fmax(usable_stock(position) - position->terms->min_stock, 0.0) + UNIT_SLACK);
}

double assess_need(const struct basis *basis, const struct position *position,
                   const struct supply *extra, size_t extra_count, struct arena *scratch)
{
    double units = 0.0;
    for (size_t e = 0; e < extra_count; e++) {
        units += extra[e].units;
    }
    double plain = fmax(position->raw_need - units, 0.0);
    if (!(position->dependent > 0.0) && position->position + units > position->reorder_point) {
        return 0.0; /* the policy would not have ordered; what others want of it is ordered anyway
                     */
    }
    struct site site;
    struct projection projection;
    /* A target set by shelf or cover has no service to be asked again. */
    if (position->series == SIZE_MAX || position->binding != BINDING_NEED ||
        position->dependent > 0.0 || basis->unmet == UNMET_BACKORDER) {
        return plain;
    }
    if (!site_make(&site, basis, position, extra, extra_count, 0.0, scratch) ||
        !project(&projection, &site.prospect, scratch)) {
        return -1.0;
    }
    if (!is_missing(position->reorder_point)) {
        struct position after = *position;
        after.position += units;
        return decide_need(basis, &site, &projection, &after, scratch)
                   ? fmin(fmax(after.raw_need, plain), position->raw_need)
                   : -1.0;
    }
    double quantity = target_quantity(&projection, position->terms->service_type, position->level);
    return fmin(fmax(units_up(quantity, position->counts), plain), position->raw_need);
}
