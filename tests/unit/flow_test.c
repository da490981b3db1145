/* Least-cost flow on small networks with known answers. */
#include "num/flow.h"

#include "support/check.h"

static struct flow_result solve(const struct flow_arc *arcs, size_t arc_count, size_t node_count,
                                struct flow_goal goal, double *flow)
{
    struct arena arena;
    arena_init(&arena, 0);
    struct flow_network network = {.node_count = node_count,
                                   .arcs = arcs,
                                   .arc_count = arc_count,
                                   .source = 0,
                                   .sink = (uint32_t)node_count - 1};
    struct flow_result result = flow_solve(&network, goal, flow, &arena);
    arena_free(&arena);
    return result;
}

/* The cheap middle way is taken first and partly given back when the outer ways need it. */
static void the_greatest_flow_reroutes_what_went_before(void **state)
{
    (void)state;
    static const struct flow_arc arcs[] = {
        {0, 1, 4.0, 1.0}, {0, 2, 4.0, 5.0}, {1, 2, 4.0, 1.0}, {1, 3, 4.0, 5.0}, {2, 3, 4.0, 1.0}};
    double flow[5];
    struct flow_result result = solve(arcs, 5, 4, FLOW_GREATEST, flow);
    assert_int_equal(result.status, FLOW_OK);
    check_close(result.amount, 8.0, 0.0);
    check_close(result.cost, 48.0, 0.0);
    check_close(flow[2], 0.0, 0.0);
}

static void gain_stops_where_the_next_unit_loses(void **state)
{
    (void)state;
    /* Two units lost for 1 and 3 each; three gained for 6, 2.5, 1 each. */
    static const struct flow_arc arcs[] = {{0, 1, 2.0, 1.0},      {0, 1, 2.0, 3.0},
                                           {1, 2, HUGE_VAL, 0.5}, {2, 3, 1.0, -6.0},
                                           {2, 3, 2.0, -2.5},     {2, 3, 5.0, -1.0}};
    double flow[6];
    struct flow_result result = solve(arcs, 6, 4, FLOW_GREATEST_GAIN, flow);
    check_close(result.amount, 2.0, 0.0);
    check_close(result.cost, -6.0 - 2.5 + 2.0 + 1.0, 1e-15);
    struct flow_goal one = {.stop_cost = 0.0, .limit = 1.0};
    check_close(solve(arcs, 6, 4, one, flow).amount, 1.0, 0.0);
    /* A unit that must earn 2 beyond its cost. */
    struct flow_goal margin = {.stop_cost = -2.0, .limit = HUGE_VAL};
    check_close(solve(arcs, 6, 4, margin, flow).amount, 1.0, 0.0);
    struct flow_goal to_the_end = {.stop_cost = HUGE_VAL, .limit = HUGE_VAL};
    check_close(solve(arcs, 6, 4, to_the_end, flow).amount, 4.0, 0.0);
}

/* What gains nothing is left where it is. */
static void a_path_of_no_gain_is_not_used(void **state)
{
    (void)state;
    static const struct flow_arc arcs[] = {{0, 1, 5.0, 2.0}, {1, 2, 5.0, -2.0}};
    double flow[2];
    check_close(solve(arcs, 2, 3, FLOW_GREATEST_GAIN, flow).amount, 0.0, 0.0);
}

static void a_negative_cycle_is_filled_first(void **state)
{
    (void)state;
    /* 1 -> 2 -> 1 gains 1 a round, twice around; the source is not part of it. */
    static const struct flow_arc arcs[] = {
        {0, 1, 1.0, 1.0}, {1, 2, 2.0, -3.0}, {2, 1, 3.0, 2.0}, {2, 3, 1.0, 1.0}};
    double flow[4];
    struct flow_result result = solve(arcs, 4, 4, FLOW_GREATEST, flow);
    assert_int_equal(result.status, FLOW_OK);
    check_close(result.amount, 1.0, 0.0);
    check_close(flow[1], 2.0, 0.0);
    check_close(flow[2], 1.0, 0.0);
    check_close(result.cost, 1.0 - 6.0 + 2.0 + 1.0, 0.0);
}

static void an_endless_gain_is_refused(void **state)
{
    (void)state;
    static const struct flow_arc cycle[] = {
        {0, 1, 1.0, 0.0}, {1, 2, HUGE_VAL, -3.0}, {2, 1, HUGE_VAL, 2.0}, {2, 3, 1.0, 0.0}};
    double flow[4] = {9.0, 9.0, 9.0, 9.0};
    assert_int_equal(solve(cycle, 4, 4, FLOW_GREATEST, flow).status, FLOW_UNBOUNDED);
    check_close(flow[0], 0.0, 0.0);
    static const struct flow_arc path[] = {{0, 1, HUGE_VAL, -1.0}};
    assert_int_equal(solve(path, 1, 2, FLOW_GREATEST_GAIN, flow).status, FLOW_UNBOUNDED);
    struct flow_goal bounded = {.stop_cost = 0.0, .limit = 7.5};
    check_close(solve(path, 1, 2, bounded, flow).amount, 7.5, 0.0);
}

/* Either will do; half of each will not. */
static void of_equal_ways_one_is_taken_whole(void **state)
{
    (void)state;
    static const struct flow_arc arcs[] = {
        {0, 2, 1.0, 1.0}, {0, 1, 1.0, 1.0}, {2, 3, 1.0, 1.0}, {1, 3, 1.0, 1.0}, {0, 3, 1.0, 5.0}};
    double flow[5];
    struct flow_goal one = {.stop_cost = HUGE_VAL, .limit = 1.0};
    solve(arcs, 5, 4, one, flow);
    check_close(flow[0] + flow[1], 1.0, 0.0);
    check_close(flow[0] * flow[1], 0.0, 0.0);
    check_close(flow[2], flow[0], 0.0);
    check_close(flow[3], flow[1], 0.0);
    check_close(flow[4], 0.0, 0.0);
}

static void an_empty_network_carries_nothing(void **state)
{
    (void)state;
    double flow[1];
    struct flow_result result = solve(NULL, 0, 2, FLOW_GREATEST, flow);
    assert_int_equal(result.status, FLOW_OK);
    check_close(result.amount, 0.0, 0.0);
    /* A loop that gains is a cycle like any other. */
    static const struct flow_arc loop[] = {{1, 1, 3.0, -1.0}};
    result = solve(loop, 1, 2, FLOW_GREATEST, flow);
    check_close(result.cost, -3.0, 0.0);
    check_close(flow[0], 3.0, 0.0);
}

/* Roads close, costs change, and what is handed over need not even balance. */
static void a_solve_may_begin_with_any_flow(void **state)
{
    (void)state;
    struct flow_arc arcs[] = {
        {0, 1, 4.0, 1.0}, {0, 2, 4.0, 5.0}, {1, 2, 4.0, 1.0}, {1, 3, 4.0, 5.0}, {2, 3, 4.0, 1.0}};
    const struct flow_network network = {
        .node_count = 4, .arcs = arcs, .arc_count = 5, .source = 0, .sink = 3};
    uint32_t above[4];
    struct flow_start start = {.above = above};
    double flow[5];
    struct arena arena;
    arena_init(&arena, 0);
    struct flow_goal five = {.stop_cost = HUGE_VAL, .limit = 5.0};
    struct flow_result result = flow_solve_from(&network, five, &start, flow, &arena);
    check_close(result.cost, 4.0 * 3.0 + 9.0, 0.0);
    assert_true(start.set);
    arcs[2].capacity = 1.0;
    result = flow_solve_from(&network, five, &start, flow, &arena);
    check_close(result.amount, 5.0, 0.0);
    check_close(result.cost, 3.0 + 4.0 * 6.0, 0.0);
    check_close(flow[2], 1.0, 0.0);
    arcs[3].cost = 100.0;
    flow[0] = -7.0;
    flow[3] = HUGE_VAL;
    result = flow_solve_from(&network, FLOW_GREATEST, &start, flow, &arena);
    check_close(result.amount, 8.0, 0.0);
    check_close(result.cost, 4.0 * 101.0 + 4.0 * 6.0, 0.0);
    arena_free(&arena);
}

/* After a network without an answer the next one begins with nothing. */
static void a_start_without_an_answer_is_not_set(void **state)
{
    (void)state;
    struct flow_arc arcs[] = {{0, 1, HUGE_VAL, -1.0}};
    const struct flow_network network = {
        .node_count = 2, .arcs = arcs, .arc_count = 1, .source = 0, .sink = 1};
    uint32_t above[2];
    struct flow_start start = {.above = above};
    double flow[1];
    struct arena arena;
    arena_init(&arena, 0);
    struct flow_result result = flow_solve_from(&network, FLOW_GREATEST_GAIN, &start, flow, &arena);
    assert_int_equal(result.status, FLOW_UNBOUNDED);
    assert_false(start.set);
    arcs[0].capacity = 3.0;
    flow[0] = 9.0;
    result = flow_solve_from(&network, FLOW_GREATEST_GAIN, &start, flow, &arena);
    check_close(result.cost, -3.0, 0.0);
    assert_true(start.set);
    arcs[0].capacity = HUGE_VAL;
    result = flow_solve_from(&network, FLOW_GREATEST_GAIN, &start, flow, &arena);
    assert_int_equal(result.status, FLOW_UNBOUNDED);
    assert_false(start.set);
    check_close(flow[0], 0.0, 0.0);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_greatest_flow_reroutes_what_went_before),
        cmocka_unit_test(gain_stops_where_the_next_unit_loses),
        cmocka_unit_test(a_path_of_no_gain_is_not_used),
        cmocka_unit_test(a_negative_cycle_is_filled_first),
        cmocka_unit_test(an_endless_gain_is_refused),
        cmocka_unit_test(of_equal_ways_one_is_taken_whole),
        cmocka_unit_test(an_empty_network_carries_nothing),
        cmocka_unit_test(a_solve_may_begin_with_any_flow),
        cmocka_unit_test(a_start_without_an_answer_is_not_set),
    };
    return cmocka_run_group_tests_name("flow", tests, NULL, NULL);
}
