/* Prices of what many skus want: rooms of lanes and limits, and loads.
 *
 * A price rises while more is wanted than there is room for and falls while less is, by steps that
 * halve where it turns.  At any prices the sum of what each sku gains by itself, and of what the
 * rooms are worth, is more than all together can gain. */
#include "exchange_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    ROUNDS = 24,       /* of prices, among a sample where there are many skus */
    ROUNDS_OF_ALL = 6, /* of these among all */
    SLOPE_ROUNDS = 3,  /* of loads by what is in them */
    SAMPLE = 4096,     /* skus: enough to tell a price within a few per cent */
};
/* The first step of a price, as a share of the dearest unit. */
static const double FIRST_STEP = 0.125;
/* The first step after the sample, as a share of its price: what a sample of thousands errs by. */
static const double STEP_OF_ALL = 0.02;

/* One room: a lane's most or a limit. */
struct room {
    double units;
    double wanted;
    double step;
    double last; /* what was wanted too much, the round before */
    double *price;
};

struct market {
    struct state *state;
    struct wishes *wishes;
    struct room *rooms; /* [lane_count + limit_count] */
    size_t count;
    double *wanted;         /* [lane_count * EXCHANGE_MEASURES] */
    unsigned char *changed; /* [lane_count + limit_count] prices that did, in this round */
};

static void add_wishes(struct market *market, size_t end)
{
    const struct state *state = market->state;
    size_t lanes = state->problem->lane_count;
    memset(market->wanted, 0, lanes * EXCHANGE_MEASURES * sizeof *market->wanted);
    for (size_t i = 0; i < market->count; i++) {
        market->rooms[i].wanted = 0.0;
    }
    for (size_t i = 0; i < end; i++) {
        uint32_t s = state->order[i];
        const struct exchange_sku *sku = &state->problem->skus[s];
        const double *moved = market->wishes->moved + state->shapes[s].first;
        for (size_t r = 0; r < sku->road_count; r++) {
            uint32_t index = sku->roads[r].lane;
            if (index == EXCHANGE_NONE || !(moved[r] > 0.0)) {
                continue;
            }
            const struct exchange_lane *lane = &state->problem->lanes[index];
            double units = moved[r] * sku->size[EXCHANGE_UNITS];
            for (size_t m = 0; m < EXCHANGE_MEASURES; m++) {
                market->wanted[index * EXCHANGE_MEASURES + m] += moved[r] * sku->size[m];
            }
            market->rooms[index].wanted += units;
            if (lane->pick != EXCHANGE_NONE) {
                market->rooms[lanes + lane->pick].wanted += units;
            }
            if (lane->receive != EXCHANGE_NONE) {
                market->rooms[lanes + lane->receive].wanted += units;
            }
        }
    }
}

/* What no moves gain more than, by the prices of now; only when all have answered. */
static double bound_now(const struct market *market)
{
    const struct state *state = market->state;
    double bound = 0.0;
    for (size_t i = 0; i < state->problem->sku_count; i++) {
        bound += market->wishes->bound[state->order[i]];
    }
    for (size_t i = 0; i < market->count; i++) {
        const struct room *room = &market->rooms[i];
        bound += *room->price > 0.0 ? *room->price * room->units : 0.0;
    }
    return bound;
}

/* Moves the prices after what is wanted, of `share` of all rooms.  Returns whether any did. */
static bool move_prices(struct market *market, double share)
{
    bool any = false;
    for (size_t i = 0; i < market->count; i++) {
        struct room *room = &market->rooms[i];
        double over = room->wanted - room->units * share;
        double price = *room->price;
        market->changed[i] = 0;
        if (isinf(room->units) || (over <= UNIT_RESOLUTION && !(price > 0.0))) {
            continue;
        }
        if (over * room->last < 0.0) {
            room->step *= 0.5;
        } else if (over * room->last > 0.0) {
            room->step *= 1.2;
        }
        room->last = over;
        double next = over > 0.0 ? price + room->step : fmax(price - room->step, 0.0);
        market->changed[i] = fabs(next - price) > 0.0 ? 1 : 0;
        any = any || market->changed[i];
        *room->price = next;
    }
    return any;
}

/* Whether more is wanted than there is room for. */
static bool is_short(const struct market *market)
{
    for (size_t i = 0; i < market->count; i++) {
        if (market->rooms[i].wanted > market->rooms[i].units + UNIT_RESOLUTION) {
            return true;
        }
    }
    return false;
}

static bool sees_change(const struct market *market, uint32_t s)
{
    const struct exchange_sku *sku = &market->state->problem->skus[s];
    const struct exchange_lane *lanes = market->state->problem->lanes;
    const unsigned char *limits = market->changed + market->state->problem->lane_count;
    for (size_t r = 0; r < sku->road_count; r++) {
        uint32_t lane = sku->roads[r].lane;
        if (lane != EXCHANGE_NONE &&
            (market->changed[lane] ||
             (lanes[lane].pick != EXCHANGE_NONE && limits[lanes[lane].pick]) ||
             (lanes[lane].receive != EXCHANGE_NONE && limits[lanes[lane].receive]))) {
            return true;
        }
    }
    return false;
}

static enum status ask_changed(struct market *market, size_t end, struct team *team,
                               struct fault *fault)
{
    for (size_t i = 0; i < end; i++) {
        uint32_t s = market->state->order[i];
        market->wishes->again[s] = sees_change(market, s) ? 1 : 0;
    }
    TRY(wishes_ask(market->wishes, market->state, 0, end, team, fault));
    add_wishes(market, end);
    return STATUS_OK;
}

/* Rounds of prices among the first `end` skus.  `all`: the bound is taken each time. */
static enum status price_rooms(struct market *market, size_t end, int rounds, struct team *team,
                               struct fault *fault)
{
    size_t skus = market->state->problem->sku_count;
    double share = (double)end / (double)skus;
    for (int round = 0; round < rounds; round++) {
        if (!move_prices(market, share)) {
            break;
        }
        TRY(ask_changed(market, end, team, fault));
        if (end == skus) {
            market->state->bound = fmin(market->state->bound, bound_now(market));
        }
    }
    return STATUS_OK;
}

/* The measure in which a lane would be full first, and its fixed cost spread over all that a load
 * could carry. */
static void price_loads(struct market *market)
{
    const struct state *state = market->state;
    double *could = market->wanted;
    memset(could, 0, state->problem->lane_count * EXCHANGE_MEASURES * sizeof *could);
    for (size_t i = 0; i < state->problem->sku_count; i++) {
        uint32_t s = state->order[i];
        const struct exchange_sku *sku = &state->problem->skus[s];
        for (size_t r = 0; r < sku->road_count; r++) {
            uint32_t lane = sku->roads[r].lane;
            for (size_t m = 0; lane != EXCHANGE_NONE && m < EXCHANGE_MEASURES; m++) {
                could[lane * EXCHANGE_MEASURES + m] += state->shapes[s].carry[r] * sku->size[m];
            }
        }
    }
    for (size_t l = 0; l < state->problem->lane_count; l++) {
        const struct exchange_lane *lane = &state->problem->lanes[l];
        struct burden *burden = &state->burdens[l];
        burden->measure = EXCHANGE_UNITS;
        for (size_t m = 0; m < EXCHANGE_MEASURES; m++) {
            double *own = could + l * EXCHANGE_MEASURES;
            if (own[m] / lane->load[m] > own[burden->measure] / lane->load[burden->measure]) {
                burden->measure = (enum exchange_measure)m;
            }
        }
        double carry =
            fmin(could[l * EXCHANGE_MEASURES + burden->measure], lane->load[burden->measure]);
        if (burden->measure == EXCHANGE_UNITS) {
            carry = fmin(carry, lane->most);
        }
        burden->load_price = carry > 0.0 ? lane->fixed / carry : 0.0;
    }
}

/* Loads cost what those in them bear: a lane that few use becomes dearer, and fewer use it. */
static enum status slope_loads(struct market *market, struct team *team, struct fault *fault)
{
    const struct state *state = market->state;
    for (int round = 0; round < SLOPE_ROUNDS; round++) {
        bool any = false;
        memset(market->changed, 0, market->count);
        for (size_t l = 0; l < state->problem->lane_count; l++) {
            const struct exchange_lane *lane = &state->problem->lanes[l];
            struct burden *burden = &state->burdens[l];
            const double *wanted = market->wanted + l * EXCHANGE_MEASURES;
            if (!(lane->fixed > 0.0) || !(wanted[burden->measure] > 0.0)) {
                continue;
            }
            double price = lane->fixed * lane_loads(lane, wanted) / wanted[burden->measure];
            if (fabs(price - burden->load_price) > 0.02 * burden->load_price) {
                burden->load_price = price;
                market->changed[l] = 1;
                any = true;
            }
        }
        if (!any) {
            break;
        }
        TRY(ask_changed(market, state->problem->sku_count, team, fault));
    }
    return STATUS_OK;
}

static bool take_market(struct market *market, struct arena *arena)
{
    const struct exchange_problem *problem = market->state->problem;
    market->count = problem->lane_count + problem->limit_count;
    market->rooms = ARENA_NEW(arena, struct room, market->count);
    market->wanted = ARENA_NEW(arena, double, problem->lane_count *EXCHANGE_MEASURES);
    market->changed = ARENA_NEW(arena, unsigned char, market->count);
    return market->rooms != NULL && market->wanted != NULL && market->changed != NULL;
}

enum status prices_find(struct state *state, struct wishes *wishes, struct arena *arena,
                        struct team *team, struct fault *fault)
{
    const struct exchange_problem *problem = state->problem;
    struct market market = {.state = state, .wishes = wishes};
    if (!take_market(&market, arena)) {
        return fault_memory(fault, "the prices of lanes");
    }
    for (size_t i = 0; i < market.count; i++) {
        bool lane = i < problem->lane_count;
        size_t limit = i - problem->lane_count;
        market.rooms[i] =
            (struct room){.units = lane ? problem->lanes[i].most : problem->limits[limit],
                          .price = lane ? &state->burdens[i].price : &state->limit_price[limit],
                          .step = FIRST_STEP * state->scale};
    }
    size_t skus = problem->sku_count;
    size_t sample = skus > 2 * SAMPLE ? SAMPLE : skus;
    state->relaxed = true;
    state->loose = true;
    price_loads(&market);
    memset(wishes->again, 1, skus);
    TRY(wishes_ask(wishes, state, 0, skus, team, fault));
    add_wishes(&market, skus);
    state->bound = bound_now(&market);
    if (sample < skus && is_short(&market)) {
        add_wishes(&market, sample);
        TRY(price_rooms(&market, sample, ROUNDS, team, fault));
        memset(wishes->again, 1, skus);
        TRY(wishes_ask(wishes, state, 0, skus, team, fault));
        add_wishes(&market, skus);
        state->bound = fmin(state->bound, bound_now(&market));
        for (size_t i = 0; i < market.count; i++) {
            market.rooms[i].step = STEP_OF_ALL * *market.rooms[i].price;
            market.rooms[i].last = 0.0;
        }
        TRY(price_rooms(&market, skus, ROUNDS_OF_ALL, team, fault));
    } else if (sample == skus) {
        TRY(price_rooms(&market, skus, ROUNDS, team, fault));
    }
    for (size_t l = 0; l < problem->lane_count; l++) {
        state->burdens[l].known = state->burdens[l].price;
        state->shared |= problem->lanes[l].fixed > 0.0 || problem->lanes[l].least > 0.0;
        state->dear |= state->burdens[l].price > 0.0;
    }
    for (size_t i = 0; i < problem->limit_count; i++) {
        state->limit_known[i] = state->limit_price[i];
        state->dear |= state->limit_price[i] > 0.0;
    }
    state->shared |= state->dear;
    TRY(slope_loads(&market, team, fault));
    state->relaxed = false;
    state->loose = false;
    return STATUS_OK;
}

struct offer {
    double density;
    size_t place; /* in the state's order */
};

static int by_density(const void *left, const void *right)
{
    const struct offer *a = left;
    const struct offer *b = right;
    if (a->density < b->density || a->density > b->density) {
        return a->density > b->density ? -1 : 1;
    }
    return (a->place > b->place) - (a->place < b->place);
}

enum status prices_commit(struct state *state, struct wishes *wishes, struct arena *scratch,
                          struct fault *fault)
{
    size_t skus = state->problem->sku_count;
    struct arena_mark mark = arena_mark(scratch);
    struct offer *offers = ARENA_NEW(scratch, struct offer, skus);
    if (offers == NULL) {
        return fault_memory(fault, "the transfers");
    }
    for (size_t i = 0; i < skus; i++) {
        uint32_t s = state->order[i];
        const struct exchange_sku *sku = &state->problem->skus[s];
        double units = 0.0;
        for (size_t r = 0; r < sku->road_count; r++) {
            units += wishes->moved[state->shapes[s].first + r] * sku->size[EXCHANGE_UNITS];
        }
        offers[i] =
            (struct offer){.density = units > 0.0 ? wishes->gain[s] / units : -1.0, .place = i};
    }
    qsort(offers, skus, sizeof *offers, by_density);
    state->relaxed = true;
    for (size_t i = 0; i < skus && offers[i].density >= 0.0; i++) {
        uint32_t s = state->order[offers[i].place];
        const double *moved = wishes->moved + state->shapes[s].first;
        if (isfinite(state_gain(state, s, moved, wishes->worth[s], scratch))) {
            state_put(state, s, moved, wishes->worth[s]);
        } else {
            (void)state_solve(state, s, scratch);
        }
    }
    state->relaxed = false;
    arena_rewind(scratch, mark);
    return STATUS_OK;
}

/* Puts what a sku wishes, if that still gains more than what it has. */
static void put_better(struct state *state, const struct wishes *wishes, uint32_t sku,
                       struct arena *scratch)
{
    const struct exchange_sku *own = &state->problem->skus[sku];
    const double *moved = wishes->moved + state->shapes[sku].first;
    bool same = true;
    for (size_t r = 0; r < own->road_count && same; r++) {
        same = !(fabs(moved[r] - own->moved[r]) > 0.0);
    }
    if (!same && state_gain(state, sku, moved, wishes->worth[sku], scratch) >
                     state_gain(state, sku, own->moved, state->worth[sku], scratch)) {
        state_put(state, sku, moved, wishes->worth[sku]);
    }
}

enum status prices_fill(struct state *state, struct wishes *wishes, struct team *team,
                        struct fault *fault)
{
    size_t skus = state->problem->sku_count;
    for (size_t l = 0; l < state->problem->lane_count; l++) {
        state->burdens[l].lax = true;
    }
    memset(wishes->again, 1, skus);
    for (size_t first = 0; first < skus; first += SAMPLE) {
        size_t end = first + SAMPLE < skus ? first + SAMPLE : skus;
        TRY(wishes_ask(wishes, state, first, end, team, fault));
        for (size_t i = first; i < end; i++) {
            put_better(state, wishes, state->order[i], &team->scratch[0]);
        }
    }
    for (size_t l = 0; l < state->problem->lane_count; l++) {
        state->burdens[l].lax = false;
    }
    return STATUS_OK;
}

void prices_clear(struct state *state)
{
    for (size_t l = 0; l < state->problem->lane_count; l++) {
        state->burdens[l].price = 0.0;
        state->burdens[l].load_price = 0.0;
    }
    for (size_t i = 0; i < state->problem->limit_count; i++) {
        state->limit_price[i] = 0.0;
    }
}
