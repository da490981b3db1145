/* Forecasts of all series: each is cleaned, given its models, and answered for in its own slot. */
#include "forecast/forecast.h"

#include "agree.h"
#include "attempt.h"
#include "task.h"

#include <assert.h>
#include <string.h>

static const double DAYS_PER_WEEK = 7.0;
static const double DAYS_PER_MONTH = 365.25 / 12.0;
/* The groups' recent level is that of four whole weeks, so that each weekday counts alike. */
enum { AGREE_DAYS = 28 };

static void write_answer(const struct task *task)
{
    const struct prediction *answer = task->answer;
    struct forecasts *forecasts = task->job->forecasts;
    size_t at = task->series * task->horizon;
    size_t bytes = task->horizon * sizeof(double);
    memcpy(forecasts->mean + at, answer->mean, bytes);
    memcpy(forecasts->variance + at, answer->variance, bytes);
    memcpy(forecasts->sum_variance + at, answer->sum_variance, bytes);
    struct series_report *report = task->report;
    memcpy(report->label, answer->label, sizeof report->label);
    memcpy(report->parameters, answer->parameters, sizeof report->parameters);
    report->loglik = answer->loglik;
    report->aicc = answer->aicc;
    report->sigma2 = answer->sigma2;
}

static void forecast_one(void *context, size_t series, struct arena *scratch)
{
    const struct job *job = context;
    struct prediction prediction = {0};
    struct task task = {.job = job,
                        .scratch = scratch,
                        .series = series,
                        .horizon = job->settings->horizon,
                        .report = &job->forecasts->report[series],
                        .answer = &prediction};
    enum fit prepared = task_prepare(&task);
    assert(prepared == FIT_OK); /* its memory is reserved */
    (void)prepared;
    task_answer(&task);
    task_restore(&task);
    write_answer(&task);
}

static size_t scratch_bytes(const struct job *job)
{
    const struct panel *panel = job->panel;
    size_t horizon = job->settings->horizon;
    size_t longest = 0;
    for (size_t i = 0; i < panel->count; i++) {
        size_t length = panel->start[i + 1] - panel->start[i];
        longest = length > longest ? length : longest;
    }
    size_t all = 0;
    while (models[all] != NULL) {
        all++;
    }
    size_t most = attempt_bytes(models, all, longest, job->season, horizon);
    size_t named = attempt_bytes(job->named.model, job->named.count, longest, job->season, horizon);
    size_t rooms = MODEL_POOL_SIZE + 2; /* of candidates, the answer, a holdout */
    enum { PADDING = 64 };
    return 2 * (longest * sizeof(double) + PADDING) + rooms * attempt_room_bytes(horizon) +
           (named > most ? named : most);
}

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

enum status forecast_run(struct forecasts *forecasts, const struct panel *panel,
                         const struct forecast_settings *settings, struct arena *arena,
                         struct team *team, struct fault *fault)
{
    size_t cells = panel->count * settings->horizon;
    *forecasts = (struct forecasts){.count = panel->count, .horizon = settings->horizon};
    forecasts->mean = ARENA_NEW(arena, double, cells);
    forecasts->variance = ARENA_NEW(arena, double, cells);
    forecasts->sum_variance = ARENA_NEW(arena, double, cells);
    forecasts->report = ARENA_NEW(arena, struct series_report, panel->count);
    if (forecasts->mean == NULL || forecasts->variance == NULL || forecasts->sum_variance == NULL ||
        forecasts->report == NULL) {
        return fault_memory(fault, "the forecasts");
    }
    struct job job = {.panel = panel,
                      .settings = settings,
                      .forecasts = forecasts,
                      .named = named_models(settings),
                      .period_days = bucket_days(panel->calendar.bucket)};
    job.season =
        settings->season > 0 ? settings->season : (size_t)calendar_season(&panel->calendar);
    TRY(parallel_each_reserved(team, panel->count, forecast_one, &job, scratch_bytes(&job), fault));
    bool daily = panel->calendar.bucket == BUCKET_DAY && job.season > 1;
    bool shared = settings->effects != NULL && job.named.count == 0;
    return daily && shared ? agree(forecasts, panel, settings->effects, AGREE_DAYS, fault)
                           : STATUS_OK;
}
