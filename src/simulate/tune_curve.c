/* Exchange curves: stock value against the fill rate that it buys. */
#include "base/missing.h"
#include "tune_parts.h"

#include <assert.h>
#include <math.h>

/* A fill rate nearer to 1 than that is as good as 1. */
static const double LEAST_MISSED = 1e-6;
/* Points closer than this on the scale are one point. */
static const double LEAST_STEP = 1e-9;
static const double LEAST_LEVEL = 0.5;
static const double MOST_LEVEL = 0.9999;

double tally_fill(const struct tally *tally)
{
    return tally->wanted > 0.0 ? 1.0 - tally->missed / tally->wanted : MISSING;
}

/* On this scale stock grows about evenly: each unit of it misses the same share of what is still
 * missed. */
static double scale(double share)
{
    return -log(fmax(1.0 - share, LEAST_MISSED));
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

/* The line through the two points beside x, or the two of the nearer end. */
static double line_at(struct point *points, size_t count, double x)
{
    size_t apart = 0; /* points at places of their own, the cheapest of each */
    for (size_t i = 0; i < count; i++) {
        if (apart == 0 || points[i].x - points[apart - 1].x > LEAST_STEP) {
            points[apart++] = points[i];
        }
    }
    if (apart < 2) {
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

double curve_stock(const struct tally *points, size_t count, double fill)
{
    struct point sorted[TRIAL_LEVELS];
    assert(count <= TRIAL_LEVELS);
    for (size_t i = 0; i < count; i++) {
        double reached = tally_fill(&points[i]);
        if (is_missing(reached)) {
            return MISSING;
        }
        put_in_order(sorted, i, (struct point){scale(reached), points[i].stock});
    }
    return line_at(sorted, count, scale(fill));
}

double curve_level(const struct tally *points, const double *levels, size_t count, double fill)
{
    struct point sorted[TRIAL_LEVELS];
    assert(count <= TRIAL_LEVELS);
    for (size_t i = 0; i < count; i++) {
        double reached = tally_fill(&points[i]);
        if (is_missing(reached)) {
            return MISSING;
        }
        put_in_order(sorted, i, (struct point){scale(reached), scale(levels[i])});
    }
    double level = 1.0 - exp(-line_at(sorted, count, scale(fill)));
    return is_missing(level) ? MISSING : fmin(fmax(level, LEAST_LEVEL), MOST_LEVEL);
}

double curve_move(double fill, double from, double to)
{
    return 1.0 - exp(-(scale(fill) - scale(from) + scale(to)));
}
