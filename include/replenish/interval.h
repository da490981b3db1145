/* The protection interval: from today to the receipt of the next order, by the calendar, with the
 * lead time as a distribution.
 *
 * Days count from the morning of as_of.  What is received on day r can be sold on day r, so demand
 * before it is that of (0, r].  An order of today (or of the next day on which the supplier takes
 * orders) is received lead time days later, the supplier's closed days not counted, moved to the
 * location's next open day; stock must then last until the receipt of the order after it: that is
 * the interval.  The next order goes on the first order day that is review_days later or more.
 * Order days, open days and holidays (replenish/holidays.h) move all of it.
 *
 * A lead time that was learned from receipts is their distribution (replenish/lead_times.h).
 * Another one that is uncertain is gamma with its mean and sd, on a few whole-day support points
 * (step: about 0.75 sd), so that demand over the interval is a mixture.  A grid of step h adds h^2
 * / 12 to a variance, which is taken off the gamma's beforehand (Sheppard's correction); so the
 * mixture's variance is L var(d) + d^2 var(L), as it should be. */
#ifndef RESTOCK_REPLENISH_INTERVAL_H
#define RESTOCK_REPLENISH_INTERVAL_H

#include "replenish/terms.h"

enum { LEAD_POINTS = 12 };

struct interval {
    int32_t order_days;          /* to this order day; 0: today */
    int32_t next_days;           /* to the order day after it */
    int32_t arrival_days;        /* to the day that is told as the receipt of this order: the first
                                    on or after the expected one on which the location receives */
    size_t points;               /* support points of the lead time, 1 .. LEAD_POINTS */
    double weight[LEAD_POINTS];  /* [points], adds up to 1 */
    double receipt[LEAD_POINTS]; /* [points] ascending: days to the receipt of this order */
    double end[LEAD_POINTS];     /* [points] ascending: days to the receipt of the next order */
    double lead_days;            /* expected receipt */
    double interval_days;        /* expected end */
};

/* Order days of weekdays `allowed` (bit 0 Monday; 0: any).  The first on or after `day`. */
int32_t next_weekday(int32_t day, unsigned char allowed);

struct holidays;
struct lead_law;
struct lead_table;

/* The way of an order, and by which clocks. */
struct order_path {
    const struct terms *terms;
    struct feed feed;
    uint32_t location;               /* place id: where it is received */
    unsigned char open_days;         /* weekdays on which that receives; 0: any */
    const struct holidays *holidays; /* NULL: none */
    const struct lead_law *law;      /* of the lead time; NULL: by the terms' mean and sd */
    const struct lead_table *leads;  /* where these may be found; NULL: nowhere */
    const struct inputs *inputs;     /* whose what-if cuts suppliers off; NULL: none */
    uint32_t sku;                    /* with inputs only */
    double stretch;                  /* of the days of the law; 0: none */
    int32_t as_of;
};

void interval_of(struct interval *interval, const struct order_path *path);

/* Whole days and weights of a gamma lead time; returns the number of points. */
size_t lead_points(double mean, double sd, double days[LEAD_POINTS], double weight[LEAD_POINTS]);

/* The most days that an interval of these terms can have. */
double interval_longest(double lead_days, double lead_sd, double review_days);

#endif
