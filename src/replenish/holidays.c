/* Closed days of places as rows of bits. */
#include "replenish/holidays.h"

#include "base/missing.h"
#include "replenish/interval.h"

#include <string.h>

enum {
    WORD = 64,
    /* What is closed later than this is no matter of an order of today. */
    MOST_DAYS = 4000,
    NEVER = 0,
    EVERYWHERE = 1,
    OWN_ROWS = 2,
};

static bool counts(const struct event *event, int32_t as_of)
{
    return event->closed == 1 && event->day >= as_of && event->day < as_of + MOST_DAYS;
}

struct making {
    const struct inputs *inputs;
    uint32_t *of_location;
    uint32_t *of_supplier;
    uint64_t *bits; /* NULL: rows are only counted */
    size_t words;
    uint32_t rows;
};

static void close_row(const struct making *making, uint32_t row, int32_t day)
{
    size_t bit = (size_t)(day - making->inputs->as_of);
    making->bits[row * making->words + bit / WORD] |= (uint64_t)1 << bit % WORD;
}

/* The row of a place of its own, which it gets when it is first asked for. */
static uint32_t own_row(struct making *making, uint32_t *row_of, uint32_t place)
{
    if (row_of[place] < OWN_ROWS) {
        row_of[place] = making->rows++;
    }
    return row_of[place];
}

static void close_place(struct making *making, uint32_t *row_of, uint32_t place, int32_t day)
{
    uint32_t row = own_row(making, row_of, place);
    if (making->bits != NULL) {
        close_row(making, row, day);
    }
}

/* By the name of a place, or by its region. */
static void close_named(struct making *making, const struct event *event)
{
    const struct names *names = &making->inputs->names;
    const struct master *master = &making->inputs->master;
    uint32_t place = intern_find(&names->place, intern_text(&names->word, event->scope));
    if (place != NO_ID) {
        close_place(making, making->of_location, place, event->day);
        close_place(making, making->of_supplier, place, event->day);
    }
    for (size_t l = 0; l < master->location_count; l++) {
        if (master->locations[l].region == event->scope) {
            close_place(making, making->of_location, master->locations[l].location, event->day);
        }
    }
}

static void walk(struct making *making)
{
    const struct master *master = &making->inputs->master;
    for (size_t e = 0; e < master->event_count; e++) {
        const struct event *event = &master->events[e];
        if (!counts(event, making->inputs->as_of)) {
            continue;
        }
        if (event->scope != NO_ID) {
            close_named(making, event);
        } else if (making->bits != NULL) {
            close_row(making, EVERYWHERE, event->day);
        }
    }
}

/* A location with days of its own is closed on everybody's days as well. */
static void add_everywhere(const struct making *making, size_t places)
{
    const uint64_t *all = making->bits + EVERYWHERE * making->words;
    for (size_t p = 0; p < places; p++) {
        uint64_t *own = making->bits + making->of_location[p] * making->words;
        for (size_t w = 0; w < making->words && making->of_location[p] >= OWN_ROWS; w++) {
            own[w] |= all[w];
        }
    }
}

enum status holidays_make(struct holidays *holidays, const struct inputs *inputs,
                          struct arena *arena, struct fault *fault)
{
    const struct master *master = &inputs->master;
    *holidays = (struct holidays){.first_day = inputs->as_of};
    for (size_t e = 0; e < master->event_count; e++) { /* by day */
        const struct event *event = &master->events[e];
        holidays->days =
            counts(event, inputs->as_of) ? event->day - inputs->as_of + 1 : holidays->days;
    }
    if (holidays->days == 0) {
        return STATUS_OK;
    }
    holidays->places = inputs->names.place.count;
    holidays->words = ((size_t)holidays->days + WORD - 1) / WORD;
    struct making making = {.inputs = inputs,
                            .of_location = ARENA_NEW(arena, uint32_t, holidays->places),
                            .of_supplier = ARENA_NEW(arena, uint32_t, holidays->places),
                            .words = holidays->words,
                            .rows = OWN_ROWS};
    if (making.of_location == NULL || making.of_supplier == NULL) {
        return fault_memory(fault, "closed days");
    }
    for (size_t p = 0; p < holidays->places; p++) {
        making.of_location[p] = EVERYWHERE;
    }
    walk(&making);
    making.bits = ARENA_NEW(arena, uint64_t, making.rows * making.words);
    if (making.bits == NULL) {
        return fault_memory(fault, "closed days");
    }
    walk(&making);
    add_everywhere(&making, holidays->places);
    holidays->of_location = making.of_location;
    holidays->of_supplier = making.of_supplier;
    holidays->bits = making.bits;
    return STATUS_OK;
}

static struct closed_days view(const struct holidays *holidays, uint32_t row)
{
    return (struct closed_days){.bits =
                                    row != NEVER ? holidays->bits + row * holidays->words : NULL,
                                .first_day = holidays->first_day,
                                .days = holidays->days};
}

struct closed_days location_closed(const struct holidays *holidays, uint32_t location)
{
    if (holidays == NULL || holidays->days == 0) {
        return (struct closed_days){0};
    }
    /* A place that no dictionary knows has at least everybody's days. */
    return view(holidays,
                location < holidays->places ? holidays->of_location[location] : EVERYWHERE);
}

struct closed_days feed_closed(const struct holidays *holidays, const struct feed *feed)
{
    if (feed->location != NULL) {
        return location_closed(holidays, feed->from);
    }
    if (holidays == NULL || feed->from >= holidays->places) {
        return (struct closed_days){0};
    }
    return view(holidays, holidays->of_supplier[feed->from]);
}

static bool is_closed(const struct closed_days *closed, int32_t day)
{
    if (closed->bits == NULL || day < closed->first_day ||
        day >= closed->first_day + closed->days) {
        return false;
    }
    size_t bit = (size_t)(day - closed->first_day);
    return (closed->bits[bit / WORD] >> bit % WORD & 1) != 0;
}

int32_t next_open_day(const struct closed_days *closed, int32_t day, unsigned char allowed)
{
    day = next_weekday(day, allowed);
    while (is_closed(closed, day)) {
        day = next_weekday(day + 1, allowed);
    }
    return day;
}

int32_t arrival_day(const struct closed_days *closed, int32_t order, int32_t lead)
{
    int32_t arrival = order + lead;
    int32_t last = closed->first_day + closed->days;
    for (int32_t d = order + 1; closed->bits != NULL && d < arrival && d < last; d++) {
        arrival += is_closed(closed, d) ? 1 : 0;
    }
    return arrival;
}

int32_t feed_order_day(const struct holidays *holidays, const struct feed *feed, int32_t day)
{
    struct closed_days closed = feed_closed(holidays, feed);
    return next_open_day(&closed, day, feed->supplier != NULL ? feed->supplier->order_days : 0);
}
