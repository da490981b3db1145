/* What falls short of stocks set by earlier forecasts (forecast/shortfall.h). */
#ifndef RESTOCK_FORECAST_SHORTFALL_LEARN_H
#define RESTOCK_FORECAST_SHORTFALL_LEARN_H

#include "base/parallel.h"
#include "forecast/shortfall.h"
#include "rehearsal.h"

/* Learns from trials whose forecasts have the spreads that those of today will have.  Takes its
 * memory from `arena` and gives it back.  Cost: a hundred loss functions for each of some thousand
 * outcomes. */
enum status MUST_CHECK shortfall_learn(struct shortfalls *shortfalls,
                                       const struct rehearsal *rehearsal, struct arena *arena,
                                       struct team *team, struct fault *fault);

#endif
