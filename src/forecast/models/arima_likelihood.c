/* The likelihood of one ARIMA order and its best parameters.
 *
 * With the innovations of y and of each regressor's column through one filter, the coefficients of
 * the regressors are least squares, sigma2 the mean square that remains, and
 *
 *     -2 loglik = n log(S / n) + sum log F + log det(gaps) + constants,
 *
 * where det(gaps) is that of the normal equations of the free values alone.  This is n log of a sum
 * of squares, that of r(t) G^(1/2n), G the product of the determinants; so its curvature is, as in
 * Gauss and Newton, the product of the slopes of those (Melard 1984, AS 197). */
#include "arima_parts.h"
#include "base/missing.h"
#include "base/wide.h"

#include <math.h>
#include <string.h>

/* Of a parameter, for a slope by difference. */
static const double STEP = 1e-6;
/* Added to the mean square of data of size 1: keeps the likelihood of a perfect fit finite. */
static const double LEAST_SQUARE = 1e-20;

bool arima_search_take(struct arima_search *search, size_t rows, size_t columns, size_t states,
                       struct arena *scratch)
{
    *search = (struct arima_search){.scratch = scratch};
    search->normal = ARENA_NEW(scratch, arima_lanes, columns * (columns + 1));
    search->residual = ARENA_NEW(scratch, double, rows);
    search->jacobian = ARENA_NEW(scratch, double, ARIMA_COUNT_MOST *rows);
    return arima_filter_take(&search->filter, rows, columns + 1, states, scratch) &&
           search->normal != NULL && search->residual != NULL && search->jacobian != NULL;
}

size_t arima_search_bytes(size_t rows, size_t columns, size_t states)
{
    return columns * (columns + 1) * sizeof(arima_lanes) +
           (1 + ARIMA_COUNT_MOST) * rows * sizeof(double) + (size_t)3 * 64 +
           arima_filter_bytes(rows, columns + 1, states);
}

/* Normal equations of the innovations: the lower triangle of N by rows, then the right-hand side
 * as a row of its own. */
INLINE void normal_equations(struct arima_search *search, size_t rows, size_t columns)
{
    arima_lanes *normal = search->normal;
    memset(normal, 0, columns * (columns + 1) * sizeof *normal);
    for (size_t t = 0; t < rows; t++) {
        const arima_lanes *v = search->filter.out + t * (columns + 1);
        for (size_t i = 0; i < columns; i++) {
            for (size_t j = 0; j <= i; j++) {
                normal[i * columns + j] += v[1 + i] * v[1 + j];
            }
            normal[columns * columns + i] += v[1 + i] * v[0];
        }
    }
}

/* Cholesky's factor in place of N, the solution in place of the right-hand side; a lane that is not
 * positive definite becomes MISSING.  Returns the log determinant of the first `gaps` rows. */
INLINE void solve(arima_lanes *normal, size_t columns, size_t gaps, arima_lanes *log_det)
{
    arima_lanes *b = normal + columns * columns;
    *log_det = (arima_lanes){0.0};
    for (size_t i = 0; i < columns; i++) {
        arima_lanes *row = normal + i * columns;
        for (size_t j = 0; j <= i; j++) {
            const arima_lanes *other = normal + j * columns;
            arima_lanes sum = row[j];
            for (size_t k = 0; k < j; k++) {
                sum -= row[k] * other[k];
            }
            if (j < i) {
                row[j] = sum / other[j];
                continue;
            }
            for (size_t lane = 0; lane < ARIMA_LANES; lane++) {
                row[i][lane] = sqrt(sum[lane]);
                (*log_det)[lane] += i < gaps ? log(sum[lane]) : 0.0;
            }
        }
        for (size_t k = 0; k < i; k++) {
            b[i] -= row[k] * b[k];
        }
        b[i] /= row[i];
    }
    for (size_t i = columns; i > 0; i--) {
        for (size_t k = i; k < columns; k++) {
            b[i - 1] -= normal[k * columns + i - 1] * b[k];
        }
        b[i - 1] /= normal[(i - 1) * columns + i - 1];
    }
}

/* Residuals r in place of the innovations of y; their squares. */
INLINE void residuals(struct arima_search *search, size_t rows, size_t columns,
                      arima_lanes *squares)
{
    const arima_lanes *b = search->normal + columns * columns;
    *squares = (arima_lanes){0.0};
    for (size_t t = 0; t < rows; t++) {
        arima_lanes *v = search->filter.out + t * (columns + 1);
        for (size_t c = 0; c < columns; c++) {
            v[0] -= v[1 + c] * b[c];
        }
        *squares += v[0] * v[0];
    }
}

/* The four lanes of parameters through filter and regression. */
WIDE static void pass(struct arima_search *search, arima_lanes *squares, arima_lanes *log_det)
{
    const struct arima_design *design = search->design;
    arima_lanes gap_det;
    arima_filter_run(&search->filter, &search->shape, design->matrix, design->rows,
                     design->columns + 1);
    normal_equations(search, design->rows, design->columns);
    solve(search->normal, design->columns, design->gaps, &gap_det);
    residuals(search, design->rows, design->columns, squares);
    *log_det = search->filter.log_det + gap_det + design->gap_log_det;
}

static void set_lane(struct arima_search *search, const double *x, size_t lane)
{
    struct arima_coefficients c;
    arima_coefficients_of(&search->shape, x, &c);
    arima_expand(&search->shape, &c, lane, search->filter.phi, search->filter.theta);
}

static double minus_twice_loglik(const struct arima_design *design, double squares, double log_det)
{
    double n = (double)design->observed;
    double value = n * log(squares / n + LEAST_SQUARE) + log_det;
    return isfinite(value) ? value : HUGE_VAL;
}

/* The slope of the scaled residuals along one parameter: [r(x + h) - r(x)] / h with each r scaled
 * by its G^(1/2n), relative to that of x. */
static void set_slope(struct arima_search *search, size_t parameter, size_t lane, double step,
                      double log_ratio)
{
    const size_t rows = search->design->rows, columns = search->design->columns;
    double *slope = search->jacobian + parameter * rows;
    double scale = exp(0.5 * log_ratio / (double)search->design->observed);
    for (size_t t = 0; t < rows; t++) {
        double moved = search->filter.out[t * (columns + 1)][lane];
        slope[t] = (moved * scale - search->residual[t]) / step;
    }
}

static void set_curvature(struct arima_search *search, double squares)
{
    const size_t count = search->shape.count, rows = search->design->rows;
    const double n = (double)search->design->observed;
    double weight = 2.0 * n / fmax(squares, n * LEAST_SQUARE);
    for (size_t i = 0; i < count; i++) {
        const double *a = search->jacobian + i * rows;
        double along = 0.0;
        for (size_t t = 0; t < rows; t++) {
            along += a[t] * search->residual[t];
        }
        search->gradient[i] = weight * along;
        for (size_t j = 0; j <= i; j++) {
            const double *b = search->jacobian + j * rows;
            double sum = 0.0;
            for (size_t t = 0; t < rows; t++) {
                sum += a[t] * b[t];
            }
            search->curvature[i * count + j] = weight * sum;
        }
    }
}

/* The first block of lanes has x itself in its lane 0, every
 * other lane is x moved in one parameter. */
double arima_search_expand(struct arima_search *search, const double *x)
{
    const struct arima_design *design = search->design;
    const size_t count = search->shape.count;
    double base_squares = 0.0, base_log_det = 0.0;
    for (size_t done = 0, first = 1; done < count || first; first = 0) {
        double moved[ARIMA_COUNT_MOST], step[ARIMA_LANES];
        size_t parameter[ARIMA_LANES];
        arima_lanes squares, log_det;
        for (size_t lane = 0; lane < ARIMA_LANES; lane++) {
            memcpy(moved, x, count * sizeof *x);
            parameter[lane] = count;
            if (lane >= first && done < count) {
                step[lane] = x[done] > 0.0 ? -STEP : STEP;
                moved[done] += step[lane];
                parameter[lane] = done++;
            }
            set_lane(search, moved, lane);
        }
        pass(search, &squares, &log_det);
        if (first) {
            base_squares = squares[0];
            base_log_det = log_det[0];
            search->value = minus_twice_loglik(design, base_squares, base_log_det);
            if (!isfinite(search->value)) {
                return HUGE_VAL;
            }
            for (size_t t = 0; t < design->rows; t++) {
                search->residual[t] = search->filter.out[t * (design->columns + 1)][0];
            }
        }
        for (size_t lane = first; lane < ARIMA_LANES; lane++) {
            if (parameter[lane] < count) {
                set_slope(search, parameter[lane], lane, step[lane], log_det[lane] - base_log_det);
            }
        }
    }
    set_curvature(search, base_squares);
    memcpy(search->x, x, count * sizeof *x);
    return search->value;
}

double arima_search_at(struct arima_search *search, const double *x)
{
    arima_lanes squares, log_det;
    for (size_t lane = 0; lane < ARIMA_LANES; lane++) {
        set_lane(search, x, lane);
    }
    pass(search, &squares, &log_det);
    search->value = minus_twice_loglik(search->design, squares[0], log_det[0]);
    search->squares = squares[0];
    return search->value;
}

void arima_criteria(const struct arima_design *design, const struct arima_shape *shape,
                    double value, struct arima_fit *fit)
{
    const double n = (double)design->observed;
    fit->observed = design->observed;
    fit->parameters = shape->count + design->columns - design->gaps + design->held + 1;
    const double k = (double)fit->parameters;
    fit->loglik = -0.5 * (value + n * (1.0 + log(2.0 * 3.14159265358979323846)) +
                          2.0 * n * log(design->data->scale));
    fit->aic = -2.0 * fit->loglik + 2.0 * k;
    fit->bic = -2.0 * fit->loglik + log(n) * k;
    fit->aicc = n - k - 1.0 > 0.0 ? fit->aic + 2.0 * k * (k + 1.0) / (n - k - 1.0) : MISSING;
}
