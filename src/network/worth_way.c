/* When goods of tonight arrive over a lane. */
#include "network/worth.h"

#include "base/missing.h"
#include "replenish/holidays.h"

#include <math.h>

/* A point of the law on its way to the few that are kept. */
struct point {
    double day;
    double weight;
};

/* The point that is nearest to its neighbour, by what the two together scatter. */
static size_t nearest(const struct point *points, size_t count)
{
    size_t best = 0;
    double least = HUGE_VAL;
    for (size_t p = 0; p + 1 < count; p++) {
        double apart = points[p + 1].day - points[p].day;
        double weight = points[p].weight + points[p + 1].weight;
        double cost = points[p].weight * points[p + 1].weight / weight * apart * apart;
        if (cost < least) {
            least = cost;
            best = p;
        }
    }
    return best;
}

/* Two neighbours become one, on the likelier day: goods can come on that. */
static void merge(struct point *points, size_t *count)
{
    size_t at = nearest(points, *count);
    struct point *a = &points[at];
    a->day = points[at + 1].weight > a->weight ? points[at + 1].day : a->day;
    a->weight += points[at + 1].weight;
    for (size_t p = at + 1; p + 1 < *count; p++) {
        points[p] = points[p + 1];
    }
    (*count)--;
}

/* Days on the road. */
static size_t transit_points(const struct lane *lane, double days[LEAD_POINTS],
                             double weight[LEAD_POINTS])
{
    double mean = fmin(fmax(value_or(lane->transit_days, 1.0), 0.0), COVER_LIMIT);
    double sd = fmin(fmax(value_or(lane->transit_sd, 0.0), 0.0), COVER_LIMIT);
    size_t count = sd > 0.0 ? lead_points(mean, sd, days, weight) : 1;
    if (count == 1) {
        days[0] = ceil(mean); /* a part of a day is a day */
        weight[0] = 1.0;
    }
    return count;
}

void arrival_law_make(struct arrival_law *law, const struct basis *basis, const struct lane *lane)
{
    int32_t as_of = basis->inputs->as_of;
    const struct location *to = master_location(&basis->inputs->master, lane->to);
    unsigned char open_days = to != NULL ? to->open_days : 0;
    struct closed_days sender = location_closed(basis->holidays, lane->from);
    struct closed_days receiver = location_closed(basis->holidays, lane->to);
    double mean = ceil(fmin(fmax(value_or(lane->transit_days, 1.0), 0.0), COVER_LIMIT));
    *law = (struct arrival_law){.ship_day = next_open_day(&sender, as_of, lane->ship_days)};
    law->arrival_day = next_open_day(&receiver, law->ship_day + (int32_t)mean, open_days);
    double days[LEAD_POINTS];
    double weight[LEAD_POINTS];
    size_t count = transit_points(lane, days, weight);
    struct point points[LEAD_POINTS] = {{0}};
    size_t kept = 0;
    for (size_t p = 0; p < count; p++) {
        int32_t on = next_open_day(&receiver, law->ship_day + (int32_t)days[p], open_days);
        double day = (double)on - (double)as_of;
        if (kept > 0 && !(day > points[kept - 1].day)) {
            points[kept - 1].weight += weight[p];
        } else {
            points[kept++] = (struct point){.day = day, .weight = weight[p]};
        }
    }
    while (kept > ARRIVAL_POINTS) {
        merge(points, &kept);
    }
    law->points = kept;
    for (size_t p = 0; p < kept; p++) {
        law->day[p] = points[p].day;
        law->weight[p] = points[p].weight;
    }
}
