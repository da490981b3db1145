/* The economic order quantity. */
#include "replenish/eoq.h"

#include <math.h>

/* A lot of so nearly n packs is n packs: the square root has an error of its own. */
static const double PACK_RESOLUTION = 1e-9;

double eoq_holding(const struct eoq *terms)
{
    return fmax(terms->holding, 0.0) + fmax(terms->rate, 0.0) * fmax(terms->unit_cost, 0.0);
}

double eoq_waiting_share(const struct eoq *terms)
{
    double holding = eoq_holding(terms);
    if (!(terms->backorder > 0.0) || !(holding > 0.0)) {
        return 0.0;
    }
    return holding / (holding + terms->backorder);
}

/* 1 - D / P: the share of a lot that is there at once when its run ends. */
static double share_at_once(const struct eoq *terms)
{
    if (!(terms->production > 0.0)) {
        return 1.0;
    }
    return fmax(1.0 - fmax(terms->demand, 0.0) / terms->production, 0.0);
}

/* e: what half a lot's units cost per unit of time. */
static double effective_holding(const struct eoq *terms)
{
    return eoq_holding(terms) * (1.0 - eoq_waiting_share(terms)) * share_at_once(terms);
}

double eoq_lot(const struct eoq *terms)
{
    if (!(terms->demand > 0.0) || !(terms->setup > 0.0)) {
        return 0.0;
    }
    double holding = effective_holding(terms);
    return holding > 0.0 ? sqrt(2.0 * terms->setup * terms->demand / holding) : HUGE_VAL;
}

double eoq_cost(const struct eoq *terms, double quantity)
{
    if (!(terms->demand > 0.0)) {
        return 0.0;
    }
    double setup = fmax(terms->setup, 0.0);
    double holding = effective_holding(terms);
    if (!(quantity > 0.0)) {
        return setup > 0.0 ? HUGE_VAL : 0.0;
    }
    if (!(holding > 0.0)) {
        return setup * terms->demand / quantity;
    }
    return setup * terms->demand / quantity + 0.5 * holding * quantity;
}

double eoq_most_waiting(const struct eoq *terms, double quantity)
{
    double share = eoq_waiting_share(terms) * share_at_once(terms);
    return share > 0.0 ? share * fmax(quantity, 0.0) : 0.0;
}

double eoq_lot_in_packs(const struct eoq *terms, double pack)
{
    double lot = eoq_lot(terms);
    if (!(pack > 0.0) || !(terms->demand > 0.0) || isinf(lot)) {
        return lot;
    }
    /* The root of n (n + 1) = (Q / pack)^2, upwards. */
    double ratio = lot / pack;
    double packs = 0.5 * (sqrt(1.0 + 4.0 * ratio * ratio) - 1.0);
    return fmax(ceil(packs * (1.0 - PACK_RESOLUTION)), 1.0) * pack;
}
