/* A steady rate ahead and the interval of an order. */
#ifndef RESTOCK_TESTS_AHEAD_H
#define RESTOCK_TESTS_AHEAD_H

#include "replenish/project.h"

enum { AHEAD_DAYS = 60 };

struct ahead {
    double mean[AHEAD_DAYS];
    double variance[AHEAD_DAYS]; /* of the running sum */
    double end[AHEAD_DAYS];
    struct outlook outlook;   /* of these three: it does not outlive them, nor follow a copy */
    struct interval interval; /* one point */
};

/* `rate` units a day, Poisson; an order of today comes on day `receipt`, the next one on day `end`.
 */
void ahead_fill(struct ahead *ahead, double rate, double receipt, double end);

#endif
