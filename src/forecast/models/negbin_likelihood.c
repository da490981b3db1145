/* The likelihood of counts with a moving mean, and its slopes. */
#include "base/missing.h"
#include "negbin_parts.h"
#include "negbin_rise.h"

#include <assert.h>

bool negbin_data_of(struct negbin_data *data, const struct history *history)
{
    *data = (struct negbin_data){.history = history};
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

static struct term term_at(const struct negbin_point *point, double mu, double y, double log_zero)
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
static void move_slopes(const struct negbin_point *point, double mu, double y, double *g)
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

static double move_mean(const struct negbin_point *point, double mu, double y)
{
    double rest =
        point->level == NEGBIN_DAMPED ? (1.0 - point->phi - point->alpha) * point->mu : 0.0;
    return point->level == NEGBIN_STATIC
               ? mu
               : rest + point->phi * mu + point->alpha * (is_missing(y) ? mu : y);
}

/* What is linear in the sums of means and of demand. */
static double linear_part(const struct negbin_point *point, double means, double units)
{
    double b = point->b;
    return point->poisson ? -means : -b * means * log1p(1.0 / b) - units * log1p(b);
}

double negbin_loglik(const struct negbin_data *data, const struct negbin_point *point, double *next)
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

double negbin_loglik_slopes(const struct negbin_data *data, const struct negbin_point *point,
                            size_t means, struct negbin_slopes *slopes)
{
    const double *demand = data->history->demand;
    double log_zero = point->poisson ? 0.0 : log1p(1.0 / point->b);
    double g[NEGBIN_MEAN_MOST] = {1.0, 0.0, 0.0};
    double mu = point->mu;
    struct log_sum total = {.product = 1.0};
    double sum = 0.0;
    assert(means <= NEGBIN_MEAN_MOST);
    *slopes = (struct negbin_slopes){0};
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
            slopes->gradient[NEGBIN_MEAN_MOST] -= 2.0 * term.slope_b;
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

double negbin_pearson(const struct negbin_data *data, const struct negbin_point *point, double free)
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
