/* Lots under steady demand D when the supplier is not certain: he can be down for a while, or bring
 * another quantity than was ordered.
 *
 * Setup K, holding h; any unit of time, the same in all fields.  Sources: Parlar and Berkin, Naval
 * Research Logistics 38 (1991), as put right by Berk and Arreola-Risa, Naval Research Logistics 41
 * (1994); Silver, AIIE Transactions 8 (1976); Snyder and Shen, Fundamentals of Supply Chain Theory,
 * 2nd ed., chapter 9; Tomlin, Management Science 52 (2006).
 *
 * At the edges, never a NaN: without demand the lot is 0 and costs 0.  Without holding cost it is
 * HUGE_VAL and costs 0, if an order costs anything or the supplier can fail. */
#ifndef RESTOCK_REPLENISH_SUPPLY_RISK_H
#define RESTOCK_REPLENISH_SUPPLY_RISK_H

#include "num/dist.h"

/* A supplier who is up for an exponential time of mean 1 / disruption_rate and then down for one of
 * mean 1 / recovery_rate.  Orders are placed when stock is out; while he is down, demand is lost.
 */
struct disruption {
    double demand;          /* D: units per unit of time */
    double setup;           /* K: money per order */
    double holding;         /* h: money per unit and unit of time */
    double lost_sale;       /* p: money per unit lost */
    double disruption_rate; /* lambda: per unit of time; 0: never down, the plain EOQ */
    double recovery_rate;   /* mu: per unit of time, > 0 where disruption_rate is */
};

/* The mean cost per unit of time
 *   g(Q) = [K + h Q^2 / (2 D) + psi D p / mu] / [Q / D + psi / mu],
 *   psi = lambda / (lambda + mu) (1 - exp(-(lambda + mu) Q / D)),
 * psi being the chance that he is down when the lot is used up.  At Q = 0 it is the limit from
 * above, HUGE_VAL with a setup.  With a recovery rate of 0 he never comes back: every later unit
 * is lost, so g = D p whatever the lot. */
double disruption_cost(const struct disruption *terms, double quantity);

/* The lot where g is least: the only root of g' (g falls, then rises), found to the last digits
 * that a double can tell.  0 when stock only costs (lost sales cheaper than holding any, without
 * setup); the plain EOQ without disruptions or recovery.  Where g at the lot is more than p D it
 * would be cheaper to lose every sale: the caller decides whether to stock at all. */
double disruption_lot(const struct disruption *terms);

/* The same where psi is taken as settled, lambda / (lambda + mu): close when a lot lasts longer
 * than the supplier's ups and downs, and closed, Q = -a + sqrt(a^2 + 2 D (K + psi D p / mu) / h),
 * a = psi D / mu,  g(Q) = h Q. Edges as above. */
double disruption_settled_lot(const struct disruption *terms);
double disruption_settled_cost(const struct disruption *terms, double quantity);

/* The same supplier seen period by period, with a steady demand that waits: every period he is
 * ordered from what lacks to a level, but once up he fails for the next period with probability
 * `fails` and once down is back with `recovers`.  The chance that a period is the n-th in a row
 * without him is at most F(n) = 1 - fails / (fails + recovers) (1 - recovers)^n. */
struct outage {
    double demand;   /* d: units per period */
    double holding;  /* h: money per unit left at a period's end */
    double shortage; /* p: money per unit that waits at a period's end */
    double fails;    /* probability, 0 to 1 */
    double recovers; /* probability, 0 to 1 */
};

/* The least-cost level, (1 + n) d with the least n for which F(n) >= p / (p + h).  0 without demand
 * or when waiting costs nothing, d when he never fails or never recovers, else HUGE_VAL when
 * holding costs nothing. */
double outage_level(const struct outage *terms);
/* Expected cost of a period: h E(S - (1 + n) d)+ + p E((1 + n) d - S)+.  HUGE_VAL when he never
 * recovers and waiting costs anything. */
double outage_cost(const struct outage *terms, double level);

/* A lot of Q of which Q + Y arrives (additive), or Q Z (multiplicative), Y or Z of mean nu and
 * standard deviation sigma whatever Q is. */
struct yield {
    double demand;  /* D: units per unit of time */
    double setup;   /* K: money per order */
    double holding; /* h: money per unit and unit of time */
    double mean;    /* nu: units (additive), or share > 0 (multiplicative) */
    double sd;      /* sigma: the same */
};

/* What is ordered at the least cost.  Additive: Q = sqrt(2 K D / h + sigma^2) - nu, but not below
 * 0, cost [K D + h / 2 (sigma^2 + (Q + nu)^2)] / (Q + nu).  Costs of a quantity that brings nothing
 * (Q + nu <= 0) are HUGE_VAL. */
double yield_additive_lot(const struct yield *terms);
double yield_additive_cost(const struct yield *terms, double quantity);

/* Multiplicative: Q = sqrt(2 K D / (h (nu^2 + sigma^2))), cost
 * K D / (nu Q) + h Q (nu^2 + sigma^2) / (2 nu).  Where nu is 0 or less nothing ever arrives: lot 0,
 * and the cost of any quantity is HUGE_VAL. */
double yield_multiplicative_lot(const struct yield *terms);
double yield_multiplicative_cost(const struct yield *terms, double quantity);

/* One order of Q against a demand d that is known, of which Q + Y arrives: Q = d - y with y the
 * least of P(Y <= y) >= holding / (holding + shortage), and its cost
 * holding E(Q + Y - d)+ + shortage E(d - Q - Y)+, all in money per unit.  Without holding cost
 * nothing bounds it: HUGE_VAL; without shortage cost it is 0; without both 0. */
double yield_order(const struct dist *yield, double demand, double holding, double shortage);
double yield_order_cost(const struct dist *yield, double demand, double quantity, double holding,
                        double shortage);

#endif
