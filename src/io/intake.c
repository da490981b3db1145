/* An input file on its way into memory: columns found, rows shared out, names joined. */
#include "io/intake.h"

#include "base/missing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* A slot for every line, so that each block knows its place before anything is parsed. */
static enum status lay_out(struct intake *intake, struct arena *arena, struct fault *fault)
{
    const struct table *table = &intake->table;
    intake->first = ARENA_NEW(arena, size_t, table->blocks + 1);
    intake->used = ARENA_NEW(arena, size_t, table->blocks);
    intake->worker_of = ARENA_NEW(arena, size_t, table->blocks);
    if (intake->first == NULL || intake->used == NULL || intake->worker_of == NULL) {
        return fault_memory(fault, intake->file->name);
    }
    for (size_t b = 0; b < table->blocks; b++) {
        intake->first[b + 1] = intake->first[b] + table->block_rows[b];
    }
    return STATUS_OK;
}

static enum status keep_name(struct intake *intake, struct arena *arena, struct fault *fault)
{
    const char *path = intake->source.path;
    const char *slash = strrchr(path, '/');
    const char *base = slash != NULL ? slash + 1 : path;
    size_t size = strlen(base) + 1;
    char *name = ARENA_NEW(arena, char, size);
    if (name == NULL) {
        return fault_memory(fault, path);
    }
    intake->name = memcpy(name, base, size);
    return STATUS_OK;
}

/* The what-if's file lies where the person says, and nothing of its name in the folder is one. */
static enum status find_source(struct intake *intake, const char *folder, struct fault *fault)
{
    const struct load_settings *settings = intake->settings;
    size_t room = settings->sales_room / 4;
    if (intake->file != &INPUT_FILE[INPUT_OVERLAY]) {
        return source_find(&intake->source, folder, intake->file->name, room, fault);
    }
    if (settings->overlay == NULL) {
        return STATUS_OK;
    }
    if (access(settings->overlay, F_OK) != 0) {
        return fault_set(fault, STATUS_USAGE, "--overlay %s: there is no such file",
                         settings->overlay);
    }
    return source_open(&intake->source, settings->overlay, room, fault);
}

enum status intake_open(struct intake *intake, const struct input_file *file, const char *folder,
                        const struct load_settings *settings, struct arena *arena,
                        struct team *team, struct fault *fault)
{
    *intake =
        (struct intake){.file = file, .settings = settings, .notice = "", .limit_day = NO_DAY};
    TRY(find_source(intake, folder, fault));
    if (intake->source.path == NULL) {
        return STATUS_OK;
    }
    TRY(keep_name(intake, arena, fault));
    if (intake->source.size == 0 && file->row_size > 0) { /* an export without rows or header */
        intake->notice = "the file is empty";
        return lay_out(intake, arena, fault);
    }
    size_t block_size = settings->block_size > 0 ? settings->block_size : TABLE_BLOCK;
    TRY(table_open_blocks(&intake->table, &intake->source, settings->delimiter, block_size, team,
                          arena, fault));
    TRY(intake_match_header(intake, arena, fault));
    return lay_out(intake, arena, fault);
}

static void free_workers(struct intake *intake)
{
    for (size_t t = 0; t < intake->threads; t++) {
        arena_free(&intake->worker[t].arena);
    }
    free(intake->worker);
    intake->worker = NULL;
    intake->threads = 0;
}

static enum status start_workers(struct intake *intake, size_t threads, struct fault *fault)
{
    free_workers(intake);
    intake->worker = calloc(threads, sizeof *intake->worker);
    if (intake->worker == NULL) {
        return fault_memory(fault, "threads");
    }
    intake->threads = threads;
    for (size_t t = 0; t < threads; t++) {
        struct worker *worker = &intake->worker[t];
        arena_init(&worker->arena, 0);
        for (size_t d = 0; d < DICTIONARIES; d++) {
            intern_init(&worker->dictionary[d], &worker->arena);
        }
        rejects_begin(&worker->rejects, &worker->arena);
        worker->last = ARENA_NEW(&worker->arena, struct last_name, intake->column_count);
        worker->day_rows =
            intake->file->row_size == 0 ? ARENA_NEW(&worker->arena, uint32_t, SALES_DAYS) : NULL;
        if (worker->last == NULL || (intake->file->row_size == 0 && worker->day_rows == NULL)) {
            return fault_memory(fault, "threads");
        }
        for (size_t i = 0; i < intake->column_count; i++) {
            worker->last[i] = (struct last_name){.text = {.data = "", .length = SIZE_MAX}};
        }
    }
    return STATUS_OK;
}

/* A block on its way. */
struct pass {
    struct intake *intake;
    struct worker *worker;
    intake_take *take;
    intake_take_lines *take_lines;
    size_t slot; /* of the next row */
};

static bool take_fields(struct pass *pass, const struct table_row *row, const char *problem)
{
    struct worker *worker = pass->worker;
    if (problem != NULL) {
        snprintf(worker->reason, sizeof worker->reason, "%s", problem);
        return false;
    }
    size_t expected = pass->intake->table.columns;
    if (row->count != expected) {
        snprintf(worker->reason, sizeof worker->reason,
                 "the row has %zu fields, expected %zu as in the header", row->count, expected);
        return false;
    }
    return pass->take(pass->intake, worker, pass->slot, row);
}

static void visit(void *context, size_t block, const struct table_row *row, const char *problem)
{
    (void)block;
    struct pass *pass = context;
    struct worker *worker = pass->worker;
    worker->rows_read++;
    worker->fingerprint += text_hash((struct text){.data = row->near, .length = row->raw.length});
    if (take_fields(pass, row, problem)) {
        if (pass->intake->origin != NULL) {
            pass->intake->origin[pass->slot] = (struct origin){.line = row->line, .raw = row->raw};
        }
        pass->slot++;
    } else {
        rejects_add(&worker->rejects, row->line, row->raw, worker->reason);
    }
}

static bool visit_lines(void *context, size_t block, const struct table_lines *lines)
{
    (void)block;
    struct pass *pass = context;
    struct worker *worker = pass->worker;
    if (!pass->take_lines(pass->intake, worker, pass->slot, lines)) {
        return false;
    }
    size_t columns = pass->intake->table.columns;
    uint64_t fingerprint = 0;
    for (size_t row = 0; row < lines->rows; row++) {
        const uint16_t *end = lines->end + row * lines->stride;
        uint16_t start = (uint16_t)(end[-1] + 1);
        fingerprint += text_hash((struct text){.data = lines->near + start,
                                               .length = (size_t)(end[columns - 1] - start)});
    }
    worker->fingerprint += fingerprint;
    worker->rows_read += lines->rows;
    pass->slot += lines->rows;
    return true;
}

/* The pages of a block that is read need not stay in memory; the file brings them back if a
 * rejected row is shown. */
static void let_go(const struct intake *intake, size_t block)
{
    const size_t page = 4096;
    if (intake->source.mapped) {
        uintptr_t start = (uintptr_t)intake->source.bytes + intake->table.block_start[block];
        uintptr_t end = (uintptr_t)intake->source.bytes + intake->table.block_start[block + 1];
        start = (start + page - 1) / page * page;
        end = end / page * page;
        if (start < end) {
            madvise((void *)start, end - start, MADV_DONTNEED); /* only advice: may fail */
        }
    }
}

struct job {
    struct intake *intake;
    struct team *team;
    intake_take *take;
    intake_take_lines *take_lines;
};

static void read_block(void *context, size_t block, struct arena *scratch)
{
    struct job *job = context;
    struct intake *intake = job->intake;
    size_t thread = (size_t)(scratch - job->team->scratch);
    struct worker *worker = &intake->worker[thread];
    if (worker->fault.status != STATUS_OK) {
        return;
    }
    if (ranges_skip(intake, block)) {
        return;
    }
    struct intake view = *intake; /* its columns may be the worker's */
    struct pass pass = {.intake = &view,
                        .worker = worker,
                        .take = job->take,
                        .take_lines = job->take_lines,
                        .slot = intake->first[block]};
    if (intake->ranges != NULL) {
        if (ranges_begin_block(intake, worker) != STATUS_OK) {
            return;
        }
        view.sales = &worker->block;
        pass.slot = 0;
    }
    size_t first = pass.slot;
    intake->worker_of[block] = thread;
    enum status status =
        table_block_lines(&intake->table, block, visit,
                          job->take_lines != NULL ? visit_lines : NULL, &pass, &worker->fault);
    intake->used[block] = pass.slot - first;
    if (status == STATUS_OK && intake->ranges != NULL) {
        ranges_end_block(intake, worker, block, pass.slot);
    }
    if (status == STATUS_OK && worker->rejects.out_of_memory) {
        (void)fault_memory(&worker->fault, "rejected rows");
    }
    let_go(intake, block);
}

enum status intake_read(struct intake *intake, intake_take *take, intake_take_lines *take_lines,
                        struct team *team, struct fault *fault)
{
    TRY(start_workers(intake, (size_t)team->threads, fault));
    struct job job = {.intake = intake, .team = team, .take = take, .take_lines = take_lines};
    parallel_each(team, intake->table.blocks, read_block, &job);
    intake->rows_read = 0;
    intake->after_as_of = 0;
    intake->fingerprint = 0;
    for (size_t t = 0; t < intake->threads; t++) {
        const struct worker *worker = &intake->worker[t];
        if (worker->fault.status != STATUS_OK) {
            *fault = worker->fault;
            return fault->status;
        }
        intake->rows_read += worker->rows_read;
        intake->after_as_of += worker->after_as_of;
        intake->fingerprint += worker->fingerprint;
    }
    return STATUS_OK;
}

static struct intern *dictionary_of(struct names *names, size_t which)
{
    return which == DICTIONARY_SKU     ? &names->sku
           : which == DICTIONARY_PLACE ? &names->place
                                       : &names->word;
}

enum status intake_join(struct intake *intake, struct names *names, struct fault *fault)
{
    for (size_t t = 0; t < intake->threads; t++) {
        struct worker *worker = &intake->worker[t];
        for (size_t d = 0; d < DICTIONARIES; d++) {
            const struct intern *dictionary = &worker->dictionary[d];
            worker->joined[d] = ARENA_NEW(&worker->arena, uint32_t, dictionary->count);
            if (worker->joined[d] == NULL) {
                return fault_memory(fault, "names");
            }
            for (size_t id = 0; id < dictionary->count; id++) {
                uint32_t joined = intern_add(dictionary_of(names, d), dictionary->text[id]);
                if (joined == NO_ID) {
                    return fault_memory(fault, "names");
                }
                worker->joined[d][id] = joined;
            }
        }
        rejects_join(&intake->rejects, &worker->rejects);
    }
    return intake->rejects.out_of_memory ? fault_memory(fault, "rejected rows") : STATUS_OK;
}

void intake_rank(struct intake *intake, uint32_t *const rank[DICTIONARIES])
{
    for (size_t t = 0; t < intake->threads; t++) {
        struct worker *worker = &intake->worker[t];
        for (size_t d = 0; d < DICTIONARIES; d++) {
            for (size_t id = 0; id < worker->dictionary[d].count; id++) {
                worker->joined[d][id] = rank[d][worker->joined[d][id]];
            }
        }
    }
}

void intake_forget(struct intake *intake)
{
    free_workers(intake);
    free(intake->rows);
    free(intake->origin);
    intake->rows = NULL;
    intake->origin = NULL;
}
