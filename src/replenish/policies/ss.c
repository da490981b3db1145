/* (s, S) of least cost, by Zheng and Federgruen (replenish/ss.h).
 *
 * A cost goal takes both levels from it.  A cycle or fill goal takes only the gap, at the cost of a
 * unit short that its level implies, and the least s that serves with that gap. */
#include "replenish/policies.h"
#include "replenish/situation_laws.h"

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
    double wanted = situation_lot(situation);
    struct arena_mark mark = arena_mark(scratch);
    if (situation_costs(&costs, situation) &&
        ss_optimum(&ss, &laws.demand, &costs, SS_CELLS, &best, scratch)) {
        wanted = best.order_up_to - best.reorder_point;
        if (situation->type == SERVICE_COST && !(wanted > situation_gap(situation, wanted))) {
            levels->reorder_point = best.reorder_point;
            levels->order_up_to = best.order_up_to;
            levels->typed = best.order_up_to - best.reorder_point > 1.0; /* as of any lot */
            return true;
        }
    }
    arena_rewind(scratch, mark);
    levels_of_gap(situation, &laws, SS_RENEWAL, situation_gap(situation, wanted), levels, scratch);
    return true;
}

const struct policy policy_ss = {
    .name = "ss",
    .summary = "orders up to S when a review finds s or less, both of least cost",
    .scratch = situation_scratch,
    .levels = ss_levels_of,
};
