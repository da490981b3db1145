/* Least-cost flow on random networks: against trying every flow, and by the certificate that no
 * cycle and no way that is left would improve it. */
#include "num/flow.h"

#include "num/random.h"
#include "support/check.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

enum { MOST_NODES = 300, MOST_ARCS = 3000 };

struct instance {
    struct flow_network network;
    struct flow_arc arcs[MOST_ARCS];
    double flow[MOST_ARCS];
    struct flow_goal goal;
};

/* What networks are drawn. */
struct kind {
    size_t most_nodes;
    size_t most_arcs;
    uint64_t capacities; /* 0 to this */
    uint64_t costs;      /* so many whole ones, a third of them negative */
    double endless;      /* share of arcs without a capacity */
};

/* Whole capacities and costs, or not.  Arcs between the same nodes and loops happen. */
static void make_instance(struct instance *instance, struct random *random, struct kind kind,
                          bool whole)
{
    size_t nodes = 2 + random_below(random, kind.most_nodes - 1);
    size_t arcs = random_below(random, kind.most_arcs + 1);
    for (size_t i = 0; i < arcs; i++) {
        double below = floor((double)kind.costs / 3.0);
        instance->arcs[i] = (struct flow_arc){
            .from = (uint32_t)random_below(random, nodes),
            .to = (uint32_t)random_below(random, nodes),
            .capacity = whole ? (double)random_below(random, kind.capacities + 1)
                              : random_uniform(random) * (double)kind.capacities,
            .cost = (double)random_below(random, kind.costs) - below +
                    (whole ? 0.0 : random_uniform(random)),
        };
        if (random_uniform(random) < kind.endless) {
            instance->arcs[i].capacity = HUGE_VAL;
        }
    }
    instance->network = (struct flow_network){.node_count = nodes,
                                              .arcs = instance->arcs,
                                              .arc_count = arcs,
                                              .source = 0,
                                              .sink = (uint32_t)nodes - 1};
    instance->goal = random_below(random, 2) == 0 ? FLOW_GREATEST : FLOW_GREATEST_GAIN;
}

static const struct kind SMALL = {
    .most_nodes = 40, .most_arcs = 200, .capacities = 12, .costs = 21};
static const struct kind TINY = {.most_nodes = 5, .most_arcs = 7, .capacities = 2, .costs = 21};

/* What leaves a node less what enters it. */
static double balance(const struct instance *instance, uint32_t node)
{
    double sum = 0.0;
    for (size_t i = 0; i < instance->network.arc_count; i++) {
        sum += instance->arcs[i].from == node ? instance->flow[i] : 0.0;
        sum -= instance->arcs[i].to == node ? instance->flow[i] : 0.0;
    }
    return sum;
}

static void check_feasible(const struct instance *instance, const struct flow_result *result,
                           double tolerance)
{
    double cost = 0.0;
    for (size_t i = 0; i < instance->network.arc_count; i++) {
        assert_true(instance->flow[i] >= 0.0);
        assert_true(instance->flow[i] <= instance->arcs[i].capacity + tolerance);
        cost += instance->flow[i] * instance->arcs[i].cost;
    }
    check_close(result->cost, cost, 1e-12);
    for (uint32_t node = 0; node < instance->network.node_count; node++) {
        double want = node == instance->network.source ? result->amount
                      : node == instance->network.sink ? -result->amount
                                                       : 0.0;
        check_close(balance(instance, node), want, tolerance);
    }
}

/* Bellman and Ford over what is left, from one node or, with NO_NODE, from everywhere: the distance
 * to a node, and whether anything still moves after as many rounds as nodes. */
static const uint32_t NO_NODE = UINT32_MAX;

static double distance_left(const struct instance *instance, uint32_t from, uint32_t to,
                            bool *has_cycle)
{
    const double tolerance = 1e-7;
    size_t nodes = instance->network.node_count;
    double distance[MOST_NODES];
    for (size_t i = 0; i < nodes; i++) {
        distance[i] = from == NO_NODE || from == i ? 0.0 : HUGE_VAL;
    }
    bool moved = true;
    for (size_t round = 0; round <= nodes && moved; round++) {
        moved = false;
        for (size_t i = 0; i < instance->network.arc_count; i++) {
            const struct flow_arc *arc = &instance->arcs[i];
            if (instance->flow[i] < arc->capacity - tolerance &&
                distance[arc->from] + arc->cost < distance[arc->to] - tolerance) {
                distance[arc->to] = distance[arc->from] + arc->cost;
                moved = true;
            }
            if (instance->flow[i] > tolerance &&
                distance[arc->to] - arc->cost < distance[arc->from] - tolerance) {
                distance[arc->from] = distance[arc->to] - arc->cost;
                moved = true;
            }
        }
    }
    *has_cycle = moved;
    return distance[to];
}

/* No cycle gains, no further unit gains enough, and the last one did. */
static void check_best(const struct instance *instance, double amount)
{
    uint32_t source = instance->network.source;
    uint32_t sink = instance->network.sink;
    bool cycle = false;
    distance_left(instance, NO_NODE, sink, &cycle);
    assert_false(cycle);
    double further = distance_left(instance, source, sink, &cycle);
    if (isinf(instance->goal.stop_cost)) {
        assert_true(isinf(further) || amount >= instance->goal.limit);
        return;
    }
    assert_true(further >= instance->goal.stop_cost - 1e-5 || amount >= instance->goal.limit);
    if (amount > 0.0) {
        assert_true(distance_left(instance, sink, source, &cycle) > -instance->goal.stop_cost);
    }
}

static void check_networks(struct kind kind, uint64_t stream, int count)
{
    struct random random = random_stream(7, stream);
    static struct instance instance;
    struct arena arena;
    arena_init(&arena, 0);
    for (int i = 0; i < count; i++) {
        bool whole = random_below(&random, 2) == 0;
        make_instance(&instance, &random, kind, whole);
        if (random_below(&random, 3) == 0) {
            instance.goal.limit = (double)random_below(&random, 20);
        }
        struct flow_result result =
            flow_solve(&instance.network, instance.goal, instance.flow, &arena);
        assert_int_equal(result.status, FLOW_OK);
        check_feasible(&instance, &result, whole ? 0.0 : 1e-9);
        assert_true(result.amount <= instance.goal.limit);
        check_best(&instance, result.amount);
        for (size_t k = 0; whole && k < instance.network.arc_count; k++) {
            check_close(instance.flow[k], floor(instance.flow[k]), 0.0);
        }
    }
    arena_free(&arena);
}

static void nothing_left_would_improve_the_flow(void **state)
{
    (void)state;
    check_networks(SMALL, 1, 1500);
}

static void nor_that_of_large_networks(void **state)
{
    (void)state;
    struct kind kind = {.most_nodes = 300, .most_arcs = 3000, .capacities = 300, .costs = 1000};
    check_networks(kind, 4, 50);
}

/* Pivots that move nothing are most of the pivots here. */
static void nor_where_most_ways_are_equal_or_shut(void **state)
{
    (void)state;
    struct kind kind = {.most_nodes = 300, .most_arcs = 3000, .capacities = 1, .costs = 3};
    check_networks(kind, 5, 50);
    kind.costs = 1;
    check_networks(kind, 6, 20);
    kind = (struct kind){.most_nodes = 12, .most_arcs = 200, .capacities = 1, .costs = 2};
    check_networks(kind, 7, 300);
    kind = (struct kind){.most_nodes = 12, .most_arcs = 200, .capacities = 0, .costs = 9};
    check_networks(kind, 8, 50);
}

/* Whether arcs without a capacity alone, and the goal, make a cycle that gains. */
static bool is_endless(struct instance *instance)
{
    struct flow_network *network = &instance->network;
    for (size_t i = 0; i < network->arc_count; i++) {
        bool endless = isinf(instance->arcs[i].capacity);
        instance->arcs[i].capacity = endless ? 1.0 : 0.0;
        instance->flow[i] = 0.0;
    }
    bool cycle = false;
    distance_left(instance, NO_NODE, network->sink, &cycle);
    if (!cycle && isinf(instance->goal.limit)) {
        bool ignored = false;
        double way = distance_left(instance, network->source, network->sink, &ignored);
        cycle = way < instance->goal.stop_cost - 1e-9;
    }
    return cycle;
}

static void a_gain_without_end_is_found_wherever_it_is(void **state)
{
    (void)state;
    struct random random = random_stream(7, 9);
    static struct instance instance;
    struct arena arena;
    arena_init(&arena, 0);
    int endless = 0;
    for (int i = 0; i < 1500; i++) {
        struct kind kind = {
            .most_nodes = 30, .most_arcs = 120, .capacities = 5, .costs = 12, .endless = 0.15};
        make_instance(&instance, &random, kind, true);
        struct flow_result result =
            flow_solve(&instance.network, instance.goal, instance.flow, &arena);
        if (result.status == FLOW_OK) {
            check_feasible(&instance, &result, 0.0);
            check_best(&instance, result.amount);
            assert_false(is_endless(&instance));
        } else {
            assert_int_equal(result.status, FLOW_UNBOUNDED);
            check_close(instance.flow[0], 0.0, 0.0);
            assert_true(is_endless(&instance));
            endless++;
        }
    }
    assert_true(endless > 150 && endless < 1350);
    arena_free(&arena);
}

/* Neither on what the scratch held nor on what was solved before. */
static void the_answer_depends_on_the_numbering_alone(void **state)
{
    (void)state;
    struct random random = random_stream(7, 10);
    static struct instance instance;
    static struct instance other;
    static double first[MOST_ARCS];
    struct arena arena;
    arena_init(&arena, 0);
    for (int i = 0; i < 100; i++) {
        struct kind kind = {.most_nodes = 30, .most_arcs = 300, .capacities = 2, .costs = 3};
        make_instance(&instance, &random, kind, i % 2 == 0);
        make_instance(&other, &random, SMALL, false);
        flow_solve(&instance.network, instance.goal, instance.flow, &arena);
        memcpy(first, instance.flow, sizeof first);
        flow_solve(&other.network, other.goal, other.flow, &arena);
        flow_solve(&instance.network, instance.goal, instance.flow, &arena);
        assert_memory_equal(first, instance.flow, sizeof first);
    }
    arena_free(&arena);
}

/* Changes a few arcs, sometimes many; may change their order, the goal, and the flow to begin with.
 */
static void change(struct instance *instance, struct random *random, bool whole)
{
    size_t arcs = instance->network.arc_count;
    size_t changes = random_below(random, random_below(random, 4) == 0 ? arcs + 1 : 4);
    for (size_t i = 0; i < changes && arcs > 0; i++) {
        struct flow_arc *arc = &instance->arcs[random_below(random, arcs)];
        struct flow_arc *other = &instance->arcs[random_below(random, arcs)];
        switch (random_below(random, 4)) {
        case 0:
            arc->cost += (double)random_below(random, 11) - 5.0;
            break;
        case 1:
            arc->capacity = whole ? (double)random_below(random, 9) : arc->capacity * 0.7;
            break;
        case 2:
            instance->flow[arc - instance->arcs] = (double)random_below(random, 9) - 2.0;
            break;
        default: {
            struct flow_arc held = *arc;
            *arc = *other;
            *other = held;
        }
        }
    }
    instance->goal.stop_cost = random_below(random, 3) == 0 ? HUGE_VAL : 0.0;
    instance->goal.limit = random_below(random, 3) == 0 ? 10.0 : HUGE_VAL;
}

static void begun_anywhere_it_ends_as_well(void **state)
{
    (void)state;
    struct random random = random_stream(7, 11);
    static struct instance instance;
    static double cold[MOST_ARCS];
    uint32_t above[MOST_NODES];
    struct arena arena;
    arena_init(&arena, 0);
    for (int i = 0; i < 300; i++) {
        bool whole = random_below(&random, 2) == 0;
        struct kind kind = SMALL;
        if (i % 10 == 0) {
            kind =
                (struct kind){.most_nodes = 100, .most_arcs = 1000, .capacities = 50, .costs = 100};
        } else if (i % 10 < 3) { /* nothing gains anything */
            kind = (struct kind){.most_nodes = 12, .most_arcs = 60, .capacities = 9, .costs = 1};
        }
        make_instance(&instance, &random, kind, whole);
        struct flow_start start = {.above = above};
        for (int again = 0; again < 12; again++) {
            struct flow_result result =
                flow_solve_from(&instance.network, instance.goal, &start, instance.flow, &arena);
            assert_int_equal(result.status, FLOW_OK);
            assert_true(start.set);
            check_feasible(&instance, &result, whole ? 0.0 : 1e-8);
            check_best(&instance, result.amount);
            struct flow_result other = flow_solve(&instance.network, instance.goal, cold, &arena);
            check_close(result.cost, other.cost, 1e-9);
            check_close(result.amount, other.amount, whole ? 0.0 : 1e-8);
            change(&instance, &random, whole);
        }
    }
    arena_free(&arena);
}

/* Tries every whole flow.  With FLOW_GREATEST more flow beats less cost. */
static void try_all(struct instance *instance, size_t arc, double *amount, double *cost)
{
    if (arc < instance->network.arc_count) {
        for (double flow = 0.0; flow <= instance->arcs[arc].capacity; flow += 1.0) {
            instance->flow[arc] = flow;
            try_all(instance, arc + 1, amount, cost);
        }
        return;
    }
    for (uint32_t node = 1; node + 1 < instance->network.node_count; node++) {
        if (fabs(balance(instance, node)) > 0.5) {
            return;
        }
    }
    double sent = balance(instance, 0);
    double spent = 0.0;
    for (size_t i = 0; i < instance->network.arc_count; i++) {
        spent += instance->flow[i] * instance->arcs[i].cost;
    }
    bool greatest = isinf(instance->goal.stop_cost);
    if (sent < 0.0) {
        return;
    }
    if (greatest ? sent > *amount || (sent >= *amount && spent < *cost) : spent < *cost) {
        *amount = sent;
        *cost = spent;
    }
}

static void no_other_flow_is_better(void **state)
{
    (void)state;
    struct random random = random_stream(7, 2);
    static struct instance instance;
    struct arena arena;
    arena_init(&arena, 0);
    for (int i = 0; i < 600; i++) {
        make_instance(&instance, &random, TINY, true);
        struct flow_result result =
            flow_solve(&instance.network, instance.goal, instance.flow, &arena);
        assert_int_equal(result.status, FLOW_OK);
        double amount = -1.0;
        double cost = HUGE_VAL;
        try_all(&instance, 0, &amount, &cost);
        check_close(result.cost, cost, 1e-12);
        if (isinf(instance.goal.stop_cost)) {
            check_close(result.amount, amount, 0.0);
        }
    }
    arena_free(&arena);
}

static void scratch_of_the_stated_size_is_enough(void **state)
{
    (void)state;
    struct random random = random_stream(7, 3);
    static struct instance instance;
    for (int i = 0; i < 50; i++) {
        make_instance(&instance, &random, SMALL, true);
        size_t need = flow_scratch(instance.network.node_count, instance.network.arc_count);
        struct arena arena;
        arena_init(&arena,
                   64); /* blocks so small that any take beyond the reserve needs a new one */
        assert_true(arena_reserve(&arena, need));
        const struct arena_block *before = arena.block;
        size_t used = arena.used;
        uint32_t above[MOST_NODES];
        struct flow_start start = {.above = above};
        flow_solve_from(&instance.network, instance.goal, &start, instance.flow, &arena);
        memset(instance.flow, 0, sizeof instance.flow);
        instance.flow[0] = 1.0;
        flow_solve_from(&instance.network, instance.goal, &start, instance.flow, &arena);
        assert_ptr_equal(arena.block, before);
        assert_int_equal(arena.used, used);
        arena_free(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_left_would_improve_the_flow),
        cmocka_unit_test(nor_that_of_large_networks),
        cmocka_unit_test(nor_where_most_ways_are_equal_or_shut),
        cmocka_unit_test(a_gain_without_end_is_found_wherever_it_is),
        cmocka_unit_test(the_answer_depends_on_the_numbering_alone),
        cmocka_unit_test(begun_anywhere_it_ends_as_well),
        cmocka_unit_test(no_other_flow_is_better),
        cmocka_unit_test(scratch_of_the_stated_size_is_enough),
    };
    return cmocka_run_group_tests_name("flow properties", tests, NULL, NULL);
}
