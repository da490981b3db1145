/* What the files of complex exponential smoothing share. */
#ifndef RESTOCK_FORECAST_MODELS_CES_PARTS_H
#define RESTOCK_FORECAST_MODELS_CES_PARTS_H

#include "base/missing.h"
#include "estimates.h"
#include "forecast/ces.h"

#include <math.h>

/* So many parameter vectors are run side by side. */
enum { CES_LANES = 8 };

struct ces_data {
    const double *y; /* [length] divided by scale; MISSING where unknown */
    size_t length, observed, season;
    size_t back;          /* periods at the start that are run to the end of and back */
    double level;         /* first guesses: mean of the first periods, */
    const double *figure; /* [season] and what each position adds to it */
    double scale;
};

/* The states of all lanes, [..][CES_LANES]. */
struct ces_states {
    double *level, *shadow;   /* l and c: [1] */
    double *season, *partner; /* s and d: [season] */
};

/* Runs gain[i][lane] over the data, states from backcasting; leaves the states after the last
 * period in place (that of period t at t mod season), the sums of squares, and the errors [length]
 * [CES_LANES] unless NULL (0 at gaps).  A sum that is not finite is HUGE_VAL. */
void ces_pass(const struct ces_data *data, enum ces_form form, double gain[CES_GAINS][CES_LANES],
              const struct ces_states *states, double *squares, double *errors);

/* The least sum of squares of one form. */
struct ces_point {
    double gain[CES_GAINS];
    double squares;
};
size_t ces_gain_count(enum ces_form form);
/* Positions of s: 1 for the forms without season. */
size_t ces_positions(enum ces_form form, size_t season);
struct ces_point ces_search(const struct ces_data *data, enum ces_form form,
                            const struct ces_states *states, double *errors);

/* A pass with the point in lane 0 and, in lane g + 1, gain g moved by by[g]; sets the sums of
 * errors times derivatives and the products of derivatives, and leaves errors and states behind. */
struct ces_normal {
    double by[CES_GAINS];
    double slope[CES_GAINS];
    struct estimates products;
};
void ces_expand(const struct ces_data *data, enum ces_form form, const struct ces_states *states,
                const double *gain, double *errors, struct ces_normal *normal);

#endif
