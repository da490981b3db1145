/* Reference arms: what each sees of its sites. */
#include "replay.h"

#include "base/missing.h"

#include <math.h>

/* What one site sold, on its way to the histories of all that serve it. */
struct telling {
    struct replay *replay;
    size_t from;
    struct span span;
};

/* Does more than its own demand count for it? */
static bool has_family(const struct replay *replay, size_t site)
{
    return replay->family[site].shared;
}

static void note_length(void *context, size_t site, double units)
{
    const struct telling *telling = context;
    struct family *family = &telling->replay->family[site];
    (void)units;
    family->shared = family->shared || site != telling->from;
    family->length = telling->span.length > family->length ? telling->span.length : family->length;
}

static void add_history(void *context, size_t site, double units)
{
    const struct telling *telling = context;
    struct family *family = &telling->replay->family[site];
    if (!family->shared) {
        return;
    }
    size_t offset = family->length - telling->span.length; /* all end together */
    for (size_t t = 0; t < telling->span.length; t++) {
        family->demand[offset + t] += units * value_or(telling->span.demand[t], 0.0);
    }
}

static void tell_all(struct replay *replay, demand_add *add)
{
    for (size_t s = 0; s < replay->site_count; s++) {
        size_t series = replay->sites[s].daily;
        if (series != SIZE_MAX) {
            struct telling telling = {
                .replay = replay, .from = s, .span = panel_span(replay->daily, series)};
            demand_spread(replay, s, add, &telling);
        }
    }
}

/* Those that feed others, and components, see what these sold as demand of their own. */
static enum status make_families(struct replay *replay, struct fault *fault)
{
    bool any = replay->part_start != NULL;
    for (size_t s = 0; s < replay->site_count; s++) {
        any = any || replay->sites[s].feeder != SIZE_MAX;
    }
    if (!any) {
        return STATUS_OK;
    }
    replay->family = ARENA_NEW(replay->work, struct family, replay->site_count);
    if (replay->family == NULL) {
        return fault_memory(fault, "the histories of feeding locations");
    }
    tell_all(replay, note_length);
    for (size_t s = 0; s < replay->site_count; s++) {
        struct family *family = &replay->family[s];
        if (!family->shared) {
            continue;
        }
        family->demand = ARENA_NEW(replay->work, double, family->length);
        if (family->demand == NULL) {
            return fault_memory(fault, "the histories of feeding locations");
        }
        family->first_period = replay->daily->end_period - (int32_t)family->length;
    }
    tell_all(replay, add_history);
    return STATUS_OK;
}

/* Days to the site's next turn. */
static double days_to_turn(const struct replay *replay, const struct arm *arm, size_t site,
                           size_t step)
{
    for (size_t t = step + 1; t < replay->result->truth.steps; t++) {
        if (turn_of(arm->turns, site, t)) {
            return (double)(replay->step_day[t] - replay->step_day[step]);
        }
    }
    return (double)arm->turns->review[site];
}

static double level_of(const struct sim_site *site, double review_days)
{
    const struct terms *terms = site->terms;
    if (terms->service_type != SERVICE_COST) {
        return terms->service_level;
    }
    double both = terms->shortage_cost + terms->holding_cost * review_days;
    return both > 0.0 ? terms->shortage_cost / both : terms->service_level;
}

struct referring {
    struct replay *replay;
    struct arm *arm;
    size_t step;
};

/* The first morning of a step on or after `day`: what is due then comes in. */
static int32_t step_from(const struct replay *replay, int32_t day)
{
    const struct calendar *calendar = &replay->result->truth.calendar;
    return period_first_day(calendar, period_of(calendar, day - 1) + 1);
}

/* Fills history, length and censored. */
static void show_history(const struct replay *replay, size_t index, size_t step,
                         struct reference_view *view, struct arena *scratch)
{
    const struct sim_site *site = &replay->sites[index];
    const int32_t now = replay->result->truth.first_step + (int32_t)step;
    if (replay->family != NULL && has_family(replay, index)) {
        const struct family *family = &replay->family[index];
        int32_t known = now - family->first_period;
        view->history = family->demand;
        view->length = known > 0 ? (size_t)known : 0;
        return;
    }
    if (site->daily == SIZE_MAX) {
        return;
    }
    struct span span = panel_span(replay->daily, site->daily);
    int32_t known = now - span.first_period;
    view->history = span.demand;
    view->length = known > 0 ? (size_t)known : 0;
    bool *censored = span.censored_bits != NULL ? ARENA_NEW(scratch, bool, view->length) : NULL;
    for (size_t t = 0; censored != NULL && t < view->length; t++) {
        censored[t] = span_censored(&span, t);
    }
    view->censored = censored;
}

static void order_one(void *context, size_t index, struct arena *scratch)
{
    const struct referring *referring = context;
    const struct replay *replay = referring->replay;
    struct arm *arm = referring->arm;
    const struct sim_site *site = &replay->sites[index];
    int32_t day = replay->step_day[referring->step];
    arm->order[index] = 0.0;
    if (!turn_of(arm->turns, index, referring->step)) {
        return;
    }
    if (arm->oracle != NULL) {
        arm->order[index] = arm->oracle[index * replay->nights + replay->night_count];
        return;
    }
    struct sim_roads steady = replay->roads;
    steady.steady = true;
    int32_t arrival = sim_arrival(site, &steady, day);
    bool certain = site->law == NULL && site->gamma == NULL;
    arrival = certain && arrival < INT32_MAX ? step_from(replay, arrival) : arrival;
    struct reference_view view = {.site = site,
                                  .step_days =
                                      (double)(replay->step_day[referring->step + 1] - day),
                                  .amounts = !site->whole,
                                  .on_hand = arm_on_hand(arm, index),
                                  .on_order = arm_on_order(arm, index),
                                  .owed = arm->owed[index],
                                  .review_days = days_to_turn(replay, arm, index, referring->step),
                                  .lead_days = (double)(arrival - day)};
    view.level = level_of(site, view.review_days);
    show_history(replay, index, referring->step, &view, scratch);
    arm->order[index] = reference_order(&arm->told->reference, &view);
}

enum status refer_night(struct replay *replay, struct arm *arm, size_t step, struct fault *fault)
{
    struct referring referring = {.replay = replay, .arm = arm, .step = step};
    size_t longest = panel_longest(replay->daily) + 64;
    TRY(parallel_each_reserved(replay->team, replay->site_count, order_one, &referring,
                               longest * sizeof(bool), fault));
    execute_orders(replay, arm, step);
    return STATUS_OK;
}

enum status refer_open(struct replay *replay, struct fault *fault)
{
    bool any = false;
    for (size_t a = 0; a < replay->arm_count; a++) {
        any = any || replay->arms[a].told->kind == ARM_REFERENCE;
    }
    if (!any) {
        return STATUS_OK;
    }
    TRY(make_families(replay, fault));
    for (size_t a = 0; a < replay->arm_count; a++) {
        const struct sim_arm *told = replay->arms[a].told;
        if (told->kind == ARM_REFERENCE && told->reference.kind == REFERENCE_FORESIGHT) {
            TRY(foresee(replay, &replay->arms[a], fault));
        }
    }
    return STATUS_OK;
}
