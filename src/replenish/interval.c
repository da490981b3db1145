/* The protection interval by the calendar. */
#include "replenish/interval.h"

#include "base/missing.h"

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

/* The day after `day` on which the next order may go. */
static int32_t following_order_day(int32_t day, const struct terms *terms, unsigned char allowed)
{
    int32_t review = (int32_t)fmax(1.0, ceil(terms->review_days));
    return allowed != 0 ? next_weekday(day + review, allowed) : day + review;
}

void interval_of(struct interval *interval, const struct terms *terms, const struct feed *feed,
                 const struct location *location, int32_t as_of)
{
    unsigned char allowed = feed->supplier != NULL ? feed->supplier->order_days : 0;
    unsigned char open = location != NULL ? location->open_days : 0;
    struct terms pace = *terms;
    if (allowed != 0 && is_missing(feed->supplier->review_days)) {
        pace.review_days = 1.0; /* the weekdays themselves are the rhythm */
    }
    int32_t order = next_weekday(as_of, allowed);
    int32_t next = following_order_day(order, &pace, allowed);
    *interval = (struct interval){.order_days = order - as_of, .next_days = next - as_of};
    double days[LEAD_POINTS];
    interval->points =
        lead_points(terms->lead_time_days, terms->lead_time_sd, days, interval->weight);
    for (size_t p = 0; p < interval->points; p++) {
        int32_t lead = (int32_t)days[p];
        interval->receipt[p] = (double)(next_weekday(order + lead, open) - as_of);
        interval->end[p] = (double)(next_weekday(next + lead, open) - as_of);
        if (interval->end[p] <= interval->receipt[p]) { /* both meet on one open day */
            interval->end[p] = interval->receipt[p] + 1.0;
        }
        interval->lead_days += interval->weight[p] * interval->receipt[p];
        interval->interval_days += interval->weight[p] * interval->end[p];
    }
}

double interval_longest(double lead_days, double lead_sd, double review_days)
{
    return lead_days + (REACH + 1.0) * lead_sd + review_days + 3.0 * WEEK;
}
