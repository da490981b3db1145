/* Parts of restock simulate: which days, and what a person reads at the end. */
#ifndef RESTOCK_APP_SIMULATED_H
#define RESTOCK_APP_SIMULATED_H

#include "app/run.h"
#include "io/simulation.h"

/* The days of a simulation from --from, --days, --warm-up and what the data hold: `daily` is the
 * panel of the truth.  Fills from, to and warm_up.  STATUS_USAGE when the data do not hold them. */
enum status MUST_CHECK simulated_days(struct sim_settings *chosen, const struct run *run,
                                      const struct panel *daily, struct fault *fault);

/* Two tables, a line per arm, and what was simulated. */
void simulated_print(const struct simulation_table *table, const struct run *run, FILE *file);

#endif
