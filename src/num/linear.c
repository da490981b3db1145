/* Least squares by singular values. */
#include "num/linear.h"

#include "base/missing.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <math.h>

/* Singular values below this share of the largest are nothing but rounding, times the larger side
 * of the matrix. */
static const double RANK_RESOLUTION = 2.3e-16;
enum { ARRAYS = 7, PADDING = 64 };

/* As in special.c: a decomposition that does not converge is a result, not the end of the program.
 */
__attribute__((constructor)) static void keep_gsl_from_aborting(void)
{
    gsl_set_error_handler_off();
}

/* The decomposition X = U diag(s) V' of the scaled columns. */
struct singular {
    double *u;     /* [height * columns] */
    double *v;     /* [columns * columns] */
    double *s;     /* [columns] */
    double *work;  /* [columns] */
    double *scale; /* [columns] length of each column, 1 for an empty one */
    double *y;     /* [height] */
    double *part;  /* [columns] */
    size_t height; /* rows, or columns when there are fewer rows: the rest is zeros */
    size_t columns;
};

static size_t height_of(size_t rows, size_t columns)
{
    return rows > columns ? rows : columns;
}

size_t linear_scratch(size_t rows, size_t columns)
{
    size_t height = height_of(rows, columns);
    size_t doubles = height * columns + columns * columns + 4 * columns + height;
    return doubles * sizeof(double) + (size_t)ARRAYS * PADDING;
}

static bool take_arrays(struct singular *singular, struct arena *scratch)
{
    size_t columns = singular->columns;
    singular->u = ARENA_NEW(scratch, double, singular->height *columns);
    singular->v = ARENA_NEW(scratch, double, columns *columns);
    singular->s = ARENA_NEW(scratch, double, columns);
    singular->work = ARENA_NEW(scratch, double, columns);
    singular->scale = ARENA_NEW(scratch, double, columns);
    singular->y = ARENA_NEW(scratch, double, singular->height);
    singular->part = ARENA_NEW(scratch, double, columns);
    return singular->u != NULL && singular->v != NULL && singular->s != NULL &&
           singular->work != NULL && singular->scale != NULL && singular->y != NULL &&
           singular->part != NULL;
}

static bool row_is_complete(const struct linear_problem *problem, size_t row)
{
    const double *x = problem->x + row * problem->columns;
    bool complete = !is_missing(problem->y[row]);
    for (size_t j = 0; j < problem->columns; j++) {
        complete = complete && !is_missing(x[j]);
    }
    return complete;
}

/* Copies the complete rows; their number. */
static size_t copy_rows(const struct linear_problem *problem, struct singular *singular)
{
    size_t columns = problem->columns;
    size_t rows = 0;
    for (size_t i = 0; i < problem->rows; i++) {
        if (!row_is_complete(problem, i)) {
            continue;
        }
        for (size_t j = 0; j < columns; j++) {
            singular->u[rows * columns + j] = problem->x[i * columns + j];
        }
        singular->y[rows++] = problem->y[i];
    }
    return rows;
}

static bool scale_columns(struct singular *singular, size_t rows)
{
    size_t columns = singular->columns;
    for (size_t j = 0; j < columns; j++) {
        double length = 0.0;
        for (size_t i = 0; i < rows; i++) {
            length = hypot(length, singular->u[i * columns + j]);
        }
        if (!isfinite(length)) {
            return false;
        }
        singular->scale[j] = length > 0.0 ? length : 1.0;
        for (size_t i = 0; i < rows; i++) {
            singular->u[i * columns + j] /= singular->scale[j];
        }
    }
    for (size_t i = 0; i < rows; i++) {
        if (!isfinite(singular->y[i])) {
            return false;
        }
    }
    return true;
}

static bool decompose(struct singular *singular)
{
    size_t columns = singular->columns;
    gsl_matrix_view u = gsl_matrix_view_array(singular->u, singular->height, columns);
    gsl_matrix_view v = gsl_matrix_view_array(singular->v, columns, columns);
    gsl_vector_view s = gsl_vector_view_array(singular->s, columns);
    gsl_vector_view work = gsl_vector_view_array(singular->work, columns);
    return gsl_linalg_SV_decomp(&u.matrix, &v.matrix, &s.vector, &work.vector) == 0;
}

/* coefficient = V diag(1/s) U' y over the singular values that count; their number. */
static size_t combine(const struct singular *singular, double *coefficient)
{
    size_t columns = singular->columns;
    double least = RANK_RESOLUTION * (double)singular->height * singular->s[0];
    size_t rank = 0;
    while (rank < columns && singular->s[rank] > least) {
        double projection = 0.0;
        for (size_t i = 0; i < singular->height; i++) {
            projection += singular->u[i * columns + rank] * singular->y[i];
        }
        singular->part[rank] = projection / singular->s[rank];
        rank++;
    }
    for (size_t j = 0; j < columns; j++) {
        double sum = 0.0;
        for (size_t k = 0; k < rank; k++) {
            sum += singular->v[j * columns + k] * singular->part[k];
        }
        coefficient[j] = sum / singular->scale[j];
    }
    return rank;
}

static double residual_sum(const struct linear_problem *problem, const double *coefficient)
{
    double squares = 0.0;
    for (size_t i = 0; i < problem->rows; i++) {
        if (!row_is_complete(problem, i)) {
            continue;
        }
        double residual = problem->y[i];
        for (size_t j = 0; j < problem->columns; j++) {
            residual -= problem->x[i * problem->columns + j] * coefficient[j];
        }
        squares += residual * residual;
    }
    return squares;
}

static void write_errors(const struct singular *singular, const struct linear_fit *fit,
                         double *standard_error)
{
    size_t columns = singular->columns;
    for (size_t j = 0; j < columns; j++) {
        double sum = 0.0;
        for (size_t k = 0; k < fit->rank; k++) {
            double weight = singular->v[j * columns + k] / singular->s[k];
            sum += weight * weight;
        }
        standard_error[j] = sqrt(sum * fit->residual_variance) / singular->scale[j];
    }
}

bool linear_solve(const struct linear_problem *problem, double *coefficient, double *standard_error,
                  struct linear_fit *fit, struct arena *scratch)
{
    *fit = (struct linear_fit){.residual_sum = MISSING, .residual_variance = MISSING};
    if (problem->columns == 0 || problem->rows == 0) {
        return false;
    }
    struct singular singular = {.height = height_of(problem->rows, problem->columns),
                                .columns = problem->columns};
    struct arena_mark mark = arena_mark(scratch);
    bool good = take_arrays(&singular, scratch);
    fit->rows = good ? copy_rows(problem, &singular) : 0;
    good = good && fit->rows > 0 && scale_columns(&singular, fit->rows) && decompose(&singular);
    if (good) {
        fit->rank = combine(&singular, coefficient);
        fit->residual_sum = residual_sum(problem, coefficient);
        if (fit->rows > fit->rank) {
            fit->residual_variance = fit->residual_sum / (double)(fit->rows - fit->rank);
        }
        if (standard_error != NULL) {
            write_errors(&singular, fit, standard_error);
        }
    }
    arena_rewind(scratch, mark);
    return good;
}
