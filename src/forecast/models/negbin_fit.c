/* The likelihood of counts with a moving mean, and its greatest value.
 *
 * The search runs over the level, alpha and phi and the logarithm of b at once by scoring
 * (num/scoring.h).  The curvature is that of the likelihood in mu[t] and log b, carried over by the
 * slopes of mu[t] (Gauss and Newton).  In mu[t] it is never negative; where in log b it is not
 * clearly positive, the sum of squared scores stands in for it. */
#include "base/missing.h"
#include "forecast/negbin.h"
#include "negbin_rise.h"
#include "num/scoring.h"

#include <assert.h>
#include <string.h>

enum { MEAN_MOST = 3, VARIABLES_MOST = 4, STEPS_MOST = 40 };

static const double ALPHA_LEAST = 1e-4;
static const double ALPHA_MOST = 0.9999; /* undamped; of what phi leaves when damped */
static const double PHI_MOST = 0.9995;
static const double LOG_B_LEAST = -18.0; /* c = 7e7 */
static const double LOG_B_MOST = 9.0;    /* c = 1.0001: Poisson in all but name */
static const double LEVEL_LEAST = 1e-3;  /* of the mean */
static const double GAIN_LEAST = 1e-3;   /* of twice the log-likelihood, that a step must promise */
static const double CURVED = 0.1; /* of the squared scores: so much curvature is clear enough */
static const double FANO_LEAST = 0.02; /* of c - 1, at the start */
/* A Poisson form is asked for where its c would not differ by more than this, plus three standard
 * errors, from 1. */
static const double POISSON_EXCESS = 0.1;

struct data {
    const struct history *history;
    size_t known;
    double mean;
    double most;
    double constants; /* sum of log y! */
};

/* Where the likelihood is taken. */
struct point {
    enum negbin_level level;
    bool poisson;
    double mu, alpha, phi;
    double b;
};

struct search {
    const struct data *data;
    enum negbin_level level;
    bool poisson;
    size_t count; /* variables: mu, then alpha, then phi, then log b, as far as the form has them */
    size_t means; /* of them of the mean */
};

/* Derivatives of minus twice the log-likelihood by mu, alpha, phi and, last, log b. */
struct slopes {
    double gradient[VARIABLES_MOST];
    double curvature[MEAN_MOST][MEAN_MOST];
    double cross[MEAN_MOST]; /* of mu, alpha, phi with log b */
    double curvature_b;
    double scores_b; /* twice the sum of squared scores */
};

static bool data_of(struct data *data, const struct history *history)
{
    *data = (struct data){.history = history};
    double sum = 0.0;
    struct log_sum factorials = {.product = 1.0};
    for (size_t t = 0; t < history->length; t++) {
        double y = history->demand[t];
        if (y < 0.0) {
            return false;
        }
        if (!is_missing(y)) {
            data->known++;
            sum += y;
            data->most = fmax(data->most, y);
            struct rise rise = rise_log(1.0, y);
            log_sum_add(&factorials, rise.product, rise.logarithm);
        }
    }
    data->constants = log_sum_of(&factorials);
    data->mean = data->known > 0 ? sum / (double)data->known : 0.0;
    return true;
}

/* mu^y, as a rise is told. */
static struct rise power_of(double mu, double y)
{
    if (y > 4.0 || floor(y) < y || mu > 1e8 || mu < 1e-20) {
        return (struct rise){.product = 1.0, .logarithm = y * log(mu)};
    }
    struct rise power = {.product = 1.0};
    for (double i = 0.0; i < y; i += 1.0) {
        power.product *= mu;
    }
    return power;
}

/* What one period adds: the part of log P(y) that is not linear in mu and y, and the derivatives of
 * all of it by mu and log b. */
struct term {
    struct rise rise;
    double slope;
    double slope_b;
    double bend; /* minus the second derivatives: by mu, by both, by log b */
    double bend_both;
    double bend_b;
};

static struct term term_at(const struct point *point, double mu, double y, double log_zero)
{
    struct rise none = {.product = 1.0};
    if (point->poisson) {
        return (struct term){
            .rise = y > 0.0 ? power_of(mu, y) : none, .slope = y / mu - 1.0, .bend = y / (mu * mu)};
    }
    double b = point->b;
    struct rise rise = y > 0.0 ? rise_of(b * mu, y) : none;
    double excess = rise.slope - log_zero;
    double part = 1.0 / (1.0 + b);
    double curve = b * mu * rise.bend - part;
    return (struct term){.rise = rise,
                         .slope = b * excess,
                         .slope_b = b * (mu * excess + (mu - y) * part),
                         .bend = b * b * rise.bend,
                         .bend_both = b * (curve - excess),
                         .bend_b = b * (mu * (curve - excess) - (mu - y) * part * part)};
}

/* d mu[t] by mu, alpha and phi. */
static void move_slopes(const struct point *point, double mu, double y, double *g)
{
    double keep = point->phi;
    if (is_missing(y)) {
        keep += point->alpha;
        y = mu;
    }
    if (point->level == NEGBIN_UNDAMPED) { /* phi = 1 - alpha */
        g[0] *= keep;
        g[1] = y - mu + keep * g[1];
        return;
    }
    g[0] = 1.0 - point->phi - point->alpha + keep * g[0];
    g[1] = y - point->mu + keep * g[1];
    g[2] = mu - point->mu + keep * g[2];
}

static double move_mean(const struct point *point, double mu, double y)
{
    double rest =
        point->level == NEGBIN_DAMPED ? (1.0 - point->phi - point->alpha) * point->mu : 0.0;
    return point->level == NEGBIN_STATIC
               ? mu
               : rest + point->phi * mu + point->alpha * (is_missing(y) ? mu : y);
}

/* What is linear in the sums of means and of demand. */
static double linear_part(const struct point *point, double means, double units)
{
    double b = point->b;
    return point->poisson ? -means : -b * means * log1p(1.0 / b) - units * log1p(b);
}

/* The log-likelihood, less its constants; `next` is the mean of the period after the last. */
static double loglik_of(const struct data *data, const struct point *point, double *next)
{
    const double *demand = data->history->demand;
    double b = point->b;
    double mu = point->mu;
    struct log_sum total = {.product = 1.0};
    double means = 0.0;
    for (size_t t = 0; t < data->history->length; t++) {
        double y = demand[t];
        means += is_missing(y) ? 0.0 : mu;
        if (y > 0.0) {
            struct rise rise = point->poisson ? power_of(mu, y) : rise_log(b * mu, y);
            log_sum_add(&total, rise.product, rise.logarithm);
        }
        mu = move_mean(point, mu, y);
    }
    *next = mu;
    return log_sum_of(&total) + linear_part(point, means, data->mean * (double)data->known);
}

static double loglik_slopes(const struct data *data, const struct point *point, size_t means,
                            struct slopes *slopes)
{
    const double *demand = data->history->demand;
    double log_zero = point->poisson ? 0.0 : log1p(1.0 / point->b);
    double g[MEAN_MOST] = {1.0, 0.0, 0.0};
    double mu = point->mu;
    struct log_sum total = {.product = 1.0};
    double sum = 0.0;
    assert(means <= MEAN_MOST);
    *slopes = (struct slopes){0};
    for (size_t t = 0; t < data->history->length; t++) {
        double y = demand[t];
        if (!is_missing(y)) {
            struct term term = term_at(point, mu, y, log_zero);
            sum += mu;
            log_sum_add(&total, term.rise.product, term.rise.logarithm);
            for (size_t i = 0; i < means; i++) {
                slopes->gradient[i] -= 2.0 * term.slope * g[i];
                slopes->cross[i] += 2.0 * term.bend_both * g[i];
                for (size_t j = 0; y > 0.0 && j <= i; j++) {
                    slopes->curvature[i][j] += 2.0 * term.bend * g[i] * g[j];
                }
            }
            slopes->gradient[MEAN_MOST] -= 2.0 * term.slope_b;
            slopes->curvature_b += 2.0 * term.bend_b;
            slopes->scores_b += 2.0 * term.slope_b * term.slope_b;
        }
        if (point->level != NEGBIN_STATIC) {
            move_slopes(point, mu, y, g);
            mu = move_mean(point, mu, y);
        }
    }
    return log_sum_of(&total) + linear_part(point, sum, data->mean * (double)data->known);
}

/* The variables x: mu; alpha, or its share of what phi leaves; phi; log b. */
static struct point point_of(const struct search *search, const double *x)
{
    struct point point = {.level = search->level, .poisson = search->poisson, .mu = x[0]};
    if (search->level == NEGBIN_UNDAMPED) {
        point.alpha = x[1];
        point.phi = 1.0 - x[1];
    }
    if (search->level == NEGBIN_DAMPED) {
        point.phi = x[2];
        point.alpha = (1.0 - x[2]) * x[1];
    }
    point.b = search->poisson ? 1.0 : exp(x[search->means]);
    return point;
}

static double value(void *context, const double *x)
{
    const struct search *search = context;
    struct point point = point_of(search, x);
    double next = 0.0;
    return -2.0 * loglik_of(search->data, &point, &next);
}

static double expand(void *context, const double *x, double *gradient, double *curvature)
{
    const struct search *search = context;
    struct point point = point_of(search, x);
    struct slopes slopes;
    double loglik = loglik_slopes(search->data, &point, search->means, &slopes);
    double(*c)[MEAN_MOST] = slopes.curvature;
    if (search->level == NEGBIN_DAMPED) {
        /* alpha = (1 - phi) x1:  d/dx1 = (1 - phi) d/dalpha,  d/dphi less x1 d/dalpha */
        double left = 1.0 - x[2];
        double share = x[1];
        slopes.gradient[2] -= share * slopes.gradient[1];
        slopes.gradient[1] *= left;
        slopes.cross[2] -= share * slopes.cross[1];
        slopes.cross[1] *= left;
        c[2][2] += share * (share * c[1][1] - 2.0 * c[2][1]);
        c[2][1] = left * (c[2][1] - share * c[1][1]);
        c[2][0] -= share * c[1][0];
        c[1][0] *= left;
        c[1][1] *= left * left;
    }
    for (size_t i = 0; i < search->means; i++) {
        gradient[i] = slopes.gradient[i];
        for (size_t j = 0; j <= i; j++) {
            curvature[i * search->count + j] = c[i][j];
        }
    }
    if (!search->poisson) {
        size_t last = search->means;
        gradient[last] = slopes.gradient[MEAN_MOST];
        bool curved = slopes.curvature_b > CURVED * slopes.scores_b;
        for (size_t j = 0; j < last; j++) {
            curvature[last * search->count + j] = curved ? slopes.cross[j] : 0.0;
        }
        curvature[last * search->count + last] = curved ? slopes.curvature_b : slopes.scores_b;
    }
    return -2.0 * loglik;
}

static size_t means_of(enum negbin_level level)
{
    return level == NEGBIN_DAMPED ? 3 : level == NEGBIN_UNDAMPED ? 2 : 1;
}

/* Pearson's estimate of c: the mean of (y - mu[t])^2 / mu[t], for `free` degrees of freedom. */
static double pearson(const struct data *data, const struct point *point, double free)
{
    double mu = point->mu;
    double sum = 0.0;
    for (size_t t = 0; t < data->history->length; t++) {
        double y = data->history->demand[t];
        sum += is_missing(y) ? 0.0 : (y - mu) * (y - mu) / mu;
        mu = move_mean(point, mu, y);
    }
    return free > 0.0 ? sum / free : 1.0;
}

/* The likeliest of a few starts, each with the b of its own errors. */
static void start_at(struct search *search, double *x)
{
    static const double STATIC[][2] = {{0.0, 0.0}};
    static const double UNDAMPED[][2] = {{0.02, 0.0}, {0.1, 0.0}, {0.4, 0.0}};
    static const double DAMPED[][2] = {{0.3, 0.2}, {0.2, 0.5}, {0.5, 0.9}, {0.5, 0.98}};
    static const double(*const STARTS[])[2] = {STATIC, UNDAMPED, DAMPED};
    static const size_t COUNTS[] = {sizeof STATIC / sizeof *STATIC,
                                    sizeof UNDAMPED / sizeof *UNDAMPED,
                                    sizeof DAMPED / sizeof *DAMPED};
    double least = HUGE_VAL;
    double best[VARIABLES_MOST] = {0};
    for (size_t i = 0; i < COUNTS[search->level]; i++) {
        x[0] = search->data->mean;
        x[1] = STARTS[search->level][i][0];
        x[2] = STARTS[search->level][i][1];
        struct point point = point_of(search, x);
        if (!search->poisson) {
            double fano = pearson(search->data, &point, (double)search->data->known);
            double log_b = -log(fmax(fano - 1.0, FANO_LEAST));
            x[search->means] = fmin(fmax(log_b, LOG_B_LEAST), LOG_B_MOST);
        }
        double got = value(search, x);
        if (got < least || i == 0) {
            least = got;
            memcpy(best, x, sizeof best);
        }
    }
    memcpy(x, best, sizeof best);
}

static void finish(const struct data *data, struct negbin_fit *fit)
{
    struct point point = {.level = fit->level,
                          .poisson = fit->poisson,
                          .mu = fit->mu,
                          .alpha = fit->alpha,
                          .phi = fit->phi,
                          .b = fit->poisson ? 1.0 : 1.0 / (fit->fano - 1.0)};
    fit->loglik = loglik_of(data, &point, &fit->next) - data->constants;
    fit->observed = data->known;
    fit->parameters = means_of(fit->level) + (fit->poisson ? 0 : 1);
    double n = (double)fit->observed;
    double k = (double)fit->parameters;
    fit->aicc = n > k + 1.0 ? -2.0 * fit->loglik + 2.0 * k * n / (n - k - 1.0) : HUGE_VAL;
}

enum fit negbin_evaluate(const struct history *history, struct negbin_fit *fit)
{
    struct data data;
    if (!data_of(&data, history) || !(fit->mu > 0.0)) {
        return FIT_UNSUITABLE;
    }
    fit->poisson = !(fit->fano > 1.0);
    finish(&data, fit);
    return isfinite(fit->loglik) ? FIT_OK : FIT_NOT_FINITE;
}

static enum fit fit_form(const struct data *data, enum negbin_level level, bool poisson,
                         struct arena *scratch, struct negbin_fit *fit)
{
    struct search search = {
        .data = data, .level = level, .poisson = poisson, .means = means_of(level)};
    search.count = search.means + (poisson ? 0 : 1);
    double lower[VARIABLES_MOST] = {LEVEL_LEAST * data->mean, ALPHA_LEAST, 0.0, 0.0};
    double upper[VARIABLES_MOST] = {2.0 * data->most, ALPHA_MOST, PHI_MOST, 0.0};
    double x[VARIABLES_MOST] = {0};
    start_at(&search, x);
    if (!poisson) {
        lower[search.means] = LOG_B_LEAST;
        upper[search.means] = LOG_B_MOST;
    }
    struct scoring_problem problem = {.count = search.count,
                                      .lower = lower,
                                      .upper = upper,
                                      .value = value,
                                      .expand = expand,
                                      .context = &search};
    struct scoring_settings settings = {.tolerance = GAIN_LEAST, .max_steps = STEPS_MOST};
    struct scoring_result result;
    if (!scoring_run(&problem, &settings, x, scratch, &result)) {
        return FIT_NOT_CONVERGED;
    }
    struct point point = point_of(&search, x);
    *fit = (struct negbin_fit){.level = level,
                               .poisson = poisson,
                               .mu = point.mu,
                               .alpha = point.alpha,
                               .phi = point.phi,
                               .fano = poisson ? 1.0 : 1.0 + 1.0 / point.b};
    finish(data, fit);
    return isfinite(fit->loglik) ? FIT_OK : FIT_NOT_FINITE;
}

/* Nothing ever sold: nothing will, for certain. */
static enum fit nothing(const struct data *data, struct negbin_fit *fit)
{
    *fit = (struct negbin_fit){.level = NEGBIN_STATIC,
                               .poisson = true,
                               .fano = 1.0,
                               .observed = data->known,
                               .parameters = 1,
                               .aicc = HUGE_VAL};
    return data->known > 0 ? FIT_OK : FIT_SHORT;
}

enum fit negbin_fit_form(const struct history *history, enum negbin_level level, bool poisson,
                         struct arena *scratch, struct negbin_fit *fit)
{
    struct data data;
    if (!data_of(&data, history)) {
        return FIT_UNSUITABLE;
    }
    return data.mean > 0.0 ? fit_form(&data, level, poisson, scratch, fit) : nothing(&data, fit);
}

enum fit negbin_fit_best(const struct history *history, struct arena *scratch,
                         struct negbin_fit *best)
{
    struct data data;
    if (!data_of(&data, history)) {
        return FIT_UNSUITABLE;
    }
    if (!(data.mean > 0.0)) {
        return nothing(&data, best);
    }
    enum fit fitted = fit_form(&data, NEGBIN_STATIC, true, scratch, best);
    double noise = sqrt(2.0 / (double)data.known);
    for (int level = NEGBIN_STATIC; level <= NEGBIN_DAMPED; level++) {
        double fano = HUGE_VAL;
        for (int poisson = 0; poisson <= 1; poisson++) {
            struct negbin_fit fit;
            if ((level == NEGBIN_STATIC && poisson) ||
                (poisson && fano > 1.0 + POISSON_EXCESS + 3.0 * noise) ||
                fit_form(&data, (enum negbin_level)level, poisson, scratch, &fit) != FIT_OK) {
                continue;
            }
            fano = fit.fano;
            if (fitted != FIT_OK || fit.aicc < best->aicc) {
                *best = fit;
                fitted = FIT_OK;
            }
        }
    }
    if (fitted == FIT_OK && best->poisson) {
        struct point point = {
            .level = best->level, .mu = best->mu, .alpha = best->alpha, .phi = best->phi};
        double free = (double)best->observed - (double)best->parameters;
        double scatter = pearson(&data, &point, free);
        best->fano = scatter < 1.0 - 2.0 * noise ? scatter : 1.0;
    }
    return fitted;
}

size_t negbin_scratch(void)
{
    return scoring_scratch(VARIABLES_MOST);
}

/* With rho = phi + alpha, m[h] the mean and V[h] = c m[h] the variance about it that period h
 * brings, v[h] the variance of mu[h] and s[h] the covariance of mu[h] with the sum before it:
 *
 *     m' = (1 - rho) mu + rho m,   v' = rho^2 v + alpha^2 V,   s' = rho (s + v) + alpha V
 *     Var(sum)' = Var(sum) + 2 s + v + V */
void negbin_moments(const struct negbin_fit *fit, size_t horizon, double *mean, double *variance,
                    double *sum_variance)
{
    bool moves = fit->level != NEGBIN_STATIC;
    double rho = moves ? fit->phi + fit->alpha : 1.0;
    double m = fit->next;
    double v = 0.0;
    double s = 0.0;
    double sum = 0.0;
    for (size_t h = 0; h < horizon; h++) {
        double own = fit->fano * m;
        mean[h] = m;
        variance[h] = own + v;
        sum += 2.0 * s + v + own;
        sum_variance[h] = sum;
        s = rho * (s + v) + fit->alpha * own;
        v = rho * rho * v + fit->alpha * fit->alpha * own;
        m = fit->level == NEGBIN_DAMPED ? (1.0 - rho) * fit->mu + rho * m : m;
    }
}
