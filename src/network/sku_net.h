/* One sku as a part of the exchange: its roads, who gives and who takes, and at what worth. */
#ifndef RESTOCK_NETWORK_SKU_NET_H
#define RESTOCK_NETWORK_SKU_NET_H

#include "network/worth.h"
#include "ways.h"

/* What the nets of all skus are made of. */
struct net_source {
    const struct basis *basis;
    const struct position *positions;
    const struct ways *ways;
    double hurdle; /* money that a move must gain beyond its cost */
    bool packs;    /* moves go in whole packs */
};

struct net_sizes {
    size_t givers;
    size_t gives;
    size_t takers;
    size_t blocks;
    size_t entries;
    size_t values;
    size_t roads;
};

/* The arrays of an exchange_sku, and what they stand for.  What it counts are packs where moves go
 * in whole packs, else units. */
struct net {
    struct net_sizes size;
    struct exchange_giver *givers;
    struct exchange_step *gives;
    struct exchange_taker *takers;
    struct exchange_entry *entries;
    struct exchange_road *roads; /* lane EXCHANGE_NONE: what a location regularly feeds */
    double *blocks;              /* packs */
    double *values;              /* money per pack */
    float *sales;                /* [values] part of it: money of sales that would be lost */
    uint32_t *giver_at;          /* index into positions */
    uint32_t *taker_at;
    double *sell_by; /* [givers] days on sale of units that would expire there; else HUGE_VAL */
    double pack;     /* units */
    bool failed;     /* memory ran out */
};

/* Sizes that net_make never exceeds for positions [first, end); no roads: nothing to move. */
struct net_sizes net_bounds(const struct net_source *source, size_t first, size_t end);

/* Bytes that net_make takes from scratch at the most, beside assess_scratch. */
size_t net_scratch(struct net_sizes bounds);

/* Takes the arrays for so much.  false if memory ran out. */
bool net_take(struct net *net, struct net_sizes size, struct arena *arena);

/* Fills `net`, which has room for net_bounds, with what could pay to move; no roads: nothing. */
void net_make(struct net *net, const struct net_source *source, size_t first, size_t end,
              struct arena *scratch);

/* A copy that takes no more than it needs, with room for the answer in sku->moved.  false if memory
 * ran out. */
bool net_keep(struct net *kept, struct exchange_sku *sku, const struct net *net,
              struct arena *arena);

#endif
