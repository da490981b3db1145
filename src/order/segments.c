/* Segments: ABC by revenue, XYZ by variability, velocity. */
#include "base/missing.h"
#include "order/review.h"

#include <math.h>
#include <stdlib.h>

static const double A_SHARE = 0.80;
static const double B_SHARE = 0.95;
static const double X_VARIATION = 0.5;
static const double Y_VARIATION = 1.0;
static const double YEAR = 365.0;
static const double QUARTER = 90.0;

/* What is told of a position before it is ranked among its location's. */
struct standing {
    size_t position;
    uint32_t location;
    double revenue;
    double units; /* of the last quarter */
};

static int by_revenue(const void *left, const void *right)
{
    const struct standing *a = left;
    const struct standing *b = right;
    if (a->location != b->location) {
        return a->location < b->location ? -1 : 1;
    }
    if (a->revenue != b->revenue) {
        return a->revenue > b->revenue ? -1 : 1;
    }
    return (a->position > b->position) - (a->position < b->position);
}

static int by_units(const void *left, const void *right)
{
    const struct standing *a = left;
    const struct standing *b = right;
    if (a->location != b->location) {
        return a->location < b->location ? -1 : 1;
    }
    if (a->units != b->units) {
        return a->units > b->units ? -1 : 1;
    }
    return (a->position > b->position) - (a->position < b->position);
}

/* The last periods of a series that begin within `days` before the as-of date. */
static struct span recent(const struct panel *panel, size_t series, double days)
{
    struct span span = panel_span(panel, series);
    size_t skip = 0;
    double first_day = (double)panel->as_of - days;
    while (skip < span.length &&
           (double)period_first_day(&panel->calendar, span.first_period + (int32_t)skip) <
               first_day) {
        skip++;
    }
    span.demand += skip;
    span.censored_bits = NULL; /* only what sold is asked for */
    span.length -= skip;
    span.first_period += (int32_t)skip;
    return span;
}

static double sum_units(struct span span)
{
    double units = 0.0;
    for (size_t t = 0; t < span.length; t++) {
        units += value_or(span.demand[t], 0.0);
    }
    return units;
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

static char xyz_of(const struct panel *panel, size_t series)
{
    if (series == SIZE_MAX) {
        return 'Z';
    }
    size_t together = panel->calendar.bucket == BUCKET_DAY ? 7 : 1;
    double v = variation(recent(panel, series, YEAR), together);
    return is_missing(v) || v >= Y_VARIATION ? 'Z' : v >= X_VARIATION ? 'Y' : 'X';
}

static void rank_location(struct segment *segments, const struct standing *rows, size_t count)
{
    double all = 0.0;
    for (size_t r = 0; r < count; r++) {
        all += rows[r].revenue;
    }
    double before = 0.0;
    for (size_t r = 0; r < count; r++) {
        /* A position belongs to the class in which its own revenue begins. */
        double share = all > 0.0 ? before / all : 1.0;
        bool sold = rows[r].revenue > 0.0;
        segments[rows[r].position].abc = !sold             ? 'C'
                                         : share < A_SHARE ? 'A'
                                         : share < B_SHARE ? 'B'
                                                           : 'C';
        before += rows[r].revenue;
    }
}

static const char *hint_of(const struct position *position, const struct segment *segment)
{
    bool drop = position->terms.fulfilment == FULFILMENT_DROPSHIP;
    if (drop && segment->abc == 'A' && segment->xyz != 'Z') {
        return "sells fast and steadily: consider stocking it";
    }
    if (!drop && segment->abc == 'C' && segment->xyz == 'Z' && position->demand_mean < 1.0) {
        return "sells seldom: consider dropship or one central stock";
    }
    return "";
}

static void take_standing(const struct panel *panel, const struct position *position, size_t index,
                          struct standing *row)
{
    *row = (struct standing){.position = index, .location = position->location};
    if (position->series != SIZE_MAX) {
        double price = value_or(position->terms.price, position->terms.unit_cost);
        row->revenue = price * sum_units(recent(panel, position->series, YEAR));
        row->units = sum_units(recent(panel, position->series, QUARTER));
    }
}

static void rank_all(struct plan *plan, struct standing *rows)
{
    size_t count = plan->position_count;
    qsort(rows, count, sizeof *rows, by_revenue);
    for (size_t first = 0, end; first < count; first = end) {
        for (end = first; end < count && rows[end].location == rows[first].location;) {
            end++;
        }
        rank_location(plan->segments, rows + first, end - first);
    }
    qsort(rows, count, sizeof *rows, by_units);
    size_t rank = 0;
    for (size_t r = 0; r < count; r++) {
        rank = r > 0 && rows[r].location == rows[r - 1].location ? rank + 1 : 1;
        plan->segments[rows[r].position].velocity_rank = rank;
    }
}

enum status plan_segments(struct desk *desk, struct fault *fault)
{
    struct plan *plan = desk->plan;
    const struct panel *panel = desk->basis->panel;
    struct standing *rows = ARENA_NEW(desk->arena, struct standing, plan->position_count);
    plan->segments = ARENA_NEW(desk->arena, struct segment, plan->position_count);
    if (rows == NULL || plan->segments == NULL) {
        return fault_memory(fault, "the segments");
    }
    for (size_t p = 0; p < plan->position_count; p++) {
        take_standing(panel, &plan->positions[p], p, &rows[p]);
    }
    rank_all(plan, rows);
    for (size_t p = 0; p < plan->position_count; p++) {
        struct position *position = &plan->positions[p];
        struct segment *segment = &plan->segments[p];
        segment->sku = position->sku;
        segment->location = position->location;
        segment->xyz = xyz_of(panel, position->series);
        segment->hint = hint_of(position, segment);
        position->segment[0] = segment->abc;
        position->segment[1] = segment->xyz;
    }
    return STATUS_OK;
}
