/* The forecasts that would have been made some time ago, to be held against what then sold: what
 * the calibration, the agreement of levels and the choice among ways learn from. */
#ifndef RESTOCK_FORECAST_REHEARSAL_H
#define RESTOCK_FORECAST_REHEARSAL_H

#include "forecast/forecast.h"

enum { REHEARSALS_MOST = 8 };

struct trial {
    size_t back;                /* periods before the end of the panel */
    struct panel panel;         /* a view as of then: the same series in all trials, some with no
                                   history yet */
    struct forecasts forecasts; /* of the first min(horizon, back) periods after it */
};

struct rehearsal {
    size_t count;
    struct trial trial[REHEARSALS_MOST]; /* the latest first */
};

/* How many trials the histories bear, each `*step` periods before the next: as many as wanted,
 * and no farther ahead than the horizon, while the longest history keeps at least half of itself
 * and two seasons; season 0 asks for none. */
size_t rehearsal_trials(const struct panel *panel, size_t season, size_t horizon, size_t wanted,
                        size_t *step);

/* What sold in the periods that the trial forecast: [forecasts.horizon], MISSING values included;
 * NULL for a series that had not begun. */
const double *trial_actual(const struct trial *trial, size_t series);

#endif
