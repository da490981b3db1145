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

enum { PROJECTION_TABLES = 4, PROJECTION_WORK = 6 };

size_t project_scratch(void)
{
    enum { PADDING = 64 };
    return (PROJECTION_TABLES + PROJECTION_WORK) * GRID_CELLS * sizeof(double) + 2 * PADDING;
}

/* Adds what it takes from the receipt to the receipt of the next order, at one support point of
 * that one's lead time.  `work` is [6 * GRID_CELLS]. */
static void add_cycle(struct projection *projection, const struct prospect *prospect,
                      double receipt, size_t point, double *work)
{
    const struct interval *interval = prospect->interval;
    double weight = interval->weight[point];
    double end = fmax(interval->end[point], receipt);
    double *need = work;
    double *below = work + GRID_CELLS;
    double *beyond = work + 2 * GRID_CELLS;
    need_between(prospect, projection->grid, receipt, end, need, work + 3 * GRID_CELLS);
    mass_tables(projection->grid, need, below, beyond);
    for (size_t x = 0; x < projection->grid.cells; x++) {
        projection->below[x] += weight * below[x];
        projection->beyond[x] += weight * beyond[x];
    }
    projection->cycle_demand += weight * outlook_mean(prospect->outlook, receipt, end);
}

bool project(struct projection *projection, const struct prospect *prospect, struct arena *scratch)
{
    const struct interval *interval = prospect->interval;
    double *tables = ARENA_NEW(scratch, double, PROJECTION_TABLES *GRID_CELLS);
    double *work = ARENA_NEW(scratch, double, PROJECTION_WORK *GRID_CELLS);
    if (tables == NULL || work == NULL) {
        return false;
    }
    *projection = (struct projection){
        .grid = grid_for(prospect->outlook, interval->end[interval->points - 1]),
        .stock = tables,
        .intact = tables + GRID_CELLS,
        .below = tables + 2 * GRID_CELLS,
        .beyond = tables + 3 * GRID_CELLS,
    };
    struct carry carry = {.prospect = prospect,
                          .grid = projection->grid,
                          .stock = projection->stock,
                          .intact = projection->intact,
                          .demand = work,
                          .next = work + GRID_CELLS};
    double receipt = round(interval->lead_days);
    carry_start(&carry);
    carry_to(&carry, receipt);
    projection->lost_before = carry.lost;
    projection->head_start = prospect->returns - carry.owed;
    for (size_t p = 0; p < interval->points; p++) {
        add_cycle(projection, prospect, receipt, p, work);
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

struct service project_service(const struct projection *projection, double quantity)
{
    double shift = (quantity + projection->head_start) / projection->grid.step;
    double whole = floor(shift + 1e-9);
    double share = fmax(shift - whole, 0.0);
    size_t cells = projection->grid.cells;
    struct service service = {0};
    for (size_t x = 0; x < cells; x++) {
        if (projection->stock[x] == 0.0) {
            continue;
        }
        long cell = (long)x + (long)whole;
        double met = at_cell(projection->below, cells, cell, share, 0.0);
        service.met += projection->stock[x] * met;
        service.never += projection->intact[x] * met;
        service.lost += projection->stock[x] *
                        at_cell(projection->beyond, cells, cell, share, projection->grid.step);
    }
    return service;
}
