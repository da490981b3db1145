/* What a unit is worth where it lies and where it could go: expected money over the position's own
 * interval, a concave function of how many lie there, from the law of demand.
 *
 * In two layers of time.  Until the receipt of today's order (or of the order that feeds the place)
 * only a transfer can save a sale; from there to the receipt of the next order a purchase can too.
 * With c the unit cost, s the shortage cost, h holding a day, a the day of arrival (a mixture, by
 * the law of the way), r the receipt, e the end of the interval, X(a) the stock of morning a
 * without the move and N(a, r) the need of (a, r] (replenish/project.h), the k-th unit that comes
 * in is worth
 *     at a < r   s P(N(a, r) - X(a) >= k), and c while it is within the need and what the move
 *                sells before r: it is sold, or saves the purchase of one
 *     at a > r   c less s P(N(r, a) - X(r) > Q - k), for the order of Q that it replaces would have
 *                been there before it
 *     scarce     where no purchase can come: s P(N(a, e) - X(a) >= k) in place of the first
 *     beyond     what it is worth lying there, the x-th unit above the target S:
 *                    c - h (days until x are used + R / 2) + s' max(P(D >= S + x), B),
 *                at most c.
 *
 * D is the demand of the interval (what is lost before r aside), R the review.  A review without an
 * order spares the loss of an interval, B = E[(D - S)+] / (units that sell in R) for each unit.  A
 * goal of service L says what such a loss is worth: s' = min(s, h R L / (1 - L)).  What cannot be
 * sold before the item ends or spoils is worth its salvage; where nothing is bought any more before
 * the item's last day, what sells by then earns c + s.  Holding counts from r on: up to it all
 * places hold alike.  What a unit that leaves is worth is the line `beyond` of its donor.
 *
 * Values are of blocks of units, each the mean of its units, so that a flow over a few dozen arcs
 * decides about thousands of pieces; a block is one unit where there are few. */
#ifndef RESTOCK_NETWORK_WORTH_H
#define RESTOCK_NETWORK_WORTH_H

#include "replenish/assess.h"

enum { WORTH_BLOCKS = 12, WORTH_TAKEN = 2 * WORTH_BLOCKS }; /* in the need, and as many beyond */

/* Units (begin, end] counted from the first that moves. */
struct block {
    double begin;
    double end;
    double value; /* money per unit */
};

/* ------------------------------------------------------------------ the way */

enum { ARRIVAL_POINTS = 6 };

/* When goods of tonight arrive over a lane: sent on its next ship day on which the sender is open,
 * on the road for a time that is gamma by transit_days and transit_sd (MISSING or 0: certain, a
 * part of a day is a day; no transit_days: one day), taken in on the receiver's next open day. */
struct arrival_law {
    int32_t ship_day;
    int32_t arrival_day;           /* by the mean transit, as it is told */
    size_t points;                 /* 1 .. ARRIVAL_POINTS */
    double day[ARRIVAL_POINTS];    /* [points] whole days from as_of, ascending */
    double weight[ARRIVAL_POINTS]; /* [points] adds up to 1 */
};

/* Depends on the lane alone: once for each is enough. */
void arrival_law_make(struct arrival_law *law, const struct basis *basis, const struct lane *lane);

/* ------------------------------------------------------------------ givers */

/* Blocks of what a donor can spare (position->spare less promised, whole units), the least valuable
 * first: values ascend.  Returns how many.  `site` must be of that position (site_make). */
size_t worth_spare(const struct basis *basis, const struct position *position,
                   const struct site *site, struct block blocks[WORTH_BLOCKS]);

/* Days from this morning on for which all that it can spare is on sale (the stock that sells last
 * leaves): what a way from it is asked with; HUGE_VAL where its stock has no dates. */
double worth_spare_days(const struct basis *basis, const struct position *position);

enum { EXPIRING_LOTS = 4 };

/* Whole units of one date that are expected to expire unsold where they lie; they are part of
 * position->expired and so neither of its usable stock nor of its spare. */
struct expiring {
    double units; /* >= 1 */
    double days;  /* on sale for so many days from this morning on, > 0 */
    double value; /* money per unit where it lies: salvage, and unit cost by its chance to sell */
};

/* By date, those with the most units where there are more dates than room.  Returns how many: 0 for
 * nearly every position, at the cost of a search among the stock rows. */
size_t worth_expiring(const struct basis *basis, const struct position *position,
                      const struct site *site, struct expiring lots[EXPIRING_LOTS]);

/* ------------------------------------------------------------------ takers */

enum { TAKING_DAYS = 24 };

/* What comes to a taker on one day. */
struct taking_day {
    double day;                    /* from as_of */
    double need;                   /* units that save a purchase or are sold before it */
    double sales[WORTH_TAKEN + 1]; /* [count + 1] units of sales that the first b blocks save up to
                                      the receipt of today's order; negative if they come after */
    double all[WORTH_TAKEN + 1];   /* [count + 1] up to the end of the interval without an order */
    double worth[WORTH_TAKEN];     /* [count] money per unit, sales aside */
};

/* One taker in the making: start, expect each way to it, cut, then ask for values by way. */
struct taking {
    const struct basis *basis;
    const struct position *position;
    const struct site *site;
    struct block blocks[WORTH_TAKEN]; /* [count] from the first unit on; their value is not told */
    size_t count;
    bool late;                           /* the shares of a scarce supply are known */
    struct taking_day days[TAKING_DAYS]; /* [day_count] ascending */
    size_t day_count;
};

/* `site` must be of that position and live as long. */
void taking_start(struct taking *taking, const struct basis *basis, const struct position *position,
                  const struct site *site);

/* Goods may come by this law. */
void taking_expect(struct taking *taking, const struct arrival_law *law);

/* Projects the position once and cuts up to `most` units into blocks: need, and what its room
 * holds beyond.  `late`: taking_values will be asked with scarcity > 0.  Takes and gives back
 * taking_scratch() of scratch at the most; false if memory ran out. */
bool taking_cut(struct taking *taking, double most, bool late, struct arena *scratch);
size_t taking_scratch(void);

/* What is asked of a way. */
struct way {
    const struct arrival_law *law; /* expected before */
    double sell_by;  /* the goods can be sold up to the morning of this day from as_of (struct
                        expiring); HUGE_VAL: no date of their own */
    double scarcity; /* 0: a purchase covers the need; 1: none can come, its supply is dealt out in
                        the same flow; between: in part */
};

/* Money per unit of each block that comes this way, descending, [taking->count]; and the chance per
 * unit that it saves a sale (`sales`, may be NULL), of which the shortage cost is part of the
 * value: 0 to 1, below 0 where it replaces an order that would have been there before it. */
void taking_values(const struct taking *taking, const struct way *way, double *value,
                   double *sales);

/* The chance per unit of each block that it saves a purchase of tonight: within the need, and not
 * sold before that would come.  To tell what moves save; no part of the values. */
void taking_purchases(const struct taking *taking, const struct way *way, double *purchases);

#endif
