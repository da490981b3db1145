/* One sku at given tolls: branch and bound over least-cost flows.
 *
 * What a road costs by steps (a hurdle, loads, a least quantity) is replaced by the lower convex
 * hull of its steps, as parallel arcs: a bound.  The road where the hull understates the steps most
 * is split in two at the step, and so on, deepest first. */
#include "exchange_parts.h"

#include <assert.h>
#include <math.h>

/* Gains closer than this share of the largest value at stake are equal. */
static const double GAIN_RESOLUTION = 1e-9;

double lane_loads(const struct exchange_lane *lane, const double carried[EXCHANGE_MEASURES])
{
    if (!(carried[EXCHANGE_UNITS] > UNIT_RESOLUTION)) {
        return 0.0;
    }
    double loads = 1.0;
    for (size_t m = 0; m < EXCHANGE_MEASURES; m++) {
        loads = fmax(loads, ceil(carried[m] / lane->load[m] - UNIT_RESOLUTION));
    }
    return loads;
}

/* Pieces that still fit in so many loads. */
static double toll_fits(const struct toll *toll, double loads)
{
    double pieces = toll->most;
    for (size_t m = 0; m < EXCHANGE_MEASURES; m++) {
        double load = toll->lane->load[m];
        if (toll->size[m] > 0.0 && isfinite(load)) {
            double room = (loads * load - toll->carried[m]) / toll->size[m];
            pieces = fmin(pieces, floor(room + UNIT_RESOLUTION));
        }
    }
    return loads > 0.0 ? fmax(pieces, 0.0) : 0.0;
}

/* Money beside the price for so many pieces; HUGE_VAL where so few must not go. */
static double toll_steps(const struct toll *toll, double pieces)
{
    if (!(pieces > 0.0)) {
        return toll->must > 0.0 ? HUGE_VAL : 0.0;
    }
    if (pieces < toll->must || pieces < toll->need) {
        return HUGE_VAL;
    }
    if (!(toll->fixed > 0.0)) {
        return toll->hurdle;
    }
    double carried[EXCHANGE_MEASURES];
    for (size_t m = 0; m < EXCHANGE_MEASURES; m++) {
        carried[m] = toll->carried[m] + pieces * toll->size[m];
    }
    return toll->hurdle + toll->fixed * fmax(lane_loads(toll->lane, carried) - toll->loads, 0.0);
}

/* Where a road's pieces may lie: 0 if it may rest, or from `low` to `high`. */
struct domain {
    bool rest;
    double low;
    double high;
};

struct point {
    double pieces;
    double money;
};

/* A road's hull: at most so many corners. */
struct hull {
    struct point points[ROAD_ARCS];
    size_t count;
};

struct branch {
    const struct asking *asking;
    struct sku_net net;
    struct domain *domains; /* [road_count] */
    double *units;          /* [road_count] of the flow just solved */
    double *moved;          /* [road_count] the caller's */
    struct answer *answer;
    struct arena *scratch;
    double must_bonus;       /* money for a piece that has to go, above any gain of leaving it */
    double resolution;       /* money */
    double left;             /* bound of what was not searched */
    struct flow_start start; /* the last flow, which the next begins with */
    double fill;             /* of the road that is put, pieces of the last flow not placed yet */
};

/* The last piece that costs no more steps than `pieces` do. */
static double step_end(const struct toll *toll, double pieces)
{
    if (!(toll->fixed > 0.0)) {
        return toll->most;
    }
    double carried[EXCHANGE_MEASURES];
    for (size_t m = 0; m < EXCHANGE_MEASURES; m++) {
        carried[m] = toll->carried[m] + pieces * toll->size[m];
    }
    double end = toll_fits(toll, fmax(lane_loads(toll->lane, carried), toll->loads));
    return fmax(end, pieces);
}

/* Adds a point and takes out those that are above the hull now. */
static void add_point(struct hull *hull, double pieces, double money)
{
    if (hull->count > 0 && pieces <= hull->points[hull->count - 1].pieces) {
        return;
    }
    while (hull->count > 1) {
        const struct point *a = &hull->points[hull->count - 2];
        const struct point *b = &hull->points[hull->count - 1];
        double before = (b->money - a->money) * (pieces - b->pieces);
        double after = (money - b->money) * (b->pieces - a->pieces);
        if (before < after) {
            break;
        }
        hull->count--;
    }
    hull->points[hull->count++] = (struct point){.pieces = pieces, .money = money};
}

/* The hull over the road's domain; its first point is 0 or the least that must go. */
static void make_hull(const struct toll *toll, const struct domain *domain, struct hull *hull)
{
    hull->count = 0;
    if (domain->rest) {
        add_point(hull, 0.0, 0.0);
        if (domain->low > 1.0 && domain->low <= domain->high) {
            add_point(hull, domain->low, toll_steps(toll, domain->low));
        }
    } else {
        add_point(hull, domain->low, toll_steps(toll, domain->low));
    }
    double at = fmax(domain->low, 1.0);
    while (at <= domain->high && hull->count < ROAD_ARCS - 1) {
        double end = fmin(step_end(toll, at), domain->high);
        add_point(hull, end, toll_steps(toll, end));
        at = end + 1.0;
    }
    if (domain->low <= domain->high) {
        add_point(hull, domain->high, toll_steps(toll, domain->high));
    }
}

static bool is_plain(const struct toll *toll, const struct domain *domain)
{
    return !(toll->fixed > 0.0) && !(toll->hurdle > 0.0) && domain->rest && domain->low <= 1.0;
}

/* A road that may rest and whose pieces cost one sum when any go: its hull is a line. */
static bool is_line(const struct toll *toll, const struct domain *domain)
{
    return !(toll->fixed > 0.0) && domain->rest && domain->low <= 1.0;
}

static void put_road(struct branch *branch, size_t road, double capacity, double cost)
{
    struct flow_arc *arc = &branch->net.arcs[branch->net.count++];
    sku_net_ends(branch->asking, road, &arc->from, &arc->to);
    arc->capacity = capacity;
    arc->cost = cost;
    double flow = fmin(branch->fill, capacity);
    branch->net.flow[branch->net.count - 1] = flow;
    branch->fill -= flow;
}

/* Arcs of all roads by their domains.  Returns what they cost whatever flows. */
static double put_roads(struct branch *branch)
{
    const struct exchange_sku *sku = branch->asking->sku;
    double sunk = 0.0;
    branch->net.count = branch->net.standing;
    for (size_t r = 0; r < sku->road_count; r++) {
        const struct toll *toll = &branch->asking->tolls[r];
        const struct domain *domain = &branch->domains[r];
        double cost = sku->roads[r].cost + toll->price;
        branch->net.road_arc[r] = (uint32_t)branch->net.count;
        branch->fill = branch->units[r];
        if (domain->high < domain->low) {
            continue; /* rests */
        }
        if (is_line(toll, domain)) {
            put_road(branch, r, domain->high, cost + toll->hurdle / domain->high);
            continue;
        }
        struct hull hull;
        make_hull(toll, domain, &hull);
        if (!domain->rest && hull.points[0].pieces > 0.0) {
            put_road(branch, r, hull.points[0].pieces, cost - branch->must_bonus);
            sunk += hull.points[0].money;
        }
        for (size_t i = 1; i < hull.count; i++) {
            const struct point *a = &hull.points[i - 1];
            const struct point *b = &hull.points[i];
            double slope = (b->money - a->money) / (b->pieces - a->pieces);
            put_road(branch, r, b->pieces - a->pieces, cost + slope);
        }
    }
    branch->net.road_arc[sku->road_count] = (uint32_t)branch->net.count;
    return sunk;
}

/* Reads what each road carries; what it would cost by its hull, less the bonus, is added up in
 * `relaxed` and by its true steps in `steps`, the price in `price`. */
struct costs {
    double relaxed;
    double steps;
    double price;
};

static bool read_roads(struct branch *branch, double sunk, struct costs *costs)
{
    const struct exchange_sku *sku = branch->asking->sku;
    *costs = (struct costs){.relaxed = sunk};
    for (size_t r = 0; r < sku->road_count; r++) {
        const struct toll *toll = &branch->asking->tolls[r];
        const struct domain *domain = &branch->domains[r];
        double cost = sku->roads[r].cost + toll->price;
        double units = 0.0;
        for (size_t a = branch->net.road_arc[r]; a < branch->net.road_arc[r + 1]; a++) {
            double slope = branch->net.arcs[a].cost - cost;
            bool must = !domain->rest && a == branch->net.road_arc[r];
            if (must && branch->net.flow[a] < domain->low - 0.5) {
                return false;
            }
            units += branch->net.flow[a];
            costs->relaxed += must ? 0.0 : slope * branch->net.flow[a];
        }
        branch->units[r] = units;
        costs->steps += units > 0.0 || toll->must > 0.0 ? toll_steps(toll, units) : 0.0;
        costs->price += toll->price * units;
    }
    return true;
}

static void remember(struct branch *branch, double worth, const struct costs *costs)
{
    double gain = worth - costs->price - costs->steps;
    if (gain > branch->answer->gain + branch->resolution) {
        branch->answer->gain = gain;
        branch->answer->worth = worth;
        for (size_t r = 0; r < branch->asking->sku->road_count; r++) {
            branch->moved[r] = branch->units[r];
        }
    }
}

/* Solves the flow of this node and remembers its moves if they can be made.  An upper bound of what
 * any moves in these domains gain; -HUGE_VAL if there are none. */
static double solve_node(struct branch *branch)
{
    double sunk = put_roads(branch);
    struct flow_network network = {.node_count = branch->asking->shape->node_count,
                                   .arcs = branch->net.arcs,
                                   .arc_count = branch->net.count,
                                   .source = 0,
                                   .sink = 1};
    struct flow_result result = flow_solve_from(&network, FLOW_GREATEST_GAIN, &branch->start,
                                                branch->net.flow, branch->scratch);
    branch->answer->flows++;
    branch->answer->out_of_memory |= result.status == FLOW_NO_MEMORY;
    if (result.status != FLOW_OK) {
        return -HUGE_VAL;
    }
    /* What the arcs say, without slopes, prices and bonuses. */
    double worth = 0.0;
    for (size_t a = 0; a < branch->net.standing; a++) {
        worth -= branch->net.flow[a] * branch->net.arcs[a].cost;
    }
    struct costs costs;
    if (!read_roads(branch, sunk, &costs)) {
        return -HUGE_VAL;
    }
    for (size_t r = 0; r < branch->asking->sku->road_count; r++) {
        worth -= branch->units[r] * branch->asking->sku->roads[r].cost;
    }
    remember(branch, worth, &costs);
    return worth - costs.price - costs.relaxed;
}

/* What the hull of a road says of so many pieces. */
static double hull_at(const struct hull *hull, double pieces)
{
    for (size_t i = 1; i < hull->count; i++) {
        const struct point *a = &hull->points[i - 1];
        const struct point *b = &hull->points[i];
        if (pieces <= b->pieces) {
            double slope = (b->money - a->money) / (b->pieces - a->pieces);
            return a->money + slope * (pieces - a->pieces);
        }
    }
    return hull->points[hull->count - 1].money;
}

/* The road whose steps the hull understates most; road_count when none is, so that the bound is
 * met. */
static size_t worst_road(const struct branch *branch)
{
    const struct exchange_sku *sku = branch->asking->sku;
    size_t worst = sku->road_count;
    double largest = branch->resolution;
    for (size_t r = 0; r < sku->road_count; r++) {
        const struct toll *toll = &branch->asking->tolls[r];
        double units = branch->units[r];
        if (!(units > 0.0) || is_plain(toll, &branch->domains[r])) {
            continue;
        }
        struct hull hull;
        make_hull(toll, &branch->domains[r], &hull);
        double steps =
            fmin(toll_steps(toll, units), toll_steps(toll, branch->domains[r].high) +
                                              fabs(hull.points[hull.count - 1].money) + 1.0);
        double unpaid = steps - hull_at(&hull, units);
        if (unpaid > largest) {
            largest = unpaid;
            worst = r;
        }
    }
    return worst;
}

/* Splits a domain at the step below `units`. */
static void split(const struct toll *toll, const struct domain *whole, double units,
                  struct domain *low, struct domain *high)
{
    *low = *high = *whole;
    double start = fmax(whole->low, 1.0);
    double end = step_end(toll, start);
    if (units <= end && whole->rest) {
        low->high = 0.0;
        low->low = 1.0; /* rests */
        high->rest = false;
        high->low = start;
        return;
    }
    /* The last step that ends below. */
    while (units > end) {
        double next = step_end(toll, end + 1.0);
        if (units <= next) {
            break;
        }
        end = next;
    }
    low->high = end;
    high->rest = false;
    high->low = end + 1.0;
}

static void explore(struct branch *branch, double above)
{
    if (branch->answer->flows >= branch->asking->node_limit || branch->answer->out_of_memory) {
        branch->left = fmax(branch->left, above);
        return;
    }
    double bound = fmin(solve_node(branch), above);
    double enough =
        fmax(branch->resolution, branch->asking->enough * fmax(branch->answer->gain, 0.0));
    if (!(bound > branch->answer->gain + enough)) {
        branch->left = fmax(branch->left, bound);
        return;
    }
    size_t road = worst_road(branch);
    if (road == branch->asking->sku->road_count) {
        branch->left = fmax(branch->left, bound);
        return;
    }
    struct domain whole = branch->domains[road];
    struct domain low;
    struct domain high;
    split(&branch->asking->tolls[road], &whole, branch->units[road], &low, &high);
    bool up = branch->units[road] > 0.5 * (low.high + high.low);
    branch->domains[road] = up ? high : low;
    explore(branch, bound);
    branch->domains[road] = up ? low : high;
    explore(branch, bound);
    branch->domains[road] = whole;
}

/* Domains at the root, and money that is more than any rearrangement of one piece gains. */
static void lay_roads(struct branch *branch)
{
    const struct exchange_sku *sku = branch->asking->sku;
    double largest = 0.0;
    for (size_t a = 0; a < branch->net.standing; a++) {
        largest = fmax(largest, fabs(branch->net.arcs[a].cost));
    }
    for (size_t r = 0; r < sku->road_count; r++) {
        const struct toll *toll = &branch->asking->tolls[r];
        branch->domains[r] = (struct domain){.rest = !(toll->must > 0.0),
                                             .low = fmax(fmax(toll->need, toll->must), 1.0),
                                             .high = toll->most};
        largest = fmax(largest,
                       fabs(sku->roads[r].cost) + fabs(toll->price) + toll->hurdle + toll->fixed);
    }
    branch->must_bonus = 4.0 * largest * (double)branch->asking->shape->node_count;
    branch->resolution = GAIN_RESOLUTION * fmax(largest, 1e-300);
}

size_t sku_scratch(const struct exchange_sku *sku, const struct shape *shape)
{
    enum { ARRAYS = 6, PADDING = 64 };
    size_t arcs = sku_net_arcs(sku, shape);
    return flow_scratch(shape->node_count, arcs) +
           arcs * (sizeof(struct flow_arc) + sizeof(double)) +
           (sku->road_count + 1) * (sizeof(uint32_t) + sizeof(double) + sizeof(struct domain)) +
           shape->node_count * sizeof(uint32_t) + (size_t)ARRAYS * PADDING;
}

struct answer sku_solve(const struct asking *asking, double known, double *moved,
                        struct arena *scratch)
{
    struct answer answer = {.gain = known};
    struct branch branch = {
        .asking = asking, .moved = moved, .answer = &answer, .scratch = scratch, .left = -HUGE_VAL};
    struct arena_mark mark = arena_mark(scratch);
    branch.domains = ARENA_NEW(scratch, struct domain, asking->sku->road_count);
    branch.units = ARENA_NEW(scratch, double, asking->sku->road_count);
    branch.start.above = ARENA_NEW(scratch, uint32_t, asking->shape->node_count);
    if (branch.domains == NULL || branch.units == NULL || branch.start.above == NULL ||
        !sku_net_make(&branch.net, asking, scratch)) {
        answer.out_of_memory = true;
    } else {
        lay_roads(&branch);
        explore(&branch, HUGE_VAL);
    }
    arena_rewind(scratch, mark);
    answer.bound = fmax(branch.left, answer.gain);
    return answer;
}
