/* What expires unsold, through the randomness of demand. */
#include "base/missing.h"
#include "replenish/batches.h"
#include "support/check.h"

#include <math.h>

enum { TODAY = 20605, PERIODS = 40, MOST = 120 };

/* Poisson demand of the same mean every day. */
struct shop {
    double mean[PERIODS];
    double sum_variance[PERIODS];
    double period_end[PERIODS];
    struct outlook outlook;
};

static const struct outlook *sells(struct shop *shop, double daily)
{
    for (int t = 0; t < PERIODS; t++) {
        shop->mean[t] = daily;
        shop->sum_variance[t] = daily * (t + 1);
        shop->period_end[t] = t + 1;
    }
    shop->outlook = (struct outlook){.mean = shop->mean,
                                     .sum_variance = shop->sum_variance,
                                     .periods = PERIODS,
                                     .period_end = shop->period_end,
                                     .first_share = 1.0,
                                     .counts = true};
    return &shop->outlook;
}

/* Sold for `days` more days. */
static struct stock_row batch(double units, int days)
{
    return (struct stock_row){.on_hand = units, .expiry_day = TODAY + days - 1};
}

static void one_batch_leaves_the_surplus_of_its_demand(void **state)
{
    (void)state;
    struct shop shop;
    struct stock_row rows[] = {batch(10.0, 3)};
    struct dist demand = {.kind = DIST_POISSON, .a = 6.0};
    double waste = batches_waste(rows, 1, sells(&shop, 2.0), TODAY, 12.0);
    check_close(waste, dist_surplus(&demand, 10.0), 1e-12);
    assert_true(waste > 4.0); /* what mean demand alone would leave */
}

static void what_customers_wait_for_leaves_the_oldest_batch(void **state)
{
    (void)state;
    struct shop shop;
    struct stock_row rows[] = {batch(10.0, 3)};
    rows[0].reserved = 4.0;
    rows[0].blocked = 1.0;
    struct dist demand = {.kind = DIST_POISSON, .a = 6.0};
    check_close(batches_waste(rows, 1, sells(&shop, 2.0), TODAY, 12.0),
                dist_surplus(&demand, 10.0 - 1.0 - 4.0), 1e-12);
}

/* Three batches against every way in which demand may fall: the sum of all outcomes' waste,
 * simulated batch by batch. */
static void several_batches_waste_what_enumeration_says(void **state)
{
    (void)state;
    struct shop shop;
    const struct outlook *outlook = sells(&shop, 2.0);
    struct stock_row rows[] = {batch(7.0, 2), batch(6.0, 5), batch(9.0, 9)};
    const double demand_mean[] = {4.0, 6.0, 8.0};
    double expected = 0.0;
    struct dist law[3];
    for (int i = 0; i < 3; i++) {
        law[i] = (struct dist){.kind = DIST_POISSON, .a = demand_mean[i]};
    }
    for (int a = 0; a < MOST / 3; a++) {
        for (int b = 0; b < MOST / 3; b++) {
            for (int c = 0; c < MOST / 3; c++) {
                double left[] = {7.0, 6.0, 9.0};
                const int demand[] = {a, b, c};
                double waste = 0.0;
                for (int stage = 0; stage < 3; stage++) {
                    double wanted = demand[stage];
                    for (int i = stage; i < 3; i++) {
                        double sold = fmin(left[i], wanted);
                        left[i] -= sold;
                        wanted -= sold;
                    }
                    waste += left[stage];
                    left[stage] = 0.0;
                }
                expected += waste * dist_density(&law[0], a) * dist_density(&law[1], b) *
                            dist_density(&law[2], c);
            }
        }
    }
    check_close(batches_waste(rows, 3, outlook, TODAY, 12.0), expected, 1e-6);
}

/* Waste of a batch on hand does not depend on how its rows are cut. */
static void a_batch_in_two_rows_is_one_batch(void **state)
{
    (void)state;
    struct shop shop;
    const struct outlook *outlook = sells(&shop, 2.0);
    struct stock_row whole[] = {batch(10.0, 3), batch(12.0, 6)};
    struct stock_row cut[] = {batch(4.0, 3), batch(6.0, 3), batch(5.0, 6), batch(7.0, 6)};
    check_close(batches_waste(cut, 4, outlook, TODAY, 12.0),
                batches_waste(whole, 2, outlook, TODAY, 12.0), 1e-12);
}

static void what_has_expired_is_waste_and_what_outlasts_is_not(void **state)
{
    (void)state;
    struct shop shop;
    const struct outlook *outlook = sells(&shop, 2.0);
    struct stock_row rows[] = {
        {.on_hand = 50.0, .expiry_day = NO_DAY}, batch(3.0, 0), batch(100.0, 13)};
    check_close(batches_waste(rows, 3, outlook, TODAY, 12.0), 3.0, 0.0);
    check_close(batches_waste(rows, 3, NULL, TODAY, 14.0), 103.0, 0.0);
    check_close(batches_waste(rows, 0, outlook, TODAY, 12.0), 0.0, 0.0);
}

/* Batches of thousands on a coarse grid stay between bounds that hold for any demand. */
static void large_batches_keep_within_what_is_possible(void **state)
{
    (void)state;
    struct shop shop;
    const struct outlook *outlook = sells(&shop, 500.0);
    struct stock_row rows[] = {batch(1600.0, 3), batch(1000.0, 5)};
    /* The first leaves 100.7 (surplus of Poisson(1500) at 1600).  Then 1000 are wanted of 1000. */
    struct dist three = {.kind = DIST_POISSON, .a = 1500.0};
    struct dist five = {.kind = DIST_POISSON, .a = 2500.0};
    double least = fmax(dist_surplus(&three, 1600.0), dist_surplus(&five, 2600.0));
    double most = dist_surplus(&three, 1600.0) + sqrt(1000.0);
    double waste = batches_waste(rows, 2, outlook, TODAY, 12.0);
    assert_true(waste > least && waste < most);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_batch_leaves_the_surplus_of_its_demand),
        cmocka_unit_test(what_customers_wait_for_leaves_the_oldest_batch),
        cmocka_unit_test(several_batches_waste_what_enumeration_says),
        cmocka_unit_test(a_batch_in_two_rows_is_one_batch),
        cmocka_unit_test(what_has_expired_is_waste_and_what_outlasts_is_not),
        cmocka_unit_test(large_batches_keep_within_what_is_possible),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
