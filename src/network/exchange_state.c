/* The moves of all skus: what they add up to on lanes and limits, and what is left for one of them
 * when the others stand. */
#include "exchange_parts.h"

#include <math.h>

/* What others carry on a lane, if this sku has so many pieces on it. */
static void carried_by_others(const struct burden *burden, const double *size, double pieces,
                              double carried[EXCHANGE_MEASURES])
{
    bool alone = burden->moves == (pieces > 0.0 ? 1 : 0);
    for (size_t m = 0; m < EXCHANGE_MEASURES; m++) {
        carried[m] = alone ? 0.0 : burden->carried[m] - pieces * size[m];
    }
}

static struct toll lane_toll(const struct state *state, const struct exchange_sku *sku,
                             const struct shape *shape, size_t road)
{
    uint32_t index = sku->roads[road].lane;
    const struct exchange_lane *lane = &state->problem->lanes[index];
    const struct burden *burden = &state->burdens[index];
    double unit = sku->size[EXCHANGE_UNITS];
    struct toll toll = {.price =
                            burden->price * unit + burden->load_price * sku->size[burden->measure],
                        .hurdle = state->problem->hurdle,
                        .fixed = state->relaxed ? 0.0 : lane->fixed,
                        .lane = lane,
                        .size = sku->size};
    carried_by_others(burden, sku->size, sku->moved[road], toll.carried);
    toll.loads = fmax(lane_loads(lane, toll.carried), burden->sunk);
    double others = toll.carried[EXCHANGE_UNITS];
    double room = floor((lane->most - others) / unit + UNIT_RESOLUTION);
    toll.most = burden->closed ? 0.0 : fmax(fmin(shape->carry[road], room), 0.0);
    double lack = burden->lax || state->relaxed ? 0.0 : lane->least - others;
    if (lack > UNIT_RESOLUTION) {
        double pieces = ceil(lack / unit - UNIT_RESOLUTION);
        toll.must = others > 0.0 ? pieces : 0.0;
        toll.need = pieces;
    }
    return toll;
}

void state_ask(const struct state *state, size_t index, struct toll *tolls, double *rooms)
{
    const struct exchange_sku *sku = &state->problem->skus[index];
    const struct shape *shape = &state->shapes[index];
    double unit = sku->size[EXCHANGE_UNITS];
    uint32_t groups = shape->pick_count + shape->receive_count;
    for (uint32_t g = 0; g < groups; g++) {
        rooms[g] = state->problem->limits[shape->limit[g]] - state->used[shape->limit[g]];
    }
    for (size_t r = 0; r < sku->road_count; r++) {
        uint32_t receive = shape->pick_count + shape->receive[r];
        if (sku->roads[r].lane == EXCHANGE_NONE) {
            tolls[r] = (struct toll){.most = shape->carry[r]};
            continue;
        }
        tolls[r] = lane_toll(state, sku, shape, r);
        if (shape->pick[r] != EXCHANGE_NONE) {
            rooms[shape->pick[r]] += sku->moved[r] * unit;
            tolls[r].price += state->limit_price[shape->limit[shape->pick[r]]] * unit;
        }
        if (shape->receive[r] != EXCHANGE_NONE) {
            rooms[receive] += sku->moved[r] * unit;
            tolls[r].price += state->limit_price[shape->limit[receive]] * unit;
        }
    }
    for (uint32_t g = 0; g < groups; g++) {
        rooms[g] = fmax(floor(rooms[g] / unit + UNIT_RESOLUTION), 0.0);
    }
}

/* Loads of a lane as it is, in money. */
static double lane_cost(const struct state *state, uint32_t lane)
{
    double fixed = state->problem->lanes[lane].fixed;
    return fixed > 0.0
               ? fixed * lane_loads(&state->problem->lanes[lane], state->burdens[lane].carried)
               : 0.0;
}

static void put_on_lane(struct state *state, const struct exchange_sku *sku, size_t road,
                        double pieces)
{
    uint32_t index = sku->roads[road].lane;
    struct burden *burden = &state->burdens[index];
    const struct exchange_lane *lane = &state->problem->lanes[index];
    double before = sku->moved[road];
    double change = (pieces - before) * sku->size[EXCHANGE_UNITS];
    state->gain += lane_cost(state, index);
    carried_by_others(burden, sku->size, before, burden->carried);
    burden->moves += (pieces > 0.0 ? 1U : 0U) - (before > 0.0 ? 1U : 0U);
    for (size_t m = 0; m < EXCHANGE_MEASURES; m++) {
        burden->carried[m] += pieces * sku->size[m];
    }
    state->gain -= lane_cost(state, index);
    state->gain -=
        state->problem->hurdle * ((pieces > 0.0 ? 1.0 : 0.0) - (before > 0.0 ? 1.0 : 0.0));
    if (lane->pick != EXCHANGE_NONE) {
        state->used[lane->pick] += change;
    }
    if (lane->receive != EXCHANGE_NONE) {
        state->used[lane->receive] += change;
    }
}

void state_put(struct state *state, size_t index, const double *moved, double worth)
{
    const struct exchange_sku *sku = &state->problem->skus[index];
    for (size_t r = 0; r < sku->road_count; r++) {
        if (fabs(moved[r] - sku->moved[r]) > 0.0) {
            if (sku->roads[r].lane != EXCHANGE_NONE) {
                put_on_lane(state, sku, r, moved[r]);
            }
            sku->moved[r] = moved[r];
        }
    }
    state->gain += worth - state->worth[index];
    state->worth[index] = worth;
}

/* What the moves of a sku gain at these tolls; -HUGE_VAL where they may not be. */
static double gain_at(const struct asking *asking, double worth, const double *moved,
                      double *group_units)
{
    const struct exchange_sku *sku = asking->sku;
    const struct shape *shape = asking->shape;
    double gain = worth;
    for (uint32_t g = 0; g < shape->pick_count + shape->receive_count; g++) {
        group_units[g] = 0.0;
    }
    for (size_t r = 0; r < sku->road_count; r++) {
        const struct toll *toll = &asking->tolls[r];
        if (moved[r] > toll->most + 0.5) {
            return -HUGE_VAL;
        }
        if (moved[r] > 0.0 && shape->pick[r] != EXCHANGE_NONE) {
            group_units[shape->pick[r]] += moved[r];
        }
        if (moved[r] > 0.0 && shape->receive[r] != EXCHANGE_NONE) {
            group_units[shape->pick_count + shape->receive[r]] += moved[r];
        }
        gain -= toll->price * moved[r] + toll_steps(toll, moved[r]);
    }
    for (uint32_t g = 0; g < shape->pick_count + shape->receive_count; g++) {
        if (group_units[g] > asking->rooms[g] + 0.5) {
            return -HUGE_VAL;
        }
    }
    return gain;
}

static bool may_rest(const struct asking *asking)
{
    for (size_t r = 0; r < asking->sku->road_count; r++) {
        if (asking->tolls[r].must > 0.0) {
            return false;
        }
    }
    return true;
}

size_t state_scratch(const struct exchange_sku *sku, const struct shape *shape)
{
    enum { ARRAYS = 4, PADDING = 64 };
    size_t groups = (size_t)shape->pick_count + shape->receive_count;
    return sku_scratch(sku, shape) + sku->road_count * (sizeof(struct toll) + sizeof(double)) +
           2 * groups * sizeof(double) + (size_t)ARRAYS * PADDING;
}

struct answer state_try(const struct state *state, size_t index, double *moved,
                        struct arena *scratch)
{
    const struct exchange_sku *sku = &state->problem->skus[index];
    const struct shape *shape = &state->shapes[index];
    size_t groups = (size_t)shape->pick_count + shape->receive_count;
    struct toll *tolls = ARENA_NEW(scratch, struct toll, sku->road_count);
    double *rooms = ARENA_NEW(scratch, double, groups);
    double *units = ARENA_NEW(scratch, double, groups);
    if (tolls == NULL || rooms == NULL || units == NULL) {
        return (struct answer){.out_of_memory = true};
    }
    state_ask(state, index, tolls, rooms);
    struct asking asking = {.sku = sku,
                            .shape = shape,
                            .tolls = tolls,
                            .rooms = rooms,
                            .node_limit = state->node_limit};
    double known = gain_at(&asking, state->worth[index], sku->moved, units);
    double worth = state->worth[index];
    for (size_t r = 0; r < sku->road_count; r++) {
        moved[r] = sku->moved[r];
    }
    if (known < 0.0 && may_rest(&asking)) {
        known = worth = 0.0;
        for (size_t r = 0; r < sku->road_count; r++) {
            moved[r] = 0.0;
        }
    }
    struct answer answer = sku_solve(&asking, known, moved, scratch);
    if (!(answer.gain > known)) {
        answer.worth = worth;
    }
    return answer;
}

double state_gain(const struct state *state, size_t index, const double *moved, double worth,
                  struct arena *scratch)
{
    const struct exchange_sku *sku = &state->problem->skus[index];
    const struct shape *shape = &state->shapes[index];
    size_t groups = (size_t)shape->pick_count + shape->receive_count;
    struct arena_mark mark = arena_mark(scratch);
    struct toll *tolls = ARENA_NEW(scratch, struct toll, sku->road_count);
    double *rooms = ARENA_NEW(scratch, double, groups);
    double *units = ARENA_NEW(scratch, double, groups);
    double gain = -HUGE_VAL;
    if (tolls != NULL && rooms != NULL && units != NULL) {
        state_ask(state, index, tolls, rooms);
        struct asking asking = {.sku = sku, .shape = shape, .tolls = tolls, .rooms = rooms};
        gain = gain_at(&asking, worth, moved, units);
    }
    arena_rewind(scratch, mark);
    return gain;
}

bool state_solve(struct state *state, size_t index, struct arena *scratch)
{
    const struct exchange_sku *sku = &state->problem->skus[index];
    struct arena_mark mark = arena_mark(scratch);
    double *moved = ARENA_NEW(scratch, double, sku->road_count);
    bool changed = false;
    if (moved != NULL) {
        struct answer answer = state_try(state, index, moved, scratch);
        state->flows += answer.flows;
        state->out_of_memory |= answer.out_of_memory;
        for (size_t r = 0; r < sku->road_count && !changed; r++) {
            changed = fabs(moved[r] - sku->moved[r]) > 0.0;
        }
        if (changed && !answer.out_of_memory) {
            state_put(state, index, moved, answer.worth);
        }
    }
    state->out_of_memory |= moved == NULL;
    arena_rewind(scratch, mark);
    return changed;
}

bool state_meets_leasts(const struct state *state)
{
    for (size_t l = 0; l < state->problem->lane_count; l++) {
        const struct burden *burden = &state->burdens[l];
        if (burden->moves > 0 && !burden->lax &&
            burden->carried[EXCHANGE_UNITS] < state->problem->lanes[l].least - UNIT_RESOLUTION) {
            return false;
        }
    }
    return true;
}
