/* The greatest likelihood of counts with a moving mean.
 *
 * The search runs over the level, alpha and phi and the logarithm of b at once by scoring
 * (num/scoring.h).  The curvature is that of the likelihood in mu[t] and log b, carried over by the
 * slopes of mu[t] (Gauss and Newton).  In mu[t] it is never negative; where in log b it is not
 * clearly positive, the sum of squared scores stands in for it. */
#include "base/missing.h"
#include "negbin_parts.h"
#include "num/scoring.h"

#include <string.h>

enum { STEPS_MOST = 40 };

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

struct search {
    const struct negbin_data *data;
    enum negbin_level level;
    bool poisson;
    size_t count; /* variables: mu, then alpha, then phi, then log b, as far as the form has them */
    size_t means; /* of them of the mean */
};

/* The variables x: mu; alpha, or its share of what phi leaves; phi; log b. */
static struct negbin_point point_of(const struct search *search, const double *x)
{
    struct negbin_point point = {.level = search->level, .poisson = search->poisson, .mu = x[0]};
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
    struct negbin_point point = point_of(search, x);
    double next = 0.0;
    return -2.0 * negbin_loglik(search->data, &point, &next);
}

static double expand(void *context, const double *x, double *gradient, double *curvature)
{
    const struct search *search = context;
    struct negbin_point point = point_of(search, x);
    struct negbin_slopes slopes;
    double loglik = negbin_loglik_slopes(search->data, &point, search->means, &slopes);
    double(*c)[NEGBIN_MEAN_MOST] = slopes.curvature;
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
        gradient[last] = slopes.gradient[NEGBIN_MEAN_MOST];
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
    double best[NEGBIN_VARIABLES_MOST] = {0};
    for (size_t i = 0; i < COUNTS[search->level]; i++) {
        x[0] = search->data->mean;
        x[1] = STARTS[search->level][i][0];
        x[2] = STARTS[search->level][i][1];
        struct negbin_point point = point_of(search, x);
        if (!search->poisson) {
            double fano = negbin_pearson(search->data, &point, (double)search->data->known);
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

static void finish(const struct negbin_data *data, struct negbin_fit *fit)
{
    struct negbin_point point = {.level = fit->level,
                                 .poisson = fit->poisson,
                                 .mu = fit->mu,
                                 .alpha = fit->alpha,
                                 .phi = fit->phi,
                                 .b = fit->poisson ? 1.0 : 1.0 / (fit->fano - 1.0)};
    fit->loglik = negbin_loglik(data, &point, &fit->next) - data->constants;
    fit->observed = data->known;
    fit->parameters = means_of(fit->level) + (fit->poisson ? 0 : 1);
    double n = (double)fit->observed;
    double k = (double)fit->parameters;
    fit->aicc = n > k + 1.0 ? -2.0 * fit->loglik + 2.0 * k * n / (n - k - 1.0) : HUGE_VAL;
}

enum fit negbin_evaluate(const struct history *history, struct negbin_fit *fit)
{
    struct negbin_data data;
    if (!negbin_data_of(&data, history) || !(fit->mu > 0.0)) {
        return FIT_UNSUITABLE;
    }
    fit->poisson = !(fit->fano > 1.0);
    finish(&data, fit);
    return isfinite(fit->loglik) ? FIT_OK : FIT_NOT_FINITE;
}

static enum fit fit_form(const struct negbin_data *data, enum negbin_level level, bool poisson,
                         struct arena *scratch, struct negbin_fit *fit)
{
    struct search search = {
        .data = data, .level = level, .poisson = poisson, .means = means_of(level)};
    search.count = search.means + (poisson ? 0 : 1);
    double lower[NEGBIN_VARIABLES_MOST] = {LEVEL_LEAST * data->mean, ALPHA_LEAST, 0.0, 0.0};
    double upper[NEGBIN_VARIABLES_MOST] = {2.0 * data->most, ALPHA_MOST, PHI_MOST, 0.0};
    double x[NEGBIN_VARIABLES_MOST] = {0};
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
    struct negbin_point point = point_of(&search, x);
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
static enum fit nothing(const struct negbin_data *data, struct negbin_fit *fit)
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
    struct negbin_data data;
    if (!negbin_data_of(&data, history)) {
        return FIT_UNSUITABLE;
    }
    return data.mean > 0.0 ? fit_form(&data, level, poisson, scratch, fit) : nothing(&data, fit);
}

enum fit negbin_fit_best(const struct history *history, struct arena *scratch,
                         struct negbin_fit *best)
{
    struct negbin_data data;
    if (!negbin_data_of(&data, history)) {
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
        struct negbin_point point = {
            .level = best->level, .mu = best->mu, .alpha = best->alpha, .phi = best->phi};
        double free = (double)best->observed - (double)best->parameters;
        double scatter = negbin_pearson(&data, &point, free);
        best->fano = scatter < 1.0 - 2.0 * noise ? scatter : 1.0;
    }
    return fitted;
}

size_t negbin_scratch(void)
{
    return scoring_scratch(NEGBIN_VARIABLES_MOST);
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
