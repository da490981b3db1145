/* Truck loads: an order of more than one is whole trucks.
 *
 * No file says what a truck costs, so its share cannot be weighed against holding.  The rule: where
 * the last truck of several is neither nearly full nor empty, it is filled up with the best next
 * packs or left behind with the least of the order, whichever of the two costs less money.  An
 * order of less than one load is left as it is: that small amounts are dear is what the supplier's
 * minimum is there for. */
#include "base/missing.h"
#include "order/buying.h"

#include <math.h>

/* A truck counts as full from here on: packs do not fit to the last corner. */
static const double FULL = 0.95;
static const double SLACK = 1e-6;

/* Loads of an order by weight and by volume. */
struct loads {
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

static struct loads loads_of(const struct basket *basket, const struct supplier *supplier)
{
    struct loads loads = {.size = {size_of(supplier->load_weight), size_of(supplier->load_volume)},
                          .count = -1.0};
    for (size_t m = 0; m < 2; m++) {
        double count = basket->sum[measures[m]] / loads.size[m];
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

/* Filled up to so many trucks; the gain, mostly negative; -HUGE_VAL if it cannot be. */
static double fill_trucks(struct basket *basket, const struct loads *loads, double trucks,
                          double budget)
{
    basket->most[MEASURE_WEIGHT] = trucks * loads->size[0];
    basket->most[MEASURE_VOLUME] = trucks * loads->size[1];
    basket->most[MEASURE_MONEY] = budget;
    bool full = basket_fill(basket, loads->tighter, (trucks - 1.0 + FULL) * loads->capacity);
    return full ? basket_gain(basket) : -HUGE_VAL;
}

/* Cut to so many; likewise. */
static double drop_trucks(struct basket *basket, const struct loads *loads, double trucks)
{
    bool fits = true;
    for (size_t m = 0; m < 2; m++) {
        fits =
            (isinf(loads->size[m]) || basket_cut(basket, measures[m], trucks * loads->size[m])) &&
            fits;
    }
    return fits ? basket_gain(basket) : -HUGE_VAL;
}

static bool still_enough(const struct basket *basket, const struct supplier *supplier)
{
    return basket->sum[MEASURE_MONEY] + SLACK >= value_or(supplier->min_order_value, 0.0) &&
           basket->sum[MEASURE_UNITS] + SLACK >= value_or(supplier->min_order_units, 0.0);
}

static void round_trucks(struct basket *basket, const struct supplier *supplier,
                         const struct loads *loads)
{
    double trucks = floor(loads->count + SLACK);
    double budget = value_or(supplier->budget, HUGE_VAL);
    double dropped = drop_trucks(basket, loads, trucks);
    if (!still_enough(basket, supplier)) {
        dropped = -HUGE_VAL;
    }
    basket_undo(basket);
    double filled = fill_trucks(basket, loads, trucks + 1.0, budget);
    if (filled > -HUGE_VAL && filled >= dropped) {
        return;
    }
    basket_undo(basket);
    if (dropped > -HUGE_VAL) {
        (void)drop_trucks(basket, loads, trucks);
    }
}

/* Loads of the lines as they are; cheap, so that curves are made only where they are needed. */
static bool needs_rounding(const struct buying *buying, const struct group *group)
{
    const struct supplier *supplier = group->supplier;
    double weight = 0.0;
    double volume = 0.0;
    for (size_t l = 0; l < group->count; l++) {
        const struct position *position = &buying->desk->plan->positions[group->positions[l]];
        if (position->quantity > 0.0) {
            weight += position->quantity * value_or(position->terms->weight, 0.0);
            volume += position->quantity * value_or(position->terms->volume, 0.0);
        }
    }
    double count =
        fmax(weight / size_of(supplier->load_weight), volume / size_of(supplier->load_volume));
    return count > 1.0 + SLACK && !is_whole(count);
}

enum status make_loads(struct buying *buying, const struct group *group, struct fault *fault)
{
    const struct supplier *supplier = group->supplier;
    bool loaded = supplier != NULL && (supplier->load_weight > 0.0 || supplier->load_volume > 0.0);
    if (!loaded || !needs_rounding(buying, group)) {
        return STATUS_OK;
    }
    struct basket basket;
    TRY(basket_open(&basket, buying, group->positions, group->count, true, ADJUST_LOAD, fault));
    struct loads loads = loads_of(&basket, supplier);
    round_trucks(&basket, supplier, &loads);
    (void)basket_mark(&basket, BINDING_LOAD);
    return STATUS_OK;
}
