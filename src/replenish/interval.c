/* The protection interval by the calendar. */
#include "replenish/interval.h"

#include "base/missing.h"
#include "panel/overlay.h"
#include "replenish/holidays.h"
#include "replenish/lead_table.h"
#include "replenish/lead_times.h"

#include <math.h>

enum { WEEK = 7 };

/* Support points reach so many sd beyond the mean; less than a day of sd is a certain time. */
static const double REACH = 3.6;
static const double STEP_OF_SD = 0.75;
static const double LEAST_WEIGHT = 1e-4;

int32_t next_weekday(int32_t day, unsigned char allowed)
{
    if ((allowed & 0x7F) == 0) {
        return day;
    }
    while ((allowed >> day_weekday(day) & 1) == 0) {
        day++;
    }
    return day;
}

size_t lead_points(double mean, double sd, double days[LEAD_POINTS], double weight[LEAD_POINTS])
{
    double step = fmax(1.0, round(STEP_OF_SD * sd));
    double variance = sd * sd - step * step / 12.0;
    double centre = round(mean);
    if (variance <= 0.0 || mean <= 0.0) {
        days[0] = fmax(centre, 0.0);
        weight[0] = 1.0;
        return 1;
    }
    struct dist gamma = {.kind = DIST_GAMMA, .a = mean * mean / variance, .b = variance / mean};
    size_t points = 0;
    double sum = 0.0;
    double below = 0.0;
    double first = centre - step * floor(fmin(centre / step, 4.0));
    for (double x = first; points < LEAD_POINTS; x += step) {
        bool last = points + 1 == LEAD_POINTS || x + step > mean + REACH * sd;
        double up_to = last ? 1.0 : dist_cdf(&gamma, x + step / 2.0);
        double share = up_to - below;
        below = up_to;
        if (share >= LEAST_WEIGHT) {
            days[points] = x;
            weight[points++] = share;
            sum += share;
        }
        if (last) {
            break;
        }
    }
    for (size_t p = 0; p < points; p++) {
        weight[p] /= sum;
    }
    return points;
}

/* The first day on or after `day` on which no what-if has cut the source off. */
static int32_t not_cut(const struct order_path *path, int32_t day)
{
    if (path->inputs == NULL) {
        return day;
    }
    struct overlay_target target = {path->sku, path->location, path->feed.from};
    return overlay_open_day(path->inputs, target, day, true);
}

/* The first day on or after `day` on which an order is taken. */
static int32_t taken_day(const struct order_path *path, const struct closed_days *closed,
                         int32_t day, unsigned char allowed)
{
    for (;;) {
        int32_t open = next_open_day(closed, day, allowed);
        day = not_cut(path, open);
        if (day == open) {
            return day;
        }
    }
}

/* The order days: this one and the one after it. */
static void order_days(const struct order_path *path, const struct closed_days *closed,
                       int32_t *order, int32_t *next)
{
    const struct supplier *supplier = path->feed.supplier;
    unsigned char allowed = supplier != NULL ? supplier->order_days : 0;
    int32_t review = (int32_t)fmax(1.0, ceil(path->terms->review_days));
    *order = taken_day(path, closed, path->as_of, allowed);
    *next = taken_day(path, closed, *order + review, allowed);
}

static size_t copy_points(size_t points, const double from_days[LEAD_POINTS],
                          const double from_weight[LEAD_POINTS], double days[LEAD_POINTS],
                          double weight[LEAD_POINTS])
{
    for (size_t p = 0; p < points; p++) {
        days[p] = from_days[p];
        weight[p] = from_weight[p];
    }
    return points;
}

static size_t path_points(const struct order_path *path, double days[LEAD_POINTS],
                          double weight[LEAD_POINTS])
{
    if (path->law != NULL) {
        size_t points =
            copy_points(path->law->points, path->law->days, path->law->weight, days, weight);
        for (size_t p = 0; p < points && path->stretch > 0.0; p++) {
            days[p] = round(path->stretch * days[p]);
        }
        return points;
    }
    double mean = path->terms->lead_time_days;
    double sd = path->terms->lead_time_sd;
    const struct lead_entry *known = lead_table_find(path->leads, mean, sd);
    return known != NULL ? copy_points(known->points, known->days, known->weight, days, weight)
                         : lead_points(mean, sd, days, weight);
}

void interval_of(struct interval *interval, const struct order_path *path)
{
    struct closed_days sender = feed_closed(path->holidays, &path->feed);
    struct closed_days receiver = location_closed(path->holidays, path->location);
    int32_t order;
    int32_t next;
    order_days(path, &sender, &order, &next);
    *interval =
        (struct interval){.order_days = order - path->as_of, .next_days = next - path->as_of};
    double days[LEAD_POINTS];
    interval->points = path_points(path, days, interval->weight);
    for (size_t p = 0; p < interval->points; p++) {
        int32_t lead = (int32_t)days[p];
        int32_t receipt = not_cut(path, arrival_day(&sender, order, lead));
        int32_t end = not_cut(path, arrival_day(&sender, next, lead));
        receipt = next_open_day(&receiver, receipt, path->open_days);
        end = next_open_day(&receiver, end, path->open_days);
        interval->receipt[p] = (double)(receipt - path->as_of);
        interval->end[p] = (double)(end - path->as_of);
        if (end <= receipt) { /* both meet on one open day */
            interval->end[p] = interval->receipt[p] + 1.0;
        }
        interval->lead_days += interval->weight[p] * interval->receipt[p];
        interval->interval_days += interval->weight[p] * interval->end[p];
    }
    int32_t expected = path->as_of + (int32_t)lround(interval->lead_days);
    interval->arrival_days = next_open_day(&receiver, expected, path->open_days) - path->as_of;
}

double interval_longest(double lead_days, double lead_sd, double review_days)
{
    return lead_days + (REACH + 1.0) * lead_sd + review_days + 3.0 * WEEK;
}
