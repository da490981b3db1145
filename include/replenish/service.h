/* From a distribution of demand and a service goal to a stock level.
 *
 * Three kinds of goal, never confused: `cost` (a critical ratio), `cycle` (the share of cycles
 * without a stock-out) and `fill` (the share of units served from the shelf).  Levels are shares in
 * (0, 1): nothing or less asks for a level of 0, and above SERVICE_MOST they are taken as
 * SERVICE_MOST.
 *
 * Levels are whole units where the law of demand is discrete, and the least that reach the goal;
 * for continuous laws they are exact and it is the caller who rounds.  Order-up-to levels are never
 * below 0; reorder points may be.
 *
 * Symbols: D(t) demand of t periods, L lead time, R review period, S order-up-to level, s reorder
 * point, Q order quantity, n(x) = E(D - x)+.  Sources: Zipkin, Foundations of Inventory Management
 * (2000), ch. 6; Silver, Pyke and Peterson, Inventory Management and Production Planning and
 * Scheduling, 3rd ed., ch. 7; Snyder and Shen, Fundamentals of Supply Chain Theory, 2nd ed., ch. 4.
 *
 * Costs: a cycle or cost level is one quantile (0.1 to 5 microseconds, see num/dist.h); a fill
 * level some eight pairs of loss functions (5 to 15 microseconds). */
#ifndef RESTOCK_REPLENISH_SERVICE_H
#define RESTOCK_REPLENISH_SERVICE_H

#include "num/dist.h"
#include "panel/master.h"
#include "replenish/mixture.h"

/* No goal is nearer to certainty than this: the quantile beyond it is a statement about the model
 * and no longer about demand. */
#define SERVICE_MOST (1.0 - 1e-6)

/* The order-up-to level S of a stock that is reviewed every R and supplied after L.  `lead` is the
 * law of D(L), `interval` of D(L + R).  What `level` means follows from the type: COST the critical
 * ratio, CYCLE P(D(L + R) <= S), FILL the fill rate of service_fill; UNSET is taken as CYCLE. */
double service_order_up_to(enum service_type type, double level, const struct dist *lead,
                           const struct dist *interval);
/* The same where the lead time is uncertain and each law a mixture over its points; a mixture of
 * one law is that law. */
double service_mixed_order_up_to(enum service_type type, double level, const struct mixture *lead,
                                 const struct mixture *interval);

/* Cu / (Cu + Co): the probability of selling out that balances a unit short against one left over;
 * both in money per unit.  0 when a unit short costs nothing; 1 when one left over costs nothing.
 */
double service_critical_ratio(double underage, double overage);

/* The least S with P(D <= S) >= level. */
double service_cycle_level(const struct dist *interval, double level);

/* Fill rate of (R, S) with backorders: 1 - [E(D(L+R) - S)+ - E(D(L) - S)+] / E D(R); 1 when nothing
 * is demanded. */
double service_fill(const struct dist *lead, const struct dist *interval, double order_up_to);
/* The least S of at least that fill rate. */
double service_fill_level(const struct dist *lead, const struct dist *interval, double level);

/* (s, Q) under continuous review, `lead` the law of D(L).  Fill rate 1 - [n(s) - n(s + Q)] / Q; for
 * counts it is also the ready rate, the mean of P(D(L) < y) over the positions y = s + 1 .. s + Q.
 */
double service_sq_fill(const struct dist *lead, double reorder_point, double quantity);
/* Expected backorders [n2(s) - n2(s + Q)] / Q, n2 of the second order, and the expected stock that
 * follows from the inventory position. */
double service_sq_backorders(const struct dist *lead, double reorder_point, double quantity);
double service_sq_on_hand(const struct dist *lead, double reorder_point, double quantity);
/* The least reorder point with P(D(L) <= s) >= level (S1), and with that fill rate (S2); -Q when
 * even a position that never gets positive serves enough. */
double service_sq_cycle_point(const struct dist *lead, double level);
double service_sq_fill_point(const struct dist *lead, double quantity, double level);

/* The least x >= 0 with E(D - x)+ <= units_short: the usual short form of the fill rule, with
 * units_short = Q (1 - fill). */
double service_loss_level(const struct dist *dist, double units_short);

/* One season's (or, with `dist` the law of L + 1 periods, every period's) expected cost of stock S:
 * overage E(S - D)+ + underage E(D - S)+, and the S that makes it least. */
double newsvendor_cost(const struct dist *dist, double stock, double underage, double overage);
double newsvendor_level(const struct dist *dist, double underage, double overage);

/* The same in money earned.  All per unit. */
struct newsvendor {
    double price;
    double cost;
    double salvage; /* earned by what is left over */
    double holding; /* paid for what is left over */
    double penalty; /* paid for what is short, beyond the sale */
};

double newsvendor_underage(const struct newsvendor *terms); /* price - cost + penalty */
double newsvendor_overage(const struct newsvendor *terms);  /* cost - salvage + holding */
/* (price - cost) E D - newsvendor_cost. */
double newsvendor_profit(const struct newsvendor *terms, const struct dist *dist, double stock);

/* Base stock when a unit costs `cost` now and `next_cost` a period later, discounted by `discount`:
 * critical ratio (underage - cost + discount next_cost) / (underage + overage); expected cost of
 * this period with the purchase, where what is left over saves a purchase of the next:
 * cost S - discount next_cost (S - E D) + newsvendor_cost. */
struct myopic {
    double underage;
    double overage;
    double cost;
    double next_cost;
    double discount;
};

double myopic_level(const struct myopic *terms, const struct dist *dist);
double myopic_cost(const struct myopic *terms, const struct dist *dist, double stock);

#endif
