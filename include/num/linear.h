/* Linear regression by least squares.
 *
 * Solved by the singular value decomposition of the columns scaled to length 1: columns that depend
 * on each other do no harm, the fit is then the one with the shortest (scaled) coefficients. */
#ifndef RESTOCK_NUM_LINEAR_H
#define RESTOCK_NUM_LINEAR_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

struct linear_problem {
    const double *y; /* [rows] */
    const double *x; /* [rows * columns], row after row; a constant is a column of ones */
    size_t rows;
    size_t columns;
};

struct linear_fit {
    size_t rows;              /* used: rows with a gap (MISSING) in y or x are left out */
    size_t rank;              /* of the columns; below `columns` when they depend on each other */
    double residual_sum;      /* of squares */
    double residual_variance; /* residual_sum / (rows - rank); MISSING when rows <= rank */
};

/* Bytes that linear_solve takes from its arena at the most. */
size_t linear_scratch(size_t rows, size_t columns);

/* Writes coefficient[columns] and, unless it is NULL, standard_error[columns] (MISSING where the
 * residual variance is).  false when there is nothing to fit: no complete row or no column, numbers
 * that are not finite, or no memory.  The scratch is rewound. */
bool linear_solve(const struct linear_problem *problem, double *coefficient, double *standard_error,
                  struct linear_fit *fit, struct arena *scratch);

#endif
