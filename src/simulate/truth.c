/* Demand and returns as they were, or as they must have been; lead times as they fall. */
#include "simulate/truth.h"

#include "base/hash.h"
#include "base/missing.h"
#include "num/random.h"
#include "panel/overlay.h"
#include "replay.h"

#include <math.h>

enum { WEEK = 7 };

/* A step of the record that may stand for step `t`. */
static bool is_donor(const struct span *span, size_t t, size_t donor)
{
    return !span_censored(span, donor) && span->demand[donor] >= span->demand[t];
}

/* The nearest donors of step t, the earlier of two equally near first; returns how many. */
static size_t find_donors(const struct span *span, size_t t, size_t stride,
                          size_t donors[TRUTH_DONORS])
{
    size_t count = 0;
    for (size_t d = stride; d <= t || t + d < span->length; d += stride) {
        if (d <= t && is_donor(span, t, t - d)) {
            donors[count++] = t - d;
        }
        if (count < TRUTH_DONORS && t + d < span->length && is_donor(span, t, t + d)) {
            donors[count++] = t + d;
        }
        if (count == TRUTH_DONORS) {
            break;
        }
    }
    return count;
}

struct imputing {
    struct replay *replay;
    double *imputed; /* [sites] units */
};

static void fill_demand(const struct imputing *imputing, size_t index, double *demand)
{
    const struct replay *replay = imputing->replay;
    const struct truth *truth = &replay->result->truth;
    const struct sim_site *site = &replay->sites[index];
    const struct span span = panel_span(replay->daily, site->daily);
    const size_t stride = truth->calendar.bucket == BUCKET_DAY ? WEEK : 1;
    struct random random =
        random_stream(hash_word(replay->settings->seed, site->sku), site->location);
    for (size_t s = 0; s < truth->steps; s++) {
        int64_t at = (int64_t)truth->first_step + (int64_t)s - span.first_period;
        if (at < 0 || at >= (int64_t)span.length) {
            continue;
        }
        size_t t = (size_t)at;
        demand[s] = fmax(value_or(span.demand[t], 0.0), 0.0);
        if (!span_censored(&span, t)) {
            continue;
        }
        size_t donors[TRUTH_DONORS];
        size_t count = find_donors(&span, t, stride, donors);
        if (count > 0) {
            double drawn = span.demand[donors[random_below(&random, count)]];
            imputing->imputed[index] += drawn - demand[s];
            demand[s] = drawn;
        }
    }
}

static void fill_returns(const struct replay *replay, size_t index, double *returned)
{
    const struct panel *daily = replay->daily;
    const struct truth *truth = &replay->result->truth;
    const size_t series = replay->sites[index].daily;
    for (size_t r = daily->return_start[series]; r < daily->return_start[series + 1]; r++) {
        int64_t step = (int64_t)daily->return_period[r] - truth->first_step;
        if (step >= 0 && step < (int64_t)truth->steps) {
            returned[step] += daily->return_quantity[r];
        }
    }
}

static void tell_one(void *context, size_t index, struct arena *scratch)
{
    (void)scratch;
    const struct imputing *imputing = context;
    const struct replay *replay = imputing->replay;
    const struct truth *truth = &replay->result->truth;
    if (replay->sites[index].daily == SIZE_MAX) {
        return;
    }
    fill_demand(imputing, index, truth->demand + index * truth->steps);
    if (truth->returned != NULL) {
        fill_returns(replay, index, truth->returned + index * truth->steps);
    }
}

enum status truth_make(struct replay *replay, struct fault *fault)
{
    struct truth *truth = &replay->result->truth;
    const struct panel *daily = replay->daily;
    size_t cells = replay->site_count * truth->steps;
    bool any = daily->return_start != NULL && daily->return_start[daily->count] > 0;
    truth->demand = ARENA_NEW(replay->arena, double, cells);
    truth->returned = any ? ARENA_NEW(replay->arena, double, cells) : NULL;
    struct imputing imputing = {.replay = replay,
                                .imputed = ARENA_NEW(replay->work, double, replay->site_count)};
    if (truth->demand == NULL || (any && truth->returned == NULL) || imputing.imputed == NULL) {
        return fault_memory(fault, "the demand of the simulation");
    }
    parallel_each(replay->team, replay->site_count, tell_one, &imputing);
    for (size_t s = 0; s < replay->site_count; s++) {
        truth->imputed += imputing.imputed[s];
    }
    return STATUS_OK;
}

/* In (0, 1), the same for all orders of a source to a location on a day. */
static double draw(const struct sim_site *site, uint64_t seed, int32_t day)
{
    uint64_t hash = hash_word(hash_word(0, seed), site->from);
    hash = hash_word(hash_word(hash, site->location), (uint64_t)(int64_t)day);
    struct random random = random_stream(hash, seed);
    return (floor(random_uniform(&random) * 0x1p52) + 0.5) * 0x1p-52;
}

static double law_quantile(const struct lead_law *law, double share)
{
    double below = 0.0;
    for (uint32_t p = 0; p + 1 < law->points; p++) {
        below += law->weight[p];
        if (share <= below) {
            return law->days[p];
        }
    }
    return law->days[law->points - 1];
}

static double lead_drawn(const struct sim_site *site, const struct sim_roads *roads, int32_t day)
{
    if (roads->steady) {
        return round(site->lead_days);
    }
    if (site->law != NULL) {
        return site->law->points > 1 ? law_quantile(site->law, draw(site, roads->seed, day))
                                     : site->law->days[0];
    }
    if (site->gamma == NULL) {
        return round(site->lead_days);
    }
    double share = draw(site, roads->seed, day);
    size_t days = 0;
    while (days + 1 < site->gamma->count && site->gamma->below[days] < share) {
        days++;
    }
    return (double)days;
}

/* What a what-if has cut off is neither ordered nor received; a cut without an end: never. */
static int32_t not_cut(const struct sim_site *site, const struct sim_roads *roads, int32_t day)
{
    struct overlay_target target = {site->sku, site->location, site->from};
    return roads->inputs->overlay_count > 0 ? overlay_open_day(roads->inputs, target, day, false)
                                            : day;
}

int32_t sim_arrival(const struct sim_site *site, const struct sim_roads *roads, int32_t day)
{
    struct feed feed = feed_of(roads->inputs, site->from);
    struct closed_days sender = feed_closed(roads->holidays, &feed);
    struct closed_days receiver = location_closed(roads->holidays, site->location);
    int32_t order = not_cut(site, roads, day);
    if (order == INT32_MAX) {
        return INT32_MAX;
    }
    order = next_open_day(&sender, order, feed.supplier != NULL ? feed.supplier->order_days : 0);
    int32_t arrival = arrival_day(&sender, order, (int32_t)lead_drawn(site, roads, day));
    arrival = not_cut(site, roads, arrival);
    return arrival < INT32_MAX ? next_open_day(&receiver, arrival, site->open_days) : arrival;
}

int32_t site_arrival(const struct replay *replay, size_t index, int32_t day)
{
    const struct sim_site *site = &replay->sites[index];
    const struct calendar *calendar = &replay->result->truth.calendar;
    int32_t arrival = sim_arrival(site, &replay->roads, day);
    if (calendar->bucket == BUCKET_DAY || arrival == INT32_MAX) {
        return arrival;
    }
    int32_t period = period_of(calendar, arrival);
    int32_t first = period_first_day(calendar, period);
    int32_t days = period_days(calendar, period);
    bool drawn = site->law != NULL || site->gamma != NULL;
    bool early = drawn ? 2 * (arrival - first) < days : arrival == first;
    return early ? first : first + days;
}
