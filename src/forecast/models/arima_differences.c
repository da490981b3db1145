/* How often an ARIMA model differences its data: by tests, before any order is tried. */
#include "arima_parts.h"
#include "num/stl.h"
#include "num/unitroot.h"

#include <string.h>

/* A season stronger than this is differenced, as in R's nsdiffs. */
static const double STRONG_SEASON = 0.64;
/* Of the window of seasons in the decomposition, as in R's mstl. */
enum { SEASON_WINDOW = 11 };

static size_t seasonal_difference(const struct arima_data *data, const double *y,
                                  struct arena *scratch)
{
    const size_t m = data->season;
    if (m < 2 || data->length <= 2 * m) {
        return 0;
    }
    struct arena_mark mark = arena_mark(scratch);
    struct stl_parts parts = {.season = ARENA_NEW(scratch, double, data->length),
                              .trend = ARENA_NEW(scratch, double, data->length),
                              .remainder = ARENA_NEW(scratch, double, data->length)};
    struct stl_settings settings = stl_settings_of(m, SEASON_WINDOW);
    double strength = 0.0;
    if (parts.season != NULL && parts.trend != NULL && parts.remainder != NULL &&
        stl_decompose(y, data->length, &settings, &parts, scratch)) {
        strength = stl_strength(parts.season, parts.remainder, data->length);
    }
    arena_rewind(scratch, mark);
    return strength > STRONG_SEASON ? 1 : 0;
}

/* Whether differences leave every regressor something to explain. */
static bool regressors_remain(const struct arima_data *data, size_t d, size_t D, size_t dropped,
                              struct arena *scratch)
{
    struct arena_mark mark = arena_mark(scratch);
    struct arima_design design;
    bool remain = arima_design_set(&design, data, d, D, true, scratch) && design.rows > 0 &&
                  design.dropped <= dropped;
    arena_rewind(scratch, mark);
    return remain;
}

bool arima_differences(const struct arima_data *data, struct arima_order *order,
                       struct arena *scratch)
{
    struct arena_mark mark = arena_mark(scratch);
    double *y = ARENA_NEW(scratch, double, data->length);
    struct arima_design plain = {.dropped = 0};
    bool good =
        y != NULL && (data->columns == 0 || arima_design_set(&plain, data, 0, 0, true, scratch));
    *order = (struct arima_order){0};
    if (good && !data->constant) {
        memcpy(y, data->columns > 0 ? plain.matrix : data->y, data->length * sizeof *y);
        order->D = seasonal_difference(data, y, scratch);
        if (order->D > 0 && data->columns > 0 &&
            !regressors_remain(data, 0, 1, plain.dropped, scratch)) {
            order->D = 0;
        }
        size_t count = arima_difference(y, data->length, 0, order->D, data->season);
        order->d = kpss_differences(y, count, ARIMA_DIFF_MOST);
        if (order->d > 0 && data->columns > 0 &&
            !regressors_remain(data, order->d, order->D, plain.dropped, scratch)) {
            order->d--;
        }
    }
    arena_rewind(scratch, mark);
    return good;
}

size_t arima_differences_bytes(size_t length, size_t season)
{
    return 4 * (length * sizeof(double) + 64) + stl_scratch(length, season);
}
