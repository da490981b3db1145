/* Lanes: the days of what leaves next, loads, and the rooms of days that lanes share. */
#include "ways.h"

#include "base/missing.h"
#include "network/stored.h"

#include <math.h>
#include <stdlib.h>

static struct exchange_lane load_of(const struct lane *lane)
{
    return (struct exchange_lane){
        .fixed = value_or(lane->fixed_cost, 0.0),
        .least = ceil(value_or(lane->min_units, 0.0)),
        .most = floor(value_or(lane->max_units, HUGE_VAL)),
        .load = {[EXCHANGE_UNITS] = value_or(lane->load_units, HUGE_VAL),
                 [EXCHANGE_WEIGHT] = value_or(lane->load_weight, HUGE_VAL),
                 [EXCHANGE_VOLUME] = value_or(lane->load_volume, HUGE_VAL)},
        .pick = EXCHANGE_NONE,
        .receive = EXCHANGE_NONE};
}

/* Of a use that is not of a day. */
#define ALL_DAYS INT32_MIN

/* A lane's use of a place on a day. */
struct use {
    uint32_t place;
    int32_t day;
    double capacity; /* of the place, units */
    uint32_t *limit; /* of the lane; set to the limit's number */
};

static int use_compare(const void *left, const void *right)
{
    const struct use *a = left;
    const struct use *b = right;
    if (a->place != b->place) {
        return a->place < b->place ? -1 : 1;
    }
    return (a->day > b->day) - (a->day < b->day);
}

/* Gives every place and day a limit of its own, with the place's capacity as its room. */
static void number_uses(struct ways *ways, struct use *uses, size_t count)
{
    qsort(uses, count, sizeof *uses, use_compare);
    for (size_t u = 0; u < count; u++) {
        if (u == 0 || use_compare(&uses[u - 1], &uses[u]) != 0) {
            ways->limits[ways->limit_count++] = floor(uses[u].capacity);
        }
        *uses[u].limit = (uint32_t)ways->limit_count - 1;
    }
}

static void limit_picking(struct ways *ways, const struct master *master, struct use *uses)
{
    size_t count = 0;
    for (size_t l = 0; l < ways->lane_count; l++) {
        const struct location *from = master_location(master, master->lanes[l].from);
        if (from != NULL && !is_missing(from->outbound_capacity)) {
            uses[count++] = (struct use){from->location, ways->laws[l].ship_day,
                                         from->outbound_capacity, &ways->lanes[l].pick};
        }
    }
    number_uses(ways, uses, count);
}

/* What open orders bring is received before what moves. */
static void take_open_orders(struct ways *ways, const struct inputs *inputs, const struct use *uses,
                             size_t count)
{
    for (size_t o = 0; count > 0 && o < inputs->open_order_count; o++) {
        const struct open_order *order = &inputs->open_orders[o];
        struct use key = {.place = order->location, .day = order->due_day};
        const struct use *use = bsearch(&key, uses, count, sizeof key, use_compare);
        if (use != NULL) {
            double *room = &ways->limits[*use->limit];
            *room = floor(fmax(*room - order->quantity, 0.0));
        }
    }
}

/* A place with a capacity has one limit for whatever comes: what it receives in a day at the most.
 */
static struct use receiving_use(const struct ways *ways, size_t lane,
                                const struct location *location, double storage)
{
    struct use use = {location->location, ways->laws[lane].arrival_day, location->inbound_capacity,
                      &ways->lanes[lane].receive};
    if (!is_missing(storage)) {
        use.day = ALL_DAYS;
        use.capacity = fmin(fmax(storage, 0.0), value_or(use.capacity, HUGE_VAL));
    }
    return use;
}

static void limit_receiving(struct ways *ways, const struct inputs *inputs, const double *stored,
                            struct use *uses)
{
    size_t count = 0;
    for (size_t l = 0; l < ways->lane_count; l++) {
        const struct location *to = master_location(&inputs->master, inputs->master.lanes[l].to);
        if (to == NULL || (is_missing(to->inbound_capacity) && is_missing(to->capacity))) {
            continue;
        }
        uses[count++] = receiving_use(ways, l, to, to->capacity - stored[to->location]);
    }
    number_uses(ways, uses, count);
    take_open_orders(ways, inputs, uses, count);
}

static size_t count_places(const struct master *master)
{
    size_t places = 0;
    for (size_t l = 0; l < master->location_count; l++) {
        size_t place = master->locations[l].location;
        places = place >= places ? place + 1 : places;
    }
    return places;
}

bool ways_make(struct ways *ways, const struct basis *basis, const struct position *positions,
               size_t position_count, struct arena *arena)
{
    const struct master *master = &basis->inputs->master;
    size_t count = master->lane_count;
    *ways = (struct ways){.laws = ARENA_NEW(arena, struct arrival_law, count),
                          .lanes = ARENA_NEW(arena, struct exchange_lane, count),
                          .limits = ARENA_NEW(arena, double, 2 * count),
                          .lane_count = count};
    struct use *uses = ARENA_NEW(arena, struct use, count);
    const double *stored =
        stored_units(basis->inputs, positions, position_count, count_places(master), arena);
    if (stored == NULL || ways->laws == NULL || ways->lanes == NULL || ways->limits == NULL ||
        uses == NULL) {
        return false;
    }
    for (size_t l = 0; l < count; l++) {
        arrival_law_make(&ways->laws[l], basis, &master->lanes[l]);
        ways->lanes[l] = load_of(&master->lanes[l]);
    }
    limit_picking(ways, master, uses);
    limit_receiving(ways, basis->inputs, stored, uses);
    return true;
}
