/* Wagner and Whitin: an order covers what it covers in the cheapest plan of the orders ahead
 * (Wagner and Whitin 1958), up to the horizon between three and five economic cycles that costs
 * least per review (dynamic_lot_first_cover in replenish/dynamic_lot.h). */
#include "replenish/policies.h"
#include "replenish/requirements.h"

static size_t wagner_whitin_scratch(void)
{
    return requirements_scratch() + dynamic_lot_scratch(REQUIREMENTS_MOST);
}

static bool wagner_whitin_levels(const struct situation *situation, struct levels *levels,
                                 struct arena *scratch)
{
    double units = 0.0;
    struct arena_mark mark = arena_mark(scratch);
    if (situation->order_cost > 0.0) {
        struct dynamic_lot problem;
        size_t cover;
        if (!requirements_of(situation, &problem, scratch) ||
            !dynamic_lot_first_cover(&problem, 3 * problem.periods / REQUIREMENTS_CYCLES, &cover,
                                     scratch)) {
            return false;
        }
        units = requirements_units(&problem, cover);
    }
    arena_rewind(scratch, mark);
    requirements_levels(situation, units, levels, scratch);
    return true;
}

const struct policy policy_wagner_whitin = {
    .name = "wagner_whitin",
    .summary = "lots of the cheapest plan of the orders ahead (Wagner and Whitin)",
    .scratch = wagner_whitin_scratch,
    .levels = wagner_whitin_levels,
};
