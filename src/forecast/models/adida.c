/* Intermittent demand by temporal aggregation: over buckets of several periods demand is hardly
 * intermittent any more and simple smoothing does.
 *
 *   ADIDA (Nikolopoulos, Syntetos, Boylan, Petropoulos and Assimakopoulos 2011): buckets of as many
 *   periods as the mean interval between demands, their sums forecast by simple exponential
 *   smoothing, the forecast spread evenly over a bucket's periods.
 *   IMAPA (Petropoulos and Kourentzes 2015): the mean of those forecasts for buckets of 1, 2, .. up
 *   to the mean interval.
 *
 * Conventions are those of statsforecast, so that the two can be compared: the first interval is
 * counted from the first period; buckets end with the last period and what is left over at the
 * front is dropped; smoothing begins with the first bucket; alpha minimises the sum of squared
 * one-step errors of the buckets within [0.1, 0.3], found downhill from 0.1.  A MISSING period is
 * passed over as if it were not there.
 *
 * The methods have no stochastic model.  Their variance is that of the local level for which simple
 * smoothing with the weight a of a single period is right, a = alpha over the bucket's length (its
 * mean for IMAPA), with s^2 the mean square of demand less the rate that held before its bucket:
 *
 *     Var(y[h]) = s^2 (1 + (h - 1) a^2),   Var(sum) = s^2 (h + a h (h - 1) + a^2 h (h - 1) (2h - 1)
 * / 6)
 *
 * (Hyndman, Koehler, Ord and Snyder 2008, 6.2.) */
#include "simple.h"

#include <string.h>

static const double ALPHA_LEAST = 0.1;
static const double ALPHA_MOST = 0.3;
static const double ALPHA_TOLERANCE = 1e-6;
enum { ALPHA_STEPS = 24 };

enum { VECTORS = 4, PADDING = 64 };

struct buckets {
    const double *sum; /* [count] units, oldest first */
    size_t count;
};

struct workspace {
    double *demand; /* [count] without gaps */
    double *before; /* [count + 1] units before a period */
    double *sum;    /* [count] of buckets */
    double *step;   /* [count] by how much the forecast of a period, added up over the levels,
                       differs from that of the period before */
    size_t count;
    size_t demands;
    size_t last; /* periods up to and with the last demand */
};

static size_t adida_scratch(size_t length, size_t season, size_t horizon)
{
    (void)season, (void)horizon;
    return VECTORS * ((length + 1) * sizeof(double) + PADDING);
}

static bool workspace_take(struct workspace *work, const struct history *history,
                           struct arena *scratch)
{
    *work = (struct workspace){.demand = ARENA_NEW(scratch, double, history->length),
                               .before = ARENA_NEW(scratch, double, history->length + 1),
                               .sum = ARENA_NEW(scratch, double, history->length),
                               .step = ARENA_NEW(scratch, double, history->length)};
    if (work->demand == NULL || work->before == NULL || work->sum == NULL || work->step == NULL) {
        return false;
    }
    for (size_t t = 0; t < history->length; t++) {
        double demand = history->demand[t];
        if (is_missing(demand)) {
            continue;
        }
        work->before[work->count + 1] = work->before[work->count] + demand;
        work->demand[work->count++] = demand;
        if (demand > 0.0) {
            work->demands++;
            work->last = work->count;
        }
    }
    return true;
}

/* The mean interval in whole periods, halves to the even one; 1 without demand. */
static size_t mean_interval(const struct workspace *work)
{
    if (work->demands == 0) {
        return 1;
    }
    double interval = nearbyint((double)work->last / (double)work->demands);
    return interval > 1.0 ? (size_t)interval : 1;
}

static struct buckets buckets_of(const struct workspace *work, size_t length)
{
    struct buckets buckets = {.sum = work->sum, .count = work->count / length};
    const double *before = work->before + work->count % length;
    for (size_t b = 0; b < buckets.count; b++) {
        work->sum[b] = before[(b + 1) * length] - before[b * length];
    }
    return buckets;
}

struct slope {
    double first;  /* half the derivative of the sum of squares by alpha */
    double second; /* half the second derivative */
};

/* With f' = (1 - a) f + a y for the next forecast, g = df/da and h = dg/da:
 * g' = (1 - a) g + e and h' = (1 - a) h - 2 g; the sum of e^2 has slopes -2 sum e g and
 * 2 sum (g^2 - e h). */
static struct slope slope_at(const struct buckets *buckets, double alpha)
{
    struct slope slope = {0};
    double keep = 1.0 - alpha;
    double f = buckets->sum[0];
    double g = 0.0;
    double h = 0.0;
    for (size_t b = 1; b < buckets->count; b++) {
        double y = buckets->sum[b];
        double e = y - f;
        slope.first -= e * g;
        slope.second += g * g - e * h;
        h = keep * h - 2.0 * g;
        g = keep * g + e;
        f = keep * f + alpha * y;
    }
    return slope;
}

/* The first minimum uphill of ALPHA_LEAST: Newton's steps between a point where the sum of squares
 * falls and one where it rises, halving where they leave the two. */
static double best_alpha(const struct buckets *buckets)
{
    double low = ALPHA_LEAST;
    double high = ALPHA_MOST;
    double alpha = low;
    for (int i = 0; i < ALPHA_STEPS && high - low > ALPHA_TOLERANCE; i++) {
        struct slope slope = slope_at(buckets, alpha);
        if (slope.first >= 0.0) {
            high = alpha;
        } else {
            low = alpha;
        }
        double next = slope.second > 0.0 ? alpha - slope.first / slope.second : HUGE_VAL;
        if (next >= ALPHA_MOST && high >= ALPHA_MOST && alpha < ALPHA_MOST) {
            next = ALPHA_MOST; /* still falling: it may be the bound */
        } else if (!(next > low && next < high)) {
            next = 0.5 * (low + high);
        }
        if (fabs(next - alpha) < ALPHA_TOLERANCE) {
            return next;
        }
        alpha = next;
    }
    return alpha;
}

/* Forecasts at one level, with its share of the rates that held before each period; returns the
 * rate per period after the last. */
static double smooth(struct workspace *work, size_t length, double *weight)
{
    struct buckets buckets = buckets_of(work, length);
    double alpha = best_alpha(&buckets);
    double *step = work->step + work->count % length;
    double per_period = 1.0 / (double)length;
    double level = buckets.sum[0];
    double last = 0.0;
    for (size_t b = 0; b < buckets.count; b++) {
        step[b * length] += (level - last) * per_period;
        last = level;
        level += alpha * (buckets.sum[b] - level);
    }
    *weight = alpha * per_period;
    return level * per_period;
}

/* The mean square of demand less the rate before it, from the period on before which every level
 * had made a forecast; less the last rate where no such period is left. */
static double scatter(const struct workspace *work, double rate, size_t levels, size_t longest)
{
    size_t first = 2 * longest - 1; /* at most: what is cut off and the first bucket */
    double squares = 0.0;
    double forecast = 0.0;
    for (size_t t = 0; t < work->count; t++) {
        forecast += work->step[t] / (double)levels;
        double error = work->demand[t] - forecast;
        squares += t >= first ? error * error : 0.0;
    }
    if (work->count > first) {
        return squares / (double)(work->count - first);
    }
    for (size_t t = 0; t < work->count; t++) {
        squares += (work->demand[t] - rate) * (work->demand[t] - rate);
    }
    return work->count > 1 ? squares / (double)work->count : simple_lone_variance(rate);
}

/* Means over the levels `shortest` .. mean interval; 0 for `shortest`: the mean interval alone. */
static enum fit adida_fit(const struct history *history, size_t horizon, struct arena *scratch,
                          struct prediction *prediction, size_t shortest)
{
    struct workspace work;
    if (!workspace_take(&work, history, scratch)) {
        return FIT_NO_MEMORY;
    }
    if (work.count == 0) {
        return FIT_SHORT;
    }
    size_t longest = mean_interval(&work);
    size_t first = shortest > 0 ? shortest : longest;
    size_t levels = longest - first + 1;
    double rate = 0.0;
    double weight = 0.0;
    for (size_t length = first; length <= longest; length++) {
        double part = 0.0;
        rate += smooth(&work, length, &part) / (double)levels;
        weight += part / (double)levels;
    }
    simple_start(prediction, "%s(%zu)", shortest > 0 ? "IMAPA" : "ADIDA", longest);
    simple_level(prediction, horizon, rate, scatter(&work, rate, levels, longest), weight);
    simple_parameter(prediction, "bucket", (double)longest);
    simple_parameter(prediction, "weight", weight);
    return prediction_finish(history, horizon, prediction);
}

static enum fit adida_run(const struct history *history, size_t horizon, struct arena *scratch,
                          struct prediction *prediction)
{
    return adida_fit(history, horizon, scratch, prediction, 0);
}

static enum fit imapa_run(const struct history *history, size_t horizon, struct arena *scratch,
                          struct prediction *prediction)
{
    return adida_fit(history, horizon, scratch, prediction, 1);
}

const struct model model_adida = {
    .name = "adida",
    .summary = "intermittent demand: buckets as long as its mean interval, smoothed",
    .min_periods = 1,
    .scratch = adida_scratch,
    .run = adida_run,
};

const struct model model_imapa = {
    .name = "imapa",
    .summary = "intermittent demand: mean over buckets of every length up to its interval",
    .min_periods = 1,
    .scratch = adida_scratch,
    .run = imapa_run,
};
