/* Forecasts of all series: what they share, each one's own answer, and what makes them agree. */
#include "forecast/forecast.h"

#include "agree.h"
#include "forecast/memory.h"
#include "kept.h"
#include "life.h"
#include "task.h"

#include <string.h>

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

/* Its numbers and reports; what else it has is shared. */
static enum status forecasts_copy(struct forecasts *copy, const struct forecasts *forecasts,
                                  struct arena *arena, struct fault *fault)
{
    const size_t bytes = forecasts->count * forecasts->horizon * sizeof(double);
    TRY(forecasts_room(copy, forecasts->count, forecasts->horizon, arena, fault));
    memcpy(copy->mean, forecasts->mean, bytes);
    memcpy(copy->variance, forecasts->variance, bytes);
    memcpy(copy->sum_variance, forecasts->sum_variance, bytes);
    memcpy(copy->report, forecasts->report, forecasts->count * sizeof *forecasts->report);
    return STATUS_OK;
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

/* Where trials are made: what all of them share. */
struct stage {
    const struct inputs *inputs;
    struct forecast_settings settings; /* of trials */
    struct kept *kept;                 /* NULL: trials live in `arena` */
    struct arena *arena;
    struct team *team;
};

/* Makes a trial to be kept; what only its making takes is given back. */
static enum status make_kept(struct kept_trial *own, const struct panel *panel,
                             const struct stage *stage, struct fault *fault)
{
    struct arena_mark mark = arena_mark(stage->arena);
    struct forecasts forecasts;
    struct reconciliation totals = {0};
    TRY(forecast_panel(&forecasts, &totals, panel, stage->inputs, &stage->settings, stage->arena,
                       stage->team, fault));
    TRY(forecasts_copy(&own->forecasts, &forecasts, &own->arena, fault));
    TRY(reconcile_copy(&own->totals, &totals, &forecasts, &own->arena, fault));
    arena_rewind(stage->arena, mark);
    return STATUS_OK;
}

/* The forecasts of trial `number`, kept or made now, copied since what is learned first changes
 * them.  `trial->back` is moved to where it stands. */
static enum status take_kept(struct trial *trial, struct reconciliation *totals, size_t number,
                             const struct panel *panel, const struct stage *stage,
                             struct fault *fault)
{
    int32_t origin = panel->end_period - (int32_t)trial->back;
    struct kept_trial *own = kept_find(stage->kept, origin, number);
    if (own != NULL) {
        trial->back = (size_t)(panel->end_period - own->origin);
    }
    trial->panel = panel_earlier(panel, trial->back);
    if (own == NULL) {
        own = kept_add(stage->kept, origin);
        if (own == NULL) {
            return fault_memory(fault, "an earlier night's forecasts");
        }
        TRY(make_kept(own, &trial->panel, stage, fault));
    }
    *totals = own->totals;
    return forecasts_copy(&trial->forecasts, &own->forecasts, stage->arena, fault);
}

static enum status make_trial(struct trial *trial, struct reconciliation *totals, size_t number,
                              const struct panel *panel, const struct stage *stage,
                              struct fault *fault)
{
    trial->back = (number + 1) * stage->settings.horizon;
    if (stage->kept != NULL) {
        return take_kept(trial, totals, number, panel, stage, fault);
    }
    trial->panel = panel_earlier(panel, trial->back);
    return forecast_panel(&trial->forecasts, totals, &trial->panel, stage->inputs, &stage->settings,
                          stage->arena, stage->team, fault);
}

/* The same forecasts as of some earlier days, of a sample where series are many; `totals` is
 * [REHEARSALS_MOST]. */
static enum status rehearse(struct rehearsal *rehearsal, struct reconciliation *totals,
                            const struct panel *panel, const struct inputs *inputs,
                            const struct forecast_settings *settings, struct kept *kept,
                            struct arena *arena, struct team *team, struct fault *fault)
{
    struct stage stage = {
        .inputs = inputs, .settings = *settings, .kept = kept, .arena = arena, .team = team};
    size_t wanted = settings->rehearsals;
    struct panel some = *panel;
    if (settings->hierarchy == HIERARCHY_MINT) {
        wanted = wanted > MINT_REHEARSALS ? wanted : MINT_REHEARSALS;
        /* the errors that it learns from are the series' own */
        stage.settings.hierarchy = HIERARCHY_NONE;
    } else if (inputs != NULL && wanted > 0) {
        TRY(panel_sample(&some, panel, &inputs->names, ENOUGH_TRIED / wanted, arena, fault));
    }
    rehearsal->count =
        rehearsal_trials(&some, 0, settings->horizon, wanted, &stage.settings.horizon);
    if (kept != NULL) {
        kept_begin(kept, panel, settings->horizon, stage.settings.horizon, rehearsal->count);
    }
    for (size_t k = 0; k < rehearsal->count; k++) {
        TRY(make_trial(&rehearsal->trial[k], &totals[k], k, &some, &stage, fault));
    }
    return STATUS_OK;
}

/* What nights of a replay keep; NULL: nothing, as everywhere else. */
static enum status kept_of(const struct forecast_settings *settings, struct kept **kept,
                           struct fault *fault)
{
    struct memory *memory = settings->memory;
    *kept = NULL;
    if (memory == NULL || !memory->replay || settings->hierarchy == HIERARCHY_MINT) {
        return STATUS_OK;
    }
    if (memory->kept == NULL) {
        memory->kept = kept_new();
    }
    *kept = memory->kept;
    return *kept != NULL ? STATUS_OK : fault_memory(fault, "earlier nights' forecasts");
}

/* Rehearses and learns; `today` is reconciled already where each series is by itself. */
static enum status learn(struct lessons *lessons, const struct reconciliation *today,
                         const struct job *job, struct kept *kept, struct arena *arena,
                         struct team *team, struct fault *fault)
{
    const struct forecast_settings *settings = job->settings;
    struct rehearsal rehearsal = {0};
    struct reconciliation totals[REHEARSALS_MOST] = {0};
    TRY(rehearse(&rehearsal, totals, job->panel, job->inputs, settings, kept, arena, team, fault));
    if (settings->hierarchy == HIERARCHY_MINT) {
        TRY(reconcile_whole(today, job, &rehearsal, agree_window(job), arena, team, fault));
    }
    TRY(lessons_learn(lessons, &rehearsal, totals, settings->hierarchy, arena, team, fault));
    if (kept != NULL) {
        kept->lessons = *lessons;
        kept->learned = job->panel->end_period;
    }
    return STATUS_OK;
}

enum status forecast_run(struct forecasts *forecasts, const struct panel *panel,
                         const struct inputs *inputs, const struct forecast_settings *settings,
                         struct arena *arena, struct team *team, struct fault *fault)
{
    struct reconciliation today = {0};
    if (settings->memory != NULL) {
        settings->memory->later = panel->later;
    }
    TRY(forecast_panel(forecasts, &today, panel, inputs, settings, arena, team, fault));
    if (settings->pool[0] != NULL) {
        return STATUS_OK; /* untouched */
    }
    struct kept *kept;
    struct lessons lessons;
    struct arena_mark mark = arena_mark(arena);
    TRY(kept_of(settings, &kept, fault));
    if (kept != NULL && kept_holds(kept, panel, settings->horizon)) {
        lessons = kept->lessons;
    } else {
        struct job job = job_of(panel, inputs, settings, forecasts);
        TRY(learn(&lessons, &today, &job, kept, arena, team, fault));
    }
    lessons_apply(&lessons, forecasts, panel, &today, team);
    arena_rewind(arena, mark);
    return STATUS_OK;
}
