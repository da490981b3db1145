/* A stock of one item, simulated: what levels really do, to hold the formulas against.
 *
 * Days follow each other: in the morning what is due is received; on a review day the position
 * (stock, less what is owed, plus what is on order) is looked at and an order placed; then the
 * day's demand comes.  An order with lead time 0 is there at once.  Demand of the days is
 * independent, of one law; every review draws a lead time for the order that it may place.
 *
 * Each figure is the mean of batches of days and has its standard error from the spread of the
 * batches' means; the first batch warms up and is not counted. */
#ifndef RESTOCK_TESTS_SIMULATE_H
#define RESTOCK_TESTS_SIMULATE_H

#include "num/dist.h"
#include "num/random.h"

#include <stdbool.h>
#include <stddef.h>

enum { SIMULATE_LEADS = 8 };

struct simulate_item {
    struct dist demand; /* of a day: Poisson, negative binomial, DIST_DISCRETE, gamma, point */
    int review_days;    /* R >= 1 */
    size_t lead_count;  /* lead times and their chances, whole days */
    int lead_days[SIMULATE_LEADS];
    double lead_weight[SIMULATE_LEADS];
    bool lost; /* who finds nothing goes away; else he waits */
};

/* Orders at or below reorder_point: up to order_up_to, or with lot > 0 by whole lots, the fewest
 * that lift the position above it. */
struct simulate_levels {
    double reorder_point;
    double order_up_to;
    double lot;
};

struct estimate {
    double mean;
    double error; /* standard error */
};

struct simulated {
    struct estimate fill;    /* share of units served from the shelf on their day */
    struct estimate cycle;   /* share of orders before whose receipt nobody waited (or was lost) */
    struct estimate met;     /* share of reviews before whose next order's receipt nobody waits */
    struct estimate orders;  /* per review */
    struct estimate on_hand; /* units, before that receipt */
    struct estimate owed;    /* units, likewise */
};

/* `batches` >= 8 of `reviews` reviews each. */
struct simulated simulate_periodic(const struct simulate_item *item,
                                   const struct simulate_levels *levels, size_t batches,
                                   size_t reviews, struct random random);

/* Orders whenever the position comes down to r, customers one by one at random (Poisson, `rate` a
 * unit of time), a lead time without chance.  `met` is the share of time in stock; on_hand and owed
 * are means over time, orders per unit of time; cycle as above. */
struct simulated simulate_continuous(double rate, double lead_time, double reorder_point,
                                     double lot, size_t batches, size_t customers,
                                     struct random random);

/* One unit of random demand after the other; the tables are made once. */
enum { DRAW_VALUES = 4096, DRAW_GUIDE = 1024 };
struct draw {
    struct dist dist;
    double below[DRAW_VALUES]; /* P(D <= value) */
    size_t guide[DRAW_GUIDE];  /* the first value that a share of the guide may mean */
    size_t count;
};
void draw_make(struct draw *draw, const struct dist *dist);
double draw_one(const struct draw *draw, struct random *random);

/* Fails unless `want` lies within `errors` standard errors of what was simulated, and the band is
 * no wider than `most`. */
void check_within_at(struct estimate got, double want, double errors, double most, const char *what,
                     const char *file, int line);
#define check_within(got, want, most, what)                                                        \
    check_within_at((got), (want), 4.0, (most), (what), __FILE__, __LINE__)

#endif
