/* Price breaks on all units: more is ordered where the better price pays for holding it. */
#include "base/missing.h"
#include "base/search.h"
#include "order/lot.h"
#include "order/next_unit.h"
#include "order/supplier_order.h"

#include <math.h>

/* The breaks of a position, by min_quantity: how many, and the first. */
static size_t breaks_of(const struct master *master, const struct position *position, size_t *first)
{
    *first = SEARCH_ROWS(master->price_breaks, master->price_break_count, supplier, sku,
                         position->from, position->sku);
    size_t end = *first;
    while (end < master->price_break_count &&
           master->price_breaks[end].supplier == position->from &&
           master->price_breaks[end].sku == position->sku) {
        end++;
    }
    return end - *first;
}

double line_unit_cost(const struct master *master, const struct position *position, double quantity)
{
    double cost = position->terms->unit_cost;
    size_t first;
    size_t count = breaks_of(master, position, &first);
    for (size_t b = first; b < first + count; b++) {
        const struct price_break *row = &master->price_breaks[b];
        if (quantity + UNIT_SLACK < row->min_quantity) {
            break; /* the last that applies stays */
        }
        cost = value_or(row->unit_cost, cost);
    }
    return cost;
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
                            const struct keeping *keeping, size_t first, size_t count)
{
    double best = position->quantity;
    double best_saving = 0.0;
    double most = fmin(line_most(position), keeping->most);
    for (size_t b = first; b < first + count; b++) {
        const struct price_break *row = &master->price_breaks[b];
        double pack = position->terms->pack_size;
        double quantity = lot_packs_over(row->min_quantity, pack) * pack;
        if (quantity <= position->quantity || quantity > most + UNIT_SLACK) {
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
    size_t first;
    size_t count = position->quantity > 0.0 ? breaks_of(master, position, &first) : 0;
    if (count == 0) {
        return;
    }
    struct outlook outlook;
    struct keeping keeping;
    bool sells = position->series != SIZE_MAX && basis->forecasts->horizon > 0;
    if (sells) {
        outlook_of(&outlook, basis->panel, basis->forecasts, position->series, basis->period_end);
    }
    keeping_of(&keeping, basis, position, sells ? &outlook : NULL);
    double quantity = best_quantity(position, master, &keeping, first, count);
    if (quantity > position->quantity) {
        position->adjust[ADJUST_MOQ] += quantity - position->quantity;
        position->quantity = quantity;
        position->binding = BINDING_PRICE_BREAK;
    }
}
