/* What the learning of shortfalls and their use have in common. */
#ifndef RESTOCK_FORECAST_SHORTFALL_PARTS_H
#define RESTOCK_FORECAST_SHORTFALL_PARTS_H

#include "forecast/forecast.h"

/* [SHORTFALL_DEPTHS] descending shares of the demand of a stretch. */
extern const double shortfall_depths[];

/* That of the calibration, new series for themselves; SHORTFALL_KINDS or more: one whose law is not
 * learned. */
size_t shortfall_kind(const struct forecasts *forecasts, size_t series);

#endif
