/* Shakes: other places for the search to start from, by a fixed stream of random numbers. */
#include "exchange_search.h"

#include <math.h>
#include <string.h>

/* Everybody's moves, to go back to. */
void best_keep(struct search *search)
{
    const struct state *state = search->state;
    for (size_t s = 0; s < state->problem->sku_count; s++) {
        const struct exchange_sku *sku = &state->problem->skus[s];
        search->best_worth[s] = state->worth[s];
        memcpy(search->best_moved + state->shapes[s].first, sku->moved,
               sku->road_count * sizeof *sku->moved);
    }
    search->best = state->gain;
}

void best_restore(struct search *search)
{
    struct state *state = search->state;
    for (size_t s = 0; s < state->problem->sku_count; s++) {
        state_put(state, state->order[s], search->best_moved + state->shapes[state->order[s]].first,
                  search->best_worth[state->order[s]]);
    }
    state->gain = search->best;
}

/* The state's order, shuffled. */
static void shuffle(struct search *search, struct random *random)
{
    size_t skus = search->state->problem->sku_count;
    memcpy(search->shuffled, search->state->order, skus * sizeof *search->shuffled);
    for (size_t i = skus; i > 1; i--) {
        size_t other = random_below(random, i);
        uint32_t last = search->shuffled[i - 1];
        search->shuffled[i - 1] = search->shuffled[other];
        search->shuffled[other] = last;
    }
}

/* Some lanes are closed, made dearer or paid for. */
static void disturb_lanes(struct search *search, struct random *random)
{
    struct state *state = search->state;
    double strength = random_uniform(random);
    for (size_t l = 0; l < state->problem->lane_count; l++) {
        struct burden *burden = &state->burdens[l];
        double u = random_uniform(random) / strength;
        if (u < 0.1) {
            burden->closed = true;
        } else if (u < 0.3) {
            burden->price = 0.3 * search->scale * random_uniform(random);
        } else if (u < 0.4) {
            burden->sunk = 1.0 + lane_loads(&state->problem->lanes[l], burden->carried);
        }
    }
    for (size_t i = 0; i < state->problem->limit_count; i++) {
        state->limit_price[i] = random_uniform(random) < 0.4 * strength
                                    ? 0.3 * search->scale * random_uniform(random)
                                    : 0.0;
    }
}

/* Everybody starts from nothing: at prices near those of the market, or `anywhere` at any prices,
 * with some lanes closed and those that are open paid for. */
static void begin_anew(struct search *search, bool anywhere, struct random *random)
{
    struct state *state = search->state;
    double dearest = 0.5 * search->scale * random_uniform(random);
    for (size_t s = 0; s < state->problem->sku_count; s++) {
        const struct exchange_sku *sku = &state->problem->skus[state->order[s]];
        memset(search->nothing, 0, sku->road_count * sizeof *search->nothing);
        state_put(state, state->order[s], search->nothing, 0.0);
    }
    for (uint32_t l = 0; l < state->problem->lane_count; l++) {
        struct burden *burden = &state->burdens[l];
        double u = random_uniform(random);
        burden->price = anywhere ? dearest * u : burden->known * (0.5 + u);
        if (anywhere && step_has_loads(search, l)) {
            burden->closed = random_uniform(random) < 0.5;
            burden->sunk = burden->closed ? 0.0 : 1.0;
        }
    }
    for (size_t i = 0; i < state->problem->limit_count; i++) {
        double u = random_uniform(random);
        state->limit_price[i] = anywhere ? dearest * u : state->limit_known[i] * (0.5 + u);
    }
}

bool best_is_now(const struct search *search)
{
    const struct state *state = search->state;
    for (size_t s = 0; s < state->problem->sku_count; s++) {
        const struct exchange_sku *sku = &state->problem->skus[s];
        for (size_t r = 0; r < sku->road_count; r++) {
            if (fabs(sku->moved[r] - search->best_moved[state->shapes[s].first + r]) > 0.5) {
                return false;
            }
        }
    }
    return true;
}

void shake_moves(struct search *search, struct random *random)
{
    struct state *state = search->state;
    double u = random_uniform(random);
    if (u < 0.3 || (u < 0.7 && state->dear)) {
        begin_anew(search, u < 0.3, random);
    } else {
        disturb_lanes(search, random);
    }
    for (size_t l = 0; l < state->problem->lane_count; l++) {
        state->burdens[l].lax = true;
    }
    shuffle(search, random);
    for (size_t i = 0; i < state->problem->sku_count; i++) {
        (void)state_solve(state, search->shuffled[i], search->scratch);
    }
    prices_clear(state);
    for (size_t l = 0; l < state->problem->lane_count; l++) {
        struct burden *burden = &state->burdens[l];
        burden->lax = burden->closed = false;
        burden->sunk = 0.0;
    }
}
