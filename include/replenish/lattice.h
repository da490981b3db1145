/* Laws of demand on a lattice: tables from which thousands of levels can be judged.
 *
 * A lattice has cells `step` units apart, one of them at 0.  Where demand is whole units the step
 * is a whole number, and with step 1 everything here is exact to rounding (some 1e-12). */
#ifndef RESTOCK_REPLENISH_LATTICE_H
#define RESTOCK_REPLENISH_LATTICE_H

#include "replenish/mixture.h"

/* What falls outside a law's reach has this chance at the most on the upper side, and none that a
 * double can tell on the lower. */
#define LATTICE_TAIL 1e-12

struct lattice {
    double step;
    bool whole; /* levels are whole units */
};

/* From where to where a law reaches, in units. */
struct lattice_reach {
    double low;
    double high;
};

/* A mixture's tail and loss.  Cell k stands for low + k * step. */
struct lattice_law {
    struct lattice lattice;
    double mean;
    double low;   /* P(D > x) = 1 below it */
    size_t count; /* nothing is left beyond the last cell */
    double *tail; /* [count] P(D > cell) */
    double *loss; /* [count] E[(D - cell)+] */
};

/* Of a mixture, as far as the part with the greatest mean and spread. */
struct lattice_reach lattice_reach_of(const struct mixture *mixture);

/* Fills law->tail and ->loss, which are the caller's: up to three cells more than steps in the
 * reach, that of the mixture. */
void lattice_law_fill(struct lattice_law *law, struct lattice lattice,
                      const struct mixture *mixture, struct lattice_reach reach);

/* At any x; between two cells of a lattice wider than whole units by a straight line. */
double lattice_tail_at(const struct lattice_law *law, double x);
double lattice_loss_at(const struct lattice_law *law, double x);

/* Demand as masses on [cells] cells, each value shared by its two neighbours so that the mean is
 * kept; what is below nothing stands in the first, what is beyond in the last.  Returns the number
 * of cells up to the last that holds something. */
size_t lattice_mass(struct lattice lattice, const struct dist *dist, size_t cells, double *mass);

#endif
