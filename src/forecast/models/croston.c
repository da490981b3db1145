/* Croston's method and the approximation of Syntetos and Boylan: sizes of demand and the intervals
 * between them are smoothed apart.
 *
 *   after a demand:  z += alpha (size - z),  p += beta (interval - p);   rate = z / p
 *
 * (Croston 1972.)  That ratio is too high by about beta / 2, so SBA takes (1 - beta / 2) z / p
 * (Syntetos and Boylan 2005).
 *
 * alpha and beta are those of a grid within the literature's range for which the rates fit best,
 * where a rate is not held against the next demand, which is mostly zero, but against the mean of
 * all demand so far: the mean squared rate of Kourentzes (2014), who also finds that two parameters
 * do better than one.  First values: the mean size and the mean interval, since a history begins
 * with a sale and its first interval says nothing.
 *
 * The method has no stochastic model.  Its variance here is empirical: sigma^2, the mean square of
 * demand less the rate before it, as of a level that moves by a of each period's error
 * (simple_level); a is the mean of alpha and beta over the mean interval. */
#include "simple.h"

/* A history from demand to demand: what sold and after how long, with what the cost needs of the
 * periods in between.  Stretch k < count ends with demand k; the last stretch, number `count`, has
 * none. */
struct stretches {
    size_t count;       /* demands */
    double *size;       /* [count] units */
    double *length;     /* [count + 1] known periods of the stretch */
    double *rates;      /* [count + 1] sum over them of the mean of demand so far */
    double *rates2;     /* [count + 1] sum of its square */
    double mean_size;   /* units */
    double mean_length; /* periods per demand */
};

static const double GRID[] = {0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3};
enum { GRID_SIZE = sizeof GRID / sizeof *GRID };

struct smoothing {
    double alpha; /* of sizes */
    double beta;  /* of intervals */
    double share; /* of z / p that is forecast: 1, or 1 - beta / 2 */
};

static size_t croston_scratch(size_t length, size_t season, size_t horizon)
{
    (void)season, (void)horizon;
    enum { ARRAYS = 4, PADDING = 64 };
    return ARRAYS * ((length + 1) * sizeof(double) + PADDING);
}

static bool stretches_take(struct stretches *stretches, size_t length, struct arena *scratch)
{
    stretches->size = ARENA_NEW(scratch, double, length + 1);
    stretches->length = ARENA_NEW(scratch, double, length + 1);
    stretches->rates = ARENA_NEW(scratch, double, length + 1);
    stretches->rates2 = ARENA_NEW(scratch, double, length + 1);
    return stretches->size != NULL && stretches->length != NULL && stretches->rates != NULL &&
           stretches->rates2 != NULL;
}

static void stretches_fill(struct stretches *stretches, const struct history *history)
{
    double sum = 0.0;
    double known = 0.0;
    size_t k = 0;
    for (size_t t = 0; t < history->length; t++) {
        double demand = history->demand[t];
        if (is_missing(demand)) {
            continue;
        }
        sum += demand;
        known += 1.0;
        double rate = sum / known;
        stretches->length[k] += 1.0;
        stretches->rates[k] += rate;
        stretches->rates2[k] += rate * rate;
        if (demand > 0.0) {
            stretches->size[k++] = demand;
        }
    }
    stretches->count = k;
    stretches->mean_size = k > 0 ? sum / (double)k : 0.0;
    stretches->mean_length = k > 0 ? known / (double)k : 1.0;
}

/* The rate after the last demand, and over the history the sums of squares of rate less mean so far
 * (`cost`) and of demand less rate (`squares`). */
static double croston_walk(const struct stretches *stretches, struct smoothing smoothing,
                           double *cost, double *squares)
{
    double z = stretches->mean_size;
    double p = stretches->mean_length;
    double rate = smoothing.share * z / p;
    *cost = 0.0;
    *squares = 0.0;
    for (size_t k = 0; k < stretches->count; k++) {
        double length = stretches->length[k];
        double error = stretches->size[k] - rate;
        *cost += stretches->rates2[k] - 2.0 * rate * stretches->rates[k] + length * rate * rate;
        *squares += error * error + (length - 1.0) * rate * rate;
        z += smoothing.alpha * (stretches->size[k] - z);
        p += smoothing.beta * (length - p);
        rate = smoothing.share * z / p;
    }
    size_t tail = stretches->count;
    *cost += stretches->rates2[tail] - 2.0 * rate * stretches->rates[tail] +
             stretches->length[tail] * rate * rate;
    *squares += stretches->length[tail] * rate * rate;
    return rate;
}

static struct smoothing croston_search(const struct stretches *stretches, bool unbiased)
{
    struct smoothing best = {.alpha = GRID[0], .beta = GRID[0], .share = 1.0};
    double least = HUGE_VAL;
    for (size_t i = 0; i < GRID_SIZE; i++) {
        for (size_t j = 0; j < GRID_SIZE; j++) {
            struct smoothing smoothing = {
                .alpha = GRID[i], .beta = GRID[j], .share = unbiased ? 1.0 - GRID[j] / 2.0 : 1.0};
            double cost = 0.0;
            double squares = 0.0;
            croston_walk(stretches, smoothing, &cost, &squares);
            if (cost < least) {
                least = cost;
                best = smoothing;
            }
        }
    }
    return best;
}

static enum fit croston_fit(const struct history *history, size_t horizon, struct arena *scratch,
                            struct prediction *prediction, bool unbiased)
{
    struct stretches stretches = {0};
    if (!stretches_take(&stretches, history->length, scratch)) {
        return FIT_NO_MEMORY;
    }
    stretches_fill(&stretches, history);
    double known = 0.0;
    for (size_t k = 0; k <= stretches.count; k++) {
        known += stretches.length[k];
    }
    if (known < 1.0) {
        return FIT_SHORT;
    }
    simple_start(prediction, "%s", unbiased ? "SBA" : "CROSTON");
    struct smoothing best = croston_search(&stretches, unbiased);
    double cost = 0.0;
    double squares = 0.0;
    double rate = croston_walk(&stretches, best, &cost, &squares);
    double variance = known > 1.0 ? squares / known : simple_lone_variance(rate);
    double weight = fmin(1.0, 0.5 * (best.alpha + best.beta) / stretches.mean_length);
    simple_level(prediction, horizon, rate, variance, weight);
    simple_parameter(prediction, "alpha", best.alpha);
    simple_parameter(prediction, "beta", best.beta);
    return prediction_finish(history, horizon, prediction);
}

static enum fit croston_run(const struct history *history, size_t horizon, struct arena *scratch,
                            struct prediction *prediction)
{
    return croston_fit(history, horizon, scratch, prediction, false);
}

static enum fit sba_run(const struct history *history, size_t horizon, struct arena *scratch,
                        struct prediction *prediction)
{
    return croston_fit(history, horizon, scratch, prediction, true);
}

const struct model model_croston = {
    .name = "croston",
    .summary = "intermittent demand: size over interval",
    .min_periods = 1,
    .scratch = croston_scratch,
    .run = croston_run,
};

const struct model model_sba = {
    .name = "sba",
    .summary = "Croston's method with the bias correction of Syntetos and Boylan",
    .min_periods = 1,
    .scratch = croston_scratch,
    .run = sba_run,
};
