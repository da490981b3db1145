/* A series' price by period: its steps, and how far it is from what customers are used to. */
#ifndef RESTOCK_FORECAST_PRICE_PATH_H
#define RESTOCK_FORECAST_PRICE_PATH_H

#include "panel/panel.h"

struct price_step {
    size_t at;     /* period of the series' history from which the new price counts */
    double change; /* of the logarithm; MISSING: so large that it is another product, or an error */
};

/* The most steps that a series can have. */
size_t price_steps_most(const struct panel *panel, size_t series);

/* Writes the steps within the series' history, ascending, each later than the first period, and
 * returns how many there are.  A change that falls into a promotion or the days after one is the
 * promotion's; the price counts again from the first plain period.  `scratch` is given back. */
size_t price_steps(const struct panel *panel, const struct inputs *inputs, size_t series,
                   struct arena *scratch, struct price_step *steps);

/* Makes the promoted periods of a series' history, and the days after them, MISSING in `demand`
 * [length]. */
void price_hide_promoted(const struct panel *panel, const struct inputs *inputs, size_t series,
                         struct arena *scratch, double *demand);

/* log(price / reference) of the periods from .. from + count - 1 of a series whose history has
 * `length`, into `deviation`.  The reference follows the price slowly; from `length` on both stay
 * where they are. */
void price_deviation(const struct price_step *steps, size_t step_count, double period_days,
                     size_t length, size_t from, size_t count, double *deviation);

/* log(regular price / last price), 0 or more: the regular one is that which held for the longest
 * time of the last half year of the history. */
double price_below_regular(const struct price_step *steps, size_t step_count, double period_days,
                           size_t length);

#endif
