/* Recorded demand as it would have been under a what-if. */
#include "panel/overlay.h"

#include "base/missing.h"

#include <math.h>
#include <string.h>

static bool any_on_demand(const struct inputs *inputs)
{
    for (size_t r = 0; r < inputs->overlay_count; r++) {
        if (inputs->overlay[r].change == OVERLAY_DEMAND) {
            return true;
        }
    }
    return false;
}

static double factor_of(const struct panel *panel, const struct inputs *inputs, size_t series,
                        int32_t period)
{
    struct overlay_target target = {
        .sku = panel->sku[series], .location = panel->location[series], .from = NO_ID};
    return overlay_demand_factor(inputs, target, period_first_day(&panel->calendar, period),
                                 period_days(&panel->calendar, period));
}

/* Whole units of a stretch that is scaled bit by bit; `rest` carries what rounding leaves. */
static double scale(double units, double factor, double *rest)
{
    bool whole = fabs(units - round(units)) <= 0.0;
    if (is_missing(units) || !(fabs(factor - 1.0) > 0.0)) {
        return units;
    }
    double exact = units * factor + (whole ? *rest : 0.0);
    if (!whole) {
        return exact;
    }
    double made = fmax(floor(exact + 0.5), 0.0);
    *rest = exact - made;
    return made;
}

/* Where rounding begins, so that a hundred series of one unit each do not all round alike: a number
 * in [-0.5, 0.5) that follows from the names alone. */
static double first_rest(const struct inputs *inputs, const struct panel *panel, size_t series)
{
    uint64_t hash = text_hash(intern_text(&inputs->names.sku, panel->sku[series])) ^
                    (text_hash(intern_text(&inputs->names.place, panel->location[series])) * 31);
    hash = (hash ^ (hash >> 33)) * UINT64_C(0xff51afd7ed558ccd);
    return (double)(hash >> 11) * 0x1p-53 - 0.5;
}

static void scale_series(const struct panel *panel, const struct inputs *inputs, size_t series,
                         double *demand, double *returned)
{
    size_t length = panel->start[series + 1] - panel->start[series];
    int32_t first = panel->end_period + (int32_t)panel->later - (int32_t)length;
    double rest = first_rest(inputs, panel, series);
    for (size_t t = 0; t < length; t++) {
        double factor = factor_of(panel, inputs, series, first + (int32_t)t);
        size_t at = panel->start[series] + t;
        demand[at] = scale(panel->demand[at], factor, &rest);
    }
    double back = 0.0;
    for (size_t r = panel->return_start != NULL ? panel->return_start[series] : 0;
         panel->return_start != NULL && r < panel->return_start[series + 1]; r++) {
        double factor = factor_of(panel, inputs, series, panel->return_period[r]);
        returned[r] = scale(panel->return_quantity[r], factor, &back);
    }
}

enum status overlay_demand(struct panel *panel, const struct inputs *inputs, struct arena *arena,
                           struct fault *fault)
{
    if (!any_on_demand(inputs)) {
        return STATUS_OK;
    }
    size_t returns = panel->return_start != NULL ? panel->return_start[panel->count] : 0;
    double *demand = ARENA_NEW(arena, double, panel->start[panel->count]);
    double *returned = ARENA_NEW(arena, double, returns);
    if (demand == NULL || returned == NULL) {
        return fault_memory(fault, "the demand of the what-if");
    }
    for (size_t s = 0; s < panel->count; s++) {
        scale_series(panel, inputs, s, demand, returned);
    }
    panel->demand = demand;
    panel->return_quantity = returns > 0 ? returned : panel->return_quantity;
    return STATUS_OK;
}
