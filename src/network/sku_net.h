/* The network of one sku in the making: its roads, who gives and who takes, and at what worth. */
#ifndef RESTOCK_NETWORK_SKU_NET_H
#define RESTOCK_NETWORK_SKU_NET_H

#include "network/sku_flow.h"

/* A lane of this sku: between two of its positions, open, with something to give and to take. */
struct road {
    size_t lane;
    size_t from;
    size_t to;
    size_t giver;                   /* index of the donor in net->givers */
    size_t taker;                   /* index of the receiver in net->takers */
    double cost;                    /* money per unit */
    double value[2 * WORTH_BLOCKS]; /* of the receiver's blocks, by this lane */
    size_t reach;                   /* blocks up to the last one in which a move could gain */
    bool closed;                    /* what it carried gained too little */
    bool settled;                   /* `carried` is the answer */
    uint32_t part;                  /* roads of one number hang together */
    struct move carried;            /* quantity 0: nothing */
};

struct taker {
    size_t position;
    struct block blocks[2 * WORTH_BLOCKS];
    size_t count;
    uint32_t part; /* of its roads */
    uint32_t node; /* of its first block */
};

struct giver {
    size_t position;
    struct block blocks[WORTH_BLOCKS];
    size_t count;
    uint32_t part; /* of its roads */
    uint32_t node;
    size_t arc; /* of its first block */
};

struct net {
    struct giver *givers;
    size_t giver_count;
    struct taker *takers;
    size_t taker_count;
    struct road *roads;
    size_t road_count;
    double spare; /* units of all givers */
};

/* Roads out of every donor, and who is at their ends.  False if there is nothing to move or memory
 * ran out (then task->failed). */
bool find_roads(struct sku_task *task, struct net *net, struct arena *scratch);

/* Cuts what givers and takers have and want into blocks and values them, by road; task->failed if
 * memory ran out. */
void value_all(struct sku_task *task, struct net *net, struct arena *scratch);

#endif
