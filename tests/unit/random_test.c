/* Random streams. */
#include "num/random.h"

#include "support/check.h"

#include <math.h>

/* splitmix64 and xoshiro256** by an independent implementation in Python's integers. */
static void the_first_draws_are_those_of_the_published_generator(void **state)
{
    (void)state;
    struct random random = {.state = {1, 2, 3, 4}, .spare = (double)NAN};
    const uint64_t want[] = {UINT64_C(11520), UINT64_C(0), UINT64_C(1509978240),
                             UINT64_C(1215971899390074240)};
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        assert_true(random_bits(&random) == want[i]);
    }
}

static void a_stream_depends_on_both_of_its_numbers(void **state)
{
    (void)state;
    struct random a = random_stream(1, 2), b = random_stream(2, 1), c = random_stream(1, 2);
    uint64_t first = random_bits(&a);
    assert_true(first != random_bits(&b));
    assert_true(first == random_bits(&c));
    struct random next = random_stream(1, 3);
    assert_true(first != random_bits(&next));
}

enum { DRAWS = 200000 };

static void normals_have_the_moments_of_the_normal(void **state)
{
    (void)state;
    struct random random = random_stream(7, 0);
    double sums[5] = {0.0};
    for (int i = 0; i < DRAWS; i++) {
        double z = random_normal(&random), power = 1.0;
        for (int k = 0; k < 5; k++) {
            sums[k] += power;
            power *= z;
        }
    }
    /* five standard errors each */
    check_close(sums[1] / DRAWS, 0.0, 5.0 * sqrt(1.0 / DRAWS));
    check_close(sums[2] / DRAWS, 1.0, 5.0 * sqrt(2.0 / DRAWS));
    check_close(sums[3] / DRAWS, 0.0, 5.0 * sqrt(15.0 / DRAWS));
    check_close(sums[4] / DRAWS, 3.0, 5.0 * sqrt(96.0 / DRAWS));
}

static void uniforms_fill_the_unit_interval_evenly(void **state)
{
    (void)state;
    struct random random = random_stream(7, 1);
    double cells[64] = {0.0}, squares = 0.0;
    for (int i = 0; i < DRAWS; i++) {
        double u = random_uniform(&random);
        assert_true(u >= 0.0 && u < 1.0);
        cells[(size_t)(u * 64.0)] += 1.0;
    }
    for (int i = 0; i < 64; i++) {
        double gap = cells[i] - DRAWS / 64.0;
        squares += gap * gap / (DRAWS / 64.0);
    }
    assert_true(squares < 63.0 + 5.0 * sqrt(2.0 * 63.0)); /* chi square of 63 degrees */
}

static void whole_numbers_stay_below_their_limit_and_reach_it(void **state)
{
    (void)state;
    struct random random = random_stream(3, 9);
    int seen[5] = {0};
    for (int i = 0; i < 1000; i++) {
        uint64_t draw = random_below(&random, 5);
        assert_true(draw < 5);
        seen[draw]++;
    }
    for (int i = 0; i < 5; i++) {
        assert_true(seen[i] > 130 && seen[i] < 270);
    }
    assert_true(random_below(&random, 1) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_draws_are_those_of_the_published_generator),
        cmocka_unit_test(a_stream_depends_on_both_of_its_numbers),
        cmocka_unit_test(normals_have_the_moments_of_the_normal),
        cmocka_unit_test(uniforms_fill_the_unit_interval_evenly),
        cmocka_unit_test(whole_numbers_stay_below_their_limit_and_reach_it),
    };
    return cmocka_run_group_tests_name("random", tests, NULL, NULL);
}
