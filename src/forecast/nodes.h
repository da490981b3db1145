/* Forecasts of the totals of the assortment (hierarchy.h), each made on its own, and their errors.
 */
#ifndef RESTOCK_FORECAST_NODES_H
#define RESTOCK_FORECAST_NODES_H

#include "hierarchy.h"
#include "task.h"

/* The forecasts as of the end of `panel`, the nodes' own or an earlier view of it, in the manner of
 * `job`; `window` as in agree.h, 0: left as they are. */
enum status MUST_CHECK nodes_forecast(struct forecasts *forecasts, const struct job *job,
                                      const struct panel *panel, const struct effects *effects,
                                      const struct forecast_settings *settings, size_t window,
                                      struct arena *arena, struct team *team, struct fault *fault);

/* What sold less what would have been forecast from up to `wanted` earlier origins, in `*error`
 * [nodes * *samples], the latest origin first.  The factors of the calendar are today's. */
enum status MUST_CHECK nodes_rehearse(const struct hierarchy *hierarchy, const struct job *job,
                                      size_t window, size_t wanted, double **error, size_t *samples,
                                      struct arena *arena, struct team *team, struct fault *fault);

#endif
