/* Totals of the assortment forecast as series are. */
#include "nodes.h"

#include "agree.h"
#include "base/missing.h"
#include "rehearsal.h"

#include <assert.h>

enum status nodes_forecast(struct forecasts *forecasts, const struct job *job,
                           const struct panel *panel, const struct effects *effects,
                           const struct forecast_settings *settings, size_t window,
                           struct arena *arena, struct team *team, struct fault *fault)
{
    struct job nodes = *job;
    nodes.panel = panel;
    nodes.inputs = NULL;
    nodes.settings = settings;
    nodes.effects = effects;
    nodes.forecasts = forecasts;
    TRY(forecasts_room(forecasts, panel->count, settings->horizon, arena, fault));
    TRY(parallel_each_reserved(team, panel->count, task_run, &nodes, task_bytes(&nodes), fault));
    return window > 0 ? agree(forecasts, panel, effects, window, fault) : STATUS_OK;
}

enum status nodes_rehearse(const struct hierarchy *hierarchy, const struct job *job, size_t window,
                           size_t wanted, double **error, size_t *samples, struct arena *arena,
                           struct team *team, struct fault *fault)
{
    const struct panel *panel = &hierarchy->panel;
    struct forecast_settings earlier = *job->settings;
    size_t trials = rehearsal_trials(panel, 0, earlier.horizon, wanted, &earlier.horizon);
    *samples = trials * earlier.horizon;
    *error = ARENA_NEW(arena, double, panel->count **samples);
    if (*error == NULL) {
        return fault_memory(fault, "the errors of totals");
    }
    for (size_t k = 0; k < trials; k++) {
        struct trial trial = {.back = (k + 1) * earlier.horizon};
        trial.panel = panel_earlier(panel, trial.back);
        TRY(nodes_forecast(&trial.forecasts, job, &trial.panel, &hierarchy->effects, &earlier,
                           window, arena, team, fault));
        assert(trial.forecasts.mean != NULL);
        for (size_t i = 0; i < panel->count; i++) {
            const double *actual = trial_actual(&trial, i);
            double *at = *error + i * *samples + k * earlier.horizon;
            const double *mean = trial.forecasts.mean + i * earlier.horizon;
            for (size_t h = 0; h < earlier.horizon; h++) {
                at[h] = actual != NULL ? value_or(actual[h], mean[h]) - mean[h] : 0.0;
            }
        }
    }
    return STATUS_OK;
}
