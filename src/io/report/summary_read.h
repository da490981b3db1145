/* summary.json of a run, read back for the report. */
#ifndef RESTOCK_IO_REPORT_SUMMARY_READ_H
#define RESTOCK_IO_REPORT_SUMMARY_READ_H

#include "base/status.h"

#include <cjson/cJSON.h>

/* The strings and items belong to `root`. */
struct summary_read {
    cJSON *root;
    const cJSON *kpis;
    const cJSON *guards;  /* array of sentences */
    const cJSON *what_if; /* array of what a what-if changes; NULL: the run is none */
    const char *version;  /* "" where absent, as the others */
    const char *as_of;
    const char *bucket;
    double rejected; /* input rows; MISSING where absent */
};

/* STATUS_DATA when `folder` has no summary.json or it is none of restock's. */
enum status MUST_CHECK summary_open(struct summary_read *summary, const char *folder,
                                    struct fault *fault);
void summary_close(struct summary_read *summary);
/* MISSING where absent. */
double summary_kpi(const struct summary_read *summary, const char *name);

#endif
