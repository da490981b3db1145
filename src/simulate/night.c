/* Planning nights: the forecasts that the arms share, and a plan each. */
#include "replay.h"

#include "base/log.h"
#include "base/missing.h"
#include "forecast/memory.h"
#include "forecast/restate.h"

#include <string.h>

/* Arms whose forecasts are the same.  Nights within one period of the panel see the same history,
 * so the forecasts of the first of them serve all. */
struct team_of_arms {
    struct forecast_settings settings;
    struct memory memory;
    struct arena arena; /* of the forecasts */
    struct forecasts forecasts;
    bool made;
    int32_t end_period; /* of the panel that they are made of */
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
            memory_init_replay(&groups[g].memory, replay->settings->refit_nights);
            arena_init(&groups[g].arena, 0);
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
        arena_free(&planner->groups[g].arena);
    }
    if (planner != NULL) {
        arena_free(&planner->night);
    }
}

/* Whose turn it is on a step, as a plan asks. */
struct evening {
    const struct replay *replay;
    const struct arm *arm;
    size_t step;
};

static bool takes_turn(const void *context, const struct plan *plan, size_t position)
{
    const struct evening *evening = context;
    size_t site = planned_site(evening->replay, plan, position);
    return site != SIZE_MAX && turn_of(evening->arm->turns, site, evening->step);
}

/* Plans of the arms that share a forecast; their inputs are [count]. */
static enum status plan_arms(struct planner *planner, const struct team_of_arms *group,
                             const struct inputs *known, const struct panel *view,
                             const struct forecasts *forecasts, size_t step, struct fault *fault)
{
    struct replay *replay = planner->replay;
    for (size_t a = 0; a < group->count; a++) {
        struct arm *arm = &replay->arms[group->arms[a]];
        if (!arm->turns->night[step]) {
            continue;
        }
        struct arena_mark mark = arena_mark(&planner->night);
        struct plan plan;
        const struct sim_settings *told = replay->settings;
        struct evening evening = {.replay = replay, .arm = arm, .step = step};
        struct plan_scope scope = {
            .turn = takes_turn, .context = &evening, .decisions = told->watch == NULL};
        struct plan_settings settings = arm->told->plan;
        settings.scope = &scope;
        TRY(plan_make(&plan, &known[a], view, forecasts, &settings, &planner->night, replay->team,
                      fault));
        if (told->watch != NULL) {
            told->watch(told->watcher, arm->number, &known[a], &settings, &plan);
        }
        execute_plan(replay, arm, &plan, step);
        arena_rewind(&planner->night, mark);
    }
    return STATUS_OK;
}

/* Does a night go on from what the last one found? */
static bool remembers(const struct replay *replay)
{
    return replay->settings->refit_nights > 1;
}

static enum status forecast_group(const struct planner *planner, struct team_of_arms *group,
                                  const struct inputs *known, const struct panel *view,
                                  size_t horizon, struct fault *fault)
{
    if (group->made && group->end_period == view->end_period &&
        group->forecasts.horizon == horizon) {
        return STATUS_OK;
    }
    struct forecast_settings settings = group->settings;
    settings.horizon = horizon;
    settings.memory = remembers(planner->replay) ? &group->memory : NULL;
    arena_rewind(&group->arena, (struct arena_mark){0});
    group->made = false;
    TRY(forecast_run(&group->forecasts, view, known, &settings, &group->arena,
                     planner->replay->team, fault));
    if (settings.memory != NULL) {
        TRY(memory_turn(&group->memory, fault));
    }
    group->made = true;
    group->end_period = view->end_period;
    return STATUS_OK;
}

static void *copied(struct arena *arena, const void *rows, size_t count, size_t size)
{
    void *copy = arena_take(arena, count, size);
    if (copy != NULL && count > 0) {
        memcpy(copy, rows, count * size);
    }
    return copy;
}

/* The forecasts of the night, in which planners' words stand in place of ours. */
static enum status speak(struct forecasts *tonight, const struct team_of_arms *group,
                         const struct inputs *known, const struct panel *view, struct arena *arena,
                         struct fault *fault)
{
    *tonight = group->forecasts;
    if (known->master.override_count == 0) {
        return STATUS_OK;
    }
    size_t cells = tonight->count * tonight->horizon;
    tonight->mean = copied(arena, tonight->mean, cells, sizeof *tonight->mean);
    tonight->variance = copied(arena, tonight->variance, cells, sizeof *tonight->variance);
    tonight->sum_variance =
        copied(arena, tonight->sum_variance, cells, sizeof *tonight->sum_variance);
    tonight->report = copied(arena, tonight->report, tonight->count, sizeof *tonight->report);
    if (tonight->mean == NULL || tonight->variance == NULL || tonight->sum_variance == NULL ||
        tonight->report == NULL) {
        return fault_memory(fault, "the forecasts of a night");
    }
    return restate(tonight, view, known, arena, fault);
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
    size_t horizon = group->settings.horizon;
    for (size_t a = 0; a < group->count; a++) {
        const struct arm *arm = &replay->arms[group->arms[a]];
        TRY(known_make(&known[a], replay, arm, view->as_of, arena, fault));
        size_t needed = plan_horizon(&known[a], view, &arm->told->plan);
        horizon = needed > horizon ? needed : horizon;
    }
    if (remembers(replay)) {
        group->settings.horizon = horizon; /* never falls: other trials would be made anew */
    }
    double since = clock_seconds();
    struct forecasts tonight;
    TRY(forecast_group(planner, group, &known[0], view, horizon, fault));
    TRY(speak(&tonight, group, &known[0], view, arena, fault));
    double middle = clock_seconds();
    TRY(plan_arms(planner, group, known, view, &tonight, step, fault));
    replay->result->forecast_seconds += middle - since;
    replay->result->plan_seconds += clock_seconds() - middle;
    return STATUS_OK;
}

static bool group_plans(const struct replay *replay, const struct team_of_arms *group, size_t step)
{
    bool any = false;
    for (size_t a = 0; a < group->count; a++) {
        any = any || replay->arms[group->arms[a]].turns->night[step];
    }
    return any;
}

enum status planner_night(struct planner *planner, size_t step, struct fault *fault)
{
    struct replay *replay = planner->replay;
    struct panel view = panel_at(replay->panel, replay->step_day[step]);
    for (size_t g = 0; g < planner->group_count; g++) {
        if (!group_plans(replay, &planner->groups[g], step)) {
            continue;
        }
        struct arena_mark mark = arena_mark(&planner->night);
        TRY(plan_group(planner, &planner->groups[g], &view, step, fault));
        arena_rewind(&planner->night, mark);
    }
    return STATUS_OK;
}
