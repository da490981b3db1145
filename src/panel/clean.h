/* From the sales rows of one series to its demand by period. */
#ifndef RESTOCK_PANEL_CLEAN_H
#define RESTOCK_PANEL_CLEAN_H

#include "base/arena.h"
#include "rhythm.h"

/* A sales row beside its like. */
struct row {
    int32_t day;
    uint32_t number; /* in struct sales */
    double quantity;
    float price;
    uint8_t kind;
    uint8_t out_of_stock;
};

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
    bool censored; /* some period was out of stock */
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

/* Bytes for the rows of a series and their prices. */
size_t clean_scratch(size_t rows);

/* Gathers the rows order[0 .. count - 1], removes what cancelled out and sorts the rest by day,
 * kind, quantity, price and stock flag, so that sums do not depend on the order of input rows;
 * `order` is rewritten in the sorted order of all rows, which makes a second gathering cheap.
 *
 * A sale and a return of one day and the same quantity cancel each other, one to one: an order
 * that was taken back within minutes was never demand.  Returns the number of rows that are left;
 * `*cancelled` is the number of those that went. */
size_t clean_gather(struct row *rows, uint32_t *order, size_t count, const struct sales *sales,
                    size_t *cancelled);

/* Reads cleaned rows. */
struct tally clean_tally(const struct row *rows, size_t count, const struct rhythm *rhythm);
void clean_write(const struct series_target *target, const struct row *rows, size_t count,
                 const struct rhythm *rhythm, int32_t first_period);

#endif
