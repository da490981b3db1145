/* Exchange curves, and what one set of settings gains over another. */
#include "../../src/simulate/tune_parts.h"

#include "base/missing.h"
#include "support/check.h"

#include <math.h>
#include <string.h>

static struct tally at_fill(double fill, double stock)
{
    return (struct tally){.wanted = 1000.0, .missed = 1000.0 * (1.0 - fill), .stock = stock};
}

static void stock_is_straight_in_the_logarithm_of_what_is_missed(void **state)
{
    (void)state;
    struct tally points[] = {at_fill(0.99, 300.0), at_fill(0.9, 200.0)};
    check_close(curve_stock(points, 2, 0.9), 200.0, 1e-9);
    check_close(curve_stock(points, 2, 0.99), 300.0, 1e-9);
    check_close(curve_stock(points, 2, 1.0 - sqrt(0.1 * 0.01)), 250.0, 1e-9);
    check_close(curve_stock(points, 2, 1.0 - 0.1 * sqrt(sqrt(10.0))), 175.0, 1e-9); /* goes on */
    assert_true(is_missing(curve_stock(points, 2, 0.5))); /* but not for ever */
    assert_true(is_missing(curve_stock(points, 2, 0.999)));
    assert_true(is_missing(curve_stock(points, 2, 1.0)));
}

static void a_curve_bends_only_at_its_points(void **state)
{
    (void)state;
    struct tally points[] = {at_fill(0.9, 200.0), at_fill(0.0, 0.0), at_fill(0.99, 700.0)};
    check_close(curve_stock(points, 3, 1.0 - sqrt(0.1)), 100.0, 1e-9);
    check_close(curve_stock(points, 3, 1.0 - sqrt(0.001)), 450.0, 1e-9);
}

static void points_of_one_fill_are_no_curve(void **state)
{
    (void)state;
    struct tally points[] = {at_fill(0.9, 200.0), at_fill(0.9, 250.0), {.stock = 10.0}};
    assert_true(is_missing(curve_stock(points, 2, 0.95)));
    assert_true(is_missing(curve_stock(points, 1, 0.9)));
    assert_true(is_missing(curve_stock(points, 3, 0.9))); /* nothing was wanted in the third */
    points[1] = at_fill(1.0, 900.0); /* who misses nothing could have had less */
    assert_true(is_missing(curve_stock(points, 2, 0.9)));
    assert_true(is_missing(tally_fill(&points[2])));
}

static void the_level_that_serves_lies_between_those_tried(void **state)
{
    (void)state;
    struct tally points[] = {at_fill(0.9, 200.0), at_fill(0.99, 300.0)};
    double levels[] = {0.55, 0.96};
    double level = curve_level(points, levels, 2, 1.0 - sqrt(0.1 * 0.01));
    check_close(level, 1.0 - sqrt(0.45 * 0.04), 1e-9);
    check_close(curve_level(points, levels, 2, 0.75), 0.5, 0.0); /* settings allow no less */
    assert_true(is_missing(curve_level(points, levels, 2, 0.9999999)));
}

static void a_set_is_told_as_it_is_written(void **state)
{
    (void)state;
    char text[TUNE_TEXT_SIZE];
    struct tune_set set = {.choice = {{"plan.spread", "1.25"}, {"plan.policy", "rss"}}};
    tune_set_text(&set, text);
    assert_string_equal(text, "as it stands");
    set.count = 2;
    tune_set_text(&set, text);
    assert_string_equal(text, "plan.spread=1.25 plan.policy=rss");
}

enum { SKUS = 40 };

/* Two trials of forty SKUs, drawn as trials_run draws: SKU s costs 10 + s, and saved[s] less. */
static struct tune_gain gain_of(const double saved[SKUS])
{
    static struct tally by_sku[2 * SKUS];
    static struct tally drawn[2 * TUNE_DRAWS];
    static struct tally whole[2];
    memset(drawn, 0, sizeof drawn);
    memset(whole, 0, sizeof whole);
    size_t first[] = {0, 1, 2};
    struct trial trial[2] = {{.levels = 0}};
    struct tune_problem problem = {.aim = TUNE_COST};
    struct trials trials = {.problem = &problem,
                            .trial = trial,
                            .count = 2,
                            .first = first,
                            .arms = 2,
                            .by_sku = by_sku,
                            .whole = whole,
                            .drawn = drawn,
                            .skus = SKUS,
                            .days = 7.0};
    struct team team = {0};
    struct arena arena;
    struct fault fault;
    struct tune_gain gain;
    for (size_t s = 0; s < SKUS; s++) {
        by_sku[2 * s] = (struct tally){.cost = 10.0 + (double)s};
        by_sku[2 * s + 1] = (struct tally){.cost = 10.0 + (double)s - saved[s]};
    }
    arena_init(&arena, 0);
    assert_int_equal(team_init(&team, 2, &fault), STATUS_OK);
    trials_sum(&trials, &team);
    assert_int_equal(trials_gain(&gain, &trials, 0, 1, MISSING, &arena, &fault), STATUS_OK);
    team_free(&team);
    arena_free(&arena);
    return gain;
}

/* The sum of forty draws scatters by sqrt(40) standard deviations. */
static void a_gain_has_the_interval_of_its_skus(void **state)
{
    (void)state;
    double saved[SKUS];
    double cost = 0.0;
    for (size_t s = 0; s < SKUS; s++) {
        saved[s] = s % 2 == 0 ? 3.0 : -1.0; /* mean 1, standard deviation 2 */
        cost += 10.0 + (double)s;
    }
    struct tune_gain gain = gain_of(saved);
    double width = 1.96 * 2.0 * sqrt((double)SKUS);
    check_close(gain.money, 40.0, 1e-9);
    check_close(gain.share, 40.0 / cost, 1e-12);
    assert_true(fabs(gain.low - (40.0 - width)) < 0.1 * width);
    assert_true(fabs(gain.high - (40.0 + width)) < 0.1 * width);
    assert_true(gain.share_low > 0.0 && gain.share_low < gain.share);
}

static void the_same_saving_everywhere_leaves_no_doubt(void **state)
{
    (void)state;
    double saved[SKUS];
    for (size_t s = 0; s < SKUS; s++) {
        saved[s] = 2.0;
    }
    struct tune_gain gain = gain_of(saved);
    check_close(gain.low, 80.0, 1e-9);
    check_close(gain.high, 80.0, 1e-9);
}

/* A curve of 200 at 90 % and 300 at 99 %: an arm alone that has 270 where the curve has 300 needs
 * nine tenths of it anywhere. */
static void one_level_alone_is_told_by_the_standing_curve(void **state)
{
    (void)state;
    struct tally whole[] = {at_fill(0.9, 200.0), at_fill(0.99, 300.0), at_fill(0.99, 270.0),
                            at_fill(0.2, 10.0)};
    size_t first[] = {0, 2, 3, 4};
    struct trial trial[] = {{.levels = 2}, {.levels = 1}, {.levels = 1}};
    struct tune_problem problem = {.aim = TUNE_STOCK};
    struct trials trials = {
        .problem = &problem, .trial = trial, .count = 3, .first = first, .whole = whole, .days = 1};
    check_close(trial_aim(&trials, 0, 0.9), 200.0, 1e-9);
    check_close(trial_aim(&trials, 1, 0.9), 180.0, 1e-9);
    check_close(trial_aim(&trials, 1, 1.0 - sqrt(0.1 * 0.01)), 225.0, 1e-9);
    assert_true(is_missing(trial_aim(&trials, 2, 0.9))); /* too far from the curve to tell */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stock_is_straight_in_the_logarithm_of_what_is_missed),
        cmocka_unit_test(a_curve_bends_only_at_its_points),
        cmocka_unit_test(points_of_one_fill_are_no_curve),
        cmocka_unit_test(the_level_that_serves_lies_between_those_tried),
        cmocka_unit_test(a_set_is_told_as_it_is_written),
        cmocka_unit_test(a_gain_has_the_interval_of_its_skus),
        cmocka_unit_test(the_same_saving_everywhere_leaves_no_doubt),
        cmocka_unit_test(one_level_alone_is_told_by_the_standing_curve),
    };
    return cmocka_run_group_tests_name("tune", tests, NULL, NULL);
}
