/* One order line: minimum, packs, maximum, price break. */
#include "order/supplier_order.h"

#include "base/missing.h"
#include "base/search.h"
#include "order/expiry.h"
#include "order/lot.h"
#include "replenish/holidays.h"

#include <math.h>

/* Rounding noise of a need or a count of packs. */
static const double SLACK = 1e-6;

/* The first break at or after supplier and sku. */
static size_t first_break(const struct master *master, uint32_t supplier, uint32_t sku)
{
    return SEARCH_ROWS(master->price_breaks, master->price_break_count, supplier, sku, supplier,
                       sku);
}

double line_unit_cost(const struct master *master, const struct position *position, double quantity)
{
    double cost = position->terms->unit_cost;
    for (size_t b = first_break(master, position->from, position->sku);
         b < master->price_break_count; b++) {
        const struct price_break *row = &master->price_breaks[b];
        if (row->supplier != position->from || row->sku != position->sku ||
            quantity + SLACK < row->min_quantity) {
            break; /* by min_quantity: the last that applies stays */
        }
        cost = value_or(row->unit_cost, cost);
    }
    return cost;
}

static struct lot lot_of(const struct position *position)
{
    const struct terms *terms = position->terms;
    double room = value_or(terms->max_stock, HUGE_VAL) - position->position -
                  position->transfer_in + position->transfer_out;
    struct lot lot = lot_of_terms(terms);
    lot.maximum = fmin(lot.maximum, fmax(room, 0.0));
    lot.fractional = position->series != SIZE_MAX && !position->counts;
    return lot;
}

double line_most(const struct position *position)
{
    struct lot lot = lot_of(position);
    if (isinf(lot.maximum)) {
        return lot.maximum;
    }
    double most = floor(lot.maximum / lot.pack + SLACK) * lot.pack;
    return most + SLACK < lot.minimum ? 0.0 : most;
}

enum binding line_barred(const struct position *position, const struct basis *basis)
{
    if (position->binding == BINDING_DROPSHIP || position->binding == BINDING_ENDED ||
        position->binding == BINDING_KIT) {
        return position->binding;
    }
    struct feed feed = feed_of(basis->inputs, position->from);
    int32_t as_of = basis->inputs->as_of;
    bool taken = feed_order_day(basis->holidays, &feed, as_of) == as_of;
    return taken ? BINDING_NONE : BINDING_NOT_ORDER_DAY;
}

static void note(struct position *position, enum adjustment step, double change,
                 enum binding binding)
{
    if (change != 0.0) {
        position->adjust[step] += change;
        position->binding = binding;
    }
}

/* What is asked for: after transfers, and with the planner's target in place of ours. */
static double wanted(struct position *position, const struct inputs *inputs)
{
    double need = position->raw_need + position->adjust[ADJUST_TRANSFER];
    const struct override_row *target = override_of(inputs, position, "target");
    if (target != NULL) {
        double stock = position->position + position->transfer_in - position->transfer_out;
        double lacks = fmax(target->value - stock, 0.0);
        lacks = position->counts ? ceil(lacks - SLACK) : lacks;
        note(position, ADJUST_OVERRIDE, lacks - need, BINDING_OVERRIDE);
        need = lacks;
    }
    return need;
}

static void round_line(struct position *position, double need)
{
    struct lot lot = lot_of(position);
    struct lot_size size = lot_round(need, &lot);
    note(position, ADJUST_MOQ, size.minimum, BINDING_MOQ);
    /* Noise that lot_round does not take for a need is taken off with the packs. */
    note(position, ADJUST_PACK, size.packing + (size.need - need), BINDING_PACK);
    note(position, ADJUST_CAPACITY, size.maximum, BINDING_CAPACITY);
    position->quantity = size.quantity;
}

double line_rounded(const struct position *position, double need)
{
    struct lot lot = lot_of(position);
    return lot_round(need, &lot).quantity;
}

void line_decide(struct position *position, const struct basis *basis)
{
    const struct inputs *inputs = basis->inputs;
    double need = wanted(position, inputs);
    if (need > SLACK) {
        round_line(position, need);
        price_break_raise(position, basis);
        expiry_cut(position, basis);
    } else if (position->adjust[ADJUST_OVERRIDE] == 0.0) {
        position->adjust[ADJUST_TRANSFER] = -position->raw_need;
        position->binding = position->raw_need > 0.0 ? BINDING_TRANSFER : position->binding;
    }
    const struct override_row *order = override_of(inputs, position, "order");
    if (order != NULL) {
        double units = fmax(order->value, 0.0);
        note(position, ADJUST_OVERRIDE, units - position->quantity, BINDING_OVERRIDE);
        position->quantity = units;
    }
}
