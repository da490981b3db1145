/* A run: the pipeline from a folder of inputs to a folder of outputs, callable from main and from
 * tests.
 *
 * run_begin, then run_load, run_panel, run_forecast and run_plan as far as a command needs, then
 * run_end.  Each phase logs one line with its time.  Everything lives in the run's arena until
 * run_end. */
#ifndef RESTOCK_APP_RUN_H
#define RESTOCK_APP_RUN_H

#include "app/config.h"
#include "app/options.h"
#include "backtest/backtest.h"
#include "base/arena.h"
#include "base/parallel.h"
#include "base/progress.h"
#include "forecast/forecast.h"
#include "io/load.h"
#include "io/save.h"
#include "io/state.h"
#include "io/summary.h"
#include "order/plan.h"
#include "panel/inputs.h"
#include "panel/panel.h"

enum { RUN_PHASES = 8, RUN_GUARDS = INPUT_FILES + 8, RUN_GUARD_SIZE = 256 };

struct run {
    const struct options *options; /* not owned */
    const char *in;                /* the folder of inputs */
    struct log log;
    struct arena arena;
    struct team team;
    struct progress progress; /* on a terminal, unless --quiet */
    struct config config;
    struct panel_settings panel_settings;
    struct forecast_settings forecast_settings;
    struct plan_settings plan_settings;

    struct load *load;
    struct inputs inputs;
    struct load_report report;
    struct panel panel;
    size_t horizon; /* periods of forecast.csv; the forecasts may go beyond */
    struct forecasts forecasts;
    struct memory memory; /* with --state */
    struct state state;
    struct plan plan;
    const struct simulation_table *simulation; /* NULL: none was made; not owned */
    const struct backtest *backtest;           /* NULL: none was made; not owned */
    const struct tuning_table *tuning;         /* NULL: nothing was tuned; not owned */
    bool has_panel, has_forecasts, has_plan;

    struct publication publication;

    char guard_text[RUN_GUARDS][RUN_GUARD_SIZE];
    const char *guards[RUN_GUARDS]; /* [guard_count] a sentence for each guard that fired */
    size_t guard_count;

    const char *const *what_if; /* [inputs.overlay_count] what each row of --overlay came to, once
                                   told; NULL before or without */

    struct summary_phase phases[RUN_PHASES];
    size_t phase_count;
    double started; /* seconds */
};

/* Reads the configuration and starts the threads.  `only_sales` as in struct load_settings. */
enum status MUST_CHECK run_begin(struct run *run, const struct options *options,
                                 struct fault *fault);
enum status MUST_CHECK run_load(struct run *run, bool only_sales, struct fault *fault);
enum status MUST_CHECK run_panel(struct run *run, struct fault *fault);
/* As run_panel, and the panel of single days; `daily` has no series (count 0) where run->panel has
 * them, or the data have one date a period. */
enum status MUST_CHECK run_panel_daily(struct run *run, struct panel *daily, struct fault *fault);
/* Forecasts at least `periods` periods, and those of forecast.csv. */
enum status MUST_CHECK run_forecast(struct run *run, size_t periods, struct fault *fault);
enum status MUST_CHECK run_plan(struct run *run, struct fault *fault);
/* Notes the time of a phase that a command makes itself and logs `format` with it. */
void run_phase(struct run *run, const char *name, double since, const char *format, ...)
    PRINTF_LIKE(4, 5);
/* Frees everything; removes the temporary folder of a publication that was not committed. */
void run_end(struct run *run);

/* With --state: reads what the last run found, before the forecasts; writes what this one found,
 * after them; puts it in its place, after the publication.  What goes wrong is a line of the log
 * and no failure: the run does without. */
void run_state_open(struct run *run);
void run_state_write(struct run *run);
void run_state_commit(struct run *run);

/* With --overlay (run_load calls it): says what was not understood, and lays the what-if over the
 * inputs.  STATUS_DATA when no row can be used, STATUS_USAGE when OUT holds a plan that is none. */
enum status MUST_CHECK run_overlay_apply(struct run *run, struct fault *fault);
/* Scales the recorded demand of a panel by the what-if (panel/overlay.h): for commands that look at
 * history as if it were to come, before they look.  Nothing without --overlay. */
enum status MUST_CHECK run_overlay_demand(struct run *run, struct panel *panel,
                                          struct fault *fault);
/* Tells whom each row concerned, in the log and for the summary; run_write_summary calls it. */
enum status MUST_CHECK run_overlay_tell(struct run *run, struct fault *fault);

/* Writes forecast.csv and models.csv into the publication's temporary folder. */
enum status MUST_CHECK run_write_forecast(struct run *run, struct fault *fault);
/* Writes summary.json for what the run has come to. */
enum status MUST_CHECK run_write_summary(struct run *run, struct fault *fault);

/* Looks at the guards; needs run_load, and run_plan for those of the plan.  `before` is OUT as it
 * stands from last night. */
void run_guards(struct run *run, const char *before);

/* From the table of settings to the settings of each floor.  STATUS_USAGE for a model, a season or
 * a policy that there is not. */
enum status MUST_CHECK settings_of(const struct config *config, struct panel_settings *panel,
                                   struct forecast_settings *forecast, struct plan_settings *plan,
                                   struct fault *fault);
/* Another configuration: that of `base` with the file at `path` over it, and its --set no longer
 * above.  [columns] of the file, where it has any, stand for all of those of `base`. */
enum status MUST_CHECK config_upon(struct config *config, const struct config *base,
                                   const char *path, struct fault *fault);
/* settings_of the run's own configuration. */
enum status MUST_CHECK run_settings(struct run *run, struct fault *fault);
/* Periods of forecast.csv where plan.horizon is auto. */
size_t run_horizon(const struct config *config, enum bucket bucket);

#endif
