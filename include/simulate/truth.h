/* What really happened to each sku-location of a simulation: demand, returns, lead times. */
#ifndef RESTOCK_SIMULATE_TRUTH_H
#define RESTOCK_SIMULATE_TRUTH_H

#include "panel/panel.h"
#include "replenish/lead_times.h"
#include "replenish/terms.h"

struct truth {
    struct calendar calendar; /* of the steps */
    int32_t first_step;       /* period of `calendar` */
    size_t steps;             /* warm-up included */
    double *demand; /* [sites * steps] units wanted, site by site.  Where the shelf was empty for a
                       part of the step what sold is a lower bound, and the demand of a like day
                       of the same site that sold no less stands for it (hot deck) */
    double *returned; /* [sites * steps] units that came back, sellable or not */
    double imputed;   /* units of demand that nobody recorded */
};

/* One sku-location of a simulation. */
struct sim_site {
    uint32_t sku, location;
    size_t series;              /* of the planning panel; SIZE_MAX without history */
    const struct terms *terms;  /* resolved, of the first arm */
    uint32_t from;              /* place id that it orders from; NO_ID: nobody */
    size_t feeder;              /* the site that feeds it; SIZE_MAX: a supplier does */
    const struct lead_law *law; /* learned from receipts; NULL: by its terms */
    double order_cost;          /* money of an order of its supplier */
    double lanes_cost;          /* money per unit that its feeder sends */
    char abc;                   /* 'A' to 'C' by value of the demand of the year before the start */
};

/* The morning on which an order of `day` comes in: the lead time's quantile at a number drawn from
 * (seed, source, location, day), whole days, moved on to the site's next open day; with `steady`
 * the expected one. */
int32_t sim_arrival(const struct sim_site *site, const struct inputs *inputs, uint64_t seed,
                    bool steady, int32_t day);

#endif
