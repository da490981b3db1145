/* What the search (ets_search.c) and the fit (ets_fit.c) share. */
#ifndef RESTOCK_FORECAST_MODELS_ETS_PARTS_H
#define RESTOCK_FORECAST_MODELS_ETS_PARTS_H

#include "forecast/ets.h"

/* Logarithms are added by multiplying first, until the product leaves these. */
#define ETS_PRODUCT_MOST 1e100
#define ETS_PRODUCT_LEAST 1e-100

double ets_minus_twice_loglik(bool relative, size_t n, double sum_square, double sum_log);

/* PASS(relative, trended, season) with constants for the form of `shape`, so that the compiler
 * removes from an inlined pass what the form has not. */
#define ETS_BY_FORM(PASS)                                                                          \
    const bool trended = shape->form.trend != ETS_TREND_N;                                         \
    if (shape->form.error == ETS_ERROR_A) {                                                        \
        if (shape->form.season == ETS_SEASON_N) {                                                  \
            if (trended) {                                                                         \
                PASS(false, true, ETS_SEASON_N);                                                   \
            } else {                                                                               \
                PASS(false, false, ETS_SEASON_N);                                                  \
            }                                                                                      \
        } else {                                                                                   \
            if (trended) {                                                                         \
                PASS(false, true, ETS_SEASON_A);                                                   \
            } else {                                                                               \
                PASS(false, false, ETS_SEASON_A);                                                  \
            }                                                                                      \
        }                                                                                          \
    } else if (shape->form.season == ETS_SEASON_N) {                                               \
        if (trended) {                                                                             \
            PASS(true, true, ETS_SEASON_N);                                                        \
        } else {                                                                                   \
            PASS(true, false, ETS_SEASON_N);                                                       \
        }                                                                                          \
    } else if (shape->form.season == ETS_SEASON_A) {                                               \
        if (trended) {                                                                             \
            PASS(true, true, ETS_SEASON_A);                                                        \
        } else {                                                                                   \
            PASS(true, false, ETS_SEASON_A);                                                       \
        }                                                                                          \
    } else {                                                                                       \
        if (trended) {                                                                             \
            PASS(true, true, ETS_SEASON_M);                                                        \
        } else {                                                                                   \
            PASS(true, false, ETS_SEASON_M);                                                       \
        }                                                                                          \
    }

/* Points of a form without season, one in each lane. */
struct ets_lanes {
    double alpha[ETS_LANES], beta[ETS_LANES], phi[ETS_LANES]; /* natural */
    double level[ETS_LANES], trend[ETS_LANES];
    double value[ETS_LANES]; /* -2 loglik */
};

/* The best first level and trend for given smoothing parameters, additive error, and the value
 * there: the forecasts are linear in these two, so sums of squares and products suffice. */
void ets_lanes_profile(const struct ets_data *data, bool trended, struct ets_lanes *at);

/* A place to start from, and the value there. */
struct ets_start {
    double value;        /* -2 loglik of scaled data */
    double smoothing[4]; /* variables of the box: alpha, then what the form has of the others */
    double level, trend; /* forms without season */
    bool used;
};

/* The search for the best parameters of one form.  The vectors are [count] of box.shape, x and best
 * in the variables of the box. */
struct ets_search {
    const struct ets_data *data;
    struct ets_box box;
    struct ets_work work;
    struct arena *scratch;
    double *natural;    /* p at the last call */
    double *x;          /* where the search stands */
    double *best;       /* where it was best */
    double *held_lower; /* the box with smoothing parameters held */
    double *held_upper;
    double *polynomial;       /* [m + 2] */
    double *points;           /* [count * ETS_LANES] */
    struct ets_start *starts; /* [start_count] the best first */
    size_t start_count;
    double best_value; /* -2 loglik of scaled data; INFINITY: nothing found */
    double limit;      /* more than this is of no use: another form has won then */
};

/* Where to start.  Without season, additive error: a grid of smoothing parameters, each with the
 * best level and trend for it; multiplicative error: the same points by their own likelihood, and
 * where the search of the additive twin ended.  With season: a few smoothing parameters with the
 * states in x.  Fills starts, those that are finite. */
enum { ETS_STARTS_MOST = 64 };
void ets_starts_plain(struct ets_search *search);
void ets_starts_of_twin(struct ets_search *search, const struct ets_search *twin);
void ets_starts_seasonal(struct ets_search *search);
/* Its smoothing parameters into x, and the level and trend of a form without season. */
void ets_start_from(struct ets_search *search, const struct ets_start *start);
/* Before any is ranked: the middle one. */
void ets_start_usual(struct ets_search *search);

/* Memory for one search; false if it ran out. */
bool ets_search_take(struct ets_search *search, const struct ets_data *data, struct ets_form form,
                     struct arena *scratch);
size_t ets_search_bytes(size_t season);

/* The first search: additive error from the most promising start, multiplicative from where its
 * additive twin ended (NULL for additive error). */
void ets_search_first(struct ets_search *search, const struct ets_search *twin);

/* Further starts, the `most` most promising ones: the likelihood has often several optima. */
void ets_search_further(struct ets_search *search, size_t most);

/* After these, for BOUNDS_ADMISSIBLE: on from the best inside the usual region into the admissible
 * one. A search that meets its edge stops there: the result is no worse than inside, not always the
 * best. */
void ets_search_widen(struct ets_search *search);

/* From an earlier answer, given in `natural`, and from a further start only where one looks better
 * at once than the optimum found there. */
void ets_search_again(struct ets_search *search);

/* Best states for alpha fixed; nothing else is searched. */
void ets_search_states(struct ets_search *search, double alpha);

/* From the best so far to the last digits. */
void ets_search_polish(struct ets_search *search);

/* What aicc adds to -2 loglik for n values and `count` variables, sigma apart. */
double ets_penalty(double n, size_t count);

/* Whether no seasonal form (data->season > 1) can come below `best`, -2 loglik of the scaled data
 * with its penalty; false also where that is not worth finding out.  Takes less from `scratch` than
 * the searches of the seasonal forms, and gives it back. */
bool ets_season_hopeless(const struct ets_data *data, double best, struct arena *scratch);

/* What that is judged by: the least -2 loglik of seasonal forms on a grid of smoothing parameters,
 * all initial states at their best, additive error on the values or, where they are positive, their
 * logarithms.  Left at the first part of the grid that has one of `enough` or less; -INFINITY when
 * memory ran out. */
double ets_season_value(const struct ets_data *data, double enough, struct arena *scratch);

#endif
