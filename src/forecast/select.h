/* Which models a series is given, and what is made of their answers. */
#ifndef RESTOCK_FORECAST_SELECT_H
#define RESTOCK_FORECAST_SELECT_H

#include "profile.h"

enum way {
    WAY_FIRST,   /* the first that works */
    WAY_BEST,    /* the one with the least AICc where all have one, else the least holdout error */
    WAY_MEAN,    /* the mean of all that work */
    WAY_TRIMMED, /* likewise, without the lowest and the highest where there are more than three */
};

struct choice {
    const struct model *model[MODEL_POOL_SIZE];
    size_t count;
    enum way way;
    const char *reason; /* a few words for models.csv */
};

/* The automatic policy. */
struct choice select_auto(const struct profile *profile);

/* The least holdout error among models (see select.c); `score` [count] gets each model's, HUGE_VAL
 * for one that failed.  False when the history is too short for a holdout. */
bool select_holdout(const struct choice *choice, const struct history *history, size_t horizon,
                    struct arena *scratch, double *score);

#endif
