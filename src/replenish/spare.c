/* What a position can do without today. */
#include "assess_parts.h"

#include <math.h>

/* The least stock of this morning with which the service is reached to the end of the interval,
 * what is on its way included: a delivery of next week does not let today's stock go. */
static double stock_to_keep(const struct site *site, struct grid grid,
                            const struct position *position, double *work)
{
    double *need = work;
    double *below = work + grid.cells;
    double *beyond = work + 2 * grid.cells;
    need_between(&site->prospect, grid, 0.0, site->interval.interval_days, need,
                 work + 3 * grid.cells);
    mass_tables(grid, need, below, beyond);
    double accepted = (1.0 - position->level) * position->demand_mean;
    bool fill = position->terms->service_type == SERVICE_FILL;
    size_t k = 0;
    while (k + 1 < grid.cells && (fill ? beyond[k] > accepted : below[k] < position->level)) {
        k++;
    }
    return (double)k * grid.step;
}

/* Units that stay where an item sold before and is not to end: an empty shelf cannot show that
 * demand is back. */
static const double LAST_UNIT = 1.0;

/* Units that would stay whatever the target is, at the least. */
static double least_to_keep(const struct position *position)
{
    double shown = position->terms->end_day == NO_DAY ? LAST_UNIT : 0.0;
    return fmax(position->terms->min_stock, shown);
}

bool find_spare(const struct site *site, struct grid grid, struct position *position,
                struct arena *scratch)
{
    /* What was moved here is not moved on because of a forecast that fell since, and what is only
     * suggested is no reason to give. */
    double over = position->position - site->moving - site->suggested -
                  fmax(position->target, position->terms->min_stock);
    if (over < 1.0) {
        return true;
    }
    double *work = ARENA_NEW(scratch, double, 6 * grid.cells);
    if (work == NULL) {
        return false;
    }
    double keep = fmax(stock_to_keep(site, grid, position, work), least_to_keep(position));
    position->spare = floor(fmax(fmin(over, site->prospect.stock - keep), 0.0) + UNIT_SLACK);
    return true;
}

bool assess_may_give(const struct basis *basis, const struct position *position,
                     struct arena *scratch)
{
    struct position copy = *position;
    assess_count(basis, &copy);
    if (!(copy.on_hand >= 1.0)) {
        return false;
    }
    struct site site;
    copy.on_hand = copy.reserved = copy.blocked = 0.0;
    if (!assess_open(basis, &copy, &site, scratch) || copy.expired >= 1.0 || !site.sells) {
        return true;
    }
    if (!(site.prospect.stock - least_to_keep(&copy) >= 1.0 - UNIT_SLACK)) {
        return false;
    }
    double end = site.interval.end[site.interval.points - 1];
    struct grid grid = grid_for(&site.outlook, end);
    double *work = ARENA_NEW(scratch, double, 6 * grid.cells);
    if (work == NULL) {
        return true;
    }
    double keep = fmax(stock_to_keep(&site, grid, &copy, work), least_to_keep(&copy));
    return site.prospect.stock - keep >= 1.0 - UNIT_SLACK;
}
