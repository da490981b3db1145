/* The mean of all history goes on.
 *
 * s^2 with n - 1, Var of a period = s^2 (1 + 1/n) as R's meanf; the error of the mean is shared, so
 * the sum of H periods has H s^2 + H^2 s^2 / n. */
#include "simple.h"

static enum fit mean_run(const struct history *history, size_t horizon, struct arena *scratch,
                         struct prediction *prediction)
{
    (void)scratch;
    double sum = 0.0;
    size_t count = 0;
    for (size_t t = 0; t < history->length; t++) {
        if (!is_missing(history->demand[t])) {
            sum += history->demand[t];
            count++;
        }
    }
    if (count == 0) {
        return FIT_SHORT;
    }
    double mean = sum / (double)count;
    double squares = 0.0;
    for (size_t t = 0; t < history->length; t++) {
        double deviation = history->demand[t] - mean;
        squares += is_missing(deviation) ? 0.0 : deviation * deviation;
    }
    double variance = count > 1 ? squares / (double)(count - 1) : simple_lone_variance(mean);
    simple_start(prediction, "MEAN");
    simple_flat(prediction, horizon, mean, variance, variance / (double)count);
    return prediction_finish(history, horizon, prediction);
}

const struct model model_mean = {
    .name = "mean",
    .summary = "the mean of all history",
    .min_periods = 1,
    .scratch = simple_no_scratch,
    .run = mean_run,
};
