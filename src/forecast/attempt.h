/* One model tried on one history, with everything in scratch. */
#ifndef RESTOCK_FORECAST_ATTEMPT_H
#define RESTOCK_FORECAST_ATTEMPT_H

#include "forecast/model.h"

/* Room for the answers of a model. */
bool attempt_room(struct prediction *prediction, size_t horizon, struct arena *scratch);
size_t attempt_room_bytes(size_t horizon);

/* Runs `model` into `prediction`, which has room; what the model took of the scratch is given
 * back. */
enum fit attempt(const struct model *model, const struct history *history, size_t horizon,
                 struct arena *scratch, struct prediction *prediction);

/* The most that any of `pool` [count] takes of the scratch for histories up to `length`. */
size_t attempt_bytes(const struct model *const *pool, size_t count, size_t length, size_t season,
                     size_t horizon);

#endif
