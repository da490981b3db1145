/* Calendar effects: what the weekday, the season of the year and the events do to demand.
 *
 * One item at one location is too noisy to tell that the first days of a month or the week before
 * Easter are strong; the department at that location is not.  So the effects are estimated where
 * the volume is, on the logarithm of a group's total, and every series of the group borrows them as
 * factors:
 *
 *     log total(t) = level(t) + weekday(t) + year(t) + events(t) + error
 *
 * level(t) is a line with knots twice a year, year(t) a short Fourier series, events(t) one
 * coefficient for each named event that applies.  Coefficients are shrunk by ridge regression, the
 * harder the noisier the group.  The factor of a period is exp(weekday + year + events): 1 on
 * average over the last year, 0 on a closed day.
 *
 * A series' group is the narrowest with enough volume: its location and department (category where
 * there is no department), its location, everything; none of them: no factors but 0 on closed
 * days. */
#ifndef RESTOCK_FORECAST_EFFECTS_H
#define RESTOCK_FORECAST_EFFECTS_H

#include "base/parallel.h"
#include "forecast/lifts.h"
#include "panel/panel.h"

struct effects {
    int32_t first_period; /* of the first factor */
    size_t periods;       /* factors of a group: history and horizon */
    size_t group_count;
    const uint32_t *group; /* [panel->count] a series' group, NO_ID for none */
    const double *factor;  /* [group_count * periods] */
    struct lifts lifts;    /* of promotions, on top of the factors */
};

/* Builds into `arena` for the panel's history and `horizon` periods beyond. */
enum status MUST_CHECK effects_build(struct effects *effects, const struct panel *panel,
                                     const struct inputs *inputs, size_t horizon,
                                     struct arena *arena, struct team *team, struct fault *fault);

/* The factors of a series from `period` on; NULL if it has none. */
const double *effects_of(const struct effects *effects, size_t series, int32_t period);

#endif
