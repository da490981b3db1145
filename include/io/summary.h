/* summary.json: the run in numbers, for programs. */
#ifndef RESTOCK_IO_SUMMARY_H
#define RESTOCK_IO_SUMMARY_H

#include "backtest/backtest.h"
#include "io/load.h"
#include "io/simulation.h"
#include "io/tuning.h"
#include "order/plan.h"
#include "panel/panel.h"

struct summary_pair {
    const char *name; /* "plan.bucket" */
    const char *value;
};

struct summary_phase {
    const char *name;
    double seconds;
};

struct summary {
    const char *version;
    const char *command;
    int exit_status;                          /* 0 or 1 */
    const struct summary_pair *configuration; /* [configuration_count] */
    size_t configuration_count;
    int32_t as_of;
    const struct load_report *report;
    const struct panel *panel;  /* NULL: none was built */
    size_t forecast_periods;    /* of forecast.csv; 0: none */
    const struct plan *plan;    /* NULL: none was made */
    const struct names *names;  /* of the plan's places */
    const char *const *what_if; /* [what_if_count] a sentence for each change of a what-if; NULL:
                                   the run is none */
    size_t what_if_count;
    const struct backtest *backtest;           /* NULL: none was made */
    const struct simulation_table *simulation; /* NULL: none was made */
    const struct tuning_table *tuning;         /* NULL: nothing was tuned */
    const char *const *guards; /* [guard_count] a sentence for each guard that fired */
    size_t guard_count;
    /* the object "run", all that differs between two runs on the same input */
    const char *in;
    const char *out;
    const struct summary_phase *phases; /* [phase_count] */
    size_t phase_count;
    int threads;
    double seconds;
    double peak_memory; /* bytes */
};

/* Writes folder/summary.json and flushes it to disk. */
enum status MUST_CHECK summary_write(const char *folder, const struct summary *summary,
                                     struct fault *fault);

/* The order value of the run in `folder`; MISSING when there is no such run or it is a what-if. */
double summary_order_value(const char *folder);
/* Does `folder` hold a plan, or forecasts, that are no what-if? */
bool summary_is_plan(const char *folder);

/* The text of folder/summary.json, to be freed; NULL when it is not there or cannot be read. */
char *summary_text(const char *folder);

/* The same parsed, by cJSON, as whose object the caller deletes it.  STATUS_DATA when there is none
 * or it is none of restock's, which have an object `kpis`. */
struct cJSON;
enum status MUST_CHECK summary_root(struct cJSON **root, const char *folder, struct fault *fault);

/* Different suppliers and feeding locations among the order lines; unknown ones do not count. */
size_t summary_suppliers(const struct plan *plan);

/* Different ways of transfers: from, to, carrier and ship day; SIZE_MAX if memory ran out. */
size_t summary_shipments(const struct plan *plan);

#endif
