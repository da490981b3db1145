/* What perfect foresight orders, of all sites at the start: those that feed nobody first, then
 * those whose orders these are. */
#include "replay.h"

#include "base/missing.h"

#include <math.h>
#include <string.h>

enum { MOST_FEEDERS = 8 };

/* Perfect foresight of one arm, sites of one rank at a time: those that feed nobody first. */
struct foreseeing {
    struct replay *replay;
    struct arm *arm;
    const unsigned char *rank; /* [sites] */
    unsigned char now;
    const double *start;      /* [steps + 1] days */
    double *asked;            /* [sites * steps] units that those fed want; NULL */
    const double *order_cost; /* [sites] money */
    bool *failed;             /* [sites] memory ran out */
};

/* Turns of a site: on which night of all each falls, and which step its order comes in on; returns
 * how many.  Both are [nights]. */
static size_t list_turns(const struct foreseeing *foreseeing, size_t index, size_t *night,
                         size_t *arrival)
{
    const struct replay *replay = foreseeing->replay;
    const size_t steps = replay->result->truth.steps;
    size_t count = 0;
    size_t number = 0;
    for (size_t t = 0; t < steps; t++) {
        if (replay->night[t] && turn_of(foreseeing->arm->turns, index, t)) {
            int32_t comes = site_arrival(replay, index, replay->step_day[t]);
            size_t at = t;
            while (at < steps && replay->step_day[at] < comes) {
                at++;
            }
            night[count] = number;
            arrival[count++] = at;
        }
        number += replay->night[t] ? 1 : 0;
    }
    return count;
}

static void foresee_one(void *context, size_t index, struct arena *scratch)
{
    struct foreseeing *foreseeing = context;
    const struct replay *replay = foreseeing->replay;
    const struct truth *truth = &replay->result->truth;
    const struct sim_site *site = &replay->sites[index];
    const size_t steps = truth->steps;
    if (foreseeing->rank[index] != foreseeing->now || site->kit || site->dropship) {
        return;
    }
    double *demand = ARENA_NEW(scratch, double, steps);
    size_t *arrival = ARENA_NEW(scratch, size_t, replay->nights);
    size_t *night = ARENA_NEW(scratch, size_t, replay->nights);
    double *orders = ARENA_NEW(scratch, double, replay->nights);
    if (demand == NULL || arrival == NULL || night == NULL || orders == NULL) {
        foreseeing->failed[index] = true;
        return;
    }
    memcpy(demand, truth->demand + index * steps, steps * sizeof *demand);
    for (size_t t = site->debut; t < site->debut_end; t++) {
        demand[t] = 0.0; /* has been bought in */
    }
    for (size_t t = 0; foreseeing->asked != NULL && t < steps; t++) {
        demand[t] += foreseeing->asked[index * steps + t];
    }
    const size_t count = list_turns(foreseeing, index, night, arrival);
    struct foresight problem = {.demand = demand,
                                .step_start = foreseeing->start,
                                .steps = steps,
                                .arrival_step = arrival,
                                .nights = count,
                                .on_hand = arm_on_hand(foreseeing->arm, index),
                                .holding = site->terms->holding_cost,
                                .shortage = site->terms->shortage_cost,
                                .order_cost = foreseeing->order_cost[index],
                                .unit_cost = site->handling_cost + site->lanes_cost,
                                .shelf_days = value_or(site->terms->shelf_life_days, 0.0),
                                .backorder = replay->unmet == UNMET_BACKORDER};
    foreseeing->failed[index] = foresight_orders(&problem, orders, scratch) < 0.0;
    for (size_t n = 0; n < count && !foreseeing->failed[index]; n++) {
        foreseeing->arm->oracle[index * replay->nights + night[n]] = orders[n];
    }
}

/* What kits want of their components. */
static void pass_kits(const struct foreseeing *foreseeing)
{
    const struct replay *replay = foreseeing->replay;
    const struct truth *truth = &replay->result->truth;
    for (size_t s = 0; s < replay->site_count; s++) {
        if (!site_has_parts(replay, s)) {
            continue;
        }
        for (size_t p = replay->part_start[s]; p < replay->part_start[s + 1]; p++) {
            const struct sim_part *part = &replay->parts[p];
            for (size_t t = 0; part->site != SIZE_MAX && t < truth->steps; t++) {
                foreseeing->asked[part->site * truth->steps + t] +=
                    part->quantity * truth->demand[s * truth->steps + t];
            }
        }
    }
}

/* What sites of this rank order of their feeders is wanted there on the steps of their nights. */
static void pass_on(struct foreseeing *foreseeing)
{
    const struct replay *replay = foreseeing->replay;
    const size_t steps = replay->result->truth.steps;
    for (size_t s = 0; foreseeing->asked != NULL && s < replay->site_count; s++) {
        size_t feeder = replay->sites[s].feeder;
        if (feeder == SIZE_MAX || foreseeing->rank[s] != foreseeing->now) {
            continue;
        }
        size_t number = 0;
        for (size_t t = 0; t < steps; t++) {
            if (replay->night[t]) {
                foreseeing->asked[feeder * steps + t] +=
                    foreseeing->arm->oracle[s * replay->nights + number++];
            }
        }
    }
}

/* How many are between a site and the farthest that it feeds; returns the most. */
static unsigned char rank_sites(const struct replay *replay, unsigned char *rank)
{
    unsigned char most = 0;
    for (size_t s = 0; s < replay->site_count; s++) {
        unsigned char depth = 0;
        for (size_t at = replay->sites[s].feeder; at != SIZE_MAX && depth < MOST_FEEDERS;
             at = replay->sites[at].feeder) {
            depth++;
            rank[at] = depth > rank[at] ? depth : rank[at];
            most = depth > most ? depth : most;
        }
    }
    return most;
}

/* An order of a supplier costs once for all its lines: so that nobody pays less, a site bears an
 * equal part of it. */
static bool share_order_cost(const struct replay *replay, double *order_cost)
{
    size_t places = 0;
    for (size_t s = 0; s < replay->site_count; s++) {
        uint32_t from = replay->sites[s].from;
        places = from != NO_ID && from >= places ? (size_t)from + 1 : places;
    }
    double *sites = ARENA_NEW(replay->work, double, places);
    for (size_t s = 0; sites != NULL && s < replay->site_count; s++) {
        if (replay->sites[s].order_cost > 0.0) {
            sites[replay->sites[s].from] += 1.0;
        }
    }
    for (size_t s = 0; sites != NULL && s < replay->site_count; s++) {
        const struct sim_site *site = &replay->sites[s];
        order_cost[s] = site->order_cost > 0.0 ? site->order_cost / sites[site->from] : 0.0;
    }
    return sites != NULL;
}

enum status foresee(struct replay *replay, struct arm *arm, struct fault *fault)
{
    const size_t steps = replay->result->truth.steps;
    double *start = ARENA_NEW(replay->work, double, steps + 1);
    unsigned char *rank = ARENA_NEW(replay->work, unsigned char, replay->site_count);
    arm->oracle = ARENA_NEW(replay->work, double, replay->site_count * replay->nights);
    double *order_cost = ARENA_NEW(replay->work, double, replay->site_count);
    struct foreseeing foreseeing = {.replay = replay,
                                    .arm = arm,
                                    .rank = rank,
                                    .start = start,
                                    .order_cost = order_cost,
                                    .failed = ARENA_NEW(replay->work, bool, replay->site_count)};
    if (replay->family != NULL) {
        foreseeing.asked = ARENA_NEW(replay->work, double, replay->site_count *steps);
    }
    if (start == NULL || rank == NULL || arm->oracle == NULL ||
        (replay->family != NULL && foreseeing.asked == NULL) || order_cost == NULL ||
        foreseeing.failed == NULL || !share_order_cost(replay, order_cost)) {
        return fault_memory(fault, "perfect foresight");
    }
    for (size_t t = 0; t <= steps; t++) {
        start[t] = (double)(replay->step_day[t] - replay->step_day[0]);
    }
    if (replay->family != NULL) {
        pass_kits(&foreseeing);
    }
    unsigned char most = rank_sites(replay, rank);
    size_t reserve = foresight_scratch(steps, replay->nights) +
                     (steps + 3 * replay->nights) * sizeof(double) + 1024;
    for (unsigned r = 0; r <= most; r++) {
        foreseeing.now = (unsigned char)r;
        TRY(parallel_each_reserved(replay->team, replay->site_count, foresee_one, &foreseeing,
                                   reserve, fault));
        pass_on(&foreseeing);
    }
    for (size_t s = 0; s < replay->site_count; s++) {
        if (foreseeing.failed[s]) {
            return fault_memory(fault, "perfect foresight");
        }
    }
    return STATUS_OK;
}
