/* Seasons taken out by classical decomposition, where a test finds them. */
#include "theta_parts.h"

#include <string.h>

/* One-sided 5 % of the normal law, as in R's thetaf. */
static const double CRITICAL = 1.6448536269514722;
/* An index below this makes ratios of noise. */
static const double INDEX_LEAST_R = 1e-4;
static const double INDEX_LEAST = 0.01;

static double mean_of(const double *y, size_t length)
{
    double sum = 0.0, count = 0.0;
    for (size_t t = 0; t < length; t++) {
        if (!is_missing(y[t])) {
            sum += y[t];
            count += 1.0;
        }
    }
    return count > 0.0 ? sum / count : MISSING;
}

static double product_at_lag(const double *y, size_t length, size_t lag, double mean)
{
    double sum = 0.0;
    for (size_t t = lag; t < length; t++) {
        double product = (y[t] - mean) * (y[t - lag] - mean);
        sum += is_missing(product) ? 0.0 : product;
    }
    return sum;
}

bool theta_seasonal(const double *demand, size_t length, size_t season)
{
    if (season < 2 || length <= 2 * season) {
        return false;
    }
    double mean = mean_of(demand, length);
    double variance = product_at_lag(demand, length, 0, mean);
    if (!(variance > 0.0)) {
        return false;
    }
    double at_season = product_at_lag(demand, length, season, mean) / variance;
    double below = 0.0;
    for (size_t lag = 1; lag < season; lag++) {
        double r = product_at_lag(demand, length, lag, mean) / variance;
        below += r * r;
    }
    return fabs(at_season) > CRITICAL * sqrt((1.0 + 2.0 * below) / (double)length);
}

/* The mean of m periods around t (m + 1 with halves at the ends if m is even); gaps are left out of
 * it.  MISSING near the ends. */
static double trend_at(const double *y, size_t length, size_t m, size_t t)
{
    size_t half = m / 2;
    if (t < half || t + half >= length) {
        return MISSING;
    }
    double sum = 0.0, weight = 0.0;
    for (size_t i = t - half; i <= t + half; i++) {
        bool end = m % 2 == 0 && (i == t - half || i == t + half);
        double share = end ? 0.5 : 1.0;
        if (!is_missing(y[i])) {
            sum += share * y[i];
            weight += share;
        }
    }
    return weight > 0.0 ? sum / weight : MISSING;
}

/* figure[k] of the periods k, k + m, ..; false where some of them are unknown or add up to nothing.
 * Ratios to a trend of 0 (0 / 0) count as unknown. */
static bool figure_of(const double *y, size_t length, size_t m, enum theta_season season,
                      double *figure)
{
    double total = 0.0;
    for (size_t k = 0; k < m; k++) {
        double sum = 0.0, count = 0.0;
        for (size_t t = k; t < length; t += m) {
            double trend = trend_at(y, length, m, t);
            double part = season == THETA_SEASON_TIMES ? y[t] / trend : y[t] - trend;
            if (isfinite(part)) {
                sum += part;
                count += 1.0;
            }
        }
        figure[k] = sum / count;
        total += figure[k];
    }
    double mean = total / (double)m;
    if (!isfinite(mean) || (season == THETA_SEASON_TIMES && !(mean > 0.0))) {
        return false;
    }
    for (size_t k = 0; k < m; k++) {
        figure[k] = season == THETA_SEASON_TIMES ? figure[k] / mean : figure[k] - mean;
    }
    return true;
}

static double least_of(const double *values, size_t count)
{
    double least = HUGE_VAL;
    for (size_t i = 0; i < count; i++) {
        least = values[i] < least ? values[i] : least;
    }
    return least;
}

/* Which season to take out, with its figure by position from the first period on. */
static enum theta_season choose(const double *y, size_t length, size_t m, bool ratio_only,
                                double *figure)
{
    double least = least_of(y, length);
    if (ratio_only ? least >= 0.0 : least > 0.0) {
        bool known = figure_of(y, length, m, THETA_SEASON_TIMES, figure);
        if (known && least_of(figure, m) >= (ratio_only ? INDEX_LEAST_R : INDEX_LEAST)) {
            return THETA_SEASON_TIMES;
        }
        if (ratio_only) {
            return THETA_SEASON_NONE;
        }
    }
    return figure_of(y, length, m, THETA_SEASON_ADDED, figure) ? THETA_SEASON_ADDED
                                                               : THETA_SEASON_NONE;
}

enum theta_season theta_deseason(double *demand, size_t length, size_t season, bool ratio_only,
                                 double *index)
{
    if (!theta_seasonal(demand, length, season)) {
        return THETA_SEASON_NONE;
    }
    enum theta_season kind = choose(demand, length, season, ratio_only, index);
    if (kind == THETA_SEASON_NONE) {
        return kind;
    }
    for (size_t t = 0; t < length; t++) {
        double figure = index[t % season];
        demand[t] = kind == THETA_SEASON_TIMES ? demand[t] / figure : demand[t] - figure;
    }
    return kind;
}
