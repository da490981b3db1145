/* The stock mix: the cheapest stock that meets a fill rate over many positions together.
 *
 * Of all stocks whose expected losses add up to no more than sum((1 - fill[i]) demand[i]), the one
 * that ties up least money has the same marginal service per unit of money everywhere: one more
 * unit at position i saves P(short)[i] units of loss and ties up c[i], so P(short)[i] = price c[i]
 * with one price for the whole group (Lagrange; Silver, Pyke and Peterson, 3rd ed., ch. 8 on
 * exchange curves).  Dear items are short more often, cheap ones hardly ever, and the group as a
 * whole reaches its goal.  No position is asked to be short more often than every second cycle.
 *
 * A group is a segment (ABC x XYZ) or everything; its positions are those whose goal is a fill
 * rate. The price is found on at most MIX_SAMPLE positions of a group. */
#ifndef RESTOCK_REPLENISH_MIX_H
#define RESTOCK_REPLENISH_MIX_H

#include "base/parallel.h"
#include "replenish/assess.h"

enum { MIX_GROUPS = 9, MIX_SAMPLE = 4000 };
enum mix_over { MIX_NONE, MIX_SEGMENT, MIX_ALL };

struct mix {
    enum mix_over over;
    double price[MIX_GROUPS]; /* P(short) per money of unit cost; MISSING: the group has no goal */
};

/* Finds the prices; terms, segment, from, series of the positions [count] are set.  `basis` has no
 * mix. */
enum status MUST_CHECK mix_find(struct mix *mix, enum mix_over over, const struct basis *basis,
                                const struct position *positions, size_t count, struct team *team,
                                struct fault *fault);

/* P(short) that the mix asks of a position; MISSING when its goal is its own. */
double mix_risk(const struct mix *mix, const struct position *position);

#endif
