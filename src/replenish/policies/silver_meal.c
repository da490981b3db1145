/* Silver and Meal: an order covers as many reviews as make its cost per review least.
 *
 * Periods are joined until the cost per period, (order_cost + holding of what is joined) / periods,
 * goes up for the first time (Silver and Meal 1973; replenish/dynamic_lot.h). */
#include "replenish/policies.h"
#include "replenish/requirements.h"

static bool silver_meal_levels(const struct situation *situation, struct levels *levels,
                               struct arena *scratch)
{
    double units = 0.0;
    struct arena_mark mark = arena_mark(scratch);
    if (situation->order_cost > 0.0) {
        struct dynamic_lot problem;
        if (!requirements_of(situation, &problem, scratch)) {
            return false;
        }
        units = requirements_units(&problem, dynamic_lot_silver_meal_cover(&problem, 0));
    }
    arena_rewind(scratch, mark);
    requirements_levels(situation, units, levels, scratch);
    return true;
}

const struct policy policy_silver_meal = {
    .name = "silver_meal",
    .summary = "lots of the reviews ahead while the cost per review falls (Silver and Meal)",
    .scratch = requirements_scratch,
    .levels = silver_meal_levels,
};
