/* The value of a season ago comes again: a random walk for each position of the season.
 *
 * Period h of position p lies in cycle k + 1, k = floor((h - 1) / m); its error is the sum of k + 1
 * seasonal differences of variance sigma^2 (their mean square, as R's snaive), so
 * Var = sigma^2 (k + 1).  Positions do not share errors: a position that the sum of periods 1 .. H
 * holds n times adds sigma^2 (1 + 4 + ... + n^2), as in naive.c. */
#include "simple.h"

#include <assert.h>

/* The newest known value at the position of period `at`, a whole number of seasons back. */
static double seasons_back(const struct history *history, size_t at)
{
    size_t t = at;
    while (t >= history->season) {
        t -= history->season;
        if (t < history->length && !is_missing(history->demand[t])) {
            return history->demand[t];
        }
    }
    return MISSING;
}

static double newest(const struct history *history)
{
    for (size_t t = history->length; t > 0; t--) {
        if (!is_missing(history->demand[t - 1])) {
            return history->demand[t - 1];
        }
    }
    return MISSING;
}

static double difference_variance(const struct history *history)
{
    double squares = 0.0;
    size_t differences = 0;
    for (size_t t = history->season; t < history->length; t++) {
        double difference = history->demand[t] - history->demand[t - history->season];
        if (!is_missing(difference)) {
            squares += difference * difference;
            differences++;
        }
    }
    return differences > 0 ? squares / (double)differences : MISSING;
}

static enum fit snaive_run(const struct history *history, size_t horizon, struct arena *scratch,
                           struct prediction *prediction)
{
    (void)scratch;
    assert(history->season >= 1);
    double last = newest(history);
    if (history->length < history->season || is_missing(last)) {
        return FIT_SHORT;
    }
    simple_start(prediction, "SNAIVE(%zu)", history->season);
    double variance = value_or(difference_variance(history), simple_lone_variance(last));
    prediction->sigma2 = variance;
    double sum = 0.0;
    for (size_t h = 0; h < horizon; h++) {
        size_t whole = h / history->season;
        double cycle = (double)(whole + 1);
        sum += cycle * cycle;
        prediction->mean[h] = value_or(seasons_back(history, history->length + h), last);
        prediction->variance[h] = variance * cycle;
        prediction->sum_variance[h] = variance * sum;
    }
    return prediction_finish(history, horizon, prediction);
}

const struct model model_snaive = {
    .name = "snaive",
    .summary = "the value of a season ago comes again",
    .min_periods = 1,
    .scratch = simple_no_scratch,
    .run = snaive_run,
};
