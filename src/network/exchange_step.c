/* Steps of the search over moves of many skus.
 *
 * A step changes how a lane or a limit is seen, lets the skus that touch it answer, sees it truly
 * again, lets them answer again, and stands only if the objective rose. */
#include "exchange_search.h"

#include <math.h>
#include <string.h>

size_t step_touching(const struct search *search, size_t index)
{
    return search->touch->first[index + 1] - search->touch->first[index];
}

bool step_has_loads(const struct search *search, uint32_t lane)
{
    const struct exchange_lane *own = &search->state->problem->lanes[lane];
    return step_touching(search, lane) > 0 && (own->fixed > 0.0 || own->least > 0.0);
}

/* Whether so many more flows may be solved. */
bool step_is_within(const struct search *search, size_t flows)
{
    return search->state->flows + flows <= search->flow_limit;
}

/* Whether those who touch a lane or a limit may be asked a few times more. */
static bool is_affordable(const struct search *search, size_t index)
{
    return step_is_within(search, 4 * step_touching(search, index));
}

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
static bool answer_all(struct search *search, size_t index, size_t from)
{
    bool changed = false;
    size_t first = search->touch->first[index];
    size_t count = search->touch->first[index + 1] - first;
    for (size_t i = 0; i < count; i++) {
        uint32_t sku = search->touch->skus[first + (from + i) % count];
        save(search, sku);
        changed |= state_solve(search->state, sku, search->scratch);
    }
    return changed;
}

/* Lets all skus that a step has changed answer until nobody moves. */
static void settle(struct search *search)
{
    enum { ROUNDS = 4 };
    size_t still = 0; /* skus that have not moved, in a row */
    for (size_t i = 0; still < search->saved_count && i < ROUNDS * search->saved_count; i++) {
        uint32_t sku = search->saved_skus[i % search->saved_count];
        still = state_solve(search->state, sku, search->scratch) ? 1 : still + 1;
    }
}

bool step_close(struct search *search, uint32_t lane)
{
    if (!is_affordable(search, lane)) {
        return false;
    }
    begin_step(search);
    search->state->burdens[lane].closed = true;
    if (answer_all(search, lane, 0)) {
        settle(search);
    }
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
        (void)answer_all(search, lane, from);
    }
    burden->price = 0.0;
}

/* A lane seen at another price, with so many more loads paid. */
bool step_price(struct search *search, uint32_t lane, double price, double more, size_t from)
{
    if (!is_affordable(search, lane)) {
        return false;
    }
    struct burden *burden = &search->state->burdens[lane];
    const struct exchange_lane *own = &search->state->problem->lanes[lane];
    begin_step(search);
    burden->price = price;
    burden->sunk = more > 0.0 ? lane_loads(own, burden->carried) + more : 0.0;
    burden->lax = true;
    bool changed = answer_all(search, lane, from);
    if (burden->moves > 0) {
        subsidise(search, lane, from);
    }
    burden->price = 0.0;
    burden->sunk = 0.0;
    burden->lax = false;
    if (changed) {
        settle(search);
    }
    return end_step(search);
}

/* A lane or a limit at a price, its loads and least as good as paid; 0 to see it truly again. */
static void see_price(struct search *search, size_t index, double price)
{
    struct state *state = search->state;
    size_t lanes = state->problem->lane_count;
    if (index >= lanes) {
        state->limit_price[index - lanes] = price;
        return;
    }
    struct burden *burden = &state->burdens[index];
    burden->price = price;
    burden->lax = true;
    burden->sunk = fmax(burden->sunk, lane_loads(&state->problem->lanes[index], burden->carried));
}

static void see_truly(struct search *search, size_t index)
{
    struct state *state = search->state;
    if (index < state->problem->lane_count) {
        state->burdens[index].lax = false;
        state->burdens[index].sunk = 0.0;
    }
}

/* Everybody leaves what costs more than `price` on a lane or limit; who is first takes back first.
 */
bool step_contest(struct search *search, size_t index, double price, size_t from)
{
    if (!is_affordable(search, index)) {
        return false;
    }
    begin_step(search);
    see_price(search, index, price);
    bool changed = answer_all(search, index, 0);
    see_price(search, index, 0.0);
    if (changed) {
        (void)answer_all(search, index, from);
    }
    see_truly(search, index);
    if (changed) {
        settle(search);
    }
    return end_step(search);
}

/* One lane is left, and those who leave it go first where others have made room. */
bool step_crowd(struct search *search, uint32_t left, size_t index, double price)
{
    if (!is_affordable(search, index)) {
        return false;
    }
    begin_step(search);
    search->state->burdens[left].closed = true;
    see_price(search, index, price);
    (void)answer_all(search, index, 0);
    see_price(search, index, 0.0);
    (void)answer_all(search, left, 0);
    (void)answer_all(search, index, 0);
    see_truly(search, index);
    settle(search);
    search->state->burdens[left].closed = false;
    settle(search);
    return end_step(search);
}

/* One sku after the other, until nobody moves. */
bool step_skus(struct search *search)
{
    enum { ROUNDS = 4 };
    size_t skus = search->state->problem->sku_count;
    bool changed = false;
    size_t still = 0;
    for (size_t i = 0;
         still < skus && i < ROUNDS * skus && search->state->flows < search->flow_limit; i++) {
        bool moved = state_solve(search->state, search->state->order[i % skus], search->scratch);
        still = moved ? 1 : still + 1;
        changed |= moved;
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
    (void)answer_all(search, lane, 0);
    burden->closed = false;
    double closed = state->gain;
    take_back(search);
    begin_step(search);
    subsidise(search, lane, 0);
    if (burden->carried[EXCHANGE_UNITS] < least || state->gain < closed) {
        take_back(search);
        burden->closed = true;
        begin_step(search);
        (void)answer_all(search, lane, 0);
        burden->closed = false;
    }
    forget(search);
    burden->lax = false;
}

void step_mend(struct search *search)
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

/* One lane is left for another. */
bool step_swap(struct search *search, uint32_t left, uint32_t taken, double price, size_t from)
{
    if (!is_affordable(search, taken)) {
        return false;
    }
    struct burden *burden = &search->state->burdens[taken];
    begin_step(search);
    search->state->burdens[left].closed = true;
    burden->sunk = lane_loads(&search->state->problem->lanes[taken], burden->carried) + 1.0;
    burden->lax = true;
    burden->price = price;
    (void)answer_all(search, left, from);
    (void)answer_all(search, taken, from);
    if (burden->moves > 0) {
        subsidise(search, taken, from);
    }
    burden->price = 0.0;
    burden->sunk = 0.0;
    burden->lax = false;
    settle(search);
    search->state->burdens[left].closed = false;
    settle(search);
    return end_step(search);
}

/* One sku has at most so many pieces on a lane; who is first takes what it leaves. */
bool step_cap(struct search *search, uint32_t lane, uint32_t sku, double pieces, size_t from)
{
    if (!is_affordable(search, lane)) {
        return false;
    }
    struct state *state = search->state;
    begin_step(search);
    state->burdens[lane].lax = true;
    state->burdens[lane].sunk =
        lane_loads(&state->problem->lanes[lane], state->burdens[lane].carried);
    state->capped_sku = sku;
    state->capped_lane = lane;
    state->capped = pieces;
    save(search, sku);
    (void)state_solve(state, sku, search->scratch);
    (void)answer_all(search, lane, from);
    state->capped_lane = EXCHANGE_NONE;
    state->burdens[lane].lax = false;
    state->burdens[lane].sunk = 0.0;
    settle(search);
    return end_step(search);
}
