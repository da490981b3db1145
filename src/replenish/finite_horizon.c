/* (s_t, S_t) over a finite horizon by dynamic programming. */
#include "replenish/finite_horizon.h"

#include "replenish/lattice.h"

#include <assert.h>
#include <math.h>

/* The tables of a solution.  Cell k stands for the stock low + k * step. */
struct states {
    double step;
    double low;
    size_t count;
    double *value; /* [count] V of the period after */
    double *total; /* [count] H of this one */
    double *mass;  /* [count] demand of the period, in cells */
};

size_t finite_horizon_scratch(size_t cells)
{
    return 3 * (cells * sizeof(double) + 64);
}

static double highest_demand(const struct dist *dist)
{
    struct mixture mixture = mixture_of(dist);
    return fmax(lattice_reach_of(&mixture).high, 0.0);
}

/* From what all demand together can take away to what it can use up. */
static bool take_states(struct states *states, const struct finite_horizon *problem, size_t cells,
                        struct arena *scratch)
{
    double mean = 0.0;
    double variance = 0.0;
    double most = 0.0;
    for (size_t t = 0; t < problem->periods; t++) {
        mean += dist_mean(&problem->demand[t]);
        variance += dist_variance(&problem->demand[t]);
        most = fmax(most, highest_demand(&problem->demand[t]));
    }
    /* Ten deviations of the sum, and one period at its worst. */
    double reach = ceil(mean + 10.0 * sqrt(variance) + most);
    double low = floor(fmin(problem->stock, 0.0)) - reach;
    double high = ceil(fmax(problem->stock, 0.0)) + reach;
    double finest = problem->resolution > 0.0 ? problem->resolution : 1.0;
    states->step = finest * fmax(1.0, ceil((high - low) / finest / (double)(cells - 2)));
    states->low = floor(low / states->step) * states->step;
    states->count = (size_t)((high - states->low) / states->step) + 1;
    states->value = ARENA_NEW(scratch, double, states->count);
    states->total = ARENA_NEW(scratch, double, states->count);
    states->mass = ARENA_NEW(scratch, double, states->count);
    return states->value != NULL && states->total != NULL && states->mass != NULL;
}

static double stock_of(const struct states *states, size_t cell)
{
    return states->low + (double)cell * states->step;
}

/* Demand rounded to the nearest cell (whole units at step 1 as they are); returns how many. */
static size_t demand_masses(const struct states *states, const struct dist *dist)
{
    double below = 0.0;
    size_t count = 0;
    while (count < states->count && below < 1.0 - LATTICE_TAIL) {
        double up_to = dist_cdf(dist, ((double)count + 0.5) * states->step);
        states->mass[count++] = up_to - below;
        below = up_to;
    }
    states->mass[count - 1] += 1.0 - below;
    return count;
}

/* H_t into `total`. */
static void weigh_positions(struct states *states, const struct finite_horizon *problem, size_t t)
{
    const struct dist *demand = &problem->demand[t];
    size_t support = demand_masses(states, demand);
    for (size_t k = 0; k < states->count; k++) {
        double ahead = 0.0;
        for (size_t d = 0; d < support; d++) {
            /* Below the first cell nothing is ever reached: it may stand for what lies there. */
            ahead += states->mass[d] * states->value[k > d ? k - d : 0];
        }
        double y = stock_of(states, k);
        states->total[k] = problem->unit_cost[t] * y +
                           problem->holding[t] * dist_surplus(demand, y) +
                           problem->shortage[t] * dist_loss(demand, y) + problem->discount * ahead;
    }
}

/* V_t into `value`, and the levels of the period. */
static void choose(struct states *states, const struct finite_horizon *problem, size_t t,
                   struct finite_horizon_plan *plan)
{
    double fixed = problem->order_cost[t];
    size_t best = 0;
    for (size_t k = 1; k < states->count; k++) {
        best = states->total[k] < states->total[best] ? k : best;
    }
    plan->order_up_to[t] = stock_of(states, best);
    size_t above = 0;
    while (above <= best && states->total[above] >= fixed + states->total[best]) {
        above++;
    }
    plan->reorder_point[t] = above > 0 ? stock_of(states, above - 1) : -HUGE_VAL;
    double cheapest = HUGE_VAL; /* of H over the positions above */
    for (size_t k = states->count; k-- > 0;) {
        double least = fmin(states->total[k], fixed + cheapest);
        cheapest = fmin(cheapest, states->total[k]);
        states->value[k] = least - problem->unit_cost[t] * stock_of(states, k);
    }
}

bool finite_horizon_solve(const struct finite_horizon *problem, size_t cells,
                          struct finite_horizon_plan *plan, struct arena *scratch)
{
    assert(cells >= 64);
    struct states states;
    if (!take_states(&states, problem, cells, scratch)) {
        return false;
    }
    for (size_t k = 0; k < states.count; k++) {
        double stock = stock_of(&states, k);
        states.value[k] =
            stock > 0.0 ? problem->end_holding * stock : -problem->end_shortage * stock;
    }
    for (size_t t = problem->periods; t-- > 0;) {
        weigh_positions(&states, problem, t);
        choose(&states, problem, t, plan);
    }
    size_t now = (size_t)nearbyint((problem->stock - states.low) / states.step);
    plan->cost = states.value[now];
    return true;
}
