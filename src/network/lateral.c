/* Lateral moves with fixed costs: branch and bound over least-cost flows. */
#include "network/lateral.h"

#include "num/flow.h"

#include <math.h>

/* Gains closer than this share of the largest value at stake are equal. */
static const double GAIN_RESOLUTION = 1e-9;

enum lane_state { LANE_OPEN, LANE_USED, LANE_CLOSED };

struct branch {
    const struct lateral_problem *problem;
    struct lateral_plan *plan;
    struct flow_arc *arcs; /* [arc_count]: gives, takes, then three of each lane */
    double *flow;          /* [arc_count] */
    double *carries;       /* [lane_count] the most that a lane could carry */
    double *moved;         /* [lane_count] units in the flow just solved */
    unsigned char *state;  /* [lane_count] enum lane_state */
    double *best;          /* [lane_count] the caller's */
    struct arena *scratch;
    size_t node_limit;
    double bonus;      /* money for a unit that must move; larger than any gain of moving it less */
    double resolution; /* money */
    bool out_of_memory;
};

/* Arcs of a lane: those units that a used lane must carry, those that it may, and those of a lane
 * that is not decided. */
enum { ARC_MUST, ARC_MAY, ARC_OPEN, ARCS_PER_LANE };

static size_t arc_count_of(const struct lateral_problem *problem)
{
    return problem->give_count + problem->take_count + ARCS_PER_LANE * problem->lane_count;
}

static size_t node_count_of(const struct lateral_problem *problem)
{
    return problem->giver_count + problem->receiver_count + 2;
}

size_t lateral_scratch(const struct lateral_problem *problem)
{
    enum { ARRAYS = 5, PADDING = 64 };
    size_t arcs = arc_count_of(problem);
    return flow_scratch(node_count_of(problem), arcs) +
           arcs * (sizeof(struct flow_arc) + sizeof(double)) +
           problem->lane_count * (2 * sizeof(double) + 1) + (size_t)ARRAYS * PADDING;
}

static size_t lane_arc(const struct branch *branch, size_t lane)
{
    return branch->problem->give_count + branch->problem->take_count + ARCS_PER_LANE * lane;
}

static bool take_arrays(struct branch *branch)
{
    const struct lateral_problem *problem = branch->problem;
    size_t arcs = arc_count_of(problem);
    branch->arcs = ARENA_NEW(branch->scratch, struct flow_arc, arcs);
    branch->flow = ARENA_NEW(branch->scratch, double, arcs);
    branch->carries = ARENA_NEW(branch->scratch, double, problem->lane_count);
    branch->moved = ARENA_NEW(branch->scratch, double, problem->lane_count);
    branch->state = ARENA_NEW(branch->scratch, unsigned char, problem->lane_count);
    return branch->arcs != NULL && branch->flow != NULL && branch->carries != NULL &&
           branch->moved != NULL && branch->state != NULL;
}

static double units_of(const struct lateral_step *steps, size_t count, uint32_t place)
{
    double units = 0.0;
    for (size_t i = 0; i < count; i++) {
        units += steps[i].place == place ? steps[i].units : 0.0;
    }
    return units;
}

/* Node 0 feeds the givers 1 .. G, the receivers G + 1 .. G + R empty into the last node. */
static void lay_steps(struct branch *branch)
{
    const struct lateral_problem *problem = branch->problem;
    uint32_t givers = (uint32_t)problem->giver_count;
    uint32_t sink = (uint32_t)node_count_of(problem) - 1;
    double largest = 0.0;
    for (size_t i = 0; i < problem->give_count; i++) {
        const struct lateral_step *step = &problem->gives[i];
        branch->arcs[i] = (struct flow_arc){
            .from = 0, .to = 1 + step->place, .capacity = step->units, .cost = step->value};
        largest = fmax(largest, fabs(step->value));
    }
    for (size_t i = 0; i < problem->take_count; i++) {
        const struct lateral_step *step = &problem->takes[i];
        branch->arcs[problem->give_count + i] = (struct flow_arc){.from = 1 + givers + step->place,
                                                                  .to = sink,
                                                                  .capacity = step->units,
                                                                  .cost = -step->value};
        largest = fmax(largest, fabs(step->value));
    }
    for (size_t lane = 0; lane < problem->lane_count; lane++) {
        const struct lateral_lane *given = &problem->lanes[lane];
        double carries = fmin(units_of(problem->gives, problem->give_count, given->from),
                              units_of(problem->takes, problem->take_count, given->to));
        branch->carries[lane] = fmin(carries, given->most);
        largest = fmax(largest, fmax(fabs(given->cost), given->fixed));
    }
    /* Taking a unit from a lane and mending the rest of the flow passes each node at most once. */
    branch->bonus = 4.0 * largest * (double)node_count_of(problem);
    branch->resolution = GAIN_RESOLUTION * fmax(largest, 1e-300);
}

static void lay_lanes(struct branch *branch)
{
    const struct lateral_problem *problem = branch->problem;
    for (size_t lane = 0; lane < problem->lane_count; lane++) {
        const struct lateral_lane *given = &problem->lanes[lane];
        double carries = branch->carries[lane];
        bool used = branch->state[lane] == LANE_USED;
        bool open = branch->state[lane] == LANE_OPEN && carries >= given->least && carries > 0.0;
        struct flow_arc arc = {.from = 1 + given->from,
                               .to = 1 + (uint32_t)problem->giver_count + given->to};
        struct flow_arc *arcs = branch->arcs + lane_arc(branch, lane);
        arcs[ARC_MUST] = arcs[ARC_MAY] = arcs[ARC_OPEN] = arc;
        arcs[ARC_MUST].capacity = used ? given->least : 0.0;
        arcs[ARC_MUST].cost = given->cost - branch->bonus;
        arcs[ARC_MAY].capacity = used ? fmax(carries - given->least, 0.0) : 0.0;
        arcs[ARC_MAY].cost = given->cost;
        arcs[ARC_OPEN].capacity = open ? carries : 0.0;
        arcs[ARC_OPEN].cost = given->cost + (open ? given->fixed / carries : 0.0);
    }
}

/* Solves the flow of this node.  An upper bound of what any choice of the open lanes can gain;
 * -HUGE_VAL if the used lanes cannot all have their least. */
static double solve_node(struct branch *branch)
{
    const struct lateral_problem *problem = branch->problem;
    lay_lanes(branch);
    struct flow_network network = {.node_count = node_count_of(problem),
                                   .arcs = branch->arcs,
                                   .arc_count = arc_count_of(problem),
                                   .source = 0,
                                   .sink = (uint32_t)node_count_of(problem) - 1};
    struct flow_result result =
        flow_solve(&network, FLOW_GREATEST_GAIN, branch->flow, branch->scratch);
    branch->plan->nodes++;
    branch->out_of_memory = branch->out_of_memory || result.status == FLOW_NO_MEMORY;
    if (result.status != FLOW_OK) {
        return -HUGE_VAL;
    }
    double bound = -result.cost;
    for (size_t lane = 0; lane < problem->lane_count; lane++) {
        const double *flow = branch->flow + lane_arc(branch, lane);
        branch->moved[lane] = flow[ARC_MUST] + flow[ARC_MAY] + flow[ARC_OPEN];
        if (branch->state[lane] != LANE_USED) {
            continue;
        }
        double least = problem->lanes[lane].least;
        if (flow[ARC_MUST] < least * (1.0 - GAIN_RESOLUTION)) {
            return -HUGE_VAL;
        }
        bound -= problem->lanes[lane].fixed + flow[ARC_MUST] * branch->bonus;
    }
    return bound;
}

/* The first `units` of a place's steps. */
static double value_of_steps(const struct lateral_step *steps, size_t count, uint32_t place,
                             double units)
{
    double value = 0.0;
    for (size_t i = 0; i < count && units > 0.0; i++) {
        if (steps[i].place == place) {
            double part = fmin(units, steps[i].units);
            value += part * steps[i].value;
            units -= part;
        }
    }
    return value;
}

/* What a lane carries when those that would carry too little are left out: a feasible answer,
 * though not always a good one. */
static double kept(const struct branch *branch, size_t lane)
{
    double moved = branch->moved[lane];
    return moved >= branch->problem->lanes[lane].least ? moved : 0.0;
}

/* The true gain of what is kept of the moves just solved. */
static double gain_of_moves(const struct branch *branch)
{
    const struct lateral_problem *problem = branch->problem;
    double gain = 0.0;
    for (uint32_t giver = 0; giver < problem->giver_count; giver++) {
        double units = 0.0;
        for (size_t lane = 0; lane < problem->lane_count; lane++) {
            units += problem->lanes[lane].from == giver ? kept(branch, lane) : 0.0;
        }
        gain -= value_of_steps(problem->gives, problem->give_count, giver, units);
    }
    for (uint32_t receiver = 0; receiver < problem->receiver_count; receiver++) {
        double units = 0.0;
        for (size_t lane = 0; lane < problem->lane_count; lane++) {
            units += problem->lanes[lane].to == receiver ? kept(branch, lane) : 0.0;
        }
        gain += value_of_steps(problem->takes, problem->take_count, receiver, units);
    }
    for (size_t lane = 0; lane < problem->lane_count; lane++) {
        double units = kept(branch, lane);
        gain -= units > 0.0 ? units * problem->lanes[lane].cost + problem->lanes[lane].fixed : 0.0;
    }
    return gain;
}

static void remember(struct branch *branch)
{
    double gain = gain_of_moves(branch);
    if (gain > branch->plan->gain + branch->resolution) {
        branch->plan->gain = gain;
        for (size_t lane = 0; lane < branch->problem->lane_count; lane++) {
            branch->best[lane] = kept(branch, lane);
        }
    }
}

/* The open lane whose true cost the flow understates most; lane_count when it understates none, so
 * that the bound is met. */
static size_t worst_lane(const struct branch *branch)
{
    const struct lateral_problem *problem = branch->problem;
    size_t worst = problem->lane_count;
    double largest = branch->resolution;
    for (size_t lane = 0; lane < problem->lane_count; lane++) {
        double moved = branch->moved[lane];
        if (branch->state[lane] != LANE_OPEN || !(moved > 0.0)) {
            continue;
        }
        double unpaid = problem->lanes[lane].fixed * (1.0 - moved / branch->carries[lane]);
        if (moved < problem->lanes[lane].least) {
            unpaid += 1.0 + problem->lanes[lane].least - moved + branch->resolution;
        }
        if (unpaid > largest) {
            largest = unpaid;
            worst = lane;
        }
    }
    return worst;
}

/* Depth is at most the number of lanes. */
static void explore(struct branch *branch)
{
    if (branch->plan->nodes >= branch->node_limit || branch->out_of_memory) {
        branch->plan->exact = false;
        return;
    }
    double bound = solve_node(branch);
    if (!(bound > branch->plan->gain + branch->resolution)) {
        return;
    }
    remember(branch);
    size_t lane = worst_lane(branch);
    if (lane == branch->problem->lane_count || !(bound > branch->plan->gain + branch->resolution)) {
        return;
    }
    branch->state[lane] = LANE_USED;
    explore(branch);
    branch->state[lane] = LANE_CLOSED;
    explore(branch);
    branch->state[lane] = LANE_OPEN;
}

bool lateral_solve(const struct lateral_problem *problem, double *quantity,
                   struct lateral_plan *plan, struct arena *scratch)
{
    *plan = (struct lateral_plan){.exact = true};
    for (size_t lane = 0; lane < problem->lane_count; lane++) {
        quantity[lane] = 0.0;
    }
    struct arena_mark mark = arena_mark(scratch);
    struct branch branch = {.problem = problem,
                            .plan = plan,
                            .best = quantity,
                            .scratch = scratch,
                            .node_limit =
                                problem->node_limit > 0 ? problem->node_limit : LATERAL_NODES};
    bool good = take_arrays(&branch);
    if (good) {
        lay_steps(&branch);
        explore(&branch);
        good = !branch.out_of_memory;
    }
    arena_rewind(scratch, mark);
    return good;
}
