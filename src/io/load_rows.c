/* The small files: rows of structs, read, sorted and cleared of duplicates by their descriptors. */
#include "io/intake.h"

#include "base/missing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum status rows_open(struct intake *intake, struct fault *fault)
{
    size_t slots = intake->first[intake->table.blocks];
    intake->rows = calloc(slots + 1, intake->file->row_size);
    intake->origin = calloc(slots + 1, sizeof *intake->origin);
    if (intake->rows == NULL || intake->origin == NULL) {
        return fault_memory(fault, intake->file->name);
    }
    return STATUS_OK;
}

static char *row_at(const struct intake *intake, size_t slot)
{
    return (char *)intake->rows + slot * intake->file->row_size;
}

bool take_row(const struct intake *intake, struct worker *worker, size_t slot,
              const struct table_row *row)
{
    char *made = row_at(intake, slot);
    if (intake->file->terms_count > 0) {
        *(struct terms *)(void *)(made + intake->file->terms_at) = terms_unset();
    }
    for (size_t i = 0; i < intake->column_count; i++) {
        const struct column *column = &intake->column[i];
        size_t at = intake->at[i];
        struct text text = at == SIZE_MAX ? (struct text){.data = "", .length = 0} : row->field[at];
        if (text.length > 0) {
            if (!field_store(intake, worker, i, text, made + column->offset)) {
                return false;
            }
        } else if ((column->flags & COLUMN_REQUIRED) && !(column->flags & COLUMN_GAPS)) {
            return worker_empty(worker, column);
        } else {
            field_store_absent(column, made + column->offset);
        }
    }
    const char *reason = intake->file->check != NULL ? intake->file->check(made) : NULL;
    if (reason != NULL) {
        snprintf(worker->reason, sizeof worker->reason, "%s", reason);
    }
    return reason == NULL;
}

static void rank_block(void *context, size_t block, struct arena *scratch)
{
    (void)scratch;
    const struct intake *intake = context;
    const struct worker *worker = &intake->worker[intake->worker_of[block]];
    for (size_t i = 0; i < intake->column_count; i++) {
        enum dictionary which = column_dictionary(intake->column[i].kind);
        if (which == DICTIONARIES) {
            continue;
        }
        for (size_t r = 0; r < intake->used[block]; r++) {
            char *at = row_at(intake, intake->first[block] + r) + intake->column[i].offset;
            uint32_t id = NO_ID;
            memcpy(&id, at, sizeof id);
            if (id != NO_ID) {
                memcpy(at, &worker->joined[which][id], sizeof id);
            }
        }
    }
}

void rows_rank(struct intake *intake, struct team *team)
{
    parallel_each(team, intake->table.blocks, rank_block, intake);
}

static int compare_numbers(double a, double b)
{
    if (is_missing(a) || is_missing(b)) {
        return is_missing(a) - is_missing(b);
    }
    return (a > b) - (a < b);
}

static int compare_column(const struct column *column, const char *a, const char *b)
{
    if (column->kind == COLUMN_NUMBER) {
        double x = 0.0;
        double y = 0.0;
        memcpy(&x, a + column->offset, sizeof x);
        memcpy(&y, b + column->offset, sizeof y);
        return compare_numbers(x, y);
    }
    if (column->kind == COLUMN_DAY) {
        int32_t x = 0;
        int32_t y = 0;
        memcpy(&x, a + column->offset, sizeof x);
        memcpy(&y, b + column->offset, sizeof y);
        return (x > y) - (x < y);
    }
    uint32_t x = 0;
    uint32_t y = 0;
    memcpy(&x, a + column->offset, sizeof x);
    memcpy(&y, b + column->offset, sizeof y);
    return (x > y) - (x < y);
}

static int compare_keys(const struct intake *intake, size_t a, size_t b)
{
    for (size_t i = 0; i < intake->file->column_count; i++) {
        if (intake->column[i].flags & COLUMN_KEY) {
            int order = compare_column(&intake->column[i], row_at(intake, a), row_at(intake, b));
            if (order != 0) {
                return order;
            }
        }
    }
    return 0;
}

/* By key, then by the bytes of the row, so that which of two duplicates stays does not depend on
 * where they stand; equal rows are the same whichever stays, and the line makes the order total. */
static int compare_slots(const void *a, const void *b, void *context)
{
    const struct intake *intake = context;
    size_t x = *(const size_t *)a;
    size_t y = *(const size_t *)b;
    int order = compare_keys(intake, x, y);
    if (order == 0) {
        order = text_compare(intake->origin[x].raw, intake->origin[y].raw);
    }
    if (order == 0) {
        order = intake->origin[x].line < intake->origin[y].line ? -1 : 1;
    }
    return order;
}

static void refuse_duplicate(struct intake *intake, size_t slot, size_t kept)
{
    char reason[REJECT_REASON_SIZE];
    snprintf(reason, sizeof reason,
             "the key is the same as in line %zu; of such rows the first in byte order is used",
             intake->origin[kept].line);
    rejects_add(&intake->rejects, intake->origin[slot].line, intake->origin[slot].raw, reason);
}

/* Drops from the sorted slots what does not stay; the number that does. */
static size_t sift(struct intake *intake, size_t *slot, size_t count, rows_keep *keep,
                   void *context)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        const struct origin *origin = &intake->origin[slot[i]];
        const char *reason = keep != NULL ? keep(context, row_at(intake, slot[i])) : NULL;
        if (reason != NULL) {
            rejects_add(&intake->rejects, origin->line, origin->raw, reason);
        } else if (!intake->file->repeats && kept > 0 &&
                   compare_keys(intake, slot[kept - 1], slot[i]) == 0) {
            refuse_duplicate(intake, slot[i], slot[kept - 1]);
        } else {
            slot[kept++] = slot[i];
        }
    }
    return kept;
}

static enum status hand_over(const struct intake *intake, const size_t *slot, size_t count,
                             struct inputs *inputs, struct arena *arena, struct fault *fault)
{
    size_t size = intake->file->row_size;
    char *rows = arena_take(arena, count, size);
    if (rows == NULL) {
        return fault_memory(fault, intake->file->name);
    }
    for (size_t i = 0; i < count; i++) {
        memcpy(rows + i * size, row_at(intake, slot[i]), size);
    }
    memcpy((char *)inputs + intake->file->rows_at, &rows, sizeof rows);
    memcpy((char *)inputs + intake->file->count_at, &count, sizeof count);
    return STATUS_OK;
}

size_t rows_copy(const struct intake *intake, void *rows)
{
    size_t size = intake->file->row_size;
    size_t count = 0;
    for (size_t b = 0; b < intake->table.blocks; b++) {
        memcpy((char *)rows + count * size, row_at(intake, intake->first[b]),
               intake->used[b] * size);
        count += intake->used[b];
    }
    return count;
}

enum status rows_finish(struct intake *intake, struct inputs *inputs, rows_keep *keep,
                        void *context, struct arena *arena, struct fault *fault)
{
    size_t *slot = calloc(intake->first[intake->table.blocks] + 1, sizeof *slot);
    if (slot == NULL) {
        return fault_memory(fault, intake->file->name);
    }
    size_t count = 0;
    for (size_t b = 0; b < intake->table.blocks; b++) {
        for (size_t r = 0; r < intake->used[b]; r++) {
            slot[count++] = intake->first[b] + r;
        }
    }
    qsort_r(slot, count, sizeof *slot, compare_slots, intake);
    count = sift(intake, slot, count, keep, context);
    enum status status = hand_over(intake, slot, count, inputs, arena, fault);
    free(slot);
    return status;
}
