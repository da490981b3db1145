/* Ready-made kits and the shortfall of them. */
#include "kit_stock.h"

#include "base/missing.h"
#include "num/dist_sum.h"
#include "replenish/assess.h"

#include <math.h>

double kit_stock_free(const struct kit_stock *kit)
{
    const struct inputs *inputs = kit->inputs;
    size_t first;
    size_t count = stock_rows_of(inputs, kit->sku, kit->location, &first);
    double units = 0.0;
    for (size_t s = first; s < first + count; s++) {
        const struct stock_row *row = &inputs->stock[s];
        bool expired = row->expiry_day != NO_DAY && row->expiry_day < inputs->as_of;
        units += expired ? 0.0 : fmax(value_or(row->on_hand, 0.0), 0.0);
        units -= value_or(row->reserved, 0.0) + value_or(row->blocked, 0.0);
    }
    return units;
}

double kit_stock_coming(const struct kit_stock *kit, double days)
{
    const struct inputs *inputs = kit->inputs;
    size_t first;
    size_t count = open_orders_of(inputs, kit->sku, kit->location, &first);
    double units = 0.0;
    for (size_t o = first; o < first + count; o++) {
        const struct open_order *order = &inputs->open_orders[o];
        double due = (double)order->due_day - (double)inputs->as_of;
        if (due >= 0.0 && due < days) {
            units += order->quantity;
        } else if (due < 0.0 && order->kind != ORDER_SUGGESTED) {
            units += late_units(order->quantity, -due, kit->late_chance_days, kit->counts);
        }
    }
    return units;
}

/* So many units are counted one by one at the most: a count of more asks the law. */
static const double MOST_COUNTED = 4000.0;
/* Beyond so many standard deviations nothing is left to be made. */
static const double FAR = 12.0;

/* E(ready - D)+ and E((ready - D)+)^2 of whole units, by their masses below; false where the law
 * has none that follow each other. */
static bool count_below(const struct dist *law, double ready, double *units, double *square)
{
    enum { CELLS = 128 };
    double mass[CELLS];
    struct dist_sum sum;
    dist_sum_start(&sum, 0.0);
    if (ready > MOST_COUNTED || !dist_sum_add(&sum, law, 1.0)) {
        return false;
    }
    *units = 0.0;
    *square = 0.0;
    for (double gap = ready; gap > 0.0;) {
        size_t wanted = gap < (double)CELLS ? (size_t)gap : CELLS;
        size_t filled = dist_sum_cells(&sum, 1, 1, 1.0, mass, wanted);
        for (size_t k = 0; k < filled; k++, gap -= 1.0) {
            *units += gap * mass[k];
            *square += gap * gap * mass[k];
        }
        if (filled < wanted) {
            break;
        }
    }
    return true;
}

struct kit_sum kit_shortfall(const struct kit_sum *demand, bool counts, double ready)
{
    if (ready <= 0.0) {
        return (struct kit_sum){demand->mean - ready, demand->variance};
    }
    if (ready > demand->mean + FAR * sqrt(demand->variance) + FAR) {
        return (struct kit_sum){0.0, 0.0};
    }
    struct dist law = dist_of_demand(demand->mean, demand->variance, counts);
    double units = counts ? floor(ready) : ready;
    double over = dist_mean(&law) - units;
    double left;
    double square;
    if (counts && count_below(&law, units, &left, &square)) {
        left = fmax(over + left, 0.0);
        square = dist_variance(&law) + over * over - square;
    } else {
        left = dist_loss(&law, units);
        square = 2.0 * dist_loss2(&law, units) + (dist_is_discrete(&law) ? left : 0.0);
    }
    return (struct kit_sum){left, fmax(square - left * left, 0.0)};
}
