/* The projection: today's stock through its own randomness up to the delivery of an order, and
 * from there to the delivery of the next.
 *
 * Between two deliveries stock falls by demand and stops at nothing: what is lost is lost, and does
 * not use up the delivery that comes after it.  From the receipt of this order on, what counts is
 * the need W: the least stock on that morning with which nothing falls short until the next
 * receipt, supply on the way included.  Over successive stretches with demand D and a delivery A at
 * the end of each but the last,
 *     W = D[1] + (D[2] + (D[3] ... - A[2])+ - A[1])+
 * and with stock X and a quantity Q in hand the units lost are exactly (W - X - Q)+ (the reflection
 * of Skorokhod).  So service of any Q follows from the masses of X and W alone.
 *
 * This order is taken to come on its expected day: what falls short before it, no order of today
 * can save.  The receipt of the next order, up to which it must last, is as uncertain as the lead
 * time, so W is a mixture over its support points.  The variance of what must be covered holds d^2
 * sL^2, as in Var = L sd^2 + d^2 sL^2; and an order that was placed last night and is due that day
 * is worth tonight what it was worth then. */
#ifndef RESTOCK_REPLENISH_PROJECT_H
#define RESTOCK_REPLENISH_PROJECT_H

#include "base/arena.h"
#include "forecast/outlook.h"
#include "replenish/interval.h"
#include "replenish/mass.h"

/* Units that come in on a day (from as_of on). */
struct supply {
    double day;
    double units;
};

/* What a projection starts from. */
struct prospect {
    const struct outlook *outlook;
    const struct interval *interval;
    const struct supply *supply; /* [supply_count] by day, each day once */
    size_t supply_count;
    double stock;   /* usable units this morning; negative: owed to customers */
    double returns; /* sellable units that come back in time */
};

struct projection {
    struct grid grid;
    double *stock;       /* [cells] on the morning of the receipt, before it */
    double *intact;      /* [cells] the same, in the futures without a stock-out so far */
    double *below;       /* [cells] P(W <= cell) */
    double *beyond;      /* [cells] E[(W - cell)+] */
    size_t begin, end;   /* cells of `stock` that hold anything */
    double lost_before;  /* units expected to be lost before the receipt */
    double cycle_demand; /* units expected from this receipt to the next */
    double head_start;   /* units that Q finds there beside the stock: returns, less what is still
                            owed to customers */
};

/* Bytes that project takes from its arena at the most. */
size_t project_scratch(void);

/* false if memory ran out. */
bool project(struct projection *projection, const struct prospect *prospect, struct arena *scratch);

struct service {
    double met;   /* P(nothing falls short from this receipt to the next) */
    double never; /* P(nothing falls short from today to the next receipt) */
    double lost;  /* units lost from this receipt to the next */
};

/* With a receipt of `quantity` (any real number; a negative one tells of a surplus). */
struct service project_service(const struct projection *projection, double quantity);
/* One of its answers alone. */
double project_met(const struct projection *projection, double quantity);
double project_lost(const struct projection *projection, double quantity);

/* Least stock on the morning of day `from` with which nothing falls short before `to`, supply of
 * the days between included, as a mass.  `work` is [3 * grid.cells]. */
void need_between(const struct prospect *prospect, struct grid grid, double from, double to,
                  double *need, double *work);

/* Stock on the morning of day `to`, what comes that day not included. `work` as above. */
void stock_at(const struct prospect *prospect, struct grid grid, double to, double *stock,
              double *work);

/* The grid that holds demand from today to `to`, except for one case in a hundred thousand. */
struct grid grid_for(const struct outlook *outlook, double to);

#endif
