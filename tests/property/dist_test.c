/* Properties that every law of demand has, on random laws over thirteen orders of magnitude. */
#include "num/dist.h"

#include "num/random.h"
#include "support/check.h"

#include <math.h>

enum { LAWS = 3000, POINTS = 24 };

static double log_uniform(struct random *random, double least, double most)
{
    return least * pow(most / least, random_uniform(random));
}

/* Means from a unit in a thousand years to a country's; variances from below the mean to a lot
 * above its square. */
static struct dist random_law(struct random *random)
{
    double mean = log_uniform(random, 1e-5, 1e8);
    double least = random_below(random, 4) == 0 ? 0.01 * mean : mean;
    double variance = log_uniform(random, least, fmax(mean * mean * 20.0, 10.0 * mean));
    return dist_of_demand(mean, variance, random_below(random, 3) > 0);
}

static double random_point(struct random *random, const struct dist *dist)
{
    double x = dist_mean(dist) + (8.0 * random_uniform(random) - 3.0) * sqrt(dist_variance(dist));
    return dist_is_discrete(dist) ? fmax(floor(x), 0.0) : fmax(x, 0.0);
}

static void probabilities_and_losses_are_monotone(void **state)
{
    (void)state;
    struct random random = random_stream(3, 1);
    for (int i = 0; i < LAWS; i++) {
        struct dist dist = random_law(&random);
        double mean = dist_mean(&dist);
        for (int k = 0; k < POINTS / 4; k++) {
            double a = random_point(&random, &dist);
            double b = random_point(&random, &dist);
            double low = fmin(a, b);
            double high = fmax(a, b);
            double slack = 1e-9 * mean;
            assert_true(dist_cdf(&dist, low) <= dist_cdf(&dist, high) + 1e-10);
            assert_true(dist_tail(&dist, low) >= dist_tail(&dist, high) - 1e-10);
            assert_true(dist_loss(&dist, low) >= dist_loss(&dist, high) - slack);
            assert_true(dist_surplus(&dist, low) <= dist_surplus(&dist, high) + slack);
            /* The loss falls by at most a unit for a unit. */
            assert_true(dist_loss(&dist, low) - dist_loss(&dist, high) <=
                        high - low + slack + 1e-9 * high);
            assert_true(dist_loss(&dist, low) >= fmax(mean - low, 0.0) - slack);
        }
    }
}

static void losses_differ_by_mean_less_x(void **state)
{
    (void)state;
    struct random random = random_stream(3, 2);
    for (int i = 0; i < LAWS; i++) {
        struct dist dist = random_law(&random);
        double mean = dist_mean(&dist);
        double spread = sqrt(dist_variance(&dist));
        double x = random_point(&random, &dist) + (random_below(&random, 2) == 0 ? 0.375 : 0.0);
        double gap = dist_loss(&dist, x) - dist_surplus(&dist, x) - (mean - x);
        check_close(gap / fmax(fmax(spread, x), 1e-300), 0.0, 1e-9);
    }
}

static void quantiles_reach_their_level_and_no_more(void **state)
{
    (void)state;
    struct random random = random_stream(3, 3);
    for (int i = 0; i < LAWS; i++) {
        struct dist dist = random_law(&random);
        double last = 0.0;
        for (double p = 0.02 * random_uniform(&random) + 1e-6; p < 1.0; p += 0.11) {
            double x = dist_quantile(&dist, p);
            assert_true(isfinite(x) && x >= last);
            last = x;
            if (dist_is_discrete(&dist)) {
                check_close(x, floor(x), 0.0);
                assert_true(dist_cdf(&dist, x) >= p);
                assert_true(x < 0.5 || dist_cdf(&dist, x - 1.0) < p);
            } else if (x > 1e-290) {
                check_close(dist_cdf(&dist, x) / p, 1.0, 1e-9);
            }
        }
    }
}

/* Counts: the mass is the step of the distribution function, the loss falls by the tail. */
static void differences_of_counts_are_their_masses_and_tails(void **state)
{
    (void)state;
    struct random random = random_stream(3, 4);
    for (int i = 0; i < LAWS; i++) {
        struct dist dist = random_law(&random);
        if (!dist_is_discrete(&dist)) {
            continue;
        }
        double k = random_point(&random, &dist);
        double step = dist_cdf(&dist, k) - dist_cdf(&dist, k - 1.0);
        check_close(step - dist_density(&dist, k), 0.0, 1e-9);
        double fall = dist_loss(&dist, k) - dist_loss(&dist, k + 1.0);
        double slack = 1e-10 + 1e-11 * (sqrt(dist_variance(&dist)) + k);
        check_close(fall - dist_tail(&dist, k), 0.0, slack);
    }
}

static void periods_add_up(void **state)
{
    (void)state;
    struct random random = random_stream(3, 5);
    for (int i = 0; i < LAWS; i++) {
        struct dist dist = random_law(&random);
        double periods = log_uniform(&random, 0.01, 100.0);
        struct dist sum = dist_of_periods(&dist, periods);
        check_close(dist_mean(&sum) / (periods * dist_mean(&dist)), 1.0, 1e-12);
        /* whole numbers cannot have less variance than the fraction of their mean leaves */
        double fraction = dist_mean(&sum) - floor(dist_mean(&sum));
        double least = dist_is_discrete(&dist) ? fraction * (1.0 - fraction) : 0.0;
        double want = fmax(periods * dist_variance(&dist), least);
        double slack = dist.kind == DIST_BINOMIAL ? 1.01e-4 : 1e-12; /* that near it is Poisson */
        check_close(dist_variance(&sum) / want, 1.0, slack);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(probabilities_and_losses_are_monotone),
        cmocka_unit_test(losses_differ_by_mean_less_x),
        cmocka_unit_test(quantiles_reach_their_level_and_no_more),
        cmocka_unit_test(differences_of_counts_are_their_masses_and_tails),
        cmocka_unit_test(periods_add_up),
    };
    return cmocka_run_group_tests_name("distribution properties", tests, NULL, NULL);
}
