/* Equal days of cover. */
#include "network/allocate.h"

#include "base/missing.h"
#include "support/check.h"

static double total(const double *values, size_t count)
{
    double sum = 0.0;
    for (size_t i = 0; i < count; i++) {
        sum += values[i];
    }
    return sum;
}

static void cover_is_equal_where_anything_is_given(void **state)
{
    (void)state;
    static const double stock[] = {20.0, 5.0, 60.0, -4.0, 3.0};
    static const double rate[] = {10.0, 5.0, 4.0, 0.5, 0.0};
    double alloc[5];
    for (double available = 0.5; available < 400.0; available *= 1.7) {
        double cover = allocate_cover(available, stock, rate, 5, alloc);
        check_close(total(alloc, 5), available, 1e-12);
        check_close(alloc[4], 0.0, 0.0);
        for (size_t i = 0; i < 4; i++) {
            double reached = (stock[i] + alloc[i]) / rate[i];
            assert_true(alloc[i] >= 0.0);
            if (alloc[i] > 0.0) {
                check_close(reached, cover, 1e-12);
            } else {
                assert_true(reached >= cover);
            }
        }
    }
}

static void nothing_is_given_where_nothing_sells_or_is_there(void **state)
{
    (void)state;
    static const double stock[] = {1.0, 2.0};
    static const double still[] = {0.0, 0.0};
    static const double rate[] = {1.0, 2.0};
    double alloc[2];
    assert_true(is_missing(allocate_cover(10.0, stock, still, 2, alloc)));
    check_close(total(alloc, 2), 0.0, 0.0);
    assert_true(is_missing(allocate_cover(0.0, stock, rate, 2, alloc)));
    check_close(total(alloc, 2), 0.0, 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cover_is_equal_where_anything_is_given),
        cmocka_unit_test(nothing_is_given_where_nothing_sells_or_is_there),
    };
    return cmocka_run_group_tests_name("allocate", tests, NULL, NULL);
}
