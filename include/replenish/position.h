/* A position: one sku at one location, what is known of it, what it wants, and the account of the
 * quantity that is suggested for it.
 *
 * The floors fill it from the top: replenish writes the terms, the projection and the need, network
 * the transfers, order the adjustments and the quantity.  The account adds up on every row:
 * raw_need + sum of adjust[] = quantity.  There is one for each of a million sku-locations: small
 * fields stand together, and what can be made from others is not kept. */
#ifndef RESTOCK_REPLENISH_POSITION_H
#define RESTOCK_REPLENISH_POSITION_H

#include "forecast/outlook.h"
#include "num/dist.h"
#include "panel/master.h"

enum { REASON_SIZE = 160 }; /* bytes of a sentence that tells why */

/* What becomes of demand without stock. */
enum unmet { UNMET_LOST, UNMET_BACKORDER };

/* The adjustments of a need, in the order in which they are made. */
enum adjustment {
    ADJUST_TRANSFER,      /* covered by a move from another location */
    ADJUST_MOQ,           /* raised to the least quantity of the line */
    ADJUST_PACK,          /* rounded to whole packs */
    ADJUST_ORDER_MINIMUM, /* raised or dropped for the supplier's order minimum */
    ADJUST_LOAD,
    ADJUST_BUDGET,
    ADJUST_CAPACITY, /* cut to max_order or max_stock */
    ADJUST_SHELF_LIFE,
    ADJUST_OVERRIDE,
    ADJUST_COUNT
};

/* The rule that decided the quantity. */
enum binding {
    BINDING_NONE, /* nothing needed */
    BINDING_NEED, /* the target itself */
    BINDING_MIN_STOCK,
    BINDING_TRANSFER,
    BINDING_MOQ,
    BINDING_PACK,
    BINDING_ORDER_MINIMUM,
    BINDING_CAPACITY,
    BINDING_DROPSHIP, /* forecast, never ordered */
    BINDING_NO_HISTORY,
    BINDING_ENDED,         /* past its end_date, or dead */
    BINDING_NOT_ORDER_DAY, /* the supplier takes no order today */
    BINDING_OVERRIDE,      /* a planner's word */
    BINDING_SCARCE,        /* the feeding location has no more to give */
    BINDING_COVER,         /* the service asks for more than a year's demand beyond the interval */
    BINDING_REORDER_POINT, /* still above it: the policy waits */
    BINDING_DUST,          /* ordering now gains less than plan.min_gain */
    BINDING_STEADY,        /* too small a change of what is suggested already */
    BINDING_PRICE_BREAK,   /* raised to a quantity of a better price */
    BINDING_JOINT,         /* brought forward to share an order's cost */
    BINDING_LOAD,          /* truck loads */
    BINDING_BUDGET,
    BINDING_INBOUND,    /* the location can receive no more that day */
    BINDING_SHELF_LIFE, /* more would expire before it sells */
    BINDING_KIT,        /* put together from components: forecast, never ordered or moved */
};

struct policy;   /* replenish/policy.h */
struct lead_law; /* replenish/lead_times.h */

/* What a quantity would do; quantity 0: not told. */
struct foretold {
    double quantity;
    double fill;
    double stockout;
    double lost;       /* money */
    double unit_value; /* money that one more unit would earn */
};

struct position {
    uint32_t sku;
    uint32_t location;
    size_t series;               /* of the panel; SIZE_MAX without history */
    const struct terms *terms;   /* resolved: nothing MISSING that the plan needs; positions of one
                                    sku may share them */
    const struct policy *policy; /* when it orders and how much */
    const struct lead_law *law;  /* learned, of its lead time; NULL: by its terms */
    uint32_t from;               /* place id of the supplier or feeding location; NO_ID unknown */
    int32_t arrival_days; /* to the receipt of an order of today, a day on which it is open */
    int32_t stockout_day; /* projected without the suggestion; NO_DAY beyond the horizon */
    enum binding binding;
    bool counts : 1;       /* demand is whole units; so too without history */
    bool unknown_cost : 1; /* neither unit cost nor price is known; terms->unit_cost is 0 */
    bool kit : 1;          /* put together from components, never ordered */
    bool lead_given : 1;   /* its own or its item's row says a lead time: a law lends only its sd */
    bool waits : 1;        /* tonight is not its turn to order (of a simulated night) */
    bool idle : 1;         /* it has no part in what is decided tonight, and is not assessed */
    char segment[3];       /* "AX" */
    double salvage;        /* money per unit of what is left over for good */

    /* stock and supply, units */
    double on_hand;  /* as counted, batches added up */
    double reserved; /* customer backorders */
    double blocked;
    double pledged;          /* an earlier run suggested to send it elsewhere; it is still here */
    double expired;          /* part of on_hand that is past its expiry date, or is expected to be
                                by the interval's end unsold (replenish/batches.h) */
    double open_supply;      /* due inside the interval, counted */
    double open_late;        /* overdue at as_of, part of open_supply by its chance */
    double suggested;        /* part of open_supply that an earlier run suggested to order */
    double expected_returns; /* sellable units that come back inside the interval */

    /* the protection interval, days from as_of */
    double lead_days;     /* this order's expected receipt */
    double review_days;   /* to the next order day */
    double interval_days; /* to the receipt of the next order */

    /* demand over the interval */
    double demand_mean;
    double demand_sd;
    double kit_demand; /* part of demand_mean that kits want of it */

    double service;       /* asked for, in (0, 1): of `cost` the critical ratio */
    double level;         /* the same as asked of the law of demand, which may be wrong up there: of
                             `fill` by what fell short of earlier stocks (forecast/shortfall.h) */
    double order_cost;    /* money: the line's share of what an order of its supplier costs */
    double reorder_point; /* an order is made at or below it; MISSING: at every review */
    double target;        /* order-up-to level, whole units where demand is counts */
    double position; /* usable stock, supply that comes inside the interval and returns: what counts
                        against the target */
    double lost_before; /* with lost sales, units expected to be lost before this order's receipt:
                           they use up no stock, so that it reaches that much farther; else 0 */
    double raw_need;    /* whole units >= 0; of a position that cannot order today only what moves
                           cover */
    double adjust[ADJUST_COUNT];
    double quantity;          /* units suggested to order */
    struct foretold foretold; /* by the assessment, of the quantity that it expects; so most
                                 outcomes need no second projection */

    double transfer_in;  /* units that arrive by suggested moves */
    double transfer_out; /* units that leave by suggested moves */

    double fill_without, fill_with;         /* expected fill rate of the interval */
    double stockout_without, stockout_with; /* probability of a stock-out before its end */
    double days_of_cover;                   /* MISSING when nothing sells */
    double next_unit_value;                 /* money that one more unit would earn */
    double lost_without; /* money expected to be lost in the interval without the suggestion */
    double lost_with;    /* and with it */
    double wait_loss;    /* part of it that falls between this receipt and the next: what an order
                            saves that is placed now and not at the next review */
    double spare;        /* units that can leave today without harm to its own service */
    double promised;     /* part of spare that the locations it feeds want today */
    double dependent;    /* units that these will want inside its interval, part of target */
};

const char *binding_name(enum binding binding);

/* Quantities, counts of packs and sums of money that are no further apart are the same: rounding.
 * So a need is rounded up to whole units (or to this much where demand is an amount) unless it is
 * above them by no more. */
#define UNIT_SLACK 1e-6

/* The inventory position once tonight's moves are made. */
static inline double position_after_moves(const struct position *position)
{
    return position->position + position->transfer_in - position->transfer_out;
}

/* Nothing is ever ordered for it: dropshipped, a kit, or ended. */
static inline bool position_barred(const struct position *position)
{
    return position->binding == BINDING_DROPSHIP || position->binding == BINDING_ENDED ||
           position->binding == BINDING_KIT;
}

#endif
