/* Random networks of skus that share lanes, for tests of network/exchange.h. */
#ifndef RESTOCK_TESTS_EXCHANGE_CASE_H
#define RESTOCK_TESTS_EXCHANGE_CASE_H

#include "network/exchange.h"

enum {
    SKUS = 6,
    PLACES = 12,
    STEPS = 3,
    BLOCKS = 3,
    ENTRIES = 2, /* of a taker: it may be reached early or late */
    LANES = 40,
    ROADS = 2 * LANES,
    LIMITS = 8,
};

struct item {
    struct exchange_giver givers[PLACES];
    struct exchange_step gives[PLACES * STEPS];
    struct exchange_taker takers[PLACES];
    double blocks[PLACES * BLOCKS];
    struct exchange_entry entries[PLACES * ENTRIES];
    double values[PLACES * ENTRIES * BLOCKS];
    struct exchange_road roads[ROADS];
    double moved[ROADS];
};

struct instance {
    struct exchange_problem problem;
    struct exchange_lane lanes[LANES];
    uint32_t from[LANES];
    uint32_t to[LANES];
    bool late[LANES];
    double limits[LIMITS];
    struct exchange_sku skus[SKUS];
    struct item items[SKUS];
    double loads[LANES];
};

/* What an instance has beside givers, takers and lanes. */
struct kind {
    const char *name;
    uint64_t number; /* of its random numbers */
    size_t instances;
    size_t most_skus;
    size_t most_places;
    bool rooms; /* most of lanes, limits of picking and receiving */
    bool fixed; /* costs of lanes */
    bool least;
    bool loads;
    bool hurdle;
    bool twins;  /* two roads of a sku on a lane */
    double mean; /* the gap that may be, shares */
    double worst;
};

/* Points into itself: not to be copied. */
void make_instance(struct instance *instance, const struct kind *kind, uint64_t seed);

#endif
