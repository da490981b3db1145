/* The seasons of a history that it is long enough to show. */
#ifndef RESTOCK_FORECAST_MODELS_SEASONS_H
#define RESTOCK_FORECAST_MODELS_SEASONS_H

#include "forecast/model.h"

/* Those of the history's list, or its one season, that are at least 2 periods long and seen twice:
 * length > 2 periods. */
struct season_list seasons_seen(const struct history *history);

/* The same rounded to whole periods, each once; their count. */
size_t seasons_whole(const struct history *history, size_t period[SEASONS_MOST]);

#endif
