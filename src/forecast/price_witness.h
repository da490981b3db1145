/* What each change of a price tells of what prices do. */
#ifndef RESTOCK_FORECAST_PRICE_WITNESS_H
#define RESTOCK_FORECAST_PRICE_WITNESS_H

#include "base/parallel.h"
#include "forecast/effects.h"
#include "panel/panel.h"

/* Demand some weeks after a change against some weeks before it, freed of the calendar. */
struct price_witness {
    uint32_t series;
    uint32_t kind;   /* department or category of its item */
    size_t at;       /* period of the series' history */
    double x;        /* log(new price / old one) */
    double y;        /* log(demand after / demand before) */
    double variance; /* of y, for what chance there is in the sales */
};

/* Gathers the witnesses of all series, in order of series, then time, into `arena`. */
enum status MUST_CHECK price_witness_gather(struct price_witness **witness, size_t *count,
                                            const struct panel *panel, const struct inputs *inputs,
                                            const struct effects *effects, struct arena *arena,
                                            struct team *team, struct fault *fault);

#endif
