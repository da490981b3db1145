/* Moves of many skus over shared lanes: from what each wants to what all can have. */
#include "exchange_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Flows for one sku at a time: many where there are few skus. */
enum { FEW_NODES = 6, MANY_NODES = 60, ALONE_NODES = 4000, NODES_OF_ALL = 20000 };
/* Flows of the search. */
enum { FLOWS = 40000 };
/* Arcs of all flows that one sku alone is searched by, and of those of the search: half a second.
 */
static const double WORK = 5e6;
/* The same where one flow has more arcs than this: what twenty such flows did not find, hundreds
 * did not either. */
static const double LARGE_WORK = 2.5e5;
static const double LARGE_ARCS = 2000.0;

/* A few skus are searched so many times as long: the rare answers that are far from the best are
 * theirs. */
enum { FEW_SKUS = 16, PATIENCE = 5 };

static size_t within_work(size_t flows, double arcs)
{
    double most = (arcs > LARGE_ARCS ? LARGE_WORK : WORK) / fmax(arcs, 1.0);
    return (double)flows <= most ? flows : (size_t)most + 1;
}

static size_t search_flows(size_t skus, double arcs)
{
    size_t times = skus <= FEW_SKUS && arcs <= LARGE_ARCS ? PATIENCE : 1;
    return times * within_work(FLOWS, arcs);
}

static size_t nodes_for(size_t skus, double arcs)
{
    size_t nodes = NODES_OF_ALL / (skus > 0 ? skus : 1);
    nodes = nodes < FEW_NODES ? FEW_NODES : nodes < MANY_NODES ? nodes : MANY_NODES;
    return within_work(skus == 1 ? ALONE_NODES : nodes, arcs);
}

/* Share of the bound within which an answer is exact. */
static const double EXACT = 1e-12;

struct exchange {
    const struct exchange_problem *problem;
    struct state state;
    struct touch touch;
    struct arena arena;
    size_t roads;
};

static uint64_t mix(uint64_t hash, const void *bytes, size_t size)
{
    const unsigned char *at = bytes;
    for (size_t i = 0; i < size; i++) {
        hash = (hash ^ at[i]) * 0x100000001b3ULL;
    }
    return hash;
}

/* A number made from all that describes a sku, and nothing of where it stands. */
static uint64_t describe(const struct exchange_sku *sku)
{
    uint64_t hash = 0xcbf29ce484222325ULL;
    hash = mix(hash, sku->size, sizeof sku->size);
    for (size_t r = 0; r < sku->road_count; r++) {
        const struct exchange_road *road = &sku->roads[r];
        uint32_t ends[3] = {road->lane, road->giver, road->entry};
        hash = mix(hash, ends, sizeof ends);
        hash = mix(hash, &road->cost, sizeof road->cost);
    }
    for (size_t g = 0; g < sku->giver_count; g++) {
        const struct exchange_giver *giver = &sku->givers[g];
        hash = mix(hash, &sku->gives[giver->first], giver->count * sizeof *sku->gives);
    }
    for (size_t e = 0; e < sku->entry_count; e++) {
        const struct exchange_entry *entry = &sku->entries[e];
        const struct exchange_taker *taker = &sku->takers[entry->taker];
        hash = mix(hash, &entry->taker, sizeof entry->taker);
        hash = mix(hash, &sku->values[entry->first], taker->count * sizeof *sku->values);
        hash = mix(hash, &sku->blocks[taker->first], taker->count * sizeof *sku->blocks);
    }
    return hash;
}

struct place {
    uint64_t hash;
    uint32_t sku;
};

static int by_hash(const void *left, const void *right)
{
    const struct place *a = left;
    const struct place *b = right;
    if (a->hash != b->hash) {
        return a->hash < b->hash ? -1 : 1;
    }
    return (a->sku > b->sku) - (a->sku < b->sku);
}

static bool take_state(struct exchange *exchange)
{
    struct state *state = &exchange->state;
    struct arena *arena = &exchange->arena;
    const struct exchange_problem *problem = exchange->problem;
    state->shapes = ARENA_NEW(arena, struct shape, problem->sku_count);
    state->order = ARENA_NEW(arena, uint32_t, problem->sku_count);
    state->worth = ARENA_NEW(arena, double, problem->sku_count);
    state->burdens = ARENA_NEW(arena, struct burden, problem->lane_count);
    state->used = ARENA_NEW(arena, double, problem->limit_count);
    state->limit_price = ARENA_NEW(arena, double, problem->limit_count);
    state->limit_known = ARENA_NEW(arena, double, problem->limit_count);
    exchange->touch.first =
        ARENA_NEW(arena, uint32_t, problem->lane_count + problem->limit_count + 2);
    return state->shapes != NULL && state->order != NULL && state->worth != NULL &&
           state->burdens != NULL && state->used != NULL && state->limit_price != NULL &&
           exchange->touch.first != NULL;
}

static enum status find_order(struct exchange *exchange, struct arena *scratch, struct fault *fault)
{
    const struct exchange_problem *problem = exchange->problem;
    struct arena_mark mark = arena_mark(scratch);
    struct place *places = ARENA_NEW(scratch, struct place, problem->sku_count);
    if (places == NULL) {
        return fault_memory(fault, "the transfers");
    }
    for (uint32_t s = 0; s < problem->sku_count; s++) {
        places[s] = (struct place){.hash = describe(&problem->skus[s]), .sku = s};
    }
    qsort(places, problem->sku_count, sizeof *places, by_hash);
    for (size_t s = 0; s < problem->sku_count; s++) {
        exchange->state.order[s] = places[s].sku;
    }
    arena_rewind(scratch, mark);
    return STATUS_OK;
}

/* Calls of lanes and limits by each sku, once for each: counted, or written at touch.first[i]++. */
static void touch_all(struct exchange *exchange, bool write)
{
    const struct exchange_problem *problem = exchange->problem;
    struct touch *touch = &exchange->touch;
    for (size_t i = 0; i < problem->sku_count; i++) {
        uint32_t s = exchange->state.order[i];
        const struct shape *shape = &exchange->state.shapes[s];
        for (size_t r = 0; r < problem->skus[s].road_count; r++) {
            uint32_t lane = problem->skus[s].roads[r].lane;
            if (shape->lead[r] != r) {
                continue;
            }
            if (lane != EXCHANGE_NONE && write) {
                touch->skus[touch->first[lane + 1]++] = s;
            } else if (lane != EXCHANGE_NONE) {
                touch->first[lane + 2]++;
            }
        }
        for (uint32_t g = 0; g < shape->pick_count + shape->receive_count; g++) {
            size_t limit = problem->lane_count + shape->limit[g];
            if (shape->group_lead[g] != g) {
                continue;
            }
            if (write) {
                touch->skus[touch->first[limit + 1]++] = s;
            } else {
                touch->first[limit + 2]++;
            }
        }
    }
}

static enum status find_touch(struct exchange *exchange, struct fault *fault)
{
    size_t count = exchange->problem->lane_count + exchange->problem->limit_count;
    struct touch *touch = &exchange->touch;
    touch_all(exchange, false);
    for (size_t i = 0; i < count; i++) {
        touch->first[i + 2] += touch->first[i + 1];
    }
    touch->skus = ARENA_NEW(&exchange->arena, uint32_t, touch->first[count + 1]);
    if (touch->skus == NULL) {
        return fault_memory(fault, "the transfers");
    }
    touch_all(exchange, true);
    return STATUS_OK;
}

static double dearest(const struct exchange_problem *problem)
{
    double scale = 0.0;
    for (size_t s = 0; s < problem->sku_count; s++) {
        const struct exchange_sku *sku = &problem->skus[s];
        for (size_t e = 0; e < sku->entry_count; e++) {
            for (uint32_t b = 0; b < sku->takers[sku->entries[e].taker].count; b++) {
                scale = fmax(scale, fabs(sku->values[sku->entries[e].first + b]));
            }
        }
    }
    return scale;
}

/* A sku that has the lanes to itself: all its steps are its own. */
static void solve_alone(struct state *state, struct arena *scratch)
{
    const struct exchange_sku *sku = &state->problem->skus[0];
    struct arena_mark mark = arena_mark(scratch);
    double *moved = ARENA_NEW(scratch, double, sku->road_count);
    struct answer answer = {.out_of_memory = true};
    if (moved != NULL) {
        answer = state_try(state, 0, moved, scratch);
    }
    state->out_of_memory |= answer.out_of_memory;
    if (!answer.out_of_memory) {
        state_put(state, 0, moved, answer.worth);
    }
    state->flows += answer.flows;
    state->bound = answer.bound;
    arena_rewind(scratch, mark);
}

static enum status solve_together(struct exchange *exchange, struct team *team, struct fault *fault)
{
    struct state *state = &exchange->state;
    struct wishes wishes;
    if (!wishes_take(&wishes, state->problem->sku_count, exchange->roads, &exchange->arena)) {
        return fault_memory(fault, "the transfers");
    }
    TRY(prices_find(state, &wishes, &exchange->arena, team, fault));
    TRY(prices_commit(state, &wishes, &team->scratch[0], fault));
    prices_clear(state);
    if (state->shared && state->gain < state->bound - EXACT * fabs(state->bound) &&
        state->problem->sku_count > FLOWS / 8) {
        TRY(prices_fill(state, &wishes, team, fault));
    }
    return STATUS_OK;
}

static enum status solve_all(struct exchange *exchange, double *loads,
                             struct exchange_result *result, struct team *team, struct fault *fault)
{
    const struct exchange_problem *problem = exchange->problem;
    struct state *state = &exchange->state;
    struct arena *scratch = &team->scratch[0];
    if (!take_state(exchange)) {
        return fault_memory(fault, "the transfers");
    }
    double arcs = 0.0; /* of a sku, on average */
    state->problem = problem;
    state->capped_lane = EXCHANGE_NONE;
    for (size_t s = 0; s < problem->sku_count; s++) {
        const struct exchange_sku *sku = &problem->skus[s];
        for (size_t r = 0; r < sku->road_count; r++) {
            sku->moved[r] = 0.0;
        }
        TRY(shape_make(&state->shapes[s], problem, sku, &exchange->arena, scratch, fault));
        size_t need = state_scratch(sku, &state->shapes[s]);
        state->scratch_size = need > state->scratch_size ? need : state->scratch_size;
        state->shapes[s].first = exchange->roads;
        exchange->roads += sku->road_count;
        arcs += (double)sku_net_arcs(sku, &state->shapes[s]) -
                (ROAD_ARCS - 1.0) * (double)sku->road_count;
    }
    arcs /= fmax((double)problem->sku_count, 1.0);
    state->node_limit = nodes_for(problem->sku_count, arcs);
    TRY(find_order(exchange, scratch, fault));
    TRY(find_touch(exchange, fault));
    state->scale = dearest(problem);
    if (problem->sku_count == 1 && state->shapes[0].siblings < 2) {
        solve_alone(state, scratch);
    } else {
        TRY(solve_together(exchange, team, fault));
    }
    if (state->gain < state->bound - EXACT * fabs(state->bound) || !state_meets_leasts(state)) {
        TRY(search_run(state, &exchange->touch, &exchange->arena, scratch,
                       state->flows + search_flows(problem->sku_count, arcs), fault));
    }
    if (state->out_of_memory) {
        return fault_memory(fault, "the transfers of an item");
    }
    for (size_t l = 0; l < problem->lane_count; l++) {
        loads[l] = lane_loads(&problem->lanes[l], state->burdens[l].carried);
    }
    *result = (struct exchange_result){
        .gain = state->gain, .bound = fmax(state->bound, state->gain), .flows = state->flows};
    return STATUS_OK;
}

enum status exchange_solve(const struct exchange_problem *problem, double *loads,
                           struct exchange_result *result, struct team *team, struct fault *fault)
{
    struct exchange exchange = {.problem = problem};
    arena_init(&exchange.arena, 0);
    enum status status = solve_all(&exchange, loads, result, team, fault);
    arena_free(&exchange.arena);
    return status;
}
