/* positions.csv of a run, row after row, by column names. */
#include "app/diff.h"

#include "base/missing.h"

#include <stdlib.h>
#include <string.h>

static const char *const COLUMNS[DIFF_TEXTS + DIFF_NUMBERS] = {
    [DIFF_SKU] = "sku",
    [DIFF_LOCATION] = "location",
    [DIFF_SUPPLIER] = "supplier",
    [DIFF_BINDING] = "binding",
    [DIFF_TEXTS + DIFF_QUANTITY] = "quantity",
    [DIFF_TEXTS + DIFF_TARGET] = "target",
    [DIFF_TEXTS + DIFF_POSITION] = "position",
    [DIFF_TEXTS + DIFF_OPEN_SUPPLY] = "open_supply",
    [DIFF_TEXTS + DIFF_RETURNS] = "expected_returns",
    [DIFF_TEXTS + DIFF_DEMAND_MEAN] = "demand_mean",
    [DIFF_TEXTS + DIFF_DEMAND_SD] = "demand_sd",
    [DIFF_TEXTS + DIFF_INTERVAL] = "interval_days",
    [DIFF_TEXTS + DIFF_RAW_NEED] = "raw_need",
    [DIFF_TEXTS + DIFF_FILL_WITH] = "fill_with",
    [DIFF_TEXTS + DIFF_TRANSFER] = "transfer",
    [DIFF_TEXTS + DIFF_MOQ] = "moq",
    [DIFF_TEXTS + DIFF_PACK] = "pack",
    [DIFF_TEXTS + DIFF_ORDER_MINIMUM] = "order_minimum",
    [DIFF_TEXTS + DIFF_LOAD] = "load",
    [DIFF_TEXTS + DIFF_BUDGET] = "budget",
    [DIFF_TEXTS + DIFF_CAPACITY] = "capacity",
    [DIFF_TEXTS + DIFF_SHELF_LIFE] = "shelf_life",
    [DIFF_TEXTS + DIFF_OVERRIDE] = "override",
};

static enum status find_columns(struct diff_reader *reader, struct fault *fault)
{
    for (size_t c = 0; c < DIFF_TEXTS + DIFF_NUMBERS; c++) {
        reader->column[c] = table_column(&reader->table, text_of(COLUMNS[c]));
        bool needed = c == DIFF_SKU || c == DIFF_LOCATION || c == DIFF_TEXTS + DIFF_QUANTITY;
        if (needed && reader->column[c] == SIZE_MAX) {
            return fault_set(fault, STATUS_DATA, "%s: there is no column \"%s\"",
                             reader->source.path, COLUMNS[c]);
        }
    }
    return STATUS_OK;
}

static enum status open_table(struct diff_reader *reader, struct fault *fault)
{
    TRY(source_find(&reader->source, reader->folder, "positions", 0, fault));
    if (reader->source.path == NULL) {
        return fault_set(fault, STATUS_DATA,
                         "%s: there is no positions.csv, expected the outputs of restock plan",
                         reader->folder);
    }
    TRY(table_open(&reader->table, &reader->source, ',', &reader->arena, fault));
    return find_columns(reader, fault);
}

enum status diff_open(struct diff_reader *reader, const char *folder, struct fault *fault)
{
    *reader = (struct diff_reader){.folder = folder};
    arena_init(&reader->arena, 0);
    return open_table(reader, fault);
}

void diff_close(struct diff_reader *reader)
{
    source_close(&reader->source);
    arena_free(&reader->arena);
    free(reader->rows);
    free(reader->bytes);
    *reader = (struct diff_reader){0};
}

static struct text keep(struct diff_reader *reader, struct text text)
{
    if (text.length == 0 || reader->used + text.length > reader->byte_room) {
        return (struct text){"", 0};
    }
    char *at = reader->bytes + reader->used;
    memcpy(at, text.data, text.length);
    reader->used += text.length;
    return (struct text){at, text.length};
}

static struct text field_of(const struct diff_reader *reader, const struct table_row *row, size_t c)
{
    size_t at = reader->column[c];
    return at < row->count ? row->field[at] : (struct text){"", 0};
}

static void take_row(void *context, size_t block, const struct table_row *row, const char *problem)
{
    (void)block;
    struct diff_reader *reader = context;
    if (problem != NULL || reader->count == reader->room) {
        return;
    }
    struct diff_position *made = &reader->rows[reader->count++];
    for (size_t c = 0; c < DIFF_TEXTS; c++) {
        made->text[c] = keep(reader, field_of(reader, row, c));
    }
    for (size_t n = 0; n < DIFF_NUMBERS; n++) {
        double value = 0.0;
        bool known = text_number(field_of(reader, row, DIFF_TEXTS + n), '.', &value);
        made->number[n] = known ? value : 0.0;
    }
}

/* The next block of the file that holds a row, into memory. */
static enum status refill(struct diff_reader *reader, struct fault *fault)
{
    reader->at = 0;
    reader->count = 0;
    while (reader->count == 0 && reader->block < reader->table.blocks) {
        size_t block = reader->block++;
        size_t rows = reader->table.block_rows[block];
        size_t bytes = reader->table.block_start[block + 1] - reader->table.block_start[block];
        if (rows > reader->room || bytes > reader->byte_room) {
            free(reader->rows);
            free(reader->bytes);
            reader->rows = malloc((rows + 1) * sizeof *reader->rows);
            reader->bytes = malloc(bytes + 1);
            reader->room = rows;
            reader->byte_room = bytes;
        }
        if (reader->rows == NULL || reader->bytes == NULL) {
            return fault_memory(fault, reader->source.path);
        }
        reader->used = 0;
        TRY(table_block(&reader->table, block, take_row, reader, fault));
    }
    return STATUS_OK;
}

/* Both files are walked side by side, which is right only where they are sorted. */
static enum status check_order(struct diff_reader *reader, const struct diff_position *row,
                               struct fault *fault)
{
    struct text sku = text_of(reader->last[0]);
    struct text location = text_of(reader->last[1]);
    int order = text_compare(sku, row->text[DIFF_SKU]);
    order = order != 0 ? order : text_compare(location, row->text[DIFF_LOCATION]);
    bool known = reader->read > 0 && row->text[DIFF_SKU].length < sizeof reader->last[0] &&
                 row->text[DIFF_LOCATION].length < sizeof reader->last[1];
    if (known && order >= 0) {
        return fault_set(fault, STATUS_DATA,
                         "%s: \"%.*s\" at \"%.*s\" does not come behind \"%s\" at \"%s\", expected "
                         "rows by sku and location as restock plan writes them",
                         reader->source.path, TEXT_PRINT(row->text[DIFF_SKU]),
                         TEXT_PRINT(row->text[DIFF_LOCATION]), reader->last[0], reader->last[1]);
    }
    return STATUS_OK;
}

static void note_key(char *last, size_t size, struct text text)
{
    size_t length = text.length < size ? text.length : size - 1;
    memcpy(last, text.data, length);
    last[length] = '\0';
}

enum status diff_row(struct diff_reader *reader, const struct diff_position **row,
                     struct fault *fault)
{
    if (reader->at == reader->count) {
        TRY(refill(reader, fault));
    }
    *row = reader->at < reader->count ? &reader->rows[reader->at] : NULL;
    return *row != NULL ? check_order(reader, *row, fault) : STATUS_OK;
}

void diff_next(struct diff_reader *reader)
{
    const struct diff_position *row = &reader->rows[reader->at++];
    note_key(reader->last[0], sizeof reader->last[0], row->text[DIFF_SKU]);
    note_key(reader->last[1], sizeof reader->last[1], row->text[DIFF_LOCATION]);
    reader->read++;
}
