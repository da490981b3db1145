/* The lanes as tonight's moves see them: when what is shipped next arrives, and what they share. */
#ifndef RESTOCK_NETWORK_WAYS_H
#define RESTOCK_NETWORK_WAYS_H

#include "network/exchange.h"
#include "network/worth.h"

struct ways {
    struct arrival_law *laws;    /* [lane_count], as master->lanes: of what leaves next */
    struct exchange_lane *lanes; /* [lane_count] */
    double *limits;              /* [limit_count] units left to pick or to receive */
    size_t limit_count;
    size_t lane_count;
};

/* Lanes of one sender and ship day share what it picks in a day; lanes of one receiver and arrival
 * day what it receives in a day beside open orders; all lanes to a location with a capacity what is
 * left of it beside stock (of `positions`) and open orders.  false if memory ran out. */
bool ways_make(struct ways *ways, const struct basis *basis, const struct position *positions,
               size_t count, struct arena *arena);

#endif
