/* Compound Poisson laws: what a random number of demands of seen sizes adds up to. */
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
        cmocka_unit_test(sizes_add_up_as_by_hand),
        cmocka_unit_test(rare_large_demands_are_met_whole_or_not_at_all),
        cmocka_unit_test(a_coarse_table_keeps_mean_and_loss),
    };
    return cmocka_run_group_tests_name("compound laws", tests, NULL, NULL);
}
