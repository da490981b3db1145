/* A panel of which only the last periods are seen. */
#ifndef RESTOCK_BACKTEST_WINDOW_H
#define RESTOCK_BACKTEST_WINDOW_H

#include "panel/panel.h"

/* The last `window` periods of `panel`, which may be an earlier view; of the series that have so
 * many.  Demand is copied into `arena`; returns and prices are shared. */
enum status MUST_CHECK window_of(struct panel *seen, const struct panel *panel, size_t window,
                                 struct arena *arena, struct fault *fault);

#endif
