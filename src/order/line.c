/* One order line: minimum, packs, maximum, price break. */
#include "order/supplier_order.h"

#include "base/missing.h"
#include "order/expiry.h"
#include "order/lot.h"
#include "panel/overlay.h"
#include "replenish/holidays.h"

#include <math.h>

static struct lot lot_of(const struct position *position)
{
    const struct terms *terms = position->terms;
    double room = value_or(terms->max_stock, HUGE_VAL) - position_after_moves(position);
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
    double most = lot_packs_within(lot.maximum, lot.pack) * lot.pack;
    return most + UNIT_SLACK < lot.minimum ? 0.0 : most;
}

bool line_cut_off(const struct position *position, const struct basis *basis)
{
    struct overlay_target target = {position->sku, position->location, position->from};
    int32_t as_of = basis->inputs->as_of;
    return overlay_open_day(basis->inputs, target, as_of, true) != as_of;
}

enum binding line_barred(const struct position *position, const struct basis *basis)
{
    if (position_barred(position)) {
        return position->binding;
    }
    struct feed feed = feed_of(basis->inputs, position->from);
    int32_t as_of = basis->inputs->as_of;
    bool taken = !position->waits && feed_order_day(basis->holidays, &feed, as_of) == as_of &&
                 !line_cut_off(position, basis);
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
    const struct override_row *target = override_of(inputs, position, OVERRIDE_TARGET);
    if (target != NULL) {
        double lacks = fmax(target->value - position_after_moves(position), 0.0);
        lacks = position->counts ? ceil(lacks - UNIT_SLACK) : lacks;
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
    if (need > UNIT_SLACK) {
        round_line(position, need);
        price_break_raise(position, basis);
        expiry_cut(position, basis);
    } else if (position->adjust[ADJUST_OVERRIDE] == 0.0) {
        position->adjust[ADJUST_TRANSFER] = -position->raw_need;
        position->binding = position->raw_need > 0.0 ? BINDING_TRANSFER : position->binding;
    }
    const struct override_row *order = override_of(inputs, position, OVERRIDE_ORDER);
    if (order != NULL) {
        double units = fmax(order->value, 0.0);
        note(position, ADJUST_OVERRIDE, units - position->quantity, BINDING_OVERRIDE);
        position->quantity = units;
    }
}
