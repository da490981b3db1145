/* ABC and XYZ of one sku-location. */
#include "order/classes.h"

#include "base/missing.h"

#include <math.h>

static const double A_SHARE = 0.80;
static const double B_SHARE = 0.95;
static const double X_VARIATION = 0.5;
static const double Y_VARIATION = 1.0;

int32_t classes_first_period(const struct panel *panel, double days)
{
    double first_day = (double)panel->as_of - days;
    int32_t period = period_of(&panel->calendar, (int32_t)floor(first_day));
    while ((double)period_first_day(&panel->calendar, period) < first_day) {
        period++;
    }
    return period;
}

struct span classes_recent(const struct panel *panel, size_t series, int32_t first)
{
    struct span span = panel_span(panel, series);
    size_t skip = first > span.first_period ? (size_t)(first - span.first_period) : 0;
    skip = skip < span.length ? skip : span.length;
    span.demand += skip;
    span.length -= skip;
    span.first_period += (int32_t)skip;
    return span;
}

double classes_units(struct span span)
{
    double units = 0.0;
    for (size_t t = 0; t < span.length; t++) {
        units += value_or(span.demand[t], 0.0);
    }
    return units;
}

char classes_abc(double revenue, double before, double all)
{
    double share = all > 0.0 ? before / all : 1.0;
    bool sold = revenue > 0.0;
    return !sold ? 'C' : share < A_SHARE ? 'A' : share < B_SHARE ? 'B' : 'C';
}

/* sd / mean of demand per period; MISSING when nothing sold.  Days are taken seven together, from
 * the last back: a day alone is too short to tell steady demand from lumpy, and a week has no
 * weekend to be mistaken for variation. */
static double variation(struct span span, size_t together)
{
    double blocks = floor((double)span.length / (double)together);
    double sum = 0.0;
    double square = 0.0;
    for (size_t b = 0; (double)b < blocks; b++) {
        double units = 0.0;
        for (size_t t = 0; t < together; t++) {
            units += value_or(span.demand[span.length - 1 - b * together - t], 0.0);
        }
        sum += units;
        square += units * units;
    }
    if (!(sum > 0.0) || blocks < 2.0) {
        return MISSING;
    }
    double mean = sum / blocks;
    return sqrt(fmax(square - blocks * mean * mean, 0.0) / (blocks - 1.0)) / mean;
}

char classes_xyz(const struct panel *panel, size_t series, int32_t first)
{
    size_t together = panel->calendar.bucket == BUCKET_DAY ? 7 : 1;
    double v = variation(classes_recent(panel, series, first), together);
    return is_missing(v) || v >= Y_VARIATION ? 'Z' : v >= X_VARIATION ? 'Y' : 'X';
}
