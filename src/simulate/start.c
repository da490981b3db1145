/* What every arm begins with. */
#include "replay.h"

#include "base/missing.h"

#include <math.h>

/* Of the recorded mean, for what a site begins with. */
static const int32_t MEAN_DAYS = 56;

/* Units a day that sold before the first step. */
static double mean_before(const struct replay *replay, const struct sim_site *site)
{
    if (site->daily == SIZE_MAX) {
        return 0.0;
    }
    const struct truth *truth = &replay->result->truth;
    struct span span = panel_span(replay->daily, site->daily);
    int32_t first = period_of(&truth->calendar, replay->step_day[0] - MEAN_DAYS);
    first = first > span.first_period ? first : span.first_period;
    double units = 0.0;
    for (int32_t p = first; p < truth->first_step; p++) {
        size_t t = (size_t)(p - span.first_period);
        units += t < span.length ? value_or(span.demand[t], 0.0) : 0.0;
    }
    int32_t days = replay->step_day[0] - period_first_day(&truth->calendar, first);
    return days > 0 ? units / (double)days : 0.0;
}

/* Each site begins with the demand of its lead time and review, its own and that of those it feeds,
 * which stands in `rate`. */
static void stock_up(struct arm *arm, const struct replay *replay, const double *rate)
{
    for (size_t s = 0; s < replay->site_count; s++) {
        const struct sim_site *site = &replay->sites[s];
        if (site->kit || site->dropship) {
            continue;
        }
        double days = site->lead_days + (double)replay->arms[0].turns->review[s];
        double units = rate[s] * days;
        units = site->whole ? round(units) : units;
        if (!(units > 0.0)) {
            continue;
        }
        int32_t day = replay->step_day[0];
        int32_t expiry = expiry_of(site, day);
        if (expiry == NO_DAY) {
            arm->stock[s] = units;
            continue;
        }
        arm_add(arm, &(struct lot){.site = s,
                                   .units = units,
                                   .source = site->from,
                                   .order_day = day,
                                   .due_day = day,
                                   .arrival_day = day,
                                   .expiry_day = expiry,
                                   .state = LOT_SHELF,
                                   .kind = ORDER_PURCHASE});
    }
}

/* Adds what sells of one site to all that serve it. */
struct rates {
    double *rate; /* [sites] units a day */
    double own;
};

static void add_rate(void *context, size_t site, double units)
{
    struct rates *rates = context;
    rates->rate[site] += units * rates->own;
}

static bool sold_before(const struct replay *replay, const struct sim_site *site)
{
    struct span span = panel_span(replay->daily, site->daily);
    int32_t first = replay->result->truth.first_step;
    for (size_t t = 0; t < span.length && span.first_period + (int32_t)t < first; t++) {
        if (value_or(span.demand[t], 0.0) > 0.0) {
            return true;
        }
    }
    return false;
}

void debuts_find(struct replay *replay)
{
    const struct truth *truth = &replay->result->truth;
    for (size_t s = 0; s < replay->site_count; s++) {
        struct sim_site *site = &replay->sites[s];
        if (site->daily == SIZE_MAX || site->kit || site->dropship ||
            site->terms->launch_day != NO_DAY || sold_before(replay, site)) {
            continue;
        }
        size_t t = 0;
        while (t < truth->steps && !(truth->demand[s * truth->steps + t] > 0.0)) {
            t++;
        }
        if (t == truth->steps) {
            continue;
        }
        double days = site->lead_days + (double)replay->arms[0].turns->review[s];
        int32_t end = replay->step_day[t] + (int32_t)ceil(days);
        site->debut = t;
        while (t < truth->steps && replay->step_day[t] < end) {
            t++;
        }
        site->debut_end = t;
    }
}

double debut_units(const struct replay *replay, size_t site)
{
    const struct truth *truth = &replay->result->truth;
    double units = 0.0;
    for (size_t t = replay->sites[site].debut; t < replay->sites[site].debut_end; t++) {
        units += truth->demand[site * truth->steps + t];
    }
    return units;
}

enum status arm_open(struct arm *arm, struct replay *replay, struct fault *fault)
{
    size_t count = replay->site_count;
    arm->stock = ARENA_NEW(replay->work, double, count);
    arm->owed = ARENA_NEW(replay->work, double, count);
    arm->sold = ARENA_NEW(replay->work, double, count);
    arm->wanted = ARENA_NEW(replay->work, double, count);
    arm->rest = ARENA_NEW(replay->work, double, count);
    arm->order = ARENA_NEW(replay->work, double, count);
    arm->lot_start = ARENA_NEW(replay->work, size_t, count + 1);
    arm->next_ship = INT32_MAX;
    double *rate = ARENA_NEW(replay->work, double, count);
    if (arm->stock == NULL || arm->owed == NULL || arm->sold == NULL || arm->wanted == NULL ||
        arm->rest == NULL || arm->order == NULL || arm->lot_start == NULL || rate == NULL) {
        return fault_memory(fault, "the stock of the simulation");
    }
    for (size_t s = 0; s < count; s++) {
        struct rates rates = {.rate = rate, .own = mean_before(replay, &replay->sites[s])};
        demand_spread(replay, s, add_rate, &rates);
    }
    stock_up(arm, replay, rate);
    return arm_merge(arm, replay, fault);
}
