/* The plan, from assessed positions to what is published. */
#include "order/plan.h"

#include "base/missing.h"
#include "base/search.h"
#include "network/dependents.h"
#include "order/review.h"
#include "order/supplier_order.h"
#include "panel/overlay.h"
#include "play.h"
#include "replenish/holidays.h"
#include "replenish/kits.h"
#include "replenish/lead_table.h"
#include "replenish/lead_times.h"
#include "replenish/order_costs.h"
#include "replenish/returns.h"
#include "replenish/terms.h"

#include <math.h>

const char *severity_name(enum severity severity)
{
    switch (severity) {
    case SEVERITY_INFO:
        return "info";
    case SEVERITY_WARNING:
        return "warning";
    case SEVERITY_CRITICAL:
        return "critical";
    }
    return "";
}

/* Longest lead time, its spread and review of anything, each by itself. */
struct reach {
    double lead;
    double sd;
    double review;
};

static void stretch(struct reach *reach, double lead, double sd, double review)
{
    reach->lead = fmax(reach->lead, value_or(lead, 0.0));
    reach->sd = fmax(reach->sd, value_or(sd, 0.0));
    reach->review = fmax(reach->review, value_or(review, 1.0));
}

static void stretch_terms(struct reach *reach, const struct terms *terms)
{
    stretch(reach, terms->lead_time_days, terms->lead_time_sd, terms->review_days);
}

/* Lead times that receipts tell; without memory for them, the outlook goes on beyond its end. */
static void stretch_learned(struct reach *reach, const struct inputs *inputs,
                            const struct plan_settings *settings)
{
    struct arena arena;
    struct fault fault;
    struct lead_times times;
    arena_init(&arena, 0);
    if (lead_times_learn(&times, inputs, &settings->defaults, &arena, &fault) == STATUS_OK) {
        struct lead_reach learned = lead_times_reach(&times);
        stretch(reach, learned.mean, learned.sd, MISSING);
    }
    arena_free(&arena);
}

/* A plan that looks further than this is a mistake in the master data, and the outlook goes on
 * beyond the last period anyway. */
static const double MOST_DAYS = 730.0;

size_t plan_horizon(const struct inputs *inputs, const struct panel *panel,
                    const struct plan_settings *settings)
{
    const struct master *master = &inputs->master;
    struct reach reach = {0};
    stretch_terms(&reach, &settings->defaults);
    for (size_t i = 0; i < master->item_count; i++) {
        stretch_terms(&reach, &master->items[i].terms);
    }
    for (size_t i = 0; i < master->item_location_count; i++) {
        stretch_terms(&reach, &master->item_locations[i].terms);
    }
    for (size_t s = 0; s < master->supplier_count; s++) {
        const struct supplier *supplier = &master->suppliers[s];
        stretch(&reach, supplier->lead_time_days, supplier->lead_time_sd, supplier->review_days);
    }
    for (size_t l = 0; l < master->lane_count; l++) {
        stretch(&reach, master->lanes[l].transit_days, master->lanes[l].transit_sd, MISSING);
    }
    if (!settings->promised_lead_times) {
        stretch_learned(&reach, inputs, settings);
    }
    double review = fmax(reach.review, inputs->least_review_days);
    double days = interval_longest(reach.lead + inputs->lead_step_days, reach.sd, review);
    days = fmin(days + overlay_reach(inputs, days), MOST_DAYS);
    int32_t last = period_of(&panel->calendar, inputs->as_of + (int32_t)ceil(days));
    int32_t periods = last - panel->end_period + 1;
    return periods > 1 ? (size_t)periods : 1;
}

/* Work on all positions at once; `failed` is a slot each. */
struct shared {
    struct desk *desk;
    unsigned char *failed;
    const size_t *line_start; /* [position_count + 1] of `incoming` */
    const struct supply *incoming;
};

static void choose_one(void *context, size_t index, struct arena *scratch)
{
    (void)scratch;
    struct shared *shared = context;
    struct position *position = &shared->desk->plan->positions[index];
    position->policy =
        policy_of(&shared->desk->settings->policies, shared->desk->basis->inputs, position);
}

static void assess_one(void *context, size_t index, struct arena *scratch)
{
    struct shared *shared = context;
    struct position *position = &shared->desk->plan->positions[index];
    shared->failed[index] =
        !position->idle && !assess_position(shared->desk->basis, position, scratch);
}

/* What transfers leave of a need. */
static void need_one(void *context, size_t index, struct arena *scratch)
{
    struct shared *shared = context;
    struct position *position = &shared->desk->plan->positions[index];
    size_t first = shared->line_start[index];
    size_t count = shared->line_start[index + 1] - first;
    if (count == 0 || position->raw_need <= 0.0) {
        return;
    }
    double need =
        assess_need(shared->desk->basis, position, shared->incoming + first, count, scratch);
    shared->failed[index] = need < 0.0;
    position->adjust[ADJUST_TRANSFER] = fmax(need, 0.0) - position->raw_need;
}

/* What of tonight's orders each move makes needless, by its part of what moves in. */
static void tell_purchases_avoided(struct plan *plan)
{
    for (size_t t = 0; t < plan->transfer_count; t++) {
        struct transfer_line *line = &plan->transfers[t];
        const struct position *to = &plan->positions[plan_position(plan, line->sku, line->to)];
        line->purchases =
            -to->adjust[ADJUST_TRANSFER] * to->terms->unit_cost * line->quantity / to->transfer_in;
    }
}

static void outcome_one(void *context, size_t index, struct arena *scratch)
{
    struct shared *shared = context;
    struct position *position = &shared->desk->plan->positions[index];
    size_t first = shared->line_start[index];
    size_t count = shared->line_start[index + 1] - first;
    if (position->quantity <= 0.0 && count == 0 && position->transfer_out <= 0.0) {
        return;
    }
    shared->failed[index] = !assess_outcome(shared->desk->basis, position, shared->incoming + first,
                                            count, position->transfer_out, scratch);
}

static enum status run_all(struct shared *shared, struct team *team, parallel_work *work,
                           size_t most_lines, struct fault *fault)
{
    size_t count = shared->desk->plan->position_count;
    size_t reserve = assess_scratch(shared->desk->basis, most_lines);
    TRY(parallel_each_reserved(team, count, work, shared, reserve, fault));
    for (size_t p = 0; p < count; p++) {
        if (shared->failed[p]) {
            return fault_memory(fault, "the projection of a position");
        }
    }
    return STATUS_OK;
}

size_t plan_position(const struct plan *plan, uint32_t sku, uint32_t location)
{
    return SEARCH_ROWS(plan->positions, plan->position_count, sku, location, sku, location);
}

/* Arrivals of transfers by receiving position: `incoming` and where each position's begin. */
static enum status list_incoming(struct shared *shared, size_t *most, struct fault *fault)
{
    struct plan *plan = shared->desk->plan;
    struct arena *arena = shared->desk->arena;
    size_t *start = ARENA_NEW(arena, size_t, plan->position_count + 2);
    struct supply *incoming = ARENA_NEW(arena, struct supply, plan->transfer_count);
    if (start == NULL || incoming == NULL) {
        return fault_memory(fault, "the transfers under way");
    }
    for (size_t t = 0; t < plan->transfer_count; t++) {
        start[plan_position(plan, plan->transfers[t].sku, plan->transfers[t].to) + 2]++;
    }
    *most = 0;
    for (size_t p = 2; p < plan->position_count + 2; p++) {
        *most = start[p] > *most ? start[p] : *most;
        start[p] += start[p - 1];
    }
    for (size_t t = 0; t < plan->transfer_count; t++) {
        const struct transfer_line *line = &plan->transfers[t];
        size_t at = start[plan_position(plan, line->sku, line->to) + 1]++;
        double day = (double)(line->arrival_day - shared->desk->basis->inputs->as_of);
        incoming[at] = (struct supply){.day = day, .units = line->quantity};
    }
    shared->line_start = start;
    shared->incoming = incoming;
    return STATUS_OK;
}

static void sum_up(struct plan *plan, const struct basis *basis)
{
    for (size_t p = 0; p < plan->position_count; p++) {
        const struct position *position = &plan->positions[p];
        plan->stock_value += fmax(position->on_hand, 0.0) * position->terms->unit_cost;
        plan->lost_without += position->lost_without;
        plan->lost_with += position->lost_with;
    }
    for (size_t o = 0; o < plan->order_count; o++) {
        /* What comes from a location of one's own is not bought. */
        const struct position *position = &plan->positions[plan->orders[o].position];
        bool bought = feed_of(basis->inputs, position->from).location == NULL;
        plan->order_value += bought ? plan->orders[o].value : 0.0;
    }
    for (size_t t = 0; t < plan->transfer_count; t++) {
        plan->transfer_cost += plan->transfers[t].cost;
        plan->transfer_benefit += plan->transfers[t].benefit;
        plan->transfer_sales += plan->transfers[t].sales;
        plan->transfer_purchases += plan->transfers[t].purchases;
        plan->transfer_writeoffs += plan->transfers[t].writeoffs;
    }
}

static enum status plan_with(struct desk *desk, struct team *team, struct fault *fault)
{
    struct plan *plan = desk->plan;
    const struct basis *basis = desk->basis;
    struct shared shared = {.desk = desk};
    TRY(positions_list(&plan->positions, &plan->position_count, basis->inputs, basis->panel,
                       basis->defaults, desk->arena, fault));
    TRY(terms_caution(plan->positions, plan->position_count, desk->settings->caution, desk->arena,
                      fault));
    pledged_add(basis->inputs, plan->positions, plan->position_count);
    lead_times_assign(basis->lead_times, basis->inputs, plan->positions, plan->position_count,
                      team);
    shared.failed = ARENA_NEW(desk->arena, unsigned char, plan->position_count);
    if (shared.failed == NULL) {
        return fault_memory(fault, "the positions");
    }
    struct lead_table leads;
    TRY(lead_table_make(&leads, plan->positions, plan->position_count, desk->arena, team, fault));
    struct basis own = *basis;
    own.leads = &leads;
    desk->basis = basis = &own;
    TRY(plan_segments(desk, fault));
    if (!share_order_costs(basis, plan->positions, plan->position_count, team)) {
        return fault_memory(fault, "the costs of orders");
    }
    parallel_each(team, plan->position_count, choose_one, &shared);
    struct mix mix = {0};
    if (desk->settings->mix != MIX_NONE) {
        TRY(mix_find(&mix, desk->settings->mix, basis, plan->positions, plan->position_count, team,
                     fault));
        own.mix = &mix;
    }
    TRY(play_mark(desk, fault));
    TRY(run_all(&shared, team, assess_one, 0, fault));
    const int32_t *committed = NULL;
    if (desk->settings->echelon == ECHELON_GUARANTEED) {
        TRY(placement_make(&committed, basis, plan->positions, plan->position_count, desk->arena,
                           team, fault));
    }
    TRY(dependents_add(basis, plan->positions, plan->position_count, committed, desk->arena, team,
                       fault));
    struct transfers transfers = {0};
    TRY(rebalance_or_expedite(&transfers, &plan->expedited, basis, plan->positions,
                              plan->position_count, &desk->settings->rebalance, desk->arena, team,
                              fault));
    plan->transfers = transfers.lines;
    plan->transfer_count = transfers.count;
    plan->transfer_gain = transfers.gain;
    plan->transfer_bound = transfers.bound;
    size_t most = 0;
    TRY(list_incoming(&shared, &most, fault));
    TRY(run_all(&shared, team, need_one, most, fault));
    tell_purchases_avoided(plan);
    struct held_orders held;
    TRY(supplier_orders(desk, &held, fault));
    bool told = desk->settings->scope == NULL || !desk->settings->scope->decisions;
    if (told) {
        TRY(run_all(&shared, team, outcome_one, most, fault));
    }
    TRY(expedite(&plan->expedited, basis, plan->positions, plan->position_count, &transfers,
                 &desk->settings->rebalance, desk->arena, team, fault));
    if (!told) {
        return STATUS_OK;
    }
    plan_hints(desk);
    TRY(plan_returns(desk, fault));
    TRY(plan_exceptions(desk, &held, fault));
    sum_up(plan, basis);
    return STATUS_OK;
}

enum status plan_make(struct plan *plan, const struct inputs *inputs, const struct panel *panel,
                      const struct forecasts *forecasts, const struct plan_settings *settings,
                      struct arena *arena, struct team *team, struct fault *fault)
{
    *plan = (struct plan){.what_if = inputs->overlay_count > 0};
    double *period_end = ARENA_NEW(arena, double, forecasts->horizon);
    if (period_end == NULL) {
        return fault_memory(fault, "the plan");
    }
    outlook_periods(panel, forecasts->horizon, period_end);
    struct basis basis = {.inputs = inputs,
                          .panel = panel,
                          .forecasts = forecasts,
                          .period_end = period_end,
                          .unmet = settings->unmet,
                          .late_chance_days = settings->late_chance_days,
                          .return_window_days = settings->return_window_days,
                          .salvage_share = settings->salvage_share,
                          .order_cost = settings->order_cost,
                          .min_gain = settings->min_gain,
                          .damping = settings->damping,
                          .defaults = &settings->defaults};
    struct holidays holidays;
    TRY(holidays_make(&holidays, inputs, arena, fault));
    struct forecasts demanded = *forecasts;
    struct kit_terms kit_terms = {.defaults = &settings->defaults,
                                  .late_chance_days = settings->late_chance_days};
    TRY(kits_demand(&demanded, panel, inputs, &kit_terms, arena, team, fault));
    demanded.spread = settings->spread;
    basis.forecasts = &demanded;
    basis.holidays = &holidays;
    basis.return_lag_days = returns_lag(panel);
    TRY(lead_times_learn(&plan->lead_times, inputs, &settings->defaults, arena, fault));
    basis.lead_times = settings->promised_lead_times ? NULL : &plan->lead_times;
    struct desk desk = {
        .plan = plan, .basis = &basis, .settings = settings, .arena = arena, .team = team};
    return plan_with(&desk, team, fault);
}
