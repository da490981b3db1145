/* The regression of calendar effects. */
#ifndef RESTOCK_FORECAST_EFFECTS_FIT_H
#define RESTOCK_FORECAST_EFFECTS_FIT_H

#include "effects_design.h"

/* Fits y [history] on the design's columns by ridge regression, with the noise estimated, without
 * what lies far off, and with flattened weekdays.  `weight` [history]: 1 for rows that count, 0 for
 * others; `persistence` periods count as one observation of the year's shape.  Writes b [columns];
 * fills the design's flat columns.  false if memory ran out or the equations have no solution. */
bool effects_fit(const struct effects_design *design, double persistence, const double *y,
                 double *weight, size_t history, size_t periods, double *b, struct arena *scratch);

#endif
