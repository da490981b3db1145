/* How long does it take to say what moves where?
 *
 *     build/benchmarks/moving [SKUS [THREADS]]
 *
 * Least-cost flows of greatest gain (num/flow.h), each on one core, by the processor's clock:
 *   - 300 locations, one sku: 150 givers with up to 12 steps, 150 takers with up to 24 blocks, a
 *     lane from each giver to each taker; once with a taker's blocks as parallel arcs, once as
 *     nodes that up to two arrivals share (half as many lanes again);
 *   - 10 locations: 5 givers, 5 takers, 25 lanes and more, which is one sku of a chain's night.
 * Then again from the last answer: with one lane that was used closed, and with the cost of each
 * lane moved by up to 5 %.  Steps and blocks of 1 to 300 units (small ones are more), costs and
 * values at random.
 *
 * Exchanges (network/exchange.h), by both clocks: SKUS at 10 places, each given at 5 (up to 6
 * steps) and wanted at 5 (up to 24 blocks of 1 to 20 units, worth 5 to 60), a lane between any two;
 * and one sku at 300 places.  With costs per unit alone; with moves that must gain 2; with half of
 * the places short of hands as well, which costs a quarter of the gain; and with lanes that cost 20
 * to 100 a load of 20,000 of weight.
 *
 * SKUS 100000, THREADS as many as there are; flows: a fifth of SKUS small ones, a thousandth as
 * many large ones. */
#include "base/log.h"
#include "base/parallel.h"
#include "network/exchange.h"
#include "num/flow.h"
#include "num/random.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { MOST_UNITS = 300 };

struct shape {
    const char *name;
    size_t givers;
    size_t takers;
    size_t most_steps;
    size_t most_blocks;
    size_t most_arrivals; /* 0: blocks are parallel arcs, without nodes */
    size_t solves;
};

struct made {
    struct flow_network network;
    struct flow_arc *arcs;
    double *flow;
    size_t count;
    uint32_t nodes;
};

static size_t most_arcs(const struct shape *shape)
{
    size_t arrivals = shape->most_arrivals > 0 ? shape->most_arrivals : 1;
    return shape->givers * shape->most_steps + shape->givers * shape->takers * arrivals +
           shape->takers * shape->most_blocks * (arrivals + 1);
}

static double between(struct random *random, double low, double high)
{
    return low + (high - low) * random_uniform(random);
}

/* 1 to `most`; small quantities are more. */
static double units(struct random *random, double most)
{
    return floor(pow(most, random_uniform(random)));
}

static void put_arc(struct made *made, uint32_t from, uint32_t to, double capacity, double cost)
{
    made->arcs[made->count++] =
        (struct flow_arc){.from = from, .to = to, .capacity = capacity, .cost = cost};
}

static void put_givers(struct made *made, const struct shape *shape, struct random *random)
{
    for (uint32_t g = 0; g < shape->givers; g++) {
        size_t steps = 1 + random_below(random, shape->most_steps);
        double worth = between(random, 0.0, 10.0);
        for (size_t s = 0; s < steps; s++) {
            put_arc(made, 0, 2 + g, units(random, MOST_UNITS), worth);
            worth += between(random, 0.0, 5.0);
        }
    }
}

static void put_lanes(struct made *made, const struct shape *shape, uint32_t entry,
                      struct random *random)
{
    for (uint32_t g = 0; g < shape->givers; g++) {
        put_arc(made, 2 + g, entry, HUGE_VAL, between(random, 1.0, 30.0));
    }
}

/* A taker: its arrivals, each with what its blocks are worth then. */
static void put_taker(struct made *made, const struct shape *shape, struct random *random)
{
    size_t blocks = 1 + random_below(random, shape->most_blocks);
    double best = between(random, 10.0, 100.0);
    if (shape->most_arrivals == 0) {
        uint32_t entry = made->nodes++;
        put_lanes(made, shape, entry, random);
        for (size_t b = 0; b < blocks; b++) {
            put_arc(made, entry, 1, units(random, MOST_UNITS), -best);
            best -= between(random, 0.0, best / 4.0);
        }
        return;
    }
    uint32_t first = made->nodes;
    made->nodes += (uint32_t)blocks;
    size_t arrivals = 1 + random_below(random, shape->most_arrivals);
    for (size_t a = 0; a < arrivals; a++) {
        uint32_t entry = made->nodes++;
        put_lanes(made, shape, entry, random);
        double worth = best * (1.0 - 0.2 * (double)a);
        for (uint32_t b = 0; b < blocks; b++) {
            put_arc(made, entry, first + b, HUGE_VAL, -worth);
            worth -= between(random, 0.0, worth / 4.0);
        }
    }
    for (uint32_t b = 0; b < blocks; b++) {
        put_arc(made, first + b, 1, units(random, MOST_UNITS), 0.0);
    }
}

static void make_network(struct made *made, const struct shape *shape, uint64_t series)
{
    struct random random = random_stream(11, series);
    made->count = 0;
    made->nodes = 2 + (uint32_t)shape->givers;
    put_givers(made, shape, &random);
    for (size_t t = 0; t < shape->takers; t++) {
        put_taker(made, shape, &random);
    }
    made->network = (struct flow_network){.node_count = made->nodes,
                                          .arcs = made->arcs,
                                          .arc_count = made->count,
                                          .source = 0,
                                          .sink = 1};
}

/* Seconds of this thread. */
static double thread_seconds(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

struct timing {
    double total;
    double longest;
};

static bool is_lane(const struct made *made, const struct shape *shape, size_t arc)
{
    uint32_t from = made->arcs[arc].from;
    return from >= 2 && from < 2 + (uint32_t)shape->givers;
}

/* Closes the first lane that is used, after a random place. */
static void close_lane(struct made *made, const struct shape *shape, struct random *random)
{
    size_t from = random_below(random, made->count);
    for (size_t i = 0; i < made->count; i++) {
        size_t arc = (from + i) % made->count;
        if (is_lane(made, shape, arc) && made->flow[arc] > 0.0) {
            made->arcs[arc].capacity = 0.0;
            return;
        }
    }
}

static void move_costs(struct made *made, const struct shape *shape, struct random *random)
{
    for (size_t arc = 0; arc < made->count; arc++) {
        made->arcs[arc].cost *= is_lane(made, shape, arc) ? between(random, 0.95, 1.05) : 1.0;
    }
}

static bool time_flow(struct made *made, struct flow_start *start, struct arena *arena,
                      struct timing *timing)
{
    double since = thread_seconds();
    struct flow_result result =
        flow_solve_from(&made->network, FLOW_GREATEST_GAIN, start, made->flow, arena);
    double seconds = thread_seconds() - since;
    timing->total += seconds;
    timing->longest = fmax(timing->longest, seconds);
    return result.status == FLOW_OK;
}

enum { FRESH, ONE_CLOSED, ALL_MOVED, CASES };

static int time_shape(const struct shape *shape, struct arena *arena)
{
    static const char *const cases[CASES] = {"from nothing", "one lane closed", "all costs moved"};
    struct arena_mark mark = arena_mark(arena);
    struct made made = {.arcs = ARENA_NEW(arena, struct flow_arc, most_arcs(shape)),
                        .flow = ARENA_NEW(arena, double, most_arcs(shape))};
    struct flow_start start = {.above = ARENA_NEW(arena, uint32_t, most_arcs(shape))};
    if (made.arcs == NULL || made.flow == NULL || start.above == NULL) {
        return 1;
    }
    struct timing timings[CASES] = {0};
    double arcs = 0.0;
    double nodes = 0.0;
    bool solved = true;
    for (size_t i = 0; i < shape->solves; i++) {
        struct random random = random_stream(12, i);
        make_network(&made, shape, i);
        start.set = false;
        solved = solved && time_flow(&made, &start, arena, &timings[FRESH]);
        close_lane(&made, shape, &random);
        solved = solved && time_flow(&made, &start, arena, &timings[ONE_CLOSED]);
        move_costs(&made, shape, &random);
        solved = solved && time_flow(&made, &start, arena, &timings[ALL_MOVED]);
        arcs += (double)made.count;
        nodes += (double)made.nodes;
    }
    double count = (double)shape->solves;
    (void)printf("%s: %.0f nodes, %.0f arcs, %zu networks\n", shape->name, nodes / count,
                 arcs / count, shape->solves);
    for (size_t i = 0; i < CASES; i++) {
        (void)printf("    %-16s %10.1f us each, longest %10.1f us\n", cases[i],
                     1e6 * timings[i].total / count, 1e6 * timings[i].longest);
    }
    arena_rewind(arena, mark);
    return solved ? 0 : 1;
}

enum { MOST_STEPS = 6, MOST_BLOCKS = 24 };

/* What skus share. */
struct terms {
    const char *name;
    double hurdle;
    double fixed;  /* money per load of a lane at the most; the least is a fifth */
    double limits; /* share of places that can pick and receive only so many units */
};

static bool make_givers(struct exchange_sku *sku, size_t count, double most, struct random *random,
                        struct arena *arena)
{
    struct exchange_giver *givers = ARENA_NEW(arena, struct exchange_giver, count);
    uint32_t steps = 0;
    for (size_t g = 0; givers != NULL && g < count; g++) {
        givers[g] = (struct exchange_giver){
            .first = steps, .count = 1 + (uint32_t)random_below(random, MOST_STEPS)};
        steps += givers[g].count;
    }
    struct exchange_step *gives = ARENA_NEW(arena, struct exchange_step, steps);
    if (givers == NULL || gives == NULL) {
        return false;
    }
    for (size_t g = 0; g < count; g++) {
        double worth = between(random, 0.0, 10.0);
        for (uint32_t i = 0; i < givers[g].count; i++) {
            gives[givers[g].first + i] =
                (struct exchange_step){.units = units(random, most), .value = worth};
            worth += between(random, 0.0, 5.0);
        }
    }
    sku->givers = givers;
    sku->giver_count = count;
    sku->gives = gives;
    return true;
}

static bool make_takers(struct exchange_sku *sku, size_t count, double most, struct random *random,
                        struct arena *arena)
{
    struct exchange_taker *takers = ARENA_NEW(arena, struct exchange_taker, count);
    struct exchange_entry *entries = ARENA_NEW(arena, struct exchange_entry, count);
    uint32_t total = 0;
    for (uint32_t t = 0; takers != NULL && entries != NULL && t < count; t++) {
        takers[t] = (struct exchange_taker){
            .first = total, .count = 1 + (uint32_t)random_below(random, MOST_BLOCKS)};
        entries[t] = (struct exchange_entry){.taker = t, .first = total};
        total += takers[t].count;
    }
    double *blocks = ARENA_NEW(arena, double, total);
    double *values = ARENA_NEW(arena, double, total);
    if (takers == NULL || entries == NULL || blocks == NULL || values == NULL) {
        return false;
    }
    for (uint32_t t = 0; t < count; t++) {
        double worth = between(random, 5.0, 60.0);
        for (uint32_t i = takers[t].first; i < takers[t].first + takers[t].count; i++) {
            blocks[i] = units(random, most);
            values[i] = worth;
            worth -= between(random, 0.0, worth / 4.0);
        }
    }
    sku->takers = takers;
    sku->taker_count = count;
    sku->entries = entries;
    sku->entry_count = count;
    sku->blocks = blocks;
    sku->values = values;
    return true;
}

/* Gives at the first `givers` of the places in `order`, is wanted at the others, every way between
 * them. */
static bool make_sku(struct exchange_sku *sku, const uint32_t *order, size_t places, size_t givers,
                     double most, struct random *random, struct arena *arena)
{
    size_t takers = places - givers;
    struct exchange_road *roads = ARENA_NEW(arena, struct exchange_road, givers * takers);
    sku->moved = ARENA_NEW(arena, double, givers *takers);
    if (roads == NULL || sku->moved == NULL || !make_givers(sku, givers, most, random, arena) ||
        !make_takers(sku, takers, most, random, arena)) {
        return false;
    }
    for (uint32_t g = 0; g < givers; g++) {
        for (uint32_t t = 0; t < takers; t++) {
            roads[sku->road_count++] =
                (struct exchange_road){.lane = order[g] * (uint32_t)places + order[givers + t],
                                       .giver = g,
                                       .entry = t,
                                       .cost = between(random, 0.1, 2.0)};
        }
    }
    sku->roads = roads;
    sku->size[EXCHANGE_UNITS] = 1.0;
    sku->size[EXCHANGE_WEIGHT] = between(random, 0.1, 5.0);
    return true;
}

/* A lane from each place to each (those to themselves are not used).  The first places have limits:
 * 30 to 100 % of what would be `wanted` there if all places were alike. */
static bool make_lanes(struct exchange_problem *problem, const struct terms *terms, size_t places,
                       double wanted, struct random *random, struct arena *arena)
{
    struct exchange_lane *lanes = ARENA_NEW(arena, struct exchange_lane, places * places);
    double *limits = ARENA_NEW(arena, double, 2 * places);
    if (lanes == NULL || limits == NULL) {
        return false;
    }
    size_t limited = (size_t)(terms->limits * (double)places + 0.5);
    for (size_t i = 0; i < 2 * limited; i++) {
        limits[i] = floor(wanted / (double)places * between(random, 0.3, 1.0));
    }
    for (size_t from = 0; from < places; from++) {
        for (size_t to = 0; to < places; to++) {
            struct exchange_lane *lane = &lanes[from * places + to];
            *lane = (struct exchange_lane){
                .fixed =
                    terms->fixed > 0.0 ? between(random, terms->fixed / 5.0, terms->fixed) : 0.0,
                .most = HUGE_VAL,
                .load = {HUGE_VAL, 20000.0, HUGE_VAL},
                .pick = from < limited ? (uint32_t)(2 * from) : EXCHANGE_NONE,
                .receive = to < limited ? (uint32_t)(2 * to + 1) : EXCHANGE_NONE};
        }
    }
    problem->lanes = lanes;
    problem->lane_count = places * places;
    problem->limits = limits;
    problem->limit_count = 2 * limited;
    problem->hurdle = terms->hurdle;
    return true;
}

static bool make_problem(struct exchange_problem *problem, const struct terms *terms, size_t skus,
                         size_t places, struct arena *arena)
{
    double most = skus > 1 ? 20.0 : 300.0;
    struct random random = random_stream(21, 0);
    uint32_t *order = ARENA_NEW(arena, uint32_t, places);
    problem->skus = ARENA_NEW(arena, struct exchange_sku, skus);
    if (order == NULL || problem->skus == NULL ||
        !make_lanes(problem, terms, places, 40.0 * (double)skus, &random, arena)) {
        return false;
    }
    problem->sku_count = skus;
    for (size_t s = 0; s < skus; s++) {
        random = random_stream(21, s + 1);
        for (uint32_t i = 0; i < places; i++) {
            size_t at = random_below(&random, i + 1);
            order[i] = order[at];
            order[at] = i;
        }
        if (!make_sku(&problem->skus[s], order, places, places / 2, most, &random, arena)) {
            return false;
        }
    }
    return true;
}

static int time_exchange(const struct terms *terms, size_t skus, size_t places, struct team *team)
{
    struct arena arena;
    arena_init(&arena, 1 << 24);
    struct exchange_problem problem = {0};
    double *loads = ARENA_NEW(&arena, double, places *places);
    int failed = 1;
    if (loads != NULL && make_problem(&problem, terms, skus, places, &arena)) {
        struct fault fault = {0};
        struct exchange_result result;
        double since = clock_seconds();
        clock_t busy = clock();
        enum status status = exchange_solve(&problem, loads, &result, team, &fault);
        double seconds = clock_seconds() - since;
        double cpu = (double)(clock() - busy) / (double)CLOCKS_PER_SEC;
        failed = status != STATUS_OK;
        if (failed) {
            (void)fprintf(stderr, "%s\n", fault.message);
        } else {
            (void)printf("%zu skus, %zu places, %s: %.3f s, %.3f s of CPU, %zu flows, gain %.0f, "
                         "%.3f %% below its bound\n",
                         skus, places, terms->name, seconds, cpu, result.flows, result.gain,
                         100.0 * (result.bound - result.gain) / fmax(result.bound, 1.0));
        }
    }
    arena_free(&arena);
    return failed;
}

static int time_flows(size_t networks)
{
    size_t large = networks / 1000 > 0 ? networks / 1000 : 1;
    const struct shape shapes[] = {
        {"300 locations, blocks as arcs", 150, 150, 12, 24, 0, large},
        {"300 locations, blocks as nodes", 150, 150, 12, 24, 2, large},
        {"10 locations, blocks as arcs", 5, 5, 6, 24, 0, networks},
        {"10 locations, blocks as nodes", 5, 5, 6, 24, 2, networks},
    };
    struct arena arena;
    arena_init(&arena, 0);
    int failed = 0;
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        failed += time_shape(&shapes[i], &arena);
    }
    arena_free(&arena);
    return failed;
}

static int time_exchanges(size_t skus, struct team *team)
{
    static const struct terms terms[] = {
        {.name = "costs per unit alone"},
        {.name = "moves gain 2 each", .hurdle = 2.0},
        {.name = "and limits", .hurdle = 2.0, .limits = 0.5},
        {.name = "and loads", .hurdle = 2.0, .limits = 0.5, .fixed = 100.0},
    };
    int failed = 0;
    for (size_t i = 0; i < sizeof terms / sizeof *terms; i++) {
        failed += time_exchange(&terms[i], skus, 10, team);
    }
    for (size_t i = 0; i < 2; i++) {
        failed += time_exchange(&terms[i], 1, 300, team);
    }
    return failed;
}

int main(int count_arguments, char **arguments)
{
    size_t skus = count_arguments > 1 ? strtoul(arguments[1], NULL, 10) : 100000;
    int threads = count_arguments > 2 ? (int)strtol(arguments[2], NULL, 10) : 0;
    struct team team;
    struct fault fault = {0};
    if (team_init(&team, threads, &fault) != STATUS_OK) {
        (void)fprintf(stderr, "%s\n", fault.message);
        return 1;
    }
    int failed = time_flows(skus / 5 > 0 ? skus / 5 : 1) + time_exchanges(skus, &team);
    team_free(&team);
    return failed > 0;
}
