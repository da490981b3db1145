/* One law of lead times, from days that were seen, days that are known to be passed, and a prior.
 */
#ifndef RESTOCK_REPLENISH_LEAD_LAW_H
#define RESTOCK_REPLENISH_LEAD_LAW_H

#include "replenish/lead_times.h"

/* Longer lead times are mistakes in the dates. */
enum { MOST_LEAD = 3650 };

/* What was seen of one source, sku or location; cleared for the next one. */
struct lead_tally {
    double seen[MOST_LEAD + 1];   /* deliveries by their lead days */
    double passed[MOST_LEAD + 1]; /* orders still open by their age */
    double prior[MOST_LEAD + 1];  /* pseudo-deliveries */
    uint32_t deliveries;
    int32_t longest; /* day of any of the three */
    int32_t longest_seen;
};

void tally_clear(struct lead_tally *tally);
void tally_see(struct lead_tally *tally, int32_t days);
void tally_pass(struct lead_tally *tally, int32_t age);
/* A prior law worth so many deliveries. */
void tally_prior(struct lead_tally *tally, size_t points, const double *days, const double *weight,
                 double worth);

/* The law of the tally, which has at least one delivery.  Fills points, deliveries, days, weight,
 * mean and sd; leaves `passed` changed. */
void law_of_tally(struct lead_law *law, struct lead_tally *tally);

/* The law of a source for `of`; NULL without one.  Laws are [count] by source, of. */
const struct lead_law *law_find(const struct lead_law *laws, size_t count, uint32_t source,
                                uint32_t of);

/* Mean and sd (n - 1; MISSING of one) of the deliveries alone. */
void tally_moments(const struct lead_tally *tally, double *mean, double *sd);

#endif
