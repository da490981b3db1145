/* CSV tables: the header, the blocks, and each record parsed by libcsv. */
#include "io/table.h"

#include "io/split.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

/* One record at a time goes through libcsv; its fields come back one by one, each in the same
 * buffer of libcsv's, so they must be kept elsewhere: a field of a record without quotes stands in
 * the file as it is, others are copied. */
struct parser {
    struct csv_parser csv;
    char delimiter;
    bool has_quote;     /* of the record in work */
    const char *cursor; /* in the record: where the next field or the blanks before it begin */
    const char *end;
    struct text *field; /* [room] */
    size_t room;
    size_t count; /* fields seen; may exceed `room` */
    char *copy;   /* [copy_size] bytes of fields of a record with quotes */
    size_t copy_size;
    size_t copied;
};

static bool is_blank(char c, char delimiter)
{
    return (c == ' ' || c == '\t') && c != delimiter;
}

static void skip_blanks(struct parser *parser)
{
    while (parser->cursor < parser->end && is_blank(*parser->cursor, parser->delimiter)) {
        parser->cursor++;
    }
}

static void on_field(void *data, size_t length, void *context)
{
    struct parser *parser = context;
    struct text field = {.data = parser->cursor, .length = length};
    if (parser->has_quote) {
        field.data = parser->copy + parser->copied;
        memcpy(parser->copy + parser->copied, data, length);
        parser->copied += length;
    } else {
        skip_blanks(parser);
        field.data = parser->cursor;
        parser->cursor += length;
        skip_blanks(parser);
        parser->cursor += parser->cursor < parser->end; /* the delimiter */
    }
    if (parser->count < parser->room) {
        parser->field[parser->count] = field;
    }
    parser->count++;
}

static enum status csv_start(struct parser *parser, struct fault *fault)
{
    if (csv_init(&parser->csv, CSV_STRICT | CSV_STRICT_FINI) != 0) {
        return fault_memory(fault, "reading CSV");
    }
    csv_set_delim(&parser->csv, (unsigned char)parser->delimiter);
    return STATUS_OK;
}

static enum status parser_open(struct parser *parser, char delimiter, size_t room,
                               struct fault *fault)
{
    *parser = (struct parser){.delimiter = delimiter, .room = room};
    parser->field = malloc(room * sizeof *parser->field);
    if (parser->field == NULL) {
        return fault_memory(fault, "reading CSV");
    }
    enum status status = csv_start(parser, fault);
    if (status != STATUS_OK) {
        free(parser->field);
    }
    return status;
}

static void parser_close(struct parser *parser)
{
    csv_free(&parser->csv);
    free(parser->field);
    free(parser->copy);
}

static enum status room_for_copy(struct parser *parser, size_t length, struct fault *fault)
{
    if (length + 1 <= parser->copy_size) {
        return STATUS_OK;
    }
    char *copy = realloc(parser->copy, 2 * length + 1);
    if (copy == NULL) {
        return fault_memory(fault, "reading CSV");
    }
    parser->copy = copy;
    parser->copy_size = 2 * length + 1;
    return STATUS_OK;
}

/* Parses one record; `ended` says that its newline stands behind it.  `*problem` becomes a sentence
 * if libcsv finds fault with it. */
static enum status parse_record(struct parser *parser, const struct record *record, bool ended,
                                const char **problem, struct fault *fault)
{
    struct text raw = record->raw;
    parser->count = 0;
    parser->copied = 0;
    parser->has_quote = record->has_quote;
    parser->cursor = raw.data;
    parser->end = raw.data + raw.length;
    if (record->has_quote) {
        TRY(room_for_copy(parser, raw.length, fault));
    }
    size_t length = raw.length + ended;
    size_t parsed = csv_parse(&parser->csv, raw.data, length, on_field, NULL, parser);
    if (parsed == length && !ended) {
        parsed += csv_parse(&parser->csv, "\n", 1, on_field, NULL, parser);
        length++;
    }
    if (parsed == length) {
        return STATUS_OK;
    }
    if (csv_error(&parser->csv) != CSV_EPARSE) {
        return fault_memory(fault, "reading CSV");
    }
    *problem = "the quotes of this row do not fit together";
    csv_free(&parser->csv); /* the parser stopped inside a field: begin anew */
    return csv_start(parser, fault);
}

static bool is_blank_record(struct text raw, char delimiter)
{
    for (size_t i = 0; i < raw.length; i++) {
        if (!is_blank(raw.data[i], delimiter)) {
            return false;
        }
    }
    return true;
}

/* The most frequent of the usual delimiters in the first line that is not blank, outside quotes. */
static char find_delimiter(const char *bytes, size_t size)
{
    static const char USUAL[] = {',', ';', '\t', '|'};
    size_t seen[sizeof USUAL] = {0};
    bool quoted = false;
    bool blank = true;
    for (size_t i = 0; i < size; i++) {
        char c = bytes[i];
        quoted = quoted != (c == '"');
        if ((c == '\n' || c == '\r') && !quoted && !blank) {
            break;
        }
        blank = blank && (c == '\n' || c == '\r' || c == ' ' || c == '\t');
        for (size_t d = 0; d < sizeof USUAL; d++) {
            seen[d] += c == USUAL[d] && !quoted;
        }
    }
    size_t best = 0;
    for (size_t d = 1; d < sizeof USUAL; d++) {
        best = seen[d] > seen[best] ? d : best;
    }
    return USUAL[best];
}

static enum status keep_header(struct table *table, const struct parser *parser,
                               struct arena *arena, struct fault *fault)
{
    table->columns = parser->count;
    table->header = ARENA_NEW(arena, struct text, table->columns);
    if (table->header == NULL) {
        return fault_memory(fault, "a header");
    }
    for (size_t i = 0; i < table->columns; i++) {
        struct text name = text_trim(parser->field[i]);
        char *copy = ARENA_NEW(arena, char, name.length);
        if (copy == NULL) {
            return fault_memory(fault, "a header");
        }
        if (name.length > 0) {
            memcpy(copy, name.data, name.length);
        }
        table->header[i] = (struct text){.data = copy, .length = name.length};
    }
    if (table->columns > 1 && table->header[table->columns - 1].length == 0) {
        table->columns--;
    }
    return STATUS_OK;
}

/* Reads the first record that is not blank. */
static enum status read_header(struct table *table, struct parser *parser, size_t start,
                               struct arena *arena, struct fault *fault)
{
    const struct source *source = table->source;
    struct split split =
        split_begin(source->bytes, source->size, start, source->size, table->delimiter);
    struct record record;
    table->body_line = 1;
    while (split_next(&split, &record)) {
        size_t line = table->body_line;
        table->body_line += record.lines;
        if (is_blank_record(record.raw, table->delimiter)) {
            continue;
        }
        table->body = split.position;
        const char *problem = record.problem;
        if (problem == NULL) {
            bool ended = record.raw.data + record.raw.length < source->bytes + source->size;
            TRY(parse_record(parser, &record, ended, &problem, fault));
        }
        if (problem != NULL) {
            return fault_set(fault, STATUS_DATA, "%s:%zu: %s in the header row", source->path, line,
                             problem);
        }
        if (parser->count > TABLE_MAX_COLUMNS) {
            return fault_set(fault, STATUS_DATA,
                             "%s:%zu: the header has %zu columns, expected at most %d",
                             source->path, line, parser->count, (int)TABLE_MAX_COLUMNS);
        }
        return keep_header(table, parser, arena, fault);
    }
    return fault_set(fault, STATUS_DATA, "%s: is empty, expected a header row", source->path);
}

static enum status find_blocks(struct table *table, size_t block_size, struct arena *arena,
                               struct fault *fault)
{
    const struct source *source = table->source;
    size_t body_size = source->size - table->body;
    table->blocks = body_size / block_size + (body_size % block_size > 0);
    size_t *target = ARENA_NEW(arena, size_t, table->blocks);
    table->block_start = ARENA_NEW(arena, size_t, table->blocks + 1);
    table->block_line = ARENA_NEW(arena, size_t, table->blocks);
    table->block_rows = ARENA_NEW(arena, size_t, table->blocks);
    if (target == NULL || table->block_start == NULL || table->block_line == NULL ||
        table->block_rows == NULL) {
        return fault_memory(fault, source->path);
    }
    for (size_t b = 0; b < table->blocks; b++) {
        target[b] = table->body + b * block_size;
        table->block_line[b] = 1;
    }
    split_borders(source->bytes, source->size, table->body, table->delimiter, target, table->blocks,
                  table->block_start);
    table->block_start[table->blocks] = source->size;
    return STATUS_OK;
}

static enum status refuse_utf16(const struct source *source, struct fault *fault)
{
    static const unsigned char LITTLE[] = {0xFF, 0xFE};
    static const unsigned char BIG[] = {0xFE, 0xFF};
    if (source->size >= 2 &&
        (memcmp(source->bytes, LITTLE, 2) == 0 || memcmp(source->bytes, BIG, 2) == 0)) {
        return fault_set(fault, STATUS_DATA, "%s: is written in UTF-16, expected UTF-8",
                         source->path);
    }
    return STATUS_OK;
}

enum status table_open_blocks(struct table *table, const struct source *source, char delimiter,
                              size_t block_size, struct arena *arena, struct fault *fault)
{
    static const char BOM[] = "\xEF\xBB\xBF";
    *table = (struct table){.source = source, .delimiter = delimiter};
    if (source->size == 0) {
        return fault_set(fault, STATUS_DATA, "%s: is empty, expected a header row", source->path);
    }
    TRY(refuse_utf16(source, fault));
    size_t start = source->size >= 3 && memcmp(source->bytes, BOM, 3) == 0 ? 3 : 0;
    if (delimiter == '\0') {
        table->delimiter = find_delimiter(source->bytes + start, source->size - start);
    }
    struct parser parser;
    TRY(parser_open(&parser, table->delimiter, TABLE_MAX_COLUMNS, fault));
    enum status status = read_header(table, &parser, start, arena, fault);
    parser_close(&parser);
    TRY(status);
    return find_blocks(table, block_size, arena, fault);
}

enum status table_open(struct table *table, const struct source *source, char delimiter,
                       struct arena *arena, struct fault *fault)
{
    return table_open_blocks(table, source, delimiter, TABLE_BLOCK, arena, fault);
}

/* LF, CR and CRLF each end one line. */
static void count_block(void *context, size_t block, struct arena *scratch)
{
    (void)scratch;
    const struct table *table = context;
    const char *bytes = table->source->bytes;
    size_t start = table->block_start[block];
    size_t end = table->block_start[block + 1];
    size_t lines = 0;
    for (size_t i = start; i < end; i++) {
        lines += bytes[i] == '\n';
    }
    if (start < end && memchr(bytes + start, '\r', end - start) != NULL) {
        for (size_t i = start; i < end; i++) {
            lines += bytes[i] == '\r' && !(i + 1 < end && bytes[i + 1] == '\n');
        }
    }
    table->block_rows[block] = lines;
}

void table_count(struct table *table, struct team *team)
{
    if (team != NULL) {
        parallel_each(team, table->blocks, count_block, table);
    } else {
        for (size_t b = 0; b < table->blocks; b++) {
            count_block(table, b, NULL);
        }
    }
    size_t line = table->body_line;
    for (size_t b = 0; b < table->blocks; b++) {
        table->block_line[b] = line;
        line += table->block_rows[b];
    }
    if (table->blocks > 0) {
        table->block_rows[table->blocks - 1]++; /* the last line may lack its newline */
    }
}

size_t table_column(const struct table *table, struct text name)
{
    for (size_t i = 0; i < table->columns; i++) {
        if (text_equal_nocase(table->header[i], name)) {
            return i;
        }
    }
    return SIZE_MAX;
}

static enum status visit_block(const struct table *table, size_t block, struct parser *parser,
                               table_visit *visit, void *context, struct fault *fault)
{
    const struct source *source = table->source;
    const char *end = source->bytes + source->size;
    struct split split = split_begin(source->bytes, source->size, table->block_start[block],
                                     table->block_start[block + 1], table->delimiter);
    struct record record;
    size_t line = table->block_line[block];
    while (split_next(&split, &record)) {
        struct table_row row = {.line = line, .raw = record.raw, .field = parser->field};
        line += record.lines;
        if (is_blank_record(record.raw, table->delimiter)) {
            continue;
        }
        const char *problem = record.problem;
        if (problem == NULL && record.raw.length > TABLE_MAX_RECORD) {
            problem = "the row is longer than a megabyte";
        }
        if (problem == NULL) {
            bool ended = record.raw.data + record.raw.length < end;
            TRY(parse_record(parser, &record, ended, &problem, fault));
        }
        if (problem == NULL) {
            row.count = parser->count;
            if (row.count == table->columns + 1 && parser->field[table->columns].length == 0) {
                row.count--; /* a delimiter at the end of the row */
            }
            if (row.count > parser->room) {
                problem = "the row has far more fields than the header";
                row.count = 0;
            }
        }
        visit(context, block, &row, problem);
    }
    return STATUS_OK;
}

enum status table_block(const struct table *table, size_t block, table_visit *visit, void *context,
                        struct fault *fault)
{
    struct parser parser;
    TRY(parser_open(&parser, table->delimiter, table->columns + 2, fault));
    enum status status = visit_block(table, block, &parser, visit, context, fault);
    parser_close(&parser);
    return status;
}
