/* One position of a small planned world. */
#include "support/valued.h"

#include "support/check.h"

#include <math.h>

void valued_plan(struct valued *valued, uint32_t sku, uint32_t location)
{
    struct world *world = &valued->world;
    world_plan(world);
    outlook_periods(&world->panel, WORLD_HORIZON, valued->period_end);
    valued->basis = (struct basis){.inputs = &world->inputs,
                                   .panel = &world->panel,
                                   .forecasts = &world->forecasts,
                                   .period_end = valued->period_end,
                                   .unmet = world->settings.unmet,
                                   .late_chance_days = world->settings.late_chance_days,
                                   .salvage_share = world->settings.salvage_share,
                                   .defaults = &world->settings.defaults};
    valued->position = world_position(world, sku, location);
    assert_true(
        site_make(&valued->site, &valued->basis, valued->position, NULL, 0, 0.0, &world->arena));
}

struct arrival_law valued_on_day(double day)
{
    return (struct arrival_law){.points = 1, .day = {day}, .weight = {1.0}};
}

struct way valued_way(const struct arrival_law *law)
{
    return (struct way){.law = law, .sell_by = HUGE_VAL};
}

void valued_take(struct valued *valued, const struct way *way, double most, struct taking *taking,
                 double value[WORTH_TAKEN])
{
    taking_start(taking, &valued->basis, valued->position, &valued->site);
    taking_expect(taking, way->law);
    assert_true(taking_cut(taking, most, way->scarcity > 0.0, &valued->world.arena));
    taking_values(taking, way, value, NULL);
}

double poisson_mass(double mean, double k)
{
    return exp(k * log(mean) - mean - lgamma(k + 1.0));
}

double poisson_at_least(double mean, double k)
{
    double below = 0.0;
    for (double i = 0.0; i < k; i += 1.0) {
        below += poisson_mass(mean, i);
    }
    return 1.0 - below;
}
