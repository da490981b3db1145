/* The best (r, Q) under continuous review, exactly and by the usual approximations. */
#include "replenish/rq.h"

#include "replenish/eoq.h"

#include <assert.h>
#include <math.h>

/* The ends of any search; some tens are usual. */
enum { STEPS = 200 };
/* Continuous levels are found to this share of the spread, quantities by turns to this share. */
static const double PRECISION = 1e-13;
/* A law without spread is searched as if it had this share of its mean. */
static const double LEAST_SPREAD = 1e-6;

double rq_position_cost(const struct rq_terms *terms, double position)
{
    return terms->holding * mixture_surplus(&terms->lead, position) +
           terms->backorder * mixture_loss(&terms->lead, position);
}

double rq_cost(const struct rq_terms *terms, double reorder_point, double quantity)
{
    const struct mixture *lead = &terms->lead;
    double top = reorder_point + quantity;
    double stock = mixture_surplus2(lead, top) - mixture_surplus2(lead, reorder_point);
    double owed = mixture_loss2(lead, reorder_point) - mixture_loss2(lead, top);
    return (terms->order_cost * terms->demand + terms->holding * stock + terms->backorder * owed) /
           quantity;
}

static double spread_of(const struct rq_terms *terms)
{
    double least = LEAST_SPREAD * fmax(fabs(mixture_mean(&terms->lead)), LEAST_SPREAD);
    return fmax(sqrt(mixture_variance(&terms->lead)), least);
}

/* The position with the least G. */
static double best_position(const struct rq_terms *terms)
{
    return mixture_quantile(&terms->lead, terms->backorder / (terms->backorder + terms->holding));
}

/* A function of a level that is not above nothing at one end of a bracket and above it at the
 * other. */
struct crossing {
    const struct rq_terms *terms;
    double quantity; /* > 0: G(y + quantity) - G(y); 0: G(y) - cost */
    double cost;
};

static double crossing_at(const struct crossing *crossing, double y)
{
    double here = rq_position_cost(crossing->terms, y);
    if (crossing->quantity > 0.0) {
        return rq_position_cost(crossing->terms, y + crossing->quantity) - here;
    }
    return here - crossing->cost;
}

/* Moves `off` (where the function is not above nothing) and `on` (where it is) together: to
 * neighbours for whole units.  Straight lines between the ends, the resting end counted less
 * (Illinois rule), and every third time the middle. */
static void close_in(const struct crossing *crossing, double *off, double *on)
{
    bool whole = mixture_is_whole(&crossing->terms->lead);
    double at_off = crossing_at(crossing, *off);
    double at_on = crossing_at(crossing, *on);
    double enough = whole ? 1.0 : PRECISION * fmax(spread_of(crossing->terms), fabs(*on - *off));
    int last = 0; /* which end moved: -1 off, 1 on */
    for (int i = 0; i < STEPS && fabs(*on - *off) > enough; i++) {
        double share = at_off / (at_off - at_on);
        double next =
            *off + (i % 3 != 2 && share > 0.0 && share < 1.0 ? share : 0.5) * (*on - *off);
        if (whole) {
            double low = fmin(*off, *on);
            next = fmin(fmax(floor(next), low + 1.0), fmax(*off, *on) - 1.0);
        }
        double value = crossing_at(crossing, next);
        if (value > 0.0) {
            *on = next;
            at_on = value;
            at_off *= last == 1 ? 0.5 : 1.0;
            last = 1;
        } else {
            *off = next;
            at_off = value;
            at_on *= last == -1 ? 0.5 : 1.0;
            last = -1;
        }
    }
}

double rq_point_of(const struct rq_terms *terms, double quantity)
{
    assert(quantity > 0.0);
    double best = best_position(terms);
    struct crossing crossing = {.terms = terms, .quantity = quantity};
    /* G(y + Q) - G(y) rises with y: not above nothing while y + Q is up to the best position, not
     * below it from there on. */
    double off = best - quantity;
    double on = best;
    if (!mixture_is_whole(&terms->lead)) {
        close_in(&crossing, &off, &on);
        return off;
    }
    /* The first position of the lot, r + 1, is the least y with G(y) < G(y + Q). */
    while (crossing_at(&crossing, on) <= 0.0) {
        on += 1.0;
    }
    close_in(&crossing, &off, &on);
    return off;
}

/* The positions whose G is below `cost`, as (low, high]: for whole units low + 1 .. high. */
static void cheaper_than(const struct rq_terms *terms, double cost, double best, double *low,
                         double *high)
{
    struct crossing crossing = {.terms = terms, .cost = cost};
    double gap = cost - rq_position_cost(terms, best);
    bool whole = mixture_is_whole(&terms->lead);
    /* G rises no faster than p to the left and h to the right, so the ends are at least so far. */
    double left = gap / terms->backorder;
    double right = gap / terms->holding;
    double inner = whole ? fmin(best, ceil(best - left)) : best - left;
    double outer = inner;
    for (double stride = fmax(left, 1.0); crossing_at(&crossing, outer) <= 0.0; stride *= 2.0) {
        inner = outer;
        outer -= whole ? ceil(stride) : stride;
    }
    close_in(&crossing, &inner, &outer);
    *low = outer;
    inner = whole ? fmax(best, floor(best + right)) : best + right;
    outer = inner;
    for (double stride = fmax(right, 1.0); crossing_at(&crossing, outer) <= 0.0; stride *= 2.0) {
        inner = outer;
        outer += whole ? ceil(stride) : stride;
    }
    close_in(&crossing, &inner, &outer);
    *high = whole ? inner : outer;
}

/* The lot of a steady demand, `backorder` money per unit that waits; 0: nobody does. */
static double steady_lot(const struct rq_terms *terms, double backorder)
{
    struct eoq steady = {.demand = terms->demand,
                         .setup = terms->order_cost,
                         .holding = terms->holding,
                         .backorder = backorder};
    return eoq_lot(&steady);
}

static struct rq rq_of(const struct rq_terms *terms, double reorder_point, double quantity)
{
    return (struct rq){.reorder_point = reorder_point,
                       .quantity = quantity,
                       .cost = rq_cost(terms, reorder_point, quantity)};
}

static double lot_of(const struct rq_terms *terms, double quantity)
{
    return mixture_is_whole(&terms->lead) ? fmax(1.0, nearbyint(quantity)) : quantity;
}

struct rq rq_optimum(const struct rq_terms *terms)
{
    assert(terms->demand > 0.0 && terms->holding > 0.0 && terms->backorder > 0.0);
    bool whole = mixture_is_whole(&terms->lead);
    double best = best_position(terms);
    if (!(terms->order_cost > 0.0)) {
        return whole ? rq_of(terms, best - 1.0, 1.0)
                     : (struct rq){best, 0.0, rq_position_cost(terms, best)};
    }
    double start = lot_of(terms, steady_lot(terms, terms->backorder));
    struct rq policy = rq_of(terms, rq_point_of(terms, start), start);
    for (int i = 0; i < STEPS; i++) {
        double low, high;
        cheaper_than(terms, policy.cost, best, &low, &high);
        if (!(high - low >= (whole ? 1.0 : 0.0))) {
            break;
        }
        struct rq next = rq_of(terms, low, high - low);
        if (!(next.cost < policy.cost)) {
            break;
        }
        policy = next;
    }
    return policy;
}

bool rq_per_unit_short(const struct rq_terms *terms, struct rq *policy)
{
    const struct mixture *lead = &terms->lead;
    double quantity = steady_lot(terms, 0.0);
    double point = 0.0;
    for (int i = 0; i < STEPS; i++) {
        double risk = quantity * terms->holding / (terms->backorder * terms->demand);
        if (!(risk > 0.0 && risk < 1.0)) {
            return false;
        }
        double before = quantity;
        point = mixture_quantile(lead, 1.0 - risk);
        quantity = sqrt(2.0 * terms->demand *
                        (terms->order_cost + terms->backorder * mixture_loss(lead, point)) /
                        terms->holding);
        if (fabs(quantity - before) <= PRECISION * quantity) {
            break;
        }
    }
    double cycles = terms->demand / quantity;
    double safety = point - mixture_mean(lead);
    *policy = (struct rq){
        point, quantity,
        terms->holding * (safety + 0.5 * quantity) +
            cycles * (terms->order_cost + terms->backorder * mixture_loss(lead, point))};
    return true;
}

struct rq rq_by_eoqb(const struct rq_terms *terms)
{
    double quantity = lot_of(terms, steady_lot(terms, terms->backorder));
    return rq_of(terms, rq_point_of(terms, quantity), quantity);
}

struct rq rq_by_safety_stock(const struct rq_terms *terms)
{
    return rq_of(terms, best_position(terms), lot_of(terms, steady_lot(terms, 0.0)));
}

/* The x with E(D - x)+ = units: Newton's steps from the left come to it from one side, for the loss
 * is convex. */
static double point_of_loss(const struct mixture *lead, double units)
{
    double x = mixture_mean(lead) - units;
    for (int i = 0; i < STEPS; i++) {
        double slope = mixture_tail(lead, x);
        double step = slope > 0.0 ? (mixture_loss(lead, x) - units) / slope : 0.0;
        x += step;
        if (!(fabs(step) > PRECISION * fmax(fabs(x), units))) {
            break;
        }
    }
    return x;
}

struct rq rq_by_loss(const struct rq_terms *terms)
{
    double both = terms->holding + terms->backorder;
    double quantity = steady_lot(terms, 0.0);
    double point = 0.0;
    for (int i = 0; i < STEPS; i++) {
        double before = quantity;
        point = point_of_loss(&terms->lead, terms->holding * quantity / both);
        quantity = sqrt(
            2.0 * (terms->order_cost * terms->demand + both * mixture_loss2(&terms->lead, point)) /
            terms->holding);
        if (fabs(quantity - before) <= PRECISION * quantity) {
            break;
        }
    }
    if (mixture_is_whole(&terms->lead)) {
        point = ceil(point);
        quantity = lot_of(terms, quantity);
    }
    return rq_of(terms, point, quantity);
}
