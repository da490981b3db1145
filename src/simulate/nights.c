/* On which nights there is a plan, and who may order. */
#include "replay.h"

#include "base/missing.h"

#include <math.h>
#include <string.h>

bool site_may_order(const struct replay *replay, const struct arm *arm, size_t site, int32_t day,
                    int32_t last_night)
{
    const struct sim_site *row = &replay->sites[site];
    if (row->kit || row->dropship) {
        return false;
    }
    int32_t start = replay->step_day[0];
    return last_night == NO_DAY ||
           (day - start) / arm->review[site] > (last_night - start) / arm->review[site];
}

/* May any supplier be ordered from that day, or any location, by sites whose turn it is? */
static bool anybody_orders(const struct replay *replay, const struct arm *arm, int32_t day,
                           int32_t last_night)
{
    for (size_t s = 0; s < replay->site_count; s++) {
        const struct feed feed = feed_of(replay->inputs, replay->sites[s].from);
        if (site_may_order(replay, arm, s, day, last_night) &&
            feed_order_day(&replay->holidays, &feed, day) == day) {
            return true;
        }
    }
    return false;
}

bool arm_plans(const struct replay *replay, const struct arm *arm, int32_t day, int32_t last_night)
{
    int32_t start = replay->step_day[0];
    bool turn =
        last_night == NO_DAY || (day - start) / arm->every > (last_night - start) / arm->every;
    return turn && (arm->moves || anybody_orders(replay, arm, day, last_night));
}

/* Reviews of all sites by some terms, and the least of them. */
static void set_reviews(const struct replay *replay, struct arm *arm, int32_t *review,
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
    arm->every = every > 0 ? every : least < INT32_MAX ? least : 1;
    for (size_t s = 0; s < replay->site_count; s++) {
        review[s] = review[s] > arm->every ? review[s] : arm->every;
    }
    arm->review = review;
}

static bool same_terms(const struct arm *a, const struct arm *b)
{
    return memcmp(&a->told->plan.defaults, &b->told->plan.defaults, sizeof(struct terms)) == 0;
}

/* The terms of an arm's own settings, unless they are those of the first arm. */
static enum status review_arm(struct replay *replay, struct arm *arm, struct fault *fault)
{
    const struct arm *first = &replay->arms[0];
    arm->last_night = NO_DAY;
    arm->moves = arm->told->kind == ARM_PLAN && arm->told->plan.rebalance.enabled &&
                 replay->inputs->master.lane_count > 0;
    if (arm != first && (arm->told->kind == ARM_REFERENCE || same_terms(arm, first))) {
        arm->review = first->review;
        arm->every = first->every;
        return STATUS_OK;
    }
    int32_t *review = ARENA_NEW(replay->work, int32_t, replay->site_count);
    if (review == NULL) {
        return fault_memory(fault, "the nights of the simulation");
    }
    struct position *positions = NULL;
    struct arena own;
    arena_init(&own, 0);
    enum status status = STATUS_OK;
    size_t count = replay->site_count;
    if (arm != first) {
        status = positions_list(&positions, &count, replay->inputs, replay->panel,
                                &arm->told->plan.defaults, &own, fault);
    }
    if (status == STATUS_OK) {
        /* Another default source may feed from another place: then the first arm's terms count. */
        set_reviews(replay, arm, review, count == replay->site_count ? positions : NULL);
    }
    arena_free(&own);
    return status;
}

enum status nights_choose(struct replay *replay, struct fault *fault)
{
    for (size_t a = 0; a < replay->arm_count; a++) {
        struct arm *arm = &replay->arms[a];
        TRY(review_arm(replay, arm, fault));
        int32_t last = NO_DAY;
        for (size_t t = 0; t < replay->result->truth.steps; t++) {
            if (arm_plans(replay, arm, replay->step_day[t], last)) {
                replay->night[t] = true;
                last = replay->step_day[t];
            }
        }
    }
    for (size_t t = 0; t < replay->result->truth.steps; t++) {
        replay->nights += replay->night[t] ? 1 : 0;
    }
    return STATUS_OK;
}
