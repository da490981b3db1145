/* The mean of the last few seasons, position by position: for days, the four-week average of each
 * weekday.  The simple benchmark that is hard to beat on retail days.
 *
 * Errors are those that the same rule would have made over the history: e[t] = y[t] - mean of the k
 * values at t's position before it, with variance s^2 (1 + 1/k), s^2 being the scatter of a period.
 * A position that the sum of H periods holds n times adds n s^2 + n^2 s^2 / k, since the error of
 * its mean is shared. */
#include "simple.h"

#include <assert.h>

enum { WINDOW_SEASONS = 4 };

/* The mean of the known values at the position of period `at` over the seasons before it, and how
 * many they are. */
static double window_mean(const struct history *history, size_t at, size_t *count)
{
    double sum = 0.0;
    *count = 0;
    size_t t = at;
    for (size_t k = 0; k < WINDOW_SEASONS && t >= history->season; k++) {
        t -= history->season;
        if (t < history->length && !is_missing(history->demand[t])) {
            sum += history->demand[t];
            (*count)++;
        }
    }
    return *count > 0 ? sum / (double)*count : MISSING;
}

/* The scatter s^2 of a period; MISSING if no period has a season before it. */
static double window_scatter(const struct history *history)
{
    double squares = 0.0;
    size_t errors = 0;
    for (size_t t = history->season; t < history->length; t++) {
        size_t count = 0;
        double error = history->demand[t] - window_mean(history, t, &count);
        if (!is_missing(error)) {
            double share = (double)count;
            squares += error * error * share / (share + 1.0);
            errors++;
        }
    }
    return errors > 0 ? squares / (double)errors : MISSING;
}

/* The mean of the whole window, for positions that it does not know. */
static double window_level(const struct history *history)
{
    size_t window = WINDOW_SEASONS * history->season;
    size_t first = history->length > window ? history->length - window : 0;
    double sum = 0.0;
    size_t count = 0;
    for (size_t t = first; t < history->length; t++) {
        if (!is_missing(history->demand[t])) {
            sum += history->demand[t];
            count++;
        }
    }
    return count > 0 ? sum / (double)count : MISSING;
}

static enum fit swindow_run(const struct history *history, size_t horizon, struct arena *scratch,
                            struct prediction *prediction)
{
    (void)scratch;
    size_t season = history->season;
    assert(season >= 1);
    double level = window_level(history);
    if (history->length < season || is_missing(level)) {
        return FIT_SHORT;
    }
    simple_start(prediction, "SWINDOW(%dx%zu)", (int)WINDOW_SEASONS, season);
    double scatter = value_or(window_scatter(history), simple_lone_variance(level));
    prediction->sigma2 = scatter;
    double sum = 0.0;
    for (size_t h = 0; h < horizon; h++) {
        /* beyond the first season ahead the same means come again */
        size_t cycle = h / season + 1;
        size_t count = 0;
        double mean = window_mean(history, history->length + h % season, &count);
        double share = scatter / (double)(count > 0 ? count : 1);
        prediction->mean[h] = value_or(mean, level);
        prediction->variance[h] = scatter + share;
        sum += scatter + share * (double)(2 * cycle - 1); /* n^2 - (n - 1)^2 */
        prediction->sum_variance[h] = sum;
    }
    return prediction_finish(history, horizon, prediction);
}

const struct model model_swindow = {
    .name = "swindow",
    .summary = "the mean of the last four seasons by position",
    .min_periods = 1,
    .scratch = simple_no_scratch,
    .run = swindow_run,
};
