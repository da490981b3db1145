/* Distributions of demand against published tables, independent summation and integration, and the
 * identities that tie the functions to each other. */
#include "num/dist.h"
#include "support/check.h"

#include <math.h>

/* Laws of every kind, from nearly nothing to huge, whose identities are checked. */
static const double TENTHS[] = {0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1};
static const double LUMPY[] = {0.5, 0.0, 0.25, 0.0, 0.125, 0.0625, 0.0, 0.0625};

static const struct dist LAWS[] = {
    {.kind = DIST_POINT, .a = 7.0},
    {.kind = DIST_POINT, .a = 2.5},
    {.kind = DIST_NORMAL, .a = 50.0, .b = 8.0},
    {.kind = DIST_LOGNORMAL, .a = 1.0, .b = 0.5},
    {.kind = DIST_EXPONENTIAL, .a = 0.2},
    {.kind = DIST_GAMMA, .a = 0.05, .b = 20.0},
    {.kind = DIST_GAMMA, .a = 9.0, .b = 0.5},
    {.kind = DIST_GAMMA, .a = 2.5e5, .b = 4.0},
    {.kind = DIST_POISSON, .a = 1e-9},
    {.kind = DIST_POISSON, .a = 0.3},
    {.kind = DIST_POISSON, .a = 18.0},
    {.kind = DIST_POISSON, .a = 450.0},
    {.kind = DIST_POISSON, .a = 3e6},
    {.kind = DIST_NEGBIN, .a = 0.2, .b = 0.1},
    {.kind = DIST_NEGBIN, .a = 1.0, .b = 0.25},
    {.kind = DIST_NEGBIN, .a = 40.0, .b = 0.5},
    {.kind = DIST_NEGBIN, .a = 5e4, .b = 0.02},
    {.kind = DIST_BINOMIAL, .a = 0.25, .b = 0.1875}, /* one trial */
    {.kind = DIST_BINOMIAL, .a = 1.0, .b = 0.02},
    {.kind = DIST_BINOMIAL, .a = 1.4, .b = 0.3}, /* between the two lowest rungs */
    {.kind = DIST_BINOMIAL, .a = 5.0, .b = 2.5}, /* ten trials */
    {.kind = DIST_BINOMIAL, .a = 5.2, .b = 4.9},
    {.kind = DIST_BINOMIAL, .a = 31.0, .b = 1e-4},
    {.kind = DIST_BINOMIAL, .a = 160.0, .b = 50.0},
    {.kind = DIST_BINOMIAL, .a = 4e6, .b = 1e6},
    {.kind = DIST_DISCRETE, .mass = TENTHS, .count = 10, .origin = 0.0, .step = 1.0},
    {.kind = DIST_DISCRETE, .mass = LUMPY, .count = 8, .origin = 3.0, .step = 6.0},
};
enum { LAW_COUNT = sizeof LAWS / sizeof *LAWS };

static double sd_of(const struct dist *dist)
{
    return sqrt(dist_variance(dist));
}

static struct dist poisson(double mean)
{
    return (struct dist){.kind = DIST_POISSON, .a = mean};
}

/* Cumulative Poisson and normal values as every table has them. */
static void agrees_with_printed_tables(void **state)
{
    (void)state;
    struct dist five = poisson(5.0);
    check_close(dist_cdf(&five, 0.0), 0.0067, 5e-5);
    check_close(dist_cdf(&five, 5.0), 0.6160, 5e-5);
    check_close(dist_cdf(&five, 10.0), 0.9863, 5e-5);
    struct dist standard = {.kind = DIST_NORMAL, .a = 0.0, .b = 1.0};
    check_close(dist_quantile(&standard, 0.975), 1.959963984540054, 1e-14);
    check_close(dist_quantile(&standard, 0.9999), 3.719016485455709, 1e-13);
    check_close(dist_tail(&standard, 6.0), 9.865876450376981e-10, 1e-23);
    /* Unit normal loss table. */
    check_close(dist_loss(&standard, 0.0), 0.39894228040143270, 1e-15);
    check_close(dist_loss(&standard, 2.0), 0.0084907, 5e-8);
    /* Chi-squared with 10 degrees of freedom, upper 5 %. */
    struct dist chi = {.kind = DIST_GAMMA, .a = 5.0, .b = 2.0};
    check_close(dist_quantile(&chi, 0.95), 18.307038053275146, 1e-12);
    /* Geometric law: P(D > k) = q^(k + 1) exactly. */
    struct dist geometric = {.kind = DIST_NEGBIN, .a = 1.0, .b = 0.25};
    check_close(dist_tail(&geometric, 99.0) / pow(0.75, 100.0), 1.0, 1e-12);
}

static void tails_keep_their_digits(void **state)
{
    (void)state;
    /* Q(20.5) of 50 at mean 20 and P(0 of 700), in 50-digit arithmetic. */
    struct dist twenty = poisson(20.0);
    double sum = 0.0;
    for (int j = 200; j > 70; j--) {
        sum += exp(j * log(20.0) - 20.0 - lgamma(j + 1.0));
    }
    check_close(dist_tail(&twenty, 70.0) / sum, 1.0, 1e-12);
    struct dist rare = poisson(1e-9);
    check_close(dist_tail(&rare, 0.0) / 1e-9, 1.0, 1e-9);
    check_close(dist_tail(&rare, 1.0) / 0.5e-18, 1.0, 1e-9);
    check_close(dist_loss(&rare, 1.0) / 0.5e-18, 1.0, 1e-9);
    struct dist many = poisson(700.0);
    check_close(dist_cdf(&many, 0.0) / exp(-700.0), 1.0, 1e-12);
}

/* Both expansions for huge parameters meet the plain functions where they take over. */
static void expansions_join_without_a_step(void **state)
{
    (void)state;
    for (double z = -6.0; z <= 6.0; z += 0.75) {
        double below = floor(9990.0 + 100.0 * z);
        struct dist plain = poisson(9990.0);
        double sum = 0.0;
        for (double j = below; j >= 0.0 && j > below - 1500.0; j -= 1.0) {
            sum += dist_density(&plain, j);
        }
        check_close(dist_cdf(&plain, below) / sum, 1.0, 1e-9);
        struct dist huge = poisson(10500.0);
        below = floor(10500.0 + 103.0 * z);
        sum = 0.0;
        for (double j = below; j >= 0.0 && j > below - 1500.0; j -= 1.0) {
            sum += dist_density(&huge, j);
        }
        check_close(dist_cdf(&huge, below) / sum, 1.0, 1e-9);
        struct dist wide = {.kind = DIST_NEGBIN, .a = 4000.0, .b = 0.4};
        below = floor(6000.0 + 122.0 * z);
        sum = 0.0;
        for (double j = below; j >= 0.0 && j > below - 2000.0; j -= 1.0) {
            sum += dist_density(&wide, j);
        }
        check_close(dist_cdf(&wide, below) / sum, 1.0, 1e-9);
    }
}

static void head_and_tail_add_up_to_one(void **state)
{
    (void)state;
    for (size_t i = 0; i < LAW_COUNT; i++) {
        for (double z = -5.0; z <= 8.0; z += 0.37) {
            double x = dist_mean(&LAWS[i]) + z * sd_of(&LAWS[i]);
            check_close(dist_cdf(&LAWS[i], x) + dist_tail(&LAWS[i], x), 1.0, 1e-12);
        }
    }
}

static void loss_less_surplus_is_mean_less_x(void **state)
{
    (void)state;
    for (size_t i = 0; i < LAW_COUNT; i++) {
        double mean = dist_mean(&LAWS[i]);
        double sd = sd_of(&LAWS[i]);
        for (double z = -9.0; z <= 9.0; z += 0.31) {
            double x = mean + z * sd;
            double difference = dist_loss(&LAWS[i], x) - dist_surplus(&LAWS[i], x);
            check_close(difference - (mean - x), 0.0, 1e-10 * fmax(mean, sd));
            assert_true(dist_loss(&LAWS[i], x) >= 0.0);
            assert_true(dist_surplus(&LAWS[i], x) >= 0.0);
        }
    }
}

/* loss2 + surplus2 = (variance + (mean - x)^2 - (mean - x)) / 2 for counts at whole x, without the
 * last term for continuous laws. */
static void second_orders_add_up_to_the_second_moment(void **state)
{
    (void)state;
    for (size_t i = 0; i < LAW_COUNT; i++) {
        double mean = dist_mean(&LAWS[i]);
        double variance = dist_variance(&LAWS[i]);
        for (double z = -3.0; z <= 5.0; z += 0.5) {
            double x = floor(mean + z * sqrt(variance));
            double gap = mean - x;
            double want = 0.5 * (variance + gap * gap - (dist_is_discrete(&LAWS[i]) ? gap : 0.0));
            double got = dist_loss2(&LAWS[i], x) + dist_surplus2(&LAWS[i], x);
            check_close(got - want, 0.0, 1e-9 * fmax(variance, fabs(want)));
        }
    }
}

/* E(D - x)+ is the integral of the tail beyond x, and the second order that of the first: here by
 * Simpson's rule up to where nothing is left. */
static double tail_integral(const struct dist *dist, double (*value)(const struct dist *, double),
                            double x, double end)
{
    enum { PANELS = 20000 };
    double step = (end - x) / PANELS;
    double sum = value(dist, x) + value(dist, end);
    for (int k = 1; k < PANELS; k++) {
        sum += (k % 2 == 1 ? 4.0 : 2.0) * value(dist, x + k * step);
    }
    return sum * step / 3.0;
}

static void losses_are_integrals_of_the_tail(void **state)
{
    (void)state;
    for (size_t i = 0; i < LAW_COUNT; i++) {
        if (LAWS[i].kind == DIST_POINT || dist_is_discrete(&LAWS[i])) {
            continue;
        }
        double mean = dist_mean(&LAWS[i]);
        double sd = sd_of(&LAWS[i]);
        for (double z = -1.5; z <= 3.0; z += 1.5) {
            double x = fmax(mean + z * sd, 0.05 * mean);
            double first = tail_integral(&LAWS[i], dist_tail, x, x + 60.0 * sd);
            check_close(dist_loss(&LAWS[i], x) / first, 1.0, 1e-6);
            double second = tail_integral(&LAWS[i], dist_loss, x, x + 60.0 * sd);
            check_close(dist_loss2(&LAWS[i], x) / second, 1.0, 1e-6);
            if (LAWS[i].kind == DIST_NORMAL) {
                check_close(dist_surplus(&LAWS[i], x) /
                                tail_integral(&LAWS[i], dist_cdf, x - 12.0 * sd, x),
                            1.0, 1e-9);
            }
        }
    }
}

/* For counts the same with sums of masses, no closed form involved. */
static void losses_of_counts_are_sums_over_masses(void **state)
{
    (void)state;
    for (size_t i = 0; i < LAW_COUNT; i++) {
        double sd = sd_of(&LAWS[i]);
        if ((LAWS[i].kind != DIST_POISSON && LAWS[i].kind != DIST_NEGBIN) || sd > 200.0) {
            continue;
        }
        double mean = dist_mean(&LAWS[i]);
        for (double z = -2.0; z <= 4.0; z += 0.7) {
            double x = fmax(floor(mean + z * sd), 0.0) + (z > 1.0 ? 0.25 : 0.0);
            double loss = 0.0;
            double surplus = 0.0;
            double loss2 = 0.0;
            double surplus2 = 0.0;
            for (double j = 0.0; j <= ceil(mean + 400.0 * sd) + 60.0; j += 1.0) {
                double mass = dist_density(&LAWS[i], j);
                double over = fmax(j - x, 0.0);
                double under = fmax(x - j, 0.0);
                loss += over * mass;
                loss2 += 0.5 * over * (over - 1.0) * mass;
                surplus += under * mass;
                surplus2 += 0.5 * under * (under + 1.0) * mass;
            }
            check_close(dist_loss(&LAWS[i], x), loss, 1e-10);
            check_close(dist_surplus(&LAWS[i], x), surplus, 1e-10);
            check_close(dist_loss2(&LAWS[i], x), loss2, 1e-9);
            check_close(dist_surplus2(&LAWS[i], x), surplus2, 1e-9);
        }
    }
}

static void far_losses_of_rare_demand_keep_their_digits(void **state)
{
    (void)state;
    /* E(D - 10)+ of a Poisson mean of 0.01 is its first term to three digits. */
    struct dist rare = poisson(0.01);
    double first = exp(11.0 * log(0.01) - 0.01 - lgamma(12.0));
    double rest = first * 0.01 / 12.0;
    double third = rest * 0.01 / 13.0;
    check_close(dist_loss(&rare, 10.0) / (first + 2.0 * rest + 3.0 * third), 1.0, 1e-8);
    check_close(dist_loss2(&rare, 10.0) / (rest + 3.0 * third), 1.0, 1e-5);
    struct dist exponential = {.kind = DIST_EXPONENTIAL, .a = 2.0};
    check_close(dist_surplus(&exponential, 1e-8) / 1e-16, 1.0, 1e-7);
    struct dist gamma = {.kind = DIST_GAMMA, .a = 1.0, .b = 0.5};
    check_close(dist_surplus(&gamma, 1e-8) / 1e-16, 1.0, 1e-7);
    check_close(dist_surplus2(&gamma, 1e-8) / (1e-24 / 3.0), 1.0, 1e-7);
}

static const double LEVELS[] = {1e-6, 0.01, 0.3, 0.5, 0.75, 0.9, 0.95, 0.99, 0.9999, 1.0 - 1e-9};
enum { LEVEL_COUNT = sizeof LEVELS / sizeof *LEVELS };

static void quantile_is_the_least_that_reaches_p(void **state)
{
    (void)state;
    for (size_t i = 0; i < LAW_COUNT; i++) {
        double sd = sd_of(&LAWS[i]);
        double step = LAWS[i].kind == DIST_DISCRETE ? LAWS[i].step : 1.0;
        for (size_t k = 0; k < LEVEL_COUNT; k++) {
            double p = LEVELS[k];
            double x = dist_quantile(&LAWS[i], p);
            if (dist_is_discrete(&LAWS[i])) {
                assert_true(dist_cdf(&LAWS[i], x) >= p - 1e-12);
                assert_true(dist_cdf(&LAWS[i], x - step) < p);
            } else if (sd > 0.0 && x > 1e-300) {
                check_close(dist_cdf(&LAWS[i], x) / p, 1.0, 1e-11);
                check_close(dist_tail(&LAWS[i], x) / (1.0 - p), 1.0, 1e-6);
            }
        }
    }
}

/* 0.1 + 0.2 + ... falls short of 0.8 by rounding; the eighth tenth reaches it all the same. */
static void decimal_masses_reach_decimal_levels(void **state)
{
    (void)state;
    struct dist tenths = {.kind = DIST_DISCRETE, .mass = TENTHS, .count = 10, .step = 1.0};
    check_close(dist_quantile(&tenths, 0.8), 7.0, 0.0);
    check_close(dist_quantile(&tenths, 0.81), 8.0, 0.0);
    check_close(dist_quantile(&tenths, 0.999999), 9.0, 0.0);
}

static void quantile_undoes_the_distribution_function_of_counts(void **state)
{
    (void)state;
    static const struct dist counts[] = {{.kind = DIST_POISSON, .a = 0.7},
                                         {.kind = DIST_POISSON, .a = 31.0},
                                         {.kind = DIST_POISSON, .a = 60.0},
                                         {.kind = DIST_NEGBIN, .a = 0.3, .b = 0.02},
                                         {.kind = DIST_NEGBIN, .a = 9.0, .b = 0.1}};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        for (double k = 0.0; k < 160.0; k += 1.0) {
            double p = dist_cdf(&counts[i], k);
            if (p > 1e-300 && p < 1.0 - 1e-11) {
                check_close(dist_quantile(&counts[i], p), k, 0.0);
            }
        }
    }
}

static void huge_and_tiny_demand_is_answered(void **state)
{
    (void)state;
    static const double means[] = {1e-9, 1e-3, 1.0, 1e3, 1e6, 1e9};
    static const double ratios[] = {1.0, 1.00001, 1.5, 10.0, 1e4, 1e9};
    for (size_t i = 0; i < 6; i++) {
        for (size_t k = 0; k < 6; k++) {
            for (int counts = 0; counts <= 1; counts++) {
                double mean = means[i];
                struct dist dist = dist_of_demand(mean, mean * ratios[k], counts == 1);
                check_close(dist_mean(&dist) / mean, 1.0, 1e-9);
                check_close(dist_variance(&dist) / (mean * ratios[k]), 1.0, 1.01e-4);
                double last = 0.0;
                for (size_t l = 0; l < LEVEL_COUNT; l++) {
                    double x = dist_quantile(&dist, LEVELS[l]);
                    assert_true(isfinite(x) && x >= last);
                    last = x;
                    assert_true(isfinite(dist_loss(&dist, x)) && isfinite(dist_surplus2(&dist, x)));
                }
                check_close(dist_cdf(&dist, 1e300), 1.0, 1e-12);
                check_close(dist_loss(&dist, 1e300), 0.0, 0.0);
                check_close(dist_cdf(&dist, -1.0), 0.0, 0.0);
                check_close(dist_loss(&dist, -1.0) / (mean + 1.0), 1.0, 1e-9);
            }
        }
    }
}

static void demand_gets_the_law_of_its_variance(void **state)
{
    (void)state;
    assert_int_equal(dist_of_demand(3.0, 3.0, true).kind, DIST_POISSON);
    assert_int_equal(dist_of_demand(3.0, 1.0, true).kind, DIST_BINOMIAL);
    assert_int_equal(dist_of_demand(3.0, 0.0, true).kind, DIST_POINT);
    assert_int_equal(dist_of_demand(3.0, 9.0, true).kind, DIST_NEGBIN);
    assert_int_equal(dist_of_demand(3.0, 9.0, false).kind, DIST_GAMMA);
    assert_int_equal(dist_of_demand(3.0, 0.0, false).kind, DIST_POINT);
    assert_int_equal(dist_of_demand(0.0, 4.0, true).kind, DIST_POINT);
    assert_int_equal(dist_of_demand(0.0, 0.0, false).kind, DIST_POINT);
    assert_int_equal(dist_of_demand(6e-312, 0.46, true).kind, DIST_POINT);
    struct dist nothing = dist_of_demand(0.0, 4.0, true);
    check_close(dist_quantile(&nothing, 0.99), 0.0, 0.0);
    check_close(dist_loss(&nothing, 0.0), 0.0, 0.0);
}

/* Ten trials with chance 1/2: C(10, k) / 1024. */
static void counts_below_poisson_are_binomial(void **state)
{
    (void)state;
    struct dist ten = dist_of_demand(5.0, 2.5, true);
    assert_int_equal(ten.kind, DIST_BINOMIAL);
    check_close(dist_density(&ten, 3.0), 120.0 / 1024.0, 1e-14);
    check_close(dist_cdf(&ten, 2.0), 56.0 / 1024.0, 1e-14);
    check_close(dist_tail(&ten, 9.5), 1.0 / 1024.0, 1e-15);
    check_close(dist_tail(&ten, 10.0), 0.0, 0.0);
    check_close(dist_loss(&ten, 8.0), (10.0 + 2.0) / 1024.0, 1e-15);
    check_close(dist_quantile(&ten, 0.95), 8.0, 0.0);
}

/* The moments that were asked for are those of the masses, wherever whole numbers can have them. */
static void counts_below_poisson_have_the_moments_asked_for(void **state)
{
    (void)state;
    static const double means[] = {0.03, 0.7, 1.0, 1.2, 2.5, 7.0, 12.3, 90.7};
    static const double ratios[] = {0.999, 0.9, 0.6, 0.3, 0.1, 0.01, 0.0};
    for (size_t i = 0; i < sizeof means / sizeof *means; i++) {
        double share = means[i] - floor(means[i]);
        for (size_t k = 0; k < sizeof ratios / sizeof *ratios; k++) {
            double want = fmax(ratios[k] * means[i], share * (1.0 - share));
            struct dist dist = dist_of_demand(means[i], ratios[k] * means[i], true);
            double total = 0.0;
            double mean = 0.0;
            double variance = 0.0;
            for (double j = 0.0; j < 400.0; j += 1.0) {
                double mass = dist_density(&dist, j);
                assert_true(mass >= 0.0);
                total += mass;
                mean += j * mass;
                variance += (j - means[i]) * (j - means[i]) * mass;
            }
            check_close(total, 1.0, 1e-11);
            check_close(mean, means[i], 1e-11);
            check_close(variance, want, 1e-9);
            check_close(dist_variance(&dist), want, 1e-9);
        }
    }
}

/* What sells one piece each day without fail needs seven for a week and not one more. */
static void what_never_scatters_needs_no_more_than_its_mean(void **state)
{
    (void)state;
    struct dist week = dist_of_demand(7.0, 0.0, true);
    check_close(dist_quantile(&week, 0.9999), 7.0, 0.0);
    check_close(dist_loss(&week, 7.0), 0.0, 0.0);
    struct dist nearly = dist_of_demand(7.0 - 1e-13, 0.0, true);
    check_close(dist_quantile(&nearly, 0.9999), 7.0, 0.0);
    struct dist half = dist_of_demand(2.5, 0.0, true);
    check_close(dist_quantile(&half, 0.4), 2.0, 0.0);
    check_close(dist_quantile(&half, 0.99), 3.0, 0.0);
}

static void a_law_without_spread_is_a_point(void **state)
{
    (void)state;
    struct dist flat = {.kind = DIST_NORMAL, .a = 4.0, .b = 0.0};
    check_close(dist_quantile(&flat, 0.9), 4.0, 0.0);
    check_close(dist_cdf(&flat, 3.99), 0.0, 0.0);
    check_close(dist_loss(&flat, 1.0), 3.0, 0.0);
    check_close(dist_surplus(&flat, 5.0), 1.0, 0.0);
}

static void sums_of_periods_have_the_sums_of_moments(void **state)
{
    (void)state;
    for (size_t i = 0; i < LAW_COUNT; i++) {
        /* half a period of counts below Poisson may want less variance than whole numbers have */
        double periods = LAWS[i].kind == DIST_BINOMIAL ? 3.0 : 3.5;
        struct dist sum = dist_of_periods(&LAWS[i], periods);
        double want = periods * dist_variance(&LAWS[i]);
        check_close(dist_mean(&sum) / dist_mean(&LAWS[i]), periods, 1e-12);
        if (LAWS[i].kind != DIST_POINT) {
            check_close(dist_variance(&sum) / want, 1.0, 1e-9);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_printed_tables),
        cmocka_unit_test(tails_keep_their_digits),
        cmocka_unit_test(expansions_join_without_a_step),
        cmocka_unit_test(head_and_tail_add_up_to_one),
        cmocka_unit_test(loss_less_surplus_is_mean_less_x),
        cmocka_unit_test(second_orders_add_up_to_the_second_moment),
        cmocka_unit_test(losses_are_integrals_of_the_tail),
        cmocka_unit_test(losses_of_counts_are_sums_over_masses),
        cmocka_unit_test(far_losses_of_rare_demand_keep_their_digits),
        cmocka_unit_test(quantile_is_the_least_that_reaches_p),
        cmocka_unit_test(decimal_masses_reach_decimal_levels),
        cmocka_unit_test(quantile_undoes_the_distribution_function_of_counts),
        cmocka_unit_test(huge_and_tiny_demand_is_answered),
        cmocka_unit_test(demand_gets_the_law_of_its_variance),
        cmocka_unit_test(counts_below_poisson_are_binomial),
        cmocka_unit_test(counts_below_poisson_have_the_moments_asked_for),
        cmocka_unit_test(what_never_scatters_needs_no_more_than_its_mean),
        cmocka_unit_test(a_law_without_spread_is_a_point),
        cmocka_unit_test(sums_of_periods_have_the_sums_of_moments),
    };
    return cmocka_run_group_tests_name("dist", tests, NULL, NULL);
}
