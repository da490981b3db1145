/* Service levels of counts by walking up from nothing: with the masses of all parts of a mixture at
 * the price of one, that is quicker than any search. */
#include "service_parts.h"

#include "base/missing.h"
#include "num/dist_sum.h"

#include <math.h>

/* Masses are taken so many units at a time, for so many units at the most. */
enum { STRETCH = 32, MOST_STRETCHES = 1000 };
/* The added up masses are trusted to this, the units short to this share of the goal. */
static const double RESOLUTION = 1e-12;
static const double GOAL_RESOLUTION = 1e-9;
/* So far below its mean a law begins: what is left out there is below 1e-15. */
static const double BELOW_MEAN = 9.0;

/* A mixture on the way up; its parts join where they begin. */
struct climb {
    const struct mixture *mixture;
    struct dist_sum sum;
    bool joined[MIXTURE_PARTS];
};

static double first_unit(const struct dist *dist)
{
    if (dist->kind == DIST_BINOMIAL) {
        return 0.0; /* its recurrence knows no other beginning */
    }
    return fmax(floor(dist_mean(dist) - BELOW_MEAN * sqrt(dist_variance(dist))), 0.0);
}

static double lowest_unit(const struct mixture *mixture)
{
    double lowest = HUGE_VAL;
    for (size_t p = 0; p < mixture->count; p++) {
        lowest = fmin(lowest, first_unit(&mixture->part[p]));
    }
    return lowest;
}

/* Takes in the parts that begin within the next stretch. */
static bool join(struct climb *climb)
{
    const struct mixture *mixture = climb->mixture;
    for (size_t p = 0; p < mixture->count; p++) {
        if (climb->joined[p] || first_unit(&mixture->part[p]) >= climb->sum.unit + STRETCH) {
            continue;
        }
        if (!dist_sum_add(&climb->sum, &mixture->part[p], mixture_weight(mixture, p))) {
            return false;
        }
        climb->joined[p] = true;
    }
    return true;
}

static bool begin(struct climb *climb, const struct mixture *mixture, double from)
{
    *climb = (struct climb){.mixture = mixture};
    dist_sum_start(&climb->sum, from);
    return mixture->count <= MIXTURE_PARTS && from < HUGE_VAL;
}

/* The next stretch's masses; false where a part cannot join. */
static bool go_on(struct climb *climb, double enough, double masses[STRETCH])
{
    bool fine = join(climb);
    size_t taken = fine ? dist_sum_cells(&climb->sum, 1, 1, enough, masses, STRETCH) : 0;
    if (fine && climb->sum.lanes == 0) { /* nothing has begun yet */
        for (; taken < STRETCH; taken++) {
            masses[taken] = 0.0;
        }
        climb->sum.unit += STRETCH;
    }
    return fine;
}

static double walk_cycle(const struct mixture *interval, double goal)
{
    struct climb climb;
    double masses[STRETCH];
    double enough = goal - RESOLUTION;
    if (!begin(&climb, interval, lowest_unit(interval))) {
        return MISSING;
    }
    for (int s = 0; s < MOST_STRETCHES; s++) {
        if (!go_on(&climb, enough, masses)) {
            return MISSING;
        }
        if (!(climb.sum.total < enough)) {
            return climb.sum.total > goal + RESOLUTION ? climb.sum.unit - 1.0 : MISSING;
        }
    }
    return MISSING;
}

/* E(D - x)+ falls by P(D > x) per unit, before the receipt as in the whole interval. */
static double walk_fill(const struct mixture *lead, const struct mixture *interval, double goal)
{
    static const double never = 2.0;
    struct climb before;
    struct climb whole;
    double level = fmin(lowest_unit(lead), lowest_unit(interval));
    if (!begin(&before, lead, level) || !begin(&whole, interval, level)) {
        return MISSING;
    }
    double units = mixture_mean(interval) - mixture_mean(lead);
    double doubt = GOAL_RESOLUTION * goal;
    double gap = 0.0; /* P(before <= x) - P(whole <= x) */
    for (int s = 0; s < MOST_STRETCHES; s++) {
        double first[STRETCH];
        double second[STRETCH];
        if (!go_on(&before, never, first) || !go_on(&whole, never, second)) {
            return MISSING;
        }
        for (size_t k = 0; k < STRETCH; k++) {
            if (units <= goal + doubt) {
                bool above = level > 0.0 && s == 0 && k == 0; /* then it lies further down */
                return units < goal - doubt && !above ? level : MISSING;
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
