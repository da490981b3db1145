/* Lot sizes on random problems: no other lot, plan or multiple does better, and nothing is ever not
 * a number. */
#include "base/missing.h"
#include "num/random.h"
#include "replenish/ddmrp.h"
#include "replenish/discount.h"
#include "replenish/dynamic_lot.h"
#include "replenish/eoq.h"
#include "replenish/joint.h"
#include "support/check.h"

#include <math.h>

enum { ROUNDS = 300, GRID = 200, BREAKS = 5, PERIODS = 9, ITEMS = 3, MOST = 12 };

static const double CLOSE = 1e-10;

static double log_uniform(struct random *random, double least, double most)
{
    return least * pow(most / least, random_uniform(random));
}

static bool chance(struct random *random, uint64_t one_in)
{
    return random_below(random, one_in) == 0;
}

/* `cost` is no more than `other`, but for rounding. */
static void assert_no_dearer(double cost, double other)
{
    assert_true(!is_missing(cost) && cost <= other + CLOSE * fmax(1.0, fabs(cost)));
}

static struct eoq random_eoq(struct random *random)
{
    return (struct eoq){.demand = log_uniform(random, 0.1, 1e6),
                        .setup = log_uniform(random, 0.1, 1e4),
                        .holding = log_uniform(random, 1e-3, 10.0),
                        .rate = random_uniform(random),
                        .unit_cost = log_uniform(random, 0.01, 100.0),
                        .backorder = chance(random, 2) ? log_uniform(random, 0.01, 100.0) : 0.0,
                        .production = chance(random, 2) ? log_uniform(random, 1.0, 1e7) : 0.0};
}

static void no_lot_is_cheaper_than_the_economic_one(void **state)
{
    (void)state;
    struct random random = random_stream(11, 1);
    for (int i = 0; i < ROUNDS; i++) {
        struct eoq terms = random_eoq(&random);
        double lot = eoq_lot(&terms);
        double pack = log_uniform(&random, 1e-2, 1e4);
        double packed = eoq_lot_in_packs(&terms, pack);
        if (isinf(lot)) {
            check_close(eoq_cost(&terms, lot), 0.0, 0.0);
            continue;
        }
        check_close(packed / pack, round(packed / pack), 1e-9);
        for (int k = 0; k < GRID; k++) {
            assert_no_dearer(eoq_cost(&terms, lot),
                             eoq_cost(&terms, lot * log_uniform(&random, 1e-3, 1e3)));
            double packs = fmax(round(packed / pack * log_uniform(&random, 0.1, 10.0)), 1.0);
            assert_no_dearer(eoq_cost(&terms, packed), eoq_cost(&terms, packs * pack));
        }
    }
}

/* Waiting as the formula's own integral: a lot of Q with x Q of it sold before it comes. */
static void no_other_share_of_waiting_is_cheaper(void **state)
{
    (void)state;
    struct random random = random_stream(11, 2);
    for (int i = 0; i < ROUNDS; i++) {
        struct eoq terms = random_eoq(&random);
        terms.backorder = log_uniform(&random, 0.01, 100.0);
        terms.production = 0.0;
        double quantity = log_uniform(&random, 1.0, 1e4);
        double got = eoq_cost(&terms, quantity);
        double best = HUGE_VAL;
        for (int k = 0; k <= GRID; k++) {
            double x = k < GRID ? (double)k / GRID : eoq_waiting_share(&terms);
            best = fmin(best, terms.setup * terms.demand / quantity +
                                  0.5 * quantity *
                                      (eoq_holding(&terms) * (1.0 - x) * (1.0 - x) +
                                       terms.backorder * x * x));
        }
        check_relative(got, best, CLOSE);
    }
}

struct table {
    double from[BREAKS];
    double unit_cost[BREAKS];
};

static struct discount random_discount(struct random *random, struct table *table)
{
    double from = chance(random, 3) ? log_uniform(random, 1.0, 100.0) : 0.0;
    double unit_cost = log_uniform(random, 0.1, 100.0);
    for (size_t j = 0; j < BREAKS; j++) {
        table->from[j] = from;
        table->unit_cost[j] = unit_cost;
        from += log_uniform(random, 1.0, 1000.0);
        /* Once in a while a price rises. */
        unit_cost *= chance(random, 5) ? 1.05 : 1.0 - 0.15 * random_uniform(random);
    }
    return (struct discount){.demand = log_uniform(random, 1.0, 1e5),
                             .setup = chance(random, 10) ? 0.0 : log_uniform(random, 0.1, 1e4),
                             .holding = chance(random, 3) ? 0.0 : log_uniform(random, 0.01, 10.0),
                             .rate = log_uniform(random, 0.01, 1.0),
                             .count = 1 + (size_t)random_below(random, BREAKS),
                             .from = table->from,
                             .unit_cost = table->unit_cost};
}

static void no_lot_is_cheaper_under_a_discount(void **state)
{
    (void)state;
    struct random random = random_stream(11, 3);
    for (int i = 0; i < ROUNDS; i++) {
        struct table table;
        struct discount terms = random_discount(&random, &table);
        struct discount_lot all = discount_all_units(&terms);
        struct discount_lot incremental = discount_incremental(&terms);
        check_relative(discount_all_units_cost(&terms, all.quantity), all.cost, CLOSE);
        check_relative(discount_incremental_cost(&terms, incremental.quantity), incremental.cost,
                       CLOSE);
        for (int k = 0; k < GRID; k++) {
            double quantity = log_uniform(&random, 0.1, 1e5);
            if (k < 3 * (int)terms.count) {
                /* At each break, and a hair on either side of it. */
                quantity = table.from[k / 3] * (1.0 + 1e-9 * (k % 3 - 1));
            }
            assert_no_dearer(all.cost, discount_all_units_cost(&terms, quantity));
            assert_no_dearer(incremental.cost, discount_incremental_cost(&terms, quantity));
        }
    }
}

/* At a break the whole lot gets the new price, or only what is beyond it. */
static void prices_hold_from_their_break_on(void **state)
{
    (void)state;
    const double from[] = {0.0, 100.0};
    const double unit_cost[] = {2.0, 1.0};
    struct discount terms = {.demand = 10.0, .count = 2, .from = from, .unit_cost = unit_cost};
    check_close(discount_all_units_cost(&terms, nextafter(100.0, 0.0)), 20.0, CLOSE);
    check_close(discount_all_units_cost(&terms, 100.0), 10.0, CLOSE);
    check_close(discount_incremental_cost(&terms, 100.0), 20.0, CLOSE);
    check_close(discount_incremental_cost(&terms, 200.0), 15.0, CLOSE);
}

struct course {
    double demand[PERIODS];
    double setup[PERIODS];
    double holding[PERIODS];
    double unit_cost[PERIODS];
};

static struct dynamic_lot random_dynamic(struct random *random, struct course *course)
{
    bool steady = chance(random, 3);
    for (size_t t = 0; t < PERIODS; t++) {
        bool again = steady && t > 0;
        course->demand[t] = chance(random, 4) ? 0.0 : floor(100.0 * random_uniform(random));
        course->setup[t] = again ? course->setup[0] : floor(300.0 * random_uniform(random));
        course->holding[t] = again ? course->holding[0] : 2.0 * random_uniform(random);
        course->unit_cost[t] = again ? course->unit_cost[0] : 3.0 * random_uniform(random);
    }
    return (struct dynamic_lot){.periods = 1 + (size_t)random_below(random, PERIODS),
                                .demand = course->demand,
                                .setup = course->setup,
                                .holding = course->holding,
                                .unit_cost = chance(random, 2) ? course->unit_cost : NULL};
}

/* The least cost of all choices of order periods, each order up to the next one. */
static double cheapest_plan(const struct dynamic_lot *problem)
{
    double best = HUGE_VAL;
    for (size_t set = 0; set < (size_t)1 << problem->periods; set++) {
        double quantity[PERIODS + 1] = {0};
        size_t order = PERIODS;
        for (size_t t = 0; t < problem->periods; t++) {
            order = (set >> t & 1) != 0 ? t : order;
            quantity[order] += problem->demand[t];
        }
        if (!(quantity[PERIODS] > 0.0)) {
            best = fmin(best, dynamic_lot_cost(problem, quantity));
        }
    }
    return best;
}

static void no_plan_is_cheaper_than_the_dynamic_one(void **state)
{
    (void)state;
    struct random random = random_stream(11, 4);
    struct arena arena;
    arena_init(&arena, 0);
    for (int i = 0; i < ROUNDS; i++) {
        struct course course;
        struct dynamic_lot problem = random_dynamic(&random, &course);
        double quantity[PERIODS];
        double cost = MISSING;
        assert_true(dynamic_lot_optimal(&problem, quantity, &cost, &arena));
        check_close(cost, cheapest_plan(&problem), CLOSE);
        check_close(dynamic_lot_cost(&problem, quantity), cost, CLOSE);
        assert_no_dearer(cost, dynamic_lot_silver_meal(&problem, quantity));
        assert_no_dearer(cost, dynamic_lot_unit_cost(&problem, quantity));
        assert_no_dearer(cost, dynamic_lot_part_period(&problem, quantity));
    }
    arena_free(&arena);
}

/* The best of the periods from `first` on, as a problem of its own. */
static double cheapest_rest(const struct dynamic_lot *problem, size_t first)
{
    struct dynamic_lot rest = {.periods = problem->periods - first,
                               .demand = problem->demand + first,
                               .setup = problem->setup + first,
                               .holding = problem->holding + first};
    return cheapest_plan(&rest);
}

/* Every horizon is tried; the first order of the one that is taken begins one of its best plans. */
static void the_first_order_is_that_of_the_cheapest_horizon(void **state)
{
    (void)state;
    struct random random = random_stream(11, 9);
    struct arena arena;
    arena_init(&arena, 0);
    for (int i = 0; i < ROUNDS; i++) {
        struct course course;
        struct dynamic_lot problem = random_dynamic(&random, &course);
        problem.unit_cost = NULL;
        course.demand[0] += 1.0;
        size_t most = problem.periods;
        size_t least = 1 + (size_t)random_below(&random, most);
        double best = HUGE_VAL;
        size_t horizon = 0;
        for (problem.periods = least; problem.periods <= most; problem.periods++) {
            double mean = cheapest_plan(&problem) / (double)problem.periods;
            if (mean < best * (1.0 - 1e-12)) {
                best = mean;
                horizon = problem.periods;
            }
        }
        size_t cover = 0;
        problem.periods = most;
        assert_true(dynamic_lot_first_cover(&problem, least, &cover, &arena));
        assert_true(cover >= 1 && cover <= horizon);
        problem.periods = horizon;
        double begun = problem.setup[0];
        double carry = 0.0;
        for (size_t t = 0; t < cover; t++) {
            begun += carry * problem.demand[t];
            carry += problem.holding[t];
        }
        check_close(begun + cheapest_rest(&problem, cover), best * (double)horizon, CLOSE);
    }
    arena_free(&arena);
}

/* The rule in its plain words: the lot ends where the next period with demand would make a period
 * of it dearer for the first time, even if it got cheaper again later. */
static void silver_meal_stops_at_the_first_increase(void **state)
{
    (void)state;
    /* 100 / 1, (100 + 10) / 2 = 55, (110 + 2 x 40) / 3 = 63.3: stop; then 190 / 4 = 47.5. */
    const double demand[] = {10.0, 10.0, 40.0, 0.0, 5.0};
    const double setup[] = {100.0, 100.0, 100.0, 100.0, 100.0};
    const double holding[] = {1.0, 1.0, 1.0, 1.0, 1.0};
    struct dynamic_lot problem = {
        .periods = 5, .demand = demand, .setup = setup, .holding = holding};
    double quantity[5];
    assert_int_equal(dynamic_lot_silver_meal_cover(&problem, 0), 2);
    /* From the third: 100, 100 / 2 without demand, (100 + 2 x 5) / 3. */
    check_close(dynamic_lot_silver_meal(&problem, quantity), 100.0 + 10.0 + 100.0 + 10.0, CLOSE);
    check_close(quantity[0], 20.0, 0.0);
    check_close(quantity[2], 45.0, 0.0);
}

static struct joint random_joint(struct random *random, double minor[ITEMS], double holding[ITEMS],
                                 double demand[ITEMS])
{
    for (size_t i = 0; i < ITEMS; i++) {
        minor[i] = chance(random, 6) ? 0.0 : log_uniform(random, 1.0, 100.0);
        holding[i] = log_uniform(random, 0.1, 1.0);
        demand[i] = log_uniform(random, 1.0, 1000.0);
    }
    return (struct joint){.count = 1 + (size_t)random_below(random, ITEMS),
                          .major = log_uniform(random, 10.0, 300.0),
                          .minor = minor,
                          .holding = holding,
                          .demand = demand};
}

static double cheapest_multiples(const struct joint *problem)
{
    double best = HUGE_VAL;
    size_t total = 1;
    for (size_t i = 0; i < problem->count; i++) {
        total *= MOST;
    }
    for (size_t code = 0; code < total; code++) {
        size_t multiple[ITEMS] = {code % MOST + 1, code / MOST % MOST + 1,
                                  code / MOST / MOST % MOST + 1};
        best = fmin(best, joint_for_multiples(problem, multiple).cost);
    }
    return best;
}

static void no_multiples_are_cheaper_than_the_joint_optimum(void **state)
{
    (void)state;
    struct random random = random_stream(11, 5);
    struct arena arena;
    arena_init(&arena, 0);
    for (int i = 0; i < ROUNDS / 3; i++) {
        double minor[ITEMS];
        double holding[ITEMS];
        double demand[ITEMS];
        struct joint problem = random_joint(&random, minor, holding, demand);
        size_t multiple[ITEMS];
        struct joint_plan plan;
        assert_true(joint_optimal(&problem, multiple, &plan, &arena));
        double brute = cheapest_multiples(&problem);
        assert_no_dearer(plan.cost, brute);
        bool within = true;
        for (size_t k = 0; k < problem.count; k++) {
            within = within && multiple[k] <= MOST;
        }
        if (within) {
            check_relative(plan.cost, brute, CLOSE);
        }
        assert_no_dearer(plan.cost, joint_silver(&problem, multiple).cost);
        assert_no_dearer(plan.cost, joint_every_order(&problem, multiple).cost);
    }
    arena_free(&arena);
}

/* Of many items, whatever the period: each with its own best multiple for it. */
static void no_period_is_cheaper_than_the_joint_one(void **state)
{
    (void)state;
    enum { MANY = 30 };
    struct random random = random_stream(11, 13);
    struct arena arena;
    arena_init(&arena, 0);
    for (int i = 0; i < ROUNDS / 10; i++) {
        double minor[MANY];
        double holding[MANY];
        double demand[MANY];
        for (size_t k = 0; k < MANY; k++) {
            minor[k] = log_uniform(&random, 0.1, 100.0);
            holding[k] = log_uniform(&random, 0.1, 1.0);
            demand[k] = log_uniform(&random, 1.0, 1e4);
        }
        struct joint problem = {.count = MANY,
                                .major = log_uniform(&random, 1.0, 1000.0),
                                .minor = minor,
                                .holding = holding,
                                .demand = demand};
        size_t multiple[MANY];
        struct joint_plan plan;
        assert_true(joint_optimal(&problem, multiple, &plan, &arena));
        for (int g = 0; g < GRID; g++) {
            double period = plan.period * log_uniform(&random, 0.2, 5.0);
            double cost = problem.major / period;
            for (size_t k = 0; k < MANY; k++) {
                double ratio = 2.0 * minor[k] / (holding[k] * demand[k] * period * period);
                double m = fmax(ceil(0.5 * (sqrt(1.0 + 4.0 * ratio) - 1.0)), 1.0);
                cost += minor[k] / (m * period) + 0.5 * period * m * holding[k] * demand[k];
            }
            assert_true(plan.cost <= cost * (1.0 + 2e-9));
        }
    }
    arena_free(&arena);
}

static void without_minor_costs_every_item_is_in_every_order(void **state)
{
    (void)state;
    const double minor[] = {0.0, 0.0};
    const double holding[] = {1.0, 2.0};
    const double demand[] = {10.0, 20.0};
    struct joint problem = {
        .count = 2, .major = 100.0, .minor = minor, .holding = holding, .demand = demand};
    size_t multiple[2];
    struct joint_plan plan;
    struct arena arena;
    arena_init(&arena, 0);
    assert_true(joint_optimal(&problem, multiple, &plan, &arena));
    assert_int_equal(multiple[0], 1);
    assert_int_equal(multiple[1], 1);
    check_close(plan.period, sqrt(2.0 * 100.0 / 50.0), CLOSE);
    check_close(joint_quantity(&problem, &plan, multiple, 1), 20.0 * plan.period, CLOSE);
    check_close(joint_silver(&problem, multiple).cost, plan.cost, CLOSE);
    arena_free(&arena);
}

static void buffers_grow_with_use_lead_time_and_variability(void **state)
{
    (void)state;
    struct random random = random_stream(11, 8);
    for (int i = 0; i < ROUNDS; i++) {
        double lead = log_uniform(&random, 0.1, 200.0);
        double longer = lead * (1.0 + 0.2 * random_uniform(&random));
        double variation = 1.5 * random_uniform(&random);
        struct ddmrp buffer = {.usage = log_uniform(&random, 0.01, 100.0),
                               .lead_days = lead,
                               .lead_factor = ddmrp_lead_factor(lead),
                               .variability_factor = ddmrp_variability_factor(variation),
                               .moq = floor(50.0 * random_uniform(&random))};
        struct ddmrp more = buffer;
        more.lead_days = longer;
        more.lead_factor = ddmrp_lead_factor(longer);
        more.variability_factor = ddmrp_variability_factor(variation + 0.1);
        struct ddmrp_zones zones = ddmrp_zones(&buffer);
        struct ddmrp_zones grown = ddmrp_zones(&more);
        assert_true(grown.red_base >= zones.red_base * (1.0 - CLOSE));
        assert_true(grown.red >= zones.red * (1.0 - CLOSE));
        assert_true(grown.top_of_green >= zones.top_of_green * (1.0 - CLOSE));
        assert_true(buffer.lead_factor >= more.lead_factor);
        assert_true(more.lead_factor >= 0.2 && buffer.lead_factor <= 1.0);
        double position = zones.top_of_green * 1.2 * (random_uniform(&random) - 0.1);
        double order = ddmrp_order(&zones, position);
        assert_true(order >= 0.0);
        assert_true(position > zones.top_of_yellow ||
                    fabs(position + order - zones.top_of_green) < 1e-9 * (1.0 + order));
    }
}

/* Past due and today's demand count; of the days ahead only the spikes do. */
static void only_spikes_count_ahead(void **state)
{
    (void)state;
    const double ahead[] = {4.0, 10.0, 11.0, 30.0};
    check_close(ddmrp_qualified_demand(3.0, 2.0, ahead, 4, 10.0), 3.0 + 2.0 + 11.0 + 30.0, 0.0);
    check_close(ddmrp_qualified_demand(3.0, 2.0, ahead, 2, 10.0), 5.0, 0.0);
}

static void an_unused_item_is_ordered_only_for_who_waits(void **state)
{
    (void)state;
    struct ddmrp buffer = {.lead_days = 10.0, .lead_factor = 0.5, .moq = 6.0};
    struct ddmrp_zones zones = ddmrp_zones(&buffer);
    check_close(ddmrp_order(&zones, 0.0), 0.0, 0.0);
    check_close(ddmrp_order(&zones, -2.0), 8.0, 0.0);
}

/* `value`, or 0 where the code's bit is set: all ways in which inputs can be 0. */
static double zero_or(size_t code, size_t bit, double value)
{
    return (code >> bit & 1) != 0 ? 0.0 : value;
}

enum { CODES = 64 };

static void zeros_give_a_lot_and_a_cost(void **state)
{
    (void)state;
    for (size_t code = 0; code < CODES; code++) {
        struct eoq terms = {.demand = zero_or(code, 0, 10.0),
                            .setup = zero_or(code, 1, 5.0),
                            .holding = zero_or(code, 2, 1.0),
                            .backorder = zero_or(code, 3, 20.0),
                            .production = zero_or(code, 4, 10.0)};
        double lot = eoq_lot(&terms);
        /* Ordering is half of the cost at the lot, or there is none. */
        double ordering = lot > 0.0 ? terms.setup * terms.demand / lot : 0.0;
        check_close(eoq_cost(&terms, lot), 2.0 * ordering, CLOSE);
        assert_true(eoq_cost(&terms, 0.0) >= 0.0 && eoq_cost(&terms, HUGE_VAL) >= 0.0);
        assert_true(eoq_most_waiting(&terms, lot) >= 0.0);
        assert_true(eoq_lot_in_packs(&terms, 3.0) >= 0.0);
        assert_true(eoq_lot_in_packs(&terms, 0.0) >= 0.0);
    }
}

static void zeros_give_a_discounted_lot_and_a_cost(void **state)
{
    (void)state;
    for (size_t code = 0; code < CODES; code++) {
        const double from[] = {0.0, zero_or(code, 3, 20.0)};
        const double unit_cost[] = {2.0, zero_or(code, 4, 1.0)};
        struct discount terms = {.demand = zero_or(code, 0, 10.0),
                                 .setup = zero_or(code, 1, 5.0),
                                 .holding = zero_or(code, 2, 1.0),
                                 .rate = zero_or(code, 5, 0.1),
                                 .count = 2,
                                 .from = from,
                                 .unit_cost = unit_cost};
        struct discount_lot all = discount_all_units(&terms);
        struct discount_lot part = discount_incremental(&terms);
        assert_true(all.quantity >= 0.0 && all.cost >= 0.0 && isfinite(all.cost));
        assert_true(part.quantity >= 0.0 && part.cost >= 0.0 && isfinite(part.cost));
        check_close(discount_all_units_cost(&terms, all.quantity), all.cost, CLOSE);
        check_close(discount_incremental_cost(&terms, part.quantity), part.cost, CLOSE);
        assert_true(part.cost >= all.cost - CLOSE);
    }
}

static void zeros_give_multiples_and_a_cost(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 0);
    for (size_t code = 0; code < CODES; code++) {
        const double minor[] = {zero_or(code, 1, 20.0), 7.0};
        const double holding[] = {zero_or(code, 2, 2.0), zero_or(code, 3, 1.0)};
        const double demand[] = {zero_or(code, 4, 10.0), zero_or(code, 5, 3.0)};
        struct joint problem = {.count = 2,
                                .major = zero_or(code, 0, 5.0),
                                .minor = minor,
                                .holding = holding,
                                .demand = demand};
        size_t multiple[2];
        struct joint_plan best;
        assert_true(joint_optimal(&problem, multiple, &best, &arena));
        struct joint_plan silver = joint_silver(&problem, multiple);
        assert_true(best.period >= 0.0 && best.cost >= 0.0 && silver.period >= 0.0);
        assert_no_dearer(best.cost, silver.cost);
        assert_no_dearer(best.cost, joint_every_order(&problem, multiple).cost);
        assert_true(joint_quantity(&problem, &best, multiple, 0) >= 0.0);
        assert_int_equal(multiple[0], demand[0] > 0.0 ? 1 : 0);
    }
    arena_free(&arena);
}

static void zeros_give_a_plan_and_a_cost(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 0);
    for (size_t code = 0; code < CODES; code++) {
        const double demand[] = {0.0, zero_or(code, 0, 4.0), zero_or(code, 1, 7.0)};
        const double setup[] = {5.0, zero_or(code, 2, 5.0), zero_or(code, 3, 6.0)};
        const double holding[] = {zero_or(code, 4, 1.0), zero_or(code, 5, 1.0), 1.0};
        struct dynamic_lot problem = {
            .periods = 3, .demand = demand, .setup = setup, .holding = holding};
        double quantity[3];
        double cost = MISSING;
        assert_true(dynamic_lot_optimal(&problem, quantity, &cost, &arena));
        check_close(cost, cheapest_plan(&problem), CLOSE);
        assert_no_dearer(cost, dynamic_lot_silver_meal(&problem, quantity));
        assert_no_dearer(cost, dynamic_lot_unit_cost(&problem, quantity));
        assert_no_dearer(cost, dynamic_lot_part_period(&problem, quantity));
    }
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_lot_is_cheaper_than_the_economic_one),
        cmocka_unit_test(no_other_share_of_waiting_is_cheaper),
        cmocka_unit_test(no_lot_is_cheaper_under_a_discount),
        cmocka_unit_test(prices_hold_from_their_break_on),
        cmocka_unit_test(no_plan_is_cheaper_than_the_dynamic_one),
        cmocka_unit_test(the_first_order_is_that_of_the_cheapest_horizon),
        cmocka_unit_test(silver_meal_stops_at_the_first_increase),
        cmocka_unit_test(no_multiples_are_cheaper_than_the_joint_optimum),
        cmocka_unit_test(no_period_is_cheaper_than_the_joint_one),
        cmocka_unit_test(without_minor_costs_every_item_is_in_every_order),
        cmocka_unit_test(buffers_grow_with_use_lead_time_and_variability),
        cmocka_unit_test(only_spikes_count_ahead),
        cmocka_unit_test(an_unused_item_is_ordered_only_for_who_waits),
        cmocka_unit_test(zeros_give_a_lot_and_a_cost),
        cmocka_unit_test(zeros_give_a_discounted_lot_and_a_cost),
        cmocka_unit_test(zeros_give_multiples_and_a_cost),
        cmocka_unit_test(zeros_give_a_plan_and_a_cost),
    };
    return cmocka_run_group_tests_name("lots_property", tests, NULL, NULL);
}
