/* Reorder points, lots and order-up-to levels against the worked problems of inventory.csv. */
#include "replenish/rq.h"
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rq_rows_pass),
    };
    return cmocka_run_group_tests_name("levels", tests, NULL, NULL);
}
