/* A percentage on the terminal while a long parallel phase runs. */
#ifndef RESTOCK_BASE_PROGRESS_H
#define RESTOCK_BASE_PROGRESS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

struct progress {
    const char *label; /* of the phase, set by who runs it */
    size_t total;
    atomic_size_t done;
    double began;  /* seconds on the clock of log.h */
    double showed; /* when the line was last written; 0: not yet */
};

/* Before the first item of a loop over `total`. */
void progress_begin(struct progress *progress, size_t total);
/* After each item, by any thread; only the one that `may_show` writes, a few times a second and not
 * before the phase has lasted a second. */
void progress_step(struct progress *progress, bool may_show);
/* After the last item: takes the line away. */
void progress_end(struct progress *progress);

#endif
