/* Exponential smoothing that remembers: a fit that is looked up, begun nearby, or made anew, as the
 * history's notes allow. */
#ifndef RESTOCK_FORECAST_MODELS_ETS_NOTES_H
#define RESTOCK_FORECAST_MODELS_ETS_NOTES_H

#include "forecast/ets.h"

/* Bytes that ets_fit_noted takes at the most. */
size_t ets_noted_scratch(size_t length, size_t season);

/* Like ets_fit_best, or where `form` is given ets_fit_form; found and kept as part `part` of
 * history->notes (NULL: none).  From notes the form is that of the earlier fit. */
enum fit ets_fit_noted(const struct history *history, const struct ets_form *form, size_t part,
                       struct arena *scratch, struct ets_fit *fit);

#endif
