/* Exchange curves: stock value against the fill rate that it buys. */
#include "base/missing.h"
#include "tune_parts.h"

#include <assert.h>
#include <math.h>

/* What misses no more than a unit in ten thousand tells nothing of how much more it could miss. */
static const double MOST_FILL = 0.9999;
/* Farther beyond its ends a curve is no measurement: e times as much missed, or an e-th. */
static const double BEYOND = 1.0;
/* Points closer than this on the scale are one point. */
static const double LEAST_STEP = 1e-9;
static const double LEAST_LEVEL = 0.5;
static const double MOST_LEVEL = 0.9999; /* of the setting */

double tally_fill(const struct tally *tally)
{
    return tally->wanted > 0.0 ? 1.0 - tally->missed / tally->wanted : MISSING;
}

/* On this scale stock grows about evenly: each unit of it misses the same share of what is still
 * missed. */
static double scale(double share)
{
    return -log(1.0 - share);
}

struct point {
    double x;
    double y;
};

static void put_in_order(struct point *points, size_t count, struct point point)
{
    for (; count > 0 && (points[count - 1].x > point.x ||
                         (!(points[count - 1].x < point.x) && points[count - 1].y > point.y));
         count--) {
        points[count] = points[count - 1];
    }
    points[count] = point;
}

/* The line through the two points beside x, or the two of the end that is near. */
static double line_at(struct point *points, size_t count, double x)
{
    size_t apart = 0; /* points at places of their own, the cheapest of each */
    for (size_t i = 0; i < count; i++) {
        if (apart == 0 || points[i].x - points[apart - 1].x > LEAST_STEP) {
            points[apart++] = points[i];
        }
    }
    if (apart < 2 || x < points[0].x - BEYOND || x > points[apart - 1].x + BEYOND) {
        return MISSING;
    }
    size_t right = 1;
    while (right + 1 < apart && points[right].x < x) {
        right++;
    }
    const struct point *a = &points[right - 1];
    const struct point *b = &points[right];
    return a->y + (b->y - a->y) * (x - a->x) / (b->x - a->x);
}

/* Stock, or the scale of `levels` where there are any, at a fill rate. */
static double curve_at(const struct tally *points, const double *levels, size_t count, double fill)
{
    struct point sorted[TRIAL_LEVELS];
    size_t known = 0;
    assert(count <= TRIAL_LEVELS);
    for (size_t i = 0; i < count; i++) {
        double reached = tally_fill(&points[i]);
        if (!is_missing(reached) && reached < MOST_FILL) {
            double y = levels != NULL ? scale(levels[i]) : points[i].stock;
            put_in_order(sorted, known++, (struct point){scale(reached), y});
        }
    }
    return fill < MOST_FILL ? line_at(sorted, known, scale(fill)) : MISSING;
}

double curve_stock(const struct tally *points, size_t count, double fill)
{
    return curve_at(points, NULL, count, fill);
}

double curve_level(const struct tally *points, const double *levels, size_t count, double fill)
{
    double level = 1.0 - exp(-curve_at(points, levels, count, fill));
    return is_missing(level) ? MISSING : fmin(fmax(level, LEAST_LEVEL), MOST_LEVEL);
}

double curve_move(double fill, double from, double to)
{
    bool known = fill < MOST_FILL && from < MOST_FILL && to < MOST_FILL;
    return known ? 1.0 - exp(-(scale(fill) - scale(from) + scale(to))) : MISSING;
}
