/* STL: cycle-subseries are smoothed one by one, what they share with the trend is filtered out, and
 * the trend is smoothed through the rest. */
#include "num/stl.h"

#include "base/missing.h"
#include "num/stat.h"
#include "stl_loess.h"

#include <assert.h>
#include <string.h>

enum { ARRAYS = 9, PADDING = 64, ROBUST_OUTER = 15 };
/* The window of a season that does not change, while the length of the series is not known; then it
 * is ten times the length, as in R. */
enum { ENDLESS = 1000001 };
/* Robust weights: residuals beyond six times their median size do not count. */
static const double REACH = 6.0;
static const double ALMOST_NONE = 0.001;
static const double ALMOST_ALL = 0.999;

/* The arrays of one decomposition; `wide` is a period longer at both ends. */
struct stl_work {
    size_t length, period;
    double *y;      /* [length] 0 where missing */
    double *known;  /* [length] 1 where y is known, else 0 */
    double *weight; /* [length] known times robust weight */
    double *rest;   /* [length] y less season or trend */
    double *wide;   /* [length + 2 period] the smoothed cycle-subseries */
    double *low;    /* [length + 2 period] its slow part */
    double *buffer; /* [length + 2 period] */
    double *cycle;  /* [4 (length / period + 3)] one position: values, weights, known, smoothed */
    struct loess loess;
    bool weighted; /* a weight differs from 1 */
    bool gaps;     /* a value is missing */
};

static size_t next_odd(double value)
{
    size_t whole = (size_t)(value + 0.5);
    return whole % 2 == 0 ? whole + 1 : whole;
}

static struct stl_smoother smoother_of(size_t window, size_t degree)
{
    return (struct stl_smoother){.window = window, .degree = degree, .jump = (window + 9) / 10};
}

struct stl_settings stl_settings_of(size_t period, size_t season_window)
{
    bool periodic = season_window == STL_PERIODIC;
    size_t window = periodic ? ENDLESS : season_window;
    double trend = ceil(1.5 * (double)period / (1.0 - 1.5 / (double)window));
    return (struct stl_settings){.period = period,
                                 .season = smoother_of(window, 0),
                                 .trend = smoother_of(next_odd(trend), 1),
                                 .low_pass = smoother_of(next_odd((double)period), 1),
                                 .periodic = periodic,
                                 .inner = 2,
                                 .outer = 0};
}

struct stl_settings stl_settings_robust(size_t period, size_t season_window)
{
    struct stl_settings settings = stl_settings_of(period, season_window);
    settings.inner = 1;
    settings.outer = ROBUST_OUTER;
    return settings;
}

size_t stl_scratch(size_t length, size_t period)
{
    size_t wide = length + 2 * period;
    size_t cycles = length / (period > 0 ? period : 1) + 3;
    return (5 * length + 3 * wide + 4 * cycles) * sizeof(double) + (size_t)ARRAYS * PADDING;
}

static bool take_work(struct stl_work *work, struct arena *scratch)
{
    size_t wide = work->length + 2 * work->period;
    work->y = ARENA_NEW(scratch, double, work->length);
    work->known = ARENA_NEW(scratch, double, work->length);
    work->weight = ARENA_NEW(scratch, double, work->length);
    work->rest = ARENA_NEW(scratch, double, work->length);
    work->wide = ARENA_NEW(scratch, double, wide);
    work->low = ARENA_NEW(scratch, double, wide);
    work->buffer = ARENA_NEW(scratch, double, wide);
    work->cycle = ARENA_NEW(scratch, double, 4 * (work->length / work->period + 3));
    work->loess.kernel = ARENA_NEW(scratch, double, work->length);
    return work->y != NULL && work->known != NULL && work->weight != NULL && work->rest != NULL &&
           work->wide != NULL && work->low != NULL && work->buffer != NULL && work->cycle != NULL &&
           work->loess.kernel != NULL;
}

/* How many values are known. */
static size_t copy_series(struct stl_work *work, const double *y)
{
    size_t known = 0;
    for (size_t t = 0; t < work->length; t++) {
        bool there = !is_missing(y[t]);
        work->y[t] = there ? y[t] : 0.0;
        work->known[t] = there ? 1.0 : 0.0;
        known += there ? 1 : 0;
    }
    memcpy(work->weight, work->known, work->length * sizeof *work->weight);
    work->gaps = known < work->length;
    work->weighted = work->gaps;
    return known;
}

/* Smooths one position of the season over the cycles, and one cycle beyond either end. */
static void smooth_position(struct stl_work *work, struct stl_smoother smoother, size_t position)
{
    const size_t period = work->period;
    const size_t cycles = (work->length - position - 1) / period + 1;
    double *values = work->cycle, *weights = values + cycles, *known = weights + cycles;
    double *smooth = known + cycles;
    for (size_t k = 0; k < cycles; k++) {
        values[k] = work->rest[k * period + position];
        weights[k] = work->weight[k * period + position];
        known[k] = work->known[k * period + position];
    }
    const struct loess_series series = {.values = values,
                                        .weights = work->weighted ? weights : NULL,
                                        .known = work->gaps ? known : NULL,
                                        .length = cycles};
    loess_begin(&work->loess, &series, smoother);
    loess_smooth(&work->loess, smooth + 1);
    smooth[0] = loess_before(&work->loess, smooth[1]);
    smooth[cycles + 1] = loess_after(&work->loess, smooth[cycles]);
    for (size_t k = 0; k < cycles + 2; k++) {
        work->wide[k * period + position] = smooth[k];
    }
}

/* average[i] = mean of values[i .. i + window - 1]; the count of averages. */
static size_t moving_average(const double *values, size_t count, size_t window, double *average)
{
    double sum = 0.0;
    for (size_t i = 0; i < window; i++) {
        sum += values[i];
    }
    const size_t averages = count - window + 1;
    const double size = (double)window;
    average[0] = sum / size;
    for (size_t i = 1; i < averages; i++) {
        sum += values[i + window - 1] - values[i - 1];
        average[i] = sum / size;
    }
    return averages;
}

/* season = smoothed cycle-subseries less their slow part: averages over a period, a period and
 * three, then loess. */
static void set_season(struct stl_work *work, const struct stl_settings *settings, double *season)
{
    struct stl_smoother smoother = settings->season;
    if (settings->periodic) {
        smoother = smoother_of(10 * work->length + 1, smoother.degree);
    }
    for (size_t position = 0; position < work->period; position++) {
        smooth_position(work, smoother, position);
    }
    size_t count = work->length + 2 * work->period;
    count = moving_average(work->wide, count, work->period, work->buffer);
    count = moving_average(work->buffer, count, work->period, work->low);
    count = moving_average(work->low, count, 3, work->buffer);
    assert(count == work->length);
    const struct loess_series series = {.values = work->buffer, .length = count};
    loess_begin(&work->loess, &series, settings->low_pass);
    loess_smooth(&work->loess, work->low);
    for (size_t t = 0; t < work->length; t++) {
        season[t] = work->wide[work->period + t] - work->low[t];
    }
}

static void inner_loop(struct stl_work *work, const struct stl_settings *settings, double *season,
                       double *trend)
{
    for (size_t pass = 0; pass < settings->inner; pass++) {
        for (size_t t = 0; t < work->length; t++) {
            work->rest[t] = work->y[t] - trend[t];
        }
        set_season(work, settings, season);
        for (size_t t = 0; t < work->length; t++) {
            work->rest[t] = work->y[t] - season[t];
        }
        const struct loess_series series = {.values = work->rest,
                                            .weights = work->weighted ? work->weight : NULL,
                                            .known = work->gaps ? work->known : NULL,
                                            .length = work->length};
        loess_begin(&work->loess, &series, settings->trend);
        loess_smooth(&work->loess, trend);
    }
}

/* Bisquare weights of the residuals: (1 - (r / 6 median |r|)^2)^2. */
static void set_robust_weights(struct stl_work *work, const double *season, const double *trend)
{
    for (size_t t = 0; t < work->length; t++) {
        double residual = fabs(work->y[t] - season[t] - trend[t]);
        work->rest[t] = work->known[t] > 0.0 ? residual : MISSING;
    }
    const double reach = REACH * stat_median(work->rest, work->length, work->buffer);
    for (size_t t = 0; t < work->length; t++) {
        double ratio = work->rest[t] / reach;
        double gap = 1.0 - ratio * ratio;
        work->weight[t] = is_missing(work->rest[t])              ? 0.0
                          : work->rest[t] <= ALMOST_NONE * reach ? 1.0
                          : work->rest[t] <= ALMOST_ALL * reach  ? gap * gap
                                                                 : 0.0;
    }
    work->weighted = true;
}

/* Every position its mean over the cycles. */
static void make_periodic(double *season, size_t length, size_t period)
{
    for (size_t position = 0; position < period; position++) {
        double sum = 0.0;
        size_t count = 0;
        for (size_t t = position; t < length; t += period) {
            sum += season[t];
            count++;
        }
        for (size_t t = position; t < length; t += period) {
            season[t] = sum / (double)count;
        }
    }
}

bool stl_decompose(const double *y, size_t length, const struct stl_settings *settings,
                   const struct stl_parts *parts, struct arena *scratch)
{
    assert(settings->period >= 2 && settings->inner >= 1);
    if (length <= 2 * settings->period) {
        return false;
    }
    struct arena_mark mark = arena_mark(scratch);
    struct stl_work work = {.length = length, .period = settings->period};
    bool good = take_work(&work, scratch) && copy_series(&work, y) > 0;
    if (good) {
        memset(parts->trend, 0, length * sizeof *parts->trend);
        for (size_t pass = 0; pass <= settings->outer; pass++) {
            if (pass > 0) {
                set_robust_weights(&work, parts->season, parts->trend);
            }
            inner_loop(&work, settings, parts->season, parts->trend);
        }
        if (settings->periodic) {
            make_periodic(parts->season, length, settings->period);
        }
        for (size_t t = 0; t < length; t++) {
            parts->remainder[t] = y[t] - parts->season[t] - parts->trend[t];
        }
    }
    arena_rewind(scratch, mark);
    return good;
}

struct stl_uptake stl_uptake_of(const struct stl_settings *settings, size_t length)
{
    const size_t cycles = length / settings->period;
    if (cycles < 2) {
        return (struct stl_uptake){.rest = 1.0};
    }
    size_t window = settings->periodic ? 10 * length + 1 : settings->season.window;
    const size_t reach = window < cycles ? window / 2 : cycles;
    struct stl_uptake uptake = {0};
    double inside = 0.0; /* the rest of a cycle with a whole window */
    for (size_t at = 0; at < cycles; at++) {
        if (at <= reach || at + reach >= cycles) {
            struct loess_share share = loess_share_of(cycles, window, at);
            inside = 1.0 - 2.0 * share.own + share.squares;
            uptake.last = share.squares;
        }
        uptake.rest += inside / (double)cycles;
    }
    return uptake;
}

double stl_strength(const double *season, const double *remainder, size_t length)
{
    double mean_remainder = 0.0, mean_both = 0.0, count = 0.0;
    for (size_t t = 0; t < length; t++) {
        if (!is_missing(remainder[t])) {
            mean_remainder += remainder[t];
            mean_both += remainder[t] + season[t];
            count += 1.0;
        }
    }
    mean_remainder /= fmax(count, 1.0);
    mean_both /= fmax(count, 1.0);
    double alone = 0.0, both = 0.0;
    for (size_t t = 0; t < length; t++) {
        if (!is_missing(remainder[t])) {
            double a = remainder[t] - mean_remainder;
            double b = remainder[t] + season[t] - mean_both;
            alone += a * a;
            both += b * b;
        }
    }
    return both > 0.0 ? fmin(1.0, fmax(0.0, 1.0 - alone / both)) : 0.0;
}
