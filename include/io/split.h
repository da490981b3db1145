/* Cutting bytes into CSV records, as RFC 4180 has them, without parsing their fields.
 *
 * A quote opens a quoted field only at the start of a field (blanks may stand before it); a newline
 * inside a quoted field belongs to it.  LF, CRLF and a lone CR end a record.  Where quotes make no
 * sense (text behind a closing quote, a quote inside an unquoted field, a quote that is not closed
 * within SPLIT_MAX_QUOTED bytes) the record is its first line alone, with a problem; what follows
 * is cut as if nothing had been. */
#ifndef RESTOCK_IO_SPLIT_H
#define RESTOCK_IO_SPLIT_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

enum { SPLIT_MAX_QUOTED = 1 << 16 }; /* bytes of one quoted field */

/* A walk over the records of bytes[position, end).  A record that begins before `end` may reach
 * beyond it, up to `size`. */
struct split {
    const char *bytes;
    size_t size;     /* of all bytes */
    size_t end;      /* where the walk stops */
    size_t position; /* where the next record begins */
    char delimiter;
    size_t next_newline; /* the first LF, CR and quote at or after `position`, or `end`; */
    size_t next_return;  /* looked for when they are needed */
    size_t next_quote;
};

struct record {
    struct text raw;     /* without the newline */
    size_t lines;        /* lines that it takes, the last one's end included */
    const char *problem; /* NULL, or a sentence */
};

struct split split_begin(const char *bytes, size_t size, size_t start, size_t end, char delimiter);

/* The next record, blank lines included; false at the end. */
bool split_next(struct split *split, struct record *record);

/* The end of the lines before the next quote that can be parsed as they stand, without a look for
 * records: bytes[position, that end) is whole lines, each with its newline, and no quote. */
size_t split_plain(struct split *split);

/* Lines of bytes[from, to), which begins a line. */
size_t split_lines(const char *bytes, size_t from, size_t to);

/* Counts the lines that end in bytes[0, size), a CRLF by its LF, and finds the first quote there,
 * or `size`.  bytes[0, known) may be looked at, to see whether an LF follows a CR at the end. */
size_t split_survey(const char *bytes, size_t size, size_t known, size_t *quote);

/* Offsets start + i * size, i = 0 .. count - 1, at which a body would like to be cut. */
struct cuts {
    const char *bytes;
    size_t total; /* of all bytes */
    size_t start; /* of the body: begins a record */
    size_t size;
    size_t count;
    const size_t *quote; /* [count] the first of each piece, its end where it has none */
};

/* Where the first record at or after each cut begins; `border` is [count], each at most `total`. */
void split_borders(const struct cuts *cuts, char delimiter, size_t *border);

#endif
