/* The simulator against theory: rows of tests/oracle/inventory.csv, whose answers come from
 * formulas, reproduced by whole simulations of drawn demand.
 *
 * A trial is a world of SITES skus that sell by the row's law, each day independently, each with a
 * supplier of its own, under the reference policy min_max: (s, S), or base stock S where s = S.
 * Every sku is a batch, so the standard error comes from the spread of their means; an answer must
 * lie within four of them, and these must be small.  Seeds are fixed: nothing flickers.
 *
 * Conventions of the rows: an order of the morning with lead time 0 serves the same day's demand;
 * costs are counted on what a day leaves, h per unit that stands and p per unit that is owed.  So
 * with lead time L what stands at the end of a day is S less L + 1 days of demand. */
#include "simulate/simulate.h"

#include "base/missing.h"
#include "num/random.h"
#include "support/check.h"
#include "support/problem.h"
#include "support/simulate.h"
#include "support/world.h"

#include <math.h>
#include <string.h>

enum { SITES = 64, WARM_UP = 100, SUPPLIER = 1000 };
/* Orders of goods that come in parts of a unit go by this. */
#define CRUMB 1e-4

struct trial {
    const char *name;   /* the row; its demand is its own */
    struct dist demand; /* of a day */
    int days;           /* that count */
    double s, S;
    double lead_days;
    double review_days;
    double holding, shortage, order_cost;
    double pack;       /* 0: CRUMB, or a unit where demand is whole */
    double shelf_days; /* 0: keeps */
    double unit_cost, salvage_share;
    enum unmet unmet;
};

/* A trial's ledgers. */
struct tried {
    struct ledger site[SITES];
};

static double draw_units(const struct draw *draw, struct random *random)
{
    const struct dist *dist = &draw->dist;
    switch (dist->kind) {
    case DIST_NORMAL:
        return fmax(dist->a + dist->b * random_normal(random), 0.0);
    case DIST_LOGNORMAL:
        return exp(dist->a + dist->b * random_normal(random));
    default:
        return draw_one(draw, random);
    }
}

static void make_panel(struct world *world, const struct trial *trial)
{
    static struct draw draw;
    size_t length = 1 + WARM_UP + (size_t)trial->days; /* a day comes before the first */
    struct arena *arena = &world->arena;
    uint32_t *sku = ARENA_NEW(arena, uint32_t, SITES);
    uint32_t *location = ARENA_NEW(arena, uint32_t, SITES);
    size_t *start = ARENA_NEW(arena, size_t, SITES + 1);
    size_t *return_start = ARENA_NEW(arena, size_t, SITES + 1);
    double *price = ARENA_NEW(arena, double, SITES);
    double *demand = ARENA_NEW(arena, double, SITES *length);
    draw.dist = trial->demand;
    if (trial->demand.kind != DIST_NORMAL && trial->demand.kind != DIST_LOGNORMAL) {
        draw_make(&draw, &trial->demand);
    }
    for (size_t s = 0; s < SITES; s++) {
        struct random random = random_stream(text_hash(text_of(trial->name)), s);
        sku[s] = (uint32_t)s;
        start[s + 1] = start[s] + length;
        price[s] = MISSING;
        for (size_t t = 0; t < length; t++) {
            demand[start[s] + t] = draw_units(&draw, &random);
        }
    }
    world->panel = (struct panel){.calendar = {.bucket = BUCKET_DAY},
                                  .as_of = WORLD_DAY,
                                  .end_period = WORLD_DAY,
                                  .count = SITES,
                                  .sku = sku,
                                  .location = location,
                                  .start = start,
                                  .demand = demand,
                                  .return_start = return_start,
                                  .price = price};
}

static void make_rows(struct world *world, const struct trial *trial)
{
    double pack = trial->pack > 0.0 ? trial->pack : dist_is_discrete(&trial->demand) ? 1.0 : CRUMB;
    for (uint32_t s = 0; s < SITES; s++) {
        struct terms *terms = &world_item(world, s, trial->unit_cost, MISSING)->terms;
        terms->supplier = SUPPLIER + s;
        terms->holding_cost = trial->holding;
        terms->shortage_cost = trial->shortage;
        terms->min_stock = trial->s;
        terms->max_stock = trial->pack > 0.0 ? MISSING : trial->S;
        terms->pack_size = pack;
        terms->lead_time_days = trial->lead_days;
        terms->review_days = trial->review_days;
        terms->shelf_life_days = trial->shelf_days > 0.0 ? trial->shelf_days : MISSING;
        world_supplier(world, SUPPLIER + s, trial->lead_days)->order_cost = trial->order_cost;
    }
    world->inputs.master.items = world->items;
    world->inputs.master.suppliers = world->suppliers;
}

static void try(const struct trial *trial, struct tried *tried)
{
    static struct world world;
    struct sim_result result;
    world_open(&world);
    make_rows(&world, trial);
    make_panel(&world, trial);
    world.settings.unmet = trial->unmet;
    world.settings.salvage_share = trial->salvage_share;
    struct sim_arm arm = {.name = "min_max",
                          .kind = ARM_REFERENCE,
                          .plan = world.settings,
                          .reference = {REFERENCE_MIN_MAX, MISSING}};
    struct sim_settings settings = {.from = WORLD_DAY - trial->days,
                                    .to = WORLD_DAY,
                                    .warm_up = WARM_UP,
                                    .every = (int32_t)trial->review_days};
    enum status status = simulate(&result, &world.inputs, &world.panel, &world.panel, &settings,
                                  &arm, 1, &world.arena, &world.team, &world.fault);
    if (status != STATUS_OK) {
        fail_msg("%s", world.fault.message);
    }
    assert_int_equal(result.site_count, SITES);
    memcpy(tried->site, result.site, sizeof tried->site);
    world_close(&world);
}

/* The mean of a figure of the sites and its standard error. */
typedef double ledger_figure(const struct ledger *ledger);

static struct estimate mean_of(const struct tried *tried, ledger_figure *figure)
{
    double sum = 0.0, squares = 0.0;
    for (size_t s = 0; s < SITES; s++) {
        sum += figure(&tried->site[s]);
    }
    for (size_t s = 0; s < SITES; s++) {
        double off = figure(&tried->site[s]) - sum / SITES;
        squares += off * off;
    }
    return (struct estimate){sum / SITES, sqrt(squares / (SITES * (SITES - 1.0)))};
}

static double cost_a_day(const struct ledger *ledger)
{
    return ledger_cost(ledger) / ledger->days;
}

static double stock_at_night(const struct ledger *ledger)
{
    return ledger->stock / ledger->days;
}

/* At a shortage cost of 1. */
static double owed_at_night(const struct ledger *ledger)
{
    return ledger->shortage / ledger->days;
}

/* Compares with what the row expects under `key`, in a band of at most `width` of it. */
static void check_row(struct problem *problem, const char *key, struct estimate got, double width)
{
    double want = wanted_list(problem, key).values[0];
    print_message("%s: %s %.6g, simulated %.6g +- %.2g\n", problem->id, key, want, got.mean,
                  got.error);
    check_within(got, want, width * want, problem->id);
    expect_checked(problem, key);
}

/* What a row expects beside what a simulation can show: levels that it starts from, or a row of
 * another kind. */
static void leave_the_rest(struct problem *problem)
{
    problem->compared = 0;
    for (const char *at = problem->expected; *at != '\0'; at++) {
        problem->compared += *at == '=';
    }
}

static double level_of(const struct problem *problem, const char *key)
{
    return has(problem, key) ? given(problem, key) : wanted_list(problem, key).values[0];
}

/* (s, S), lead time 0, order cost K: the averages of Zheng and Federgruen's rows among others. */
static void ss_row(struct problem *problem)
{
    if (problem_find(problem->expected, "cost") != NULL) {
        struct tried tried;
        struct trial trial = {.name = problem->id,
                              .demand = {.kind = DIST_POISSON, .a = given(problem, "mean")},
                              .days = 900,
                              .s = level_of(problem, "s"),
                              .S = level_of(problem, "S"),
                              .review_days = 1.0,
                              .holding = given(problem, "h"),
                              .shortage = given(problem, "p"),
                              .order_cost = given(problem, "K"),
                              .unmet = UNMET_BACKORDER};
        try(&trial, &tried);
        check_row(problem, "cost", mean_of(&tried, cost_a_day), 0.01);
    }
    leave_the_rest(problem);
}

static void order_points_cost_what_theory_says(void **state)
{
    (void)state;
    problems_each("sS", 20, ss_row);
}

static struct dist law_of(const struct problem *problem)
{
    if (has(problem, "sigma")) {
        return (struct dist){
            .kind = DIST_LOGNORMAL, .a = given(problem, "mu"), .b = given(problem, "sigma")};
    }
    if (has(problem, "sd")) {
        return (struct dist){
            .kind = DIST_NORMAL, .a = given(problem, "mean"), .b = given(problem, "sd")};
    }
    return (struct dist){.kind = DIST_POISSON, .a = given(problem, "mean")};
}

/* Base stock S of who waits, h and p: cost h E(S - D)+ + p E(D - S)+ of L + 1 days.  Without a lead
 * time that is a newspaper's cost, too: what is left spoils overnight, whoever finds none goes. */
static void base_stock_row(struct problem *problem)
{
    struct tried tried;
    double level = level_of(problem, "S");
    struct trial trial = {.name = problem->id,
                          .demand = law_of(problem),
                          .days = 1200,
                          .s = level,
                          .S = level,
                          .lead_days = given_or(problem, "L", 0.0),
                          .review_days = 1.0,
                          .holding = given(problem, "h"),
                          .shortage = given(problem, "p"),
                          .unmet = UNMET_BACKORDER};
    try(&trial, &tried);
    check_row(problem, "cost", mean_of(&tried, cost_a_day), 0.03);
    if (!(trial.lead_days > 0.0)) {
        trial.unmet = UNMET_LOST;
        trial.shelf_days = 1.0;
        try(&trial, &tried);
        check_row(problem, "cost", mean_of(&tried, cost_a_day), 0.02);
    }
}

static double bought_a_day(const struct ledger *ledger)
{
    return ledger->bought / ledger->days;
}

static double sold_a_day(const struct ledger *ledger)
{
    return ledger->sold / ledger->days;
}

static double spoilt_a_day(const struct ledger *ledger)
{
    return ledger->written_off / ledger->days;
}

/* A newspaper's money, from units: every morning starts empty. */
static void newspaper_row(struct problem *problem)
{
    struct tried tried;
    const bool printed = problem_find(problem->expected, "exp_cost") != NULL;
    const double price = given(problem, "price"), cost = given(problem, "cost");
    const double salvage = given(problem, "salvage");
    struct trial trial = {.name = problem->id,
                          .demand = law_of(problem),
                          .days = 1200,
                          .s = wanted_list(problem, "Q").values[0],
                          .S = wanted_list(problem, "Q").values[0],
                          .review_days = 1.0,
                          .holding = given_or(problem, "h", 0.0),
                          .shortage = price - cost + given_or(problem, "p", 0.0),
                          .shelf_days = 1.0,
                          .unit_cost = cost,
                          .salvage_share = salvage / cost};
    try(&trial, &tried);
    struct estimate mismatch = mean_of(&tried, cost_a_day);
    struct estimate profit = mismatch; /* as uncertain as the cost, but for the mean's own error */
    profit.mean = (price - cost) * dist_mean(&trial.demand) - mismatch.mean;
    check_row(problem, "profit", profit, 0.02);
    if (printed) {
        check_row(problem, "exp_cost", mismatch, 0.02);
        /* Printed to two digits. */
        double fill = wanted_list(problem, "fill_rate").values[0];
        check_close(mean_of(&tried, ledger_fill).mean, fill, 0.0051);
    }
    /* What came and was not sold was thrown away: the evening of the last day aside. */
    struct estimate bought = mean_of(&tried, bought_a_day), sold = mean_of(&tried, sold_a_day);
    check_close(bought.mean - sold.mean, mean_of(&tried, spoilt_a_day).mean,
                2.0 * trial.S / trial.days);
}

static void newsvendor_row(struct problem *problem)
{
    bool costs = problem_find(problem->expected, "cost") != NULL;
    if (costs && has(problem, "h") && !has(problem, "gamma")) {
        base_stock_row(problem);
    } else if (problem_find(problem->expected, "profit") != NULL) {
        newspaper_row(problem);
    }
    leave_the_rest(problem);
}

static void base_stocks_and_newspapers_cost_what_theory_says(void **state)
{
    (void)state;
    problems_each("newsvendor", 15, newsvendor_row);
}

/* (r, nQ): at or below r by the fewest packs of Q that lift the position above it, which is to fill
 * up to r + 1 in whole packs.  These rows are in continuous time: with `lead_mean` units of demand
 * in L + 1 days of few units each, what stands and what is owed at night are the rows' laws, and a
 * day asks for two packs at once about never. */
static struct trial lots_trial(const char *name, double r, double Q, double lead_mean,
                               double lead_days)
{
    return (struct trial){.name = name,
                          .demand = {.kind = DIST_POISSON, .a = lead_mean / (lead_days + 1.0)},
                          .days = 4000,
                          .s = r + 1.0,
                          .lead_days = lead_days,
                          .review_days = 1.0,
                          .holding = 1.0,
                          .shortage = 1.0,
                          .pack = Q,
                          .unmet = UNMET_BACKORDER};
}

/* Fill of (R, S) with lead time L by S, and by one less. */
static void check_fill(struct problem *problem, const char *key, double level)
{
    struct tried tried;
    struct trial trial = {.name = problem->id,
                          .demand = dist_of_demand(given(problem, "mean"), given(problem, "var"),
                                                   has(problem, "R") && given(problem, "R") < 2.0),
                          .days = 3000,
                          .s = level,
                          .S = level,
                          .lead_days = given(problem, "L"),
                          .review_days = given(problem, "R"),
                          .unmet = UNMET_BACKORDER};
    try(&trial, &tried);
    check_row(problem, key, mean_of(&tried, ledger_fill), 0.004);
}

static void service_row(struct problem *problem)
{
    if (problem_find(problem->expected, "EB") != NULL) {
        struct tried tried;
        struct trial trial = lots_trial(problem->id, given(problem, "r"), given(problem, "Q"),
                                        given(problem, "ltd_mean"), 5.0);
        try(&trial, &tried);
        check_row(problem, "EB", mean_of(&tried, owed_at_night), 0.1);
        check_row(problem, "EI", mean_of(&tried, stock_at_night), 0.015);
    } else if (strncmp(problem->id, "rs_", 3) == 0) {
        double level = wanted_list(problem, "S").values[0];
        check_fill(problem, "fill", level);
        if (problem_find(problem->expected, "fill_at_S_minus_1") != NULL) {
            check_fill(problem, "fill_at_S_minus_1", level - 1.0);
        }
    }
    leave_the_rest(problem);
}

static void service_is_what_theory_says(void **state)
{
    (void)state;
    problems_each("service", 8, service_row);
}

/* Poisson rows of (r, Q): cost K D / Q + h EI + p EB a unit of time, which has D / d days of d
 * units. */
static void lots_row(struct problem *problem)
{
    if (strncmp(problem->id, "rq_pois_", 8) == 0) {
        struct tried tried;
        double rate = given(problem, "D");
        struct trial trial = lots_trial(problem->id, level_of(problem, "r"), level_of(problem, "Q"),
                                        rate * given(problem, "L"), 9.0);
        trial.holding = given(problem, "h");
        trial.shortage = given(problem, "p");
        trial.order_cost = given(problem, "K") * rate / trial.demand.a;
        try(&trial, &tried);
        check_row(problem, "cost", mean_of(&tried, cost_a_day), 0.02);
    }
    leave_the_rest(problem);
}

static void lots_cost_what_theory_says(void **state)
{
    (void)state;
    problems_each("rq", 15, lots_row);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_points_cost_what_theory_says),
        cmocka_unit_test(base_stocks_and_newspapers_cost_what_theory_says),
        cmocka_unit_test(service_is_what_theory_says),
        cmocka_unit_test(lots_cost_what_theory_says),
    };
    return cmocka_run_group_tests_name("simulated", tests, NULL, NULL);
}
