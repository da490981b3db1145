/* Lots under steady demand D when the supplier is not certain: he can be down for a while, or bring
 * another quantity than was ordered.
 *
 * Setup K, holding h; any unit of time, the same in all fields.  Sources: Parlar and Berkin, Naval
 * Research Logistics 38 (1991), as put right by Berk and Arreola-Risa, Naval Research Logistics 41
 * (1994); Silver, AIIE Transactions 8 (1976); Snyder and Shen, Fundamentals of Supply Chain Theory,
 * 2nd ed., sections 9.2.1 and 9.3.1.
 *
 * At the edges, never a NaN: without demand the lot is 0 and costs 0.  Without holding cost it is
 * HUGE_VAL and costs 0, if an order costs anything or the supplier can fail. */
#ifndef RESTOCK_REPLENISH_SUPPLY_RISK_H
#define RESTOCK_REPLENISH_SUPPLY_RISK_H

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

#endif
