/* Newsvendor: one purchase for the season that is left, until the item's end date.
 *
 * A unit short costs shortage_cost (the margin where nobody says), one left over its cost less what
 * it still brings plus what holding it to the end costs: the level is the quantile Cu / (Cu + Co)
 * of demand until the last day.  Where the money is unknown the level asked for takes its place; a
 * fill goal then asks for the least stock that leaves no more than its share short.  Without an end
 * date the season is the interval: (R, S). */
#include "replenish/policies.h"
#include "replenish/service.h"
#include "replenish/situation_laws.h"

#include <math.h>

static double season_level(const struct situation *situation, const struct dist *season)
{
    const struct terms *terms = situation->terms;
    struct newsvendor money = {.cost = terms->unit_cost,
                               .salvage = situation->salvage,
                               .holding = terms->holding_cost * situation->end_days};
    double underage = terms->shortage_cost;
    double overage = newsvendor_overage(&money);
    if (terms->unit_cost > 0.0 && underage > 0.0 && overage > 0.0) {
        return newsvendor_level(season, underage, overage);
    }
    if (situation->type == SERVICE_FILL) {
        return service_loss_level(season, dist_mean(season) * (1.0 - situation->level));
    }
    return service_cycle_level(season, situation->level);
}

static bool newsvendor_levels(const struct situation *situation, struct levels *levels,
                              struct arena *scratch)
{
    (void)scratch;
    levels_at_every_review(situation, levels);
    if (isinf(situation->end_days)) {
        return true;
    }
    struct dist season = outlook_dist(situation->outlook, 0.0, fmax(situation->end_days, 0.0));
    levels->order_up_to = season_level(situation, &season);
    levels->reorder_point = levels->order_up_to;
    levels->lowering = LOWER_BY_LOST;
    return true;
}

const struct policy policy_newsvendor = {
    .name = "newsvendor",
    .summary = "one purchase for the season that is left, by margin against what is left over",
    .levels = newsvendor_levels,
};
