/* What the orders ahead of a position would have to cover, as a problem of dynamic lot sizes.
 *
 * The order of today has to protect the interval, whatever else it holds: that is period 0.  Each
 * further period is one review (or a few, so that there are at most REQUIREMENTS_MOST periods):
 * period k is the mean demand of the k-th of them after the interval, which the order of k reviews
 * later would cover at the latest.  What is bought for it today lies on the shelf k reviews longer,
 * for holding_cost a unit and day; an order costs order_cost.  Only how far an order reaches beyond
 * the interval is decided so; with how much safety, by the law of demand.
 *
 * The horizon is REQUIREMENTS_CYCLES economic cycles.  After the item's last day nothing is
 * required. */
#ifndef RESTOCK_REPLENISH_REQUIREMENTS_H
#define RESTOCK_REPLENISH_REQUIREMENTS_H

#include "replenish/dynamic_lot.h"
#include "replenish/policy.h"

enum { REQUIREMENTS_LEAST = 8, REQUIREMENTS_MOST = 200, REQUIREMENTS_CYCLES = 5 };

/* Bytes that requirements_of and requirements_levels take from their arena at the most. */
size_t requirements_scratch(void);

/* Fills `problem`, its arrays from scratch.  Its first demand is 1: its size decides nothing.
 * false if memory ran out. */
bool requirements_of(const struct situation *situation, struct dynamic_lot *problem,
                     struct arena *scratch);

/* What an order that covers so many periods buys beyond the interval: the demand of all but the
 * first. */
double requirements_units(const struct dynamic_lot *problem, size_t cover);

/* The levels of whoever covers `units` beyond the interval with an order: S - s is these units and
 * half a review's mean demand, so that at the reviews in between the position is on average half a
 * review's demand above s, and when they are used up as much below it.  s is the least that serves
 * then (replenish/situation_laws.h).  No more than what sells before shelf_life_days from the
 * receipt on are over.  Without units every review raises to `protect`. */
void requirements_levels(const struct situation *situation, double units, struct levels *levels,
                         struct arena *scratch);

/* The reorder point of whoever orders as soon as the position is below `level`. */
double reorder_below(double level, bool counts);

#endif
