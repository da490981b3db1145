/* restock forecast: only the forecasts. */
#include "app/command.h"
#include "app/run.h"
#include "base/log.h"
#include "io/digits.h"
#include "io/outputs.h"

#include <stdio.h>

static enum status write_outputs(struct run *run, struct fault *fault)
{
    double since = clock_seconds();
    TRY(run_write_forecast(run, fault));
    TRY(output_rejects(run->publication.temporary, &run->report, fault));
    run_phase(run, "write", since, "forecast.csv, models.csv");
    TRY(run_write_summary(run, fault));
    TRY(publication_commit(&run->publication, fault));
    run_state_commit(run);
    return STATUS_OK;
}

static enum status run_all(struct run *run, struct fault *fault)
{
    TRY(run_begin(run, run->options, fault));
    TRY(publication_begin(&run->publication, run->options->out, fault));
    TRY(run_load(run, true, fault));
    TRY(run_panel(run, fault));
    TRY(run_forecast(run, 0, fault));
    run_guards(run, run->options->out);
    return write_outputs(run, fault);
}

enum status command_forecast(const struct options *options, int *exit, struct fault *fault)
{
    struct run run = {.options = options};
    enum status status = run_all(&run, fault);
    if (status == STATUS_OK) {
        char series[2 * DIGITS_SIZE];
        char rejected[2 * DIGITS_SIZE];
        *exit = run.guard_count > 0 ? EXIT_REVIEW : EXIT_DONE;
        (void)printf("%sforecast %s series, %zu periods by %s, %s rows rejected%s; %.1f s\n",
                     run.what_if != NULL ? "what-if: " : "",
                     digits_grouped(series, (double)run.panel.count, 0), run.horizon,
                     bucket_name(run.panel.calendar.bucket),
                     digits_grouped(rejected, (double)run.report.reject_count, 0),
                     *exit == EXIT_REVIEW ? ", to be reviewed" : "", clock_seconds() - run.started);
    }
    run_end(&run);
    return status;
}
