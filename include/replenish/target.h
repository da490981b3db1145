/* The target: what stock a position should be raised to, and what that asks for today.
 *
 * Over the interval with demand D (lead time mixed in) the order-up-to level S is
 *   cycle  the least S with P(D <= S) >= level
 *   cost   the same with level Cu / (Cu + Co): Cu the shortage cost, Co the cost of holding a unit
 *          from this receipt to the next
 *   fill   the least S with 1 - (E[(D - S)+] - E[(D' - S)+]) / E[D - D'] >= level, D' being the
 *          demand before this order's receipt
 * and the need is what lacks from the position to S.
 *
 * With lost sales the same service is asked of the projected stock: the need is the least Q with
 * which P(nothing falls short from receipt to receipt) or the fill of that time reaches the level,
 * and the target is told as position + need: less than against backorders by what is expected to be
 * lost before the receipt, since nobody waits for that. */
#ifndef RESTOCK_REPLENISH_TARGET_H
#define RESTOCK_REPLENISH_TARGET_H

#include "replenish/project.h"

/* The level asked for, in (0, 1): the service level, or the critical ratio for `cost`.  `lost` is
 * the demand where it does not wait, else NULL: Co of that is sqrt(1 + P L / 2R) times the cost of
 * holding, of a lead time L, a time R from this receipt to the next and a chance P of demand in R;
 * the level that is cheapest in the long run lies below that of one cycle. */
double target_level(const struct terms *terms, const struct interval *interval,
                    const struct outlook *lost);

/* The quantity at the receipt with which the service is reached; negative where stock is more than
 * that.  The least one; of whole units to a fill, the one whose fill is nearest, for what each item
 * is rounded up would be served by all of them together beyond what was asked for. */
double target_quantity(const struct projection *projection, enum service_type type, double level);

/* The order-up-to level against demand of the whole interval, stock and supply aside. */
double target_level_up_to(const struct outlook *outlook, const struct interval *interval,
                          enum service_type type, double level);

#endif
