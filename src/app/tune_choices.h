/* What restock tune tries: candidates for each group of settings. */
#ifndef RESTOCK_APP_TUNE_CHOICES_H
#define RESTOCK_APP_TUNE_CHOICES_H

#include "app/run.h"
#include "simulate/tune.h"

enum { TUNE_CANDIDATES = 48 };

struct tune_choices {
    struct tune_candidate candidate[TUNE_CANDIDATES]; /* [count] by setting */
    size_t count;
};

/* Candidates of the groups in `list` (names with commas between them; "all"), as far as the data
 * give them anything to change; `goal` is that of most sku-locations.  STATUS_USAGE for a group
 * that there is not. */
enum status MUST_CHECK tune_choices_make(struct tune_choices *choices, const struct run *run,
                                         enum tune_aim aim, enum service_type goal,
                                         const char *list, struct fault *fault);

#endif
