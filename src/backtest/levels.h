/* Totals of what series have in common, and how well they were forecast. */
#ifndef RESTOCK_BACKTEST_LEVELS_H
#define RESTOCK_BACKTEST_LEVELS_H

#include "said.h"

enum { LEVELS_MOST = 12 };

/* The levels that the master data can tell apart, each grouping of the series once; into `arena`.
 */
enum status MUST_CHECK levels_build(struct backtest_level **levels, size_t *count,
                                    const struct panel *panel, const struct inputs *inputs,
                                    struct arena *arena, struct fault *fault);

/* What the totals of a level are held against at an origin; the same for every method. */
struct measured {
    struct yardstick *yardstick; /* [level->count] */
    double *weight;              /* [level->count] adds up to 1; all 0 where nothing was earned */
    bool earned;                 /* anything */
};

enum status MUST_CHECK levels_measure(struct measured *measured, const struct backtest_level *level,
                                      const struct origin *origin, struct arena *arena,
                                      struct team *team, struct fault *fault);

/* Adds the scores of a level's totals to `score` and returns their weighted RMSSE in `wrmsse`:
 * MISSING where nothing was earned.  A total without a scale adds 0, as in the competition. */
enum status MUST_CHECK levels_score(struct score *score, double *wrmsse,
                                    const struct measured *measured,
                                    const struct backtest_level *level, const struct origin *origin,
                                    const struct said *said, struct arena *arena, struct team *team,
                                    struct fault *fault);

#endif
