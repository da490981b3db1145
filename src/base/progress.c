/* Progress: one line on standard error that overwrites itself. */
#include "base/progress.h"

#include "base/log.h"

#include <stdio.h>

static const double PATIENCE = 1.0; /* seconds before anything is shown */
static const double PAUSE = 0.2;    /* seconds between two lines */

void progress_begin(struct progress *progress, size_t total)
{
    progress->total = total;
    progress->began = clock_seconds();
    progress->showed = 0.0;
    atomic_store(&progress->done, 0);
}

void progress_step(struct progress *progress, bool may_show)
{
    size_t done = atomic_fetch_add_explicit(&progress->done, 1, memory_order_relaxed) + 1;
    if (!may_show) {
        return;
    }
    double now = clock_seconds();
    if (now - progress->began < PATIENCE || now - progress->showed < PAUSE) {
        return;
    }
    progress->showed = now;
    double share = (double)done / (double)progress->total;
    double left = (now - progress->began) * (1.0 / share - 1.0);
    (void)fprintf(stderr, "\r%-9s %3.0f %%, %.0f s to go \033[K", progress->label, 100.0 * share,
                  left);
    (void)fflush(stderr);
}

void progress_end(struct progress *progress)
{
    if (progress->showed > 0.0) {
        (void)fputs("\r\033[K", stderr);
        (void)fflush(stderr);
    }
}
