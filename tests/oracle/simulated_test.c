/* The simulator against theory: rows of tests/oracle/inventory.csv, whose answers come from
 * formulas, reproduced by whole simulations of drawn demand (support/trial.h).
 *
 * Conventions of the rows: an order of the morning with lead time 0 serves the same day's demand;
 * costs are counted on what a day leaves, h per unit that stands and p per unit that is owed.  So
 * with lead time L what stands at the end of a day is S less L + 1 days of demand. */
#include "replenish/policies.h"
#include "support/check.h"
#include "support/problem.h"
#include "support/trial.h"

#include <math.h>
#include <string.h>

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
                              .days = 700,
                              .s = level_of(problem, "s"),
                              .S = level_of(problem, "S"),
                              .review_days = 1.0,
                              .holding = given(problem, "h"),
                              .shortage = given(problem, "p"),
                              .order_cost = given(problem, "K"),
                              .unmet = UNMET_BACKORDER};
        trial_run(&trial, &tried);
        check_row(problem, "cost", trial_mean(&tried, trial_cost), 0.01);
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
    trial_run(&trial, &tried);
    check_row(problem, "cost", trial_mean(&tried, trial_cost), 0.03);
    if (!(trial.lead_days > 0.0)) {
        trial.unmet = UNMET_LOST;
        trial.shelf_days = 1.0;
        trial_run(&trial, &tried);
        check_row(problem, "cost", trial_mean(&tried, trial_cost), 0.02);
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
    trial_run(&trial, &tried);
    struct estimate mismatch = trial_mean(&tried, trial_cost);
    struct estimate profit = mismatch; /* as uncertain as the cost, but for the mean's own error */
    profit.mean = (price - cost) * dist_mean(&trial.demand) - mismatch.mean;
    check_row(problem, "profit", profit, 0.02);
    if (printed) {
        check_row(problem, "exp_cost", mismatch, 0.02);
        /* Printed to two digits. */
        double fill = wanted_list(problem, "fill_rate").values[0];
        check_close(trial_mean(&tried, ledger_fill).mean, fill, 0.0051);
    }
    /* What came and was not sold was thrown away: the evening of the last day aside. */
    struct estimate bought = trial_mean(&tried, bought_a_day),
                    sold = trial_mean(&tried, sold_a_day);
    check_close(bought.mean - sold.mean, trial_mean(&tried, spoilt_a_day).mean,
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
                          .days = 3000,
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
    trial_run(&trial, &tried);
    check_row(problem, key, trial_mean(&tried, ledger_fill), 0.004);
}

static void service_row(struct problem *problem)
{
    if (problem_find(problem->expected, "EB") != NULL) {
        struct tried tried;
        struct trial trial = lots_trial(problem->id, given(problem, "r"), given(problem, "Q"),
                                        given(problem, "ltd_mean"), 5.0);
        trial_run(&trial, &tried);
        check_row(problem, "EB", trial_mean(&tried, trial_owed), 0.1);
        check_row(problem, "EI", trial_mean(&tried, trial_stock), 0.015);
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
        trial_run(&trial, &tried);
        check_row(problem, "cost", trial_mean(&tried, trial_cost), 0.02);
    }
    leave_the_rest(problem);
}

static void lots_cost_what_theory_says(void **state)
{
    (void)state;
    problems_each("rq", 15, lots_row);
}

/* Lost sales have no formula.  Base stocks of least cost for Poisson demand of 5 a day at a holding
 * cost of 1: Zipkin, Operations Research 56 (2008), table 1, which prints two decimals. */
static void base_stocks_of_lost_sales_cost_what_zipkin_prints(void **state)
{
    (void)state;
    static const struct {
        double lead_days, shortage, level, cost;
    } rows[] = {{1.0, 4.0, 12.0, 4.16}, {1.0, 9.0, 13.0, 5.55}, {1.0, 19.0, 15.0, 6.73},
                {2.0, 4.0, 16.0, 4.64}, {2.0, 9.0, 19.0, 6.32}, {2.0, 19.0, 21.0, 7.84},
                {3.0, 4.0, 21.0, 4.98}, {3.0, 9.0, 23.0, 6.86}, {3.0, 19.0, 26.0, 8.60},
                {4.0, 4.0, 25.0, 5.20}, {4.0, 9.0, 28.0, 7.27}, {4.0, 19.0, 31.0, 9.23}};
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        struct tried tried;
        struct trial trial = {.name = "lost sales",
                              .demand = {.kind = DIST_POISSON, .a = 5.0},
                              .days = 1500,
                              .s = rows[r].level,
                              .S = rows[r].level,
                              .lead_days = rows[r].lead_days,
                              .review_days = 1.0,
                              .holding = 1.0,
                              .shortage = rows[r].shortage,
                              .unmet = UNMET_LOST};
        trial_run(&trial, &tried);
        struct estimate got = trial_mean(&tried, trial_cost);
        print_message("L %g, p %g: %.2f printed, simulated %.4g +- %.2g\n", rows[r].lead_days,
                      rows[r].shortage, rows[r].cost, got.mean, got.error);
        assert_true(4.0 * got.error < 0.025 * rows[r].cost);
        check_close(got.mean - rows[r].cost, 0.0, 4.0 * got.error + 0.006);
    }
}

/* The best that any policy can do is printed there too: 4.73 for four days and a shortage cost of
 * 4, where the best base stock costs 5.20.  Restock's own plans, which see what is under way, come
 * there; on the same demand the difference is as it is printed. */
static void plans_cost_what_the_optimum_of_lost_sales_costs(void **state)
{
    (void)state;
    const double optimum = 4.73, base_stock = 5.20;
    static struct tried plans, levels;
    struct trial trial = {.name = "plans",
                          .demand = {.kind = DIST_POISSON, .a = 5.0},
                          .days = 200,
                          .s = 25.0,
                          .S = 25.0,
                          .lead_days = 4.0,
                          .review_days = 1.0,
                          .holding = 1.0,
                          .shortage = 4.0,
                          .unmet = UNMET_LOST};
    trial_run(&trial, &levels);
    trial.policy = &policy_rs;
    trial_run(&trial, &plans);
    struct estimate cost = trial_mean(&plans, trial_cost);
    for (size_t s = 0; s < TRIAL_SITES; s++) {
        levels.site[s].holding -= plans.site[s].holding;
        levels.site[s].shortage -= plans.site[s].shortage;
    }
    struct estimate gain = trial_mean(&levels, trial_cost);
    print_message("plans %.4g +- %.2g, base stock %.4g +- %.2g more\n", cost.mean, cost.error,
                  gain.mean, gain.error);
    check_close(cost.mean - optimum, 0.0, 4.0 * cost.error + 0.006);
    check_close(gain.mean - (base_stock - optimum), 0.0, 4.0 * gain.error + 0.012);
    assert_true(gain.mean > 8.0 * gain.error);
}

enum { PALM_UNITS = 160, PALM_DAYS = 40 };

/* Adds to a law of units a Poisson number that is there with this chance. */
static void add_chance(double law[PALM_UNITS], double mean, double chance)
{
    const struct dist poisson = {.kind = DIST_POISSON, .a = mean};
    double sum[PALM_UNITS] = {0.0};
    for (int n = 0; n < PALM_UNITS; n++) {
        for (int k = 0; n + k < PALM_UNITS; k++) {
            sum[n + k] += law[n] * dist_density(&poisson, (double)k) * chance;
        }
        sum[n] += law[n] * (1.0 - chance);
    }
    memcpy(law, sum, sizeof sum);
}

/* A base stock orders on each morning what the day before sold, so at night it lacks that day's
 * demand and of every earlier day the whole demand with the chance that its order takes longer than
 * since then (Palm's theorem, day by day; orders overtake each other).  Lead times are gamma,
 * rounded to days. */
static void a_lead_time_that_varies_leaves_what_palm_says(void **state)
{
    (void)state;
    const double mean = 3.0;
    struct tried tried;
    struct trial trial = {.name = "palm",
                          .demand = {.kind = DIST_POISSON, .a = mean},
                          .days = 3000,
                          .s = 21.0,
                          .S = 21.0,
                          .lead_days = 4.0,
                          .lead_sd = 2.0,
                          .review_days = 1.0,
                          .holding = 1.0,
                          .shortage = 1.0,
                          .unmet = UNMET_BACKORDER};
    const struct dist gamma = {.kind = DIST_GAMMA, .a = 4.0, .b = 1.0};
    double lacks[PALM_UNITS] = {1.0}, stands = 0.0, owed = 0.0;
    add_chance(lacks, mean, 1.0);
    for (int day = 0; day < PALM_DAYS; day++) {
        add_chance(lacks, mean, dist_tail(&gamma, (double)day + 0.5));
    }
    for (int n = 0; n < PALM_UNITS; n++) {
        stands += lacks[n] * fmax(trial.S - (double)n, 0.0);
        owed += lacks[n] * fmax((double)n - trial.S, 0.0);
    }
    trial_run(&trial, &tried);
    check_within(trial_mean(&tried, trial_stock), stands, 0.02 * stands, "stock");
    check_within(trial_mean(&tried, trial_owed), owed, 0.08 * owed, "owed");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_points_cost_what_theory_says),
        cmocka_unit_test(base_stocks_and_newspapers_cost_what_theory_says),
        cmocka_unit_test(service_is_what_theory_says),
        cmocka_unit_test(lots_cost_what_theory_says),
        cmocka_unit_test(base_stocks_of_lost_sales_cost_what_zipkin_prints),
        cmocka_unit_test(plans_cost_what_the_optimum_of_lost_sales_costs),
        cmocka_unit_test(a_lead_time_that_varies_leaves_what_palm_says),
    };
    return cmocka_run_group_tests_name("simulated", tests, NULL, NULL);
}
