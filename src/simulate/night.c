/* Planning nights: what was known that morning, the forecasts that the arms share, a plan each. */
#include "replay.h"

#include "base/log.h"
#include "base/missing.h"
#include "forecast/memory.h"
#include "forecast/restate.h"

#include <stdlib.h>
#include <string.h>

/* A year's twelfth. */
static const double MONTH_DAYS = 365.25 / 12.0;

/* Arms whose forecasts are the same. */
struct team_of_arms {
    struct forecast_settings settings;
    struct memory memory;
    const size_t *arms; /* [count] */
    size_t count;
};

struct planner {
    struct replay *replay;
    struct arena night; /* rewound after each */
    struct team_of_arms *groups;
    size_t group_count;
};

static bool same_forecasts(const struct forecast_settings *a, const struct forecast_settings *b)
{
    for (size_t m = 0; m <= MODEL_POOL_SIZE; m++) {
        if (a->pool[m] != b->pool[m]) {
            return false;
        }
        if (a->pool[m] == NULL) {
            break;
        }
    }
    if (a->seasons.count != b->seasons.count ||
        memcmp(a->seasons.length, b->seasons.length,
               a->seasons.count * sizeof *a->seasons.length) != 0) {
        return false;
    }
    return a->season == b->season && a->nonnegative == b->nonnegative && a->bounds == b->bounds &&
           a->horizon == b->horizon && a->rehearsals == b->rehearsals &&
           a->hierarchy == b->hierarchy && a->effects == b->effects && a->prices == b->prices;
}

static size_t find_group(const struct planner *planner, const struct sim_arm *arm)
{
    size_t g = 0;
    while (g < planner->group_count &&
           !same_forecasts(&planner->groups[g].settings, &arm->forecast)) {
        g++;
    }
    return g;
}

enum status planner_open(struct planner **made, struct replay *replay, struct fault *fault)
{
    struct planner *planner = ARENA_NEW(replay->work, struct planner, 1);
    struct team_of_arms *groups = ARENA_NEW(replay->work, struct team_of_arms, replay->arm_count);
    size_t *arms = ARENA_NEW(replay->work, size_t, replay->arm_count * replay->arm_count);
    if (planner == NULL || groups == NULL || arms == NULL) {
        return fault_memory(fault, "the nights of the simulation");
    }
    *planner = (struct planner){.replay = replay, .groups = groups};
    arena_init(&planner->night, 0);
    for (size_t a = 0; a < replay->arm_count; a++) {
        const struct sim_arm *told = replay->arms[a].told;
        if (told->kind != ARM_PLAN) {
            continue;
        }
        size_t g = find_group(planner, told);
        size_t *list = arms + g * replay->arm_count;
        if (g == planner->group_count) {
            groups[planner->group_count++] =
                (struct team_of_arms){.settings = told->forecast, .arms = list};
            memory_init(&groups[g].memory, replay->settings->refit_nights);
        }
        list[groups[g].count++] = a;
    }
    *made = planner;
    return STATUS_OK;
}

void planner_close(struct planner *planner)
{
    for (size_t g = 0; planner != NULL && g < planner->group_count; g++) {
        memory_free(&planner->groups[g].memory);
    }
    if (planner != NULL) {
        arena_free(&planner->night);
    }
}

/* By expiry day, those without one first. */
static void add_stock(struct stock_row *rows, size_t *count, size_t first,
                      const struct stock_row *row)
{
    size_t at = (*count)++;
    while (at > first && rows[at - 1].expiry_day > row->expiry_day) {
        rows[at] = rows[at - 1];
        at--;
    }
    rows[at] = *row;
}

static void count_stock(const struct replay *replay, const struct arm *arm, size_t index,
                        int32_t day, struct inputs *known)
{
    const struct sim_site *site = &replay->sites[index];
    const size_t first = known->stock_count;
    struct stock_row row = {.sku = site->sku,
                            .location = site->location,
                            .on_hand = arm->stock[index],
                            .reserved = arm->owed[index],
                            .expiry_day = NO_DAY,
                            .count_day = day};
    add_stock(known->stock, &known->stock_count, first, &row);
    row.reserved = 0.0;
    for (size_t l = arm->lot_start[index]; l < arm->lot_start[index + 1]; l++) {
        if (arm->lots[l].state == LOT_SHELF) {
            row.on_hand = arm->lots[l].units;
            row.expiry_day = arm->lots[l].expiry_day;
            add_stock(known->stock, &known->stock_count, first, &row);
        }
    }
}

static void list_orders(const struct replay *replay, const struct arm *arm, struct inputs *known)
{
    for (size_t l = 0; l < arm->lot_count; l++) {
        const struct lot *lot = &arm->lots[l];
        if (lot->state != LOT_COMING && lot->state != LOT_PLEDGED) {
            continue;
        }
        const struct sim_site *site = &replay->sites[lot->site];
        known->open_orders[known->open_order_count++] =
            (struct open_order){.sku = site->sku,
                                .location = site->location,
                                .quantity = lot->units,
                                .due_day = lot->due_day,
                                .order_id = NO_ID,
                                .source = lot->source,
                                .kind = (enum order_kind)lot->kind,
                                .order_day = lot->order_day,
                                .received_day = NO_DAY};
    }
}

static int compare_receipts(const void *left, const void *right)
{
    const struct open_order *a = left;
    const struct open_order *b = right;
    if (a->sku != b->sku) {
        return a->sku < b->sku ? -1 : 1;
    }
    if (a->location != b->location) {
        return a->location < b->location ? -1 : 1;
    }
    if (a->due_day != b->due_day) {
        return a->due_day < b->due_day ? -1 : 1;
    }
    if (a->quantity < b->quantity || a->quantity > b->quantity) {
        return a->quantity < b->quantity ? -1 : 1;
    }
    if (a->order_id != b->order_id) {
        return a->order_id < b->order_id ? -1 : 1;
    }
    if (a->source != b->source) {
        return a->source < b->source ? -1 : 1;
    }
    if (a->order_day != b->order_day) {
        return a->order_day < b->order_day ? -1 : 1;
    }
    return (a->received_day > b->received_day) - (a->received_day < b->received_day);
}

/* Receipts of the record up to the evening before, and the arm's own. */
static void list_receipts(const struct replay *replay, const struct arm *arm, struct inputs *known)
{
    const struct inputs *inputs = replay->inputs;
    for (size_t r = 0; r < inputs->receipt_count; r++) {
        if (inputs->receipts[r].received_day < known->as_of) {
            known->receipts[known->receipt_count++] = inputs->receipts[r];
        }
    }
    memcpy(known->receipts + known->receipt_count, arm->receipts,
           arm->receipt_count * sizeof *arm->receipts);
    known->receipt_count += arm->receipt_count;
    if (arm->receipt_count > 0) {
        qsort(known->receipts, known->receipt_count, sizeof *known->receipts, compare_receipts);
    }
}

/* Days of a step where it is longer than one. */
static double lead_step(const struct replay *replay)
{
    enum bucket bucket = replay->result->truth.calendar.bucket;
    return bucket == BUCKET_WEEK ? 7.0 : bucket == BUCKET_MONTH ? MONTH_DAYS : 0.0;
}

/* To the first step on which the arm may plan again. */
static double days_to_next(const struct replay *replay, const struct arm *arm, int32_t day)
{
    int32_t start = replay->step_day[0];
    int32_t next = start + ((day - start) / arm->every + 1) * arm->every;
    const struct calendar *calendar = &replay->result->truth.calendar;
    int32_t period = period_of(calendar, next - 1) + 1;
    return (double)(period_first_day(calendar, period) - day);
}

/* The inputs as they stood that morning in the arm's world. */
static enum status know(struct inputs *known, const struct replay *replay, const struct arm *arm,
                        int32_t day, struct arena *arena, struct fault *fault)
{
    const struct inputs *inputs = replay->inputs;
    *known = *inputs;
    known->as_of = day;
    known->least_review_days = days_to_next(replay, arm, day);
    known->lead_step_days = lead_step(replay);
    known->stock_count = known->open_order_count = known->receipt_count = 0;
    known->stock = ARENA_NEW(arena, struct stock_row, replay->site_count + arm->lot_count);
    known->open_orders = ARENA_NEW(arena, struct open_order, arm->lot_count);
    known->receipts =
        ARENA_NEW(arena, struct open_order, inputs->receipt_count + arm->receipt_count);
    if (known->stock == NULL || known->open_orders == NULL || known->receipts == NULL) {
        return fault_memory(fault, "what a night knows");
    }
    for (size_t s = 0; s < replay->site_count; s++) {
        count_stock(replay, arm, s, day, known);
    }
    list_orders(replay, arm, known);
    list_receipts(replay, arm, known);
    return STATUS_OK;
}

/* Plans of the arms that share a forecast; their inputs are [count]. */
static enum status plan_arms(struct planner *planner, const struct team_of_arms *group,
                             const struct inputs *known, const struct panel *view,
                             const struct forecasts *forecasts, size_t step, struct fault *fault)
{
    struct replay *replay = planner->replay;
    for (size_t a = 0; a < group->count; a++) {
        struct arm *arm = &replay->arms[group->arms[a]];
        if (!arm_plans(replay, arm, view->as_of, arm->last_night)) {
            continue;
        }
        struct arena_mark mark = arena_mark(&planner->night);
        struct plan plan;
        TRY(plan_make(&plan, &known[a], view, forecasts, &arm->told->plan, &planner->night,
                      replay->team, fault));
        if (replay->settings->watch != NULL) {
            replay->settings->watch(replay->settings->watcher, arm->number, &known[a], &plan);
        }
        execute_plan(replay, arm, &plan, step);
        arena_rewind(&planner->night, mark);
    }
    return STATUS_OK;
}

static enum status plan_group(struct planner *planner, struct team_of_arms *group,
                              const struct panel *view, size_t step, struct fault *fault)
{
    struct replay *replay = planner->replay;
    struct arena *arena = &planner->night;
    struct inputs *known = ARENA_NEW(arena, struct inputs, group->count);
    if (known == NULL) {
        return fault_memory(fault, "what a night knows");
    }
    struct forecast_settings settings = group->settings;
    settings.memory = &group->memory;
    for (size_t a = 0; a < group->count; a++) {
        const struct arm *arm = &replay->arms[group->arms[a]];
        TRY(know(&known[a], replay, arm, view->as_of, arena, fault));
        size_t horizon = plan_horizon(&known[a], view, &arm->told->plan);
        settings.horizon = horizon > settings.horizon ? horizon : settings.horizon;
    }
    double since = clock_seconds();
    struct forecasts forecasts;
    TRY(forecast_run(&forecasts, view, &known[0], &settings, arena, replay->team, fault));
    TRY(restate(&forecasts, view, &known[0], arena, fault));
    TRY(memory_turn(&group->memory, fault));
    double middle = clock_seconds();
    TRY(plan_arms(planner, group, known, view, &forecasts, step, fault));
    replay->result->forecast_seconds += middle - since;
    replay->result->plan_seconds += clock_seconds() - middle;
    return STATUS_OK;
}

static bool group_plans(const struct replay *replay, const struct team_of_arms *group, int32_t day)
{
    bool any = false;
    for (size_t a = 0; a < group->count; a++) {
        const struct arm *arm = &replay->arms[group->arms[a]];
        any = any || arm_plans(replay, arm, day, arm->last_night);
    }
    return any;
}

enum status planner_night(struct planner *planner, size_t step, struct fault *fault)
{
    struct replay *replay = planner->replay;
    struct panel view = panel_at(replay->panel, replay->step_day[step]);
    for (size_t g = 0; g < planner->group_count; g++) {
        if (!group_plans(replay, &planner->groups[g], view.as_of)) {
            continue;
        }
        struct arena_mark mark = arena_mark(&planner->night);
        TRY(plan_group(planner, &planner->groups[g], &view, step, fault));
        arena_rewind(&planner->night, mark);
    }
    return STATUS_OK;
}
