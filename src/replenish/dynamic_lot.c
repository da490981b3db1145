/* Lots for a demand that changes from period to period. */
#include "replenish/dynamic_lot.h"

#include <assert.h>
#include <math.h>

/* Costs, and stock against demand, are the same within this share: sums in another order differ in
 * their last digits. */
static const double RESOLUTION = 1e-12;

static double unit_cost(const struct dynamic_lot *problem, size_t period)
{
    return problem->unit_cost != NULL ? problem->unit_cost[period] : 0.0;
}

double dynamic_lot_cost(const struct dynamic_lot *problem, const double *quantity)
{
    double cost = 0.0;
    double stock = 0.0;
    double moved = 0.0; /* units, the measure of rounding */
    for (size_t t = 0; t < problem->periods; t++) {
        if (quantity[t] > 0.0) {
            cost += problem->setup[t] + unit_cost(problem, t) * quantity[t];
        }
        moved += quantity[t] + problem->demand[t];
        stock += quantity[t] - problem->demand[t];
        if (stock < -RESOLUTION * moved) {
            return HUGE_VAL;
        }
        cost += problem->holding[t] * fmax(stock, 0.0);
    }
    return cost;
}

/* The best plan of the first t periods, for every t: what is known of it. */
struct prefix {
    double cost;
    size_t orders;
    size_t first; /* the period of its last order, which covers the rest */
    bool idle;    /* its last period has no demand: the plan of one period less */
};

size_t dynamic_lot_scratch(size_t periods)
{
    return (periods + 1) * sizeof(struct prefix) + 64;
}

static bool is_better(const struct prefix *a, const struct prefix *b)
{
    double slack = RESOLUTION * fmax(fabs(a->cost), fabs(b->cost));
    if (isinf(b->cost) || fabs(a->cost - b->cost) > slack) {
        return a->cost < b->cost;
    }
    return a->orders < b->orders;
}

/* The best plan of the periods up to `last`, which has demand, if its last order is not before
 * `earliest`: backwards from `last`, the later order kept where two are the same. */
static struct prefix extend(const struct dynamic_lot *problem, const struct prefix *prefix,
                            size_t earliest, size_t last)
{
    struct prefix best = {.cost = HUGE_VAL};
    double units = 0.0;
    double held = 0.0; /* holding cost of an order of t that covers t .. last */
    for (size_t t = last + 1; t-- > earliest;) {
        held += t < last ? problem->holding[t] * units : 0.0;
        units += problem->demand[t];
        struct prefix plan = {.cost = prefix[t].cost + problem->setup[t] +
                                      unit_cost(problem, t) * units + held,
                              .orders = prefix[t].orders + 1,
                              .first = t};
        if (is_better(&plan, &best)) {
            best = plan;
        }
    }
    return best;
}

/* Whether a unit of `period` may be dearer than one of the period before with its holding: then to
 * buy ahead may pay, and the planning-horizon theorem says nothing. */
static bool is_dearer(const struct dynamic_lot *problem, size_t period)
{
    return period > 0 && unit_cost(problem, period) >
                             unit_cost(problem, period - 1) + problem->holding[period - 1];
}

/* The best plans of all horizons: fills prefix [periods + 1]. */
static void solve(const struct dynamic_lot *problem, struct prefix *prefix)
{
    bool dearer = false;
    size_t earliest = 0;
    prefix[0] = (struct prefix){.idle = true};
    for (size_t t = 0; t < problem->periods; t++) {
        dearer = dearer || is_dearer(problem, t);
        if (problem->demand[t] > 0.0) {
            prefix[t + 1] = extend(problem, prefix, dearer ? 0 : earliest, t);
            earliest = prefix[t + 1].first;
        } else {
            prefix[t + 1] = prefix[t];
            prefix[t + 1].idle = true;
        }
    }
}

/* The orders of the best plan, from the last to the first. */
static void fill_quantities(const struct dynamic_lot *problem, const struct prefix *prefix,
                            double *quantity)
{
    for (size_t t = 0; t < problem->periods; t++) {
        quantity[t] = 0.0;
    }
    for (size_t end = problem->periods; end > 0;) {
        if (prefix[end].idle) {
            end--;
            continue;
        }
        size_t first = prefix[end].first;
        for (size_t t = first; t < end; t++) {
            quantity[first] += problem->demand[t];
        }
        end = first;
    }
}

bool dynamic_lot_optimal(const struct dynamic_lot *problem, double *quantity, double *cost,
                         struct arena *scratch)
{
    struct arena_mark mark = arena_mark(scratch);
    struct prefix *prefix = ARENA_NEW(scratch, struct prefix, problem->periods + 1);
    if (prefix == NULL) {
        return false;
    }
    solve(problem, prefix);
    fill_quantities(problem, prefix, quantity);
    *cost = prefix[problem->periods].cost;
    arena_rewind(scratch, mark);
    return true;
}

/* The horizon of at least `least` periods whose best plan costs least per period; of equal ones the
 * shortest. */
static size_t cheapest_horizon(const struct prefix *prefix, size_t least, size_t periods)
{
    size_t best = least;
    for (size_t end = least + 1; end <= periods; end++) {
        double mean = prefix[end].cost / (double)end;
        if (mean < prefix[best].cost / (double)best * (1.0 - RESOLUTION)) {
            best = end;
        }
    }
    return best;
}

bool dynamic_lot_first_cover(const struct dynamic_lot *problem, size_t least, size_t *cover,
                             struct arena *scratch)
{
    assert(least > 0 && least <= problem->periods && problem->demand[0] > 0.0);
    struct arena_mark mark = arena_mark(scratch);
    struct prefix *prefix = ARENA_NEW(scratch, struct prefix, problem->periods + 1);
    if (prefix == NULL) {
        return false;
    }
    solve(problem, prefix);
    size_t end = cheapest_horizon(prefix, least, problem->periods);
    while (end > 0) {
        *cover = end; /* the next order, if any, is of this period */
        while (prefix[end].idle) {
            end--;
        }
        end = prefix[end].first;
    }
    arena_rewind(scratch, mark);
    return true;
}

/* An order and the periods that it covers. */
struct cover {
    size_t periods;
    double units;
    double setup;
    double held;  /* holding cost of what it covers */
    double carry; /* holding cost of a unit of its first period until the next one to be covered */
};

typedef double cover_measure(const struct cover *cover);

static double per_period(const struct cover *cover)
{
    return (cover->setup + cover->held) / (double)cover->periods;
}

static double per_unit(const struct cover *cover)
{
    return (cover->setup + cover->held) / cover->units;
}

static double from_balance(const struct cover *cover)
{
    return fabs(cover->setup - cover->held);
}

static void cover_period(const struct dynamic_lot *problem, size_t period, struct cover *cover)
{
    cover->periods++;
    cover->units += problem->demand[period];
    cover->held += cover->carry * problem->demand[period];
    cover->carry += problem->holding[period];
}

/* Periods are joined to the order of `first` until the measure gets worse. */
static struct cover cover_from(const struct dynamic_lot *problem, size_t first,
                               cover_measure *measure)
{
    assert(first < problem->periods);
    struct cover cover = {.setup = problem->setup[first]};
    cover_period(problem, first, &cover);
    for (size_t t = first + 1; t < problem->periods; t++) {
        struct cover longer = cover;
        cover_period(problem, t, &longer);
        /* A period without demand makes no measure worse, so it is always joined. */
        if (measure(&longer) > measure(&cover) * (1.0 + RESOLUTION)) {
            break;
        }
        cover = longer;
    }
    return cover;
}

static double plan_forward(const struct dynamic_lot *problem, cover_measure *measure,
                           double *quantity)
{
    size_t t = 0;
    while (t < problem->periods) {
        quantity[t] = 0.0;
        if (!(problem->demand[t] > 0.0)) {
            t++;
            continue;
        }
        struct cover cover = cover_from(problem, t, measure);
        for (size_t i = 0; i < cover.periods; i++) {
            quantity[t + i] = i == 0 ? cover.units : 0.0;
        }
        t += cover.periods;
    }
    return dynamic_lot_cost(problem, quantity);
}

double dynamic_lot_silver_meal(const struct dynamic_lot *problem, double *quantity)
{
    return plan_forward(problem, per_period, quantity);
}

double dynamic_lot_unit_cost(const struct dynamic_lot *problem, double *quantity)
{
    return plan_forward(problem, per_unit, quantity);
}

double dynamic_lot_part_period(const struct dynamic_lot *problem, double *quantity)
{
    return plan_forward(problem, from_balance, quantity);
}

size_t dynamic_lot_silver_meal_cover(const struct dynamic_lot *problem, size_t first)
{
    return cover_from(problem, first, per_period).periods;
}
