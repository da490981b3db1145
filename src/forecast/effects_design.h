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

/* For whom a regression is made. */
struct effects_place {
    uint32_t location; /* NO_ID: everywhere */
    uint32_t kind;     /* word id of department or category; NO_ID: all */
    size_t first;      /* its history begins at this row */
};

struct effects_design {
    size_t level_columns;  /* constant and slopes, the first columns */
    size_t weekday_column; /* the first of six, by effect coding; none for weeks and months */
    size_t year_column;    /* the first of the Fourier series */
    size_t event_column;   /* the first behind them */
    size_t flat_column;    /* the first of those at the end that effects_flatten fills */
    size_t columns;
    double *x;             /* [(history + horizon) * columns], row by row */
    double *spread;        /* [columns] how large a coefficient is expected to be, as a standard
                              deviation on the log scale */
    unsigned char *window; /* [(history + horizon) * flat columns] where each of them applies */
};

enum status MUST_CHECK effects_calendar_make(struct effects_calendar *calendar,
                                             const struct panel *panel, const struct inputs *inputs,
                                             int32_t first_period, size_t history, size_t horizon,
                                             struct arena *arena, struct fault *fault);

/* closed[t] 1: the whole period is closed for this group; open_share[t]: share of its days that are
 * not. Both [history + horizon]. */
void effects_closed(const struct effects_calendar *calendar, const struct effects_place *place,
                    unsigned char *closed, double *open_share);

/* The design of a group.  false if memory ran out. */
bool effects_design(struct effects_design *design, const struct effects_calendar *calendar,
                    const struct effects_place *place, struct arena *scratch);

/* Around a holiday every day is more like another: weekdays gain what the weekend loses.  Fills the
 * flat columns with the weekdays' effects by the coefficients `b` [columns] of an earlier fit, so
 * that a coefficient of -1 there makes all days of a window alike. */
void effects_flatten(const struct effects_design *design, const double *b, size_t periods);

#endif
