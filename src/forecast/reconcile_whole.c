/* Series, cells and totals reconciled in one. */
#include "base/missing.h"
#include "nodes.h"
#include "num/mint.h"
#include "reconcile.h"

#include <math.h>
#include <string.h>

/* Errors of the nodes, then of the series, from the trials of the whole panel; the nodes' come from
 * as many origins of their own.  Series that had not begun made none. */
static enum status whole_errors(const struct reconciliation *reconciliation, const struct job *job,
                                const struct rehearsal *rehearsal, size_t window, double **error,
                                size_t *samples, struct arena *arena, struct team *team,
                                struct fault *fault)
{
    size_t nodes = reconciliation->nodes.count;
    size_t count = job->panel->count;
    size_t step = rehearsal->trial[0].forecasts.horizon;
    double *own = NULL;
    size_t own_samples = 0;
    TRY(nodes_rehearse(&reconciliation->hierarchy, job, window, rehearsal->count, &own,
                       &own_samples, arena, team, fault));
    *samples = rehearsal->count * step;
    *error = ARENA_NEW(arena, double, (nodes + count) * *samples);
    if (*error == NULL) {
        return fault_memory(fault, "the errors of all series");
    }
    if (own_samples == *samples) {
        memcpy(*error, own, nodes * *samples * sizeof **error);
    } else {
        *samples = 0; /* other origins: nothing that could be compared */
    }
    for (size_t s = 0; s < count; s++) {
        for (size_t at = 0; at < *samples; at++) {
            const struct trial *trial = &rehearsal->trial[at / step];
            const double *actual = trial_actual(trial, s);
            double mean = trial->forecasts.mean[s * step + at % step];
            (*error)[(nodes + s) * *samples + at] =
                actual != NULL ? value_or(actual[at % step], mean) - mean : 0.0;
        }
    }
    return STATUS_OK;
}

/* Divides the series' means by the lifts of their promotions, of which the nodes know nothing, or
 * multiplies them again. */
static void change_lifts(const struct hierarchy *hierarchy, size_t count, size_t horizon,
                         bool divide, double *mean, double *lift, struct arena *scratch)
{
    for (size_t s = 0; s < count; s++) {
        if (lifts_of(hierarchy->lifts, s, hierarchy->panel.end_period, horizon, scratch, lift)) {
            for (size_t h = 0; h < horizon; h++) {
                mean[s * horizon + h] *= divide ? 1.0 / lift[h] : lift[h];
            }
        }
    }
}

/* Means as reconciled; variances follow as far as the ratio is within reason. */
static void take_over(const struct reconciliation *reconciliation, const double *value,
                      struct forecasts *forecasts)
{
    size_t horizon = forecasts->horizon;
    for (size_t s = 0; s < forecasts->count; s++) {
        if (reconciliation->hierarchy.cell[s] == NO_ID || !reconcile_moves(forecasts, s)) {
            continue;
        }
        double *mean = forecasts->mean + s * horizon;
        double before = 0.0;
        double after = 0.0;
        for (size_t h = 0; h < horizon; h++) {
            before += mean[h];
            after += value[s * horizon + h];
            mean[h] = value[s * horizon + h];
        }
        double ratio = before > 0.0
                           ? fmin(fmax(after / before, RECONCILE_LEAST_RATIO), RECONCILE_MOST_RATIO)
                           : 1.0;
        for (size_t h = 0; h < horizon; h++) {
            forecasts->variance[s * horizon + h] *= ratio * ratio;
            forecasts->sum_variance[s * horizon + h] *= ratio * ratio;
        }
    }
}

/* The cell of each series and the totals of that cell, as nodes. */
static void fill_above(const struct hierarchy *hierarchy, size_t count, uint32_t *above)
{
    size_t levels = hierarchy->levels + 1;
    for (size_t s = 0; s < count; s++) {
        uint32_t cell = hierarchy->cell[s];
        for (size_t level = 0; level < levels; level++) {
            above[s * levels + level] =
                cell == NO_ID ? NO_ID
                : level == 0  ? (uint32_t)(hierarchy->totals + cell)
                              : hierarchy->above[cell * hierarchy->levels + level - 1];
        }
    }
}

enum status reconcile_whole(const struct reconciliation *reconciliation, const struct job *job,
                            const struct rehearsal *rehearsal, size_t window, struct arena *arena,
                            struct team *team, struct fault *fault)
{
    const struct hierarchy *hierarchy = &reconciliation->hierarchy;
    struct forecasts *forecasts = job->forecasts;
    size_t nodes = reconciliation->nodes.count;
    size_t count = forecasts->count;
    size_t horizon = forecasts->horizon;
    if (hierarchy->cells == 0 || rehearsal->count == 0) {
        reconcile_apply(reconciliation, forecasts);
        return STATUS_OK;
    }
    double *error = NULL;
    size_t samples = 0;
    TRY(whole_errors(reconciliation, job, rehearsal, window, &error, &samples, arena, team, fault));
    double *value = ARENA_NEW(arena, double, (nodes + count) * horizon);
    uint32_t *above = ARENA_NEW(arena, uint32_t, count * (hierarchy->levels + 1));
    double *lift = ARENA_NEW(arena, double, horizon);
    if (value == NULL || above == NULL || lift == NULL) {
        return fault_memory(fault, "the reconciliation of all series");
    }
    memcpy(value, reconciliation->nodes.mean, nodes * horizon * sizeof *value);
    memcpy(value + nodes * horizon, forecasts->mean, count * horizon * sizeof *value);
    change_lifts(hierarchy, count, horizon, true, value + nodes * horizon, lift, arena);
    fill_above(hierarchy, count, above);
    struct mint_problem problem = {.parts = count,
                                   .totals = nodes,
                                   .levels = hierarchy->levels + 1,
                                   .above = above,
                                   .samples = samples,
                                   .error = error,
                                   .shrinkage = MISSING};
    if (samples >= MINT_LEAST_SAMPLES &&
        mint_reconcile(&problem, horizon, job->settings->nonnegative, value, arena)) {
        change_lifts(hierarchy, count, horizon, false, value + nodes * horizon, lift, arena);
        take_over(reconciliation, value + nodes * horizon, forecasts);
    } else {
        reconcile_apply(reconciliation, forecasts);
    }
    return STATUS_OK;
}
