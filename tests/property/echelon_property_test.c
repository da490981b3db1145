/* Placement of safety stock and levels of serial systems against brute force: every choice tried,
 * on small random problems. */
#include "network/guaranteed.h"
#include "network/serial.h"
#include "num/random.h"
#include "support/check.h"

#include <math.h>

enum { STAGES = 5, TREES = 250 };

struct forest {
    struct guaranteed_stage stages[STAGES];
    struct guaranteed_arc arcs[STAGES];
    struct guaranteed_tree tree;
};

static int32_t draw(struct random *random, int32_t most)
{
    return (int32_t)random_below(random, (uint64_t)most + 1);
}

/* Any tree of two to five stages, arcs either way; now and then it falls into two. */
static void draw_forest(struct forest *forest, struct random *random)
{
    *forest = (struct forest){.tree = {.count = 2 + random_below(random, STAGES - 1)}};
    for (size_t n = 0; n < forest->tree.count; n++) {
        forest->stages[n] = (struct guaranteed_stage){
            .holding = random_below(random, 8) == 0 ? 0.0 : 0.1 + random_uniform(random),
            .mean = 10.0 * random_uniform(random),
            .k_sigma = random_uniform(random),
            .days = draw(random, 2),
            .inbound = draw(random, 3) == 0 ? draw(random, 2) : 0,
            .outbound = draw(random, 1) == 0 ? GUARANTEED_FREE : draw(random, 3)};
        if (n > 0 && random_below(random, 10) > 0) {
            size_t other = random_below(random, n);
            bool down = random_below(random, 2) == 0;
            forest->arcs[forest->tree.arc_count++] =
                (struct guaranteed_arc){.from = down ? other : n, .to = down ? n : other};
        }
    }
    forest->tree.stages = forest->stages;
    forest->tree.arcs = forest->arcs;
}

/* No stage can quote more than all days together and the longest wait outside. */
static int32_t longest_time(const struct forest *forest)
{
    int32_t days = 0;
    int32_t outside = 0;
    for (size_t n = 0; n < forest->tree.count; n++) {
        days += forest->stages[n].days;
        outside = forest->stages[n].inbound > outside ? forest->stages[n].inbound : outside;
    }
    return days + outside;
}

/* The least cost over all service times from `stage` on. */
static double try_all(const struct forest *forest, size_t stage, int32_t longest, int32_t *service)
{
    if (stage == forest->tree.count || stage == STAGES) {
        struct guaranteed_place places[STAGES];
        return guaranteed_cost(&forest->tree, service, places);
    }
    double best = HUGE_VAL;
    for (int32_t s = 0; s <= longest; s++) {
        service[stage] = s;
        best = fmin(best, try_all(forest, stage + 1, longest, service));
    }
    return best;
}

/* The answer must be one that is allowed and costs what it says. */
static void check_places(const struct forest *forest, const struct guaranteed_place *places,
                         double cost)
{
    double sum = 0.0;
    for (size_t n = 0; n < forest->tree.count; n++) {
        const struct guaranteed_stage *stage = &forest->stages[n];
        assert_true(places[n].service >= 0 && places[n].service <= stage->outbound);
        assert_true(places[n].inbound >= stage->inbound);
        int32_t cover = places[n].inbound + stage->days - places[n].service;
        assert_true(cover >= 0 && cover == places[n].cover);
        double safety = stage->k_sigma * sqrt((double)cover);
        check_close(places[n].base_stock, stage->mean * (double)cover + safety, 1e-12);
        sum += stage->holding * safety;
    }
    for (size_t a = 0; a < forest->tree.arc_count; a++) {
        const struct guaranteed_arc *arc = &forest->arcs[a];
        assert_true(places[arc->to].inbound >= places[arc->from].service);
    }
    check_close(cost, sum, 1e-12);
}

static void no_placement_on_a_small_tree_is_cheaper(void **state)
{
    (void)state;
    struct random random = random_stream(5, 1);
    struct arena scratch;
    arena_init(&scratch, 0);
    for (size_t t = 0; t < TREES; t++) {
        struct forest forest;
        draw_forest(&forest, &random);
        struct guaranteed_place places[STAGES];
        double cost = 0.0;
        assert_true(guaranteed_solve(&forest.tree, places, &cost, &scratch));
        check_places(&forest, places, cost);
        int32_t service[STAGES] = {0};
        check_close(cost, try_all(&forest, 0, longest_time(&forest), service), 1e-12);
    }
    arena_free(&scratch);
}

static void arcs_in_a_circle_are_refused(void **state)
{
    (void)state;
    struct guaranteed_stage stages[3] = {{.days = 1}, {.days = 1}, {.days = 1}};
    const struct guaranteed_arc arcs[3] = {
        {.from = 0, .to = 1}, {.from = 0, .to = 2}, {.from = 2, .to = 1}};
    struct guaranteed_tree tree = {.stages = stages, .count = 3, .arcs = arcs, .arc_count = 3};
    struct guaranteed_place places[3];
    struct arena scratch;
    arena_init(&scratch, 0);
    double cost;
    assert_false(guaranteed_solve(&tree, places, &cost, &scratch));
    tree.arc_count = 2;
    assert_true(guaranteed_solve(&tree, places, &cost, &scratch));
    arena_free(&scratch);
}

enum { MOST_UNITS = 40 };

/* Masses of demand over each stage's lead time, and the system they belong to. */
struct line {
    double holding[3];
    double lead[3];
    struct serial_system system;
    double mass[3][MOST_UNITS];
};

static void draw_line(struct line *line, struct random *random)
{
    *line = (struct line){.system = {.stages = 2 + random_below(random, 2)}};
    for (size_t j = 0; j < line->system.stages; j++) {
        line->holding[j] = 0.2 + random_uniform(random);
        line->lead[j] = 0.5 * (double)random_below(random, 4);
    }
    line->system.holding = line->holding;
    line->system.lead = line->lead;
    line->system.penalty = 1.0 + 10.0 * random_uniform(random);
    double mean = 0.3 + random_uniform(random);
    bool scattered = random_below(random, 2) == 0;
    line->system.demand = dist_of_demand(mean, scattered ? 2.0 * mean : mean, true);
    for (size_t j = 0; j < line->system.stages; j++) {
        struct dist law = {.kind = DIST_POINT};
        if (line->lead[j] > 0.0) {
            law = dist_of_periods(&line->system.demand, line->lead[j]);
        }
        for (size_t d = 0; d < MOST_UNITS; d++) {
            line->mass[j][d] = line->lead[j] > 0.0 ? dist_density(&law, (double)d) : d == 0;
        }
    }
}

/* Follows the goods down from an echelon position `position` of `stage`, every demand by its
 * chance: a stage ships down to its level as long as it has stock. */
static double follow(const struct line *line, size_t stage, double position, const double *level)
{
    double cost = 0.0;
    double all = line->system.penalty;
    for (size_t j = 0; j < line->system.stages; j++) {
        all += line->holding[j];
    }
    double start = fmin(position, level[stage]);
    for (size_t d = 0; d < MOST_UNITS && line->mass[stage][d] > 1e-12; d++) {
        double left = start - (double)d;
        double here = line->holding[stage] * left;
        here += stage > 0 ? follow(line, stage - 1, left, level) : all * fmax(-left, 0.0);
        cost += line->mass[stage][d] * here;
    }
    return cost;
}

static double follow_all(const struct line *line, const double *level)
{
    return follow(line, line->system.stages - 1, HUGE_VAL, level);
}

/* By sums over every course of demand: what the levels cost is what they are said to cost, and a
 * unit more or less at any stages costs no less (costs are convex, so neighbours suffice). */
static void no_levels_of_a_short_line_are_cheaper(void **state)
{
    (void)state;
    struct random random = random_stream(5, 2);
    struct arena scratch;
    arena_init(&scratch, 0);
    for (int trial = 0; trial < 25; trial++) {
        struct line line;
        draw_line(&line, &random);
        double level[3] = {0};
        struct serial_cost cost;
        assert_true(serial_solve(&line.system, level, &cost, &scratch));
        double followed = follow_all(&line, level);
        check_close(cost.cost, followed, 1e-8);
        size_t neighbours = line.system.stages == 3 ? 27 : 9;
        for (size_t n = 0; n < neighbours; n++) {
            const size_t step[3] = {n % 3, n / 3 % 3, n / 9};
            double other[3] = {level[0] + (double)step[0] - 1.0, level[1] + (double)step[1] - 1.0,
                               level[2] + (double)step[2] - 1.0};
            struct serial_cost given;
            assert_true(follow_all(&line, other) >= followed - 1e-9);
            assert_true(serial_cost_of(&line.system, other, &given, &scratch));
            check_close(given.cost, follow_all(&line, other), 1e-8);
        }
    }
    arena_free(&scratch);
}

/* One stage is a newsvendor, whose cost is known in closed form; so the grid's error is seen. */
static void one_stage_is_a_newsvendor(void **state)
{
    (void)state;
    const double holding[1] = {1.0};
    const double lead[1] = {4.0};
    const struct dist laws[] = {{.kind = DIST_NORMAL, .a = 20.0, .b = 4.0},
                                {.kind = DIST_GAMMA, .a = 2.5, .b = 4.0},
                                {.kind = DIST_EXPONENTIAL, .a = 0.1},
                                {.kind = DIST_POISSON, .a = 3.5},
                                {.kind = DIST_NEGBIN, .a = 1.5, .b = 0.3}};
    struct arena scratch;
    arena_init(&scratch, 0);
    for (size_t l = 0; l < sizeof laws / sizeof *laws; l++) {
        struct serial_system system = {
            .stages = 1, .holding = holding, .lead = lead, .penalty = 9.0, .demand = laws[l]};
        struct dist demand = dist_of_periods(&laws[l], 4.0);
        double best = dist_quantile(&demand, 0.9);
        double want = dist_surplus(&demand, best) + 9.0 * dist_loss(&demand, best);
        double level;
        struct serial_cost cost;
        assert_true(serial_solve(&system, &level, &cost, &scratch));
        check_close(level, best, 0.001);
        assert_true(fabs(cost.cost - want) <= cost.cost_error + 1e-9);
        double middle;
        serial_newsvendor(&system, NULL, NULL, &middle);
        check_close(middle, best, 1e-9);
    }
    arena_free(&scratch);
}

/* A level above that of the next stage up can never be reached: it is cut to it. */
static void local_levels_add_up_to_the_reachable_echelon_levels(void **state)
{
    (void)state;
    const double level[3] = {12.0, 10.0, 25.0};
    double local[3];
    serial_local_levels(level, 3, local);
    check_close(local[0], 10.0, 0.0);
    check_close(local[1], 0.0, 0.0);
    check_close(local[2], 15.0, 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_placement_on_a_small_tree_is_cheaper),
        cmocka_unit_test(arcs_in_a_circle_are_refused),
        cmocka_unit_test(no_levels_of_a_short_line_are_cheaper),
        cmocka_unit_test(one_stage_is_a_newsvendor),
        cmocka_unit_test(local_levels_add_up_to_the_reachable_echelon_levels),
    };
    return cmocka_run_group_tests_name("echelon_property", tests, NULL, NULL);
}
