/* What many skus would do, each by itself, asked at the same time. */
#include "exchange_parts.h"

bool wishes_take(struct wishes *wishes, size_t skus, size_t roads, struct arena *arena)
{
    wishes->moved = ARENA_NEW(arena, double, roads);
    wishes->worth = ARENA_NEW(arena, double, skus);
    wishes->gain = ARENA_NEW(arena, double, skus);
    wishes->bound = ARENA_NEW(arena, double, skus);
    wishes->flows = ARENA_NEW(arena, uint32_t, skus);
    wishes->again = ARENA_NEW(arena, unsigned char, skus);
    wishes->failed = ARENA_NEW(arena, unsigned char, skus);
    return wishes->moved != NULL && wishes->worth != NULL && wishes->gain != NULL &&
           wishes->bound != NULL && wishes->flows != NULL && wishes->again != NULL &&
           wishes->failed != NULL;
}

struct asked {
    struct wishes *wishes;
    const struct state *state;
    size_t first;
};

static void wish_one(void *context, size_t index, struct arena *scratch)
{
    const struct asked *asked = context;
    struct wishes *wishes = asked->wishes;
    uint32_t sku = asked->state->order[asked->first + index];
    wishes->flows[sku] = 0;
    if (!wishes->again[sku]) {
        return;
    }
    struct answer answer =
        state_try(asked->state, sku, wishes->moved + asked->state->shapes[sku].first, scratch);
    wishes->worth[sku] = answer.worth;
    wishes->gain[sku] = answer.gain;
    wishes->bound[sku] = answer.bound;
    wishes->flows[sku] = (uint32_t)answer.flows;
    wishes->failed[sku] = answer.out_of_memory ? 1 : 0;
}

enum status wishes_ask(struct wishes *wishes, struct state *state, size_t first, size_t end,
                       struct team *team, struct fault *fault)
{
    struct asked asked = {.wishes = wishes, .state = state, .first = first};
    TRY(parallel_each_reserved(team, end - first, wish_one, &asked, state->scratch_size, fault));
    for (size_t i = first; i < end; i++) {
        uint32_t sku = state->order[i];
        state->flows += wishes->flows[sku];
        if (wishes->failed[sku]) {
            return fault_memory(fault, "the transfers of an item");
        }
    }
    return STATUS_OK;
}
