/* What a person sees of a backtest. */
#ifndef RESTOCK_APP_BACKTEST_TABLE_H
#define RESTOCK_APP_BACKTEST_TABLE_H

#include "backtest/backtest.h"

#include <stdio.h>

/* A line a method, then the series that cost most by their errors. */
void backtest_table(const struct backtest *backtest, const struct names *names, FILE *file);
/* How it ended. */
void backtest_last_line(const struct backtest *backtest, bool review, double seconds, FILE *file);

#endif
