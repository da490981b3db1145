/* Dependent demand: what kits want of their components (panel/kits.h).
 *
 * Expected demand ahead of a kit at a location, less the ready-made kits there and those on order
 * by their due days, is wanted of its components at the same location.  With D the demand from
 * as_of to the end of a period and A the kits there are by then, what must be put together so far
 * is N = (D - A)+, and a component of which a kit holds q is wanted
 *     mean q E N,  variance q^2 Var N
 * by the law of D; without ready-made kits D itself, exactly.  Kits owed to customers (A < 0) are
 * wanted at once.  Demand of several kits and the component's own are taken as independent, and
 * add up.  A kit inside a kit wants its components after its own stock.  Packaging (the rows of an
 * item that is a component of itself) goes with the units that sell as they are, whatever the
 * item's stock; what kits take of the item is packed with the kit.  What is shipped by a supplier
 * (dropship) needs no parts here.
 *
 * forecast.csv keeps to what a component sells by itself; the plan looks at all that is wanted of
 * it. */
#ifndef RESTOCK_REPLENISH_KITS_H
#define RESTOCK_REPLENISH_KITS_H

#include "replenish/assess.h"

/* What a plan needs to know of stock and supply of kits. */
struct kit_terms {
    const struct terms *defaults;
    double late_chance_days;
};

/* Fills forecasts->demand, in the arena, and flags the components; NULL without kits. */
enum status MUST_CHECK kits_demand(struct forecasts *forecasts, const struct panel *panel,
                                   const struct inputs *inputs, const struct kit_terms *terms,
                                   struct arena *arena, struct team *team, struct fault *fault);

/* Units of a series that kits want inside an interval, part of what its outlook says. */
double kits_want(const struct basis *basis, size_t series, const struct interval *interval);

#endif
