/* What a tuning found, as files: tuned.ini, tuning.csv, and its part of summary.json. */
#ifndef RESTOCK_IO_TUNING_H
#define RESTOCK_IO_TUNING_H

#include "base/status.h"
#include "simulate/tune.h"

struct tuning_table {
    const struct tune_problem *problem;
    const struct tune_result *result;
};

/* "least cost" or "least stock at the fill rate asked for". */
const char *tuning_aim(const struct tune_problem *problem);
/* What the tuning comes to, as a sentence; `text` of `size` bytes. */
void tuning_verdict(const struct tuning_table *table, char *text, size_t size);

/* tuned.ini, a fragment of restock.ini: what was chosen, with the account of it in comments; lines
 * whose gain is not proved are comments themselves. */
enum status MUST_CHECK output_tuned(const char *folder, const struct tuning_table *table,
                                    struct fault *fault);
/* tuning.csv: a row for each set of settings and phase. */
enum status MUST_CHECK output_tuning(const char *folder, const struct tuning_table *table,
                                     struct fault *fault);

#endif
