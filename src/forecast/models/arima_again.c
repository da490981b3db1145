/* A fit of ARIMA that goes on from an earlier one. */
#include "arima_parts.h"
#include "base/missing.h"

#include <string.h>

static const double TOLERANCE = 1e-6; /* of -2 loglik, as where the automatic choice settles */
enum { STEPS_MOST = 100 };

static bool same_differences(const struct arima_data *data, const struct arima_order *order,
                             struct arena *scratch)
{
    struct arena_mark mark = arena_mark(scratch);
    struct arima_order wanted;
    bool done = arima_differences(data, &wanted, scratch);
    arena_rewind(scratch, mark);
    return done && wanted.d == order->d && wanted.D == order->D;
}

/* Whether the orders of `before` are such as this history may have. */
static bool possible(const struct arima_fit *before, const struct arima_data *data)
{
    const struct arima_order *order = &before->order;
    return data->known > 0 && before->season == data->season && order->p <= ARIMA_ORDER_MOST &&
           order->q <= ARIMA_ORDER_MOST && order->P <= ARIMA_SEASON_MOST &&
           order->Q <= ARIMA_SEASON_MOST && order->d <= ARIMA_DIFF_MOST && order->D <= 1 &&
           (data->season > 1 || order->P + order->D + order->Q == 0);
}

enum fit arima_fit_again(const struct history *history, const struct arima_fit *before, bool same,
                         struct arena *scratch, struct arima_fit *fit)
{
    struct arima_data data;
    struct arima_design design;
    struct arima_search search;
    const struct arima_order *order = &before->order;
    const size_t count = order->p + order->q + order->P + order->Q;
    if (!arima_data_set(&data, history, NULL, scratch)) {
        return FIT_NO_MEMORY;
    }
    if (!possible(before, &data) || (!same && !same_differences(&data, order, scratch))) {
        return FIT_UNSUITABLE;
    }
    if (!arima_design_set(&design, &data, order->d, order->D, order->constant, scratch) ||
        !arima_search_start(&search, &data, scratch)) {
        return FIT_NO_MEMORY;
    }
    if (arima_noiseless(&design) || design.observed <= count + design.columns - design.gaps + 1) {
        return FIT_SHORT;
    }
    double x[ARIMA_COUNT_MOST];
    memcpy(x, before->partial, sizeof x);
    arima_shape_set(&search.shape, order, data.season);
    search.design = &design;
    if (!same && !(isfinite(arima_search_run(&search, &design, order, x, TOLERANCE, STEPS_MOST)) &&
                   !arima_refused(&search.shape, x))) {
        return FIT_NOT_CONVERGED;
    }
    return arima_report(&search, x, scratch, fit);
}
