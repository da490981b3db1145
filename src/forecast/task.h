/* One series on its way from the panel to its forecast. */
#ifndef RESTOCK_FORECAST_TASK_H
#define RESTOCK_FORECAST_TASK_H

#include "select.h"

/* What all series share. */
struct job {
    const struct panel *panel;
    const struct forecast_settings *settings;
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

/* Makes the history as models see it, and says in the report what kind of series it is. */
enum fit task_prepare(struct task *task);
/* Chooses, runs and if need be falls back; always leaves a finite answer. */
void task_answer(struct task *task);
/* Puts back into the answer what task_prepare took out of the history. */
void task_restore(struct task *task);

#endif
