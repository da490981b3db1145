/* Kits are put together as they sell, of the components at the same location; packaging goes with
 * the items that it is for.
 *
 * Kits in kits are taken apart beforehand, so that a kit is a list of things that lie on a shelf.
 * Kits sell before the day's own customers of their components, in the order of sites; all of the
 * components or no sale.  Missing packaging stops nothing. */
#include "replay.h"

#include "base/missing.h"
#include "base/search.h"
#include "panel/kits.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_FEEDERS = 8 };

static size_t find_site(const struct replay *replay, uint32_t sku, uint32_t location)
{
    const struct sim_site *sites = replay->sites;
    size_t at = SEARCH_ROWS(sites, replay->site_count, sku, location, sku, location);
    bool found = at < replay->site_count && sites[at].sku == sku && sites[at].location == location;
    return found ? at : SIZE_MAX;
}

/* The parts of all kits, in the making. */
struct taking_apart {
    const struct replay *replay;
    struct sim_part *parts;
    size_t count;
    size_t room;
    bool lost;
};

static void add_part(struct taking_apart *apart, size_t first, size_t site, double quantity)
{
    for (size_t p = first; p < apart->count; p++) {
        if (apart->parts[p].site == site) {
            apart->parts[p].quantity += quantity;
            return;
        }
    }
    if (apart->count == apart->room) {
        size_t room = 2 * apart->room + 64;
        struct sim_part *grown = realloc(apart->parts, room * sizeof *grown);
        if (grown == NULL) {
            apart->lost = true;
            return;
        }
        apart->parts = grown;
        apart->room = room;
    }
    apart->parts[apart->count++] = (struct sim_part){.site = site, .quantity = quantity};
}

/* What is to be taken apart still. */
struct pending {
    uint32_t sku;
    double quantity;
    unsigned depth;
};

enum { MOST_PENDING = 256 };

/* The rows of a kit, or of an item with packaging, down to what lies on a shelf. */
static void take_apart(struct taking_apart *apart, const struct sim_site *site)
{
    const struct master *master = &apart->replay->inputs->master;
    const size_t begin = apart->count;
    struct pending stack[MOST_PENDING];
    size_t height = 0;
    stack[height++] = (struct pending){.sku = site->sku, .quantity = 1.0};
    while (height > 0) {
        struct pending now = stack[--height];
        size_t first;
        size_t rows = kit_rows_of(master, now.sku, &first);
        for (size_t r = first; r < first + rows; r++) {
            const struct kit_row *row = &master->kits[r];
            double quantity = now.quantity * row->quantity;
            if (row->component == row->kit) {
                continue; /* says that it is an item */
            }
            bool deeper =
                kit_is(master, row->component) && now.depth < KIT_DEPTH && height < MOST_PENDING;
            if (deeper) {
                stack[height++] = (struct pending){
                    .sku = row->component, .quantity = quantity, .depth = now.depth + 1};
            } else {
                add_part(apart, begin, find_site(apart->replay, row->component, site->location),
                         quantity);
            }
        }
    }
}

enum status kits_make(struct replay *replay, struct fault *fault)
{
    if (replay->inputs->master.kit_count == 0) {
        return STATUS_OK;
    }
    size_t *start = ARENA_NEW(replay->work, size_t, replay->site_count + 1);
    if (start == NULL) {
        return fault_memory(fault, "the kits of the simulation");
    }
    struct taking_apart apart = {.replay = replay};
    for (size_t s = 0; s < replay->site_count; s++) {
        start[s] = apart.count;
        if (!replay->sites[s].dropship) {
            take_apart(&apart, &replay->sites[s]);
        }
    }
    start[replay->site_count] = apart.count;
    if (!arena_adopt(replay->work, apart.parts) || apart.lost) {
        return fault_memory(fault, "the kits of the simulation");
    }
    replay->part_start = start;
    replay->parts = apart.parts;
    return STATUS_OK;
}

bool site_has_parts(const struct replay *replay, size_t site)
{
    return replay->part_start != NULL && replay->part_start[site] < replay->part_start[site + 1];
}

/* A shelf and those above it that feed it. */
static void spread_up(const struct replay *replay, size_t site, double units, demand_add *add,
                      void *context)
{
    for (int f = 0; site != SIZE_MAX && f <= MOST_FEEDERS; f++) {
        add(context, site, units);
        site = replay->sites[site].feeder;
    }
}

void demand_spread(const struct replay *replay, size_t site, demand_add *add, void *context)
{
    const struct sim_site *row = &replay->sites[site];
    if (row->dropship) {
        return;
    }
    if (!row->kit) {
        spread_up(replay, site, 1.0, add, context);
    }
    if (!site_has_parts(replay, site)) {
        return;
    }
    for (size_t p = replay->part_start[site]; p < replay->part_start[site + 1]; p++) {
        const struct sim_part *part = &replay->parts[p];
        if (part->site != SIZE_MAX) {
            spread_up(replay, part->site, part->quantity, add, context);
        }
    }
}

/* Units of a kit that can be put together. */
static double can_make(const struct replay *replay, const struct arm *arm, size_t kit)
{
    double most = HUGE_VAL;
    for (size_t p = replay->part_start[kit]; p < replay->part_start[kit + 1]; p++) {
        const struct sim_part *part = &replay->parts[p];
        if (part->site == SIZE_MAX) {
            return 0.0;
        }
        if (!replay->sites[part->site].dropship) {
            most = fmin(most, arm_on_hand(arm, part->site) / part->quantity);
        }
    }
    return replay->sites[kit].whole ? floor(most + UNIT_SLACK) : most;
}

static void use_parts(struct replay *replay, struct arm *arm, size_t site, size_t step,
                      double units)
{
    for (size_t p = replay->part_start[site]; p < replay->part_start[site + 1]; p++) {
        const struct sim_part *part = &replay->parts[p];
        if (part->site == SIZE_MAX || replay->sites[part->site].dropship) {
            continue;
        }
        double used = arm_take(arm, part->site, units * part->quantity);
        replay_book(replay, arm, part->site, step, &(struct ledger){.used = used});
    }
}

static void sell_one(struct replay *replay, struct arm *arm, size_t index, size_t step)
{
    const struct truth *truth = &replay->result->truth;
    double days = (double)(replay->step_day[step + 1] - replay->step_day[step]);
    double wanted = truth->demand[index * truth->steps + step];
    double asked = arm->owed[index] + wanted;
    double sold = asked > 0.0 ? arm_take(arm, index, asked) : 0.0;
    if (replay->sites[index].kit) {
        double made = fmin(asked - sold, can_make(replay, arm, index));
        if (made > UNIT_SLACK) {
            use_parts(replay, arm, index, step, made);
            sold += made;
        }
    } else if (sold > 0.0) {
        use_parts(replay, arm, index, step, sold);
    }
    struct ledger now = {0};
    site_sell(replay, arm, index, wanted, days, sold, &now);
    replay_book(replay, arm, index, step, &now);
}

struct selling {
    struct replay *replay;
    size_t step;
};

static void sell_arm(void *context, size_t number, struct arena *scratch)
{
    (void)scratch;
    const struct selling *selling = context;
    struct replay *replay = selling->replay;
    for (size_t s = 0; s < replay->site_count; s++) {
        if (site_has_parts(replay, s)) {
            sell_one(replay, &replay->arms[number], s, selling->step);
        }
    }
}

void kits_sell(struct replay *replay, size_t step)
{
    struct selling selling = {.replay = replay, .step = step};
    if (replay->part_start != NULL) {
        parallel_each(replay->team, replay->arm_count, sell_arm, &selling);
    }
}
