/* Cutting bytes into CSV records.
 *
 * Invariant: the position only moves forward, and so do the three cached positions of the next LF,
 * CR and quote; each byte is looked at a bounded number of times, whatever the file holds. */
#include "io/split.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

static const char NOT_CLOSED[] = "a quoted field is not closed";
static const char BEHIND_QUOTE[] = "text stands behind a closing quote";
static const char INSIDE[] = "a quote stands inside a field that is not quoted";

/* Of a cached position that was not looked for yet. */
static const size_t UNKNOWN = SIZE_MAX;

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
        .next_newline = UNKNOWN,
        .next_return = UNKNOWN,
        .next_quote = UNKNOWN,
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
    size_t at = find(bytes, open + 1, limit, '"');
    while (at < limit) {
        if (at + 1 == size || bytes[at + 1] != '"') {
            return at;
        }
        at = find(bytes, at + 2, limit, '"'); /* a doubled quote stands for one */
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

size_t split_lines(const char *bytes, size_t from, size_t to)
{
    size_t lines = 0;
    while (from < to) {
        if (is_newline(bytes[from])) {
            from = behind_newline(bytes, to, from);
            lines++;
        } else {
            from++;
        }
    }
    return lines;
}

/* The cached position of `byte`, brought up to date. */
static size_t refresh(const struct split *split, size_t cached, char byte)
{
    bool stale = cached == UNKNOWN || cached < split->position;
    return stale ? find(split->bytes, split->position, split->end, byte) : cached;
}

/* The beginning of the line that follows the last newline of bytes[from, at). */
static size_t line_start(const char *bytes, size_t from, size_t at)
{
    while (at > from && !is_newline(bytes[at - 1])) {
        at--;
    }
    return at;
}

size_t split_plain(struct split *split)
{
    split->next_quote = refresh(split, split->next_quote, '"');
    size_t stop = split->next_quote;
    return line_start(split->bytes, split->position, stop);
}

bool split_next(struct split *split, struct record *record)
{
    size_t start = split->position;
    if (start >= split->end) {
        return false;
    }
    split->next_newline = refresh(split, split->next_newline, '\n');
    split->next_return = refresh(split, split->next_return, '\r');
    split->next_quote = refresh(split, split->next_quote, '"');
    size_t stop =
        split->next_newline < split->next_return ? split->next_newline : split->next_return;
    *record = (struct record){.lines = 1};
    if (split->next_quote < stop) {
        size_t line_end = stop;
        stop =
            quoted_record_end(split->bytes, split->size, start, split->delimiter, &record->problem);
        if (record->problem != NULL) {
            stop = line_end;
        } else if (stop > line_end) {
            record->lines = split_lines(split->bytes, start, stop) + 1;
        }
    }
    record->raw = (struct text){.data = split->bytes + start, .length = stop - start};
    split->position = behind_newline(split->bytes, split->size, stop);
    return true;
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

/* CRs among so few bytes that their count fits a byte which end a line, that is, have no LF behind;
 * the last may be the last byte known. */
static size_t lone_returns(const char *bytes, size_t size, size_t known)
{
    size_t seen = size < known ? size : size - 1; /* what follows can be seen */
    unsigned char count = 0;
    for (size_t i = 0; i < seen; i++) {
        count = (unsigned char)(count + ((bytes[i] == '\r') & (bytes[i + 1] != '\n')));
    }
    return (size_t)count + (seen < size && bytes[seen] == '\r');
}

size_t split_survey(const char *bytes, size_t size, size_t known, size_t *quote)
{
    const size_t few = 255; /* so few that counts of them fit a byte: the compiler adds up many */
    size_t lines = 0;
    *quote = size;
    for (size_t at = 0; at < size; at += few) {
        size_t end = size - at < few ? size : at + few;
        unsigned char newlines = 0;
        unsigned char returns = 0;
        unsigned char quotes = 0;
        for (size_t i = at; i < end; i++) {
            newlines = (unsigned char)(newlines + (bytes[i] == '\n'));
            returns = (unsigned char)(returns + (bytes[i] == '\r'));
            quotes = (unsigned char)(quotes + (bytes[i] == '"'));
        }
        lines += newlines;
        if (returns > 0) {
            lines += lone_returns(bytes + at, end - at, known - at);
        }
        if (quotes > 0 && *quote == size) {
            *quote = find(bytes, at, end, '"');
        }
    }
    return lines;
}

/* The first quote at or after `from`, or the total; pieces known to be without are passed over. */
static size_t next_quote(const struct cuts *cuts, size_t from)
{
    for (size_t piece = (from - cuts->start) / cuts->size; piece < cuts->count; piece++) {
        size_t piece_end =
            piece + 1 < cuts->count ? cuts->start + (piece + 1) * cuts->size : cuts->total;
        size_t quote = cuts->quote[piece];
        if (quote < from) {
            quote = find(cuts->bytes, from, piece_end, '"');
        }
        if (quote < piece_end) {
            return quote;
        }
    }
    return cuts->total;
}

/* Behind the record with a quote that begins at `start`. */
static size_t behind_record(const char *bytes, size_t size, size_t start, size_t quote,
                            char delimiter)
{
    const char *problem = NULL;
    size_t stop = quoted_record_end(bytes, size, start, delimiter, &problem);
    if (problem != NULL) { /* its first line alone is the record */
        stop = quote;
        while (stop < size && !is_newline(bytes[stop])) {
            stop++;
        }
    }
    return behind_newline(bytes, size, stop);
}

void split_borders(const struct cuts *cuts, char delimiter, size_t *border)
{
    const char *bytes = cuts->bytes;
    size_t total = cuts->total;
    size_t position = cuts->start; /* begins a record; every cut before it is done */
    for (size_t done = 0; done < cuts->count;) {
        size_t quote = next_quote(cuts, position);
        size_t quoted = quote < total ? line_start(bytes, position, quote) : total;
        for (; done < cuts->count && cuts->start + done * cuts->size <= quoted; done++) {
            size_t cut = cuts->start + done * cuts->size;
            border[done] = cut <= position ? position : next_line(bytes, total, cut);
        }
        position = quoted < total ? behind_record(bytes, total, quoted, quote, delimiter) : total;
        for (; done < cuts->count && cuts->start + done * cuts->size <= position; done++) {
            border[done] = position;
        }
    }
}
