/* The last look at a model's answer. */
#include "forecast/model.h"

#include "base/missing.h"

/* No quantity that a shop sells in a period comes near it; beyond, squares and sums lose their
 * meaning as units. */
static const double MOST_UNITS = 1e15;

static bool is_variance(double value)
{
    return value >= 0.0 && value <= MOST_UNITS * MOST_UNITS;
}

enum fit prediction_finish(const struct history *history, size_t horizon,
                           struct prediction *prediction)
{
    for (size_t h = 0; h < horizon; h++) {
        if (!(fabs(prediction->mean[h]) <= MOST_UNITS) || !is_variance(prediction->variance[h]) ||
            !is_variance(prediction->sum_variance[h])) {
            return FIT_NOT_FINITE;
        }
    }
    for (size_t h = 0; history->nonnegative && h < horizon; h++) {
        prediction->mean[h] = prediction->mean[h] > 0.0 ? prediction->mean[h] : 0.0;
    }
    return FIT_OK;
}
