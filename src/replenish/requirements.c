/* What the orders ahead of a position would have to cover. */
#include "replenish/requirements.h"

#include "base/missing.h"
#include "replenish/situation_laws.h"

#include <math.h>

static const double YEAR = 365.0;

size_t requirements_scratch(void)
{
    return 3 * (REQUIREMENTS_MOST * sizeof(double) + 64) + situation_scratch();
}

static double review_days(const struct situation *situation)
{
    return fmax((double)(situation->interval->next_days - situation->interval->order_days), 1.0);
}

/* Mean demand of (from, to] as long as the item is sold. */
static double demand_between(const struct situation *situation, double from, double to)
{
    to = fmin(to, situation->end_days);
    return to > from ? outlook_mean(situation->outlook, from, to) : 0.0;
}

/* Days of an economic cycle, 0 where an order costs nothing. */
static double cycle_days(const struct situation *situation)
{
    double year = outlook_mean(situation->outlook, 0.0, YEAR);
    return year > 0.0 ? situation_lot(situation) / year * YEAR : 0.0;
}

bool requirements_of(const struct situation *situation, struct dynamic_lot *problem,
                     struct arena *scratch)
{
    double review = review_days(situation);
    double wanted = ceil(REQUIREMENTS_CYCLES * cycle_days(situation) / review);
    double days = review * fmax(ceil(wanted / REQUIREMENTS_MOST), 1.0);
    size_t count =
        (size_t)fmin(fmax(ceil(wanted * review / days), REQUIREMENTS_LEAST), REQUIREMENTS_MOST);
    double *demand = ARENA_NEW(scratch, double, count);
    double *setup = ARENA_NEW(scratch, double, count);
    double *holding = ARENA_NEW(scratch, double, count);
    if (demand == NULL || setup == NULL || holding == NULL) {
        return false;
    }
    double end = situation->interval->interval_days;
    for (size_t k = 0; k < count; k++) {
        double until = end + (double)k * days;
        demand[k] = k == 0 ? 1.0 : demand_between(situation, until - days, until);
        setup[k] = fmax(situation->order_cost, 0.0);
        holding[k] = fmax(situation->terms->holding_cost, 0.0) * days;
    }
    *problem = (struct dynamic_lot){
        .periods = count, .demand = demand, .setup = setup, .holding = holding};
    return true;
}

double requirements_units(const struct dynamic_lot *problem, size_t cover)
{
    double units = 0.0;
    for (size_t k = 1; k < cover; k++) {
        units += problem->demand[k];
    }
    return units;
}

double reorder_below(double level, bool counts)
{
    return counts ? ceil(level - UNIT_SLACK) - 1.0 : level;
}

void requirements_levels(const struct situation *situation, double units, struct levels *levels,
                         struct arena *scratch)
{
    struct situation_laws laws;
    levels_at_every_review(situation, levels);
    if (!(units > 0.0) || !situation_laws(&laws, situation)) {
        return;
    }
    double gap = situation_gap(situation, units + 0.5 * dist_mean(&laws.review));
    levels_of_gap(situation, &laws, SS_RENEWAL, gap, levels, scratch);
}
