/* One position of a small planned world, ready to be asked what units are worth there. */
#ifndef RESTOCK_TESTS_VALUED_H
#define RESTOCK_TESTS_VALUED_H

#include "network/worth.h"
#include "support/world.h"

struct valued {
    struct world world;
    double period_end[WORLD_HORIZON];
    struct basis basis;
    const struct position *position;
    struct site site;
};

/* Plans the world as it is filled, without moves, and makes the site of that position. */
void valued_plan(struct valued *valued, uint32_t sku, uint32_t location);

/* A way that takes so many days for certain. */
struct arrival_law valued_on_day(double day);
/* Over it, goods without a date, where a purchase covers the need. */
struct way valued_way(const struct arrival_law *law);

/* Values of the blocks of up to `most` units over one way. */
void valued_take(struct valued *valued, const struct way *way, double most, struct taking *taking,
                 double value[WORTH_TAKEN]);

/* P(Poisson(mean) = k) and P(Poisson(mean) >= k), added up. */
double poisson_mass(double mean, double k);
double poisson_at_least(double mean, double k);

#endif
