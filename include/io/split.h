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
    size_t next_newline; /* the first LF, CR and quote at or after `position`, or `end` */
    size_t next_return;
    size_t next_quote;
};

struct record {
    struct text raw;     /* without the newline */
    size_t lines;        /* lines that it takes, the last one's end included */
    bool has_quote;      /* a quote is in it */
    const char *problem; /* NULL, or a sentence */
};

struct split split_begin(const char *bytes, size_t size, size_t start, size_t end, char delimiter);

/* The next record, blank lines included; false at the end. */
bool split_next(struct split *split, struct record *record);

/* Where the first record at or after each of the ascending offsets target[0 .. count) begins, by
 * one pass from `start` (which begins a record); `border` is [count], each at most `size`. */
void split_borders(const char *bytes, size_t size, size_t start, char delimiter,
                   const size_t *target, size_t count, size_t *border);

#endif
