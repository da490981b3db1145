/* Lots when the supplier is not certain. */
#include "replenish/supply_risk.h"

#include "replenish/eoq.h"

#include <math.h>
#include <stdbool.h>

/* Halvings of an interval: more than there are doubles in any. */
enum { SEARCH_STEPS = 2100 };
/* A number of periods that is this little above a whole one is that one. */
static const double WHOLE = 1e-12;

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
    /* From about where it is, and from where it is not 0. */
    double rates = terms->disruption_rate + terms->recovery_rate;
    double high = fmax(disruption_settled_lot(terms), terms->demand / rates);
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

/* lambda / (lambda + mu), 0 where he never fails. */
static double settled_share(const struct disruption *terms)
{
    return can_fail(terms)
               ? terms->disruption_rate / (terms->disruption_rate + fmax(terms->recovery_rate, 0.0))
               : 0.0;
}

double disruption_settled_lot(const struct disruption *terms)
{
    double plain = plain_lot(terms->demand, terms->setup, terms->holding);
    if (!(terms->demand > 0.0) || !can_fail(terms) || !comes_back(terms)) {
        return plain;
    }
    if (!(terms->holding > 0.0)) {
        return terms->setup > 0.0 || terms->lost_sale > 0.0 ? HUGE_VAL : 0.0;
    }
    double away = settled_share(terms) * terms->demand / terms->recovery_rate;
    double order = fmax(terms->setup, 0.0) + away * fmax(terms->lost_sale, 0.0);
    return sqrt(away * away + 2.0 * terms->demand * order / terms->holding) - away;
}

double disruption_settled_cost(const struct disruption *terms, double quantity)
{
    if (!can_fail(terms) || !comes_back(terms) || !(terms->demand > 0.0) || !(quantity > 0.0) ||
        isinf(quantity)) {
        return disruption_cost(terms, quantity);
    }
    double away = settled_share(terms) * terms->demand / terms->recovery_rate;
    double order = fmax(terms->setup, 0.0) + away * fmax(terms->lost_sale, 0.0);
    double held = 0.5 * fmax(terms->holding, 0.0) * quantity * quantity;
    return (order * terms->demand + held) / (quantity + away);
}

/* The share of all periods that he is down in. */
static double down_share(const struct outage *terms)
{
    return terms->fails > 0.0 ? terms->fails / (terms->fails + terms->recovers) : 0.0;
}

double outage_level(const struct outage *terms)
{
    if (!(terms->demand > 0.0) || !(terms->shortage > 0.0)) {
        return 0.0;
    }
    if (!(terms->fails > 0.0) || !(terms->recovers > 0.0)) {
        return terms->demand;
    }
    if (!(terms->holding > 0.0)) {
        return HUGE_VAL;
    }
    /* (1 - recovers)^n has to come down to this. */
    double left = terms->holding / (terms->holding + terms->shortage) / down_share(terms);
    if (left >= 1.0) {
        return terms->demand;
    }
    double periods = terms->recovers < 1.0 ? log(left) / log1p(-terms->recovers) : 1.0;
    return (1.0 + fmax(ceil(periods - WHOLE), 1.0)) * terms->demand;
}

double outage_cost(const struct outage *terms, double level)
{
    if (!(terms->demand > 0.0)) {
        return 0.0;
    }
    double holding = fmax(terms->holding, 0.0);
    double shortage = fmax(terms->shortage, 0.0);
    double share = down_share(terms);
    if (share > 0.0 && !(terms->recovers > 0.0)) {
        return shortage > 0.0 ? HUGE_VAL : 0.0; /* in the end nothing is left to hold */
    }
    if (isinf(level)) {
        return holding > 0.0 ? HUGE_VAL : 0.0;
    }
    /* In units of a period's demand: n periods without him, x the level's cover beyond its own.
     * Above a whole k <= x < k + 1, E(n - x)+ = (1 - F(k)) (k + 1 - x) + sum over i > k of 1 -
     * F(i), a geometric sum. */
    double x = level / terms->demand - 1.0;
    double mean = share > 0.0 ? share / terms->recovers : 0.0;
    double k = floor(x);
    double waiting = mean - x;
    if (x >= 0.0) {
        double beyond = share > 0.0 ? share * pow(1.0 - terms->recovers, k) : 0.0;
        double later = share > 0.0 ? (1.0 - terms->recovers) / terms->recovers : 0.0;
        waiting = beyond * (k + 1.0 - x + later);
    }
    double left = waiting + x - mean;
    return terms->demand * (holding * fmax(left, 0.0) + shortage * waiting);
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

double yield_order(const struct dist *yield, double demand, double holding, double shortage)
{
    if (!(shortage > 0.0)) {
        return 0.0;
    }
    if (!(holding > 0.0)) {
        return HUGE_VAL;
    }
    return fmax(demand - dist_quantile(yield, holding / (holding + shortage)), 0.0);
}

double yield_order_cost(const struct dist *yield, double demand, double quantity, double holding,
                        double shortage)
{
    double over = fmax(holding, 0.0);
    if (isinf(quantity)) {
        return over > 0.0 ? HUGE_VAL : 0.0;
    }
    return over * dist_loss(yield, demand - quantity) +
           fmax(shortage, 0.0) * dist_surplus(yield, demand - quantity);
}
