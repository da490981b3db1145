/* The predictive distribution over any stretch of days, from the running sums of a forecast. */
#include "forecast/outlook.h"

#include "base/missing.h"

#include <assert.h>
#include <math.h>

void outlook_periods(const struct panel *panel, size_t horizon, double *period_end)
{
    for (size_t h = 0; h < horizon; h++) {
        int32_t next = period_first_day(&panel->calendar, panel->end_period + (int32_t)h + 1);
        period_end[h] = (double)(next - panel->as_of);
    }
}

/* Puts `value` into its place among [count] ascending ones; quicker than a sort for so few. */
static void put_in_order(double *values, size_t count, double value)
{
    for (; count > 0 && values[count - 1] > value; count--) {
        values[count] = values[count - 1];
    }
    values[count] = value;
}

/* What the spread makes of a variance. */
static double widening(const struct outlook *outlook)
{
    return outlook->spread > 0.0 ? outlook->spread * outlook->spread : 1.0;
}

void outlook_sizes(struct outlook *outlook, struct span span)
{
    double last[OUTLOOK_SIZES];
    size_t count = 0;
    for (size_t t = span.length; t-- > 0 && count < OUTLOOK_SIZES;) {
        if (value_or(span.demand[t], 0.0) > 0.0) {
            put_in_order(last, count++, span.demand[t]);
        }
    }
    size_t parts = count < DIST_SIZES ? count : DIST_SIZES;
    double all = 0.0;
    for (size_t i = 0; i < parts; i++) {
        size_t begin = i * count / parts;
        size_t end = (i + 1) * count / parts;
        double sum = 0.0;
        for (size_t k = begin; k < end; k++) {
            sum += last[k];
        }
        double mean = widening(outlook) * sum / (double)(end - begin);
        outlook->size[i] = outlook->counts ? fmax(round(mean), 1.0) : mean;
        all += outlook->size[i];
    }
    outlook->size_count = parts;
    outlook->size_mean = parts > 0 ? all / (double)parts : 0.0;
}

void outlook_of(struct outlook *outlook, const struct panel *panel,
                const struct forecasts *forecasts, size_t series, const double *period_end)
{
    int32_t days = period_days(&panel->calendar, panel->end_period);
    const struct forecast_part *demand = forecasts->demand;
    size_t at = forecast_part_find(demand, series);
    bool apart = at != SIZE_MAX;
    size_t cell = (apart ? at : series) * forecasts->horizon;
    *outlook = (struct outlook){
        .mean = (apart ? demand->mean : forecasts->mean) + cell,
        .sum_variance = (apart ? demand->sum_variance : forecasts->sum_variance) + cell,
        .periods = forecasts->horizon,
        .period_end = period_end,
        .spread = forecasts->spread,
        .first_share = forecasts->horizon > 0 ? period_end[0] / (double)days : 1.0,
        .season = (size_t)calendar_season(&panel->calendar),
        .counts = apart ? demand->counts[at] : forecasts->report[series].counts,
    };
    unsigned flags = apart ? demand->flags[at] : forecasts->report[series].flags;
    if ((flags & FLAG_LUMPY) != 0) {
        outlook_sizes(outlook, panel_span(panel, series));
    }
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

bool outlook_sum(struct outlook *outlook, struct arena *scratch)
{
    size_t periods = outlook->periods;
    if (periods == 0) {
        return true;
    }
    double *mean_until = ARENA_NEW(scratch, double, periods);
    double *variance_until = ARENA_NEW(scratch, double, periods);
    if (mean_until == NULL || variance_until == NULL) {
        return false;
    }
    double mean = 0.0;
    double variance = 0.0;
    for (size_t h = 0; h < periods; h++) {
        double share = h == 0 ? outlook->first_share : 1.0;
        mean += share * mean_amount(outlook, h);
        variance += share * variance_amount(outlook, h);
        mean_until[h] = mean;
        variance_until[h] = variance;
    }
    outlook->mean_until = mean_until;
    outlook->variance_until = variance_until;
    outlook->mean_a_day = daily_amount(outlook, mean_amount);
    outlook->variance_a_day = daily_amount(outlook, variance_amount);
    outlook->periods_a_day = (double)periods / outlook->period_end[periods - 1];
    return true;
}

/* The running sum up to day `t`, period by period. */
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

/* The first period that ends after day `t`, which is before the end of the last. */
static size_t period_at(const struct outlook *outlook, double t)
{
    size_t last = outlook->periods - 1;
    size_t h = (size_t)(t * outlook->periods_a_day); /* periods are nearly of one length */
    h = h < last ? h : last;
    while (outlook->period_end[h] <= t) {
        h++;
    }
    while (h > 0 && outlook->period_end[h - 1] > t) {
        h--;
    }
    return h;
}

/* The same sum, to the last bit, from the sums up to the periods' ends. */
static double sum_at(const struct outlook *outlook, double t, const double *until, double a_day,
                     amount_of *amount)
{
    size_t last = outlook->periods - 1;
    if (t >= outlook->period_end[last]) {
        double over = t - outlook->period_end[last];
        return over > 0.0 ? until[last] + a_day * over : until[last];
    }
    size_t h = period_at(outlook, t);
    double share = h == 0 ? outlook->first_share : 1.0;
    double start = h == 0 ? 0.0 : outlook->period_end[h - 1];
    double before = h == 0 ? 0.0 : until[h - 1];
    return before + share * amount(outlook, h) * (t - start) / (outlook->period_end[h] - start);
}

static double mean_at(const struct outlook *outlook, double t)
{
    return outlook->mean_until == NULL
               ? sum_until(outlook, t, mean_amount)
               : sum_at(outlook, t, outlook->mean_until, outlook->mean_a_day, mean_amount);
}

static double variance_at(const struct outlook *outlook, double t)
{
    return outlook->variance_until == NULL ? sum_until(outlook, t, variance_amount)
                                           : sum_at(outlook, t, outlook->variance_until,
                                                    outlook->variance_a_day, variance_amount);
}

static double between(const struct outlook *outlook, double from_days, double to_days,
                      double at(const struct outlook *, double))
{
    assert(0.0 <= from_days && from_days <= to_days);
    if (outlook->periods == 0 || !(to_days > from_days)) {
        return 0.0;
    }
    double before = from_days > 0.0 ? at(outlook, from_days) : 0.0;
    double difference = at(outlook, to_days) - before;
    return difference > 0.0 ? difference : 0.0;
}

double outlook_mean(const struct outlook *outlook, double from_days, double to_days)
{
    return between(outlook, from_days, to_days, mean_at);
}

double outlook_variance(const struct outlook *outlook, double from_days, double to_days)
{
    return widening(outlook) * between(outlook, from_days, to_days, variance_at);
}

/* Halves `limit` until what is left is finer than any calendar. */
static const double COVER_STEP = 1.0 / 16.0;

/* Where the straight line through the period's sums reaches `units`, which the last period's sum
 * does. */
static double crossing(const struct outlook *outlook, double units)
{
    const double *until = outlook->mean_until;
    size_t low = 0;
    size_t high = outlook->periods - 1;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (until[middle] < units) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    double before = low == 0 ? 0.0 : until[low - 1];
    double start = low == 0 ? 0.0 : outlook->period_end[low - 1];
    double share = until[low] > before ? (units - before) / (until[low] - before) : 1.0;
    return start + share * (outlook->period_end[low] - start);
}

/* The day by the sums, a multiple of `step` like the one that halving finds; MISSING where rounding
 * or sums that fall leave a doubt. */
static double cover_by_sums(const struct outlook *outlook, double units, double limit, double step)
{
    if (outlook->mean_until == NULL) {
        return MISSING;
    }
    double all = outlook->mean_until[outlook->periods - 1];
    double end = outlook->period_end[outlook->periods - 1];
    double day =
        units <= all ? crossing(outlook, units) : end + (units - all) / outlook->mean_a_day;
    day = fmin(ceil(day / step) * step, limit);
    bool found = day > 0.0 && outlook_mean(outlook, 0.0, day) >= units &&
                 outlook_mean(outlook, 0.0, day - step) < units;
    return found ? day : MISSING;
}

double outlook_cover(const struct outlook *outlook, double units, double limit)
{
    double all = outlook_mean(outlook, 0.0, limit);
    if (!(all > 0.0)) {
        return MISSING;
    }
    if (units <= 0.0 || units >= all) {
        return units <= 0.0 ? 0.0 : limit;
    }
    double step = limit;
    while (step > COVER_STEP) {
        step /= 2.0;
    }
    double day = cover_by_sums(outlook, units, limit, step);
    if (!is_missing(day)) {
        return day;
    }
    double low = 0.0;
    double high = limit;
    while (high - low > COVER_STEP) {
        double middle = low + (high - low) / 2.0;
        if (outlook_mean(outlook, 0.0, middle) < units) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return high;
}

/* The sum of so many demands would be smooth anyway, and less than this is none. */
static const double LEAST_DEMANDS = 1e-9;
/* Less than this share of the variance is no crowding. */
static const double CROWDED = 0.01;

double outlook_largest(const struct outlook *outlook)
{
    return outlook->size_count > 0 ? outlook->size[outlook->size_count - 1] : 0.0; /* in order */
}

double outlook_apart(const struct outlook *outlook, double mean)
{
    double squares = 0.0;
    for (size_t i = 0; i < outlook->size_count; i++) {
        squares += outlook->size[i] * outlook->size[i];
    }
    double sizes = outlook->size_mean * (double)outlook->size_count;
    return sizes > 0.0 ? mean * squares / sizes : 0.0;
}

struct dist outlook_law(const struct outlook *outlook, double mean, double variance)
{
    double demands = outlook->size_count > 0 ? mean / outlook->size_mean : 0.0;
    if (demands >= LEAST_DEMANDS && demands <= DIST_DEMANDS) {
        double more = variance - outlook_apart(outlook, mean);
        return (struct dist){.kind = DIST_COMPOUND,
                             .a = demands,
                             .b = more > CROWDED * variance ? mean * mean / more : 0.0,
                             .mass = outlook->size,
                             .count = outlook->size_count};
    }
    return dist_of_demand(mean, variance, outlook->counts);
}

struct dist outlook_dist(const struct outlook *outlook, double from_days, double to_days)
{
    return outlook_law(outlook, outlook_mean(outlook, from_days, to_days),
                       outlook_variance(outlook, from_days, to_days));
}
