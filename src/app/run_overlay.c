/* --overlay: a run that is a what-if, and what is said of it so that nobody takes it for the plan.
 */
#include "app/run.h"

#include "base/log.h"
#include "io/digits.h"
#include "replenish/overlaid.h"

#include <stdio.h>
#include <string.h>

enum { SENTENCE_SIZE = 320, REJECTS_SHOWN = 5 };

static const struct file_report *report_of(const struct run *run)
{
    return &run->report.files[INPUT_FILES - 1];
}

/* The rejected rows of the what-if, as far as a log wants them. */
static void log_rejects(const struct run *run, const char **first)
{
    const struct file_report *file = report_of(run);
    size_t shown = 0;
    *first = "";
    for (size_t r = 0; file->file != NULL && r < run->report.reject_count; r++) {
        const struct reject *reject = &run->report.rejects[r];
        if (reject->file != file->file) {
            continue;
        }
        *first = shown == 0 ? reject->reason : *first;
        if (shown++ < REJECTS_SHOWN) {
            log_line(&run->log, "what-if   %s:%zu: %s; the row is not used", reject->file,
                     reject->line, reject->reason);
        }
    }
}

enum status run_overlay_apply(struct run *run, struct fault *fault)
{
    if (run->options->overlay == NULL) {
        return STATUS_OK;
    }
    const char *first;
    log_rejects(run, &first);
    if (run->inputs.overlay_count == 0) {
        return fault_set(fault, STATUS_DATA, "--overlay %s: no row can be used%s%s",
                         run->options->overlay, first[0] != '\0' ? ": " : "", first);
    }
    if (run->options->out != NULL && summary_is_plan(run->options->out)) {
        return fault_set(fault, STATUS_USAGE,
                         "--out %s holds a plan or forecasts that are no what-if, which this "
                         "what-if would replace; expected another folder",
                         run->options->out);
    }
    overlay_apply(&run->inputs, &run->plan_settings.defaults, run->plan_settings.order_cost);
    return STATUS_OK;
}

enum status run_overlay_demand(struct run *run, struct panel *panel, struct fault *fault)
{
    return overlay_demand(panel, &run->inputs, &run->arena, fault);
}

static const char *noun(uint32_t change, bool one)
{
    switch (change) {
    case OVERLAY_CAPACITY:
        return one ? "location" : "locations";
    case OVERLAY_ORDER_COST:
    case OVERLAY_ORDER_MINIMUM:
    case OVERLAY_BUDGET:
        return one ? "supplier" : "suppliers";
    default:
        return one ? "sku-location" : "sku-locations";
    }
}

/* A change that counts on the as-of date only; the others are judged day by day. */
static bool is_dated(uint32_t change)
{
    return change == OVERLAY_DEMAND || change == OVERLAY_CUT_OFF;
}

static void write_sentence(const struct run *run, const struct overlay_row *row, size_t concerned,
                           char *text)
{
    char what[SENTENCE_SIZE - 96];
    char count[2 * DIGITS_SIZE];
    overlay_sentence(&run->inputs, row, what, sizeof what);
    if (!is_dated(row->change) && !overlay_in_force(row, run->inputs.as_of)) {
        (void)snprintf(text, SENTENCE_SIZE, "%s: not in force on the as-of date", what);
    } else if (!run->has_panel && !overlay_of_master(row)) { /* nothing to count by */
        (void)snprintf(text, SENTENCE_SIZE, "%s", what);
    } else if (concerned == 0) {
        (void)snprintf(text, SENTENCE_SIZE, "%s: concerns nothing", what);
    } else {
        (void)snprintf(text, SENTENCE_SIZE, "%s: %s %s", what,
                       digits_grouped(count, (double)concerned, 0),
                       noun(row->change, concerned == 1));
    }
}

/* A what-if may have a row for each of a hundred thousand skus. */
enum { LINES_LOGGED = 20 };

static void log_changes(const struct run *run, const char *const *told, const size_t *concerned)
{
    size_t count = run->inputs.overlay_count;
    size_t idle = 0;
    for (size_t r = 0; r < count; r++) {
        idle += concerned[r] == 0 ? 1 : 0;
        if (r < LINES_LOGGED) {
            log_line(&run->log, "what-if   %s", told[r]);
        }
    }
    if (count > LINES_LOGGED) {
        log_line(&run->log, "what-if   and %zu more rows; %zu of all concern nothing",
                 count - LINES_LOGGED, run->has_panel ? idle : 0);
    }
}

enum status run_overlay_tell(struct run *run, struct fault *fault)
{
    size_t count = run->inputs.overlay_count;
    if (count == 0 || run->what_if != NULL) {
        return STATUS_OK;
    }
    const char **told = ARENA_NEW(&run->arena, const char *, count);
    char *text = ARENA_NEW(&run->arena, char, count *SENTENCE_SIZE);
    size_t *concerned = ARENA_NEW(&run->arena, size_t, count);
    if (told == NULL || text == NULL || concerned == NULL) {
        return fault_memory(fault, "the what-if");
    }
    overlay_count(concerned, &run->inputs, run->has_panel ? &run->panel : NULL,
                  run->has_plan ? run->plan.positions : NULL,
                  run->has_plan ? run->plan.position_count : 0, &run->plan_settings.defaults);
    for (size_t r = 0; r < count; r++) {
        told[r] = text + r * SENTENCE_SIZE;
        write_sentence(run, &run->inputs.overlay[r], concerned[r], text + r * SENTENCE_SIZE);
    }
    log_changes(run, told, concerned);
    run->what_if = told;
    return STATUS_OK;
}
