/* Truck loads: an order of more than one is whole trucks.
 *
 * Where the last truck is neither nearly full nor empty, it is filled up with the best next packs
 * or left behind with the least of the order, whichever costs less money.  No file says what a
 * truck costs; a supplier's order_cost is taken for it, so that its empty part, 1 - f, is worth
 * order_cost (1 - f), which filling it up saves: fill if
 *     value(added) + order_cost (1 - f) >= value(dropped)
 * An order of less than one load is filled up by the same rule, with nothing dropped, and else goes
 * as it is: that small orders are dear is what the supplier's minimum is there for.
 *
 * What an earlier run suggested and nobody has placed rides in the same trucks: it counts, and what
 * was left behind last night stays behind tonight. */
#include "base/missing.h"
#include "order/buying.h"

#include <math.h>

/* A truck counts as full from here on: packs do not fit to the last corner. */
static const double FULL = 0.95;
static const double SLACK = 1e-6;

/* Loads of an order by weight and by volume. */
struct loads {
    double size[2];       /* of a truck; HUGE_VAL: no limit */
    double taken[2];      /* by what an earlier run suggested and nobody has placed */
    enum measure tighter; /* the measure of which the order has more loads */
    double capacity;      /* of a truck in that measure */
    double count;         /* trucks by that measure, a fraction */
};

static const enum measure measures[2] = {MEASURE_WEIGHT, MEASURE_VOLUME};

static double size_of(double load)
{
    return load > 0.0 ? load : HUGE_VAL; /* false for MISSING too */
}

static struct loads loads_of(const struct basket *basket, const struct supplier *supplier,
                             const struct outstanding *outstanding)
{
    struct loads loads = {.size = {size_of(supplier->load_weight), size_of(supplier->load_volume)},
                          .taken = {outstanding->weight, outstanding->volume},
                          .count = -1.0};
    for (size_t m = 0; m < 2; m++) {
        double count = (basket->sum[measures[m]] + loads.taken[m]) / loads.size[m];
        if (count > loads.count) {
            loads.count = count;
            loads.tighter = measures[m];
            loads.capacity = loads.size[m];
        }
    }
    return loads;
}

static bool is_whole(double count)
{
    double part = count - floor(count + SLACK);
    return part <= SLACK || part >= FULL;
}

static void limit_room(struct basket *basket, const struct loads *loads, double trucks)
{
    for (size_t m = 0; m < 2; m++) {
        basket->most[measures[m]] = trucks * loads->size[m] - loads->taken[m];
    }
}

/* Filled up to so many trucks; the gain, mostly negative; -HUGE_VAL if it cannot be. */
static double fill_trucks(struct basket *basket, const struct loads *loads, double trucks,
                          double budget)
{
    double taken = loads->taken[loads->tighter == MEASURE_WEIGHT ? 0 : 1];
    limit_room(basket, loads, trucks);
    basket->most[MEASURE_MONEY] = budget;
    bool full =
        basket_fill(basket, loads->tighter, (trucks - 1.0 + FULL) * loads->capacity - taken);
    return full ? basket_gain(basket) : -HUGE_VAL;
}

/* Cut to so many; likewise. */
static double drop_trucks(struct basket *basket, const struct loads *loads, double trucks)
{
    bool fits = true;
    limit_room(basket, loads, trucks);
    for (size_t m = 0; m < 2; m++) {
        double room = trucks * loads->size[m] - loads->taken[m];
        fits = (isinf(loads->size[m]) || basket_cut(basket, measures[m], fmax(room, 0.0))) && fits;
    }
    return fits ? basket_gain(basket) : -HUGE_VAL;
}

static bool still_enough(const struct basket *basket, const struct supplier *supplier,
                         const struct outstanding *outstanding)
{
    double money = basket->sum[MEASURE_MONEY] + outstanding->value;
    double units = basket->sum[MEASURE_UNITS] + outstanding->units;
    return money + SLACK >= value_or(supplier->min_order_value, 0.0) &&
           units + SLACK >= value_or(supplier->min_order_units, 0.0);
}

/* What is lost by leaving the last truck behind; the basket is as it was. */
static double try_dropping(struct basket *basket, const struct supplier *supplier,
                           const struct outstanding *outstanding, const struct loads *loads,
                           double trucks)
{
    if (trucks < 1.0) {
        return 0.0; /* the only one goes as it is */
    }
    double gain = drop_trucks(basket, loads, trucks);
    gain = still_enough(basket, supplier, outstanding) ? gain : -HUGE_VAL;
    basket_undo(basket);
    return gain;
}

static void round_trucks(struct basket *basket, const struct supplier *supplier,
                         const struct outstanding *outstanding, double order_cost)
{
    const struct loads made = loads_of(basket, supplier, outstanding);
    const struct loads *loads = &made;
    double trucks = floor(loads->count + SLACK);
    double room = order_cost * (trucks + 1.0 - loads->count);
    double dropped = try_dropping(basket, supplier, outstanding, loads, trucks);
    double filled = fill_trucks(basket, loads, trucks + 1.0, value_or(supplier->budget, HUGE_VAL));
    /* A better price can leave more units worth less than the minimum. */
    if (filled > -HUGE_VAL && filled + room >= dropped &&
        still_enough(basket, supplier, outstanding)) {
        return;
    }
    basket_undo(basket);
    if (trucks >= 1.0 && dropped > -HUGE_VAL) {
        (void)drop_trucks(basket, loads, trucks);
    }
}

/* Loads of the lines as they are; cheap, so that curves are made only where they are needed. */
static bool needs_rounding(const struct buying *buying, const struct group *group,
                           const struct outstanding *outstanding, double order_cost)
{
    const struct supplier *supplier = group->supplier;
    double weight = outstanding->weight;
    double volume = outstanding->volume;
    bool any = false;
    for (size_t l = 0; l < group->count; l++) {
        const struct position *position = &buying->desk->plan->positions[group->positions[l]];
        if (position->quantity > 0.0) {
            any = true;
            weight += position->quantity * value_or(position->terms->weight, 0.0);
            volume += position->quantity * value_or(position->terms->volume, 0.0);
        }
    }
    double count =
        fmax(weight / size_of(supplier->load_weight), volume / size_of(supplier->load_volume));
    return any && (count > 1.0 || order_cost > 0.0) && !is_whole(count);
}

enum status make_loads(struct buying *buying, const struct group *group, struct fault *fault)
{
    const struct supplier *supplier = group->supplier;
    bool loaded = supplier != NULL && (supplier->load_weight > 0.0 || supplier->load_volume > 0.0);
    if (!loaded) {
        return STATUS_OK;
    }
    double order_cost = value_or(supplier->order_cost, buying->desk->settings->order_cost);
    struct outstanding outstanding = group_outstanding(buying->desk, group);
    if (!needs_rounding(buying, group, &outstanding, order_cost)) {
        return STATUS_OK;
    }
    struct basket basket;
    TRY(basket_open(&basket, buying, group->positions, group->count, true, ADJUST_LOAD, fault));
    round_trucks(&basket, supplier, &outstanding, order_cost);
    (void)basket_mark(&basket, BINDING_LOAD);
    return STATUS_OK;
}
