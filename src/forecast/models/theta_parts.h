/* What the files of the Theta family share. */
#ifndef RESTOCK_FORECAST_MODELS_THETA_PARTS_H
#define RESTOCK_FORECAST_MODELS_THETA_PARTS_H

#include "base/missing.h"
#include "forecast/theta.h"

#include <math.h>

/* Sums of a straight line through the known periods so far. */
struct theta_line {
    double count, t, tt, y, ty;
};

static inline void theta_line_add(struct theta_line *line, double t, double y)
{
    line->count += 1.0;
    line->t += t;
    line->tt += t * t;
    line->y += y;
    line->ty += t * y;
}

static inline double theta_line_slope(const struct theta_line *line)
{
    double spread = line->count * line->tt - line->t * line->t;
    return line->count > 1.0 ? (line->count * line->ty - line->t * line->y) / spread : 0.0;
}

/* At t = 0. */
static inline double theta_line_intercept(const struct theta_line *line, double slope)
{
    return line->count > 0.0 ? (line->y - slope * line->t) / line->count : 0.0;
}

/* A history made ready: from the first known period on, without its season, less `origin` (the
 * first known value), which makes the numbers small and a first level of 0 the obvious one. */
struct theta_data {
    const double *y;     /* [length] MISSING where unknown */
    const double *start; /* [length] intercept and slope of the line that enters the forecast of */
    const double *slope; /* [length] a period; NULL, NULL for THETA_CLASSIC */
    size_t length;
    size_t observed;
    double origin;
    struct theta_line line; /* of all periods, t = 1 for the first */
};

/* The least sum of squares over alpha, first level and w. */
struct theta_point {
    double alpha;
    double level0; /* less origin */
    double w;      /* 1 - 1 / theta */
    double squares;
};

struct theta_point theta_search(const struct theta_data *data, enum theta_kind kind);

/* Takes the season out of demand [length], in place, if there is one that can be taken out.
 * index[k] is that of the periods k, k + season, ..  `ratio_only`: R's rule, ratios unless a value
 * is negative, and no season at all where an index is near 0; otherwise differences wherever a
 * value or an index is not clearly positive. */
enum theta_season theta_deseason(double *demand, size_t length, size_t season, bool ratio_only,
                                 double *index);

#endif
