/* Reorder points, lots and order-up-to levels against the worked problems of inventory.csv. */
#include "base/arena.h"
#include "replenish/finite_horizon.h"
#include "replenish/rq.h"
#include "replenish/ss.h"
#include "support/check.h"
#include "support/problem.h"

#include <math.h>
#include <string.h>

static bool starts(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static struct dist normal(double mean, double sd)
{
    return (struct dist){.kind = DIST_NORMAL, .a = mean, .b = sd};
}

/* Demand of the lead time: told as such, or by rate (and sd of a unit of time) and time. */
static struct dist lead_of(const struct problem *row)
{
    if (has(row, "ltd_mean")) {
        return normal(given(row, "ltd_mean"), given(row, "ltd_sd"));
    }
    double time = given(row, "L");
    if (has(row, "sd")) {
        return normal(given(row, "D") * time, given(row, "sd") * sqrt(time));
    }
    return (struct dist){.kind = DIST_POISSON, .a = given(row, "D") * time};
}

/* "flat optimum: compare cost tightly, r and Q to about 1e-3" */
static void expect_flat(struct problem *row, const struct rq *policy)
{
    double tolerance = row->tolerance;
    row->tolerance = 1e-7;
    expect(row, "cost", policy->cost);
    row->tolerance = tolerance;
    expect(row, "r", policy->reorder_point);
    expect(row, "Q", policy->quantity);
}

static void approximation_row(struct problem *row, const struct rq_terms *terms)
{
    struct rq policy;
    if (starts(row->id, "rq_eoqb")) {
        policy = rq_by_eoqb(terms);
    } else if (starts(row->id, "rq_eoqss")) {
        policy = rq_by_safety_stock(terms);
    } else if (starts(row->id, "rq_loss")) {
        policy = rq_by_loss(terms);
    } else {
        assert_true(rq_per_unit_short(terms, &policy));
        expect_if(row, "cost", policy.cost);
    }
    expect(row, has(row, "ltd_mean") ? "R" : "r", policy.reorder_point);
    expect(row, "Q", policy.quantity);
}

static void rq_row(struct problem *row)
{
    struct dist lead = lead_of(row);
    struct rq_terms terms = {.demand = given(row, "D"),
                             .order_cost = given_or(row, "K", 0.0),
                             .holding = given(row, "h"),
                             .backorder = given(row, "p"),
                             .lead = mixture_of(&lead)};
    if (has(row, "r")) {
        expect(row, "cost", rq_cost(&terms, given(row, "r"), given(row, "Q")));
        return;
    }
    if (has(row, "Q")) {
        expect(row, "r", rq_point_of(&terms, given(row, "Q")));
        return;
    }
    if (problem_find(row->expected, "cost") == NULL || starts(row->id, "rq_eil")) {
        approximation_row(row, &terms);
        return;
    }
    struct rq policy = rq_optimum(&terms);
    expect_flat(row, &policy);
}

static void rq_rows_pass(void **state)
{
    (void)state;
    problems_each("rq", 20, rq_row);
}

static void ss_row(struct problem *row)
{
    double mean = given(row, "mean");
    struct ss_costs costs = {
        .order_cost = given(row, "K"), .holding = given(row, "h"), .shortage = given(row, "p")};
    if (has(row, "sd")) {
        struct ss_levels power = ss_by_power(&costs, mean, mean, given(row, "sd"));
        expect(row, "s", power.reorder_point);
        expect(row, "S", power.order_up_to);
        return;
    }
    struct dist review = {.kind = DIST_POISSON, .a = mean};
    struct dist lead = {.kind = DIST_POINT};
    struct ss_demand demand = {
        .review = &review, .lead = mixture_of(&lead), .interval = mixture_of(&review)};
    struct arena arena;
    struct ss ss;
    arena_init(&arena, 0);
    if (has(row, "s")) {
        assert_true(ss_make(&ss, &demand, given(row, "S") - given(row, "s"), SS_CELLS, &arena));
        expect(row, "cost", ss_cost(&ss, &costs, given(row, "s"), given(row, "S")));
    } else {
        struct ss_levels best;
        assert_true(ss_optimum(&ss, &demand, &costs, SS_CELLS, &best, &arena));
        expect(row, "s", best.reorder_point);
        expect(row, "S", best.order_up_to);
        expect(row, "cost", best.cost);
        check_close(ss_cost(&ss, &costs, best.reorder_point, best.order_up_to), best.cost, 1e-12);
    }
    arena_free(&arena);
}

static void ss_rows_pass(void **state)
{
    (void)state;
    problems_each("sS", 20, ss_row);
}

enum { PERIODS = 10, HORIZON_CELLS = 1024 };

static void horizon_row(struct problem *row)
{
    struct dist demand[PERIODS];
    double order_cost[PERIODS], unit_cost[PERIODS], holding[PERIODS], shortage[PERIODS];
    double point[PERIODS], up_to[PERIODS];
    assert_int_equal((int)given(row, "num_periods"), PERIODS);
    for (size_t t = 0; t < PERIODS; t++) {
        demand[t] = normal(given(row, "demand_mean"), given(row, "demand_sd"));
        order_cost[t] = given(row, "fixed_cost");
        unit_cost[t] = given(row, "purchase_cost");
        holding[t] = given(row, "holding_cost");
        shortage[t] = given(row, "stockout_cost");
    }
    struct finite_horizon problem = {.periods = PERIODS,
                                     .demand = demand,
                                     .order_cost = order_cost,
                                     .unit_cost = unit_cost,
                                     .holding = holding,
                                     .shortage = shortage,
                                     .end_holding = given(row, "terminal_holding_cost"),
                                     .end_shortage = given(row, "terminal_stockout_cost"),
                                     .discount = given(row, "discount_factor"),
                                     .stock = given(row, "initial_inventory_level")};
    struct finite_horizon_plan plan = {.reorder_point = point, .order_up_to = up_to};
    struct arena arena;
    arena_init(&arena, 0);
    assert_true(finite_horizon_solve(&problem, HORIZON_CELLS, &plan, &arena));
    arena_free(&arena);
    expect(row, "cost", plan.cost);
    expect_list(row, "s", point, PERIODS);
    expect_list(row, "S", up_to, PERIODS);
}

static void finite_horizon_rows_pass(void **state)
{
    (void)state;
    problems_each("finite-horizon", 2, horizon_row);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rq_rows_pass),
        cmocka_unit_test(ss_rows_pass),
        cmocka_unit_test(finite_horizon_rows_pass),
    };
    return cmocka_run_group_tests_name("levels", tests, NULL, NULL);
}
