/* Where fields and lines end, in bytes without a quote.
 *
 * A kernel: many bytes are looked at together where the machine can.  Every way to do so gives the
 * same marks. */
#ifndef RESTOCK_IO_MARKS_H
#define RESTOCK_IO_MARKS_H

#include <stddef.h>
#include <stdint.h>

enum {
    MARKS_MOST = 1 << 12,       /* bytes that are looked at in one call */
    MARKS_ROOM = MARKS_MOST + 8 /* marks are written a few at a time, the last beyond the end */
};

struct marks {
    size_t count;
    size_t newlines; /* LFs among them */
    size_t returns;  /* CRs among them */
};

/* Offsets of every delimiter, LF and CR of bytes[0, size), ascending; `size` is at most MARKS_MOST
 * and mark is [MARKS_ROOM]. */
struct marks marks_find(const char *bytes, size_t size, char delimiter, uint16_t *mark);

/* The same, byte by byte: what marks_find must agree with. */
struct marks marks_find_plainly(const char *bytes, size_t size, char delimiter, uint16_t *mark);

#endif
