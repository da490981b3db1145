/* The paired bootstrap against the normal law of means, and how often its interval is right. */
#include "base/missing.h"
#include "num/random.h"
#include "num/stat.h"
#include "simulate/simulate.h"
#include "support/check.h"
#include "support/scratch.h"

#include <math.h>

enum { SITES_MOST = 600 };

/* The outcome of two arms, of which only holding costs are anything. */
struct outcome {
    struct sim_result result;
    struct sim_site sites[SITES_MOST];
    struct ledger ledgers[2 * SITES_MOST];
};

/* `per_sku` locations of each of `skus`, which cost 10 at first and as much more as `extra` says of
 * the sku. */
static void set_outcome(struct outcome *outcome, size_t skus, size_t per_sku, const double *extra)
{
    size_t count = skus * per_sku;
    *outcome = (struct outcome){.result = {.site_count = count, .arms = 2}};
    outcome->result.sites = outcome->sites;
    outcome->result.site = outcome->ledgers;
    for (size_t i = 0; i < count; i++) {
        outcome->sites[i].sku = (uint32_t)(i / per_sku);
        outcome->sites[i].location = (uint32_t)(i % per_sku);
        outcome->ledgers[i].holding = 10.0;
        outcome->ledgers[count + i].holding = 8.0;
        outcome->ledgers[count + i].shortage = 2.0 + extra[i / per_sku];
    }
}

static struct paired compare(const struct outcome *outcome, uint64_t seed, struct arena *arena)
{
    struct paired paired;
    struct fault fault = {0};
    assert_int_equal(sim_paired(&paired, &outcome->result, 0, 1, seed, arena, &fault), STATUS_OK);
    return paired;
}

static void draw_normal(double *extra, size_t count, double mean, uint64_t series)
{
    struct random random = random_stream(41, series);
    for (size_t i = 0; i < count; i++) {
        extra[i] = mean + random_normal(&random);
    }
}

/* 2,000 draws leave the ends some 4 % of the half width uncertain. */
static void of_many_skus_it_is_the_normal_interval_of_the_sum(void **state)
{
    static struct outcome outcome;
    double extra[SITES_MOST];
    draw_normal(extra, SITES_MOST, 0.5, 0);
    set_outcome(&outcome, SITES_MOST, 1, extra);
    struct paired paired = compare(&outcome, 1, *state);
    double sum = stat_sum(extra, SITES_MOST);
    double half = 1.959964 * stat_sd(extra, SITES_MOST) * sqrt((double)SITES_MOST);
    check_close(paired.difference, sum, 1e-9);
    check_close((paired.high - sum) / half, 1.0, 0.12);
    check_close((sum - paired.low) / half, 1.0, 0.12);
    /* Every SKU costs the same in the first arm, so the share is the sum in other units. */
    check_close(paired.share, sum / (10.0 * SITES_MOST), 1e-12);
    check_close(paired.share_low, paired.low / (10.0 * SITES_MOST), 1e-12);
    check_close(paired.share_high, paired.high / (10.0 * SITES_MOST), 1e-12);
}

/* Four locations that win and lose together say no more than one that is four times as large. */
static void locations_of_a_sku_are_drawn_together(void **state)
{
    static struct outcome one, four;
    double extra[100], larger[100];
    draw_normal(extra, 100, 0.0, 1);
    for (size_t i = 0; i < 100; i++) {
        larger[i] = 4.0 * extra[i];
    }
    set_outcome(&four, 100, 4, extra);
    set_outcome(&one, 100, 1, larger);
    struct paired a = compare(&four, 5, *state), b = compare(&one, 5, *state);
    check_close(a.low, b.low, 1e-9);
    check_close(a.high, b.high, 1e-9);
}

static void a_seed_gives_the_same_interval_and_another_one_nearly_so(void **state)
{
    static struct outcome outcome;
    double extra[100];
    draw_normal(extra, 100, 0.0, 2);
    set_outcome(&outcome, 100, 1, extra);
    struct paired a = compare(&outcome, 5, *state), b = compare(&outcome, 5, *state);
    struct paired other = compare(&outcome, 6, *state);
    assert_memory_equal(&a, &b, sizeof a);
    assert_true(fabs(other.low - a.low) > 0.0);
    check_close(other.low - a.low, 0.0, 0.15 * (a.high - a.low));
}

static void arms_that_agree_differ_by_nothing(void **state)
{
    static struct outcome outcome;
    double extra[50] = {0.0};
    set_outcome(&outcome, 50, 2, extra);
    struct paired paired = compare(&outcome, 1, *state);
    check_close(paired.difference, 0.0, 0.0);
    check_close(paired.low, 0.0, 0.0);
    check_close(paired.high, 0.0, 0.0);
}

/* One SKU tells nothing of others; where nothing costs anything there is no share. */
static void what_cannot_be_told_is_missing(void **state)
{
    static struct outcome outcome;
    double extra[] = {3.0};
    set_outcome(&outcome, 1, 2, extra);
    struct paired paired = compare(&outcome, 1, *state);
    check_close(paired.difference, 6.0, 1e-12);
    check_close(paired.share, 0.3, 1e-12);
    assert_true(is_missing(paired.low) && is_missing(paired.share_high));
    outcome.result.site_count = 0;
    paired = compare(&outcome, 1, *state);
    check_close(paired.difference, 0.0, 0.0);
    assert_true(is_missing(paired.low) && is_missing(paired.share));
}

/* 30 SKUs of lognormal differences, skewed as money is: the percentile interval of so few is known
 * to be somewhat short (Efron and Tibshirani 1993, section 13.7), but not by much. */
static void the_interval_holds_the_truth_about_as_often_as_it_says(void **state)
{
    static struct outcome outcome;
    enum { SKUS = 30, REPEATS = 250 };
    const double spread = 0.5, mean = 1.1331484530668263; /* exp(spread^2 / 2) */
    int right = 0;
    for (uint64_t repeat = 0; repeat < REPEATS; repeat++) {
        double extra[SKUS];
        struct random random = random_stream(42, repeat);
        for (size_t i = 0; i < SKUS; i++) {
            extra[i] = exp(spread * random_normal(&random)) - mean;
        }
        set_outcome(&outcome, SKUS, 1, extra);
        struct paired paired = compare(&outcome, repeat, *state);
        right += paired.low <= 0.0 && paired.high >= 0.0;
    }
    print_message("%d of %d intervals hold the truth\n", right, REPEATS);
    assert_in_range(right, 0.89 * REPEATS, 0.98 * REPEATS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_many_skus_it_is_the_normal_interval_of_the_sum),
        cmocka_unit_test(locations_of_a_sku_are_drawn_together),
        cmocka_unit_test(a_seed_gives_the_same_interval_and_another_one_nearly_so),
        cmocka_unit_test(arms_that_agree_differ_by_nothing),
        cmocka_unit_test(what_cannot_be_told_is_missing),
        cmocka_unit_test(the_interval_holds_the_truth_about_as_often_as_it_says),
    };
    return cmocka_run_group_tests_name("paired", tests, scratch_setup, scratch_teardown);
}
