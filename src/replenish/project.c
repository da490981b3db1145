/* The projection of stock and need. */
#include "replenish/project.h"

#include <math.h>
#include <string.h>

static const double BEYOND_GRID = 1e-5;

struct grid grid_for(const struct outlook *outlook, double to)
{
    struct dist dist = outlook_dist(outlook, 0.0, to);
    double top = dist.kind == DIST_POINT ? dist.a : dist_quantile(&dist, 1.0 - BEYOND_GRID);
    return grid_of(fmax(top, 1.0), outlook->counts);
}

static void demand_mass(const struct prospect *prospect, struct grid grid, double from, double to,
                        double *mass)
{
    struct dist dist = outlook_dist(prospect->outlook, from, to);
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
};

static void carry_start(struct carry *carry)
{
    double stock = carry->prospect->stock;
    carry->owed = fmax(-stock, 0.0);
    mass_point(carry->grid, fmax(stock, 0.0), carry->stock);
    if (carry->intact != NULL) {
        memcpy(carry->intact, carry->stock, carry->grid.cells * sizeof(double));
    }
}

static void carry_sell(struct carry *carry, double to)
{
    if (to <= carry->day) {
        return;
    }
    size_t bytes = carry->grid.cells * sizeof(double);
    demand_mass(carry->prospect, carry->grid, carry->day, to, carry->demand);
    mass_sell(carry->grid, carry->stock, carry->demand, carry->next);
    double sold = mass_mean(carry->grid, carry->stock) - mass_mean(carry->grid, carry->next);
    carry->lost += fmax(mass_mean(carry->grid, carry->demand) - sold, 0.0);
    memcpy(carry->stock, carry->next, bytes);
    if (carry->intact != NULL) {
        mass_sell_intact(carry->grid, carry->intact, carry->demand, carry->next);
        memcpy(carry->intact, carry->next, bytes);
    }
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
        if (carry->intact != NULL) {
            mass_shift(carry->grid, supply.units - given, carry->intact);
        }
    }
    carry_sell(carry, to);
}

void stock_at(const struct prospect *prospect, struct grid grid, double to, double *stock,
              double *work)
{
    struct carry carry = {.prospect = prospect,
                          .grid = grid,
                          .stock = stock,
                          .demand = work,
                          .next = work + GRID_CELLS};
    carry_start(&carry);
    carry_to(&carry, to);
}

void need_between(const struct prospect *prospect, struct grid grid, double from, double to,
                  double *need, double *work)
{
    double *demand = work;
    double *next = work + GRID_CELLS;
    double end = to;
    mass_point(grid, 0.0, need);
    for (size_t s = prospect->supply_count; s-- > 0 && prospect->supply[s].day >= from;) {
        struct supply supply = prospect->supply[s];
        if (supply.day >= to) {
            continue;
        }
        demand_mass(prospect, grid, supply.day, end, demand);
        mass_add(grid, need, demand, next);
        memcpy(need, next, grid.cells * sizeof *need);
        mass_shift(grid, -supply.units, need);
        end = supply.day;
    }
    demand_mass(prospect, grid, from, end, demand);
    mass_add(grid, need, demand, next);
    memcpy(need, next, grid.cells * sizeof *need);
}

size_t project_scratch(void)
{
    size_t arrays = 4 * LEAD_POINTS + 16;
    return arrays * (GRID_CELLS * sizeof(double) + 64);
}

static bool take_arrays(struct projection *projection, struct arena *scratch)
{
    for (size_t p = 0; p < projection->points; p++) {
        double *block = ARENA_NEW(scratch, double, 4 * GRID_CELLS);
        if (block == NULL) {
            return false;
        }
        projection->stock[p] = block;
        projection->intact[p] = block + GRID_CELLS;
        projection->below[p] = block + 2 * GRID_CELLS;
        projection->beyond[p] = block + 3 * GRID_CELLS;
    }
    return true;
}

/* The masses at one support point of the lead time, the carry being there. */
static void snapshot(struct projection *projection, const struct carry *carry, size_t point,
                     double *work)
{
    const struct prospect *prospect = carry->prospect;
    const struct interval *interval = prospect->interval;
    struct grid grid = projection->grid;
    double weight = projection->weight[point];
    double receipt = interval->receipt[point];
    memcpy(projection->stock[point], carry->stock, grid.cells * sizeof(double));
    memcpy(projection->intact[point], carry->intact, grid.cells * sizeof(double));
    double *need = work;
    need_between(prospect, grid, receipt, interval->end[point], need, work + GRID_CELLS);
    mass_tables(grid, need, projection->below[point], projection->beyond[point]);
    projection->cycle_demand +=
        weight * outlook_mean(prospect->outlook, receipt, interval->end[point]);
    projection->lost_before += weight * carry->lost;
    projection->head_start -= weight * carry->owed;
}

/* Supply as it comes when this order comes at the receipt of `point`: what is due by the expected
 * receipt keeps its place on the way there, what is due later keeps its distance. */
static void shift_supply(const struct prospect *prospect, size_t point, struct supply *shifted)
{
    const struct interval *interval = prospect->interval;
    double expected = interval->lead_days;
    double receipt = interval->receipt[point];
    for (size_t s = 0; s < prospect->supply_count; s++) {
        struct supply supply = prospect->supply[s];
        if (expected > 0.0 && supply.day <= ceil(expected)) {
            supply.day = fmin(round(supply.day * receipt / expected), receipt);
        } else {
            supply.day = fmax(round(supply.day + receipt - expected), receipt);
        }
        shifted[s] = supply;
    }
}

bool project(struct projection *projection, const struct prospect *prospect, struct arena *scratch)
{
    const struct interval *interval = prospect->interval;
    *projection = (struct projection){.points = interval->points, .head_start = prospect->returns};
    memcpy(projection->weight, interval->weight, sizeof projection->weight);
    projection->grid = grid_for(prospect->outlook, interval->end[interval->points - 1]);
    double *work = ARENA_NEW(scratch, double, 8 * GRID_CELLS);
    struct supply *shifted = ARENA_NEW(scratch, struct supply, prospect->supply_count);
    if (work == NULL || shifted == NULL || !take_arrays(projection, scratch)) {
        return false;
    }
    bool shifting = interval->points > 1 && prospect->supply_count > 0;
    struct prospect view = *prospect;
    struct carry carry;
    for (size_t p = 0; p < projection->points; p++) {
        if (shifting) {
            shift_supply(prospect, p, shifted);
            view.supply = shifted;
        }
        if (shifting || p == 0) {
            carry = (struct carry){.prospect = &view,
                                   .grid = projection->grid,
                                   .stock = work,
                                   .intact = work + GRID_CELLS,
                                   .demand = work + 2 * GRID_CELLS,
                                   .next = work + 3 * GRID_CELLS};
            carry_start(&carry);
        }
        carry_to(&carry, interval->receipt[p]);
        snapshot(projection, &carry, p, work + 4 * GRID_CELLS);
    }
    return true;
}

/* A table at whole cells and in between; before the grid it is 0 or goes on with `slope` per cell,
 * behind it it keeps its last value. */
static double at_cell(const double *table, size_t cells, long cell, double share, double slope)
{
    long last = (long)cells - 1;
    if (cell >= last) {
        return table[last];
    }
    if (cell < 0) {
        double first = slope == 0.0 ? 0.0 : table[0];
        /* P(W <= x) jumps from nothing to table[0] at 0; E[(W - x)+] falls evenly. */
        return first - slope * ((double)cell + share);
    }
    return table[cell] + share * (table[cell + 1] - table[cell]);
}

static struct service point_service(const struct projection *projection, size_t point, long shift,
                                    double share)
{
    size_t cells = projection->grid.cells;
    const double *stock = projection->stock[point];
    const double *intact = projection->intact[point];
    struct service service = {0};
    for (size_t x = 0; x < cells; x++) {
        if (stock[x] == 0.0) {
            continue;
        }
        long cell = (long)x + shift;
        double met = at_cell(projection->below[point], cells, cell, share, 0.0);
        service.met += stock[x] * met;
        service.never += intact[x] * met;
        service.lost += stock[x] * at_cell(projection->beyond[point], cells, cell, share,
                                           projection->grid.step);
    }
    return service;
}

struct service project_service(const struct projection *projection, double quantity)
{
    double shift = (quantity + projection->head_start) / projection->grid.step;
    double whole = floor(shift + 1e-9);
    double share = fmax(shift - whole, 0.0);
    struct service service = {0};
    for (size_t p = 0; p < projection->points; p++) {
        struct service point = point_service(projection, p, (long)whole, share);
        service.met += projection->weight[p] * point.met;
        service.never += projection->weight[p] * point.never;
        service.lost += projection->weight[p] * point.lost;
    }
    return service;
}
