/* restock check: reads and validates everything, plans nothing. */
#include "app/command.h"
#include "app/run.h"
#include "base/log.h"
#include "io/digits.h"
#include "io/outputs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TOP_REASONS = 5 };

struct reason {
    const char *text;
    size_t count;
    size_t line; /* the first */
};

static int reason_order(const void *a, const void *b)
{
    const struct reject *x = *(const struct reject *const *)a;
    const struct reject *y = *(const struct reject *const *)b;
    int order = strcmp(x->reason, y->reason);
    return order != 0 ? order : (x->line > y->line) - (x->line < y->line);
}

static int count_order(const void *a, const void *b)
{
    const struct reason *x = a;
    const struct reason *y = b;
    if (x->count != y->count) {
        return x->count > y->count ? -1 : 1;
    }
    return strcmp(x->text, y->text);
}

/* Equal reasons together, most frequent first; `sorted` is [count]. */
static size_t count_reasons(const struct reject **sorted, size_t count, struct reason *reasons)
{
    size_t kinds = 0;
    qsort(sorted, count, sizeof(const struct reject *), reason_order);
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || strcmp(sorted[i]->reason, sorted[i - 1]->reason) != 0) {
            reasons[kinds++] = (struct reason){.text = sorted[i]->reason, .line = sorted[i]->line};
        }
        reasons[kinds - 1].count++;
    }
    qsort(reasons, kinds, sizeof *reasons, count_order);
    return kinds;
}

static enum status print_reasons(struct run *run, const char *file, struct fault *fault)
{
    const struct load_report *report = &run->report;
    struct arena_mark mark = arena_mark(&run->arena);
    const struct reject **sorted =
        ARENA_NEW(&run->arena, const struct reject *, report->reject_count);
    struct reason *reasons = ARENA_NEW(&run->arena, struct reason, report->reject_count);
    if (sorted == NULL || reasons == NULL) {
        return fault_memory(fault, "counting rejected rows");
    }
    size_t count = 0;
    for (size_t i = 0; i < report->reject_count; i++) {
        if (strcmp(report->rejects[i].file, file) == 0) {
            sorted[count++] = &report->rejects[i];
        }
    }
    size_t kinds = count_reasons(sorted, count, reasons);
    for (size_t i = 0; i < kinds && i < TOP_REASONS; i++) {
        (void)printf("    %zu x %s (first in line %zu)\n", reasons[i].count, reasons[i].text,
                     reasons[i].line);
    }
    if (kinds > TOP_REASONS) {
        (void)printf("    and %zu other reasons\n", kinds - TOP_REASONS);
    }
    arena_rewind(&run->arena, mark);
    return STATUS_OK;
}

static enum status print_file(struct run *run, const struct file_report *file, struct fault *fault)
{
    char numbers[3][2 * DIGITS_SIZE];
    (void)printf("%-24s %12s %12s %10s\n", file->file,
                 digits_grouped(numbers[0], (double)file->rows_read, 0),
                 digits_grouped(numbers[1], (double)file->rows_used, 0),
                 digits_grouped(numbers[2], (double)file->rows_rejected, 0));
    if (file->notice != NULL && file->notice[0] != '\0') {
        (void)printf("    %s\n", file->notice);
    }
    return file->rows_rejected > 0 ? print_reasons(run, file->file, fault) : STATUS_OK;
}

static enum status print_report(struct run *run, struct fault *fault)
{
    (void)printf("%-24s %12s %12s %10s\n", "file", "rows read", "used", "rejected");
    for (int i = 0; i < INPUT_FILES; i++) {
        if (run->report.files[i].file != NULL) {
            TRY(print_file(run, &run->report.files[i], fault));
        }
    }
    char as_of[DAY_TEXT_SIZE] = "";
    day_format(run->inputs.as_of, as_of);
    (void)printf("as-of date %s\n", as_of);
    for (size_t i = 0; i < run->guard_count; i++) {
        (void)printf("review: %s\n", run->guards[i]);
    }
    return STATUS_OK;
}

static enum status write_outputs(struct run *run, struct fault *fault)
{
    TRY(output_rejects(run->publication.temporary, &run->report, fault));
    TRY(run_write_summary(run, fault));
    return publication_commit(&run->publication, fault);
}

static enum status run_all(struct run *run, struct fault *fault)
{
    const char *out = run->options->out;
    TRY(run_begin(run, run->options, fault));
    if (out != NULL) {
        TRY(publication_begin(&run->publication, out, fault));
    }
    TRY(run_load(run, false, fault));
    TRY(run_overlay_tell(run, fault));
    run_guards(run, out != NULL ? out : "");
    if (out != NULL) {
        TRY(write_outputs(run, fault));
    }
    return print_report(run, fault);
}

enum status command_check(const struct options *options, int *exit, struct fault *fault)
{
    struct run run = {.options = options};
    enum status status = run_all(&run, fault);
    if (status == STATUS_OK) {
        char rows[2 * DIGITS_SIZE];
        size_t rows_read = 0;
        for (int i = 0; i < INPUT_FILES; i++) {
            rows_read += run.report.files[i].rows_read;
        }
        *exit = run.guard_count > 0 ? EXIT_REVIEW : EXIT_DONE;
        (void)printf("checked %s rows, %zu rejected%s; %.1f s\n",
                     digits_grouped(rows, (double)rows_read, 0), run.report.reject_count,
                     *exit == EXIT_REVIEW ? ", to be reviewed" : "", clock_seconds() - run.started);
    }
    run_end(&run);
    return status;
}
