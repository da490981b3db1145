/* The levels of a position: what protects the interval, and what its policy makes of it. */
#include "assess_parts.h"

#include "base/missing.h"
#include "replenish/policy.h"

#include <math.h>

static double level_up_to(const struct site *site, const struct position *position)
{
    return target_level_up_to(&site->outlook, &site->interval, position->terms->service_type,
                              position->level);
}

/* With lost sales the level that protects the interval is what the position has and what the
 * projection finds lacking; where nothing lacks, the level against backorders less what is expected
 * to be lost before the receipt.  `up_to` is that level, MISSING where it is not known yet. */
static double lost_level(const struct site *site, const struct projection *projection,
                         const struct position *position, double quantity, double up_to)
{
    double need = units_up(quantity, position->counts);
    if (need > 0.0) {
        return position->position + need;
    }
    up_to = is_missing(up_to) ? level_up_to(site, position) : up_to;
    double level = fmax(up_to - projection->lost_before, 0.0);
    return position->counts ? ceil(level - UNIT_SLACK) : level;
}

static double lowered_by(enum lowering lowering, double lost_before, double protect)
{
    switch (lowering) {
    case LOWER_WITH_PROTECT:
        return protect;
    case LOWER_BY_LOST:
        return -lost_before;
    case LOWER_NOT:
        break;
    }
    return 0.0;
}

/* Asks the policy against backorders, and lowers what it says as far as `protect` lies below the
 * same level against backorders. */
static bool ask_policy(const struct basis *basis, const struct site *site, double up_to,
                       double protect, struct position *position, struct arena *scratch)
{
    struct situation situation = {.terms = position->terms,
                                  .outlook = &site->outlook,
                                  .interval = &site->interval,
                                  .type = position->terms->service_type,
                                  .level = position->level,
                                  .protect = up_to,
                                  .order_cost = position->order_cost,
                                  .end_days = days_to_end(basis, position->terms),
                                  .salvage = position->salvage};
    struct levels levels = {0};
    if (!position->policy->levels(&situation, &levels, scratch)) {
        return false;
    }
    double lower = lowered_by(levels.lowering, position->lost_before, protect - up_to);
    /* What is lost before the receipt is no reason to wait: a position at or below the point that
     * was asked for orders, though the lowered one be below it or below nothing. */
    position->reorder_point =
        fmax(levels.reorder_point + lower, fmin(levels.reorder_point, position->position));
    position->target = fmax(levels.order_up_to + lower, 0.0);
    if (position->counts) {
        position->reorder_point = floor(position->reorder_point + UNIT_SLACK);
        position->target = ceil(position->target - UNIT_SLACK);
    }
    if (levels.lot > 0.0) {
        /* The fewest whole lots that lift the position above the reorder point. */
        double lots =
            floor((position->reorder_point - position->position) / levels.lot + UNIT_SLACK) + 1.0;
        double lifted = position->position + fmax(lots, 0.0) * levels.lot;
        double least = position->counts ? 1.0 : UNIT_SLACK;
        position->target = fmax(lifted, position->reorder_point + least);
    }
    return true;
}

bool decide_levels(const struct basis *basis, const struct site *site,
                   const struct projection *projection, struct position *position,
                   struct arena *scratch)
{
    bool reviewed = position->policy == NULL || position->policy->levels == NULL;
    bool lost = basis->unmet == UNMET_LOST;
    double up_to = !lost || !reviewed ? level_up_to(site, position) : MISSING;
    double protect = up_to;
    double quantity = HUGE_VAL; /* that the projection finds lacking */
    if (lost) {
        position->lost_before = projection->lost_before;
        position->position = position->counts ? round(position->position) : position->position;
        quantity = target_quantity(projection, position->terms->service_type, position->level);
        protect = lost_level(site, projection, position, quantity, up_to);
        if (quantity <= UNIT_SLACK) {
            /* Nothing lacks, though a level made of expectations may lie above the position. */
            protect = fmin(protect, position->position);
        }
    }
    if (reviewed) {
        position->target = protect;
        return true;
    }
    return ask_policy(basis, site, up_to, protect, position, scratch);
}
