/* The history of one series: what was wanted, what sold, what came back, and what is true of the
 * periods to come. */
#ifndef RESTOCK_GENERATE_HISTORY_H
#define RESTOCK_GENERATE_HISTORY_H

#include "product.h"

/* Why a series is as it is. */
struct series {
    size_t number;
    size_t place;
    struct count_law law;
    double base;   /* mean of a period before every factor */
    double drift;  /* sd of a step of the level's logarithm */
    bool runs_out; /* has stock-outs */
    double level;  /* of the last period of history; the level is a martingale that begins at 1 */
    size_t out_count; /* periods of history that were short of stock */
    bool out_now;     /* the last period was */
};

/* [span] each: history, then the periods to come. */
struct history {
    double *mean;       /* of demand, given the level of that period */
    uint32_t *demand;   /* what was wanted */
    uint32_t *sold;     /* [periods] what sold */
    uint32_t *back;     /* [periods] units that came back */
    unsigned char *out; /* [periods] 1: the stock ran out */
};

/* Of the periods to come, as known at the end of history. */
struct outlook {
    double *mean;     /* [horizon] */
    double *variance; /* [horizon] of a period's demand */
};

/* A level that wanders takes a step every so many periods. */
size_t level_step(const struct world *world);

struct series series_make(const struct world *world, const struct product *product, size_t number);
void series_live(const struct world *world, const struct product *product,
                 const struct product_course *course, struct series *series,
                 struct history *history);
void series_outlook(const struct world *world, const struct product_course *course,
                    const struct series *series, struct outlook *outlook);

#endif
