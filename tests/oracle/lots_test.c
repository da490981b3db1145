/* Lot sizes against the worked problems of inventory.csv: EOQ, discounts, dynamic lots, joint
 * replenishment, uncertain supply, DDMRP.  No row is left out. */
#include "base/missing.h"
#include "replenish/ddmrp.h"
#include "replenish/discount.h"
#include "replenish/dynamic_lot.h"
#include "replenish/eoq.h"
#include "replenish/joint.h"
#include "replenish/supply_risk.h"
#include "support/check.h"
#include "support/problem.h"

#include <math.h>
#include <string.h>

/* What closed formulas and sums are computed within, where the source has all digits. */
static const double EXACT = 1e-14;

static bool ends(const char *text, const char *with)
{
    size_t length = strlen(text);
    return length >= strlen(with) && strcmp(text + length - strlen(with), with) == 0;
}

/* As a book prints it. */
static double printed(double value, double decimals)
{
    double scale = pow(10.0, decimals);
    return round(value * scale) / scale;
}

static void hillier_row(struct problem *row, const struct eoq *terms)
{
    double lot = eoq_lot(terms);
    row->tolerance = EXACT;
    expect(row, "Q", printed(lot, 0.0));
    expect(row, "cycle", printed(lot / terms->demand, 1.0));
    expect(row, "cost", printed(eoq_cost(terms, lot), 1.0));
    expect_if(row, "max_shortage", printed(eoq_most_waiting(terms, lot), 0.0));
}

static void eoq_row(struct problem *row)
{
    struct eoq terms = {.demand = given(row, "D"),
                        .setup = given(row, "K"),
                        .holding = given(row, "h"),
                        .backorder = given_or(row, "p", 0.0),
                        .production = given_or(row, "P", 0.0)};
    if (ends(row->id, "_hillier")) {
        hillier_row(row, &terms);
        return;
    }
    row->tolerance = EXACT;
    double lot = given_or(row, "Q", eoq_lot(&terms));
    expect_if(row, "Q", lot);
    expect(row, "cost", eoq_cost(&terms, lot));
    expect_if(row, "backorder_fraction", eoq_waiting_share(&terms));
}

static void discount_row(struct problem *row)
{
    struct list from = given_list(row, "breakpoints");
    struct list unit_cost = given_list(row, "unit_cost");
    assert_int_equal(from.count, unit_cost.count);
    struct discount terms = {.demand = given(row, "D"),
                             .setup = given(row, "K"),
                             .holding = given_or(row, "h0", 0.0),
                             .rate = given_or(row, "i", given_or(row, "r", 0.0)),
                             .count = from.count,
                             .from = from.values,
                             .unit_cost = unit_cost.values};
    bool incremental = strstr(row->id, "_inc_") != NULL;
    struct discount_lot best =
        incremental ? discount_incremental(&terms) : discount_all_units(&terms);
    /* Incremental rows are printed to eight decimals. */
    row->tolerance = incremental ? 2e-11 : EXACT;
    expect(row, "Q", best.quantity);
    expect(row, "region", (double)best.region);
    expect(row, "cost", best.cost);
    if (strcmp(row->id, "disc_all_nahmias_trashbags") == 0) {
        /* What the row's notes tell of the book. */
        check_close(discount_all_units_cost(&terms, 400.0), 204.0, EXACT);
        check_close(discount_all_units_cost(&terms, 1000.0), 200.8, EXACT);
    }
}

/* The lowest cost of all choices of order periods, and how many choices reach it. */
static size_t count_optimal(const struct dynamic_lot *problem, double cost)
{
    size_t count = 0;
    for (size_t set = 0; set < (size_t)1 << problem->periods; set++) {
        double quantity[LIST_SIZE] = {0};
        size_t order = problem->periods;
        for (size_t t = 0; t < problem->periods; t++) {
            order = (set >> t & 1) != 0 ? t : order;
            quantity[order] += problem->demand[t];
        }
        bool serves = !(quantity[problem->periods] > 0.0);
        count += serves && dynamic_lot_cost(problem, quantity) <= cost * (1.0 + EXACT) ? 1 : 0;
    }
    return count;
}

/* One number for all periods, or one for each. */
static struct list spread(struct list list, size_t periods)
{
    for (; list.count < periods; list.count++) {
        list.values[list.count] = list.values[0];
    }
    return list;
}

static double dynamic_plan(const struct problem *row, const struct dynamic_lot *problem,
                           double *quantity)
{
    if (strncmp(row->id, "sm_", 3) == 0) {
        return dynamic_lot_silver_meal(problem, quantity);
    }
    if (strncmp(row->id, "luc_", 4) == 0) {
        return dynamic_lot_unit_cost(problem, quantity);
    }
    struct arena arena;
    arena_init(&arena, 0);
    double cost = MISSING;
    assert_true(dynamic_lot_optimal(problem, quantity, &cost, &arena));
    arena_free(&arena);
    return cost;
}

static void dynamic_row(struct problem *row)
{
    struct list demand = given_list(row, "demand");
    struct list setup = spread(given_list(row, "K"), demand.count);
    struct list holding = spread(given_list(row, "h"), demand.count);
    struct list unit_cost = {0};
    if (has(row, "c")) {
        unit_cost = given_list(row, "c");
    }
    struct dynamic_lot problem = {.periods = demand.count,
                                  .demand = demand.values,
                                  .setup = setup.values,
                                  .holding = holding.values,
                                  .unit_cost = unit_cost.count > 0 ? unit_cost.values : NULL};
    double quantity[LIST_SIZE];
    double cost = dynamic_plan(row, &problem, quantity);
    row->tolerance = EXACT;
    expect(row, "cost", cost);
    check_close(dynamic_lot_cost(&problem, quantity), cost, EXACT);
    if (wanted_list(row, "Q").count > 0) {
        expect_list(row, "Q", quantity, demand.count);
    }
    if (wanted_list(row, "n_optimal").count > 0) {
        expect(row, "n_optimal", (double)count_optimal(&problem, cost));
    }
}

static void joint_row(struct problem *row)
{
    struct list minor = given_list(row, "k");
    struct list holding = given_list(row, "h");
    struct list demand = given_list(row, "D");
    struct joint problem = {.count = minor.count,
                            .major = given(row, "K"),
                            .minor = minor.values,
                            .holding = holding.values,
                            .demand = demand.values};
    size_t multiple[LIST_SIZE];
    struct joint_plan best;
    struct arena arena;
    arena_init(&arena, 0);
    assert_true(joint_optimal(&problem, multiple, &best, &arena));
    arena_free(&arena);
    struct joint_plan plan = best;
    if (!ends(row->id, "_optimal")) {
        plan = joint_silver(&problem, multiple);
    }
    double found[LIST_SIZE];
    double quantity[LIST_SIZE];
    for (size_t i = 0; i < problem.count; i++) {
        found[i] = (double)multiple[i];
        quantity[i] = joint_quantity(&problem, &plan, multiple, i);
    }
    row->tolerance = EXACT;
    expect(row, "T", plan.period);
    expect(row, "cost", plan.cost);
    expect_list(row, "m", found, problem.count);
    if (wanted_list(row, "Q").count > 0) {
        expect_list(row, "Q", quantity, problem.count);
    }
    if (strcmp(row->id, "jrp_silver_jrp") == 0) {
        /* Brute force, of the row's notes, to the digits that they have: better than Silver's. */
        check_close(printed(best.period, 6.0), 0.245558, EXACT);
        check_close(printed(best.cost, 5.0), 218.25159, EXACT);
    }
}

static void disruption_row(struct problem *row)
{
    struct disruption terms = {.demand = given(row, "D"),
                               .setup = given(row, "K"),
                               .holding = given(row, "h"),
                               .lost_sale = given(row, "p"),
                               .disruption_rate = given(row, "disruption_rate"),
                               .recovery_rate = given(row, "recovery_rate")};
    double lot = disruption_lot(&terms);
    /* The source's lot is where a search by values ended: the cost, flat there, has all digits. */
    row->tolerance = 1e-6;
    expect(row, "Q", lot);
    row->tolerance = 1e-12;
    expect(row, "cost", disruption_cost(&terms, lot));
}

static void supply_row(struct problem *row)
{
    if (has(row, "disruption_rate")) {
        disruption_row(row);
        return;
    }
    struct yield terms = {.demand = given(row, "D"),
                          .setup = given(row, "K"),
                          .holding = given(row, "h"),
                          .mean = given(row, "yield_mean"),
                          .sd = given(row, "yield_sd")};
    bool additive = strstr(row->id, "_add_") != NULL;
    double lot = additive ? yield_additive_lot(&terms) : yield_multiplicative_lot(&terms);
    row->tolerance = 1e-8; /* a search by values again */
    expect(row, "Q", lot);
    row->tolerance = EXACT;
    expect(row, "cost",
           additive ? yield_additive_cost(&terms, lot) : yield_multiplicative_cost(&terms, lot));
}

static void ddmrp_row(struct problem *row)
{
    row->tolerance = 0.0;
    if (has(row, "on_hand")) {
        struct ddmrp_zones zones = {.top_of_yellow = given(row, "TOY"),
                                    .top_of_green = given(row, "TOG")};
        double position = ddmrp_net_flow(given(row, "on_hand"), given(row, "incoming"),
                                         given(row, "qualified_demand"));
        expect(row, "nfp", position);
        expect(row, "order", ddmrp_order(&zones, position));
        return;
    }
    struct ddmrp buffer = {.usage = given(row, "adu"),
                           .lead_days = given(row, "dlt"),
                           .lead_factor = given(row, "lt_factor"),
                           .variability_factor = given(row, "var_factor"),
                           .moq = given(row, "moq"),
                           .cycle_days = given(row, "order_cycle")};
    struct ddmrp_zones zones = ddmrp_zones(&buffer);
    expect(row, "red_base", zones.red_base);
    expect(row, "red_safety", zones.red_safety);
    expect(row, "red", zones.red);
    expect(row, "yellow", zones.yellow);
    expect(row, "green", zones.green);
    expect(row, "TOR", zones.top_of_red);
    expect(row, "TOY", zones.top_of_yellow);
    expect(row, "TOG", zones.top_of_green);
}

static void eoq_rows_pass(void **state)
{
    (void)state;
    problems_each("eoq", 10, eoq_row);
}

static void discount_rows_pass(void **state)
{
    (void)state;
    problems_each("discount", 6, discount_row);
}

static void dynamic_lot_rows_pass(void **state)
{
    (void)state;
    problems_each("dynamic-lot", 10, dynamic_row);
}

static void joint_replenishment_rows_pass(void **state)
{
    (void)state;
    problems_each("jrp", 5, joint_row);
}

static void uncertain_supply_rows_pass(void **state)
{
    (void)state;
    problems_each("supply-risk", 4, supply_row);
}

static void ddmrp_rows_pass(void **state)
{
    (void)state;
    problems_each("ddmrp", 5, ddmrp_row);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(eoq_rows_pass),
        cmocka_unit_test(discount_rows_pass),
        cmocka_unit_test(dynamic_lot_rows_pass),
        cmocka_unit_test(joint_replenishment_rows_pass),
        cmocka_unit_test(uncertain_supply_rows_pass),
        cmocka_unit_test(ddmrp_rows_pass),
    };
    return cmocka_run_group_tests_name("lots", tests, NULL, NULL);
}
