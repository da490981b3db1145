/* Mornings and days between planning nights: what comes in, what expires, what sells, what it
 * costs.
 *
 * Sites are independent of each other then (kits are sold before), so blocks of sites of all arms
 * run in parallel.  What a block adds up by step stands in its own slots, which are added in the
 * order of blocks. */
#include "replay.h"

#include "base/missing.h"

#include <math.h>

enum { BLOCK = 256 }; /* sites */

struct span_of_days {
    struct replay *replay;
    enum part_of_day part;
    size_t first, end;    /* steps */
    size_t blocks;        /* of an arm */
    struct ledger *slots; /* [arms * blocks * (end - first)] */
};

static bool step_counts(const struct replay *replay, size_t step)
{
    return step >= replay->warm_steps;
}

void replay_book(struct replay *replay, const struct arm *arm, size_t site, size_t step,
                 const struct ledger *ledger)
{
    if (step_counts(replay, step)) {
        struct sim_result *result = replay->result;
        ledger_add(&result->site[arm->number * replay->site_count + site], ledger);
        ledger_add(&result->step[arm->number * result->steps + step - replay->warm_steps], ledger);
    }
}

static void receive(struct arm *arm, const struct sim_site *site, size_t index, struct lot *lot,
                    struct ledger *now)
{
    bool bought = lot->kind == ORDER_PURCHASE;
    now->bought += bought ? lot->units : 0.0;
    now->moved += bought ? 0.0 : lot->units;
    now->purchases += bought ? lot->units * lot->unit_cost : 0.0;
    now->ordering += site->handling_cost * lot->units;
    if (lot->expiry_day == NO_DAY) {
        lot->expiry_day = expiry_of(site, lot->arrival_day);
    }
    if (lot->expiry_day == NO_DAY) {
        arm->stock[index] += lot->units;
        lot->state = LOT_GONE;
    } else {
        lot->state = LOT_SHELF;
    }
}

/* What is due comes in, what has expired goes out. */
static void morning(const struct replay *replay, struct arm *arm, size_t index, size_t step,
                    struct ledger *now)
{
    const int32_t day = replay->step_day[step];
    const struct sim_site *site = &replay->sites[index];
    for (size_t l = arm->lot_start[index]; l < arm->lot_start[index + 1]; l++) {
        struct lot *lot = &arm->lots[l];
        if (lot->state == LOT_COMING && lot->arrival_day <= day) {
            receive(arm, site, index, lot, now);
        }
        if (lot->state == LOT_SHELF && lot->expiry_day < day) {
            now->written_off += lot->units;
            now->write_off += lot->units * site->terms->unit_cost * (1.0 - replay->salvage_share);
            lot->state = LOT_GONE;
        }
    }
}

void site_sell(const struct replay *replay, struct arm *arm, size_t index, double wanted,
               double days, double sold, struct ledger *now)
{
    const struct terms *terms = replay->sites[index].terms;
    const bool wait = replay->unmet == UNMET_BACKORDER;
    double owed = arm->owed[index];
    double later = fmin(owed, sold); /* customers who wait come first */
    double missed = wanted - (sold - later);
    missed = missed > UNIT_SLACK ? missed : 0.0;
    now->wanted = wanted;
    now->sold = sold;
    now->sold_value = sold * terms->unit_cost;
    now->lost = wait ? 0.0 : missed;
    now->waited = wait ? missed : 0.0;
    now->days_out = missed > 0.0 ? days : 0.0;
    arm->wanted[index] += wanted;
    arm->sold[index] += sold;
    if (wait) {
        owed += missed - later;
        arm->owed[index] = owed > UNIT_SLACK ? owed : 0.0;
    }
    now->shortage += terms->shortage_cost * (wait ? arm->owed[index] : missed);
}

/* Recorded returns in the proportion in which the arm sold what was wanted; what is not whole yet
 * waits for the rest. */
static void take_back(const struct replay *replay, struct arm *arm, size_t index, double returned,
                      struct ledger *now)
{
    const struct sim_site *site = &replay->sites[index];
    double share =
        arm->wanted[index] > 0.0 ? fmin(arm->sold[index] / arm->wanted[index], 1.0) : 0.0;
    double units = arm->rest[index] + returned * share * site->terms->sellable_return_share;
    double back = site->whole ? floor(units + UNIT_SLACK) : units;
    arm->rest[index] = fmax(units - back, 0.0);
    arm->stock[index] += back;
    now->returned += back;
}

/* Costs of what a step leaves. */
static void count_stock(const struct replay *replay, const struct arm *arm, size_t index,
                        double days, struct ledger *now)
{
    const struct terms *terms = replay->sites[index].terms;
    double units = arm_on_hand(arm, index);
    now->days = days;
    now->stock = units * days;
    now->stock_value = now->stock * terms->unit_cost;
    now->holding = now->stock * terms->holding_cost;
}

/* A supplier who serves the customers himself always does. */
static void drop_ship(const struct sim_site *site, double wanted, double days, struct ledger *now)
{
    now->wanted = now->sold = wanted;
    now->sold_value = wanted * site->terms->unit_cost;
    now->days = days;
}

static void live(struct replay *replay, struct arm *arm, size_t index, size_t step,
                 struct ledger *now)
{
    const struct truth *truth = &replay->result->truth;
    const struct sim_site *site = &replay->sites[index];
    double days = (double)(replay->step_day[step + 1] - replay->step_day[step]);
    double wanted = truth->demand[index * truth->steps + step];
    if (site->dropship) {
        drop_ship(site, wanted, days, now);
        return;
    }
    morning(replay, arm, index, step, now);
    if (step == site->debut) {
        double units = debut_units(replay, index);
        arm->stock[index] += units;
        now->bought += units;
        now->purchases += units * site->terms->unit_cost;
    }
    if (!site_has_parts(replay, index)) { /* what has is sold already */
        double asked = arm->owed[index] + wanted;
        double sold = asked > 0.0 ? arm_take(arm, index, asked) : 0.0;
        site_sell(replay, arm, index, wanted, days, sold, now);
    }
    if (truth->returned != NULL) {
        take_back(replay, arm, index, truth->returned[index * truth->steps + step], now);
    }
    count_stock(replay, arm, index, days, now);
}

static void run_block(void *context, size_t number, struct arena *scratch)
{
    (void)scratch;
    const struct span_of_days *span = context;
    struct replay *replay = span->replay;
    const size_t steps = span->end - span->first;
    struct arm *arm = &replay->arms[number / span->blocks];
    struct ledger *slots = span->slots + number * steps;
    size_t first = number % span->blocks * BLOCK;
    size_t end = first + BLOCK < replay->site_count ? first + BLOCK : replay->site_count;
    struct ledger *sites = replay->result->site + arm->number * replay->site_count;
    for (size_t s = first; s < end; s++) {
        for (size_t t = 0; t < steps; t++) {
            struct ledger now = {0};
            if (span->part == PART_MORNING) {
                morning(replay, arm, s, span->first + t, &now);
            } else {
                live(replay, arm, s, span->first + t, &now);
            }
            if (step_counts(replay, span->first + t)) {
                ledger_add(&sites[s], &now);
                ledger_add(&slots[t], &now);
            }
        }
    }
}

enum status days_run(struct replay *replay, enum part_of_day part, size_t first, size_t end,
                     struct fault *fault)
{
    struct sim_result *result = replay->result;
    const size_t steps = end - first;
    struct arena_mark mark = arena_mark(replay->work);
    struct span_of_days span = {.replay = replay,
                                .part = part,
                                .first = first,
                                .end = end,
                                .blocks = (replay->site_count + BLOCK - 1) / BLOCK};
    const size_t all = replay->arm_count * span.blocks;
    span.slots = ARENA_NEW(replay->work, struct ledger, all * steps);
    if (span.slots == NULL) {
        return fault_memory(fault, "the days of the simulation");
    }
    parallel_each(replay->team, all, run_block, &span);
    for (size_t b = 0; b < all; b++) {
        struct ledger *of_arm = result->step + b / span.blocks * result->steps;
        for (size_t t = 0; t < steps; t++) {
            if (step_counts(replay, first + t)) {
                ledger_add(&of_arm[first + t - replay->warm_steps], &span.slots[b * steps + t]);
            }
        }
    }
    arena_rewind(replay->work, mark);
    return STATUS_OK;
}
