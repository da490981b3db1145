/* What expires unsold, through the randomness of demand. */
#include "base/missing.h"
#include "replenish/batches.h"
#include "support/check.h"

#include <math.h>
#include <string.h>

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

enum { STAGES = 3 };
static const double stage_demand[STAGES] = {4.0, 6.0, 8.0};

/* What each of three batches leaves when so much is wanted until its date, first expired first out.
 */
static void leave(const double units[STAGES], const int demand[STAGES], double waste[STAGES])
{
    double left[STAGES];
    memcpy(left, units, sizeof left);
    for (int stage = 0; stage < STAGES; stage++) {
        double wanted = demand[stage];
        for (int i = stage; i < STAGES; i++) {
            double sold = fmin(left[i], wanted);
            left[i] -= sold;
            wanted -= sold;
        }
        waste[stage] = left[stage];
        left[stage] = 0.0;
    }
}

/* The same expected, over every way in which demand may fall. */
static void enumerate(const double units[STAGES], double expected[STAGES])
{
    double chance[STAGES][MOST / 3];
    for (int stage = 0; stage < STAGES; stage++) {
        struct dist law = {.kind = DIST_POISSON, .a = stage_demand[stage]};
        for (int d = 0; d < MOST / 3; d++) {
            chance[stage][d] = dist_density(&law, d);
        }
        expected[stage] = 0.0;
    }
    for (int a = 0; a < MOST / 3; a++) {
        for (int b = 0; b < MOST / 3; b++) {
            for (int c = 0; c < MOST / 3; c++) {
                double waste[STAGES];
                leave(units, (const int[STAGES]){a, b, c}, waste);
                for (int stage = 0; stage < STAGES; stage++) {
                    expected[stage] += waste[stage] * chance[0][a] * chance[1][b] * chance[2][c];
                }
            }
        }
    }
}

static void several_batches_waste_what_enumeration_says(void **state)
{
    (void)state;
    struct shop shop;
    struct stock_row rows[] = {batch(7.0, 2), batch(6.0, 5), batch(9.0, 9)};
    double waste[STAGES];
    enumerate((const double[STAGES]){7.0, 6.0, 9.0}, waste);
    check_close(batches_waste(rows, 3, sells(&shop, 2.0), TODAY, 12.0),
                waste[0] + waste[1] + waste[2], 1e-6);
}

/* The whole units of each date, and their chance to be sold: without them the batch leaves as much
 * less as they would not have sold. */
static void each_date_tells_what_it_leaves_and_how_likely_that_would_sell(void **state)
{
    (void)state;
    struct shop shop;
    const double units[STAGES] = {7.0, 8.0, 12.0};
    struct stock_row rows[] = {batch(4.0, 0), batch(7.0, 2), batch(8.0, 5), batch(12.0, 9)};
    struct batch_left left[STAGES];
    assert_int_equal(batches_left(rows, 4, sells(&shop, 2.0), TODAY, 12.0, left, STAGES), STAGES);
    double waste[STAGES];
    enumerate(units, waste);
    const double days[STAGES] = {2.0, 5.0, 9.0};
    for (int stage = 0; stage < STAGES; stage++) {
        check_close(left[stage].days, days[stage], 0.0);
        check_close(left[stage].units, floor(waste[stage]), 0.0);
        double fewer[STAGES];
        memcpy(fewer, units, sizeof fewer);
        fewer[stage] -= left[stage].units;
        double after[STAGES];
        enumerate(fewer, after);
        double sold = 1.0 - (waste[stage] - after[stage]) / left[stage].units;
        check_close(left[stage].sold, sold, 1e-6);
    }
    /* With room for one the date with the most units is kept. */
    double most = fmax(left[0].units, fmax(left[1].units, left[2].units));
    assert_int_equal(batches_left(rows, 4, sells(&shop, 2.0), TODAY, 12.0, left, 1), 1);
    check_close(left[0].units, most, 0.0);
    /* Where nothing sells all of it is left. */
    assert_int_equal(batches_left(rows, 4, NULL, TODAY, 12.0, left, STAGES), STAGES);
    check_close(left[2].units, 12.0, 0.0);
    check_close(left[2].sold, 0.0, 0.0);
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
        cmocka_unit_test(each_date_tells_what_it_leaves_and_how_likely_that_would_sell),
        cmocka_unit_test(a_batch_in_two_rows_is_one_batch),
        cmocka_unit_test(what_has_expired_is_waste_and_what_outlasts_is_not),
        cmocka_unit_test(large_batches_keep_within_what_is_possible),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
