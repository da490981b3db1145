/* Compound laws: what a random number of demands of seen sizes adds up to. */
#include "num/dist.h"
#include "support/check.h"

#include <math.h>
#include <string.h>

static struct dist compound(double demands, const double *sizes, size_t count)
{
    return (struct dist){.kind = DIST_COMPOUND, .a = demands, .mass = sizes, .count = count};
}

/* Demands of one unit each: Poisson's own law. */
static void units_make_poissons_law(void **state)
{
    (void)state;
    const double one[] = {1.0};
    struct dist law = compound(3.7, one, 1);
    struct dist poisson = {.kind = DIST_POISSON, .a = 3.7};
    for (double x = -1.0; x < 14.5; x += 0.5) {
        check_close(dist_cdf(&law, x), dist_cdf(&poisson, x), 1e-12);
        check_close(dist_tail(&law, x), dist_tail(&poisson, x), 1e-12);
        check_close(dist_loss(&law, x), dist_loss(&poisson, x), 1e-10);
        check_close(dist_surplus(&law, x), dist_surplus(&poisson, x), 1e-10);
        check_close(dist_density(&law, x), dist_density(&poisson, x), 1e-12);
    }
    for (double p = 0.05; p < 1.0; p += 0.05) {
        check_close(dist_quantile(&law, p), dist_quantile(&poisson, p), 0.0);
    }
}

static struct dist crowded(double demands, double size, const double *sizes, size_t count)
{
    struct dist law = compound(demands, sizes, count);
    law.b = size;
    return law;
}

/* Crowding demands of one unit each: the negative binomial law, by GSL. */
static void crowding_units_make_the_negative_binomial_law(void **state)
{
    (void)state;
    const double one[] = {1.0};
    static const double SIZES[] = {0.4, 1.0, 2.5, 30.0};
    for (size_t i = 0; i < sizeof SIZES / sizeof SIZES[0]; i++) {
        double size = SIZES[i];
        struct dist law = crowded(3.7, size, one, 1);
        struct dist negbin = {.kind = DIST_NEGBIN, .a = size, .b = size / (size + 3.7)};
        check_close(dist_mean(&law), dist_mean(&negbin), 1e-12);
        check_close(dist_variance(&law), dist_variance(&negbin), 1e-10);
        for (double x = -1.0; x < 14.5; x += 0.5) {
            check_close(dist_density(&law, x), dist_density(&negbin, x), 1e-12);
            check_close(dist_cdf(&law, x), dist_cdf(&negbin, x), 1e-12);
            check_close(dist_tail(&law, x), dist_tail(&negbin, x), 1e-12);
            check_close(dist_loss(&law, x), dist_loss(&negbin, x), 2e-5);
        }
        for (double p = 0.05; p < 1.0; p += 0.05) {
            check_close(dist_quantile(&law, p), dist_quantile(&negbin, p), 0.0);
        }
    }
}

enum { CELLS = 120, DEMANDS = 200 };

/* sums[k] of [CELLS] is the law so far; becomes that with one more of the sizes, equally likely. */
static void add_one_demand(double *sums, const double *sizes, size_t count)
{
    double next[CELLS] = {0};
    for (size_t k = 0; k < CELLS; k++) {
        for (size_t i = 0; i < count && k + (size_t)sizes[i] < CELLS; i++) {
            next[k + (size_t)sizes[i]] += sums[k] / (double)count;
        }
    }
    memcpy(sums, next, sizeof next);
}

/* P(sum = k) = sum over n of P(N = n) P(n sizes add up to k), written out. */
static void crowding_demands_add_up_as_written_out(void **state)
{
    (void)state;
    const double sizes[] = {2.0, 2.0, 5.0};
    static const double SIZES[] = {0.5, 3.0};
    for (size_t i = 0; i < sizeof SIZES / sizeof SIZES[0]; i++) {
        double r = SIZES[i];
        double mean = 2.2;
        double w = mean / (mean + r);
        double sums[CELLS] = {1.0}; /* of no demand */
        double law[CELLS] = {0};
        double number = pow(1.0 - w, r); /* P(N = 0) */
        for (size_t n = 0; n < DEMANDS; n++) {
            for (size_t k = 0; k < CELLS; k++) {
                law[k] += number * sums[k];
            }
            add_one_demand(sums, sizes, 3);
            number *= w * (r + (double)n) / ((double)n + 1.0);
        }
        struct dist dist = crowded(mean, r, sizes, 3);
        check_close(dist_mean(&dist), 6.6, 1e-12);
        check_close(dist_variance(&dist), 2.2 * 11.0 + 6.6 * 6.6 / r, 1e-10);
        for (size_t k = 0; k < CELLS / 2; k++) {
            check_close(dist_density(&dist, (double)k), law[k], 1e-12);
        }
    }
}

/* Two days of a law are the sum of two of them. */
static void crowding_lasts_over_more_periods(void **state)
{
    (void)state;
    const double sizes[] = {1.0, 3.0};
    struct dist one = crowded(0.8, 1.7, sizes, 2);
    struct dist two = dist_of_periods(&one, 2.0);
    check_close(dist_mean(&two), 2.0 * dist_mean(&one), 1e-12);
    check_close(dist_variance(&two), 2.0 * dist_variance(&one), 1e-12);
    for (double k = 0.0; k < 20.0; k += 1.0) {
        double sum = 0.0;
        for (double j = 0.0; j <= k; j += 1.0) {
            sum += dist_density(&one, j) * dist_density(&one, k - j);
        }
        check_close(dist_density(&two, k), sum, 1e-12);
    }
}

/* So seldom do they come that they do not matter: Poisson again. */
static void a_large_size_is_no_crowding(void **state)
{
    (void)state;
    const double sizes[] = {2.0, 5.0};
    struct dist poisson = compound(1.0, sizes, 2);
    struct dist law = crowded(1.0, 1e9, sizes, 2);
    for (double x = 0.0; x < 30.0; x += 1.0) {
        check_close(dist_density(&law, x), dist_density(&poisson, x), 1e-8);
    }
}

/* Sizes 2 and 5 with half a demand each: P(0) = e^-1, P(2) = P(5) = e^-1 / 2,
 * P(4) = P(10) = e^-1 / 8, P(7) = e^-1 / 4. */
static void sizes_add_up_as_by_hand(void **state)
{
    (void)state;
    const double sizes[] = {2.0, 5.0};
    struct dist law = compound(1.0, sizes, 2);
    double none = exp(-1.0);
    check_close(dist_mean(&law), 3.5, 1e-12);
    check_close(dist_variance(&law), 14.5, 1e-12); /* (4 + 25) / 2 */
    check_close(dist_density(&law, 0.0), none, 1e-12);
    check_close(dist_density(&law, 1.0), 0.0, 1e-12);
    check_close(dist_density(&law, 2.0), none / 2.0, 1e-12);
    check_close(dist_density(&law, 4.0), none / 8.0, 1e-12);
    check_close(dist_density(&law, 5.0), none / 2.0, 1e-12);
    check_close(dist_density(&law, 7.0), none / 4.0, 1e-12);
    check_close(dist_cdf(&law, 4.9), none * 1.625, 1e-12);
    assert_true(dist_is_discrete(&law));
}

/* A demand of 60 or nothing: a law of the same two moments would put the 95 % point elsewhere. */
static void rare_large_demands_are_met_whole_or_not_at_all(void **state)
{
    (void)state;
    const double sixty[] = {60.0};
    struct dist seldom = compound(0.04, sixty, 1);
    struct dist often = compound(0.08, sixty, 1);
    check_close(dist_quantile(&seldom, 0.95), 0.0, 0.0);
    check_close(dist_quantile(&often, 0.95), 60.0, 0.0);
    struct dist two = dist_of_demand(dist_mean(&often), dist_variance(&often), true);
    double between = dist_quantile(&two, 0.95);
    assert_true(between > 0.0 && between < 60.0);
}

static void a_coarse_table_keeps_mean_and_loss(void **state)
{
    (void)state;
    const double sizes[] = {0.37, 12.9, 400.0, 1234.5};
    struct dist law = compound(2.5, sizes, 4);
    double table[DIST_TABLE];
    struct dist tabled = dist_tabulate(&law, table);
    assert_int_equal(tabled.kind, DIST_DISCRETE);
    check_close(dist_mean(&tabled), dist_mean(&law), 1e-6 * dist_mean(&law));
    check_close(sqrt(dist_variance(&tabled)), sqrt(dist_variance(&law)), 0.01 * dist_mean(&law));
    check_close(dist_loss(&law, 0.0), dist_mean(&law), 1e-6 * dist_mean(&law));
    assert_false(dist_is_discrete(&law));
    struct dist normal = {.kind = DIST_NORMAL, .a = 5.0, .b = 1.0};
    struct dist same = dist_tabulate(&normal, table);
    assert_int_equal(same.kind, DIST_NORMAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(units_make_poissons_law),
        cmocka_unit_test(crowding_units_make_the_negative_binomial_law),
        cmocka_unit_test(crowding_demands_add_up_as_written_out),
        cmocka_unit_test(crowding_lasts_over_more_periods),
        cmocka_unit_test(a_large_size_is_no_crowding),
        cmocka_unit_test(sizes_add_up_as_by_hand),
        cmocka_unit_test(rare_large_demands_are_met_whole_or_not_at_all),
        cmocka_unit_test(a_coarse_table_keeps_mean_and_loss),
    };
    return cmocka_run_group_tests_name("compound laws", tests, NULL, NULL);
}
