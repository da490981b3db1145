/* The CSV reader: any bytes, cut into blocks of any size, give the same records. */
#include "io/table.h"

#include "fuzz.h"

#include <string.h>

/* A running hash of all that the reader says of the records, block by block. */
struct seen {
    const struct source *source;
    uint64_t hash;
    size_t records;
    size_t last_line;
    size_t columns;
};

static void mix(struct seen *seen, struct text text)
{
    seen->hash = (seen->hash ^ text_hash(text)) * 1099511628211ULL + text.length;
}

static void visit(void *context, size_t block, const struct table_row *row, const char *problem)
{
    (void)block;
    struct seen *seen = context;
    const struct source *source = seen->source;
    CLAIM(row->raw.data >= source->bytes &&
          row->raw.data + row->raw.length <= source->bytes + source->size);
    CLAIM(row->line > seen->last_line);
    CLAIM((problem == NULL) == (row->count > 0));
    seen->last_line = row->line;
    seen->records++;
    mix(seen, (struct text){(const char *)&row->line, sizeof row->line});
    mix(seen, row->raw);
    mix(seen, text_of(problem != NULL ? problem : ""));
    for (size_t i = 0; i < row->count; i++) {
        mix(seen, row->field[i]);
    }
}

/* As visit, of many lines at once. */
static bool visit_lines(void *context, size_t block, const struct table_lines *lines)
{
    struct text field[TABLE_MAX_COLUMNS];
    struct seen *seen = context;
    CLAIM(seen->columns <= TABLE_MAX_COLUMNS);
    for (size_t row = 0; row < lines->rows; row++) {
        const uint16_t *end = lines->end + row * lines->stride;
        const char *near = lines->near + (uint16_t)(end[-1] + 1);
        for (size_t i = 0; i < seen->columns; i++) {
            const char *start = lines->near + (uint16_t)((end + i)[-1] + 1);
            field[i] = text_trim(
                (struct text){.data = start, .length = (size_t)(lines->near + end[i] - start)});
        }
        struct table_row one = {.line = lines->line + row, .field = field, .count = seen->columns};
        one.raw = (struct text){.data = near,
                                .length = (size_t)(lines->near + end[seen->columns - 1] - near)};
        visit(seen, block, &one, NULL);
    }
    return true;
}

/* Reads the whole table, many lines at once where that can be; 0 when it has no header. */
static int read_all(struct seen *seen, const struct source *source, char delimiter,
                    size_t block_size, table_visit_lines *lines)
{
    struct arena arena;
    struct fault fault = {0};
    struct table table;
    arena_init(&arena, 0);
    *seen = (struct seen){.source = source};
    int good =
        table_open_blocks(&table, source, delimiter, block_size, NULL, &arena, &fault) == STATUS_OK;
    seen->columns = table.columns;
    if (good) {
        for (size_t block = 0; block < table.blocks; block++) {
            CLAIM(table_block_lines(&table, block, visit, lines, seen, &fault) == STATUS_OK);
        }
    } else {
        CLAIM(fault.message[0] != '\0');
    }
    arena_free(&arena);
    return good;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1) {
        return 0;
    }
    static const char DELIMITERS[] = {'\0', ',', ';', '\t'};
    char delimiter = DELIMITERS[data[0] % sizeof DELIMITERS];
    size_t small = 1 + data[0] / sizeof DELIMITERS;
    char *bytes = malloc(size);
    if (bytes == NULL) {
        return 0;
    }
    memcpy(bytes, data + 1, size - 1);
    char path[] = "fuzz.csv";
    struct source source = {.path = path, .bytes = bytes, .size = size - 1, .file_size = size - 1};
    struct seen whole;
    struct seen pieces;
    int one = read_all(&whole, &source, delimiter, TABLE_BLOCK, NULL);
    int many = read_all(&pieces, &source, delimiter, small, visit_lines);
    CLAIM(one == many);
    CLAIM(whole.records == pieces.records && whole.hash == pieces.hash);
    free(bytes);
    return 0;
}
