/* Supplier orders: lines of one supplier together, and its minimum. */
#include "order/supplier_order.h"

#include "base/missing.h"

#include <math.h>
#include <stdlib.h>

static const double SLACK = 1e-6;

/* A position that may get a line. */
struct candidate {
    uint32_t from;
    size_t position;
};

static int by_supplier(const void *left, const void *right)
{
    const struct candidate *a = left;
    const struct candidate *b = right;
    if (a->from != b->from) {
        return a->from < b->from ? -1 : 1; /* NO_ID is the greatest: unknown suppliers last */
    }
    return (a->position > b->position) - (a->position < b->position);
}

/* The lines of one supplier; rows of `candidates`. */
struct group {
    const struct candidate *lines;
    size_t count;
    const struct supplier *supplier; /* NULL: not in suppliers.csv, no minimum */
    double value;
    double units;
};

static void measure(struct group *group, const struct desk *desk)
{
    group->value = 0.0;
    group->units = 0.0;
    for (size_t l = 0; l < group->count; l++) {
        const struct position *position = &desk->plan->positions[group->lines[l].position];
        double cost = line_unit_cost(&desk->basis->inputs->master, position, position->quantity);
        group->value += cost * position->quantity;
        group->units += position->quantity;
    }
}

static bool enough(const struct group *group)
{
    return group->supplier == NULL ||
           (group->value + SLACK >= value_or(group->supplier->min_order_value, 0.0) &&
            group->units + SLACK >= value_or(group->supplier->min_order_units, 0.0));
}

/* Days for which the line's stock lasts, by the mean of its interval; HUGE_VAL when nothing
 * sells. */
static double line_cover(const struct position *position)
{
    double rate =
        position->interval_days > 0.0 ? position->demand_mean / position->interval_days : 0.0;
    double units = position->position + position->lost_before + position->transfer_in -
                   position->transfer_out + position->quantity;
    return rate > 0.0 ? units / rate : HUGE_VAL;
}

/* One pack more waits until the target would have asked for it. */
static double pack_holding(const struct position *position, double cover)
{
    double early = fmax(cover - position->interval_days, 0.0) + position->review_days;
    return position->terms.pack_size * position->terms.holding_cost * early;
}

static bool is_line(const struct position *position)
{
    return position->quantity > 0.0;
}

/* The line with the fewest days of cover that may still grow; SIZE_MAX when none may. */
static size_t shortest_cover(const struct group *group, const struct desk *desk, double *cover)
{
    size_t best = SIZE_MAX;
    *cover = HUGE_VAL;
    for (size_t l = 0; l < group->count; l++) {
        const struct position *position = &desk->plan->positions[group->lines[l].position];
        if (!is_line(position) ||
            position->quantity + position->terms.pack_size > line_most(position) + SLACK) {
            continue;
        }
        double days = line_cover(position);
        if (days < *cover) {
            *cover = days;
            best = group->lines[l].position;
        }
    }
    return best;
}

/* More packs than this are not a topping up but another order. */
enum { MOST_STEPS = 10000 };

static void add_pack(struct group *group, const struct desk *desk, struct position *position)
{
    const struct master *master = &desk->basis->inputs->master;
    double pack = position->terms.pack_size;
    group->value -= line_unit_cost(master, position, position->quantity) * position->quantity;
    position->quantity += pack;
    position->adjust[ADJUST_ORDER_MINIMUM] += pack;
    group->value += line_unit_cost(master, position, position->quantity) * position->quantity;
    group->units += pack;
}

/* Adds packs until the minimum is reached or the holding costs more than `worth`.  The extra
 * stands in adjust[ADJUST_ORDER_MINIMUM]. */
static bool top_up(struct group *group, const struct desk *desk, double worth)
{
    double spent = 0.0;
    for (int step = 0; step < MOST_STEPS && !enough(group); step++) {
        double cover;
        size_t line = shortest_cover(group, desk, &cover);
        if (line == SIZE_MAX) {
            return false;
        }
        struct position *position = &desk->plan->positions[line];
        spent += pack_holding(position, cover);
        if (spent > worth) {
            return false;
        }
        add_pack(group, desk, position);
    }
    return enough(group);
}

static double waiting_loss(const struct group *group, const struct desk *desk)
{
    double loss = 0.0;
    for (size_t l = 0; l < group->count; l++) {
        const struct position *position = &desk->plan->positions[group->lines[l].position];
        loss += is_line(position) ? position->wait_loss : 0.0;
    }
    return loss;
}

/* Takes back what topping up added; with `hold` the whole quantity. */
static void take_back(const struct group *group, const struct desk *desk, bool hold)
{
    for (size_t l = 0; l < group->count; l++) {
        struct position *position = &desk->plan->positions[group->lines[l].position];
        position->quantity -= position->adjust[ADJUST_ORDER_MINIMUM];
        position->adjust[ADJUST_ORDER_MINIMUM] = 0.0;
        if (hold && is_line(position)) {
            position->adjust[ADJUST_ORDER_MINIMUM] = -position->quantity;
            position->quantity = 0.0;
            position->binding = BINDING_ORDER_MINIMUM;
        }
    }
}

static void mark_topped(const struct group *group, const struct desk *desk)
{
    for (size_t l = 0; l < group->count; l++) {
        struct position *position = &desk->plan->positions[group->lines[l].position];
        if (position->adjust[ADJUST_ORDER_MINIMUM] > 0.0) {
            position->binding = BINDING_ORDER_MINIMUM;
        }
    }
}

static void settle_group(struct group *group, const struct desk *desk, struct held_orders *held)
{
    measure(group, desk);
    if (group->units <= 0.0 || enough(group)) {
        return;
    }
    double wanted_value = group->value;
    double wanted_units = group->units;
    double loss = waiting_loss(group, desk);
    if (top_up(group, desk, loss)) {
        mark_topped(group, desk);
        return;
    }
    take_back(group, desk, true);
    held->rows[held->count++] =
        (struct held_order){.supplier = group->supplier->supplier,
                            .value = wanted_value,
                            .units = wanted_units,
                            .minimum_value = group->supplier->min_order_value,
                            .minimum_units = group->supplier->min_order_units,
                            .loss = loss};
}

static int priority_of(const struct position *position)
{
    /* Likelier than not out of stock; in danger; ordinary. */
    return position->stockout_without > 0.5 ? 1 : position->stockout_without > 0.2 ? 2 : 3;
}

static struct order_line make_line(const struct desk *desk, size_t index, uint32_t group)
{
    const struct position *position = &desk->plan->positions[index];
    const struct inputs *inputs = desk->basis->inputs;
    struct order_line line = {.position = index,
                              .order_day = inputs->as_of,
                              .arrival_day = inputs->as_of + (int32_t)lround(position->lead_days),
                              .quantity = position->quantity,
                              .packs = position->quantity / position->terms.pack_size,
                              .priority = priority_of(position),
                              .group = group};
    line.unit_cost = line_unit_cost(&inputs->master, position, position->quantity);
    line.value = line.unit_cost * line.quantity;
    reason_order(line.reason, position, line.packs);
    return line;
}

static enum status list_lines(struct desk *desk, const struct candidate *candidates, size_t count,
                              struct fault *fault)
{
    struct plan *plan = desk->plan;
    size_t lines = 0;
    for (size_t c = 0; c < count; c++) {
        lines += is_line(&plan->positions[candidates[c].position]) ? 1 : 0;
    }
    plan->orders = ARENA_NEW(desk->arena, struct order_line, lines);
    if (plan->orders == NULL) {
        return fault_memory(fault, "the order lines");
    }
    uint32_t group = 0;
    uint32_t last = NO_ID;
    for (size_t c = 0; c < count; c++) {
        if (!is_line(&plan->positions[candidates[c].position])) {
            continue;
        }
        if (group == 0 || candidates[c].from != last) {
            group++;
            last = candidates[c].from;
        }
        plan->orders[plan->order_count++] = make_line(desk, candidates[c].position, group);
    }
    return STATUS_OK;
}

/* First every position by itself; a position that is barred keeps of its need what moves cover. */
static size_t decide_lines(struct desk *desk, struct candidate *candidates)
{
    struct plan *plan = desk->plan;
    size_t count = 0;
    for (size_t p = 0; p < plan->position_count; p++) {
        struct position *position = &plan->positions[p];
        enum binding barred = line_barred(position, desk->basis);
        if (barred != BINDING_NONE) {
            bool wanted = position->raw_need + position->adjust[ADJUST_TRANSFER] > 0.0;
            position->raw_need = -position->adjust[ADJUST_TRANSFER];
            position->quantity = 0.0;
            if (wanted || barred != BINDING_NOT_ORDER_DAY) {
                position->binding = barred;
            }
            continue;
        }
        line_decide(position, desk->basis->inputs);
        candidates[count++] = (struct candidate){.from = position->from, .position = p};
    }
    qsort(candidates, count, sizeof *candidates, by_supplier);
    return count;
}

static void settle_groups(struct desk *desk, const struct candidate *candidates, size_t count,
                          size_t *fed, struct held_orders *held)
{
    size_t fed_count = 0;
    for (size_t first = 0; first < count;) {
        size_t end = first;
        while (end < count && candidates[end].from == candidates[first].from) {
            end++;
        }
        struct feed feed = feed_of(desk->basis->inputs, candidates[first].from);
        if (feed.location != NULL) {
            for (size_t c = first; c < end; c++) {
                fed[fed_count++] = candidates[c].position;
            }
        } else {
            struct group group = {
                .lines = candidates + first, .count = end - first, .supplier = feed.supplier};
            settle_group(&group, desk, held);
        }
        first = end;
    }
    feed_from_locations(desk, fed, fed_count);
}

enum status supplier_orders(struct desk *desk, struct held_orders *held, struct fault *fault)
{
    size_t positions = desk->plan->position_count;
    size_t suppliers = desk->basis->inputs->master.supplier_count;
    struct candidate *candidates = ARENA_NEW(desk->arena, struct candidate, positions);
    size_t *fed = ARENA_NEW(desk->arena, size_t, positions);
    *held = (struct held_orders){.rows = ARENA_NEW(desk->arena, struct held_order, suppliers)};
    if (candidates == NULL || fed == NULL || held->rows == NULL) {
        return fault_memory(fault, "the supplier orders");
    }
    size_t count = decide_lines(desk, candidates);
    settle_groups(desk, candidates, count, fed, held);
    return list_lines(desk, candidates, count, fault);
}
