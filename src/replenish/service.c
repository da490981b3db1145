/* Stock levels that reach a service goal. */
#include "replenish/service.h"

#include <math.h>

/* A search that narrows a bracket by secants, every third step by halves. */
enum { SEARCH_STEPS = 200 };
/* Continuous levels are found to this share of themselves and of the law's spread. */
static const double LEVEL_PRECISION = 1e-12;

/* A goal in units counts as met from this share above it: 5 * (1 - 0.8) is just below 1. */
static const double GOAL_RESOLUTION = 1e-12;

/* What falls as the level rises and has to come down to `goal`. */
struct shortfall {
    const struct dist *lead; /* NULL: none */
    const struct dist *interval;
    double quantity; /* of (s, Q); 0: none */
    double goal;     /* units, > 0 */
};

static double clamp_level(double level)
{
    return fmin(level, SERVICE_MOST);
}

/* The units that a fill rate of `level` may leave short. */
static double units_allowed(double demand, double level)
{
    return demand * (1.0 - clamp_level(level)) * (1.0 + GOAL_RESOLUTION);
}

static double shortfall_at(const struct shortfall *shortfall, double level)
{
    double units = dist_loss(shortfall->interval, level);
    if (shortfall->lead != NULL) {
        units -= dist_loss(shortfall->lead, level);
    }
    if (shortfall->quantity > 0.0) {
        units -= dist_loss(shortfall->interval, level + shortfall->quantity);
    }
    return units;
}

/* The least level in (below, ...) with a shortfall of at most the goal; `below` has more. */
static double least_level(const struct shortfall *shortfall, double below)
{
    bool whole = dist_is_discrete(shortfall->interval);
    double spread = sqrt(dist_variance(shortfall->interval));
    double stride = whole ? fmax(1.0, floor(spread)) : fmax(spread, fabs(below) * 1e-6 + 1e-300);
    double mean = dist_mean(shortfall->interval);
    double above = fmax(below + stride, whole ? floor(mean) : mean);
    double low = below;
    double low_excess = shortfall_at(shortfall, low) - shortfall->goal;
    double high_excess = shortfall_at(shortfall, above) - shortfall->goal;
    for (int i = 0; high_excess > 0.0 && i < SEARCH_STEPS; i++) {
        low = above;
        low_excess = high_excess;
        above += stride;
        stride *= 2.0;
        high_excess = shortfall_at(shortfall, above) - shortfall->goal;
    }
    for (int i = 0; i < SEARCH_STEPS; i++) {
        double width = above - low;
        if (whole ? width <= 1.0 : width <= LEVEL_PRECISION * fmax(fabs(above), spread)) {
            break;
        }
        double share = i % 3 == 2 ? 0.5 : low_excess / (low_excess - high_excess);
        double next = low + fmin(fmax(share, 0.001), 0.999) * width;
        if (whole) {
            next = fmin(fmax(ceil(next), low + 1.0), above - 1.0);
        }
        double excess = shortfall_at(shortfall, next) - shortfall->goal;
        if (excess > 0.0) {
            low = next;
            low_excess = excess;
        } else {
            above = next;
            high_excess = excess;
        }
    }
    return above;
}

double service_order_up_to(enum service_type type, double level, const struct dist *lead,
                           const struct dist *interval)
{
    if (type == SERVICE_FILL) {
        return service_fill_level(lead, interval, level);
    }
    return service_cycle_level(interval, level);
}

double service_critical_ratio(double underage, double overage)
{
    if (!(underage > 0.0)) {
        return 0.0;
    }
    return overage > 0.0 ? underage / (underage + overage) : 1.0;
}

double service_cycle_level(const struct dist *interval, double level)
{
    if (!(level > 0.0)) {
        return 0.0;
    }
    return fmax(dist_quantile(interval, clamp_level(level)), 0.0);
}

double service_fill(const struct dist *lead, const struct dist *interval, double order_up_to)
{
    double demand = dist_mean(interval) - dist_mean(lead);
    if (!(demand > 0.0)) {
        return 1.0;
    }
    struct shortfall shortfall = {.lead = lead, .interval = interval};
    return 1.0 - shortfall_at(&shortfall, order_up_to) / demand;
}

double service_fill_level(const struct dist *lead, const struct dist *interval, double level)
{
    double demand = dist_mean(interval) - dist_mean(lead);
    if (!(demand > 0.0) || !(level > 0.0)) {
        return 0.0;
    }
    struct shortfall shortfall = {
        .lead = lead, .interval = interval, .goal = units_allowed(demand, level)};
    if (shortfall_at(&shortfall, 0.0) <= shortfall.goal) {
        return 0.0;
    }
    return least_level(&shortfall, 0.0);
}

double service_sq_fill(const struct dist *lead, double reorder_point, double quantity)
{
    double lost = dist_loss(lead, reorder_point) - dist_loss(lead, reorder_point + quantity);
    return 1.0 - lost / quantity;
}

double service_sq_backorders(const struct dist *lead, double reorder_point, double quantity)
{
    return (dist_loss2(lead, reorder_point) - dist_loss2(lead, reorder_point + quantity)) /
           quantity;
}

double service_sq_on_hand(const struct dist *lead, double reorder_point, double quantity)
{
    /* The position is even over (s, s + Q], over s + 1 .. s + Q for whole units. */
    double half = 0.5 * (dist_is_discrete(lead) ? quantity + 1.0 : quantity);
    return reorder_point + half - dist_mean(lead) +
           service_sq_backorders(lead, reorder_point, quantity);
}

double service_sq_cycle_point(const struct dist *lead, double level)
{
    return level > 0.0 ? dist_quantile(lead, clamp_level(level)) : 0.0;
}

double service_sq_fill_point(const struct dist *lead, double quantity, double level)
{
    if (!(dist_mean(lead) > 0.0) || !(level > 0.0)) {
        return -quantity;
    }
    struct shortfall shortfall = {
        .interval = lead, .quantity = quantity, .goal = units_allowed(quantity, level)};
    if (shortfall_at(&shortfall, -quantity) <= shortfall.goal) {
        return -quantity;
    }
    return least_level(&shortfall, -quantity);
}

double service_loss_level(const struct dist *dist, double units_short)
{
    struct shortfall shortfall = {.interval = dist, .goal = fmax(units_short, 0.0)};
    if (shortfall_at(&shortfall, 0.0) <= shortfall.goal) {
        return 0.0;
    }
    return least_level(&shortfall, 0.0);
}

double newsvendor_cost(const struct dist *dist, double stock, double underage, double overage)
{
    return overage * dist_surplus(dist, stock) + underage * dist_loss(dist, stock);
}

double newsvendor_level(const struct dist *dist, double underage, double overage)
{
    return service_cycle_level(dist, service_critical_ratio(underage, overage));
}

double newsvendor_underage(const struct newsvendor *terms)
{
    return terms->price - terms->cost + terms->penalty;
}

double newsvendor_overage(const struct newsvendor *terms)
{
    return terms->cost - terms->salvage + terms->holding;
}

double newsvendor_profit(const struct newsvendor *terms, const struct dist *dist, double stock)
{
    double lost =
        newsvendor_cost(dist, stock, newsvendor_underage(terms), newsvendor_overage(terms));
    return (terms->price - terms->cost) * dist_mean(dist) - lost;
}

double myopic_level(const struct myopic *terms, const struct dist *dist)
{
    double dearer = terms->cost - terms->discount * terms->next_cost;
    double ratio = service_critical_ratio(terms->underage - dearer, terms->overage + dearer);
    return service_cycle_level(dist, ratio);
}

double myopic_cost(const struct myopic *terms, const struct dist *dist, double stock)
{
    double carried = terms->discount * terms->next_cost * (stock - dist_mean(dist));
    return terms->cost * stock - carried +
           newsvendor_cost(dist, stock, terms->underage, terms->overage);
}
