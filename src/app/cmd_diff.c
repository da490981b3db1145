/* restock diff: what changed between two plans, ranked by money. */
#include "app/command.h"
#include "base/missing.h"
#include "diff_tell.h"

#include <stdlib.h>
#include <string.h>

const struct own_option diff_options[] = {
    {"top", "N", "lines, moves and exceptions shown (default 20)"},
    {"csv", "FILE", "writes every line, move and exception that changed to FILE"},
    {0},
};

enum { TOP = 20, TOP_MOST = 100000 };

struct comparison {
    const char *folder[DIFF_SIDES];
    struct summary_view *view[DIFF_SIDES];
    struct diff_plans plans;
    struct diff_lines moves[DIFF_SIDES];
    struct diff_lines exceptions[DIFF_SIDES];
    struct arena arena;
    struct sheet sheet;
    size_t top;
};

/* A row of the CSV for a move or an exception: `at` tells which of its names are sku, location and
 * source. */
static void write_entry(struct sheet *sheet, const char *kind, const struct intern *names,
                        const struct diff_both *both, const int at[3])
{
    enum { UNITS = 6, MONEY = 2, BLANKS = 22 };
    const struct diff_entry *any = both->entry[0] != NULL ? both->entry[0] : both->entry[1];
    double money[DIFF_SIDES];
    sheet_string(sheet, kind);
    for (int k = 0; k < 3; k++) {
        sheet_text(sheet, intern_text(names, any->key[at[k]]));
    }
    for (int side = DIFF_OLD; side <= DIFF_NEW; side++) {
        const struct diff_entry *entry = both->entry[side];
        bool units = strcmp(kind, "transfer") == 0;
        money[side] = entry != NULL ? entry->money : 0.0;
        sheet_number(sheet, !units ? MISSING : entry != NULL ? entry->quantity : 0.0, UNITS);
    }
    sheet_number(sheet, money[DIFF_OLD], MONEY);
    sheet_number(sheet, money[DIFF_NEW], MONEY);
    sheet_number(sheet, money[DIFF_NEW] - money[DIFF_OLD], MONEY);
    for (int b = 0; b < BLANKS; b++) {
        sheet_string(sheet, "");
    }
    sheet_string(sheet, both->entry[DIFF_OLD] == NULL   ? "new"
                        : both->entry[DIFF_NEW] == NULL ? "gone"
                                                        : "changed");
    sheet_end(sheet);
}

static void write_entries(struct sheet *sheet, const char *kind, const struct intern *names,
                          const struct diff_lines lines[DIFF_SIDES], const int at[3])
{
    size_t next[DIFF_SIDES] = {0, 0};
    struct diff_both both;
    while (diff_lines_next(lines, next, &both)) {
        const struct diff_entry *old = both.entry[DIFF_OLD];
        const struct diff_entry *new = both.entry[DIFF_NEW];
        bool same = old != NULL && new != NULL && !(old->quantity < new->quantity) &&
                    !(old->quantity > new->quantity) && !(old->money < new->money) &&
                    !(old->money > new->money);
        if (!same) {
            write_entry(sheet, kind, names, &both, at);
        }
    }
}

/* Opens FILE, whose folder must be there. */
static enum status open_csv(struct comparison *comparison, const char *path, struct fault *fault)
{
    const char *slash = strrchr(path, '/');
    size_t length = slash != NULL ? (size_t)(slash - path) : 1;
    char *folder = ARENA_NEW(&comparison->arena, char, length + 2);
    if (folder == NULL) {
        return fault_memory(fault, path);
    }
    memcpy(folder, slash != NULL ? path : ".", length);
    folder[slash == path ? 0 : length] = '\0';
    return sheet_open(&comparison->sheet, folder, slash != NULL ? slash + 1 : path, diff_header,
                      fault);
}

static enum status read_all(struct comparison *comparison, const char *csv, struct fault *fault)
{
    struct intern *names = &comparison->plans.names;
    for (int side = DIFF_OLD; side <= DIFF_NEW; side++) {
        TRY(summary_view_open(&comparison->view[side], comparison->folder[side], fault));
    }
    TRY(csv != NULL ? open_csv(comparison, csv, fault) : STATUS_OK);
    TRY(diff_plans(&comparison->plans, comparison->folder, comparison->top,
                   csv != NULL ? &comparison->sheet : NULL, &comparison->arena, fault));
    for (int side = DIFF_OLD; side <= DIFF_NEW; side++) {
        TRY(diff_lines_read(&comparison->moves[side], DIFF_TRANSFERS, comparison->folder[side],
                            names, fault));
        TRY(diff_lines_read(&comparison->exceptions[side], DIFF_EXCEPTIONS,
                            comparison->folder[side], names, fault));
    }
    if (csv != NULL) {
        static const int move[3] = {0, 2, 1};
        static const int exception[3] = {1, 2, 0};
        write_entries(&comparison->sheet, "transfer", names, comparison->moves, move);
        write_entries(&comparison->sheet, "exception", names, comparison->exceptions, exception);
    }
    return STATUS_OK;
}

static enum status tell_all(struct comparison *comparison, struct fault *fault)
{
    const struct intern *names = &comparison->plans.names;
    diff_tell_runs(stdout, comparison->folder, comparison->view);
    diff_tell_figures(stdout, &comparison->plans, comparison->view);
    diff_tell_lines(stdout, &comparison->plans, comparison->view);
    TRY(diff_tell_moves(stdout, names, comparison->moves, comparison->top, &comparison->arena,
                        fault));
    return diff_tell_exceptions(stdout, names, comparison->exceptions, comparison->top,
                                &comparison->arena, fault);
}

static enum status compare(struct comparison *comparison, const struct options *options,
                           struct fault *fault)
{
    int64_t top = TOP;
    TRY(options_whole(options, "top", 0, TOP_MOST, &top, fault));
    comparison->top = (size_t)top;
    const char *csv = options_own(options, "csv");
    enum status status = read_all(comparison, csv, fault);
    if (comparison->sheet.path != NULL) {
        struct fault closing = {0};
        enum status closed = sheet_close(&comparison->sheet, &closing);
        if (status == STATUS_OK && closed != STATUS_OK) {
            *fault = closing;
            status = closed;
        }
    }
    return status == STATUS_OK ? tell_all(comparison, fault) : status;
}

enum status command_diff(const struct options *options, int *exit, struct fault *fault)
{
    struct comparison comparison = {.folder = {options->operands[0], options->operands[1]}};
    arena_init(&comparison.arena, 0);
    enum status status = compare(&comparison, options, fault);
    for (int side = DIFF_OLD; side <= DIFF_NEW; side++) {
        summary_view_close(comparison.view[side]);
        diff_lines_free(&comparison.moves[side]);
        diff_lines_free(&comparison.exceptions[side]);
    }
    diff_plans_free(&comparison.plans);
    arena_free(&comparison.arena);
    *exit = EXIT_DONE;
    return status;
}
