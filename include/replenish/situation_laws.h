/* The laws of demand that a policy decides by: of a review, of the lead time, of both together.
 *
 * The lead time is a mixture over the interval's points; the review is the stretch from this
 * order's receipt to the next one's, so a season ahead is in it. */
#ifndef RESTOCK_REPLENISH_SITUATION_LAWS_H
#define RESTOCK_REPLENISH_SITUATION_LAWS_H

#include "replenish/policy.h"
#include "replenish/ss.h"

struct situation_laws {
    struct dist review;
    struct dist lead[LEAD_POINTS];
    struct dist interval[LEAD_POINTS];
    double table[2 * LEAD_POINTS + 1][DIST_TABLE]; /* of compound laws */
    struct ss_demand demand; /* views of the above: the struct must stay where it is */
};

/* False when nothing is demanded over the review. */
bool situation_laws(struct situation_laws *laws, const struct situation *situation);

/* Money per review: what the line's order costs, what holding a unit costs, and the cost of a unit
 * short that makes the level asked for the best one, h level / (1 - level).  False where holding
 * costs nothing: then no stock is too large. */
bool situation_costs(struct ss_costs *costs, const struct situation *situation);

/* Bytes for a policy's tables. */
size_t situation_scratch(void);

/* Raises from `protect` at every review: what all policies are where an order costs nothing. */
void levels_at_every_review(const struct situation *situation, struct levels *levels);

/* The economic order quantity of the line, sqrt(2 K D / h) with D the mean demand a day of the year
 * ahead and h the holding cost a day (Harris 1913): units >= 0, 0 where an order costs nothing, at
 * most a year's demand. */
double situation_lot(const struct situation *situation);

/* As much of S - s (or of a lot) as may be: no more than a year's demand, one order line, and what
 * sells between the end of the interval and the item's last day or the end of a delivery's shelf
 * life; whole units, at least one, of counts. */
double situation_gap(const struct situation *situation, double wanted);

/* The levels of a given gap S - s > 0 (of lots of that size where the spread is even): the least s
 * that serves.  Those of every review where that needs no lot, or cannot be told. */
void levels_of_gap(const struct situation *situation, const struct situation_laws *laws,
                   enum ss_spread spread, double gap, struct levels *levels, struct arena *scratch);
/* The same with tables that are there.  A gap that goes up to S is narrowed until S is no more than
 * max_stock. */
void levels_by_tables(const struct situation *situation, struct ss *ss, enum ss_spread spread,
                      double gap, struct levels *levels);

/* The widest gap whose S is at most max_stock, from `narrow`, which is taken to fit, up to `wide`,
 * which does not: whole steps beyond `narrow`, or with a step of 0 to a thousandth of `wide`.
 * `levels` is left with those of some gap that was tried. */
double levels_that_fit(const struct situation *situation, struct ss *ss, enum ss_spread spread,
                       double narrow, double wide, double step, struct levels *levels);

#endif
