/* Scoring: a minimiser for likelihoods whose expected curvature is known.
 *
 * Newton's method with the Fisher information (or Gauss-Newton matrix) in place of the Hessian,
 * damped as by Levenberg and Marquardt, in a box: variables that press against a bound are held
 * there and a step that would leave the box is bent along it.  Where the curvature is available
 * this takes some ten steps where a quasi-Newton method takes fifty; num/minimize.h is for all
 * else. */
#ifndef RESTOCK_NUM_SCORING_H
#define RESTOCK_NUM_SCORING_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

struct scoring_problem {
    size_t count;        /* variables */
    const double *lower; /* [count]; -INFINITY where free */
    const double *upper; /* [count] */
    /* The function; anything not finite means "not here". */
    double (*value)(void *context, const double *x);
    /* The same, with gradient [count] and curvature [count * count] (lower triangle by rows,
     * positive semidefinite). */
    double (*expand)(void *context, const double *x, double *gradient, double *curvature);
    /* NULL, or whether to leave the search at x, where the next step promises to gain `promised`:
     * it cannot reach what is already known, or heads for it. */
    bool (*leave)(void *context, const double *x, double value, double promised);
    void *context;
};

struct scoring_settings {
    double tolerance; /* stop when a step promises less than this, in units of the function */
    size_t max_steps;
};

struct scoring_result {
    double value;
    size_t expansions; /* calls of expand */
    size_t values;     /* calls of value */
    bool converged;
};

/* Bytes that scoring_run takes from its arena at the most; it gives them back. */
size_t scoring_scratch(size_t count);

/* Improves x, which must lie in the box and where the function must be finite.  Returns false, x
 * unchanged, when the function is not finite at the start or memory ran out. */
bool scoring_run(const struct scoring_problem *problem, const struct scoring_settings *settings,
                 double *x, struct arena *scratch, struct scoring_result *result);

#endif
