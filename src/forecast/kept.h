/* Trials of a rehearsal, and what they taught, kept from one night of a replay to the next.
 *
 * A night makes the latest of its trials, whose horizon has just come to an end, and takes the
 * others from among those that were the latest of earlier nights.  Where nights follow each other
 * closely, what was learned holds for some of them. */
#ifndef RESTOCK_FORECAST_KEPT_H
#define RESTOCK_FORECAST_KEPT_H

#include "lessons.h"

/* Trials by origin: REHEARSALS_MOST steps back, so many to a step, and as many to spare. */
enum { KEPT_A_STEP = 6, KEPT_MOST = (REHEARSALS_MOST + 2) * (KEPT_A_STEP + 1) };

struct kept_trial {
    struct arena arena;           /* of all that is its own */
    int32_t origin;               /* the end_period of its panel */
    struct forecasts forecasts;   /* numbers and reports */
    struct reconciliation totals; /* what reconcile_pays and reconcile_apply look at */
};

struct kept {
    /* what the trials were made for: another panel or horizon begins anew */
    size_t series, horizon, step;
    struct kept_trial *trial[KEPT_MOST]; /* [count] */
    size_t count;
    int32_t learned; /* the end_period of the night whose lessons they are; INT32_MIN: none */
    struct lessons lessons;
};

struct kept *kept_new(void);       /* NULL if memory ran out */
void kept_free(struct kept *kept); /* with itself; NULL is fine */

/* Whether what was learned holds on a night. */
bool kept_holds(const struct kept *kept, const struct panel *panel, size_t horizon);

/* Gives up trials that were made for something else, or that no night with `wanted` trials can use
 * from now on. */
void kept_begin(struct kept *kept, const struct panel *panel, size_t horizon, size_t step,
                size_t wanted);

/* The latest trial from `origin` or before it that may stand for the night's trial number `number`,
 * 0 the latest: as near as makes no difference, an older one within a step; NULL if none was
 * kept. */
struct kept_trial *kept_find(const struct kept *kept, int32_t origin, size_t number);

/* Room for a new trial, which the caller fills; NULL if memory ran out. */
struct kept_trial *kept_add(struct kept *kept, int32_t origin);

#endif
