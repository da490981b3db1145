/* (s, Q): at or below s whole lots of Q are ordered, the fewest that lift the position above it.
 *
 * Q is the economic lot, at least the line's least order, in whole packs.  s is the least that
 * serves when the position is spread evenly over (s, s + Q], which is where whole lots keep it. */
#include "replenish/policies.h"
#include "replenish/situation_laws.h"

#include "base/missing.h"

#include <math.h>

/* A lot that is a rounding above whole packs is whole packs. */
static const double PACK_SLACK = 1e-9;

static double lot_of(const struct situation *situation)
{
    double moq = value_or(situation->terms->moq, 0.0);
    double pack = value_or(situation->terms->pack_size, 0.0);
    double lot = fmax(situation_gap(situation, situation_lot(situation)), moq);
    if (pack > 0.0) {
        lot = fmax(ceil(lot / pack - PACK_SLACK), 1.0) * pack;
    }
    return situation->outlook->counts ? ceil(lot - PACK_SLACK) : lot;
}

static bool sq_levels(const struct situation *situation, struct levels *levels,
                      struct arena *scratch)
{
    struct situation_laws laws;
    levels_at_every_review(situation, levels);
    double lot = lot_of(situation);
    double unit = situation->outlook->counts ? 1.0 : 0.0;
    if (!(lot > unit) || !situation_laws(&laws, situation)) {
        return true;
    }
    levels_of_gap(situation, &laws, SS_EVEN, lot, levels, scratch);
    levels->lot = lot;
    return true;
}

const struct policy policy_sq = {
    .name = "sq",
    .summary = "orders whole lots of Q, economic and in whole packs, when a review finds s or less",
    .scratch = situation_scratch,
    .levels = sq_levels,
};
