/* Service goals: least levels, the three kinds kept apart, odd inputs. */
#include "replenish/service.h"
#include "support/check.h"

#include <math.h>

static struct dist poisson(double mean)
{
    return (struct dist){.kind = DIST_POISSON, .a = mean};
}

static void levels_are_whole_and_the_least(void **state)
{
    (void)state;
    static const double means[] = {0.02, 0.4, 3.0, 25.0, 400.0, 2e6};
    static const double levels[] = {0.5, 0.8, 0.95, 0.99, 0.9999};
    for (size_t i = 0; i < 6; i++) {
        for (double ratio = 1.0; ratio < 40.0; ratio *= 3.0) {
            struct dist period = dist_of_demand(means[i], means[i] * ratio, true);
            struct dist lead = dist_of_periods(&period, 2.0);
            struct dist interval = dist_of_periods(&period, 3.0);
            for (size_t k = 0; k < 5; k++) {
                double fill = service_order_up_to(SERVICE_FILL, levels[k], &lead, &interval);
                check_close(fill, floor(fill), 0.0);
                assert_true(service_fill(&lead, &interval, fill) >= levels[k] - 1e-12);
                assert_true(fill < 0.5 ||
                            service_fill(&lead, &interval, fill - 1.0) < levels[k] + 1e-12);
                double cycle = service_order_up_to(SERVICE_CYCLE, levels[k], &lead, &interval);
                assert_true(dist_cdf(&interval, cycle) >= levels[k]);
                assert_true(cycle < 0.5 || dist_cdf(&interval, cycle - 1.0) < levels[k]);
                double point = service_sq_fill_point(&lead, 5.0, levels[k]);
                assert_true(service_sq_fill(&lead, point, 5.0) >= levels[k] - 1e-12);
                assert_true(point < -4.5 ||
                            service_sq_fill(&lead, point - 1.0, 5.0) < levels[k] + 1e-12);
            }
        }
    }
}

/* Large lots make the same fill rate cheap: the kinds must not be mixed up. */
static void fill_and_cycle_are_different_goals(void **state)
{
    (void)state;
    struct dist lead = {.kind = DIST_NORMAL, .a = 100.0, .b = 25.0};
    double cycle = service_sq_cycle_point(&lead, 0.95);
    double fill = service_sq_fill_point(&lead, 400.0, 0.95);
    check_close(cycle, 141.121, 1e-5);
    check_close(dist_loss(&lead, fill), 20.0, 1e-9);
    assert_true(fill < 90.0);
}

static void continuous_levels_meet_the_goal_exactly(void **state)
{
    (void)state;
    struct dist period = dist_of_demand(12.5, 80.0, false);
    struct dist lead = dist_of_periods(&period, 1.5);
    struct dist interval = dist_of_periods(&period, 2.75);
    for (double level = 0.5; level < 1.0; level += 0.07) {
        double stock = service_fill_level(&lead, &interval, level);
        check_close(service_fill(&lead, &interval, stock), level, 1e-11);
        double point = service_sq_fill_point(&lead, 7.0, level);
        check_close(service_sq_fill(&lead, point, 7.0), level, 1e-11);
        double simple = service_loss_level(&lead, 7.0 * (1.0 - level));
        check_close(dist_loss(&lead, simple), 7.0 * (1.0 - level), 1e-11);
    }
}

static void no_demand_needs_no_stock(void **state)
{
    (void)state;
    struct dist nothing = dist_of_demand(0.0, 0.0, true);
    for (int type = SERVICE_UNSET; type <= SERVICE_FILL; type++) {
        check_close(service_order_up_to((enum service_type)type, 0.99, &nothing, &nothing), 0.0,
                    0.0);
    }
    check_close(service_fill(&nothing, &nothing, 0.0), 1.0, 0.0);
    check_close(service_sq_fill_point(&nothing, 4.0, 0.9), -4.0, 0.0);
}

static void no_lead_time_leaves_only_the_review(void **state)
{
    (void)state;
    struct dist nothing = {.kind = DIST_POINT};
    struct dist review = poisson(4.0);
    double level = service_fill_level(&nothing, &review, 0.95);
    check_close(level, 6.0, 0.0);
    check_close(service_fill(&nothing, &review, 6.0), 1.0 - dist_loss(&review, 6.0) / 4.0, 1e-15);
}

static void certain_demand_is_covered_exactly(void **state)
{
    (void)state;
    struct dist lead = {.kind = DIST_POINT, .a = 10.0};
    struct dist interval = {.kind = DIST_POINT, .a = 15.0};
    check_close(service_order_up_to(SERVICE_CYCLE, 0.99, &lead, &interval), 15.0, 0.0);
    check_close(service_order_up_to(SERVICE_FILL, 0.999999, &lead, &interval), 15.0, 0.0);
    /* One unit of five short is a fill rate of 0.8, though 5 * (1 - 0.8) is just below 1. */
    check_close(service_order_up_to(SERVICE_FILL, 0.8, &lead, &interval), 14.0, 0.0);
}

static void levels_beyond_reason_are_bounded(void **state)
{
    (void)state;
    struct dist demand = poisson(3.0);
    check_close(service_cycle_level(&demand, 0.0), 0.0, 0.0);
    check_close(service_cycle_level(&demand, -2.0), 0.0, 0.0);
    double most = service_cycle_level(&demand, SERVICE_MOST);
    check_close(service_cycle_level(&demand, 1.0), most, 0.0);
    check_close(newsvendor_level(&demand, 5.0, 0.0), most, 0.0);
    check_close(newsvendor_level(&demand, 0.0, 1.0), 0.0, 0.0);
    check_close(service_critical_ratio(3.0, 1.0), 0.75, 0.0);
}

/* The critical ratio is the least of the cost, here by looking at every stock. */
static void no_other_stock_costs_less(void **state)
{
    (void)state;
    for (double mean = 0.1; mean < 200.0; mean *= 2.3) {
        for (double underage = 0.2; underage < 100.0; underage *= 3.0) {
            struct dist demand = dist_of_demand(mean, 1.7 * mean, true);
            double best = newsvendor_level(&demand, underage, 1.0);
            double least = newsvendor_cost(&demand, best, underage, 1.0);
            for (double stock = 0.0; stock < 600.0; stock += 1.0) {
                assert_true(newsvendor_cost(&demand, stock, underage, 1.0) >=
                            least * (1.0 - 1e-12));
            }
        }
    }
}

/* (s, Q): what is on hand less what is owed is the position less the demand, on average. */
static void stock_balances_in_the_long_run(void **state)
{
    (void)state;
    struct dist lead = dist_of_demand(9.0, 20.0, true);
    double stock = service_sq_on_hand(&lead, 7.0, 5.0) - service_sq_backorders(&lead, 7.0, 5.0);
    check_close(stock, 7.0 + 3.0 - 9.0, 1e-12);
    double backorders = 0.0;
    for (double y = 8.0; y <= 12.0; y += 1.0) {
        backorders += dist_loss(&lead, y) / 5.0;
    }
    check_close(service_sq_backorders(&lead, 7.0, 5.0), backorders, 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(levels_are_whole_and_the_least),
        cmocka_unit_test(fill_and_cycle_are_different_goals),
        cmocka_unit_test(continuous_levels_meet_the_goal_exactly),
        cmocka_unit_test(no_demand_needs_no_stock),
        cmocka_unit_test(no_lead_time_leaves_only_the_review),
        cmocka_unit_test(certain_demand_is_covered_exactly),
        cmocka_unit_test(levels_beyond_reason_are_bounded),
        cmocka_unit_test(no_other_stock_costs_less),
        cmocka_unit_test(stock_balances_in_the_long_run),
    };
    return cmocka_run_group_tests_name("service", tests, NULL, NULL);
}
