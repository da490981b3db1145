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
/* Loads of an order by weight and by volume. */
struct loads {
    const struct group *group;
    double size[2];       /* of a truck; HUGE_VAL: no limit */
    enum measure tighter; /* the measure of which the order has more loads */
    double capacity;      /* of a truck in that measure */
    double count;         /* trucks by that measure, a fraction */
};

static const enum measure measures[2] = {MEASURE_WEIGHT, MEASURE_VOLUME};

static double size_of(double load)
{
    return load > 0.0 ? load : HUGE_VAL; /* false for MISSING too */
}

/* Of lines that add up to this. */
static struct loads loads_of(const struct group *group, const double sum[MEASURES])
{
    const struct supplier *supplier = group->supplier;
    struct loads loads = {.size = {size_of(supplier->load_weight), size_of(supplier->load_volume)},
                          .group = group,
                          .count = -1.0};
    for (size_t m = 0; m < 2; m++) {
        double count = (sum[measures[m]] + group->stood[measures[m]]) / loads.size[m];
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
    double part = count - floor(count + UNIT_SLACK);
    return part <= UNIT_SLACK || part >= FULL;
}

static void limit_room(struct basket *basket, const struct loads *loads, double trucks)
{
    for (size_t m = 0; m < 2; m++) {
        basket->most[measures[m]] = trucks * loads->size[m] - loads->group->stood[measures[m]];
    }
}

/* Filled up to so many trucks; the gain, mostly negative; -HUGE_VAL if it cannot be. */
static double fill_trucks(struct basket *basket, const struct loads *loads, double trucks,
                          double budget)
{
    limit_room(basket, loads, trucks);
    basket->most[MEASURE_MONEY] = budget;
    double least = (trucks - 1.0 + FULL) * loads->capacity - loads->group->stood[loads->tighter];
    bool full = basket_fill(basket, loads->tighter, least);
    return full ? basket_gain(basket) : -HUGE_VAL;
}

/* Cut to so many; likewise. */
static double drop_trucks(struct basket *basket, const struct loads *loads, double trucks)
{
    bool fits = true;
    limit_room(basket, loads, trucks);
    for (size_t m = 0; m < 2; m++) {
        double room = trucks * loads->size[m] - loads->group->stood[measures[m]];
        fits = (isinf(loads->size[m]) || basket_cut(basket, measures[m], fmax(room, 0.0))) && fits;
    }
    return fits ? basket_gain(basket) : -HUGE_VAL;
}

/* What is lost by leaving the last truck behind; the basket is as it was. */
static double try_dropping(struct basket *basket, const struct loads *loads, double trucks)
{
    if (trucks < 1.0) {
        return 0.0; /* the only one goes as it is */
    }
    double gain = drop_trucks(basket, loads, trucks);
    gain = group_reaches(loads->group, basket->sum) ? gain : -HUGE_VAL;
    basket_undo(basket);
    return gain;
}

static void round_trucks(struct basket *basket, const struct loads *loads, double order_cost)
{
    double trucks = floor(loads->count + UNIT_SLACK);
    double room = order_cost * (trucks + 1.0 - loads->count);
    double budget = value_or(loads->group->supplier->budget, HUGE_VAL);
    double dropped = try_dropping(basket, loads, trucks);
    double filled = fill_trucks(basket, loads, trucks + 1.0, budget);
    /* A better price can leave more units worth less than the minimum. */
    if (filled > -HUGE_VAL && filled + room >= dropped &&
        group_reaches(loads->group, basket->sum)) {
        return;
    }
    basket_undo(basket);
    if (trucks >= 1.0 && dropped > -HUGE_VAL) {
        (void)drop_trucks(basket, loads, trucks);
    }
}

enum status make_loads(struct buying *buying, const struct group *group, struct fault *fault)
{
    const struct supplier *supplier = group->supplier;
    double sum[MEASURES];
    bool loaded = supplier != NULL && (supplier->load_weight > 0.0 || supplier->load_volume > 0.0);
    if (!loaded || !group_sum(buying->desk, group, sum)) {
        return STATUS_OK;
    }
    double order_cost = value_or(supplier->order_cost, buying->desk->settings->order_cost);
    struct loads loads = loads_of(group, sum);
    /* Curves are made only where they are needed. */
    if (is_whole(loads.count) || !(loads.count > 1.0 || order_cost > 0.0)) {
        return STATUS_OK;
    }
    struct basket basket;
    TRY(basket_open(&basket, buying, group->positions, group->count, true, ADJUST_LOAD, fault));
    round_trucks(&basket, &loads, order_cost);
    (void)basket_mark(&basket, BINDING_LOAD);
    return STATUS_OK;
}
