/* Fourier terms, their number by AICc of a prewhitened regression. */
#include "num/harmonics.h"

#include "base/missing.h"
#include "num/stat.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <string.h>

static const double TURN = 6.283185307179586;
/* Against columns that gaps make alike. */
static const double RIDGE = 1e-9;
enum { PLAIN = 2, LAGS = 5, PASSES = 2, ROUNDS = 2, LEAST_ROWS = 8, PADDING = 64, ARRAYS = 6 };

/* The normal equations of all terms: columns 0 and 1 are a constant and a line. */
struct problem {
    size_t columns;
    size_t rows;      /* known */
    double *normal;   /* [columns * columns] */
    double *right;    /* [columns] */
    double square;    /* sum of y^2 */
    double *part;     /* [columns * columns] workspace */
    double *solution; /* [columns] */
    size_t count;     /* columns chosen of all, and which */
    size_t chosen[PLAIN + HARMONICS_COLUMNS_MOST];
};

struct series {
    const double *x; /* [length * columns] of the problem */
    const double *y; /* [length] less its mean */
    size_t length;
};

size_t harmonics_most(double length)
{
    const size_t half = (size_t)(length / 2.0);
    return half < HARMONICS_ORDER_MOST ? half : (size_t)HARMONICS_ORDER_MOST;
}

/* Whether the sine of term k vanishes. */
static bool is_half(double length, size_t k)
{
    return fabs(2.0 * (double)k - length) < 1e-9;
}

static size_t season_columns(double length, size_t order)
{
    return 2 * order - (order > 0 && is_half(length, order) ? 1 : 0);
}

size_t harmonics_columns(const struct harmonics *harmonics)
{
    size_t columns = 0;
    for (size_t i = 0; i < harmonics->seasons; i++) {
        columns += season_columns(harmonics->length[i], harmonics->order[i]);
    }
    return columns;
}

/* The terms of one period.  Angles from the fraction of the cycle, so that they do not lose digits
 * in long series; those of k > 1 by the addition theorem. */
static void write_row(const struct harmonics *harmonics, size_t t, double *row)
{
    for (size_t i = 0; i < harmonics->seasons; i++) {
        const double length = harmonics->length[i];
        const double angle = TURN * fmod((double)t, length) / length;
        const double c1 = cos(angle), s1 = sin(angle);
        double c = 1.0, s = 0.0;
        for (size_t k = 1; k <= harmonics->order[i]; k++) {
            const double turned = c * c1 - s * s1;
            s = s * c1 + c * s1;
            c = turned;
            *row++ = c;
            if (!is_half(length, k)) {
                *row++ = s;
            }
        }
    }
}

void harmonics_design(const struct harmonics *harmonics, size_t first, size_t rows, double *x)
{
    const size_t columns = harmonics_columns(harmonics);
    for (size_t t = 0; t < rows; t++) {
        write_row(harmonics, first + t, x + t * columns);
    }
}

size_t harmonics_scratch(size_t length)
{
    const size_t columns = PLAIN + HARMONICS_COLUMNS_MOST;
    return (length * (columns + 2) + 2 * columns * columns + 2 * columns) * sizeof(double) +
           (size_t)ARRAYS * PADDING;
}

/* Rows [columns] of constant, line and terms; the line from -1 to 1. */
static void full_design(const struct harmonics *most, size_t length, size_t columns, double *x)
{
    for (size_t t = 0; t < length; t++) {
        double *row = x + t * columns;
        row[0] = 1.0;
        row[1] = length > 1 ? 2.0 * (double)t / (double)(length - 1) - 1.0 : 0.0;
        write_row(most, t, row + PLAIN);
    }
}

static void set_normal(struct problem *problem, const double *x, const double *y, size_t length)
{
    const size_t columns = problem->columns;
    memset(problem->normal, 0, columns * columns * sizeof *problem->normal);
    memset(problem->right, 0, columns * sizeof *problem->right);
    problem->rows = 0;
    problem->square = 0.0;
    for (size_t t = 0; t < length; t++) {
        if (is_missing(y[t])) {
            continue;
        }
        const double *row = x + t * columns;
        for (size_t j = 0; j < columns; j++) {
            double *into = problem->normal + j * columns;
            const double value = row[j];
            for (size_t k = 0; k <= j; k++) {
                into[k] += value * row[k];
            }
            problem->right[j] += value * y[t];
        }
        problem->square += y[t] * y[t];
        problem->rows++;
    }
}

/* Chooses the first order[i] terms of each season. */
static void choose_columns(struct problem *problem, const struct harmonics *most,
                           const struct harmonics *wanted)
{
    size_t first = PLAIN;
    problem->count = PLAIN;
    problem->chosen[0] = 0;
    problem->chosen[1] = 1;
    for (size_t i = 0; i < most->seasons; i++) {
        const size_t columns = season_columns(most->length[i], wanted->order[i]);
        for (size_t j = 0; j < columns; j++) {
            problem->chosen[problem->count++] = first + j;
        }
        first += season_columns(most->length[i], most->order[i]);
    }
}

/* Residual sum of squares of the terms wanted, their solution left in the problem; HUGE_VAL when
 * it cannot be had. */
static double residual_square(struct problem *problem, const struct harmonics *most,
                              const struct harmonics *wanted)
{
    choose_columns(problem, most, wanted);
    const size_t count = problem->count, *chosen = problem->chosen;
    for (size_t j = 0; j < count; j++) {
        for (size_t k = 0; k <= j; k++) {
            double value = problem->normal[chosen[j] * problem->columns + chosen[k]];
            problem->part[j * count + k] = value;
            problem->part[k * count + j] = value;
        }
        problem->part[j * count + j] += RIDGE * (double)problem->rows;
        problem->solution[j] = problem->right[chosen[j]];
    }
    gsl_matrix_view matrix = gsl_matrix_view_array(problem->part, count, count);
    gsl_vector_view vector = gsl_vector_view_array(problem->solution, count);
    if (gsl_linalg_cholesky_decomp1(&matrix.matrix) != GSL_SUCCESS ||
        gsl_linalg_cholesky_svx(&matrix.matrix, &vector.vector) != GSL_SUCCESS) {
        return HUGE_VAL;
    }
    double square = problem->square;
    for (size_t j = 0; j < count; j++) {
        square -= problem->solution[j] * problem->right[chosen[j]];
    }
    return square;
}

/* `more` parameters beside the columns. */
static double aicc_of(double square, double floor, size_t rows, size_t columns, size_t more)
{
    const double n = (double)rows, k = (double)(columns + more + 1);
    if (!(n - k - 1.0 > 0.0)) {
        return HUGE_VAL;
    }
    return n * log(fmax(square, floor) / n) + 2.0 * k + 2.0 * k * (k + 1.0) / (n - k - 1.0);
}

/* Autocovariances at lags 0 .. LAGS over the pairs that are known, divided by all known. */
static void autocovariances(const double *r, size_t length, size_t known, double *covariance)
{
    for (size_t lag = 0; lag <= LAGS; lag++) {
        double sum = 0.0;
        for (size_t t = lag; t < length; t++) {
            sum += value_or(r[t] * r[t - lag], 0.0);
        }
        covariance[lag] = sum / (double)known;
    }
}

/* Levinson and Durbin's recursion, the order by AICc; that order. */
static size_t autoregression(const double *covariance, size_t known, double *coefficient)
{
    double now[LAGS] = {0}, variance = covariance[0];
    const double floor = 1e-12 * covariance[0];
    size_t best = 0;
    double least = aicc_of(variance * (double)known, floor, known, 0, 0);
    for (size_t p = 1; p <= LAGS && variance > floor; p++) {
        double gap = covariance[p];
        for (size_t j = 1; j < p; j++) {
            gap -= now[j - 1] * covariance[p - j];
        }
        double before[LAGS];
        memcpy(before, now, sizeof before);
        now[p - 1] = gap / variance;
        for (size_t j = 1; j < p; j++) {
            now[j - 1] = before[j - 1] - now[p - 1] * before[p - j - 1];
        }
        variance *= 1.0 - now[p - 1] * now[p - 1];
        double criterion = aicc_of(variance * (double)known, floor, known, 0, p);
        if (criterion < least) {
            least = criterion;
            best = p;
            memcpy(coefficient, now, sizeof now);
        }
    }
    return best;
}

/* Writes y filtered by the autoregression of what the terms wanted leave of it; its order.  Where
 * gaps are so many that the filter would leave less than half, y is copied as it is. */
static size_t prewhiten(struct problem *problem, const struct harmonics *most,
                        const struct harmonics *wanted, const struct series *series,
                        double *filtered)
{
    const double *y = series->y;
    size_t left = 0;
    memcpy(filtered, y, series->length * sizeof *filtered);
    set_normal(problem, series->x, y, series->length);
    if (!isfinite(residual_square(problem, most, wanted))) {
        return 0;
    }
    for (size_t t = 0; t < series->length; t++) {
        for (size_t j = 0; j < problem->count; j++) {
            filtered[t] -=
                series->x[t * problem->columns + problem->chosen[j]] * problem->solution[j];
        }
    }
    double covariance[LAGS + 1], coefficient[LAGS] = {0};
    autocovariances(filtered, series->length, problem->rows, covariance);
    const size_t order = autoregression(covariance, problem->rows, coefficient);
    for (size_t t = 0; t < series->length; t++) {
        filtered[t] = t < order ? MISSING : y[t];
        for (size_t j = 1; j <= order && t >= order; j++) {
            filtered[t] -= coefficient[j - 1] * y[t - j];
        }
        left += is_missing(filtered[t]) ? 0 : 1;
    }
    if (2 * left >= problem->rows) {
        return order;
    }
    memcpy(filtered, y, series->length * sizeof *filtered);
    return 0;
}

/* The best order of one season, the others held. */
static void search_season(struct problem *problem, const struct harmonics *most, size_t season,
                          size_t more, struct harmonics *chosen)
{
    /* what rounding leaves of a perfect fit */
    const double floor = 1e-12 * problem->square;
    struct harmonics trial = *chosen;
    double least = HUGE_VAL;
    for (size_t order = 0; order <= most->order[season]; order++) {
        trial.order[season] = order;
        double square = residual_square(problem, most, &trial);
        double criterion = aicc_of(square, floor, problem->rows, problem->count, more);
        if (isfinite(square) && criterion < least) {
            least = criterion;
            chosen->order[season] = order;
        }
    }
}

/* The largest orders that so many values can bear. */
static struct harmonics bearable(const struct harmonics *harmonics, size_t known)
{
    struct harmonics most = *harmonics;
    for (size_t i = 0; i < most.seasons; i++) {
        most.order[i] = harmonics_most(most.length[i]);
        const size_t terms =
            known / 3 < HARMONICS_COLUMNS_MOST ? known / 3 : (size_t)HARMONICS_COLUMNS_MOST;
        while (most.order[i] > 0 && 2 * most.order[i] * most.seasons > terms) {
            most.order[i]--;
        }
    }
    return most;
}

/* Twice: what all terms leave hangs together too little, some of the wandering having gone into
 * them; what the terms chosen leave is nearer the truth. */
static void search(struct problem *problem, const struct harmonics *most,
                   const struct series *series, double *filtered, struct harmonics *chosen)
{
    *chosen = *most;
    for (size_t round = 0; round < ROUNDS; round++) {
        const struct harmonics before = *chosen;
        const size_t lags = prewhiten(problem, most, &before, series, filtered);
        set_normal(problem, series->x, filtered, series->length);
        for (size_t step = 0; step < PASSES * most->seasons; step++) {
            search_season(problem, most, step % most->seasons, lags, chosen);
        }
    }
}

bool harmonics_choose(const double *y, size_t length, struct harmonics *harmonics,
                      struct arena *scratch)
{
    const size_t known = stat_count(y, length);
    memset(harmonics->order, 0, sizeof harmonics->order);
    if (known < LEAST_ROWS || harmonics->seasons == 0) {
        return false;
    }
    const double mean = stat_mean(y, length);
    const struct harmonics most = bearable(harmonics, known);
    struct problem problem = {.columns = PLAIN + harmonics_columns(&most)};
    struct arena_mark mark = arena_mark(scratch);
    double *x = ARENA_NEW(scratch, double, length *problem.columns);
    double *centred = ARENA_NEW(scratch, double, 2 * length);
    problem.normal = ARENA_NEW(scratch, double, problem.columns *problem.columns);
    problem.part = ARENA_NEW(scratch, double, problem.columns *problem.columns);
    problem.right = ARENA_NEW(scratch, double, problem.columns);
    problem.solution = ARENA_NEW(scratch, double, problem.columns);
    bool good = x != NULL && centred != NULL && problem.normal != NULL && problem.part != NULL &&
                problem.right != NULL && problem.solution != NULL;
    if (good) {
        for (size_t t = 0; t < length; t++) {
            centred[t] = y[t] - mean;
        }
        full_design(&most, length, problem.columns, x);
        const struct series series = {.x = x, .y = centred, .length = length};
        search(&problem, &most, &series, centred + length, harmonics);
    }
    arena_rewind(scratch, mark);
    return good;
}
