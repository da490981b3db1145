/* One item with demand of the same law every day, as a policy sees it: the situations of tests. */
#ifndef RESTOCK_TESTS_SHOP_H
#define RESTOCK_TESTS_SHOP_H

#include "replenish/policy.h"
#include "support/simulate.h"

enum { SHOP_DAYS = 200 };

struct shop {
    double mean[SHOP_DAYS];
    double sum_variance[SHOP_DAYS];
    double period_end[SHOP_DAYS];
    struct outlook outlook;
    struct interval interval;
    struct terms terms;
    struct situation situation;
    struct simulate_item item; /* the same for a simulation */
    struct arena arena;        /* the test's own; empty, and the test's to free if it takes of it */
};

/* Orders take `lead` days, in a quarter of the cases each so many days more or less, `review` days
 * lie between them.  Holding a unit costs 0.05 a day, the unit 5, a unit short 3, an order nothing;
 * packs of one.  The struct must stay where it is. */
void shop_open(struct shop *shop, double mean, double variance, int lead, int lead_spread,
               int review);

/* Asks for a service: fills type, level and protect of the situation. */
void shop_serve(struct shop *shop, enum service_type type, double level);

/* The levels of a policy; those of every review where it has none.  The test fails where they are
 * no numbers, or S is below s. */
struct levels shop_levels(const struct shop *shop, const struct policy *policy);

#endif
