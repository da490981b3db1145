/* What the files of the worth of units share. */
#ifndef RESTOCK_NETWORK_WORTH_PARTS_H
#define RESTOCK_NETWORK_WORTH_PARTS_H

#include "network/worth.h"

/* What lies at a place beyond its need. */
struct staying {
    const struct position *position;
    const struct outlook *outlook; /* NULL: nothing sells */
    double wait;                   /* days until the position falls to its reorder point */
    double rate;                   /* units a day that go to the places it feeds */
    double until;                  /* days from as_of to the item's end here; HUGE_VAL: none */
    bool ended;                    /* sold off: nothing is bought before its last day */
    double loss;                   /* money that a lost sale beyond the target is worth */
    double later;                  /* chance per unit that it saves a sale after this interval */
    bool risky;                    /* it is there before the interval ends */
    struct grid grid;              /* of the interval's demand; no cells where it does not matter */
    double beyond[GRID_CELLS];     /* [grid.cells] E[(D - cell)+] */
};

/* `site`, of that position, must live as long. */
void staying_open(struct staying *staying, const struct basis *basis,
                  const struct position *position, const struct site *site);

/* Units (begin, end] of something. */
struct stretch {
    double begin;
    double end;
};

/* Mean of P(D >= unit) over the units of the stretch, D the demand of (from, to]. */
double demanded(const struct staying *staying, double from, double to, struct stretch units);

/* Money per unit of those that bring the inventory position to the levels `units`.  `sold` is the
 * chance that they are sold before they expire. */
double staying_worth(const struct staying *staying, struct stretch units, double sold);

/* Cuts (begin, end] into at most WORTH_BLOCKS pieces of whole units; returns how many. */
size_t cut_evenly(double begin, double end, struct block *blocks);
/* The same with pieces that grow by half each, so that the first units, whose value is the
 * greatest, are judged one by one. */
size_t cut_growing(double begin, double end, struct block *blocks);

#endif
