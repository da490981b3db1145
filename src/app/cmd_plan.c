/* restock plan: the main job. */
#include "app/command.h"
#include "app/run.h"
#include "base/log.h"
#include "io/digits.h"
#include "io/outputs.h"
#include "io/report.h"

#include <stdio.h>
#include <string.h>

static enum status write_outputs(struct run *run, struct fault *fault)
{
    double since = clock_seconds();
    const char *folder = run->publication.temporary;
    const struct plan *plan = &run->plan;
    const struct names *names = &run->inputs.names;
    run->progress.label = "write";
    TRY(output_orders(folder, plan, names, &run->team, fault));
    TRY(output_transfers(folder, plan, names, &run->team, fault));
    TRY(output_positions(folder, plan, names, &run->team, fault));
    TRY(output_exceptions(folder, plan, names, &run->team, fault));
    TRY(output_segments(folder, plan, names, &run->team, fault));
    TRY(output_returns(folder, plan, names, &run->team, fault));
    TRY(output_rejects(folder, &run->report, fault));
    TRY(run_write_forecast(run, fault));
    run_phase(run, "write", since, "the files of the plan");
    TRY(run_write_summary(run, fault));
    TRY(report_write(folder, folder, fault));
    TRY(publication_commit(&run->publication, fault));
    run_state_commit(run);
    return STATUS_OK;
}

/* Without a count of the stock everything would be ordered that ever sold. */
static enum status require_stock(const struct run *run, struct fault *fault)
{
    for (int i = 0; i < INPUT_FILES; i++) {
        const struct file_report *file = &run->report.files[i];
        if (file->file != NULL && strcmp(file->name, "stock") == 0) {
            return STATUS_OK;
        }
    }
    return fault_set(fault, STATUS_DATA,
                     "%s: there is no stock.csv (nor .csv.gz, .csv.zst), which a plan needs; "
                     "restock forecast does without",
                     run->in);
}

static enum status run_all(struct run *run, struct fault *fault)
{
    TRY(run_begin(run, run->options, fault));
    TRY(publication_begin(&run->publication, run->options->out, fault));
    TRY(run_load(run, false, fault));
    TRY(require_stock(run, fault));
    TRY(run_panel(run, fault));
    TRY(run_forecast(run, plan_horizon(&run->inputs, &run->panel, &run->plan_settings), fault));
    TRY(run_plan(run, fault));
    run_guards(run, run->options->out);
    return write_outputs(run, fault);
}

static void print_result(const struct run *run)
{
    const struct plan *plan = &run->plan;
    char text[6][2 * DIGITS_SIZE];
    char suppliers[48] = "";
    size_t count = summary_suppliers(plan);
    if (count > 0) {
        (void)snprintf(suppliers, sizeof suppliers, " from %zu supplier%s", count,
                       count == 1 ? "" : "s");
    }
    (void)printf("%splanned %s positions: %s order lines worth %s%s, %s transfers gaining %s, "
                 "%s exceptions, %zu rows rejected%s; %.1f s\n",
                 run->what_if != NULL ? "what-if: " : "",
                 digits_grouped(text[0], (double)plan->position_count, 0),
                 digits_grouped(text[1], (double)plan->order_count, 0),
                 digits_grouped(text[2], plan->order_value, 2), suppliers,
                 digits_grouped(text[3], (double)plan->transfer_count, 0),
                 digits_grouped(text[4], plan->transfer_benefit - plan->transfer_cost, 2),
                 digits_grouped(text[5], (double)plan->exception_count, 0),
                 run->report.reject_count, run->guard_count > 0 ? ", to be reviewed" : "",
                 clock_seconds() - run->started);
}

enum status command_plan(const struct options *options, int *exit, struct fault *fault)
{
    struct run run = {.options = options};
    enum status status = run_all(&run, fault);
    if (status == STATUS_OK) {
        *exit = run.guard_count > 0 ? EXIT_REVIEW : EXIT_DONE;
        print_result(&run);
    }
    run_end(&run);
    return status;
}
