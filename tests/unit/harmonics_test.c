/* Fourier terms and their number. */
#include "num/harmonics.h"

#include "base/missing.h"
#include "num/random.h"
#include "support/check.h"

enum { LENGTH = 1100 };
static const double TURN = 6.283185307179586;

struct bench {
    double y[LENGTH];
    struct arena scratch;
};

static int setup(void **state)
{
    static struct bench bench;
    arena_init(&bench.scratch, harmonics_scratch(LENGTH));
    *state = &bench;
    return 0;
}

static int teardown(void **state)
{
    struct bench *bench = *state;
    arena_free(&bench->scratch);
    return 0;
}

static void terms_are_cosines_and_sines_without_the_sine_that_vanishes(void **state)
{
    (void)state;
    const struct harmonics harmonics = {.seasons = 2, .length = {4.0, 365.25}, .order = {2, 2}};
    double x[3 * 7];
    assert_int_equal(harmonics_columns(&harmonics), 7);
    harmonics_design(&harmonics, 999, 3, x);
    for (size_t r = 0; r < 3; r++) {
        const double t = (double)(999 + r);
        const double want[7] = {cos(TURN * t / 4),         sin(TURN * t / 4),
                                cos(TURN * t / 2),         cos(TURN * t / 365.25),
                                sin(TURN * t / 365.25),    cos(2 * TURN * t / 365.25),
                                sin(2 * TURN * t / 365.25)};
        for (size_t j = 0; j < 7; j++) {
            check_close(x[r * 7 + j], want[j], 1e-10);
        }
    }
}

/* Two terms of the week and three of the year, in noise that hangs together. */
static void the_terms_that_are_there_are_found(void **state)
{
    struct bench *bench = *state;
    struct random random = random_stream(3, 1);
    double error = 0.0;
    for (size_t t = 0; t < LENGTH; t++) {
        const double week = TURN * (double)t / 7.0, year = TURN * (double)t / 365.25;
        error = 0.5 * error + random_normal(&random);
        bench->y[t] = 50.0 + 3.0 * cos(week) + 2.0 * sin(2 * week) + 6.0 * sin(year) +
                      4.0 * cos(3 * year) + error;
        if (t > 300 && t < 360) {
            bench->y[t] = MISSING;
        }
    }
    struct harmonics harmonics = {.seasons = 2, .length = {7.0, 365.25}};
    assert_true(harmonics_choose(bench->y, LENGTH, &harmonics, &bench->scratch));
    assert_int_equal(harmonics.order[0], 2);
    assert_in_range(harmonics.order[1], 3, 4);
}

/* Least squares on the plain series would see a year of ten terms in nearly all. */
static void a_level_that_wanders_is_no_year(void **state)
{
    struct bench *bench = *state;
    size_t terms = 0;
    for (uint64_t trial = 0; trial < 20; trial++) {
        struct random random = random_stream(4, trial);
        double level = 100.0;
        for (size_t t = 0; t < LENGTH; t++) {
            level += random_normal(&random);
            bench->y[t] = level;
        }
        struct harmonics harmonics = {.seasons = 1, .length = {365.25}};
        assert_true(harmonics_choose(bench->y, LENGTH, &harmonics, &bench->scratch));
        terms += harmonics.order[0];
    }
    assert_true(terms <= 40); /* of 200 */
}

static void nothing_to_choose_from_is_no_term(void **state)
{
    struct bench *bench = *state;
    struct harmonics harmonics = {.seasons = 1, .length = {7.0}, .order = {3}};
    for (size_t t = 0; t < LENGTH; t++) {
        bench->y[t] = t < 5 ? 1.0 : MISSING;
    }
    assert_false(harmonics_choose(bench->y, LENGTH, &harmonics, &bench->scratch));
    assert_int_equal(harmonics.order[0], 0);
    for (size_t t = 0; t < LENGTH; t++) {
        bench->y[t] = 3.0;
    }
    assert_true(harmonics_choose(bench->y, LENGTH, &harmonics, &bench->scratch));
    assert_int_equal(harmonics.order[0], 0);
}

int main(void)
{
#define HARMONIC(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        HARMONIC(terms_are_cosines_and_sines_without_the_sine_that_vanishes),
        HARMONIC(the_terms_that_are_there_are_found),
        HARMONIC(a_level_that_wanders_is_no_year),
        HARMONIC(nothing_to_choose_from_is_no_term),
    };
    return cmocka_run_group_tests_name("harmonics", tests, NULL, NULL);
}
