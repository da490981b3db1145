/* The reason of an order line, as a short sentence with its numbers. */
#include "order/plan.h"

#include <math.h>
#include <stdio.h>

static const char *service_words(enum service_type type)
{
    return type == SERVICE_FILL ? "fill" : type == SERVICE_COST ? "least cost" : "cycles";
}

static void tell_target(char text[REASON_SIZE], const struct position *position)
{
    const struct terms *terms = position->terms;
    if (position->binding == BINDING_MIN_STOCK || position->series == SIZE_MAX) {
        text_append(text, REASON_SIZE, ", minimum stock %g", terms->min_stock);
    } else if (position->binding == BINDING_COVER) {
        text_append(text, REASON_SIZE, ", target %.6g, a year's demand", position->target);
    } else if (terms->service_type == SERVICE_COST) {
        text_append(text, REASON_SIZE, ", target %.6g for least cost", position->target);
    } else {
        text_append(text, REASON_SIZE, ", target %.6g for %.4g %% %s", position->target,
                    100.0 * terms->service_level, service_words(terms->service_type));
    }
}

static void tell_adjustments(char text[REASON_SIZE], const struct position *position, double need)
{
    const double *adjust = position->adjust;
    if (adjust[ADJUST_MOQ] > 0.0 && need + adjust[ADJUST_MOQ] <= position->terms->moq) {
        text_append(text, REASON_SIZE, " raised to the minimum %g", position->terms->moq);
    } else if (adjust[ADJUST_MOQ] > 0.0) {
        text_append(text, REASON_SIZE, " raised for a better price");
    }
    if (position->binding == BINDING_JOINT) {
        text_append(text, REASON_SIZE, " along with an order that goes anyway");
    } else if (adjust[ADJUST_ORDER_MINIMUM] > 0.0) {
        text_append(text, REASON_SIZE, " filled up for the order minimum");
    }
    if (adjust[ADJUST_LOAD] != 0.0) {
        text_append(text, REASON_SIZE,
                    adjust[ADJUST_LOAD] > 0.0 ? " filled up to whole loads"
                                              : " less what no load has room for");
    }
    if (adjust[ADJUST_BUDGET] < 0.0) {
        text_append(text, REASON_SIZE, " cut to the budget");
    }
    if (adjust[ADJUST_CAPACITY] < 0.0) {
        text_append(text, REASON_SIZE,
                    position->binding == BINDING_SCARCE ? " cut to its share of what is there"
                                                        : " cut to what is allowed");
    }
    if (adjust[ADJUST_SHELF_LIFE] < 0.0) {
        text_append(text, REASON_SIZE, " less what would spoil");
    }
}

void order_reason(char text[REASON_SIZE], const struct plan *plan, const struct order_line *line)
{
    const struct position *position = &plan->positions[line->position];
    double need = position->raw_need + position->adjust[ADJUST_TRANSFER];
    (void)snprintf(text, REASON_SIZE, "%.0f days of demand %.1f \u00b1 %.1f",
                   position->interval_days, position->demand_mean, position->demand_sd);
    if (position->kit_demand > 0.0) {
        text_append(text, REASON_SIZE, " (%.1f of it in kits)", position->kit_demand);
    }
    text_append(text, REASON_SIZE, ", %.6g in stock and under way", round(position->position));
    tell_target(text, position);
    if (position->dependent > 0.0) {
        text_append(text, REASON_SIZE, " with %.6g for those it feeds", position->dependent);
    }
    if (position->adjust[ADJUST_OVERRIDE] != 0.0) {
        text_append(text, REASON_SIZE, "; the planner's word makes %.6g", position->quantity);
        return;
    }
    text_append(text, REASON_SIZE, "; %.6g", need);
    if (position->transfer_in > 0.0) {
        text_append(text, REASON_SIZE, " after transfers");
    }
    tell_adjustments(text, position, need);
    if (position->quantity == need) {
        text_append(text, REASON_SIZE, " to order");
    } else if (position->terms->pack_size != 1.0) {
        text_append(text, REASON_SIZE, " makes %.6g packs of %g", line->packs,
                    position->terms->pack_size);
    } else {
        text_append(text, REASON_SIZE, " makes %.6g", position->quantity);
    }
}
