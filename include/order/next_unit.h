/* What the next pack of a line is worth, and the last one: the curve behind every choice between
 * lines.
 *
 * Q units ordered now earn what they save from being lost before the next order's receipt, and cost
 * what they are held:
 *     value(Q) = Cu saved(Q) - h [ (Q - saved(Q)) cycle + integral of early(q), q = 0 .. Q ]
 *     saved(Q) = E lost(0) - E lost(Q)      by the projection (replenish/project.h)
 *     early(q) = 0 or, above the reorder point, the days until the policy would order it anyway;
 *                above the target (position + q - reorder point) / rate
 * Cu is the shortage cost per unit, h the holding cost per unit and day, `cycle` the days from this
 * receipt to the next, `rate` the mean demand a day after the interval.  A unit that the display
 * minimum asks for counts as one that surely sells.  saved() is concave with a slope of at most 1
 * and early() never falls, so value() is concave: the best packs of all lines can be taken one
 * after the other, and the last pack of a line is always its least.
 *
 * At a location that feeds others loss is that of the law of all that will be wanted of it, its
 * customers' demand and `dependent` (network/dependents.h) together.
 *
 * Where an order has to go anyway the unit is still worth at most this: what it could earn after
 * the next receipt, the next order can earn as well.
 *
 * Cost of a curve: one projection and CURVE_POINTS services, some 50 microseconds. */
#ifndef RESTOCK_ORDER_NEXT_UNIT_H
#define RESTOCK_ORDER_NEXT_UNIT_H

#include "replenish/assess.h"

/* saved() is exact on so many points and even in between: up to so many packs each by itself. */
enum { CURVE_POINTS = 48 };

/* What units cost that come before they are due. */
struct keeping {
    double holding; /* money per unit and day */
    double cycle;   /* days from this receipt to the next */
    double below;   /* units up to the target, >= 0 */
    double waits;   /* days until the policy would order them, 0 at or below its reorder point */
    double over;    /* units from the reorder point to the target, or to what is there if more */
    double rate;    /* units a day after the interval; 0: nothing sells any more */
    double most;    /* units up to which something may be added: a year's demand, and no more than
                       sells before the item's last day */
};

struct curve {
    struct keeping keeping;
    double shortage;            /* money per unit short */
    double pack;                /* units */
    double least;               /* units of the smallest line: moq in whole packs */
    double stride;              /* units between points, whole packs */
    double shown;               /* units up to the display minimum */
    double saved[CURVE_POINTS]; /* units saved by [i] * stride, from 0 on */
};

void keeping_of(struct keeping *keeping, const struct basis *basis, const struct position *position,
                const struct outlook *outlook);
/* Money that holding `units` costs of which `saved` are sold before the next receipt. */
double keeping_cost(const struct keeping *keeping, double units, double saved);

/* The curve of an assessed position, moves in and out included.  false if memory ran out. */
bool curve_make(struct curve *curve, const struct basis *basis, const struct position *position,
                struct arena *scratch);

/* Demand of a location over so many days: its customers' and what those that it feeds want, their
 * safety included. */
struct dist feeder_law(const struct position *position, double days);

/* Money that is lost if nothing is ordered before the next review: wait_loss, and at a feeding
 * location what those that it feeds would lack. */
double waiting_loss(const struct position *position);

/* Units that `units` save from being lost, and the money that they are worth, holding taken off. */
double curve_saved(const struct curve *curve, double units);
double curve_value(const struct curve *curve, double units);

/* Units of the next step from `units` on: the smallest line where there is none, else at least a
 * pack and no farther than the next point; never beyond `most`, 0 if no pack fits. */
double curve_step_up(const struct curve *curve, double units, double most);
/* Units of the last step: back to the point before, to the smallest line, or the whole of it. */
double curve_step_down(const struct curve *curve, double units);

#endif
