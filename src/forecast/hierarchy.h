/* Totals over the assortment: what the series of a group sell together, and the groups of a
 * location, of a region, of a department everywhere, of all.
 *
 * The lowest totals, the cells, are the groups of the calendar effects (forecast/effects.h): a
 * department at a location, or what stands in for it where that is too small, so every series is in
 * one cell at the most.  Higher totals are sums of cells; one that is the sum of a single cell, or
 * of the same cells as another, is left out.
 *
 * Cells and totals are a panel of their own, with factors of their own, so that whatever forecasts
 * a series forecasts them.  A cell's factors are its group's; those of a total are the mean of its
 * cells' factors, weighted by what they sold in the last year.  A period in which a series was out
 * of stock counts with what the series usually sells where that is more. */
#ifndef RESTOCK_FORECAST_HIERARCHY_H
#define RESTOCK_FORECAST_HIERARCHY_H

#include "forecast/effects.h"

struct hierarchy {
    size_t totals;
    size_t cells;              /* 0: nothing to add up */
    size_t levels;             /* of totals */
    const uint32_t *above;     /* [cells * levels] a cell's total in each level; NO_ID: none */
    const uint32_t *cell;      /* [panel->count] of each series; NO_ID: none */
    const size_t *series;      /* [cells] how many are in it */
    struct panel panel;        /* of totals, then cells: no skus, no locations, no prices */
    struct effects effects;    /* of the same; group g is node g */
    const struct lifts *lifts; /* of the series' promotions, without whose effect the nodes are;
                                  NULL: none */
};

/* Builds into `arena`. */
enum status MUST_CHECK hierarchy_build(struct hierarchy *hierarchy, const struct panel *panel,
                                       const struct inputs *inputs, const struct effects *effects,
                                       struct arena *arena, struct fault *fault);

#endif
