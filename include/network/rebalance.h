/* Moves between locations, decided together with tonight's purchases.
 *
 * For each sku a network (network/exchange.h): givers, lanes, takers at the times of arrival that
 * the lanes reach.
 *
 * Givers are: what a location can spare over its own interval, beside what an earlier run suggested
 * to send away and what was just moved in; what would expire where it lies, one for each date; the
 * stock of a feeding location that has less than it is asked for, for which its regular orders and
 * the lanes then compete.
 *
 * Worth at both ends is that of network/worth.h: sales that only a move can save, a purchase of
 * tonight that it makes needless (where none can come, sales too), what it is worth lying there
 * beyond the need.  A purchase of tonight is worth what it costs, so what is moved is not bought,
 * and what is not worth moving is bought.  On the way, lane cost per unit and weight and the
 * receiver's handling cost; a load's fixed cost is borne by its lines as they gain.
 *
 * All skus share lanes (least, most, loads), what a location picks or receives in a day, and what
 * it has room for.  A move (one sku on one lane) gains `margin` or more beyond its cost, its part
 * of the load's fixed cost taken off.  No sku moves into and out of one location in the same night.
 * Where a move is on its way already, only a need brings another, and nothing that would expire. */
#ifndef RESTOCK_NETWORK_REBALANCE_H
#define RESTOCK_NETWORK_REBALANCE_H

#include "base/parallel.h"
#include "replenish/assess.h"

struct transfer_line {
    uint32_t sku;
    uint32_t from;
    uint32_t to;
    uint32_t carrier; /* word id or NO_ID */
    uint32_t lane;    /* index into master->lanes */
    int32_t ship_day;
    int32_t arrival_day;
    int32_t expiry_day; /* of units that would expire unsold where they lie; else NO_DAY */
    double quantity;
    double cost;      /* money */
    double benefit;   /* money gained, before cost */
    double sales;     /* money: lost sales that it saves, at their shortage cost */
    double purchases; /* money that tonight's orders need not spend, at unit cost */
    double writeoffs; /* money that the units would have lost in worth where they lie: holding until
                         they sell, or what salvage leaves */
    double spared;    /* units that the giver could spare */
    double lacked;    /* units that the receiver would have ordered */
};

struct transfers {
    struct transfer_line *lines; /* [count] by sku, from, to, carrier */
    size_t count;
    double gain;  /* money: benefits less costs and margins of all lines */
    double bound; /* money: no moves over these lanes gain more */
};

/* Why a line moves what it does, as a sentence with its numbers. */
void transfer_reason(char text[REASON_SIZE], const struct names *names,
                     const struct transfer_line *line);

struct rebalance_settings {
    bool enabled;
    double margin; /* money that a move must gain beyond its cost */
    bool packs;    /* moves go in whole packs of the item, else in units */
    bool no_haste; /* no open order is to be hastened instead of a move, or at all */
};

/* Decides the transfers of assessed positions ([count] by sku, location) and writes transfer_in,
 * transfer_out and adjust[ADJUST_TRANSFER] into them. */
enum status MUST_CHECK rebalance(struct transfers *transfers, const struct basis *basis,
                                 struct position *positions, size_t count,
                                 const struct rebalance_settings *settings, struct arena *arena,
                                 struct team *team, struct fault *fault);

/* Writes moves into the positions at both ends ([count] by sku, location); with `sign` -1 takes all
 * of them out again.  rebalance has done it. */
void transfers_book(struct position *positions, size_t count, const struct transfers *transfers,
                    double sign);

#endif
