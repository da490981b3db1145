/* (r, Q) under continuous review: a lot of Q is ordered whenever the inventory position has come
 * down to r.
 *
 * The position is then even over (r, r + Q], for whole units over r + 1 .. r + Q, and with G(y) =
 * h E(y - D)+ + p E(D - y)+ the cost rate at position y, D the demand of the lead time,
 *   C(r, Q) = [K lambda + sum of G over the positions] / Q.
 * The sum is a difference of second-order loss functions, so any C costs four of them.
 *
 * The optimum: G is convex, so the best Q positions are the Q cheapest (Federgruen and Zheng,
 * Operations Research 40, 1992; continuous: Zheng, Management Science 38, 1992), and they are all
 * with G below the optimal cost.  That cost is found by Dinkelbach's steps c <- C(all y with
 * G(y) < c), which fall to it faster than a Newton search and stop exactly: some five steps for any
 * size of Q.  Ties are settled as Federgruen and Zheng do: the least Q.
 *
 * The approximations: Hadley and Whitin (1963) with p per unit short whatever the wait; Snyder and
 * Shen, Fundamentals of Supply Chain Theory, 2nd ed., section 5.3. */
#ifndef RESTOCK_REPLENISH_RQ_H
#define RESTOCK_REPLENISH_RQ_H

#include "replenish/mixture.h"

struct rq_terms {
    double demand;       /* lambda: units per unit of time, > 0 */
    double order_cost;   /* K: money per order, >= 0 */
    double holding;      /* h: money per unit and unit of time, > 0 */
    double backorder;    /* p: likewise, > 0; of rq_per_unit_short per unit */
    struct mixture lead; /* demand of the lead time */
};

struct rq {
    double reorder_point;
    double quantity;
    double cost; /* money per unit of time, orders included */
};

/* G(y). */
double rq_position_cost(const struct rq_terms *terms, double position);
/* C(r, Q), Q > 0 (whole for whole units). */
double rq_cost(const struct rq_terms *terms, double reorder_point, double quantity);

/* The optimal r for a given Q > 0: G(r) = G(r + Q); for whole units the
 * greatest r with G(r) >= G(r + Q). */
double rq_point_of(const struct rq_terms *terms, double quantity);

/* The optimum.  Without order cost Q is one unit, or 0 (base stock) for continuous laws. */
struct rq rq_optimum(const struct rq_terms *terms);

/* Approximations; `cost` is the exact one of the result, but of rq_per_unit_short that of its own
 * model. */

/* Backorder cost per unit short, stock never below what backorders allow (Hadley and Whitin):
 * Q = sqrt(2 lambda (K + p n(r)) / h), P(D > r) = Q h / (p lambda), by turns.  False where a unit
 * short costs less than keeping one for a whole cycle: there is no such policy. */
bool rq_per_unit_short(const struct rq_terms *terms, struct rq *policy);
/* Q of the deterministic model with backorders, r optimal for it. */
struct rq rq_by_eoqb(const struct rq_terms *terms);
/* Q of the deterministic model, r the newsvendor's level of the lead time's demand. */
struct rq rq_by_safety_stock(const struct rq_terms *terms);
/* Takes no account of what is short at r + Q: n(r) = h Q / (h + p),
 * Q = sqrt(2 [K lambda + (h + p) n2(r)] / h). */
struct rq rq_by_loss(const struct rq_terms *terms);

#endif
