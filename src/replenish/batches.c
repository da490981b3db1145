/* The expected waste of batches, through the randomness of demand. */
#include "replenish/batches.h"

#include "base/missing.h"
#include "replenish/project.h"

#include <math.h>
#include <string.h>

/* Rounding of whole units. */
static const double WHOLE_SLACK = 1e-9;

/* All batches of one date. */
struct batch {
    double days; /* on sale from today on; not over 0: expired */
    double units;
};

/* The next date from row *at on that lies before `until`; false when there is none. */
static bool next_batch(const struct stock_row *rows, size_t count, int32_t as_of, double until,
                       size_t *at, struct batch *batch)
{
    while (*at < count) {
        int32_t expiry_day = rows[*at].expiry_day;
        *batch = (struct batch){.days = (double)expiry_day - (double)as_of + 1.0};
        for (; *at < count && rows[*at].expiry_day == expiry_day; (*at)++) {
            double units = value_or(rows[*at].on_hand, 0.0) - value_or(rows[*at].blocked, 0.0);
            batch->units += fmax(units, 0.0);
        }
        if (expiry_day != NO_DAY && batch->days < until && batch->units > 0.0) {
            return true;
        }
    }
    return false;
}

static double customers_wait(const struct stock_row *rows, size_t count)
{
    double units = 0.0;
    for (size_t r = 0; r < count; r++) {
        units += value_or(rows[r].reserved, 0.0);
    }
    return units;
}

/* Demand for the batches, on its way through them. */
struct passage {
    const struct outlook *outlook;
    struct grid grid;
    double days;               /* up to which it has come */
    double open[GRID_CELLS];   /* U */
    double demand[GRID_CELLS]; /* work */
    double wanted[GRID_CELLS]; /* V */
};

static void start(struct passage *passage, const struct outlook *outlook, double until,
                  double waiting)
{
    struct grid reach = grid_for(outlook, until);
    double top = (double)(reach.cells - 1) * reach.step + waiting;
    *passage = (struct passage){.outlook = outlook, .grid = grid_of(top, outlook->counts)};
    mass_point(passage->grid, waiting, passage->open);
}

/* E[(units - V)+] of demand V for a batch. */
static double surplus_of(const struct passage *passage, double units)
{
    double waste = 0.0;
    for (size_t k = 0; k < passage->grid.cells; k++) {
        waste += passage->wanted[k] * fmax(units - (double)k * passage->grid.step, 0.0);
    }
    return waste;
}

/* E[(b - V)+] of the next batch. */
static double pass(struct passage *passage, const struct batch *batch)
{
    struct grid grid = passage->grid;
    struct dist dist = outlook_dist(passage->outlook, passage->days, batch->days);
    mass_of_dist(grid, &dist, passage->demand);
    mass_add(grid, passage->open, passage->demand, passage->wanted);
    double waste = surplus_of(passage, batch->units);
    memcpy(passage->open, passage->wanted, grid.cells * sizeof *passage->open);
    mass_shift(grid, -batch->units, passage->open);
    passage->days = batch->days;
    return waste;
}

double batches_waste(const struct stock_row *rows, size_t count, const struct outlook *outlook,
                     int32_t as_of, double until)
{
    double waste = 0.0;
    size_t at = 0;
    struct batch batch;
    bool any = next_batch(rows, count, as_of, until, &at, &batch);
    while (any && (batch.days <= 0.0 || outlook == NULL)) {
        waste += batch.units;
        any = next_batch(rows, count, as_of, until, &at, &batch);
    }
    if (!any) {
        return waste;
    }
    double waiting = customers_wait(rows, count);
    struct dist first = outlook_dist(outlook, 0.0, batch.days);
    waste += dist_surplus(&first, batch.units - waiting);
    struct batch next;
    if (!next_batch(rows, count, as_of, until, &at, &next)) {
        return waste;
    }
    struct passage passage;
    start(&passage, outlook, until, waiting);
    (void)pass(&passage, &batch);
    do {
        waste += pass(&passage, &next);
    } while (next_batch(rows, count, as_of, until, &at, &next));
    return waste;
}

/* Puts a date among the [count] kept; returns how many there are then. */
static size_t keep_left(struct batch_left *left, size_t count, size_t most,
                        const struct batch_left *found)
{
    if (count == most) {
        size_t least = 0;
        for (size_t l = 1; l < count; l++) {
            least = left[l].units < left[least].units ? l : least;
        }
        if (most == 0 || left[least].units >= found->units) {
            return count;
        }
        memmove(&left[least], &left[least + 1], (count - least - 1) * sizeof *left);
        count--;
    }
    left[count] = *found;
    return count + 1;
}

size_t batches_left(const struct stock_row *rows, size_t count, const struct outlook *outlook,
                    int32_t as_of, double until, struct batch_left *left, size_t most)
{
    size_t at = 0;
    size_t found = 0;
    struct batch batch;
    struct passage passage = {0};
    while (next_batch(rows, count, as_of, until, &at, &batch)) {
        if (batch.days <= 0.0) {
            continue;
        }
        struct batch_left one = {.days = batch.days, .units = batch.units};
        if (outlook != NULL) {
            if (passage.outlook == NULL) {
                start(&passage, outlook, until, customers_wait(rows, count));
            }
            double waste = pass(&passage, &batch);
            one.units = floor(waste + WHOLE_SLACK);
            double without = surplus_of(&passage, batch.units - one.units);
            one.sold = one.units > 0.0 ? 1.0 - (waste - without) / one.units : 0.0;
        }
        if (one.units >= 1.0) {
            found = keep_left(left, found, most, &one);
        }
    }
    return found;
}
