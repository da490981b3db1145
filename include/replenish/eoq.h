/* The economic order quantity: the lot that balances what an order costs against what stock costs,
 * under a steady demand that is known.
 *
 * With demand D, setup K, holding h = holding + rate unit_cost, backorders at b per unit and time
 * and a lot that comes in at rate P, let
 *   x = h / (h + b)       the share of demand that waits (0 where no backorders are planned)
 *   e = h (1 - x) (1 - D / P)
 * Then the mean cost of lots of Q is K D / Q + e Q / 2, least at Q = sqrt(2 K D / e), where it is
 * sqrt(2 K D e).  Sources: Harris (1913); Snyder and Shen, Fundamentals of Supply Chain Theory, 2nd
 * ed., sections 3.2 (EOQ), 3.5 (planned backorders), 3.6 (production rate); Hadley and Whitin,
 * Analysis of Inventory Systems (1963), section 2-8 (both together).
 *
 * Any unit of time does, the same in all fields.  Costs hold no purchases: at one price these do
 * not depend on the lot (replenish/discount.h is about several).
 *
 * At the edges, never a NaN: without demand the lot is 0 and costs 0.  Without setup cost it is 0
 * and costs 0: each unit is ordered when it is wanted.  With a setup and nothing to pay for stock
 * (no holding cost, or production no faster than demand, so that a run never ends) it is HUGE_VAL
 * and costs 0. */
#ifndef RESTOCK_REPLENISH_EOQ_H
#define RESTOCK_REPLENISH_EOQ_H

/* What a field of 0 or less says is told beside it. */
struct eoq {
    double demand;     /* units per unit of time */
    double setup;      /* money per lot */
    double holding;    /* money per unit and unit of time */
    double rate;       /* further holding cost: share of unit_cost per unit of time */
    double unit_cost;  /* money per unit */
    double backorder;  /* money per unit that waits and unit of time; 0: none are planned */
    double production; /* units per unit of time as a lot comes in; 0: all at once */
};

/* holding + rate unit_cost, at least 0. */
double eoq_holding(const struct eoq *terms);

/* The least-cost lot in units; 0 or HUGE_VAL at the edges named above. */
double eoq_lot(const struct eoq *terms);

/* Ordering, holding and waiting cost per unit of time of lots of `quantity`, with the best use of
 * backorders.  A quantity of 0 costs 0 without setup or demand and HUGE_VAL otherwise; one of
 * HUGE_VAL costs HUGE_VAL if stock costs anything and 0 otherwise. */
double eoq_cost(const struct eoq *terms, double quantity);

/* x: the share of demand, and of time, that waits for the next lot; 0 where no backorders are
 * planned or nothing is paid for stock. */
double eoq_waiting_share(const struct eoq *terms);

/* The most units that ever wait, x Q (1 - D / P). */
double eoq_most_waiting(const struct eoq *terms, double quantity);

/* The least-cost lot of whole packs: the least n with n (n + 1) >= (Q / pack)^2 (the cost of n + 1
 * packs is then no less than that of n), so at least one pack if anything is demanded.  In units.
 * A `pack` of 0 or less takes any quantity: eoq_lot. */
double eoq_lot_in_packs(const struct eoq *terms, double pack);

#endif
