/* Rolling-origin evaluation: the forecasts that would have been made, held against what then sold.
 *
 * An origin is a period before the end of history.  From each, every method forecasts the same
 * periods ahead from what was known (expanding: everything; sliding: the last `window` periods). */
#ifndef RESTOCK_BACKTEST_BACKTEST_H
#define RESTOCK_BACKTEST_BACKTEST_H

#include "forecast/accuracy.h"
#include "forecast/forecast.h"

struct backtest_settings {
    size_t origins; /* as many as history has room for, at most */
    size_t step;    /* periods between them */
    size_t horizon; /* periods */
    size_t window;  /* periods of history that a method sees; 0: all */
};

#endif
