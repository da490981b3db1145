/* Whose turn it is: when a site may order, and on which mornings an arm plans. */
#include "replay.h"

#include "base/missing.h"

#include <math.h>

/* A month is up to so many days shorter than another. */
enum { MONTH_SLACK = 3 };

/* Reviews of all sites by some terms, and the least of them. */
static int32_t set_reviews(const struct replay *replay, int32_t *review,
                           const struct position *positions)
{
    int32_t least = INT32_MAX;
    for (size_t s = 0; s < replay->site_count; s++) {
        const struct sim_site *site = &replay->sites[s];
        const struct terms *terms = positions != NULL ? positions[s].terms : site->terms;
        review[s] = (int32_t)fmax(ceil(terms->review_days), 1.0);
        if (!site->kit && !site->dropship && review[s] < least) {
            least = review[s];
        }
    }
    int32_t every = replay->settings->every;
    every = every > 0 ? every : least < INT32_MAX ? least : 1;
    for (size_t s = 0; s < replay->site_count; s++) {
        review[s] = review[s] > every ? review[s] : every;
    }
    return every;
}

/* Reviews by the terms of an arm's own settings. */
static enum status find_reviews(const struct replay *replay, const struct arm *arm,
                                struct turns *turns, struct fault *fault)
{
    int32_t *review = ARENA_NEW(replay->work, int32_t, replay->site_count);
    if (review == NULL) {
        return fault_memory(fault, "the nights of the simulation");
    }
    struct position *positions = NULL;
    struct arena own;
    arena_init(&own, 0);
    enum status status = STATUS_OK;
    size_t count = replay->site_count;
    if (arm->number > 0) {
        status = positions_list(&positions, &count, replay->inputs, replay->panel,
                                &arm->told->plan.defaults, &own, fault);
    }
    if (status == STATUS_OK) {
        /* Another default source may feed from another place: then the first arm's terms count. */
        turns->every = set_reviews(replay, review, count == replay->site_count ? positions : NULL);
        turns->review = review;
    }
    arena_free(&own);
    return status;
}

/* The turns of one site; `night` is set on them. */
static void take_turns(const struct replay *replay, const struct turns *turns, size_t site,
                       unsigned char *bits, bool *night)
{
    const struct truth *truth = &replay->result->truth;
    const struct sim_site *row = &replay->sites[site];
    const struct feed feed = feed_of(replay->inputs, row->from);
    const int32_t slack = truth->calendar.bucket == BUCKET_MONTH ? MONTH_SLACK : 0;
    const bool days = truth->calendar.bucket == BUCKET_DAY;
    int32_t last = NO_DAY;
    for (size_t t = 0; t < truth->steps && !row->kit && !row->dropship; t++) {
        int32_t day = replay->step_day[t];
        bool due = last == NO_DAY || day - last >= turns->review[site] - slack;
        /* A longer step has an order day somewhere in it. */
        if (due && (!days || feed_order_day(&replay->holidays, &feed, day) == day)) {
            bits[site * turns->row + t / 8] |= (unsigned char)(1 << (t % 8));
            night[t] = true;
            last = day;
        }
    }
}

static enum status make_turns(const struct replay *replay, struct turns *turns, struct fault *fault)
{
    const size_t steps = replay->result->truth.steps;
    turns->row = (steps + 7) / 8;
    unsigned char *bits = ARENA_NEW(replay->work, unsigned char, replay->site_count * turns->row);
    bool *night = ARENA_NEW(replay->work, bool, steps);
    if (bits == NULL || night == NULL) {
        return fault_memory(fault, "the nights of the simulation");
    }
    for (size_t s = 0; s < replay->site_count; s++) {
        take_turns(replay, turns, s, bits, night);
    }
    int32_t last = NO_DAY;
    for (size_t t = 0; turns->moves && t < steps; t++) {
        int32_t day = replay->step_day[t];
        if (last == NO_DAY || day - last >= turns->every) {
            night[t] = true;
            last = day;
        }
    }
    turns->bits = bits;
    turns->night = night;
    return STATUS_OK;
}

static bool same_turns(const struct arm *a, const struct arm *b, bool moves)
{
    /* terms have no padding */
    struct text one = {(const char *)&a->told->plan.defaults, sizeof(struct terms)};
    struct text other = {(const char *)&b->told->plan.defaults, sizeof(struct terms)};
    bool terms = text_equal(one, other);
    return b->turns->moves == moves && (terms || a->told->kind == ARM_REFERENCE);
}

static enum status turns_of_arm(struct replay *replay, struct arm *arm, struct fault *fault)
{
    bool moves = arm->told->kind == ARM_PLAN && arm->told->plan.rebalance.enabled &&
                 replay->inputs->master.lane_count > 0;
    for (size_t a = 0; a < arm->number; a++) {
        bool first = a == 0 || arm->told->kind == ARM_PLAN; /* references go by the first arm */
        if (first && same_turns(arm, &replay->arms[a], moves)) {
            arm->turns = replay->arms[a].turns;
            return STATUS_OK;
        }
    }
    struct turns *turns = ARENA_NEW(replay->work, struct turns, 1);
    if (turns == NULL) {
        return fault_memory(fault, "the nights of the simulation");
    }
    *turns = (struct turns){.moves = moves};
    bool own = arm->number == 0 || arm->told->kind == ARM_PLAN;
    TRY(find_reviews(replay, own ? arm : &replay->arms[0], turns, fault));
    TRY(make_turns(replay, turns, fault));
    arm->turns = turns;
    return STATUS_OK;
}

enum status turns_make(struct replay *replay, struct fault *fault)
{
    for (size_t a = 0; a < replay->arm_count; a++) {
        TRY(turns_of_arm(replay, &replay->arms[a], fault));
        for (size_t t = 0; t < replay->result->truth.steps; t++) {
            replay->night[t] = replay->night[t] || replay->arms[a].turns->night[t];
        }
    }
    for (size_t t = 0; t < replay->result->truth.steps; t++) {
        replay->nights += replay->night[t] ? 1 : 0;
    }
    return STATUS_OK;
}
