/* CSV tables: the header, and each record parsed by libcsv. */
#include "io/table.h"

#include "io/marks.h"
#include "io/split.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

/* Where records become fields.
 *
 * A record with quotes goes through libcsv, alone: its fields come back in one buffer of libcsv's,
 * from where they are copied.  Lines without a quote need no more than their delimiters and
 * newlines found (io/marks.h): a field of theirs stands in the file as it is.  Blanks around fields
 * and blank lines are what they are to libcsv. */
struct parser {
    struct csv_parser csv;
    const struct table *table;
    struct text *field; /* [room] */
    size_t room;
    size_t count; /* fields of the row so far; may exceed `room` */
    char *copy;   /* [copy_size] of a record with quotes */
    size_t copy_size;
    size_t copied;
    size_t line; /* of the next row */
    size_t block;
    table_visit *visit;
    table_visit_lines *visit_lines; /* NULL: only row by row */
    void *context;
    uint16_t mark[1 + MARKS_ROOM];
    char near[SOURCE_NEAR + TABLE_SLACK];
};

static bool is_blank(char c, char delimiter)
{
    return (c == ' ' || c == '\t') && c != delimiter;
}

static void copy_field(void *data, size_t length, void *context)
{
    struct parser *parser = context;
    char *copy = parser->copy + parser->copied;
    memcpy(copy, data, length);
    parser->copied += length;
    if (parser->count < parser->room) {
        parser->field[parser->count] = text_trim((struct text){.data = copy, .length = length});
    }
    parser->count++;
}

static enum status csv_start(struct parser *parser, struct fault *fault)
{
    if (csv_init(&parser->csv, CSV_STRICT | CSV_STRICT_FINI) != 0) {
        return fault_memory(fault, "reading CSV");
    }
    csv_set_delim(&parser->csv, (unsigned char)parser->table->delimiter);
    return STATUS_OK;
}

static enum status parser_open(struct parser *parser, const struct table *table, size_t room,
                               struct fault *fault)
{
    parser->table = table;
    parser->room = room;
    parser->copy = NULL;
    parser->copy_size = 0;
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
    TRY(room_for_copy(parser, raw.length, fault));
    size_t length = raw.length + ended;
    size_t parsed = csv_parse(&parser->csv, raw.data, length, copy_field, NULL, parser);
    if (parsed == length && !ended) {
        parsed += csv_parse(&parser->csv, "\n", 1, copy_field, NULL, parser);
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

/* Finds the first record from `start` on that is not blank; false if none ends before `end`. */
static bool find_header(struct table *table, size_t start, size_t end, struct record *record)
{
    const struct source *source = table->source;
    struct split split = split_begin(source->bytes, source->size, start, end, table->delimiter);
    size_t line = 1;
    while (split_next(&split, record)) {
        table->body_line = line + record->lines;
        table->body = split.position;
        if (!is_blank_record(record->raw, table->delimiter)) {
            return split.position < end || end == source->size;
        }
        line = table->body_line;
    }
    return false;
}

static enum status read_header(struct table *table, struct parser *parser, size_t start,
                               struct arena *arena, struct fault *fault)
{
    /* a look for newlines and quotes goes on to the end, which need not be that of the file */
    const size_t near = 1 << 16;
    const struct source *source = table->source;
    struct record record;
    if ((source->size - start < near || !find_header(table, start, start + near, &record)) &&
        !find_header(table, start, source->size, &record)) {
        return fault_set(fault, STATUS_DATA, "%s: is empty, expected a header row", source->path);
    }
    const char *problem = record.problem;
    if (problem == NULL) {
        bool ended = record.raw.data + record.raw.length < source->bytes + source->size;
        TRY(parse_record(parser, &record, ended, &problem, fault));
    }
    if (problem != NULL) {
        return fault_set(fault, STATUS_DATA, "%s:%zu: %s in the header row", source->path,
                         table->body_line - record.lines, problem);
    }
    if (parser->count > TABLE_MAX_COLUMNS) {
        return fault_set(fault, STATUS_DATA,
                         "%s:%zu: the header has %zu columns, expected at most %d", source->path,
                         table->body_line - record.lines, parser->count, (int)TABLE_MAX_COLUMNS);
    }
    return keep_header(table, parser, arena, fault);
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
                              size_t block_size, struct team *team, struct arena *arena,
                              struct fault *fault)
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
    TRY(parser_open(&parser, table, TABLE_MAX_COLUMNS, fault));
    enum status status = read_header(table, &parser, start, arena, fault);
    parser_close(&parser);
    TRY(status);
    return table_find_blocks(table, block_size, team, arena, fault);
}

enum status table_open(struct table *table, const struct source *source, char delimiter,
                       struct arena *arena, struct fault *fault)
{
    return table_open_blocks(table, source, delimiter, TABLE_BLOCK, NULL, arena, fault);
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

/* Hands over a row of parser->count fields; its bytes were read at `near`. */
static void visit_row(struct parser *parser, size_t line, struct text raw, const char *near,
                      const char *problem)
{
    struct table_row row = {.line = line, .raw = raw, .near = near, .field = parser->field};
    size_t columns = parser->table->columns;
    if (problem == NULL && raw.length > TABLE_MAX_RECORD) {
        problem = "the row is longer than a megabyte";
    }
    if (problem == NULL && parser->count > parser->room) {
        problem = "the row has more fields than the header";
    }
    if (problem == NULL) {
        row.count = parser->count;
        if (row.count == columns + 1 && parser->field[columns].length == 0) {
            row.count--; /* a delimiter at the end of the row */
        }
    }
    parser->visit(parser->context, parser->block, &row, problem);
}

/* text_trim, where there mostly is nothing to trim. */
static struct text trimmed(const char *start, const char *end)
{
    struct text text = {.data = start, .length = (size_t)(end - start)};
    return start < end && (*start <= ' ' || end[-1] <= ' ') ? text_trim(text) : text;
}

/* Lines without a quote, each with its newline, being cut. */
struct lines {
    const char *bytes; /* [size] */
    size_t size;
    const char *source; /* where they stand in the file */
    const char *known;  /* so far bytes may be read */
    const char *row;    /* where the row in work begins */
    const char *field;  /* and its next field */
};

/* Are the first marks those of whole rows, `stride` each?  With as many newlines as rows, each at
 * the end of one, all others are delimiters. */
static bool are_even(const char *near, const uint16_t *end, struct marks marks, size_t stride)
{
    size_t used = marks.newlines * stride;
    bool cut = marks.count > used && near[end[marks.count - 1]] == '\r'; /* in a CRLF */
    if (marks.newlines == 0 || used > marks.count ||
        (marks.returns > 0 && marks.returns - cut != marks.newlines)) {
        return false;
    }
    for (size_t last = stride - 1; last < used; last += stride) {
        if (near[end[last]] != '\n') {
            return false;
        }
    }
    for (size_t last = stride - 1; marks.returns > 0 && last < used; last += stride) {
        if (near[end[last] - 1] != '\r') {
            return false;
        }
    }
    return true;
}

/* Hands over the lines that end in a piece of `size` bytes if all are plain; their bytes, or 0. */
static size_t take_plain(struct parser *parser, const struct lines *lines, size_t size,
                         struct marks marks)
{
    size_t columns = parser->table->columns;
    size_t stride = columns + (marks.returns > 0);
    const uint16_t *end = parser->mark + 1;
    struct table_lines plain = {.line = parser->line,
                                .rows = marks.newlines,
                                .stride = stride,
                                .near = lines->row,
                                .end = end};
    if (parser->visit_lines == NULL || columns < 2 ||
        lines->known - plain.near < (ptrdiff_t)(size + TABLE_SLACK) ||
        !are_even(plain.near, end, marks, stride) ||
        !parser->visit_lines(parser->context, parser->block, &plain)) {
        return 0;
    }
    parser->line += plain.rows;
    return (size_t)end[plain.rows * stride - 1] + 1;
}

/* A row that ends at `end`, unless it is blank or the second half of a CRLF. */
static void end_row(struct parser *parser, const struct lines *lines, const char *end)
{
    bool blank = parser->count == 1 && parser->field[0].length == 0;
    bool counted = end == lines->row && end > lines->bytes && *end == '\n' && end[-1] == '\r';
    if (!blank) {
        struct text raw = {.data = lines->source + (lines->row - lines->bytes),
                           .length = (size_t)(end - lines->row)};
        visit_row(parser, parser->line, raw, lines->row, NULL);
    }
    parser->line += !counted;
}

static void cut_piece(struct parser *parser, struct lines *lines, const char *piece, size_t marks)
{
    char delimiter = parser->table->delimiter;
    for (size_t m = 0; m < marks; m++) {
        const char *end = piece + parser->mark[1 + m];
        if (parser->count < parser->room) {
            parser->field[parser->count] = trimmed(lines->field, end);
        }
        parser->count++;
        lines->field = end + 1;
        if (*end != delimiter) {
            end_row(parser, lines, end);
            lines->row = end + 1;
            parser->count = 0;
        }
    }
}

static void cut_lines(struct parser *parser, struct lines lines)
{
    const char *stop = lines.bytes + lines.size;
    parser->count = 0;
    lines.row = lines.bytes;
    lines.field = lines.bytes;
    for (const char *piece = lines.bytes; piece < stop;) {
        size_t left = (size_t)(stop - piece);
        size_t size = left < MARKS_MOST ? left : MARKS_MOST;
        struct marks marks = marks_find(piece, size, parser->table->delimiter, parser->mark + 1);
        size_t taken = piece == lines.row ? take_plain(parser, &lines, size, marks) : 0;
        if (taken == 0) {
            cut_piece(parser, &lines, piece, marks.count);
            taken = size;
        } else {
            lines.row += taken;
        }
        piece += taken;
        if (lines.row > piece - taken) { /* the next piece begins with a row */
            piece = lines.row;
            lines.field = lines.row;
            parser->count = 0;
        }
    }
}

/* The part of bytes[0, size) that is whole lines.  A CR at the end may be half a CRLF. */
static size_t whole_lines(const char *bytes, size_t size)
{
    size -= size > 0 && bytes[size - 1] == '\r';
    while (size > 0 && bytes[size - 1] != '\n' && bytes[size - 1] != '\r') {
        size--;
    }
    return size;
}

/* Lines without a quote, from..to in the source, as many at a time as can be held near. */
static void visit_plain(struct parser *parser, size_t from, size_t to)
{
    const struct source *source = parser->table->source;
    while (from < to) {
        size_t size = to - from < SOURCE_NEAR ? to - from : SOURCE_NEAR;
        const char *bytes = source_near(source, from, size, parser->near);
        const char *known =
            bytes == parser->near ? bytes + sizeof parser->near : source->bytes + source->size;
        size = from + size < to ? whole_lines(bytes, size) : size;
        if (size == 0) { /* a line that is longer */
            bytes = source->bytes + from;
            size = to - from;
            known = bytes + size;
        }
        struct lines lines = {
            .bytes = bytes, .size = size, .source = source->bytes + from, .known = known};
        cut_lines(parser, lines);
        from += size;
    }
}

static enum status visit_record(struct parser *parser, const struct record *record,
                                struct fault *fault)
{
    const struct source *source = parser->table->source;
    size_t line = parser->line;
    parser->line += record->lines;
    if (is_blank_record(record->raw, parser->table->delimiter)) {
        return STATUS_OK;
    }
    const char *problem = record->problem;
    if (problem == NULL) {
        bool ended = record->raw.data + record->raw.length < source->bytes + source->size;
        TRY(parse_record(parser, record, ended, &problem, fault));
    }
    visit_row(parser, line, record->raw, record->raw.data, problem);
    return STATUS_OK;
}

static enum status visit_block(struct parser *parser, size_t block, struct fault *fault)
{
    const struct table *table = parser->table;
    const struct source *source = table->source;
    struct split split = split_begin(source->bytes, source->size, table->block_start[block],
                                     table->block_start[block + 1], table->delimiter);
    struct record record;
    if (!table->has_quotes) {
        split.next_quote = split.end;
    }
    parser->block = block;
    parser->line = table->block_line[block];
    for (;;) {
        size_t plain = split_plain(&split);
        visit_plain(parser, split.position, plain);
        split.position = plain;
        if (!split_next(&split, &record)) {
            return STATUS_OK;
        }
        TRY(visit_record(parser, &record, fault));
    }
}

enum status table_block_lines(const struct table *table, size_t block, table_visit *visit,
                              table_visit_lines *visit_lines, void *context, struct fault *fault)
{
    struct parser parser;
    TRY(parser_open(&parser, table, table->columns + 2, fault));
    parser.visit = visit;
    parser.visit_lines = visit_lines;
    parser.context = context;
    parser.mark[0] = UINT16_MAX;
    enum status status = visit_block(&parser, block, fault);
    parser_close(&parser);
    return status;
}

enum status table_block(const struct table *table, size_t block, table_visit *visit, void *context,
                        struct fault *fault)
{
    return table_block_lines(table, block, visit, NULL, context, fault);
}
