/* A basket: lines that share a limit, of which packs are added or dropped, the best first.
 *
 * A limit is on one measure of the whole basket (money, units, weight, volume).  basket_fill adds
 * the packs that cost least per unit of the measure until it is reached, basket_cut drops those
 * that earn least per unit of it until it is kept; both by a heap of the lines' next steps, so that
 * a hundred thousand lines take a moment.  Ties go by sku and location, so nothing depends on the
 * order of anything.
 *
 * What greed guarantees, since the value of a line is concave: the value after filling or cutting
 * is no farther from the best there is than the value of one single step (a pack; the smallest
 * line; or the packs between two points of a curve). */
#ifndef RESTOCK_ORDER_BASKET_H
#define RESTOCK_ORDER_BASKET_H

#include "order/next_unit.h"
#include "order/rooms.h"
#include "order/supplier_order.h"

enum measure { MEASURE_MONEY, MEASURE_UNITS, MEASURE_WEIGHT, MEASURE_VOLUME, MEASURES };

/* A line that may change, or a position that may become one. */
struct choice {
    struct position *position;
    const struct curve *curve; /* NULL: fixed, only counted */
    double begun;              /* units at basket_begin */
};

struct basket {
    const struct desk *desk;
    struct choice *choices; /* [count] by sku, location */
    size_t count;
    struct rooms *rooms;   /* of the locations; changes are booked there */
    enum adjustment step;  /* where changes stand in the account */
    double sum[MEASURES];  /* of the basket now */
    double most[MEASURES]; /* what adding must not exceed; HUGE_VAL: no limit */
    size_t *heap;          /* [count] work */
    double *key;           /* [count] work */
};

/* Sums up the lines; limits are none and the heap is the caller's to give. */
void basket_measure(struct basket *basket);

/* The measure of one unit of a line. */
double unit_measure(const struct master *master, const struct position *position,
                    enum measure measure);

/* Adds best next steps until sum[measure] is at least `least`, within most[] and the rooms.  False
 * if it cannot be reached; what was added stays until basket_undo. */
bool basket_fill(struct basket *basket, enum measure measure, double least);

/* Drops worst last steps until sum[measure] is at most `most`, and then puts back what of the drops
 * since basket_begin still fits, within most[] too.  False if fixed lines alone are more. */
bool basket_cut(struct basket *basket, enum measure measure, double most);

/* Notes the quantities as they are, for basket_undo and basket_gain. */
void basket_begin(struct basket *basket);
/* Everything as it was at basket_begin. */
void basket_undo(struct basket *basket);
/* Money gained since then (negative: lost), and the part of it that is loss avoided. */
double basket_gain(const struct basket *basket);
double basket_saved(const struct basket *basket);
/* Lines changed since then get this binding; returns how many. */
size_t basket_mark(struct basket *basket, enum binding binding);

/* Whether `units` more of a line stay within most[]. */
bool basket_fits(const struct basket *basket, const struct choice *choice, double units);

/* Adds `units` (may be negative) to a line: quantity, account, sums and rooms. */
void basket_change(struct basket *basket, struct choice *choice, double units);

#endif
