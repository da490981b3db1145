/* The lag of returns, and what it makes of them. */
#include "replenish/returns.h"

#include "base/missing.h"

#include <math.h>

enum {
    MOST_LAGS = 64,        /* periods */
    MOST_RETURNS = 200000, /* looked at: that many tell the lag of any business */
    LEAST_PERIODS = 30,    /* of a series: shorter ones say little of their mean */
};

struct covariance {
    double sum[MOST_LAGS];
    double variance[MOST_LAGS]; /* of the sum, if returns fell anywhere */
    size_t lags;
};

static size_t lags_of(const struct calendar *calendar)
{
    switch (calendar->bucket) {
    case BUCKET_MONTH:
        return (size_t)(MOST_LAG_DAYS / 30.0) + 1;
    case BUCKET_WEEK:
        return (size_t)(MOST_LAG_DAYS / 7.0) + 1;
    default:
        return (size_t)MOST_LAG_DAYS + 1;
    }
}

/* Mean and variance of a series' sales; false where there is nothing to learn from. */
static bool moments(const struct span *span, double *mean, double *variance)
{
    double sum = 0.0;
    double square = 0.0;
    for (size_t t = 0; t < span->length; t++) {
        double sold = value_or(span->demand[t], 0.0);
        sum += sold;
        square += sold * sold;
    }
    double n = (double)span->length;
    *mean = sum / n;
    *variance = square / n - *mean * *mean;
    return *variance > 1e-12 * square;
}

static void add_series(struct covariance *covariance, const struct panel *panel, size_t series)
{
    size_t first = panel->return_start[series];
    size_t end = panel->return_start[series + 1];
    struct span span = panel_span(panel, series);
    double mean;
    double variance;
    if (first == end || span.length < LEAST_PERIODS || !moments(&span, &mean, &variance)) {
        return;
    }
    for (size_t r = first; r < end; r++) {
        double units = fmin(panel->return_quantity[r], fmax(3.0 * mean, 1.0));
        int32_t at = panel->return_period[r] - span.first_period;
        for (size_t k = 0; k < covariance->lags && (int32_t)k <= at; k++) {
            size_t t = (size_t)at - k;
            if (t < span.length) {
                covariance->sum[k] += units * (value_or(span.demand[t], 0.0) - mean);
                covariance->variance[k] += units * units * variance;
            }
        }
    }
}

double returns_lag(const struct panel *panel)
{
    if (panel->return_start == NULL || panel->count == 0) {
        return 0.0;
    }
    struct covariance covariance = {.lags = lags_of(&panel->calendar)};
    size_t stride = panel->return_start[panel->count] / MOST_RETURNS + 1;
    for (size_t s = 0; s < panel->count; s += stride) {
        add_series(&covariance, panel, s);
    }
    double weight = 0.0;
    double lag = 0.0;
    for (size_t k = 0; k < covariance.lags; k++) {
        if (covariance.sum[k] > LAG_SIGMAS * sqrt(covariance.variance[k])) {
            weight += covariance.sum[k];
            lag += covariance.sum[k] * (double)k;
        }
    }
    int32_t last = panel->end_period - 1;
    return weight > 0.0 ? lag / weight * period_days(&panel->calendar, last) : 0.0;
}

/* Units sold from `from` to `to` days ago, from > to >= 0, each period's evenly over its days. */
static double sold_ago(const struct panel *panel, size_t series, double from, double to)
{
    struct span span = panel_span(panel, series);
    double sold = 0.0;
    for (size_t t = span.length; t-- > 0;) {
        int32_t period = span.first_period + (int32_t)t;
        double begins = (double)panel->as_of - period_first_day(&panel->calendar, period);
        double length = period_days(&panel->calendar, period);
        double share = fmin(begins, from) - fmax(begins - length, to);
        sold += share > 0.0 ? value_or(span.demand[t], 0.0) * share / length : 0.0;
        if (begins >= from) {
            break;
        }
    }
    return sold;
}

double returns_within(const struct basis *basis, const struct position *position,
                      const struct outlook *outlook, double days)
{
    double sold;
    double returned;
    double rate = position->terms->sellable_return_share;
    if (!(rate > 0.0) || !(days > 0.0)) {
        return 0.0;
    }
    rate *=
        return_rate(basis->panel, position->series, basis->return_window_days, &sold, &returned);
    if (!(rate > 0.0)) {
        return 0.0;
    }
    double lag = basis->return_lag_days;
    double units =
        lag > 0.0 ? sold_ago(basis->panel, position->series, lag, fmax(lag - days, 0.0)) : 0.0;
    if (outlook != NULL && days > lag) {
        units += outlook_mean(outlook, 0.0, days - lag);
    }
    return rate * units;
}
