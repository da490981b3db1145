/* The moves of one sku: a least-cost flow from spare stock over the lanes to where it is worth
 * more. */
#ifndef RESTOCK_NETWORK_SKU_FLOW_H
#define RESTOCK_NETWORK_SKU_FLOW_H

#include "network/worth.h"

/* One sku on one lane. */
struct move {
    size_t lane; /* index into master->lanes */
    size_t from; /* index into positions */
    size_t to;
    double quantity; /* whole units */
    double benefit;  /* money, before cost */
    double cost;     /* money: on the way and handling, without the lane's fixed cost */
};

struct sku_task {
    const struct basis *basis;
    const struct position *positions; /* all of them */
    size_t first;                     /* this sku's: [first, end) */
    size_t end;
    const unsigned char *closed; /* [lane_count] lanes that nobody may use */
    double margin;               /* money that a move must gain beyond its cost */
    struct move *moves;          /* [capacity] the answer, by lane */
    size_t capacity;
    size_t count;
    bool failed; /* memory ran out */
};

void sku_flow(struct sku_task *task, struct arena *scratch);

/* Days until what is shipped next on the lane can be sold at its end. */
double lane_arrival(const struct basis *basis, const struct lane *lane, int32_t *ship_day);

/* The first lane that leaves `from` (lanes are sorted by it). */
size_t first_lane_from(const struct master *master, uint32_t from);

/* Of positions [first, end), the one at `location`; SIZE_MAX if there is none. */
size_t position_among(const struct position *positions, size_t first, size_t end,
                      uint32_t location);

/* May give; may take.  No position is both. */
bool is_donor(const struct position *position);
bool is_receiver(const struct position *position);

#endif
