/* What must hold in every simulation: no unit comes from nowhere or goes there, all arms meet the
 * same demand, ledgers add up both ways, and threads change no bit. */
#include "base/missing.h"
#include "num/random.h"
#include "simulate/simulate.h"
#include "support/check.h"
#include "support/story.h"

#include <math.h>
#include <string.h>

enum { SKUS = 5, SHOP = 1, OTHER = 2, DEPOT = 3, MAKER = 9, DAYS = 63 };
/* The fourth sku spoils, the fifth is a kit of the first two. */
enum { SPOILS = 3, KIT = 4 };

static struct story story;

/* Six weeks before the end customers go from one shop to the other. */
static double share_of(uint32_t place, size_t t)
{
    bool late = t + 42 > STORY_DAYS;
    return (place == SHOP) != late ? 1.0 : 0.1;
}

static void make_demand(struct random *random)
{
    for (uint32_t sku = 0; sku < SKUS; sku++) {
        for (uint32_t place = SHOP; place <= OTHER; place++) {
            double *units = story_sell(&story, sku, place, 0.0);
            size_t site = story.sites - 1;
            double size = (double)(1 + random_below(random, 12));
            for (size_t t = 0; t < STORY_DAYS; t++) {
                units[t] = floor(size * random_uniform(random) * share_of(place, t) + 0.3);
                story.censored[site][t] = random_below(random, 20) == 0;
                story.returned[site][t] = sku < 2 && t % 9 == 0 ? floor(units[t] / 2.0) : 0.0;
            }
        }
    }
}

static void make_world(uint64_t seed)
{
    struct random random = random_stream(seed, 1);
    story_open(&story, DAYS);
    struct world *world = &story.world;
    world->settings.unmet = seed % 2 == 0 ? UNMET_LOST : UNMET_BACKORDER;
    world->settings.order_cost = 3.0;
    make_demand(&random);
    for (uint32_t place = SHOP; place <= DEPOT; place++) {
        struct location *location = world_location(world, place);
        location->type = place == DEPOT ? LOCATION_DC : LOCATION_STORE;
        location->source = place == DEPOT ? MAKER : DEPOT;
        location->handling_cost = 0.1;
    }
    struct supplier *supplier = world_supplier(world, MAKER, 6.0);
    supplier->lead_time_sd = 2.0;
    supplier->order_cost = MISSING;
    for (uint32_t sku = 0; sku < SKUS; sku++) {
        struct terms *terms = &world_item(world, sku, 4.0, 9.0)->terms;
        terms->supplier = MAKER;
        terms->pack_size = 1.0 + (double)(sku % 3);
        terms->shelf_life_days = sku == SPOILS ? 12.0 : MISSING;
        terms->sellable_return_share = 0.6;
        terms->min_stock = 5.0;
        terms->max_stock = 60.0;
    }
    const uint32_t ends[][2] = {{SHOP, OTHER}, {OTHER, SHOP}, {DEPOT, SHOP}, {DEPOT, OTHER}};
    const size_t order[] = {0, 1, 2, 3}; /* by from, to */
    for (size_t l = 0; l < 4; l++) {
        struct lane *lane = world_lane(world, ends[order[l]][0], ends[order[l]][1]);
        lane->transit_days = 1.0;
        lane->cost_per_unit = 0.05;
        lane->ship_days = ends[order[l]][0] != DEPOT ? 1 << THURSDAY : 0;
    }
    (void)world_kit(world, KIT, 0, 2.0);
    (void)world_kit(world, KIT, 1, 1.0);
    story_plan(&story);
    world->settings.rebalance = (struct rebalance_settings){.enabled = true};
    story_plan(&story);
    story_refer(&story, "normal");
    story_refer(&story, "cover:1");
    story_refer(&story, "min_max");
    story_refer(&story, "foresight");
}

static void check_site(const struct sim_result *result, size_t arm, size_t site)
{
    const struct ledger *ledger = &result->site[arm * result->site_count + site];
    double in = result->start[site] + ledger->bought + ledger->returned + ledger->moved;
    double out = ledger->used + ledger->written_off + ledger->sent;
    out += result->sites[site].kit ? 0.0 : ledger->sold;
    check_close(result->left[arm * result->site_count + site], in - out, 1e-9);
    assert_true(result->left[arm * result->site_count + site] >= 0.0);
    assert_true(ledger->sold <= ledger->wanted + 1e-9);
    check_close(ledger->wanted, result->site[site].wanted, 0.0);
}

static void check_sums(const struct sim_result *result, size_t arm)
{
    struct ledger by_step = {0};
    for (size_t t = 0; t < result->steps; t++) {
        const struct ledger *step = &result->step[arm * result->steps + t];
        ledger_add(&by_step, step);
        check_close(step->wanted, result->step[t].wanted, 1e-12);
    }
    double left[sizeof by_step / sizeof(double)];
    double right[sizeof by_step / sizeof(double)];
    memcpy(left, &by_step, sizeof left);
    memcpy(right, &result->whole[arm], sizeof right);
    for (size_t f = 0; f < sizeof left / sizeof *left; f++) {
        check_close(left[f], right[f], 1e-9);
    }
}

static void check_world(const struct sim_result *result)
{
    for (size_t a = 0; a < result->arms; a++) {
        for (size_t s = 0; s < result->site_count; s++) {
            check_site(result, a, s);
        }
        check_sums(result, a);
        const struct ledger *whole = &result->whole[a];
        assert_true(whole->moved <= whole->sent); /* the rest is on the road */
        double used = 0.0;
        double kits = 0.0;
        for (size_t s = 0; s < result->site_count; s++) {
            const struct ledger *ledger = &result->site[a * result->site_count + s];
            used += ledger->used;
            kits += result->sites[s].kit ? ledger->sold : 0.0;
        }
        check_close(used, 3.0 * kits, 1e-12);
    }
}

/* Only moves leave a shop. */
static double moved_across(const struct sim_result *result, size_t arm)
{
    double units = 0.0;
    for (size_t s = 0; s < result->site_count; s++) {
        bool shop = result->sites[s].location != DEPOT;
        units += shop ? result->site[arm * result->site_count + s].sent : 0.0;
    }
    return units;
}

static void no_unit_comes_from_nowhere_or_goes_there(void **state)
{
    (void)state;
    double moves = 0.0;
    double spoiled = 0.0;
    double kits = 0.0;
    double returned = 0.0;
    for (uint64_t seed = 0; seed < 4; seed++) {
        make_world(seed);
        story_run(&story);
        check_world(&story.result);
        moves += moved_across(&story.result, 1);
        check_close(moved_across(&story.result, 0), 0.0, 0.0);
        spoiled += story.result.whole[3].written_off + story.result.whole[2].written_off;
        kits += story.result.whole[0].used;
        returned += story.result.whole[0].returned;
        story_close(&story);
    }
    assert_true(moves > 10.0 && spoiled > 1.0 && kits > 100.0 && returned > 10.0);
}

static void threads_change_no_bit(void **state)
{
    (void)state;
    make_world(1);
    story_run(&story);
    struct sim_result one = story.result;
    struct team three;
    struct team before = story.world.team;
    assert_int_equal(team_init(&three, 3, &story.world.fault), STATUS_OK);
    story.world.team = three;
    story_run(&story);
    const struct sim_result *many = &story.result;
    assert_memory_equal(one.whole, many->whole, one.arms * sizeof *one.whole);
    assert_memory_equal(one.step, many->step, one.arms * one.steps * sizeof *one.step);
    assert_memory_equal(one.site, many->site, one.arms * one.site_count * sizeof *one.site);
    assert_memory_equal(one.truth.demand, many->truth.demand,
                        one.site_count * one.truth.steps * sizeof(double));
    story.world.team = before;
    team_free(&three);
    story_close(&story);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_unit_comes_from_nowhere_or_goes_there),
        cmocka_unit_test(threads_change_no_bit),
    };
    return cmocka_run_group_tests_name("conservation", tests, NULL, NULL);
}
