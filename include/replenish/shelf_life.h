/* What a new delivery may bring so that it sells within its life.
 *
 * A delivery of day r with a shelf life of L days sells up to the end of day r + L - 1, after all
 * that is there before it (first expired, first out).  With A units ahead of it - usable stock,
 * supply that comes by day r, moves, and what is expected to be lost before the receipt, for that
 * demand uses up nothing - and D the demand of (0, r + L],
 *     P(unit q sells in time) = P(D >= A + q)
 *     E(waste of Q)           = E[(A + Q - D)+] - E[(A - D)+],
 * the second the sum of 1 - P over the Q units.  The receipt is taken on its expected day.  Demand
 * that is lost before it scatters nothing: where a share f of what is wanted before the receipt is
 * lost, that stretch adds (1 - f)^2 of its variance to D. */
#ifndef RESTOCK_REPLENISH_SHELF_LIFE_H
#define RESTOCK_REPLENISH_SHELF_LIFE_H

#include "replenish/assess.h"

/* The most units of an order whose last one sells in time with a chance of at least
 *     min(1/2, Co / (Co + Cu)),   Co the unit cost, lost when it spoils, Cu the shortage cost:
 * a unit that spoils more likely than not, and does not earn that risk, is not ordered.  Never less
 * than the display minimum lacks.  Whole units where demand is counts; HUGE_VAL without a shelf
 * life, or where nothing is known of demand.  For an assessed position; its transfers count. */
double shelf_life_limit(const struct basis *basis, const struct position *position);

/* Units of an order of `quantity` >= 0 that are expected to spoil; 0 without a shelf life. */
double shelf_life_waste(const struct basis *basis, const struct position *position,
                        double quantity);

#endif
