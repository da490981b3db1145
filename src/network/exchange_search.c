/* Local search over the moves of all skus.
 *
 * Every step changes how a lane or a limit is seen, lets the skus that touch it answer, sees it
 * truly again, lets them answer again, and stands only if the objective rose. */
#include "exchange_parts.h"

#include "num/random.h"

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
    uint32_t *shuffled; /* [sku_count] */
    double *nothing;    /* as many as a sku has roads */
    double *best_moved;
    double *best_worth;
    double best;
};
enum { TRIALS = 16 };

static size_t touching(const struct search *search, size_t index)
{
    return search->touch->first[index + 1] - search->touch->first[index];
}

/* Whether so many more flows may be solved. */
static bool is_within(const struct search *search, size_t flows)
{
    return search->state->flows + flows <= search->flow_limit;
}

/* Whether those who touch a lane or a limit may be asked a few times more. */
static bool is_affordable(const struct search *search, size_t index)
{
    return is_within(search, 4 * touching(search, index));
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

static bool close_lane(struct search *search, uint32_t lane)
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
static bool price_lane(struct search *search, uint32_t lane, double price, double more, size_t from)
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
static bool contest(struct search *search, size_t index, double price, size_t from)
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
static bool crowd(struct search *search, uint32_t left, size_t index, double price)
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
static bool sku_round(struct search *search)
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

/* One lane is left for another. */
static bool swap_lanes(struct search *search, uint32_t left, uint32_t taken, double price,
                       size_t from)
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

static bool has_steps(const struct search *search, uint32_t lane)
{
    const struct exchange_lane *own = &search->state->problem->lanes[lane];
    return touching(search, lane) > 0 && (own->fixed > 0.0 || own->least > 0.0);
}

static bool lane_steps(struct search *search, uint32_t lane)
{
    const struct exchange_lane *own = &search->state->problem->lanes[lane];
    const struct burden *burden = &search->state->burdens[lane];
    if (!has_steps(search, lane)) {
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

/* One sku has at most so many pieces on a lane; who is first takes what it leaves. */
static bool cap_sku(struct search *search, uint32_t lane, uint32_t sku, double pieces, size_t from)
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

static bool caps(struct search *search, uint32_t lane)
{
    struct state *state = search->state;
    size_t count = touching(search, lane);
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
                better |= cap_sku(search, lane, s, sku->moved[r] - less, from);
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
    return touching(search, index) > 1 && used > 0.0 && full;
}

static bool contests(struct search *search, size_t index)
{
    static const double prices[] = {0.05, 0.15, 0.4, 4.0};
    bool better = false;
    for (size_t p = 0; p < sizeof prices / sizeof *prices && is_contested(search, index); p++) {
        for (size_t from = 0; from < touching(search, index); from++) {
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
                better |= crowd(search, left, i, prices[p] * search->scale);
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
        if (m == left || !has_steps(search, m) || state->flows >= search->flow_limit) {
            continue;
        }
        for (size_t i = 0; i < touching(search, m) && state->burdens[left].moves > 0; i++) {
            better |= swap_lanes(search, left, m, 0.0, i);
        }
        for (size_t p = 0; p < sizeof prices / sizeof *prices; p++) {
            better |= state->burdens[left].moves > 0 &&
                      swap_lanes(search, left, m, prices[p] * search->scale, 0);
        }
    }
    return better;
}

/* A load more on a lane, offered to each first and at several prices. */
static bool openings(struct search *search, uint32_t lane)
{
    static const double prices[] = {0.0, 0.1, 0.3};
    bool better = false;
    for (size_t p = 0; p < sizeof prices / sizeof *prices && has_steps(search, lane); p++) {
        for (size_t from = 0; from < touching(search, lane); from++) {
            better |= search->state->flows < search->flow_limit &&
                      price_lane(search, lane, prices[p] * search->scale, 1.0, from);
        }
    }
    return better;
}

static bool steps_of_all(struct search *search, bool deep)
{
    const struct exchange_problem *problem = search->state->problem;
    bool better = is_within(search, 2 * problem->sku_count) && sku_round(search);
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
        if (has_steps(search, l)) {
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
    mend(search);
    while (steps_of_all(search, deep) && search->state->flows < search->flow_limit) {
    }
}

/* Everybody's moves, to go back to. */
static void keep_best(struct search *search)
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

static void go_back(struct search *search)
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
        if (anywhere && has_steps(search, l)) {
            burden->closed = random_uniform(random) < 0.5;
            burden->sunk = burden->closed ? 0.0 : 1.0;
        }
    }
    for (size_t i = 0; i < state->problem->limit_count; i++) {
        double u = random_uniform(random);
        state->limit_price[i] = anywhere ? dearest * u : state->limit_known[i] * (0.5 + u);
    }
}

static bool is_best(const struct search *search)
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

static void shake(struct search *search, struct random *random)
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

/* Whether all skus may be asked a few times more, and there is something left to gain. */
static bool may_go_on(const struct search *search)
{
    const struct state *state = search->state;
    return is_within(search, 4 * state->problem->sku_count) &&
           state->gain < state->bound - RISE * fabs(state->bound);
}

/* Whether a descent from somewhere else ends higher; if not, the best is the state again. */
static bool try_elsewhere(struct search *search, struct random *random)
{
    shake(search, random);
    mend(search);
    (void)sku_round(search);
    if (is_best(search)) {
        return false;
    }
    descend(search, false);
    if (search->state->gain > search->best * (1.0 + RISE)) {
        keep_best(search);
        return true;
    }
    go_back(search);
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
    keep_best(&search);
    struct random random = random_stream(6, 1);
    for (int i = 0; i < TRIALS && may_go_on(&search); i++) {
        i = try_elsewhere(&search, &random) ? 0 : i;
    }
    if (may_go_on(&search)) {
        descend(&search, true);
    }
    return state->out_of_memory ? fault_memory(fault, "the transfers of an item") : STATUS_OK;
}
