/* Least-trace reconciliation in the dimension of the totals. */
#include "num/mint.h"

#include "base/missing.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <string.h>

enum { ROUNDS_MOST = 30 };
/* Errors of exactly zero would claim a forecast that cannot fail; so small a share of the mean
 * variance changes nothing else. */
static const double LEAST_VARIANCE = 1e-6;

/* What is made of the problem once. */
struct weights {
    const struct mint_problem *problem;
    double shrinkage;
    double *variance; /* [totals + parts] the diagonal of W */
    double *excess;   /* [totals * samples] errors of totals less the sum of those of their parts */
    double *matrix;   /* [totals * totals] U' W U, then its Cholesky factor */
    double *gap;      /* [totals] a - C y, then the solution */
    double *along;    /* [samples] */
    unsigned char *fixed; /* [parts] 1: known to be zero */
};

static double mean_square(const double *x, size_t count)
{
    double sum = 0.0;
    for (size_t t = 0; t < count; t++) {
        sum += x[t] * x[t];
    }
    return sum / (double)count;
}

/* With x the errors divided by their root mean square and r = X X' / T, the intensity is the sum of
 * the variances of all r[i][j] over that of their squares, i != j.  Both come from the small matrix
 * G = X' X: the sum of all r^2 is that of all G^2 over T^2. */
double mint_shrinkage(const double *error, size_t rows, size_t samples, struct arena *scratch)
{
    struct arena_mark mark = arena_mark(scratch);
    double *gram = ARENA_NEW(scratch, double, samples *samples);
    double *square = ARENA_NEW(scratch, double, samples); /* sum over rows of x[t]^2 */
    if (samples < 2 || gram == NULL || square == NULL) {
        arena_rewind(scratch, mark);
        return 1.0;
    }
    double count = (double)samples;
    double used = 0.0;
    double fourth = 0.0; /* the diagonal's part of the sum of all x[i]^2 x[j]^2 */
    for (size_t i = 0; i < rows; i++) {
        const double *x = error + i * samples;
        double scale = mean_square(x, samples);
        if (!(scale > 0.0)) {
            continue;
        }
        used += 1.0;
        for (size_t t = 0; t < samples; t++) {
            double own = x[t] * x[t] / scale;
            square[t] += own;
            fourth += own * own;
            for (size_t s = 0; s <= t; s++) {
                gram[t * samples + s] += x[t] * x[s] / scale;
            }
        }
    }
    double squares = 0.0;
    double products = 0.0;
    for (size_t t = 0; t < samples; t++) {
        products += square[t] * square[t];
        for (size_t s = 0; s <= t; s++) {
            double g = gram[t * samples + s];
            squares += (s < t ? 2.0 : 1.0) * g * g;
        }
    }
    arena_rewind(scratch, mark);
    double correlations = squares / (count * count) - used;
    double variances = ((products - fourth) / count - correlations) / (count - 1.0);
    return correlations > 0.0 ? fmin(fmax(variances / correlations, 0.0), 1.0) : 1.0;
}

static bool weights_room(struct weights *weights, const struct mint_problem *problem,
                         struct arena *scratch)
{
    size_t totals = problem->totals;
    *weights = (struct weights){.problem = problem};
    weights->variance = ARENA_NEW(scratch, double, totals + problem->parts);
    weights->excess = ARENA_NEW(scratch, double, totals * problem->samples);
    weights->matrix = ARENA_NEW(scratch, double, totals *totals);
    weights->gap = ARENA_NEW(scratch, double, totals);
    weights->along = ARENA_NEW(scratch, double, problem->samples);
    weights->fixed = ARENA_NEW(scratch, unsigned char, problem->parts);
    return weights->variance != NULL && weights->excess != NULL && weights->matrix != NULL &&
           weights->gap != NULL && weights->along != NULL && weights->fixed != NULL;
}

static void set_variances(struct weights *weights, struct arena *scratch)
{
    const struct mint_problem *problem = weights->problem;
    size_t nodes = problem->totals + problem->parts;
    if (problem->samples < MINT_LEAST_SAMPLES) {
        memcpy(weights->variance, problem->size, nodes * sizeof *problem->size);
        weights->shrinkage = 1.0;
        return;
    }
    double sum = 0.0;
    for (size_t i = 0; i < nodes; i++) {
        weights->variance[i] = mean_square(problem->error + i * problem->samples, problem->samples);
        sum += weights->variance[i];
    }
    double least = sum > 0.0 ? LEAST_VARIANCE * sum / (double)nodes : 1.0;
    for (size_t i = 0; i < nodes; i++) {
        weights->variance[i] = fmax(weights->variance[i], least);
    }
    weights->shrinkage = is_missing(problem->shrinkage)
                             ? mint_shrinkage(problem->error, nodes, problem->samples, scratch)
                             : problem->shrinkage;
}

/* U' W U of the parts that are not fixed, and its Cholesky factor. */
static bool factorise(struct weights *weights)
{
    const struct mint_problem *problem = weights->problem;
    size_t totals = problem->totals;
    size_t samples = problem->samples;
    double *matrix = weights->matrix;
    const double *part_error = problem->error != NULL ? problem->error + totals * samples : NULL;
    bool full = part_error != NULL && weights->shrinkage < 1.0;
    memset(matrix, 0, totals * totals * sizeof *matrix);
    if (full) {
        memcpy(weights->excess, problem->error, totals * samples * sizeof *weights->excess);
    }
    for (size_t i = 0; i < totals; i++) {
        matrix[i * totals + i] = weights->shrinkage * weights->variance[i];
    }
    for (size_t p = 0; p < problem->parts; p++) {
        const uint32_t *above = problem->above + p * problem->levels;
        for (size_t a = 0; a < problem->levels && !weights->fixed[p]; a++) {
            for (size_t t = 0; full && above[a] != NO_ID && t < samples; t++) {
                weights->excess[above[a] * samples + t] -= part_error[p * samples + t];
            }
            for (size_t b = 0; above[a] != NO_ID && b < problem->levels; b++) {
                if (above[b] != NO_ID) {
                    matrix[above[a] * totals + above[b]] +=
                        weights->shrinkage * weights->variance[totals + p];
                }
            }
        }
    }
    double share = full ? (1.0 - weights->shrinkage) / (double)samples : 0.0;
    for (size_t i = 0; full && i < totals; i++) {
        for (size_t j = 0; j <= i; j++) {
            double product = 0.0;
            for (size_t t = 0; t < samples; t++) {
                product += weights->excess[i * samples + t] * weights->excess[j * samples + t];
            }
            matrix[i * totals + j] += share * product;
            if (j < i) {
                matrix[j * totals + i] += share * product;
            }
        }
    }
    gsl_matrix_view view = gsl_matrix_view_array(matrix, totals, totals);
    return gsl_linalg_cholesky_decomp1(&view.matrix) == GSL_SUCCESS;
}

/* The sums of the parts of one period; value is [nodes * horizon], `sum` [totals]. */
static void add_parts(const struct weights *weights, size_t horizon, size_t h, const double *value,
                      double *sum)
{
    const struct mint_problem *problem = weights->problem;
    memset(sum, 0, problem->totals * sizeof *sum);
    for (size_t p = 0; p < problem->parts; p++) {
        const uint32_t *above = problem->above + p * problem->levels;
        double part = weights->fixed[p] ? 0.0 : value[(problem->totals + p) * horizon + h];
        for (size_t a = 0; a < problem->levels; a++) {
            if (above[a] != NO_ID) {
                sum[above[a]] += part;
            }
        }
    }
}

/* Solves for one period: the gap becomes (U' W U)^-1 (a - C y), `along` the errors' weights. */
static bool solve(struct weights *weights, size_t horizon, size_t h, const double *value)
{
    const struct mint_problem *problem = weights->problem;
    size_t totals = problem->totals;
    add_parts(weights, horizon, h, value, weights->gap);
    for (size_t i = 0; i < totals; i++) {
        weights->gap[i] = value[i * horizon + h] - weights->gap[i];
    }
    gsl_matrix_view matrix = gsl_matrix_view_array(weights->matrix, totals, totals);
    gsl_vector_view vector = gsl_vector_view_array(weights->gap, totals);
    if (gsl_linalg_cholesky_svx(&matrix.matrix, &vector.vector) != GSL_SUCCESS) {
        return false;
    }
    for (size_t t = 0; weights->shrinkage < 1.0 && t < problem->samples; t++) {
        double sum = 0.0;
        for (size_t i = 0; i < totals; i++) {
            sum += weights->excess[i * problem->samples + t] * weights->gap[i];
        }
        weights->along[t] = (1.0 - weights->shrinkage) / (double)problem->samples * sum;
    }
    return true;
}

/* How far a part moves. */
static double move_of(const struct weights *weights, size_t part)
{
    const struct mint_problem *problem = weights->problem;
    const uint32_t *above = problem->above + part * problem->levels;
    double pull = 0.0;
    bool member = false;
    for (size_t a = 0; a < problem->levels; a++) {
        if (above[a] != NO_ID) {
            pull += weights->gap[above[a]];
            member = true;
        }
    }
    double move = weights->shrinkage * weights->variance[problem->totals + part] * pull;
    if (!member) {
        return 0.0;
    }
    if (weights->shrinkage < 1.0) {
        const double *error = problem->error + (problem->totals + part) * problem->samples;
        for (size_t t = 0; t < problem->samples; t++) {
            move -= error[t] * weights->along[t];
        }
    }
    return move;
}

/* Marks parts that would fall below zero; how many. */
static size_t fix_negative(struct weights *weights, size_t horizon, size_t h, const double *value)
{
    const struct mint_problem *problem = weights->problem;
    size_t count = 0;
    for (size_t p = 0; p < problem->parts; p++) {
        double now = value[(problem->totals + p) * horizon + h];
        double move = weights->fixed[p] ? 0.0 : move_of(weights, p);
        if (!weights->fixed[p] && move < 0.0 && now + move < 0.0) {
            weights->fixed[p] = 1;
            count++;
        }
    }
    return count;
}

static void write_period(const struct weights *weights, size_t horizon, size_t h, bool nonnegative,
                         double *value)
{
    const struct mint_problem *problem = weights->problem;
    for (size_t p = 0; p < problem->parts; p++) {
        double *cell = &value[(problem->totals + p) * horizon + h];
        double moved = weights->fixed[p] ? 0.0 : *cell + move_of(weights, p);
        *cell = nonnegative ? fmax(moved, 0.0) : moved;
    }
}

/* Reconciles one period.  The factors of the whole problem serve most periods; where parts are
 * fixed others take their place, and `whole` tells the next period. */
static bool reconcile_period(struct weights *weights, size_t horizon, size_t h, bool nonnegative,
                             double *value, bool *whole)
{
    if (!*whole) {
        memset(weights->fixed, 0, weights->problem->parts);
        if (!factorise(weights)) {
            return false;
        }
        *whole = true;
    }
    if (!solve(weights, horizon, h, value)) {
        return false;
    }
    for (int round = 0; nonnegative && round < ROUNDS_MOST; round++) {
        if (fix_negative(weights, horizon, h, value) == 0) {
            break;
        }
        *whole = false;
        if (!factorise(weights) || !solve(weights, horizon, h, value)) {
            return false;
        }
    }
    write_period(weights, horizon, h, nonnegative, value);
    return true;
}

static bool all_periods(struct weights *weights, size_t horizon, bool nonnegative, double *value,
                        struct arena *scratch)
{
    const struct mint_problem *problem = weights->problem;
    size_t nodes = problem->totals + problem->parts;
    double *work = ARENA_NEW(scratch, double, nodes *horizon);
    if (work == NULL) {
        return false;
    }
    memcpy(work, value, nodes * horizon * sizeof *work);
    bool whole = false;
    for (size_t h = 0; h < horizon; h++) {
        if (!reconcile_period(weights, horizon, h, nonnegative, work, &whole)) {
            return false;
        }
    }
    memset(weights->fixed, 0, problem->parts);
    for (size_t h = 0; h < horizon; h++) {
        add_parts(weights, horizon, h, work, weights->gap);
        for (size_t i = 0; i < problem->totals; i++) {
            work[i * horizon + h] = weights->gap[i];
        }
    }
    memcpy(value, work, nodes * horizon * sizeof *work);
    return true;
}

bool mint_reconcile(const struct mint_problem *problem, size_t horizon, bool nonnegative,
                    double *value, struct arena *scratch)
{
    struct arena_mark mark = arena_mark(scratch);
    struct weights weights;
    bool done = problem->totals > 0 && weights_room(&weights, problem, scratch);
    if (done) {
        set_variances(&weights, scratch);
        done = all_periods(&weights, horizon, nonnegative, value, scratch);
    }
    arena_rewind(scratch, mark);
    return done;
}
