/* Probability masses on a grid. */
#include "replenish/mass.h"

#include "lanes.h"
#include "num/dist_sum.h"

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

/* Laws of a mixture and what is left of them to be added. */
struct pile {
    const struct dist *laws;
    const double *weights;
    size_t which[MASS_LAWS]; /* [count] indices into both */
    size_t count;
};

/* So far below the mean a law begins: what is left out there is below 1e-15. */
static const double BELOW_MEAN = 9.0;
/* Units that are added up one by one; a wider law has its cells from its distribution function. */
static const double MOST_UNITS = 30000.0;

static double first_unit(const struct dist *law)
{
    return fmax(floor(dist_mean(law) - BELOW_MEAN * sqrt(dist_variance(law))), 0.0);
}

/* Adds those laws that can begin at unit `from`, by their recurrences, each unit into its cell; the
 * others stay in the pile. */
static void add_by_units(struct grid grid, struct pile *pile, double from, double *mass)
{
    double half = (grid.step - 1.0) / 2.0;
    size_t last = grid.cells - 1;
    size_t k = (size_t)fmin(floor((from + half) / grid.step), (double)last);
    double edge = (double)k * grid.step + half; /* the last unit of cell k */
    if ((double)last * grid.step - from > MOST_UNITS) {
        return;
    }
    struct dist_sum sum;
    dist_sum_start(&sum, from);
    double weight = 0.0;
    size_t left = 0;
    for (size_t i = 0; i < pile->count; i++) {
        size_t law = pile->which[i];
        if (dist_sum_add(&sum, &pile->laws[law], pile->weights[law])) {
            weight += pile->weights[law];
        } else {
            pile->which[left++] = law;
        }
    }
    if (left == pile->count) {
        return;
    }
    pile->count = left;
    double cells[GRID_CELLS];
    size_t filled = dist_sum_cells(&sum, (size_t)fmax(edge - from + 1.0, 0.0), (size_t)grid.step,
                                   weight * (1.0 - TAIL), cells, last - k);
    for (size_t i = 0; i < filled; i++) {
        mass[k + i] += cells[i];
    }
    bool short_of_end = filled > 0 && !(sum.total < weight * (1.0 - TAIL));
    mass[short_of_end ? k + filled - 1 : last] += fmax(weight - sum.total, 0.0);
}

static void add_by_cdf(struct grid grid, const struct dist *dist, double weight, double *mass)
{
    double below = 0.0;
    size_t last = grid.cells - 1;
    for (size_t k = 0; k < last && below < 1.0 - TAIL; k++) {
        double up_to = dist_cdf(dist, ((double)k + 0.5) * grid.step);
        mass[k] += weight * fmax(up_to - below, 0.0);
        below = fmax(below, up_to);
    }
    mass[last] += weight * (1.0 - below);
}

static void add_compound(struct grid grid, const struct dist *dist, double weight, double *mass)
{
    double cells[GRID_CELLS];
    dist_compound_cells(dist, grid.step, cells, grid.cells);
    for (size_t k = 0; k < grid.cells; k++) {
        mass[k] += weight * cells[k];
    }
}

/* From nothing where that is not too improbable, else from where the first of them begins, else
 * each from where it begins itself. */
static void add_counts(struct grid grid, struct pile *pile, double *mass)
{
    add_by_units(grid, pile, 0.0, mass);
    double from = HUGE_VAL;
    for (size_t i = 0; i < pile->count; i++) {
        from = fmin(from, first_unit(&pile->laws[pile->which[i]]));
    }
    if (pile->count > 1) {
        add_by_units(grid, pile, from, mass);
    }
    size_t count = pile->count;
    size_t left = 0;
    for (size_t i = 0; i < count; i++) {
        struct pile one = {
            .laws = pile->laws, .weights = pile->weights, .which = {pile->which[i]}, .count = 1};
        add_by_units(grid, &one, first_unit(&pile->laws[pile->which[i]]), mass);
        if (one.count > 0) {
            pile->which[left++] = one.which[0];
        }
    }
    pile->count = left;
}

void mass_of_mixture(struct grid grid, const struct dist *laws, const double *weights, size_t count,
                     double *mass)
{
    assert(count <= MASS_LAWS && grid.cells <= GRID_CELLS);
    memset(mass, 0, grid.cells * sizeof *mass);
    struct pile pile = {.laws = laws, .weights = weights};
    for (size_t i = 0; i < count; i++) {
        if (laws[i].kind == DIST_POINT) {
            put(grid, laws[i].a, weights[i], mass);
        } else if (laws[i].kind == DIST_COMPOUND) {
            add_compound(grid, &laws[i], weights[i], mass);
        } else {
            pile.which[pile.count++] = i;
        }
    }
    if (fmod(grid.step, 2.0) == 1.0 && pile.count > 0) { /* cells of whole units */
        add_counts(grid, &pile, mass);
    }
    for (size_t i = 0; i < pile.count; i++) {
        size_t law = pile.which[i];
        add_by_cdf(grid, &laws[law], weights[law], mass);
    }
}

void mass_of_dist(struct grid grid, const struct dist *dist, double *mass)
{
    static const double all = 1.0;
    mass_of_mixture(grid, dist, &all, 1, mass);
}

WIDE double mass_mean(struct grid grid, const double *mass)
{
    return lanes_mean(mass, grid.cells) * grid.step;
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

/* The first cell that holds anything, below `end`. */
static size_t start_of(const double *mass, size_t end)
{
    size_t start = 0;
    while (start + 1 < end && mass[start] == 0.0) {
        start++;
    }
    return start;
}

/* The wider of the two is the inner loop; each cell of `left` adds up in the same order. */
INLINE void sell(size_t cells, const double *restrict stock, size_t first, size_t have,
                 const double *restrict demand, size_t want, double *restrict left)
{
    memset(left, 0, cells * sizeof *left);
    if (have - first < want) {
        for (size_t s = first; s < have; s++) {
            size_t end = want < s + 1 ? want : s + 1;
            double share = stock[s];
            for (size_t d = 0; d < end; d++) {
                left[s - d] += share * demand[d];
            }
        }
        return;
    }
    for (size_t d = 0; d < want && d < have; d++) {
        double share = demand[d];
        const double *from = stock + d;
        for (size_t y = first > d ? first - d : 0; y < have - d; y++) {
            left[y] += share * from[y];
        }
    }
}

WIDE static void sell_wide(struct grid grid, const double *stock, const double *demand,
                           double *left)
{
    size_t have = reach(grid, stock);
    sell(grid.cells, stock, start_of(stock, have), have, demand, reach(grid, demand), left);
}

void mass_sell_intact(struct grid grid, const double *stock, const double *demand, double *left)
{
    sell_wide(grid, stock, demand, left);
}

WIDE double mass_unsold(struct grid grid, const double *stock, const double *demand,
                        const double *left)
{
    double all = lanes_sum(stock, grid.cells) * lanes_sum(demand, grid.cells);
    return fmax(all - lanes_sum(left, grid.cells), 0.0);
}

void mass_sell(struct grid grid, const double *stock, const double *demand, double *left)
{
    sell_wide(grid, stock, demand, left);
    left[0] += mass_unsold(grid, stock, demand, left);
}

/* What goes over the last cell stands in it: of a[i], all of b from cell cells - i on. */
INLINE void add(size_t cells, const double *restrict a, size_t a_end, const double *restrict b,
                size_t b_end, double *restrict sum)
{
    double beyond[GRID_CELLS + 1];
    beyond[b_end] = 0.0;
    for (size_t j = b_end; a_end + b_end > cells && j-- > 0;) {
        beyond[j] = beyond[j + 1] + b[j];
    }
    memset(sum, 0, cells * sizeof *sum);
    for (size_t i = 0; i < a_end; i++) {
        double share = a[i];
        size_t inside = cells - i < b_end ? cells - i : b_end;
        for (size_t j = 0; j < inside; j++) {
            sum[i + j] += share * b[j];
        }
        if (inside < b_end) {
            sum[cells - 1] += share * beyond[inside];
        }
    }
}

WIDE void mass_add(struct grid grid, const double *a, const double *b, double *sum)
{
    size_t a_end = reach(grid, a);
    size_t b_end = reach(grid, b);
    if (a_end < b_end) {
        add(grid.cells, a, a_end, b, b_end, sum);
    } else {
        add(grid.cells, b, b_end, a, a_end, sum);
    }
}

/* By whole cells. */
static void shift_cells(struct grid grid, double units, double *mass)
{
    size_t last = grid.cells - 1;
    double by = fmin(fabs(units) / grid.step, (double)last);
    size_t cells = (size_t)by;
    size_t kept = grid.cells - cells;
    double end = 0.0; /* what meets in the last or the first cell */
    if (units > 0.0) {
        for (size_t k = kept - 1; k < grid.cells; k++) {
            end += mass[k];
        }
        memmove(mass + cells, mass, (kept - 1) * sizeof *mass);
        memset(mass, 0, cells * sizeof *mass);
        mass[last] = end;
    } else {
        for (size_t k = 0; k <= cells; k++) {
            end += mass[k];
        }
        memmove(mass + 1, mass + cells + 1, (kept - 1) * sizeof *mass);
        memset(mass + kept, 0, cells * sizeof *mass);
        mass[0] = end;
    }
}

void mass_shift(struct grid grid, double units, double *mass)
{
    if (units == 0.0) {
        return;
    }
    if (fmod(units, grid.step) == 0.0) {
        shift_cells(grid, units, mass);
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

/* The running sum of four at a time, so that only one addition of four waits for the last. */
INLINE double run_up(const double *mass, size_t count, double *below)
{
    double sum = 0.0;
    size_t k = 0;
    for (; k + 4 <= count; k += 4) {
        double two = mass[k] + mass[k + 1];
        double three = two + mass[k + 2];
        below[k] = sum + mass[k];
        below[k + 1] = sum + two;
        below[k + 2] = sum + three;
        sum += three + mass[k + 3];
        below[k + 3] = sum;
    }
    for (; k < count; k++) {
        sum += mass[k];
        below[k] = sum;
    }
    return sum;
}

WIDE void mass_tables(struct grid grid, const double *mass, double *below, double *beyond)
{
    double tail[GRID_CELLS];
    size_t cells = grid.cells;
    assert(cells >= 2 && cells <= GRID_CELLS);
    double sum = run_up(mass, cells, below);
    for (size_t k = 0; k < cells; k++) {
        double rest = sum - below[k];
        tail[k] = rest > 0.0 ? grid.step * rest : 0.0;
    }
    /* E[(D - x)+] falls by P(D > x) per unit. */
    beyond[cells - 1] = 0.0;
    double last = 0.0;
    size_t k = cells - 1;
    for (; k >= 4; k -= 4) {
        double two = tail[k - 1] + tail[k - 2];
        double three = two + tail[k - 3];
        beyond[k - 1] = last + tail[k - 1];
        beyond[k - 2] = last + two;
        beyond[k - 3] = last + three;
        last += three + tail[k - 4];
        beyond[k - 4] = last;
    }
    for (; k > 0; k--) {
        last += tail[k - 1];
        beyond[k - 1] = last;
    }
}

void mass_extent(struct grid grid, const double *mass, size_t *begin, size_t *end)
{
    *end = reach(grid, mass);
    *begin = start_of(mass, *end);
}
