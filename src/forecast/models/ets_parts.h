/* What the search (ets_search.c) and the fit (ets_fit.c) share. */
#ifndef RESTOCK_FORECAST_MODELS_ETS_PARTS_H
#define RESTOCK_FORECAST_MODELS_ETS_PARTS_H

#include "forecast/ets.h"

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
    double *polynomial; /* [m + 2] */
    double best_value;  /* -2 loglik of scaled data; INFINITY: nothing found */
};

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

enum { ETS_STARTS = 11 };

/* What aicc adds to -2 loglik for n values and `count` variables, sigma apart. */
double ets_penalty(double n, size_t count);

/* Whether no seasonal form (data->season > 1) can come below `best`, -2 loglik of the scaled data
 * with its penalty; false also where that is not worth finding out. */
bool ets_season_hopeless(const struct ets_data *data, double best);

#endif
