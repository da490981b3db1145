/* Earlier origins, and what followed them. */
#include "rehearsal.h"

enum { LEAST_SEASONS = 2, LEAST_HISTORY = 2 };

size_t rehearsal_trials(const struct panel *panel, size_t season, size_t horizon, size_t wanted,
                        size_t *step)
{
    size_t longest = panel_longest(panel);
    size_t kept = longest / LEAST_HISTORY;
    kept = kept < LEAST_SEASONS * season ? LEAST_SEASONS * season : kept;
    size_t room = longest > kept ? longest - kept : 0;
    wanted = wanted < REHEARSALS_MOST ? wanted : REHEARSALS_MOST;
    if (wanted == 0 || horizon == 0) {
        return 0;
    }
    size_t trials = room / horizon < wanted ? room / horizon : wanted;
    if (trials > 0) {
        *step = horizon;
        return trials;
    }
    *step = room;
    return room > 0 ? 1 : 0;
}

const double *trial_actual(const struct trial *trial, size_t series)
{
    struct span span = panel_span(&trial->panel, series);
    return span.length > 0 ? span.demand + span.length : NULL;
}
