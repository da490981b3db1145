/* Asks a model for its forecast; odd histories. */
#include "support/ask.h"

#include "base/missing.h"
#include "support/check.h"
#include "support/scratch.h"

#include <math.h>

void ask(struct answer *answer, const struct model *model, const struct history *history,
         size_t horizon)
{
    assert_true(horizon <= ASK_PERIODS);
    struct ration ration;
    ration_open(&ration, model->scratch(history->length, history->season, horizon));
    *answer = (struct answer){0};
    answer->prediction.mean = answer->mean;
    answer->prediction.variance = answer->variance;
    answer->prediction.sum_variance = answer->sum_variance;
    answer->fit = model->run(history, horizon, &ration.arena, &answer->prediction);
    ration_close(&ration);
}

void check_prediction(const struct prediction *prediction, size_t horizon)
{
    for (size_t h = 0; h < horizon; h++) {
        assert_true(isfinite(prediction->mean[h]));
        assert_true(isfinite(prediction->variance[h]) && prediction->variance[h] >= 0.0);
        assert_true(isfinite(prediction->sum_variance[h]) && prediction->sum_variance[h] >= 0.0);
    }
}

static double odd_value(size_t which, size_t t)
{
    switch (which) {
    case ODD_CONSTANT:
        return 5.0;
    case ODD_ZERO:
        return 0.0;
    case ODD_SINGLE:
        return 3.0;
    case ODD_SPIKE:
        return t == 40 ? 1e12 : 1.0;
    case ODD_RARE:
        return t % 7 == 6 ? 4.0 : t % 2 == 0 ? MISSING : 0.0;
    case ODD_BRIEF:
        return (double)(t * t);
    case ODD_TINY:
        return t < ODD_PERIODS - 4 ? MISSING : 1e-9 * (double)t;
    default:
        return MISSING;
    }
}

size_t odd_history(size_t which, double *demand)
{
    size_t length = which == ODD_SINGLE ? 1 : which == ODD_BRIEF ? 8 : ODD_PERIODS;
    for (size_t t = 0; t < length; t++) {
        demand[t] = odd_value(which, t);
    }
    return length;
}
