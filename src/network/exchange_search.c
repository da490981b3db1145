/* Local search over the moves of all skus: all steps from the market's answer, then from shaken
 * ones, then the dear steps at the best, as long as there are flows left. */
#include "exchange_search.h"

#include <math.h>

/* Shakes that gain nothing, before the search ends. */
enum { TRIALS = 16 };

static bool lane_steps(struct search *search, uint32_t lane)
{
    const struct exchange_lane *own = &search->state->problem->lanes[lane];
    const struct burden *burden = &search->state->burdens[lane];
    if (!step_has_loads(search, lane)) {
        return false;
    }
    bool better = false;
    if (burden->moves > 0) {
        better |= step_close(search, lane);
        double each = own->fixed / fmax(burden->carried[burden->measure], 1.0);
        better |= step_price(search, lane, each, 0.0, 0);
        better |= step_price(search, lane, 3.0 * each, 0.0, 0);
    }
    better |= step_price(search, lane, 0.0, 1.0, 0);
    return better;
}

static bool caps(struct search *search, uint32_t lane)
{
    struct state *state = search->state;
    size_t count = step_touching(search, lane);
    bool better = false;
    for (size_t i = 0; i < count && count > 1; i++) {
        uint32_t s = search->touch->skus[search->touch->first[lane] + i];
        const struct exchange_sku *sku = &state->problem->skus[s];
        size_t r = 0;
        while (sku->roads[r].lane != lane) {
            r++;
        }
        for (double less = 1.0; less <= sku->moved[r] && state->flows < search->flow_limit;
             less += 1.0) {
            for (size_t from = 0; from < count; from++) {
                better |= step_cap(search, lane, s, sku->moved[r] - less, from);
            }
        }
    }
    return better;
}

/* Whether a lane or a limit has little room left for several skus, or loads that may be full. */
static bool is_contested(const struct search *search, size_t index)
{
    const struct state *state = search->state;
    size_t lanes = state->problem->lane_count;
    bool lane = index < lanes;
    double room = lane ? state->problem->lanes[index].most : state->problem->limits[index - lanes];
    double used = lane ? state->burdens[index].carried[EXCHANGE_UNITS] : state->used[index - lanes];
    bool full = used >= 0.75 * room || (lane && state->problem->lanes[index].fixed > 0.0);
    return step_touching(search, index) > 1 && used > 0.0 && full;
}

static bool contests(struct search *search, size_t index)
{
    static const double prices[] = {0.05, 0.15, 0.4, 4.0};
    bool better = false;
    for (size_t p = 0; p < sizeof prices / sizeof *prices && is_contested(search, index); p++) {
        for (size_t from = 0; from < step_touching(search, index); from++) {
            better |= step_contest(search, index, prices[p] * search->scale, from);
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
    search->best_moved = ARENA_NEW(arena, double, roads);
    search->best_worth = ARENA_NEW(arena, double, problem->sku_count);
    search->shuffled = ARENA_NEW(arena, uint32_t, problem->sku_count);
    search->nothing = ARENA_NEW(arena, double, roads);
    return search->saved != NULL && search->saved_skus != NULL && search->saved_moved != NULL &&
           search->saved_worth != NULL && search->burdens != NULL && search->used != NULL;
}

/* A lane is left for room on another or on a limit. */
static bool crowds(struct search *search, uint32_t left)
{
    static const double prices[] = {0.15, 0.4, 4.0};
    const struct state *state = search->state;
    size_t rooms = state->problem->lane_count + state->problem->limit_count;
    bool better = false;
    for (size_t i = 0; i < rooms && state->burdens[left].moves > 0; i++) {
        for (size_t p = 0; p < sizeof prices / sizeof *prices; p++) {
            if (i != left && is_contested(search, i) && state->flows < search->flow_limit) {
                better |= step_crowd(search, left, i, prices[p] * search->scale);
            }
        }
    }
    return better;
}

/* A lane is left for another that is opened. */
static bool swaps(struct search *search, uint32_t left)
{
    static const double prices[] = {0.1, 0.3, 0.5};
    const struct state *state = search->state;
    bool better = false;
    for (uint32_t m = 0; m < state->problem->lane_count; m++) {
        if (m == left || !step_has_loads(search, m) || state->flows >= search->flow_limit) {
            continue;
        }
        for (size_t i = 0; i < step_touching(search, m) && state->burdens[left].moves > 0; i++) {
            better |= step_swap(search, left, m, 0.0, i);
        }
        for (size_t p = 0; p < sizeof prices / sizeof *prices; p++) {
            better |= state->burdens[left].moves > 0 &&
                      step_swap(search, left, m, prices[p] * search->scale, 0);
        }
    }
    return better;
}

/* A load more on a lane, offered to each first and at several prices. */
static bool openings(struct search *search, uint32_t lane)
{
    static const double prices[] = {0.0, 0.1, 0.3};
    bool better = false;
    for (size_t p = 0; p < sizeof prices / sizeof *prices && step_has_loads(search, lane); p++) {
        for (size_t from = 0; from < step_touching(search, lane); from++) {
            better |= search->state->flows < search->flow_limit &&
                      step_price(search, lane, prices[p] * search->scale, 1.0, from);
        }
    }
    return better;
}

static bool steps_of_all(struct search *search, bool deep)
{
    const struct exchange_problem *problem = search->state->problem;
    bool better = step_is_within(search, 2 * problem->sku_count) && step_skus(search);
    for (uint32_t l = 0; l < problem->lane_count; l++) {
        better |= lane_steps(search, l);
    }
    for (size_t i = 0; deep && i < problem->lane_count + problem->limit_count &&
                       search->state->flows < search->flow_limit;
         i++) {
        better |= contests(search, i);
    }
    for (uint32_t l = 0; deep && l < problem->lane_count; l++) {
        better |= openings(search, l);
    }
    for (uint32_t l = 0; deep && l < problem->lane_count; l++) {
        if (step_has_loads(search, l)) {
            better |= crowds(search, l);
            better |= swaps(search, l);
        }
    }
    for (uint32_t l = 0;
         deep && l < problem->lane_count && search->state->flows < search->flow_limit; l++) {
        better |= caps(search, l);
    }
    return better;
}

static void descend(struct search *search, bool deep)
{
    step_mend(search);
    while (steps_of_all(search, deep) && search->state->flows < search->flow_limit) {
    }
}

/* Whether all skus may be asked a few times more, and there is something left to gain. */
static bool may_go_on(const struct search *search)
{
    const struct state *state = search->state;
    return step_is_within(search, 4 * state->problem->sku_count) &&
           state->gain < state->bound - RISE * fabs(state->bound);
}

/* Whether a descent from somewhere else ends higher; if not, the best is the state again. */
static bool try_elsewhere(struct search *search, struct random *random)
{
    shake_moves(search, random);
    step_mend(search);
    (void)step_skus(search);
    if (best_is_now(search)) {
        return false;
    }
    descend(search, false);
    if (search->state->gain > search->best * (1.0 + RISE)) {
        best_keep(search);
        return true;
    }
    best_restore(search);
    return false;
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
    state->capped_lane = EXCHANGE_NONE;
    descend(&search, false);
    best_keep(&search);
    struct random random = random_stream(6, 1);
    for (int i = 0; i < TRIALS && may_go_on(&search); i++) {
        i = try_elsewhere(&search, &random) ? 0 : i;
    }
    if (may_go_on(&search)) {
        descend(&search, true);
    }
    return state->out_of_memory ? fault_memory(fault, "the transfers of an item") : STATUS_OK;
}
