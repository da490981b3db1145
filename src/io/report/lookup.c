/* A large file through a small window.
 *
 * Records are split here and not by table.h: the files are restock's own, a hundred thousand
 * records are passed over for each that is wanted, and nothing of them is worth parsing but the
 * key. */
#include "lookup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WINDOW = 1 << 20, KEY_SIZE = 1024 };

/* Moves what is left to the front of the window, doubles the window if that fills it, and reads on.
 */
static enum status read_on(struct lookup *lookup, struct fault *fault)
{
    size_t left = lookup->end - lookup->begin;
    if (left == lookup->room) {
        char *wider = realloc(lookup->window, 2 * lookup->room);
        if (wider == NULL) {
            return fault_memory(fault, "a file of the run");
        }
        lookup->window = wider;
        lookup->room *= 2;
    }
    memmove(lookup->window, lookup->window + lookup->begin, left);
    lookup->begin = 0;
    lookup->end = left;
    ssize_t got;
    do {
        got = read(lookup->file, lookup->window + left, lookup->room - left);
    } while (got < 0 && errno == EINTR);
    if (got < 0) {
        return fault_set(fault, STATUS_SYSTEM, "%s: cannot be read: %s", lookup->path,
                         strerror(errno));
    }
    lookup->end += (size_t)got;
    lookup->over = got == 0;
    return STATUS_OK;
}

static bool odd_quotes(const char *from, const char *to)
{
    bool odd = false;
    while ((from = memchr(from, '"', (size_t)(to - from))) != NULL) {
        odd = !odd;
        from++;
    }
    return odd;
}

/* The next record without its line's end; length 0 of `data` NULL at the end of the file.  It lives
 * until the next call. */
static enum status next_record(struct lookup *lookup, struct text *record, struct fault *fault)
{
    size_t seen = 0; /* bytes of the record that hold no end of it */
    bool quoted = false;
    for (;;) {
        const char *start = lookup->window + lookup->begin;
        size_t left = lookup->end - lookup->begin;
        const char *stop = memchr(start + seen, '\n', left - seen);
        if (stop == NULL && !lookup->over) {
            quoted ^= odd_quotes(start + seen, start + left);
            seen = left;
            TRY(read_on(lookup, fault));
            continue;
        }
        const char *end = stop != NULL ? stop : start + left;
        quoted ^= odd_quotes(start + seen, end);
        if (quoted && stop != NULL) { /* a line's end inside a field */
            seen = (size_t)(stop - start) + 1;
            continue;
        }
        lookup->begin = (size_t)(end - lookup->window) + (stop != NULL ? 1 : 0);
        size_t length = (size_t)(end - start);
        length -= length > 0 && start[length - 1] == '\r' ? 1 : 0;
        *record = stop != NULL || length > 0 ? (struct text){start, length} : (struct text){0};
        return STATUS_OK;
    }
}

/* Takes the field that begins at `*at`, unquoted in place, and moves `*at` behind its comma; past
 * the record's end when it was the last. */
static struct text take_field(char *record, size_t length, size_t *at)
{
    size_t from = *at;
    if (from >= length || record[from] != '"') {
        const char *comma = from < length ? memchr(record + from, ',', length - from) : NULL;
        size_t end = comma != NULL ? (size_t)(comma - record) : length;
        *at = end + 1;
        return (struct text){record + from, from < length ? end - from : 0};
    }
    size_t to = from;
    size_t i = from + 1;
    for (; i < length; i++) {
        if (record[i] == '"') {
            if (i + 1 < length && record[i + 1] == '"') {
                i++;
            } else {
                i++;
                break;
            }
        }
        record[to++] = record[i];
    }
    while (i < length && record[i] != ',') {
        i++;
    }
    *at = i + 1;
    return (struct text){record + from, to - from};
}

static enum status read_header(struct lookup *lookup, struct fault *fault)
{
    struct text line;
    TRY(next_record(lookup, &line, fault));
    if (line.length >= 3 && memcmp(line.data, "\xEF\xBB\xBF", 3) == 0) {
        line.data += 3;
        line.length -= 3;
    }
    lookup->names = malloc(line.length + 1);
    if (lookup->names == NULL) {
        return fault_memory(fault, "the header of a file");
    }
    if (line.length > 0) {
        memcpy(lookup->names, line.data, line.length);
    }
    for (size_t at = 0; at < line.length && lookup->columns < LOOKUP_COLUMNS;) {
        lookup->header[lookup->columns++] = text_trim(take_field(lookup->names, line.length, &at));
    }
    return STATUS_OK;
}

static size_t column_of(const struct lookup *lookup, const char *name)
{
    size_t at = 0;
    while (at < lookup->columns && !text_equal_nocase(lookup->header[at], text_of(name))) {
        at++;
    }
    return at;
}

enum status lookup_open(struct lookup *lookup, const char *folder, const char *stem,
                        struct fault *fault)
{
    *lookup = (struct lookup){.file = -1};
    int wrote = snprintf(lookup->path, sizeof lookup->path, "%s/%s.csv", folder, stem);
    lookup->file = wrote < (int)sizeof lookup->path ? open(lookup->path, O_RDONLY | O_CLOEXEC) : -1;
    if (lookup->file < 0) {
        return fault_set(fault, STATUS_DATA,
                         "%s: there is no %s.csv, expected the outputs of restock plan", folder,
                         stem);
    }
    lookup->room = WINDOW;
    lookup->window = malloc(lookup->room);
    enum status status = lookup->window != NULL ? read_header(lookup, fault)
                                                : fault_memory(fault, "a file of the run");
    if (status == STATUS_OK &&
        (column_of(lookup, "sku") != 0 || column_of(lookup, "location") != 1)) {
        status = fault_set(fault, STATUS_DATA,
                           "%s: its first columns are not sku and location, as restock plan "
                           "writes them",
                           lookup->path);
    }
    if (status != STATUS_OK) {
        lookup_close(lookup);
    }
    return status;
}

void lookup_close(struct lookup *lookup)
{
    if (lookup->file >= 0) {
        (void)close(lookup->file);
    }
    free(lookup->window);
    free(lookup->names);
    *lookup = (struct lookup){.file = -1};
}

/* Bytes of the record up to the comma behind its second field; 0 where a quote makes that less than
 * plain. */
static size_t plain_key(struct text record)
{
    const char *comma = memchr(record.data, ',', record.length);
    size_t first = comma != NULL ? (size_t)(comma - record.data) + 1 : record.length;
    comma = memchr(record.data + first, ',', record.length - first);
    size_t length = comma != NULL ? (size_t)(comma - record.data) + 1 : record.length;
    return memchr(record.data, '"', length) == NULL ? length : 0;
}

/* What is wanted, and the last key that was not: rows of one key stand together. */
struct search {
    const struct lookup_key *keys;
    size_t count;
    char *unwanted; /* [room] */
    size_t length;
    size_t room;
};

static bool is_wanted(const struct search *search, struct text sku, struct text location)
{
    for (size_t k = 0; k < search->count; k++) {
        if (text_equal(search->keys[k].sku, sku) &&
            text_equal(search->keys[k].location, location)) {
            return true;
        }
    }
    return false;
}

/* Can the record be passed over by a look at its key's bytes? */
static bool pass_over(struct search *search, struct text record)
{
    if (search->length > 0 && record.length >= search->length &&
        memcmp(record.data, search->unwanted, search->length) == 0) {
        return true;
    }
    size_t length = plain_key(record);
    if (length == 0) {
        return false;
    }
    size_t sku = (size_t)((const char *)memchr(record.data, ',', length) - record.data);
    struct text location = {record.data + sku + 1, length - sku - 2};
    if (record.data[length - 1] != ',' ||
        is_wanted(search, (struct text){record.data, sku}, location)) {
        return false;
    }
    if (length <= search->room) {
        memcpy(search->unwanted, record.data, length);
        search->length = length;
    }
    return true;
}

/* Takes a record apart and shows it if its key is wanted. */
static void show(const struct search *search, char *record, size_t length, const size_t *column,
                 size_t column_count, record_visit *visit, void *context)
{
    struct text all[LOOKUP_COLUMNS];
    struct text asked[LOOKUP_COLUMNS];
    size_t count = 0;
    for (size_t at = 0; at < length && count < LOOKUP_COLUMNS;) {
        all[count++] = text_trim(take_field(record, length, &at));
    }
    if (count < 2 || !is_wanted(search, all[0], all[1])) {
        return;
    }
    for (size_t c = 0; c < column_count; c++) {
        asked[c] = column[c] < count ? all[column[c]] : (struct text){"", 0};
    }
    visit(context, asked);
}

enum status lookup_each(struct lookup *lookup, const struct lookup_key *keys, size_t key_count,
                        const char *const *columns, size_t column_count, record_visit *visit,
                        void *context, struct fault *fault)
{
    size_t column[LOOKUP_COLUMNS];
    for (size_t c = 0; c < column_count; c++) {
        column[c] = column_of(lookup, columns[c]);
        if (column[c] == lookup->columns) {
            return fault_set(fault, STATUS_DATA, "%s: there is no column \"%s\"", lookup->path,
                             columns[c]);
        }
    }
    char unwanted[KEY_SIZE];
    struct search search = {
        .keys = keys, .count = key_count, .unwanted = unwanted, .room = sizeof unwanted};
    for (;;) {
        struct text record;
        TRY(next_record(lookup, &record, fault));
        if (record.data == NULL) {
            return STATUS_OK;
        }
        if (record.length > 0 && !pass_over(&search, record)) {
            show(&search, lookup->window + (record.data - lookup->window), record.length, column,
                 column_count, visit, context);
        }
    }
}
