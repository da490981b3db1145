/* The lanes as tonight's moves see them: when what is shipped next arrives, and what they share. */
#ifndef RESTOCK_NETWORK_WAYS_H
#define RESTOCK_NETWORK_WAYS_H

#include "network/exchange.h"
#include "network/worth.h"

struct ways {
    struct arrival_law *laws;    /* [lane_count], as master->lanes: of what leaves next */
    struct exchange_lane *lanes; /* [lane_count] */
    double *limits;              /* [limit_count] units left to pick or to receive on a day */
    size_t limit_count;
    size_t lane_count;
};

/* false if memory ran out. */
bool ways_make(struct ways *ways, const struct basis *basis, struct arena *arena);

#endif
