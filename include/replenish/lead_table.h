/* Support points of the lead times that a plan's positions have, made once for each pair of mean
 * and spread: a million positions have a few hundred of them. */
#ifndef RESTOCK_REPLENISH_LEAD_TABLE_H
#define RESTOCK_REPLENISH_LEAD_TABLE_H

#include "base/parallel.h"
#include "replenish/interval.h"
#include "replenish/position.h"

struct lead_entry {
    double mean; /* days */
    double sd;
    size_t points; /* as lead_points gives them */
    double days[LEAD_POINTS];
    double weight[LEAD_POINTS];
};

struct lead_table {
    struct lead_entry *entries; /* [count] by mean, sd */
    size_t count;
};

/* Of the terms of [count] positions; more than LEAD_ENTRIES pairs are left out. */
enum { LEAD_ENTRIES = 4096 };
enum status MUST_CHECK lead_table_make(struct lead_table *table, const struct position *positions,
                                       size_t count, struct arena *arena, struct team *team,
                                       struct fault *fault);

/* NULL where the table is NULL or has no such pair. */
const struct lead_entry *lead_table_find(const struct lead_table *table, double mean, double sd);

#endif
