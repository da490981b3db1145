/* A small CSV reader for the tests. */
#include "support/csv.h"

#include "support/check.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *grow(void *old, size_t size)
{
    void *grown = realloc(old, size);
    if (grown == NULL) {
        free(old);
        fail_msg("no memory for %zu bytes", size);
    }
    return grown;
}

/* A growing text. */
struct text_buffer {
    char *bytes;
    size_t size, capacity;
};

static void append_file(struct text_buffer *to, const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        fail_msg("%s cannot be read", path);
        return;
    }
    for (size_t got = 1; got > 0; to->size += got) {
        if (to->size == to->capacity) {
            to->capacity = to->capacity == 0 ? 1 << 16 : 2 * to->capacity;
            to->bytes = grow(to->bytes, to->capacity + 1);
        }
        got = fread(to->bytes + to->size, 1, to->capacity - to->size, file);
    }
    fclose(file);
    to->bytes[to->size] = '\0';
}

/* Where the header begins: behind the lines of comment. */
static size_t header_at(const struct text_buffer *text, size_t at)
{
    while (text->bytes[at] == '#') {
        at += strcspn(text->bytes + at, "\n");
        at += text->bytes[at] == '\n' ? 1 : 0;
    }
    return at;
}

/* Takes away a further file's head, which must be the first file's. */
static void drop_head(struct text_buffer *text, size_t begin, const char *path)
{
    size_t first = header_at(text, 0);
    size_t header = header_at(text, begin);
    size_t length = strcspn(text->bytes + first, "\n") + 1;
    if (text->size - header < length ||
        memcmp(text->bytes + first, text->bytes + header, length) != 0) {
        fail_msg("%s has another header", path);
    }
    size_t rest = text->size - header - length;
    memmove(text->bytes + begin, text->bytes + header + length, rest + 1);
    text->size = begin + rest;
}

/* Ends the field at *at with a 0, unquoting it in place, and moves *at behind it.  *last says
 * whether the record ends there. */
static const char *cut_field(char **at, bool *last)
{
    char *read = *at;
    char *field = read;
    char *write = read;
    bool quoted = *read == '"';
    read += quoted ? 1 : 0;
    while (*read != '\0') {
        if (quoted && *read == '"') {
            if (read[1] != '"') {
                quoted = false;
                read++;
                continue;
            }
            read++;
        } else if (!quoted && (*read == ',' || *read == '\n' || *read == '\r')) {
            break;
        }
        *write++ = *read++;
    }
    *last = *read != ',';
    if (*read == '\r') {
        read++;
    }
    *at = *read == '\0' ? read : read + 1;
    *write = '\0';
    return field;
}

static size_t count_columns(const char *header)
{
    size_t columns = 1;
    for (; *header != '\0' && *header != '\n'; header++) {
        columns += *header == ',' ? 1 : 0;
    }
    return columns;
}

static void cut_record(char **at, const char **fields, size_t columns, const char *path, size_t row)
{
    bool last = false;
    for (size_t i = 0; i < columns; i++) {
        fields[i] = cut_field(at, &last);
        if (last != (i + 1 == columns)) {
            fail_msg("%s: record %zu has not %zu fields", path, row, columns);
        }
    }
}

struct csv csv_read_all(const char *const *paths)
{
    struct text_buffer text = {0};
    for (size_t i = 0; paths[i] != NULL; i++) {
        size_t begin = text.size;
        append_file(&text, paths[i]);
        if (i > 0) {
            drop_head(&text, begin, paths[i]);
        }
    }
    struct csv csv = {.bytes = text.bytes};
    assert_non_null(csv.bytes);
    char *at = csv.bytes + header_at(&text, 0);
    csv.columns = count_columns(at);
    csv.header = calloc(csv.columns, sizeof *csv.header);
    assert_non_null(csv.header);
    cut_record(&at, csv.header, csv.columns, paths[0], 0);
    size_t capacity = 0;
    while (*at != '\0') {
        if (csv.rows == capacity) {
            capacity = capacity == 0 ? 256 : 2 * capacity;
            csv.fields = grow(csv.fields, capacity * csv.columns * sizeof *csv.fields);
        }
        cut_record(&at, csv.fields + csv.rows * csv.columns, csv.columns, paths[0], csv.rows + 1);
        csv.rows++;
    }
    return csv;
}

struct csv csv_read(const char *path)
{
    return csv_read_all((const char *const[]){path, NULL});
}

void csv_free(struct csv *csv)
{
    free(csv->bytes);
    free(csv->fields);
    free(csv->header);
    *csv = (struct csv){0};
}

const char *csv_get(const struct csv *csv, size_t row, const char *column)
{
    for (size_t i = 0; i < csv->columns; i++) {
        if (strcmp(csv->header[i], column) == 0) {
            return csv->fields[row * csv->columns + i];
        }
    }
    fail_msg("there is no column %s", column);
    return "";
}

double csv_number(const struct csv *csv, size_t row, const char *column)
{
    const char *text = csv_get(csv, row, column);
    return *text == '\0' || strcmp(text, "NA") == 0 ? (double)NAN : strtod(text, NULL);
}
