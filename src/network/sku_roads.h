/* A sku's roads in the making, with the worth of what they join. */
#ifndef RESTOCK_NETWORK_SKU_ROADS_H
#define RESTOCK_NETWORK_SKU_ROADS_H

#include "sku_net.h"

/* Stock of one position that leaves in one way: what it can spare, what would expire there by one
 * date, or what a location that is short of stock has for those that it feeds. */
struct giver {
    size_t position;
    struct block blocks[WORTH_BLOCKS]; /* units, by rising worth */
    size_t count;
    double sell_by; /* days on sale; HUGE_VAL: no date */
    bool expires;   /* it would not be sold by then where it lies */
    bool feeds;     /* regular supply, without a lane */
    bool kept;
    uint32_t number; /* among those kept */
};

struct taker {
    size_t position;
    struct block blocks[WORTH_TAKEN];
    size_t count;
    bool scarce;               /* no purchase covers its need: the feeding location is short */
    struct arrival_law supply; /* of what feeds it, where that is scarce */
    size_t reach;              /* blocks that some road could fill; 0: not kept */
    uint32_t number;
};

/* A way to a taker: what its units are worth that come so. */
struct entry {
    size_t taker;
    const struct arrival_law *law;
    double sell_by; /* as of its givers */
    bool expires;
    double value[WORTH_TAKEN]; /* money per unit of the taker's blocks */
    double sales[WORTH_TAKEN]; /* share of a unit that saves a sale */
    bool kept;
    uint32_t number;
};

struct road {
    size_t lane; /* SIZE_MAX: regular supply */
    size_t giver;
    size_t taker;
    size_t entry;
    double cost; /* money per unit */
};

struct draft {
    struct giver *givers;
    size_t giver_count;
    struct taker *takers;
    size_t taker_count;
    struct entry *entries;
    size_t entry_count;
    struct road *roads;
    size_t road_count;
    double units; /* of all givers */
    double pack;  /* units that move together */
};

/* Finds and values everything, in `scratch`; `bounds` as of net_bounds.  false if memory ran out.
 */
bool draft_make(struct draft *draft, const struct net_source *source,
                const struct net_sizes *bounds, size_t first, size_t end, struct arena *scratch);

/* What a position can be; none that gives takes. */
bool gives_spare(const struct position *position);
bool gives_expiring(const struct net_source *source, const struct position *position);
bool takes(const struct net_source *source, const struct position *position);

/* Positions [first, end) are a sku's.  Lanes from `donor` to those of them that may take. */
size_t roads_from(const struct net_source *source, size_t donor, size_t first, size_t end,
                  struct road *roads); /* NULL: counts them only */

/* Whether the location that feeds a position has the sku and less of it than it is asked for; its
 * position. */
bool is_fed_scarcely(const struct net_source *source, size_t position, size_t first, size_t end,
                     size_t *feeder);

#endif
