/* Levels of counts over an uncertain lead time: those that a walk through the units finds are the
 * least, by the laws themselves. */
#include "replenish/interval.h"
#include "replenish/lead_table.h"
#include "replenish/mass.h"
#include "replenish/service.h"
#include "support/check.h"

#include <math.h>

struct cycle {
    struct dist before[LEAD_POINTS];
    struct dist whole[LEAD_POINTS];
    double weight[LEAD_POINTS];
    struct mixture lead;
    struct mixture interval;
};

/* Lead times of about 14 days, a week between reviews. */
static void fill(struct cycle *cycle, double mean, double variance, bool counts)
{
    double days[LEAD_POINTS];
    size_t points = lead_points(14.0, 4.0, days, cycle->weight);
    for (size_t p = 0; p < points; p++) {
        double end = days[p] + 7.0;
        cycle->before[p] = dist_of_demand(mean * days[p], variance * days[p], counts);
        cycle->whole[p] = dist_of_demand(mean * end, variance * end, counts);
    }
    cycle->lead = (struct mixture){.part = cycle->before, .weight = cycle->weight, .count = points};
    cycle->interval =
        (struct mixture){.part = cycle->whole, .weight = cycle->weight, .count = points};
}

static double fill_rate(const struct cycle *cycle, double level)
{
    double demand = mixture_mean(&cycle->interval) - mixture_mean(&cycle->lead);
    double units = mixture_loss(&cycle->interval, level) - mixture_loss(&cycle->lead, level);
    return 1.0 - units / demand;
}

static const double CASES[][2] = {{0.01, 0.01}, {0.05, 0.4},  {1.0, 0.3},    {1.0, 5.0},
                                  {9.0, 20.0},  {30.0, 30.0}, {200.0, 900.0}};
static const double LEVELS[] = {0.5, 0.9, 0.98, 0.9999};

static void the_level_is_the_least_that_serves(void **state)
{
    (void)state;
    for (size_t c = 0; c < sizeof CASES / sizeof *CASES; c++) {
        for (size_t l = 0; l < sizeof LEVELS / sizeof *LEVELS; l++) {
            struct cycle cycle;
            fill(&cycle, CASES[c][0], CASES[c][1], true);
            double s =
                service_mixed_order_up_to(SERVICE_CYCLE, LEVELS[l], &cycle.lead, &cycle.interval);
            assert_true(mixture_tail(&cycle.interval, s) <= 1.0 - LEVELS[l]);
            assert_true(s <= 0.0 || mixture_tail(&cycle.interval, s - 1.0) > 1.0 - LEVELS[l]);
            s = service_mixed_order_up_to(SERVICE_FILL, LEVELS[l], &cycle.lead, &cycle.interval);
            assert_true(fill_rate(&cycle, s) >= LEVELS[l] - 1e-9);
            assert_true(s <= 0.0 || fill_rate(&cycle, s - 1.0) < LEVELS[l]);
        }
    }
}

/* Amounts have no units to walk through; their level is where the service is what was asked. */
static void the_level_of_amounts_serves_exactly(void **state)
{
    (void)state;
    for (size_t l = 0; l < sizeof LEVELS / sizeof *LEVELS; l++) {
        struct cycle cycle;
        fill(&cycle, 3.0, 8.0, false);
        double s =
            service_mixed_order_up_to(SERVICE_CYCLE, LEVELS[l], &cycle.lead, &cycle.interval);
        check_close(mixture_tail(&cycle.interval, s), 1.0 - LEVELS[l], 1e-9);
        s = service_mixed_order_up_to(SERVICE_FILL, LEVELS[l], &cycle.lead, &cycle.interval);
        check_close(fill_rate(&cycle, s), LEVELS[l], 1e-9);
    }
}

/* Masses of a mixture on a grid: of each way in which they are made (units from 0, from further up,
 * by the distribution function). */
static void a_mixture_of_masses_is_the_sum_of_its_parts(void **state)
{
    (void)state;
    static const double means[] = {0.3, 8.0, 120.0, 3000.0, 4e5};
    for (size_t m = 0; m < sizeof means / sizeof *means; m++) {
        struct cycle cycle;
        fill(&cycle, means[m], 3.0 * means[m], true);
        double top = dist_quantile(&cycle.whole[cycle.interval.count - 1], 0.99999);
        struct grid grid = grid_of(top, true);
        double mass[GRID_CELLS];
        mass_of_mixture(grid, cycle.whole, cycle.weight, cycle.interval.count, mass);
        double sum = 0.0;
        for (size_t k = 0; k < grid.cells; k++) {
            sum += mass[k];
            double edge = ((double)k + 0.5) * grid.step;
            double want = k + 1 < grid.cells ? 1.0 - mixture_tail(&cycle.interval, edge) : 1.0;
            check_close(sum, want, 2e-9);
        }
    }
}

static void support_points_are_found_where_they_were_made(void **state)
{
    (void)state;
    struct terms terms[40];
    struct position positions[40] = {{0}};
    for (int p = 0; p < 40; p++) {
        terms[p] = terms_unset();
        terms[p].lead_time_days = 3.0 + p % 5;
        terms[p].lead_time_sd = p % 3;
        positions[p].terms = &terms[p];
    }
    struct fault fault;
    struct team team;
    struct arena arena;
    arena_init(&arena, 0);
    assert_int_equal(team_init(&team, 1, &fault), STATUS_OK);
    struct lead_table table;
    assert_int_equal(lead_table_make(&table, positions, 40, &arena, &team, &fault), STATUS_OK);
    assert_int_equal(table.count, 15);
    for (int p = 0; p < 40; p++) {
        const struct lead_entry *entry =
            lead_table_find(&table, terms[p].lead_time_days, terms[p].lead_time_sd);
        assert_non_null(entry);
        double days[LEAD_POINTS];
        double weight[LEAD_POINTS];
        size_t points = lead_points(terms[p].lead_time_days, terms[p].lead_time_sd, days, weight);
        assert_int_equal(entry->points, points);
        assert_memory_equal(entry->days, days, points * sizeof *days);
        assert_memory_equal(entry->weight, weight, points * sizeof *weight);
    }
    assert_null(lead_table_find(&table, 4.0, 0.5));
    assert_null(lead_table_find(NULL, 4.0, 1.0));
    team_free(&team);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_level_is_the_least_that_serves),
        cmocka_unit_test(the_level_of_amounts_serves_exactly),
        cmocka_unit_test(a_mixture_of_masses_is_the_sum_of_its_parts),
        cmocka_unit_test(support_points_are_found_where_they_were_made),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
