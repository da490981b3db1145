/* Reading back: a thin layer over table.h. */
#include "io/records.h"

#include "base/missing.h"
#include "io/table.h"

#include <stdint.h>
#include <string.h>

enum { COLUMNS_MOST = 64 };

struct reading {
    size_t column[COLUMNS_MOST]; /* [count] where a column asked for stands in the file */
    size_t count;
    record_visit *visit;
    void *context;
};

static void visit_row(void *context, size_t block, const struct table_row *row, const char *problem)
{
    (void)block;
    const struct reading *reading = context;
    struct text field[COLUMNS_MOST];
    if (problem != NULL) {
        return;
    }
    for (size_t i = 0; i < reading->count; i++) {
        size_t at = reading->column[i];
        field[i] = at < row->count ? row->field[at] : (struct text){"", 0};
    }
    reading->visit(reading->context, field);
}

static enum status open_table(struct table *table, struct source *source, struct arena *arena,
                              const char *folder, const char *stem, struct fault *fault)
{
    TRY(source_find(source, folder, stem, 0, fault));
    if (source->path == NULL) {
        return fault_set(fault, STATUS_DATA,
                         "%s: there is no %s.csv, expected the outputs of restock plan", folder,
                         stem);
    }
    return table_open(table, source, ',', arena, fault);
}

static enum status read_blocks(const struct table *table, const char *path,
                               const char *const *columns, size_t count, struct reading *reading,
                               struct fault *fault)
{
    for (size_t i = 0; i < count; i++) {
        reading->column[i] = table_column(table, text_of(columns[i]));
        if (reading->column[i] == SIZE_MAX) {
            return fault_set(fault, STATUS_DATA, "%s: there is no column \"%s\"", path, columns[i]);
        }
    }
    reading->count = count;
    for (size_t block = 0; block < table->blocks; block++) {
        TRY(table_block(table, block, visit_row, reading, fault));
    }
    return STATUS_OK;
}

enum status records_each(const char *folder, const char *stem, const char *const *columns,
                         size_t column_count, record_visit *visit, void *context,
                         struct fault *fault)
{
    struct arena arena;
    struct source source = {0};
    struct table table = {0};
    struct reading reading = {.visit = visit, .context = context};
    arena_init(&arena, 0);
    enum status status = column_count <= COLUMNS_MOST
                             ? open_table(&table, &source, &arena, folder, stem, fault)
                             : fault_set(fault, STATUS_SYSTEM, "too many columns asked for");
    if (status == STATUS_OK) {
        status = read_blocks(&table, source.path, columns, column_count, &reading, fault);
    }
    source_close(&source);
    arena_free(&arena);
    return status;
}

enum status records_header(const char *folder, const char *stem, record_visit *visit, void *context,
                           struct fault *fault)
{
    struct arena arena;
    struct source source = {0};
    struct table table = {0};
    arena_init(&arena, 0);
    enum status status = open_table(&table, &source, &arena, folder, stem, fault);
    for (size_t i = 0; status == STATUS_OK && i < table.columns; i++) {
        visit(context, &table.header[i]);
    }
    source_close(&source);
    arena_free(&arena);
    return status;
}

struct text *records_keep(struct arena *arena, const struct text *field, size_t count)
{
    struct text *kept = ARENA_NEW(arena, struct text, count);
    for (size_t i = 0; kept != NULL && i < count; i++) {
        char *copy = ARENA_NEW(arena, char, field[i].length);
        if (copy == NULL) {
            return NULL;
        }
        if (field[i].length > 0) {
            memcpy(copy, field[i].data, field[i].length);
        }
        kept[i] = (struct text){copy, field[i].length};
    }
    return kept;
}

double record_number(struct text field)
{
    double value = 0.0;
    return text_number(field, '.', &value) ? value : MISSING;
}
