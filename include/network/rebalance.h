/* Transfers before purchases: what moves between locations, by value.
 *
 * For each sku a least-cost flow from the locations that can spare stock, over the lanes, to those
 * where it is worth more.  Money per unit, the u-th one that moves:
 *   at the receiver  shortage cost x P(it sells in the time that only a transfer can save: from
 *                    its arrival to the receipt of today's order), by lane, since carriers differ;
 *                    + unit cost while it is within the receiver's own need, for it saves a
 *                    purchase; beyond the need, what it is worth lying there (see below)
 *   at the donor     what it is worth lying there: unit cost less holding for the days until demand
 *                    would use it, not below salvage
 *   on the way       lane cost per unit and weight, and the receiver's handling cost.
 * A donor gives only what it can spare for its own horizon.  A move (one sku on one lane) must gain
 * `margin` beyond its cost; a lane's moves together must pay its fixed cost and reach its least
 * load, else the lane that falls shortest is closed and the skus that used it are solved again.
 * No sku moves into and out of one location in the same night. */
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
    double writeoffs; /* money that the units would have lost in worth where they lie */
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
};

/* Decides the transfers of assessed positions ([count] by sku, location) and writes transfer_in,
 * transfer_out and adjust[ADJUST_TRANSFER] into them. */
enum status MUST_CHECK rebalance(struct transfers *transfers, const struct basis *basis,
                                 struct position *positions, size_t count,
                                 const struct rebalance_settings *settings, struct arena *arena,
                                 struct team *team, struct fault *fault);

#endif
