/* The moves of all skus: what they add up to on lanes and limits, and what is left for one of them
 * when the others stand. */
#include "exchange_parts.h"

#include <math.h>
#include <string.h>

/* Sums over the roads of a sku on each lane, at the first of them, and over the groups of each
 * limit, at the first of those. */
struct tally {
    double *pieces; /* [road_count + groups] of some moves */
    double *carry;  /* [road_count + groups] that could be carried at the most */
    uint32_t *uses; /* [road_count] roads that carry something */
};

static bool tally_take(struct tally *tally, const struct exchange_sku *sku,
                       const struct shape *shape, struct arena *scratch)
{
    size_t groups = (size_t)shape->pick_count + shape->receive_count;
    tally->pieces = ARENA_NEW(scratch, double, sku->road_count + groups);
    tally->carry = ARENA_NEW(scratch, double, sku->road_count + groups);
    tally->uses = ARENA_NEW(scratch, uint32_t, sku->road_count);
    return tally->pieces != NULL && tally->carry != NULL && tally->uses != NULL;
}

static void tally_add(double *sums, const struct exchange_sku *sku, const struct shape *shape,
                      size_t road, double pieces)
{
    sums[shape->lead[road]] += pieces;
    if (shape->pick[road] != EXCHANGE_NONE) {
        sums[sku->road_count + shape->group_lead[shape->pick[road]]] += pieces;
    }
    if (shape->receive[road] != EXCHANGE_NONE) {
        uint32_t group = shape->pick_count + shape->receive[road];
        sums[sku->road_count + shape->group_lead[group]] += pieces;
    }
}

static void tally_moves(struct tally *tally, const struct exchange_sku *sku,
                        const struct shape *shape, const double *moved)
{
    size_t groups = (size_t)shape->pick_count + shape->receive_count;
    memset(tally->pieces, 0, (sku->road_count + groups) * sizeof *tally->pieces);
    memset(tally->uses, 0, sku->road_count * sizeof *tally->uses);
    for (size_t r = 0; r < sku->road_count; r++) {
        if (moved[r] > 0.0) {
            tally_add(tally->pieces, sku, shape, r, moved[r]);
            tally->uses[shape->lead[r]]++;
        }
    }
}

/* What others carry on the lane of a road, by the tally of the sku's own moves. */
static void carried_by_others(const struct state *state, const struct exchange_sku *sku,
                              const struct tally *own, size_t lead,
                              double carried[EXCHANGE_MEASURES])
{
    const struct burden *burden = &state->burdens[sku->roads[lead].lane];
    bool alone = burden->moves == own->uses[lead];
    for (size_t m = 0; m < EXCHANGE_MEASURES; m++) {
        carried[m] = alone ? 0.0 : burden->carried[m] - own->pieces[lead] * sku->size[m];
    }
}

/* Pieces of the sku that a lane has room for, and a limit. */
static double lane_room(const struct state *state, const struct exchange_sku *sku, size_t road,
                        double others)
{
    const struct burden *burden = &state->burdens[sku->roads[road].lane];
    double most = state->problem->lanes[sku->roads[road].lane].most;
    double room = floor((most - others) / sku->size[EXCHANGE_UNITS] + UNIT_RESOLUTION);
    if (state->capped_lane == sku->roads[road].lane &&
        &state->problem->skus[state->capped_sku] == sku) {
        room = fmin(room, state->capped);
    }
    return burden->closed ? 0.0 : fmax(room, 0.0);
}

static double limit_room(const struct state *state, const struct exchange_sku *sku,
                         const struct shape *shape, const struct tally *own, uint32_t group)
{
    double unit = sku->size[EXCHANGE_UNITS];
    double used = state->used[shape->limit[group]] -
                  own->pieces[sku->road_count + shape->group_lead[group]] * unit;
    double room =
        floor((state->problem->limits[shape->limit[group]] - used) / unit + UNIT_RESOLUTION);
    return fmax(room, 0.0);
}

/* One room for several of a sku's roads or groups: by turns one of them may have what the others
 * leave, or, every other turn, all. */
struct turn {
    unsigned number;
    bool bound; /* there was a room too small for all who share it */
};

static double share_room(struct turn *turn, double room, double carry, uint32_t rank,
                         uint32_t count, double own, double all, double *beside)
{
    *beside = all - own;
    if (count < 2 || (room >= carry && isfinite(carry))) {
        return room;
    }
    turn->bound = true;
    bool mine = turn->number / 2 % count == rank;
    bool whole = turn->number % 2 != 0;
    *beside = whole ? 0.0 : all - own;
    if (mine) {
        return fmax(room - *beside, 0.0);
    }
    return whole ? 0.0 : fmin(own, room);
}

struct look {
    const struct state *state;
    const struct exchange_sku *sku;
    const struct shape *shape;
    const double *moved;   /* the moves to start from */
    struct tally standing; /* of the state's moves */
    struct tally own;      /* of these */
    struct turn turn;
    bool loose; /* rooms of several roads hold for each alone */
};

static struct toll lane_toll(struct look *look, size_t road)
{
    const struct state *state = look->state;
    const struct exchange_sku *sku = look->sku;
    uint32_t lead = look->shape->lead[road];
    const struct exchange_lane *lane = &state->problem->lanes[sku->roads[road].lane];
    const struct burden *burden = &state->burdens[sku->roads[road].lane];
    double unit = sku->size[EXCHANGE_UNITS];
    struct toll toll = {.price =
                            burden->price * unit + burden->load_price * sku->size[burden->measure],
                        .hurdle = state->problem->hurdle,
                        .fixed = state->relaxed ? 0.0 : lane->fixed,
                        .lane = lane,
                        .size = sku->size};
    carried_by_others(state, sku, &look->standing, lead, toll.carried);
    double room = lane_room(state, sku, road, toll.carried[EXCHANGE_UNITS]);
    double beside = 0.0;
    uint32_t count = look->loose ? 1 : look->shape->lane_roads[lead];
    /* Roads that pay for the same loads take turns too. */
    double carry = look->own.carry[lead];
    if (toll.fixed > 0.0 && count > 1) {
        look->turn.bound = true;
        carry = look->turn.number > 0 ? HUGE_VAL : carry;
    }
    room = share_room(&look->turn, room, carry, look->shape->rank[road], count, look->moved[road],
                      look->own.pieces[lead], &beside);
    for (size_t m = 0; m < EXCHANGE_MEASURES && count > 1; m++) {
        toll.carried[m] += beside * sku->size[m];
    }
    toll.loads = fmax(lane_loads(lane, toll.carried), burden->sunk);
    toll.most = fmin(look->shape->carry[road], room);
    double lack = lane->least - toll.carried[EXCHANGE_UNITS];
    if (lack > UNIT_RESOLUTION && !burden->lax && !state->relaxed) {
        double pieces = ceil(lack / unit - UNIT_RESOLUTION);
        toll.must = toll.carried[EXCHANGE_UNITS] > 0.0 && count < 2 ? pieces : 0.0;
        toll.need = toll.carried[EXCHANGE_UNITS] > 0.0 && count > 1 ? 0.0 : pieces;
    }
    return toll;
}

/* Tolls and rooms of a sku if it starts from look->moved. */
static void ask(struct look *look, struct toll *tolls, double *rooms)
{
    const struct state *state = look->state;
    const struct exchange_sku *sku = look->sku;
    const struct shape *shape = look->shape;
    double unit = sku->size[EXCHANGE_UNITS];
    look->turn.bound = false;
    for (uint32_t g = 0; g < shape->pick_count + shape->receive_count; g++) {
        size_t lead = sku->road_count + shape->group_lead[g];
        double own = 0.0;
        double beside = 0.0;
        bool picks = g < shape->pick_count;
        for (size_t r = 0; r < sku->road_count && shape->group_count[g] > 1; r++) {
            bool member = picks ? shape->pick[r] == g : shape->receive[r] == g - shape->pick_count;
            own += member ? look->moved[r] : 0.0;
        }
        rooms[g] = share_room(&look->turn, limit_room(state, sku, shape, &look->standing, g),
                              look->own.carry[lead], shape->group_rank[g],
                              look->loose ? 1 : shape->group_count[g], own, look->own.pieces[lead],
                              &beside);
    }
    for (size_t r = 0; r < sku->road_count; r++) {
        if (sku->roads[r].lane == EXCHANGE_NONE) {
            tolls[r] = (struct toll){.most = shape->carry[r]};
            continue;
        }
        tolls[r] = lane_toll(look, r);
        if (shape->pick[r] != EXCHANGE_NONE) {
            tolls[r].price += state->limit_price[shape->limit[shape->pick[r]]] * unit;
        }
        if (shape->receive[r] != EXCHANGE_NONE) {
            uint32_t group = shape->pick_count + shape->receive[r];
            tolls[r].price += state->limit_price[shape->limit[group]] * unit;
        }
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
    burden->moves += (pieces > 0.0 ? 1U : 0U) - (before > 0.0 ? 1U : 0U);
    for (size_t m = 0; m < EXCHANGE_MEASURES; m++) {
        double carried = burden->carried[m] + (pieces - before) * sku->size[m];
        burden->carried[m] = burden->moves > 0 ? carried : 0.0;
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

/* What moves on one lane cost beside their road's cost; HUGE_VAL where they may not be. */
static double lane_paid(const struct look *look, const struct tally *moves, size_t lead)
{
    const struct state *state = look->state;
    const struct exchange_sku *sku = look->sku;
    const struct exchange_lane *lane = &state->problem->lanes[sku->roads[lead].lane];
    const struct burden *burden = &state->burdens[sku->roads[lead].lane];
    double pieces = moves->pieces[lead];
    double carried[EXCHANGE_MEASURES];
    carried_by_others(state, sku, &look->standing, lead, carried);
    if (pieces > lane_room(state, sku, lead, carried[EXCHANGE_UNITS]) + 0.5) {
        return HUGE_VAL;
    }
    double before = fmax(lane_loads(lane, carried), burden->sunk);
    for (size_t m = 0; m < EXCHANGE_MEASURES; m++) {
        carried[m] += pieces * sku->size[m];
    }
    if (!burden->lax && !state->relaxed && carried[EXCHANGE_UNITS] > 0.0 &&
        carried[EXCHANGE_UNITS] < lane->least - UNIT_RESOLUTION) {
        return HUGE_VAL;
    }
    double paid = pieces * (burden->price * sku->size[EXCHANGE_UNITS] +
                            burden->load_price * sku->size[burden->measure]) +
                  state->problem->hurdle * moves->uses[lead];
    if (!state->relaxed && lane->fixed > 0.0) {
        paid += lane->fixed * fmax(lane_loads(lane, carried) - before, 0.0);
    }
    return paid;
}

/* What moves gain as the state is seen; -HUGE_VAL where they may not be.  Uses look->own. */
static double gain_of(struct look *look, const double *moved, double worth)
{
    const struct state *state = look->state;
    const struct exchange_sku *sku = look->sku;
    const struct shape *shape = look->shape;
    tally_moves(&look->own, sku, shape, moved);
    double gain = worth;
    for (uint32_t g = 0; g < shape->pick_count + shape->receive_count; g++) {
        double pieces = look->own.pieces[sku->road_count + g];
        if (shape->group_lead[g] != g || !(pieces > 0.0)) {
            continue;
        }
        if (pieces > limit_room(state, sku, shape, &look->standing, g) + 0.5) {
            return -HUGE_VAL;
        }
        gain -= pieces * sku->size[EXCHANGE_UNITS] * state->limit_price[shape->limit[g]];
    }
    for (size_t r = 0; r < sku->road_count; r++) {
        if (sku->roads[r].lane != EXCHANGE_NONE && shape->lead[r] == r) {
            gain -= lane_paid(look, &look->own, r);
        }
    }
    return gain;
}

size_t state_scratch(const struct exchange_sku *sku, const struct shape *shape)
{
    enum { ARRAYS = 12, PADDING = 64 };
    size_t groups = (size_t)shape->pick_count + shape->receive_count;
    return sku_scratch(sku, shape) +
           sku->road_count * (sizeof(struct toll) + 2 * sizeof(double) + 2 * sizeof(uint32_t)) +
           (5 * groups + 4 * sku->road_count) * sizeof(double) + (size_t)ARRAYS * PADDING;
}

static bool look_make(struct look *look, const struct state *state, size_t index,
                      struct arena *scratch)
{
    *look = (struct look){.state = state,
                          .sku = &state->problem->skus[index],
                          .shape = &state->shapes[index],
                          .loose = state->loose};
    if (!tally_take(&look->standing, look->sku, look->shape, scratch) ||
        !tally_take(&look->own, look->sku, look->shape, scratch)) {
        return false;
    }
    tally_moves(&look->standing, look->sku, look->shape, look->sku->moved);
    for (size_t r = 0; r < look->sku->road_count; r++) {
        tally_add(look->own.carry, look->sku, look->shape, r, look->shape->carry[r]);
    }
    return true;
}

/* Improves moved[] by turns, as long as rooms that several roads share are in the way. */
static void take_turns(struct look *look, double *known, double *moved, struct answer *answer,
                       struct arena *scratch)
{
    const struct exchange_sku *sku = look->sku;
    const struct shape *shape = look->shape;
    struct toll *tolls = ARENA_NEW(scratch, struct toll, sku->road_count);
    double *rooms = ARENA_NEW(scratch, double, (size_t)shape->pick_count + shape->receive_count);
    double *tried = ARENA_NEW(scratch, double, sku->road_count);
    answer->out_of_memory = tolls == NULL || rooms == NULL || tried == NULL;
    unsigned turns = 1;
    for (unsigned t = 0; t < turns && !answer->out_of_memory; t++) {
        look->turn.number = t;
        look->moved = moved;
        tally_moves(&look->own, sku, shape, moved);
        ask(look, tolls, rooms);
        turns = look->turn.bound ? 2 * shape->siblings : turns;
        struct asking asking = {.sku = sku,
                                .shape = shape,
                                .tolls = tolls,
                                .rooms = rooms,
                                .node_limit = look->state->node_limit};
        bool joint = shape->siblings > 1 && !look->loose;
        memcpy(tried, moved, sku->road_count * sizeof *tried);
        struct answer next = sku_solve(&asking, joint ? -HUGE_VAL : *known, tried, scratch);
        answer->flows += next.flows;
        answer->bound = next.bound;
        answer->out_of_memory = next.out_of_memory;
        double gain = joint && isfinite(next.gain) ? gain_of(look, tried, next.worth) : next.gain;
        if (gain > *known) {
            *known = gain;
            answer->worth = next.worth;
            memcpy(moved, tried, sku->road_count * sizeof *tried);
        }
    }
}

struct answer state_try(const struct state *state, size_t index, double *moved,
                        struct arena *scratch)
{
    const struct exchange_sku *sku = &state->problem->skus[index];
    struct look look;
    struct answer answer = {.worth = state->worth[index]};
    if (!look_make(&look, state, index, scratch)) {
        return (struct answer){.out_of_memory = true};
    }
    memcpy(moved, sku->moved, sku->road_count * sizeof *moved);
    double known = gain_of(&look, moved, answer.worth);
    if (known < 0.0) {
        memset(moved, 0, sku->road_count * sizeof *moved);
        if (isfinite(gain_of(&look, moved, 0.0))) {
            known = answer.worth = 0.0;
        } else {
            memcpy(moved, sku->moved, sku->road_count * sizeof *moved);
        }
    }
    take_turns(&look, &known, moved, &answer, scratch);
    answer.gain = known;
    return answer;
}

double state_gain(const struct state *state, size_t index, const double *moved, double worth,
                  struct arena *scratch)
{
    struct look look;
    struct arena_mark mark = arena_mark(scratch);
    double gain = -HUGE_VAL;
    if (look_make(&look, state, index, scratch)) {
        gain = gain_of(&look, moved, worth);
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
