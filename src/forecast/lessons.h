/* What a rehearsal teaches: everything that tonight's forecasts take from those of earlier origins.
 */
#ifndef RESTOCK_FORECAST_LESSONS_H
#define RESTOCK_FORECAST_LESSONS_H

#include "calibrate.h"
#include "reconcile.h"
#include "shortfall_learn.h"
#include "sparse.h"

struct lessons {
    bool reconcile;               /* whether the series follow their totals */
    double share[SPARSE_CLASSES]; /* what records of few sales are worth */
    struct spread_factors spread;
    struct shortfalls shortfalls;
};

/* Learns from the trials, whose forecasts are changed as those of today will be by lessons_apply;
 * `totals` [rehearsal->count] is what their totals say of them.  Without trials nothing is
 * learned, but for HIERARCHY_TOP_DOWN, which reconciles all the same. */
enum status MUST_CHECK lessons_learn(struct lessons *lessons, struct rehearsal *rehearsal,
                                     const struct reconciliation *totals, enum hierarchy_way way,
                                     struct arena *arena, struct team *team, struct fault *fault);

/* Changes the forecasts by what was learned. */
void lessons_apply(const struct lessons *lessons, struct forecasts *forecasts,
                   const struct panel *panel, const struct reconciliation *totals,
                   struct team *team);

#endif
