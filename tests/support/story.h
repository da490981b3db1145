/* A small world to simulate: demand of each day written by hand, and the arms that meet it.
 *
 * It ends on WORLD_DAY; sku-locations are put in by sku, then location, and so are the master rows
 * of the world. */
#ifndef RESTOCK_TESTS_STORY_H
#define RESTOCK_TESTS_STORY_H

#include "simulate/simulate.h"
#include "support/world.h"

enum { STORY_SITES = 24, STORY_DAYS = 260, STORY_ARMS = 6 };

struct story {
    struct world world;
    size_t sites;
    uint32_t sku[STORY_SITES];
    uint32_t location[STORY_SITES];
    double demand[STORY_SITES][STORY_DAYS]; /* the last is that of the day before WORLD_DAY */
    double returned[STORY_SITES][STORY_DAYS];
    bool censored[STORY_SITES][STORY_DAYS];
    struct panel panel;
    struct sim_settings settings;
    struct sim_arm arms[STORY_ARMS];
    size_t arm_count;
    struct sim_result result;
};

/* The last `days` count, without warm-up; nothing sells yet, and there is no arm. */
void story_open(struct story *story, int32_t days);
void story_close(struct story *story);

/* A sku-location that sells so much every day; returns its days, to be changed. */
double *story_sell(struct story *story, uint32_t sku, uint32_t location, double units);
/* Arms: a reference by its name, a plan of the world's settings as they are now. */
void story_refer(struct story *story, const char *name);
void story_plan(struct story *story);

enum status story_try(struct story *story);
/* The test fails where it does. */
void story_run(struct story *story);
/* The ledger of an arm's sku-location. */
const struct ledger *story_ledger(const struct story *story, size_t arm, uint32_t sku,
                                  uint32_t location);
size_t story_site(const struct story *story, uint32_t sku, uint32_t location);

#endif
