/* The need of a position: from its projection to whole units within bounds. */
#include "assess_parts.h"

#include "base/missing.h"
#include "replenish/policy.h"

#include <math.h>

/* Where demand has a few giants and else nothing, a high service level asks for stock for decades.
 * No target reaches further than this many days of mean demand beyond the interval. */
static const double MOST_COVER = 365.0;

/* Rounds a quantity up to whole units, or to UNIT_SLACK where demand is an amount. */
static double units_up(double quantity, bool counts)
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

/* What is asked of the position by (R, S): its level as if customers waited, and the same with what
 * is expected to be lost before the receipt taken off. */
struct protection {
    double up_to; /* MISSING: not asked for */
    double level;
};

static double level_up_to(const struct site *site, const struct position *position)
{
    return target_level_up_to(&site->outlook, &site->interval, position->terms->service_type,
                              position->level);
}

/* With lost sales the level is what the position has and what the projection finds lacking. */
static double lost_level(const struct site *site, const struct projection *projection,
                         struct position *position, double *up_to)
{
    bool counts = position->counts;
    double quantity = target_quantity(projection, position->terms->service_type, position->level);
    position->lost_before = projection->lost_before;
    double need = units_up(quantity, counts);
    position->position = counts ? round(position->position) : position->position;
    if (need > 0.0) {
        return position->position + need;
    }
    *up_to = is_missing(*up_to) ? level_up_to(site, position) : *up_to;
    double level = fmax(*up_to - position->lost_before, 0.0);
    return fmin(counts ? ceil(level - UNIT_SLACK) : level, position->position);
}

/* The policy's levels where it is not (R, S), lowered like (R, S)'s own. */
static bool ask_policy(const struct basis *basis, const struct site *site,
                       const struct protection *protection, const struct position *position,
                       struct levels *levels, struct arena *scratch)
{
    struct situation situation = {.terms = position->terms,
                                  .outlook = &site->outlook,
                                  .interval = &site->interval,
                                  .type = position->terms->service_type,
                                  .level = position->level,
                                  .protect = protection->up_to,
                                  .order_cost = position->order_cost,
                                  .end_days = days_to_end(basis, position->terms),
                                  .salvage = position->salvage};
    *levels = (struct levels){0};
    if (!position->policy->levels(&situation, levels, scratch)) {
        return false;
    }
    double lower = levels->typed ? 0.0 : protection->level - protection->up_to;
    levels->reorder_point += lower;
    levels->order_up_to = fmax(levels->order_up_to + lower, 0.0);
    if (position->counts) {
        levels->reorder_point = floor(levels->reorder_point + UNIT_SLACK);
        levels->order_up_to = ceil(levels->order_up_to - UNIT_SLACK);
    }
    return true;
}

/* Above its reorder point a position waits, unless the shelf has less than it must show. */
static void wait_above(struct position *position)
{
    if (position->raw_need > 0.0 && position->position > position->reorder_point &&
        position->position >= position->terms->min_stock) {
        position->raw_need = 0.0;
        position->binding = BINDING_REORDER_POINT;
    }
}

/* The fewest whole lots that lift the position above the reorder point. */
static double lots_up_to(const struct levels *levels, double position)
{
    double lots = floor((levels->reorder_point - position) / levels->lot + UNIT_SLACK) + 1.0;
    return position + fmax(lots, 0.0) * levels->lot;
}

bool decide_need(const struct basis *basis, const struct site *site,
                 const struct projection *projection, struct position *position,
                 struct arena *scratch)
{
    bool reviewed = position->policy == NULL || position->policy->levels == NULL;
    struct protection protection = {.up_to = MISSING};
    position->binding = BINDING_NEED;
    if (basis->unmet == UNMET_BACKORDER || !reviewed) {
        protection.up_to = level_up_to(site, position);
        protection.level = protection.up_to;
    }
    if (basis->unmet == UNMET_LOST) {
        protection.level = lost_level(site, projection, position, &protection.up_to);
    }
    position->target = protection.level;
    if (!reviewed) {
        /* A position with enough tells nothing of how far its level lies below the other. */
        if (basis->unmet == UNMET_LOST && protection.level <= position->position) {
            protection.level = fmax(protection.up_to - position->lost_before, 0.0);
        }
        struct levels levels;
        if (!ask_policy(basis, site, &protection, position, &levels, scratch)) {
            return false;
        }
        position->reorder_point = levels.reorder_point;
        position->target = levels.order_up_to;
        if (levels.lot > 0.0) {
            position->target = lots_up_to(&levels, position->position);
            position->target = fmax(position->target, levels.reorder_point + 1.0);
        }
    }
    bound_cover(site, position);
    bound_target(position);
    if (!reviewed) {
        wait_above(position);
    }
    return true;
}

void settle_need(const struct basis *basis, struct position *position)
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

/* The least stock of this morning with which the service is reached to the end of the interval,
 * what is on its way included: a delivery of next week does not let today's stock go. */
static double stock_to_keep(const struct site *site, struct grid grid,
                            const struct position *position, double *work)
{
    double *need = work;
    double *below = work + GRID_CELLS;
    double *beyond = work + 2 * GRID_CELLS;
    need_between(&site->prospect, grid, 0.0, site->interval.interval_days, need,
                 work + 3 * GRID_CELLS);
    mass_tables(grid, need, below, beyond);
    double accepted = (1.0 - position->level) * position->demand_mean;
    bool fill = position->terms->service_type == SERVICE_FILL;
    size_t k = 0;
    while (k + 1 < grid.cells && (fill ? beyond[k] > accepted : below[k] < position->level)) {
        k++;
    }
    return (double)k * grid.step;
}

bool find_spare(const struct site *site, struct grid grid, struct position *position,
                struct arena *scratch)
{
    double over = position->position - fmax(position->target, position->terms->min_stock);
    if (over < 1.0) {
        return true;
    }
    double *work = ARENA_NEW(scratch, double, 6 * GRID_CELLS);
    if (work == NULL) {
        return false;
    }
    double keep = fmax(stock_to_keep(site, grid, position, work), position->terms->min_stock);
    position->spare = floor(fmax(fmin(over, site->prospect.stock - keep), 0.0) + UNIT_SLACK);
    return true;
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
    if (position->position + units > position->reorder_point) {
        return 0.0; /* the policy would not have ordered */
    }
    struct site site;
    struct projection projection;
    /* A target set by shelf or cover has no service to be asked again. */
    if (position->series == SIZE_MAX || position->binding != BINDING_NEED ||
        position->dependent > 0.0 || basis->unmet == UNMET_BACKORDER ||
        !is_missing(position->reorder_point)) {
        return plain;
    }
    if (!site_make(&site, basis, position, extra, extra_count, 0.0, scratch) ||
        !project(&projection, &site.prospect, scratch)) {
        return -1.0;
    }
    double quantity = target_quantity(&projection, position->terms->service_type, position->level);
    return fmin(fmax(units_up(quantity, position->counts), plain), position->raw_need);
}
