/* From the sales rows of one series to its demand by period. */
#ifndef RESTOCK_PANEL_CLEAN_H
#define RESTOCK_PANEL_CLEAN_H

#include "rhythm.h"
#include "sale.h"

/* The period of rows in ascending order of days, without a division each. */
struct cursor {
    const struct calendar *calendar;
    int32_t period;
    int32_t next_day; /* the first day beyond `period` */
};

struct cursor cursor_start(const struct rhythm *rhythm);
int32_t cursor_period(struct cursor *cursor, int32_t day);

/* What a first look at a series finds. */
struct tally {
    int32_t first_period; /* of demand, cut to the first whole one of the data */
    bool sold;            /* false: no demand at all */
    double price;         /* last known; MISSING */
    uint32_t return_periods;
    bool censored;        /* some period was out of stock */
    size_t price_changes; /* entries of price_walk */
    size_t cancelled_rows;
    size_t other_rows;
    size_t early_rows;
};

/* Where a second look writes. */
struct series_target {
    double *demand;          /* [end - first_period], zero */
    uint8_t *censored_bits;  /* [end - first_period] bits, zero; NULL: none is censored */
    int32_t *return_period;  /* [return_periods] */
    double *return_quantity; /* [return_periods] */
};

/* Removes from a series' rows, ordered as in range.h, what cancelled out; the rest stays in order.
 *
 * A sale and a return of one day and the same quantity cancel each other, one to one: an order
 * that was taken back within minutes was never demand.  What a removed row says of the stock is
 * kept: the period in which it lies is still a lower bound.  Returns the number of rows that are
 * left; `*cancelled` is the number of those that went. */
size_t clean_cancel(struct sale *rows, size_t count, size_t *cancelled);

/* Reads cleaned rows. */
struct tally clean_tally(const struct sale *rows, size_t count, const struct rhythm *rhythm);
void clean_write(const struct series_target *target, const struct sale *rows, size_t count,
                 const struct rhythm *rhythm, int32_t first_period);

#endif
