/* The last value goes on: a random walk.
 *
 * With one-step errors e of variance sigma^2 (the mean square of the differences, as R's naive):
 * y[n+h] - y[n] = e[n+1] + ... + e[n+h], so Var of period h is sigma^2 h.  In the sum of periods
 * 1 .. H the first error counts H times, the last once: Var = sigma^2 (1 + 4 + ... + H^2). */
#include "simple.h"

static enum fit naive_run(const struct history *history, size_t horizon, struct arena *scratch,
                          struct prediction *prediction)
{
    (void)scratch;
    double last = MISSING;
    double squares = 0.0;
    size_t differences = 0;
    for (size_t t = 0; t < history->length; t++) {
        double demand = history->demand[t];
        /* A difference across a gap is not of one step; R leaves out what follows a gap too. */
        if (t > 0 && !is_missing(demand) && !is_missing(history->demand[t - 1])) {
            double difference = demand - history->demand[t - 1];
            squares += difference * difference;
            differences++;
        }
        last = is_missing(demand) ? last : demand;
    }
    if (is_missing(last)) {
        return FIT_SHORT;
    }
    simple_start(prediction, "NAIVE");
    double variance = differences > 0 ? squares / (double)differences : simple_lone_variance(last);
    prediction->sigma2 = variance;
    double sum = 0.0;
    for (size_t h = 0; h < horizon; h++) {
        double periods = (double)(h + 1);
        sum += periods * periods;
        prediction->mean[h] = last;
        prediction->variance[h] = variance * periods;
        prediction->sum_variance[h] = variance * sum;
    }
    return prediction_finish(history, horizon, prediction);
}

const struct model model_naive = {
    .name = "naive",
    .summary = "the last value goes on",
    .min_periods = 1,
    .scratch = simple_no_scratch,
    .run = naive_run,
};
