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

/* A law by its mean and what else is told: sd (normal; gamma where the id says so), var (negative
 * binomial or gamma), nothing (Poisson). */
static struct dist law_of(const struct problem *row, double mean, double sd, double variance)
{
    bool gamma = strstr(row->id, "gamma") != NULL;
    bool counts = strstr(row->id, "negbin") != NULL || strstr(row->id, "_nb") != NULL;
    if (sd > 0.0 && !gamma && !counts) {
        return normal(mean, sd);
    }
    double square = sd > 0.0 ? sd * sd : variance;
    return dist_of_demand(mean, square > 0.0 ? square : mean, !gamma);
}

/* Demand of the lead time: told as such, or by rate (and sd of a unit of time) and time. */
static struct dist lead_of(const struct problem *row)
{
    if (has(row, "ltd_mean")) {
        return law_of(row, given(row, "ltd_mean"), given_or(row, "ltd_sd", 0.0),
                      given_or(row, "ltd_var", 0.0));
    }
    double time = given(row, "L");
    return law_of(row, given(row, "D") * time, given_or(row, "sd", 0.0) * sqrt(time),
                  given_or(row, "var", 0.0) * time);
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

static void given_levels(struct problem *row, struct ss *ss, const struct ss_costs *costs)
{
    double point = given(row, "s");
    double up_to = given(row, "S");
    struct ss_service service = ss_service_of(ss, SS_RENEWAL, point, up_to);
    expect_if(row, "cost", ss_cost(ss, costs, point, up_to));
    expect_if(row, "fill", service.fill);
    expect_if(row, "cycle", service.cycle);
    expect_if(row, "orders", service.orders);
}

static void best_levels(struct problem *row, struct ss *ss, const struct ss_demand *demand,
                        const struct ss_costs *costs, struct arena *arena)
{
    struct ss_levels best;
    assert_true(ss_optimum(ss, demand, costs, SS_CELLS, &best, arena));
    expect(row, "s", best.reorder_point);
    expect(row, "S", best.order_up_to);
    expect(row, "cost", best.cost);
    check_close(ss_cost(ss, costs, best.reorder_point, best.order_up_to), best.cost, 1e-9);
}

static void ss_row(struct problem *row)
{
    double mean = given(row, "mean");
    double lead_time = given_or(row, "L", 0.0);
    struct ss_costs costs = {.order_cost = given_or(row, "K", 0.0),
                             .holding = given_or(row, "h", 1.0),
                             .shortage = given_or(row, "p", 1.0)};
    if (starts(row->id, "sS_power")) {
        double sd = given(row, "sd") * sqrt(lead_time + 1.0);
        struct ss_levels power = ss_by_power(&costs, mean, mean * (lead_time + 1.0), sd);
        expect(row, "s", power.reorder_point);
        expect(row, "S", power.order_up_to);
        return;
    }
    struct dist review = law_of(row, mean, given_or(row, "sd", 0.0), given_or(row, "var", 0.0));
    struct dist nothing = {.kind = DIST_POINT};
    struct dist lead = lead_time > 0.0 ? dist_of_periods(&review, lead_time) : nothing;
    struct dist interval = dist_of_periods(&review, lead_time + 1.0);
    struct ss_demand demand = {
        .review = &review, .lead = mixture_of(&lead), .interval = mixture_of(&interval)};
    struct arena arena;
    struct ss ss;
    arena_init(&arena, 0);
    if (has(row, "s")) {
        assert_true(ss_make(&ss, &demand, given(row, "S") - given(row, "s"), SS_CELLS, &arena));
        given_levels(row, &ss, &costs);
    } else {
        best_levels(row, &ss, &demand, &costs, &arena);
    }
    arena_free(&arena);
}

static void ss_rows_pass(void **state)
{
    (void)state;
    problems_each("sS", 20, ss_row);
}

enum { HORIZON_CELLS = 2048 };

/* One value for all periods, or one each. */
static double of_period(const struct problem *row, const char *key, size_t t)
{
    struct list list = given_list(row, key);
    return list.values[list.count > 1 ? t : 0];
}

static void horizon_row(struct problem *row)
{
    struct dist demand[LIST_SIZE];
    double order_cost[LIST_SIZE], unit_cost[LIST_SIZE], holding[LIST_SIZE], shortage[LIST_SIZE];
    double point[LIST_SIZE] = {0};
    double up_to[LIST_SIZE] = {0};
    size_t periods = (size_t)given(row, "num_periods");
    assert_true(periods > 0 && periods <= LIST_SIZE);
    for (size_t t = 0; t < periods; t++) {
        double sd = has(row, "demand_sd") ? of_period(row, "demand_sd", t) : 0.0;
        demand[t] = law_of(row, of_period(row, "demand_mean", t), sd, 0.0);
        order_cost[t] = of_period(row, "fixed_cost", t);
        unit_cost[t] = of_period(row, "purchase_cost", t);
        holding[t] = of_period(row, "holding_cost", t);
        shortage[t] = of_period(row, "stockout_cost", t);
    }
    struct finite_horizon problem = {.periods = periods,
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
    expect_list(row, "s", point, periods);
    /* "S to +-1" */
    struct list want = wanted_list(row, "S");
    assert_int_equal(want.count, periods);
    for (size_t t = 0; t < periods; t++) {
        check_close(up_to[t] - want.values[t], 0.0, 1.0);
    }
    expect_checked(row, "S");
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
