/* Fair shares of a scarce quantity. */
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

static void proportional_shares_add_up_in_whole_units(void **state)
{
    (void)state;
    static const double demand[] = {1.0, 1.0, 1.0, 7.0, 0.0};
    double alloc[5];
    for (double available = 0.0; available <= 12.0; available += 1.0) {
        allocate_proportional(available, demand, 5, alloc);
        check_close(total(alloc, 5), available < 10.0 ? available : 10.0, 0.0);
        for (size_t i = 0; i < 5; i++) {
            check_close(alloc[i], floor(alloc[i]), 0.0);
            assert_true(alloc[i] <= demand[i]);
        }
    }
    /* Equal remainders go to the first of the places. */
    allocate_proportional(2.0, demand, 3, alloc);
    check_close(alloc[0], 1.0, 0.0);
    check_close(alloc[2], 0.0, 0.0);
    static const double weights[] = {1.5, 2.5};
    allocate_proportional(2.0, weights, 2, alloc);
    check_close(alloc[0], 0.75, 1e-15);
}

static void rounding_keeps_the_sum(void **state)
{
    (void)state;
    static const double share[] = {2.6, 3.6, 0.8, 1.0};
    double alloc[4];
    allocate_round(share, 4, alloc);
    check_close(alloc[0], 3.0, 0.0); /* 0.6 like the next, but first */
    check_close(alloc[1], 3.0, 0.0);
    check_close(alloc[2], 1.0, 0.0);
    check_close(alloc[3], 1.0, 0.0);
}

static void priority_is_served_before_the_rest_shares(void **state)
{
    (void)state;
    static const double demand[] = {10.0, 4.0, 6.0, 5.0};
    static const double priority[] = {1.0, 3.0, 1.0, 2.0};
    double alloc[4];
    allocate_priority(17.0, demand, priority, 4, alloc);
    check_close(alloc[1], 4.0, 0.0);
    check_close(alloc[3], 5.0, 0.0);
    check_close(alloc[0], 5.0, 0.0);
    check_close(alloc[2], 3.0, 0.0);
    allocate_priority(6.0, demand, priority, 4, alloc);
    check_close(alloc[1], 4.0, 0.0);
    check_close(alloc[3], 2.0, 0.0);
    check_close(alloc[0] + alloc[2], 0.0, 0.0);
}

/* Best of all splits of the units, by trying them. */
static double best_split(const struct dist *demand, const double *stock, const double *weight,
                         size_t count, double units)
{
    double best = 0.0;
    for (double first = count == 1 ? units : 0.0; first <= units; first += 1.0) {
        double sold = weight[0] * (dist_mean(demand) - dist_loss(demand, stock[0] + first));
        double rest = count > 1
                          ? best_split(demand + 1, stock + 1, weight + 1, count - 1, units - first)
                          : 0.0;
        best = fmax(best, sold + rest);
    }
    return best;
}

static void no_other_split_sells_more(void **state)
{
    (void)state;
    const struct dist demand[] = {dist_of_demand(4.0, 9.0, true), dist_of_demand(0.7, 0.7, true),
                                  dist_of_demand(6.0, 6.0, true), dist_of_demand(2.0, 8.0, true)};
    static const double stock[] = {1.0, 0.0, 4.0, 2.0};
    static const double weight[] = {1.0, 3.0, 1.2, 0.8};
    double alloc[4];
    double gain[4];
    for (double units = 1.0; units <= 14.0; units += 1.0) {
        allocate_marginal(units, demand, stock, weight, 4, alloc, gain);
        double sold = 0.0;
        for (size_t i = 0; i < 4; i++) {
            sold +=
                weight[i] * (dist_mean(&demand[i]) - dist_loss(&demand[i], stock[i] + alloc[i]));
        }
        check_close(total(alloc, 4), units, 0.0);
        check_close(sold, best_split(demand, stock, weight, 4, units), 1e-12);
    }
}

static void units_without_a_chance_stay(void **state)
{
    (void)state;
    const struct dist demand[] = {{.kind = DIST_POINT, .a = 3.0}, {.kind = DIST_POINT, .a = 0.0}};
    static const double stock[] = {1.0, 0.0};
    double alloc[2];
    double gain[2];
    allocate_marginal(10.0, demand, stock, NULL, 2, alloc, gain);
    check_close(alloc[0], 2.0, 0.0);
    check_close(alloc[1], 0.0, 0.0);
}

static void a_budget_buys_the_best_units_first(void **state)
{
    (void)state;
    struct purchase_item items[2] = {
        {.demand = {.kind = DIST_POINT, .a = 2.0}, .cost = 6.0, .margin = 12.0, .limit = HUGE_VAL},
        {.demand = {.kind = DIST_POINT, .a = 9.0}, .cost = 1.0, .margin = 0.5, .limit = 3.0}};
    double units[2];
    double reward[2];
    /* The second dear unit does not fit; the cheap ones that do are bought up to their limit. */
    check_close(purchase_by_reward(items, 2, 10.0, units, reward), 9.0, 0.0);
    check_close(units[0], 1.0, 0.0);
    check_close(units[1], 3.0, 0.0);
    check_close(purchase_by_reward(items, 2, 1e9, units, reward), 15.0, 0.0);
    check_close(purchase_by_reward(items, 2, 0.0, units, reward), 0.0, 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cover_is_equal_where_anything_is_given),
        cmocka_unit_test(nothing_is_given_where_nothing_sells_or_is_there),
        cmocka_unit_test(proportional_shares_add_up_in_whole_units),
        cmocka_unit_test(rounding_keeps_the_sum),
        cmocka_unit_test(priority_is_served_before_the_rest_shares),
        cmocka_unit_test(no_other_split_sells_more),
        cmocka_unit_test(units_without_a_chance_stay),
        cmocka_unit_test(a_budget_buys_the_best_units_first),
    };
    return cmocka_run_group_tests_name("allocate", tests, NULL, NULL);
}
