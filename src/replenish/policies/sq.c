/* (s, Q): at or below s whole lots of Q are ordered, the fewest that lift the position above it.
 *
 * Q is the economic lot, of a cost goal the lot of least cost by Federgruen and Zheng, at least the
 * line's least order, in whole packs.  s is the least that serves when the position is spread
 * evenly over (s, s + Q], which is where whole lots keep it. */
#include "replenish/policies.h"
#include "replenish/situation_laws.h"

#include "base/missing.h"

#include <math.h>

/* A lot that is a rounding above whole packs is whole packs. */
static const double PACK_SLACK = 1e-9;
/* The lot of least cost is wider than the economic one, which knows no chance. */
static const double REACH = 2.0;

/* Of a cost goal the lot of least cost; else the economic lot. */
static double best_lot(const struct situation *situation, struct ss *ss)
{
    struct ss_costs costs;
    struct ss_levels best;
    bool by_cost = situation->type == SERVICE_COST && situation->order_cost > 0.0 &&
                   situation->level > 0.0 && situation_costs(&costs, situation);
    if (by_cost && ss_best_lot(ss, &costs, &best)) {
        return best.order_up_to - best.reorder_point;
    }
    return situation_lot(situation);
}

static double lot_of(const struct situation *situation, double wanted)
{
    double moq = value_or(situation->terms->moq, 0.0);
    double pack = value_or(situation->terms->pack_size, 0.0);
    double lot = fmax(situation_gap(situation, wanted), moq);
    if (pack > 0.0) {
        lot = fmax(ceil(lot / pack - PACK_SLACK), 1.0) * pack;
    }
    return situation->outlook->counts ? ceil(lot - PACK_SLACK) : lot;
}

/* The levels of this lot, or of the largest for which the shelf has room; the line's least order is
 * taken whether it fits or not. */
static double fit_shelf(const struct situation *situation, struct ss *ss, double lot,
                        struct levels *levels)
{
    double pack = situation->terms->pack_size;
    double fitting = lot_of(situation, 0.0);
    levels_by_tables(situation, ss, SS_EVEN, lot, levels);
    bool fits = levels->order_up_to <= value_or(situation->terms->max_stock, HUGE_VAL);
    if (fits || !(pack > 0.0)) {
        return lot;
    }
    lot = levels_that_fit(situation, ss, SS_EVEN, fitting, lot, pack, levels);
    levels_by_tables(situation, ss, SS_EVEN, lot, levels);
    return lot;
}

static bool sq_levels(const struct situation *situation, struct levels *levels,
                      struct arena *scratch)
{
    struct situation_laws laws;
    struct ss ss;
    levels_at_every_review(situation, levels);
    double usual = lot_of(situation, situation_lot(situation));
    struct arena_mark mark = arena_mark(scratch);
    if (!situation_laws(&laws, situation) ||
        !ss_make(&ss, &laws.demand, REACH * usual, SS_CELLS, scratch)) {
        return true;
    }
    double lot = lot_of(situation, best_lot(situation, &ss));
    if (!(lot > (situation->outlook->counts ? 1.0 : 0.0))) {
        return true;
    }
    if (lot > REACH * usual) {
        arena_rewind(scratch, mark);
        if (!ss_make(&ss, &laws.demand, lot, SS_CELLS, scratch)) {
            return true;
        }
    }
    lot = fit_shelf(situation, &ss, lot, levels);
    levels->lot = levels->order_up_to > levels->reorder_point ? lot : 0.0;
    return true;
}

const struct policy policy_sq = {
    .name = "sq",
    .summary = "orders whole lots of Q, economic and in whole packs, when a review finds s or less",
    .scratch = situation_scratch,
    .levels = sq_levels,
};
