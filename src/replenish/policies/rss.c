/* (R, s, S): reviewed every R, ordered only at or below s, then up to S.
 *
 * S - s is the economic lot of the line; s is the least that serves, found with the law of the
 * position between s and S and of the undershoot below s (replenish/ss.h).  Of a cost goal it is
 * the cheapest s for that gap. */
#include "replenish/policies.h"
#include "replenish/situation_laws.h"

static bool rss_levels(const struct situation *situation, struct levels *levels,
                       struct arena *scratch)
{
    struct situation_laws laws;
    levels_at_every_review(situation, levels);
    if (situation->order_cost > 0.0 && situation_laws(&laws, situation)) {
        double gap = situation_gap(situation, situation_lot(situation));
        levels_of_gap(situation, &laws, SS_RENEWAL, gap, levels, scratch);
    }
    return true;
}

const struct policy policy_rss = {
    .name = "rss",
    .summary = "orders up to S, an economic lot above s, when a review finds s or less",
    .scratch = situation_scratch,
    .levels = rss_levels,
};
