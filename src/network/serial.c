/* Serial systems by the recursion of Clark and Scarf.
 *
 * A curve is a function on the grid of whole multiples of the step, kept where it bends and
 * straight beyond: cost curves of this problem are convex and, far below and far above, lines. */
#include "network/serial.h"

#include <math.h>

/* Probability that is left out at each end of a law. */
static const double TAIL = 1e-13;
/* Steps in the sd of demand over all lead times. */
static const double STEPS_OF_SD = 100.0;
/* Cells that a curve may have; a stage takes the square of it in time. */
static const double MOST_CELLS = 20000.0;

struct lattice_law {
    long first; /* in steps */
    size_t count;
    double *mass; /* [count], adds up to 1 */
};

struct curve {
    long first;
    size_t count;
    double *value;      /* [count] */
    double slope_below; /* per step */
    double slope_above;
};

static double curve_at(const struct curve *curve, long x)
{
    if (x < curve->first) {
        return curve->value[0] + curve->slope_below * (double)(x - curve->first);
    }
    long last = curve->first + (long)curve->count - 1;
    if (x > last) {
        return curve->value[curve->count - 1] + curve->slope_above * (double)(x - last);
    }
    return curve->value[x - curve->first];
}

/* The law of the demand over a lead time in steps: what falls within half a step of a point of the
 * grid stands there. */
static bool law_of(struct lattice_law *law, const struct dist *demand, double lead, double step,
                   struct arena *scratch)
{
    if (!(lead > 0.0)) {
        law->first = 0;
        law->count = 1;
        law->mass = ARENA_NEW(scratch, double, 1);
        if (law->mass != NULL) {
            law->mass[0] = 1.0;
        }
        return law->mass != NULL;
    }
    struct dist dist = dist_of_periods(demand, lead);
    double low = floor(dist_quantile(&dist, TAIL) / step);
    double high = ceil(dist_quantile(&dist, 1.0 - TAIL) / step);
    if (!(high - low < MOST_CELLS)) {
        return false;
    }
    law->first = (long)low;
    law->count = (size_t)(high - low) + 1;
    law->mass = ARENA_NEW(scratch, double, law->count);
    if (law->mass == NULL) {
        return false;
    }
    double half = dist_is_discrete(&dist) ? 0.0 : 0.5;
    double below = 0.0;
    for (size_t k = 0; k < law->count; k++) {
        double edge = ((double)(law->first + (long)k) + half) * step;
        double up_to = k + 1 < law->count ? dist_cdf(&dist, edge) : 1.0;
        law->mass[k] = up_to - below;
        below = up_to;
    }
    return true;
}

struct recursion {
    const struct serial_system *system;
    double step;
    struct curve below; /* below[j-1] */
    double cost;        /* C[j](S[j]) */
};

/* holding x + below(x), as a curve of its own. */
static bool add_holding(const struct recursion *recursion, size_t stage, struct curve *sum,
                        struct arena *scratch)
{
    const struct curve *below = &recursion->below;
    double per_step = recursion->system->holding[stage] * recursion->step;
    *sum = *below;
    sum->value = ARENA_NEW(scratch, double, below->count);
    if (sum->value == NULL) {
        return false;
    }
    for (size_t k = 0; k < below->count; k++) {
        sum->value[k] = below->value[k] + per_step * (double)(below->first + (long)k);
    }
    sum->slope_below += per_step;
    sum->slope_above += per_step;
    return true;
}

/* E[curve(y - D)]: bends from where the lowest point meets the least demand to where the highest
 * meets the most. */
static bool expect_curve(const struct curve *curve, const struct lattice_law *law,
                         struct curve *mean, struct arena *scratch)
{
    *mean = *curve;
    mean->first = curve->first + law->first;
    mean->count = curve->count + law->count - 1;
    if (!((double)mean->count < 2.0 * MOST_CELLS)) {
        return false;
    }
    mean->value = ARENA_NEW(scratch, double, mean->count);
    for (size_t y = 0; mean->value != NULL && y < mean->count; y++) {
        long at = mean->first + (long)y - law->first;
        double sum = 0.0;
        for (size_t k = 0; k < law->count; k++) {
            sum += law->mass[k] * curve_at(curve, at - (long)k);
        }
        mean->value[y] = sum;
    }
    return mean->value != NULL;
}

/* Where the curve is least, the first of equals. */
static long least_point(const struct curve *curve)
{
    size_t best = 0;
    for (size_t k = 1; k < curve->count; k++) {
        best = curve->value[k] < curve->value[best] ? k : best;
    }
    return curve->first + (long)best;
}

/* The least between the points of the grid, by the parabola through three of them: moves *at (in
 * steps) there and returns the value. */
static double refine(const struct curve *curve, double *at)
{
    long x = lround(*at);
    double left = curve_at(curve, x - 1);
    double middle = curve_at(curve, x);
    double right = curve_at(curve, x + 1);
    double bend = left - 2.0 * middle + right;
    if (!(bend > 0.0)) {
        return middle;
    }
    double off = 0.5 * (left - right) / bend;
    *at += off;
    return middle - 0.5 * bend * off * off;
}

/* C(min(level, x)) from C. */
static bool cap(struct curve *curve, long level, struct arena *scratch)
{
    struct curve capped = {.first = level < curve->first ? level : curve->first,
                           .slope_below = curve->slope_below};
    capped.count = (size_t)(level - capped.first) + 1;
    if (!((double)capped.count < 2.0 * MOST_CELLS)) {
        return false;
    }
    capped.value = ARENA_NEW(scratch, double, capped.count);
    for (size_t k = 0; capped.value != NULL && k < capped.count; k++) {
        capped.value[k] = curve_at(curve, capped.first + (long)k);
    }
    *curve = capped;
    return curve->value != NULL;
}

/* One stage: `level` is what somebody gave, or with `choose` where its cost is least. */
static bool climb(struct recursion *recursion, size_t stage, bool choose, double *level,
                  struct arena *scratch)
{
    const struct serial_system *system = recursion->system;
    struct lattice_law law;
    struct curve with;
    struct curve cost;
    if (!law_of(&law, &system->demand, system->lead[stage], recursion->step, scratch) ||
        !add_holding(recursion, stage, &with, scratch) ||
        !expect_curve(&with, &law, &cost, scratch)) {
        return false;
    }
    long at = choose ? least_point(&cost) : lround(*level / recursion->step);
    recursion->cost = curve_at(&cost, at);
    if (choose) {
        double best = (double)at;
        if (!dist_is_discrete(&system->demand)) {
            recursion->cost = refine(&cost, &best);
        }
        *level = best * recursion->step;
    }
    recursion->below = cost;
    if (!cap(&recursion->below, at, scratch)) {
        return false;
    }
    recursion->below.value[recursion->below.count - 1] = recursion->cost;
    return true;
}

static bool run(const struct serial_system *system, double step, bool choose, double *level,
                double *cost, struct arena *scratch)
{
    struct arena_mark mark = arena_mark(scratch);
    double slope = system->penalty;
    for (size_t j = 0; j < system->stages; j++) {
        slope += system->holding[j];
    }
    double nothing = 0.0;
    struct recursion recursion = {
        .system = system,
        .step = step,
        .below = {.count = 1, .value = &nothing, .slope_below = -slope * step}};
    bool fine = true;
    for (size_t j = 0; fine && j < system->stages; j++) {
        fine = climb(&recursion, j, choose, &level[j], scratch);
    }
    *cost = recursion.cost;
    arena_rewind(scratch, mark);
    return fine;
}

static double step_of(const struct serial_system *system)
{
    if (dist_is_discrete(&system->demand)) {
        return 1.0;
    }
    if (system->step > 0.0) {
        return system->step;
    }
    double lead = 0.0;
    for (size_t j = 0; j < system->stages; j++) {
        lead += system->lead[j];
    }
    double sd = sqrt(dist_variance(&system->demand) * lead);
    return sd > 0.0 ? sd / STEPS_OF_SD : 1.0;
}

/* The cost of a grid of step h is off by a multiple of h^2, so that of two grids tells that of
 * none.  `coarse` [stages] is work. */
static bool extrapolate(const struct serial_system *system, bool choose, double *level,
                        double *coarse, struct serial_cost *cost, struct arena *scratch)
{
    cost->step = step_of(system);
    cost->cost_error = 0.0;
    if (!run(system, cost->step, choose, level, &cost->cost, scratch)) {
        return false;
    }
    if (dist_is_discrete(&system->demand)) {
        return true;
    }
    double rough;
    if (!run(system, 2.0 * cost->step, choose, coarse, &rough, scratch)) {
        return false;
    }
    double change = (cost->cost - rough) / 3.0;
    cost->cost += change;
    cost->cost_error = fabs(change);
    return true;
}

/* `given` [stages]: levels that somebody gave; NULL: the best are written to `level`. */
static bool work_out(const struct serial_system *system, const double *given, double *level,
                     struct serial_cost *cost, struct arena *scratch)
{
    struct arena_mark mark = arena_mark(scratch);
    double *fine_level = ARENA_NEW(scratch, double, system->stages);
    double *coarse = ARENA_NEW(scratch, double, system->stages);
    bool fine = fine_level != NULL && coarse != NULL;
    for (size_t j = 0; fine && given != NULL && j < system->stages; j++) {
        fine_level[j] = given[j];
        coarse[j] = given[j];
    }
    fine = fine && extrapolate(system, given == NULL, fine_level, coarse, cost, scratch);
    for (size_t j = 0; fine && level != NULL && j < system->stages; j++) {
        level[j] = fine_level[j];
    }
    arena_rewind(scratch, mark);
    return fine;
}

bool serial_solve(const struct serial_system *system, double *level, struct serial_cost *cost,
                  struct arena *scratch)
{
    return work_out(system, NULL, level, cost, scratch);
}

bool serial_cost_of(const struct serial_system *system, const double *level,
                    struct serial_cost *cost, struct arena *scratch)
{
    return work_out(system, level, NULL, cost, scratch);
}

void serial_newsvendor(const struct serial_system *system, double *lower, double *upper,
                       double *heuristic)
{
    double all = system->penalty;
    for (size_t j = 0; j < system->stages; j++) {
        all += system->holding[j];
    }
    double from = all; /* penalty + holding of this stage and those above */
    double lead = 0.0;
    for (size_t j = 0; j < system->stages; j++) {
        double above = from - system->holding[j];
        lead += system->lead[j];
        double least = 0.0;
        double most = 0.0;
        if (lead > 0.0) {
            struct dist demand = dist_of_periods(&system->demand, lead);
            least = dist_quantile(&demand, above / all);
            most = dist_quantile(&demand, above / from);
        }
        double middle = 0.5 * (least + most);
        heuristic[j] = dist_is_discrete(&system->demand) ? floor(middle) : middle;
        if (lower != NULL) {
            lower[j] = least;
        }
        if (upper != NULL) {
            upper[j] = most;
        }
        from = above;
    }
}

void serial_local_levels(const double *level, size_t stages, double *local)
{
    double least = HUGE_VAL;
    for (size_t j = stages; j-- > 0;) {
        least = fmin(least, level[j]);
        local[j] = least;
    }
    for (size_t j = stages; j-- > 1;) {
        local[j] -= local[j - 1];
    }
}
