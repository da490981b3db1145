/* Forecasts of all series: what they share, each one's own answer, and what makes them agree. */
#include "forecast/forecast.h"

#include "agree.h"
#include "calibrate.h"
#include "forecast/memory.h"
#include "life.h"
#include "reconcile.h"
#include "rehearsal.h"
#include "sparse.h"
#include "task.h"

static const double DAYS_PER_WEEK = 7.0;
static const double DAYS_PER_MONTH = 365.25 / 12.0;
/* The groups' recent level is that of six weeks, of which each counts half as much as the one after
 * it; whole weeks, so that each weekday counts alike. */
enum { AGREE_DAYS = 42 };
/* Series times origins to learn from; more cost time and tell little: then a sample of the series
 * stands for all. */
enum { ENOUGH_TRIED = 40000 };
/* Whoever asks for the reconciliation of all series asks for the errors that it takes. */
enum { MINT_REHEARSALS = 3 };

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

static struct job job_of(const struct panel *panel, const struct inputs *inputs,
                         const struct forecast_settings *settings, struct forecasts *forecasts)
{
    return (struct job){.panel = panel,
                        .inputs = inputs,
                        .settings = settings,
                        .forecasts = forecasts,
                        .named = named_models(settings),
                        .season = settings->season > 0 ? settings->season
                                                       : (size_t)calendar_season(&panel->calendar),
                        .period_days = bucket_days(panel->calendar.bucket),
                        .effects = forecasts->effects};
}

static size_t agree_window(const struct job *job)
{
    return job->panel->calendar.bucket == BUCKET_DAY && job->season > 1 ? AGREE_DAYS : 0;
}

/* The forecasts of one panel, be it today's or an earlier one, and what its totals say of them. */
static enum status forecast_panel(struct forecasts *forecasts,
                                  struct reconciliation *reconciliation, const struct panel *panel,
                                  const struct inputs *inputs,
                                  const struct forecast_settings *settings, struct arena *arena,
                                  struct team *team, struct fault *fault)
{
    TRY(forecasts_room(forecasts, panel->count, settings->horizon, arena, fault));
    bool automatic = settings->pool[0] == NULL;
    if (automatic && settings->effects && inputs != NULL) {
        struct effects *effects = ARENA_NEW(arena, struct effects, 1);
        if (effects == NULL) {
            return fault_memory(fault, "the calendar effects");
        }
        TRY(effects_build(effects, panel, inputs, settings->horizon, arena, team, fault));
        if (settings->prices) {
            TRY(prices_build(&effects->lifts, effects, arena, team, fault));
        }
        forecasts->effect_groups = effects->group_count;
        forecasts->effects = effects;
    }
    struct job job = job_of(panel, inputs, settings, forecasts);
    memory_reserve(settings->memory, panel->count);
    TRY(parallel_each_reserved(team, panel->count, task_run, &job, task_bytes(&job), fault));
    memory_settle(settings->memory);
    TRY(life_apply(forecasts, panel, inputs, job.effects, !automatic, fault));
    if (job.effects == NULL) {
        return STATUS_OK;
    }
    size_t window = agree_window(&job);
    if (window > 0) {
        TRY(agree(forecasts, panel, job.effects, window, fault));
    }
    /* months did not gain (benchmarks/README.md): there a series knows its own level */
    bool months = panel->calendar.bucket == BUCKET_MONTH;
    if (settings->hierarchy == HIERARCHY_NONE ||
        (settings->hierarchy == HIERARCHY_AUTO && months)) {
        return STATUS_OK;
    }
    return reconcile_prepare(reconciliation, &job, window, arena, team, fault);
}

/* The same forecasts as of some earlier days, of a sample where series are many; `reconciliation`
 * is [REHEARSALS_MOST]. */
static enum status rehearse(struct rehearsal *rehearsal, struct reconciliation *reconciliation,
                            const struct panel *panel, const struct inputs *inputs,
                            const struct forecast_settings *settings, struct arena *arena,
                            struct team *team, struct fault *fault)
{
    struct forecast_settings earlier = *settings;
    size_t wanted = settings->rehearsals;
    struct panel some = *panel;
    if (settings->hierarchy == HIERARCHY_MINT) {
        wanted = wanted > MINT_REHEARSALS ? wanted : MINT_REHEARSALS;
        earlier.hierarchy = HIERARCHY_NONE; /* the errors that it learns from are the series' own */
    } else if (inputs != NULL && wanted > 0) {
        TRY(panel_sample(&some, panel, &inputs->names, ENOUGH_TRIED / wanted, arena, fault));
    }
    rehearsal->count = rehearsal_trials(&some, 0, settings->horizon, wanted, &earlier.horizon);
    for (size_t k = 0; k < rehearsal->count; k++) {
        struct trial *trial = &rehearsal->trial[k];
        trial->back = (k + 1) * earlier.horizon;
        trial->panel = panel_earlier(&some, trial->back);
        TRY(forecast_panel(&trial->forecasts, &reconciliation[k], &trial->panel, inputs, &earlier,
                           arena, team, fault));
    }
    return STATUS_OK;
}

enum status forecast_run(struct forecasts *forecasts, const struct panel *panel,
                         const struct inputs *inputs, const struct forecast_settings *settings,
                         struct arena *arena, struct team *team, struct fault *fault)
{
    struct reconciliation today = {0};
    struct reconciliation trials[REHEARSALS_MOST] = {0};
    if (settings->memory != NULL) {
        settings->memory->later = panel->later;
    }
    TRY(forecast_panel(forecasts, &today, panel, inputs, settings, arena, team, fault));
    if (settings->pool[0] != NULL) {
        return STATUS_OK; /* untouched */
    }
    struct arena_mark mark = arena_mark(arena);
    struct rehearsal rehearsal = {0};
    TRY(rehearse(&rehearsal, trials, panel, inputs, settings, arena, team, fault));
    struct job job = job_of(panel, inputs, settings, forecasts);
    if (settings->hierarchy == HIERARCHY_MINT) {
        TRY(reconcile_whole(&today, &job, &rehearsal, agree_window(&job), arena, team, fault));
    } else if (reconcile_pays(settings->hierarchy, trials, rehearsal.count)) {
        reconcile_apply(&today, forecasts);
        for (size_t k = 0; k < rehearsal.count; k++) {
            reconcile_apply(&trials[k], &rehearsal.trial[k].forecasts);
        }
    }
    sparse_scale(forecasts, panel, &rehearsal, team);
    TRY(calibrate(forecasts, &rehearsal, arena, team, fault));
    arena_rewind(arena, mark);
    return STATUS_OK;
}
