/* Eight sets of parameters through one history at once, each in its own lane: no lane touches
 * another, so that every width of vectors gives the same bits. */
#include "ets_parts.h"

#include "base/missing.h"
#include "base/wide.h"

#include <math.h>

enum { LANES = ETS_LANES };

/* Derivatives by the first states smaller than this are 0: the processor is slow with numbers near
 * the least. */
static const double TINY = 1e-140;

/* Below this share of its diagonal the matrix of first level and trend is singular to rounding, and
 * the trend left at 0. */
static const double INDEPENDENT = 1e-10;

struct log_sums {
    double product[LANES], sum[LANES];
};

INLINE void logs_add(struct log_sums *logs, const double *value)
{
    bool out = false;
    for (size_t i = 0; i < LANES; i++) {
        logs->product[i] *= value[i];
        out |= !(logs->product[i] < ETS_PRODUCT_MOST) | !(logs->product[i] > ETS_PRODUCT_LEAST);
    }
    for (size_t i = 0; out && i < LANES; i++) {
        if (!(logs->product[i] < ETS_PRODUCT_MOST && logs->product[i] > ETS_PRODUCT_LEAST)) {
            logs->sum[i] += log(logs->product[i]);
            logs->product[i] = 1.0;
        }
    }
}

struct lane_gains {
    double alpha[LANES], beta[LANES], gamma[LANES], phi[LANES];
};

struct states {
    double level[LANES], trend[LANES];
};

static void set_lanes(const double (*p)[LANES], int at, double absent, double *lanes)
{
    for (size_t i = 0; i < LANES; i++) {
        lanes[i] = at >= 0 ? p[at][i] : absent;
    }
}

static void set_seasons(const struct ets_shape *shape, const double (*p)[LANES],
                        double (*season)[LANES])
{
    const size_t m = shape->season;
    for (size_t i = 0; i < LANES; i++) {
        double rest = shape->form.season == ETS_SEASON_M ? (double)m : 0.0;
        for (size_t k = 0; k + 1 < m; k++) {
            season[k][i] = p[(size_t)shape->seasons + k][i];
            rest -= season[k][i];
        }
        season[m - 1][i] = rest;
    }
}

/* The pass of ets_value, operation by operation. */
INLINE void values_pass(const struct ets_data *data, const struct ets_shape *shape,
                        const double (*p)[LANES], double (*seasons)[LANES], double *value,
                        const bool relative, const bool trended, const enum ets_season kind)
{
    struct lane_gains g = {.alpha = {0}};
    struct states at;
    struct log_sums logs;
    double sum[LANES], bad[LANES];
    const double none[LANES] = {0};
    size_t slot = 0;
    set_lanes(p, 0, 0.0, g.alpha);
    set_lanes(p, shape->beta, 0.0, g.beta);
    set_lanes(p, shape->gamma, 0.0, g.gamma);
    set_lanes(p, shape->phi, 1.0, g.phi);
    set_lanes(p, shape->level, 0.0, at.level);
    set_lanes(p, shape->trend, 0.0, at.trend);
    for (size_t i = 0; i < LANES; i++) {
        sum[i] = bad[i] = logs.sum[i] = 0.0;
        logs.product[i] = 1.0;
    }
    if (kind != ETS_SEASON_N) {
        set_seasons(shape, p, seasons);
    }
    for (size_t t = 0; t < data->length; t++) {
        const double y = data->y[t];
        const double known = is_missing(y) ? 0.0 : 1.0;
        const double *season = kind == ETS_SEASON_N ? none : seasons[slot];
        double pb[LANES], q[LANES], s[LANES], f[LANES], e[LANES];
        for (size_t i = 0; i < LANES; i++) {
            pb[i] = trended ? g.phi[i] * at.trend[i] : 0.0;
            q[i] = trended ? at.level[i] + pb[i] : at.level[i];
            s[i] = season[i];
            f[i] = kind == ETS_SEASON_M ? q[i] * s[i] : kind == ETS_SEASON_A ? q[i] + s[i] : q[i];
            e[i] = known > 0.0 ? y - f[i] : 0.0;
        }
        if (relative && known > 0.0) {
            double positive[LANES];
            for (size_t i = 0; i < LANES; i++) {
                const double lowest = kind == ETS_SEASON_M ? (f[i] < s[i] ? f[i] : s[i]) : f[i];
                bad[i] = lowest > 0.0 ? bad[i] : 1.0;
                positive[i] = lowest > 0.0 ? f[i] : 1.0;
                const double r = e[i] / f[i];
                sum[i] += r * r;
            }
            logs_add(&logs, positive);
        } else {
            for (size_t i = 0; i < LANES; i++) {
                sum[i] += e[i] * e[i];
            }
        }
        for (size_t i = 0; i < LANES; i++) {
            const double u = kind == ETS_SEASON_M ? e[i] / s[i] : e[i];
            at.level[i] = q[i] + g.alpha[i] * u;
            if (trended) {
                at.trend[i] = pb[i] + g.beta[i] * u;
            }
            if (kind != ETS_SEASON_N) {
                seasons[slot][i] = s[i] + g.gamma[i] * (kind == ETS_SEASON_M ? e[i] / q[i] : e[i]);
            }
        }
        slot = slot + 1 == shape->season ? 0 : slot + 1;
    }
    for (size_t i = 0; i < LANES; i++) {
        const double sum_log = relative ? logs.sum[i] + log(logs.product[i]) : 0.0;
        value[i] = bad[i] > 0.0 ? HUGE_VAL
                                : ets_minus_twice_loglik(relative, data->observed, sum[i], sum_log);
    }
}

#define VALUES_PASS(relative, trended, kind)                                                       \
    values_pass(data, shape, p, (double(*)[LANES])work->season, value, relative, trended, kind)

WIDE void ets_values(const struct ets_data *data, const struct ets_shape *shape,
                     const double (*p)[ETS_LANES], struct ets_work *work, double *value)
{
    ETS_BY_FORM(VALUES_PASS)
}

/* Sums over the known periods; r is the error with the first level at the mean and no trend, p and
 * q what a unit of each adds to the forecast. */
struct sums {
    double rr[LANES], rp[LANES], rq[LANES], pp[LANES], pq[LANES], qq[LANES];
};

struct trail {
    struct states base, of_level, of_trend;
};

INLINE double flushed(double value)
{
    return fabs(value) > TINY ? value : 0.0;
}

INLINE void profile_pass(const struct ets_data *data, const struct ets_lanes *at,
                         struct sums *result, const bool trended)
{
    struct trail a = {0};
    struct sums sums = {0};
    double alpha[LANES], beta[LANES], phi[LANES];
    for (size_t i = 0; i < LANES; i++) {
        alpha[i] = at->alpha[i];
        beta[i] = at->beta[i];
        phi[i] = at->phi[i];
        a.base.level[i] = data->mean;
        a.of_level.level[i] = 1.0;
        a.of_trend.trend[i] = 1.0;
    }
    for (size_t t = 0; t < data->length; t++) {
        const double y = data->y[t];
        const bool known = !is_missing(y);
        const double weight = known ? 1.0 : 0.0, seen = known ? y : 0.0;
        for (size_t i = 0; i < LANES; i++) {
            const double pb = trended ? phi[i] * a.base.trend[i] : 0.0;
            const double f = a.base.level[i] + pb;
            const double r = weight * (seen - f);
            const double damped = trended ? phi[i] * a.of_level.trend[i] : 0.0;
            const double p = a.of_level.level[i] + damped;
            const double wp = weight * p;
            sums.rr[i] += r * r;
            sums.rp[i] += r * p;
            sums.pp[i] += wp * p;
            a.base.level[i] = f + alpha[i] * r;
            a.of_level.level[i] = flushed(p - alpha[i] * wp);
            if (trended) {
                const double own = phi[i] * a.of_trend.trend[i];
                const double q = a.of_trend.level[i] + own;
                const double wq = weight * q;
                sums.rq[i] += r * q;
                sums.pq[i] += wp * q;
                sums.qq[i] += wq * q;
                a.base.trend[i] = pb + beta[i] * r;
                a.of_level.trend[i] = flushed(damped - beta[i] * wp);
                a.of_trend.level[i] = flushed(q - alpha[i] * wq);
                a.of_trend.trend[i] = flushed(own - beta[i] * wq);
            }
        }
    }
    *result = sums;
}

WIDE static void gather(const struct ets_data *data, const struct ets_lanes *at, bool trended,
                        struct sums *sums)
{
    if (trended) {
        profile_pass(data, at, sums, true);
    } else {
        profile_pass(data, at, sums, false);
    }
}

void ets_lanes_profile(const struct ets_data *data, bool trended, struct ets_lanes *at)
{
    struct sums sums;
    gather(data, at, trended, &sums);
    for (size_t i = 0; i < LANES; i++) {
        const double pp = sums.pp[i], pq = sums.pq[i], qq = sums.qq[i];
        const double apart = pp * qq - pq * pq;
        double trend = 0.0;
        if (apart > INDEPENDENT * pp * qq) {
            trend = (pp * sums.rq[i] - pq * sums.rp[i]) / apart;
        }
        const double rise = pp > 0.0 ? (sums.rp[i] - trend * pq) / pp : 0.0;
        const double squares = sums.rr[i] - 2.0 * (rise * sums.rp[i] + trend * sums.rq[i]) +
                               rise * rise * pp + trend * trend * qq + 2.0 * rise * trend * pq;
        at->level[i] = data->mean + rise;
        at->trend[i] = trend;
        at->value[i] = ets_minus_twice_loglik(false, data->observed, fmax(squares, 0.0), 0.0);
    }
}
