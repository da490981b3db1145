/* Perfect foresight against every plan there is, against programmes of another make, and against
 * textbook lots. */
#include "simulate/reference.h"

#include "num/random.h"
#include "replenish/dynamic_lot.h"
#include "support/check.h"
#include "support/scratch.h"

#include <math.h>

enum { STEPS_MOST = 64, NIGHTS_MOST = 64 };

/* A problem with room for its arrays. */
struct known {
    struct foresight problem;
    double demand[STEPS_MOST];
    double supply[STEPS_MOST];
    double start[STEPS_MOST + 1];
    size_t arrival[NIGHTS_MOST];
};

static void know(struct known *known, size_t steps, size_t nights)
{
    *known = (struct known){.problem = {.steps = steps, .nights = nights}};
    known->problem.demand = known->demand;
    known->problem.supply = known->supply;
    known->problem.step_start = known->start;
    known->problem.arrival_step = known->arrival;
    for (size_t t = 0; t <= steps; t++) {
        known->start[t] = (double)t;
    }
    for (size_t n = 0; n < nights; n++) {
        known->arrival[n] = n;
    }
}

/* The days of the shelves, one after the other, as the simulation counts them. */
static double played(const struct foresight *problem, const double *orders)
{
    double old = problem->on_hand; /* keeps */
    double batch[STEPS_MOST] = {0.0};
    double owed = 0.0;
    double cost = 0.0;
    for (size_t n = 0; n < problem->nights; n++) {
        cost += orders[n] > 0.0 ? problem->order_cost + problem->unit_cost * orders[n] : 0.0;
        if (problem->arrival_step[n] < problem->steps) {
            batch[problem->arrival_step[n]] += orders[n];
        }
    }
    for (size_t t = 0; t < problem->steps; t++) {
        double wanted = problem->demand[t] + owed;
        double stock = 0.0;
        old += problem->supply[t];
        for (size_t b = 0; b <= t; b++) { /* the oldest batch expires first */
            double age = problem->step_start[t] - problem->step_start[b];
            if (problem->shelf_days > 0.0 && age >= problem->shelf_days) {
                batch[b] = 0.0;
            }
            double taken = fmin(batch[b], wanted);
            batch[b] -= taken;
            wanted -= taken;
            stock += batch[b];
        }
        double taken = fmin(old, wanted);
        old -= taken;
        wanted -= taken;
        owed = problem->backorder ? wanted : 0.0;
        cost += problem->shortage * wanted;
        cost += problem->holding * (stock + old) *
                (problem->step_start[t + 1] - problem->step_start[t]);
    }
    return cost;
}

static double least_of_all_plans(const struct foresight *problem, double most)
{
    double orders[NIGHTS_MOST] = {0.0};
    double best = HUGE_VAL;
    size_t n = 0;
    while (n < problem->nights) {
        best = fmin(best, played(problem, orders));
        for (n = 0; n < problem->nights; n++) { /* count on, like a mileometer */
            orders[n] += 1.0;
            if (orders[n] <= most) {
                break;
            }
            orders[n] = 0.0;
        }
    }
    return best;
}

static double below(struct random *random, uint64_t limit)
{
    return (double)random_below(random, limit);
}

/* Uneven steps, orders that overtake each other or come too late, stock, supply, shelf life. */
static void any_problem(struct known *known, struct random *random, size_t steps, size_t nights)
{
    know(known, steps, nights);
    struct foresight *problem = &known->problem;
    problem->backorder = random_below(random, 2) == 0;
    for (size_t t = 0; t < steps; t++) {
        known->demand[t] = below(random, 3);
        known->supply[t] = random_below(random, 6) == 0 && !problem->backorder ? 1.0 : 0.0;
        known->start[t + 1] = known->start[t] + 1.0 + below(random, 2);
    }
    for (size_t n = 0; n < nights; n++) {
        known->arrival[n] = random_below(random, steps + 1);
    }
    problem->on_hand = below(random, 3);
    problem->holding = 0.5 * below(random, 4);
    problem->shortage = 1.0 + below(random, 6);
    problem->order_cost = 2.0 * below(random, 3);
    problem->unit_cost = 0.5 * below(random, 3);
    problem->shelf_days = below(random, 5);
    if (problem->shelf_days > 0.0) { /* what is there anyhow keeps, and could be saved up */
        problem->on_hand = 0.0;
        for (size_t t = 0; t < steps; t++) {
            known->supply[t] = 0.0;
        }
    }
}

static void no_plan_of_any_quantities_costs_less(void **state)
{
    struct random random = random_stream(21, 0);
    for (int i = 0; i < 600; i++) {
        struct known known;
        double orders[NIGHTS_MOST];
        any_problem(&known, &random, 3 + random_below(&random, 3), 3);
        double cost = foresight_orders(&known.problem, orders, *state);
        check_close(cost, least_of_all_plans(&known.problem, 10.0), 1e-9);
        check_close(cost, played(&known.problem, orders), 1e-9);
    }
}

/* What is wanted on a step is served by the order before, or lost, or by the order after. */
static double cost_between(const struct foresight *problem, const double *wanted, size_t last,
                           size_t next)
{
    double cost = 0.0;
    for (size_t t = last < problem->steps ? last : 0; t < next; t++) {
        double served = next < problem->steps ? problem->unit_cost : 0.0;
        double unit = problem->backorder ? served + problem->shortage * (double)(next - t)
                                         : problem->shortage;
        if (last < problem->steps) {
            double days = problem->step_start[t] - problem->step_start[last];
            bool good = problem->shelf_days <= 0.0 || days < problem->shelf_days;
            unit = good ? fmin(unit, problem->unit_cost + problem->holding * days) : unit;
        }
        cost += unit * wanted[t];
    }
    return cost;
}

/* Forwards over pairs of orders that follow each other, every unit by itself. */
static double least_by_pairs(const struct foresight *problem)
{
    double wanted[STEPS_MOST], stock = problem->on_hand, held = 0.0;
    for (size_t t = 0; t < problem->steps; t++) {
        stock += problem->supply[t];
        wanted[t] = fmax(problem->demand[t] - stock, 0.0);
        stock = fmax(stock - problem->demand[t], 0.0);
        held += problem->holding * stock * (problem->step_start[t + 1] - problem->step_start[t]);
    }
    double best[STEPS_MOST]; /* of all before the step, on which an order comes */
    double least = cost_between(problem, wanted, problem->steps, problem->steps);
    for (size_t t = 0; t < problem->steps; t++) {
        bool comes = false;
        for (size_t n = 0; n < problem->nights; n++) {
            comes = comes || problem->arrival_step[n] == t;
        }
        best[t] = comes ? cost_between(problem, wanted, problem->steps, t) : HUGE_VAL;
        for (size_t before = 0; comes && before < t; before++) {
            best[t] = fmin(best[t], best[before] + cost_between(problem, wanted, before, t));
        }
        best[t] += problem->order_cost;
        least = fmin(least, best[t] + cost_between(problem, wanted, t, problem->steps));
    }
    return held + least;
}

static void long_problems_agree_with_a_programme_over_pairs_of_orders(void **state)
{
    struct random random = random_stream(22, 0);
    for (int i = 0; i < 200; i++) {
        struct known known;
        double orders[NIGHTS_MOST];
        any_problem(&known, &random, STEPS_MOST, 1 + random_below(&random, NIGHTS_MOST));
        known.problem.holding *= 0.3;
        known.problem.order_cost *= 3.0;
        known.problem.shelf_days *= 4.0;
        double cost = foresight_orders(&known.problem, orders, *state);
        check_close(cost, least_by_pairs(&known.problem), 1e-9);
        check_close(cost, played(&known.problem, orders), 1e-9);
    }
}

static void without_shortages_it_is_wagner_and_whitin(void **state)
{
    struct random random = random_stream(23, 0);
    for (int i = 0; i < 50; i++) {
        struct known known;
        double orders[NIGHTS_MOST], setup[STEPS_MOST], holding[STEPS_MOST], lots[STEPS_MOST], cost;
        know(&known, STEPS_MOST, STEPS_MOST);
        known.problem.holding = 0.25;
        known.problem.shortage = 1e6;
        known.problem.order_cost = 1.0 + below(&random, 40);
        known.problem.backorder = i % 2 == 1;
        for (size_t t = 0; t < STEPS_MOST; t++) {
            known.demand[t] = below(&random, 9);
            setup[t] = known.problem.order_cost;
            holding[t] = known.problem.holding;
        }
        struct dynamic_lot textbook = {
            .periods = STEPS_MOST, .demand = known.demand, .setup = setup, .holding = holding};
        assert_true(dynamic_lot_optimal(&textbook, lots, &cost, *state));
        check_close(foresight_orders(&known.problem, orders, *state), cost, 1e-9);
    }
}

/* Snyder and Shen, Fundamentals of Supply Chain Theory, 2nd ed., example 3.9. */
static void four_weeks_of_the_textbook_take_two_orders(void **state)
{
    const double demand[] = {90.0, 120.0, 80.0, 70.0}, want[] = {210.0, 0.0, 150.0, 0.0};
    struct known known;
    double orders[NIGHTS_MOST];
    know(&known, 4, 4);
    for (size_t t = 0; t < 4; t++) {
        known.demand[t] = demand[t];
    }
    known.problem.holding = 2.0;
    known.problem.shortage = 1000.0;
    known.problem.order_cost = 500.0;
    check_close(foresight_orders(&known.problem, orders, *state), 1380.0, 0.0);
    for (size_t t = 0; t < 4; t++) {
        check_close(orders[t], want[t], 0.0);
    }
}

/* An order every fourth week, which comes two weeks later.  Weeks 0 and 1 live on the 5 in stock,
 * and so does one unit of week 2.  A week of holding costs 1.4, a sale 4: two weeks ahead are worth
 * it, three are not. */
static void a_unit_is_not_bought_for_what_costs_more_to_hold_than_to_lose(void **state)
{
    const double want[] = {3.0 + 4.0 + 4.0, 4.0 + 4.0 + 4.0, 0.0};
    struct known known;
    double orders[NIGHTS_MOST];
    know(&known, 10, 3);
    for (size_t t = 0; t < 10; t++) {
        known.demand[t] = t < 2 ? 2.0 : 4.0;
        known.start[t + 1] = 7.0 * (double)(t + 1);
    }
    for (size_t n = 0; n < 3; n++) {
        known.arrival[n] = 4 * n + 2;
    }
    known.problem.on_hand = 5.0;
    known.problem.holding = 0.2;
    known.problem.shortage = 4.0;
    double cost = foresight_orders(&known.problem, orders, *state);
    for (size_t n = 0; n < 3; n++) {
        check_close(orders[n], want[n], 0.0);
    }
    /* 3 and 1 are left of the stock after weeks 0 and 1, 8 and 4 of each order; weeks 5 and 9 are
     * lost. */
    check_close(cost, 1.4 * (3.0 + 1.0 + 2.0 * (8.0 + 4.0)) + 4.0 * (4.0 + 4.0), 1e-9);
}

/* What comes anyhow is not bought again; without demand nothing is. */
static void supply_on_its_way_is_not_ordered_again(void **state)
{
    struct known known;
    double orders[NIGHTS_MOST];
    know(&known, 4, 4);
    known.problem.holding = 0.1;
    known.problem.shortage = 1.0;
    known.supply[1] = 3.0;
    check_close(foresight_orders(&known.problem, orders, *state), 0.9, 1e-12);
    known.demand[1] = 2.0;
    known.demand[3] = 2.0;
    check_close(foresight_orders(&known.problem, orders, *state), 0.2, 1e-12);
    for (size_t t = 0; t < 4; t++) {
        check_close(orders[t], t == 3 ? 1.0 : 0.0, 0.0);
    }
}

static void it_takes_the_memory_that_it_says(void **state)
{
    (void)state;
    struct random random = random_stream(24, 0);
    struct known known;
    double orders[NIGHTS_MOST];
    struct ration ration;
    any_problem(&known, &random, STEPS_MOST, NIGHTS_MOST);
    ration_open(&ration, foresight_scratch(STEPS_MOST, NIGHTS_MOST));
    assert_true(foresight_orders(&known.problem, orders, &ration.arena) >= 0.0);
    ration_close(&ration);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_plan_of_any_quantities_costs_less),
        cmocka_unit_test(long_problems_agree_with_a_programme_over_pairs_of_orders),
        cmocka_unit_test(without_shortages_it_is_wagner_and_whitin),
        cmocka_unit_test(four_weeks_of_the_textbook_take_two_orders),
        cmocka_unit_test(a_unit_is_not_bought_for_what_costs_more_to_hold_than_to_lose),
        cmocka_unit_test(supply_on_its_way_is_not_ordered_again),
        cmocka_unit_test(it_takes_the_memory_that_it_says),
    };
    return cmocka_run_group_tests_name("foresight", tests, scratch_setup, scratch_teardown);
}
