/* Price breaks on all units: more is ordered where the better price pays for holding it. */
#include "base/missing.h"
#include "base/search.h"
#include "order/next_unit.h"
#include "order/supplier_order.h"

#include <math.h>

static const double SLACK = 1e-6;

/* Whole packs that reach `units`. */
static double packs_for(double units, double pack)
{
    return ceil(units / pack - SLACK) * pack;
}

/* Money that a quantity costs per unit of what is bought by and by: the price of all its units, and
 * the holding of those that come early. */
static double saving(const struct position *position, const struct master *master,
                     const struct keeping *keeping, double quantity)
{
    double before = line_unit_cost(master, position, position->quantity);
    double after = line_unit_cost(master, position, quantity);
    return (before - after) * quantity -
           (keeping_cost(keeping, quantity, 0.0) - keeping_cost(keeping, position->quantity, 0.0));
}

static double best_quantity(const struct position *position, const struct master *master,
                            const struct keeping *keeping, size_t first)
{
    double best = position->quantity;
    double best_saving = 0.0;
    double most = fmin(line_most(position), keeping->most);
    for (size_t b = first; b < master->price_break_count; b++) {
        const struct price_break *row = &master->price_breaks[b];
        if (row->supplier != position->from || row->sku != position->sku) {
            break;
        }
        double quantity = packs_for(row->min_quantity, position->terms->pack_size);
        if (quantity <= position->quantity || quantity > most + SLACK) {
            continue;
        }
        double saved = saving(position, master, keeping, quantity);
        if (saved > best_saving) {
            best = quantity;
            best_saving = saved;
        }
    }
    return best;
}

void price_break_raise(struct position *position, const struct basis *basis)
{
    const struct master *master = &basis->inputs->master;
    if (master->price_break_count == 0 || position->quantity <= 0.0) {
        return;
    }
    size_t first = SEARCH_ROWS(master->price_breaks, master->price_break_count, supplier, sku,
                               position->from, position->sku);
    if (first == master->price_break_count ||
        master->price_breaks[first].supplier != position->from ||
        master->price_breaks[first].sku != position->sku) {
        return;
    }
    struct outlook outlook;
    struct keeping keeping;
    bool sells = position->series != SIZE_MAX && basis->forecasts->horizon > 0;
    if (sells) {
        outlook_of(&outlook, basis->panel, basis->forecasts, position->series, basis->period_end);
    }
    keeping_of(&keeping, basis, position, sells ? &outlook : NULL);
    double quantity = best_quantity(position, master, &keeping, first);
    if (quantity > position->quantity) {
        position->adjust[ADJUST_MOQ] += quantity - position->quantity;
        position->quantity = quantity;
        position->binding = BINDING_PRICE_BREAK;
    }
}
