/* Scores of series added up by segment and location. */
#ifndef RESTOCK_BACKTEST_GROUPS_H
#define RESTOCK_BACKTEST_GROUPS_H

#include "backtest/backtest.h"

/* Fills whole, segment, location and locations, into `arena`; the scores of series are complete. */
enum status MUST_CHECK groups_build(struct backtest *backtest, struct arena *arena,
                                    struct fault *fault);

#endif
