/* The contract of one forecasting method, and the table of them all.
 *
 * A method is a constant: one file in src/forecast/models/, one row in models.c.  It reads a
 * history and writes the mean and variance of each future period and of their running sum; the
 * running sum matters because a plan asks for the demand of a whole interval, and periods of one
 * forecast are not independent. */
#ifndef RESTOCK_FORECAST_MODEL_H
#define RESTOCK_FORECAST_MODEL_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

/* Why a model has no answer for a series.  Not an error: the next model is tried and the series
 * listed. */
enum fit {
    FIT_OK,
    FIT_SHORT,         /* fewer periods than the model needs */
    FIT_UNSUITABLE,    /* e.g. multiplicative error on data with zeros */
    FIT_NOT_CONVERGED, /* the optimiser found nothing finite */
    FIT_NOT_FINITE,    /* the forecast is not a number or beyond reason */
    FIT_NO_MEMORY,
};

enum parameter_bounds { BOUNDS_BOTH, BOUNDS_USUAL, BOUNDS_ADMISSIBLE };

enum { SEASONS_MOST = 4 };

/* Lengths of seasons in periods, whole or not, ascending: 7 and 365.25. */
struct season_list {
    size_t count;
    double length[SEASONS_MOST]; /* [count] each at least 2 */
};

struct notes;

struct history {
    const double *demand; /* [length] oldest first; MISSING where unknown */
    size_t length;
    size_t season;    /* periods in a season; 1: none */
    bool nonnegative; /* forecasts below zero are cut to zero */
    enum parameter_bounds bounds;
    struct season_list seasons; /* all, for models that know several; empty: `season` alone */
    struct notes *notes;        /* of the last run (forecast/notes.h); NULL: none are kept */
};

enum { MODEL_LABEL_SIZE = 32, MODEL_PARAMETERS = 8, MODEL_PARAMETER_NAME_SIZE = 8 };

struct parameter {
    char name[MODEL_PARAMETER_NAME_SIZE]; /* "alpha", "phi", "l0"; "" ends the list */
    double value;
};

/* Filled by a model.  The arrays belong to the caller. */
struct prediction {
    double *mean;                 /* [horizon] units per period */
    double *variance;             /* [horizon] of that period's demand */
    double *sum_variance;         /* [horizon] of the demand of periods 1 .. h together */
    char label[MODEL_LABEL_SIZE]; /* e.g. "ETS(A,Ad,N)" */
    struct parameter parameters[MODEL_PARAMETERS];
    double loglik; /* MISSING where the method has no likelihood; no constants, see ets.c */
    double aicc;   /* MISSING likewise */
    double aic;
    double bic;
    double
        sigma2; /* one-step error variance (relative for multiplicative error); MISSING likewise */
};

struct model {
    const char *name;    /* of forecast.models */
    const char *summary; /* one line, for --help-settings and models.csv */
    size_t min_periods;
    /* Bytes that `run` takes from its arena at the most. */
    size_t (*scratch)(size_t length, size_t season, size_t horizon);
    enum fit (*run)(const struct history *history, size_t horizon, struct arena *scratch,
                    struct prediction *prediction);
};

/* Ends with NULL. */
extern const struct model *const models[];
/* By name; NULL if there is none.  Single forms of exponential smoothing are found too, as
 * "ets:MAdM". */
const struct model *model_find(const char *name);
const char *fit_name(enum fit fit); /* a few words for a person */

/* Checks that everything is finite, cuts negative means where `nonnegative` (a flag of the
 * history); FIT_NOT_FINITE otherwise. */
enum fit prediction_finish(const struct history *history, size_t horizon,
                           struct prediction *prediction);

#endif
