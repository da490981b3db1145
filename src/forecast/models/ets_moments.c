/* Moments of the ETS forecast: mean, variance, and variance of the running sum. */
#include "forecast/ets.h"

#include "base/missing.h"

#include <math.h>

/* The fitted form as numbers, with what it has not neutral. */
struct law {
    double alpha, beta, gamma, phi, level, trend, sigma2;
    bool seasonal, product, relative;
    size_t m;
    const double *season; /* [m] next period first */
};

static struct law law_of(const struct ets_fit *fit, size_t season)
{
    return (struct law){.alpha = fit->alpha,
                        .beta = value_or(fit->beta, 0.0),
                        .gamma = value_or(fit->gamma, 0.0),
                        .phi = value_or(fit->phi, 1.0),
                        .level = fit->level,
                        .trend = value_or(fit->trend, 0.0),
                        .sigma2 = fit->sigma2,
                        .seasonal = fit->form.season != ETS_SEASON_N,
                        .product = fit->form.season == ETS_SEASON_M,
                        .relative = fit->form.error == ETS_ERROR_M,
                        .m = fit->form.season == ETS_SEASON_N ? 1 : season,
                        .season = fit->season};
}

/* base[h] = level + (phi + .. + phi^h) trend, mean[h] with the season, and response[j]: what an
 * error of one, made j periods ago, adds to the base, c_j = alpha + beta (phi + .. + phi^j) and,
 * for an additive season, gamma when j is whole seasons; response[0] = 1 is the error itself. */
static void set_base(const struct law *law, size_t horizon, double *base, double *response,
                     double *mean)
{
    double damped = 0.0, power = 1.0;
    response[0] = 1.0;
    for (size_t h = 0; h < horizon; h++) {
        power *= law->phi;
        damped += power;
        base[h] = law->level + damped * law->trend;
        double season = law->seasonal ? law->season[h % law->m] : 0.0;
        mean[h] = law->product ? base[h] * season : base[h] + season;
        if (h + 1 < horizon) {
            bool whole = law->seasonal && !law->product && (h + 1) % law->m == 0;
            response[h + 1] = law->alpha + law->beta * damped + (whole ? law->gamma : 0.0);
        }
    }
}

/* v_h = sigma^2 sum_{j<h} c_j^2; the sum of h periods holds the error of period k with weight
 * c_0 + .. + c_{h-k}. */
static void additive_error(const struct law *law, size_t horizon, const double *response,
                           double *variance, double *sum_variance)
{
    double single = 0.0, cumulated = 0.0, running = 0.0;
    for (size_t h = 0; h < horizon; h++) {
        single += response[h] * response[h];
        cumulated += response[h];
        running += cumulated * cumulated;
        variance[h] = law->sigma2 * single;
        sum_variance[h] = law->sigma2 * running;
    }
}

/* With zeta_k = base_k eps_k the base is linear in uncorrelated errors of variance sigma^2 theta_k,
 * theta_k = E base_k^2 = (its mean)^2 + sigma^2 sum_{j<k} c_{k-j}^2 theta_j.  An additive season
 * belongs to the base; a multiplicative one weighs it, s_h (c_{h-k} zeta_k), and an error also
 * moves its own season a year on by gamma eps, to first order s_h base_h gamma eps_k.  weight[k]
 * gathers what the error of period k does to the running sum. */
static void relative_error(const struct law *law, size_t horizon, const double *base,
                           const double *response, const double *mean, double *size, double *weight,
                           double *variance, double *sum_variance)
{
    for (size_t h = 0; h < horizon; h++) {
        const double season = law->product ? law->season[h % law->m] : 1.0;
        const double expected = law->product ? base[h] : mean[h];
        double spread = 0.0, single = 0.0, running = 0.0;
        for (size_t k = 0; k < h; k++) {
            double part = response[h - k] * size[k];
            spread += part * part;
        }
        size[h] = sqrt(expected * expected + law->sigma2 * spread);
        for (size_t k = 0; k <= h; k++) {
            bool same = law->product && k < h && (h - k) % law->m == 0;
            double effect =
                season * (response[h - k] * size[k] + (same ? law->gamma * size[h] : 0.0));
            weight[k] = (k == h ? 0.0 : weight[k]) + effect;
            single += effect * effect;
            running += weight[k] * weight[k];
        }
        variance[h] = law->sigma2 * single;
        sum_variance[h] = law->sigma2 * running;
    }
}

enum fit ets_moments(const struct ets_fit *fit, size_t season, size_t horizon,
                     struct arena *scratch, double *mean, double *variance, double *sum_variance)
{
    const struct law law = law_of(fit, season);
    double *base = ARENA_NEW(scratch, double, 4 * horizon);
    if (base == NULL) {
        return FIT_NO_MEMORY;
    }
    double *response = base + horizon, *size = base + 2 * horizon, *weight = base + 3 * horizon;
    if (horizon > 0) {
        set_base(&law, horizon, base, response, mean);
    }
    if (law.relative) {
        relative_error(&law, horizon, base, response, mean, size, weight, variance, sum_variance);
    } else {
        additive_error(&law, horizon, response, variance, sum_variance);
    }
    return FIT_OK;
}
