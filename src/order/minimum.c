/* The minimum of a supplier's order: filled up with the best next packs, or held. */
#include "base/missing.h"
#include "order/buying.h"

#include <math.h>

/* Money that is lost if the lines wait for the next review. */
static double loss_of_waiting(const struct desk *desk, const struct group *group)
{
    double loss = 0.0;
    for (size_t l = 0; l < group->count; l++) {
        const struct position *position = &desk->plan->positions[group->positions[l]];
        loss += position->quantity > 0.0 ? waiting_loss(position) : 0.0;
    }
    return loss;
}

/* A planner's order goes, whatever the supplier says to it. */
static void hold_line(struct buying *buying, struct position *position)
{
    if (!(position->quantity > 0.0) ||
        override_of(buying->desk->basis->inputs, position, OVERRIDE_ORDER) != NULL) {
        return;
    }
    position->adjust[ADJUST_ORDER_MINIMUM] -= position->quantity;
    rooms_take(&buying->rooms, position, -position->quantity);
    position->quantity = 0.0;
    position->binding = BINDING_ORDER_MINIMUM;
}

void hold_group(struct buying *buying, const struct group *group, const double sum[MEASURES])
{
    struct held_orders *held = buying->held;
    double loss = loss_of_waiting(buying->desk, group);
    for (size_t l = 0; l < group->count; l++) {
        hold_line(buying, &buying->desk->plan->positions[group->positions[l]]);
    }
    for (size_t h = 0; h < held->count; h++) {
        if (held->rows[h].supplier == group->supplier->supplier) {
            return; /* told already: what is left are planners' orders */
        }
    }
    held->rows[held->count++] =
        (struct held_order){.supplier = group->supplier->supplier,
                            .value = sum[MEASURE_MONEY] + group->stood[MEASURE_MONEY],
                            .units = sum[MEASURE_UNITS] + group->stood[MEASURE_UNITS],
                            .minimum_value = group->supplier->min_order_value,
                            .minimum_units = group->supplier->min_order_units,
                            .loss = loss};
}

/* Both minimums, the one in money first; no more than the budget. */
static bool fill_up(struct basket *basket, const struct group *group)
{
    const struct supplier *supplier = group->supplier;
    double money = value_or(supplier->min_order_value, 0.0) - group->stood[MEASURE_MONEY];
    double units = value_or(supplier->min_order_units, 0.0) - group->stood[MEASURE_UNITS];
    basket->most[MEASURE_MONEY] = value_or(supplier->budget, HUGE_VAL);
    return basket_fill(basket, MEASURE_MONEY, money) && basket_fill(basket, MEASURE_UNITS, units) &&
           basket_fill(basket, MEASURE_MONEY, money); /* a better price may have undone it */
}

enum status meet_minimum(struct buying *buying, const struct group *group, struct fault *fault)
{
    double sum[MEASURES];
    if (!group_sum(buying->desk, group, sum) || group_reaches(group, sum)) {
        return STATUS_OK;
    }
    double loss = loss_of_waiting(buying->desk, group);
    struct basket basket;
    TRY(basket_open(&basket, buying, group->positions, group->count, true, ADJUST_ORDER_MINIMUM,
                    fault));
    if (fill_up(&basket, group) && -basket_gain(&basket) <= loss) {
        (void)basket_mark(&basket, BINDING_ORDER_MINIMUM);
        return STATUS_OK;
    }
    basket_undo(&basket);
    hold_group(buying, group, sum);
    return STATUS_OK;
}
