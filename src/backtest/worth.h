/* What a unit of a series is worth, and in which class that puts it. */
#ifndef RESTOCK_BACKTEST_WORTH_H
#define RESTOCK_BACKTEST_WORTH_H

#include "backtest/backtest.h"

/* Fills worth [count]: the price by item_locations.csv, items.csv, `defaults` or the last one paid,
 * else the unit cost by the same files, else 1.  Returns whether any is known. */
bool worth_fill(double *worth, const struct panel *panel, const struct inputs *inputs,
                const struct terms *defaults);

/* Fills classes [count] by what was known at `view`. */
enum status MUST_CHECK classify(struct backtest_class *classes, const struct panel *view,
                                const double *worth, struct fault *fault);

#endif
