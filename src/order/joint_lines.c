/* Joint lines: where an order has a cost of its own and goes anyway, what is due soon comes along.
 *
 * The lines of one supplier are bought together every T days (replenish/order_costs.c), which each
 * line can tell from its own share of the cost: T = sqrt(2 K[i] / (h[i] D[i])), D[i] at the pace of
 * its protection interval (the shares K[i] are by the year's demand, so before a peak T is shorter
 * than the common cycle, and after it longer).  A position that would reach its reorder point
 * within half of that would make an order of its own before the next common one is due; it is
 * brought to its order-up-to level now, a can-order rule (Balintfy 1964; Silver 1974) whose
 * can-order level is the reorder point plus the demand of T / 2. */
#include "base/missing.h"
#include "order/buying.h"

#include <math.h>

static const double CYCLE_SHARE = 0.5;

/* Units that bring a position to its order-up-to level if it is due soon, else 0. */
static double due_soon(const struct position *position)
{
    double rate =
        position->interval_days > 0.0 ? position->demand_mean / position->interval_days : 0.0;
    bool waits = position->binding == BINDING_REORDER_POINT || position->binding == BINDING_NONE;
    if (position->quantity > 0.0 || !waits || is_missing(position->reorder_point) ||
        !(position->order_cost > 0.0) || !(rate > 0.0)) {
        return 0.0;
    }
    double holding = position->terms->holding_cost;
    double cycle = holding > 0.0 ? sqrt(2.0 * position->order_cost / (holding * rate)) : HUGE_VAL;
    double stock = position_after_moves(position);
    double days = (stock - position->reorder_point) / rate;
    double units = position->target - stock;
    return days <= CYCLE_SHARE * cycle ? fmax(units, 0.0) : 0.0;
}

void join_lines(struct buying *buying, const struct group *group)
{
    const struct inputs *inputs = buying->desk->basis->inputs;
    bool costs = group->supplier != NULL &&
                 value_or(group->supplier->order_cost, buying->desk->settings->order_cost) > 0.0;
    double sum[MEASURES];
    if (!costs || !group_sum(buying->desk, group, sum)) {
        return;
    }
    for (size_t l = 0; l < group->count; l++) {
        struct position *position = &buying->desk->plan->positions[group->positions[l]];
        double need = due_soon(position);
        double units = need > 0.0 ? line_rounded(position, need) : 0.0;
        if (units > 0.0 && units <= rooms_left(&buying->rooms, position) &&
            override_of(inputs, position, OVERRIDE_ORDER) == NULL &&
            override_of(inputs, position, OVERRIDE_TARGET) == NULL) {
            position->adjust[ADJUST_ORDER_MINIMUM] += units;
            position->quantity = units;
            position->binding = BINDING_JOINT;
            rooms_take(&buying->rooms, position, units);
        }
    }
}
