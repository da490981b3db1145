/* What was decided on a night becomes orders under way and goods on the road. */
#include "replay.h"

#include "base/missing.h"
#include "order/supplier_order.h"

#include <math.h>
#include <string.h>

/* A step's morning on which something is decided, for one arm. */
struct deed {
    struct replay *replay;
    struct arm *arm;
    size_t step;
    int32_t day;
};

static void book(const struct deed *deed, size_t site, const struct ledger *ledger)
{
    replay_book(deed->replay, deed->arm, site, deed->step, ledger);
}

static void buy(const struct deed *deed, size_t index, double units, double unit_cost, int32_t due)
{
    const struct sim_site *site = &deed->replay->sites[index];
    arm_add(deed->arm, &(struct lot){.site = index,
                                     .units = units,
                                     .unit_cost = unit_cost,
                                     .source = site->from,
                                     .order_day = deed->day,
                                     .due_day = due,
                                     .arrival_day = site_arrival(deed->replay, index, deed->day),
                                     .expiry_day = NO_DAY,
                                     .state = LOT_COMING,
                                     .kind = ORDER_PURCHASE,
                                     .tells = true});
    book(deed, index, &(struct ledger){.lines = 1.0});
}

/* From the location that feeds it, as far as that has it. */
static void feed(const struct deed *deed, size_t index, double units, int32_t due)
{
    const struct sim_site *site = &deed->replay->sites[index];
    const struct lot lot = {.site = index,
                            .source = site->from,
                            .order_day = deed->day,
                            .due_day = due,
                            .arrival_day = site_arrival(deed->replay, index, deed->day),
                            .state = LOT_COMING,
                            .kind = ORDER_TRANSFER,
                            .tells = true};
    double sent = arm_send(deed->arm, site->feeder, units, NO_DAY, &lot);
    book(deed, index, &(struct ledger){.lines = 1.0, .freight = sent * site->lanes_cost});
    book(deed, site->feeder, &(struct ledger){.sent = sent});
}

/* What orders cost is borne by their lines alike: one order of a supplier a night.  `lines` and
 * `cost` are [places]. */
struct bill {
    double *lines;
    size_t places;
};

static void count_line(const struct deed *deed, struct bill *bill, size_t index)
{
    uint32_t from = deed->replay->sites[index].from;
    if (from != NO_ID && from < bill->places) {
        bill->lines[from] += 1.0;
    }
}

static void pay_line(const struct deed *deed, const struct bill *bill, size_t index)
{
    const struct sim_site *site = &deed->replay->sites[index];
    if (site->from == NO_ID || site->from >= bill->places) {
        return;
    }
    double share = 1.0 / bill->lines[site->from];
    book(deed, index, &(struct ledger){.orders = share, .ordering = share * site->order_cost});
}

static struct bill bill_open(const struct deed *deed)
{
    size_t places = deed->replay->inputs->names.place.count;
    for (size_t s = 0; s < deed->replay->site_count; s++) { /* ids that no dictionary knows */
        uint32_t from = deed->replay->sites[s].from;
        places = from != NO_ID && from >= places ? (size_t)from + 1 : places;
    }
    double *lines = ARENA_NEW(deed->replay->work, double, places);
    deed->arm->lost = deed->arm->lost || lines == NULL;
    return (struct bill){.lines = lines, .places = lines != NULL ? places : 0};
}

size_t planned_site(const struct replay *replay, const struct plan *plan, size_t position)
{
    const struct position *row = &plan->positions[position];
    if (position < replay->site_count && replay->sites[position].sku == row->sku &&
        replay->sites[position].location == row->location) {
        return position;
    }
    size_t low = 0;
    size_t high = replay->site_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct sim_site *site = &replay->sites[middle];
        bool before = site->sku != row->sku ? site->sku < row->sku : site->location < row->location;
        low = before ? middle + 1 : low;
        high = before ? high : middle;
    }
    bool found = low < replay->site_count && replay->sites[low].sku == row->sku &&
                 replay->sites[low].location == row->location;
    return found ? low : SIZE_MAX;
}

static size_t site_at(const struct replay *replay, const struct plan *plan, uint32_t sku,
                      uint32_t location)
{
    size_t at = plan_position(plan, sku, location);
    return at < plan->position_count ? planned_site(replay, plan, at) : SIZE_MAX;
}

/* Sends units of a move; the lot is that of its receiver. */
static void move(const struct deed *deed, size_t giver, double units, int32_t expiry_day,
                 const struct lot *lot)
{
    double sent = arm_send(deed->arm, giver, units, expiry_day, lot);
    book(deed, lot->site, &(struct ledger){.freight = sent * lot->unit_cost});
    book(deed, giver, &(struct ledger){.sent = sent});
}

static void carry_move(const struct deed *deed, const struct plan *plan,
                       const struct transfer_line *line)
{
    size_t giver = site_at(deed->replay, plan, line->sku, line->from);
    size_t taker = site_at(deed->replay, plan, line->sku, line->to);
    if (giver == SIZE_MAX || taker == SIZE_MAX || !(line->quantity > 0.0)) {
        return;
    }
    const struct sim_site *site = &deed->replay->sites[taker];
    struct lot lot = {.site = taker,
                      .units = line->quantity,
                      /* of a lot that moves: freight; handling is counted at its receipt */
                      .unit_cost = fmax(line->cost / line->quantity - site->handling_cost, 0.0),
                      .source = line->from,
                      .order_day = deed->day,
                      .due_day = line->arrival_day,
                      .arrival_day = line->arrival_day,
                      .expiry_day = line->expiry_day,
                      .ship_day = line->ship_day,
                      .state = LOT_PLEDGED,
                      .kind = ORDER_SUGGESTED};
    if (line->ship_day > deed->day) {
        arm_add(deed->arm, &lot);
        return;
    }
    lot.state = LOT_COMING;
    lot.kind = ORDER_TRANSFER;
    move(deed, giver, line->quantity, line->expiry_day, &lot);
}

void ship_pledged(struct replay *replay, struct arm *arm, size_t step)
{
    const struct deed deed = {
        .replay = replay, .arm = arm, .step = step, .day = replay->step_day[step]};
    for (size_t l = 0; l < arm->lot_count; l++) {
        struct lot lot = arm->lots[l];
        if (lot.state != LOT_PLEDGED || lot.ship_day > deed.day) {
            continue;
        }
        arm->lots[l].state = LOT_GONE;
        lot.state = LOT_COMING;
        lot.kind = ORDER_TRANSFER;
        lot.arrival_day += deed.day - lot.ship_day;
        size_t giver = lot.site;
        while (giver > 0 && replay->sites[giver - 1].sku == replay->sites[lot.site].sku) {
            giver--;
        }
        while (replay->sites[giver].location != lot.source) {
            giver++; /* it was found when the move was made */
        }
        move(&deed, giver, lot.units, lot.expiry_day, &lot);
    }
}

void execute_plan(struct replay *replay, struct arm *arm, const struct plan *plan, size_t step)
{
    const struct deed deed = {
        .replay = replay, .arm = arm, .step = step, .day = replay->step_day[step]};
    struct arena_mark mark = arena_mark(replay->work);
    hasten_orders(replay, arm, &plan->expedited, step);
    for (size_t t = 0; t < plan->transfer_count; t++) {
        carry_move(&deed, plan, &plan->transfers[t]);
    }
    struct bill bill = bill_open(&deed);
    for (int pass = 0; pass < 2; pass++) { /* the lines of an order share its cost */
        for (size_t o = 0; o < plan->order_count; o++) {
            const struct order_line *line = &plan->orders[o];
            size_t site = planned_site(replay, plan, line->position);
            if (site == SIZE_MAX || !turn_of(arm->turns, site, step) || !(line->quantity > 0.0)) {
                continue;
            }
            if (replay->sites[site].feeder != SIZE_MAX) {
                if (pass == 0) {
                    feed(&deed, site, line->quantity, line->arrival_day);
                }
            } else if (pass == 0) {
                buy(&deed, site, line->quantity, line->unit_cost, line->arrival_day);
                count_line(&deed, &bill, site);
            } else {
                pay_line(&deed, &bill, site);
            }
        }
    }
    arena_rewind(replay->work, mark);
}

static double cost_of(const struct replay *replay, const struct sim_site *site, double units)
{
    struct position position = {
        .sku = site->sku, .location = site->location, .terms = site->terms, .from = site->from};
    return line_unit_cost(&replay->inputs->master, &position, units);
}

/* Where a feeder has less than is asked for, each gets its share, in whole units. */
static void scale_feeding(struct replay *replay, struct arm *arm)
{
    size_t count = replay->site_count;
    double *asked = ARENA_NEW(replay->work, double, count);
    if (asked == NULL) {
        arm->lost = true;
        return;
    }
    for (size_t s = 0; s < count; s++) {
        size_t feeder = replay->sites[s].feeder;
        if (feeder != SIZE_MAX) {
            asked[feeder] += arm->order[s];
        }
    }
    for (size_t s = 0; s < count; s++) {
        size_t feeder = replay->sites[s].feeder;
        if (feeder == SIZE_MAX || !(arm->order[s] > 0.0)) {
            continue;
        }
        double has = arm_on_hand(arm, feeder);
        if (asked[feeder] > has) {
            double units = arm->order[s] * has / asked[feeder];
            arm->order[s] = replay->sites[s].whole ? floor(units + UNIT_SLACK) : units;
        }
    }
}

void execute_orders(struct replay *replay, struct arm *arm, size_t step)
{
    const struct deed deed = {
        .replay = replay, .arm = arm, .step = step, .day = replay->step_day[step]};
    struct arena_mark mark = arena_mark(replay->work);
    scale_feeding(replay, arm);
    struct bill bill = bill_open(&deed);
    struct sim_roads steady = replay->roads;
    steady.steady = true;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t s = 0; s < replay->site_count; s++) {
            const struct sim_site *site = &replay->sites[s];
            if (!(arm->order[s] > UNIT_SLACK)) {
                continue;
            }
            if (pass == 1) {
                if (site->feeder == SIZE_MAX) {
                    pay_line(&deed, &bill, s);
                }
                continue;
            }
            int32_t due = sim_arrival(site, &steady, deed.day);
            if (site->feeder != SIZE_MAX) {
                feed(&deed, s, arm->order[s], due);
            } else {
                buy(&deed, s, arm->order[s], cost_of(replay, site, arm->order[s]), due);
                count_line(&deed, &bill, s);
            }
        }
    }
    arena_rewind(replay->work, mark);
}
