/* A predictive distribution for every series of the panel. */
#ifndef RESTOCK_FORECAST_FORECAST_H
#define RESTOCK_FORECAST_FORECAST_H

#include "base/parallel.h"
#include "forecast/model.h"
#include "forecast/shortfall.h"
#include "panel/panel.h"

enum { MODEL_POOL_SIZE = 16, MODEL_WHY_SIZE = 96 };

/* How forecasts of series and of their totals come to agree (forecast/reconcile.h). */
enum hierarchy_way { HIERARCHY_AUTO, HIERARCHY_NONE, HIERARCHY_TOP_DOWN, HIERARCHY_MINT };

struct memory;

struct forecast_settings {
    const struct model *pool[MODEL_POOL_SIZE + 1]; /* NULL-ended; empty: automatic */
    size_t season;                                 /* 0: by the bucket */
    bool nonnegative;
    enum parameter_bounds bounds;
    size_t horizon;    /* periods */
    size_t rehearsals; /* earlier origins from which the same forecasts are made and held against
                          what sold, for the automatic choice only; 0: none */
    enum hierarchy_way hierarchy; /* for the automatic choice with effects only */
    bool effects; /* calendar effects (forecast/effects.h), for the automatic choice only */
    bool prices;  /* what prices do (forecast/prices.c); with effects only */
    struct season_list seasons; /* as in struct history */
    struct memory *memory; /* of the last run, and for the next (forecast/memory.h); NULL: every
                              series is fitted anew; needs inputs */
};

enum series_flag {
    FLAG_SHORT = 1, /* fewer periods than two seasons, or than any model wants */
    FLAG_CONSTANT = 2,
    FLAG_ALL_ZERO = 4,
    FLAG_INTERMITTENT = 8,
    FLAG_FALLBACK = 16,   /* a better model failed; `why` says which and how */
    FLAG_CENSORED = 32,   /* some periods are lower bounds */
    FLAG_OUTLIER = 128,   /* a lone huge order was cut to a believable size */
    FLAG_DEAD = 64,       /* nothing sold for longer than its own longest pause */
    FLAG_NEW = 1024,      /* too young to be judged by its own history alone */
    FLAG_ENDED = 2048,    /* past its end date */
    FLAG_OVERRIDE = 256,  /* a planner's forecast stands in some of its periods */
    FLAG_LUMPY = 4096,    /* few demands: ahead they are as many as forecast, of the sizes seen */
    FLAG_COMPONENT = 512, /* kits want it: demand that comes on top in the plan */
};

/* What models.csv says of a series. */
struct series_report {
    char label[MODEL_LABEL_SIZE];
    struct parameter parameters[MODEL_PARAMETERS];
    double loglik, aicc, sigma2;
    size_t history; /* periods used */
    bool counts;    /* demand is whole units */
    unsigned flags; /* of enum series_flag */
    char why[MODEL_WHY_SIZE];
};

struct effects;

/* Forecasts of some of the series, kept beside those of all. */
struct forecast_part {
    size_t count;
    size_t *series;       /* [count] ascending */
    double *mean;         /* [count * horizon] */
    double *sum_variance; /* [count * horizon] */
    bool *counts;         /* [count] */
    unsigned *flags;      /* [count] */
};

struct forecasts {
    size_t count;                  /* series, as in the panel */
    size_t horizon;                /* periods from panel->end_period on */
    double *mean;                  /* [count * horizon] */
    double *variance;              /* [count * horizon] of one period's demand */
    double *sum_variance;          /* [count * horizon] of the first h periods' demand together */
    struct series_report *report;  /* [count] */
    const struct effects *effects; /* NULL: none */
    size_t effect_groups;          /* of calendar effects; 0 without */
    const struct forecast_part *replaced; /* what planners' words replaced; NULL: nothing */
    const struct forecast_part *demand;   /* of components of kits, all that is wanted of them: the
                                             outlook shows it in place of what they sell themselves;
                                             NULL: nothing */
    double spread; /* factor on the standard deviation of what is ahead, in outlooks of it alone;
                      0, unset: 1 */
    struct shortfalls shortfalls; /* what stocks set by earlier ones left unserved */
};

/* The number of a series among those of a part (NULL: of none), SIZE_MAX if it is not there. */
size_t forecast_part_find(const struct forecast_part *part, size_t series);
/* Takes the room of a part of `count` series; everything is 0. */
enum status MUST_CHECK forecast_part_room(struct forecast_part *part, size_t count, size_t horizon,
                                          struct arena *arena, struct fault *fault);

/* Fits every series in parallel, into `arena`; every number is finite whatever the history.
 * `inputs` is where the panel comes from; NULL where nothing but the panel is known (then no
 * effects).
 *
 * A pool of one model runs it alone, untouched by selection or combination; only where it fails the
 * mean takes its place, flagged.  Of several models the one with the least AICc is taken where all
 * have one, else the one with the least squared error over three held-out stretches.  An empty pool
 * leaves the choice to select.c; the daily forecasts of a group of calendar effects are then made
 * to agree with the group's recent level, and all with forecasts of what they sell together. */
enum status MUST_CHECK forecast_run(struct forecasts *forecasts, const struct panel *panel,
                                    const struct inputs *inputs,
                                    const struct forecast_settings *settings, struct arena *arena,
                                    struct team *team, struct fault *fault);

#endif
