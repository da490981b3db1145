/* Least-cost flow on random networks: against trying every flow, and by the certificate that no
 * cycle and no path that is left would improve it. */
#include "num/flow.h"

#include "num/random.h"
#include "support/check.h"

#include <math.h>
#include <stdbool.h>

enum { MOST_NODES = 40, MOST_ARCS = 200 };

struct instance {
    struct flow_network network;
    struct flow_arc arcs[MOST_ARCS];
    double flow[MOST_ARCS];
    struct flow_goal goal;
};

static void make_instance(struct instance *instance, struct random *random, size_t nodes,
                          size_t arcs, uint64_t capacities, bool whole)
{
    for (size_t i = 0; i < arcs; i++) {
        instance->arcs[i] = (struct flow_arc){
            .from = (uint32_t)random_below(random, nodes),
            .to = (uint32_t)random_below(random, nodes),
            .capacity = whole ? (double)random_below(random, capacities + 1)
                              : random_uniform(random) * (double)capacities,
            .cost = (double)random_below(random, 21) - 7.0 + (whole ? 0.0 : random_uniform(random)),
        };
    }
    instance->network = (struct flow_network){.node_count = nodes,
                                              .arcs = instance->arcs,
                                              .arc_count = arcs,
                                              .source = 0,
                                              .sink = (uint32_t)nodes - 1};
    instance->goal = random_below(random, 2) == 0 ? FLOW_GREATEST : FLOW_GREATEST_GAIN;
}

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

/* Bellman and Ford over what is left, from `source` or, with NO_SOURCE, from everywhere: the
 * distance to the sink, and whether anything still moves after as many rounds as nodes. */
enum { NO_SOURCE = -1 };

static double distance_left(const struct instance *instance, int source, double tolerance,
                            bool *has_cycle)
{
    size_t nodes = instance->network.node_count;
    double distance[MOST_NODES];
    for (size_t i = 0; i < nodes; i++) {
        distance[i] = source == NO_SOURCE || (size_t)source == i ? 0.0 : HUGE_VAL;
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
    return distance[instance->network.sink];
}

static void check_best(const struct instance *instance)
{
    bool cycle = false;
    distance_left(instance, NO_SOURCE, 1e-7, &cycle);
    assert_false(cycle);
    double left = distance_left(instance, (int)instance->network.source, 1e-7, &cycle);
    if (isinf(instance->goal.stop_cost)) {
        assert_true(isinf(left));
    } else {
        assert_true(left >= instance->goal.stop_cost - 1e-5);
    }
}

static void nothing_left_would_improve_the_flow(void **state)
{
    (void)state;
    struct random random = random_stream(7, 1);
    static struct instance instance;
    struct arena arena;
    arena_init(&arena, 0);
    for (int i = 0; i < 1500; i++) {
        size_t nodes = 2 + random_below(&random, MOST_NODES - 2);
        size_t arcs = random_below(&random, MOST_ARCS);
        bool whole = random_below(&random, 2) == 0;
        make_instance(&instance, &random, nodes, arcs, 12, whole);
        struct flow_result result =
            flow_solve(&instance.network, instance.goal, instance.flow, &arena);
        assert_int_equal(result.status, FLOW_OK);
        check_feasible(&instance, &result, whole ? 0.0 : 1e-9);
        check_best(&instance);
        for (size_t k = 0; whole && k < arcs; k++) {
            check_close(instance.flow[k], floor(instance.flow[k]), 0.0);
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
        make_instance(&instance, &random, 2 + random_below(&random, 4),
                      1 + random_below(&random, 7), 2, true);
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
        make_instance(&instance, &random, 2 + random_below(&random, 30),
                      random_below(&random, MOST_ARCS), 5, true);
        size_t need = flow_scratch(instance.network.node_count, instance.network.arc_count);
        struct arena arena;
        arena_init(&arena,
                   64); /* blocks so small that any take beyond the reserve needs a new one */
        assert_true(arena_reserve(&arena, need));
        const struct arena_block *before = arena.block;
        size_t used = arena.used;
        flow_solve(&instance.network, instance.goal, instance.flow, &arena);
        assert_ptr_equal(arena.block, before);
        assert_int_equal(arena.used, used);
        arena_free(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_left_would_improve_the_flow),
        cmocka_unit_test(no_other_flow_is_better),
        cmocka_unit_test(scratch_of_the_stated_size_is_enough),
    };
    return cmocka_run_group_tests_name("flow properties", tests, NULL, NULL);
}
