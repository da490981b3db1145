/* A forecast scaled period by period. */
#include "../../src/forecast/scale.h"

#include "num/random.h"
#include "support/check.h"

#include <math.h>

enum { HORIZON = 3 };

static void factors_scale_means_and_their_squares_variances(void **state)
{
    (void)state;
    double mean[] = {10, 10, 10};
    double variance[] = {4, 4, 4};
    double sum_variance[] = {4, 8, 12}; /* independent periods */
    scale_periods(mean, variance, sum_variance, (const double[]){1, 3, 0}, HORIZON, false);
    check_close(mean[1], 30.0, 0.0);
    check_close(variance[1], 36.0, 1e-12);
    check_close(variance[2], 0.0, 0.0);
    check_close(sum_variance[1], 40.0, 1e-12);
    check_close(sum_variance[2], 40.0, 1e-12);
}

/* An error of the level that stays: sum_variance is (h + 1)^2 times that of one period. */
static void covariances_go_with_the_mean_factor(void **state)
{
    (void)state;
    double mean[] = {10, 10, 10};
    double variance[] = {4, 4, 4};
    double sum_variance[] = {4, 16, 36};
    scale_periods(mean, variance, sum_variance, (const double[]){2, 2, 2}, HORIZON, false);
    for (size_t h = 0; h < HORIZON; h++) {
        check_close(sum_variance[h], 16.0 * (double)((h + 1) * (h + 1)), 1e-9);
    }
}

/* Poisson counts stay Poisson: what is chance goes with the factor, the rest with its square. */
static void chance_goes_with_the_factor(void **state)
{
    (void)state;
    double mean[] = {5, 5, 5};
    double variance[] = {5, 7, 3};
    double sum_variance[] = {5, 12, 15};
    scale_periods(mean, variance, sum_variance, (const double[]){2, 2, 2}, HORIZON, true);
    check_close(variance[0], 10.0, 1e-12);
    check_close(variance[1], 10.0 + 8.0, 1e-12);
    check_close(variance[2], 6.0, 1e-12);
    check_close(sum_variance[0], 10.0, 1e-12);
}

/* Two runs of promotions, two periods and one, with lognormal factors that each run draws for
 * itself. */
static void doubt_is_that_of_drawn_factors(void **state)
{
    (void)state;
    enum { PERIODS = 4, DRAWS = 400000 };
    static const double share[PERIODS] = {1, 1, 0, 1};
    static const double scatter = 0.2;
    double mean[] = {10, 20, 10, 5};
    double variance[PERIODS] = {0};
    double sum_variance[PERIODS] = {0};
    scale_doubt(mean, variance, sum_variance, share, PERIODS, scatter);
    struct random random = random_stream(3, 1);
    double squares[PERIODS] = {0};
    double sums[PERIODS] = {0};
    for (int i = 0; i < DRAWS; i++) {
        double first = exp(sqrt(scatter) * random_normal(&random) - 0.5 * scatter);
        double second = exp(sqrt(scatter) * random_normal(&random) - 0.5 * scatter);
        const double factor[PERIODS] = {first, first, 1.0, second};
        double away = 0.0;
        for (size_t h = 0; h < PERIODS; h++) {
            double own = mean[h] * (factor[h] - 1.0);
            away += own;
            squares[h] += own * own / DRAWS;
            sums[h] += away * away / DRAWS;
        }
    }
    for (size_t h = 0; h < PERIODS; h++) {
        check_close(variance[h] / fmax(squares[h], 1e-9), h == 2 ? 0.0 : 1.0, 0.02);
        check_close(sum_variance[h] / sums[h], 1.0, 0.02);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(factors_scale_means_and_their_squares_variances),
        cmocka_unit_test(covariances_go_with_the_mean_factor),
        cmocka_unit_test(chance_goes_with_the_factor),
        cmocka_unit_test(doubt_is_that_of_drawn_factors),
    };
    return cmocka_run_group_tests_name("scale", tests, NULL, NULL);
}
