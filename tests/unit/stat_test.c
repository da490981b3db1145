/* Summary statistics: values from R, gaps, too few numbers. */
#include "num/stat.h"

#include "base/missing.h"
#include "support/check.h"

#include <stdlib.h>

enum { SAMPLE_SIZE = 9 };

/* c(2, 7, NA, 1, 8, 2, 8, 1, 8) */
static void fill_sample(double sample[SAMPLE_SIZE])
{
    static const double known[SAMPLE_SIZE] = {2.0, 7.0, 0.0, 1.0, 8.0, 2.0, 8.0, 1.0, 8.0};
    for (size_t i = 0; i < SAMPLE_SIZE; i++) {
        sample[i] = i == 2 ? MISSING : known[i];
    }
}

static void gaps_are_skipped(void **state)
{
    (void)state;
    double sample[SAMPLE_SIZE];
    double scratch[SAMPLE_SIZE];
    fill_sample(sample);
    assert_int_equal(stat_count(sample, SAMPLE_SIZE), 8);
    check_close(stat_sum(sample, SAMPLE_SIZE), 37.0, 0.0);
    check_close(stat_mean(sample, SAMPLE_SIZE), 4.625, 0.0);
    check_close(stat_sd(sample, SAMPLE_SIZE), 3.3779748793788102, 1e-14);
    check_close(stat_least(sample, SAMPLE_SIZE), 1.0, 0.0);
    check_close(stat_most(sample, SAMPLE_SIZE), 8.0, 0.0);
    check_close(stat_median(sample, SAMPLE_SIZE, scratch), 4.5, 0.0);
    check_close(stat_quantile(sample, SAMPLE_SIZE, 0.1, scratch), 1.0, 0.0);
    check_close(stat_quantile(sample, SAMPLE_SIZE, 0.25, scratch), 1.75, 1e-15);
    check_close(stat_quantile(sample, SAMPLE_SIZE, 0.6, scratch), 7.2, 1e-14);
    check_close(stat_quantile(sample, SAMPLE_SIZE, 0.0, scratch), 1.0, 0.0);
    check_close(stat_quantile(sample, SAMPLE_SIZE, 1.0, scratch), 8.0, 0.0);
}

static void too_few_numbers_have_no_statistics(void **state)
{
    (void)state;
    double gap = MISSING;
    double one = 5.0;
    double scratch[1];
    assert_true(is_missing(stat_mean(&gap, 1)));
    assert_true(is_missing(stat_median(&gap, 1, scratch)));
    assert_true(is_missing(stat_most(&gap, 1)));
    assert_true(is_missing(stat_mean(&one, 0)));
    assert_true(is_missing(stat_sd(&one, 1)));
    check_close(stat_median(&one, 1, scratch), 5.0, 0.0);
}

/* NIST's NumAcc3 and NumAcc4: certified sd 0.1 around 1e6 and 1e7. */
static void deviations_survive_a_large_mean(void **state)
{
    (void)state;
    double values[1001];
    for (int power = 0; power < 2; power++) {
        double base = power == 0 ? 1000000.0 : 10000000.0;
        values[0] = base + 0.2;
        for (size_t i = 1; i < 1001; i++) {
            values[i] = base + (i % 2 == 1 ? 0.1 : 0.3);
        }
        check_close(stat_mean(values, 1001), base + 0.2, 1e-15);
        check_close(stat_sd(values, 1001), 0.1, power == 0 ? 1e-10 : 1e-9);
    }
}

static int ascending(const void *a, const void *b)
{
    double left = *(const double *)a;
    double right = *(const double *)b;
    return (left > right) - (left < right);
}

/* Against a full sort, with many ties, sorted and reversed input. */
static void quantiles_agree_with_a_full_sort(void **state)
{
    (void)state;
    double values[97];
    double scratch[97];
    double sorted[97];
    uint32_t random = 12345;
    for (size_t round = 0; round < 300; round++) {
        size_t count = 1 + round % 97;
        for (size_t i = 0; i < count; i++) {
            random = random * 1664525U + 1013904223U;
            values[i] = round % 3 == 0   ? (double)(random >> 29)
                        : round % 3 == 1 ? (double)i
                                         : (double)(random >> 8) - (double)i * 1e6;
            sorted[i] = values[i];
        }
        qsort(sorted, count, sizeof *sorted, ascending);
        for (double p = 0.0; p <= 1.0; p += 0.0625) {
            double place = (double)(count - 1) * p;
            size_t below = (size_t)place;
            size_t above = below + 1 < count ? below + 1 : below;
            double want = sorted[below] + (place - (double)below) * (sorted[above] - sorted[below]);
            check_close(stat_quantile(values, count, p, scratch), want, 1e-14);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gaps_are_skipped),
        cmocka_unit_test(too_few_numbers_have_no_statistics),
        cmocka_unit_test(deviations_survive_a_large_mean),
        cmocka_unit_test(quantiles_agree_with_a_full_sort),
    };
    return cmocka_run_group_tests_name("stat", tests, NULL, NULL);
}
