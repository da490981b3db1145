/* What the lanes carry, all skus together. */
#ifndef RESTOCK_NETWORK_LANES_H
#define RESTOCK_NETWORK_LANES_H

#include "network/sku_flow.h"

/* Everything about one rebalancing. */
struct exchange {
    const struct basis *basis;
    struct position *positions;
    struct sku_task *tasks; /* [count] skus with something to give and to take */
    size_t count;
    unsigned char *closed; /* [lane_count] */
    unsigned char *again;  /* [count] to be solved (again) */
};

/* What one lane carries, all skus together. */
struct load {
    size_t lane;
    double units;
    double gain; /* beyond the cost by unit */
    double lack; /* money (or, in units, the share) that it falls short; <= 0: it may go */
};

/* Closes the worst of the lanes that fall short; returns whether there were any.  `loads` is
 * [lane_count]. */
bool close_lanes(struct exchange *exchange, struct load *loads);

/* Cuts the moves of every lane to what it can carry at the most, those that gain most per unit
 * first; `moves` is the number of all moves. */
enum status limit_lanes(struct exchange *exchange, size_t moves, double margin, struct arena *arena,
                        struct fault *fault);

/* Lets the moves bear their lanes' fixed cost, after those of lanes that no longer pay are dropped
 * (quantity 0). */
void settle_lanes(struct exchange *exchange, struct load *loads);

#endif
