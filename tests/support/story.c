/* A small world to simulate. */
#include "support/story.h"

#include "base/missing.h"
#include "forecast/models.h"
#include "support/check.h"

#include <string.h>

void story_open(struct story *story, int32_t days)
{
    memset(story, 0, sizeof *story);
    world_open(&story->world);
    story->settings = (struct sim_settings){.from = WORLD_DAY - days, .to = WORLD_DAY, .seed = 7};
}

void story_close(struct story *story)
{
    world_close(&story->world);
}

double *story_sell(struct story *story, uint32_t sku, uint32_t location, double units)
{
    size_t at = story->sites++;
    assert_true(at < STORY_SITES);
    story->sku[at] = sku;
    story->location[at] = location;
    for (size_t t = 0; t < STORY_DAYS; t++) {
        story->demand[at][t] = units;
    }
    return story->demand[at];
}

static struct sim_arm *add_arm(struct story *story, const char *name, enum arm_kind kind)
{
    assert_true(story->arm_count < STORY_ARMS);
    struct sim_arm *arm = &story->arms[story->arm_count++];
    *arm = (struct sim_arm){.name = name,
                            .kind = kind,
                            .plan = story->world.settings,
                            .forecast = {.pool = {&model_ses}, .nonnegative = true}};
    return arm;
}

void story_refer(struct story *story, const char *name)
{
    struct sim_arm *arm = add_arm(story, name, ARM_REFERENCE);
    assert_true(reference_parse(text_of(name), &arm->reference));
}

void story_plan(struct story *story)
{
    (void)add_arm(story, "plan", ARM_PLAN);
}

static void add_returns(struct story *story, struct panel *panel)
{
    struct arena *arena = &story->world.arena;
    size_t *start = ARENA_NEW(arena, size_t, story->sites + 1);
    int32_t *period = ARENA_NEW(arena, int32_t, STORY_SITES * STORY_DAYS);
    double *quantity = ARENA_NEW(arena, double, STORY_SITES *STORY_DAYS);
    size_t count = 0;
    for (size_t s = 0; s < story->sites; s++) {
        for (size_t t = 0; t < STORY_DAYS; t++) {
            if (story->returned[s][t] > 0.0) {
                period[count] = WORLD_DAY - STORY_DAYS + (int32_t)t;
                quantity[count++] = story->returned[s][t];
            }
        }
        start[s + 1] = count;
    }
    panel->return_start = start;
    panel->return_period = period;
    panel->return_quantity = quantity;
}

static void add_censored(struct story *story, struct panel *panel)
{
    enum { BYTES = (STORY_DAYS + 7) / 8 };
    size_t *start = ARENA_NEW(&story->world.arena, size_t, story->sites + 1);
    uint8_t *bits = ARENA_NEW(&story->world.arena, uint8_t, STORY_SITES * BYTES);
    for (size_t s = 0; s < story->sites; s++) {
        start[s + 1] = start[s] + BYTES;
        for (size_t t = 0; t < STORY_DAYS; t++) {
            bits[start[s] + t / 8] |= (uint8_t)(story->censored[s][t] ? 1 << (t % 8) : 0);
        }
    }
    panel->censored_start = start;
    panel->censored_bits = bits;
}

static void make_panel(struct story *story)
{
    struct arena *arena = &story->world.arena;
    size_t *start = ARENA_NEW(arena, size_t, story->sites + 1);
    double *price = ARENA_NEW(arena, double, story->sites);
    for (size_t s = 0; s < story->sites; s++) {
        start[s + 1] = start[s] + STORY_DAYS;
        price[s] = MISSING;
    }
    story->panel = (struct panel){.calendar = {.bucket = BUCKET_DAY},
                                  .as_of = WORLD_DAY,
                                  .end_period = WORLD_DAY,
                                  .count = story->sites,
                                  .sku = story->sku,
                                  .location = story->location,
                                  .start = start,
                                  .demand = &story->demand[0][0],
                                  .price = price};
    add_returns(story, &story->panel);
    add_censored(story, &story->panel);
}

enum status story_try(struct story *story)
{
    struct world *world = &story->world;
    struct master *master = &world->inputs.master;
    master->items = world->items;
    master->item_locations = world->item_locations;
    master->locations = world->locations;
    master->suppliers = world->suppliers;
    master->lanes = world->lanes;
    master->price_breaks = world->breaks;
    master->kits = world->kits;
    world->inputs.stock = world->stock;
    world->inputs.open_orders = world->orders;
    make_panel(story);
    return simulate(&story->result, &world->inputs, &story->panel, &story->panel, &story->settings,
                    story->arms, story->arm_count, &world->arena, &world->team, &world->fault);
}

void story_run(struct story *story)
{
    if (story_try(story) != STATUS_OK) {
        fail_msg("%s", story->world.fault.message);
    }
}

size_t story_site(const struct story *story, uint32_t sku, uint32_t location)
{
    for (size_t s = 0; s < story->result.site_count; s++) {
        const struct sim_site *site = &story->result.sites[s];
        if (site->sku == sku && site->location == location) {
            return s;
        }
    }
    fail_msg("sku %u is not simulated at location %u", (unsigned)sku, (unsigned)location);
    return 0;
}

const struct ledger *story_ledger(const struct story *story, size_t arm, uint32_t sku,
                                  uint32_t location)
{
    size_t at = arm * story->result.site_count + story_site(story, sku, location);
    return &story->result.site[at];
}
