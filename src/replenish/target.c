/* Order-up-to levels, from the mixture of lead times. */
#include "replenish/target.h"

#include "replenish/service.h"

#include <math.h>

/* A level is reached when it is missed by no more than rounding. */
static const double LEVEL_SLACK = 1e-9;
/* On the grid of the projection it is also reached when the service missing to certainty is two
 * thousandths too much: 97.996 % is 98 %.  So a single unit of rounding does not make an order. */
static const double GRID_SLACK = 0.002;
/* No policy asks for certainty. */
static const double MOST_LEVEL = 0.99999;

/* What is lost does not use up the delivery behind it, so stock corrects itself, and the more so
 * the more orders are on the way at once; who looks at one cycle alone buys too much (Morton 1971,
 * Zipkin 2008).  Holding counted so many times is within 1 % of the least cost of that kind in long
 * simulations of negative binomial demand, lead times of 1 to 14 reviews and shortage costs of 2 to
 * 112 times the holding of a cycle.  Only a cycle with demand makes an order: a unit that is wanted
 * at a rate r, never two at a time, is worth its place from r = holding / shortage on, however long
 * the lead time. */
static double lost_patience(const struct outlook *outlook, const struct interval *interval,
                            double cycle_days)
{
    static const double share = 0.5;
    if (!(cycle_days > 0.0)) {
        return 1.0;
    }
    struct dist cycle =
        outlook_dist(outlook, interval->lead_days, interval->lead_days + cycle_days);
    double with_demand = 1.0 - dist_cdf(&cycle, 0.0);
    return sqrt(1.0 + share * with_demand * interval->lead_days / cycle_days);
}

double target_level(const struct terms *terms, const struct interval *interval,
                    const struct outlook *lost)
{
    double level = terms->service_level;
    if (terms->service_type == SERVICE_COST) {
        double days = 0.0;
        for (size_t p = 0; p < interval->points; p++) {
            days += interval->weight[p] * (interval->end[p] - interval->receipt[p]);
        }
        double over = terms->holding_cost * days;
        over *= lost != NULL ? lost_patience(lost, interval, days) : 1.0;
        double both = terms->shortage_cost + over;
        level = both > 0.0 ? terms->shortage_cost / both : level;
    }
    return fmin(fmax(level, 0.0), MOST_LEVEL);
}

static double reached(const struct projection *projection, enum service_type type, double quantity)
{
    if (type != SERVICE_FILL) {
        return project_met(projection, quantity);
    }
    double demand = projection->cycle_demand;
    return demand > 0.0 ? 1.0 - project_lost(projection, quantity) / demand : 1.0;
}

/* A whole number of units, rounded up, fills more than was asked for: even demand of a known law,
 * ten a week, 91.8 % instead of 90. */
static double nearest(const struct projection *projection, double level, double least)
{
    double over = reached(projection, SERVICE_FILL, least) - level;
    double under = level - reached(projection, SERVICE_FILL, least - 1.0);
    return under < over ? least - 1.0 : least;
}

double target_quantity(const struct projection *projection, enum service_type type, double level)
{
    double step = projection->grid.step;
    long low = -(long)projection->grid.cells; /* service not reached, or nothing to reach */
    long high = (long)projection->grid.cells; /* reached */
    double wanted = level - GRID_SLACK * (1.0 - level) - LEVEL_SLACK;
    while (high - low > 1) {
        long middle = low + (high - low) / 2;
        double got = reached(projection, type, (double)middle * step - projection->head_start);
        if (got >= wanted) {
            high = middle;
        } else {
            low = middle;
        }
    }
    double least = (double)high * step - projection->head_start;
    if (low == -(long)projection->grid.cells) {
        return least;
    }
    if (step == 1.0) {
        return type == SERVICE_FILL ? nearest(projection, level, least) : least;
    }
    /* Cells are coarser than units: the level is passed somewhere between the last two. */
    double before = reached(projection, type, least - step);
    double after = reached(projection, type, least);
    double share = after > before ? (wanted - before) / (after - before) : 1.0;
    return least - step * (1.0 - fmin(fmax(share, 0.0), 1.0));
}

double target_level_up_to(const struct outlook *outlook, const struct interval *interval,
                          enum service_type type, double level)
{
    struct dist before[LEAD_POINTS];
    struct dist whole[LEAD_POINTS];
    double table[2 * LEAD_POINTS][DIST_TABLE];
    for (size_t p = 0; p < interval->points; p++) {
        struct dist law = outlook_dist(outlook, 0.0, interval->receipt[p]);
        before[p] = dist_tabulate(&law, table[2 * p]);
        law = outlook_dist(outlook, 0.0, interval->end[p]);
        whole[p] = dist_tabulate(&law, table[2 * p + 1]);
    }
    struct mixture lead = {.part = before, .weight = interval->weight, .count = interval->points};
    struct mixture all = {.part = whole, .weight = interval->weight, .count = interval->points};
    return service_mixed_order_up_to(type, level, &lead, &all);
}
