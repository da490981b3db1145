/* The replay, night by night and day by day. */
#include "replay.h"

#include "base/missing.h"

/* Steps that run in one stretch at the most: a slot each is kept for every block of sites. */
enum { STRETCH = 31 };

static enum status bad_period(const struct sim_settings *settings, const struct panel *panel,
                              int32_t first, struct fault *fault)
{
    char from[DAY_TEXT_SIZE];
    char to[DAY_TEXT_SIZE];
    char begin[DAY_TEXT_SIZE];
    char end[DAY_TEXT_SIZE];
    day_format(settings->from, from);
    day_format(settings->to, to);
    day_format(first, begin);
    day_format(panel->as_of, end);
    return fault_set(fault, STATUS_USAGE,
                     "the simulation is to run from %s to %s with %d days of warm-up before it, "
                     "and sales are known from %s to %s; some history must come before it",
                     from, to, (int)settings->warm_up, begin, end);
}

/* The steps, which of them count, and on which there is a plan. */
static enum status make_steps(struct replay *replay, struct fault *fault)
{
    const struct sim_settings *settings = replay->settings;
    const struct panel *daily = replay->daily;
    struct truth *truth = &replay->result->truth;
    truth->calendar = daily->calendar;
    int32_t begin = daily->end_period - (int32_t)panel_longest(daily);
    int32_t first_day = period_first_day(&daily->calendar, begin);
    int32_t start = settings->from - settings->warm_up;
    if (settings->warm_up < 0 || start <= first_day || settings->from >= settings->to ||
        settings->to > daily->as_of || settings->to > replay->panel->as_of) {
        return bad_period(settings, daily, first_day, fault);
    }
    truth->first_step = period_of(&daily->calendar, start);
    if (period_first_day(&daily->calendar, truth->first_step) < start) {
        truth->first_step++;
    }
    int32_t from = period_of(&daily->calendar, settings->from);
    int32_t end = period_of(&daily->calendar, settings->to);
    end = end < daily->end_period ? end : daily->end_period;
    if (end <= from || truth->first_step > from) {
        return bad_period(settings, daily, first_day, fault);
    }
    truth->steps = (size_t)(end - truth->first_step);
    replay->warm_steps = (size_t)(from - truth->first_step);
    replay->step_day = ARENA_NEW(replay->work, int32_t, truth->steps + 1);
    replay->night = ARENA_NEW(replay->work, bool, truth->steps);
    if (replay->step_day == NULL || replay->night == NULL) {
        return fault_memory(fault, "the steps of the simulation");
    }
    for (size_t t = 0; t <= truth->steps; t++) {
        replay->step_day[t] = period_first_day(&daily->calendar, truth->first_step + (int32_t)t);
    }
    replay->result->first_step = from;
    replay->result->steps = truth->steps - replay->warm_steps;
    return STATUS_OK;
}

static enum status make_results(struct replay *replay, struct fault *fault)
{
    struct sim_result *result = replay->result;
    result->sites = replay->sites;
    result->site_count = replay->site_count;
    result->arms = replay->arm_count;
    result->step = ARENA_NEW(replay->arena, struct ledger, result->arms * result->steps);
    result->site = ARENA_NEW(replay->arena, struct ledger, result->arms * result->site_count);
    result->whole = ARENA_NEW(replay->arena, struct ledger, result->arms);
    result->start = ARENA_NEW(replay->arena, double, result->site_count);
    result->left = ARENA_NEW(replay->arena, double, result->arms * result->site_count);
    bool taken = result->step != NULL && result->site != NULL && result->whole != NULL &&
                 result->start != NULL && result->left != NULL;
    return taken ? STATUS_OK : fault_memory(fault, "the result of the simulation");
}

static enum status prepare(struct replay *replay, struct fault *fault)
{
    TRY(make_steps(replay, fault));
    replay->haste = anybody_hastens(&replay->inputs->master);
    struct inputs then = *replay->inputs;
    then.as_of = period_first_day(&replay->daily->calendar, replay->result->truth.first_step);
    TRY(holidays_make(&replay->holidays, &then, replay->work, fault));
    replay->roads = (struct sim_roads){.inputs = replay->inputs,
                                       .holidays = &replay->holidays,
                                       .seed = replay->settings->seed,
                                       .steady = replay->settings->steady_lead_times};
    TRY(sites_make(replay, fault));
    TRY(kits_make(replay, fault));
    TRY(make_results(replay, fault));
    TRY(truth_make(replay, fault));
    TRY(turns_make(replay, fault));
    debuts_find(replay);
    for (size_t a = 0; a < replay->arm_count; a++) {
        TRY(arm_open(&replay->arms[a], replay, fault));
    }
    for (size_t s = 0; s < replay->site_count; s++) {
        replay->result->start[s] = arm_on_hand(&replay->arms[0], s);
    }
    return refer_open(replay, fault);
}

/* The step before which something is decided again. */
static size_t stretch_end(const struct replay *replay, size_t step)
{
    const size_t steps = replay->result->truth.steps;
    size_t end = step + 1;
    while (end < steps && end < step + STRETCH && !replay->night[end] &&
           replay->part_start == NULL) {
        for (size_t a = 0; a < replay->arm_count; a++) {
            if (replay->arms[a].next_ship <= replay->step_day[end]) {
                return end;
            }
        }
        end++;
    }
    return end;
}

static enum status decide(struct replay *replay, struct planner *planner, size_t step,
                          struct fault *fault)
{
    for (size_t a = 0; a < replay->arm_count; a++) {
        struct arm *arm = &replay->arms[a];
        if (arm->next_ship <= replay->step_day[step]) {
            ship_pledged(replay, arm, step);
            TRY(arm_merge(arm, replay, fault));
        }
    }
    if (!replay->night[step]) {
        return STATUS_OK;
    }
    for (size_t a = 0; a < replay->arm_count; a++) {
        TRY(arm_merge(&replay->arms[a], replay, fault)); /* receipts are to be known */
    }
    TRY(planner_night(planner, step, fault));
    for (size_t a = 0; a < replay->arm_count; a++) {
        struct arm *arm = &replay->arms[a];
        if (!arm->turns->night[step]) {
            continue;
        }
        if (arm->told->kind == ARM_REFERENCE) {
            TRY(refer_night(replay, arm, step, fault));
        }
        TRY(arm_merge(arm, replay, fault));
    }
    replay->night_count++;
    return STATUS_OK;
}

static enum status run(struct replay *replay, struct planner *planner, struct fault *fault)
{
    const size_t steps = replay->result->truth.steps;
    size_t end;
    for (size_t step = 0; step < steps; step = end) {
        TRY(days_run(replay, PART_MORNING, step, step + 1, fault));
        TRY(decide(replay, planner, step, fault));
        kits_sell(replay, step);
        end = stretch_end(replay, step);
        TRY(days_run(replay, PART_DAY, step, end, fault));
    }
    return STATUS_OK;
}

static void add_up(struct replay *replay)
{
    struct sim_result *result = replay->result;
    for (size_t a = 0; a < result->arms; a++) {
        for (size_t s = 0; s < result->site_count; s++) {
            size_t at = a * result->site_count + s;
            ledger_add(&result->whole[a], &result->site[at]);
            result->left[at] = arm_on_hand(&replay->arms[a], s);
        }
    }
}

enum status simulate(struct sim_result *result, const struct inputs *inputs,
                     const struct panel *panel, const struct panel *daily,
                     const struct sim_settings *settings, const struct sim_arm *arms,
                     size_t arm_count, struct arena *arena, struct team *team, struct fault *fault)
{
    *result = (struct sim_result){0};
    struct arena work;
    arena_init(&work, 0);
    struct replay replay = {.inputs = inputs,
                            .panel = panel,
                            .daily = daily,
                            .settings = settings,
                            .result = result,
                            .arena = arena,
                            .work = &work,
                            .team = team,
                            .arms = ARENA_NEW(&work, struct arm, arm_count),
                            .arm_count = arm_count};
    struct planner *planner = NULL;
    enum status status = STATUS_OK;
    if (replay.arms == NULL) {
        status = fault_memory(fault, "the simulation");
    } else {
        for (size_t a = 0; a < arm_count; a++) {
            replay.arms[a].told = &arms[a];
            replay.arms[a].number = a;
        }
        replay.unmet = arms[0].plan.unmet;
        replay.salvage_share = arms[0].plan.salvage_share;
        status = prepare(&replay, fault);
        status = status == STATUS_OK ? planner_open(&planner, &replay, fault) : status;
        status = status == STATUS_OK ? run(&replay, planner, fault) : status;
        if (status == STATUS_OK) {
            add_up(&replay);
            result->nights = replay.night_count;
        }
        for (size_t a = 0; a < arm_count; a++) {
            arm_close(&replay.arms[a]);
        }
    }
    planner_close(planner);
    arena_free(&work);
    return status;
}
