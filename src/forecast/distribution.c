/* The predictive distribution over any stretch of days, from the running sums of a forecast. */
#include "forecast/outlook.h"

#include <assert.h>

void outlook_periods(const struct panel *panel, size_t horizon, double *period_end)
{
    for (size_t h = 0; h < horizon; h++) {
        int32_t next = period_first_day(&panel->calendar, panel->end_period + (int32_t)h + 1);
        period_end[h] = (double)(next - panel->as_of);
    }
}

void outlook_of(struct outlook *outlook, const struct panel *panel,
                const struct forecasts *forecasts, size_t series, const double *period_end)
{
    int32_t days = period_days(&panel->calendar, panel->end_period);
    *outlook = (struct outlook){
        .mean = forecasts->mean + series * forecasts->horizon,
        .sum_variance = forecasts->sum_variance + series * forecasts->horizon,
        .periods = forecasts->horizon,
        .period_end = period_end,
        .first_share = forecasts->horizon > 0 ? period_end[0] / (double)days : 1.0,
        .season = (size_t)calendar_season(&panel->calendar),
        .counts = forecasts->report[series].counts,
    };
}

typedef double amount_of(const struct outlook *outlook, size_t period);

static double mean_amount(const struct outlook *outlook, size_t period)
{
    return outlook->mean[period];
}

/* What the period adds to the variance of the running sum; a model whose errors made up for each
 * other could say less than nothing, which no interval can have. */
static double variance_amount(const struct outlook *outlook, size_t period)
{
    double before = period > 0 ? outlook->sum_variance[period - 1] : 0.0;
    double amount = outlook->sum_variance[period] - before;
    return amount > 0.0 ? amount : 0.0;
}

/* What an average day of the last season adds. */
static double daily_amount(const struct outlook *outlook, amount_of *amount)
{
    size_t season = outlook->season > 0 && outlook->season < outlook->periods ? outlook->season
                                                                              : outlook->periods;
    size_t first = outlook->periods - season;
    double sum = 0.0;
    for (size_t h = first; h < outlook->periods; h++) {
        sum += amount(outlook, h);
    }
    double whole_first = outlook->period_end[0] / outlook->first_share;
    double end = outlook->period_end[outlook->periods - 1];
    double days = first > 0 ? end - outlook->period_end[first - 1]
                            : end - outlook->period_end[0] + whole_first;
    return sum / days;
}

/* The running sum up to day `t`. */
static double sum_until(const struct outlook *outlook, double t, amount_of *amount)
{
    double sum = 0.0;
    double start = 0.0;
    for (size_t h = 0; h < outlook->periods; h++) {
        double share = h == 0 ? outlook->first_share : 1.0;
        double end = outlook->period_end[h];
        if (t < end) {
            return sum + share * amount(outlook, h) * (t - start) / (end - start);
        }
        sum += share * amount(outlook, h);
        start = end;
    }
    return t > start ? sum + daily_amount(outlook, amount) * (t - start) : sum;
}

static double between(const struct outlook *outlook, double from_days, double to_days,
                      amount_of *amount)
{
    assert(0.0 <= from_days && from_days <= to_days);
    if (outlook->periods == 0 || !(to_days > from_days)) {
        return 0.0;
    }
    double before = from_days > 0.0 ? sum_until(outlook, from_days, amount) : 0.0;
    double difference = sum_until(outlook, to_days, amount) - before;
    return difference > 0.0 ? difference : 0.0;
}

double outlook_mean(const struct outlook *outlook, double from_days, double to_days)
{
    return between(outlook, from_days, to_days, mean_amount);
}

double outlook_variance(const struct outlook *outlook, double from_days, double to_days)
{
    return between(outlook, from_days, to_days, variance_amount);
}

struct dist outlook_dist(const struct outlook *outlook, double from_days, double to_days)
{
    return dist_of_demand(outlook_mean(outlook, from_days, to_days),
                          outlook_variance(outlook, from_days, to_days), outlook->counts);
}
