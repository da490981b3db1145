/* Open orders by the day on which they are expected.
 *
 * A suggestion of an earlier run counts like an order, so that nothing is suggested twice, until
 * its day has passed: what nobody placed cannot be late.  Overdue orders that were due on one day
 * are added up before anything is rounded, so that an order in two parts counts as one. */
#include "assess_parts.h"

#include "base/missing.h"
#include "replenish/holidays.h"
#include "replenish/lead_times.h"

#include <math.h>
#include <string.h>

/* Overdue supply that still comes is taken to come after half the time in which its chance falls
 * by 1/e, but not after the order of today would. */
static const double LATE_ARRIVAL = 0.5;

size_t put_supply(struct supply *supply, size_t count, double day, double units)
{
    size_t at = count;
    while (at > 0 && supply[at - 1].day > day) {
        at--;
    }
    if (at > 0 && supply[at - 1].day == day) {
        supply[at - 1].units += units;
        return count;
    }
    memmove(&supply[at + 1], &supply[at], (count - at) * sizeof *supply);
    supply[at] = (struct supply){.day = day, .units = units};
    return count + 1;
}

/* What comes inside the interval counts. */
/* Whether it comes in time. */
static bool take_supply(struct site *site, double day, double units)
{
    bool in_time = units > 0.0 && (day < site->interval.interval_days || day <= 0.0);
    if (in_time) {
        site->prospect.supply_count =
            put_supply(site->supply, site->prospect.supply_count, day, units);
    }
    return in_time;
}

/* Overdue orders of one due date. */
struct late_supply {
    double units; /* by the chance that they still come */
    double known; /* of those whose source was seen to take so long: units, */
    double days;  /* and units times days until they come */
};

static void count_late(struct late_supply *late, const struct basis *basis,
                       const struct position *position, const struct open_order *order)
{
    const struct inputs *inputs = basis->inputs;
    const struct lead_law *law = position->law;
    if (order->source != NO_ID && order->source != position->from) {
        law = lead_law_of(basis->lead_times, inputs, order->source, order->sku, order->location);
    }
    if (law == NULL || order->order_day == NO_DAY || law->deliveries < OWN_DELIVERIES) {
        double overdue = (double)inputs->as_of - (double)order->due_day;
        late->units += late_units(order->quantity, overdue, basis->late_chance_days, false);
        return;
    }
    double age = (double)inputs->as_of - (double)order->order_day;
    double units = order->quantity * lead_law_chance(law, age, basis->late_chance_days);
    double wait = lead_law_wait(law, age);
    late->units += units;
    if (!is_missing(wait)) {
        late->days += units * wait;
        late->known += units;
    }
}

/* When they come: by what their source was seen to take, else after a part of the time in which
 * their chance falls; not after the order of today would. */
static double late_arrival(const struct late_supply *late, const struct basis *basis,
                           const struct site *site)
{
    double days = LATE_ARRIVAL * basis->late_chance_days;
    if (late->known > 0.0) {
        days = late->days / late->known;
    }
    return fmin(ceil(days - UNIT_SLACK), floor(site->interval.lead_days));
}

/* When a site can receive. */
struct receiver {
    struct closed_days closed;
    unsigned char open_days;
    int32_t as_of;
};

static struct receiver receiver_of(const struct basis *basis, const struct position *position)
{
    const struct location *location = master_location(&basis->inputs->master, position->location);
    return (struct receiver){.closed = location_closed(basis->holidays, position->location),
                             .open_days = location != NULL ? location->open_days : 0,
                             .as_of = basis->inputs->as_of};
}

/* The first day on or after `day` (from as_of) on which it receives. */
static double received_on(const struct receiver *receiver, double day)
{
    int32_t on = receiver->as_of + (int32_t)fmin(day, COVER_LIMIT);
    return (double)(next_open_day(&receiver->closed, on, receiver->open_days) - receiver->as_of);
}

/* An order that is not due yet comes as much behind its date as its source's used to. */
static double expected_day(const struct basis *basis, const struct position *position,
                           const struct open_order *order)
{
    double due = (double)order->due_day - (double)basis->inputs->as_of;
    uint32_t source = order->source != NO_ID ? order->source : position->from;
    bool certain = order->kind == ORDER_SUGGESTED || order->hastened;
    return certain ? due : due + round(lead_slip(basis->lead_times, source));
}

double open_order_day(const struct basis *basis, const struct position *position,
                      const struct open_order *order)
{
    return receiving_day(basis, position, expected_day(basis, position, order));
}

double receiving_day(const struct basis *basis, const struct position *position, double day)
{
    struct receiver receiver = receiver_of(basis, position);
    return received_on(&receiver, day);
}

/* A move between locations, made or suggested, and not what the position is fed with. */
static bool is_move(const struct basis *basis, const struct position *position,
                    const struct open_order *order)
{
    if (order->source == position->from && order->source != NO_ID) {
        return false;
    }
    return order->kind == ORDER_TRANSFER ||
           (order->kind == ORDER_SUGGESTED &&
            feed_of(basis->inputs, order->source).location != NULL);
}

void gather_supply(struct site *site, const struct basis *basis, const struct position *position)
{
    const struct inputs *inputs = basis->inputs;
    struct receiver receiver = receiver_of(basis, position);
    bool counts = !site->sells || site->outlook.counts;
    size_t first;
    size_t count = open_orders_of(inputs, position->sku, position->location, &first);
    for (size_t o = first; o < first + count;) {
        int32_t due_day = inputs->open_orders[o].due_day;
        struct late_supply overdue = {0};
        for (; o < first + count && inputs->open_orders[o].due_day == due_day; o++) {
            const struct open_order *order = &inputs->open_orders[o];
            if (due_day >= inputs->as_of) {
                double day = received_on(&receiver, expected_day(basis, position, order));
                bool taken = take_supply(site, day, order->quantity);
                bool move = is_move(basis, position, order);
                site->moving += taken && move ? order->quantity : 0.0;
                bool suggested = taken && !move && order->kind == ORDER_SUGGESTED;
                site->suggested += suggested ? order->quantity : 0.0;
            } else if (order->kind != ORDER_SUGGESTED) {
                count_late(&overdue, basis, position, order);
            }
        }
        double units = counts ? floor(overdue.units + 1e-9) : overdue.units;
        site->late += units;
        (void)take_supply(site, received_on(&receiver, late_arrival(&overdue, basis, site)), units);
    }
}
