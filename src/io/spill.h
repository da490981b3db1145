/* A file without a name for what is too much for memory. */
#ifndef RESTOCK_IO_SPILL_H
#define RESTOCK_IO_SPILL_H

#include "base/status.h"

#include <stddef.h>

struct spill {
    int file; /* -1: none yet */
    size_t size;
};

/* Appends; makes the file, in TMPDIR or /var/tmp, if there is none.  `path` is what the bytes come
 * from.  STATUS_SYSTEM when there is no place. */
enum status MUST_CHECK spill_write(struct spill *spill, const char *bytes, size_t size,
                                   const char *path, struct fault *fault);
/* Its bytes [spill->size], to be given back by munmap; the file stays open. */
enum status MUST_CHECK spill_map(const struct spill *spill, const char **bytes, const char *path,
                                 struct fault *fault);
void spill_close(struct spill *spill);

#endif
