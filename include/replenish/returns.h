/* Returns on their way back: how many sellable units come inside the interval, and when.
 *
 * What customers bring back is a share r of what they bought (return_rate), a lag of so many days
 * later.  So the returns of the next H days are those of the sales from H - lag days ahead back to
 * lag days ago: known sales first, expected demand only for what lies beyond the lag,
 *     E = sellable share * r * (sold in the days (-lag, min(0, H - lag)] + D(0, H - lag)).
 * Those that come before the receipt of today's order come in the middle of that time, in whole
 * units where demand is counts, and sell before it; the others count at the receipt.
 *
 * The lag is one for all items, from the panel's returns by period: with q[i] units back in period
 * t[i] and s the sales of the same series, less their mean,
 *     c[k] = sum over i of q[i] s[t[i] - k]
 * is, where sales scatter, in proportion to the share that comes back k periods after a sale.  The
 * lag is the mean of those k whose c stands out by LAG_SIGMAS of its own standard error; where none
 * does, returns have no lag. */
#ifndef RESTOCK_REPLENISH_RETURNS_H
#define RESTOCK_REPLENISH_RETURNS_H

#include "replenish/assess.h"

#define LAG_SIGMAS 4.0
#define MOST_LAG_DAYS 60.0

/* Days from sale to return.  Cost: a pass over at most some 200,000 returns. */
double returns_lag(const struct panel *panel);

/* Sellable units that come back in the next `days`. */
double returns_within(const struct basis *basis, const struct position *position,
                      const struct outlook *outlook, double days);

#endif
