/* Stock in batches that expire, sold first expired first.
 *
 * With batches b[1], b[2], ... by date, B[i] their sum up to i and D(i) the demand until the date
 * of i, what has expired by then is, whatever happens, W[i] = max(0, B[1] - D(1), ..., B[i] -
 * D(i)), since what an older batch fails to sell does not sell later.  The expected waste is the
 * sum of E[(b[i] - V[i])+],   V[i] = U[i-1] + D(i) - D(i-1),   U[i] = (V[i] - b[i])+, V[i] being
 * demand for batch i: that of its own time and what the older ones left open (U[0]: what customers
 * wait for).  Of the first batch this is the surplus of its law, exactly; for later ones the masses
 * of U and V on a grid, the stretches of demand as independent as in the projection. Stock without
 * a date and new deliveries sell last and do not come into it. */
#ifndef RESTOCK_REPLENISH_BATCHES_H
#define RESTOCK_REPLENISH_BATCHES_H

#include "forecast/outlook.h"
#include "panel/inputs.h"

/* Units of the batches in `rows` ([count] of one position, by expiry_day) that are expected to
 * expire before day `until` (days from as_of) without being sold; blocked ones are not counted.
 * `outlook` NULL: nothing sells.  A batch is sold up to the end of its expiry_day.  Cost: nothing
 * without such a batch, a loss function for one, a convolution for each further. */
double batches_waste(const struct stock_row *rows, size_t count, const struct outlook *outlook,
                     int32_t as_of, double until);

/* Whole units of one date, still on sale today, that are expected to expire unsold. */
struct batch_left {
    double days;  /* on sale from this morning on, > 0 */
    double units; /* of its batches' waste, rounded down; >= 1 */
    double sold;  /* chance per unit that these would be sold: what their batches' waste falls short
                     of theirs if they leave */
};

/* The dates before day `until` of which at least one unit is expected to expire; where there are
 * more than `most`, those with the most units.  By date; returns how many.  The rest as above. */
size_t batches_left(const struct stock_row *rows, size_t count, const struct outlook *outlook,
                    int32_t as_of, double until, struct batch_left *left, size_t most);

#endif
