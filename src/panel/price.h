/* The price that was asked for, from the prices that were paid. */
#ifndef RESTOCK_PANEL_PRICE_H
#define RESTOCK_PANEL_PRICE_H

#include "clean.h"

/* Where the changes go: [changes] each, as many as a walk without a target counted. */
struct price_target {
    int32_t *period;
    double *value;
};

/* Walks the rows of a series, sorted by day and cleaned, and returns the number of entries: the
 * first price of the history and every change of it, by period.
 *
 * The price of a day is the lower median over its sales, so that a bulk order at a discount beside
 * ordinary ones changes nothing.  A price counts from the second day of sales in a row that has it
 * (within half a per cent): what one order paid once, be it a typing error or a bargain, is nobody
 * else's price.  A period in which the price changes has its mean by days.  What was returned, sold
 * at no price, or sold from `end_period` on, is left out.
 *
 * `room` is [count].  `target` NULL: the entries are only counted. */
size_t price_walk(const struct sale *rows, size_t count, const struct rhythm *rhythm,
                  int32_t first_period, float *room, const struct price_target *target);

#endif
