/* Lot for lot: each review orders what the interval is expected to sell, and the display minimum.
 *
 * The requirement is the mean demand of the interval, lead time mixed in, plus min_stock: no safety
 * stock, so about every second interval is short.  With lost sales it stands as it is: what is lost
 * before the receipt follows from a service that nobody asked for.  For what is sold from stock
 * elsewhere, made to order, or costs too much to lie anywhere. */
#include "base/missing.h"
#include "replenish/policies.h"
#include "replenish/requirements.h"

#include <math.h>

static bool lot_for_lot_levels(const struct situation *situation, struct levels *levels,
                               struct arena *scratch)
{
    (void)scratch;
    const struct interval *interval = situation->interval;
    double mean = fmax(value_or(situation->terms->min_stock, 0.0), 0.0);
    for (size_t p = 0; p < interval->points; p++) {
        double end = fmin(interval->end[p], situation->end_days);
        mean += interval->weight[p] * outlook_mean(situation->outlook, 0.0, end);
    }
    levels->order_up_to = mean;
    levels->lowering = LOWER_NOT;
    levels->reorder_point = reorder_below(mean, situation->outlook->counts);
    return true;
}

const struct policy policy_lot_for_lot = {
    .name = "lot_for_lot",
    .summary = "every review orders up to the interval's mean demand and the display minimum",
    .levels = lot_for_lot_levels,
};
