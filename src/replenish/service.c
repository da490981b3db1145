/* Stock levels that reach a service goal. */
#include "replenish/service.h"

#include "base/missing.h"
#include "service_parts.h"

#include <math.h>

/* The end of any search; some six steps are usual. */
enum { SEARCH_STEPS = 200 };
/* Continuous levels are found to this share of the law's spread, or of the goal. */
static const double LEVEL_PRECISION = 1e-12;
/* A law without spread is searched as if it had this share of its mean. */
static const double LEAST_SPREAD = 1e-6;
/* First step away from the guess, in standard deviations. */
static const double STRIDE = 0.1;

/* A goal in units counts as met from this share above it: 5 * (1 - 0.8) is just below 1. */
static const double GOAL_RESOLUTION = 1e-12;

/* What falls as the level rises and has to come down to `goal`. */
struct shortfall {
    const struct mixture *lead; /* NULL: none */
    const struct mixture *interval;
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
    double units = mixture_loss(shortfall->interval, level);
    if (shortfall->lead != NULL) {
        units -= mixture_loss(shortfall->lead, level);
    }
    if (shortfall->quantity > 0.0) {
        units -= mixture_loss(shortfall->interval, level + shortfall->quantity);
    }
    return units;
}

/* The k with E(Z - k)+ = y of the standard normal law, to three digits: a rational approximation in
 * sqrt(log(25 / y^2)) (Silver, Pyke and Peterson, appendix B).  Only where the search begins. */
static double normal_start(double y)
{
    if (!(y < 3.0)) {
        return -y;
    }
    double z = sqrt(log(25.0 / (y * y)));
    double above = -5.3925569 + z * (5.6211054 + z * (-3.8836830 + z * 1.0897299));
    double under =
        1.0 + z * (-0.72496485 + z * (0.507326622 + z * (0.0669136868 - z * 0.00329129114)));
    return above / under;
}

/* Two levels, one with more units short than the goal, one with no more; and the logarithms of both
 * over the goal, which is what the search makes straight lines through. */
struct bracket {
    double low;
    double high;
    double low_excess;  /* > 0; MISSING: not evaluated */
    double high_excess; /* <= 0, -HUGE_VAL when nothing is short */
    bool last_was_low;
    bool last_was_high;
};

static void move_end(const struct shortfall *shortfall, struct bracket *bracket, double level)
{
    double units = shortfall_at(shortfall, level);
    double excess = units > 0.0 ? log(units / shortfall->goal) : -HUGE_VAL;
    if (units > shortfall->goal) {
        /* The other end stays once more: count it less, so that it moves soon (Illinois rule). */
        bracket->high_excess *= bracket->last_was_low ? 0.5 : 1.0;
        bracket->low = level;
        bracket->low_excess = excess;
    } else {
        bracket->low_excess *= bracket->last_was_high ? 0.5 : 1.0;
        bracket->high = level;
        bracket->high_excess = excess;
    }
    bracket->last_was_low = units > shortfall->goal;
    bracket->last_was_high = !bracket->last_was_low;
}

/* Steps from a guess, wider and wider, until the goal lies between; down to `below` at the most,
 * which is known to be too low. */
static struct bracket find_bracket(const struct shortfall *shortfall, double below, double spread,
                                   bool whole)
{
    double first = STRIDE * spread;
    double level =
        mixture_mean(shortfall->interval) + normal_start(shortfall->goal / spread) * spread;
    if (whole) {
        level = ceil(level);
        first = ceil(first);
    }
    level = fmax(level, below + first);
    struct bracket bracket = {.low = below, .low_excess = MISSING, .high = HUGE_VAL};
    double stride = first;
    for (int i = 0; i < SEARCH_STEPS && isinf(bracket.high); i++) {
        move_end(shortfall, &bracket, level);
        level = bracket.low + stride;
        stride *= 2.0;
    }
    for (stride = first; is_missing(bracket.low_excess) && bracket.high - stride > below;
         stride *= 2.0) {
        move_end(shortfall, &bracket, bracket.high - stride);
    }
    return bracket;
}

/* The next level to try: where a straight line through the logarithms, which are nearly straight
 * in the tails, reaches the goal; every eighth time the middle, so that the end is certain. */
static double next_level(const struct bracket *bracket, int step, bool whole)
{
    double share = bracket->low_excess / (bracket->low_excess - bracket->high_excess);
    bool usable = share > 0.0 && share < 1.0 && step % 8 != 7;
    double next = bracket->low + (usable ? share : 0.5) * (bracket->high - bracket->low);
    return whole ? fmin(fmax(ceil(next), bracket->low + 1.0), bracket->high - 1.0) : next;
}

/* The least level above `below` with a shortfall of at most the goal; `below` itself has more. */
static double least_level(const struct shortfall *shortfall, double below)
{
    bool whole = mixture_is_whole(shortfall->interval);
    double mean = mixture_mean(shortfall->interval);
    double spread = fmax(sqrt(mixture_variance(shortfall->interval)), LEAST_SPREAD * fabs(mean));
    struct bracket bracket = find_bracket(shortfall, below, spread, whole);
    double enough = whole ? 1.0 : LEVEL_PRECISION * spread;
    for (int i = 0; i < SEARCH_STEPS && bracket.high - bracket.low > enough; i++) {
        if (!whole && bracket.high_excess > -LEVEL_PRECISION) {
            break;
        }
        move_end(shortfall, &bracket, next_level(&bracket, i, whole));
    }
    return bracket.high;
}

static double mixed_cycle_level(const struct mixture *interval, double level)
{
    if (!(level > 0.0)) {
        return 0.0;
    }
    double goal = clamp_level(level);
    double walked = service_walk(NULL, interval, goal);
    return is_missing(walked) ? fmax(mixture_quantile(interval, goal), 0.0) : walked;
}

static double mixed_fill_level(const struct mixture *lead, const struct mixture *interval,
                               double level)
{
    double demand = mixture_mean(interval) - mixture_mean(lead);
    if (!(demand > 0.0) || !(level > 0.0)) {
        return 0.0;
    }
    struct shortfall shortfall = {
        .lead = lead, .interval = interval, .goal = units_allowed(demand, level)};
    double walked = service_walk(lead, interval, shortfall.goal);
    if (!is_missing(walked)) {
        return walked;
    }
    return shortfall_at(&shortfall, 0.0) <= shortfall.goal ? 0.0 : least_level(&shortfall, 0.0);
}

double service_order_up_to(enum service_type type, double level, const struct dist *lead,
                           const struct dist *interval)
{
    struct mixture before = mixture_of(lead);
    struct mixture whole = mixture_of(interval);
    return service_mixed_order_up_to(type, level, &before, &whole);
}

double service_mixed_order_up_to(enum service_type type, double level, const struct mixture *lead,
                                 const struct mixture *interval)
{
    return type == SERVICE_FILL ? mixed_fill_level(lead, interval, level)
                                : mixed_cycle_level(interval, level);
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
    struct mixture before = mixture_of(lead);
    struct mixture whole = mixture_of(interval);
    struct shortfall shortfall = {.lead = &before, .interval = &whole};
    return 1.0 - shortfall_at(&shortfall, order_up_to) / demand;
}

double service_fill_level(const struct dist *lead, const struct dist *interval, double level)
{
    struct mixture before = mixture_of(lead);
    struct mixture whole = mixture_of(interval);
    return mixed_fill_level(&before, &whole, level);
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
    struct mixture law = mixture_of(lead);
    struct shortfall shortfall = {
        .interval = &law, .quantity = quantity, .goal = units_allowed(quantity, level)};
    if (shortfall_at(&shortfall, -quantity) <= shortfall.goal) {
        return -quantity;
    }
    return least_level(&shortfall, -quantity);
}

double service_loss_level(const struct dist *dist, double units_short)
{
    struct mixture law = mixture_of(dist);
    struct shortfall shortfall = {.interval = &law, .goal = fmax(units_short, 0.0)};
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
