/* Perfect foresight is a floor: whatever the demand, no arm pays less for holding, shortages,
 * orders and handling at any sku-location, where each has a supplier of its own.  And an arm of the
 * plan that is told its levels does what the reference of the same levels does. */
#include "base/missing.h"
#include "forecast/models.h"
#include "num/random.h"
#include "replenish/policies.h"
#include "simulate/simulate.h"
#include "support/check.h"
#include "support/world.h"

#include <math.h>

enum { SITES = 24, LENGTH = 300, DAYS = 200, SUPPLIER = 1000 };

/* Units of a day: a slow mover, a fast one, a trend, a season, large orders now and then. */
static double units_of(size_t kind, size_t t, struct random *random)
{
    double u = random_uniform(random);
    double day = (double)t;
    switch (kind % 5) {
    case 0:
        return u < 0.1 ? 1.0 : 0.0;
    case 1:
        return floor(20.0 * u);
    case 2:
        return floor((day + 10.0) * 0.05 * u);
    case 3:
        return fmax(round(5.0 + 5.0 * sin(day * 0.1) + 2.0 * u), 0.0);
    default:
        return u < 0.03 ? 40.0 : 0.0;
    }
}

static void make_panel(struct world *world, uint64_t seed)
{
    double *demand = world_days(world, SITES, LENGTH);
    for (size_t s = 0; s < SITES; s++) {
        struct random random = random_stream(seed, s);
        for (size_t t = 0; t < LENGTH; t++) {
            demand[s * LENGTH + t] = units_of(s, t, &random);
        }
    }
}

/* Costs, lead times, reviews and levels of all sorts. */
static void make_items(struct world *world, uint64_t seed)
{
    struct random random = random_stream(seed, SITES);
    for (uint32_t s = 0; s < SITES; s++) {
        struct terms *terms = &world_item(world, s, 1.0, 2.0)->terms;
        terms->holding_cost = 0.01 + 0.1 * random_uniform(&random);
        terms->shortage_cost = 2.0 * random_uniform(&random);
        terms->lead_time_days = (double)random_below(&random, 15);
        terms->lead_time_sd = s % 2 == 0 ? 0.0 : 3.0;
        terms->review_days = (double)(1 + random_below(&random, 10));
        terms->min_stock = (double)(1 + random_below(&random, 40));
        terms->max_stock = terms->min_stock + (double)random_below(&random, 30);
        terms->supplier = SUPPLIER + s;
        world_supplier(world, SUPPLIER + s, 1.0)->order_cost = (double)random_below(&random, 6);
    }
    world_location(world, 0)->handling_cost = 0.2 * random_uniform(&random);
    world->inputs.master.items = world->items;
    world->inputs.master.locations = world->locations;
    world->inputs.master.suppliers = world->suppliers;
}

static struct sim_arm reference_arm(const struct world *world, const char *name)
{
    struct sim_arm arm = {.name = name, .kind = ARM_REFERENCE, .plan = world->settings};
    assert_true(reference_parse(text_of(name), &arm.reference));
    return arm;
}

static struct sim_arm plan_arm(const struct world *world, const struct policy *policy)
{
    struct sim_arm arm = {.name = policy->name,
                          .kind = ARM_PLAN,
                          .plan = world->settings,
                          .forecast = {.pool = {&model_swindow}, .nonnegative = true}};
    arm.plan.policies.general = policy;
    return arm;
}

static void run(struct world *world, const struct sim_arm *arms, size_t count, int32_t every,
                struct sim_result *result)
{
    struct sim_settings settings = {
        .from = WORLD_DAY - DAYS, .to = WORLD_DAY, .every = every, .seed = 3};
    enum status status = simulate(result, &world->inputs, &world->panel, &world->panel, &settings,
                                  arms, count, &world->arena, &world->team, &world->fault);
    if (status != STATUS_OK) {
        fail_msg("%s", world->fault.message);
    }
    assert_int_equal(result->site_count, SITES);
}

static void open_shop(struct world *world, uint64_t seed)
{
    world_open(world);
    make_items(world, seed);
    make_panel(world, seed);
}

static void no_arm_costs_less_than_foresight(void **state)
{
    (void)state;
    static struct world world;
    for (uint64_t seed = 0; seed < 12; seed++) {
        open_shop(&world, seed);
        world.settings.unmet = seed % 3 == 2 ? UNMET_BACKORDER : UNMET_LOST;
        const struct sim_arm arms[] = {
            reference_arm(&world, "foresight"), reference_arm(&world, "min_max"),
            reference_arm(&world, "normal:0"),  reference_arm(&world, "normal"),
            reference_arm(&world, "cover:1"),   reference_arm(&world, "cover:5"),
            plan_arm(&world, &policy_rs)};
        const size_t count = sizeof arms / sizeof *arms;
        /* A plan takes some milliseconds a night. */
        const size_t here = seed % 4 == 0 ? count : count - 1;
        struct sim_result result;
        run(&world, arms, here, seed % 4 == 0 ? 7 : 1 + (int32_t)(seed % 3), &result);
        for (size_t a = 1; a < here; a++) {
            for (size_t s = 0; s < SITES; s++) {
                double floor_cost = ledger_cost(&result.site[s]);
                double cost = ledger_cost(&result.site[a * SITES + s]);
                if (!(cost >= floor_cost - 1e-9 * (1.0 + cost))) {
                    fail_msg("seed %d, site %zu: %s costs %.6g, foresight %.6g", (int)seed, s,
                             arms[a].name, cost, floor_cost);
                }
            }
        }
        assert_true(ledger_cost(&result.whole[0]) < 0.8 * ledger_cost(&result.whole[3]));
        assert_true(result.whole[0].ordering > 0.0 && result.whole[0].shortage > 0.0);
        world_close(&world);
    }
}

/* What sells on most days; what hardly sells the plan does not stock for years, typed or not. */
static bool sells_regularly(size_t site)
{
    return site % 5 > 0 && site % 5 < 4;
}

static void a_plan_told_its_levels_does_what_the_reference_does(void **state)
{
    (void)state;
    static struct world world;
    for (int unmet = 0; unmet < 2; unmet++) {
        open_shop(&world, 77);
        for (size_t s = 0; s < SITES; s++) {
            world.items[s].terms.lead_time_sd =
                0.0; /* the plan counts on what is late by a chance */
        }
        world.settings.unmet = unmet == 0 ? UNMET_LOST : UNMET_BACKORDER;
        const struct sim_arm arms[] = {plan_arm(&world, &policy_min_max),
                                       reference_arm(&world, "min_max")};
        struct sim_result result;
        run(&world, arms, 2, 5, &result);
        for (size_t s = 0; s < SITES; s++) {
            if (!sells_regularly(s)) {
                continue;
            }
            const struct ledger *plan = &result.site[s], *told = &result.site[SITES + s];
            check_close(plan->bought, told->bought, 0.0);
            check_close(plan->lines, told->lines, 0.0);
            check_close(plan->stock, told->stock, 0.0);
            check_close(plan->lost + plan->waited, told->lost + told->waited, 0.0);
            check_close(ledger_cost(plan), ledger_cost(told), 1e-12);
        }
        assert_true(result.whole[0].bought > 1000.0);
        world_close(&world);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_arm_costs_less_than_foresight),
        cmocka_unit_test(a_plan_told_its_levels_does_what_the_reference_does),
    };
    return cmocka_run_group_tests_name("floor", tests, NULL, NULL);
}
