/* Probability masses on a grid. */
#include "replenish/mass.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* A tail smaller than this is left in the cell before it: it changes no decision. */
static const double TAIL = 1e-9;

struct grid grid_of(double top, bool counts)
{
    double most = GRID_CELLS - 2;
    double step = fmax(top, counts ? 1.0 : 1e-9) / most;
    if (counts) {
        step = fmax(1.0, ceil(step));
        step += fmod(step, 2.0) == 0.0 ? 1.0 : 0.0;
    }
    size_t cells = (size_t)fmin(ceil(top / step) + 2.0, GRID_CELLS);
    return (struct grid){.step = step, .cells = cells < 2 ? 2 : cells};
}

static void put(struct grid grid, double units, double share, double *mass)
{
    double at = units / grid.step;
    double last = (double)(grid.cells - 1);
    if (at <= 0.0 || at >= last) {
        mass[at <= 0.0 ? 0 : grid.cells - 1] += share;
        return;
    }
    double low = floor(at);
    double high_share = at - low;
    mass[(size_t)low] += share * (1.0 - high_share);
    if (high_share > 0.0) {
        mass[(size_t)low + 1] += share * high_share;
    }
}

void mass_point(struct grid grid, double units, double *mass)
{
    memset(mass, 0, grid.cells * sizeof *mass);
    put(grid, units, 1.0, mass);
}

/* Poisson and negative binomial by their recurrences, unit by unit, each unit into its cell:
 *   Poisson  p[k+1] = p[k] m / (k+1);  negative binomial  p[k+1] = p[k] (1-p) (k+r) / (k+1).
 * False where p[0] is too small to start from. */
static bool mass_by_recurrence(struct grid grid, const struct dist *dist, double *mass)
{
    bool poisson = dist->kind == DIST_POISSON;
    double start = poisson ? exp(-dist->a) : exp(dist->a * log(dist->b));
    if (!(start > 1e-290) || (!poisson && dist->kind != DIST_NEGBIN)) {
        return false;
    }
    double ratio = poisson ? dist->a : 1.0 - dist->b;
    double shift = poisson ? 0.0 : dist->a;
    double half = (grid.step - 1.0) / 2.0;
    double sum = 0.0;
    double share = start;
    size_t last = grid.cells - 1;
    double edge = half; /* the last whole unit of cell k */
    size_t k = 0;
    for (double unit = 0.0; k < last && sum < 1.0 - TAIL; unit += 1.0) {
        mass[k] += share;
        sum += share;
        share *= ratio * (poisson ? 1.0 : unit + shift) / (unit + 1.0);
        if (unit >= edge) {
            k++;
            edge += grid.step;
        }
    }
    mass[k] += fmax(1.0 - sum, 0.0);
    return true;
}

void mass_of_dist(struct grid grid, const struct dist *dist, double *mass)
{
    memset(mass, 0, grid.cells * sizeof *mass);
    if (dist->kind == DIST_POINT) {
        put(grid, dist->a, 1.0, mass);
        return;
    }
    bool whole_cells = fmod(grid.step, 2.0) == 1.0;
    if (whole_cells && grid.step < 64.0 && mass_by_recurrence(grid, dist, mass)) {
        return;
    }
    double below = 0.0;
    size_t last = grid.cells - 1;
    for (size_t k = 0; k < last && below < 1.0 - TAIL; k++) {
        double up_to = dist_cdf(dist, ((double)k + 0.5) * grid.step);
        mass[k] = fmax(up_to - below, 0.0);
        below = fmax(below, up_to);
    }
    mass[last] += 1.0 - below;
}

double mass_mean(struct grid grid, const double *mass)
{
    double mean = 0.0;
    for (size_t k = 0; k < grid.cells; k++) {
        mean += (double)k * mass[k];
    }
    return mean * grid.step;
}

/* Cells up to the last that holds anything. */
static size_t reach(struct grid grid, const double *mass)
{
    size_t end = grid.cells;
    while (end > 1 && mass[end - 1] == 0.0) {
        end--;
    }
    return end;
}

static double sum_of(struct grid grid, const double *mass)
{
    double sum = 0.0;
    for (size_t k = 0; k < grid.cells; k++) {
        sum += mass[k];
    }
    return sum;
}

void mass_sell_intact(struct grid grid, const double *stock, const double *demand, double *left)
{
    size_t have = reach(grid, stock);
    size_t want = reach(grid, demand);
    memset(left, 0, grid.cells * sizeof *left);
    for (size_t d = 0; d < want && d < have; d++) {
        double share = demand[d];
        const double *from = stock + d;
        for (size_t y = 0; y < have - d; y++) {
            left[y] += share * from[y];
        }
    }
}

void mass_sell(struct grid grid, const double *stock, const double *demand, double *left)
{
    mass_sell_intact(grid, stock, demand, left);
    left[0] += fmax(sum_of(grid, stock) * sum_of(grid, demand) - sum_of(grid, left), 0.0);
}

void mass_add(struct grid grid, const double *a, const double *b, double *sum)
{
    size_t a_end = reach(grid, a);
    size_t b_end = reach(grid, b);
    size_t last = grid.cells - 1;
    memset(sum, 0, grid.cells * sizeof *sum);
    for (size_t i = 0; i < a_end; i++) {
        size_t inside = grid.cells - i < b_end ? grid.cells - i : b_end;
        for (size_t j = 0; j < inside; j++) {
            sum[i + j] += a[i] * b[j];
        }
        double over = 0.0;
        for (size_t j = inside; j < b_end; j++) {
            over += b[j];
        }
        sum[last] += a[i] * over;
    }
}

void mass_shift(struct grid grid, double units, double *mass)
{
    if (units == 0.0) {
        return;
    }
    double old[GRID_CELLS];
    assert(grid.cells <= GRID_CELLS);
    memcpy(old, mass, grid.cells * sizeof *old);
    memset(mass, 0, grid.cells * sizeof *mass);
    for (size_t k = 0; k < grid.cells; k++) {
        if (old[k] != 0.0) {
            put(grid, (double)k * grid.step + units, old[k], mass);
        }
    }
}

void mass_tables(struct grid grid, const double *mass, double *below, double *beyond)
{
    double sum = 0.0;
    for (size_t k = 0; k < grid.cells; k++) {
        sum += mass[k];
        below[k] = sum;
    }
    /* E[(D - x)+] falls by P(D > x) per unit. */
    beyond[grid.cells - 1] = 0.0;
    for (size_t k = grid.cells - 1; k-- > 0;) {
        beyond[k] = beyond[k + 1] + grid.step * fmax(sum - below[k], 0.0);
    }
}
