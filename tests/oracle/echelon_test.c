/* The worked problems of inventory.csv about chains of stages: serial systems under random demand
 * (ssm) and guaranteed service on trees (gsm). */
#include "network/guaranteed.h"
#include "network/serial.h"
#include "support/check.h"
#include "support/problem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool ends(const char *text, const char *suffix)
{
    size_t length = strlen(text);
    size_t tail = strlen(suffix);
    return length >= tail && strcmp(text + length - tail, suffix) == 0;
}

/* Of one unit of time: Poisson by its rate, else by mean and sd; normal unless the row says. */
static struct dist demand_of(const struct problem *row)
{
    if (has(row, "rate")) {
        return (struct dist){.kind = DIST_POISSON, .a = given(row, "rate")};
    }
    double mean = given(row, "mean");
    double sd = given_or(row, "sd", sqrt(mean));
    const char *kind = problem_find(row->parameters, "dist");
    if (kind == NULL || strncmp(kind, "normal", 6) == 0) {
        return (struct dist){.kind = DIST_NORMAL, .a = mean, .b = sd};
    }
    return dist_of_demand(mean, sd * sd, strncmp(kind, "gamma", 5) != 0);
}

static struct serial_system system_of(const struct problem *row, const struct list *holding,
                                      const struct list *lead)
{
    assert_int_equal(holding->count, lead->count);
    struct dist demand = demand_of(row);
    return (struct serial_system){.stages = holding->count,
                                  .holding = holding->values,
                                  .lead = lead->values,
                                  .penalty = given(row, "p"),
                                  .demand = demand};
}

/* What a row's own note allows of its levels: "S to 0.02", "S to 0.2". */
static double level_tolerance(const struct problem *row, const struct serial_system *system)
{
    if (dist_is_discrete(&system->demand)) {
        return 0.0;
    }
    return strstr(row->id, "ex6_1") != NULL ? 0.02 : 0.2;
}

/* The optimum is flat and may tie: levels that are not ours have to cost what ours do. */
static void check_levels(struct problem *row, const struct serial_system *system,
                         const double *level, double cost, struct arena *scratch)
{
    struct list want = wanted_list(row, "S");
    assert_int_equal(want.count, system->stages);
    bool near = true;
    for (size_t j = 0; j < want.count; j++) {
        near = near && fabs(level[j] - want.values[j]) <= level_tolerance(row, system);
    }
    if (!near) {
        struct serial_cost other;
        assert_true(serial_cost_of(system, want.values, &other, scratch));
        check_close(other.cost, cost, 1e-6);
    }
    expect_checked(row, "S");
}

/* The digits of a coarse grid are no answer to the problem: the row does not apply, and says itself
 * by how much it is off.  Ours has to be within those few per cent. */
static void coarse_row(struct problem *row, double cost)
{
    double coarse = wanted_list(row, "cost").values[0];
    print_message("%s does not apply (its grid is coarse): cost %.3f, ours %.3f\n", row->id, coarse,
                  cost);
    assert_true(fabs(coarse / cost - 1.0) < 0.04);
    expect_checked(row, "cost");
    expect_checked(row, "S");
}

static void serial_row(struct problem *row)
{
    struct list holding = given_list(row, "echelon_h");
    struct list lead = given_list(row, "L");
    struct serial_system system = system_of(row, &holding, &lead);
    struct arena scratch;
    arena_init(&scratch, 0);
    double level[LIST_SIZE] = {0};
    struct serial_cost cost;
    assert_true(serial_solve(&system, level, &cost, &scratch));
    if (ends(row->id, "_coarse")) {
        coarse_row(row, cost.cost);
    } else {
        check_levels(row, &system, level, cost.cost, &scratch);
        row->tolerance = fmin(row->tolerance, 1e-3);
        expect(row, "cost", cost.cost);
    }
    assert_true(cost.cost_error <= 1e-4 * cost.cost);
    arena_free(&scratch);
}

static void serial_systems_meet_the_published_levels(void **state)
{
    (void)state;
    problems_each("ssm", 8, serial_row);
}

/* Shang and Song (2003): bounds around the best levels, and a middle that costs hardly more. */
static void newsvendor_row(struct problem *row)
{
    struct list holding = given_list(row, "echelon_h");
    struct list lead = given_list(row, "L");
    struct serial_system system = system_of(row, &holding, &lead);
    struct arena scratch;
    arena_init(&scratch, 0);
    double level[LIST_SIZE] = {0};
    double lower[LIST_SIZE] = {0};
    double upper[LIST_SIZE] = {0};
    double middle[LIST_SIZE] = {0};
    struct serial_cost best;
    struct serial_cost near_best;
    assert_true(serial_solve(&system, level, &best, &scratch));
    serial_newsvendor(&system, lower, upper, middle);
    double slack = 0.05 * best.step; /* at stage 1 both bounds are the level itself */
    for (size_t j = 0; j < system.stages; j++) {
        assert_true(lower[j] <= level[j] + slack && level[j] <= upper[j] + slack);
    }
    assert_true(serial_cost_of(&system, middle, &near_best, &scratch));
    print_message("%s: bounds' middle costs %.4f times the best\n", row->id,
                  near_best.cost / best.cost);
    assert_true(near_best.cost >= best.cost - best.cost_error);
    assert_true(near_best.cost <= 1.05 * best.cost);
    arena_free(&scratch);
    expect_checked(row, "cost");
    expect_checked(row, "S");
}

static void newsvendor_bounds_hold_the_best_levels(void **state)
{
    (void)state;
    problems_each("ssm", 8, newsvendor_row);
}

enum { MOST_STAGES = LIST_SIZE };

struct placement {
    struct guaranteed_stage stages[MOST_STAGES];
    struct guaranteed_arc arcs[MOST_STAGES];
    struct guaranteed_tree tree;
};

/* Pairs joined by `mark`, between bars: "1>3|3>2", "2:0|4:1"; stages are numbered from 1. */
static size_t pairs(const struct problem *row, const char *key, char mark, long (*pair)[2])
{
    const char *text = problem_find(row->parameters, key);
    size_t count = 0;
    while (text != NULL && *text >= '0' && *text <= '9') {
        char *end;
        pair[count][0] = strtol(text, &end, 10);
        assert_int_equal(*end, mark);
        pair[count][1] = strtol(end + 1, &end, 10);
        count++;
        text = *end == '|' ? end + 1 : NULL;
    }
    return count;
}

static void read_placement(const struct problem *row, struct placement *placement)
{
    struct list holding = given_list(row, "h");
    struct list days = given_list(row, "T");
    struct list k_sigma = given_list(row, "k_sigma_net");
    long pair[MOST_STAGES][2];
    *placement = (struct placement){.tree = {.count = holding.count}};
    for (size_t n = 0; n < holding.count; n++) {
        placement->stages[n] = (struct guaranteed_stage){.holding = holding.values[n],
                                                         .k_sigma = k_sigma.values[n],
                                                         .days = (int32_t)days.values[n],
                                                         .outbound = GUARANTEED_FREE};
    }
    size_t count = pairs(row, "ext_in", ':', pair);
    for (size_t p = 0; p < count; p++) {
        placement->stages[pair[p][0] - 1].inbound = (int32_t)pair[p][1];
    }
    count = pairs(row, "ext_out", ':', pair);
    for (size_t p = 0; p < count; p++) {
        placement->stages[pair[p][0] - 1].outbound = (int32_t)pair[p][1];
    }
    count = pairs(row, "edges", '>', pair);
    for (size_t p = 0; p < count; p++) {
        placement->arcs[p] =
            (struct guaranteed_arc){.from = (size_t)pair[p][0] - 1, .to = (size_t)pair[p][1] - 1};
    }
    assert_int_equal(count, holding.count - 1);
    placement->tree.stages = placement->stages;
    placement->tree.arcs = placement->arcs;
    placement->tree.arc_count = count;
}

/* Optima may tie: ours has to cost what is expected, and so has the placement that is expected. */
static void guaranteed_row(struct problem *row)
{
    struct placement placement;
    read_placement(row, &placement);
    struct guaranteed_place places[MOST_STAGES];
    struct arena scratch;
    arena_init(&scratch, 0);
    double cost;
    assert_true(guaranteed_solve(&placement.tree, places, &cost, &scratch));
    expect(row, "cost", cost);
    struct list want = wanted_list(row, "CST");
    int32_t service[MOST_STAGES] = {0};
    for (size_t n = 0; n < want.count; n++) {
        service[n] = (int32_t)want.values[n];
    }
    check_close(guaranteed_cost(&placement.tree, service, places), cost, row->tolerance);
    expect_checked(row, "CST");
    arena_free(&scratch);
}

static void guaranteed_service_rows_pass(void **state)
{
    (void)state;
    problems_each("gsm", 7, guaranteed_row);
}

/* Problem 6.9 gives the sd of every stage: those of its two customers, 16.4 and 24.8, pooled. */
static void a_stage_sees_the_pooled_demand_of_its_customers(void **state)
{
    (void)state;
    struct guaranteed_stage stages[4] = {{.mean = 10.0, .k_sigma = 16.4},
                                         {.mean = 5.0, .k_sigma = 24.8},
                                         {.mean = 0.0},
                                         {.mean = 0.0}};
    const struct guaranteed_arc arcs[3] = {
        {.from = 2, .to = 0}, {.from = 2, .to = 1}, {.from = 3, .to = 2}};
    struct guaranteed_tree tree = {.stages = stages, .count = 4, .arcs = arcs, .arc_count = 3};
    struct arena scratch;
    arena_init(&scratch, 0);
    assert_true(guaranteed_pool(stages, &tree, &scratch));
    arena_free(&scratch);
    check_close(stages[2].k_sigma, 29.732137494637, 1e-12);
    check_close(stages[3].k_sigma, 29.732137494637, 1e-12);
    check_close(stages[3].mean, 15.0, 1e-12);
    check_close(stages[1].k_sigma, 24.8, 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(serial_systems_meet_the_published_levels),
        cmocka_unit_test(newsvendor_bounds_hold_the_best_levels),
        cmocka_unit_test(guaranteed_service_rows_pass),
        cmocka_unit_test(a_stage_sees_the_pooled_demand_of_its_customers),
    };
    return cmocka_run_group_tests_name("echelon", tests, NULL, NULL);
}
