/* One origin: what was known by then of every series, and what then sold. */
#ifndef RESTOCK_BACKTEST_ORIGIN_H
#define RESTOCK_BACKTEST_ORIGIN_H

#include "backtest/backtest.h"

/* What errors of a series are held against: means over its history from the first sale on, lower
 * bounds left out as long as something is left (accuracy_scale). */
struct yardstick {
    double season;      /* |y[t] - y[t - season]| */
    double step;        /* |y[t] - y[t - 1]| */
    double step_square; /* (y[t] - y[t - 1])^2 */
};

struct origin {
    const struct panel *panel; /* whole */
    struct panel view;         /* as of the origin */
    struct panel seen;         /* what methods see of it: `view`, or a window of it */
    size_t back;               /* periods before the end of `panel` */
    size_t horizon;
    size_t season;
    size_t longest;              /* history of a series at the origin */
    struct yardstick *yardstick; /* [count] */
    double *earned;              /* [count] revenue of the last periods before the origin */
};

/* What the whole panel knows of the periods ahead of an origin. */
struct ahead {
    struct span whole;
    size_t begin; /* of `whole`: the first period ahead */
    size_t late;  /* periods ahead that came before the series' first */
};

struct ahead ahead_of(const struct origin *origin, size_t series);
/* MISSING in a period out of stock; 0 before the first. */
double ahead_actual(const struct ahead *ahead, size_t h);

/* A history without its lower bounds, in scratch: MISSING in their place; as it is, without a copy,
 * where none or hardly any other would be left.  NULL if memory ran out. */
const double *uncensored(const struct span *span, struct arena *scratch);

/* `worth` is [count] money a unit, where the panel knows no price of the time. */
enum status MUST_CHECK origin_of(struct origin *origin, const struct panel *panel, size_t back,
                                 const struct backtest_settings *settings, const double *worth,
                                 struct arena *arena, struct team *team, struct fault *fault);

#endif
