/* Lots and levels under a supplier who is not certain: none other is cheaper, and nothing is ever
 * not a number. */
#include "base/missing.h"
#include "num/random.h"
#include "replenish/supply_risk.h"
#include "support/check.h"

#include <math.h>

enum { ROUNDS = 300, GRID = 200, CODES = 64 };

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

static struct disruption random_disruption(struct random *random)
{
    return (struct disruption){.demand = log_uniform(random, 1.0, 1e5),
                               .setup = chance(random, 5) ? 0.0 : log_uniform(random, 0.1, 1e4),
                               .holding = log_uniform(random, 0.01, 10.0),
                               .lost_sale = log_uniform(random, 0.1, 1000.0),
                               .disruption_rate = log_uniform(random, 0.01, 100.0),
                               .recovery_rate = log_uniform(random, 0.01, 100.0)};
}

static void no_lot_is_cheaper_under_disruptions(void **state)
{
    (void)state;
    struct random random = random_stream(11, 6);
    for (int i = 0; i < ROUNDS; i++) {
        struct disruption terms = random_disruption(&random);
        double lot = disruption_lot(&terms);
        double cost = disruption_cost(&terms, lot);
        for (int k = 0; k < GRID; k++) {
            double quantity = lot * log_uniform(&random, 1e-4, 1e4);
            assert_no_dearer(cost, disruption_cost(&terms, quantity));
        }
        assert_no_dearer(cost, disruption_cost(&terms, log_uniform(&random, 1e-3, 1e7)));
        assert_no_dearer(cost, disruption_cost(&terms, 0.0));
    }
}

/* The periods without the supplier one by one, up to where nothing is left of them. */
static double outage_cost_counted(const struct outage *terms, double level)
{
    double share = terms->fails / (terms->fails + terms->recovers);
    double cost = 0.0;
    double chance_of = 1.0 - share; /* of n periods without him */
    for (int n = 0; n < 3000; n++) {
        double wanted = (1.0 + n) * terms->demand;
        cost += chance_of * (terms->holding * fmax(level - wanted, 0.0) +
                             terms->shortage * fmax(wanted - level, 0.0));
        chance_of = n == 0 ? share * terms->recovers : chance_of * (1.0 - terms->recovers);
    }
    return cost;
}

static void no_level_is_cheaper_under_outages(void **state)
{
    (void)state;
    struct random random = random_stream(11, 10);
    for (int i = 0; i < ROUNDS / 3; i++) {
        struct outage terms = {.demand = log_uniform(&random, 0.1, 1e4),
                               .holding = log_uniform(&random, 0.01, 10.0),
                               .shortage = log_uniform(&random, 0.01, 100.0),
                               .fails = chance(&random, 9) ? 1.0 : 0.5 * random_uniform(&random),
                               .recovers =
                                   chance(&random, 9) ? 1.0 : 0.03 + random_uniform(&random) / 2.0};
        double level = outage_level(&terms);
        double cost = outage_cost(&terms, level);
        check_relative(cost, outage_cost_counted(&terms, level), 1e-9);
        for (int k = 0; k < 20; k++) {
            double other = terms.demand * 40.0 * random_uniform(&random) * random_uniform(&random);
            check_relative(outage_cost(&terms, other), outage_cost_counted(&terms, other), 1e-9);
            assert_no_dearer(cost, outage_cost(&terms, other));
            assert_no_dearer(cost, outage_cost(&terms, level + terms.demand * (k - 10)));
        }
    }
}

/* With rates so high that he is settled at once, it is the exact one. */
static void the_settled_lot_is_the_best_of_its_cost(void **state)
{
    (void)state;
    struct random random = random_stream(11, 11);
    for (int i = 0; i < ROUNDS; i++) {
        struct disruption terms = random_disruption(&random);
        double lot = disruption_settled_lot(&terms);
        double cost = disruption_settled_cost(&terms, lot);
        check_relative(cost, terms.holding * lot, CLOSE);
        for (int k = 0; k < GRID; k++) {
            double quantity = lot * log_uniform(&random, 1e-4, 1e4);
            assert_no_dearer(cost, disruption_settled_cost(&terms, quantity));
        }
        terms.disruption_rate *= 1e6;
        terms.recovery_rate *= 1e6;
        check_relative(disruption_settled_lot(&terms), disruption_lot(&terms), 1e-3);
    }
}

static void no_order_is_cheaper_when_another_quantity_arrives(void **state)
{
    (void)state;
    struct random random = random_stream(11, 12);
    for (int i = 0; i < ROUNDS; i++) {
        struct dist yield = {.kind = DIST_NORMAL,
                             .a = 20.0 * (random_uniform(&random) - 0.7),
                             .b = 1.0 + 10.0 * random_uniform(&random)};
        double holding = log_uniform(&random, 0.01, 10.0);
        double shortage = log_uniform(&random, 0.01, 10.0);
        double order = yield_order(&yield, 200.0, holding, shortage);
        double cost = yield_order_cost(&yield, 200.0, order, holding, shortage);
        for (int k = 0; k < GRID; k++) {
            double other = order + 60.0 * (random_uniform(&random) - 0.5);
            assert_no_dearer(cost, yield_order_cost(&yield, 200.0, other, holding, shortage));
        }
    }
}

static void no_lot_is_cheaper_under_uncertain_yield(void **state)
{
    (void)state;
    struct random random = random_stream(11, 7);
    for (int i = 0; i < ROUNDS; i++) {
        struct yield share = {.demand = log_uniform(&random, 1.0, 1e5),
                              .setup = log_uniform(&random, 0.1, 1e4),
                              .holding = log_uniform(&random, 0.01, 10.0),
                              .mean = log_uniform(&random, 0.1, 1.2),
                              .sd = 0.3 * random_uniform(&random)};
        struct yield units = share;
        units.mean = 1000.0 * (random_uniform(&random) - 0.9);
        units.sd = 300.0 * random_uniform(&random);
        double of_share = yield_multiplicative_lot(&share);
        double of_units = yield_additive_lot(&units);
        for (int k = 0; k < GRID; k++) {
            double factor = log_uniform(&random, 1e-3, 1e3);
            assert_no_dearer(yield_multiplicative_cost(&share, of_share),
                             yield_multiplicative_cost(&share, of_share * factor));
            assert_no_dearer(yield_additive_cost(&units, of_units),
                             yield_additive_cost(&units, of_units * factor));
        }
    }
}

/* `value`, or 0 where the code's bit is set: all ways in which inputs can be 0. */
static double zero_or(size_t code, size_t bit, double value)
{
    return (code >> bit & 1) != 0 ? 0.0 : value;
}

static void zeros_give_a_lot_under_risk_and_a_cost(void **state)
{
    (void)state;
    for (size_t code = 0; code < CODES; code++) {
        struct disruption down = {.demand = zero_or(code, 0, 10.0),
                                  .setup = zero_or(code, 1, 5.0),
                                  .holding = zero_or(code, 2, 1.0),
                                  .lost_sale = zero_or(code, 3, 20.0),
                                  .disruption_rate = zero_or(code, 4, 3.0),
                                  .recovery_rate = zero_or(code, 5, 4.0)};
        double lot = disruption_lot(&down);
        assert_true(lot >= 0.0 && disruption_cost(&down, lot) >= 0.0);
        assert_true(disruption_cost(&down, 0.0) >= 0.0 && disruption_cost(&down, 7.0) >= 0.0);
        assert_true(disruption_settled_cost(&down, disruption_settled_lot(&down)) >= 0.0);
        struct outage outage = {.demand = down.demand,
                                .holding = down.holding,
                                .shortage = down.lost_sale,
                                .fails = zero_or(code, 4, 0.3),
                                .recovers = zero_or(code, 5, 0.4)};
        double level = outage_level(&outage);
        assert_true(level >= 0.0 && outage_cost(&outage, level) >= 0.0);
        assert_no_dearer(outage_cost(&outage, level), outage_cost(&outage, 0.0));
        struct yield yield = {.demand = down.demand,
                              .setup = down.setup,
                              .holding = down.holding,
                              .mean = zero_or(code, 3, 0.9),
                              .sd = zero_or(code, 4, 0.2)};
        lot = yield_additive_lot(&yield);
        assert_true(lot >= 0.0 && yield_additive_cost(&yield, lot) >= 0.0);
        lot = yield_multiplicative_lot(&yield);
        assert_true(lot >= 0.0 && yield_multiplicative_cost(&yield, lot) >= 0.0);
    }
}

/* Snyder and Shen, examples 9.1 and 9.3, of any lot and level, exact and settled: figures of
 * stockpyl's tests, which give ten digits. */
static void known_costs_of_any_lot_are_met(void **state)
{
    (void)state;
    static const double TEN_DIGITS = 1e-10;
    struct disruption terms = {.demand = 1300.0,
                               .setup = 8.0,
                               .holding = 0.225,
                               .lost_sale = 5.0,
                               .disruption_rate = 1.5,
                               .recovery_rate = 14.0};
    check_relative(disruption_cost(&terms, 400.0), 211.0841892589692, TEN_DIGITS);
    check_relative(disruption_cost(&terms, 800.0), 174.0524722120417, TEN_DIGITS);
    check_relative(disruption_cost(&terms, 1100.0), 184.7949312205155, TEN_DIGITS);
    check_relative(disruption_settled_cost(&terms, 400.0), 212.2569014084507, TEN_DIGITS);
    check_relative(disruption_settled_lot(&terms), 773.1432417118889, TEN_DIGITS);
    struct outage outage = {
        .demand = 2000.0, .holding = 0.25, .shortage = 3.0, .fails = 0.04, .recovers = 0.25};
    check_close(outage_level(&outage), 8000.0, 0.0);
    check_relative(outage_cost(&outage, 8000.0), 2737.068965490435, TEN_DIGITS);
    check_relative(outage_cost(&outage, 2000.0), 3310.344827558603, TEN_DIGITS);
    check_relative(outage_cost(&outage, 12000.0), 3075.161637904759, TEN_DIGITS);
    struct yield units = {
        .demand = 75000.0, .setup = 18500.0, .holding = 0.06, .mean = -15000.0, .sd = 9000.0};
    check_relative(yield_additive_cost(&units, 200000.0), 13063.13513513514, TEN_DIGITS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_costs_of_any_lot_are_met),
        cmocka_unit_test(no_lot_is_cheaper_under_disruptions),
        cmocka_unit_test(the_settled_lot_is_the_best_of_its_cost),
        cmocka_unit_test(no_level_is_cheaper_under_outages),
        cmocka_unit_test(no_lot_is_cheaper_under_uncertain_yield),
        cmocka_unit_test(no_order_is_cheaper_when_another_quantity_arrives),
        cmocka_unit_test(zeros_give_a_lot_under_risk_and_a_cost),
    };
    return cmocka_run_group_tests_name("supply_risk_property", tests, NULL, NULL);
}
