/* (s, S) of least cost, by Zheng and Federgruen (replenish/ss.h).
 *
 * A cost goal takes both levels from it.  A cycle or fill goal takes only the gap, at the cost of a
 * unit short that its level implies, and the least s that serves with that gap. */
#include "replenish/policies.h"
#include "replenish/situation_laws.h"

#include "base/missing.h"

#include <math.h>

/* A gap that may not be as wide as it should is treated as any other. */
static void narrow_down(const struct situation *situation, const struct ss_levels *best,
                        struct ss *ss, struct levels *levels)
{
    double wanted = best->order_up_to - best->reorder_point;
    double gap = situation_gap(situation, wanted);
    double most = value_or(situation->terms->max_stock, HUGE_VAL);
    bool free = !(gap < wanted) && best->order_up_to <= most;
    if (situation->type == SERVICE_COST && free) {
        levels->reorder_point = best->reorder_point;
        levels->order_up_to = best->order_up_to;
        return;
    }
    levels_by_tables(situation, ss, SS_RENEWAL, gap, levels);
}

static bool ss_levels_of(const struct situation *situation, struct levels *levels,
                         struct arena *scratch)
{
    struct situation_laws laws;
    struct ss_costs costs;
    struct ss ss;
    struct ss_levels best;
    levels_at_every_review(situation, levels);
    if (!(situation->order_cost > 0.0) || !(situation->level > 0.0) ||
        !situation_laws(&laws, situation)) {
        return true;
    }
    struct arena_mark mark = arena_mark(scratch);
    if (situation_costs(&costs, situation) &&
        ss_optimum(&ss, &laws.demand, &costs, SS_CELLS, &best, scratch)) {
        narrow_down(situation, &best, &ss, levels);
        return true;
    }
    arena_rewind(scratch, mark);
    double gap = situation_gap(situation, situation_lot(situation));
    levels_of_gap(situation, &laws, SS_RENEWAL, gap, levels, scratch);
    return true;
}

const struct policy policy_ss = {
    .name = "ss",
    .summary = "orders up to S when a review finds s or less, both of least cost",
    .scratch = situation_scratch,
    .levels = ss_levels_of,
};
