/* Min/max: at or below the minimum, up to the maximum.
 *
 * Where a planner typed both (min_stock, max_stock) they stand.  Else they follow from the
 * forecast, so they move with the season and nobody has to type them: the minimum is one unit below
 * what protects the interval at every review, but at least min_stock, so the rule is on the careful
 * side of (R, s, S); the maximum is the economic lot above the minimum, or max_stock. */
#include "replenish/policies.h"
#include "replenish/situation_laws.h"

#include "base/missing.h"

#include <math.h>

static bool min_max_levels(const struct situation *situation, struct levels *levels,
                           struct arena *scratch)
{
    (void)scratch;
    const struct terms *terms = situation->terms;
    double unit = situation->outlook->counts ? 1.0 : 0.0;
    double lot =
        situation->order_cost > 0.0 ? situation_gap(situation, situation_lot(situation)) : unit;
    double least = value_or(terms->min_stock, 0.0);
    bool has_most = !is_missing(terms->max_stock) && !isinf(terms->max_stock);
    bool typed = least > 0.0 && has_most;
    double minimum = typed ? least : fmax(situation->protect - unit, least);
    minimum = has_most ? fmin(minimum, terms->max_stock) : minimum;
    *levels = (struct levels){.reorder_point = minimum,
                              .order_up_to = has_most ? terms->max_stock : minimum + lot,
                              .lowering = typed ? LOWER_NOT : LOWER_WITH_PROTECT};
    return true;
}

const struct policy policy_min_max = {
    .name = "min_max",
    .summary = "orders up to the maximum at the minimum: typed, or derived from the forecast",
    .levels = min_max_levels,
};
