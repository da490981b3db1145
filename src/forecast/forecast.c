/* Forecasts of all series: what they share, each one's own answer, and what makes them agree. */
#include "forecast/forecast.h"

#include "agree.h"
#include "calibrate.h"
#include "life.h"
#include "reconcile.h"
#include "rehearsal.h"
#include "task.h"

static const double DAYS_PER_WEEK = 7.0;
static const double DAYS_PER_MONTH = 365.25 / 12.0;
/* The groups' recent level is that of six weeks, of which each counts half as much as the one after
 * it; whole weeks, so that each weekday counts alike. */
enum { AGREE_DAYS = 42 };

static double bucket_days(enum bucket bucket)
{
    return bucket == BUCKET_DAY ? 1.0 : bucket == BUCKET_WEEK ? DAYS_PER_WEEK : DAYS_PER_MONTH;
}

static struct choice named_models(const struct forecast_settings *settings)
{
    struct choice named = {.reason = "asked for"};
    while (named.count < MODEL_POOL_SIZE && settings->pool[named.count] != NULL) {
        named.model[named.count] = settings->pool[named.count];
        named.count++;
    }
    named.way = named.count > 1 ? WAY_BEST : WAY_FIRST;
    return named;
}

enum status forecasts_room(struct forecasts *forecasts, size_t count, size_t horizon,
                           struct arena *arena, struct fault *fault)
{
    size_t cells = count * horizon;
    *forecasts = (struct forecasts){.count = count, .horizon = horizon};
    forecasts->mean = ARENA_NEW(arena, double, cells);
    forecasts->variance = ARENA_NEW(arena, double, cells);
    forecasts->sum_variance = ARENA_NEW(arena, double, cells);
    forecasts->report = ARENA_NEW(arena, struct series_report, count);
    bool taken = forecasts->mean != NULL && forecasts->variance != NULL &&
                 forecasts->sum_variance != NULL && forecasts->report != NULL;
    return taken ? STATUS_OK : fault_memory(fault, "the forecasts");
}

/* The forecasts of one panel, be it today's or an earlier one. */
static enum status forecast_panel(struct forecasts *forecasts, const struct panel *panel,
                                  const struct inputs *inputs,
                                  const struct forecast_settings *settings, struct arena *arena,
                                  struct team *team, struct fault *fault)
{
    TRY(forecasts_room(forecasts, panel->count, settings->horizon, arena, fault));
    struct job job = {.panel = panel,
                      .inputs = inputs,
                      .settings = settings,
                      .forecasts = forecasts,
                      .named = named_models(settings),
                      .season = settings->season > 0 ? settings->season
                                                     : (size_t)calendar_season(&panel->calendar),
                      .period_days = bucket_days(panel->calendar.bucket)};
    bool automatic = job.named.count == 0;
    struct effects effects;
    if (automatic && settings->effects && inputs != NULL) {
        TRY(effects_build(&effects, panel, inputs, settings->horizon, arena, team, fault));
        forecasts->effect_groups = effects.group_count;
        job.effects = &effects;
    }
    TRY(parallel_each_reserved(team, panel->count, task_run, &job, task_bytes(&job), fault));
    TRY(life_apply(forecasts, panel, inputs, job.effects, !automatic, fault));
    bool daily = panel->calendar.bucket == BUCKET_DAY && job.season > 1;
    size_t window = daily ? AGREE_DAYS : 0;
    if (job.effects == NULL) {
        return STATUS_OK;
    }
    if (window > 0) {
        TRY(agree(forecasts, panel, &effects, window, fault));
    }
    return settings->hierarchy == HIERARCHY_NONE ? STATUS_OK
                                                 : reconcile(&job, window, arena, team, fault);
}

/* The same forecasts as of some earlier days. */
static enum status rehearse(struct rehearsal *rehearsal, const struct panel *panel,
                            const struct inputs *inputs, const struct forecast_settings *settings,
                            struct arena *arena, struct team *team, struct fault *fault)
{
    struct forecast_settings earlier = *settings;
    rehearsal->count =
        rehearsal_trials(panel, 0, settings->horizon, settings->rehearsals, &earlier.horizon);
    for (size_t k = 0; k < rehearsal->count; k++) {
        struct trial *trial = &rehearsal->trial[k];
        trial->back = (k + 1) * earlier.horizon;
        trial->panel = panel_earlier(panel, trial->back);
        TRY(forecast_panel(&trial->forecasts, &trial->panel, inputs, &earlier, arena, team, fault));
    }
    return STATUS_OK;
}

enum status forecast_run(struct forecasts *forecasts, const struct panel *panel,
                         const struct inputs *inputs, const struct forecast_settings *settings,
                         struct arena *arena, struct team *team, struct fault *fault)
{
    TRY(forecast_panel(forecasts, panel, inputs, settings, arena, team, fault));
    if (settings->pool[0] != NULL) {
        return STATUS_OK; /* untouched */
    }
    struct arena_mark mark = arena_mark(arena);
    struct rehearsal rehearsal = {0};
    TRY(rehearse(&rehearsal, panel, inputs, settings, arena, team, fault));
    TRY(calibrate(forecasts, &rehearsal, arena, team, fault));
    arena_rewind(arena, mark);
    return STATUS_OK;
}
