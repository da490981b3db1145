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

/* Offsets of every delimiter, LF and CR of bytes[0, size), ascending; `size` is at most MARKS_MOST
 * and mark is [MARKS_ROOM].  Returns how many there are. */
size_t marks_find(const char *bytes, size_t size, char delimiter, uint16_t *mark);

/* The same, byte by byte: what marks_find must agree with. */
size_t marks_find_plainly(const char *bytes, size_t size, char delimiter, uint16_t *mark);

#endif
