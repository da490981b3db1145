/* Guaranteed service on trees.
 *
 * The tree is hung up at a root.  A stage then has one neighbour above, and its subtree below
 * costs, as a function of the one time that it shares with that neighbour, supplies it: out[S]  =
 * min over SI of its cost with (SI, S) is supplied by it: in[SI]  = min over S  of its cost with
 * (SI, S) where the cost with (SI, S) is its own and, for every neighbour below, the least out[s]
 * with s <= SI of those that supply it and the least in[x] with x >= S of those that it supplies.
 */
#include "network/guaranteed.h"

#include <math.h>

/* Costs closer than this share are equal. */
static const double TIE = 1e-12;

static const size_t NOBODY = SIZE_MAX;

struct node {
    size_t above;    /* the neighbour nearer to the root; NOBODY for a root */
    bool supplies;   /* it supplies that neighbour (else is supplied by it) */
    int32_t longest; /* M: no service time is longer */
    double *table;   /* [longest + 1] the cost of the subtree by the time shared with `above`;
                        later the least cost of no more (supplies) or no less than that time */
    int32_t *choice; /* [longest + 1] where the least stands */
};

struct solver {
    const struct guaranteed_tree *tree;
    struct node *nodes; /* [count] */
    size_t *order;      /* [count] roots first, every node after the one above it */
    size_t *start;      /* [count + 1] of `touching` */
    size_t *touching;   /* [2 * arc_count] the arcs at each node */
    double *root;       /* [most + 1] sqrt of whole days */
    double *by_inbound; /* [most + 1] cost of the suppliers below by SI */
    double *by_service; /* [most + 1] cost of the customers below by S */
    size_t seen;
};

static size_t other_end(const struct guaranteed_arc *arc, size_t node)
{
    return arc->from == node ? arc->to : arc->from;
}

static bool list_touching(struct solver *solver, struct arena *scratch)
{
    const struct guaranteed_tree *tree = solver->tree;
    solver->start = ARENA_NEW(scratch, size_t, tree->count + 2);
    solver->touching = ARENA_NEW(scratch, size_t, 2 * tree->arc_count);
    if (solver->start == NULL || solver->touching == NULL) {
        return false;
    }
    for (size_t a = 0; a < tree->arc_count; a++) {
        if (tree->arcs[a].from >= tree->count || tree->arcs[a].to >= tree->count) {
            return false;
        }
        solver->start[tree->arcs[a].from + 2]++;
        solver->start[tree->arcs[a].to + 2]++;
    }
    for (size_t n = 2; n < tree->count + 2; n++) {
        solver->start[n] += solver->start[n - 1];
    }
    for (size_t a = 0; a < tree->arc_count; a++) {
        solver->touching[solver->start[tree->arcs[a].from + 1]++] = a;
        solver->touching[solver->start[tree->arcs[a].to + 1]++] = a;
    }
    return true;
}

/* Puts everything that hangs on `root` in order behind it.  false if a circle comes back to a node
 * that has its place. */
static bool hang_up(struct solver *solver, size_t root, unsigned char *placed)
{
    size_t next = solver->seen;
    solver->order[solver->seen++] = root;
    placed[root] = 1;
    solver->nodes[root].above = NOBODY;
    for (; next < solver->seen; next++) {
        size_t node = solver->order[next];
        bool up = false;
        for (size_t t = solver->start[node]; t < solver->start[node + 1]; t++) {
            const struct guaranteed_arc *arc = &solver->tree->arcs[solver->touching[t]];
            size_t other = other_end(arc, node);
            if (other == solver->nodes[node].above && !up) {
                up = true;
                continue;
            }
            if (placed[other]) {
                return false;
            }
            placed[other] = 1;
            solver->nodes[other].above = node;
            solver->nodes[other].supplies = arc->from == other;
            solver->order[solver->seen++] = other;
        }
    }
    return true;
}

static bool put_in_order(struct solver *solver, struct arena *scratch)
{
    size_t count = solver->tree->count;
    solver->nodes = ARENA_NEW(scratch, struct node, count);
    solver->order = ARENA_NEW(scratch, size_t, count);
    unsigned char *placed = ARENA_NEW(scratch, unsigned char, count);
    if (solver->nodes == NULL || solver->order == NULL || placed == NULL ||
        !list_touching(solver, scratch)) {
        return false;
    }
    for (size_t n = 0; n < count; n++) {
        if (!placed[n] && !hang_up(solver, n, placed)) {
            return false;
        }
    }
    return true;
}

static bool is_supplier(const struct guaranteed_arc *arc, size_t node)
{
    return arc->from == node;
}

/* M[j] = T[j] + the longest of its suppliers' M and what comes from outside.  Arcs point both ways
 * in the order, so stages settle in rounds: one more for every arc that points up. */
static void find_longest(struct solver *solver)
{
    const struct guaranteed_tree *tree = solver->tree;
    for (size_t n = 0; n < tree->count; n++) {
        solver->nodes[n].longest = tree->stages[n].days + tree->stages[n].inbound;
    }
    for (bool settled = false; !settled;) {
        settled = true;
        for (size_t a = 0; a < tree->arc_count; a++) {
            int32_t reach =
                solver->nodes[tree->arcs[a].from].longest + tree->stages[tree->arcs[a].to].days;
            struct node *to = &solver->nodes[tree->arcs[a].to];
            if (reach > to->longest) {
                to->longest = reach;
                settled = false;
            }
        }
    }
}

static bool take_tables(struct solver *solver, struct arena *scratch)
{
    int32_t most = 0;
    for (size_t n = 0; n < solver->tree->count; n++) {
        struct node *node = &solver->nodes[n];
        most = node->longest > most ? node->longest : most;
        node->table = ARENA_NEW(scratch, double, (size_t)node->longest + 1);
        node->choice = ARENA_NEW(scratch, int32_t, (size_t)node->longest + 1);
        if (node->table == NULL || node->choice == NULL) {
            return false;
        }
    }
    size_t times = (size_t)most + 1;
    solver->root = ARENA_NEW(scratch, double, times);
    solver->by_inbound = ARENA_NEW(scratch, double, times);
    solver->by_service = ARENA_NEW(scratch, double, times);
    if (solver->root == NULL || solver->by_inbound == NULL || solver->by_service == NULL) {
        return false;
    }
    for (size_t t = 0; t < times; t++) {
        solver->root[t] = sqrt((double)t);
    }
    return true;
}

/* by_inbound and by_service of a node from the tables of those below it. */
static void add_below(struct solver *solver, size_t node)
{
    int32_t longest = solver->nodes[node].longest;
    for (int32_t t = 0; t <= longest; t++) {
        solver->by_inbound[t] = 0.0;
        solver->by_service[t] = 0.0;
    }
    for (size_t a = solver->start[node]; a < solver->start[node + 1]; a++) {
        const struct guaranteed_arc *arc = &solver->tree->arcs[solver->touching[a]];
        const struct node *below = &solver->nodes[other_end(arc, node)];
        if (below->above != node) {
            continue;
        }
        double *sum = is_supplier(arc, node) ? solver->by_service : solver->by_inbound;
        for (int32_t t = 0; t <= longest; t++) {
            sum[t] += below->table[t < below->longest ? t : below->longest];
        }
    }
}

static double cost_with(const struct solver *solver, size_t node, int32_t inbound, int32_t service)
{
    const struct guaranteed_stage *stage = &solver->tree->stages[node];
    return stage->holding * stage->k_sigma * solver->root[inbound + stage->days - service] +
           solver->by_inbound[inbound] + solver->by_service[service];
}

static bool is_less(double cost, double best)
{
    return isinf(best) ? cost < best : cost < best - TIE * fabs(best);
}

static int32_t lesser(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

/* The least cost with this service time, and the inbound time that gives it. */
static double best_inbound(const struct solver *solver, size_t node, int32_t service,
                           int32_t *inbound)
{
    const struct guaranteed_stage *stage = &solver->tree->stages[node];
    double best = HUGE_VAL;
    int32_t first = service - stage->days;
    first = first > stage->inbound ? first : stage->inbound;
    *inbound = first;
    if (service > stage->outbound) {
        return best;
    }
    for (int32_t si = first; si <= solver->nodes[node].longest - stage->days; si++) {
        double cost = cost_with(solver, node, si, service);
        if (is_less(cost, best)) {
            best = cost;
            *inbound = si;
        }
    }
    return best;
}

/* The least cost with this inbound time, and the service time that gives it. */
static double best_service(const struct solver *solver, size_t node, int32_t inbound,
                           int32_t *service)
{
    const struct guaranteed_stage *stage = &solver->tree->stages[node];
    double best = HUGE_VAL;
    *service = 0;
    if (inbound < stage->inbound || inbound > solver->nodes[node].longest - stage->days) {
        return best;
    }
    for (int32_t s = 0; s <= lesser(stage->outbound, inbound + stage->days); s++) {
        double cost = cost_with(solver, node, inbound, s);
        if (is_less(cost, best)) {
            best = cost;
            *service = s;
        }
    }
    return best;
}

/* The table of a node, as its neighbour above asks it: the least over all times that suit that
 * neighbour, choice[] the time that gives it. */
static void fill_table(struct solver *solver, size_t index)
{
    struct node *node = &solver->nodes[index];
    double best = HUGE_VAL;
    int32_t where = 0;
    for (int32_t i = 0; i <= node->longest; i++) {
        int32_t t = node->supplies ? i : node->longest - i;
        int32_t other;
        double cost = node->supplies ? best_inbound(solver, index, t, &other)
                                     : best_service(solver, index, t, &other);
        /* Downwards a tie goes to the later, which is the shorter time. */
        bool better = node->supplies ? is_less(cost, best) : !is_less(best, cost);
        if (better) {
            best = fmin(cost, best);
            where = t;
        }
        node->table[t] = best;
        node->choice[t] = where;
    }
}

static void settle_root(struct solver *solver, size_t index, struct guaranteed_place *places)
{
    double best = HUGE_VAL;
    struct guaranteed_place *place = &places[index];
    for (int32_t s = 0; s <= solver->nodes[index].longest; s++) {
        int32_t inbound;
        double with = best_inbound(solver, index, s, &inbound);
        if (is_less(with, best)) {
            best = with;
            place->service = s;
            place->inbound = inbound;
        }
    }
}

/* The times of a node whose neighbour above has its own; by_inbound and by_service are its. */
static void settle(struct solver *solver, size_t index, struct guaranteed_place *places)
{
    const struct node *node = &solver->nodes[index];
    const struct guaranteed_place *above = &places[node->above];
    struct guaranteed_place *place = &places[index];
    if (node->supplies) {
        place->service = node->choice[lesser(above->inbound, node->longest)];
        (void)best_inbound(solver, index, place->service, &place->inbound);
    } else {
        place->inbound = node->choice[lesser(above->service, node->longest)];
        (void)best_service(solver, index, place->inbound, &place->service);
    }
}

static bool solve(struct solver *solver, struct guaranteed_place *places, struct arena *scratch)
{
    if (!put_in_order(solver, scratch)) {
        return false;
    }
    find_longest(solver);
    if (!take_tables(solver, scratch)) {
        return false;
    }
    for (size_t o = solver->tree->count; o-- > 0;) {
        size_t index = solver->order[o];
        add_below(solver, index);
        if (solver->nodes[index].above == NOBODY) {
            settle_root(solver, index, places);
        } else {
            fill_table(solver, index);
        }
    }
    for (size_t o = 0; o < solver->tree->count; o++) {
        size_t index = solver->order[o];
        if (solver->nodes[index].above != NOBODY) {
            add_below(solver, index);
            settle(solver, index, places);
        }
    }
    return true;
}

/* The times are settled; what they cost and hold is told as for any others. */
static bool tell(const struct guaranteed_tree *tree, struct guaranteed_place *places, double *cost,
                 struct arena *scratch)
{
    int32_t *service = ARENA_NEW(scratch, int32_t, tree->count);
    if (service == NULL) {
        return false;
    }
    for (size_t n = 0; n < tree->count; n++) {
        service[n] = places[n].service;
    }
    *cost = guaranteed_cost(tree, service, places);
    return true;
}

bool guaranteed_solve(const struct guaranteed_tree *tree, struct guaranteed_place *places,
                      double *cost, struct arena *scratch)
{
    struct arena_mark mark = arena_mark(scratch);
    struct solver solver = {.tree = tree};
    bool solved = solve(&solver, places, scratch) && tell(tree, places, cost, scratch);
    arena_rewind(scratch, mark);
    return solved;
}
