/* What each promotion of the past tells of what promotions do. */
#ifndef RESTOCK_FORECAST_WITNESS_H
#define RESTOCK_FORECAST_WITNESS_H

#include "forecast/lifts.h"

/* What one run, or the days after it, tells. */
struct witness {
    uint32_t series;
    uint32_t kind; /* department or category of its item */
    size_t period; /* of the series' history in which it begins */
    double x[LIFT_TERMS];
    double y;        /* log(sold / level) */
    double variance; /* of y, for what chance there is in the sales */
};

/* A series' history freed of the calendar, into `demand` [length]; MISSING where the shop was
 * closed or out of stock. */
void witness_demand(const struct panel *panel, const struct effects *effects, size_t series,
                    double *demand);

/* Gathers the witnesses of all series, in order of series, then time, into `arena`. */
enum status MUST_CHECK witness_gather(struct witness **witness, size_t *count,
                                      const struct panel *panel, const struct inputs *inputs,
                                      const struct effects *effects, struct arena *arena,
                                      struct team *team, struct fault *fault);

#endif
