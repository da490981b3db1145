/* The columns of the regression of calendar effects. */
#ifndef RESTOCK_FORECAST_EFFECTS_DESIGN_H
#define RESTOCK_FORECAST_EFFECTS_DESIGN_H

#include "panel/panel.h"

/* Fewer periods than this say nothing about a calendar. */
enum { EFFECTS_LEAST_PERIODS = 24 };

/* What all groups share. */
struct effects_calendar {
    const struct panel *panel;
    const struct inputs *inputs;
    int32_t first_period;
    size_t history; /* periods before the forecast */
    size_t horizon;
    const double *year_angle; /* [history + horizon] 2 pi times the year's share that is over in the
                                 middle of the period, growing without a break */
};

struct effects_design {
    size_t level_columns; /* constant and slopes, the first columns */
    size_t year_column;   /* the first of the Fourier series */
    size_t event_column;  /* the first behind them */
    size_t columns;
    double *x; /* [(history + horizon) * columns], row by row */
};

enum status MUST_CHECK effects_calendar_make(struct effects_calendar *calendar,
                                             const struct panel *panel, const struct inputs *inputs,
                                             int32_t first_period, size_t history, size_t horizon,
                                             struct arena *arena, struct fault *fault);

/* closed[t] 1: the whole period is closed for this group; open_share[t]: share of its days that are
 * not. Both [history + horizon]. */
void effects_closed(const struct effects_calendar *calendar, uint32_t location, uint32_t kind,
                    unsigned char *closed, double *open_share);

/* The design of a group whose history begins at `first`.  false if memory ran out. */
bool effects_design(struct effects_design *design, const struct effects_calendar *calendar,
                    uint32_t location, uint32_t kind, size_t first, struct arena *scratch);

#endif
