/* One series on its way from the panel to its forecast. */
#ifndef RESTOCK_FORECAST_TASK_H
#define RESTOCK_FORECAST_TASK_H

#include "forecast/effects.h"
#include "forecast/forecast.h"
#include "select.h"

/* What all series share. */
struct job {
    const struct panel *panel;
    const struct inputs *inputs; /* NULL: nothing but the panel is known */
    const struct forecast_settings *settings;
    const struct effects *effects; /* NULL: none */
    struct forecasts *forecasts;
    struct choice named; /* count 0: automatic */
    size_t season;
    double period_days;
};

struct task {
    const struct job *job;
    struct arena *scratch;
    size_t series;
    size_t horizon;
    struct history history; /* cleaned */
    const double *factor;   /* [length + horizon] of calendar effects, or NULL */
    bool closed_only; /* what never changes follows the calendar only where nothing can be sold */
    struct profile profile;
    struct series_report *report;
    struct prediction *answer;  /* has room */
    const struct model *failed; /* the first that did, and why */
    enum fit failure;
};

/* Room for the forecasts of `count` series. */
enum status MUST_CHECK forecasts_room(struct forecasts *forecasts, size_t count, size_t horizon,
                                      struct arena *arena, struct fault *fault);

/* All of it for one series, into its slots of the forecasts; `context` is the job. */
void task_run(void *context, size_t series, struct arena *scratch);
/* Bytes that it takes from its arena at the most. */
size_t task_bytes(const struct job *job);

/* Makes the history as models see it, and says in the report what kind of series it is. */
enum fit task_prepare(struct task *task);
/* Chooses, runs and if need be falls back; always leaves a finite answer. */
void task_answer(struct task *task);
/* Puts back into the answer what task_prepare took out of the history. */
void task_restore(struct task *task);

#endif
