/* The worked inventory problems of inventory.csv whose subject is a distribution, a service goal, a
 * pack, a fair share or a move; lots_test.c, levels_test.c and echelon_test.c have the others.
 * Each row names its source; its tolerance is that of the file, or tighter where its notes say
 * so. */
#include "network/allocate.h"
#include "network/exchange.h"
#include "network/share.h"
#include "num/flow.h"
#include "order/lot.h"
#include "replenish/service.h"
#include "support/check.h"
#include "support/problem.h"
#include "support/world.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct dist normal(double mean, double sd)
{
    return (struct dist){.kind = DIST_NORMAL, .a = mean, .b = sd};
}

static struct dist poisson(double mean)
{
    return (struct dist){.kind = DIST_POISSON, .a = mean};
}

static bool starts(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

static void loss_row(struct problem *row)
{
    if (starts(row->id, "loss_stdnorm")) {
        struct dist dist = normal(0.0, 1.0);
        double z = given(row, "z");
        expect(row, "L", dist_loss(&dist, z));
        expect(row, "Lbar", dist_surplus(&dist, z));
        expect(row, "L2", dist_loss2(&dist, z));
        expect(row, "L2bar", dist_surplus2(&dist, z));
        return;
    }
    struct dist dist = {0};
    if (strstr(row->id, "_norm_") != NULL) {
        dist = normal(given(row, "mean"), given(row, "sd"));
    } else if (strstr(row->id, "_lognorm_") != NULL) {
        dist =
            (struct dist){.kind = DIST_LOGNORMAL, .a = given(row, "mu"), .b = given(row, "sigma")};
    } else if (strstr(row->id, "_exp_") != NULL) {
        dist = (struct dist){.kind = DIST_EXPONENTIAL, .a = given(row, "mu")};
    } else if (strstr(row->id, "_gamma_") != NULL) {
        dist = (struct dist){.kind = DIST_GAMMA, .a = given(row, "a"), .b = given(row, "b")};
    } else {
        dist = poisson(given(row, "mean"));
    }
    double x = given(row, "x");
    expect_if(row, "n", dist_loss(&dist, x));
    expect_if(row, "nbar", dist_surplus(&dist, x));
    expect_if(row, "n2", dist_loss2(&dist, x));
    expect_if(row, "n2bar", dist_surplus2(&dist, x));
}

/* The law of one period that a newsvendor row describes, over L + 1 of them. */
static struct dist interval_law(const struct problem *row)
{
    struct dist dist = {0};
    if (has(row, "sigma")) {
        dist =
            (struct dist){.kind = DIST_LOGNORMAL, .a = given(row, "mu"), .b = given(row, "sigma")};
        assert_false(has(row, "L"));
        return dist;
    }
    double mean = given(row, "mean");
    dist = has(row, "sd") ? normal(mean, given(row, "sd")) : poisson(mean);
    return dist_of_periods(&dist, given_or(row, "L", 0.0) + 1.0);
}

static void profit_row(struct problem *row, const struct dist *dist)
{
    struct newsvendor terms = {.price = given(row, "price"),
                               .cost = given(row, "cost"),
                               .salvage = given(row, "salvage"),
                               .holding = given_or(row, "h", 0.0),
                               .penalty = given_or(row, "p", 0.0)};
    double underage = newsvendor_underage(&terms);
    double overage = newsvendor_overage(&terms);
    double quantity = newsvendor_level(dist, underage, overage);
    struct dist nothing = {.kind = DIST_POINT};
    expect(row, "Q", quantity);
    expect(row, "profit", newsvendor_profit(&terms, dist, quantity));
    expect_if(row, "exp_cost", newsvendor_cost(dist, quantity, underage, overage));
    expect_if(row, "fill_rate", service_fill(&nothing, dist, quantity));
}

static void newsvendor_row(struct problem *row)
{
    struct dist dist = interval_law(row);
    if (has(row, "price")) {
        profit_row(row, &dist);
        return;
    }
    double underage = given(row, "p");
    double overage = given(row, "h");
    if (has(row, "gamma")) {
        struct myopic terms = {.underage = underage,
                               .overage = overage,
                               .cost = given(row, "c"),
                               .next_cost = given(row, "c_next"),
                               .discount = given(row, "gamma")};
        double level = myopic_level(&terms, &dist);
        expect(row, "S", level);
        expect(row, "cost", myopic_cost(&terms, &dist, level));
        return;
    }
    double level = given_or(row, "S", newsvendor_level(&dist, underage, overage));
    expect_if(row, "S", level);
    expect_if(row, "cost", newsvendor_cost(&dist, level, underage, overage));
}

/* Periodic review: the least S of the fill rate, and what it then is. */
static void periodic_row(struct problem *row)
{
    bool counts = strstr(row->id, "negbin") != NULL;
    struct dist period = dist_of_demand(given(row, "mean"), given(row, "var"), counts);
    struct dist lead = dist_of_periods(&period, given(row, "L"));
    struct dist interval = dist_of_periods(&period, given(row, "L") + given(row, "R"));
    row->tolerance = 1e-9; /* the file's tolerance is that of a simulation */
    double level = service_order_up_to(SERVICE_FILL, given(row, "beta"), &lead, &interval);
    expect(row, "S", level);
    expect(row, "fill", service_fill(&lead, &interval, level));
    expect_if(row, "fill_at_S_minus_1", service_fill(&lead, &interval, level - 1.0));
}

static void stock_point_row(struct problem *row)
{
    double quantity = given(row, "Q");
    double point = given(row, has(row, "s") ? "s" : "r");
    double mean = given(row, "ltd_mean");
    struct dist lead = has(row, "ltd_sd") ? normal(mean, given(row, "ltd_sd")) : poisson(mean);
    row->tolerance = fmin(row->tolerance, 1e-9); /* "compare at 1e-9" */
    expect(row, "fill", service_sq_fill(&lead, point, quantity));
    expect_if(row, "EB", service_sq_backorders(&lead, point, quantity));
    expect_if(row, "EI", service_sq_on_hand(&lead, point, quantity));
}

static void silver_row(struct problem *row)
{
    struct dist lead = normal(given(row, "xL"), given(row, "sL"));
    struct dist standard = normal(0.0, 1.0);
    if (has(row, "P1")) {
        double k = service_sq_cycle_point(&standard, given(row, "P1"));
        expect(row, "k", k);
        expect(row, "ss", k * lead.b);
        expect(row, "s", service_sq_cycle_point(&lead, given(row, "P1")));
        return;
    }
    double units_short = given(row, "Q") * (1.0 - given(row, "P2"));
    double k = service_loss_level(&standard, units_short / lead.b);
    expect(row, "Gu", dist_loss(&standard, k));
    expect(row, "k", k);
    expect(row, "s", service_loss_level(&lead, units_short));
}

static void service_row(struct problem *row)
{
    if (starts(row->id, "svc_spp")) {
        silver_row(row);
        return;
    }
    if (starts(row->id, "rs_")) {
        periodic_row(row);
        return;
    }
    if (starts(row->id, "fill_")) {
        stock_point_row(row);
        return;
    }
    struct dist lead = normal(given(row, "ltd_mean"), given(row, "ltd_sd"));
    if (has(row, "S1")) {
        expect(row, "R", service_sq_cycle_point(&lead, given(row, "S1")));
    } else if (has(row, "alpha")) {
        /* The lot is the square-root formula, which is the policies' subject. */
        expect(row, "Q", sqrt(2.0 * given(row, "K") * given(row, "D") / given(row, "h")));
        expect(row, "R", service_sq_cycle_point(&lead, given(row, "alpha")));
    } else {
        double units_short = given(row, "Q") * (1.0 - given(row, "beta"));
        double point = service_loss_level(&lead, units_short);
        expect(row, "nR", dist_loss(&lead, point));
        expect(row, "z", (point - lead.a) / lead.b);
        expect(row, "R", point);
    }
}

static void rounding_row(struct problem *row)
{
    struct lot lot = {
        .pack = given(row, "pack"), .minimum = given_or(row, "moq", 0.0), .maximum = HUGE_VAL};
    if (has(row, "S")) {
        double need = given(row, "S") - given(row, "position");
        expect(row, "order_exceed", lot_round(need, &lot).quantity);
        lot.policy = LOT_BELOW;
        expect(row, "order_below", lot_round(need, &lot).quantity);
        return;
    }
    expect(row, "order", lot_round(given(row, "need"), &lot).quantity);
}

/* A night's plan with this budget: the interval is the review of seven days, its law the row's, and
 * so much is asked for that every line is cut. */
static void budget_row(struct problem *row)
{
    enum { ITEMS = 3, SHOP = 1, REVIEW = 7 };
    double units[ITEMS];
    struct list cost = given_list(row, "cost");
    struct list price = given_list(row, "price");
    struct list holding = given_list(row, "h");
    struct list mean = given_list(row, "poisson_mean");
    struct list stock = given_list(row, "on_hand");
    assert_int_equal(cost.count, ITEMS);
    struct world world;
    world_open(&world);
    world.settings.defaults.lead_time_days = 0.0;
    world.settings.defaults.review_days = REVIEW;
    world.settings.defaults.service_level = 0.9999;
    world.settings.budget = given(row, "budget");
    for (uint32_t i = 0; i < ITEMS; i++) {
        double daily = mean.values[i] / REVIEW;
        world_sell(&world, i, SHOP, daily, daily);
        world_item(&world, i, cost.values[i], price.values[i])->terms.holding_cost =
            holding.values[i] / REVIEW;
        world_stock(&world, i, SHOP, stock.values[i]);
    }
    world_plan(&world);
    for (uint32_t i = 0; i < ITEMS; i++) {
        const struct position *position = world_position(&world, i, SHOP);
        units[i] = position->quantity;
        assert_int_equal(position->binding, BINDING_BUDGET);
    }
    expect(row, "spent", world.plan.order_value);
    expect_list(row, "units", units, ITEMS);
    world_close(&world);
}

static void share_claims(enum share_rule rule, double available, const struct share_claim *claims,
                         size_t count, double *given_units)
{
    struct arena scratch;
    arena_init(&scratch, 0);
    assert_true(share_out(rule, 0.0, available, claims, count, given_units, &scratch));
    arena_free(&scratch);
}

/* The closed form is of amounts; of packs the plan's rule gives the nearest. */
static void cover_row(struct problem *row, double available)
{
    double alloc[LIST_SIZE];
    double packs[LIST_SIZE];
    struct list stock = given_list(row, "stock");
    struct list rate = given_list(row, "daily_rate");
    struct share_claim claims[LIST_SIZE];
    double cover = allocate_cover(available, stock.values, rate.values, rate.count, alloc);
    expect_list(row, "alloc", alloc, rate.count);
    expect(row, "cover", cover);
    for (size_t i = 0; i < rate.count; i++) {
        claims[i] = (struct share_claim){
            .stock = stock.values[i], .rate = rate.values[i], .most = available, .pack = 1.0};
    }
    share_claims(SHARE_EQUAL, available, claims, rate.count, packs);
    for (size_t i = 0; i < rate.count; i++) {
        check_close(packs[i], round(alloc[i]), 0.0);
    }
}

static void allocation_row(struct problem *row)
{
    double alloc[LIST_SIZE];
    struct share_claim claims[LIST_SIZE];
    if (has(row, "budget")) {
        budget_row(row);
        return;
    }
    double available = given(row, "available");
    if (has(row, "demand")) {
        struct list demand = given_list(row, "demand");
        for (size_t i = 0; i < demand.count; i++) {
            claims[i] = (struct share_claim){.most = demand.values[i], .pack = 1.0};
        }
        share_claims(SHARE_PROPORTIONAL, available, claims, demand.count, alloc);
        expect_list(row, "alloc", alloc, demand.count);
        return;
    }
    if (has(row, "daily_rate")) {
        cover_row(row, available);
        return;
    }
    struct list stock = given_list(row, "stock");
    struct list mean = given_list(row, "mean");
    for (size_t i = 0; i < mean.count; i++) {
        claims[i] = (struct share_claim){.demand = poisson(mean.values[i]),
                                         .stock = stock.values[i],
                                         .weight = 1.0,
                                         .most = available,
                                         .pack = 1.0};
    }
    share_claims(SHARE_MARGINAL, available, claims, mean.count, alloc);
    double sales = 0.0;
    for (size_t i = 0; i < mean.count; i++) {
        sales += mean.values[i] - dist_loss(&claims[i].demand, stock.values[i] + alloc[i]);
    }
    expect_list(row, "alloc", alloc, mean.count);
    expect(row, "expected_sales", sales);
}

static void transport_row(struct problem *row, struct arena *arena)
{
    struct list supply = given_list(row, "supply");
    struct list demand = given_list(row, "demand");
    struct list cost = given_list(row, "cost");
    struct flow_arc arcs[2 * LIST_SIZE];
    double flow[2 * LIST_SIZE];
    size_t count = 0;
    uint32_t sink = (uint32_t)(1 + supply.count + demand.count);
    double total = 0.0;
    for (size_t i = 0; i < supply.count; i++) {
        arcs[count++] = (struct flow_arc){0, (uint32_t)(1 + i), supply.values[i], 0.0};
        total += supply.values[i];
    }
    for (size_t j = 0; j < demand.count; j++) {
        arcs[count++] =
            (struct flow_arc){(uint32_t)(1 + supply.count + j), sink, demand.values[j], 0.0};
    }
    assert_int_equal(cost.count, supply.count * demand.count);
    for (size_t k = 0, i = 0; i < supply.count; i++) {
        for (size_t j = 0; j < demand.count; j++) {
            arcs[count++] = (struct flow_arc){(uint32_t)(1 + i), (uint32_t)(1 + supply.count + j),
                                              HUGE_VAL, cost.values[k++]};
        }
    }
    struct flow_network network = {
        .node_count = sink + 1, .arcs = arcs, .arc_count = count, .source = 0, .sink = sink};
    struct flow_result result = flow_solve(&network, FLOW_GREATEST, flow, arena);
    assert_int_equal(result.status, FLOW_OK);
    check_close(result.amount, total, 0.0);
    expect(row, "cost", result.cost);
}

/* One sku; lanes cost a fixed sum each and want a least. */
static void exchange_row(struct problem *row)
{
    struct list excess = given_list(row, "excess");
    struct list shortage = given_list(row, "shortage");
    struct list benefit = given_list(row, "unit_benefit");
    struct list cost = given_list(row, "lane_cost");
    struct exchange_giver givers[LIST_SIZE];
    struct exchange_step gives[LIST_SIZE];
    struct exchange_taker takers[LIST_SIZE];
    struct exchange_entry entries[LIST_SIZE];
    struct exchange_road roads[LIST_SIZE];
    struct exchange_lane lanes[LIST_SIZE];
    double moved[LIST_SIZE];
    double loads[LIST_SIZE];
    for (uint32_t i = 0; i < excess.count; i++) {
        givers[i] = (struct exchange_giver){.first = i, .count = 1};
        gives[i] = (struct exchange_step){.units = excess.values[i], .value = 0.0};
    }
    for (uint32_t j = 0; j < shortage.count; j++) {
        takers[j] = (struct exchange_taker){.first = j, .count = 1};
        entries[j] = (struct exchange_entry){.taker = j, .first = j};
    }
    assert_int_equal(cost.count, excess.count * shortage.count);
    for (uint32_t k = 0; k < cost.count; k++) {
        uint32_t takers_count = (uint32_t)shortage.count;
        roads[k] = (struct exchange_road){.lane = k,
                                          .giver = k / takers_count,
                                          .entry = k % takers_count,
                                          .cost = cost.values[k]};
        lanes[k] = (struct exchange_lane){.fixed = given(row, "fixed_per_lane"),
                                          .least = given(row, "min_qty"),
                                          .most = HUGE_VAL,
                                          .load = {HUGE_VAL, HUGE_VAL, HUGE_VAL},
                                          .pick = EXCHANGE_NONE,
                                          .receive = EXCHANGE_NONE};
    }
    struct exchange_sku sku = {.givers = givers,
                               .giver_count = excess.count,
                               .gives = gives,
                               .takers = takers,
                               .taker_count = shortage.count,
                               .blocks = shortage.values,
                               .entries = entries,
                               .entry_count = shortage.count,
                               .values = benefit.values,
                               .roads = roads,
                               .road_count = cost.count,
                               .size = {1.0, 0.0, 0.0},
                               .moved = moved};
    struct exchange_problem problem = {
        .lanes = lanes, .lane_count = cost.count, .skus = &sku, .sku_count = 1};
    struct exchange_result result;
    struct team team;
    struct fault fault = {0};
    assert_int_equal(team_init(&team, 1, &fault), STATUS_OK);
    assert_int_equal(exchange_solve(&problem, loads, &result, &team, &fault), STATUS_OK);
    team_free(&team);
    check_close(result.gain, result.bound, 1e-9);
    expect(row, "objective", result.gain);
}

static void rebalancing_row(struct problem *row)
{
    struct arena arena;
    arena_init(&arena, 0);
    if (has(row, "supply")) {
        transport_row(row, &arena);
    } else {
        exchange_row(row);
    }
    arena_free(&arena);
}

static void newsvendor_and_base_stock_rows_pass(void **state)
{
    (void)state;
    problems_each("newsvendor", 16, newsvendor_row);
}

static void loss_function_rows_pass(void **state)
{
    (void)state;
    problems_each("loss", 11, loss_row);
}

static void service_rows_pass(void **state)
{
    (void)state;
    problems_each("service", 10, service_row);
}

static void rounding_rows_pass(void **state)
{
    (void)state;
    problems_each("rounding", 5, rounding_row);
}

static void allocation_rows_pass(void **state)
{
    (void)state;
    problems_each("allocation", 4, allocation_row);
}

static void rebalancing_rows_pass(void **state)
{
    (void)state;
    problems_each("rebalancing", 4, rebalancing_row);
}

/* A row of a category that nobody knows would be skipped without a word. */
static void every_row_is_of_a_category_that_some_test_reads(void **state)
{
    (void)state;
    static const char *const known[] = {
        "newsvendor", "loss", "service", "rounding", "allocation", "rebalancing",
        /* lots_test.c */
        "eoq", "discount", "dynamic-lot", "jrp", "supply-risk", "ddmrp",
        /* levels_test.c */
        "rq", "sS", "finite-horizon",
        /* echelon_test.c */
        "ssm", "gsm"};
    assert_int_equal(problems_beside(known, sizeof known / sizeof *known), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(newsvendor_and_base_stock_rows_pass),
        cmocka_unit_test(loss_function_rows_pass),
        cmocka_unit_test(service_rows_pass),
        cmocka_unit_test(rounding_rows_pass),
        cmocka_unit_test(allocation_rows_pass),
        cmocka_unit_test(rebalancing_rows_pass),
        cmocka_unit_test(every_row_is_of_a_category_that_some_test_reads),
    };
    return cmocka_run_group_tests_name("inventory", tests, NULL, NULL);
}
