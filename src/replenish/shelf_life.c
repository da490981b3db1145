/* Demand within the life of a delivery, against what stands before it. */
#include "replenish/shelf_life.h"

#include "base/missing.h"

#include <math.h>

/* A chance below it is none: of what costs nothing to spoil. */
static const double LEAST_CHANCE = 1e-6;

struct life {
    struct dist demand; /* up to the last day on which the delivery can be sold */
    double ahead;       /* units that sell first; negative: owed to customers */
};

/* Open orders that come no later than the delivery, overdue ones by what they still count for. */
static double supply_before(const struct basis *basis, const struct position *position,
                            double receipt)
{
    const struct inputs *inputs = basis->inputs;
    size_t first;
    size_t count = open_orders_of(inputs, position->sku, position->location, &first);
    double units = position->open_late;
    for (size_t o = first; o < first + count; o++) {
        double due = (double)inputs->open_orders[o].due_day - (double)inputs->as_of;
        units += due >= 0.0 && due <= receipt ? inputs->open_orders[o].quantity : 0.0;
    }
    return units;
}

/* false where nothing spoils or nothing is known of demand. */
static bool life_of(const struct basis *basis, const struct position *position, struct life *life)
{
    if (is_missing(position->terms->shelf_life_days) || position->series == SIZE_MAX ||
        basis->forecasts->horizon == 0) {
        return false;
    }
    struct outlook outlook;
    outlook_of(&outlook, basis->panel, basis->forecasts, position->series, basis->period_end);
    double receipt = round(position->lead_days);
    double end = receipt + fmin(position->terms->shelf_life_days, COVER_LIMIT);
    double mean = outlook_mean(&outlook, 0.0, end);
    double variance = outlook_variance(&outlook, 0.0, end);
    if (!isfinite(mean) || !isfinite(variance)) {
        return false;
    }
    double before = outlook_mean(&outlook, 0.0, receipt);
    double met = before > 0.0 ? 1.0 - fmin(position->lost_before / before, 1.0) : 1.0;
    variance -= (1.0 - met * met) * outlook_variance(&outlook, 0.0, receipt);
    life->demand = dist_of_demand(mean, variance, outlook.counts);
    life->ahead = usable_stock(position) + supply_before(basis, position, receipt) +
                  position->transfer_in - position->transfer_out + position->lost_before;
    return true;
}

double shelf_life_limit(const struct basis *basis, const struct position *position)
{
    struct life life;
    if (!life_of(basis, position, &life)) {
        return HUGE_VAL;
    }
    double spoiled = position->terms->unit_cost;
    double both = spoiled + position->terms->shortage_cost;
    double chance = both > 0.0 ? fmin(spoiled / both, 0.5) : 0.5;
    /* The greatest x with P(D >= x) >= chance. */
    double sells = chance > LEAST_CHANCE ? dist_quantile(&life.demand, 1.0 - chance) : HUGE_VAL;
    double most = fmax(sells - life.ahead, 0.0);
    most = fmax(most, position->terms->min_stock - position->position);
    return position->counts ? floor(most + UNIT_SLACK) : most;
}

double shelf_life_waste(const struct basis *basis, const struct position *position, double quantity)
{
    struct life life;
    if (quantity <= 0.0 || !life_of(basis, position, &life)) {
        return 0.0;
    }
    double with = dist_surplus(&life.demand, life.ahead + quantity);
    return fmax(with - dist_surplus(&life.demand, life.ahead), 0.0);
}
