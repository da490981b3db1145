/* Orders that are not like the others. */
#ifndef RESTOCK_FORECAST_OUTLIERS_H
#define RESTOCK_FORECAST_OUTLIERS_H

#include <stddef.h>

/* Cuts lone, far too large values of `demand` [length] down to the largest that is still believable
 * and returns how many.  `sorted` is work space, [length].
 *
 * A value is too large beyond 2.5 robust standard deviations of the logarithm of the sizes
 * of demand (the values over 0) above their median, and beyond five times it.  It is
 * spared where it may be more than an accident: beside another large one (a step, a season), or
 * where large ones are not rare (promotions), or with too few sizes to judge. MISSING values stay.
 */
size_t outliers_cut(double *demand, size_t length, double *sorted);

#endif
