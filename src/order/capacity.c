/* Capacity of the locations: what can be stored at all, and received on one day. */
#include "base/missing.h"
#include "order/buying.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

/* A line where there is too much: of one location, or of one location and day. */
struct crowded {
    uint32_t location;
    size_t day; /* 0 for storage */
    size_t position;
};

static int by_room(const void *left, const void *right)
{
    const struct crowded *a = left;
    const struct crowded *b = right;
    if (a->location != b->location) {
        return a->location < b->location ? -1 : 1;
    }
    if (a->day != b->day) {
        return a->day < b->day ? -1 : 1;
    }
    return (a->position > b->position) - (a->position < b->position);
}

/* What the room of a line lacks; 0 if it is enough. */
static double lack_of(const struct rooms *rooms, const struct position *position, bool inbound)
{
    double left = HUGE_VAL;
    if (!inbound && rooms->storage != NULL) {
        left = rooms->storage[position->location];
    } else if (inbound && rooms->inbound != NULL && rooms->inbound[position->location] != NULL) {
        left = rooms->inbound[position->location][rooms_arrival(position)];
    }
    return left < -UNIT_SLACK ? -left : 0.0;
}

static double limit_of(const struct buying *buying, uint32_t place, bool inbound)
{
    const struct location *location = master_location(&buying->desk->basis->inputs->master, place);
    return inbound ? location->inbound_capacity : location->capacity;
}

static enum status cut_room(struct buying *buying, const size_t *positions, size_t count,
                            bool inbound, struct fault *fault)
{
    const struct position *head = &buying->desk->plan->positions[positions[0]];
    double lack = lack_of(&buying->rooms, head, inbound);
    enum binding kind = inbound ? BINDING_INBOUND : BINDING_CAPACITY;
    struct basket basket;
    TRY(basket_open(&basket, buying, positions, count, false, ADJUST_CAPACITY, fault));
    (void)basket_cut(&basket, MEASURE_UNITS, fmax(basket.sum[MEASURE_UNITS] - lack, 0.0));
    double lost = -basket_saved(&basket);
    note_limit(buying, (struct limit_cut){.kind = kind,
                                          .place = head->location,
                                          .limit = limit_of(buying, head->location, inbound),
                                          .over = lack,
                                          .lines = basket_mark(&basket, kind),
                                          .lost = lost});
    return STATUS_OK;
}

static enum status cut_rooms(struct buying *buying, const size_t *positions, size_t count,
                             bool inbound, struct fault *fault)
{
    const struct plan *plan = buying->desk->plan;
    size_t lines = 0;
    for (size_t c = 0; c < count; c++) {
        const struct position *position = &plan->positions[positions[c]];
        bool line = position->quantity > 0.0;
        lines += line && lack_of(&buying->rooms, position, inbound) > 0.0 ? 1 : 0;
    }
    if (lines == 0) {
        return STATUS_OK;
    }
    struct crowded *rows = ARENA_NEW(buying->work, struct crowded, lines);
    size_t *run = ARENA_NEW(buying->work, size_t, lines);
    if (rows == NULL || run == NULL) {
        return fault_memory(fault, "the lines of a full location");
    }
    lines = 0;
    for (size_t c = 0; c < count; c++) {
        const struct position *position = &plan->positions[positions[c]];
        if (position->quantity > 0.0 && lack_of(&buying->rooms, position, inbound) > 0.0) {
            rows[lines++] = (struct crowded){.location = position->location,
                                             .day = inbound ? rooms_arrival(position) : 0,
                                             .position = positions[c]};
        }
    }
    qsort(rows, lines, sizeof *rows, by_room);
    for (size_t first = 0; first < lines;) {
        size_t end = first;
        while (end < lines && rows[end].location == rows[first].location &&
               rows[end].day == rows[first].day) {
            run[end - first] = rows[end].position;
            end++;
        }
        TRY(cut_room(buying, run, end - first, inbound, fault));
        first = end;
    }
    return STATUS_OK;
}

enum status keep_capacity(struct buying *buying, const size_t *positions, size_t count,
                          struct fault *fault)
{
    if (buying->rooms.storage != NULL) {
        TRY(cut_rooms(buying, positions, count, false, fault));
    }
    if (buying->rooms.inbound != NULL) {
        TRY(cut_rooms(buying, positions, count, true, fault));
    }
    return STATUS_OK;
}

void note_limit(struct buying *buying, struct limit_cut cut)
{
    struct held_orders *held = buying->held;
    assert(held->cuts != NULL);
    struct limit_cut *last = held->cut_count > 0 ? &held->cuts[held->cut_count - 1] : NULL;
    if (cut.lines == 0) {
        return;
    }
    if (last != NULL && last->kind == cut.kind && last->place == cut.place) {
        last->over += cut.over; /* another day of the same gate */
        last->lines += cut.lines;
        last->lost += cut.lost;
        return;
    }
    held->cuts[held->cut_count++] = cut;
}
