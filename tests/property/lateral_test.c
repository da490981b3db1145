/* Lateral moves with fixed costs and least quantities, on random instances against trying every
 * whole quantity on every lane. */
#include "network/lateral.h"

#include "num/random.h"
#include "support/check.h"

#include <math.h>

enum { GIVERS = 2, RECEIVERS = 3, STEPS = 2, MOST_LANES = 5 };

struct instance {
    struct lateral_problem problem;
    struct lateral_step gives[GIVERS * STEPS];
    struct lateral_step takes[RECEIVERS * STEPS];
    struct lateral_lane lanes[MOST_LANES];
};

static double whole(struct random *random, uint64_t limit)
{
    return (double)random_below(random, limit);
}

static void make_instance(struct instance *instance, struct random *random)
{
    for (uint32_t i = 0; i < GIVERS * STEPS; i++) {
        instance->gives[i] = (struct lateral_step){.place = i / STEPS,
                                                   .units = whole(random, 4),
                                                   .value = whole(random, 3) + 3.0 * (i % STEPS)};
    }
    for (uint32_t i = 0; i < RECEIVERS * STEPS; i++) {
        instance->takes[i] =
            (struct lateral_step){.place = i / STEPS,
                                  .units = whole(random, 4),
                                  .value = 9.0 + whole(random, 4) - 5.0 * (i % STEPS)};
    }
    size_t lanes = 1 + random_below(random, MOST_LANES);
    for (size_t i = 0; i < lanes; i++) {
        instance->lanes[i] = (struct lateral_lane){.from = (uint32_t)random_below(random, GIVERS),
                                                   .to = (uint32_t)random_below(random, RECEIVERS),
                                                   .cost = 0.5 * whole(random, 6),
                                                   .fixed = whole(random, 9),
                                                   .least = whole(random, 5),
                                                   .most = 2.0 + whole(random, 4)};
    }
    instance->problem = (struct lateral_problem){.giver_count = GIVERS,
                                                 .receiver_count = RECEIVERS,
                                                 .gives = instance->gives,
                                                 .give_count = (size_t)GIVERS * STEPS,
                                                 .takes = instance->takes,
                                                 .take_count = (size_t)RECEIVERS * STEPS,
                                                 .lanes = instance->lanes,
                                                 .lane_count = lanes};
}

/* The value of the first `units` of a place; -HUGE_VAL if it has not so many. */
static double steps_value(const struct lateral_step *steps, size_t count, uint32_t place,
                          double units, double sign)
{
    double value = 0.0;
    for (size_t i = 0; i < count; i++) {
        if (steps[i].place == place) {
            double part = fmin(units, steps[i].units);
            value += sign * part * steps[i].value;
            units -= part;
        }
    }
    return units > 1e-9 ? -HUGE_VAL : value;
}

static double gain_of(const struct lateral_problem *problem, const double *quantity)
{
    double given[GIVERS] = {0};
    double taken[RECEIVERS] = {0};
    double gain = 0.0;
    for (size_t i = 0; i < problem->lane_count; i++) {
        const struct lateral_lane *lane = &problem->lanes[i];
        if (quantity[i] > 0.0 && (quantity[i] < lane->least || quantity[i] > lane->most)) {
            return -HUGE_VAL;
        }
        gain -= quantity[i] > 0.0 ? lane->fixed + lane->cost * quantity[i] : 0.0;
        given[lane->from] += quantity[i];
        taken[lane->to] += quantity[i];
    }
    for (uint32_t i = 0; i < GIVERS; i++) {
        gain += steps_value(problem->gives, problem->give_count, i, given[i], -1.0);
    }
    for (uint32_t i = 0; i < RECEIVERS; i++) {
        gain += steps_value(problem->takes, problem->take_count, i, taken[i], 1.0);
    }
    return gain;
}

static double try_all(const struct lateral_problem *problem, size_t lane, double *quantity)
{
    if (lane >= problem->lane_count || lane >= MOST_LANES) {
        return gain_of(problem, quantity);
    }
    double best = -HUGE_VAL;
    for (double units = 0.0; units <= problem->lanes[lane].most; units += 1.0) {
        quantity[lane] = units;
        best = fmax(best, try_all(problem, lane + 1, quantity));
    }
    return best;
}

static void no_other_moves_gain_more(void **state)
{
    (void)state;
    struct random random = random_stream(11, 1);
    struct instance instance;
    struct arena arena;
    arena_init(&arena, 0);
    double quantity[MOST_LANES];
    double tried[MOST_LANES];
    size_t with_moves = 0;
    for (int i = 0; i < 300; i++) {
        make_instance(&instance, &random);
        struct lateral_plan plan;
        assert_true(lateral_solve(&instance.problem, quantity, &plan, &arena));
        assert_true(plan.exact);
        check_close(plan.gain, try_all(&instance.problem, 0, tried), 1e-9);
        check_close(gain_of(&instance.problem, quantity), plan.gain, 1e-9);
        with_moves += plan.gain > 0.0 ? 1 : 0;
    }
    arena_free(&arena);
    assert_true(with_moves > 100);
}

/* Cut short it still returns moves that can be made and gain what it says. */
static void a_search_cut_short_stays_feasible(void **state)
{
    (void)state;
    struct random random = random_stream(11, 2);
    struct instance instance;
    struct arena arena;
    arena_init(&arena, 0);
    double quantity[MOST_LANES];
    size_t cut = 0;
    for (int i = 0; i < 300; i++) {
        make_instance(&instance, &random);
        instance.problem.node_limit = 2;
        struct lateral_plan plan;
        assert_true(lateral_solve(&instance.problem, quantity, &plan, &arena));
        assert_true(plan.nodes <= 2);
        check_close(gain_of(&instance.problem, quantity), plan.gain, 1e-9);
        assert_true(plan.gain >= 0.0);
        cut += plan.exact ? 0 : 1;
    }
    arena_free(&arena);
    assert_true(cut > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_other_moves_gain_more),
        cmocka_unit_test(a_search_cut_short_stays_feasible),
    };
    return cmocka_run_group_tests_name("lateral moves", tests, NULL, NULL);
}
