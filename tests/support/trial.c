/* Whole simulations of drawn demand. */
#include "support/trial.h"

#include "base/missing.h"
#include "forecast/models.h"
#include "num/random.h"
#include "support/check.h"
#include "support/world.h"

#include <math.h>
#include <string.h>

/* Days: a forecast is of the history before the first. */
enum { WARM_UP = 100, HISTORY = 100, SUPPLIER = 1000 };
static double draw_units(const struct draw *draw, struct random *random)
{
    const struct dist *dist = &draw->dist;
    switch (dist->kind) {
    case DIST_NORMAL:
        return fmax(dist->a + dist->b * random_normal(random), 0.0);
    case DIST_LOGNORMAL:
        return exp(dist->a + dist->b * random_normal(random));
    default:
        return draw_one(draw, random);
    }
}

static void make_panel(struct world *world, const struct trial *trial)
{
    static struct draw draw;
    size_t length = HISTORY + WARM_UP + (size_t)trial->days;
    double *demand = world_days(world, TRIAL_SITES, length);
    draw.dist = trial->demand;
    if (trial->demand.kind != DIST_NORMAL && trial->demand.kind != DIST_LOGNORMAL) {
        draw_make(&draw, &trial->demand);
    }
    for (size_t s = 0; s < TRIAL_SITES; s++) {
        struct random random = random_stream(text_hash(text_of(trial->name)), s);
        for (size_t t = 0; t < length; t++) {
            demand[s * length + t] = draw_units(&draw, &random);
        }
    }
}

static void make_rows(struct world *world, const struct trial *trial)
{
    double pack = trial->pack > 0.0                  ? trial->pack
                  : dist_is_discrete(&trial->demand) ? 1.0
                                                     : TRIAL_CRUMB;
    for (uint32_t s = 0; s < TRIAL_SITES; s++) {
        struct terms *terms = &world_item(world, s, trial->unit_cost, MISSING)->terms;
        terms->supplier = SUPPLIER + s;
        terms->holding_cost = trial->holding;
        terms->shortage_cost = trial->shortage;
        terms->min_stock = trial->policy != NULL ? MISSING : trial->s;
        terms->max_stock = trial->policy != NULL || trial->pack > 0.0 ? MISSING : trial->S;
        terms->pack_size = pack;
        terms->lead_time_days = trial->lead_days;
        terms->lead_time_sd = trial->lead_sd;
        terms->review_days = trial->review_days;
        terms->shelf_life_days = trial->shelf_days > 0.0 ? trial->shelf_days : MISSING;
        world_supplier(world, SUPPLIER + s, trial->lead_days)->order_cost = trial->order_cost;
    }
    world->inputs.master.items = world->items;
    world->inputs.master.suppliers = world->suppliers;
}

void trial_run(const struct trial *trial, struct tried *tried)
{
    static struct world world;
    struct sim_result result;
    world_open(&world);
    make_rows(&world, trial);
    make_panel(&world, trial);
    world.settings.unmet = trial->unmet;
    world.settings.salvage_share = trial->salvage_share;
    world.settings.defaults.service_type = SERVICE_COST;
    world.settings.policies.general = trial->policy;
    struct sim_arm arm = {.name = trial->name,
                          .kind = trial->policy != NULL ? ARM_PLAN : ARM_REFERENCE,
                          .plan = world.settings,
                          .forecast = {.pool = {&model_mean}, .nonnegative = true},
                          .reference = {REFERENCE_MIN_MAX, MISSING}};
    struct sim_settings settings = {.from = WORLD_DAY - trial->days,
                                    .to = WORLD_DAY,
                                    .warm_up = WARM_UP,
                                    .every = (int32_t)trial->review_days};
    enum status status = simulate(&result, &world.inputs, &world.panel, &world.panel, &settings,
                                  &arm, 1, &world.arena, &world.team, &world.fault);
    if (status != STATUS_OK) {
        fail_msg("%s", world.fault.message);
    }
    assert_int_equal(result.site_count, TRIAL_SITES);
    memcpy(tried->site, result.site, sizeof tried->site);
    world_close(&world);
}

struct estimate trial_mean(const struct tried *tried, trial_figure *figure)
{
    double sum = 0.0, squares = 0.0;
    for (size_t s = 0; s < TRIAL_SITES; s++) {
        sum += figure(&tried->site[s]);
    }
    for (size_t s = 0; s < TRIAL_SITES; s++) {
        double off = figure(&tried->site[s]) - sum / TRIAL_SITES;
        squares += off * off;
    }
    return (struct estimate){sum / TRIAL_SITES,
                             sqrt(squares / (TRIAL_SITES * (TRIAL_SITES - 1.0)))};
}

double trial_cost(const struct ledger *ledger)
{
    return ledger_cost(ledger) / ledger->days;
}

double trial_stock(const struct ledger *ledger)
{
    return ledger->stock / ledger->days;
}

double trial_owed(const struct ledger *ledger)
{
    return ledger->shortage / ledger->days;
}
