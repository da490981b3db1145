/* restock backtest: how good the forecasts would have been. */
#include "app/backtest_table.h"
#include "app/command.h"
#include "app/run.h"
#include "base/log.h"
#include "io/digits.h"
#include "io/outputs.h"

#include <stdio.h>
#include <string.h>

enum { METHODS_MOST = 16, NAIVE_METHODS = 3, NAME_SIZE = 64, PATH_SIZE = 4096, MOST = 100000 };

const struct own_option backtest_options[] = {
    {"origins", "N", "earlier days to forecast from (default: 4 or what half the history holds)"},
    {"step", "P", "periods between two of them (default: the horizon, plan.horizon)"},
    {"window", "P", "periods of history that a forecast sees (default: all)"},
    {"compare", "FILES", "ini files of other forecast settings, comma between (default: none)"},
    {NULL, NULL, NULL}};

/* The methods of a run: its own forecasts, those of other settings, and the naive ones. */
struct contest {
    struct backtest_method method[METHODS_MOST];
    size_t methods;
    char name[METHODS_MOST][NAME_SIZE]; /* of those by files */
    struct forecast_settings settings[METHODS_MOST];
    struct config config; /* of the file that is being read */
};

/* "a" of "some/where/a.ini". */
static void stem_of(struct text path, char name[NAME_SIZE])
{
    size_t from = path.length;
    while (from > 0 && path.data[from - 1] != '/') {
        from--;
    }
    size_t length = path.length - from;
    if (length > 4 && strncmp(path.data + from + length - 4, ".ini", 4) == 0) {
        length -= 4;
    }
    length = length < NAME_SIZE - 1 ? length : NAME_SIZE - 1;
    memcpy(name, path.data + from, length);
    name[length] = '\0';
}

/* A file may only change how the forecast is made, not what is forecast. */
static enum status check_same(const struct config *config, const struct config *own,
                              const char *path, struct fault *fault)
{
    const char *setting = config->bucket != own->bucket           ? "plan.bucket"
                          : config->week_start != own->week_start ? "plan.week_start"
                          : config->horizon != own->horizon       ? "plan.horizon"
                          : config->as_of != own->as_of           ? "plan.as_of"
                                                                  : NULL;
    if (setting == NULL) {
        return STATUS_OK;
    }
    return fault_set(fault, STATUS_USAGE,
                     "%s: %s is another than that of the run, expected the same: every method of a "
                     "backtest forecasts the same periods",
                     path, setting);
}

static enum status check_name(const struct contest *contest, const char *name, const char *path,
                              struct fault *fault)
{
    for (size_t m = 0; m < contest->methods; m++) {
        if (strcmp(contest->method[m].name, name) == 0) {
            return fault_set(fault, STATUS_USAGE,
                             "--compare %s: there is a method called \"%s\" already, expected a "
                             "file of another name",
                             path, name);
        }
    }
    return STATUS_OK;
}

static enum status add_file(struct contest *contest, const struct run *run, struct text path,
                            struct fault *fault)
{
    char text[PATH_SIZE];
    if (path.length == 0 || path.length >= sizeof text || contest->methods == METHODS_MOST) {
        return fault_set(fault, STATUS_USAGE,
                         "--compare is \"%s\", expected up to %d files with commas between them",
                         options_own(run->options, "compare"), METHODS_MOST - NAIVE_METHODS - 1);
    }
    memcpy(text, path.data, path.length);
    text[path.length] = '\0';
    size_t m = contest->methods;
    stem_of(path, contest->name[m]);
    TRY(check_name(contest, contest->name[m], text, fault));
    TRY(config_upon(&contest->config, &run->config, text, fault));
    TRY(check_same(&contest->config, &run->config, text, fault));
    struct panel_settings panel;
    struct plan_settings plan;
    TRY(settings_of(&contest->config, &panel, &contest->settings[m], &plan, fault));
    contest->method[m] = (struct backtest_method){
        .name = contest->name[m], .kind = BACKTEST_OWN, .settings = &contest->settings[m]};
    contest->methods++;
    return STATUS_OK;
}

static enum status add_files(struct contest *contest, const struct run *run, struct fault *fault)
{
    const char *at = options_own(run->options, "compare");
    while (at != NULL) {
        const char *comma = strchr(at, ',');
        struct text path = {at, comma != NULL ? (size_t)(comma - at) : strlen(at)};
        TRY(add_file(contest, run, text_trim(path), fault));
        at = comma != NULL ? comma + 1 : NULL;
    }
    return STATUS_OK;
}

static enum status enter_methods(struct contest *contest, const struct run *run, bool days,
                                 struct fault *fault)
{
    const struct backtest_method known[] = {
        {.name = "restock", .kind = BACKTEST_OWN, .settings = &run->forecast_settings},
        {.name = "naive", .kind = BACKTEST_NAIVE},
        {.name = "seasonal_naive", .kind = BACKTEST_SEASONAL},
        {.name = "last_year", .kind = BACKTEST_LAST_YEAR}};
    size_t count = sizeof known / sizeof *known;
    for (size_t m = 0; m < count; m++) {
        if (days || known[m].kind != BACKTEST_LAST_YEAR) {
            contest->method[contest->methods++] = known[m];
        }
    }
    return add_files(contest, run, fault);
}

static enum status read_settings(struct backtest_settings *wanted, const struct options *options,
                                 struct fault *fault)
{
    int64_t origins = 0;
    int64_t step = 0;
    int64_t window = 0;
    TRY(options_whole(options, "origins", 1, MOST, &origins, fault));
    TRY(options_whole(options, "step", 1, MOST, &step, fault));
    TRY(options_whole(options, "window", 2, MOST, &window, fault));
    *wanted = (struct backtest_settings){
        .origins = (size_t)origins, .step = (size_t)step, .window = (size_t)window};
    return STATUS_OK;
}

static enum status run_contest(struct run *run, struct contest *contest, struct backtest *backtest,
                               struct backtest_settings *wanted, struct fault *fault)
{
    wanted->horizon = run->horizon;
    TRY(backtest_fit(wanted, &run->panel, fault));
    if (run->inputs.master.override_count > 0) {
        log_line(&run->log, "notice    overrides.csv: planners' words are not laid over the past");
    }
    double since = clock_seconds();
    run->progress.label = "backtest";
    struct backtest_task task = {.panel = &run->panel,
                                 .inputs = &run->inputs,
                                 .defaults = &run->plan_settings.defaults,
                                 .method = contest->method,
                                 .methods = contest->methods,
                                 .quantile = run->config.quantiles.value,
                                 .quantile_count = run->config.quantiles.count};
    TRY(backtest_run(backtest, wanted, &task, &run->arena, &run->team, fault));
    run->backtest = backtest;
    run_phase(run, "backtest", since, "%zu origins, %zu methods, %zu periods ahead",
              wanted->origins, contest->methods, wanted->horizon);
    return STATUS_OK;
}

static enum status write_outputs(struct run *run, struct fault *fault)
{
    double since = clock_seconds();
    run->progress.label = "write";
    TRY(output_accuracy(run->publication.temporary, run->backtest, &run->inputs.names, &run->team,
                        fault));
    TRY(output_rejects(run->publication.temporary, &run->report, fault));
    run_phase(run, "write", since, "accuracy.csv");
    TRY(run_write_summary(run, fault));
    return publication_commit(&run->publication, fault);
}

static enum status run_all(struct run *run, struct contest *contest, struct backtest *backtest,
                           struct fault *fault)
{
    struct backtest_settings wanted;
    TRY(read_settings(&wanted, run->options, fault));
    TRY(run_begin(run, run->options, fault));
    TRY(publication_begin(&run->publication, run->options->out, fault));
    TRY(enter_methods(contest, run, true, fault)); /* before hours go by */
    TRY(run_load(run, true, fault));
    TRY(run_panel(run, fault));
    TRY(run_overlay_demand(run, &run->panel, fault));
    contest->methods = 0;
    TRY(enter_methods(contest, run, run->panel.calendar.bucket == BUCKET_DAY, fault));
    TRY(run_contest(run, contest, backtest, &wanted, fault));
    run_guards(run, run->options->out);
    return write_outputs(run, fault);
}

enum status command_backtest(const struct options *options, int *exit, struct fault *fault)
{
    struct run run = {.options = options};
    struct contest contest = {0};
    struct backtest backtest = {0};
    enum status status = run_all(&run, &contest, &backtest, fault);
    if (status == STATUS_OK) {
        *exit = run.guard_count > 0 ? EXIT_REVIEW : EXIT_DONE;
        backtest_table(&backtest, &run.inputs.names, stdout);
        (void)fputs(run.what_if != NULL ? "what-if: " : "", stdout);
        backtest_last_line(&backtest, *exit == EXIT_REVIEW, clock_seconds() - run.started, stdout);
    }
    run_end(&run);
    return status;
}
