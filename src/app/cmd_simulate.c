/* restock simulate: the nights as they would have been, beside other ways to plan. */
#include "app/command.h"
#include "arms.h"
#include "base/missing.h"
#include "io/digits.h"
#include "io/outputs.h"
#include "simulated.h"

#include <stdio.h>
#include <string.h>

const struct own_option simulate_options[] = {
    {"from", "DATE", "first day that counts (default: as --days says, up to the last sale)"},
    {"days", "N", "that count (default: 182, or a third of a shorter history)"},
    {"warm-up", "DAYS", "before them, not counted (default: the longest lead time and review)"},
    {"every", "DAYS", "least time from a turn to the next (default: as the data review)"},
    {"compare", "A.INI,B.INI", "the same with other settings, beside the first"},
    {"reference", "LIST", "policies beside them, or none (default: auto, what the data allow)"},
    {"lead-times", "WORD", "drawn: as late as they may be; expected: on the day (default: drawn)"},
    {NULL, NULL, NULL},
};

enum { MOST_EVERY = 3650 };

struct simulation {
    struct run run;
    struct arms arms;
    struct sim_settings settings;
    struct panel daily; /* the panel of the truth, where it is not that of the plans */
    struct sim_result result;
    struct paired against[ARMS_MOST]; /* [arms.count] */
    struct simulation_table table;
};

static enum status read_settings(struct simulation *simulation, struct fault *fault)
{
    const struct options *options = simulation->run.options;
    const struct config *config = &simulation->run.config;
    int64_t every = 0;
    int steady = 0;
    const char *references = options_own(options, "reference");
    TRY(options_whole(options, "every", 1, MOST_EVERY, &every, fault));
    TRY(options_word(options, "lead-times", (const char *const[]){"drawn", "expected", NULL},
                     &steady, fault));
    simulation->settings = (struct sim_settings){.every = (int32_t)every,
                                                 .steady_lead_times = steady != 0,
                                                 .seed = (uint64_t)config->seed,
                                                 .refit_nights = (size_t)config->refit_nights};
    return arms_choose(&simulation->arms, &simulation->run, options_own(options, "compare"),
                       references != NULL ? references : "auto", fault);
}

/* What lies in the shops today is nothing to a replay of history. */
static void tell_stock(const struct run *run)
{
    for (int i = 0; i < INPUT_FILES; i++) {
        const struct file_report *file = &run->report.files[i];
        if (file->file != NULL && strcmp(file->name, "stock") == 0) {
            return;
        }
    }
    log_line(&run->log, "notice    there is no stock.csv, which a simulation does without: every "
                        "sku-location begins with the demand of its lead time and review");
}

static enum status run_arms(struct simulation *simulation, const struct panel *daily,
                            struct fault *fault)
{
    struct run *run = &simulation->run;
    struct sim_result *result = &simulation->result;
    double since = clock_seconds();
    run->progress.label = "simulate";
    TRY(simulate(result, &run->inputs, &run->panel, daily, &simulation->settings,
                 simulation->arms.arm, simulation->arms.count, &run->arena, &run->team, fault));
    for (size_t a = 1; a < simulation->arms.count; a++) {
        TRY(sim_paired(&simulation->against[a], result, 0, a, simulation->settings.seed,
                       &run->arena, fault));
    }
    char sites[2 * DIGITS_SIZE];
    run_phase(run, "simulate", since, "%s sku-locations, %zu nights, %zu arms",
              digits_grouped(sites, (double)result->site_count, 0), result->nights, result->arms);
    return STATUS_OK;
}

static enum status write_outputs(struct simulation *simulation, struct fault *fault)
{
    struct run *run = &simulation->run;
    const char *folder = run->publication.temporary;
    double since = clock_seconds();
    run->progress.label = "write";
    simulation->table = (struct simulation_table){.result = &simulation->result,
                                                  .arms = simulation->arms.arm,
                                                  .against = simulation->against,
                                                  .settings = &simulation->settings,
                                                  .names = &run->inputs.names};
    run->simulation = &simulation->table;
    TRY(output_simulation(folder, &simulation->table, &run->team, fault));
    TRY(output_rejects(folder, &run->report, fault));
    run_phase(run, "write", since, "simulation.csv");
    TRY(run_write_summary(run, fault));
    return publication_commit(&run->publication, fault);
}

static enum status run_all(struct simulation *simulation, const struct options *options,
                           struct fault *fault)
{
    struct run *run = &simulation->run;
    TRY(run_begin(run, options, fault));
    TRY(read_settings(simulation, fault));
    TRY(publication_begin(&run->publication, options->out, fault));
    TRY(run_load(run, false, fault));
    tell_stock(run);
    TRY(run_panel_daily(run, &simulation->daily, fault));
    TRY(run_overlay_demand(run, &run->panel, fault));
    const struct panel *daily = &run->panel;
    if (simulation->daily.count > 0) {
        TRY(run_overlay_demand(run, &simulation->daily, fault));
        daily = &simulation->daily;
    }
    TRY(arms_complete(&simulation->arms, run, fault));
    TRY(simulated_days(&simulation->settings, run, daily, fault));
    TRY(run_arms(simulation, daily, fault));
    run_guards(run, options->out);
    return write_outputs(simulation, fault);
}

enum status command_simulate(const struct options *options, int *exit, struct fault *fault)
{
    struct simulation simulation = {.run = {.options = options}};
    enum status status = run_all(&simulation, options, fault);
    if (status == STATUS_OK) {
        *exit = simulation.run.guard_count > 0 ? EXIT_REVIEW : EXIT_DONE;
        simulated_print(&simulation.table, &simulation.run, stdout);
    }
    run_end(&simulation.run);
    return status;
}
