/* Promotions: by how much an item sells more while one runs, and less after it.
 *
 * One promotion of one item tells little, so what many tell is pooled.  For each run of periods
 * under a promotion, and for the days after it, the series' demand (freed of its calendar) is held
 * against the level before and after:
 *
 *     log(sold / level) = a + e depth,  depth = -log(1 - discount);   log(sold / level) = d after
 *
 * with a for promotions whose discount is given and another one for those without, e the elasticity
 * and d the dip (the pantry is full).  The coefficients are those of all promotions, and from there
 * those of the department (or category), the item and the series, each shrunk towards the one
 * before by as much as the scatter from run to run and from item to item asks for (empirical
 * Bayes). */
#ifndef RESTOCK_FORECAST_LIFTS_H
#define RESTOCK_FORECAST_LIFTS_H

#include "base/parallel.h"
#include "panel/panel.h"

struct effects;

enum lift_term { LIFT_UNKNOWN, LIFT_KNOWN, LIFT_DEPTH, LIFT_DIP, LIFT_TERMS };

struct lift {
    double b[LIFT_TERMS]; /* coefficients on the log scale */
};

struct lifts {
    const struct panel *panel;
    const struct inputs *inputs;
    const struct lift *lift;  /* [panel->count]; NULL: none */
    bool heard;               /* some promotion of the past was of use */
    double scatter;           /* variance of the logarithm from run to run of a series */
    const double *elasticity; /* [panel->count] of prices (prices_build), at most 0; NULL: none */
};

/* Learns from the promotions that lie in the panel's history, into `arena`; `effects` are the
 * calendar effects of the same panel. */
enum status MUST_CHECK lifts_build(struct lifts *lifts, const struct panel *panel,
                                   const struct inputs *inputs, const struct effects *effects,
                                   struct arena *arena, struct team *team, struct fault *fault);

/* Learns what changes of the price do, and adds it to `lifts`, which are built: see
 * forecast/prices.c.  Where there is no promotion to learn from, the discounts of those to come
 * count by the elasticity. */
enum status MUST_CHECK prices_build(struct lifts *lifts, const struct effects *effects,
                                    struct arena *arena, struct team *team, struct fault *fault);

/* Factors of a series for `count` periods from `period` on, past and future, into `factor` [count]:
 * 1 where nothing is promoted and the price is as usual.  false, with nothing written, if that is
 * so everywhere (or `scratch`, which is given back, has no room). */
bool lifts_of(const struct lifts *lifts, size_t series, int32_t period, size_t count,
              struct arena *scratch, double *factor);

/* Likewise for its price against what customers are used to; beyond the history the last known
 * price stays, and so does its factor. */
bool prices_of(const struct lifts *lifts, size_t series, int32_t period, size_t count,
               struct arena *scratch, double *factor);

/* How much of each period is under a promotion, into `share` [count], each in [0, 1];
 * false, with nothing written, if nothing is. */
bool lifts_share(const struct lifts *lifts, size_t series, int32_t period, size_t count,
                 struct arena *scratch, double *share);

#endif
