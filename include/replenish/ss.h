/* (s, S) under periodic review: when the inventory position at a review is at or below s, it is
 * raised to S.
 *
 * Demand of one review is D(R), h and p are charged per unit and review on the stock that an order
 * of this review decides: G(y) = h E(y - D(L+R))+ + p E(D(L+R) - y)+.  With m the renewal masses of
 * D(R) (reviews that the position spends at S - j), M(n) = m(0) + .. + m(n-1) the reviews of a
 * cycle and n = S - s,
 *   C(s, S) = [K + sum of m(j) G(S - j), j < n] / M(n).
 * The renewal masses are made once and extended; the best s and S are found by Zheng and
 * Federgruen, Operations Research 39 (1991), in order of (width of the search) * n steps.  The
 * undershoot below s is in all of it, for it is in m.
 *
 * Called `cycle`, an order cycle ends with the receipt of an order; `met` counts reviews, as (R, S)
 * does, whose orders may be of nothing.
 *
 * Demand in whole units is exact as long as the levels fit into the cells given.  What is larger,
 * and what is continuous, is put on a lattice of `step` units, each demand on its two neighbours so
 * that the mean is kept; G stays exact.  Such tables use a quarter of the cells, which
 * is near enough: of 1024, costs are right to 2e-3, fill rates to 1e-3, cycle services to 2e-3
 * (property tests), levels to half a step; the error falls with the square of the step. */
#ifndef RESTOCK_REPLENISH_SS_H
#define RESTOCK_REPLENISH_SS_H

#include "base/arena.h"
#include "panel/master.h"
#include "replenish/lattice.h"

/* Enough for exact whole units where n and eight standard deviations of D(L+R) stay below it. */
enum { SS_CELLS = 1024 };

struct ss_demand {
    const struct dist *review; /* D(R), mean > 0 */
    struct mixture lead;       /* D(L); only services ask for it */
    struct mixture interval;   /* D(L+R) */
};

struct ss_costs {
    double order_cost; /* K, money per order, >= 0 */
    double holding;    /* h, money per unit and review, > 0 */
    double shortage;   /* p, likewise, > 0 */
};

struct ss_levels {
    double reorder_point; /* s */
    double order_up_to;   /* S */
    double cost;          /* money per review */
};

/* What happens in the long run, customers waiting. */
struct ss_service {
    double fill;       /* share of demand met from the shelf */
    double cycle;      /* share of orders before whose receipt nothing was short */
    double met;        /* share of reviews at whose end nothing is short */
    double orders;     /* per review */
    double on_hand;    /* units at the end of a review, on average */
    double owed;       /* units, likewise */
    double undershoot; /* units below s when an order is placed, on average */
};

/* The tables of one item.  They live as long as the arena's piece, and `demand` must too: its laws
 * are made into tables when they are first asked for. */
struct ss {
    const struct ss_demand *demand;
    struct lattice lattice; /* step 1 of whole units: exact */
    size_t cells;           /* of each array */
    double mean;            /* of D(R) */
    double *mass;           /* [cells] of D(R) */
    size_t support;         /* cells of `mass` that hold something */
    double *visits;         /* [cells] m(j) */
    double *reviews;        /* [cells] M(n) */
    size_t made;            /* how many of m are made */
    double *work;           /* [2 * cells + 1] */
    struct lattice_reach lead_reach;
    struct lattice_reach interval_reach;
    struct lattice_law lead; /* count 0: not made yet */
    struct lattice_law interval;
};

/* Bytes that ss_make takes at the most. */
size_t ss_scratch(size_t cells);

/* Makes the tables, `reach` units of S - s expected (0: nothing known).  `cells` >= 64.  false if
 * memory ran out or nothing is demanded. */
bool ss_make(struct ss *ss, const struct ss_demand *demand, double reach, size_t cells,
             struct arena *scratch);

/* The optimum; makes the tables itself, coarser as often as the search outgrows them. */
bool ss_optimum(struct ss *ss, const struct ss_demand *demand, const struct ss_costs *costs,
                size_t cells, struct ss_levels *best, struct arena *scratch);

/* The optimum among lots, SS_EVEN below: s and S = s + Q of least cost [K E D(R) + sum of G over
 * (s, s + Q]] / Q, by Federgruen and Zheng (replenish/rq.h) on the tables that are there; false if
 * they are too small. */
bool ss_best_lot(struct ss *ss, const struct ss_costs *costs, struct ss_levels *best);

/* Of any s < S; S - s up to cells * step. */
double ss_cost(struct ss *ss, const struct ss_costs *costs, double reorder_point,
               double order_up_to);
/* How the position after a review is spread over (s, S]. */
enum ss_spread {
    SS_RENEWAL, /* orders go up to S */
    SS_EVEN,    /* orders are whole multiples of Q = S - s: (r, nQ), where every position is equally
                   likely (Hadley and Whitin 1963, section 5.3) */
};

/* The long-run law of the position after a review: share[j] of S - j steps, j < n with n = S - s in
 * steps; returns n.  `share` is [cells]. */
size_t ss_position(struct ss *ss, enum ss_spread spread, double gap, double *share);
struct ss_service ss_service_of(struct ss *ss, enum ss_spread spread, double reorder_point,
                                double order_up_to);

/* The least s (and so the least S = s + gap) that serves: SERVICE_FILL by `fill`, SERVICE_CYCLE by
 * `cycle`, SERVICE_COST by `met` (with level p / (h + p) the best s for this gap). */
double ss_least_point(struct ss *ss, enum ss_spread spread, double gap, enum service_type type,
                      double level);

/* The power approximation, K > 0 (Ehrhardt and Mosier, Management Science 30, 1984): needs only
 * moments of D(R) and D(L+R); without its amendment for Q below 1.5 reviews' demand and without a
 * cost (MISSING). */
struct ss_levels ss_by_power(const struct ss_costs *costs, double review_mean, double interval_mean,
                             double interval_sd);

#endif
