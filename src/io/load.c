/* The input folder: every file read, names sorted, rows accounted for. */
#include "io/load.h"

#include "base/missing.h"
#include "io/intake.h"

#include <stdlib.h>
#include <string.h>

struct load {
    struct load_settings settings;
    struct intake intake[INPUT_FILES];
    struct arena arena; /* rejected rows of files that were decompressed */
    struct arena sales; /* columns of sales */
};

static enum status read_file(struct load *load, size_t index, struct inputs *inputs,
                             const char *folder, struct arena *arena, struct team *team,
                             struct fault *fault)
{
    const struct input_file *file = &INPUT_FILE[index];
    struct intake *intake = &load->intake[index];
    TRY(intake_open(intake, file, folder, &load->settings, arena, team, fault));
    rejects_begin(&intake->rejects, arena);
    if (intake->source.path == NULL) {
        return index != INPUT_SALES
                   ? STATUS_OK
                   : fault_set(
                         fault, STATUS_DATA,
                         "%s: there is no sales.csv (nor .csv.gz, .csv.zst), which is required",
                         folder);
    }
    if (index == INPUT_SALES) {
        TRY(sales_read(intake, inputs, &load->sales, team, fault));
    } else {
        TRY(rows_open(intake, fault));
        TRY(intake_read(intake, take_row, NULL, team, fault));
    }
    return intake_join(intake, &inputs->names, fault);
}

static enum status sort_names(struct names *names, uint32_t *rank[DICTIONARIES],
                              struct fault *fault)
{
    struct intern *dictionary[DICTIONARIES] = {&names->sku, &names->place, &names->word};
    for (size_t d = 0; d < DICTIONARIES; d++) {
        rank[d] = calloc(dictionary[d]->count + 1, sizeof **rank);
        if (rank[d] == NULL) {
            return fault_memory(fault, "names");
        }
        TRY(intern_sort(dictionary[d], rank[d], fault));
    }
    return STATUS_OK;
}

static enum status rank_all(struct load *load, struct inputs *inputs, struct arena *arena,
                            struct team *team, struct fault *fault)
{
    uint32_t *rank[DICTIONARIES] = {NULL};
    enum status status = sort_names(&inputs->names, rank, fault);
    for (size_t f = 0; f < INPUT_FILES && status == STATUS_OK; f++) {
        struct intake *intake = &load->intake[f];
        if (intake->source.path == NULL) {
            continue;
        }
        intake_rank(intake, rank);
        if (f == INPUT_SALES) {
            status = sales_rank(intake, inputs, arena, team, fault);
        } else {
            rows_rank(intake, team);
        }
    }
    for (size_t d = 0; d < DICTIONARIES; d++) {
        free(rank[d]);
    }
    return status;
}

static enum status finish_rows(struct load *load, struct inputs *inputs, struct arena *arena,
                               struct fault *fault)
{
    struct keeper *keeper = NULL;
    enum status status = keeper_open(&keeper, load->intake, inputs, fault);
    for (size_t f = INPUT_SALES + 1; f < INPUT_FILES && status == STATUS_OK; f++) {
        struct intake *intake = &load->intake[f];
        if (intake->source.path == NULL) {
            continue;
        }
        status = rows_finish(intake, inputs, keeper_of((enum input_index)f), keeper, arena, fault);
        if (status == STATUS_OK && f == INPUT_OPEN_ORDERS) {
            status = receipts_part(inputs, arena, fault);
        }
        if (status == STATUS_OK && intake->rejects.out_of_memory) {
            status = fault_memory(fault, "rejected rows");
        }
    }
    keeper_close(keeper);
    return status;
}

static void close_source(struct intake *intake)
{
    if (!intake->source.mapped || intake->rejects.count == 0) {
        source_close(&intake->source);
    }
}

/* Rejected rows of a decompressed file are copied, so that its bytes can go. */
static enum status release_source(struct load *load, struct intake *intake, struct reject *rejects,
                                  struct fault *fault)
{
    for (size_t i = 0; i < intake->rejects.count && !intake->source.mapped; i++) {
        struct text row = rejects[i].row;
        char *copy = ARENA_NEW(&load->arena, char, row.length);
        if (copy == NULL) {
            return fault_memory(fault, "rejected rows");
        }
        if (row.length > 0) {
            memcpy(copy, row.data, row.length);
        }
        rejects[i].row.data = copy;
    }
    if (intake->ranges == NULL) { /* which is read again */
        close_source(intake);
    }
    return STATUS_OK;
}

static enum status make_report(struct load *load, struct load_report *report, struct arena *arena,
                               struct fault *fault)
{
    for (size_t f = 0; f < INPUT_FILES; f++) {
        report->reject_count += load->intake[f].rejects.count;
    }
    report->rejects = ARENA_NEW(arena, struct reject, report->reject_count);
    if (report->rejects == NULL) {
        return fault_memory(fault, "rejected rows");
    }
    struct reject *next = report->rejects;
    for (size_t f = 0; f < INPUT_FILES; f++) {
        struct intake *intake = &load->intake[f];
        struct file_report *file = &report->files[f];
        *file = (struct file_report){.name = INPUT_FILE[f].name, .notice = ""};
        if (intake->source.path == NULL) {
            continue;
        }
        file->file = intake->name;
        file->bytes = intake->source.file_size;
        file->rows_read = intake->rows_read;
        file->rows_rejected = intake->rejects.count;
        file->rows_used = intake->rows_read - intake->rejects.count;
        file->fingerprint = intake->fingerprint;
        file->notice = intake->notice;
        report->rejects_after_as_of += intake->after_as_of;
        rejects_list(&intake->rejects, intake->name, next);
        TRY(release_source(load, intake, next, fault));
        next += intake->rejects.count;
    }
    report->last_sale_day = load->intake[INPUT_SALES].last_day;
    return STATUS_OK;
}

static enum status load_all(struct load *load, struct inputs *inputs, struct load_report *report,
                            const char *folder, struct arena *arena, struct team *team,
                            struct fault *fault)
{
    for (size_t f = 0; f < INPUT_FILES; f++) {
        if (!load->settings.only_sales || INPUT_FILE[f].with_sales) {
            TRY(read_file(load, f, inputs, folder, arena, team, fault));
        }
    }
    TRY(rank_all(load, inputs, arena, team, fault));
    TRY(finish_rows(load, inputs, arena, fault));
    TRY(make_report(load, report, arena, fault));
    for (size_t f = 0; f < INPUT_FILES; f++) {
        intake_forget(&load->intake[f]);
    }
    return STATUS_OK;
}

enum status load_inputs(struct load **load, struct inputs *inputs, struct load_report *report,
                        const char *folder, const struct load_settings *settings,
                        struct arena *arena, struct team *team, struct fault *fault)
{
    *inputs = (struct inputs){.as_of = NO_DAY};
    *report = (struct load_report){.last_sale_day = NO_DAY};
    intern_init(&inputs->names.sku, arena);
    intern_init(&inputs->names.place, arena);
    intern_init(&inputs->names.word, arena);
    *load = calloc(1, sizeof **load);
    if (*load == NULL) {
        return fault_memory(fault, "input files");
    }
    (*load)->settings = *settings;
    arena_init(&(*load)->arena, 0);
    arena_init(&(*load)->sales, 0);
    enum status status = load_all(*load, inputs, report, folder, arena, team, fault);
    if (status != STATUS_OK) {
        load_close(*load);
        *load = NULL;
    }
    return status;
}

void load_forget_sales(struct load *load, struct inputs *inputs)
{
    struct intake *intake = &load->intake[INPUT_SALES];
    inputs->sales = (struct sales){0};
    inputs->stream = NULL;
    arena_free(&load->sales);
    intake_forget(intake);
    close_source(intake);
}

void load_close(struct load *load)
{
    if (load == NULL) {
        return;
    }
    for (size_t f = 0; f < INPUT_FILES; f++) {
        intake_forget(&load->intake[f]);
        source_close(&load->intake[f].source);
    }
    arena_free(&load->arena);
    arena_free(&load->sales);
    free(load);
}
