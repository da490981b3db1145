/* ARIMA data less what gaps and regressors explain, for a search among many orders. */
#include "arima_parts.h"

#include <math.h>
#include <string.h>

/* A rough fit will do: the coefficients hardly depend on it. */
static const double ROUGH_TOLERANCE = 0.1;
enum { ROUGH_STEPS = 10 };

size_t arima_reduce_bytes(size_t length, size_t columns)
{
    const size_t all = ARIMA_GAPS_MOST + 1 + columns;
    /* two designs of at most a constant, their room, and y */
    return (7 * length + all + 2 * 4) * sizeof(double) + (size_t)12 * 64;
}

bool arima_reduce(struct arima_search *search, const struct arima_design *exact,
                  const struct arima_order *order, struct arena *scratch,
                  struct arima_data *reduced, struct arima_design designs[2])
{
    const struct arima_data *data = exact->data;
    double x[ARIMA_COUNT_MOST] = {0};
    double *beta = ARENA_NEW(scratch, double, exact->columns);
    double *y = ARENA_NEW(scratch, double, data->length);
    if (beta == NULL || y == NULL ||
        !isfinite(arima_search_run(search, exact, order, x, ROUGH_TOLERANCE, ROUGH_STEPS)) ||
        !isfinite(arima_search_at(search, x))) {
        return false;
    }
    arima_beta(search, beta);
    for (size_t t = 0; t < data->length; t++) {
        y[t] = data->y[t] - arima_explained(exact, beta, false, t);
    }
    *reduced = *data;
    reduced->y = y;
    reduced->filled = data->filled + data->gaps;
    reduced->gaps = 0;
    reduced->columns = 0;
    for (size_t constant = 0; constant < 2; constant++) {
        if (!arima_design_set(&designs[constant], reduced, exact->d, exact->D, constant == 1,
                              scratch)) {
            return false;
        }
        designs[constant].held = exact->columns - exact->gaps - (exact->constant ? 1 : 0);
    }
    return true;
}
