/* How long does it take to say what moves where?
 *
 *     build/benchmarks/moving [NETWORKS]
 *
 * Least-cost flows of greatest gain (num/flow.h), each on one core, by the processor's clock:
 *   - 300 locations, one sku: 150 givers with up to 12 steps, 150 takers with up to 24 blocks, a
 *     lane from each giver to each taker; once with a taker's blocks as parallel arcs, once as
 *     nodes that up to two arrivals share (half as many lanes again);
 *   - 10 locations: 5 givers, 5 takers, 25 lanes and more, which is one sku of a chain's night.
 * Then again from the last answer: with one lane that was used closed, and with the cost of each
 * lane moved by up to 5 %.  Steps and blocks of 1 to 300 units (small ones are more), costs and
 * values at random.  NETWORKS 20000 small ones and a thousandth as many large ones. */
#include "base/arena.h"
#include "num/flow.h"
#include "num/random.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

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

static double units(struct random *random)
{
    return floor(pow(300.0, random_uniform(random)));
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
            put_arc(made, 0, 2 + g, units(random), worth);
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
            put_arc(made, entry, 1, units(random), -best);
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
        put_arc(made, first + b, 1, units(random), 0.0);
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

int main(int count_arguments, char **arguments)
{
    size_t networks = count_arguments > 1 ? strtoul(arguments[1], NULL, 10) : 20000;
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
    return failed > 0;
}
