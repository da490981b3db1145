/* The best (s, S) under periodic review: renewal masses, costs, and Zheng and Federgruen's search.
 */
#include "replenish/ss.h"

#include "base/missing.h"
#include "ss_parts.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* Renewal masses are made so many at a time. */
enum { BLOCK = 64, RETRIES = 24 };
/* Of the cells, left free for rounding at the ends; what a table that is not exact does with. */
enum { SPARE_CELLS = 4, COARSER = 4 };
/* Of the deterministic lot with backorders: how much wider the search usually is. */
static const double SEARCH_WIDTH = 1.5;
static const double SEARCH_SPREADS = 4.0;

size_t ss_scratch(size_t cells)
{
    /* mass, visits, reviews, tails and losses of two laws, work; alignment. */
    return (9 * cells + 1) * sizeof(double) + (size_t)9 * 64;
}

/* The lattice on which `need` units fit: whole units one by one if they do, else as many cells as
 * it takes to be near enough. */
static struct lattice lattice_for(bool whole, double need, size_t cells)
{
    if (whole && need <= (double)(cells - SPARE_CELLS)) {
        return (struct lattice){.step = 1.0, .whole = true};
    }
    size_t room = cells / COARSER - SPARE_CELLS;
    double step = need / (double)room;
    return (struct lattice){.step = whole ? ceil(step) : step, .whole = whole};
}

static bool take_arrays(struct ss *ss, struct arena *scratch)
{
    size_t cells = ss->cells;
    ss->mass = ARENA_NEW(scratch, double, cells);
    ss->visits = ARENA_NEW(scratch, double, cells);
    ss->reviews = ARENA_NEW(scratch, double, cells);
    ss->lead.tail = ARENA_NEW(scratch, double, cells);
    ss->lead.loss = ARENA_NEW(scratch, double, cells);
    ss->interval.tail = ARENA_NEW(scratch, double, cells);
    ss->interval.loss = ARENA_NEW(scratch, double, cells);
    ss->work = ARENA_NEW(scratch, double, 2 * cells + 1);
    return ss->mass != NULL && ss->visits != NULL && ss->reviews != NULL && ss->lead.tail != NULL &&
           ss->lead.loss != NULL && ss->interval.tail != NULL && ss->interval.loss != NULL &&
           ss->work != NULL;
}

/* The lattice that holds `reach` units, and the masses of a review on it; the arrays are there. */
static void lay_out(struct ss *ss, double reach)
{
    const struct ss_demand *demand = ss->demand;
    struct mixture review = mixture_of(demand->review);
    ss->interval_reach = lattice_reach_of(&demand->interval);
    ss->lead_reach = lattice_reach_of(&demand->lead);
    double widest = fmax(ss->interval_reach.high - ss->interval_reach.low,
                         ss->lead_reach.high - ss->lead_reach.low);
    double need = fmax(fmax(widest, lattice_reach_of(&review).high), reach);
    bool whole = mixture_is_whole(&demand->interval) && mixture_is_whole(&demand->lead) &&
                 mixture_is_whole(&review);
    ss->lattice = lattice_for(whole, need, ss->cells);
    ss->mean = dist_mean(demand->review);
    ss->interval.count = 0;
    ss->lead.count = 0;
    ss->support = lattice_mass(ss->lattice, demand->review, ss->cells, ss->mass);
    ss->made = 0;
    memset(ss->visits, 0, ss->cells * sizeof *ss->visits);
    ss->reviews[0] = 0.0;
}

void ss_need(struct ss *ss, bool lead, bool interval)
{
    if (lead && ss->lead.count == 0) {
        lattice_law_fill(&ss->lead, ss->lattice, &ss->demand->lead, ss->lead_reach);
    }
    if (interval && ss->interval.count == 0) {
        lattice_law_fill(&ss->interval, ss->lattice, &ss->demand->interval, ss->interval_reach);
    }
}

bool ss_make(struct ss *ss, const struct ss_demand *demand, double reach, size_t cells,
             struct arena *scratch)
{
    assert(cells >= 64);
    *ss = (struct ss){.demand = demand, .cells = cells};
    if (!(dist_mean(demand->review) > 0.0) || !take_arrays(ss, scratch)) {
        return false;
    }
    lay_out(ss, reach);
    return ss->mass[0] < 1.0;
}

/* m(0) = 1 / (1 - p(0)), m(j) = [sum of p(l) m(j - l), l = 1 .. j] / (1 - p(0)): each mass, once
 * made, is handed on to those after it.  Makes the first `count`; false if there is no room. */
static bool make_visits(struct ss *ss, size_t count)
{
    if (count <= ss->made) {
        return true;
    }
    if (count >= ss->cells) {
        return false;
    }
    size_t until = count + BLOCK < ss->cells ? count + BLOCK : ss->cells - 1;
    double *visits = ss->visits;
    const double *mass = ss->mass;
    double once = 1.0 / (1.0 - mass[0]);
    for (size_t j = 0; j < until; j++) {
        size_t first = 1;
        if (j >= ss->made) {
            visits[j] = once * (j == 0 ? 1.0 : visits[j]);
            ss->reviews[j + 1] = ss->reviews[j] + visits[j];
        } else {
            first = ss->made - j;
        }
        size_t end = until - j < ss->support ? until - j : ss->support;
        double share = visits[j];
        double *to = visits + j;
        for (size_t l = first; l < end; l++) {
            to[l] += share * mass[l];
        }
    }
    ss->made = until;
    return true;
}

/* n steps for S - s units: below its lattice's resolution a gap lies half a step nearer to s. */
static double half_step(const struct ss *ss)
{
    return 0.5 * (ss->lattice.step - (ss->lattice.whole ? 1.0 : 0.0));
}

/* The search of one item.  Cell k stands for the position k * step. */
struct search {
    struct ss *ss;
    const struct ss_costs *costs;
    long centre;      /* the cell with the least G */
    double *position; /* [2 * cells] G, from cell centre - cells on */
    long low;         /* made from here */
    long high;        /* to here */
};

static double position_cost(const struct ss *ss, const struct ss_costs *costs, double position)
{
    return costs->holding * (position - ss->interval.mean) +
           (costs->holding + costs->shortage) * lattice_loss_at(&ss->interval, position);
}

/* Makes G from `low` to `high`; false if that is out of the tables. */
static bool make_positions(struct search *search, long low, long high)
{
    long cells = (long)search->ss->cells;
    long base = search->centre - cells;
    if (low < base || high >= base + 2 * cells) {
        return false;
    }
    double step = search->ss->lattice.step;
    while (search->low > low) {
        search->low--;
        search->position[search->low - base] =
            position_cost(search->ss, search->costs, (double)search->low * step);
    }
    while (search->high < high) {
        search->high++;
        search->position[search->high - base] =
            position_cost(search->ss, search->costs, (double)search->high * step);
    }
    return true;
}

static double at(const struct search *search, long cell)
{
    return search->position[cell - search->centre + (long)search->ss->cells];
}

/* The first cell after which G rises. */
static long best_cell(const struct ss *ss, const struct ss_costs *costs)
{
    const struct lattice_law *law = &ss->interval;
    double slope = costs->holding * ss->lattice.step / (costs->holding + costs->shortage);
    size_t low = 0;
    size_t high = law->count - 1;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (law->loss[middle] - law->loss[middle + 1] <= slope) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return (long)nearbyint(law->low / ss->lattice.step) + (long)low;
}

/* C(S - n, S), in four sums so that they need not wait for each other. */
static double cost_at(const struct search *search, long top, size_t n)
{
    const double *visits = search->ss->visits;
    const double *position = &search->position[top - search->centre + (long)search->ss->cells];
    double sum[4] = {search->costs->order_cost};
    size_t j = 0;
    for (; j + 4 <= n; j += 4) {
        for (size_t i = 0; i < 4; i++) {
            sum[i] += visits[j + i] * position[-(long)(j + i)];
        }
    }
    for (; j < n; j++) {
        sum[0] += visits[j] * position[-(long)j];
    }
    return (sum[0] + sum[1] + sum[2] + sum[3]) / search->ss->reviews[n];
}

/* Step 1: with S at the least G, s down until waiting any longer would cost more than the
 * average. */
static bool first_point(struct search *search, long *point, double *cost)
{
    double sum = search->costs->order_cost;
    long top = search->centre;
    for (size_t n = 1;; n++) {
        if (!make_visits(search->ss, n) || !make_positions(search, top - (long)n, top)) {
            return false;
        }
        sum += search->ss->visits[n - 1] * at(search, top - (long)n + 1);
        *cost = sum / search->ss->reviews[n];
        *point = top - (long)n;
        if (*cost <= at(search, *point)) {
            return true;
        }
    }
}

/* Step 2: every S up to the one at which even G is above the best cost; s follows upwards. */
static bool search_levels(struct search *search, long *point, long *top, double *cost)
{
    *top = search->centre;
    if (!first_point(search, point, cost)) {
        return false;
    }
    for (long next = *top + 1;; next++) {
        if (!make_positions(search, *point, next)) {
            return false;
        }
        if (at(search, next) > *cost) {
            return true;
        }
        if (!make_visits(search->ss, (size_t)(next - *point))) {
            return false;
        }
        double trial = cost_at(search, next, (size_t)(next - *point));
        if (!(trial < *cost)) {
            continue;
        }
        *top = next;
        *cost = trial;
        while (*point + 1 < *top && *cost <= at(search, *point + 1)) {
            ++*point;
            *cost = cost_at(search, *top, (size_t)(*top - *point));
        }
    }
}

static struct search search_of(struct ss *ss, const struct ss_costs *costs)
{
    ss_need(ss, false, true);
    struct search search = {.ss = ss, .costs = costs, .position = ss->work};
    search.centre = best_cell(ss, costs);
    search.low = search.centre + 1;
    search.high = search.centre;
    return search;
}

/* How many units lie between the lowest s and the highest S of the search, about. */
static double expected_reach(const struct ss_demand *demand, const struct ss_costs *costs)
{
    double both = costs->holding + costs->shortage;
    double lot = sqrt(2.0 * costs->order_cost * dist_mean(demand->review) * both /
                      (costs->holding * costs->shortage));
    return SEARCH_WIDTH * lot + SEARCH_SPREADS * sqrt(mixture_variance(&demand->interval)) +
           dist_mean(demand->review);
}

bool ss_optimum(struct ss *ss, const struct ss_demand *demand, const struct ss_costs *costs,
                size_t cells, struct ss_levels *best, struct arena *scratch)
{
    assert(costs->holding > 0.0 && costs->shortage > 0.0);
    double reach = expected_reach(demand, costs);
    if (!ss_make(ss, demand, reach, cells, scratch)) {
        return false;
    }
    for (int i = 0; i < RETRIES; i++) {
        struct search search = search_of(ss, costs);
        long point, top;
        if (search_levels(&search, &point, &top, &best->cost)) {
            best->order_up_to = (double)top * ss->lattice.step;
            best->reorder_point = (double)point * ss->lattice.step + half_step(ss);
            best->reorder_point =
                ss->lattice.whole ? floor(best->reorder_point) : best->reorder_point;
            return true;
        }
        reach = 2.0 * fmax(reach, ss->lattice.step * (double)cells);
        lay_out(ss, reach);
    }
    return false;
}

bool ss_best_lot(struct ss *ss, const struct ss_costs *costs, struct ss_levels *best)
{
    struct search search = search_of(ss, costs);
    double step = ss->lattice.step;
    long low = search.centre;
    long high = low;
    if (!make_positions(&search, low - 1, high + 1)) {
        return false;
    }
    double sum = costs->order_cost * ss->mean / step + at(&search, low);
    double cost = sum;
    for (;;) {
        if (!make_positions(&search, low - 1, high + 1)) {
            return false;
        }
        bool down = at(&search, low - 1) < at(&search, high + 1);
        double next = at(&search, down ? low - 1 : high + 1);
        if (!(next < cost)) {
            break;
        }
        sum += next;
        low -= down ? 1 : 0;
        high += down ? 0 : 1;
        cost = sum / (double)(high - low + 1);
    }
    best->cost = cost;
    best->order_up_to = (double)high * step + half_step(ss);
    best->reorder_point = best->order_up_to - (double)(high - low + 1) * step;
    return true;
}

/* The steps of a gap, and how far it goes beyond them. */
static size_t steps_of(struct ss *ss, double gap, double *beyond)
{
    double steps = fmax((gap + half_step(ss)) / ss->lattice.step, 1.0);
    steps = fmin(steps, (double)(ss->cells - 2));
    size_t n = (size_t)(steps + 1e-9);
    *beyond = fmax(steps - (double)n, 0.0);
    *beyond = *beyond > 1e-9 ? *beyond : 0.0;
    (void)make_visits(ss, n + 1);
    return n;
}

double ss_cost(struct ss *ss, const struct ss_costs *costs, double reorder_point,
               double order_up_to)
{
    double beyond;
    size_t n = steps_of(ss, order_up_to - reorder_point, &beyond);
    double sum = costs->order_cost;
    ss_need(ss, false, true);
    for (size_t j = 0; j <= n; j++) {
        double share = ss->visits[j] * (j < n ? 1.0 : beyond);
        sum += share * position_cost(ss, costs, order_up_to - (double)j * ss->lattice.step);
    }
    return sum / (ss->reviews[n] + beyond * ss->visits[n]);
}

size_t ss_position(struct ss *ss, enum ss_spread spread, double gap, double *share)
{
    double beyond;
    size_t n = steps_of(ss, spread == SS_EVEN ? gap - half_step(ss) : gap, &beyond);
    double sum = 0.0;
    for (size_t j = 0; j <= n; j++) {
        double visits = spread == SS_EVEN ? 1.0 : ss->visits[j];
        share[j] = visits * (j < n ? 1.0 : beyond);
        sum += share[j];
    }
    n += beyond > 0.0 ? 1 : 0;
    for (size_t j = 0; j < n; j++) {
        share[j] /= sum;
    }
    return n;
}

struct ss_levels ss_by_power(const struct ss_costs *costs, double review_mean, double interval_mean,
                             double interval_sd)
{
    double spread = interval_sd * interval_sd / (review_mean * review_mean);
    double lot = 1.30 * pow(review_mean, 0.494) * pow(costs->order_cost / costs->holding, 0.506) *
                 pow(1.0 + spread, 0.116);
    double z = sqrt(lot * costs->holding / (interval_sd * costs->shortage));
    double point = 0.973 * interval_mean + interval_sd * (0.183 / z + 1.063 - 2.192 * z);
    return (struct ss_levels){.reorder_point = point, .order_up_to = point + lot, .cost = MISSING};
}
