/* Rooms of locations. */
#include "order/rooms.h"

#include "base/missing.h"
#include "network/stored.h"

#include <math.h>

size_t rooms_arrival(const struct position *position)
{
    return position->arrival_days > 0 ? (size_t)position->arrival_days : 0;
}

static size_t last_arrival(const struct plan *plan)
{
    size_t last = 0;
    for (size_t p = 0; p < plan->position_count; p++) {
        size_t day = rooms_arrival(&plan->positions[p]);
        last = day > last ? day : last;
    }
    return last;
}

static enum status take_limits(struct rooms *rooms, const struct desk *desk, struct arena *work,
                               struct fault *fault)
{
    const struct master *master = &desk->basis->inputs->master;
    bool storage = false;
    bool inbound = false;
    for (size_t l = 0; l < master->location_count; l++) {
        storage = storage || !is_missing(master->locations[l].capacity);
        inbound = inbound || !is_missing(master->locations[l].inbound_capacity);
    }
    rooms->storage = storage ? ARENA_NEW(work, double, rooms->places) : NULL;
    rooms->inbound = inbound ? ARENA_NEW(work, double *, rooms->places) : NULL;
    rooms->days = inbound ? last_arrival(desk->plan) + 1 : 0;
    if ((storage && rooms->storage == NULL) || (inbound && rooms->inbound == NULL)) {
        return fault_memory(fault, "the rooms of the locations");
    }
    for (size_t p = 0; storage && p < rooms->places; p++) {
        rooms->storage[p] = HUGE_VAL;
    }
    for (size_t l = 0; l < master->location_count; l++) {
        const struct location *row = &master->locations[l];
        if (row->location >= rooms->places) {
            continue;
        }
        if (rooms->storage != NULL) {
            rooms->storage[row->location] = value_or(row->capacity, HUGE_VAL);
        }
        if (rooms->inbound != NULL && !is_missing(row->inbound_capacity)) {
            double *days = ARENA_NEW(work, double, rooms->days);
            if (days == NULL) {
                return fault_memory(fault, "the rooms of the locations");
            }
            for (size_t d = 0; d < rooms->days; d++) {
                days[d] = row->inbound_capacity;
            }
            rooms->inbound[row->location] = days;
        }
    }
    return STATUS_OK;
}

/* Takes what is received on a day, counted from the as-of date. */
static void take_receipt(struct rooms *rooms, uint32_t location, double day, double units)
{
    if (rooms->inbound != NULL && rooms->inbound[location] != NULL && day >= 0.0 &&
        day < (double)rooms->days) {
        rooms->inbound[location][(size_t)day] -= units;
    }
}

/* The same of what comes there from outside: it is stored besides. */
static void take_arrival(struct rooms *rooms, uint32_t location, double day, double units)
{
    if (rooms->storage != NULL) {
        rooms->storage[location] -= units;
    }
    take_receipt(rooms, location, day, units);
}

static enum status take_stored(struct rooms *rooms, const struct desk *desk, struct arena *work,
                               struct fault *fault)
{
    const struct plan *plan = desk->plan;
    const double *stored = stored_units(desk->basis->inputs, plan->positions, plan->position_count,
                                        rooms->places, work);
    if (stored == NULL) {
        return fault_memory(fault, "the rooms of the locations");
    }
    for (size_t l = 0; l < rooms->places; l++) {
        rooms->storage[l] -= stored[l];
    }
    for (size_t p = 0; p < plan->position_count; p++) {
        rooms->storage[plan->positions[p].location] += plan->positions[p].transfer_out;
    }
    return STATUS_OK;
}

static enum status take_what_is_there(struct rooms *rooms, const struct desk *desk,
                                      struct arena *work, struct fault *fault)
{
    const struct plan *plan = desk->plan;
    const struct inputs *inputs = desk->basis->inputs;
    if (rooms->storage != NULL) {
        TRY(take_stored(rooms, desk, work, fault));
    }
    for (size_t t = 0; t < plan->transfer_count; t++) {
        const struct transfer_line *line = &plan->transfers[t];
        double day = (double)line->arrival_day - (double)inputs->as_of;
        take_arrival(rooms, line->to, day, line->quantity);
    }
    for (size_t o = 0; o < inputs->open_order_count; o++) {
        const struct open_order *order = &inputs->open_orders[o];
        double day = (double)order->due_day - (double)inputs->as_of;
        if (order->location < rooms->places && stored_counts(order, inputs->as_of)) {
            take_receipt(rooms, order->location, day, order->quantity);
        }
    }
    return STATUS_OK;
}

enum status rooms_open(struct rooms *rooms, const struct desk *desk, struct arena *work,
                       struct fault *fault)
{
    const struct plan *plan = desk->plan;
    *rooms = (struct rooms){0};
    for (size_t p = 0; p < plan->position_count; p++) {
        size_t location = plan->positions[p].location;
        rooms->places = location >= rooms->places ? location + 1 : rooms->places;
    }
    TRY(take_limits(rooms, desk, work, fault));
    if (rooms->storage == NULL && rooms->inbound == NULL) {
        return STATUS_OK;
    }
    TRY(take_what_is_there(rooms, desk, work, fault));
    for (size_t p = 0; p < plan->position_count; p++) {
        if (plan->positions[p].quantity > 0.0) {
            rooms_take(rooms, &plan->positions[p], plan->positions[p].quantity);
        }
    }
    return STATUS_OK;
}

double rooms_left(const struct rooms *rooms, const struct position *position)
{
    double left = rooms->storage != NULL ? rooms->storage[position->location] : HUGE_VAL;
    if (rooms->inbound != NULL && rooms->inbound[position->location] != NULL) {
        left = fmin(left, rooms->inbound[position->location][rooms_arrival(position)]);
    }
    return left;
}

void rooms_take(struct rooms *rooms, const struct position *position, double units)
{
    take_arrival(rooms, position->location, (double)rooms_arrival(position), units);
}
