/* The terms of every position: the layers of master data resolved into one answer, and which
 * positions there are at all.
 *
 * Layers, the first that says something wins:
 *   item_locations row > items row > supplier (or feeding location and its lanes) > defaults.
 * Where it comes from (position.from): source or supplier of the item_locations row; else the
 * location's source if that is itself a location (a store is fed by its dc, whoever sells to the
 * dc); else the item's supplier; else the location's source; else the default.
 *
 * What nobody says is derived, so that the plan can count in money everywhere:
 *   price         the last price of the panel
 *   unit_cost     UNIT_COST_SHARE of the price; 0 when there is no price either (and the exception
 *                 no_cost says so)
 *   holding_cost  holding_rate * unit_cost / 365 + the location's storage_cost
 *   shortage_cost the margin, price - unit_cost, but at least SHORTAGE_SHARE of the unit cost. */
#ifndef RESTOCK_REPLENISH_TERMS_H
#define RESTOCK_REPLENISH_TERMS_H

#include "panel/panel.h"
#include "replenish/position.h"

/* Of the price: a retailer's usual margin is some 40 %. */
#define UNIT_COST_SHARE 0.6
/* Of the unit cost: a customer sent away costs something even where the margin is unknown or
 * nothing. */
#define SHORTAGE_SHARE 0.2

/* Where a position's orders go, and when that place takes them. */
struct feed {
    uint32_t from;                   /* place id; NO_ID: nobody known */
    const struct supplier *supplier; /* NULL: fed by a location, or not in suppliers.csv */
    const struct location *location; /* NULL: not fed by a location */
};

struct feed feed_of(const struct inputs *inputs, uint32_t from);

/* What suppliers.csv, or lanes.csv of a feeding location, says of lead time and review; the rest is
 * unset.  A lead time without an sd has the sd 0.  A supplier who names weekdays for orders and no
 * review_days is ordered from on each of them: a day is between two reviews. */
struct terms feed_terms(const struct inputs *inputs, struct feed feed, uint32_t location);

/* Where the orders of a sku-location go: a place id, or NO_ID. */
uint32_t terms_source(const struct inputs *inputs, const struct terms *defaults, uint32_t sku,
                      uint32_t location);

/* The terms of a position whose sku, location and series are set; fills from and unknown_cost. */
struct terms terms_resolve(struct position *position, const struct inputs *inputs,
                           const struct panel *panel, const struct terms *defaults);

/* The positions there are: series of the panel, stock, open orders and item_locations rows, and the
 * locations that feed those; each sku-location once, by sku, location.  Places that are suppliers
 * and no locations are left out. Only sku, location, series, terms, from and unknown_cost are set.
 */
enum status MUST_CHECK positions_list(struct position **positions, size_t *count,
                                      const struct inputs *inputs, const struct panel *panel,
                                      const struct terms *defaults, struct arena *arena,
                                      struct fault *fault);

/* Gives the positions ([count] by sku) terms whose shortage cost is `caution` times as much; 0 or
 * 1: they keep theirs.  The terms of before stay as they are. */
enum status MUST_CHECK terms_caution(struct position *positions, size_t count, double caution,
                                     struct arena *arena, struct fault *fault);

#endif
