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
    return position->terms->pack_size * position->terms->holding_cost * early;
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
            position->quantity + position->terms->pack_size > line_most(position) + SLACK) {
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
    double pack = position->terms->pack_size;
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

/* Everything of a line whose position and group are known. */
static void make_line(void *context, size_t index, struct arena *scratch)
{
    (void)scratch;
    const struct desk *desk = context;
    const struct inputs *inputs = desk->basis->inputs;
    struct order_line *line = &desk->plan->orders[index];
    const struct position *position = &desk->plan->positions[line->position];
    line->order_day = inputs->as_of;
    line->arrival_day = inputs->as_of + (int32_t)lround(position->lead_days);
    line->quantity = position->quantity;
    line->packs = position->quantity / position->terms->pack_size;
    line->priority = priority_of(position);
    line->unit_cost = line_unit_cost(&inputs->master, position, position->quantity);
    line->value = line->unit_cost * line->quantity;
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
        plan->orders[plan->order_count++] =
            (struct order_line){.position = candidates[c].position, .group = group};
    }
    parallel_each(desk->team, plan->order_count, make_line, desk);
    return STATUS_OK;
}

struct deciding {
    const struct desk *desk;
    unsigned char *barred; /* [position_count] 1: gets no line */
};

/* Every position by itself; one that is barred keeps of its need what moves cover. */
static void decide_one(void *context, size_t index, struct arena *scratch)
{
    (void)scratch;
    const struct deciding *deciding = context;
    const struct basis *basis = deciding->desk->basis;
    struct position *position = &deciding->desk->plan->positions[index];
    enum binding barred = line_barred(position, basis);
    deciding->barred[index] = barred != BINDING_NONE ? 1 : 0;
    if (barred == BINDING_NONE) {
        line_decide(position, basis->inputs);
        return;
    }
    bool wanted = position->raw_need + position->adjust[ADJUST_TRANSFER] > 0.0;
    position->raw_need = -position->adjust[ADJUST_TRANSFER];
    position->quantity = 0.0;
    if (wanted || barred != BINDING_NOT_ORDER_DAY) {
        position->binding = barred;
    }
}

/* The positions that are not barred by who they are ordered from, unknown suppliers last: a count,
 * and then each into its place.  `start` is [places + 3], zeroed. */
static size_t list_candidates(const struct deciding *deciding, size_t places, size_t *start,
                              struct candidate *candidates)
{
    const struct plan *plan = deciding->desk->plan;
    for (size_t p = 0; p < plan->position_count; p++) {
        uint32_t from = plan->positions[p].from;
        start[(from != NO_ID ? from : places) + 2] += deciding->barred[p] ? 0 : 1;
    }
    for (size_t l = 2; l < places + 3; l++) {
        start[l] += start[l - 1];
    }
    for (size_t p = 0; p < plan->position_count; p++) {
        uint32_t from = plan->positions[p].from;
        if (!deciding->barred[p]) {
            size_t at = start[(from != NO_ID ? from : places) + 1]++;
            candidates[at] = (struct candidate){.from = from, .position = p};
        }
    }
    return start[places + 1];
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

static size_t count_places(const struct plan *plan)
{
    size_t places = 0;
    for (size_t p = 0; p < plan->position_count; p++) {
        uint32_t from = plan->positions[p].from;
        places = from != NO_ID && from >= places ? (size_t)from + 1 : places;
    }
    return places;
}

static enum status order_all(struct desk *desk, struct held_orders *held, struct arena *work,
                             struct fault *fault)
{
    size_t positions = desk->plan->position_count;
    size_t places = count_places(desk->plan);
    struct candidate *candidates = ARENA_NEW(work, struct candidate, positions);
    size_t *fed = ARENA_NEW(work, size_t, positions);
    size_t *start = ARENA_NEW(work, size_t, places + 3);
    struct deciding deciding = {.desk = desk, .barred = ARENA_NEW(work, unsigned char, positions)};
    if (candidates == NULL || fed == NULL || start == NULL || deciding.barred == NULL) {
        return fault_memory(fault, "the supplier orders");
    }
    parallel_each(desk->team, positions, decide_one, &deciding);
    size_t count = list_candidates(&deciding, places, start, candidates);
    settle_groups(desk, candidates, count, fed, held);
    return list_lines(desk, candidates, count, fault);
}

enum status supplier_orders(struct desk *desk, struct held_orders *held, struct fault *fault)
{
    size_t suppliers = desk->basis->inputs->master.supplier_count;
    *held = (struct held_orders){.rows = ARENA_NEW(desk->arena, struct held_order, suppliers)};
    if (held->rows == NULL) {
        return fault_memory(fault, "the supplier orders");
    }
    struct arena work;
    arena_init(&work, 0);
    enum status status = order_all(desk, held, &work, fault);
    arena_free(&work);
    return status;
}
