/* The sku-locations of a simulation: what they are, who feeds them, in what time and at what
 * cost. */
#include "replay.h"

#include "base/missing.h"
#include "base/search.h"
#include "order/classes.h"
#include "panel/overlay.h"

#include <math.h>
#include <stdlib.h>

static double lane_cost(const struct master *master, const struct sim_site *site)
{
    const struct lane *best = NULL;
    for (size_t l =
             SEARCH_ROWS(master->lanes, master->lane_count, from, to, site->from, site->location);
         l < master->lane_count && master->lanes[l].from == site->from &&
         master->lanes[l].to == site->location;
         l++) {
        const struct lane *lane = &master->lanes[l];
        if (best == NULL ||
            value_or(lane->transit_days, HUGE_VAL) < value_or(best->transit_days, HUGE_VAL)) {
            best = lane;
        }
    }
    return best == NULL
               ? 0.0
               : value_or(best->cost_per_unit, 0.0) +
                     value_or(best->cost_per_weight, 0.0) * value_or(site->terms->weight, 0.0);
}

/* A law as a what-if stretches it, in the arena; NULL if memory ran out. */
static const struct lead_law *stretched(const struct lead_law *law, double stretch,
                                        struct arena *arena)
{
    struct lead_law *copy = ARENA_NEW(arena, struct lead_law, 1);
    if (copy == NULL) {
        return NULL;
    }
    *copy = *law;
    copy->mean *= stretch;
    copy->sd *= stretch;
    for (uint32_t p = 0; p < copy->points; p++) {
        copy->days[p] = round(stretch * copy->days[p]);
    }
    return copy;
}

/* What was learned from receipts, under the what-if; terms have it already. */
static bool set_lead(struct sim_site *site, const struct position *position,
                     const struct inputs *inputs, struct arena *arena)
{
    site->lead_days = position->terms->lead_time_days;
    site->lead_sd = position->terms->lead_time_sd;
    const struct lead_law *law = position->law;
    if (law != NULL && inputs->overlay_count > 0 && law->mean > 0.0) {
        struct overlay_target target = {position->sku, position->location, position->from};
        double stretch = overlay_number(inputs, OVERLAY_LEAD_TIME, target, law->mean) / law->mean;
        law = fabs(stretch - 1.0) > 0.0 ? stretched(law, stretch, arena) : law;
        if (law == NULL) {
            return false;
        }
    }
    if (law == NULL) {
        return true;
    }
    site->lead_sd = law->sd;
    if (!position->lead_given) {
        site->law = law;
        site->lead_days = law->mean;
    }
    return true;
}

/* Nothing takes longer: beyond so many sd all is one day. */
static const double REACH = 12.0;
enum { MOST_GAMMAS = 4096 };

struct gammas {
    struct sim_gamma *rows; /* [MOST_GAMMAS] */
    size_t count;
    struct arena *arena;
    bool lost;
};

static const struct sim_gamma *gamma_of(struct gammas *gammas, double mean, double sd)
{
    if (!(mean > 0.0) || !(sd > 0.0)) {
        return NULL;
    }
    for (size_t g = gammas->count; g-- > 0;) {
        struct sim_gamma *known = &gammas->rows[g];
        if (fabs(known->mean - mean) < UNIT_SLACK && fabs(known->sd - sd) < UNIT_SLACK) {
            return known;
        }
    }
    size_t count = (size_t)ceil(mean + REACH * sd) + 2;
    double *below = ARENA_NEW(gammas->arena, double, count);
    if (below == NULL || gammas->count == MOST_GAMMAS) {
        gammas->lost = true;
        return NULL;
    }
    struct dist law = {.kind = DIST_GAMMA, .a = mean * mean / (sd * sd), .b = sd * sd / mean};
    for (size_t k = 0; k < count; k++) {
        below[k] = dist_cdf(&law, (double)k + 0.5);
    }
    gammas->rows[gammas->count] =
        (struct sim_gamma){.mean = mean, .sd = sd, .count = count, .below = below};
    return &gammas->rows[gammas->count++];
}

static struct sim_site site_of(const struct replay *replay, const struct position *positions,
                               size_t index)
{
    const struct position *position = &positions[index];
    const struct inputs *inputs = replay->inputs;
    const struct feed feed = feed_of(inputs, position->from);
    const struct location *location = master_location(&inputs->master, position->location);
    struct sim_site site = {.sku = position->sku,
                            .location = position->location,
                            .series = position->series,
                            .daily = panel_find(replay->daily, position->sku, position->location),
                            .terms = position->terms,
                            .from = position->from,
                            .feeder = SIZE_MAX,
                            .handling_cost =
                                location != NULL ? value_or(location->handling_cost, 0.0) : 0.0,
                            .open_days = location != NULL ? location->open_days : 0,
                            .kit = position->kit,
                            .dropship = position->terms->fulfilment == FULFILMENT_DROPSHIP,
                            .whole = true,
                            .debut = SIZE_MAX,
                            .debut_end = SIZE_MAX,
                            .abc = 'C'};
    if (feed.location != NULL) {
        size_t at = SEARCH_ROWS(positions, replay->site_count, sku, location, site.sku, site.from);
        bool there = at < replay->site_count && positions[at].sku == site.sku &&
                     positions[at].location == site.from;
        site.feeder = there ? at : SIZE_MAX;
        site.lanes_cost = lane_cost(&inputs->master, &site);
    } else if (site.from != NO_ID) {
        double own = feed.supplier != NULL ? feed.supplier->order_cost : MISSING;
        site.order_cost = value_or(own, replay->arms[0].told->plan.order_cost);
    }
    return site;
}

static bool sells_whole(const struct panel *daily, size_t series)
{
    struct span span = panel_span(daily, series);
    for (size_t t = 0; t < span.length; t++) {
        double units = value_or(span.demand[t], 0.0);
        if (fabs(units - round(units)) > UNIT_SLACK) {
            return false;
        }
    }
    return true;
}

/* A sku that anywhere sells in parts of a unit does so everywhere. */
static void set_whole(const struct replay *replay)
{
    struct sim_site *sites = replay->sites;
    for (size_t first = 0, end; first < replay->site_count; first = end) {
        bool whole = true;
        for (end = first; end < replay->site_count && sites[end].sku == sites[first].sku; end++) {
            whole = whole &&
                    (sites[end].daily == SIZE_MAX || sells_whole(replay->daily, sites[end].daily));
        }
        for (size_t s = first; s < end; s++) {
            sites[s].whole = whole;
        }
    }
}

/* For the order of sites by the value of what they sold, within their location. */
struct standing {
    size_t site;
    uint32_t location;
    double value;
};

static int by_value(const void *left, const void *right)
{
    const struct standing *a = left;
    const struct standing *b = right;
    if (a->location != b->location) {
        return a->location < b->location ? -1 : 1;
    }
    if (a->value < b->value || a->value > b->value) {
        return a->value > b->value ? -1 : 1;
    }
    return (a->site > b->site) - (a->site < b->site);
}

static double value_before(const struct replay *replay, const struct sim_site *site, bool by_units)
{
    if (site->daily == SIZE_MAX) {
        return 0.0;
    }
    const struct truth *truth = &replay->result->truth;
    struct span span = panel_span(replay->daily, site->daily);
    int32_t first = period_of(&truth->calendar, replay->step_day[0] - (int32_t)CLASSES_YEAR);
    double units = 0.0;
    for (int32_t p = first > span.first_period ? first : span.first_period; p < truth->first_step;
         p++) {
        size_t t = (size_t)(p - span.first_period);
        units += t < span.length ? value_or(span.demand[t], 0.0) : 0.0;
    }
    return by_units ? units : units * value_or(site->terms->price, site->terms->unit_cost);
}

/* Money where any is known. */
static void set_values(const struct replay *replay, struct standing *rows)
{
    double all = 0.0;
    for (int by_units = 0; by_units < 2 && !(all > 0.0); by_units++) {
        for (size_t s = 0; s < replay->site_count; s++) {
            const struct sim_site *site = &replay->sites[s];
            rows[s] = (struct standing){.site = s,
                                        .location = site->location,
                                        .value = value_before(replay, site, by_units == 1)};
            all += rows[s].value;
        }
    }
}

static void set_class(const struct replay *replay, const struct standing *rows, size_t count)
{
    double all = 0.0;
    for (size_t r = 0; r < count; r++) {
        all += rows[r].value;
    }
    double before = 0.0;
    for (size_t r = 0; r < count; r++) {
        replay->sites[rows[r].site].abc = classes_abc(rows[r].value, before, all);
        before += rows[r].value;
    }
}

static enum status set_classes(const struct replay *replay, struct fault *fault)
{
    size_t count = replay->site_count;
    struct standing *rows = ARENA_NEW(replay->work, struct standing, count);
    if (rows == NULL) {
        return fault_memory(fault, "the classes of the simulation");
    }
    set_values(replay, rows);
    qsort(rows, count, sizeof *rows, by_value);
    for (size_t first = 0, end; first < count; first = end) {
        for (end = first; end < count && rows[end].location == rows[first].location; end++) {
        }
        set_class(replay, rows + first, end - first);
    }
    return STATUS_OK;
}

/* Such a what-if would be laid on the arms' own receipts once more, which are made under it. */
static bool changes_lead_times(const struct inputs *inputs)
{
    bool any = false;
    for (size_t r = 0; r < inputs->overlay_count; r++) {
        uint32_t change = inputs->overlay[r].change;
        any = any || change == OVERLAY_LEAD_TIME || change == OVERLAY_LEAD_TIME_SD;
    }
    return any;
}

enum status sites_make(struct replay *replay, struct fault *fault)
{
    struct position *positions;
    struct lead_times *times = ARENA_NEW(replay->arena, struct lead_times, 1);
    const struct terms *defaults = &replay->arms[0].told->plan.defaults;
    if (times == NULL) {
        return fault_memory(fault, "the sites of the simulation");
    }
    TRY(positions_list(&positions, &replay->site_count, replay->inputs, replay->panel, defaults,
                       replay->arena, fault));
    TRY(lead_times_learn(times, replay->inputs, defaults, replay->arena, fault));
    lead_times_assign(times, replay->inputs, positions, replay->site_count, replay->team);
    replay->own_receipts = !changes_lead_times(replay->inputs);
    replay->sku_laws = times->sku_count > 0;
    replay->sites = ARENA_NEW(replay->arena, struct sim_site, replay->site_count);
    if (replay->sites == NULL) {
        return fault_memory(fault, "the sites of the simulation");
    }
    struct gammas gammas = {.rows = ARENA_NEW(replay->arena, struct sim_gamma, MOST_GAMMAS),
                            .arena = replay->arena};
    if (gammas.rows == NULL) {
        return fault_memory(fault, "the lead times of the simulation");
    }
    for (size_t s = 0; s < replay->site_count; s++) {
        struct sim_site *site = &replay->sites[s];
        *site = site_of(replay, positions, s);
        gammas.lost = !set_lead(site, &positions[s], replay->inputs, replay->arena) || gammas.lost;
        site->gamma = site->law == NULL ? gamma_of(&gammas, site->lead_days, site->lead_sd) : NULL;
    }
    if (gammas.lost) {
        return fault_memory(fault, "the lead times of the simulation");
    }
    set_whole(replay);
    return set_classes(replay, fault);
}
