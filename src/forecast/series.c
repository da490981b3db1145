/* One series from its history to its answer. */
#include "attempt.h"
#include "forecast/memory.h"
#include "task.h"

#include <assert.h>
#include <string.h>

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

/* The answer, with what was found last time and for the next. */
static void answer_remembering(struct task *task)
{
    const struct job *job = task->job;
    struct memory *memory = job->settings->memory;
    if (memory == NULL || job->inputs == NULL) {
        task_answer(task);
        return;
    }
    const struct panel *panel = job->panel;
    const struct names *names = &job->inputs->names;
    struct span span = panel_span(panel, task->series);
    struct memory_key key = {.sku = intern_text(&names->sku, panel->sku[task->series]),
                             .location = intern_text(&names->place, panel->location[task->series]),
                             .back = panel->later - memory->later,
                             .span = &span,
                             .history = &task->history};
    struct notes notes;
    struct record record;
    memory_recall(memory, &key, &notes, &record);
    task->history.notes = &notes;
    task_answer(task);
    task->history.notes = NULL;
    memory_keep(memory, &record, &notes);
}

void task_run(void *context, size_t series, struct arena *scratch)
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
    answer_remembering(&task);
    task_restore(&task);
    write_answer(&task);
}

size_t task_bytes(const struct job *job)
{
    size_t horizon = job->settings->horizon;
    size_t longest = panel_longest(job->panel);
    size_t all = 0;
    while (models[all] != NULL) {
        all++;
    }
    size_t most = attempt_bytes(models, all, longest, job->season, horizon);
    size_t named = attempt_bytes(job->named.model, job->named.count, longest, job->season, horizon);
    size_t rooms = MODEL_POOL_SIZE + 2; /* of candidates, the answer, a holdout */
    enum { PADDING = 64 };
    return 10 * ((longest + horizon) * sizeof(double) + PADDING) +
           rooms * attempt_room_bytes(horizon) + (named > most ? named : most);
}
