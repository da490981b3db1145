/* Which periods of a series are under a promotion, and which lie just after one. */
#ifndef RESTOCK_FORECAST_PROMOTED_H
#define RESTOCK_FORECAST_PROMOTED_H

#include "panel/panel.h"

/* The promotions of a sku: rows first .. first + count - 1 of the master's, all locations. */
struct promotion_rows {
    size_t first;
    size_t count;
};

struct promotion_rows promoted_rows(const struct master *master, uint32_t sku);

/* How much of a period is what; each from 0 to 1 but the depth. */
struct promoted {
    float unknown; /* under a promotion without discount */
    float known;   /* under one with a discount */
    float depth;   /* -log(1 - discount), on average over the period */
    float after;   /* within PROMOTED_DIP_DAYS after the end of one, and under none */
};

enum { PROMOTED_DIP_DAYS = 7 };

/* Fills `promoted` [count] for the periods from `period` on; returns whether there is anything. */
bool promoted_fill(struct promoted *promoted, const struct inputs *inputs,
                   const struct calendar *calendar, uint32_t sku, uint32_t location, int32_t period,
                   size_t count);

#endif
