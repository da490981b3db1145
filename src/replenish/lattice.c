/* Laws on a lattice. */
#include "replenish/lattice.h"

#include "num/dist_sum.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* Nine standard deviations below the mean a law of demand has nothing left, for its lower tail is
 * no heavier than the normal one; except a binomial law's. */
static const double LOWER_SPREADS = 9.0;
static const double UPPER_SPREADS = 6.0;
/* Up to so many units a cell it is faster to walk through the units than to ask for each cell. */
static const double WALK_STEP = 512.0;
enum { CHUNK = 256 };

static double lowest(const struct dist *dist)
{
    if (dist->kind == DIST_DISCRETE) {
        return dist->origin;
    }
    if (dist->kind == DIST_BINOMIAL) {
        return fmax(dist_quantile(dist, LATTICE_TAIL) - 1.0, 0.0);
    }
    double low = dist_mean(dist) - LOWER_SPREADS * sqrt(dist_variance(dist));
    return dist->kind == DIST_NORMAL || dist->kind == DIST_POINT ? low : fmax(low, 0.0);
}

static double highest(const struct dist *dist)
{
    if (dist->kind == DIST_DISCRETE) {
        return dist->origin + (double)(dist->count - 1) * dist->step;
    }
    return dist_quantile(dist, 1.0 - LATTICE_TAIL);
}

/* Which part reaches farthest is told by its moments. */
static double far_out(const struct dist *dist)
{
    return dist_mean(dist) + UPPER_SPREADS * sqrt(dist_variance(dist));
}

struct lattice_reach lattice_reach_of(const struct mixture *mixture)
{
    double top = -HUGE_VAL;
    struct lattice_reach reach = {HUGE_VAL, -HUGE_VAL};
    for (size_t i = 0; i < mixture->count; i++) {
        reach.low = fmin(reach.low, lowest(&mixture->part[i]));
        top = fmax(top, far_out(&mixture->part[i]));
    }
    for (size_t i = 0; i < mixture->count; i++) {
        const struct dist *dist = &mixture->part[i];
        if (dist->kind == DIST_DISCRETE || !(far_out(dist) < top)) {
            reach.high = fmax(reach.high, highest(dist));
        }
    }
    return reach;
}

static bool walks(struct lattice lattice, const struct dist *dist)
{
    bool spread = dist->kind == DIST_DISCRETE || dist_variance(dist) > 0.0;
    return lattice.whole && lattice.step <= WALK_STEP && spread;
}

/* From the top of the law down, unit by unit:
 * P(D > k - 1) = P(D > k) + P(D = k), E(D - k + 1)+ = E(D - k)+ + P(D > k - 1). */
static void walk_down(struct lattice_law *law, const struct dist *dist, double weight)
{
    double step = law->lattice.step;
    double k = highest(dist);
    size_t cell = (size_t)fmin(floor((k - law->low) / step), (double)(law->count - 1));
    double at = law->low + (double)cell * step;
    double mass = dist_density(dist, k);
    double tail = dist_tail(dist, k);
    double loss = dist_loss(dist, k);
    for (;;) {
        if (k <= at) {
            law->tail[cell] += weight * tail;
            law->loss[cell] += weight * loss;
            if (cell == 0) {
                return;
            }
            cell--;
            at -= step;
        }
        tail += mass;
        loss += tail;
        k -= 1.0;
        mass = dist_density(dist, k);
    }
}

/* What laws that walk together have come to at a unit. */
struct climb {
    struct lattice_law *law;
    double weight; /* of all of them */
    double mean;   /* weight times mean of all of them */
    double below;  /* P(D <= unit), times weight */
    double under;  /* E(unit - D)+, likewise */
    size_t cell;   /* the next one */
    double at;     /* its units */
};

static void pass_cell(struct climb *climb)
{
    climb->law->tail[climb->cell] += fmax(climb->weight - climb->below, 0.0);
    climb->law->loss[climb->cell] +=
        fmax(climb->under + climb->mean - climb->weight * climb->at, 0.0);
    climb->cell++;
    climb->at += climb->law->lattice.step;
}

/* From `from` up, unit by unit: E(k + 1 - D)+ = E(k - D)+ + P(D <= k).  What is left at the top is
 * a rounding of the whole. */
static void climb_up(struct climb *climb, struct dist_sum *sum, double from)
{
    double mass[CHUNK];
    double unit = from - 1.0;
    while (climb->cell < climb->law->count && climb->at < from) {
        pass_cell(climb);
    }
    double enough = climb->weight * (1.0 - LATTICE_TAIL);
    while (climb->cell < climb->law->count) {
        size_t made = dist_sum_cells(sum, 1, 1, enough, mass, CHUNK);
        for (size_t i = 0; i < made && climb->cell < climb->law->count; i++) {
            unit += 1.0;
            climb->under += climb->below;
            climb->below += mass[i];
            if (unit >= climb->at) {
                pass_cell(climb);
            }
        }
        if (made < CHUNK) {
            return;
        }
    }
}

/* Adds the parts of the mixture that can walk together from unit `from`; `left` marks the rest. */
static void climb_together(struct lattice_law *law, const struct mixture *mixture, double from,
                           size_t first, size_t end, bool *left)
{
    struct dist_sum sum;
    struct climb climb = {.law = law, .at = law->low};
    dist_sum_start(&sum, from);
    for (size_t i = first; i < end; i++) {
        double weight = mixture_weight(mixture, i);
        if (left[i] && dist_sum_add(&sum, &mixture->part[i], weight)) {
            climb.weight += weight;
            climb.mean += weight * dist_mean(&mixture->part[i]);
            left[i] = false;
        }
    }
    if (climb.weight > 0.0) {
        climb_up(&climb, &sum, from);
    }
}

static void ask_each_cell(struct lattice_law *law, const struct dist *dist, double weight)
{
    for (size_t cell = 0; cell < law->count; cell++) {
        double x = law->low + (double)cell * law->lattice.step;
        law->tail[cell] += weight * dist_tail(dist, x);
        law->loss[cell] += weight * dist_loss(dist, x);
    }
}

void lattice_law_fill(struct lattice_law *law, struct lattice lattice,
                      const struct mixture *mixture, struct lattice_reach reach)
{
    bool left[MIXTURE_PARTS];
    assert(mixture->count <= MIXTURE_PARTS);
    law->lattice = lattice;
    law->mean = mixture_mean(mixture);
    law->low = floor(reach.low / lattice.step) * lattice.step;
    law->count = (size_t)(ceil(reach.high / lattice.step) - floor(reach.low / lattice.step)) + 1;
    memset(law->tail, 0, law->count * sizeof *law->tail);
    memset(law->loss, 0, law->count * sizeof *law->loss);
    for (size_t i = 0; i < mixture->count; i++) {
        left[i] = true;
    }
    if (lattice.whole && lattice.step <= WALK_STEP) {
        climb_together(law, mixture, floor(reach.low), 0, mixture->count, left);
    }
    for (size_t i = 0; i < mixture->count; i++) {
        const struct dist *dist = &mixture->part[i];
        if (left[i] && walks(lattice, dist)) {
            climb_together(law, mixture, floor(lowest(dist)), i, i + 1, left);
        }
        if (left[i] && walks(lattice, dist)) {
            walk_down(law, dist, mixture_weight(mixture, i));
        } else if (left[i]) {
            ask_each_cell(law, dist, mixture_weight(mixture, i));
        }
    }
}

/* The cell at or before x and how far x is beyond it, in cells; -1 below the first. */
static double cell_of(const struct lattice_law *law, double x, double *beyond)
{
    double place = (x - law->low) / law->lattice.step;
    double cell = floor(place);
    /* Whole units have nothing between them. */
    *beyond = law->lattice.whole && law->lattice.step <= 1.0 ? 0.0 : place - cell;
    return cell;
}

static double between(const double *table, const struct lattice_law *law, double cell,
                      double beyond)
{
    size_t k = (size_t)cell;
    double next = k + 1 < law->count ? table[k + 1] : 0.0;
    return table[k] + beyond * (next - table[k]);
}

double lattice_tail_at(const struct lattice_law *law, double x)
{
    double beyond;
    double cell = cell_of(law, x, &beyond);
    if (cell < 0.0) {
        return 1.0;
    }
    return cell < (double)law->count ? between(law->tail, law, cell, beyond) : 0.0;
}

double lattice_loss_at(const struct lattice_law *law, double x)
{
    double beyond;
    double cell = cell_of(law, x, &beyond);
    if (cell < 0.0) {
        return law->mean - x;
    }
    return cell < (double)law->count ? between(law->loss, law, cell, beyond) : 0.0;
}

static void put(double *mass, size_t cells, double place, double share)
{
    double cell = floor(fmax(place, 0.0));
    double beyond = fmax(place, 0.0) - cell;
    if (!(cell < (double)(cells - 1))) {
        mass[cells - 1] += share;
        return;
    }
    mass[(size_t)cell] += share * (1.0 - beyond);
    if (beyond > 0.0) {
        mass[(size_t)cell + 1] += share * beyond;
    }
}

/* With n the loss function: the mass that comes to a cell from both sides is
 * [n(x - step) - 2 n(x) + n(x + step)] / step. */
static void mass_by_losses(double step, const struct dist *dist, size_t cells, double *mass)
{
    double before = step + dist_loss(dist, 0.0);
    double here = dist_loss(dist, 0.0);
    double rest = 1.0;
    size_t cell = 0;
    for (; cell + 1 < cells && rest > LATTICE_TAIL; cell++) {
        double after = dist_loss(dist, (double)(cell + 1) * step);
        mass[cell] = fmax((before - 2.0 * here + after) / step, 0.0);
        rest -= mass[cell];
        before = here;
        here = after;
    }
    mass[rest > LATTICE_TAIL ? cells - 1 : cell - 1] += fmax(rest, 0.0);
}

/* Unit by unit, each into its cells. */
static void mass_by_units(struct lattice lattice, const struct dist *dist, size_t cells,
                          double *mass)
{
    double made[CHUNK];
    struct dist_sum sum;
    double unit = floor(lowest(dist));
    dist_sum_start(&sum, unit);
    if (!dist_sum_add(&sum, dist, 1.0)) {
        for (double top = highest(dist); unit <= top; unit += 1.0) {
            put(mass, cells, unit / lattice.step, dist_density(dist, unit));
        }
        return;
    }
    double enough = 1.0 - LATTICE_TAIL;
    double end = (double)cells * lattice.step;
    for (size_t count = CHUNK; count == CHUNK && unit < end;) {
        count = dist_sum_cells(&sum, 1, 1, enough, made, CHUNK);
        for (size_t i = 0; i < count; i++) {
            put(mass, cells, unit / lattice.step, made[i]);
            unit += 1.0;
        }
    }
    /* What a double cannot tell from nothing stands in the last cell that was made. */
    put(mass, cells, (unit - 1.0) / lattice.step, fmax(1.0 - sum.total, 0.0));
}

size_t lattice_mass(struct lattice lattice, const struct dist *dist, size_t cells, double *mass)
{
    memset(mass, 0, cells * sizeof *mass);
    if (dist_variance(dist) <= 0.0) {
        put(mass, cells, dist_mean(dist) / lattice.step, 1.0);
    } else if (walks(lattice, dist)) {
        mass_by_units(lattice, dist, cells, mass);
    } else {
        mass_by_losses(lattice.step, dist, cells, mass);
    }
    size_t support = cells;
    while (support > 1 && !(mass[support - 1] > LATTICE_TAIL * LATTICE_TAIL)) {
        support--;
    }
    return support;
}
