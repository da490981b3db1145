/* Laws on a lattice. */
#include "replenish/lattice.h"

#include <math.h>
#include <string.h>

/* Nine standard deviations below the mean a law of demand has nothing left, for its lower tail is
 * no heavier than the normal one; except a binomial law's. */
static const double LOWER_SPREADS = 9.0;
/* Masses below this are nothing, and slow to count with. */
static const double NOTHING = 1e-40;
/* Up to so many units a cell it is faster to walk through the units than to ask for each cell. */
static const double WALK_STEP = 64.0;

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

void lattice_reach(const struct mixture *mixture, double *low, double *high)
{
    *low = HUGE_VAL;
    *high = -HUGE_VAL;
    for (size_t i = 0; i < mixture->count; i++) {
        *low = fmin(*low, lowest(&mixture->part[i]));
        *high = fmax(*high, highest(&mixture->part[i]));
    }
}

size_t lattice_cells(struct lattice lattice, double low, double high)
{
    return (size_t)(ceil(high / lattice.step) - floor(low / lattice.step)) + 1;
}

/* P(D = k - 1) from P(D = k). */
static double mass_before(const struct dist *dist, double k, double mass)
{
    if (mass < NOTHING && k < dist_mean(dist)) {
        return 0.0;
    }
    switch (dist->kind) {
    case DIST_POISSON:
        return mass * k / dist->a;
    case DIST_NEGBIN:
        return mass * k / ((k - 1.0 + dist->a) * (1.0 - dist->b));
    default:
        return dist_density(dist, k - 1.0);
    }
}

static bool walks(struct lattice lattice, const struct dist *dist)
{
    if (!lattice.whole || lattice.step > WALK_STEP) {
        return false;
    }
    bool no_spread = dist_variance(dist) <= 0.0;
    return dist->kind == DIST_DISCRETE || dist->kind == DIST_BINOMIAL || !no_spread;
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
        mass = mass_before(dist, k, mass);
        k -= 1.0;
    }
}

void lattice_law_fill(struct lattice_law *law, struct lattice lattice,
                      const struct mixture *mixture, double low, double high)
{
    law->lattice = lattice;
    law->mean = mixture_mean(mixture);
    law->low = floor(low / lattice.step) * lattice.step;
    law->count = lattice_cells(lattice, low, high);
    memset(law->tail, 0, law->count * sizeof *law->tail);
    memset(law->loss, 0, law->count * sizeof *law->loss);
    for (size_t i = 0; i < mixture->count; i++) {
        const struct dist *dist = &mixture->part[i];
        double weight = mixture_weight(mixture, i);
        if (walks(lattice, dist)) {
            walk_down(law, dist, weight);
            continue;
        }
        for (size_t cell = 0; cell < law->count; cell++) {
            double x = law->low + (double)cell * lattice.step;
            law->tail[cell] += weight * dist_tail(dist, x);
            law->loss[cell] += weight * dist_loss(dist, x);
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
    for (size_t cell = 0; cell + 1 < cells && rest > LATTICE_TAIL; cell++) {
        double after = dist_loss(dist, (double)(cell + 1) * step);
        mass[cell] = fmax((before - 2.0 * here + after) / step, 0.0);
        rest -= mass[cell];
        before = here;
        here = after;
    }
    mass[cells - 1] += fmax(rest, 0.0);
}

size_t lattice_mass(struct lattice lattice, const struct dist *dist, size_t cells, double *mass)
{
    memset(mass, 0, cells * sizeof *mass);
    if (dist_variance(dist) <= 0.0) {
        put(mass, cells, dist_mean(dist) / lattice.step, 1.0);
    } else if (walks(lattice, dist)) {
        double k = highest(dist);
        double share = dist_density(dist, k);
        put(mass, cells, k / lattice.step, dist_tail(dist, k));
        for (; k >= 0.0; k -= 1.0) {
            put(mass, cells, k / lattice.step, share);
            share = k > 0.0 ? mass_before(dist, k, share) : 0.0;
        }
    } else {
        mass_by_losses(lattice.step, dist, cells, mass);
    }
    size_t support = cells;
    while (support > 1 && !(mass[support - 1] > LATTICE_TAIL * LATTICE_TAIL)) {
        support--;
    }
    return support;
}
