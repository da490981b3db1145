/* Draws of the laws of demand, against the distribution functions of num/dist.h and their moments.
 */
#include "generate/counts.h"

#include "num/dist.h"
#include "support/check.h"

#include <math.h>

enum { DRAWS = 40000, CELLS = 12 };

/* Draws into cells of about equal chance by `dist`; the statistic is chi-square with fewer than
 * CELLS degrees of freedom, which exceeds 45 once in 200,000 laws. */
static double misfit(const struct count_law *law, double mean, const struct dist *dist,
                     uint64_t stream)
{
    double limit[CELLS] = {0.0};
    double count[CELLS] = {0.0};
    size_t cells = 0;
    for (int i = 1; i < CELLS; i++) {
        double at = dist_quantile(dist, (double)i / CELLS);
        if (cells == 0 || at > limit[cells - 1]) {
            limit[cells++] = at;
        }
    }
    struct random random = random_stream(11, stream);
    for (int i = 0; i < DRAWS; i++) {
        double x = (double)count_draw(law, mean, &random);
        size_t cell = 0;
        while (cell < cells && x > limit[cell]) {
            cell++;
        }
        count[cell] += 1.0;
    }
    double sum = 0.0;
    for (size_t cell = 0; cell <= cells; cell++) {
        double above = cell < cells ? dist_cdf(dist, limit[cell]) : 1.0;
        double want = DRAWS * (above - (cell > 0 ? dist_cdf(dist, limit[cell - 1]) : 0.0));
        if (want > 5.0) {
            sum += (count[cell] - want) * (count[cell] - want) / want;
        }
    }
    return sum;
}

static void poisson_draws_follow_the_poisson_law_by_either_way(void **state)
{
    (void)state;
    const double means[] = {0.02, 0.7, 5.0, 11.9, 12.1, 40.0, 900.0, 1e6};
    const struct count_law law = {.kind = LAW_POISSON};
    for (size_t i = 0; i < sizeof means / sizeof *means; i++) {
        struct dist dist = {.kind = DIST_POISSON, .a = means[i]};
        assert_true(misfit(&law, means[i], &dist, i) < 45.0);
    }
}

static void negbin_draws_follow_the_negative_binomial_law_by_either_way(void **state)
{
    (void)state;
    const double means[] = {0.05, 1.5, 11.9, 12.1, 300.0};
    const double sizes[] = {0.2, 1.0, 7.5, 200.0};
    for (size_t i = 0; i < sizeof means / sizeof *means; i++) {
        for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
            const struct count_law law = {.kind = LAW_NEGBIN, .size = sizes[k]};
            struct dist dist = {
                .kind = DIST_NEGBIN, .a = sizes[k], .b = sizes[k] / (sizes[k] + means[i])};
            assert_true(misfit(&law, means[i], &dist, 100 + 10 * i + k) < 45.0);
        }
    }
}

static void moments_are_those_of_the_draws(void **state)
{
    (void)state;
    const struct count_law laws[] = {{.kind = LAW_POISSON},
                                     {.kind = LAW_NEGBIN, .size = 2.0},
                                     {.kind = LAW_HURDLE, .size = 1.5, .order = 12.0}};
    for (size_t i = 0; i < 3; i++) {
        struct random random = random_stream(12, i);
        double sum = 0.0;
        double squares = 0.0;
        for (int k = 0; k < 4 * DRAWS; k++) {
            double x = (double)count_draw(&laws[i], 2.5, &random);
            sum += x;
            squares += x * x;
        }
        double mean = sum / (4 * DRAWS);
        check_close(mean, count_mean(&laws[i], 2.5), 0.05);
        check_close(squares / (4 * DRAWS) - mean * mean, count_variance(&laws[i], 2.5, 2.5 * 2.5),
                    0.05);
    }
}

/* Mean 2 or 4 with even chance: E[m^2] = 10; given the mean a negative binomial of size 2. */
static void a_mean_that_is_itself_random_adds_its_variance(void **state)
{
    (void)state;
    const struct count_law law = {.kind = LAW_NEGBIN, .size = 2.0};
    check_close(count_variance(&law, 3.0, 10.0), 3.0 + 10.0 / 2.0 + (10.0 - 9.0), 1e-12);
}

static void nothing_is_drawn_of_nothing_and_a_hurdle_is_no_certainty(void **state)
{
    (void)state;
    struct random random = random_stream(13, 0);
    const struct count_law law = {.kind = LAW_HURDLE, .size = 1.5, .order = 2.0};
    assert_int_equal(count_draw(&(struct count_law){.kind = LAW_POISSON}, 0.0, &random), 0);
    assert_int_equal(count_draw(&law, 0.0, &random), 0);
    check_close(count_mean(&law, 100.0), 2.0 * HURDLE_MOST, 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(poisson_draws_follow_the_poisson_law_by_either_way),
        cmocka_unit_test(negbin_draws_follow_the_negative_binomial_law_by_either_way),
        cmocka_unit_test(moments_are_those_of_the_draws),
        cmocka_unit_test(a_mean_that_is_itself_random_adds_its_variance),
        cmocka_unit_test(nothing_is_drawn_of_nothing_and_a_hurdle_is_no_certainty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
