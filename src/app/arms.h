/* The arms of restock simulate: what is compared with what. */
#ifndef RESTOCK_APP_ARMS_H
#define RESTOCK_APP_ARMS_H

#include "app/run.h"
#include "simulate/simulate.h"

enum { ARMS_MOST = 24 };

/* Names, and what the settings lead to, live in the run's arena. */
struct arms {
    struct sim_arm arm[ARMS_MOST]; /* [count] the run's own settings first */
    size_t count;
    bool automatic; /* --reference auto: those that the data allow are still to come */
};

/* Before anything is read: the run's own settings, those of the ini files `compare` (names with
 * commas between them, or NULL) and the references ("auto", "none" or a list).  STATUS_USAGE with a
 * sentence for a file or reference that there is not, and for a file that changes what the data
 * are. */
enum status MUST_CHECK arms_choose(struct arms *arms, struct run *run, const char *compare,
                                   const char *references, struct fault *fault);

/* Once the panel is there: the references of "auto", and how far forecasts look.  STATUS_USAGE when
 * min_max was asked for and the data have no max_stock. */
enum status MUST_CHECK arms_complete(struct arms *arms, struct run *run, struct fault *fault);

#endif
