/* The projection of stock and need. */
#include "replenish/project.h"

#include "lanes.h"

#include <math.h>
#include <string.h>

static const double BEYOND_GRID = 1e-5;

struct grid grid_for(const struct outlook *outlook, double to)
{
    struct dist dist = outlook_dist(outlook, 0.0, to);
    double top = dist.kind == DIST_POINT ? dist.a : dist_quantile(&dist, 1.0 - BEYOND_GRID);
    return grid_of(fmax(top, 1.0), outlook->counts);
}

/* The law of a stretch of the interval.  Its variance is its share, by the mean, of that of the
 * whole interval, for then the laws of adjoining stretches are together the law of the whole (gamma
 * and negative binomial add up where variance over mean is the same), and that one was held against
 * what sold.  Shares by the growth of the variance would give the last stretch the most of it, and
 * a tail that the whole does not have: on M5 by week 2 % were lost where 5 % were meant to be. */
static struct dist stretch_law(const struct prospect *prospect, double from, double to)
{
    const struct outlook *outlook = prospect->outlook;
    double reach = prospect->interval->end[prospect->interval->points - 1];
    double whole = outlook_mean(outlook, 0.0, reach);
    if (to > reach || !(whole > 0.0)) {
        return outlook_dist(outlook, from, to);
    }
    double mean = outlook_mean(outlook, from, to);
    return outlook_law(outlook, mean, outlook_variance(outlook, 0.0, reach) * mean / whole);
}

static void demand_mass(const struct prospect *prospect, struct grid grid, double from, double to,
                        double *mass)
{
    struct dist dist = stretch_law(prospect, from, to);
    mass_of_dist(grid, &dist, mass);
}

/* Stock and the part of it without a stock-out, carried from day to day. */
struct carry {
    const struct prospect *prospect;
    struct grid grid;
    double *stock;  /* [cells] */
    double *intact; /* [cells] NULL: not asked for */
    double *demand; /* [cells] work */
    double *next;   /* [cells] work */
    double day;
    size_t supply; /* next one to come in */
    double owed;   /* units that customers get first */
    double lost;   /* units expected to be lost so far */
    bool parted;   /* `intact` is no longer what `stock` is */
};

static void carry_start(struct carry *carry)
{
    double stock = carry->prospect->stock;
    carry->owed = fmax(-stock, 0.0);
    mass_point(carry->grid, fmax(stock, 0.0), carry->stock);
}

static void swap(double **a, double **b)
{
    double *kept = *a;
    *a = *b;
    *b = kept;
}

static void carry_sell(struct carry *carry, double to)
{
    if (to <= carry->day) {
        return;
    }
    struct grid grid = carry->grid;
    demand_mass(carry->prospect, grid, carry->day, to, carry->demand);
    double before = mass_mean(grid, carry->stock);
    if (carry->intact != NULL && !carry->parted) { /* both are the same so far */
        mass_sell_intact(grid, carry->stock, carry->demand, carry->next);
        memcpy(carry->intact, carry->next, grid.cells * sizeof(double));
        carry->next[0] += mass_unsold(grid, carry->stock, carry->demand, carry->next);
        carry->parted = true;
    } else {
        if (carry->intact != NULL) {
            mass_sell_intact(grid, carry->intact, carry->demand, carry->next);
            swap(&carry->intact, &carry->next);
        }
        mass_sell(grid, carry->stock, carry->demand, carry->next);
    }
    swap(&carry->stock, &carry->next);
    double sold = before - mass_mean(grid, carry->stock);
    carry->lost += fmax(mass_mean(grid, carry->demand) - sold, 0.0);
    carry->day = to;
}

/* To the morning of `to`; supply of that very day is left for later. */
static void carry_to(struct carry *carry, double to)
{
    const struct prospect *prospect = carry->prospect;
    while (carry->supply < prospect->supply_count && prospect->supply[carry->supply].day < to) {
        struct supply supply = prospect->supply[carry->supply++];
        carry_sell(carry, supply.day);
        double given = fmin(carry->owed, supply.units);
        carry->owed -= given;
        mass_shift(carry->grid, supply.units - given, carry->stock);
        if (carry->parted) {
            mass_shift(carry->grid, supply.units - given, carry->intact);
        }
    }
    carry_sell(carry, to);
}

/* The end: `intact` is told also where nothing has sold. */
static void carry_end(const struct carry *carry)
{
    if (carry->intact != NULL && !carry->parted) {
        memcpy(carry->intact, carry->stock, carry->grid.cells * sizeof(double));
    }
}

void stock_at(const struct prospect *prospect, struct grid grid, double to, double *stock,
              double *work)
{
    struct carry carry = {.prospect = prospect,
                          .grid = grid,
                          .stock = stock,
                          .demand = work,
                          .next = work + grid.cells};
    carry_start(&carry);
    carry_to(&carry, to);
    if (carry.stock != stock) {
        memcpy(stock, carry.stock, grid.cells * sizeof *stock);
    }
}

/* The ends up to which a need is asked for, each with its weight. */
struct ends {
    const double *day; /* [count] ascending */
    const double *weight;
    size_t count;
};

/* Adds to `need` the demand from `from` up to each of the last ends that lie behind it; the others
 * are left. `work` is [cells]. */
static void add_ends(const struct prospect *prospect, struct grid grid, double from,
                     struct ends *ends, double *need, double *work)
{
    struct dist laws[LEAD_POINTS];
    size_t first = ends->count;
    while (first > 0 && ends->day[first - 1] > from) {
        first--;
    }
    size_t count = ends->count - first;
    if (count == 0) {
        return;
    }
    for (size_t e = 0; e < count; e++) {
        laws[e] = stretch_law(prospect, from, ends->day[first + e]);
    }
    mass_of_mixture(grid, laws, ends->weight + first, count, work);
    for (size_t k = 0; k < grid.cells; k++) {
        need[k] += work[k];
    }
    ends->count = first;
}

/* The need of need_between for all ends together: from the last stretch back, of which those ends
 * that lie in it are new, and the mass of those behind it goes on through its demand. */
static void need_of_ends(const struct prospect *prospect, struct grid grid, double from,
                         struct ends ends, double *need, double *work)
{
    double *demand = work;
    double *next = work + grid.cells;
    size_t all = ends.count;
    double end = HUGE_VAL; /* of the stretch; where the supply behind it comes */
    memset(need, 0, grid.cells * sizeof *need);
    for (size_t s = prospect->supply_count + 1; s-- > 0;) {
        double day = s > 0 ? fmax(prospect->supply[s - 1].day, from) : from;
        if (ends.count < all) {
            demand_mass(prospect, grid, day, end, demand);
            mass_add(grid, need, demand, next);
            memcpy(need, next, grid.cells * sizeof *need);
        }
        add_ends(prospect, grid, day, &ends, need, demand);
        if (s == 0 || prospect->supply[s - 1].day < from) {
            break;
        }
        if (ends.count < all) {
            mass_shift(grid, -prospect->supply[s - 1].units, need);
            end = day;
        }
    }
    for (size_t e = 0; e < ends.count; e++) {
        need[0] += ends.weight[e]; /* no time, no need */
    }
}

void need_between(const struct prospect *prospect, struct grid grid, double from, double to,
                  double *need, double *work)
{
    static const double all = 1.0;
    struct ends ends = {.day = &to, .weight = &all, .count = 1};
    need_of_ends(prospect, grid, from, ends, need, work);
}

enum { PROJECTION_TABLES = 5, PROJECTION_WORK = 4 };

size_t project_scratch(void)
{
    enum { PADDING = 64 };
    return (PROJECTION_TABLES + PROJECTION_WORK) * GRID_CELLS * sizeof(double) + 2 * PADDING;
}

/* What it takes from the receipt to the receipt of the next order, over the support points of that
 * one's lead time.  `work` is [4 * cells]. */
static void tell_cycle(struct projection *projection, const struct prospect *prospect,
                       double receipt, double *work)
{
    const struct interval *interval = prospect->interval;
    double *need = work;
    double day[LEAD_POINTS];
    for (size_t p = 0; p < interval->points; p++) {
        day[p] = fmax(interval->end[p], receipt);
        projection->cycle_demand +=
            interval->weight[p] * outlook_mean(prospect->outlook, receipt, day[p]);
    }
    struct ends ends = {.day = day, .weight = interval->weight, .count = interval->points};
    need_of_ends(prospect, projection->grid, receipt, ends, need, work + projection->grid.cells);
    mass_tables(projection->grid, need, projection->below, projection->beyond);
}

bool project(struct projection *projection, const struct prospect *prospect, struct arena *scratch)
{
    const struct interval *interval = prospect->interval;
    struct grid grid = grid_for(prospect->outlook, interval->end[interval->points - 1]);
    double *tables = ARENA_NEW(scratch, double, PROJECTION_TABLES *grid.cells);
    double *work = ARENA_NEW(scratch, double, PROJECTION_WORK *grid.cells);
    if (tables == NULL || work == NULL) {
        return false;
    }
    struct carry carry = {.prospect = prospect,
                          .grid = grid,
                          .stock = tables,
                          .intact = tables + grid.cells,
                          .demand = work,
                          .next = tables + 2 * grid.cells};
    double receipt = fmin((double)interval->arrival_days, interval->end[interval->points - 1]);
    carry_start(&carry);
    carry_to(&carry, receipt);
    carry_end(&carry);
    *projection = (struct projection){.grid = grid,
                                      .stock = carry.stock,
                                      .intact = carry.intact,
                                      .below = tables + 3 * grid.cells,
                                      .beyond = tables + 4 * grid.cells,
                                      .lost_before = carry.lost,
                                      .head_start = prospect->returns - carry.owed};
    mass_extent(grid, projection->stock, &projection->begin, &projection->end);
    tell_cycle(projection, prospect, receipt, work);
    return true;
}

/* A quantity in cells: what is beyond the stock's own cell. */
struct shift {
    long whole;
    double share; /* of a cell, in [0, 1) */
};

static struct shift shift_of(const struct projection *projection, double quantity)
{
    double shift = (quantity + projection->head_start) / projection->grid.step;
    static const double far = 1e15; /* still a whole number of cells */
    shift = fmin(fmax(shift, -far), far);
    double whole = floor(shift + 1e-9);
    return (struct shift){.whole = (long)whole, .share = fmax(shift - whole, 0.0)};
}

/* Cells [begin, end) of stock that meet a table before its first cell, within it, and behind its
 * last. */
struct ranges {
    size_t begin;
    size_t within;
    size_t behind;
    size_t end;
};

static size_t between(long cell, size_t low, size_t high)
{
    return cell < (long)low ? low : cell > (long)high ? high : (size_t)cell;
}

static struct ranges ranges_of(const struct projection *projection, struct shift shift)
{
    struct ranges ranges = {.begin = projection->begin, .end = projection->end};
    long last = (long)projection->grid.cells - 1;
    ranges.within = between(-shift.whole, ranges.begin, ranges.end);
    ranges.behind = between(last - shift.whole, ranges.within, ranges.end);
    return ranges;
}

/* Sum of mass times the table at whole cells and in between; behind the table its last value. */
INLINE double weigh(const double *mass, const double *table, size_t cells, struct shift shift,
                    struct ranges ranges)
{
    size_t count = ranges.behind - ranges.within;
    const double *here = table + ((long)ranges.within + (count > 0 ? shift.whole : 0));
    double sum = lanes_dot(mass + ranges.within, here, count);
    if (shift.share > 0.0 && count > 0) {
        double next = lanes_dot(mass + ranges.within, here + 1, count);
        sum += shift.share * (next - sum);
    }
    return sum + table[cells - 1] * lanes_sum(mass + ranges.behind, ranges.end - ranges.behind);
}

/* Before its first cell E[(W - x)+] rises evenly; P(W <= x) is nothing there and jumps at 0. */
static double lost_before_table(const struct projection *projection, struct shift shift,
                                struct ranges ranges)
{
    double sum = 0.0;
    for (size_t x = ranges.begin; x < ranges.within; x++) {
        double cell = (double)((long)x + shift.whole) + shift.share;
        sum += projection->stock[x] * (projection->beyond[0] - projection->grid.step * cell);
    }
    return sum;
}

WIDE double project_met(const struct projection *projection, double quantity)
{
    struct shift shift = shift_of(projection, quantity);
    return weigh(projection->stock, projection->below, projection->grid.cells, shift,
                 ranges_of(projection, shift));
}

WIDE double project_lost(const struct projection *projection, double quantity)
{
    struct shift shift = shift_of(projection, quantity);
    struct ranges ranges = ranges_of(projection, shift);
    return lost_before_table(projection, shift, ranges) +
           weigh(projection->stock, projection->beyond, projection->grid.cells, shift, ranges);
}

WIDE struct service project_service(const struct projection *projection, double quantity)
{
    struct shift shift = shift_of(projection, quantity);
    struct ranges ranges = ranges_of(projection, shift);
    size_t cells = projection->grid.cells;
    return (struct service){
        .met = weigh(projection->stock, projection->below, cells, shift, ranges),
        .never = weigh(projection->intact, projection->below, cells, shift, ranges),
        .lost = project_lost(projection, quantity)};
}
