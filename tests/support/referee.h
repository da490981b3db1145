/* The objective of an ETS fit as GSL's minimisers want it. */
#ifndef RESTOCK_TESTS_REFEREE_H
#define RESTOCK_TESTS_REFEREE_H

#include "forecast/ets.h"

enum { REFEREE_VARIABLES = 32 };

struct referee {
    struct ets_data data;
    struct ets_box box;   /* of REFEREE_VARIABLES at the most */
    struct ets_work work; /* taken by the caller */
    double p[REFEREE_VARIABLES];
    double curvature[REFEREE_VARIABLES * REFEREE_VARIABLES];
};

/* -2 loglik of the scaled data at the box's variables x, and with its gradient; `context` is the
 * referee (num/minimize.h). */
double referee_value(void *context, const double *x);
double referee_slope(void *context, const double *x, double *gradient);

#endif
