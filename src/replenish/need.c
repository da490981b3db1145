/* The need of a position: from its projection to whole units within bounds. */
#include "assess_parts.h"

#include "base/missing.h"

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

void decide_need(const struct basis *basis, const struct site *site,
                 const struct projection *projection, struct position *position)
{
    const struct terms *terms = position->terms;
    bool counts = site->outlook.counts;
    double level = target_level(terms, &site->interval);
    double own = position->position;
    position->binding = BINDING_NEED;
    if (basis->unmet == UNMET_BACKORDER) {
        position->target =
            target_level_up_to(&site->outlook, &site->interval, terms->service_type, level);
    } else {
        double quantity = target_quantity(projection, terms->service_type, level);
        position->lost_before = projection->lost_before;
        double need = units_up(quantity, counts);
        position->position = counts ? round(own) : own;
        position->target = position->position + need;
        if (need == 0.0) {
            double up_to =
                target_level_up_to(&site->outlook, &site->interval, terms->service_type, level);
            up_to = fmax(up_to - position->lost_before, 0.0);
            position->target = fmin(counts ? ceil(up_to - UNIT_SLACK) : up_to, position->position);
        }
    }
    bound_cover(site, position);
    bound_target(position);
}

/* The least stock of this morning with which the service is reached to the end of the interval,
 * what is on its way included: a delivery of next week does not let today's stock go. */
static double stock_to_keep(const struct site *site, struct grid grid,
                            const struct position *position, double *work)
{
    const struct terms *terms = position->terms;
    double level = target_level(terms, &site->interval);
    double *need = work;
    double *below = work + GRID_CELLS;
    double *beyond = work + 2 * GRID_CELLS;
    need_between(&site->prospect, grid, 0.0, site->interval.interval_days, need,
                 work + 3 * GRID_CELLS);
    mass_tables(grid, need, below, beyond);
    double accepted = (1.0 - level) * position->demand_mean;
    bool fill = terms->service_type == SERVICE_FILL;
    size_t k = 0;
    while (k + 1 < grid.cells && (fill ? beyond[k] > accepted : below[k] < level)) {
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
    const struct terms *terms = position->terms;
    double level = target_level(terms, &site.interval);
    double quantity = target_quantity(&projection, terms->service_type, level);
    return fmin(fmax(units_up(quantity, position->counts), plain), position->raw_need);
}
