/* Service levels of counts by walking up from nothing: with the masses of all parts of a mixture at
 * the price of one, that is quicker than any search. */
#include "service_parts.h"

#include "base/missing.h"
#include "num/dist_sum.h"

#include <math.h>

/* Masses are taken so many units at a time, for so many units at the most. */
enum { STRETCH = 32, MOST_STRETCHES = 64 };
/* The added up masses are trusted to this, the units short to this share of the goal. */
static const double RESOLUTION = 1e-12;
static const double GOAL_RESOLUTION = 1e-9;

static bool start(struct dist_sum *sum, const struct mixture *mixture)
{
    dist_sum_start(sum, 0.0);
    bool fine = true;
    for (size_t p = 0; fine && p < mixture->count; p++) {
        fine = dist_sum_add(sum, &mixture->part[p], mixture_weight(mixture, p));
    }
    return fine;
}

static double walk_cycle(const struct mixture *interval, double goal)
{
    struct dist_sum sum;
    double masses[STRETCH];
    if (!start(&sum, interval)) {
        return MISSING;
    }
    for (int s = 0; s < MOST_STRETCHES; s++) {
        size_t taken = dist_sum_cells(&sum, 1, 1, goal - RESOLUTION, masses, STRETCH);
        if (!(sum.total < goal - RESOLUTION)) {
            bool sure = sum.total > goal + RESOLUTION && taken > 0;
            return sure ? sum.unit - 1.0 : MISSING;
        }
    }
    return MISSING;
}

/* E(D - x)+ falls by P(D > x) per unit, before the receipt as in the whole interval. */
static double walk_fill(const struct mixture *lead, const struct mixture *interval, double goal)
{
    static const double never = 2.0;
    struct dist_sum before;
    struct dist_sum whole;
    if (!start(&before, lead) || !start(&whole, interval)) {
        return MISSING;
    }
    double units = mixture_mean(interval) - mixture_mean(lead);
    double doubt = GOAL_RESOLUTION * goal;
    double gap = 0.0; /* P(before <= x) - P(whole <= x) */
    double level = 0.0;
    for (int s = 0; s < MOST_STRETCHES; s++) {
        double first[STRETCH];
        double second[STRETCH];
        (void)dist_sum_cells(&before, 1, 1, never, first, STRETCH);
        (void)dist_sum_cells(&whole, 1, 1, never, second, STRETCH);
        for (size_t k = 0; k < STRETCH; k++) {
            if (units <= goal + doubt) {
                return units < goal - doubt ? level : MISSING;
            }
            gap += first[k] - second[k];
            units -= gap;
            level += 1.0;
        }
    }
    return MISSING;
}

double service_walk(const struct mixture *lead, const struct mixture *interval, double goal)
{
    return lead == NULL ? walk_cycle(interval, goal) : walk_fill(lead, interval, goal);
}
