/* Ridge regression by normal equations: rows are many, columns few. */
#include "num/ridge.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <string.h>

/* Adds a row to the lower triangle of the normal matrix and to the right side. */
static void add_row(const double *row, double y, double weight, size_t columns, double *normal,
                    double *b)
{
    for (size_t j = 0; j < columns; j++) {
        double scaled = weight * row[j];
        if (scaled == 0.0) {
            continue; /* dummies are mostly zero */
        }
        b[j] += scaled * y;
        for (size_t k = 0; k <= j; k++) {
            normal[j * columns + k] += scaled * row[k];
        }
    }
}

bool ridge_fit(const double *x, const double *y, const double *weight, size_t rows, size_t columns,
               const double *penalty, double *normal, double *b)
{
    memset(normal, 0, columns * columns * sizeof *normal);
    memset(b, 0, columns * sizeof *b);
    for (size_t i = 0; i < rows; i++) {
        if (weight[i] > 0.0) {
            add_row(x + i * columns, y[i], weight[i], columns, normal, b);
        }
    }
    for (size_t j = 0; j < columns; j++) {
        normal[j * columns + j] += penalty[j];
        for (size_t k = 0; k < j; k++) {
            normal[k * columns + j] = normal[j * columns + k];
        }
    }
    gsl_matrix_view matrix = gsl_matrix_view_array(normal, columns, columns);
    gsl_vector_view vector = gsl_vector_view_array(b, columns);
    if (gsl_linalg_cholesky_decomp1(&matrix.matrix) != GSL_SUCCESS ||
        gsl_linalg_cholesky_svx(&matrix.matrix, &vector.vector) != GSL_SUCCESS) {
        memset(b, 0, columns * sizeof *b);
        return false;
    }
    return true;
}
