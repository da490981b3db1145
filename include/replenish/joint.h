/* Joint replenishment: items of one supplier share the cost of an order, so that each is ordered
 * with every m-th of the supplier's orders.
 *
 * An order is placed every T and costs `major` whatever is in it; item i is in every m_i-th of them
 * and adds `minor_i` each time.  Under steady demand D_i and holding h_i the mean cost is
 *   C(T, m) = (K + sum k_i / m_i) / T + T / 2 sum m_i h_i D_i,
 * for given m least at T(m) = sqrt(2 (K + sum k_i / m_i) / sum m_i h_i D_i), and for given T with
 *   m_i the least whole number with m_i (m_i + 1) >= 2 k_i / (h_i D_i T^2).
 * Sources: Silver, Management Science 22 (1976); Goyal, Management Science 20 (1974); van Eijs, OR
 * Spektrum 15 (1993); Axsater, Inventory Control, 3rd ed., section 7.3; Snyder and Shen,
 * Fundamentals of Supply Chain Theory, 2nd ed., problem on the joint replenishment problem.
 *
 * Any unit of time, the same in all fields.
 *
 * At the edges, never a NaN: an item without demand takes part in no order: its multiple is 0, its
 * quantity 0, its minor cost not paid.  One that costs nothing to hold has the multiple
 * JOINT_MULTIPLE_MOST, or 1 when its minor cost is 0 too.  When no item costs anything to hold T is
 * HUGE_VAL and the cost 0 (quantities HUGE_VAL); without any order cost T, quantities and cost are
 * 0; without demand at all T is HUGE_VAL and the cost 0. */
#ifndef RESTOCK_REPLENISH_JOINT_H
#define RESTOCK_REPLENISH_JOINT_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

/* No item is in fewer than every so many-th order.  The bound is met only by what costs nothing to
 * hold and where next to nothing is shared: then items are better planned alone (replenish/eoq.h).
 */
#define JOINT_MULTIPLE_MOST 100000

struct joint {
    size_t count;
    double major;          /* K: money per order, >= 0 */
    const double *minor;   /* [count] k: money per item in an order, >= 0 */
    const double *holding; /* [count] h: money per unit and unit of time, >= 0 */
    const double *demand;  /* [count] D: units per unit of time, >= 0 */
};

struct joint_plan {
    double period; /* T */
    double cost;   /* money per unit of time, without purchases */
};

/* T and cost for given multiples [count]; an item with multiple 0 takes no part.  With all
 * multiples 1 it is the strict cycle, all items in every order: without minor costs
 * sqrt(2 K / sum h_i D_i). */
struct joint_plan joint_for_multiples(const struct joint *problem, const size_t *multiple);

/* All items in every order: fills multiple [count] with 1 (0 without demand). */
struct joint_plan joint_every_order(const struct joint *problem, size_t *multiple);

/* Silver's heuristic: the item of least k / (h D) is in every order (of several the first), the
 * others in every m-th, m the whole number nearest to sqrt(k_i / (h_i D_i) x h_1 D_1 / (K + k_1)),
 * at least 1.  Fills multiple [count]. */
struct joint_plan joint_silver(const struct joint *problem, size_t *multiple);

/* The least-cost whole multiples.  T is followed downwards through every value at which some best
 * m_i goes up by one, from that where all are 1 to that below which
 * K / T + sum sqrt(2 k_i h_i D_i) is more than what was already found; each multiple vector met is
 * costed at its own best T.  Exact up to JOINT_MULTIPLE_MOST and to a billionth of the cost
 * (without major cost the optimum lies at T = 0).  Of equal costs the larger T.
 *
 * Cost: count, and log(count) for each step, of which there are as many as the multiples add up to.
 * Fills multiple [count] and *plan; false when memory ran out, nothing filled. */
bool joint_optimal(const struct joint *problem, size_t *multiple, struct joint_plan *plan,
                   struct arena *scratch);

/* Bytes that joint_optimal takes from its arena at the most; it gives them back. */
size_t joint_scratch(size_t count);

/* Units of item i in each order that it is in: T m_i D_i. */
double joint_quantity(const struct joint *problem, const struct joint_plan *plan,
                      const size_t *multiple, size_t item);

#endif
