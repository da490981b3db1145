/* (r, Q) and (s, S) on random small problems against trying everything, and continuous or large
 * laws against finer tables. */
#include "num/random.h"
#include "replenish/finite_horizon.h"
#include "replenish/rq.h"
#include "replenish/ss.h"
#include "support/check.h"

#include <math.h>
#include <string.h>

enum { PROBLEMS = 40, MASSES = 96, WIDTH = 48, TURNS = 100000 };

/* A law of whole units as masses, and as a law of num/dist.h. */
struct demand {
    double review_mass[MASSES];
    double lead_mass[MASSES * 3];
    double interval_mass[MASSES * 4];
    struct dist review;
    struct dist lead;
    struct dist interval;
    int lead_reviews;
};

static double between(struct random *random, double low, double high)
{
    return low + (high - low) * random_uniform(random);
}

static struct dist draw_law(struct random *random, double *mass)
{
    double mean = between(random, 0.2, 6.0);
    switch (random_below(random, 3)) {
    case 0:
        return (struct dist){.kind = DIST_POISSON, .a = mean};
    case 1: {
        double p = between(random, 0.3, 0.9);
        return (struct dist){.kind = DIST_NEGBIN, .a = mean * p / (1.0 - p), .b = p};
    }
    default:
        break;
    }
    double sum = 0.0;
    size_t count = 2 + random_below(random, 7);
    for (size_t i = 0; i < count; i++) {
        mass[i] = random_uniform(random);
        sum += mass[i];
    }
    for (size_t i = 0; i < count; i++) {
        mass[i] /= sum;
    }
    return (struct dist){.kind = DIST_DISCRETE, .mass = mass, .count = count, .step = 1.0};
}

/* The law of `times` reviews: by adding masses up, whatever the law. */
static struct dist sum_law(const double *review, int times, double *mass, size_t size)
{
    memset(mass, 0, size * sizeof *mass);
    mass[0] = 1.0;
    for (int i = 0; i < times; i++) {
        for (size_t k = size; k-- > 0;) {
            double sum = 0.0;
            for (size_t d = 0; d < MASSES && d <= k; d++) {
                sum += review[d] * mass[k - d];
            }
            mass[k] = sum;
        }
    }
    return (struct dist){.kind = DIST_DISCRETE, .mass = mass, .count = size, .step = 1.0};
}

static void draw_demand(struct random *random, struct demand *demand)
{
    double own[MASSES] = {0};
    struct dist law = draw_law(random, own);
    double sum = 0.0;
    for (size_t k = 0; k < MASSES; k++) {
        demand->review_mass[k] = dist_density(&law, (double)k);
        sum += demand->review_mass[k];
    }
    for (size_t k = 0; k < MASSES; k++) {
        demand->review_mass[k] /= sum;
    }
    demand->lead_reviews = (int)random_below(random, 3);
    demand->review = (struct dist){
        .kind = DIST_DISCRETE, .mass = demand->review_mass, .count = MASSES, .step = 1.0};
    demand->lead =
        sum_law(demand->review_mass, demand->lead_reviews, demand->lead_mass, (size_t)MASSES * 3);
    demand->interval = sum_law(demand->review_mass, demand->lead_reviews + 1, demand->interval_mass,
                               (size_t)MASSES * 4);
    if (law.kind != DIST_DISCRETE) {
        /* The engine gets the law itself, the trial its masses. */
        demand->review = law;
        demand->interval = dist_of_periods(&law, demand->lead_reviews + 1.0);
        demand->lead = demand->lead_reviews > 0 ? dist_of_periods(&law, demand->lead_reviews)
                                                : (struct dist){.kind = DIST_POINT};
    }
}

static double expected(const double *mass, size_t count, double y, double surplus, double shortage)
{
    double sum = 0.0;
    for (size_t d = 0; d < count; d++) {
        double left = y - (double)d;
        sum += mass[d] * (left > 0.0 ? surplus * left : -shortage * left);
    }
    return sum;
}

/* Cost of a cycle over its reviews, from the highest position down: what is still to come from
 * position y until it is at or below s. */
static double cost_by_cycles(const struct demand *demand, const struct ss_costs *costs, long s,
                             long top, const double *position_cost)
{
    double money[WIDTH * 2] = {0.0};
    double reviews[WIDTH * 2] = {0.0};
    const size_t gap = (size_t)(top - s);
    const double *p = demand->review_mass;
    for (long y = s + 1; y <= top; y++) {
        double cost = position_cost[y];
        double time = 1.0;
        for (long d = 1; d < y - s && d < MASSES; d++) {
            cost += p[d] * money[y - d - s];
            time += p[d] * reviews[y - d - s];
        }
        money[y - s] = cost / (1.0 - p[0]);
        reviews[y - s] = time / (1.0 - p[0]);
    }
    return (costs->order_cost + money[gap]) / reviews[gap];
}

static void exact_levels_beat_all_others(void **state)
{
    (void)state;
    struct random random = random_stream(7, 1);
    struct arena arena;
    arena_init(&arena, 0);
    for (int i = 0; i < PROBLEMS; i++) {
        struct demand demand;
        draw_demand(&random, &demand);
        struct ss_costs costs = {.order_cost = between(&random, 0.0, 30.0),
                                 .holding = between(&random, 0.5, 2.0),
                                 .shortage = between(&random, 2.0, 30.0)};
        double position_cost[WIDTH * 2 + 1];
        double *at = position_cost + WIDTH;
        for (long y = -WIDTH; y <= WIDTH; y++) {
            at[y] = expected(demand.interval_mass, (size_t)MASSES * 4, (double)y, costs.holding,
                             costs.shortage);
        }
        double least = HUGE_VAL;
        for (long s = -WIDTH / 3; s < WIDTH; s++) {
            for (long top = s + 1; top <= WIDTH; top++) {
                least = fmin(least, cost_by_cycles(&demand, &costs, s, top, at));
            }
        }
        struct ss_demand given = {.review = &demand.review,
                                  .lead = mixture_of(&demand.lead),
                                  .interval = mixture_of(&demand.interval)};
        struct ss ss;
        struct ss_levels best;
        struct arena_mark mark = arena_mark(&arena);
        assert_true(ss_optimum(&ss, &given, &costs, SS_CELLS, &best, &arena));
        check_relative(best.cost, least, 1e-9);
        check_relative(
            cost_by_cycles(&demand, &costs, (long)best.reorder_point, (long)best.order_up_to, at),
            least, 1e-9);
        arena_rewind(&arena, mark);
    }
    arena_free(&arena);
}

/* The chain of positions after a review, followed until it has forgotten where it began. */
static struct ss_service service_by_chain(const struct demand *demand, long s, long top)
{
    double share[WIDTH] = {0};
    double next[WIDTH];
    double fallen[MASSES + WIDTH] = {0};
    long n = top - s;
    share[0] = 1.0;
    double change = 1.0;
    for (int turn = 0; turn < TURNS && change > 1e-13; turn++) {
        double stay = 0.0;
        change = 0.0;
        for (long j = n; j-- > 0;) {
            next[j] = 0.0;
            for (long d = 0; d <= j; d++) {
                next[j] += share[j - d] * demand->review_mass[d];
            }
            stay += next[j];
        }
        next[0] += 1.0 - stay;
        for (long j = 0; j < n; j++) {
            change = fmax(change, fabs(next[j] - share[j]));
            share[j] = 0.5 * (share[j] + next[j]);
        }
    }
    for (long j = 0; j < n; j++) {
        for (long d = n - j; d < MASSES; d++) {
            fallen[j + d] += share[j] * demand->review_mass[d];
        }
    }
    struct ss_service service = {0};
    double demanded = expected(demand->review_mass, MASSES, 0.0, 0.0, 1.0);
    for (long j = 0; j < n; j++) {
        double y = (double)(top - j);
        double owed = expected(demand->interval_mass, (size_t)MASSES * 4, y, 0.0, 1.0);
        double before = expected(demand->lead_mass, (size_t)MASSES * 3, y, 0.0, 1.0);
        service.fill += share[j] * (1.0 - (owed - before) / demanded);
        service.owed += share[j] * owed;
        service.on_hand +=
            share[j] * expected(demand->interval_mass, (size_t)MASSES * 4, y, 1.0, 0.0);
        for (long d = 0; d <= top - j; d++) {
            service.met += share[j] * demand->interval_mass[d];
        }
    }
    for (long u = n; u < MASSES + WIDTH; u++) {
        service.orders += fallen[u];
        service.undershoot += fallen[u] * (double)(u - n);
        for (long d = 0; d <= top - u; d++) {
            service.cycle += fallen[u] * demand->lead_mass[d];
        }
    }
    service.undershoot /= service.orders;
    service.cycle /= service.orders;
    return service;
}

static void service_is_that_of_the_chain_of_positions(void **state)
{
    (void)state;
    struct random random = random_stream(7, 2);
    struct arena arena;
    arena_init(&arena, 0);
    for (int i = 0; i < PROBLEMS; i++) {
        struct demand demand;
        draw_demand(&random, &demand);
        struct ss_demand given = {.review = &demand.review,
                                  .lead = mixture_of(&demand.lead),
                                  .interval = mixture_of(&demand.interval)};
        long s = (long)random_below(&random, 15);
        long gap = 1 + (long)random_below(&random, 20);
        struct ss ss;
        struct arena_mark mark = arena_mark(&arena);
        assert_true(ss_make(&ss, &given, 0.0, SS_CELLS, &arena));
        struct ss_service want = service_by_chain(&demand, s, s + gap);
        struct ss_service got = ss_service_of(&ss, SS_RENEWAL, (double)s, (double)(s + gap));
        check_close(got.fill, want.fill, 1e-8);
        check_close(got.cycle, want.cycle, 1e-8);
        check_close(got.met, want.met, 1e-8);
        check_close(got.orders, want.orders, 1e-8);
        check_close(got.on_hand, want.on_hand, 1e-8);
        check_close(got.owed, want.owed, 1e-8);
        check_close(got.undershoot, want.undershoot, 1e-8);
        arena_rewind(&arena, mark);
    }
    arena_free(&arena);
}

static void the_least_point_serves_and_one_below_does_not(void **state)
{
    (void)state;
    struct random random = random_stream(7, 3);
    struct arena arena;
    arena_init(&arena, 0);
    for (int i = 0; i < PROBLEMS; i++) {
        struct demand demand;
        draw_demand(&random, &demand);
        struct ss_demand given = {.review = &demand.review,
                                  .lead = mixture_of(&demand.lead),
                                  .interval = mixture_of(&demand.interval)};
        double gap = 1.0 + (double)random_below(&random, 20);
        double level = between(&random, 0.7, 0.999);
        struct ss ss;
        struct arena_mark mark = arena_mark(&arena);
        assert_true(ss_make(&ss, &given, 0.0, SS_CELLS, &arena));
        double s = ss_least_point(&ss, SS_RENEWAL, gap, SERVICE_FILL, level);
        assert_true(ss_service_of(&ss, SS_RENEWAL, s, s + gap).fill >= level - 1e-9);
        assert_true(ss_service_of(&ss, SS_RENEWAL, s - 1.0, s - 1.0 + gap).fill < level);
        s = ss_least_point(&ss, SS_RENEWAL, gap, SERVICE_CYCLE, level);
        assert_true(ss_service_of(&ss, SS_RENEWAL, s, s + gap).cycle >= level - 1e-9);
        assert_true(ss_service_of(&ss, SS_RENEWAL, s - 1.0, s - 1.0 + gap).cycle < level);
        arena_rewind(&arena, mark);
    }
    arena_free(&arena);
}

/* Amounts (gamma) and thousands of units: the cost of a coarse table against a fine one, and the
 * coarse table's levels priced by the fine one. */
static void coarse_tables_lose_next_to_nothing(void **state)
{
    (void)state;
    struct random random = random_stream(7, 4);
    struct arena arena;
    arena_init(&arena, 0);
    for (int i = 0; i < 12; i++) {
        double mean = exp(between(&random, 3.0, 6.0));
        double variance = mean * mean * between(&random, 0.02, 0.5);
        struct dist review = dist_of_demand(mean, variance, i % 2 == 0);
        struct dist lead = dist_of_periods(&review, 2.0);
        struct dist interval = dist_of_periods(&review, 3.0);
        struct ss_demand given = {
            .review = &review, .lead = mixture_of(&lead), .interval = mixture_of(&interval)};
        struct ss_costs costs = {.order_cost = mean * between(&random, 0.0, 10.0),
                                 .holding = 1.0,
                                 .shortage = between(&random, 4.0, 50.0)};
        struct ss coarse, fine;
        struct ss_levels rough, best;
        assert_true(ss_optimum(&coarse, &given, &costs, SS_CELLS, &rough, &arena));
        assert_true(ss_optimum(&fine, &given, &costs, 16 * SS_CELLS, &best, &arena));
        check_relative(rough.cost, best.cost, 2e-3);
        check_relative(ss_cost(&fine, &costs, rough.reorder_point, rough.order_up_to), best.cost,
                       1e-3);
        struct ss_service a =
            ss_service_of(&coarse, SS_RENEWAL, rough.reorder_point, rough.order_up_to);
        struct ss_service b =
            ss_service_of(&fine, SS_RENEWAL, rough.reorder_point, rough.order_up_to);
        check_close(a.fill, b.fill, 1e-3);
        check_close(a.cycle, b.cycle, 2e-3);
        check_relative(a.orders, b.orders, 5e-3);
    }
    arena_free(&arena);
}

enum { LONG = 80 };

static struct finite_horizon_plan plan_long(const struct dist *law, const struct ss_costs *costs,
                                            size_t periods, double *point, double *up_to,
                                            struct arena *arena)
{
    static struct dist demand[LONG + 1];
    static double order_cost[LONG + 1], nothing[LONG + 1], holding[LONG + 1], shortage[LONG + 1];
    for (size_t t = 0; t < periods; t++) {
        demand[t] = *law;
        order_cost[t] = costs->order_cost;
        nothing[t] = 0.0;
        holding[t] = costs->holding;
        shortage[t] = costs->shortage;
    }
    struct finite_horizon problem = {.periods = periods,
                                     .demand = demand,
                                     .order_cost = order_cost,
                                     .unit_cost = nothing,
                                     .holding = holding,
                                     .shortage = shortage,
                                     .end_shortage = costs->shortage,
                                     .discount = 1.0};
    struct finite_horizon_plan plan = {.reorder_point = point, .order_up_to = up_to};
    assert_true(finite_horizon_solve(&problem, 4096, &plan, arena));
    return plan;
}

/* Far from its end a horizon is endless: one more period costs the average, and the first levels
 * are the best ones. */
static void a_long_horizon_begins_as_an_endless_one(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 0);
    for (int i = 0; i < 4; i++) {
        struct dist law = dist_of_demand(2.0 + i, (2.0 + i) * (i % 2 == 0 ? 1.0 : 2.0), true);
        struct dist lead = {.kind = DIST_POINT};
        struct ss_costs costs = {.order_cost = 7.0 * i, .holding = 1.0, .shortage = 9.0};
        struct ss_demand demand = {
            .review = &law, .lead = mixture_of(&lead), .interval = mixture_of(&law)};
        double point[LONG + 1];
        double up_to[LONG + 1];
        struct ss ss;
        struct ss_levels best;
        assert_true(ss_optimum(&ss, &demand, &costs, SS_CELLS, &best, &arena));
        double shorter = plan_long(&law, &costs, LONG, point, up_to, &arena).cost;
        double longer = plan_long(&law, &costs, LONG + 1, point, up_to, &arena).cost;
        check_relative(longer - shorter, best.cost, 1e-6);
        check_close(up_to[0], best.order_up_to, 0.0);
        /* Without order cost the horizon tells base stock, at which nothing lacks. */
        check_close(point[0], i > 0 ? best.reorder_point : best.order_up_to, 0.0);
    }
    arena_free(&arena);
}

/* The same search on tables: a review is a unit of time, its law of no matter but for its mean. */
static void check_lot_of_tables(const struct rq_terms *terms, double cost, struct arena *arena)
{
    struct dist review = {.kind = DIST_POISSON, .a = terms->demand};
    struct dist lead = {.kind = DIST_POINT};
    struct ss_demand demand = {
        .review = &review, .lead = mixture_of(&lead), .interval = terms->lead};
    struct ss_costs costs = {
        .order_cost = terms->order_cost, .holding = terms->holding, .shortage = terms->backorder};
    struct ss ss;
    struct ss_levels best;
    struct arena_mark mark = arena_mark(arena);
    assert_true(ss_make(&ss, &demand, 0.0, SS_CELLS, arena));
    assert_true(ss_best_lot(&ss, &costs, &best));
    check_relative(best.cost, cost, 1e-9);
    check_relative(rq_cost(terms, best.reorder_point, best.order_up_to - best.reorder_point), cost,
                   1e-9);
    arena_rewind(arena, mark);
}

static void the_best_lot_beats_all_others(void **state)
{
    (void)state;
    struct random random = random_stream(7, 5);
    struct arena arena;
    arena_init(&arena, 0);
    for (int i = 0; i < PROBLEMS; i++) {
        double own[MASSES] = {0};
        struct dist lead = draw_law(&random, own);
        struct rq_terms terms = {.demand = between(&random, 0.5, 5.0),
                                 .order_cost = between(&random, 0.0, 40.0),
                                 .holding = between(&random, 0.5, 3.0),
                                 .backorder = between(&random, 1.0, 40.0),
                                 .lead = mixture_of(&lead)};
        double least = HUGE_VAL;
        for (double q = 1.0; q <= 40.0; q += 1.0) {
            double best = HUGE_VAL;
            for (double r = -20.0; r <= 30.0; r += 1.0) {
                double sum = terms.order_cost * terms.demand;
                for (double y = r + 1.0; y <= r + q; y += 1.0) {
                    sum += terms.holding * dist_surplus(&lead, y) +
                           terms.backorder * dist_loss(&lead, y);
                }
                best = fmin(best, sum / q);
            }
            least = fmin(least, best);
            double point = rq_point_of(&terms, q);
            check_relative(rq_cost(&terms, point, q), best, 1e-9);
        }
        struct rq got = rq_optimum(&terms);
        check_relative(got.cost, least, 1e-9);
        check_relative(rq_cost(&terms, got.reorder_point, got.quantity), least, 1e-9);
        check_lot_of_tables(&terms, got.cost, &arena);
    }
    arena_free(&arena);
}

/* G(r) = G(r + Q) = C is Zheng's condition; and no neighbour is cheaper. */
static void the_best_lot_of_amounts_costs_the_same_at_both_ends(void **state)
{
    (void)state;
    struct random random = random_stream(7, 6);
    for (int i = 0; i < PROBLEMS; i++) {
        double mean = exp(between(&random, -2.0, 8.0));
        double sd = mean * between(&random, 0.05, 1.2);
        struct dist lead = i % 2 == 0 ? dist_of_demand(mean, sd * sd, false)
                                      : (struct dist){.kind = DIST_NORMAL, .a = mean, .b = sd};
        struct rq_terms terms = {.demand = mean * between(&random, 0.1, 5.0),
                                 .order_cost = between(&random, 0.5, 500.0),
                                 .holding = between(&random, 0.5, 3.0),
                                 .backorder = between(&random, 1.0, 40.0),
                                 .lead = mixture_of(&lead)};
        struct rq got = rq_optimum(&terms);
        check_relative(rq_position_cost(&terms, got.reorder_point), got.cost, 1e-6);
        check_relative(rq_position_cost(&terms, got.reorder_point + got.quantity), got.cost, 1e-6);
        for (int k = 0; k < 4; k++) {
            double r = got.reorder_point + (k % 2 == 0 ? 0.01 : -0.01) * sd;
            double q = got.quantity * (k / 2 == 0 ? 1.02 : 0.98);
            assert_true(rq_cost(&terms, r, q) > got.cost);
        }
        check_close(rq_point_of(&terms, got.quantity), got.reorder_point, 1e-5 * sd);
    }
}

/* A gamma law cut into two thousand pieces is the same law. */
static void empirical_laws_agree_with_the_law_they_were_cut_from(void **state)
{
    (void)state;
    enum { PIECES = 2000 };
    static double mass[PIECES];
    struct dist lead = dist_of_demand(20.0, 60.0, false);
    double step = 0.05;
    double below = 0.0;
    for (size_t k = 0; k < PIECES; k++) {
        double up_to = dist_cdf(&lead, ((double)k + 0.5) * step);
        mass[k] = up_to - below;
        below = up_to;
    }
    struct dist cut = {.kind = DIST_DISCRETE, .mass = mass, .count = PIECES, .step = step};
    struct rq_terms terms = {.demand = 7.0,
                             .order_cost = 30.0,
                             .holding = 1.0,
                             .backorder = 9.0,
                             .lead = mixture_of(&lead)};
    struct rq whole = rq_optimum(&terms);
    terms.lead = mixture_of(&cut);
    struct rq pieces = rq_optimum(&terms);
    check_relative(pieces.cost, whole.cost, 1e-5);
    check_relative(pieces.quantity, whole.quantity, 1e-3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exact_levels_beat_all_others),
        cmocka_unit_test(service_is_that_of_the_chain_of_positions),
        cmocka_unit_test(the_least_point_serves_and_one_below_does_not),
        cmocka_unit_test(coarse_tables_lose_next_to_nothing),
        cmocka_unit_test(a_long_horizon_begins_as_an_endless_one),
        cmocka_unit_test(the_best_lot_beats_all_others),
        cmocka_unit_test(the_best_lot_of_amounts_costs_the_same_at_both_ends),
        cmocka_unit_test(empirical_laws_agree_with_the_law_they_were_cut_from),
    };
    return cmocka_run_group_tests_name("levels property", tests, NULL, NULL);
}
