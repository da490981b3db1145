/* Lots when the supplier is not certain. */
#include "replenish/supply_risk.h"

#include "replenish/eoq.h"

#include <math.h>
#include <stdbool.h>

/* Halvings of an interval until no double lies between. */
enum { SEARCH_STEPS = 2100 };

static double plain_lot(double demand, double setup, double holding)
{
    struct eoq terms = {.demand = demand, .setup = setup, .holding = holding};
    return eoq_lot(&terms);
}

static bool can_fail(const struct disruption *terms)
{
    return terms->disruption_rate > 0.0;
}

static bool comes_back(const struct disruption *terms)
{
    return terms->recovery_rate > 0.0;
}

/* g = above / below, each with its slope in Q. */
struct ratio {
    double above, above_slope;
    double below, below_slope;
};

static struct ratio ratio_at(const struct disruption *terms, double quantity)
{
    double demand = terms->demand;
    double holding = fmax(terms->holding, 0.0);
    double lost = fmax(terms->lost_sale, 0.0);
    double rates = terms->disruption_rate + terms->recovery_rate;
    double settled = -expm1(-rates * quantity / demand);
    double down = terms->disruption_rate / rates * settled; /* psi */
    double down_slope = terms->disruption_rate / demand * exp(-rates * quantity / demand);
    double down_days = 1.0 / terms->recovery_rate;
    return (struct ratio){
        .above = fmax(terms->setup, 0.0) + 0.5 * holding * quantity * quantity / demand +
                 down * demand * lost * down_days,
        .above_slope = holding * quantity / demand + down_slope * demand * lost * down_days,
        .below = quantity / demand + down * down_days,
        .below_slope = 1.0 / demand + down_slope * down_days};
}

/* The sign of g'. */
static bool is_rising(const struct disruption *terms, double quantity)
{
    struct ratio at = ratio_at(terms, quantity);
    return at.above_slope * at.below > at.above * at.below_slope;
}

double disruption_cost(const struct disruption *terms, double quantity)
{
    if (!(terms->demand > 0.0)) {
        return 0.0;
    }
    double lost = fmax(terms->lost_sale, 0.0);
    if (can_fail(terms) && !comes_back(terms)) {
        return terms->demand * lost;
    }
    if (!can_fail(terms)) {
        struct eoq plain = {
            .demand = terms->demand, .setup = terms->setup, .holding = terms->holding};
        return eoq_cost(&plain, quantity);
    }
    if (!(quantity > 0.0)) {
        /* psi is about lambda Q / D where Q is small. */
        double rates = terms->disruption_rate + terms->recovery_rate;
        return terms->setup > 0.0 ? HUGE_VAL
                                  : terms->demand * lost * terms->disruption_rate / rates;
    }
    if (isinf(quantity)) {
        return terms->holding > 0.0 ? HUGE_VAL : 0.0;
    }
    struct ratio at = ratio_at(terms, quantity);
    return at.above / at.below;
}

double disruption_lot(const struct disruption *terms)
{
    double plain = plain_lot(terms->demand, terms->setup, terms->holding);
    if (!(terms->demand > 0.0) || !can_fail(terms) || !comes_back(terms)) {
        return plain;
    }
    if (!(terms->holding > 0.0)) {
        return terms->setup > 0.0 || terms->lost_sale > 0.0 ? HUGE_VAL : 0.0;
    }
    /* The time scale of a lot: the plain one's, or that in which the supplier's state settles. */
    double rates = terms->disruption_rate + terms->recovery_rate;
    double high = fmax(plain, terms->demand / rates);
    while (!is_rising(terms, high) && !isinf(high)) {
        high *= 2.0;
    }
    double low = 0.0;
    for (int i = 0; i < SEARCH_STEPS; i++) {
        double middle = 0.5 * (low + high);
        if (!(middle > low && middle < high)) {
            break;
        }
        if (is_rising(terms, middle)) {
            high = middle;
        } else {
            low = middle;
        }
    }
    return high;
}

double yield_additive_lot(const struct yield *terms)
{
    if (!(terms->demand > 0.0)) {
        return 0.0;
    }
    /* The plain lot is what should arrive if its variance were nothing. */
    double arrives = plain_lot(terms->demand, terms->setup, terms->holding);
    return fmax(hypot(arrives, terms->sd) - terms->mean, 0.0);
}

double yield_additive_cost(const struct yield *terms, double quantity)
{
    if (!(terms->demand > 0.0)) {
        return 0.0;
    }
    double arrives = quantity + terms->mean;
    double holding = fmax(terms->holding, 0.0);
    if (!(arrives > 0.0)) {
        return HUGE_VAL;
    }
    if (isinf(arrives)) {
        return holding > 0.0 ? HUGE_VAL : 0.0;
    }
    double second = terms->sd * terms->sd + arrives * arrives;
    return (fmax(terms->setup, 0.0) * terms->demand + 0.5 * holding * second) / arrives;
}

double yield_multiplicative_lot(const struct yield *terms)
{
    if (!(terms->mean > 0.0)) {
        return 0.0;
    }
    return plain_lot(terms->demand, terms->setup, terms->holding) / hypot(terms->mean, terms->sd);
}

double yield_multiplicative_cost(const struct yield *terms, double quantity)
{
    if (!(terms->demand > 0.0)) {
        return 0.0;
    }
    if (!(terms->mean > 0.0)) {
        return HUGE_VAL;
    }
    /* A plain lot of Q nu, dearer to hold by its second moment. */
    double second = terms->mean * terms->mean + terms->sd * terms->sd;
    struct eoq plain = {.demand = terms->demand,
                        .setup = terms->setup,
                        .holding =
                            fmax(terms->holding, 0.0) * second / (terms->mean * terms->mean)};
    return eoq_cost(&plain, quantity * terms->mean);
}
