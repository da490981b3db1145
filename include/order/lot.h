/* From a need to a quantity that a supplier sells: whole units, minimum, packs, maximum.
 *
 * The steps, in this order:
 *   1. A need is rounded up to whole units first, and what arithmetic left behind is not a need:
 *      36.0000001 must not buy a fourth dozen.  (Goods by weight or length: `fractional`.)
 *   2. A need below the minimum is raised to it; no need stays no need.
 *   3. It is rounded up to whole packs: a third of a pack is one pack.  With LOT_BELOW down, and an
 *      order that would then be under the minimum (or of no pack at all) waits: 0.
 *   4. A quantity over the maximum becomes the largest whole number of packs within it.  Is that
 *      under the minimum, in whole packs, or none, nothing is ordered: the maximum wins. */
#ifndef RESTOCK_ORDER_LOT_H
#define RESTOCK_ORDER_LOT_H

#include "panel/master.h"

#include <math.h>
#include <stdbool.h>

enum lot_policy {
    LOT_EXCEED, /* packs may lift the stock above the target */
    LOT_BELOW,  /* they may not */
};

struct lot {
    double pack;    /* units in a pack, > 0 */
    double minimum; /* units, >= 0 */
    double maximum; /* units, >= 0; HUGE_VAL: none */
    enum lot_policy policy;
    bool fractional; /* the goods come in fractions of a unit */
};

/* need + minimum + packing + maximum = quantity, exactly as long as units are whole. */
struct lot_size {
    double need;     /* after step 1, >= 0 */
    double minimum;  /* what step 2 added */
    double packing;  /* what step 3 added, or with LOT_BELOW took away */
    double maximum;  /* what step 4 took away, <= 0 */
    double quantity; /* units, a whole number of packs */
    double packs;
};

/* An item's own lot: pack_size, moq, max_order, with 1, 0 and no maximum where they are MISSING. */
struct lot lot_of_terms(const struct terms *terms);

struct lot_size lot_round(double need, const struct lot *lot);

/* Packs that hold `units`, and packs within them; units / pack of 2.9999999999 or 3.0000000001 is 3
 * either way. */
double lot_packs_over(double units, double pack);
double lot_packs_within(double units, double pack);

#endif
