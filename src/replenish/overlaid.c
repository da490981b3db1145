/* A what-if laid over stock, open orders, suppliers and locations. */
#include "replenish/overlaid.h"

#include "base/missing.h"

#include <math.h>
#include <stdlib.h>

static struct overlay_target target_of(const struct inputs *inputs, const struct terms *defaults,
                                       uint32_t sku, uint32_t location)
{
    return (struct overlay_target){
        .sku = sku, .location = location, .from = terms_source(inputs, defaults, sku, location)};
}

static struct overlay_target target_of_supplier(uint32_t supplier)
{
    return (struct overlay_target){.sku = NO_ID, .location = NO_ID, .from = supplier};
}

static bool has_change(const struct inputs *inputs, uint32_t change)
{
    for (size_t r = 0; r < inputs->overlay_count; r++) {
        if (inputs->overlay[r].change == change) {
            return true;
        }
    }
    return false;
}

/* Whole units stay whole. */
static double units_like(double units, double before)
{
    return fabs(before - round(before)) <= 0.0 ? floor(units + 0.5) : units;
}

/* The batches of a sku-location: a factor for all of them; a value, which is of them together, to
 * the first. */
static void change_batches(const struct inputs *inputs, struct stock_row *rows, size_t count,
                           struct overlay_target target)
{
    struct overlay_amount amount = overlay_amount(inputs, OVERLAY_STOCK, target);
    bool stated = !is_missing(amount.value);
    if (!stated && !(fabs(amount.factor - 1.0) > 0.0)) {
        return;
    }
    for (size_t s = 0; s < count; s++) {
        double units = !stated ? rows[s].on_hand : s == 0 ? amount.value : 0.0;
        rows[s].on_hand = units_like(units * amount.factor, rows[s].on_hand);
    }
}

static void change_stock(struct inputs *inputs, const struct terms *defaults)
{
    struct stock_row *rows = inputs->stock;
    for (size_t first = 0, end = 0; first < inputs->stock_count; first = end) {
        while (end < inputs->stock_count && rows[end].sku == rows[first].sku &&
               rows[end].location == rows[first].location) {
            end++;
        }
        struct overlay_target target =
            target_of(inputs, defaults, rows[first].sku, rows[first].location);
        change_batches(inputs, rows + first, end - first, target);
    }
}

/* false: it never comes.  What is overdue and cut off comes when the cut-off is over. */
static bool change_order(const struct inputs *inputs, const struct terms *defaults,
                         struct open_order *order)
{
    struct overlay_target target = target_of(inputs, defaults, order->sku, order->location);
    target.from = order->source != NO_ID ? order->source : target.from;
    double units = overlay_number(inputs, OVERLAY_OPEN_ORDERS, target, order->quantity);
    order->quantity = units_like(units, order->quantity);
    double delay = overlay_number(inputs, OVERLAY_DELAY, target, 0.0);
    order->due_day += (int32_t)fmin(round(delay), 36500.0);
    int32_t expected = order->due_day > inputs->as_of ? order->due_day : inputs->as_of;
    int32_t comes = overlay_open_day(inputs, target, expected, false);
    order->due_day = comes > expected ? comes : order->due_day;
    return comes != INT32_MAX && order->quantity > 0.0;
}

static void change_orders(struct inputs *inputs, const struct terms *defaults)
{
    size_t kept = 0;
    for (size_t o = 0; o < inputs->open_order_count; o++) {
        struct open_order order = inputs->open_orders[o];
        if (change_order(inputs, defaults, &order)) {
            inputs->open_orders[kept++] = order;
        }
    }
    inputs->open_order_count = kept;
    if (kept > 0) {
        qsort(inputs->open_orders, kept, sizeof *inputs->open_orders, open_order_compare);
    }
}

static void change_suppliers(struct inputs *inputs, double order_cost)
{
    struct master *master = &inputs->master;
    for (size_t s = 0; s < master->supplier_count; s++) {
        struct supplier *supplier = &master->suppliers[s];
        struct overlay_target target = target_of_supplier(supplier->supplier);
        struct overlay_amount cost = overlay_amount(inputs, OVERLAY_ORDER_COST, target);
        if (!is_missing(cost.value) || fabs(cost.factor - 1.0) > 0.0) {
            double before = value_or(supplier->order_cost, order_cost);
            supplier->order_cost = value_or(cost.value, before) * cost.factor;
        }
        struct overlay_amount least = overlay_amount(inputs, OVERLAY_ORDER_MINIMUM, target);
        supplier->min_order_value = value_or(least.value, supplier->min_order_value) * least.factor;
        supplier->min_order_units *= least.factor;
        supplier->budget = overlay_number(inputs, OVERLAY_BUDGET, target, supplier->budget);
    }
}

/* Better prices for more move with the unit cost where the row speaks of all places. */
static void change_price_breaks(struct inputs *inputs)
{
    for (size_t b = 0; b < inputs->master.price_break_count; b++) {
        struct price_break *row = &inputs->master.price_breaks[b];
        struct overlay_target target = {row->sku, NO_ID, row->supplier};
        row->unit_cost *= overlay_amount(inputs, OVERLAY_UNIT_COST, target).factor;
    }
}

static void change_locations(struct inputs *inputs)
{
    for (size_t l = 0; l < inputs->master.location_count; l++) {
        struct location *location = &inputs->master.locations[l];
        struct overlay_target target = {NO_ID, location->location, NO_ID};
        struct overlay_amount room = overlay_amount(inputs, OVERLAY_CAPACITY, target);
        location->capacity = value_or(room.value, location->capacity) * room.factor;
        location->inbound_capacity *= room.factor;
        location->outbound_capacity *= room.factor;
    }
}

void overlay_apply(struct inputs *inputs, const struct terms *defaults, double order_cost)
{
    if (has_change(inputs, OVERLAY_STOCK)) {
        change_stock(inputs, defaults);
    }
    if (has_change(inputs, OVERLAY_OPEN_ORDERS) || has_change(inputs, OVERLAY_DELAY) ||
        has_change(inputs, OVERLAY_CUT_OFF)) {
        change_orders(inputs, defaults);
    }
    if (inputs->overlay_count > 0) {
        change_suppliers(inputs, order_cost);
        change_price_breaks(inputs);
        change_locations(inputs);
    }
}

static void count_of_master(size_t *concerned, const struct inputs *inputs,
                            const struct overlay_row *row)
{
    const struct master *master = &inputs->master;
    if (row->change == OVERLAY_CAPACITY) {
        for (size_t l = 0; l < master->location_count; l++) {
            struct overlay_target target = {NO_ID, master->locations[l].location, NO_ID};
            *concerned += overlay_concerns(inputs, row, target) ? 1 : 0;
        }
        return;
    }
    for (size_t s = 0; s < master->supplier_count; s++) {
        struct overlay_target target = target_of_supplier(master->suppliers[s].supplier);
        *concerned += overlay_concerns(inputs, row, target) ? 1 : 0;
    }
}

static void count_target(size_t *concerned, const struct inputs *inputs,
                         struct overlay_target target)
{
    const uint32_t skus[2] = {target.sku, NO_ID};
    for (int s = 0; s < 2; s++) {
        size_t first;
        size_t count = overlay_rows_of(inputs, skus[s], &first);
        for (size_t r = first; r < first + count; r++) {
            const struct overlay_row *row = &inputs->overlay[r];
            bool one = !overlay_of_master(row) && overlay_concerns(inputs, row, target);
            concerned[r] += one ? 1 : 0;
        }
    }
}

void overlay_count(size_t *concerned, const struct inputs *inputs, const struct panel *panel,
                   const struct position *positions, size_t position_count,
                   const struct terms *defaults)
{
    for (size_t r = 0; r < inputs->overlay_count; r++) {
        concerned[r] = 0;
        if (overlay_of_master(&inputs->overlay[r])) {
            count_of_master(&concerned[r], inputs, &inputs->overlay[r]);
        }
    }
    for (size_t p = 0; p < position_count; p++) {
        const struct position *position = &positions[p];
        count_target(concerned, inputs,
                     (struct overlay_target){position->sku, position->location, position->from});
    }
    for (size_t s = 0; positions == NULL && panel != NULL && s < panel->count; s++) {
        count_target(concerned, inputs,
                     target_of(inputs, defaults, panel->sku[s], panel->location[s]));
    }
}
