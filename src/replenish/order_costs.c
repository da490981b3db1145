/* What an order costs is shared by the lines that it usually has.
 *
 * Lines of one supplier order, all bought every T days, cost K / T + T sum(h[i] D[i]) / 2 a day,
 * least at T = sqrt(2 K / sum(h D)).  A share of K in proportion to h[i] D[i] gives each line alone
 * that same T as its economic cycle (the strict cyclic solution of joint replenishment without
 * costs per line), so the lines keep in step although each decides for itself. */
#include "replenish/order_costs.h"

#include "base/missing.h"

#include <math.h>
#include <stdlib.h>

/* Demand over so many days: a whole season of any kind. */
static const double YEAR = 365.0;

struct weighing {
    const struct basis *basis;
    struct position *positions;
};

static double order_cost_of(const struct basis *basis, const struct position *position)
{
    struct feed feed = feed_of(basis->inputs, position->from);
    if (feed.location != NULL || position->from == NO_ID) {
        return 0.0; /* moves between one's own places are no purchases */
    }
    double cost = feed.supplier != NULL ? feed.supplier->order_cost : MISSING;
    return value_or(cost, basis->order_cost);
}

/* order_cost becomes h D, the position's weight. */
static void weigh_one(void *context, size_t index, struct arena *scratch)
{
    (void)scratch;
    const struct weighing *weighing = context;
    const struct basis *basis = weighing->basis;
    struct position *position = &weighing->positions[index];
    position->order_cost = 0.0;
    bool bought = position->terms->fulfilment != FULFILMENT_DROPSHIP && !position->kit;
    if (!bought || position->series == SIZE_MAX || basis->forecasts->horizon == 0 ||
        !(order_cost_of(basis, position) > 0.0)) {
        return;
    }
    struct outlook outlook;
    outlook_of(&outlook, basis->panel, basis->forecasts, position->series, basis->period_end);
    double mean = outlook_mean(&outlook, 0.0, YEAR);
    position->order_cost = isfinite(mean) ? mean * position->terms->holding_cost : 0.0;
}

static bool any_cost(const struct basis *basis)
{
    bool any = basis->order_cost > 0.0;
    const struct master *master = &basis->inputs->master;
    for (size_t s = 0; s < master->supplier_count && !any; s++) {
        any = master->suppliers[s].order_cost > 0.0;
    }
    return any;
}

bool share_order_costs(const struct basis *basis, struct position *positions, size_t count,
                       struct team *team)
{
    if (!any_cost(basis)) {
        return true;
    }
    size_t places = 0;
    for (size_t p = 0; p < count; p++) {
        uint32_t from = positions[p].from;
        places = from != NO_ID && from >= places ? (size_t)from + 1 : places;
    }
    double *weight = calloc(places + 1, sizeof *weight);
    if (weight == NULL) {
        return false;
    }
    struct weighing weighing = {.basis = basis, .positions = positions};
    parallel_each(team, count, weigh_one, &weighing);
    for (size_t p = 0; p < count; p++) {
        if (positions[p].order_cost > 0.0) {
            weight[positions[p].from] += positions[p].order_cost;
        }
    }
    for (size_t p = 0; p < count; p++) {
        struct position *position = &positions[p];
        if (position->order_cost > 0.0) {
            position->order_cost *= order_cost_of(basis, position) / weight[position->from];
        }
    }
    free(weight);
    return true;
}
