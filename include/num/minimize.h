/* Minimisation of a smooth function, or of one known by its values only, in a box: GSL's minimisers
 * behind one door.
 *
 * Bounds are kept by transforming the variables: x = lower + (upper - lower) (1 + sin z) / 2
 * between two bounds, x = lower + z^2 against one.  GSL allocates its state on the heap at each
 * call (and frees it): for work of a thousandth of a second and more, not for the innermost loop;
 * where the expected curvature is known, num/scoring.h is much faster. */
#ifndef RESTOCK_NUM_MINIMIZE_H
#define RESTOCK_NUM_MINIMIZE_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

struct minimize_problem {
    size_t count;        /* variables */
    const double *lower; /* [count]; NULL: none; -INFINITY where free */
    const double *upper; /* [count]; likewise; INFINITY where free */
    const double *scale; /* [count] a sensible first step of each; NULL: 0.1 each */
    /* The function.  Not finite means "not here". */
    double (*value)(void *context, const double *x);
    /* Value and gradient [count]; NULL: the simplex of Nelder and Mead is used, else BFGS. */
    double (*slope)(void *context, const double *x, double *gradient);
    void *context;
    double
        tolerance; /* simplex: its size; BFGS: the gradient's norm, in the transformed variables */
    size_t max_steps;
};

struct minimize_result {
    double value;
    size_t steps;
    size_t evaluations;
    bool converged; /* false: the best point so far, after max_steps or when no step gains */
};

/* Bytes that minimize_run takes from its arena at the most; it gives them back. */
size_t minimize_scratch(size_t count);

/* Improves x (moved into the box first).  Returns false, x unchanged, when the function is not
 * finite at the start or memory ran out. */
bool minimize_run(const struct minimize_problem *problem, double *x, struct arena *scratch,
                  struct minimize_result *result);

#endif
