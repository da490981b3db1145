/* The only place that starts threads. */
#ifndef RESTOCK_BASE_PARALLEL_H
#define RESTOCK_BASE_PARALLEL_H

#include "base/arena.h"
#include "base/progress.h"
#include "base/status.h"

#include <stddef.h>

/* Scratch memory, one arena per thread. */
struct team {
    int threads;
    struct arena *scratch;     /* [threads], each rewound after every item */
    struct progress *progress; /* shows how far a loop is; NULL: nothing is shown; not owned */
};

/* `threads` 0 means as many as the machine has; fewer when the system does not give so many.  Free
 * with team_free. */
enum status MUST_CHECK team_init(struct team *team, int threads, struct fault *fault);
void team_free(struct team *team);

/* A worker reads what is shared through `context` and writes only its own slot; it neither logs nor
 * calls malloc: memory comes from `scratch`, which is rewound when it returns. */
typedef void parallel_work(void *context, size_t index, struct arena *scratch);

/* Runs work(context, i, scratch) for i = 0 .. count - 1, in no particular order, and returns when
 * all are done. */
void parallel_each(struct team *team, size_t count, parallel_work *work, void *context);

/* Like parallel_each, with `reserve` bytes made sure of in every scratch arena beforehand. */
enum status MUST_CHECK parallel_each_reserved(struct team *team, size_t count, parallel_work *work,
                                              void *context, size_t reserve, struct fault *fault);

#endif
