/* Cutting bytes into CSV records.
 *
 * Invariant: the position only moves forward, and so do the three cached positions of the next LF,
 * CR and quote; each byte is looked at a bounded number of times, whatever the file holds. */
#include "io/split.h"

#include <stdbool.h>
#include <string.h>

static const char NOT_CLOSED[] = "a quoted field is not closed";
static const char BEHIND_QUOTE[] = "text stands behind a closing quote";
static const char INSIDE[] = "a quote stands inside a field that is not quoted";

/* The first `byte` of bytes[from, end), or `end`. */
static size_t find(const char *bytes, size_t from, size_t end, char byte)
{
    const char *found = from < end ? memchr(bytes + from, byte, end - from) : NULL;
    return found != NULL ? (size_t)(found - bytes) : end;
}

struct split split_begin(const char *bytes, size_t size, size_t start, size_t end, char delimiter)
{
    return (struct split){
        .bytes = bytes,
        .size = size,
        .end = end,
        .position = start,
        .delimiter = delimiter,
        .next_newline = find(bytes, start, end, '\n'),
        .next_return = find(bytes, start, end, '\r'),
        .next_quote = find(bytes, start, end, '"'),
    };
}

static bool is_newline(char c)
{
    return c == '\n' || c == '\r';
}

/* The offset behind the newline at `at` (or behind the last byte). */
static size_t behind_newline(const char *bytes, size_t size, size_t at)
{
    if (at >= size) {
        return size;
    }
    return at + 1 < size && bytes[at] == '\r' && bytes[at + 1] == '\n' ? at + 2 : at + 1;
}

/* The closing quote of the field that opens at `open`, or `size` if there is none near. */
static size_t closing_quote(const char *bytes, size_t size, size_t open)
{
    size_t limit = size - open > SPLIT_MAX_QUOTED ? open + SPLIT_MAX_QUOTED : size;
    for (size_t at = open + 1; at < limit; at++) {
        at = find(bytes, at, limit, '"');
        if (at == limit) {
            break;
        }
        if (at + 1 == size || bytes[at + 1] != '"') {
            return at;
        }
        at++; /* a doubled quote stands for one */
    }
    return size;
}

/* From the start of a field to the delimiter or newline behind it, or `size`. */
static size_t field_end(const char *bytes, size_t size, size_t at, char delimiter,
                        const char **problem)
{
    while (at < size && bytes[at] != delimiter && (bytes[at] == ' ' || bytes[at] == '\t')) {
        at++;
    }
    if (at < size && bytes[at] == '"') {
        at = closing_quote(bytes, size, at);
        if (at == size) {
            *problem = NOT_CLOSED;
            return size;
        }
        at++;
        while (at < size && bytes[at] != delimiter && (bytes[at] == ' ' || bytes[at] == '\t')) {
            at++;
        }
        if (at < size && bytes[at] != delimiter && !is_newline(bytes[at])) {
            *problem = BEHIND_QUOTE;
        }
        return at;
    }
    while (at < size && bytes[at] != delimiter && !is_newline(bytes[at])) {
        if (bytes[at] == '"') {
            *problem = INSIDE;
            return at;
        }
        at++;
    }
    return at;
}

/* The newline (or `size`) that ends the record with quotes that begins at `start`. */
static size_t quoted_record_end(const char *bytes, size_t size, size_t start, char delimiter,
                                const char **problem)
{
    size_t at = start;
    for (;;) {
        at = field_end(bytes, size, at, delimiter, problem);
        if (*problem != NULL || at >= size || is_newline(bytes[at])) {
            return at;
        }
        at++; /* the delimiter */
    }
}

static size_t count_lines(const char *bytes, size_t from, size_t to, size_t size)
{
    size_t lines = 0;
    for (size_t at = from; at < to; at++) {
        if (is_newline(bytes[at])) {
            at = behind_newline(bytes, size, at) - 1;
            lines++;
        }
    }
    return lines;
}

static void refresh(struct split *split)
{
    size_t at = split->position;
    if (split->next_newline < at) {
        split->next_newline = find(split->bytes, at, split->end, '\n');
    }
    if (split->next_return < at) {
        split->next_return = find(split->bytes, at, split->end, '\r');
    }
    if (split->next_quote < at) {
        split->next_quote = find(split->bytes, at, split->end, '"');
    }
}

bool split_next(struct split *split, struct record *record)
{
    size_t start = split->position;
    if (start >= split->end) {
        return false;
    }
    refresh(split);
    size_t stop =
        split->next_newline < split->next_return ? split->next_newline : split->next_return;
    *record = (struct record){.lines = 1, .has_quote = split->next_quote < stop};
    if (record->has_quote) {
        size_t line_end = stop;
        stop =
            quoted_record_end(split->bytes, split->size, start, split->delimiter, &record->problem);
        if (record->problem != NULL) {
            stop = line_end;
        } else if (stop > line_end) {
            record->lines = count_lines(split->bytes, start, stop, split->size) + 1;
        }
    }
    record->raw = (struct text){.data = split->bytes + start, .length = stop - start};
    split->position = behind_newline(split->bytes, split->size, stop);
    return true;
}

/* The beginning of the line that follows the last newline of bytes[from, at). */
static size_t line_start(const char *bytes, size_t from, size_t at)
{
    while (at > from && !is_newline(bytes[at - 1])) {
        at--;
    }
    return at;
}

/* The first line beginning at or after `at`, where no quote stands between. */
static size_t next_line(const char *bytes, size_t size, size_t at)
{
    size_t before = at - 1;
    while (before < size && !is_newline(bytes[before])) {
        before++;
    }
    return behind_newline(bytes, size, before);
}

void split_borders(const char *bytes, size_t size, size_t start, char delimiter,
                   const size_t *target, size_t count, size_t *border)
{
    size_t position = start; /* begins a record; every target before it is done */
    size_t done = 0;
    while (done < count) {
        size_t quote = find(bytes, position, size, '"');
        size_t quoted = quote < size ? line_start(bytes, position, quote) : size;
        for (; done < count && target[done] <= quoted; done++) {
            border[done] =
                target[done] <= position ? position : next_line(bytes, size, target[done]);
        }
        if (quoted >= size) {
            break;
        }
        const char *problem = NULL;
        size_t stop = quoted_record_end(bytes, size, quoted, delimiter, &problem);
        if (problem != NULL) {
            stop = quote;
            while (stop < size && !is_newline(bytes[stop])) {
                stop++;
            }
        }
        position = behind_newline(bytes, size, stop);
        for (; done < count && target[done] <= position; done++) {
            border[done] = position;
        }
    }
    for (; done < count; done++) {
        border[done] = size;
    }
}
