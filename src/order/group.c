/* The lines of one supplier, added up. */
#include "base/missing.h"
#include "order/buying.h"

static void add(double sum[MEASURES], const struct desk *desk, const struct position *position,
                double units)
{
    const struct terms *terms = position->terms;
    sum[MEASURE_MONEY] += units * line_unit_cost(&desk->basis->inputs->master, position, units);
    sum[MEASURE_UNITS] += units;
    sum[MEASURE_WEIGHT] += units * value_or(terms->weight, 0.0);
    sum[MEASURE_VOLUME] += units * value_or(terms->volume, 0.0);
}

void group_stand(struct group *group, const struct desk *desk)
{
    for (size_t l = 0; l < group->count; l++) {
        const struct position *position = &desk->plan->positions[group->positions[l]];
        if (position->suggested > 0.0) {
            add(group->stood, desk, position, position->suggested);
        }
    }
}

bool group_sum(const struct desk *desk, const struct group *group, double sum[MEASURES])
{
    bool any = false;
    for (int m = 0; m < MEASURES; m++) {
        sum[m] = 0.0;
    }
    for (size_t l = 0; l < group->count; l++) {
        const struct position *position = &desk->plan->positions[group->positions[l]];
        if (position->quantity > 0.0) {
            add(sum, desk, position, position->quantity);
            any = true;
        }
    }
    return any;
}

bool group_reaches(const struct group *group, const double sum[MEASURES])
{
    const struct supplier *supplier = group->supplier;
    double money = sum[MEASURE_MONEY] + group->stood[MEASURE_MONEY];
    double units = sum[MEASURE_UNITS] + group->stood[MEASURE_UNITS];
    return supplier == NULL || (money + UNIT_SLACK >= value_or(supplier->min_order_value, 0.0) &&
                                units + UNIT_SLACK >= value_or(supplier->min_order_units, 0.0));
}
