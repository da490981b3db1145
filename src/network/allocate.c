/* Fair shares of a scarce quantity. */
#include "network/allocate.h"

#include "base/missing.h"

#include <math.h>

/* Remainders closer than this are equal: the lower number goes first. */
static const double REMAINDER_RESOLUTION = 1e-9;

/* The level to which `available` lifts the places that are still marked (alloc > 0). */
static double water_level(double available, const double *stock, const double *rate, size_t count,
                          const double *alloc)
{
    double volume = available;
    double width = 0.0;
    for (size_t i = 0; i < count; i++) {
        if (alloc[i] > 0.0) {
            volume += stock[i];
            width += rate[i];
        }
    }
    return width > 0.0 ? volume / width : MISSING;
}

double allocate_cover(double available, const double *stock, const double *rate, size_t count,
                      double *alloc)
{
    if (!(available > 0.0)) {
        for (size_t i = 0; i < count; i++) {
            alloc[i] = 0.0;
        }
        return MISSING;
    }
    /* alloc marks the places below the level: all that sell at first.  Leaving out one that stands
     * above lowers the level for the others, so nobody has to come back. */
    for (size_t i = 0; i < count; i++) {
        alloc[i] = rate[i] > 0.0 ? 1.0 : 0.0;
    }
    double level = MISSING;
    for (bool settled = false; !settled;) {
        level = water_level(available, stock, rate, count, alloc);
        settled = true;
        for (size_t i = 0; i < count; i++) {
            if (alloc[i] > 0.0 && stock[i] >= rate[i] * level) {
                alloc[i] = 0.0;
                settled = false;
            }
        }
    }
    for (size_t i = 0; i < count; i++) {
        alloc[i] = alloc[i] > 0.0 ? rate[i] * level - stock[i] : 0.0;
    }
    return level;
}

/* Those among whom something is shared in proportion: all, or those of one priority. */
struct sharers {
    const double *demand;   /* [count] */
    const double *priority; /* [count]; NULL: all share */
    double level;
    size_t count;
};

static bool shares(const struct sharers *sharers, size_t i)
{
    return sharers->priority == NULL ||
           (sharers->priority[i] >= sharers->level && sharers->priority[i] <= sharers->level);
}

static double total_demand(const struct sharers *sharers)
{
    double total = 0.0;
    for (size_t i = 0; i < sharers->count; i++) {
        total += shares(sharers, i) ? sharers->demand[i] : 0.0;
    }
    return total;
}

/* The sharer with the largest part of a unit still to come; count if nobody has any. */
static size_t largest_remainder(const struct sharers *sharers, double part, const double *alloc)
{
    size_t best = sharers->count;
    double largest = 0.0;
    for (size_t i = 0; i < sharers->count; i++) {
        double remainder = shares(sharers, i) ? sharers->demand[i] * part - alloc[i] : 0.0;
        if (remainder > largest + REMAINDER_RESOLUTION) {
            largest = remainder;
            best = i;
        }
    }
    return best;
}

/* demand * part in whole units that add up to `total`. */
static void share_whole(const struct sharers *sharers, double part, double total, double *alloc)
{
    double left = total;
    for (size_t i = 0; i < sharers->count; i++) {
        if (shares(sharers, i)) {
            alloc[i] = floor(sharers->demand[i] * part + REMAINDER_RESOLUTION);
            left -= alloc[i];
        }
    }
    while (left >= 1.0) {
        size_t best = largest_remainder(sharers, part, alloc);
        if (best == sharers->count) {
            return;
        }
        alloc[best] += 1.0;
        left -= 1.0;
    }
}

static bool all_whole(double available, const double *demand, size_t count)
{
    bool whole = floor(available) >= available;
    for (size_t i = 0; i < count; i++) {
        whole = whole && floor(demand[i]) >= demand[i];
    }
    return whole;
}

/* Returns what was handed out. */
static double share_out(const struct sharers *sharers, double available, bool whole, double *alloc)
{
    double total = total_demand(sharers);
    double given = fmin(fmax(available, 0.0), total);
    double part = total > 0.0 ? given / total : 0.0;
    if (whole) {
        share_whole(sharers, part, given, alloc);
        return given;
    }
    for (size_t i = 0; i < sharers->count; i++) {
        if (shares(sharers, i)) {
            alloc[i] = sharers->demand[i] * part;
        }
    }
    return given;
}

void allocate_round(const double *share, size_t count, double *alloc)
{
    struct sharers sharers = {.demand = share, .count = count};
    share_whole(&sharers, 1.0, floor(total_demand(&sharers) + REMAINDER_RESOLUTION), alloc);
}

void allocate_proportional(double available, const double *demand, size_t count, double *alloc)
{
    struct sharers sharers = {.demand = demand, .count = count};
    share_out(&sharers, available, all_whole(available, demand, count), alloc);
}

void allocate_priority(double available, const double *demand, const double *priority, size_t count,
                       double *alloc)
{
    bool whole = all_whole(available, demand, count);
    struct sharers sharers = {
        .demand = demand, .priority = priority, .level = HUGE_VAL, .count = count};
    for (;;) {
        double next = -HUGE_VAL;
        for (size_t i = 0; i < count; i++) {
            next = priority[i] < sharers.level ? fmax(next, priority[i]) : next;
        }
        if (isinf(next)) {
            return;
        }
        sharers.level = next;
        available -= share_out(&sharers, available, whole, alloc);
    }
}

static double next_gain(const struct dist *demand, double stock, const double *weight, size_t i)
{
    return (weight == NULL ? 1.0 : weight[i]) * dist_tail(demand, stock);
}

static size_t largest_of(const double *values, size_t count)
{
    size_t best = count;
    double largest = 0.0;
    for (size_t i = 0; i < count; i++) {
        if (values[i] > largest) {
            largest = values[i];
            best = i;
        }
    }
    return best;
}

void allocate_marginal(double available, const struct dist *demand, const double *stock,
                       const double *weight, size_t count, double *alloc, double *gain)
{
    for (size_t i = 0; i < count; i++) {
        alloc[i] = 0.0;
        gain[i] = next_gain(&demand[i], stock[i], weight, i);
    }
    for (double left = floor(available); left >= 1.0; left -= 1.0) {
        size_t best = largest_of(gain, count);
        if (best == count) {
            return;
        }
        alloc[best] += 1.0;
        gain[best] = next_gain(&demand[best], stock[best] + alloc[best], weight, best);
    }
}

double purchase_reward(const struct purchase_item *item, double k)
{
    double sells = dist_tail(&item->demand, k - 1.0);
    return (item->margin * sells - item->holding * (1.0 - sells)) / item->cost;
}

/* The reward of the unit after `units`, 0 when the item may take no more. */
static double next_reward(const struct purchase_item *item, double units)
{
    return units + 1.0 <= item->limit ? purchase_reward(item, item->on_hand + units + 1.0) : 0.0;
}

double purchase_by_reward(const struct purchase_item *items, size_t count, double budget,
                          double *units, double *reward)
{
    double spent = 0.0;
    for (size_t i = 0; i < count; i++) {
        units[i] = 0.0;
        reward[i] = next_reward(&items[i], 0.0);
    }
    for (size_t best = largest_of(reward, count); best < count; best = largest_of(reward, count)) {
        /* The last cent may be lost in the sum of thousands of prices. */
        if (spent + items[best].cost > budget * (1.0 + REMAINDER_RESOLUTION)) {
            reward[best] = 0.0;
            continue;
        }
        spent += items[best].cost;
        units[best] += 1.0;
        reward[best] = next_reward(&items[best], units[best]);
    }
    return spent;
}
