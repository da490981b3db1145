/* Sharing out what is scarce, in packs. */
#include "network/share.h"

#include "num/random.h"
#include "support/check.h"

#include <math.h>

enum { MOST_CLAIMS = 8 };

static struct share_claim claim(double mean, double stock, double target)
{
    return (struct share_claim){.demand = {.kind = DIST_POISSON, .a = mean},
                                .stock = stock,
                                .weight = 1.0,
                                .rate = mean / 7.0,
                                .target = target,
                                .most = fmax(target - stock, 0.0),
                                .pack = 1.0};
}

static void share(enum share_rule rule, double floor_share, double available,
                  const struct share_claim *claims, size_t count, double *given)
{
    struct arena scratch;
    arena_init(&scratch, 0);
    assert_true(share_out(rule, floor_share, available, claims, count, given, &scratch));
    arena_free(&scratch);
}

static void check_given(const double *given, const double *want, size_t count)
{
    for (size_t c = 0; c < count; c++) {
        check_close(given[c], want[c], 1e-9);
    }
}

static double sales(const struct share_claim *claims, const double *given, size_t count)
{
    double money = 0.0;
    for (size_t c = 0; c < count; c++) {
        double stock = claims[c].stock + given[c];
        money +=
            claims[c].weight * (dist_mean(&claims[c].demand) - dist_loss(&claims[c].demand, stock));
    }
    return money;
}

/* The most that any way of sharing twelve units earns. */
static double best_sales(const struct share_claim *claims, double available)
{
    double best = 0.0;
    for (double a = 0.0; a <= available; a += 1.0) {
        for (double b = 0.0; a + b <= available; b += 1.0) {
            double given[3] = {a, b, available - a - b};
            bool allowed = a <= claims[0].most && b <= claims[1].most && given[2] <= claims[2].most;
            best = allowed ? fmax(best, sales(claims, given, 3)) : best;
        }
    }
    return best;
}

static void no_other_sharing_earns_more(void **state)
{
    (void)state;
    struct share_claim claims[3] = {claim(6.0, 2.0, 14.0), claim(3.0, 0.0, 9.0),
                                    claim(9.0, 7.0, 20.0)};
    claims[1].weight = 2.5;
    for (double available = 1.0; available < 20.0; available += 1.0) {
        double given[3];
        share(SHARE_MARGINAL, 0.0, available, claims, 3, given);
        check_close(given[0] + given[1] + given[2], available, 1e-9);
        check_close(sales(claims, given, 3), best_sales(claims, available), 1e-9);
    }
}

/* A place without worth gets nothing from the best rule, but no less than the floor. */
static void the_floor_comes_before_the_best(void **state)
{
    (void)state;
    struct share_claim claims[2] = {claim(5.0, 0.0, 8.0), claim(5.0, 0.0, 8.0)};
    claims[1].weight = 0.01;
    double given[2];
    share(SHARE_MARGINAL, 0.0, 6.0, claims, 2, given);
    check_given(given, (const double[]){6.0, 0.0}, 2);
    share(SHARE_MARGINAL, 0.25, 6.0, claims, 2, given);
    check_given(given, (const double[]){4.0, 2.0}, 2);
    share(SHARE_MARGINAL, 0.25, 2.0, claims, 2, given); /* not enough for two floors */
    check_given(given, (const double[]){1.0, 1.0}, 2);
}

static void shares_are_in_proportion(void **state)
{
    (void)state;
    struct share_claim claims[3] = {claim(5.0, 0.0, 10.0), claim(5.0, 0.0, 20.0),
                                    claim(5.0, 0.0, 30.0)};
    double given[3];
    share(SHARE_PROPORTIONAL, 0.0, 30.0, claims, 3, given);
    check_given(given, (const double[]){5.0, 10.0, 15.0}, 3);
    claims[2].pack = 6.0; /* two packs are nearer to fifteen than three and the rest goes round */
    share(SHARE_PROPORTIONAL, 0.0, 30.0, claims, 3, given);
    check_close(given[0] + given[1] + given[2], 30.0, 1e-9);
    check_close(fmod(given[2], 6.0), 0.0, 1e-9);
}

/* Whatever there is up to what all want is given, nobody more than he wants, and by the largest
 * remainder: within a unit of the exact share. */
static void shares_in_proportion_add_up_in_whole_units(void **state)
{
    (void)state;
    static const double wanted[] = {1.0, 1.0, 1.0, 7.0, 0.0};
    struct share_claim claims[5];
    for (size_t c = 0; c < 5; c++) {
        claims[c] = claim(5.0, 0.0, wanted[c]);
    }
    for (double available = 0.0; available <= 12.0; available += 1.0) {
        double given[5];
        double sum = 0.0;
        double part = fmin(available / 10.0, 1.0);
        share(SHARE_PROPORTIONAL, 0.0, available, claims, 5, given);
        for (size_t c = 0; c < 5; c++) {
            check_close(given[c], floor(given[c]), 0.0);
            assert_true(given[c] <= wanted[c] && fabs(given[c] - part * wanted[c]) < 1.0);
            sum += given[c];
        }
        check_close(sum, fmin(available, 10.0), 0.0);
    }
}

/* Two and one a day; one has four already. */
static void covers_are_equal(void **state)
{
    (void)state;
    struct share_claim claims[3] = {claim(14.0, 4.0, 40.0), claim(7.0, 0.0, 20.0),
                                    claim(7.0, 30.0, 32.0)};
    double given[3];
    share(SHARE_EQUAL, 0.0, 14.0, claims, 3, given);
    check_given(given, (const double[]){8.0, 6.0, 0.0}, 3);
    claims[1].most = 2.0; /* what it does not want goes to the other */
    share(SHARE_EQUAL, 0.0, 14.0, claims, 3, given);
    check_given(given, (const double[]){12.0, 2.0, 0.0}, 3);
}

static void the_higher_priority_is_served_first(void **state)
{
    (void)state;
    struct share_claim claims[3] = {claim(5.0, 0.0, 10.0), claim(5.0, 0.0, 20.0),
                                    claim(5.0, 0.0, 10.0)};
    claims[1].priority = 2.0;
    double given[3];
    share(SHARE_PRIORITY, 0.0, 26.0, claims, 3, given);
    check_given(given, (const double[]){3.0, 20.0, 3.0}, 3);
}

/* Four of the first priority, five of the second, and what is left in proportion. */
static void priorities_are_served_one_after_the_other(void **state)
{
    (void)state;
    struct share_claim claims[4] = {claim(5.0, 0.0, 10.0), claim(5.0, 0.0, 4.0),
                                    claim(5.0, 0.0, 6.0), claim(5.0, 0.0, 5.0)};
    static const double priority[] = {1.0, 3.0, 1.0, 2.0};
    for (size_t c = 0; c < 4; c++) {
        claims[c].priority = priority[c];
    }
    double given[4];
    share(SHARE_PRIORITY, 0.0, 17.0, claims, 4, given);
    check_given(given, (const double[]){5.0, 4.0, 3.0, 5.0}, 4);
    share(SHARE_PRIORITY, 0.0, 6.0, claims, 4, given);
    check_given(given, (const double[]){0.0, 4.0, 0.0, 2.0}, 4);
}

/* Eleven units where nobody takes fewer than six: one line, and not two halves. */
static void a_line_has_its_least_or_is_none(void **state)
{
    (void)state;
    struct share_claim claims[2] = {claim(5.0, 0.0, 9.0), claim(5.2, 0.0, 9.0)};
    claims[0].least = claims[1].least = 6.0;
    for (int rule = SHARE_MARGINAL; rule <= SHARE_PRIORITY; rule++) {
        double given[2];
        share((enum share_rule)rule, 0.25, 11.0, claims, 2, given);
        check_close(fmax(given[0], given[1]), 9.0, 0.0);
        check_close(fmin(given[0], given[1]), 0.0, 0.0);
    }
}

static void draw_claims(struct share_claim *claims, size_t count, struct random *random)
{
    for (size_t c = 0; c < count; c++) {
        double mean = 0.05 + 20.0 * random_uniform(random);
        double pack = random_below(random, 2) == 0 ? 1.0 : (double)(1 + random_below(random, 12));
        double stock = floor(30.0 * random_uniform(random)) - 5.0;
        double need = 1.0 + floor(40.0 * random_uniform(random));
        claims[c] = (struct share_claim){
            .demand = dist_of_demand(mean, mean * (1.0 + 4.0 * random_uniform(random)), true),
            .stock = stock,
            .weight = random_below(random, 5) == 0 ? 0.0 : 10.0 * random_uniform(random),
            .rate = mean / 9.0,
            .priority = (double)random_below(random, 3),
            .target = stock + need,
            .most = ceil(need / pack) * pack,
            .least = random_below(random, 3) == 0 ? 2.0 * pack : 0.0,
            .pack = pack};
        claims[c].least = fmin(claims[c].least, claims[c].most);
    }
}

static void check_shares(const struct share_claim *claims, size_t count, double available,
                         const double *given)
{
    double sum = 0.0;
    for (size_t c = 0; c < count; c++) {
        double packs = given[c] / claims[c].pack;
        check_close(packs, floor(packs + 0.5), 1e-9);
        assert_true(given[c] <= claims[c].most + 1e-9);
        assert_true(given[c] <= 0.0 || given[c] >= claims[c].least - 1e-9);
        sum += given[c];
    }
    assert_true(sum <= available + 1e-9);
    /* Nothing is left lying that somebody could have had. */
    for (size_t c = 0; c < count; c++) {
        double more = given[c] > 0.0 ? claims[c].pack : fmax(claims[c].pack, claims[c].least);
        assert_true(given[c] + more > claims[c].most + 1e-9 || sum + more > available + 1e-9);
    }
}

static void shares_are_packs_and_whatever_the_order_of_claims_the_same(void **state)
{
    (void)state;
    struct random random = random_stream(5, 3);
    for (int trial = 0; trial < 2000; trial++) {
        struct share_claim claims[MOST_CLAIMS];
        struct share_claim turned[MOST_CLAIMS];
        double given[MOST_CLAIMS];
        double other[MOST_CLAIMS];
        size_t count = 2 + random_below(&random, MOST_CLAIMS - 1);
        draw_claims(claims, count, &random);
        double available = floor(120.0 * random_uniform(&random));
        double floor_share = 0.25 * (double)random_below(&random, 4);
        enum share_rule rule = (enum share_rule)(trial % 4);
        share(rule, floor_share, available, claims, count, given);
        check_shares(claims, count, available, given);
        for (size_t c = 0; c < count; c++) {
            turned[c] = claims[count - 1 - c];
        }
        share(rule, floor_share, available, turned, count, other);
        for (size_t c = 0; c < count; c++) {
            check_close(other[count - 1 - c], given[c], 1e-9);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_other_sharing_earns_more),
        cmocka_unit_test(the_floor_comes_before_the_best),
        cmocka_unit_test(shares_are_in_proportion),
        cmocka_unit_test(shares_in_proportion_add_up_in_whole_units),
        cmocka_unit_test(covers_are_equal),
        cmocka_unit_test(the_higher_priority_is_served_first),
        cmocka_unit_test(priorities_are_served_one_after_the_other),
        cmocka_unit_test(a_line_has_its_least_or_is_none),
        cmocka_unit_test(shares_are_packs_and_whatever_the_order_of_claims_the_same),
    };
    return cmocka_run_group_tests_name("share", tests, NULL, NULL);
}
