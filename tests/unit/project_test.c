/* Masses on grids, and the projection against a day-by-day count of every future. */
#include "base/missing.h"
#include "replenish/project.h"
#include "replenish/target.h"
#include "support/ahead.h"
#include "support/check.h"

#include <math.h>
#include <string.h>

/* ------------------------------------------------------------------ masses */

static void masses_keep_their_sum_and_mean(void **state)
{
    (void)state;
    static const double means[] = {0.05, 3.0, 40.0, 900.0, 60000.0};
    for (int m = 0; m < 5; m++) {
        for (int v = 0; v < 3; v++) {
            for (int counts = 0; counts < 2; counts++) {
                double variance = means[m] * (1.0 + 4.0 * v);
                struct dist dist = dist_of_demand(means[m], variance, counts == 1);
                struct grid grid = grid_of(dist_quantile(&dist, 0.99999), counts == 1);
                double mass[GRID_CELLS];
                mass_of_dist(grid, &dist, mass);
                double sum = 0.0;
                for (size_t k = 0; k < grid.cells; k++) {
                    assert_true(mass[k] >= 0.0);
                    sum += mass[k];
                }
                check_close(sum, 1.0, 1e-9);
                check_close(mass_mean(grid, mass) / means[m], 1.0, 0.01);
            }
        }
    }
}

static void whole_units_have_their_own_probability(void **state)
{
    (void)state;
    struct dist dist = dist_of_demand(3.0, 9.0, true);
    struct grid grid = grid_of(60.0, true);
    double mass[GRID_CELLS];
    double below[GRID_CELLS];
    double beyond[GRID_CELLS];
    mass_of_dist(grid, &dist, mass);
    mass_tables(grid, mass, below, beyond);
    check_close(grid.step, 1.0, 0.0);
    for (int x = 0; x < 30; x++) {
        check_close(mass[x], dist_density(&dist, x), 1e-9);
        check_close(below[x], dist_cdf(&dist, x), 1e-8);
        check_close(beyond[x], dist_loss(&dist, x), 1e-5);
    }
}

static void a_point_between_cells_keeps_its_mean(void **state)
{
    (void)state;
    struct grid grid = grid_of(1000.0, true);
    double mass[GRID_CELLS];
    mass_point(grid, 123.0, mass);
    check_close(mass_mean(grid, mass), 123.0, 1e-12);
    mass_shift(grid, 57.0, mass);
    check_close(mass_mean(grid, mass), 180.0, 1e-12);
}

/* ------------------------------------------------------------------ the projection */

enum { UNITS = 160 };

/* Every future of a stock under Poisson demand of `rate` a day, day by day. */
struct count {
    double rate;
    double stock[2][UNITS]; /* [0] so far without a stock-out, [1] with one */
    double lost;            /* units */
};

static void count_day(struct count *count)
{
    double next[2][UNITS] = {{0.0}};
    for (int bad = 0; bad < 2; bad++) {
        for (int x = 0; x < UNITS; x++) {
            double share = count->stock[bad][x] * exp(-count->rate);
            for (int d = 0; d < 40 && count->stock[bad][x] > 0.0; d++) {
                int left = x - d;
                next[left < 0 ? 1 : bad][left < 0 ? 0 : left] += share;
                count->lost += left < 0 ? share * -left : 0.0;
                share *= count->rate / (d + 1);
            }
        }
    }
    memcpy(count->stock, next, sizeof next);
}

static void count_in(struct count *count, int units)
{
    for (int bad = 0; bad < 2; bad++) {
        for (int x = UNITS; x-- > 0;) {
            count->stock[bad][x] = x >= units ? count->stock[bad][x - units] : 0.0;
        }
    }
}

struct fixture {
    struct ahead ahead;
    struct prospect prospect;
};

static void fill(struct fixture *fixture, double rate, double receipt, double end,
                 const struct supply *supply, size_t count, double stock)
{
    ahead_fill(&fixture->ahead, rate, receipt, end);
    fixture->prospect = (struct prospect){.outlook = &fixture->ahead.outlook,
                                          .interval = &fixture->ahead.interval,
                                          .supply = supply,
                                          .supply_count = count,
                                          .stock = stock};
}

static int due_on(const struct prospect *prospect, int day)
{
    for (size_t s = 0; s < prospect->supply_count; s++) {
        if (prospect->supply[s].day == day) {
            return (int)prospect->supply[s].units;
        }
    }
    return 0;
}

/* Deliveries before, on and after the receipt: what is lost before it, whether anything is short at
 * all, and the units lost afterwards are those of the full count. */
static void the_projection_is_the_count_of_all_futures(void **state)
{
    (void)state;
    static const struct supply supply[] = {{2.0, 4.0}, {5.0, 3.0}, {7.0, 6.0}, {9.0, 2.0}};
    for (int quantity = 0; quantity <= 30; quantity += 5) {
        struct fixture fixture;
        fill(&fixture, 1.7, 5.0, 12.0, supply, 4, 6.0);
        struct arena scratch;
        arena_init(&scratch, 0);
        struct projection projection;
        assert_true(project(&projection, &fixture.prospect, &scratch));
        struct service got = project_service(&projection, quantity);

        struct count count = {.rate = 1.7};
        count.stock[0][6] = 1.0;
        double before = 0.0;
        for (int day = 0; day < 12; day++) {
            if (day == 5) {
                before = count.lost;
                count_in(&count, quantity);
            }
            count_in(&count, due_on(&fixture.prospect, day));
            count_day(&count);
        }
        double never = 0.0;
        for (int x = 0; x < UNITS; x++) {
            never += count.stock[0][x];
        }
        check_close(projection.lost_before, before, 1e-6);
        check_close(got.never, never, 1e-5);
        check_close(got.lost, count.lost - before, 1e-4);
        arena_free(&scratch);
    }
}

static double share_reached(const struct projection *projection, enum service_type type,
                            double quantity)
{
    struct service at = project_service(projection, quantity);
    return type == SERVICE_CYCLE ? at.met : 1.0 - at.lost / projection->cycle_demand;
}

/* The least quantity of a cycle service: with it the service is reached, with one unit less it is
 * not.  Of a fill the nearest: no other whole number comes nearer to what was asked for. */
static void the_target_quantity_is_the_least_that_serves_or_the_nearest_fill(void **state)
{
    (void)state;
    static const struct supply supply[] = {{3.0, 5.0}};
    size_t below = 0;
    for (double level = 0.6; level < 0.999; level += 0.049) {
        struct fixture fixture;
        fill(&fixture, 2.2, 6.0, 13.0, supply, 1, 4.0);
        struct arena scratch;
        arena_init(&scratch, 0);
        struct projection projection;
        assert_true(project(&projection, &fixture.prospect, &scratch));
        double quantity = target_quantity(&projection, SERVICE_CYCLE, level);
        check_close(quantity, round(quantity), 1e-9);
        assert_true(share_reached(&projection, SERVICE_CYCLE, quantity) >= level - 1e-9);
        assert_true(share_reached(&projection, SERVICE_CYCLE, quantity - 1.0) < level);
        quantity = target_quantity(&projection, SERVICE_FILL, level);
        check_close(quantity, round(quantity), 1e-9);
        double away = fabs(share_reached(&projection, SERVICE_FILL, quantity) - level);
        for (double other = quantity - 2.0; other <= quantity + 2.0; other += 1.0) {
            double reached = share_reached(&projection, SERVICE_FILL, other);
            assert_true(away <= fabs(reached - level) + 1e-9);
        }
        below += share_reached(&projection, SERVICE_FILL, quantity) < level;
        arena_free(&scratch);
    }
    assert_true(below > 0);
}

/* Coarse cells: the same item in hundreds has a target a hundred times as high, to a per cent. */
static void a_coarse_grid_gives_nearly_the_same_target(void **state)
{
    (void)state;
    for (double stock = 0.0; stock < 2000.0; stock += 350.0) {
        struct fixture fixture;
        fill(&fixture, 150.0, 6.0, 13.0, NULL, 0, stock);
        struct arena scratch;
        arena_init(&scratch, 0);
        struct projection projection;
        assert_true(project(&projection, &fixture.prospect, &scratch));
        assert_true(projection.grid.step > 1.0);
        double quantity = target_quantity(&projection, SERVICE_CYCLE, 0.95);
        /* Poisson(1050) of the week, or Poisson(1950) of all days where nothing is lost before. */
        double left = fmax(stock - 900.0, 0.0);
        double want =
            left == 0.0 ? 1050.0 + 1.645 * sqrt(1050.0) : 1950.0 + 1.645 * sqrt(1950.0) - stock;
        check_close((quantity - want) / 1050.0, 0.0, 0.02);
        arena_free(&scratch);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(masses_keep_their_sum_and_mean),
        cmocka_unit_test(whole_units_have_their_own_probability),
        cmocka_unit_test(a_point_between_cells_keeps_its_mean),
        cmocka_unit_test(the_projection_is_the_count_of_all_futures),
        cmocka_unit_test(the_target_quantity_is_the_least_that_serves_or_the_nearest_fill),
        cmocka_unit_test(a_coarse_grid_gives_nearly_the_same_target),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
