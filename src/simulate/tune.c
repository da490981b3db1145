/* The search for settings: forward, a setting a step, and what it is worth on later days. */
#include "simulate/tune.h"

#include "base/missing.h"
#include "tune_parts.h"

#include <math.h>
#include <string.h>

enum { FORECAST_STEPS = 1, DECISION_STEPS = 3, CURVE = 3 };
/* Candidates of a step that get a curve of their own, beside those that a heat tells nothing of. */
enum { FINALISTS = 4 };

/* Fill rates nearer than this to each other are one: a planner reads whole percents. */
static const double LEAST_FILL_GAP = 0.0025;
/* Around the level that should serve: e times the share that it leaves open, and an e-th.  Settings
 * that make up for a level, as plan.spread does, then still have the fill asked for on their curve.
 */
static const double CURVE_STEP = 1.0;
/* The first curve: so many times the share that the standing level leaves open. */
static const double FIRST_CURVE[] = {5.0, 2.0, 1.0, 0.5, 0.2};
static const double LEAST_LEVEL = 0.5;
static const double MOST_LEVEL = 0.9999;

struct search {
    const struct tune_problem *problem;
    struct tune_result *result;
    size_t room; /* rows */
    size_t step;
    struct tune_set stands; /* without the service level */
    double level;           /* that delivers the asked fill with it */
    double first_level;     /* likewise with the settings as they stood at first */
    double *open;           /* [candidate_count] share that the level leaves open which delivers the
                               asked fill with a candidate, as far as that is known */
    bool *dropped;          /* [candidate_count] worse beyond doubt before */
    struct arena *arena;
    struct team *team;
};

static double level_at(double share_open)
{
    return fmin(fmax(1.0 - share_open, LEAST_LEVEL), MOST_LEVEL);
}

/* The set at service levels around the one that should serve. */
static struct trial curve_trial(const struct search *search, const struct tune_set *set,
                                double level)
{
    struct trial trial = {.set = *set};
    for (int i = 0; search->problem->aim == TUNE_STOCK && i < CURVE; i++) {
        int place = CURVE / 2 - i;
        double open = (1.0 - level) * exp(CURVE_STEP * (double)place);
        trial.level[trial.levels++] = level_at(open);
    }
    return trial;
}

static struct tune_gain unknown_gain(void)
{
    return (struct tune_gain){MISSING, MISSING, MISSING, MISSING, MISSING, MISSING};
}

/* A row that tells of one arm. */
static struct tune_row *tell(struct search *search, enum tune_phase phase,
                             const struct trials *trials, size_t arm, const struct tune_set *set)
{
    const struct tally *whole = &trials->whole[arm];
    search->result->in_units = trials->in_units;
    struct tune_row *row = &search->result->rows[search->result->row_count++];
    *row = (struct tune_row){.phase = phase,
                             .step = search->step,
                             .set = *set,
                             .cost = whole->cost,
                             .fill = tally_fill(whole),
                             .stock_value = whole->stock / trials->days,
                             .aim = MISSING,
                             .gain = unknown_gain()};
    return row;
}

/* The row of a trial: of its middle arm, with the aim of all. */
static struct tune_row *tell_trial(struct search *search, enum tune_phase phase,
                                   const struct trials *trials, size_t trial)
{
    size_t arms = trials->first[trial + 1] - trials->first[trial];
    struct tune_row *row =
        tell(search, phase, trials, trials->first[trial] + arms / 2, &trials->trial[trial].set);
    row->aim = trial_aim(trials, trial, search->result->asked);
    return row;
}

/* From row `first` on they are of the step that is over. */
static void told(const struct search *search, size_t first)
{
    const struct tune_problem *problem = search->problem;
    const struct tune_result *result = search->result;
    if (problem->stepped != NULL) {
        problem->stepped(problem->context, &result->rows[first], result->row_count - first);
    }
}

/* How much the standing settings deliver, and which level would deliver what is asked for. */
static enum status find_level(struct search *search, struct fault *fault)
{
    const struct tune_problem *problem = search->problem;
    struct tune_result *result = search->result;
    struct trial trial[2] = {{.levels = 0}, {.levels = 0}};
    for (size_t i = 0; i < sizeof FIRST_CURVE / sizeof FIRST_CURVE[0]; i++) {
        trial[1].level[trial[1].levels++] = level_at(FIRST_CURVE[i] * (1.0 - problem->level));
    }
    struct trials trials;
    struct arena_mark mark = arena_mark(search->arena);
    search->step++;
    TRY(trials_run(&trials, problem, &problem->earlier, trial, 2, search->arena, search->team,
                   fault));
    struct tune_fill stood;
    TRY(trials_fill(&stood, &trials, 0, search->arena, fault));
    result->fill_earlier = stood.fill;
    result->asked = problem->goal == SERVICE_FILL ? trials.wanted_fill : stood.fill;
    double level = curve_level(&trials.whole[1], trial[1].level, trial[1].levels, result->asked);
    search->level = search->first_level = value_or(level, problem->level);
    result->level_chosen = problem->goal == SERVICE_FILL && !is_missing(level) &&
                           fabs(stood.fill - result->asked) > LEAST_FILL_GAP &&
                           (stood.high < result->asked || stood.low > result->asked);
    (void)tell(search, TUNE_SERVICE, &trials, 0, &search->stands);
    for (size_t i = 0; i < trial[1].levels; i++) {
        struct tune_choice choice = level_choice(trial[1].level[i]);
        struct tune_set set = set_with(&search->stands, &choice);
        (void)tell(search, TUNE_SERVICE, &trials, 1 + i, &set);
    }
    told(search, 0);
    arena_rewind(search->arena, mark);
    return STATUS_OK;
}

/* Another value of a setting that was taken is tried again for stock, at a level that suits it; for
 * cost it was beaten before. */
static bool is_open(const struct search *search, size_t candidate, bool forecast)
{
    const struct tune_candidate *one = &search->problem->candidates[candidate];
    bool again = search->problem->aim == TUNE_STOCK;
    return one->forecast == forecast && !search->dropped[candidate] &&
           !set_has(&search->stands, one->choice.setting, again ? one->choice.value : NULL);
}

/* A candidate is better by enough, and beyond doubt. */
static bool is_gain(const struct tune_gain *gain, double least)
{
    return !is_missing(gain->share) && gain->share >= least && !is_missing(gain->low) &&
           gain->low > 0.0;
}

/* A step's trials: as it stood at first, as it stands, and with each open candidate; which
 * candidate each is of in `candidate`. */
static size_t list_trials(const struct search *search, bool forecast, struct trial *trial,
                          size_t *candidate)
{
    struct tune_set none = {.count = 0};
    size_t count = 0;
    trial[count++] = curve_trial(search, &none, search->first_level);
    if (search->stands.count > 0) {
        trial[count++] = curve_trial(search, &search->stands, search->level);
    }
    for (size_t c = 0; c < search->problem->candidate_count; c++) {
        if (is_open(search, c, forecast)) {
            struct tune_set set = set_with(&search->stands, &search->problem->candidates[c].choice);
            candidate[count] = c;
            double level = search->open[c] > 0.0 ? 1.0 - search->open[c] : search->level;
            trial[count++] = curve_trial(search, &set, level);
        }
    }
    return count;
}

/* The middle of a curve, alone. */
static struct trial heat_of(const struct trial *trial)
{
    return (struct trial){
        .set = trial->set, .level = {trial->level[trial->levels / 2]}, .levels = 1};
}

/* Whether a heat leaves it open that a candidate is taken. */
static bool may_gain(const struct tune_gain *gain, double least)
{
    return is_missing(gain->share_high) || gain->share_high >= least;
}

/* Whom no more than so many of those in the running beat. */
static bool is_among(const struct tune_gain *gain, size_t count, size_t most, size_t at)
{
    size_t better = 0;
    for (size_t c = 0; c < count; c++) {
        better += gain[c].share > gain[at].share ? 1 : 0;
    }
    return is_missing(gain[at].share) || better < most;
}

/* A heat: candidates with one arm each, against the standing curve, since most of them are far from
 * any gain.  Those that stay in the running are put together at the front of trial and candidate;
 * returns their number with that of the standing trials.  The others are told of. */
static enum status run_heat(struct search *search, bool forecast, struct trial *trial,
                            size_t *candidate, size_t *count, struct fault *fault)
{
    size_t standing = search->stands.count > 0 ? 1 : 0;
    struct trial *heat = ARENA_NEW(search->arena, struct trial, *count);
    struct tune_gain *gain = ARENA_NEW(search->arena, struct tune_gain, *count);
    if (heat == NULL || gain == NULL) {
        return fault_memory(fault, "the candidates");
    }
    for (size_t t = 0; t < *count; t++) {
        heat[t] = t > standing ? heat_of(&trial[t]) : trial[t];
    }
    struct trials trials;
    TRY(trials_run(&trials, search->problem, &search->problem->earlier, heat, *count, search->arena,
                   search->team, fault));
    trials.standing = standing;
    if (standing > 0) { /* with the level that it was found to need */
        TRY(trials_gain(&search->result->earlier, &trials, 0, standing, search->result->asked,
                        search->arena, fault));
    }
    size_t kept = standing + 1;
    for (size_t t = 0; t < *count; t++) {
        gain[t] = (struct tune_gain){0};
        if (t > standing) {
            TRY(trials_gain(&gain[t], &trials, standing, t, search->result->asked, search->arena,
                            fault));
        }
    }
    enum tune_phase phase = forecast ? TUNE_FORECAST : TUNE_DECISION;
    for (size_t t = standing + 1; t < *count; t++) {
        if (may_gain(&gain[t], search->problem->least_gain) &&
            is_among(gain + standing + 1, *count - standing - 1, FINALISTS, t - standing - 1)) {
            trial[kept] = trial[t];
            candidate[kept++] = candidate[t];
            continue;
        }
        search->dropped[candidate[t]] = gain[t].high < 0.0;
        tell_trial(search, phase, &trials, t)->gain = gain[t];
    }
    if (kept == standing + 1) {
        (void)tell_trial(search, phase, &trials, standing);
    }
    *count = kept;
    return STATUS_OK;
}

/* Takes the best of a step's candidates; SIZE_MAX: none is good enough. */
static enum status judge_step(struct search *search, bool forecast, const struct trials *trials,
                              const size_t *candidate, size_t *taken, struct fault *fault)
{
    struct tune_result *result = search->result;
    size_t standing = search->stands.count > 0 ? 1 : 0;
    struct tune_row *best = NULL;
    *taken = SIZE_MAX;
    if (standing > 0) { /* with the level that it was found to need */
        TRY(trials_gain(&result->earlier, trials, 0, standing, result->asked, search->arena,
                        fault));
    }
    for (size_t t = standing; t < trials->count; t++) {
        struct tune_row *row =
            tell_trial(search, forecast ? TUNE_FORECAST : TUNE_DECISION, trials, t);
        if (t == standing) {
            continue;
        }
        TRY(trials_gain(&row->gain, trials, standing, t, result->asked, search->arena, fault));
        search->dropped[candidate[t]] = row->gain.high < 0.0;
        if (is_gain(&row->gain, search->problem->least_gain) &&
            (best == NULL || row->aim < best->aim)) {
            best = row;
            *taken = t;
        }
    }
    if (best != NULL) {
        best->taken = true;
        TRY(trials_gain(&result->earlier, trials, 0, *taken, result->asked, search->arena, fault));
    }
    return STATUS_OK;
}

static double level_of(const struct search *search, const struct trials *trials, size_t trial)
{
    const struct trial *one = &trials->trial[trial];
    return curve_level(&trials->whole[trials->first[trial]], one->level, one->levels,
                       search->result->asked);
}

/* The levels that a step's candidates were found to need, for the next step.  What was taken moves
 * those of all other settings as it moved its own. */
static void keep_levels(struct search *search, const struct trials *trials, const size_t *candidate,
                        size_t taken)
{
    size_t standing = search->stands.count > 0 ? 1 : 0;
    const struct tune_candidate *all = search->problem->candidates;
    double before = search->level;
    double after = taken != SIZE_MAX ? value_or(level_of(search, trials, taken), before) : before;
    for (size_t t = standing + 1; t < trials->count; t++) {
        double level = level_of(search, trials, t);
        bool same = taken != SIZE_MAX && strcmp(all[candidate[t]].choice.setting,
                                                all[candidate[taken]].choice.setting) == 0;
        double move = same ? 1.0 : (1.0 - after) / (1.0 - before);
        search->open[candidate[t]] = is_missing(level) ? 0.0 : (1.0 - level) * move;
    }
    search->level = after;
}

/* A step's trials, and what of them is taken. */
static enum status run_final(struct search *search, bool forecast, const struct trial *trial,
                             const size_t *candidate, size_t count, bool *moved,
                             struct fault *fault)
{
    const struct tune_problem *problem = search->problem;
    struct trials trials;
    size_t taken;
    TRY(trials_run(&trials, problem, &problem->earlier, trial, count, search->arena, search->team,
                   fault));
    TRY(judge_step(search, forecast, &trials, candidate, &taken, fault));
    if (problem->aim == TUNE_STOCK) {
        keep_levels(search, &trials, candidate, taken);
    }
    if (taken != SIZE_MAX) {
        search->stands = trial[taken].set;
        *moved = true;
    }
    return STATUS_OK;
}

/* One setting more, if any is worth it. */
static enum status step_forward(struct search *search, bool forecast, bool *moved,
                                struct fault *fault)
{
    const struct tune_problem *problem = search->problem;
    struct arena_mark mark = arena_mark(search->arena);
    struct trial *trial = ARENA_NEW(search->arena, struct trial, problem->candidate_count + 2);
    size_t *candidate = ARENA_NEW(search->arena, size_t, problem->candidate_count + 2);
    if (trial == NULL || candidate == NULL) {
        return fault_memory(fault, "the candidates");
    }
    size_t count = list_trials(search, forecast, trial, candidate);
    size_t standing = search->stands.count > 0 ? 1 : 0;
    *moved = false;
    if (count > standing + 1 && search->stands.count + 2 < TUNE_CHOICES) {
        size_t first = search->result->row_count;
        search->step++;
        if (problem->aim == TUNE_STOCK) {
            TRY(run_heat(search, forecast, trial, candidate, &count, fault));
        }
        if (count > standing + 1) {
            TRY(run_final(search, forecast, trial, candidate, count, moved, fault));
        }
        told(search, first);
    }
    arena_rewind(search->arena, mark);
    return STATUS_OK;
}

static enum status steps_forward(struct search *search, bool forecast, int most,
                                 struct fault *fault)
{
    bool moved = true;
    for (int i = 0; i < most && moved; i++) {
        TRY(step_forward(search, forecast, &moved, fault));
    }
    return STATUS_OK;
}

/* The later part for an aim of money: what stands at first and what was chosen. */
static enum status judge_later(struct search *search, struct fault *fault)
{
    const struct tune_problem *problem = search->problem;
    struct tune_result *result = search->result;
    struct tune_set none = {.count = 0};
    bool stock = problem->aim == TUNE_STOCK;
    struct trial trial[4] = {{.set = none}, {.set = result->chosen}};
    trial[2] = curve_trial(search, &none, search->first_level);
    trial[3] = curve_trial(search, &search->stands, search->level);
    struct trials trials;
    struct arena_mark mark = arena_mark(search->arena);
    search->step++;
    TRY(trials_run(&trials, problem, &problem->later, trial, stock ? 4 : 2, search->arena,
                   search->team, fault));
    TRY(trials_fill(&result->fill_before, &trials, 0, search->arena, fault));
    TRY(trials_fill(&result->fill_after, &trials, 1, search->arena, fault));
    double asked = problem->goal == SERVICE_FILL ? result->asked : result->fill_before.fill;
    struct tune_row *before = tell(search, TUNE_LATER, &trials, 0, &none);
    struct tune_row *after = tell(search, TUNE_LATER, &trials, 1, &result->chosen);
    before->aim = trial_aim(&trials, stock ? 2 : 0, asked);
    after->aim = trial_aim(&trials, stock ? 3 : 1, asked);
    if (search->stands.count > 0) {
        TRY(trials_gain(&result->later, &trials, stock ? 2 : 0, stock ? 3 : 1, asked, search->arena,
                        fault));
        after->gain = result->later;
    }
    if (stock && problem->goal == SERVICE_FILL) {
        TRY(trials_nearer(&result->nearer, &trials, 0, 1, asked, search->arena, fault));
    }
    result->gains = is_gain(&result->later, 0.0);
    result->serves = !is_missing(result->nearer.low) && result->nearer.low > 0.0;
    result->proved = search->stands.count > 0 ? result->gains : result->serves;
    after->taken = result->proved;
    told(search, search->result->row_count - 2);
    arena_rewind(search->arena, mark);
    return STATUS_OK;
}

static enum status search_all(struct search *search, struct fault *fault)
{
    const struct tune_problem *problem = search->problem;
    struct tune_result *result = search->result;
    if (problem->aim == TUNE_STOCK) {
        TRY(find_level(search, fault));
    }
    TRY(steps_forward(search, true, FORECAST_STEPS, fault));
    TRY(steps_forward(search, false, DECISION_STEPS, fault));
    result->chosen = search->stands;
    if (problem->aim == TUNE_STOCK && (result->level_chosen || search->stands.count > 0)) {
        struct tune_choice choice = level_choice(search->level);
        result->chosen = set_with(&search->stands, &choice);
        result->level_chosen = true;
    }
    return result->chosen.count > 0 ? judge_later(search, fault) : STATUS_OK;
}

enum status tune(struct tune_result *result, const struct tune_problem *problem,
                 struct arena *arena, struct team *team, struct fault *fault)
{
    size_t steps = FORECAST_STEPS + DECISION_STEPS;
    struct search search = {.problem = problem,
                            .result = result,
                            .room = steps * (problem->candidate_count + 2) + TRIAL_LEVELS + 3,
                            .level = problem->level,
                            .first_level = problem->level,
                            .arena = arena,
                            .team = team};
    *result = (struct tune_result){.asked = MISSING,
                                   .fill_earlier = MISSING,
                                   .earlier = unknown_gain(),
                                   .later = unknown_gain(),
                                   .fill_before = {MISSING, MISSING, MISSING},
                                   .fill_after = {MISSING, MISSING, MISSING},
                                   .nearer = unknown_gain()};
    result->rows = ARENA_NEW(arena, struct tune_row, search.room);
    search.dropped = ARENA_NEW(arena, bool, problem->candidate_count + 1);
    search.open = ARENA_NEW(arena, double, problem->candidate_count + 1);
    if (result->rows == NULL || search.dropped == NULL || search.open == NULL) {
        return fault_memory(fault, "the tuning");
    }
    return search_all(&search, fault);
}
