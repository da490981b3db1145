/* What really happened to each sku-location of a simulation: demand, returns, lead times.
 *
 * Demand is what was recorded.  Where the shelf was empty for a part of a step, that is a lower
 * bound, and the demand of a like step of the same site stands for it (hot deck: Andridge and
 * Little, International Statistical Review 78 (2010)): of the steps of the same weekday that were
 * not censored and sold no less, one of the TRUTH_DONORS nearest in time, drawn by (seed, sku,
 * location).  Without one the record stands.
 *
 * The lead time of an order is the quantile of its law at a number that belongs to (seed, source,
 * location, day), so that it is the same whoever orders, and how much.  The law is what receipts
 * tell (replenish/lead_times.h), else gamma with the mean and sd of the terms, in whole days;
 * closed days of the sender do not count, and what meets a closed door waits. */
#ifndef RESTOCK_SIMULATE_TRUTH_H
#define RESTOCK_SIMULATE_TRUTH_H

#include "panel/panel.h"
#include "replenish/holidays.h"
#include "replenish/lead_times.h"
#include "replenish/terms.h"

enum { TRUTH_DONORS = 8 };

struct truth {
    struct calendar calendar; /* of the steps */
    int32_t first_step;       /* period of `calendar` */
    size_t steps;             /* warm-up included */
    double *demand;           /* [sites * steps] units wanted, site by site */
    double *returned; /* [sites * steps] units that came back, sellable or not; NULL: none did */
    double imputed;   /* units of demand that nobody recorded */
};

/* Chances of whole days of a gamma lead time. */
struct sim_gamma {
    double mean; /* days, > 0 */
    double sd;   /* > 0 */
    size_t count;
    const double *below; /* [count] P(L <= k) of k days; L is rounded */
};

/* One sku-location of a simulation. */
struct sim_site {
    uint32_t sku, location;
    size_t series;                 /* of the planning panel; SIZE_MAX without history */
    size_t daily;                  /* of the panel of the truth; SIZE_MAX likewise */
    const struct terms *terms;     /* resolved, of the first arm */
    uint32_t from;                 /* place id that it orders from; NO_ID: nobody known */
    size_t feeder;                 /* the site that feeds it; SIZE_MAX: a supplier does */
    const struct lead_law *law;    /* learned from receipts; NULL: by lead_days and lead_sd */
    double lead_days;              /* expected, open days apart */
    double lead_sd;                /* days */
    const struct sim_gamma *gamma; /* of these two; NULL: certain, or a law */
    double order_cost;       /* money of an order of its supplier; 0 where a location feeds it */
    double lanes_cost;       /* money per unit that its feeder sends */
    double handling_cost;    /* money per unit received */
    unsigned char open_days; /* on which it receives; 0: any */
    bool whole;              /* demand is whole units */
    bool kit;                /* put together of components, holds nothing */
    bool dropship;           /* its supplier serves the customers, holds nothing */
    size_t debut;            /* the step of its first sale, where that comes unannounced while it is
                                simulated; SIZE_MAX: no such thing */
    size_t debut_end;        /* the first step for which it can have ordered since */
    char abc; /* 'A' to 'C' by value of the demand of the year before the start, within its
                 location: 80 and 95 % of it */
};

/* What decides lead times beside the site. */
struct sim_roads {
    const struct inputs *inputs;
    const struct holidays *holidays; /* from the first simulated day on; NULL: none */
    uint64_t seed;
    bool steady; /* every order takes as long as expected */
};

/* The morning on which an order of `day` comes in; INT32_MAX: never, since a what-if has cut its
 * source off for good. */
int32_t sim_arrival(const struct sim_site *site, const struct sim_roads *roads, int32_t day);

#endif
