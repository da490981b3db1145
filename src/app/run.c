/* The pipeline: configuration, load, panel, forecast, plan. */
#include "app/run.h"

#include "base/log.h"
#include "base/missing.h"
#include "forecast/restate.h"
#include "io/digits.h"
#include "io/outputs.h"

#include <malloc.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_SIZE = 4096 };

static const double BYTES_PER_MB = 1e6;

void run_phase(struct run *run, const char *name, double since, const char *format, ...)
{
    char line[512];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    double seconds = clock_seconds() - since;
    if (run->phase_count < RUN_PHASES) {
        run->phases[run->phase_count++] = (struct summary_phase){name, seconds};
    }
    log_line(&run->log, "%-9s %s; %.2f s", name, line, seconds);
}

static enum status assign(struct run *run, const char *section, const char *key, const char *value,
                          const char *where, struct fault *fault)
{
    if (value == NULL) {
        return STATUS_OK;
    }
    return config_assign(&run->config, text_of(section), text_of(key), text_of(value), where,
                         fault);
}

/* Defaults, then the file, then --set, then the options that have a name of their own. */
static enum status read_configuration(struct run *run, struct fault *fault)
{
    const struct options *options = run->options;
    struct stat folder;
    if (stat(run->in, &folder) != 0 || !S_ISDIR(folder.st_mode)) {
        return fault_set(fault, STATUS_DATA, "%s: there is no such folder", run->in);
    }
    TRY(config_init(&run->config, &run->arena, fault));
    char path[PATH_SIZE];
    int wrote = snprintf(path, sizeof path, "%s/restock.ini", run->in);
    const char *file = options->config;
    if (file == NULL && wrote > 0 && wrote < PATH_SIZE && access(path, F_OK) == 0) {
        file = path;
    }
    if (file != NULL) {
        TRY(config_file(&run->config, file, fault));
        log_detail(&run->log, "settings  from %s", file);
    }
    for (size_t i = 0; i < options->set_count; i++) {
        TRY(config_set(&run->config, options->sets[i], fault));
    }
    TRY(assign(run, "plan", "as_of", options->as_of, "--as-of", fault));
    return assign(run, "run", "threads", options->threads, "--threads", fault);
}

/* With --verbose: every setting that is not at its default. */
static void log_settings(const struct run *run)
{
    for (size_t i = 0; i < setting_count; i++) {
        char value[CONFIG_LIST_SIZE * 24];
        setting_format(&settings[i], &run->config, value, sizeof value);
        if (strcmp(value, settings[i].preset) != 0) {
            log_detail(&run->log, "setting   %s.%s = %s", settings[i].section, settings[i].key,
                       value);
        }
    }
    for (size_t i = 0; i < run->config.column_count; i++) {
        const struct column_map *map = &run->config.columns[i];
        log_detail(&run->log, "column    %.*s.%.*s = %.*s", TEXT_PRINT(map->file),
                   TEXT_PRINT(map->column), TEXT_PRINT(map->header));
    }
}

enum status run_begin(struct run *run, const struct options *options, struct fault *fault)
{
    *run = (struct run){.options = options,
                        .in = options->operands[0],
                        .log = {options->level},
                        .publication = {.lock = -1},
                        .state = {.file = -1},
                        .started = clock_seconds()};
    arena_init(&run->arena, 0);
    TRY(read_configuration(run, fault));
    log_settings(run);
    TRY(run_settings(run, fault));
    TRY(team_init(&run->team, (int)run->config.threads, fault));
    if (options->level != LOG_QUIET && isatty(STDERR_FILENO)) {
        run->team.progress = &run->progress;
    }
    return STATUS_OK;
}

static void log_load(struct run *run, double since)
{
    char rows[2 * DIGITS_SIZE];
    char rejected[2 * DIGITS_SIZE];
    size_t files = 0;
    size_t rows_read = 0;
    for (int i = 0; i < INPUT_FILES; i++) {
        const struct file_report *file = &run->report.files[i];
        files += file->file != NULL;
        rows_read += file->rows_read;
        if (file->notice != NULL && file->notice[0] != '\0') {
            log_line(&run->log, "notice    %s: %s", file->file, file->notice);
        }
    }
    run_phase(run, "load", since, "%s rows of %zu files, %s rejected",
              digits_grouped(rows, (double)rows_read, 0), files,
              digits_grouped(rejected, (double)run->report.reject_count, 0));
}

enum status run_load(struct run *run, bool only_sales, struct fault *fault)
{
    double since = clock_seconds();
    run->progress.label = "load";
    const struct config *config = &run->config;
    struct load_settings load_settings = {.delimiter = config_delimiter(config),
                                          .decimal = config_decimal(config),
                                          .date_format = config->date_format,
                                          .columns = config->columns,
                                          .column_count = config->column_count,
                                          .overlay = run->options->overlay,
                                          .as_of = config->as_of,
                                          .sales_room = (size_t)(config->memory * BYTES_PER_MB),
                                          .only_sales = only_sales};
    TRY(load_inputs(&run->load, &run->inputs, &run->report, run->in, &load_settings, &run->arena,
                    &run->team, fault));
    log_load(run, since);
    return run_overlay_apply(run, fault);
}

/* Once every panel is built that the sales are needed for. */
static void finish_panel(struct run *run, double since)
{
    load_forget_sales(run->load, &run->inputs);
#ifdef __GLIBC__
    (void)malloc_trim(0); /* what lay between freed and kept: 75 MB of a million series */
#endif
    run->has_panel = true;
    run->horizon = run_horizon(&run->config, run->panel.calendar.bucket);
    char series[2 * DIGITS_SIZE];
    char as_of[DAY_TEXT_SIZE];
    day_format(run->panel.as_of, as_of);
    run_phase(run, "panel", since, "%s series by %s up to %s",
              digits_grouped(series, (double)run->panel.count, 0),
              bucket_name(run->panel.calendar.bucket), as_of);
}

enum status run_panel(struct run *run, struct fault *fault)
{
    double since = clock_seconds();
    run->progress.label = "panel";
    TRY(panel_build(&run->panel, &run->inputs, &run->panel_settings, &run->arena, &run->team,
                    fault));
    finish_panel(run, since);
    return STATUS_OK;
}

enum status run_panel_daily(struct run *run, struct panel *daily, struct fault *fault)
{
    double since = clock_seconds();
    struct panel_settings by_day = run->panel_settings;
    run->progress.label = "panel";
    *daily = (struct panel){0};
    TRY(panel_build(&run->panel, &run->inputs, &run->panel_settings, &run->arena, &run->team,
                    fault));
    by_day.calendar.bucket = BUCKET_DAY;
    if (!run->panel.one_date_a_period && run->panel.calendar.bucket != BUCKET_DAY) {
        TRY(panel_build(daily, &run->inputs, &by_day, &run->arena, &run->team, fault));
    }
    finish_panel(run, since);
    return STATUS_OK;
}

enum status run_forecast(struct run *run, size_t periods, struct fault *fault)
{
    run->forecast_settings.horizon = periods > run->horizon ? periods : run->horizon;
    double since = clock_seconds();
    run->progress.label = "forecast";
    run_state_open(run);
    TRY(forecast_run(&run->forecasts, &run->panel, &run->inputs, &run->forecast_settings,
                     &run->arena, &run->team, fault));
    TRY(restate(&run->forecasts, &run->panel, &run->inputs, &run->arena, fault));
    TRY(restate_overlay(&run->forecasts, &run->panel, &run->inputs, &run->arena, fault));
    size_t lost = restate_lost(&run->panel, &run->inputs);
    if (lost > 0) {
        log_line(&run->log, "notice    overrides.csv: %zu rows give a forecast where nothing sells",
                 lost);
    }
    run->has_forecasts = true;
    char series[2 * DIGITS_SIZE];
    run_phase(run, "forecast", since, "%s series, %zu periods ahead, %zu groups of effects",
              digits_grouped(series, (double)run->forecasts.count, 0), run->forecasts.horizon,
              run->forecasts.effect_groups);
    run_state_write(run);
    return STATUS_OK;
}

enum status run_write_forecast(struct run *run, struct fault *fault)
{
    const char *folder = run->publication.temporary;
    run->progress.label = "write";
    struct forecast_table table = {.panel = &run->panel,
                                   .forecasts = &run->forecasts,
                                   .names = &run->inputs.names,
                                   .quantile = run->config.quantiles.value,
                                   .quantile_count = run->config.quantiles.count,
                                   .horizon = run->horizon,
                                   .nonnegative = run->config.nonnegative};
    TRY(output_forecast(folder, &table, &run->team, fault));
    return output_models(folder, &run->panel, &run->forecasts, &run->inputs.names, &run->team,
                         fault);
}

/* All settings but threads and memory, which change nothing; values in the arena. */
static enum status configuration_pairs(struct run *run, struct summary_pair *pairs, size_t *count,
                                       struct fault *fault)
{
    *count = 0;
    for (size_t i = 0; i < setting_count; i++) {
        const struct setting *setting = &settings[i];
        if (setting == setting_find(text_of("run"), text_of("threads")) ||
            setting == setting_find(text_of("run"), text_of("memory"))) {
            continue;
        }
        size_t size = (size_t)CONFIG_LIST_SIZE * 24;
        char *value = ARENA_NEW(&run->arena, char, size);
        char *name = ARENA_NEW(&run->arena, char, CONFIG_TEXT_SIZE);
        if (value == NULL || name == NULL) {
            return fault_memory(fault, "summary.json");
        }
        setting_format(setting, &run->config, value, size);
        (void)snprintf(name, CONFIG_TEXT_SIZE, "%s.%s", setting->section, setting->key);
        pairs[(*count)++] = (struct summary_pair){name, value};
    }
    return STATUS_OK;
}

enum status run_write_summary(struct run *run, struct fault *fault)
{
    TRY(run_overlay_tell(run, fault));
    struct summary_pair *pairs = ARENA_NEW(&run->arena, struct summary_pair, setting_count);
    if (pairs == NULL) {
        return fault_memory(fault, "summary.json");
    }
    struct summary summary = {.version = restock_version,
                              .command = run->options->command->name,
                              .exit_status = run->guard_count > 0 ? EXIT_REVIEW : EXIT_DONE,
                              .configuration = pairs,
                              .as_of = run->has_panel ? run->panel.as_of : run->inputs.as_of,
                              .report = &run->report,
                              .panel = run->has_panel ? &run->panel : NULL,
                              .forecast_periods = run->has_forecasts ? run->horizon : 0,
                              .plan = run->has_plan ? &run->plan : NULL,
                              .names = &run->inputs.names,
                              .what_if = run->what_if,
                              .what_if_count = run->inputs.overlay_count,
                              .backtest = run->backtest,
                              .simulation = run->simulation,
                              .tuning = run->tuning,
                              .guards = run->guards,
                              .guard_count = run->guard_count,
                              .in = run->in,
                              .out = run->options->out,
                              .phases = run->phases,
                              .phase_count = run->phase_count,
                              .threads = run->team.threads,
                              .seconds = clock_seconds() - run->started,
                              .peak_memory = memory_peak()};
    TRY(configuration_pairs(run, pairs, &summary.configuration_count, fault));
    return summary_write(run->publication.temporary, &summary, fault);
}

void run_end(struct run *run)
{
    publication_abandon(&run->publication);
    if (run->load != NULL) {
        load_close(run->load);
    }
    memory_free(&run->memory);
    state_close(&run->state);
    team_free(&run->team);
    arena_free(&run->arena);
}
