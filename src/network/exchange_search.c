/* Local search over the moves of all skus.
 *
 * Every step changes how a lane or a limit is seen, lets the skus that touch it answer, sees it
 * truly again, lets them answer again, and stands only if the objective rose. */
#include "exchange_parts.h"

#include <math.h>
#include <string.h>

/* Rises below this share of the objective are rounding. */
static const double RISE = 1e-9;

struct search {
    struct state *state;
    const struct touch *touch;
    struct arena *scratch;
    size_t flow_limit;
    double scale; /* money: the dearest unit */
    /* What a step may have to take back. */
    unsigned char *saved; /* [sku_count] */
    uint32_t *saved_skus; /* [sku_count] */
    size_t saved_count;
    double *saved_moved;    /* by shape->first */
    double *saved_worth;    /* [sku_count] */
    struct burden *burdens; /* [lane_count] */
    double *used;           /* [limit_count] */
    double gain;
};

static void begin_step(struct search *search)
{
    const struct state *state = search->state;
    memcpy(search->burdens, state->burdens, state->problem->lane_count * sizeof *search->burdens);
    memcpy(search->used, state->used, state->problem->limit_count * sizeof *search->used);
    search->gain = state->gain;
    search->saved_count = 0;
}

static void save(struct search *search, uint32_t sku)
{
    const struct state *state = search->state;
    if (search->saved[sku]) {
        return;
    }
    const struct exchange_sku *own = &state->problem->skus[sku];
    search->saved[sku] = 1;
    search->saved_skus[search->saved_count++] = sku;
    search->saved_worth[sku] = state->worth[sku];
    for (size_t r = 0; r < own->road_count; r++) {
        search->saved_moved[state->shapes[sku].first + r] = own->moved[r];
    }
}

static void forget(struct search *search)
{
    for (size_t i = 0; i < search->saved_count; i++) {
        search->saved[search->saved_skus[i]] = 0;
    }
    search->saved_count = 0;
}

static void take_back(struct search *search)
{
    struct state *state = search->state;
    for (size_t i = 0; i < search->saved_count; i++) {
        uint32_t sku = search->saved_skus[i];
        const struct exchange_sku *own = &state->problem->skus[sku];
        state->worth[sku] = search->saved_worth[sku];
        for (size_t r = 0; r < own->road_count; r++) {
            own->moved[r] = search->saved_moved[state->shapes[sku].first + r];
        }
    }
    memcpy(state->burdens, search->burdens, state->problem->lane_count * sizeof *search->burdens);
    memcpy(state->used, search->used, state->problem->limit_count * sizeof *search->used);
    state->gain = search->gain;
    forget(search);
}

/* Keeps the step if it gained, else takes it back. */
static bool end_step(struct search *search)
{
    struct state *state = search->state;
    bool good = state->gain > search->gain + RISE * fmax(fabs(search->gain), 1.0) &&
                state_meets_leasts(state);
    if (!good) {
        take_back(search);
    }
    forget(search);
    return good;
}

/* Lets every sku that touches lane or limit `index` answer, from place `from` round. */
static void answer_all(struct search *search, size_t index, size_t from)
{
    size_t first = search->touch->first[index];
    size_t count = search->touch->first[index + 1] - first;
    for (size_t i = 0; i < count; i++) {
        uint32_t sku = search->touch->skus[first + (from + i) % count];
        save(search, sku);
        (void)state_solve(search->state, sku, search->scratch);
    }
}

/* Lets all skus that a step has changed answer until nobody moves. */
static void settle(struct search *search)
{
    enum { ROUNDS = 4 };
    for (int round = 0; round < ROUNDS; round++) {
        bool changed = false;
        for (size_t i = 0; i < search->saved_count; i++) {
            changed |= state_solve(search->state, search->saved_skus[i], search->scratch);
        }
        if (!changed) {
            break;
        }
    }
}

static bool close_lane(struct search *search, uint32_t lane)
{
    begin_step(search);
    search->state->burdens[lane].closed = true;
    answer_all(search, lane, 0);
    settle(search);
    search->state->burdens[lane].closed = false;
    settle(search);
    return end_step(search);
}

/* A least that nobody reaches alone is paid for, just enough. */
static void subsidise(struct search *search, uint32_t lane, size_t from)
{
    struct burden *burden = &search->state->burdens[lane];
    double least = search->state->problem->lanes[lane].least - UNIT_RESOLUTION;
    double step = search->scale / 32.0;
    while (burden->carried[EXCHANGE_UNITS] < least && step < 4.0 * search->scale) {
        burden->price -= step;
        step *= 2.0;
        answer_all(search, lane, from);
    }
    burden->price = 0.0;
}

/* A lane seen at another price, with so many more loads paid. */
static bool price_lane(struct search *search, uint32_t lane, double price, double more, size_t from)
{
    struct burden *burden = &search->state->burdens[lane];
    const struct exchange_lane *own = &search->state->problem->lanes[lane];
    begin_step(search);
    burden->price = price;
    burden->sunk = more > 0.0 ? lane_loads(own, burden->carried) + more : 0.0;
    burden->lax = true;
    answer_all(search, lane, from);
    if (burden->moves > 0) {
        subsidise(search, lane, from);
    }
    burden->price = 0.0;
    burden->sunk = 0.0;
    burden->lax = false;
    settle(search);
    return end_step(search);
}

/* Everybody leaves what costs more than `price` on a lane or limit; who is first takes back first.
 */
static bool contest(struct search *search, size_t index, double price, size_t from)
{
    struct state *state = search->state;
    size_t lanes = state->problem->lane_count;
    double *seen =
        index < lanes ? &state->burdens[index].price : &state->limit_price[index - lanes];
    begin_step(search);
    if (index < lanes) {
        state->burdens[index].lax = true;
    }
    *seen = price;
    answer_all(search, index, 0);
    *seen = 0.0;
    if (index < lanes) {
        state->burdens[index].lax = false;
    }
    answer_all(search, index, from);
    settle(search);
    return end_step(search);
}

static bool sku_round(struct search *search)
{
    bool changed = false;
    for (size_t i = 0; i < search->state->problem->sku_count; i++) {
        changed |= state_solve(search->state, search->state->order[i], search->scratch);
    }
    return changed;
}

/* A lane that carries too little is filled up or closed, whatever gains more. */
static void mend_lane(struct search *search, uint32_t lane)
{
    struct state *state = search->state;
    struct burden *burden = &state->burdens[lane];
    double least = state->problem->lanes[lane].least - UNIT_RESOLUTION;
    begin_step(search);
    burden->closed = true;
    answer_all(search, lane, 0);
    burden->closed = false;
    double closed = state->gain;
    take_back(search);
    begin_step(search);
    subsidise(search, lane, 0);
    if (burden->carried[EXCHANGE_UNITS] < least || state->gain < closed) {
        take_back(search);
        burden->closed = true;
        begin_step(search);
        answer_all(search, lane, 0);
        burden->closed = false;
    }
    forget(search);
    burden->lax = false;
}

static void mend(struct search *search)
{
    struct state *state = search->state;
    for (uint32_t l = 0; l < state->problem->lane_count; l++) {
        state->burdens[l].lax = state->burdens[l].moves > 0;
    }
    for (uint32_t l = 0; l < state->problem->lane_count; l++) {
        struct burden *burden = &state->burdens[l];
        if (burden->carried[EXCHANGE_UNITS] < state->problem->lanes[l].least - UNIT_RESOLUTION &&
            burden->moves > 0) {
            mend_lane(search, l);
        }
        burden->lax = false;
    }
}

static size_t touching(const struct search *search, size_t index)
{
    return search->touch->first[index + 1] - search->touch->first[index];
}

static bool lane_steps(struct search *search, uint32_t lane)
{
    const struct exchange_lane *own = &search->state->problem->lanes[lane];
    const struct burden *burden = &search->state->burdens[lane];
    if (touching(search, lane) == 0 || (!(own->fixed > 0.0) && !(own->least > 0.0))) {
        return false;
    }
    bool better = false;
    if (burden->moves > 0) {
        better |= close_lane(search, lane);
        double each = own->fixed / fmax(burden->carried[burden->measure], 1.0);
        better |= price_lane(search, lane, each, 0.0, 0);
        better |= price_lane(search, lane, 3.0 * each, 0.0, 0);
    }
    better |= price_lane(search, lane, 0.0, 1.0, 0);
    return better;
}

static bool contests(struct search *search, size_t index)
{
    const struct state *state = search->state;
    size_t lanes = state->problem->lane_count;
    size_t count = touching(search, index);
    double room =
        index < lanes ? state->problem->lanes[index].most : state->problem->limits[index - lanes];
    double used =
        index < lanes ? state->burdens[index].carried[EXCHANGE_UNITS] : state->used[index - lanes];
    if (count < 2 || !(used > 0.0) || used < 0.75 * room) {
        return false;
    }
    static const double prices[] = {0.05, 0.15, 0.4, 4.0};
    bool better = false;
    for (size_t p = 0; p < sizeof prices / sizeof *prices; p++) {
        for (size_t from = 0; from < count; from++) {
            better |= contest(search, index, prices[p] * search->scale, from);
        }
    }
    return better;
}

static bool search_take(struct search *search, struct arena *arena)
{
    const struct exchange_problem *problem = search->state->problem;
    size_t roads = 0;
    for (size_t s = 0; s < problem->sku_count; s++) {
        roads += problem->skus[s].road_count;
    }
    search->saved = ARENA_NEW(arena, unsigned char, problem->sku_count);
    search->saved_skus = ARENA_NEW(arena, uint32_t, problem->sku_count);
    search->saved_moved = ARENA_NEW(arena, double, roads);
    search->saved_worth = ARENA_NEW(arena, double, problem->sku_count);
    search->burdens = ARENA_NEW(arena, struct burden, problem->lane_count);
    search->used = ARENA_NEW(arena, double, problem->limit_count);
    return search->saved != NULL && search->saved_skus != NULL && search->saved_moved != NULL &&
           search->saved_worth != NULL && search->burdens != NULL && search->used != NULL;
}

enum status search_run(struct state *state, const struct touch *touch, struct arena *arena,
                       struct arena *scratch, size_t flow_limit, struct fault *fault)
{
    struct search search = {.state = state,
                            .touch = touch,
                            .scratch = scratch,
                            .flow_limit = flow_limit,
                            .scale = state->scale};
    if (!search_take(&search, arena)) {
        return fault_memory(fault, "the search for transfers");
    }
    size_t lanes = state->problem->lane_count;
    mend(&search);
    for (bool better = true; better && state->flows < flow_limit;) {
        better = sku_round(&search);
        for (uint32_t l = 0; l < lanes && state->flows < flow_limit; l++) {
            better |= lane_steps(&search, l);
        }
        for (size_t i = 0; i < lanes + state->problem->limit_count && state->flows < flow_limit;
             i++) {
            better |= contests(&search, i);
        }
    }
    return state->out_of_memory ? fault_memory(fault, "the transfers of an item") : STATUS_OK;
}
