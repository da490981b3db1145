/* The level that a cost goal asks for, and what the stretches of an interval are together. */
#include "replenish/target.h"
#include "support/ahead.h"
#include "support/check.h"

#include <math.h>

/* `rate` units a day, their variance growing by the power `growth` of time. */
static void fill(struct ahead *ahead, double rate, double growth, double lead, double review)
{
    ahead_fill(ahead, rate, lead, lead + review);
    for (int d = 0; d < AHEAD_DAYS; d++) {
        ahead->variance[d] = 1.5 * rate * pow(d + 1, growth);
    }
}

static double level_of(double rate, double lead, bool lost)
{
    struct ahead fixture;
    fill(&fixture, rate, 1.0, lead, 7.0);
    struct terms terms = {
        .service_type = SERVICE_COST, .holding_cost = 0.2 / 7.0, .shortage_cost = 1.0};
    return target_level(&terms, &fixture.interval, lost ? &fixture.outlook : NULL);
}

static void what_waits_is_worth_its_holding_of_one_cycle(void **state)
{
    (void)state;
    check_close(level_of(5.0, 0.0, false), 1.0 / 1.2, 1e-12);
    check_close(level_of(5.0, 28.0, false), 1.0 / 1.2, 1e-12);
}

/* Four orders under way count holding sqrt(3) times; none, once. */
static void what_is_lost_asks_for_less_with_orders_under_way(void **state)
{
    (void)state;
    check_close(level_of(5.0, 0.0, true), 1.0 / 1.2, 1e-12);
    check_close(level_of(5.0, 28.0, true), 1.0 / (1.0 + 0.2 * sqrt(3.0)), 1e-6);
}

/* A unit that is wanted at a rate of holding / shortage is worth its place whatever the lead time.
 */
static void a_part_that_is_rarely_wanted_asks_for_no_less(void **state)
{
    (void)state;
    check_close(level_of(1e-6, 28.0, true), 1.0 / 1.2, 1e-5);
    assert_true(level_of(0.05, 28.0, true) > level_of(5.0, 28.0, true));
}

/* With stock that hardly ever runs out before the receipt nothing is lost on the way, and the stock
 * lasts as often as the law of the whole interval says, however its variance grows. */
static void stretches_have_together_the_law_of_the_whole(void **state)
{
    (void)state;
    static const double growth[] = {1.0, 1.2, 1.4};
    for (int g = 0; g < 3; g++) {
        struct ahead fixture;
        fill(&fixture, 2.0, growth[g], 14.0, 7.0);
        struct dist whole = dist_of_demand(42.0, fixture.variance[20], true);
        double stock = dist_quantile(&whole, 0.995);
        struct prospect prospect = {
            .outlook = &fixture.outlook, .interval = &fixture.interval, .stock = stock};
        struct arena scratch;
        arena_init(&scratch, 0);
        struct projection projection;
        assert_true(project(&projection, &prospect, &scratch));
        struct service service = project_service(&projection, 0.0);
        check_relative(1.0 - service.never, 1.0 - dist_cdf(&whole, stock), 2e-3);
        arena_free(&scratch);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_waits_is_worth_its_holding_of_one_cycle),
        cmocka_unit_test(what_is_lost_asks_for_less_with_orders_under_way),
        cmocka_unit_test(a_part_that_is_rarely_wanted_asks_for_no_less),
        cmocka_unit_test(stretches_have_together_the_law_of_the_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
