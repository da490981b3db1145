/* What a rehearsal teaches, in the order in which it is learned and applied. */
#include "lessons.h"

enum status lessons_learn(struct lessons *lessons, struct rehearsal *rehearsal,
                          const struct reconciliation *totals, enum hierarchy_way way,
                          struct arena *arena, struct team *team, struct fault *fault)
{
    /* what reconciles every series by itself has done so */
    lessons->reconcile = way != HIERARCHY_MINT && reconcile_pays(way, totals, rehearsal->count);
    for (size_t k = 0; lessons->reconcile && k < rehearsal->count; k++) {
        reconcile_apply(&totals[k], &rehearsal->trial[k].forecasts);
    }
    sparse_learn(lessons->share, rehearsal);
    for (size_t k = 0; k < rehearsal->count; k++) {
        struct trial *trial = &rehearsal->trial[k];
        sparse_apply(lessons->share, &trial->forecasts, &trial->panel, team);
    }
    TRY(calibrate_learn(&lessons->spread, rehearsal, arena, team, fault));
    for (size_t k = 0; k < rehearsal->count; k++) {
        calibrate_apply(&lessons->spread, &rehearsal->trial[k].forecasts,
                        &rehearsal->trial[k].panel, team);
    }
    return shortfall_learn(&lessons->shortfalls, rehearsal, arena, team, fault);
}

void lessons_apply(const struct lessons *lessons, struct forecasts *forecasts,
                   const struct panel *panel, const struct reconciliation *totals,
                   struct team *team)
{
    if (lessons->reconcile) {
        reconcile_apply(totals, forecasts);
    }
    sparse_apply(lessons->share, forecasts, panel, team);
    calibrate_apply(&lessons->spread, forecasts, panel, team);
    forecasts->shortfalls = lessons->shortfalls;
}
