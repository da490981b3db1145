/* The ETS recursion: one pass over the history gives the likelihood and, when asked, its gradient
 * and Fisher information by carrying the derivatives of all states along.
 *
 * Each form gets its own copy of the pass: the functions below are inlined with the form as a
 * constant, so that the compiler removes what a form has not.  The derivative of a state is a row
 * of `width` numbers, one for each variable, padded with zeros to whole vectors; every lane is
 * independent, so wider vectors give the same bits. */
#include "ets_parts.h"

#include "base/missing.h"
#include "base/wide.h"

#include <string.h>

/* Added to the mean square of data of size 1: keeps the likelihood of a perfect fit finite. */
static const double LEAST_SQUARE = 1e-24;

bool ets_work_take(struct ets_work *work, size_t season, size_t width, struct arena *scratch)
{
    work->season = ARENA_NEW(scratch, double, season *ETS_LANES);
    work->slope = ARENA_NEW(scratch, double, (season + 2) * width);
    work->rows = ARENA_NEW(scratch, double, ETS_BLOCK *width);
    work->unit = ARENA_NEW(scratch, double, ETS_UNITS *width);
    work->gradient = ARENA_NEW(scratch, double, 2 * width);
    work->curvature = ARENA_NEW(scratch, double, width *width);
    return work->season && work->slope && work->rows && work->unit && work->gradient &&
           work->curvature;
}

size_t ets_work_bytes(size_t season, size_t width)
{
    return (season * ETS_LANES + (season + 2) * width + (ETS_BLOCK + ETS_UNITS) * width +
            2 * width + width * width) *
               sizeof(double) +
           (size_t)6 * 64;
}

/* Adds logarithms by multiplying first: a logarithm costs as much as a whole step. */
struct log_sum {
    double product;
    double sum;
};

INLINE void log_add(struct log_sum *logs, double value)
{
    logs->product *= value;
    if (!(logs->product < ETS_PRODUCT_MOST && logs->product > ETS_PRODUCT_LEAST)) {
        logs->sum += log(logs->product);
        logs->product = 1.0;
    }
}

struct gains {
    double alpha, beta, gamma, phi, level, trend;
};

INLINE struct gains gains_of(const struct ets_shape *shape, const double *p)
{
    return (struct gains){
        .alpha = p[0],
        .beta = shape->beta >= 0 ? p[shape->beta] : 0.0,
        .gamma = shape->gamma >= 0 ? p[shape->gamma] : 0.0,
        .phi = shape->phi >= 0 ? p[shape->phi] : 1.0,
        .level = p[shape->level],
        .trend = shape->trend >= 0 ? p[shape->trend] : 0.0,
    };
}

/* Unpacks the seasonal states; the last is what the others leave over. */
static void set_season(const struct ets_shape *shape, const double *p, double *season)
{
    size_t m = shape->season;
    double rest = shape->form.season == ETS_SEASON_M ? (double)m : 0.0;
    for (size_t k = 0; k + 1 < m; k++) {
        season[k] = p[(size_t)shape->seasons + k];
        rest -= season[k];
    }
    season[m - 1] = rest;
}

double ets_minus_twice_loglik(bool relative, size_t n, double sum_square, double sum_log)
{
    double count = (double)n;
    return count * log(sum_square + count * LEAST_SQUARE) + (relative ? 2.0 * sum_log : 0.0);
}

INLINE double value_pass(const struct ets_data *data, const struct ets_shape *shape,
                         const double *p, struct ets_work *work, struct ets_state *state,
                         const bool relative, const bool trended, const enum ets_season kind)
{
    const struct gains g = gains_of(shape, p);
    const size_t m = shape->season;
    const double *y = data->y;
    double *season = work->season;
    double l = g.level, b = g.trend, sum = 0.0, absolute = 0.0;
    struct log_sum logs = {.product = 1.0};
    size_t slot = 0;
    if (kind != ETS_SEASON_N) {
        set_season(shape, p, season);
    }
    for (size_t t = 0; t < data->length; t++) {
        double pb = trended ? g.phi * b : 0.0;
        double q = trended ? l + pb : l;
        double s = kind == ETS_SEASON_N ? 0.0 : season[slot];
        double f = kind == ETS_SEASON_M ? q * s : kind == ETS_SEASON_A ? q + s : q;
        double e = y[t] - f;
        if (is_missing(y[t])) {
            e = 0.0;
        } else if (relative) {
            if (!(f > 0.0) || (kind == ETS_SEASON_M && !(s > 0.0))) {
                return HUGE_VAL;
            }
            double r = e / f;
            sum += r * r;
            absolute += e * e;
            log_add(&logs, f);
        } else {
            sum += e * e;
        }
        double u = kind == ETS_SEASON_M ? e / s : e;
        l = q + g.alpha * u;
        if (trended) {
            b = pb + g.beta * u;
        }
        if (kind != ETS_SEASON_N) {
            season[slot] = s + g.gamma * (kind == ETS_SEASON_M ? e / q : e);
            slot = slot + 1 == m ? 0 : slot + 1;
        }
    }
    double sum_log = relative ? logs.sum + log(logs.product) : 0.0;
    if (state != NULL) {
        *state = (struct ets_state){.level = l,
                                    .trend = b,
                                    .slot = slot,
                                    .sum_square = sum,
                                    .sum_error = relative ? absolute : sum,
                                    .sum_log = sum_log};
    }
    return ets_minus_twice_loglik(relative, data->observed, sum, sum_log);
}

/* curvature += sum over four rows of row row', lower triangle and what pads it. */
INLINE void add_rows(double *restrict curvature, const double *restrict rows, const size_t width)
{
    const double *r0 = rows, *r1 = rows + width, *r2 = rows + 2 * width, *r3 = rows + 3 * width;
    for (size_t block = 0; block < width; block += 4) {
        for (size_t i = block; i < block + 4; i++) {
            double *restrict out = curvature + i * width;
            const double a0 = r0[i], a1 = r1[i], a2 = r2[i], a3 = r3[i];
            for (size_t j = 0; j < block + 4; j++) {
                out[j] += (a0 * r0[j] + a1 * r1[j]) + (a2 * r2[j] + a3 * r3[j]);
            }
        }
    }
}

/* Derivatives of the initial states. */
static void set_slopes(const struct ets_shape *shape, struct ets_work *work)
{
    size_t width = shape->width, m = shape->season;
    double *level = work->slope, *trend = work->slope + width, *season = work->slope + 2 * width;
    memset(work->slope, 0, (m + 2) * width * sizeof(double));
    memset(work->rows, 0, ETS_BLOCK * width * sizeof(double));
    memset(work->unit, 0, ETS_UNITS * width * sizeof(double));
    const int lanes[ETS_UNITS] = {0, shape->beta, shape->gamma, shape->phi};
    for (size_t i = 0; i < ETS_UNITS; i++) {
        if (lanes[i] >= 0) {
            work->unit[i * width + (size_t)lanes[i]] = 1.0;
        }
    }
    memset(work->gradient, 0, 2 * width * sizeof(double));
    memset(work->curvature, 0, width * width * sizeof(double));
    level[shape->level] = 1.0;
    if (shape->trend >= 0) {
        trend[shape->trend] = 1.0;
    }
    if (shape->seasons >= 0) {
        for (size_t k = 0; k + 1 < m; k++) {
            season[k * width + (size_t)shape->seasons + k] = 1.0;
            season[(m - 1) * width + (size_t)shape->seasons + k] = -1.0;
        }
    }
}

/* Moves the derivatives on one period and leaves those of the forecast in `row` (relative: of its
 * logarithm).  `e` is 0 and `known` 0 where y is missing. */
struct step {
    double q, s, f, e, known;
};

INLINE void slope_step(const struct gains *g, const struct step *at, double b, double *restrict dl,
                       double *restrict db, double *restrict ds, double *restrict row,
                       const double *restrict unit, double *restrict first, double *restrict second,
                       const size_t width, const bool relative, const bool trended,
                       const enum ets_season kind)
{
    const bool product = kind == ETS_SEASON_M;
    const double inverse_f = relative ? at->known / at->f : at->known;
    const double inverse_s = product ? 1.0 / at->s : 1.0;
    const double inverse_q = product ? 1.0 / at->q : 1.0;
    const double u = product ? at->e * inverse_s : at->e;
    const double w = product ? at->e * inverse_q : at->e;
    const double r = relative ? at->e * inverse_f : at->e;
    const double weight = relative ? r * (1.0 + r) : r;
    const double alpha = g->alpha, beta = g->beta, gamma = g->gamma, phi = g->phi;
    /* Lanes of the smoothing parameters: adding there by index would make the next vector load wait
     * for the store. */
    const double *of_alpha = unit, *of_beta = unit + width, *of_gamma = unit + 2 * width;
    const double *of_phi = unit + 3 * width;
    for (size_t i = 0; i < width; i++) {
        double pdb = trended ? phi * db[i] + b * of_phi[i] : 0.0;
        double dq = trended ? dl[i] + pdb : dl[i];
        double sd = kind == ETS_SEASON_N ? 0.0 : ds[i];
        double df = product ? at->s * dq + at->q * sd : kind == ETS_SEASON_A ? dq + sd : dq;
        double de = -at->known * df;
        double scaled = df * inverse_f;
        row[i] = scaled;
        first[i] += weight * scaled;
        if (relative) {
            second[i] += scaled;
        }
        double du = product ? (de - u * sd) * inverse_s : de;
        dl[i] = dq + (alpha * du + u * of_alpha[i]);
        if (trended) {
            db[i] = pdb + (beta * du + u * of_beta[i]);
        }
        if (kind != ETS_SEASON_N) {
            double dw = product ? (de - w * dq) * inverse_q : de;
            ds[i] = sd + (gamma * dw + w * of_gamma[i]);
        }
    }
}

INLINE double expand_pass(const struct ets_data *data, const struct ets_shape *shape,
                          const double *p, struct ets_work *work, const bool relative,
                          const bool trended, const enum ets_season kind, const size_t width,
                          double *squares)
{
    const struct gains g = gains_of(shape, p);
    const size_t m = shape->season;
    const double *y = data->y;
    double *season = work->season, *dl = work->slope, *db = work->slope + width;
    double *restrict first = work->gradient, *restrict second = work->gradient + width;
    double l = g.level, b = g.trend, sum = 0.0;
    struct log_sum logs = {.product = 1.0};
    size_t slot = 0, filled = 0;
    set_slopes(shape, work);
    if (kind != ETS_SEASON_N) {
        set_season(shape, p, season);
    }
    for (size_t t = 0; t < data->length; t++) {
        double pb = trended ? g.phi * b : 0.0;
        double q = trended ? l + pb : l;
        double s = kind == ETS_SEASON_N ? 0.0 : season[slot];
        double f = kind == ETS_SEASON_M ? q * s : kind == ETS_SEASON_A ? q + s : q;
        bool known = !is_missing(y[t]);
        double e = known ? y[t] - f : 0.0, r = e;
        if (relative) {
            if (!(f > 0.0) || (kind == ETS_SEASON_M && !(s > 0.0))) {
                return HUGE_VAL;
            }
            r = e / f;
            if (known) {
                log_add(&logs, f);
            }
        }
        sum += r * r;
        const struct step at = {.q = q, .s = s, .f = f, .e = e, .known = known ? 1.0 : 0.0};
        double *restrict row = work->rows + filled * width;
        slope_step(&g, &at, b, dl, db, work->slope + (2 + slot) * width, row, work->unit, first,
                   second, width, relative, trended, kind);
        if (++filled == ETS_BLOCK) {
            add_rows(work->curvature, work->rows, width);
            filled = 0;
        }
        double u = kind == ETS_SEASON_M ? e / s : e;
        l = q + g.alpha * u;
        if (trended) {
            b = pb + g.beta * u;
        }
        if (kind != ETS_SEASON_N) {
            season[slot] = s + g.gamma * (kind == ETS_SEASON_M ? e / q : e);
            slot = slot + 1 == m ? 0 : slot + 1;
        }
    }
    if (filled > 0) {
        memset(work->rows + filled * width, 0, (ETS_BLOCK - filled) * width * sizeof(double));
        add_rows(work->curvature, work->rows, width);
    }
    *squares = sum + (double)data->observed * LEAST_SQUARE;
    return ets_minus_twice_loglik(relative, data->observed, sum,
                                  relative ? logs.sum + log(logs.product) : 0.0);
}

/* Common widths are constants too: a week (12), a year of months (16, 20), no season (4, 8). */
#define WITH_WIDTH(relative, trended, kind, width)                                                 \
    expand_pass(data, shape, p, work, relative, trended, kind, width, &squares)
#define BY_WIDTH(relative, trended, kind)                                                          \
    ((kind) == ETS_SEASON_N ? (shape->width == 4 ? WITH_WIDTH(relative, trended, ETS_SEASON_N, 4)  \
                                                 : WITH_WIDTH(relative, trended, ETS_SEASON_N, 8)) \
     : shape->width == 12   ? WITH_WIDTH(relative, trended, kind, 12)                              \
     : shape->width == 16   ? WITH_WIDTH(relative, trended, kind, 16)                              \
     : shape->width == 20   ? WITH_WIDTH(relative, trended, kind, 20)                              \
                            : WITH_WIDTH(relative, trended, kind, shape->width))

#define EXPAND_PASS(relative, trended, kind) value = BY_WIDTH(relative, trended, kind)

#define VALUE_PASS(relative, trended, kind)                                                        \
    value = value_pass(data, shape, p, work, state, relative, trended, kind)

double ets_value(const struct ets_data *data, const struct ets_shape *shape, const double *p,
                 struct ets_work *work, struct ets_state *state)
{
    double value;
    ETS_BY_FORM(VALUE_PASS)
    return value;
}

/* Turns the sums of the pass into the gradient and information of -2 loglik.
 *
 * A:  gradient -2 n/S sum e f', information 2 n/S sum f' f''.
 * M:  with d = f'/f, r = e/f, v = S/n: gradient 2 sum d - 2/v sum r (1 + r) d, information
 *     2 (1/v + 2) sum d d' - 4/n (sum d)(sum d)': the last term is what profiling out sigma takes.
 */
static void finish_expansion(const struct ets_shape *shape, const struct ets_work *work, double n,
                             double squares, double *gradient, double *curvature)
{
    const bool relative = shape->form.error == ETS_ERROR_M;
    const size_t width = shape->width, count = shape->count;
    const double *first = work->gradient, *second = work->gradient + width;
    const double precision = n / squares;
    const double factor = relative ? 2.0 * precision + 4.0 : 2.0 * precision;
    for (size_t i = 0; i < count; i++) {
        gradient[i] = -2.0 * precision * first[i] + (relative ? 2.0 * second[i] : 0.0);
        for (size_t j = 0; j <= i; j++) {
            curvature[i * count + j] = factor * work->curvature[i * width + j] -
                                       (relative ? 4.0 / n * second[i] * second[j] : 0.0);
        }
    }
}

WIDE double ets_expand(const struct ets_data *data, const struct ets_shape *shape, const double *p,
                       struct ets_work *work, double *gradient, double *curvature)
{
    double value, squares = 1.0;
    ETS_BY_FORM(EXPAND_PASS)
    if (isfinite(value)) {
        finish_expansion(shape, work, (double)data->observed, squares, gradient, curvature);
    }
    return value;
}
